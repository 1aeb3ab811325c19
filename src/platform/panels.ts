import type { Instant } from '#src/base/day.ts'
import type { Actor, RecordKey } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import type { Html } from '#src/platform/pages/html.ts'

/** The kinds of record whose pages show what later stages know of them. */
export type RecordKind = 'person' | 'provider' | 'location' | 'contract' | 'package' | 'visit' | 'pay-run' | 'officer'

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
export type SearchSource = { grant: string; find: (tx: Read, words: string, limit: number) => Promise<Found[]> }
