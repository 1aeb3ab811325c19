import type { Day } from '#src/base/day.ts'
import type { RecordKey } from '#src/platform/actor.ts'
import type { ChunkedTable, Seal } from '#src/platform/audit.ts'

type Sealed = { readonly chunk: string } & Seal
type FactOf<Type extends string, Data> = {
  readonly type: Type
  readonly about: readonly RecordKey[]
  readonly data: Readonly<Data & Record<string, unknown>>
}

/** A log row about which somebody decided: its day, and the visits whose attendance is another now. */
type RowChanged = {
  readonly day: Day
  readonly source: string
  readonly logRef: string
  readonly personRef: string
  readonly visitRefs: readonly string[]
}

/** Another time of a visit, once or from a day on. */
type AgreedTime = {
  changeRef: string
  packageRef: string
  personRef: string
  slot: number
  kind: 'one-off' | 'standing'
  fromDay: Day
  start: string
  minutes: number
  agreedWith: string
  agreedOn: Day
}

type BankedTime = {
  entryRef: string
  packageRef: string
  personRef: string
  day: Day
  minutes: number
  agreedWith: string
}

/** Everything that visits ever records. */
export type VisitsFact =
  | FactOf<'visits.planned', Sealed & { packages: number; from: Day; to: Day }>
  | FactOf<'visits.plans-checked', { packages: number; to: Day }>
  | FactOf<'visits.dropped', { packageRef: string; from: Day; visits: number; why: string }>
  | FactOf<
      'visits.visit-cancelled',
      { visitRef: string; personRef: string; reason: string; by?: string; toldAt?: string }
    >
  | FactOf<'visits.wakings-noted', { visitRef: string; personRef: string; minutes: readonly number[]; note: string }>
  | FactOf<
      'visits.log-wakings-kept',
      {
        chunk: string
        source: string
        nights: readonly { readonly day: Day; readonly logRef: string; readonly minutes: readonly number[] }[]
      }
    >
  | FactOf<'visits.visit-restored', { visitRef: string; personRef: string; reason: string }>
  | FactOf<
      'visits.absence-recorded' | 'visits.absence-changed',
      {
        absenceRef: string
        personRef: string
        kind: string
        from: string
        to: string | null
        cancelled: number
        restored: number
      }
    >
  | FactOf<'visits.absence-withdrawn', { absenceRef: string; personRef: string; kind: string; restored: number }>
  | FactOf<'visits.workers-expected', { visits: number; workers: number }>
  | FactOf<
      'visits.log-read',
      Sealed & {
        source: string
        read: number
        accepted: number
        alreadyHad: number
        refused: number
        importRef?: string
      }
    >
  | FactOf<
      'visits.logged-in' | 'visits.logged-out',
      Sealed & {
        source: string
        logRef: string
        personRef: string
        visitRef: string | null
        workerRef: string
        at: string
      }
    >
  | FactOf<
      'visits.entered-by-hand',
      Sealed & { logRef: string; personRef: string; visitRef: string; workerRef: string; reasonCode: string }
    >
  | FactOf<'visits.day-counted', { day: Day }>
  | FactOf<'visits.continuity-counted', { asOf: Day; people: number }>
  | FactOf<'visits.rounds-told', { organisationRef: string; packages: number; visits: number }>
  | FactOf<
      'visits.log-seated',
      {
        chunks: readonly string[]
        rows: number
        people: number
        visits: number
        /** The people of the chunks that were seated: those after one reference up to another. */
        afterPerson: string
        throughPerson: string
      }
    >
  | FactOf<'visits.seating-divided', { chunks: readonly string[]; pieces: number }>
  | FactOf<
      'visits.log-corrected',
      RowChanged & {
        number: number
        before: { workerRef: string; in: string; out: string | null }
        after: { workerRef: string; in: string; out: string | null }
        reasonCode: string
        reason: string
        evidence: string | null
      }
    >
  | FactOf<
      'visits.row-seated' | 'visits.row-taken-off',
      RowChanged & { number: number; visitRef: string; reason: string }
    >
  | FactOf<
      'visits.seat-decision-undone',
      RowChanged & { number: number; undoes: number; verb: 'seat' | 'take off'; visitRef: string; reason: string }
    >
  | FactOf<
      'visits.early-correction-kept',
      { source: string; logRef: string; number: number; reasonCode: string; reason: string }
    >
  | FactOf<
      'visits.early-corrections-settled',
      { source: string; logRef: string; day: Day; outcomes: readonly string[] }
    >
  | FactOf<'visits.open-items-found', { from: Day; to: Day; unlogged: number; clashes: number }>
  | FactOf<
      'visits.open-item-answered',
      {
        kind: string
        day: Day
        itemRef: string
        personRef: string
        visitRef: string | null
        answer: string
        words: string
      }
    >
  /** A worker was in two places: the time counts at one of them alone, or, with none, at both as logged. */
  | FactOf<
      'visits.time-counted-once',
      { day: Day; workerRef: string; countsAt: string | null; visitRefs: readonly string[]; words: string }
    >
  /** Visits were logged in an absence, or after the end of the placement, of which the council heard later. */
  | FactOf<'visits.logged-not-home', { visits: number; from: Day; why: 'absence' | 'placement ended' }>
  /** Nobody sits any more on visits of an absence, or after the end of the placement: they are cancelled. */
  | FactOf<'visits.found-not-made', { visitRefs: readonly string[] }>
  | FactOf<'visits.open-items-assigned', { items: number; officerRef: string | null }>
  | FactOf<
      'visits.log-set-aside',
      { source: string; logRef: string; personRef: string; reason: string; visitRefs?: readonly string[] }
    >
  | FactOf<
      'visits.alert-raised',
      { visitRef: string; personRef: string; awaits: string; step: number; minutes: number; tells: string }
    >
  | FactOf<'visits.alerts-mailed', { alerts: number; providers: number; officers: number }>
  | FactOf<
      'visits.alert-acknowledged' | 'visits.alert-reopened',
      { visitRef: string; personRef: string; awaits: string }
    >
  | FactOf<
      'visits.alert-explained',
      { visitRef: string; personRef: string; awaits: string; code: string; words: string }
    >
  | FactOf<
      'visits.alert-closed',
      {
        visitRef: string
        personRef: string
        awaits: string
        how: 'attended' | 'cancelled' | 'by an officer'
        lateMinutes: number | null
        note: string
      }
    >
  | FactOf<
      'visits.short-visit-agreed',
      {
        agreementRef: string
        packageRef: string
        personRef: string
        slot: number
        minutes: number
        reason: string
        agreedBy: string
        agreedOn: Day
      }
    >
  | FactOf<'visits.change-agreed', AgreedTime>
  | FactOf<'visits.change-asked', AgreedTime & { whyAsked: string }>
  | FactOf<'visits.change-applied', { changeRef: string; packageRef: string; personRef: string }>
  | FactOf<'visits.change-decided', { changeRef: string; personRef: string; agreed: boolean; note: string }>
  | FactOf<'visits.time-banked', BankedTime>
  | FactOf<'visits.banked-time-used', BankedTime>
  | FactOf<'visits.provider-watch-changed', { organisationRef: string; watch: boolean; reason: string }>
  | FactOf<'visits.import-begun', { importRef: string; source: string; filename: string; bytes: number }>
  | FactOf<
      'visits.import-ended',
      {
        importRef: string
        status: 'done' | 'failed'
        read: number
        accepted: number
        alreadyHad: number
        refused: number
      }
    >
  | FactOf<'visits.mapping-saved', { mappingRef: string; version: number; name: string; system: string }>
  | FactOf<'visits.mapping-retired', { mappingRef: string; version: number; name: string }>
  | FactOf<'visits.vendor-numbers-linked', { system: string; numbers: number }>
  | FactOf<'visits.vendor-number-unlinked', { system: string; kind: string; ourRef: string }>
  | FactOf<
      'visits.door-sheet-issued',
      { sheetRef: string; personRef: string; organisationRef: string; instead: string | null }
    >
  | FactOf<'visits.door-sheet-stopped', { sheetRef: string; personRef: string; organisationRef: string }>
  | FactOf<
      'visits.door-worker-added' | 'visits.door-pin-renewed' | 'visits.door-worker-stopped',
      { organisationRef: string; workerRef: string }
    >
  | FactOf<
      'visits.door-event-kept',
      { eventId: string; personRef: string; workerRef: string; kind: 'in' | 'out'; at: string; sent: string }
    >

