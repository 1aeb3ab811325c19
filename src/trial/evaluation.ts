/** A tender that was evaluated and decided: its marks, checks and ranking, the summaries that were sent, the standstill that runs. */
import { addDays, instantAt } from '#src/base/day.ts'
import { officerActorByRef } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import {
  agreeMarks,
  agreeQuality,
  beginStandstillOf,
  checkConditionOf,
  checkExclusion,
  confirmRanking,
  decideAwardOf,
  declareConflict,
  giveMarks,
  lockOwnScores,
  nameAssessorOf,
  openPrices,
  readEvaluated,
  sendSummaries,
} from '#src/tendering/index.ts'
import { type MakingTenders, must } from '#src/trial/tenders.ts'

/** Tess Teamlead and Fin Officer assess, Hugo Head decides. */
const ASSESSORS = ['O-1004', 'O-1005'] as const
const DECIDER = 'O-1008'

/** The marks of each bid for the three questions, by its place in the order of bids, and why. */
const MARKS = [
  { marks: [4, 3, 3], why: 'Patches and named carers; figures of two months only' },
  { marks: [3, 4, 3], why: 'Sound; says little of weekends' },
  { marks: [5, 4, 4], why: 'A watch with somebody awake to act, and a year of figures' },
  { marks: [3, 3, 4], why: 'Pay is good; the plan for sickness rests on agencies' },
] as const

type Bid = { readonly bidRef: string; readonly number: number; readonly marks: readonly number[]; readonly why: string }

export async function makeEvaluation(making: MakingTenders, tenderRef: string): Promise<void> {
  const { shell, contracts, clerk, today, setClock } = making
  const asOfficer = async (officerRef: string): Promise<Actor> => {
    const found = await shell.read(clerk, (tx) => officerActorByRef(tx, officerRef))
    if (!found) throw new Error(`there is no officer ${officerRef}`)
    return found
  }
  const evaluated = await shell.read(clerk, (tx) => readEvaluated(tx, tenderRef))
  if (!evaluated) throw new Error(`there is no tender ${tenderRef}`)
  const questions = evaluated.spec.questions.map(({ key }) => key)
  const bids = evaluated.bids.map(({ bidRef }, at): Bid => {
    const { marks, why } = MARKS[at % MARKS.length] ?? MARKS[0]
    return { bidRef, number: evaluated.numbers.get(bidRef) ?? 0, marks, why }
  })
  setClock(instantAt(addDays(today, -44), '09:20'))
  for (const officerRef of ASSESSORS) {
    must(await nameAssessorOf(shell, contracts, { tenderRef, officerRef, questions }))
    await assess(making, tenderRef, await asOfficer(officerRef), bids, questions)
  }
  setClock(instantAt(addDays(today, -16), '14:00'))
  await moderate(making, tenderRef, bids, questions)
  setClock(instantAt(addDays(today, -10), '11:30'))
  must(await openPrices(shell, contracts, tenderRef))
  must(await confirmRanking(shell, contracts, tenderRef))
  setClock(instantAt(addDays(today, -4), '15:10'))
  must(
    await decideAwardOf(shell, await asOfficer(DECIDER), {
      ...{
        tenderRef,
        authority: 'delegated',
        reference: 'Scheme of delegation, part 3, D-14',
        limitPence: 500_000_000,
      },
      reason: 'The most advantageous tender by the criteria as published',
    }),
  )
  setClock(instantAt(addDays(today, -3), '10:05'))
  must(await sendSummaries(shell, contracts, tenderRef))
  must(await beginStandstillOf(shell, contracts, { tenderRef, byPost: false }))
}

/** The second assessor was a mark lower on one answer, which the meeting talked over. */
async function assess(
  { shell }: MakingTenders,
  tenderRef: string,
  assessor: Actor,
  bids: readonly Bid[],
  questions: readonly string[],
): Promise<void> {
  const isSecond = assessor.id === ASSESSORS[1]
  must(await declareConflict(shell, assessor, { tenderRef }))
  for (const [at, { number, marks, why }] of bids.entries()) {
    const given = questions.map((question, place) => ({
      question,
      mark: (marks[place] ?? 3) - (isSecond && at === 0 && place === 0 ? 1 : 0),
      reason: why,
    }))
    must(await giveMarks(shell, assessor, { tenderRef, bidder: number, marks: given }))
  }
  must(await lockOwnScores(shell, assessor, tenderRef))
}

async function moderate(
  { shell, contracts, today }: MakingTenders,
  tenderRef: string,
  bids: readonly Bid[],
  questions: readonly string[],
): Promise<void> {
  const evaluated = await shell.read(contracts, (tx) => readEvaluated(tx, tenderRef))
  for (const { bidRef, number, marks, why } of bids) {
    const agreed = questions.map((question, place) => ({ question, mark: marks[place] ?? 3, reason: why }))
    must(await agreeMarks(shell, contracts, { tenderRef, bidder: number, marks: agreed }))
    for (const { key } of evaluated?.spec.conditions ?? []) {
      const said = { condition: key, met: true, evidence: 'The register and the certificate, as sent' }
      must(await checkConditionOf(shell, contracts, { tenderRef, bidRef, ...said }))
    }
    must(
      await checkExclusion(shell, contracts, {
        ...{ tenderRef, bidRef, ground: 'none', evidence: 'Central digital platform and the debarment list' },
        ...{ debarmentDay: addDays(today, -16), selfCleaning: '', continues: false, exclude: false },
      }),
    )
  }
  must(await agreeQuality(shell, contracts, tenderRef))
}
