import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findChromium, LIGHTEST } from '#test/support/chromium.ts'
import { findPostgres, startPostgres } from '#test/support/postgres.ts'
import { ROOT, readHouse } from '#test/support/source-files.ts'

/** `npm test`, `npm run test:long` and `npm run check`: one line a step, failures whole, counts at the end. */

type Counts = { tests: number; pass: number; fail: number; cancelled: number; skipped: number; todo: number }
type Outcome = { readonly ok: boolean; readonly note?: string; readonly said?: string; readonly counts?: Counts }
type Step = { readonly name: string; readonly run: () => Promise<Outcome> }
/** Steps that go on side by side, each lane in its order: a lane alone leaves a core idle. */
type Lanes = readonly (readonly Step[])[]

const USAGE = `npm test [-- part-of-a-path …] [--without=browser] [--without=postgres]
  part-of-a-path      run only the tests whose path has it in it, and no other step
  --without=browser   leave out the journeys in a real browser
  --without=postgres  leave out what runs on PostgreSQL 15
Continuous integration leaves out nothing.`

/** Longer than any honest step: what hangs is named instead of waited for. */
const LIMIT_MINUTES = { test: 25, check: 9, long: 80 }
const PARTS = ['browser', 'postgres']

const options = readOptions()
const size = process.argv[2] === 'long' ? 'long' : process.argv[2] === 'check' ? 'check' : 'test'
const total: Counts = { tests: 0, pass: 0, fail: 0, cancelled: 0, skipped: 0, todo: 0 }
const failed: string[] = []
const env: NodeJS.ProcessEnv = { ...process.env }
delete env['ALMONER_TEST_POSTGRES']
delete env['DATABASE_URL']
delete env['NODE_TEST_CONTEXT']

async function main(): Promise<void> {
  const started = performance.now()
  if (size === 'long') {
    env['ALMONER_TEST_SIZE'] = 'full'
    env['ALMONER_SEED'] ??= String(Math.floor(Math.random() * 1_000_000))
    console.log(`Full size; seed ${env['ALMONER_SEED']} (set ALMONER_SEED to run it again).`)
  }
  const phases = size === 'check' ? [checks()] : options.paths.length > 0 ? [[someTests()]] : [checks(), ...allTests()]
  for (const lanes of phases) await Promise.all(lanes.map(takeAll))
  close(started)
}

function readOptions(): { paths: string[]; without: string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: process.argv.slice(3),
      allowPositionals: true,
      options: { without: { type: 'string', multiple: true, default: [] }, help: { type: 'boolean' } },
    })
    const unknown = values.without.find((part) => !PARTS.includes(part))
    if (unknown) throw new Error(`--without=${unknown}: there is ${PARTS.join(' and ')} to leave out`)
    if (values.help) stop(USAGE, 0)
    return { paths: positionals, without: values.without }
  } catch (error) {
    return stop(`${error instanceof Error ? error.message : error}\n\n${USAGE}`, 2)
  }
}

function stop(words: string, code: number): never {
  console.error(words)
  process.exit(code)
}

async function takeAll(steps: readonly Step[]): Promise<void> {
  for (const step of steps) await take(step)
}

async function take({ name, run }: Step): Promise<void> {
  const started = performance.now()
  const outcome = await run()
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const note = outcome.counts ? describe(outcome.counts) : (outcome.note ?? '')
  console.log(`${outcome.ok ? 'ok    ' : 'FAILED'}  ${name.padEnd(44)} ${seconds.padStart(6)} s  ${note}`.trimEnd())
  if (outcome.said) console.log(outcome.said.trimEnd())
  if (!outcome.ok) failed.push(outcome.note?.startsWith('NOT RUN') ? outcome.note : name)
  addTo(total, outcome.counts)
}

const describe = ({ tests, skipped }: Counts): string => `${tests} tests${skipped ? `, ${skipped} skipped` : ''}`

function close(started: number): void {
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log('')
  for (const [name, count] of Object.entries(total)) console.log(`# ${name} ${count}`)
  console.log(`# duration_ms ${Math.round(performance.now() - started)}`)
  if (failed.length > 0) console.log(`\nFAILED after ${seconds} s:\n${failed.map((name) => `  ${name}`).join('\n')}`)
  else console.log(`\nAll passed in ${seconds} s.`)
  process.exitCode = failed.length > 0 ? 1 : 0
}

// --- the checks

function checks(): Lanes {
  const bin = (name: string) => join(ROOT, 'node_modules', '.bin', name)
  return [
    [
      { name: 'check: types', run: () => program(bin('tsc'), ['-p', '.']) },
      { name: 'check: house rules', run: () => nodeTest(['test/architecture.test.ts']) },
    ],
    [
      { name: 'check: lint, with types', run: () => program(bin('oxlint'), ['--type-aware', '--deny-warnings']) },
      { name: 'check: dead code and packages', run: () => program(bin('knip'), ['--no-progress']) },
      { name: 'check: format', run: () => program(bin('biome'), ['format', '--reporter=summary']) },
    ],
  ]
}