export const PLANNED: ChunkedTable = {
  fact: 'visits.planned',
  table: 'visits.visit',
  columns: [
    'day',
    'visit_ref',
    'package_ref',
    'slot',
    'turn',
    'person_ref',
    'organisation_ref',
    'contract_ref',
    'card_ref',
    // A visit without a skill and a distance keeps the hash that it had before there were any.
    "service || coalesce('/skill ' || skill, '') || coalesce('/miles ' || miles, '')",
    'zone',
    'start_at',
    'minutes',
    'workers',
    'time_critical',
    'bank_holiday',
  ],
  order: ['day', 'visit_ref'],
}

const logSealedBy = (fact: VisitsFact['type']): ChunkedTable => ({
  fact,
  table: 'visits.call_log',
  columns: [
    'day',
    'log_source',
    'log_ref',
    'part',
    'visit_ref',
    'person_ref',
    'worker_ref',
    'in_at',
    'in_source',
    'out_at',
    'out_source',
    'reason_code',
    'organisation_ref',
    'received_at',
  ],
  order: ['day', 'log_source', 'log_ref', 'part'],
})

export const LOGGED = logSealedBy('visits.log-read')

/** The tables whose rows come in chunks, each with the fact that seals one. */
export const chunkedTables: readonly ChunkedTable[] = [
  PLANNED,
  LOGGED,
  logSealedBy('visits.logged-in'),
  logSealedBy('visits.logged-out'),
  logSealedBy('visits.entered-by-hand'),
]
