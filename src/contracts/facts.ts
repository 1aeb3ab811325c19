import { addDays, formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { blockWords, CYCLE_WORDS, type PayCycle } from '#src/contracts/terms/terms.ts'
import type { RecordKey } from '#src/platform/actor.ts'
import type { Seal } from '#src/platform/audit.ts'
import type { Words } from '#src/platform/panels.ts'

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
  | Of<
      'contracts.terms-changed',
      {
        contractRef: string
        number: number
        fromDay: string
        blockMinutesPerWeek: number | null
        cycle: PayCycle | null
        electronicPercent: number | null
        note: string
      }
    >
  | Of<'contracts.draw-downs-loaded', { chunk: string } & Seal>
  | Of<'contracts.ceiling-near', { contractRef: string; percent: number; committedPence: number; ceilingPence: number }>

type DataOf<T extends ContractFact['type']> = Extract<ContractFact, { type: T }>['data']

export const words: Words = {
  'contracts.framework-entered': ({ title }: DataOf<'contracts.framework-entered'>) => `Framework entered: ${title}`,
  'contracts.entered': ({ fromDay, toDay }: DataOf<'contracts.entered'>) =>
    `Contract entered, ${formatDay(fromDay)} to ${formatDay(addDays(toDay, -1))}`,
  'contracts.drawn-down': ({ packageRef, pence, overrideBy, reason }: DataOf<'contracts.drawn-down'>) =>
    `${formatPence(pence)} drawn down for ${packageRef}${overrideBy ? `, over the ceiling, signed by ${overrideBy}: ${reason}` : ''}`,
  'contracts.given-back': ({ packageRef, pence }: DataOf<'contracts.given-back'>) =>
    `${formatPence(-pence)} given back: ${packageRef} ended early`,
  'contracts.terms-changed': (terms: DataOf<'contracts.terms-changed'>) =>
    `Terms from ${formatDay(terms.fromDay)}: ${[
      terms.blockMinutesPerWeek !== null && `a block of ${blockWords(terms.blockMinutesPerWeek)}`,
      terms.cycle !== null && `paid by ${CYCLE_WORDS[terms.cycle].toLowerCase()}`,
      terms.electronicPercent !== null && `${terms.electronicPercent}% electronic logs`,
      terms.note,
    ]
      .filter(Boolean)
      .join(', ')}`,
  'contracts.draw-downs-loaded': ({ count }: DataOf<'contracts.draw-downs-loaded'>) =>
    `${count} draw-down lines loaded`,
  'contracts.ceiling-near': ({ percent, ceilingPence }: DataOf<'contracts.ceiling-near'>) =>
    `${percent}% of the ceiling of ${formatPence(ceilingPence)} is committed`,
}
