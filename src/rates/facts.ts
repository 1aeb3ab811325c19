import { addDays, formatDay } from '#src/base/day.ts'
import type { RecordKey } from '#src/platform/actor.ts'
import type { Words } from '#src/platform/panels.ts'

export type RateFact = CardAdded | CardBackDated | CardProposed | CardSettled

type CardProposed = {
  readonly type: 'rates.card-proposed'
  readonly about: readonly RecordKey[]
  readonly data: {
    readonly proposalRef: string
    readonly cardRef: string
    readonly from: string
    readonly sha256: string
  }
}

type CardSettled = {
  readonly type: 'rates.card-approved' | 'rates.card-refused'
  readonly about: readonly RecordKey[]
  readonly data: {
    readonly proposalRef: string
    readonly cardRef: string
    readonly from: string
    readonly why?: string
  }
}

/** Prices of days that have passed are others now: what was paid from that day on is rated again. */
export type CardBackDated = {
  readonly type: 'rates.card-back-dated'
  readonly about: readonly RecordKey[]
  readonly data: {
    readonly cardRef: string
    readonly from: string
    /** The first day after the version, null where it has no end. */
    readonly to: string | null
    readonly reason: string
  }
}

type CardAdded = {
  readonly type: 'rates.card-added'
  readonly about: readonly RecordKey[]
  readonly data: {
    readonly cardRef: string
    readonly from: string
    readonly to: string | null
    /** The first day of the version that this one ended. */
    readonly ended?: string
    /** The first day of the version that this one replaced. */
    readonly replaced?: string
    readonly sha256: string
  }
}

export const words: Words = {
  'rates.card-proposed': ({ from }: CardProposed['data']) => `Prices from ${formatDay(from)} on proposed`,
  'rates.card-approved': ({ from }: CardSettled['data']) => `Prices from ${formatDay(from)} on approved`,
  'rates.card-refused': ({ from, why }: CardSettled['data']) => `Prices from ${formatDay(from)} on refused: ${why}`,
  'rates.card-back-dated': ({ from, reason }: CardBackDated['data']) =>
    `Prices from ${formatDay(from)} on changed: ${reason}`,
  'rates.card-added': ({ cardRef, from, to, ended, replaced }: CardAdded['data']) =>
    `Rate card ${cardRef} added from ${formatDay(from)}${to ? ` to ${formatDay(addDays(to, -1))}` : ''}${ended ? `; the version from ${formatDay(ended)} ends the day before` : ''}${replaced ? '; it replaces the version from that day' : ''}`,
}
