import type { RecordKey } from '#src/platform/actor.ts'
import type { Words } from '#src/platform/panels.ts'

type Of<T extends string, D> = {
  readonly type: T
  readonly about: readonly RecordKey[]
  readonly data: D & Record<string, unknown>
}

/** Words asked and answered stand in the clarification; who asked is in no fact's sentence. */
export type ClarificationFact =
  | Of<'tendering.clarification-asked', { tenderRef: string; clarificationRef: string }>
  | Of<
      'tendering.clarification-answered',
      { tenderRef: string; clarificationRef: string; to: 'all' | 'asker'; number: number | null }
    >

type Data<T extends ClarificationFact['type']> = Extract<ClarificationFact, { type: T }>['data']

export const clarificationWords: Words = {
  'tendering.clarification-asked': ({ clarificationRef }: Data<'tendering.clarification-asked'>) =>
    `Question ${clarificationRef} asked`,
  'tendering.clarification-answered': ({ clarificationRef, number }: Data<'tendering.clarification-answered'>) =>
    number === null
      ? `Question ${clarificationRef} answered to the asker alone`
      : `Question ${clarificationRef} answered to all, as answer ${number}`,
}
