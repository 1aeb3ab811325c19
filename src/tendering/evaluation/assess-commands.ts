import { ok, type Result, refuse } from '#src/base/result.ts'
import { findOfficer } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'
import {
  type Assessor,
  type ConflictRefusal,
  decideConflict,
  declare,
  type DeclareRefusal,
  giveMark,
  leave,
  type LeaveRefusal,
  lockScores,
  type LockRefusal,
  nameAssessor,
  type NameRefusal,
  type ScoreRefusal,
  unmarked,
} from '#src/tendering/evaluation/assessor.ts'
import {
  type Evaluated,
  listOwnScores,
  readEvaluated,
  saveAssessor,
  saveScore,
} from '#src/tendering/evaluation/evaluation.store.ts'
import type { EvaluationFact } from '#src/tendering/evaluation/facts.ts'
import { lockTender } from '#src/tendering/tenders/tender.store.ts'

/** The tender locked and read: two who act at once do so one after the other. */
export async function lockEvaluated(tx: Write, tenderRef: string): Promise<Evaluated | undefined> {
  return (await lockTender(tx, tenderRef)) && readEvaluated(tx, tenderRef)
}

const isAgreed = ({ progress }: Evaluated): boolean => progress.agreedAt !== null

const aboutAssessor = (tenderRef: string, officerRef: string) =>
  [`tender:${tenderRef}`, `officer:${officerRef}`] as const

export type NameAssessor = {
  readonly tenderRef: string
  readonly officerRef: string
  readonly questions: readonly string[]
}

export const nameAssessorOf = (shell: Shell, actor: Actor, input: NameAssessor) =>
  shell.command(
    actor,
    'name-assessor',
    async (tx): Promise<Result<Assessor, NameRefusal | 'no such tender' | 'no such officer'>> => {
      const evaluated = await lockEvaluated(tx, input.tenderRef)
      if (!evaluated) return refuse('no such tender')
      const officer = await findOfficer(tx, input.officerRef)
      if (!officer) return refuse('no such officer')
      const asked = { officerRef: officer.officerRef, name: officer.name, questions: input.questions }
      const named = nameAssessor(asked, evaluated.spec, evaluated.assessors, isAgreed(evaluated))
      if (!named.ok) return named
      await saveAssessor(tx, input.tenderRef, named.value)
      tx.record({
        type: 'tendering.assessor-named',
        about: aboutAssessor(input.tenderRef, officer.officerRef),
        data: { tenderRef: input.tenderRef, ...asked },
      } satisfies EvaluationFact)
      return named
    },
  )

/** What an assessor says before seeing anything of a bid; without `conflict` there is none. */
export type Declaration = { readonly tenderRef: string; readonly conflict?: string | undefined }

export const declareConflict = (shell: Shell, actor: Actor, { tenderRef, conflict }: Declaration) =>
  shell.command(actor, 'declare-conflict', async (tx): Promise<Result<Assessor, DeclareRefusal | 'no such tender'>> => {
    const evaluated = await lockEvaluated(tx, tenderRef)
    if (!evaluated) return refuse('no such tender')
    const assessor = evaluated.assessors.find(({ officerRef }) => officerRef === actor.id)
    if (!assessor) return refuse('not an assessor')
    const declared = declare(assessor, conflict, tx.now)
    if (!declared.ok) return declared
    await saveAssessor(tx, tenderRef, declared.value)
    tx.record({
      type: 'tendering.conflict-declared',
      about: aboutAssessor(tenderRef, actor.id),
      data: { tenderRef, officerRef: actor.id, name: assessor.name, conflict: conflict !== undefined },
    } satisfies EvaluationFact)
    return declared
  })

export type DecideConflict = {
  readonly tenderRef: string
  readonly officerRef: string
  readonly mayAssess: boolean
  readonly words: string
}

export const decideConflictOf = (shell: Shell, actor: Actor, input: DecideConflict) =>
  shell.command(actor, 'decide-conflict', async (tx): Promise<Result<Assessor, ConflictRefusal | 'no such tender'>> => {
    const evaluated = await lockEvaluated(tx, input.tenderRef)
    if (!evaluated) return refuse('no such tender')
    const assessor = evaluated.assessors.find(({ officerRef }) => officerRef === input.officerRef)
    if (!assessor) return refuse('nothing to decide')
    const decided = decideConflict(assessor, input, { ref: actor.id, name: actor.name })
    if (!decided.ok) return decided
    await saveAssessor(tx, input.tenderRef, decided.value)
    const { tenderRef, officerRef, mayAssess, words } = input
    tx.record({
      type: 'tendering.conflict-decided',
      about: aboutAssessor(tenderRef, officerRef),
      data: { tenderRef, officerRef, name: assessor.name, mayAssess, words: words.trim() },
    } satisfies EvaluationFact)
    return decided
  })

