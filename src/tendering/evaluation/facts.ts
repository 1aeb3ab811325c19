import { counted } from '#src/base/counted.ts'
import { formatDay } from '#src/base/day.ts'
import type { Words } from '#src/platform/panels.ts'
import type { FactOf } from '#src/platform/audit.ts'

type OfAssessor = { tenderRef: string; officerRef: string; name: string }

/** No fact carries a mark before all assessors have locked: the history is read by more people than assess. */
export type EvaluationFact =
  | FactOf<'tendering.assessor-named', OfAssessor & { questions: readonly string[] }>
  | FactOf<'tendering.conflict-declared', OfAssessor & { conflict: boolean }>
  | FactOf<'tendering.conflict-decided', OfAssessor & { mayAssess: boolean; words: string }>
  | FactOf<'tendering.answers-scored', { tenderRef: string; bidder: number; questions: readonly string[] }>
  | FactOf<'tendering.scores-locked', OfAssessor & { scores: number }>
  | FactOf<
      'tendering.assessor-left',
      OfAssessor & { reason: string; replacedBy: string | null; replacedByName: string | null }
    >
  | FactOf<
      'tendering.mark-agreed',
      { tenderRef: string; bidRef: string; question: string; mark: string; changed: number; reason: string }
    >
  | FactOf<
      'tendering.lots-drawn',
      { tenderRef: string; seed: string; lots: readonly { lot: string; bidRefs: readonly string[] }[]; witness: string }
    >
  | FactOf<'tendering.scores-agreed', { tenderRef: string; bids: number; by: 'consensus' | 'mean'; seed: string }>
  | FactOf<
      'tendering.condition-checked',
      {
        tenderRef: string
        bidRef: string
        organisationRef: string
        condition: string
        met: boolean
        evidence: string
        againstRegister: boolean
      }
    >
  | FactOf<
      'tendering.exclusion-checked',
      {
        tenderRef: string
        bidRef: string
        organisationRef: string
        ground: string
        outcome: string
        debarmentDay: string
        evidence: string
      }
    >
  | FactOf<'tendering.prices-opened', { tenderRef: string; bids: number }>
  | FactOf<
      'tendering.low-price-queried',
      { tenderRef: string; bidRef: string; organisationRef: string; question: string }
    >
  | FactOf<'tendering.low-price-answered', { tenderRef: string; bidRef: string; organisationRef: string }>
  | FactOf<
      'tendering.low-price-decided',
      { tenderRef: string; bidRef: string; organisationRef: string; outcome: string; reason: string }
    >
  | FactOf<
      'tendering.tender-ranked',
      {
        tenderRef: string
        seed: string
        lots: readonly { lot: string; winners: readonly string[]; ranked: number; out: number }[]
      }
    >

type Data<T extends EvaluationFact['type']> = Extract<EvaluationFact, { type: T }>['data']

export const evaluationWords: Words = {
  'tendering.assessor-named': ({ name, questions }: Data<'tendering.assessor-named'>) =>
    `${name} assesses ${questions.join(', ')}`,
  'tendering.conflict-declared': ({ name, conflict }: Data<'tendering.conflict-declared'>) =>
    conflict ? `${name} declared a conflict of interest` : `${name} declared no conflict of interest`,
  'tendering.conflict-decided': ({ name, mayAssess, words }: Data<'tendering.conflict-decided'>) =>
    `${name} ${mayAssess ? 'may assess in spite of the conflict' : 'is excluded for the conflict'}: ${words}`,
  'tendering.answers-scored': ({ bidder, questions }: Data<'tendering.answers-scored'>) =>
    `Scored ${questions.join(', ')} of bidder ${bidder}`,
  'tendering.scores-locked': ({ name, scores }: Data<'tendering.scores-locked'>) => `${name} locked ${scores} scores`,
  'tendering.assessor-left': ({ name, reason, replacedByName }: Data<'tendering.assessor-left'>) =>
    `${name} assesses no longer, because: ${reason}${replacedByName === null ? '' : `. ${replacedByName} takes over`}`,
  'tendering.mark-agreed': ({ bidRef, question, mark, reason }: Data<'tendering.mark-agreed'>) =>
    `${question} of ${bidRef} agreed at ${mark}: ${reason}`,
  'tendering.lots-drawn': ({ lots, seed, witness }: Data<'tendering.lots-drawn'>) =>
    `Lots drawn with the seed ${seed}, before ${witness}: ${lots.map(({ lot, bidRefs }) => `${lot} ${bidRefs.join(', then ')}`).join('; ')}`,
  'tendering.scores-agreed': ({ bids }: Data<'tendering.scores-agreed'>) =>
    `Quality agreed for ${counted(bids, 'bid')}`,
  'tendering.condition-checked': ({
    bidRef,
    condition,
    met,
    evidence,
    againstRegister,
  }: Data<'tendering.condition-checked'>) =>
    `${bidRef} ${met ? 'meets' : 'does not meet'} ${condition}${againstRegister ? ', although the register does not show it' : ''}: ${evidence}`,
  'tendering.exclusion-checked': ({ bidRef, ground, outcome, debarmentDay }: Data<'tendering.exclusion-checked'>) =>
    `Grounds to exclude ${bidRef} checked, debarment list of ${formatDay(debarmentDay)}: ${ground === 'none' ? 'none' : `${ground}, ${outcome === 'excluded' ? 'excluded' : 'not excluded'}`}`,
  'tendering.prices-opened': () => 'Prices opened to evaluators',
  'tendering.low-price-queried': ({ bidRef }: Data<'tendering.low-price-queried'>) =>
    `${bidRef} was asked about a price that seems too low`,
  'tendering.low-price-answered': ({ bidRef }: Data<'tendering.low-price-answered'>) =>
    `${bidRef} answered the question about its price`,
  'tendering.low-price-decided': ({ bidRef, outcome, reason }: Data<'tendering.low-price-decided'>) =>
    `The low price of ${bidRef} was ${outcome}: ${reason}`,
  'tendering.tender-ranked': ({ lots }: Data<'tendering.tender-ranked'>) =>
    `Ranking confirmed: ${lots.map(({ lot, winners }) => `${lot} ${winners.length === 0 ? 'to nobody' : `to ${winners.join(', ')}`}`).join('; ')}`,
}
