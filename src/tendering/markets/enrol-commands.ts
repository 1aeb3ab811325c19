import { dayOf } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { approve, standingOf } from '#src/providers/index.ts'
import type { AwardedLot } from '#src/tendering/awards/award.ts'
import { listAwardedLots } from '#src/tendering/awards/award.store.ts'
import type { MarketFact } from '#src/tendering/markets/facts.ts'
import { type Market, zonesOf } from '#src/tendering/markets/market.ts'
import { findMarketOfTender } from '#src/tendering/markets/market.store.ts'
import { findMember, publishMember, saveMember } from '#src/tendering/markets/member.store.ts'
import type { Member } from '#src/tendering/markets/membership.ts'
import { aboutMember, factOfMember } from '#src/tendering/markets/standing-commands.ts'
import { findTender } from '#src/tendering/tenders/tender.store.ts'

/** The winners of a framework are its members, with the lots that they won; one who is suspended stays so. */
export async function enrolWinners(tx: Write, market: Market): Promise<void> {
  if (market.tenderRef === null || market.status !== 'open') return
  if ((await findTender(tx, market.tenderRef))?.status !== 'awarded') return
  const won = Map.groupBy(await listAwardedLots(tx, market.tenderRef), ({ organisationRef }) => organisationRef)
  for (const [organisationRef, lots] of won) await enrol(tx, market, organisationRef, lots)
}

async function enrol(tx: Write, market: Market, organisationRef: string, won: readonly AwardedLot[]): Promise<void> {
  const today = dayOf(tx.now)
  const earlier = await findMember(tx, market.marketRef, organisationRef)
  const lots = won.map(({ lot }) => lot).filter((lot) => market.lots.some((one) => one.lot === lot))
  const isMember = earlier !== undefined && earlier.state !== 'removed'
  if (lots.length === 0 || (isMember && lots.every((lot) => earlier.lots.includes(lot)))) return
  const { marketRef } = market
  const fresh: Member = {
    ...{
      marketRef,
      organisationRef,
      name: won[0]?.organisationName ?? organisationRef,
      sinceDay: today,
      state: 'member',
    },
    ...{ suspendedFor: null, reason: 'Won its place', changedOn: today, reviewDay: null, checkedOn: today },
    ...{ qualityPercent: null, pricePence: won[0]?.priceTotalPence ?? null, capacityHours: null, lots },
  }
  const member = isMember ? { ...earlier, lots: [...new Set([...earlier.lots, ...lots])] } : fresh
  await saveMember(tx, member)
  await publishMember(tx, member, zonesOf(market.lots, member.lots))
  const standing = (await standingOf(tx, [organisationRef])).get(organisationRef)?.standing
  if (standing !== 'approved' && standing !== 'suspended')
    await approve(tx, { organisationRef, reason: `${marketRef}: won a place on ${market.title}` })
  tx.record({
    type: 'tendering.member-enrolled',
    about: aboutMember(member),
    data: { ...factOfMember(member), lots: member.lots },
  } satisfies MarketFact)
}

/** Hears of an award in the command that finishes it. */
export async function enrolOfTender(tx: Write, tenderRef: string): Promise<void> {
  const market = await findMarketOfTender(tx, tenderRef)
  if (market) await enrolWinners(tx, market)
}
