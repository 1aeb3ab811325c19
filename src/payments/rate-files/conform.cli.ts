/** The door of `almoner conform`. */
import { type Command, Option } from 'commander'
import { conform, FORMATS, type Format, guessFormat } from '#src/payments/rate-files/conform.ts'
import { BAD_INPUT, readBytes, UnusableFile, withMessages } from '#src/payments/rate-files/rate-files.cli.ts'

export function conformCommand(program: Command): void {
  program
    .command('conform')
    .description('check a file against the open formats of docs/formats')
    .argument('<file>', 'planned-visits.csv, call-log.csv, rate-card.json, rated-visits.csv or bank-holidays.json')
    .addOption(new Option('--as <format>', 'the format, when the file does not tell').choices(FORMATS))
    .action((file: string, options: { as?: Format }) => {
      process.exitCode = withMessages(() => check(file, options.as))
    })
}

function check(path: string, named: Format | undefined): number {
  const file = readBytes(path)
  const format = named ?? guessFormat(file)
  if (!format)
    throw new UnusableFile(
      `${path}:1: is none of the formats by its first line: name one with --as, ${FORMATS.join(', ')}`,
    )
  const { warnings, faults, count } = conform(format, file)
  process.stderr.write(warnings.map(({ line, text }) => `${path}:${line}: warning: ${text}\n`).join(''))
  if (count === 0) {
    process.stdout.write(`${path} keeps to the format ${format}\n`)
    return 0
  }
  process.stderr.write(faults.map(({ line, text }) => `${path}:${line}: ${text}\n`).join(''))
  if (count > faults.length) {
    const more = count - faults.length
    process.stderr.write(`and ${more.toLocaleString('en-GB')} more faulty ${more === 1 ? 'row' : 'rows'}\n`)
  }
  return BAD_INPUT
}
