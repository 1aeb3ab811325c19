/** What a rate card says beside its prices by day and time (M-20, M-22 to M-28), as an officer types it: settings, and tables of one line a row. */
import { type Day, formatDay, parseDay } from '#src/base/day.ts'
import { formatPence, parsePounds } from '#src/base/money.ts'
import type { CardFile, CellFault } from '#src/rates/editor/price-grid.ts'
import type { Fault } from '#src/rates/located-json.ts'

/** How the member of a line is typed: pence are typed as pounds. */
type Unit = 'words' | 'pounds' | 'number'
export type TermColumn = {
  readonly key: string
  readonly heading: string
  readonly unit: Unit
  /** Left out of the card where nothing is typed. */
  readonly isOptional?: true
}

const PLACE: readonly TermColumn[] = [
  { key: 'service', heading: 'Service', unit: 'words' },
  { key: 'zone', heading: 'Zone', unit: 'words' },
]

export const TERM_TABLES = {
  bands: {
    title: 'Price of a visit by its length',
    one: 'Add a length',
    columns: [
      ...PLACE,
      { key: 'minutes', heading: 'Minutes', unit: 'number' },
      { key: 'pence', heading: 'Pounds a visit', unit: 'pounds' },
    ],
  },
  travel: {
    title: 'Travel to a visit',
    one: 'Add travel',
    columns: [
      ...PLACE,
      { key: 'from_miles', heading: 'From miles (if any)', unit: 'number', isOptional: true },
      { key: 'pence_per_visit', heading: 'Pounds a visit', unit: 'pounds' },
    ],
  },
  sleep_ins: {
    title: 'Sleep-ins',
    one: 'Add a sleep-in',
    columns: [
      ...PLACE,
      { key: 'pence_per_night', heading: 'Pounds a night', unit: 'pounds' },
      { key: 'wakings_included', heading: 'Wakings included (if any)', unit: 'number', isOptional: true },
      { key: 'full_at', heading: 'Paid in full from per cent (if any)', unit: 'number', isOptional: true },
    ],
  },
  weeks: {
    title: 'Live-in care',
    one: 'Add live-in care',
    columns: [...PLACE, { key: 'pence_per_week', heading: 'Pounds a week', unit: 'pounds' }],
  },
  blocks: {
    title: 'Blocks of hours',
    one: 'Add a block',
    columns: [
      ...PLACE,
      { key: 'hours_per_week', heading: 'Hours a week', unit: 'number' },
      { key: 'pence_per_hour', heading: 'Pounds an hour', unit: 'pounds' },
      { key: 'guaranteed_percent', heading: 'Per cent guaranteed (100 if empty)', unit: 'number', isOptional: true },
      {
        ...{ key: 'over_use_pence_per_hour', heading: 'Pounds an hour beyond (the same if empty)' },
        ...{ unit: 'pounds', isOptional: true },
      },
    ],
  },
} as const satisfies Record<string, { title: string; one: string; columns: readonly TermColumn[] }>

export type TermTable = keyof typeof TERM_TABLES
export const TERM_TABLE_NAMES = Object.keys(TERM_TABLES) as TermTable[]

export const columnsOf = (table: TermTable): readonly TermColumn[] => TERM_TABLES[table].columns

/** The settings that a rule for minutes has. */
export const RULE_SETTINGS = {
  tolerance: ['minutes'],
  banded: ['increment', 'mode'],
  percent: ['full_at', 'zero_below'],
  minimum: ['minutes'],
} as const

/** What is paid for visits that did not take place, and what each is settled by. */
export const EXCEPTION_SETTINGS = {
  no_access: ['minutes'],
  cancelled: ['within_hours', 'percent'],
  retainer: ['days', 'percent'],
} as const

/** What the form calls the settings that are numbers. */
export const NUMBER_LABELS: Readonly<Record<string, string>> = {
  'tolerance-minutes': 'Within how many minutes',
  'minimum-minutes': 'The least minutes',
  'banded-increment': 'Minutes of a step',
  'percent-full_at': 'Paid in full from per cent',
  'percent-zero_below': 'Nothing below per cent',
  two_workers_percent: 'What two workers cost',
  'no_access-minutes': 'Not let in: minutes that are paid',
  'cancelled-within_hours': 'Cancelled: paid when less than so many hours before',
  'cancelled-percent': 'Cancelled: share that is paid',
  'retainer-days': 'In hospital or away: days that are paid',
  'retainer-percent': 'In hospital or away: share that is paid',
}

