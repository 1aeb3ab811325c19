import type { FactOf } from '#src/platform/audit.ts'

type Locked = { packageRef: string; organisationRef: string; organisationName: string }

/** What the placing of everybody who waits records. */
export type WaitingListFact =
  | FactOf<'brokerage.plan-asked', { planRef: string; people: number; seed: number; withStale: boolean }>
  | FactOf<
      'brokerage.plan-made',
      { planRef: string; people: number; placed: number; points: number; bound: number; weeklyPence: number }
    >
  | FactOf<'brokerage.plan-begun', { planRef: string }>
  | FactOf<'brokerage.plan-goes-on', { planRef: string; rounds: number }>
  | FactOf<'brokerage.plan-stopped', { planRef: string }>
  | FactOf<'brokerage.plan-failed', { planRef: string; failure: string }>
  | FactOf<'brokerage.plan-accepted', Locked & { planRef: string }>
  | FactOf<'brokerage.plan-locked', Locked>
  | FactOf<
      'brokerage.out-of-area-agreed',
      { packageRef: string; organisationRef: string; saidAs: 'person' | 'acting'; saidOn: string }
    >
  | FactOf<'brokerage.placed-together', { packageRef: string; withRef: string }>
  | FactOf<'brokerage.placed-apart', { packageRef: string }>
  | FactOf<'brokerage.plan-unlocked', { packageRef: string }>
