import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { readBankHolidays } from '#src/councils/place.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'

type WithShell = (work: (shell: Shell, actor: Actor) => Promise<number>) => Promise<void>

/** `almoner import holidays FILE`: the bank holidays of England and Wales as gov.uk publishes them. */
export const registerImportHolidays = (parent: Command, withShell: WithShell): void => {
  parent
    .command('holidays')
    .description('import bank holidays of England and Wales from the bank-holidays.json of gov.uk')
    .argument('<file>', 'bank-holidays.json')
    .action((file: string) => withShell((shell, actor) => importFile(shell, actor, file)))
}

const say = (words: string): void => void process.stderr.write(`${words}\n`)

/** Answers with the exit code: 0 when the list was taken, 1 when it was refused. */
async function importFile(shell: Shell, actor: Actor, file: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) {
    say(`${file}: there is no such file.`)
    return 1
  }
  const parsed = parseJson(text)
  const read = readBankHolidays(parsed)
  if (!read.ok) {
    say(`${file}: ${read.error}`)
    return 1
  }
  const { importHolidays } = await import('#src/councils/commands.ts')
  const imported = await importHolidays(shell, actor, read.value)
  if (!imported.ok) {
    say(`${file}: the list is empty.`)
    return 1
  }
  const { from, to, added, removed, kept } = imported.value
  say(`Bank holidays ${from.slice(0, 4)} to ${to.slice(0, 4)}: ${added} new, ${removed} removed, ${kept} unchanged.`)
  return 0
}

/** What is no JSON reads as nothing, which the reader then names as not gov.uk's file. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}