type Typed = Readonly<Record<string, string>>

/** All as typed. Settings: `rule`, `banded-increment`, `cancelled-percent`, `special_days` with a day a line, and so on. */
export type Terms = { readonly settings: Typed; readonly tables: Readonly<Record<TermTable, readonly Typed[]>> }

export const settingNames = (): string[] => [
  ...['rule', 'cap_at_planned', 'no_log_out', 'rate_at', 'two_workers_percent', 'special_days'],
  ...[...Object.entries(RULE_SETTINGS), ...Object.entries(EXCEPTION_SETTINGS)].flatMap(([of, keys]) =>
    keys.map((key) => `${of}-${key}`),
  ),
]

type Json = Readonly<Record<string, unknown>>
const objectIn = (file: Json, key: string): Json => (file[key] ?? {}) as Json
const linesIn = (file: Json, key: string): readonly Json[] => (Array.isArray(file[key]) ? file[key] : [])

const typedAs = (unit: Unit, value: unknown): string =>
  unit === 'pounds' && typeof value === 'number' ? formatPence(value).replace('£', '') : asText(value)

const asText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : value === true ? 'yes' : ''

/** A card of the open format as it would be typed. */
export function termsOfCard(file: CardFile): Terms {
  const [payment, exceptions] = [objectIn(file, 'payment'), objectIn(file, 'exceptions')]
  const rule = asText(payment['rule'])
  const days = Array.isArray(file['special_days']) ? (file['special_days'] as Day[]) : []
  const settings = {
    ...{
      rule,
      cap_at_planned: asText(payment['cap_at_planned']),
      no_log_out: asText(payment['no_log_out']) || 'query',
    },
    ...{ rate_at: asText(file['rate_at']) || 'start', two_workers_percent: asText(file['two_workers_percent']) },
    special_days: days.map(formatDay).join('\n'),
    ...typedSettings(RULE_SETTINGS, (of, key) => (of === rule ? payment[key] : undefined)),
    ...typedSettings(EXCEPTION_SETTINGS, (of, key) => objectIn(exceptions, of)[key]),
  }
  const table = (name: TermTable) => linesOfTable(file, name).map((line) => typedLine(name, line))
  return {
    settings,
    tables: {
      bands: table('bands'),
      travel: table('travel'),
      sleep_ins: table('sleep_ins'),
      weeks: table('weeks'),
      blocks: table('blocks'),
    },
  }
}

const typedSettings = (
  settings: Readonly<Record<string, readonly string[]>>,
  valueOf: (of: string, key: string) => unknown,
): Typed =>
  Object.fromEntries(
    Object.entries(settings).flatMap(([of, keys]) => keys.map((key) => [`${of}-${key}`, asText(valueOf(of, key))])),
  )

const typedLine = (table: TermTable, line: Json): Typed =>
  Object.fromEntries(columnsOf(table).map(({ key, unit }) => [key, typedAs(unit, line[key])]))

/** Of the lengths of one place each is a row. */
const linesOfTable = (file: Json, table: TermTable): Json[] =>
  linesIn(file, table).flatMap((line): Json[] =>
    table === 'bands'
      ? Object.entries(objectIn(line, 'prices')).map(([minutes, pence]) => ({
          ...{ service: line['service'], zone: line['zone'], minutes, pence },
        }))
      : [line],
  )

export const withLine = (terms: Terms, table: TermTable): Terms => ({
  ...terms,
  tables: { ...terms.tables, [table]: [...terms.tables[table], typedLine(table, {})] },
})

/** The members of the card that the terms make, what is wrong in them, and the field that each place of the card was typed in. */
export type PlacedTerms = {
  readonly members: Json
  readonly faults: readonly CellFault[]
  readonly fieldAt: (at: string | undefined) => string | undefined
}

