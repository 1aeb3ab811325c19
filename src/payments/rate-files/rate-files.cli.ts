/** The door of `almoner rate`: files, messages and exit codes around the rules of rate-files.ts. */
import { isUtf8 } from 'node:buffer'
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import type { Command } from 'commander'
import { formatPence } from '#src/base/money.ts'
import {
  type FileFaults,
  rateFiles,
  type RateFilesInput,
  type RateTotals,
} from '#src/payments/rate-files/rate-files.ts'
import { FAULTS_TOLD, type FileBytes } from '#src/visits/rules.ts'

/** Positions in a file are kept in 32 bits. */
const LARGEST_FILE = 2 ** 31 - 2

/** Bad input, as other programs' scripts know it. */
export const BAD_INPUT = 2

type RateOptions = {
  planned: string
  log: string
  card: string
  holidays?: string
  out: string
  json?: boolean
}

/** A message for the person at the terminal, `FILE: what is wrong`. */
export class UnusableFile extends Error {}

export function rateCommand(program: Command): void {
  program
    .command('rate')
    .description('price a month of visits from two CSV files and a rate card, with no database')
    .requiredOption('--planned <file>', 'planned visits, planned-visits.csv')
    .requiredOption('--log <file>', 'call log, call-log.csv')
    .requiredOption('--card <file>', 'rate card, rate-card.json')
    .option('--holidays <file>', "bank holidays, gov.uk's bank-holidays.json; needed by cards with bank holiday prices")
    .requiredOption('--out <file>', 'where the rated visits go; written only when every row is sound')
    .option('--json', 'print the totals as one JSON object')
    .action((options: RateOptions) => {
      process.exitCode = withMessages(() => rate(options))
    })
}

/** Runs the work and gives its exit code; a file that cannot be used is told in words. */
export function withMessages(work: () => number): number {
  try {
    return work()
  } catch (fault) {
    if (!(fault instanceof UnusableFile)) throw fault
    process.stderr.write(`${fault.message}\n`)
    return BAD_INPUT
  }
}

function rate(options: RateOptions): number {
  const input: RateFilesInput = {
    planned: readBytes(options.planned),
    log: readBytes(options.log),
    card: readText(options.card),
    holidays: options.holidays === undefined ? undefined : readText(options.holidays),
  }
  const output = openOutput(options)
  let isKept = false
  try {
    const { warnings, result } = rateFiles(input, output.write)
    const told = warnings.map(({ file, line, text }) => `${options[file]}:${line}: warning: ${text}\n`)
    process.stderr.write(told.join(''))
    if (!result.ok) {
      process.stderr.write(faultLines(options, result.error))
      return BAD_INPUT
    }
    output.keep()
    isKept = true
    process.stdout.write(options.json ? `${JSON.stringify(result.value)}\n` : totalsInWords(result.value, options.out))
    return 0
  } finally {
    if (!isKept) output.discard()
  }
}

/** The whole file, with the spare byte that the reader of rows asks for. */
export function readBytes(path: string): FileBytes {
  const length = sizeOf(path)
  if (length > LARGEST_FILE) throw new UnusableFile(`${path}: is larger than 2 GB: split it, for example by week`)
  const bytes = Buffer.allocUnsafe(length + 1)
  const file = openSync(path, 'r')
  let read = 0
  try {
    for (let got = -1; got !== 0 && read < length; read += got) got = readSync(file, bytes, read, length - read, read)
  } finally {
    closeSync(file)
  }
  return { bytes, length: read, validUtf8: isUtf8(bytes.subarray(0, read)) }
}

export function readText(path: string): string {
  sizeOf(path)
  const bytes = readFileSync(path)
  if (!isUtf8(bytes)) throw new UnusableFile(`${path}:1: is not UTF-8 text`)
  return bytes.toString('utf8')
}

function sizeOf(path: string): number {
  try {
    const file = openSync(path, 'r')
    const found = fstatSync(file)
    closeSync(file)
    if (found.isFile()) return found.size
    throw new UnusableFile(`${path}: is not a file`)
  } catch (fault) {
    if (fault instanceof UnusableFile) throw fault
    throw new UnusableFile(`${path}: cannot be read: ${wordsOf(fault)}`)
  }
}

type Output = { write: (chunk: Uint8Array) => void; keep: () => void; discard: () => void }

/** Rows go to a file beside the output and take its name at the end, so that a partial output never stands there. */
function openOutput(options: RateOptions): Output {
  const out = existsSync(options.out) ? realpathSync(options.out) : options.out
  const inputs = [options.planned, options.log, options.card, options.holidays].filter((path) => path !== undefined)
  if (inputs.some((path) => realpathSync(path) === out))
    throw new UnusableFile(`${options.out}: is one of the input files: give another name with --out`)
  if (existsSync(out) && !statSync(out).isFile())
    throw new UnusableFile(`${options.out}: is not a file that can be replaced: give another name with --out`)
  const partial = `${out}.${process.pid}.part`
  try {
    const file = openSync(partial, 'wx')
    return {
      write: (chunk) => writeAll(file, chunk),
      keep: () => {
        closeSync(file)
        renameSync(partial, out)
      },
      discard: () => {
        closeSync(file)
        rmSync(partial, { force: true })
      },
    }
  } catch (fault) {
    throw new UnusableFile(`${options.out}: cannot be written: ${wordsOf(fault)}`)
  }
}

function writeAll(file: number, chunk: Uint8Array): void {
  for (let written = 0; written < chunk.length; ) written += writeSync(file, chunk, written)
}

/** The system's own words, such as "no such file or directory". */
const wordsOf = (fault: unknown): string =>
  fault instanceof Error ? (/^\w+: ([^,]+),/.exec(fault.message)?.[1] ?? fault.message) : String(fault)

/** One line a faulty row, the first thousand over all files, then how many more there are. */
function faultLines(options: RateOptions, files: readonly FileFaults[]): string {
  const lines = files.flatMap(({ file, faults }) =>
    faults.map(({ line, text }) => `${options[file]}:${line}: ${text}\n`),
  )
  const told = lines.slice(0, FAULTS_TOLD)
  const more = files.reduce((sum, { count }) => sum + count, 0) - told.length
  if (more > 0) told.push(`and ${more.toLocaleString('en-GB')} more faulty ${more === 1 ? 'row' : 'rows'}\n`)
  return told.join('')
}

function totalsInWords(totals: RateTotals, out: string): string {
  const count = (value: number): string => value.toLocaleString('en-GB')
  const lines: readonly (readonly [string, string])[] = [
    ['Visits', count(totals.visits)],
    ['  paid', count(totals.paid)],
    ['  paid for one worker of two', count(totals.one_worker)],
    ['  missed', count(totals.missed)],
    ['  query', count(totals.query)],
    ['Minutes planned', count(totals.planned_minutes)],
    ['Minutes worked', count(totals.actual_minutes)],
    ['Minutes payable', count(totals.payable_minutes)],
    ['Amount', `${formatPence(totals.amount_pence)} (${totals.amount_pence} pence)`],
    ['Log rows unmatched', count(totals.unmatched)],
  ]
  return `${lines.map(([name, value]) => `${name.padEnd(30)}${value}\n`).join('')}Rated visits are in ${out}\n`
}
