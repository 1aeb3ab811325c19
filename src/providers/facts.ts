import type { Fact, FactOf } from '#src/platform/audit.ts'
import type { Change } from '#src/providers/register.ts'
import type { StandingName } from '#src/providers/standing/standing.ts'

/** Everything that this stage ever records. */
export type ProviderFact =
  | FactOf<
      'providers.import-started',
      { importRef: string; fileName: string; fileSha256: string; layout: string; asOf: string }
    >
  | FactOf<
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
  | FactOf<
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
  | FactOf<'providers.import-failed', { importRef: string; failure: string }>
  | FactOf<
      'providers.location-changed',
      { locationRef: string; name: string | null; changes: readonly Change[]; importRef: string | null }
    >
  | FactOf<
      'providers.location-gone',
      { locationRef: string; name: string | null; asOf: string; importRef: string | null }
    >
  | FactOf<
      'providers.location-re-registered',
      { earlierRef: string; laterRef: string; name: string | null; basis: string }
    >
  | FactOf<
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
  | FactOf<
      'providers.standing-decided',
      { organisationRef: string; standing: StandingName; reason: string; reviewDay: string | null }
    >
  | FactOf<
      'providers.capacity-told',
      { organisationRef: string; zones: readonly string[]; weeklyMinutes: number; by: 'page' | 'file' | 'machine' }
    >
  | FactOf<
      'providers.beds-told',
      { organisationRef: string; homes: number; vacant: number; by: 'page' | 'file' | 'machine' }
    >
  | FactOf<
      'providers.abilities-told',
      { organisationRef: string; yes: number; no: number; by: 'page' | 'file' | 'machine' }
    >
  | FactOf<'providers.capacity-reminded', { organisationRef: string; toldAt: string; mails: number }>
  | FactOf<
      'providers.service-described',
      { organisationRef: string; locationRef: string; takesSelfFunders: boolean; fromPence: number | null }
    >
  | FactOf<'providers.directory-published', { entries: number }>
  | FactOf<'providers.contact-changed', { organisationRef: string; fields: readonly string[] }>
  | FactOf<
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