export function placeTerms({ settings, tables }: Terms): PlacedTerms {
  const faults: CellFault[] = []
  const fields = new Map<string, string>()
  const members = {
    ...placeSettings(settings, fields, faults),
    ...Object.fromEntries(
      TERM_TABLE_NAMES.map((name) => [name, placeLines(name, tables[name], fields, faults)] as const).filter(
        ([, lines]) => lines.length > 0,
      ),
    ),
  }
  // What is said of a line as a whole stands at its first field.
  const fieldAt = (at = ''): string | undefined => fields.get(at) ?? fields.get(at.replace(/\/[^/]*$/, ''))
  return { members, faults, fieldAt }
}

function placeSettings(settings: Typed, fields: Map<string, string>, faults: CellFault[]): Json {
  const text = (field: string): string => settings[field]?.trim() ?? ''
  const number = (field: string): number | undefined => {
    const value = numberOf(text(field))
    if (value === undefined)
      faults.push({
        field,
        message: `${NUMBER_LABELS[field]}: ${text(field) === '' ? 'enter a number' : `"${text(field)}" is not a number`}`,
      })
    return value
  }
  const part = (of: string, keys: readonly string[], under: string): Json =>
    Object.fromEntries(
      keys.map((key) => {
        fields.set(`${under}/${key}`, `${of}-${key}`)
        return [key, key === 'mode' ? text(`${of}-${key}`) : number(`${of}-${key}`)]
      }),
    )
  const rule = text('rule')
  fields.set('payment', 'rule').set('payment/rule', 'rule')
  for (const field of ['rate_at', 'two_workers_percent', 'special_days']) fields.set(field, field)
  // Of the rates as a whole it is said only that special days have prices and no days.
  fields.set('rates', 'special_days')
  if (rule === '') faults.push({ field: 'rule', message: 'Choose how minutes are paid' })
  const exceptions = Object.entries(EXCEPTION_SETTINGS)
    .filter(([of, keys]) => keys.some((key) => text(`${of}-${key}`) !== ''))
    .map(([of, keys]) => [of, part(of, keys, `exceptions/${of}`)] as const)
  const days = daysOf(settings['special_days'] ?? '', faults)
  return {
    payment: {
      ...{ rule, ...part(rule, ruleSettings(rule), 'payment') },
      ...{ cap_at_planned: text('cap_at_planned') === 'yes', no_log_out: text('no_log_out') },
    },
    rate_at: text('rate_at'),
    ...(text('two_workers_percent') === '' ? {} : { two_workers_percent: number('two_workers_percent') }),
    ...(days.length > 0 ? { special_days: days } : {}),
    ...(exceptions.length > 0 ? { exceptions: Object.fromEntries(exceptions) } : {}),
  }
}

const ruleSettings = (rule: string): readonly string[] =>
  Object.hasOwn(RULE_SETTINGS, rule) ? RULE_SETTINGS[rule as keyof typeof RULE_SETTINGS] : []

function numberOf(typed: string): number | undefined {
  const plain = typed.replaceAll(/,(?=\d{3}(\D|$))/g, '').replace(/\s*%$/, '')
  return /^\d{1,9}(\.\d{1,6})?$/.test(plain) ? Number(plain) : undefined
}

