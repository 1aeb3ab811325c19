/** A tender with bids that were opened, and what an evaluation needs of a council: officers, a register, a name. */
import type { Instant } from '#src/base/day.ts'
import { addOfficer, importHolidays, nameCouncil, type Role } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { loadRegister } from '#src/providers/index.ts'
import { attachFile, saveOwnDraft, submitBid } from '#src/tendering/bids/bid-commands.ts'
import { confirmOpeningOf, openBids } from '#src/tendering/bids/opening-commands.ts'
import { declareConflict, giveMarks, lockOwnScores, nameAssessorOf } from '#src/tendering/evaluation/assess-commands.ts'
import { checkConditionOf, checkExclusion } from '#src/tendering/evaluation/check-commands.ts'
import { readEvaluated } from '#src/tendering/evaluation/evaluation.store.ts'
import { agreeMarks, agreeQuality } from '#src/tendering/evaluation/moderate-commands.ts'
import { confirmRanking, openPrices } from '#src/tendering/evaluation/price-commands.ts'
import type { Spec } from '#src/tendering/tenders/spec.ts'
import { NOON, officer, providerUser, system } from '#test/support/database.ts'
import { got, inCommand } from '#test/support/pay-runs.ts'
import { broughtFile } from '#test/support/prepared-tenders.ts'
import { fullDraft, publishSmallTender, smallSpec } from '#test/support/tenders.ts'

export const CONNIE: Actor = { ...officer('O-1'), name: 'Connie Contract' }
export const QUINN: Actor = { ...officer('O-11'), name: 'Quinn Quality' }
export const SOL: Actor = { ...officer('O-12'), name: 'Sol Social' }
export const HELEN: Actor = { ...officer('O-13'), name: 'Helen Head' }

/** The bidders of P-53: an hour's price in pence, and marks for its three questions. */
export const BIDDERS = {
  A: { ref: '1-101', name: 'Amber Care', pence: 1950, marks: [3, 3, 4] },
  B: { ref: '1-102', name: 'Birch Homecare', pence: 2080, marks: [4, 4, 4] },
  C: { ref: '1-103', name: 'Cedar Support', pence: 2240, marks: [5, 4, 5] },
} as const
export type Bidder = keyof typeof BIDDERS

/** The tender of P-53, as a council may have it: one lot, price 40, quality 20, 25 and 15. */
export const workedSpec = (closesAt: Instant, more: Partial<Spec> = {}): Spec => {
  const small = smallSpec(closesAt)
  const question = (key: string, weight: number) => ({
    ...{ key, part: 'quality' as const, text: `Question ${key}`, weight, mostWords: 100, least: null },
  })
  return {
    ...small,
    lots: small.lots.slice(0, 1).map((lot) => ({ ...lot, places: 1 })),
    mostLots: null,
    conditions: small.conditions.slice(0, 1),
    questions: [question('Q1', 20), question('Q2', 25), question('Q3', 15)],
    price: {
      weight: 40,
      formula: { kind: 'lowest_proportional' },
      lines: [
        {
          ...{ key: 'P1', title: 'An hour', unit: 'hour', minutes: null, volume: 100 },
          ...{ floorPence: 1900, ceilingPence: 2500 },
        },
      ],
    },
    tieBreaks: ['quality', 'heaviest_question', 'price', 'lot_drawn'],
    ...more,
  }
}

/** Officers, holidays and the bidders' register entries. */
export async function councilThatTenders(shell: Shell): Promise<void> {
  const admin = officer()
  got(await nameCouncil(shell, system(), { name: 'Wenbury Council' }))
  const staff: [Actor, Role][] = [
    [CONNIE, 'contract_manager'],
    [QUINN, 'quality_officer'],
    [SOL, 'social_worker'],
    [HELEN, 'head_of_service'],
  ]
  for (const [{ id, name }, role] of staff)
    got(await addOfficer(shell, admin, { officerRef: id, name, email: `${id}@wenbury.example`, roles: [role] }))
  const holidays = ['2026-12-25', '2026-12-28', '2027-01-01'].map((day) => ({ day, title: 'Bank holiday' }))
  got(await importHolidays(shell, admin, holidays))
  await registerBidders(shell)
}

/** The bidders as the CQC register has them: an office each, for personal care. */
export async function registerBidders(shell: Shell): Promise<void> {
  const entries = Object.values(BIDDERS).map(({ ref, name }, index) => ({
    line: index + 1,
    organisation: { organisationRef: ref, name, status: 'registered' as const },
    location: {
      ...{ locationRef: `${ref}-L`, organisationRef: ref, name, status: 'registered' as const },
      activities: ['Personal care'],
    },
    ratings: [],
    successions: [],
  }))
  await inCommand(shell, (tx) => loadRegister(tx, entries, { layout: 'made-up', asOf: '2026-11-01' }))
}

type Opened = {
  readonly tenderRef?: string
  readonly ownerRef?: string
  readonly spec?: Spec
  readonly bidders?: readonly Bidder[]
  /** Prices of bidders that differ from those of P-53. */
  readonly pence?: Partial<Record<Bidder, number>>
  readonly mostLots?: Partial<Record<Bidder, number>>
  readonly lots?: Partial<Record<Bidder, readonly string[]>>
  /** The question that every bid has a file to. */
  readonly fileTo?: string
}

