import type { RecordKey } from '#src/platform/actor.ts'

type Of<T extends string, D> = {
  readonly type: T
  readonly about: readonly RecordKey[]
  readonly data: D & Record<string, unknown>
}

export type ContractFact =
  | Of<'contracts.framework-entered', { frameworkRef: string; title: string; weights: Record<string, number> }>
  | Of<
      'contracts.entered',
      {
        contractRef: string
        organisationRef: string
        cardRef: string
        ceilingPence: number | null
        fromDay: string
        toDay: string
      }
    >
  | Of<
      'contracts.drawn-down',
      {
        contractRef: string
        packageRef: string
        line: number
        pence: number
        committedPence: number
        overrideBy?: string
        reason?: string
      }
    >
  | Of<
      'contracts.given-back',
      { contractRef: string; packageRef: string; line: number; pence: number; committedPence: number }
    >
  | Of<'contracts.ceiling-near', { contractRef: string; percent: number; committedPence: number; ceilingPence: number }>
