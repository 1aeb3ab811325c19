import type { RecordKey } from '#src/platform/actor.ts'
import type { Words } from '#src/platform/panels.ts'

export type RateFact = {
  readonly type: 'rates.card-added'
  readonly about: readonly RecordKey[]
  readonly data: {
    readonly cardRef: string
    readonly from: string
    readonly to: string | null
    readonly sha256: string
  }
}

export const words: Words = {
  'rates.card-added': ({ cardRef, from, to }: RateFact['data']) =>
    `Rate card ${cardRef} added from ${from}${to ? ` until ${to}` : ''}`,
}
