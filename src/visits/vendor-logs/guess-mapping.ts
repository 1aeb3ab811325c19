/** A first mapping for a file that nobody has mapped yet, from its headings and its values. An officer looks over it. */
import type { LogSource } from '#src/visits/call-log/log-row.ts'
import {
  type EventKind,
  isLogSource,
  type MappedColumns,
  type NumberKind,
  type VendorMapping,
} from '#src/visits/vendor-logs/mapping.ts'
import type { VendorRow, VendorTable } from '#src/visits/vendor-logs/vendor-table.ts'
import { type DateOrder, looksLike, numbersSeen } from '#src/visits/vendor-logs/vendor-time.ts'

/** Rows by which a column is judged. */
const JUDGED_BY = 200

const PLANNED = /plan|sched|rota|roster|expect|due|commission/
const HEADINGS: Readonly<Record<keyof MappedColumns, readonly RegExp[]>> = {
  logRef: [/^(log|call|event|record|transaction|attendance|unique|row)?(ref|id|no|number|reference)$/],
  visit: [/^(visit|booking|appointment)(ref|id|no|number|reference)?$/],
  person: [
    /^(client|customer|serviceuser|citizen|person|resident|su|user)(ref|id|no|number|code|reference)$/,
    /^(client|customer|serviceuser|citizen|person|resident|su)/,
  ],
  worker: [
    /^(worker|carer|careworker|caregiver|staff|employee|caller)(ref|id|no|number|code|reference|pin)$/,
    /^(worker|carer|careworker|caregiver|staff|employee)/,
  ],
  in: [
    /^(actual|log|clock|check|sign|tag|visit|call|time)*(start|in|arriv|arrival|arrived|login|from|on)(date|datetime|day|at)?$/,
    /^(visit)?(date|day)$/,
  ],
  inTime: [
    /^(actual|log|clock|check|sign|visit|call)*(start|in|arriv|arrival|login|from)(time|at)?$/,
    /^(time)?(in|start)$/,
  ],
  out: [
    /^(actual|log|clock|check|sign|tag|visit|call|time)*(end|finish|out|depart|departure|left|logout|to|off)(date|datetime|day|at)?$/,
  ],
  outTime: [
    /^(actual|log|clock|check|sign|visit|call)*(end|finish|out|depart|departure|logout|to)(time|at)?$/,
    /^(time)?(out|end)$/,
  ],
  length: [/^(actual|visit|call)?(duration|length|minutes|mins|seconds|secs|hours)/],
  inSource: [
    /(method|source|device|medium|mode|channel|type|how).*(in|start)$|^(in|start|login).*(method|source|type|mode)$/,
    /^(log|call|visit|entry|capture|verification)?(method|source|medium|channel|device)(type)?$|^(log|call|entry)type$/,
  ],
  outSource: [
    /(method|source|device|medium|mode|channel|type|how).*(out|end)$|^(out|end|logout).*(method|source|type|mode)$/,
  ],
  reason: [/reason|manualcode|exception/],
  wakings: [/^(night)?(waking|woken|disturbance|disturbed)s?(min|mins|minutes|times)?$/],
  event: [/event|action|direction|activity|type|status|inout|log/],
}

/** When an event happened, where log-ins and log-outs have rows of their own. */
const EVENT_AT = /^(event|log|call|action|scan)?(date|time|timestamp|datetime|when|at)+$/

const IN_WORDS = /^(log|sign|clock|check|tag|tap|scan)? ?-?(in|on)$|^(arriv\w*|start\w*|begin\w*|login|logon|entry)$/
const OUT_WORDS =
  /^(log|sign|clock|check|tag|tap|scan)? ?-?(out|off)$|^(depart\w*|left|end\w*|finish\w*|stop\w*|logout|logoff|exit)$/

/** Words of a column that says in or out. */
export function guessEventWords(words: Iterable<string>): Record<string, EventKind> {
  const known: Record<string, EventKind> = {}
  for (const word of words) {
    const plain = word.toLowerCase()
    if (IN_WORDS.test(plain)) known[plain] = 'in'
    else if (OUT_WORDS.test(plain)) known[plain] = 'out'
  }
  return known
}

const SOURCE_WORDS: readonly (readonly [RegExp, LogSource])[] = [
  [/manual|office|admin|edit|amend|paper|coordinator|keyed/, 'manual'],
  [/fob|token|keysafe/, 'fob'],
  [/nfc|\bqr|tag|rfid|barcode/, 'tag'],
  [/gps|app|mobile|smart|geo|android|ios/, 'app_gps'],
  [/land|ivr|telephon|\btel|phone|free ?call/, 'landline'],
]

