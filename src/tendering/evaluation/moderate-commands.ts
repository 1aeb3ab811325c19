import { randomBytes } from 'node:crypto'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'
import { lockEvaluated } from '#src/tendering/evaluation/assess-commands.ts'
import { agreeMark, type AgreeRefusal, counts, meansOf, whyNotModerate } from '#src/tendering/evaluation/assessor.ts'
import { listChecks } from '#src/tendering/evaluation/check.store.ts'
import { type Evaluated, listScores, saveAgreed, saveProgress } from '#src/tendering/evaluation/evaluation.store.ts'
import type { EvaluationFact } from '#src/tendering/evaluation/facts.ts'
import { shown } from '#src/tendering/evaluation/fraction.ts'
import { whyOut } from '#src/tendering/evaluation/outcome.ts'

export type AgreeOne = {
  readonly tenderRef: string
  readonly bidder: number
  readonly marks: readonly { readonly question: string; readonly mark: number; readonly reason: string }[]
}
export type AgreeOneRefusal =
  | { readonly why: 'no such tender' | 'no such bidder' | 'nothing agreed' | 'not all locked' | 'scores are agreed' }
  | { readonly why: AgreeRefusal; readonly question: string }

/** The meeting agrees marks of one bid, after everybody has locked theirs. */
export const agreeMarks = (shell: Shell, actor: Actor, input: AgreeOne) =>
  shell.command(actor, 'agree-marks', async (tx): Promise<Result<number, AgreeOneRefusal>> => {
    const evaluated = await lockEvaluated(tx, input.tenderRef)
    if (!evaluated) return refuse({ why: 'no such tender' })
    if (evaluated.progress.agreedAt !== null) return refuse({ why: 'scores are agreed' })
    if (whyNotModerate(evaluated.spec, evaluated.assessors) !== undefined) return refuse({ why: 'not all locked' })
    const bid = evaluated.bids.find(({ bidRef }) => evaluated.numbers.get(bidRef) === input.bidder)
    if (!bid) return refuse({ why: 'no such bidder' })
    if (input.marks.length === 0) return refuse({ why: 'nothing agreed' })
    const scores = await countedScores(tx, evaluated, bid.bidRef)
    for (const said of input.marks) {
      const given = scores.filter(({ question }) => question === said.question)
      const agreed = agreeMark(evaluated.spec, given, said)
      if (!agreed.ok) return refuse({ why: agreed.error, question: said.question })
      const { mark, reason, changed } = agreed.value
      await saveAgreed(tx, input.tenderRef, { bidRef: bid.bidRef, question: said.question, mark, reason })
      const data = { bidRef: bid.bidRef, question: said.question, mark: String(said.mark), changed, reason }
      tx.record({
        type: 'tendering.mark-agreed',
        about: [`tender:${input.tenderRef}`, `bid:${bid.bidRef}`],
        data: { tenderRef: input.tenderRef, ...data },
      } satisfies EvaluationFact)
    }
    return ok(input.marks.length)
  })

/** The marks of those who locked. */
async function countedScores(tx: Write, { tender, assessors }: Evaluated, bidRef?: string) {
  const locked = new Set(assessors.filter(counts).map(({ officerRef }) => officerRef))
  return (await listScores(tx, tender.tenderRef, bidRef)).filter(({ officerRef }) => locked.has(officerRef))
}

export type CloseRefusal =
  | 'no such tender'
  | 'not opened'
  | 'scores are agreed'
  | 'not all locked'
  | 'marks are missing'

/** Quality is agreed and changes no more; the seed for lots is drawn now, before anybody has seen a price. */
export const agreeQuality = (shell: Shell, actor: Actor, tenderRef: string) =>
  shell.command(actor, 'agree-quality', async (tx): Promise<Result<true, CloseRefusal>> => {
    const evaluated = await lockEvaluated(tx, tenderRef)
    if (!evaluated) return refuse('no such tender')
    const { spec, progress, assessors } = evaluated
    if (evaluated.tender.status !== 'opened') return refuse('not opened')
    if (progress.agreedAt !== null) return refuse('scores are agreed')
    if (whyNotModerate(spec, assessors) !== undefined) return refuse('not all locked')
    const inPlay = await bidsInPlay(tx, evaluated)
    if (spec.agreed === 'mean') await agreeMeans(tx, evaluated, inPlay)
    const { agreed } = await listChecks(tx, tenderRef)
    const isMarked = (bidRef: string, key: string): boolean =>
      agreed.some((one) => one.bidRef === bidRef && one.question === key)
    if (inPlay.some((bidRef) => spec.questions.some(({ key }) => !isMarked(bidRef, key))))
      return refuse('marks are missing')
    const seed = randomBytes(16).toString('hex')
    await saveProgress(tx, tenderRef, { ...progress, agreedAt: tx.now, seed })
    tx.record({
      type: 'tendering.scores-agreed',
      about: [`tender:${tenderRef}`],
      data: { tenderRef, bids: inPlay.length, by: spec.agreed, seed },
    } satisfies EvaluationFact)
    return ok(true)
  })

/** Bids that nothing has put out: an excluded bidder's answers need no agreed marks. */
async function bidsInPlay(tx: Write, { tender, spec, bids }: Evaluated): Promise<string[]> {
  const { conditions, exclusions } = await listChecks(tx, tender.tenderRef)
  return bids
    .map(({ bidRef }) => bidRef)
    .filter((bidRef) => whyOut({ spec, conditions, exclusions }, bidRef).length === 0)
}

async function agreeMeans(tx: Write, evaluated: Evaluated, inPlay: readonly string[]): Promise<void> {
  const { tenderRef } = evaluated.tender
  for (const mean of meansOf(inPlay, evaluated.spec, await countedScores(tx, evaluated))) {
    await saveAgreed(tx, tenderRef, mean)
    const { bidRef, question, reason } = mean
    tx.record({
      type: 'tendering.mark-agreed',
      about: [`tender:${tenderRef}`, `bid:${bidRef}`],
      data: { tenderRef, bidRef, question, mark: shown(mean.mark), changed: 0, reason },
    } satisfies EvaluationFact)
  }
}
