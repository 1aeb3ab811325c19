import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Command } from 'commander'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'

type WithShell = (work: (shell: Shell, actor: Actor) => Promise<number>) => Promise<void>

/** `almoner import ocds FILE…`: the work of the market watch's import page from the command line. */
export const registerImportOcds = (parent: Command, withShell: WithShell): void => {
  parent
    .command('ocds')
    .description('import notices of other buyers: OCDS releases, packages or one release a line')
    .argument('<file...>', 'files of releases')
    .action((files: string[]) => withShell((shell, actor) => importFiles(shell, actor, files)))
}

const say = (words: string): void => void process.stderr.write(`${words}\n`)
const SHOWN = 20

/** Answers with the exit code: 0 when all was taken, 1 when a file was refused. */
async function importFiles(shell: Shell, actor: Actor, files: readonly string[]): Promise<number> {
  let code = 0
  for (const file of files) code = Math.max(code, await importFile(shell, actor, file))
  return code
}

async function importFile(shell: Shell, actor: Actor, file: string): Promise<number> {
  const there = await stat(file).catch(() => undefined)
  if (!there?.isFile()) {
    say(`${file}: there is no such file.`)
    return 1
  }
  // The stages are read when a file is: other commands start at once.
  const { importReleaseFile } = await import('#src/tendering/market-watch/import-releases.job.ts')
  const { listRefusals } = await import('#src/tendering/market-watch/market-import.store.ts')
  const imported = await importReleaseFile(shell, actor, file, basename(file))
  if (!imported.ok) {
    say(`${file}: ${imported.error}`)
    return 1
  }
  const done = imported.value
  say(
    `${file}: ${done.importRef}: ${done.read} releases read, ${done.new} new, ${done.known} known already, ${done.refused} left out; ${done.processesNew} procurements new, ${done.processesChanged} changed`,
  )
  if (done.failure !== null) say(`  ${done.failure}`)
  const refusals = await shell.read(actor, (tx) => listRefusals(tx, done.importRef, SHOWN))
  for (const { line, reason, cure } of refusals) say(`  line ${line}: ${reason}; ${cure}`)
  if (done.refused > refusals.length) say(`  and ${done.refused - refusals.length} more`)
  return done.status === 'finished' ? 0 : 1
}
