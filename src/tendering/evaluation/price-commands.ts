import { ok, type Result, refuse } from '#src/base/result.ts'
import { getCouncil } from '#src/councils/index.ts'
import { type Actor, forAllMembers, personBehind } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { sendMail } from '#src/platform/sign-in/mail.ts'
import { lockEvaluated } from '#src/tendering/evaluation/assess-commands.ts'
import {
  answerQuery,
  type AnswerRefusal,
  type AskRefusal,
  decideLowPrice,
  type DecideLowRefusal,
  uncheckedOf,
} from '#src/tendering/evaluation/check.ts'
import {
  findLowPriceQuery,
  insertLowPriceQuery,
  listChecks,
  saveLowPriceAnswer,
  saveLowPriceOutcome,
} from '#src/tendering/evaluation/check.store.ts'
import { readEvidence, saveProgress } from '#src/tendering/evaluation/evaluation.store.ts'
import type { EvaluationFact } from '#src/tendering/evaluation/facts.ts'
import {
  type Draw,
  drawnIn,
  mayRank,
  type Outcome,
  outcomeOf,
  type RankRefusal,
} from '#src/tendering/evaluation/outcome.ts'
import { saveStatus } from '#src/tendering/tenders/tender.store.ts'

export type OpenPricesRefusal = 'no such tender' | 'quality is not agreed' | 'opened already' | 'checks are missing'

/** The second envelope: prices are shown to evaluators only after quality is agreed and every bid was checked. */
export const openPrices = (shell: Shell, actor: Actor, tenderRef: string) =>
  shell.command(actor, 'open-prices', async (tx): Promise<Result<number, OpenPricesRefusal>> => {
    const evaluated = await lockEvaluated(tx, tenderRef)
    if (!evaluated) return refuse('no such tender')
    const { progress, bids, spec } = evaluated
    if (progress.agreedAt === null) return refuse('quality is not agreed')
    if (progress.pricesOpenedAt !== null) return refuse('opened already')
    const { conditions, exclusions } = await listChecks(tx, tenderRef)
    if (bids.some(({ bidRef }) => uncheckedOf(spec, bidRef, conditions, exclusions).length > 0))
      return refuse('checks are missing')
    await saveProgress(tx, tenderRef, { ...progress, pricesOpenedAt: tx.now })
    tx.record({
      type: 'tendering.prices-opened',
      about: [`tender:${tenderRef}`],
      data: { tenderRef, bids: bids.length },
    } satisfies EvaluationFact)
    return ok(bids.length)
  })

export type QueryPrice = { readonly tenderRef: string; readonly bidRef: string; readonly question: string }

/** Asks a bidder how it can perform at its price, before that price is scored (section 19(3)(c)). */
export const queryLowPrice = (shell: Shell, actor: Actor, input: QueryPrice) =>
  shell.command(actor, 'query-low-price', async (tx): Promise<Result<true, AskRefusal | 'no such bid'>> => {
    const { tenderRef, bidRef } = input
    const evaluated = await lockEvaluated(tx, tenderRef)
    const bid = evaluated?.bids.find((one) => one.bidRef === bidRef)
    if (!evaluated || !bid) return refuse('no such bid')
    if (evaluated.progress.pricesOpenedAt === null) return refuse('prices are not opened')
    if (evaluated.tender.status !== 'opened') return refuse('ranked already')
    const { organisationRef, contact } = bid
    if (await findLowPriceQuery(tx, tenderRef, organisationRef)) return refuse('asked already')
    const question = input.question.trim()
    if (question === '') return refuse('no words')
    await insertLowPriceQuery(tx, tenderRef, { bidRef, organisationRef, question })
    const { name: council } = await getCouncil(tx)
    const data = { name: contact.name, council, tender: `${tenderRef}, ${evaluated.spec.title}` }
    await sendMail(tx, { to: contact.email, template: 'tender-price-question', data })
    tx.record({
      type: 'tendering.low-price-queried',
      about: [`tender:${tenderRef}`, `bid:${bidRef}`, `provider:${organisationRef}`],
      data: { tenderRef, bidRef, organisationRef, question },
    } satisfies EvaluationFact)
    return ok(true)
  })

/** The bidder answers for its price, in its own portal. */
export const answerLowPrice = (shell: Shell, actor: Actor, input: { tenderRef: string; answer: string }) =>
  shell.command(actor, 'answer-low-price', async (tx): Promise<Result<true, AnswerRefusal>> => {
    const { tenderRef } = input
    const organisationRef = actor.organisation ?? ''
    const query = await findLowPriceQuery(tx, tenderRef, organisationRef)
    const answered = answerQuery(query, input.answer)
    if (!answered.ok) return answered
    const bidRef = query?.bidRef ?? ''
    await saveLowPriceAnswer(tx, tenderRef, bidRef, answered.value)
    tx.record({
      type: 'tendering.low-price-answered',
      about: [`tender:${tenderRef}`, `bid:${bidRef}`, `provider:${organisationRef}`],
      data: { tenderRef, bidRef, organisationRef },
    } satisfies EvaluationFact)
    return ok(true)
  })