export type GiveMarks = {
  readonly tenderRef: string
  readonly bidder: number
  readonly marks: readonly { readonly question: string; readonly mark: number; readonly reason: string }[]
}
export type GiveRefusal =
  | { readonly why: 'no such tender' | 'no such bidder' | 'not an assessor' | 'not opened' | 'nothing marked' }
  | { readonly why: ScoreRefusal; readonly question: string }

/** An assessor's marks of one bid, for the questions that are theirs; they may be changed until they are locked. */
export const giveMarks = (shell: Shell, actor: Actor, input: GiveMarks) =>
  shell.command(actor, 'give-marks', async (tx): Promise<Result<number, GiveRefusal>> => {
    const evaluated = await lockEvaluated(tx, input.tenderRef)
    if (!evaluated) return refuse({ why: 'no such tender' })
    const { tender, spec, numbers } = evaluated
    const assessor = evaluated.assessors.find(({ officerRef }) => officerRef === actor.id)
    if (!assessor) return refuse({ why: 'not an assessor' })
    if (tender.status !== 'opened') return refuse({ why: 'not opened' })
    const bid = evaluated.bids.find(({ bidRef }) => numbers.get(bidRef) === input.bidder)
    if (!bid) return refuse({ why: 'no such bidder' })
    if (input.marks.length === 0) return refuse({ why: 'nothing marked' })
    for (const { question, mark, reason } of input.marks) {
      const given = giveMark(assessor, spec.scale, { question, mark, reason })
      if (!given.ok) return refuse({ why: given.error, question })
      await saveScore(tx, input.tenderRef, { bidRef: bid.bidRef, question, officerRef: actor.id, ...given.value })
    }
    tx.record({
      type: 'tendering.answers-scored',
      about: aboutAssessor(input.tenderRef, actor.id),
      data: {
        tenderRef: input.tenderRef,
        bidder: input.bidder,
        questions: input.marks.map(({ question }) => question),
      },
    } satisfies EvaluationFact)
    return ok(input.marks.length)
  })

export const lockOwnScores = (shell: Shell, actor: Actor, tenderRef: string) =>
  shell.command(
    actor,
    'lock-scores',
    async (tx): Promise<Result<Assessor, LockRefusal | 'no such tender' | 'not an assessor' | 'not opened'>> => {
      const evaluated = await lockEvaluated(tx, tenderRef)
      if (!evaluated) return refuse('no such tender')
      const assessor = evaluated.assessors.find(({ officerRef }) => officerRef === actor.id)
      if (!assessor) return refuse('not an assessor')
      if (evaluated.tender.status !== 'opened') return refuse('not opened')
      const scores = await listOwnScores(tx, tenderRef, actor.id)
      const bidRefs = evaluated.bids.map(({ bidRef }) => bidRef)
      const locked = lockScores(assessor, unmarked(assessor, bidRefs, scores), tx.now)
      if (!locked.ok) return locked
      await saveAssessor(tx, tenderRef, locked.value)
      tx.record({
        type: 'tendering.scores-locked',
        about: aboutAssessor(tenderRef, actor.id),
        data: { tenderRef, officerRef: actor.id, name: assessor.name, scores: scores.length },
      } satisfies EvaluationFact)
      return locked
    },
  )

export type LeaveAssessing = {
  readonly tenderRef: string
  readonly officerRef: string
  readonly reason: string
  /** Who takes the questions over; empty where nobody has to. */
  readonly replacementRef: string
}

/** An assessor leaves; what they scored stays, marked as theirs. */
export const endAssessing = (shell: Shell, actor: Actor, input: LeaveAssessing) =>
  shell.command(
    actor,
    'end-assessing',
    async (tx): Promise<Result<Assessor, LeaveRefusal | 'no such tender' | 'no such officer' | 'not an assessor'>> => {
      const evaluated = await lockEvaluated(tx, input.tenderRef)
      if (!evaluated) return refuse('no such tender')
      const assessor = evaluated.assessors.find(({ officerRef }) => officerRef === input.officerRef)
      if (!assessor) return refuse('not an assessor')
      const replacement = input.replacementRef === '' ? undefined : await findOfficer(tx, input.replacementRef)
      if (input.replacementRef !== '' && !replacement) return refuse('no such officer')
      const said = { reason: input.reason, replacement }
      const left = leave(assessor, said, evaluated.assessors, isAgreed(evaluated))
      if (!left.ok) return left
      await saveAssessor(tx, input.tenderRef, left.value.gone)
      if (left.value.replacement) await saveAssessor(tx, input.tenderRef, left.value.replacement)
      tx.record({
        type: 'tendering.assessor-left',
        about: aboutAssessor(input.tenderRef, input.officerRef),
        data: {
          tenderRef: input.tenderRef,
          officerRef: input.officerRef,
          name: assessor.name,
          reason: input.reason.trim(),
          replacedBy: replacement?.officerRef ?? null,
          replacedByName: replacement?.name ?? null,
        },
      } satisfies EvaluationFact)
      return ok(left.value.gone)
    },
  )
