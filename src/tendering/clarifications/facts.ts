import type { Words } from '#src/platform/panels.ts'
import type { FactOf } from '#src/platform/audit.ts'

/** Words asked and answered stand in the clarification; who asked is in no fact's sentence. */
export type ClarificationFact =
  | FactOf<'tendering.clarification-asked', { tenderRef: string; clarificationRef: string }>
  | FactOf<
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
