import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { counted } from '#src/base/counted.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'

type WithShell = (work: (shell: Shell, actor: Actor) => Promise<number>) => Promise<void>

/** `almoner import bank-answers FILE`: which payments the bank made, refused or sent back. */
export const registerImportAnswers = (parent: Command, withShell: WithShell): void => {
  parent
    .command('bank-answers')
    .description('import the answers of the bank or the ledger to payment files, as CSV or pain.002')
    .argument('<file>', 'the file of answers')
    .option('--dry-run', 'say what would be written down, and write nothing')
    .action((file: string, { dryRun = false }: { dryRun?: boolean }) =>
      withShell((shell, actor) => importAnswers(shell, actor, file, dryRun)),
    )
}

const say = (words: string): void => void process.stderr.write(`${words}\n`)

/** Answers with the exit code: 0 when all of it was taken or had already, 1 when something was refused. */
export async function importAnswers(shell: Shell, actor: Actor, file: string, dryRun: boolean): Promise<number> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) {
    say(`${file}: there is no such file.`)
    return 1
  }
  const { previewAnswers, readAnswerFile, takeAnswers } = await import(
    '#src/payments/bank-answers/bank-answer-commands.ts'
  )
  const { answers, faults, onTheWay } = await readAnswerFile(text)
  const taken = dryRun ? undefined : await takeAnswers(shell, actor, answers)
  const read = taken?.read ?? (await shell.read(actor, (tx) => previewAnswers(tx, answers)))
  const told = read.flatMap((one) => (one.is === 'new' ? [one.told] : []))
  const refused = [
    ...faults,
    ...read.flatMap((one) => (one.is === 'refused' ? [{ line: one.answer.line, message: one.message }] : [])),
  ].toSorted((a, b) => a.line - b.line)
  for (const { line, message } of refused) say(`${file}:${line}: ${message}`)
  const paid = taken?.paid ?? told.filter(({ state }) => state === 'paid').length
  const returned = taken?.returned ?? told.length - paid
  const had = read.filter(({ is }) => is === 'had').length
  say(
    `${dryRun ? 'Would be written down' : 'Written down'}: ${counted(paid, 'payment')} made, ${counted(returned, 'payment')} returned. ` +
      `Had already: ${had}. Still on their way: ${onTheWay}. Cannot be taken: ${refused.length}.`,
  )
  return refused.length > 0 ? 1 : 0
}
