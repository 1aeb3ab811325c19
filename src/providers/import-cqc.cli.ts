import { basename } from 'node:path'
import { stat } from 'node:fs/promises'
import type { Command } from 'commander'
import { type Day, formatDay, parseDay } from '#src/base/day.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'

type WithShell = (work: (shell: Shell, actor: Actor) => Promise<number>) => Promise<void>
type Options = { asOf?: string; part?: boolean; whole?: boolean; rejected?: boolean }

/** `almoner import cqc FILE…`: the work of the import page from the command line. */
export const registerImportCqc = (parent: Command, withShell: WithShell): void => {
  parent
    .command('cqc')
    .description('import extracts of the CQC register, CSV or JSON, in the order given')
    .argument('<file...>', 'extracts: the oldest first')
    .option('--as-of <day>', 'the day that the extracts describe, where they do not say: 2026-09-16')
    .option('--part', 'the extracts list only some locations of their areas: nothing is marked as gone')
    .option('--whole', 'the extracts list every location of their areas: those missing are marked as gone')
    .option('--rejected', 'write the rows that were left out to standard output as CSV')
    .action((files: string[], options: Options) =>
      withShell((shell, actor) => importFiles(shell, actor, files, options)),
    )
}

const say = (words: string): void => void process.stderr.write(`${words}\n`)

/** Answers with the exit code: 0 when all was taken, 1 when a file was refused. */
async function importFiles(shell: Shell, actor: Actor, files: readonly string[], options: Options): Promise<number> {
  const asOf = options.asOf === undefined ? undefined : parseDay(options.asOf)
  if (options.asOf !== undefined && asOf === undefined) {
    say(`--as-of ${options.asOf}: give a day such as 2026-09-16.`)
    return 1
  }
  let code = 0
  for (const file of files) code = Math.max(code, await importFile(shell, actor, file, asOf, options))
  return code
}

async function importFile(
  shell: Shell,
  actor: Actor,
  file: string,
  asOf: Day | undefined,
  options: Options,
): Promise<number> {
  const there = await stat(file).catch(() => undefined)
  if (!there?.isFile()) {
    say(`${file}: there is no such file.`)
    return 1
  }
  const { examineExtract } = await import('#src/providers/read-extract.job.ts')
  const { beginImport, runImport } = await import('#src/providers/import-extract.job.ts')
  const { resultLines } = await import('#src/providers/import-result.ts')
  const { groupFindings } = await import('#src/providers/import.store.ts')
  const examined = await examineExtract(file, basename(file))
  if (!examined.ok) {
    say(`${file}: ${examined.error}`)
    return 1
  }
  const listsAll = options.whole ? true : options.part ? false : undefined
  const begun = await beginImport(shell, actor, examined.value, { asOf, listsAll })
  if (!begun.ok) {
    say(`${file}: it is of a day to come. Give the day that it describes with --as-of.`)
    return 1
  }
  say(`${file}: ${examined.value.layoutName}, as of ${formatDay(begun.value.record.asOf)}`)
  const record = await runImport(shell, actor, examined.value, begun.value)
  const groups = await shell.read(actor, (tx) => groupFindings(tx, record.importRef))
  for (const line of resultLines(record, groups)) say(`  ${line}`)
  if (options.rejected) await writeRejected(shell, actor, record.importRef)
  return record.status === 'finished' ? 0 : 1
}

async function writeRejected(shell: Shell, actor: Actor, importRef: string): Promise<void> {
  const { csvText } = await import('#src/platform/http/doors.ts')
  const { FINDING_HEADER, findingRows } = await import('#src/providers/import-result.ts')
  const { listFindings } = await import('#src/providers/import.store.ts')
  const found = await shell.read(actor, (tx) =>
    listFindings(tx, importRef, ['rejected', 'repeated', 'warning'], { after: '', limit: 1_000_000 }),
  )
  process.stdout.write(csvText(FINDING_HEADER, found.flatMap(findingRows)))
}
