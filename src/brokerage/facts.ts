import type { RecordKey } from '#src/platform/actor.ts'
import type { PatternVisit } from '#src/brokerage/pattern.ts'

type Recorded<T extends string, D> = {
  readonly type: T
  readonly about: readonly RecordKey[]
  readonly data: D & Record<string, unknown>
}

type Step = { packageRef: string; step: number; label: string }
type Sealed = { chunk: string; sha256: string; first: string | null; last: string | null; count: number }

export type Placed = {
  packageRef: string
  personRef: string
  organisationRef: string
  contractRef: string
  cardRef: string
  service: string
  zone: string
  startDay: string
  endDay: string | null
  pattern: readonly PatternVisit[]
  weeklyPence: number
  weeklyMinutes: number
  overCeilingBy?: string
  overCeilingReason?: string
}

/** Everything that this stage ever records. */
export type BrokerageFact =
  | Recorded<'brokerage.package-requested', { packageRef: string; personRef: string; service: string; zone: string }>
  | Recorded<'brokerage.package-changed', { packageRef: string; changed: readonly string[] }>
  | Recorded<
      'brokerage.package-sent',
      {
        packageRef: string
        organisationRefs: readonly string[]
        leftOut: readonly { organisationRef: string; why: string }[]
        closesAt: string
        weeklyMinutes: number
      }
    >
  | Recorded<
      'brokerage.offer-made',
      {
        packageRef: string
        offerRef: string
        organisationRef: string
        organisationName: string
        weeklyPence: number
        hourlyPence: number
        overCeilingPence: number
        complete: boolean
        startDay: string
        again: boolean
      }
    >
  | Recorded<
      'brokerage.offer-withdrawn',
      { packageRef: string; offerRef: string; organisationRef: string; organisationName: string }
    >
  | Recorded<
      'brokerage.invitation-declined',
      { packageRef: string; organisationRef: string; organisationName: string; code: string; words: string }
    >
  | Recorded<'brokerage.offers-closed', { packageRef: string; offers: number; declined: number; silent: number }>
  | Recorded<
      'brokerage.offer-chosen',
      {
        packageRef: string
        offerRef: string
        organisationRef: string
        organisationName: string
        weeklyPence: number
        rank: number
        ofOffers: number
        points: number
        code?: string
        codeLabel?: string | undefined
        words?: string
        ceilingReason?: string
        signatures: readonly { step: number; label: string; role: string }[]
      }
    >
  | Recorded<'brokerage.choice-withdrawn', { packageRef: string; reason: string }>
  | Recorded<'brokerage.signed', Step & { onBehalfOf?: string; onBehalfOfName?: string; signed: number; of: number }>
  | Recorded<'brokerage.sent-back', Step & { reason: string; onBehalfOf?: string }>
  | Recorded<'brokerage.refused', Step & { reason: string; onBehalfOf?: string }>
  | Recorded<'brokerage.signature-handed-over', Step & { to: string; toName: string }>
  | Recorded<'brokerage.signers-reminded', { packageRef: string; steps: readonly number[] }>
  | Recorded<'brokerage.placement-blocked', { packageRef: string; contractRef: string; because: string }>
  | Recorded<'brokerage.placed', Placed>
  | Recorded<'brokerage.package-withdrawn', { packageRef: string; reason: string }>
  | Recorded<
      'brokerage.placement-ended',
      { packageRef: string; personRef: string; organisationRef: string; endDay: string }
    >
  | Recorded<'brokerage.end-explained', { packageRef: string; reason: string }>
  | Recorded<'brokerage.package-assigned', { packageRef: string; officerRef: string; name: string; from?: string }>
  | Recorded<'brokerage.packages-loaded', Sealed>
  | Recorded<'brokerage.invitations-loaded', Sealed>
  | Recorded<'brokerage.offers-loaded', Sealed>
  | Recorded<'brokerage.signatures-loaded', Sealed>
  | Recorded<'brokerage.placements-loaded', Sealed>
