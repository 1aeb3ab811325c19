import { type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'
import { checkInCallOff } from '#src/tendering/exclusions/exclusion-commands.ts'
import { listInvitable } from '#src/tendering/entry/entry.store.ts'
import {
  answerCallOff,
  ask,
  type CallOffAnswer,
  type CallOffRefusal,
  type CallOffStep,
} from '#src/tendering/ranked-lists/call-off.ts'
import { insertCallOff, listSteps, lockCallOff, saveStep } from '#src/tendering/ranked-lists/call-off.store.ts'
import type { MarketFact } from '#src/tendering/markets/facts.ts'
import { type Market, zonesOf } from '#src/tendering/markets/market.ts'
import { findMarket, listMarketsOf, lockMarket } from '#src/tendering/markets/market.store.ts'
import { onRegister } from '#src/tendering/markets/member-check-commands.ts'
import { listMembers } from '#src/tendering/markets/member.store.ts'
import { nextRanking, rankMembers } from '#src/tendering/ranked-lists/ranked-list.ts'
import {
  insertRankedList,
  listCurrentLists,
  listMemberMeasures,
  listRanked,
  type MemberMeasure,
  type RankedMember,
  saveMemberMeasures,
} from '#src/tendering/ranked-lists/ranked-list.store.ts'

/** Ranks every zone of a market anew, by its formula, from what is known today. Suspended members keep their place and are not asked. */
export const rankMarket = (shell: Shell, actor: Actor, marketRef: string, options?: CommandOptions) =>
  shell.command(
    actor,
    'rank-market',
    async (tx): Promise<Result<number, RankRefusal>> => {
      const market = await lockMarket(tx, marketRef)
      return market ? rankIn(tx, market) : refuse('no such market')
    },
    options,
  )

export type RankRefusal = 'no such market' | 'it is not open' | 'it is not ranked' | 'no members'

async function rankIn(tx: Write, market: Market): Promise<Result<number, RankRefusal>> {
  const { ranking: weights, marketRef } = market
  if (market.status !== 'open') return refuse('it is not open')
  if (!weights) return refuse('it is not ranked')
  const members = await listMembers(tx, marketRef)
  if (members.length === 0) return refuse('no members')
  const refs = members.map(({ organisationRef }) => organisationRef)
  const register = await onRegister(tx, refs)
  const measures = new Map(
    (await listMemberMeasures(tx, refs)).map((one) => [`${one.organisationRef} ${one.zone}`, one.deliveredBp]),
  )
  const fromDay = dayOf(tx.now)
  for (const zone of zonesOf(market.lots)) {
    const inZone = members.filter((member) => zonesOf(market.lots, member.lots).includes(zone))
    const ranked = rankMembers(
      inZone.map((member) => ({
        ...member,
        rating: register.get(member.organisationRef)?.rating ?? null,
        deliveredBp: measures.get(`${member.organisationRef} ${zone}`) ?? null,
      })),
      weights,
    )
    if (ranked.length === 0) continue
    const version = await insertRankedList(tx, { marketRef, zone, fromDay, weights }, ranked)
    tx.record({
      type: 'tendering.list-ranked',
      about: [`market:${marketRef}`],
      data: { marketRef, zone, version, members: ranked.length, fromDay },
    } satisfies MarketFact)
  }
  return ok(members.length)
}

/** Whether a market's lists are to be ranked anew: on the day that the calendar says, or when they never were. */
export async function isRankingDue(tx: Read, market: Market): Promise<boolean> {
  if (!market.ranking || market.status !== 'open') return false
  const today = dayOf(tx.now)
  const { rankMonths } = await getPolicy(tx, 'markets', today)
  const lists = await listCurrentLists(tx, market.marketRef, today)
  const last = lists
    .map(({ fromDay }) => fromDay)
    .sort()
    .at(-1)
  if (last !== undefined) return nextRanking(last, rankMonths) <= today
  return (await listMembers(tx, market.marketRef)).length > 0
}

export type AskedFor = { readonly zone: string; readonly on: Day } & (
  | { readonly marketRef: string }
  | { readonly service: string }
)

/**
 * The order in which a call-off asks (P-58): the list's own order without anybody who is suspended or removed, by the list or by the
 * council. Told later stages, which never work out an order of their own.
 */
export async function rankedMembers(
  tx: Read,
  asked: AskedFor,
): Promise<(RankedMember & { readonly marketRef: string; readonly version: number })[]> {
  const markets =
    'marketRef' in asked ? [await findMarket(tx, asked.marketRef)] : await listMarketsOf(tx, asked.service)
  for (const market of markets) {
    if (market?.status !== 'open') continue
    const list = (await listCurrentLists(tx, market.marketRef, asked.on)).find(({ zone }) => zone === asked.zone)
    if (!list) continue
    const ranked = await listRanked(tx, list)
    const may = new Set((await listInvitable(tx, market.marketRef)).map(({ organisationRef }) => organisationRef))
    return ranked
      .filter(({ organisationRef }) => may.has(organisationRef))
      .map((one) => ({ ...one, marketRef: market.marketRef, version: list.version }))
  }
  return []
}

/** Told by those who count visits. */
export async function noteMemberMeasures(tx: Write, measures: readonly MemberMeasure[]): Promise<void> {
  const [first] = measures
  if (!first) return
  await saveMemberMeasures(tx, measures)
  tx.record({
    type: 'tendering.measures-noted',
    about: [`measures:${first.asOf}`],
    data: { measures: measures.length, asOf: first.asOf },
  } satisfies MarketFact)
}

export type BeginCallOff = AskedFor & {
  /** What is called off, such as a package's reference. */ readonly callOffFor: string
}

/** Begins a call-off from a ranked list: the order is frozen now and followed to its end. */
export async function beginCallOff(
  tx: Write,
  input: BeginCallOff,
): Promise<Result<{ callOffRef: string; order: readonly RankedMember[] }, 'nobody may be asked'>> {
  const order = await rankedMembers(tx, input)
  const [first] = order
  if (!first) return refuse('nobody may be asked')
  const callOffRef = await nextRef(tx, 'CO')
  const { marketRef, version } = first
  await insertCallOff(tx, { callOffRef, marketRef, zone: input.zone, version, about: input.callOffFor }, order)
  tx.record({
    type: 'tendering.call-off-begun',
    about: [`market:${marketRef}`],
    data: { callOffRef, marketRef, zone: input.zone, version, callOffFor: input.callOffFor },
  } satisfies MarketFact)
  return ok({ callOffRef, order })
}

/** Asks the next of the order; who was suspended since the call-off began is passed over. */
export async function askInCallOff(
  tx: Write,
  input: { readonly callOffRef: string; readonly organisationRef: string },
): Promise<Result<CallOffStep, CallOffRefusal | 'no such call-off'>> {
  const callOff = await lockCallOff(tx, input.callOffRef)
  if (!callOff) return refuse('no such call-off')
  const may = await listInvitable(tx, callOff.marketRef)
  const asked = ask(
    await listSteps(tx, [input.callOffRef]),
    input.organisationRef,
    may.some(({ organisationRef }) => organisationRef === input.organisationRef),
    tx.now,
  )
  if (!asked.ok) return asked
  const checked = await checkInCallOff(tx, { ...input, marketRef: callOff.marketRef })
  if (!checked.ok) return checked
  await saveStep(tx, input.callOffRef, asked.value)
  tx.record({
    type: 'tendering.call-off-asked',
    about: [`market:${callOff.marketRef}`, `provider:${input.organisationRef}`],
    data: {
      callOffRef: input.callOffRef,
      marketRef: callOff.marketRef,
      organisationRef: input.organisationRef,
      rank: asked.value.rank,
    },
  } satisfies MarketFact)
  return asked
}

/** Notes what the one asked said, or why the one whose turn it was is passed over. */
export async function noteCallOffAnswer(
  tx: Write,
  input: {
    readonly callOffRef: string
    readonly organisationRef: string
    readonly answer: CallOffAnswer
    readonly why: string
  },
): Promise<Result<CallOffStep, CallOffRefusal | 'no such call-off'>> {
  const callOff = await lockCallOff(tx, input.callOffRef)
  if (!callOff) return refuse('no such call-off')
  const answered = answerCallOff(await listSteps(tx, [input.callOffRef]), input)
  if (!answered.ok) return answered
  await saveStep(tx, input.callOffRef, answered.value)
  const { callOffRef, organisationRef, answer } = input
  tx.record({
    type: 'tendering.call-off-answered',
    about: [`market:${callOff.marketRef}`, `provider:${organisationRef}`],
    data: { callOffRef, marketRef: callOff.marketRef, organisationRef, answer, why: answered.value.why },
  } satisfies MarketFact)
  return answered
}