/** Bids go in before noon of the next day, and are opened after it. */
export async function openedTender(
  { shell, clock }: { shell: Shell; clock: { now: Instant } },
  {
    tenderRef = 'TD-1',
    ownerRef = CONNIE.id,
    spec = workedSpec(NOON.add({ hours: 24 })),
    bidders = ['A', 'B', 'C'],
    ...said
  }: Opened = {},
): Promise<string> {
  await publishSmallTender(shell, { tenderRef, spec, ownerRef })
  for (const bidder of bidders) {
    const { ref, pence } = BIDDERS[bidder]
    const user = providerUser(ref)
    const lots = said.lots?.[bidder] ?? spec.lots.map(({ lot }) => lot)
    const lines = spec.price.lines.map(({ key }) => ({ key, pence: said.pence?.[bidder] ?? pence }))
    const draft = fullDraft({
      contact: { name: `Contact of ${bidder}`, email: `${bidder.toLowerCase()}@care.example`, phone: '' },
      conditions: spec.conditions.map(({ key }) => ({ key, met: true, text: 'Yes' })),
      answers: spec.questions.map(({ key }) => ({ key, text: `What ${bidder} says to ${key}` })),
      prices: lots.map((lot) => ({ lot, lines })),
      lots,
      mostLots: said.mostLots?.[bidder] ?? null,
    })
    got(await saveOwnDraft(shell, user, tenderRef, draft))
    if (said.fileTo !== undefined)
      got(await attachFile(shell, user, tenderRef, { about: said.fileTo, ...broughtFile(`rota of ${bidder}.pdf`) }))
    got(await submitBid(shell, user, tenderRef))
  }
  clock.now = Temporal.Instant.from(spec.timetable.closesAt).add({ hours: 1 })
  for (const one of [CONNIE, HELEN]) got(await confirmOpeningOf(shell, one, tenderRef))
  got(await openBids(shell, CONNIE, tenderRef))
  return tenderRef
}

/** The bids of the bidders, with the number that assessors know each by. */
export async function bidsOf(shell: Shell, tenderRef: string) {
  const evaluated = await shell.read(officer(), (tx) => readEvaluated(tx, tenderRef))
  if (!evaluated) throw new Error(`no tender ${tenderRef}`)
  return evaluated.bids.map((bid) => ({
    ...bid,
    number: evaluated.numbers.get(bid.bidRef) ?? 0,
    bidder: (Object.keys(BIDDERS) as Bidder[]).find((key) => BIDDERS[key].ref === bid.organisationRef) ?? 'A',
  }))
}

/** Two assessors declare, score every answer as P-53 has it and lock. */
export async function scoreAll(
  shell: Shell,
  tenderRef: string,
  assessors: readonly Actor[] = [QUINN, SOL],
): Promise<void> {
  const questions = ['Q1', 'Q2', 'Q3']
  for (const assessor of assessors) {
    got(await nameAssessorOf(shell, CONNIE, { tenderRef, officerRef: assessor.id, questions }))
    got(await declareConflict(shell, assessor, { tenderRef }))
    for (const { number, bidder } of await bidsOf(shell, tenderRef)) {
      const marks = questions.map((question, at) => ({
        ...{ question, mark: BIDDERS[bidder].marks[at] ?? 0, reason: `${assessor.name} on ${question}` },
      }))
      got(await giveMarks(shell, assessor, { tenderRef, bidder: number, marks }))
    }
    got(await lockOwnScores(shell, assessor, tenderRef))
  }
}

/** Everything checked, and the marks of P-53 agreed. */
export async function agreeAll(shell: Shell, tenderRef: string): Promise<void> {
  for (const { bidRef, number, bidder } of await bidsOf(shell, tenderRef)) {
    const marks = BIDDERS[bidder].marks.map((mark, at) => ({
      ...{ question: `Q${at + 1}`, mark, reason: `Agreed for ${bidder}` },
    }))
    got(await agreeMarks(shell, CONNIE, { tenderRef, bidder: number, marks }))
    got(await checkAll(shell, tenderRef, bidRef))
  }
  got(await agreeQuality(shell, CONNIE, tenderRef))
}

export async function checkAll(shell: Shell, tenderRef: string, bidRef: string) {
  const said = { condition: 'C1', met: true, evidence: 'The register, 1 December 2026' }
  got(await checkConditionOf(shell, CONNIE, { tenderRef, bidRef, ...said }))
  return checkExclusion(shell, CONNIE, {
    ...{
      tenderRef,
      bidRef,
      ground: 'none',
      evidence: 'Central platform',
      debarmentDay: '2026-11-22',
      selfCleaning: '',
    },
    ...{ continues: false, exclude: false },
  })
}

/** Scored, agreed, priced and ranked. */
export async function rankedTender(
  harness: { shell: Shell; clock: { now: Instant } },
  opened: Opened = {},
): Promise<string> {
  const tenderRef = await openedTender(harness, opened)
  await scoreAll(harness.shell, tenderRef)
  await agreeAll(harness.shell, tenderRef)
  got(await openPrices(harness.shell, CONNIE, tenderRef))
  got(await confirmRanking(harness.shell, CONNIE, tenderRef))
  return tenderRef
}
