import { addDays, formatDay } from '#src/base/day.ts'
import type { RecordKey } from '#src/platform/actor.ts'
import type { Words } from '#src/platform/panels.ts'

export type RateFact = {
  readonly type: 'rates.card-added'
  readonly about: readonly RecordKey[]
  readonly data: {
    readonly cardRef: string
    readonly from: string
    readonly to: string | null
    /** The first day of the version that this one ended. */
    readonly ended?: string
    readonly sha256: string
  }
}

export const words: Words = {
  'rates.card-added': ({ cardRef, from, to, ended }: RateFact['data']) =>
    `Rate card ${cardRef} added from ${formatDay(from)}${to ? ` to ${formatDay(addDays(to, -1))}` : ''}${ended ? `; the version from ${formatDay(ended)} ends the day before` : ''}`,
}