/** `settled` is what the dates of a column say of their own order, over the whole file. */
export function guessMapping(
  table: VendorTable,
  settled: (columns: readonly string[]) => DateOrder | undefined,
): VendorMapping {
  const rows = firstRows(table)
  const valuesOf = (name: string): string[] => rows.flatMap(({ values }) => values.get(name) || [])
  const columns = guessColumns(table, valuesOf)
  const dayValues = [columns.in, columns.out].flatMap(valuesOf)
  const words = new Set([columns.inSource, columns.outSource].flatMap(valuesOf))
  return {
    system: '',
    columns,
    ownNumbers: guessOwnNumbers(columns, valuesOf),
    order: settled([columns.in, columns.out]) ?? 'as the file shows',
    numbers: numbersSeen(dayValues),
    zone: 'london',
    eventWords: guessEventWords(valuesOf(columns.event)),
    lengthUnit: /sec/i.test(columns.length) ? 'seconds' : /hour/i.test(columns.length) ? 'hours' : 'minutes',
    sourceWords: guessWords(words),
    sourceElse: undefined,
    reasonWords: {},
    reasonElse: '',
  }
}

function firstRows(table: VendorTable): VendorRow[] {
  const rows: VendorRow[] = []
  for (const row of table.rows()) {
    if (row.fault === undefined) rows.push(row)
    if (rows.length === JUDGED_BY) break
  }
  return rows
}

function guessColumns(table: VendorTable, valuesOf: (name: string) => string[]): MappedColumns {
  const taken = new Set<string>()
  const pick = (field: keyof MappedColumns, holds: (values: string[]) => boolean = () => true): string => {
    for (const pattern of HEADINGS[field]) {
      const found = table.columns.find((name) => !taken.has(name) && isNamed(name, pattern) && holds(valuesOf(name)))
      if (found === undefined) continue
      taken.add(found)
      return found
    }
    return ''
  }
  const days = mostly((text) => looksLike(text) === 'day' || looksLike(text) === 'day and time')
  const wholes = mostly((text) => looksLike(text) === 'day and time')
  const times = mostly((text) => looksLike(text) === 'time')
  const event = pick('event', saysInOrOut)
  const eventAt = (holds: (values: string[]) => boolean): string =>
    event === ''
      ? ''
      : (table.columns.find((name) => !taken.has(name) && isNamed(name, EVENT_AT) && holds(valuesOf(name))) ?? '')
  const start = eventAt(wholes) || eventAt(days) || pick('in', wholes) || pick('in', days)
  const hasTime = start !== '' && wholes(valuesOf(start))
  const inTime = hasTime ? '' : eventAt(times) || pick('inTime', times)
  const end = event === '' ? pick('out', hasTime ? wholes : days) : ''
  const outTime = event !== '' || (end !== '' && wholes(valuesOf(end))) ? '' : pick('outTime', times)
  const none = event === '' && end === '' && outTime === ''
  return {
    event,
    in: start,
    inTime,
    out: end,
    outTime,
    length: none ? pick('length') : '',
    person: pick('person'),
    worker: pick('worker'),
    visit: pick(
      'visit',
      mostly((text) => /^PK-\d+-\d{8}-\d+/.test(text)),
    ),
    logRef: pick('logRef', allDifferent),
    inSource:
      pick('inSource', fewWords) || (table.columns.find((name) => !taken.has(name) && saysHow(valuesOf(name))) ?? ''),
    outSource: event === '' ? pick('outSource', fewWords) : '',
    reason: pick('reason'),
    wakings: pick('wakings'),
  }
}

/** A heading or the last parts of a path, signs left out: "Client No." and `client.number` are clientno and clientnumber. */
function isNamed(name: string, pattern: RegExp): boolean {
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '')
  if (PLANNED.test(plain(name))) return false
  const parts = name.split('.')
  return [name, parts.slice(-2).join('.'), parts.at(-1) ?? ''].some((each) => pattern.test(plain(each)))
}

const mostly =
  (is: (text: string) => boolean) =>
  (values: readonly string[]): boolean =>
    values.length > 0 && values.filter(is).length >= values.length * 0.7

const allDifferent = (values: readonly string[]): boolean =>
  values.length > 0 && new Set(values).size >= values.length * 0.8
const fewWords = (values: readonly string[]): boolean => values.length > 0 && new Set(values).size <= 12

/** Whatever it is called, every word of it is one for how a time was taken. */
const saysHow = (values: readonly string[]): boolean =>
  fewWords(values) && Object.keys(guessWords(values)).length === new Set(values.map((one) => one.toLowerCase())).size

/** Every word is an in or an out, and there are both. */
function saysInOrOut(values: readonly string[]): boolean {
  const words = new Set(values.map((value) => value.toLowerCase()))
  const known = guessEventWords(words)
  return Object.keys(known).length === words.size && new Set(Object.values(known)).size === 2
}

function guessOwnNumbers(columns: MappedColumns, valuesOf: (name: string) => string[]): NumberKind[] {
  const isOurs = mostly((text) => /^P-\d+$/.test(text))
  return columns.person === '' || isOurs(valuesOf(columns.person)) ? [] : ['person']
}

/** The vendor's words that are known anywhere, or are ours already. */
export function guessWords(words: Iterable<string>): Record<string, LogSource> {
  const known: Record<string, LogSource> = {}
  for (const word of words) {
    const plain = word.toLowerCase()
    const found = isLogSource(plain) ? plain : SOURCE_WORDS.find(([pattern]) => pattern.test(plain))?.[1]
    if (found !== undefined) known[plain] = found
  }
  return known
}