// --- the tests

type Sets = { shared: string[]; own: string[]; long: string[]; journeys: string[] }

function testFiles(): Sets {
  const listed = ['src', 'test']
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(
        (path) => `${folder}/${path.replaceAll('\\', '/')}`,
      ),
    )
    .filter((path) => path.endsWith('.test.ts') && path !== 'test/architecture.test.ts')
    .filter((path) => options.paths.length === 0 || options.paths.some((part) => path.includes(part)))
    .sort()
  const isLong = (path: string) => path.endsWith('.long.test.ts')
  const isOwn = (path: string) => path.endsWith('.own.test.ts')
  const isJourney = (path: string) => path.startsWith('test/journeys/')
  return {
    shared: listed.filter((path) => !isLong(path) && !isOwn(path) && !isJourney(path)),
    own: listed.filter(isOwn),
    long: listed.filter(isLong),
    journeys: listed.filter((path) => isJourney(path) && !isLong(path) && !isOwn(path)),
  }
}

/** Files that were named: as they are, on the embedded database. */
function someTests(): Step[] {
  const sets = testFiles()
  const steps: Step[] = []
  if (sets.shared.length > 0) steps.push({ name: 'tests named', run: () => nodeTest(sets.shared) })
  const alone = [...sets.own, ...sets.long, ...sets.journeys]
  if (alone.length > 0)
    steps.push({ name: 'tests named, each in its own process', run: () => nodeTest(alone, { isolated: 2 }) })
  if (steps.length === 0) stop(`No test has ${options.paths.join(' or ')} in its path.`, 2)
  return steps
}

/** Three lanes on two cores: each waits now and then, for its disk, its browser or its server. */
function allTests(): Lanes[] {
  const sets = testFiles()
  const onPostgres = withDatabase(sets.shared)
  const waiting = bySize(sets.journeys)
  const inBrowser = { name: 'journeys: in a browser', run: () => journeys(waiting) }
  const onEmbedded = { name: 'tests: on the embedded database', run: () => nodeTest(sets.shared) }
  const onServer = postgresStep('tests: the database suite on PostgreSQL 15', () =>
    nodeTest(onPostgres, { env: { ALMONER_TEST_POSTGRES: env['ALMONER_PRIVATE_POSTGRES'] } }),
  )
  const inOwn = {
    name: 'tests: each in its own process',
    run: () => nodeTest(sets.own, { isolated: size === 'long' ? 2 : 1 }),
  }
  const long = { name: 'tests: long', run: () => nodeTest(sets.long, { isolated: 2 }) }
  return [
    [[postgresStep('start PostgreSQL 15', startShared)]],
    [onEmbedded, onServer, inOwn].map((step) => [step, inBrowser]),
    ...(size === 'long' ? [[[long]]] : []),
  ]
}

let postgresMissing: string | undefined

/** PostgreSQL that every later step may use; its address goes by the environment, and it stops with this process. */
async function startShared(): Promise<Outcome> {
  if (!findPostgres()) installOnDebian('postgresql-15')
  try {
    const { url } = await startPostgres()
    env['ALMONER_PRIVATE_POSTGRES'] = url
    return { ok: true }
  } catch (error) {
    postgresMissing = error instanceof Error ? error.message : String(error)
    return notRun('what needs PostgreSQL 15', postgresMissing)
  }
}

function postgresStep(name: string, run: () => Promise<Outcome>): Step {
  if (options.without.includes('postgres'))
    return { name, run: async () => ({ ok: true, note: 'left out by --without=postgres' }) }
  return { name, run: async () => (postgresMissing ? notRun(name, 'no PostgreSQL 15') : run()) }
}

let browserMissing: boolean | undefined

function findBrowser(): boolean {
  if (browserMissing === undefined && !process.env['CHROMIUM_PATH']) {
    if (!findChromium()?.endsWith(LIGHTEST)) installOnDebian(LIGHTEST)
    if (!findChromium()) installOnDebian('chromium')
  }
  browserMissing ??= !findChromium()
  return !browserMissing
}

/** Takes of the files that no other lane has taken, until there are none. */
async function journeys(waiting: string[]): Promise<Outcome> {
  if (options.without.includes('browser')) return { ok: true, note: 'left out by --without=browser' }
  if (!findBrowser())
    return notRun('journeys in a browser', 'no Chromium. Install Chromium or Chrome, or name one by CHROMIUM_PATH.')
  if (waiting.length === 0) return { ok: true, note: 'other lanes took them' }
  const outcomes: Outcome[] = []
  while (waiting.length > 0) outcomes.push(await nodeTest(waiting.splice(0, someOf(waiting.length))))
  return {
    ok: outcomes.every(({ ok }) => ok),
    counts: sumOf(outcomes),
    said: outcomes.map(({ said, note }) => said ?? note ?? '').join(''),
  }
}

