import type { WaitingListFact } from '#src/brokerage/waiting-list/facts.ts'
import type { PatternVisit } from '#src/brokerage/packages/pattern.ts'
import type { PreferenceKind } from '#src/brokerage/requests/preference.ts'
import type { RequestKind } from '#src/brokerage/requests/request.ts'
import type { Who } from '#src/brokerage/sending/rounds.ts'
import type { SelfFunderFact } from '#src/brokerage/self-funders/facts.ts'
import type { FactOf } from '#src/platform/audit.ts'

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

type CareChanged = {
  packageRef: string
  number: number
  kind: 'more' | 'less' | 'other_visits' | 'suspend' | 'resume'
  fromDay: string
  weeklyPence: number
  beforePence: number
}

/** Everything that this stage ever records. */
export type BrokerageFact =
  | FactOf<
      'brokerage.package-requested',
      {
        packageRef: string
        personRef: string
        service: string
        zone: string
        kind?: RequestKind
        copiedFrom?: string
        payer?: 'self'
      }
    >
  | FactOf<
      'brokerage.preference-kept',
      {
        personRef: string
        organisationRef: string
        organisationName: string
        kind: PreferenceKind
        saidBy: string
        saidOn: string
      }
    >
  | FactOf<
      'brokerage.preference-dropped',
      { personRef: string; organisationRef: string; organisationName: string; kind: PreferenceKind }
    >
  | FactOf<'brokerage.package-changed', { packageRef: string; changed: readonly string[] }>
  | FactOf<
      'brokerage.package-sent',
      {
        packageRef: string
        organisationRefs: readonly string[]
        leftOut: readonly { organisationRef: string; why: string }[]
        closesAt: string
        weeklyMinutes: number
        roundsLeft?: number
      }
    >
  | FactOf<
      'brokerage.round-opened',
      {
        packageRef: string
        round: number
        who: Who
        rank?: number
        organisationRefs: readonly string[]
        closesAt: string
      }
    >
  | FactOf<
      'brokerage.invitation-opened',
      { packageRef: string; organisationRef: string; organisationName: string; by: string }
    >
  | FactOf<
      'brokerage.spot-asked',
      {
        packageRef: string
        spotRef: string
        why: string
        words: string
        afterFramework: boolean
        endDay: string
        organisationRefs: readonly string[]
      }
    >
  | FactOf<'brokerage.spot-decided', { packageRef: string; spotRef: string; approved: boolean; reason: string }>
  | FactOf<'brokerage.spot-extended', { packageRef: string; wasDay: string; endDay: string }>
  | FactOf<'brokerage.spot-ended', { packageRef: string }>
  | FactOf<'brokerage.stay-ended', { packageRef: string }>
  | FactOf<'brokerage.providers-reminded', { packageRef: string; organisationRefs: readonly string[]; mails: number }>
  | FactOf<
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
        belowFloorPence?: number
        otherVisits?: number
        savingPence?: number
        standsUntil?: string
      }
    >
  | FactOf<
      'brokerage.offer-withdrawn',
      {
        packageRef: string
        offerRef: string
        organisationRef: string
        organisationName: string
        reason?: string
        /** Who of the provider said so by telephone, where an officer recorded it. */
        saidBy?: string
      }
    >
  | FactOf<'brokerage.no-offer-left', { packageRef: string }>
  | FactOf<
      'brokerage.offer-expired',
      { packageRef: string; offerRef: string; organisationRef: string; organisationName: string; stoodUntil: string }
    >
  | FactOf<
      'brokerage.invitation-declined',
      {
        packageRef: string
        organisationRef: string
        organisationName: string
        code: string
        words: string
        saidBy?: string
      }
    >
  | FactOf<
      'brokerage.invitation-withdrawn',
      { packageRef: string; organisationRef: string; organisationName: string; why: string }
    >
  | FactOf<'brokerage.offers-closed', { packageRef: string; offers: number; declined: number; silent: number }>
  | FactOf<
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
        floorReason?: string
        answer?: string
        signatures: readonly { step: number; label: string; role: string }[]
      }
    >
  | FactOf<'brokerage.package-shared', { packageRef: string; into: readonly string[]; weeklyPence: number }>
  | FactOf<'brokerage.choice-withdrawn', { packageRef: string; reason: string }>
  | FactOf<'brokerage.signed', Step & { onBehalfOf?: string; onBehalfOfName?: string; signed: number; of: number }>
  | FactOf<'brokerage.sent-back', Step & { reason: string; onBehalfOf?: string }>
  | FactOf<'brokerage.signer-answered', Step & { number?: number; askedBy: string; asked: string; answer: string }>
  | FactOf<'brokerage.refused', Step & { reason: string; onBehalfOf?: string }>
  | FactOf<'brokerage.signature-handed-over', Step & { number?: number; to: string; toName: string }>
  | FactOf<'brokerage.signers-reminded', { packageRef: string; steps: readonly number[] }>
  | FactOf<'brokerage.placement-blocked', { packageRef: string; contractRef: string; because: string }>
  | FactOf<'brokerage.placed', Placed>
  | FactOf<'brokerage.change-proposed', CareChanged & { byProvider: boolean }>
  | FactOf<'brokerage.change-declined', CareChanged & { reason: string }>
  | FactOf<
      'brokerage.change-signed',
      Step & { number: number; signed: number; of: number; onBehalfOf?: string; refusedBecause?: string }
    >
  | FactOf<'brokerage.changed-in-emergency', { packageRef: string; number: number; signBy: string; signatures: number }>
  | FactOf<'brokerage.care-changed', CareChanged & { pattern: readonly PatternVisit[]; weeklyMinutes: number }>
  | FactOf<
      'brokerage.care-checked',
      { packageRef: string; kind: string; day: string; outcome: string; byProvider: boolean }
    >
  | FactOf<'brokerage.placed-in-emergency', { packageRef: string; signBy: string; signatures: number }>
  | FactOf<'brokerage.package-withdrawn', { packageRef: string; reason: string }>
  | FactOf<
      'brokerage.placement-ended',
      { packageRef: string; personRef: string; organisationRef: string; endDay: string }
    >
  | FactOf<
      'brokerage.end-moved',
      {
        packageRef: string
        personRef: string
        organisationRef: string
        wasDay: string
        endDay: string | null
        reason: string
      }
    >
  | FactOf<
      'brokerage.placement-transferred',
      {
        packageRef: string
        personRef: string
        contractRef: string
        fromOrganisationRef: string
        organisationRef: string
        organisationName: string
        fromDay: string
      }
    >
  | FactOf<'brokerage.end-explained', { packageRef: string; reason: string }>
  | FactOf<'brokerage.package-assigned', { packageRef: string; officerRef: string; name: string; from?: string }>
  | FactOf<'brokerage.packages-loaded', Sealed>
  | FactOf<'brokerage.invitations-loaded', Sealed>
  | FactOf<'brokerage.offers-loaded', Sealed>
  | FactOf<'brokerage.signatures-loaded', Sealed>
  | FactOf<'brokerage.placements-loaded', Sealed>
  | SelfFunderFact
  | WaitingListFact
