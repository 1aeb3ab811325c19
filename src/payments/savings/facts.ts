import type { RecordKey } from '#src/platform/actor.ts'
import type { Words } from '#src/platform/panels.ts'

export type SavingFact = {
  readonly type: 'payments.savings-counted'
  readonly about: readonly RecordKey[]
  readonly data: { statementRef: string; months: number } & Record<string, unknown>
}

export const savingWords: Words = {
  'payments.savings-counted': () => 'What was commissioned, delivered and paid counted',
}
