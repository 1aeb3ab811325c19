import type { Day, Instant } from '#src/base/day.ts'
import { type Actor, may, type RecordKey } from '#src/platform/actor.ts'
import { type AuditEntry, timeline } from '#src/platform/audit.ts'
import type { Read } from '#src/platform/database.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { Tab } from '#src/platform/pages/page.ts'
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
  | 'tender'
  | 'member'

/** What a later stage shows on an earlier stage's record page, which imports none of it. */
export type Panel = {
  on: RecordKind
  title: string
  /** Shown only to those who hold this grant. */
  grant: string
  /** The name of the tab that it stands on; without one it is on the record's own page. A page asks the database eight times at most. */
  tab?: string
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

/** What waits for somebody over all stages, of what they may know; one stage after the other: a transaction has one connection. */
export async function workFor(tx: Read, { work }: Pick<House, 'work'>, actor: Actor): Promise<WorkItem[]> {
  const items: WorkItem[] = []
  for (const source of work) if (may(actor, source.grant)) items.push(...(await source.list(tx, actor)))
  return items
}

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

const panelsOf = (house: House, actor: Actor, on: RecordKind): Panel[] =>
  house.panels.filter((panel) => panel.on === on && may(actor, panel.grant))

/** The part of an address that names a tab: "Work in hand" is `work-in-hand`. */
const slugOf = (tab: string): string => tab.toLowerCase().replaceAll(' ', '-')

/** The tabs that later stages add to a record's own; `current` is the slug of one. */
export const addedTabs = (house: House, actor: Actor, on: RecordKind, ref: string, current?: string): Tab[] =>
  [...new Set(panelsOf(house, actor, on).flatMap(({ tab }) => tab ?? []))].map((text) => ({
    text,
    href: `/tabs/${on}/${encodeURIComponent(ref)}/${slugOf(text)}`,
    current: slugOf(text) === current,
  }))

/** The tabs of a record that has none of its own: its page at `href`, and those added; none where none is. */
export function recordTabs(
  house: House,
  actor: Actor,
  record: { readonly on: RecordKind; readonly ref: string; readonly href: string },
  current?: string,
): Tab[] {
  const added = addedTabs(house, actor, record.on, record.ref, current)
  return added.length === 0 ? [] : [{ text: 'Overview', href: record.href, current: current === undefined }, ...added]
}

/** The sections that later stages add to a record's page, or to a tab of it, those that this person may see. */
export async function showPanels(
  house: House,
  tx: Read,
  actor: Actor,
  on: RecordKind,
  ref: string,
  slug?: string,
): Promise<Html> {
  const shown: Html[] = []
  for (const panel of panelsOf(house, actor, on)) {
    if ((panel.tab === undefined ? undefined : slugOf(panel.tab)) !== slug) continue
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