/** A process that has read the house and is warm goes through several files at twice the speed; few of the last, so that the lanes end together. */
const someOf = (waiting: number): number => Math.max(1, Math.ceil(waiting / 5))

/** The longest first, so that the lanes end together. */
const bySize = (files: readonly string[]): string[] =>
  files.toSorted((a, b) => statSync(join(ROOT, b)).size - statSync(join(ROOT, a)).size)

function sumOf(outcomes: readonly Outcome[]): Counts {
  const sum: Counts = { tests: 0, pass: 0, fail: 0, cancelled: 0, skipped: 0, todo: 0 }
  for (const { counts } of outcomes) addTo(sum, counts)
  return sum
}

function addTo(sum: Counts, counts: Counts | undefined): void {
  for (const key of Object.keys(sum) as (keyof Counts)[]) sum[key] += counts?.[key] ?? 0
}

const notRun = (what: string, why: string): Outcome => ({
  ok: false,
  note: `NOT RUN: ${what}: ${why.replace(/^NOT RUN: /, '')}`,
})

/** Installs a part that the machine lacks, where that can be done without asking: as root on Debian and its kin. */
function installOnDebian(name: string): void {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  console.log(`        installing ${name}, which this machine lacks …`)
  const quiet = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: 'ignore' } as const
  spawnSync('apt-get', ['update', '-q'], quiet)
  spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', name], quiet)
}

/** The test files that open a database through `test/support`, directly or by another file there. */
function withDatabase(files: readonly string[]): string[] {
  const house = readHouse([])
  const opening = new Set(['#test/support/database.ts'])
  for (let before = 0; before !== opening.size; ) {
    before = opening.size
    for (const { path, imports } of house.files) {
      if (path.startsWith('test/support/') && imports.some(({ from }) => opening.has(from))) opening.add(`#${path}`)
    }
  }
  const opens = new Set(
    house.files.filter(({ imports }) => imports.some(({ from }) => opening.has(from))).map(({ path }) => path),
  )
  return files.filter((path) => opens.has(path))
}

/** `isolated`: each file in a process of its own, so many at once. */
type Run = { readonly isolated?: number; readonly env?: NodeJS.ProcessEnv }

async function nodeTest(files: readonly string[], run: Run = {}): Promise<Outcome> {
  if (files.length === 0) return { ok: true, note: 'no such tests yet' }
  const flags = run.isolated
    ? ['--test-isolation=process', `--test-concurrency=${run.isolated}`]
    : ['--test-isolation=none']
  const outcome = await program(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--test',
      ...flags,
      `--test-reporter=${join(ROOT, 'test/support/report.ts')}`,
      ...files,
    ],
    run.env,
  )
  const counts = readCounts(outcome.said ?? '')
  const said = outcome.said?.replace(/^# \w+ \d+\n/gm, '')
  if (!counts) return { ok: false, note: 'the tests ended without their counts', said: outcome.said ?? '' }
  if (counts.tests === 0) return { ok: false, note: 'no test was run', said: outcome.said ?? '' }
  return { ok: outcome.ok && counts.fail + counts.cancelled === 0, counts, said: said ?? '' }
}

function readCounts(said: string): Counts | undefined {
  const counts = { tests: 0, pass: 0, fail: 0, cancelled: 0, skipped: 0, todo: 0 }
  const lines = [...said.matchAll(/^# (tests|pass|fail|cancelled|skipped|todo) (\d+)$/gm)]
  for (const [, key, count] of lines) counts[key as keyof Counts] = Number(count)
  return lines.length > 0 ? counts : undefined
}

/** Runs a program to its end. What it says is shown when it fails, and tests' words always. */
function program(command: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, env: { ...env, ...more }, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    const hear = (piece: Buffer) => {
      said += piece
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    const limit = setTimeout(() => {
      said += `\nStill running after ${LIMIT_MINUTES[size]} minutes, so it was stopped.\n`
      child.kill('SIGKILL')
    }, LIMIT_MINUTES[size] * 60_000)
    child.on('error', (error) => {
      clearTimeout(limit)
      resolve({ ok: false, said: error.message })
    })
    child.on('close', (code) => {
      clearTimeout(limit)
      const isTest = args.includes('--test')
      resolve(code === 0 ? { ok: true, said: isTest ? said : '' } : { ok: false, said })
    })
  })
}

await main()