export type DecideLow = {
  readonly tenderRef: string
  readonly bidRef: string
  readonly accepted: boolean
  readonly reason: string
}

export const decideLowPriceOf = (shell: Shell, actor: Actor, input: DecideLow) =>
  shell.command(actor, 'decide-low-price', async (tx): Promise<Result<true, DecideLowRefusal | 'no such bid'>> => {
    const { tenderRef, bidRef } = input
    const evaluated = await lockEvaluated(tx, tenderRef)
    const bid = evaluated?.bids.find((one) => one.bidRef === bidRef)
    if (!evaluated || !bid) return refuse('no such bid')
    const query = (await listChecks(tx, tenderRef)).queries.find((one) => one.bidRef === bidRef)
    const decided = decideLowPrice(query, input)
    if (!decided.ok) return decided
    const outcome = input.accepted ? 'accepted' : 'rejected'
    await saveLowPriceOutcome(tx, tenderRef, bidRef, { outcome, reason: decided.value })
    const { organisationRef } = bid
    tx.record({
      type: 'tendering.low-price-decided',
      about: [`tender:${tenderRef}`, `bid:${bidRef}`, `provider:${organisationRef}`],
      data: { tenderRef, bidRef, organisationRef, outcome, reason: decided.value },
    } satisfies EvaluationFact)
    return ok(true)
  })

export type WitnessRefusal =
  | 'no such tender'
  | 'ranked already'
  | 'nothing is drawn'
  | 'manages the tender'
  | 'not an officer'

/** A second officer watches the lots being drawn: the seed was fixed before anybody saw a price, and draws the same for everybody. */
export const witnessDraw = (shell: Shell, actor: Actor, tenderRef: string) =>
  shell.command(forAllMembers(actor), 'witness-draw', async (tx): Promise<Result<Draw, WitnessRefusal>> => {
    if (actor.kind !== 'officer') return refuse('not an officer')
    const evaluated = await lockEvaluated(tx, tenderRef)
    if (!evaluated) return refuse('no such tender')
    if (evaluated.tender.status !== 'opened') return refuse('ranked already')
    if (evaluated.tender.ownerRef === actor.id) return refuse('manages the tender')
    const evidence = await readEvidence(tx, evaluated)
    const lots = drawnIn(outcomeOf(evidence))
    if (lots.length === 0) return refuse('nothing is drawn')
    const draw: Draw = { witnessRef: actor.id, witnessName: actor.name, at: tx.now.toString(), lots }
    await saveProgress(tx, tenderRef, { ...evaluated.progress, draw })
    tx.record({
      type: 'tendering.lots-drawn',
      about: [`tender:${tenderRef}`],
      data: { tenderRef, seed: evidence.seed, lots, witness: actor.name },
    } satisfies EvaluationFact)
    return ok(draw)
  })

export type ConfirmRankingRefusal = RankRefusal | 'no such tender' | 'ranked already' | 'witnessed the draw'

/** The ranking is confirmed: from here on it is what the award rests on. */
export const confirmRanking = (shell: Shell, actor: Actor, tenderRef: string) =>
  shell.command(
    forAllMembers(actor),
    'confirm-ranking',
    async (tx): Promise<Result<Outcome, ConfirmRankingRefusal>> => {
      const evaluated = await lockEvaluated(tx, tenderRef)
      if (!evaluated) return refuse('no such tender')
      if (evaluated.tender.status !== 'opened') return refuse('ranked already')
      const evidence = await readEvidence(tx, evaluated)
      const ranked = mayRank(evidence)
      if (!ranked.ok) return ranked
      const isDrawn = drawnIn(ranked.value).length > 0
      if (isDrawn && evidence.draw?.witnessRef === personBehind(actor)) return refuse('witnessed the draw')
      await saveProgress(tx, tenderRef, { ...evaluated.progress, rankedAt: tx.now })
      await saveStatus(tx, tenderRef, 'evaluated')
      const { lots, allocation } = ranked.value
      tx.record({
        type: 'tendering.tender-ranked',
        about: [`tender:${tenderRef}`],
        data: {
          tenderRef,
          seed: evidence.seed,
          lots: lots.map(({ lot, ranking }) => ({
            lot: lot.lot,
            winners: winnersOf(allocation, lot.lot),
            ranked: ranking.ranked.length,
            out: ranking.out.length,
          })),
        },
      } satisfies EvaluationFact)
      return ranked
    },
  )

const winnersOf = (allocation: Outcome['allocation'], lot: string): string[] =>
  allocation.lots.find((one) => one.lot === lot)?.winners.map(({ name }) => name) ?? []
