/**
 * `almoner rate` beside DuckDB: the same two files in, the same rated-visits.csv out, byte for byte, for the rule `banded`.
 *   node test/bench/rate.ts [--visits 1000000] [--runs 3] [--folder DIR]
 * Each run is a process of its own, timed from its start to its end; the figures are of the quickest.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { generateMonth, type Month } from '#test/bench/generate-month.ts'

type Figures = { readonly seconds: number; readonly cpuSeconds: number; readonly peakMegabytes: number }

/** Printed last on standard error by every run: what the system counted for the whole process. */
const REPORT = `process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  process.stderr.write('\\n' + JSON.stringify({ maxRSS, cpu: userCPUTime + systemCPUTime }))
})`

function timed(script: string, args: readonly string[]): Figures {
  const started = performance.now()
  const report = `data:text/javascript,${encodeURIComponent(REPORT)}`
  const run = spawnSync(process.execPath, ['--import', report, script, ...args], { encoding: 'utf8' })
  const seconds = (performance.now() - started) / 1000
  if (run.status !== 0) throw new Error(`${script} ended with ${run.status ?? run.signal}: ${run.stderr}`)
  const { maxRSS, cpu } = JSON.parse(run.stderr.trim().split('\n').at(-1) ?? '{}')
  return { seconds, cpuSeconds: cpu / 1e6, peakMegabytes: maxRSS / 1024 }
}

const quickest = (runs: readonly Figures[]): Figures => runs.reduce((a, b) => (b.seconds < a.seconds ? b : a))

function rateBoth(month: Month, folder: string, runs: number): { almoner: Figures; duckdb: Figures } {
  const [ours, theirs] = [join(folder, 'rated-by-almoner.csv'), join(folder, 'rated-by-duckdb.csv')]
  const almoner: Figures[] = []
  const duckdb: Figures[] = []
  for (let run = 0; run < runs; run++) {
    const files = ['--planned', month.planned, '--log', month.log, '--card', month.card]
    almoner.push(timed(join(import.meta.dirname, '../../src/main.ts'), ['rate', ...files, '--out', ours, '--json']))
    duckdb.push(timed(join(import.meta.dirname, 'rate-by-duckdb.ts'), [month.planned, month.log, theirs]))
  }
  if (!readFileSync(ours).equals(readFileSync(theirs))) throw new Error(`the two results differ: ${ours} and ${theirs}`)
  return { almoner: quickest(almoner), duckdb: quickest(duckdb) }
}

const { values } = parseArgs({
  options: {
    visits: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '3' },
    folder: { type: 'string' },
  },
})
const visits = Number(values.visits)
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'almoner-bench-'))
try {
  const month = generateMonth(folder, visits)
  const { almoner, duckdb } = rateBoth(month, folder, Number(values.runs))
  const show = (name: string, { seconds, cpuSeconds, peakMegabytes }: Figures): void =>
    console.log(
      `${name.padEnd(14)}${seconds.toFixed(2)} s  ${Math.round(visits / seconds).toLocaleString('en-GB')} visits/s  ` +
        `${cpuSeconds.toFixed(2)} s of processor  ${Math.round(peakMegabytes)} MB at the peak`,
    )
  show('almoner rate', almoner)
  show('DuckDB', duckdb)
  console.log(
    `ratio         ${(almoner.seconds / duckdb.seconds).toFixed(2)} (goal: 1.5 at most, under 1024 MB); equal output`,
  )
  const [cpu] = cpus()
  console.log(
    `machine       ${cpus().length} x ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, node ${process.version}`,
  )
} finally {
  if (values.folder === undefined && existsSync(folder)) rmSync(folder, { recursive: true })
}