/** A day a line, the day before the month. */
function daysOf(typed: string, faults: CellFault[]): Day[] {
  const lines = typed
    .split(/[\n,;]/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const days = lines.map(dayTyped)
  const wrong = lines[days.indexOf(undefined)]
  if (wrong !== undefined)
    faults.push({ field: 'special_days', message: `"${wrong}" is not a day, such as 25 December 2027` })
  return days.filter((day) => day !== undefined)
}

const MONTHS = Array.from({ length: 12 }, (_, at) =>
  formatDay(`2026-${String(at + 1).padStart(2, '0')}-01`)
    .slice(2, 5)
    .toLowerCase(),
)

function dayTyped(line: string): Day | undefined {
  if (/^\d{4}-\d\d-\d\d$/.test(line)) return parseDay(line)
  const [, day = '', month = '', year = ''] = /^(\d{1,2})[ /.-](\d{1,2}|[a-z]{3,9})[ /.-](\d{4})$/i.exec(line) ?? []
  const at = /^\d/.test(month) ? Number(month) : MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1
  return parseDay(`${year}-${String(at).padStart(2, '0')}-${day.padStart(2, '0')}`)
}

/** The lines of a table; a row in which at most a zone is chosen is passed over. */
function placeLines(
  table: TermTable,
  rows: readonly Typed[],
  fields: Map<string, string>,
  faults: CellFault[],
): readonly Json[] {
  const lines: Json[] = []
  for (const [row, typed] of rows.entries()) {
    if (Object.entries(typed).every(([key, cell]) => key === 'zone' || cell.trim() === '')) continue
    const at = table === 'bands' ? placeLength(lines, typed, row, faults) : lines.length
    const line = Object.fromEntries(
      columnsOf(table).flatMap((column) => {
        const { key, unit, isOptional } = column
        const field = `${table}-${row}-${key}`
        fields.set(
          table === 'bands' && key === 'pence'
            ? `bands/${at}/prices/${typed['minutes']?.trim()}`
            : `${table}/${at}/${key}`,
          field,
        )
        const text = typed[key]?.trim() ?? ''
        if (text === '' && isOptional) return []
        const read = readCell(text, unit)
        if (read === undefined) faults.push({ field, message: cellFault(text, column) })
        return [[key, read] as const]
      }),
    )
    if (!fields.has(`${table}/${at}`)) fields.set(`${table}/${at}`, `${table}-${row}-service`)
    if (!fields.has(table)) fields.set(table, `${table}-${row}-service`)
    if (table === 'bands') addLength(lines, at, line)
    else lines.push(line)
  }
  return lines
}

/** Which line of the card a length belongs to: that of its place. */
function placeLength(lines: readonly Json[], typed: Typed, row: number, faults: CellFault[]): number {
  const found = lines.findIndex(
    (line) => line['service'] === typed['service']?.trim() && line['zone'] === typed['zone']?.trim(),
  )
  const minutes = typed['minutes']?.trim() ?? ''
  if (found >= 0 && Object.hasOwn(objectIn(lines[found] ?? {}, 'prices'), minutes))
    faults.push({
      field: `bands-${row}-minutes`,
      message: `There is a price of ${minutes} minutes for this place already`,
    })
  return found < 0 ? lines.length : found
}

function addLength(lines: Json[], at: number, { service, zone, minutes, pence }: Json): void {
  const prices = objectIn(lines[at] ?? {}, 'prices')
  lines[at] = { service, zone, prices: minutes === undefined ? prices : { ...prices, [String(minutes)]: pence } }
}

const readCell = (text: string, unit: Unit): string | number | undefined => {
  if (unit === 'pounds') return parsePounds(text)
  if (unit === 'number') return numberOf(text)
  return text === '' ? undefined : text
}

/** What a column is called, without what is said of it in brackets. */
const nameOf = (heading: string): string => heading.replace(/ \(.*/, '')

function cellFault(text: string, { key, heading, unit }: TermColumn): string {
  if (key === 'service') return 'Enter the service, for example home_care'
  if (key === 'zone') return 'Enter the zone, or any'
  if (text === '') return `${nameOf(heading)}: enter ${unit === 'pounds' ? 'the price' : 'a number'}`
  return unit === 'pounds'
    ? `"${text}" is not a price in pounds and pence, such as 1.50`
    : `${nameOf(heading)}: "${text}" is not a number`
}

/** What the reader of the card says of a field, in the words of the form. */
export function termFault({ at = '', text }: Fault, field: string): string {
  const said = text.replace(/^[^:"]+: /, '')
  const key = at.slice(at.lastIndexOf('/') + 1)
  const heading = TERM_TABLE_NAMES.flatMap(columnsOf).find((column) => column.key === key)?.heading
  const label = NUMBER_LABELS[field] ?? nameOf(heading ?? 'What is typed')
  return said
    .replace(/^"\w+" is/, `${label} is`)
    .replace('"rate_at": "split"', 'prices piece by piece')
    .replace('name the days in "special_days"', 'name the days')
    .replaceAll(/"(\w+)"/g, (quoted, name: string) => titleOf(name) ?? quoted)
}

const titleOf = (name: string): string | undefined =>
  Object.hasOwn(TERM_TABLES, name) ? `“${TERM_TABLES[name as TermTable].title}”` : undefined
