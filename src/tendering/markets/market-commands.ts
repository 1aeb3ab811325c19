import { dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'
import { enrolWinners } from '#src/tendering/markets/enrol-commands.ts'
import type { MarketFact } from '#src/tendering/markets/facts.ts'
import {
  type CeaseRefusal,
  ceaseMarket,
  changeMarket,
  type ChangeRefusal,
  checkTerms,
  type Market,
  type MarketChange,
  type MarketTerms,
  openMarket,
  type OpenRefusal,
  type TermsRefusal,
  zonesOf,
} from '#src/tendering/markets/market.ts'
import { findMarket, insertMarket, lockMarket, saveMarket } from '#src/tendering/markets/market.store.ts'
import { listMembers, publishMember } from '#src/tendering/markets/member.store.ts'

const factOf = ({ marketRef, kind, title }: Market) => ({ marketRef, kind, title })
const about = ({ marketRef }: Market) => [`market:${marketRef}`] as const

/** Plans a market: for a dynamic market this is what the notice of intention tells (UK13). */
export const planMarket = (shell: Shell, actor: Actor, terms: MarketTerms, options?: CommandOptions) =>
  shell.command(
    actor,
    'plan-market',
    async (tx): Promise<Result<Market, TermsRefusal>> => {
      const today = dayOf(tx.now)
      const { dpsLastDay } = await getPolicy(tx, 'markets', today)
      const checked = checkTerms(terms, today, dpsLastDay)
      if (!checked.ok) return checked
      const marketRef = await nextRef(tx, 'MK')
      await insertMarket(tx, marketRef, checked.value)
      const market = await getMarket(tx, marketRef)
      tx.record({ type: 'tendering.market-intended', about: about(market), data: factOf(market) } satisfies MarketFact)
      return ok(market)
    },
    options,
  )

async function getMarket(tx: Write, marketRef: string): Promise<Market> {
  const market = await findMarket(tx, marketRef)
  if (!market) throw new Error(`no market ${marketRef}`)
  return market
}

/** Opens it to whoever meets its conditions (UK14). */
export const openToMembers = (shell: Shell, actor: Actor, marketRef: string, options?: CommandOptions) =>
  shell.command(
    actor,
    'open-market',
    async (tx): Promise<Result<Market, OpenRefusal | 'no such market'>> => {
      const market = await lockMarket(tx, marketRef)
      if (!market) return refuse('no such market')
      const opened = openMarket(market, dayOf(tx.now))
      if (!opened.ok) return opened
      await saveMarket(tx, opened.value)
      tx.record({
        type: 'tendering.market-opened',
        about: about(market),
        data: { ...factOf(market), openedOn: dayOf(tx.now) },
      } satisfies MarketFact)
      await enrolWinners(tx, opened.value)
      return opened
    },
    options,
  )

const CHANGED: Readonly<Record<keyof MarketChange, string>> = {
  title: 'title',
  summary: 'summary',
  lots: 'lots',
  conditions: 'conditions',
  mostMembers: 'number of members',
  ranking: 'ranking',
}

/** Changes what may change while it runs (UK15). */
export const changeTermsOf = (
  shell: Shell,
  actor: Actor,
  input: { readonly marketRef: string; readonly change: MarketChange; readonly reason: string },
) =>
  shell.command(actor, 'change-market', async (tx): Promise<Result<Market, ChangeRefusal | 'no such market'>> => {
    const market = await lockMarket(tx, input.marketRef)
    if (!market) return refuse('no such market')
    const today = dayOf(tx.now)
    const { dpsLastDay } = await getPolicy(tx, 'markets', today)
    const changed = changeMarket(market, input.change, { reason: input.reason, today, dpsLastDay })
    if (!changed.ok) return changed
    await saveMarket(tx, changed.value)
    for (const member of await listMembers(tx, market.marketRef))
      await publishMember(tx, member, zonesOf(changed.value.lots, member.lots))
    const parts = Object.keys(CHANGED) as (keyof MarketChange)[]
    tx.record({
      type: 'tendering.market-changed',
      about: about(market),
      data: {
        ...factOf(changed.value),
        reason: input.reason.trim(),
        changed: parts
          .filter((part) => JSON.stringify(market[part]) !== JSON.stringify(changed.value[part]))
          .map((part) => CHANGED[part]),
      },
    } satisfies MarketFact)
    return changed
  })

/** Ends it (UK16): no one joins, no one is asked by it any more; care in place goes on under its contracts. */
export const cease = (shell: Shell, actor: Actor, input: { readonly marketRef: string; readonly reason: string }) =>
  shell.command(actor, 'cease-market', async (tx): Promise<Result<Market, CeaseRefusal | 'no such market'>> => {
    const market = await lockMarket(tx, input.marketRef)
    if (!market) return refuse('no such market')
    const ceased = ceaseMarket(market, input.reason, dayOf(tx.now))
    if (!ceased.ok) return ceased
    await saveMarket(tx, ceased.value)
    tx.record({
      type: 'tendering.market-ceased',
      about: about(market),
      data: { ...factOf(market), reason: input.reason.trim(), ceasedOn: dayOf(tx.now) },
    } satisfies MarketFact)
    return ceased
  })
