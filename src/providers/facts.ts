import type { Fact } from '#src/platform/audit.ts'
import type { RecordKey } from '#src/platform/actor.ts'
import type { Change } from '#src/providers/register.ts'
import type { StandingName } from '#src/providers/standing/standing.ts'

type Of<T extends `providers.${string}`, D extends Record<string, unknown>> = {
  readonly type: T
  readonly about: readonly RecordKey[]
  readonly data: D
}

/** Everything that this stage ever records. */
export type ProviderFact =
  | Of<
      'providers.import-started',
      { importRef: string; fileName: string; fileSha256: string; layout: string; asOf: string }
    >
  | Of<
      'providers.imported-chunk',
      {
        importRef: string
        chunk: string
        sha256: string
        first: string | null
        last: string | null
        count: number
        /** Over the entries as they were read from the file. */
        entriesSha256: string
        rows: number
        locationsNew: number
        locationsChanged: number
        ratingsNew: number
        rejected: number
      }
    >
  | Of<
      'providers.imported',
      {
        importRef: string
        fileName: string
        rowsRead: number
        rejected: number
        locationsNew: number
        locationsChanged: number
        locationsGone: number
        ratingsNew: number
      }
    >
  | Of<'providers.import-failed', { importRef: string; failure: string }>
  | Of<
      'providers.location-changed',
      { locationRef: string; name: string | null; changes: readonly Change[]; importRef: string | null }
    >
  | Of<'providers.location-gone', { locationRef: string; name: string | null; asOf: string; importRef: string | null }>
  | Of<'providers.location-re-registered', { earlierRef: string; laterRef: string; name: string | null; basis: string }>
  | Of<
      'providers.rating-published',
      {
        locationRef: string
        name: string | null
        serviceGroup: string
        rating: string
        ratedOn: string
        before: string | null
      }
    >
  | Of<
      'providers.standing-decided',
      { organisationRef: string; standing: StandingName; reason: string; reviewDay: string | null }
    >
  | Of<
      'providers.capacity-told',
      { organisationRef: string; zones: readonly string[]; weeklyMinutes: number; by: 'page' | 'file' | 'machine' }
    >
  | Of<
      'providers.beds-told',
      { organisationRef: string; homes: number; vacant: number; by: 'page' | 'file' | 'machine' }
    >
  | Of<'providers.capacity-reminded', { organisationRef: string; toldAt: string; mails: number }>
  | Of<
      'providers.service-described',
      { organisationRef: string; locationRef: string; takesSelfFunders: boolean; fromPence: number | null }
    >
  | Of<'providers.directory-published', { entries: number }>
  | Of<'providers.contact-changed', { organisationRef: string; fields: readonly string[] }>
  | Of<
      'providers.loaded',
      {
        chunk: string
        source: string
        organisations: number
        locations: number
        ratings: number
        first: string | null
        last: string | null
        rowsSha256: string
      }
    >

export type ProviderFactType = ProviderFact['type']

/** Holds the union to what the audit takes. */
export const asFact = (fact: ProviderFact): Fact => fact
