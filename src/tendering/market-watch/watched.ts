/** Other buyers' releases, read leniently: much that is published has slips that do not matter here. */
import { addDays, type Day, dayOf, type Instant } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

type Json = { readonly [key: string]: unknown }

export type WatchedRelease = {
  readonly ocid: string
  readonly id: string
  readonly at: Instant
  readonly release: Json & { readonly ocid: string; readonly id: string; readonly date: string }
}

export type Fault = { readonly reason: string; readonly cure: string; readonly releaseRef: string | null }

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const objects = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : [])
const part = (value: unknown): Json => (isObject(value) ? value : {})
const textOf = (value: unknown): string => (typeof value === 'string' ? tidy(value) : '')

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  apos: '’',
  quot: '"',
  lt: '<',
  gt: '>',
  nbsp: ' ',
  pound: '£',
  rsquo: '’',
  lsquo: '‘',
  ndash: '–',
  mdash: '—',
}

/** As it was meant: entities read, white space of every kind as one space. */
export const tidy = (text: string): string =>
  text
    .replace(/&(?:#(\d{1,6})|([a-z]+));/gi, (whole, code: string | undefined, name: string | undefined) =>
      code === undefined
        ? (ENTITIES[name?.toLowerCase() ?? ''] ?? whole)
        : String.fromCodePoint(Math.min(Number(code), 0x10ffff)),
    )
    .replace(/\s+/g, ' ')
    .trim()

/** A moment as they are written; a day alone begins at midnight, and a time without a zone is taken as it stands. */
export function momentOf(text: unknown): Instant | undefined {
  if (typeof text !== 'string') return undefined
  const whole = /^\d{4}-\d{2}-\d{2}$/.test(text)
    ? `${text}T00:00:00Z`
    : /(Z|[+-]\d{2}:?\d{2})$/i.test(text)
      ? text
      : `${text}Z`
  try {
    return Temporal.Instant.from(whole)
  } catch {
    return undefined
  }
}

/** What can be watched of one release: it must say which it is and when it was given out. */
export function readRelease(value: unknown): Result<WatchedRelease, Fault> {
  if (!isObject(value))
    return refuse({
      releaseRef: null,
      reason: 'it is not a release',
      cure: 'a release is a JSON object with an ocid, an id and a date',
    })
  const { ocid, id, date } = value
  const releaseRef = typeof id === 'string' || typeof id === 'number' ? String(id) : null
  const missing = (name: string): Result<never, Fault> =>
    refuse({ releaseRef, reason: `it has no ${name}`, cure: `ask its publisher: every release has one (OCDS 1.1)` })
  if (typeof ocid !== 'string' || ocid === '') return missing('ocid')
  if (releaseRef === null || releaseRef === '') return missing('id')
  const at = momentOf(date)
  if (!at)
    return refuse({ releaseRef, reason: 'its date cannot be read', cure: 'a date is such as 2026-11-22T09:00:00Z' })
  return ok({ ocid, id: releaseRef, at, release: { ...value, ocid, id: releaseRef, date: at.toString() } })
}

/** The releases in whatever was published: a release, a list, a package of releases or of records. */
export function releasesIn(document: unknown): unknown[] {
  if (Array.isArray(document)) return document.flatMap(releasesIn)
  if (!isObject(document)) return [document]
  if (Array.isArray(document['releases'])) return document['releases']
  if (Array.isArray(document['records'])) return objects(document['records']).flatMap(releasesOfRecord)
  return [document]
}

/** A record may hold its releases, or link to them and hold only what they come to. */
function releasesOfRecord(record: Json): unknown[] {
  const embedded = objects(record['releases']).filter((one) => 'ocid' in one)
  if (embedded.length > 0) return embedded
  return record['compiledRelease'] === undefined ? [] : [record['compiledRelease']]
}

export const STAGES = ['planning', 'tender', 'award', 'contract', 'ended'] as const
export type Stage = (typeof STAGES)[number]

export type Process = {
  readonly ocid: string
  readonly title: string
  readonly summary: string
  readonly buyer: string
  readonly stage: Stage
  readonly cpv: string | null
  readonly cpvWords: string | null
  readonly regions: readonly string[]
  readonly method: string | null
  readonly valuePence: Pence | null
  readonly fromDay: Day | null
  /** The first day after its term. */
  readonly toDay: Day | null
  readonly closesOn: Day | null
  readonly publishedOn: Day
  readonly noticeUrl: string | null
  readonly suppliers: readonly string[]
}

const ENDED = new Set(['cancelled', 'unsuccessful', 'withdrawn', 'terminated'])

function stageOf(tender: Json, awards: readonly Json[], contracts: readonly Json[]): Stage {
  if (contracts.length > 0) return contracts.every(({ status }) => ENDED.has(String(status))) ? 'ended' : 'contract'
  if (awards.some(({ status }) => !ENDED.has(String(status)))) return 'award'
  const status = String(tender['status'] ?? '')
  if (ENDED.has(status) || awards.length > 0) return 'ended'
  return status === 'planning' || status === 'planned' ? 'planning' : 'tender'
}

const amountOf = (value: unknown): number | undefined => {
  const { amount, currency } = part(value)
  const number = typeof amount === 'string' && amount.trim() !== '' ? Number(amount) : amount
  const ofPounds = currency === undefined || currency === null || currency === 'GBP'
  return typeof number === 'number' && Number.isFinite(number) && number > 0 && ofPounds ? number : undefined
}

const penceOf = (pounds: number | undefined): Pence | null => {
  const pence = pounds === undefined ? 0 : Math.round(pounds * 100)
  return pence > 0 && Number.isSafeInteger(pence) ? pence : null
}

/** What was signed for, else awarded, else estimated. */
function valueOf(tender: Json, awards: readonly Json[], contracts: readonly Json[]): Pence | null {
  for (const parts of [contracts, awards]) {
    const amounts = parts.flatMap(({ value }) => amountOf(value) ?? [])
    if (amounts.length > 0) return penceOf(amounts.reduce((sum, one) => sum + one, 0))
  }
  return penceOf(amountOf(tender['value']) ?? amountOf(tender['minValue']))
}

/** The last minute of a day is meant to be of that day, whatever zone its publisher's machine was in. */
function lastDayOf(text: unknown): Day | undefined {
  const at = momentOf(text)
  if (!at) return undefined
  return /T23:59/.test(String(text)) ? String(text).slice(0, 10) : dayOf(at)
}

/** The earliest beginning and the latest end: of contracts, else of awards, else as the tender has it. */
function termOf(
  tender: Json,
  awards: readonly Json[],
  contracts: readonly Json[],
): { fromDay: Day | null; toDay: Day | null } {
  const periods = [
    contracts.map(({ period }) => part(period)),
    awards.map(({ contractPeriod }) => part(contractPeriod)),
    [part(tender['contractPeriod'])],
  ].find((some) => some.some(({ startDate, endDate }) => momentOf(startDate) || momentOf(endDate)))
  const starts = (periods ?? []).flatMap(({ startDate }) => momentOf(startDate) ?? []).map(dayOf)
  const ends = (periods ?? []).flatMap(({ endDate }) => lastDayOf(endDate) ?? [])
  const last = ends.sort().at(-1)
  return { fromDay: starts.sort()[0] ?? null, toDay: last === undefined ? null : addDays(last, 1) }
}

const once = (words: readonly string[]): string[] => [...new Set(words.filter((each) => each !== ''))]

/** "England" says nothing beside "West Midlands". */
function regionsOf(tender: Json): string[] {
  const addresses = objects(tender['items']).flatMap((item) => [
    ...objects(item['deliveryAddresses']),
    part(item['deliveryAddress']),
  ])
  const regions = once(addresses.map(({ region }) => textOf(region)))
  const narrow = regions.filter((region) => region !== 'England')
  return narrow.length > 0 ? narrow : regions
}

function cpvOf(tender: Json): { cpv: string | null; cpvWords: string | null } {
  const all = [part(tender['classification']), ...objects(tender['items']).map((item) => part(item['classification']))]
  const found = all.find(({ scheme, id }) => scheme === 'CPV' && (typeof id === 'string' || typeof id === 'number'))
  return found
    ? { cpv: String(found['id']), cpvWords: textOf(found['description']) || null }
    : { cpv: null, cpvWords: null }
}

function buyerOf(compiled: Json, tender: Json, contracts: readonly Json[]): string {
  const parties = objects(compiled['parties'])
  const withRole = (role: string) => parties.find(({ roles }) => Array.isArray(roles) && roles.includes(role))?.['name']
  const names = [
    part(compiled['buyer'])['name'],
    withRole('buyer'),
    part(tender['procuringEntity'])['name'],
    withRole('procuringEntity'),
    part(contracts[0]?.['buyer'])['name'],
  ]
  return names.map(textOf).find((name) => name !== '') ?? 'Not named'
}

/** A supplier is named where it was awarded something, or where the parties say who it is. */
function suppliersOf(compiled: Json, awards: readonly Json[], contracts: readonly Json[]): string[] {
  const names = new Map(objects(compiled['parties']).map(({ id, name }) => [String(id), textOf(name)]))
  const all = [...awards, ...contracts].flatMap(({ suppliers }) => objects(suppliers))
  return once(all.map(({ id, name }) => textOf(name) || (names.get(String(id)) ?? '')))
}

const MOST_WORDS = 4000

function noticeUrlOf(tender: Json, awards: readonly Json[]): string | null {
  const documents = [...awards.flatMap((award) => objects(award['documents'])), ...objects(tender['documents'])]
  const urls = documents
    .map(({ url }) => (typeof url === 'string' ? url : ''))
    .filter((url) => /^https:\/\/[^\s"<>]+$/.test(url))
  return urls[0] ?? null
}

/** What the releases of a process come to, for who watches the market. */
export function processOf(compiled: Json & { readonly ocid: string; readonly date: string }): Process {
  const tender = part(compiled['tender'])
  const awards = objects(compiled['awards'])
  const contracts = objects(compiled['contracts'])
  const titles = [tender['title'], compiled['title'], contracts[0]?.['title'], awards[0]?.['title'], tender['id']]
  const closes = momentOf(part(tender['tenderPeriod'])['endDate'])
  return {
    ocid: compiled.ocid,
    title: titles.map(textOf).find((title) => title !== '') ?? compiled.ocid,
    summary: textOf(tender['description']).slice(0, MOST_WORDS),
    buyer: buyerOf(compiled, tender, contracts),
    stage: stageOf(tender, awards, contracts),
    ...cpvOf(tender),
    regions: regionsOf(tender),
    method: textOf(tender['procurementMethodDetails']) || textOf(tender['procurementMethod']) || null,
    valuePence: valueOf(tender, awards, contracts),
    ...termOf(tender, awards, contracts),
    closesOn: closes ? dayOf(closes) : null,
    publishedOn: dayOf(momentOf(compiled.date) ?? Temporal.Instant.fromEpochMilliseconds(0)),
    noticeUrl: noticeUrlOf(tender, awards),
    suppliers: suppliersOf(compiled, awards, contracts),
  }
}

/** The ways in which the register may write a name: in small letters, and with either spelling of a limited company. */
export function nameForms(name: string): string[] {
  const small = tidy(name).toLowerCase()
  return once([small, small.replace(/\bltd\b\.?/g, 'limited'), small.replace(/\blimited\b/g, 'ltd')])
}
