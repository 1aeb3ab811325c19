import type { Day, Instant } from '#src/base/day.ts'
import { type Actor, may, type RecordKey } from '#src/platform/actor.ts'
import { type AuditEntry, timeline } from '#src/platform/audit.ts'
import type { Read } from '#src/platform/database.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { section, timelinePanel } from '#src/platform/pages/record.ts'

/** The kinds of record whose pages show what later stages know of them. */
export type RecordKind =
  | 'person'
  | 'provider'
  | 'location'
  | 'contract'
  | 'package'
  | 'visit'
  | 'pay-run'
  | 'officer'
  | 'rate-card'

/** What a later stage shows on an earlier stage's record page, which imports none of it. */
export type Panel = {
  on: RecordKind
  title: string
  /** Shown only to those who hold this grant. */
  grant: string
  show: (tx: Read, ref: string) => Promise<Html | undefined>
}

/** One thing that is due, with the one action that moves it on. */
export type WorkItem = {
  title: string
  record: RecordKey
  href: string
  due: Instant | undefined
  action: string
  overdue: boolean
}

/** What a stage puts on "My work". */
export type WorkSource = { grant: string; list: (tx: Read, actor: Actor) => Promise<WorkItem[]> }

export type Found = { href: string; title: string; hint: string; kind: string }

/** What a stage finds for the words in the search box. */
export type SearchSource = {
  grant: string
  /** What its references look like: one that fits is asked for here alone. */
  reference: RegExp
  find: (tx: Read, words: string, limit: number) => Promise<Found[]>
}

/** What a stage keeps for as long as the council's policy says, and of which it counts what lies before a day. */
export type Retained = {
  kind: 'visits' | 'payments' | 'contracts'
  /** "Visits", "Contracts that ended" */
  what: string
  countBefore: (tx: Read, day: Day) => Promise<number>
}

/** What happened, as a timeline says it: one plain phrase from a fact's data, "Offer chosen: lowest that gives every hour". */
export type Words = Readonly<Record<string, (data: never) => string>>

/** What all stages together have to show. app.ts fills it; record pages, my work, search and timelines read it. */
export type House = {
  readonly panels: readonly Panel[]
  readonly work: readonly WorkSource[]
  readonly search: readonly SearchSource[]
  readonly words: Words
  readonly retained?: readonly Retained[]
}

/** The sections that later stages add to a record's page, those that this person may see. */
export async function showPanels(house: House, tx: Read, actor: Actor, on: RecordKind, ref: string): Promise<Html> {
  const shown: Html[] = []
  for (const panel of house.panels) {
    if (panel.on !== on || !may(actor, panel.grant)) continue
    const content = await panel.show(tx, ref)
    if (content) shown.push(section(panel.title, content))
  }
  return html`${shown}`
}

/** A fact in words; a fact without words of its own shows its name. */
export const inWords = (house: House, entry: Pick<AuditEntry, 'type' | 'data'>): string =>
  (house.words[entry.type] as ((data: unknown) => string) | undefined)?.(entry.data) ?? entry.type

/** The newest history of a record for the right third of its page. */
export async function latestHistory(house: House, tx: Read, record: RecordKey, empty?: string): Promise<Html> {
  const entries = await timeline(tx, record, { limit: 6 })
  return timelinePanel({
    entries: entries.map((entry) => ({ title: inWords(house, entry), by: entry.actorName, at: entry.at })),
    allHref: `/history/${record.replace(':', '/')}`,
    ...(empty === undefined ? {} : { empty }),
  })
}
