import { addDays, type Day } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { CarePackage } from '#src/brokerage/packages/care-package.ts'
import { listBarred } from '#src/brokerage/leaving/barred.store.ts'
import type { Invitation, VisitPrice } from '#src/brokerage/offers/offer.ts'
import { listRefused } from '#src/brokerage/requests/preference.store.ts'
import type { Askable } from '#src/brokerage/sending/rounds.ts'
import { type ByOutcomes, gatesOf } from '#src/brokerage/requests/request.ts'
import { toldFor } from '#src/brokerage/told/told-commands.ts'
import { priceWeek } from '#src/brokerage/packages/week-price.ts'
import { type Contract, listContractsFor } from '#src/contracts/index.ts'
import { getPolicy, listBankHolidays } from '#src/councils/index.ts'
import type { Read } from '#src/platform/database.ts'
import { listCurrentRatingsOf, listOrganisations, RATINGS, WHOLE_LOCATION } from '#src/providers/index.ts'
import { listTariffs } from '#src/rates/index.ts'

/** By which contracts: of a framework, outside of any, or either. */
export type Which = 'all' | 'framework' | 'outside'
export type LeftOut = { readonly organisationRef: string; readonly why: string }

/** Whom a package goes to: one contract an organisation, none that is suspended, that leaves or that the person refuses, none whose card has no price for it. */
export async function inviteProviders(
  tx: Read,
  pkg: CarePackage,
  before: readonly Invitation[],
  which: Which = 'all',
): Promise<{ invited: Invitation[]; askable: Askable[]; leftOut: LeftOut[] }> {
  const { startBy, sentAt, closesAt } = pkg
  if (startBy === undefined || sentAt === undefined || closesAt === undefined)
    return { invited: [], askable: [], leftOut: [] }
  const all = (await listContractsFor(tx, { service: pkg.service, zone: pkg.zone, on: startBy })).filter(
    ({ frameworkRef }) => which === 'all' || (which === 'framework') === (frameworkRef !== null),
  )
  const contracts = all.filter(
    (contract, at) => all.findIndex((one) => one.organisationRef === contract.organisationRef) === at,
  )
  const refs = contracts.map(({ organisationRef }) => organisationRef)
  const [barred, organisations, ratings, { ceilings }] = [
    await listBarred(tx, refs),
    await listOrganisations(tx, refs),
    Map.groupBy(await listCurrentRatingsOf(tx, refs, WHOLE_LOCATION), ({ organisationRef }) => organisationRef),
    await getPolicy(tx, 'price-ceiling', startBy),
  ]
  const ceiling = ceilingOf(pkg, ceilings)
  const { shownToProviders: budgetShown } = await getPolicy(tx, 'outcome-budgets', startBy)
  const names = new Map(organisations.map(({ organisationRef, name }) => [organisationRef, name]))
  const earlier = new Map(before.map((invitation) => [invitation.organisationRef, invitation]))
  const refused = await listRefused(tx, pkg.personRef)
  const priceOf = await pricesByCard(tx, pkg, startBy, contracts)
  const toldOf = await toldFor(tx, pkg)
  const invited: Invitation[] = []
  const askable: Askable[] = []
  const leftOut: LeftOut[] = []
  for (const contract of contracts) {
    const { organisationRef } = contract
    const prices = priceOf(contract)
    const why =
      barred.get(organisationRef) ??
      (refused.has(organisationRef) ? 'refused by the person' : prices.ok ? undefined : prices.error)
    if (why !== undefined || !prices.ok) {
      leftOut.push({ organisationRef, why: why ?? 'no price' })
      continue
    }
    const name = names.get(organisationRef) ?? organisationRef
    askable.push({ organisationRef, name, frameworkRef: contract.frameworkRef })
    const told = toldOf(organisationRef, contract.weights)
    const rating = lowest(ratings.get(organisationRef) ?? [])
    invited.push({
      ...shared(pkg, startBy, budgetShown),
      ...{ sentAt, closesAt, organisationRef, prices: prices.value },
      ...(ceiling ? { ceilingPencePerHour: ceiling.pencePerHour } : {}),
      ...(rating ? { rating } : {}),
      organisationName: name,
      contractRef: contract.contractRef,
      cardRef: contract.cardRef,
      weights: contract.weights,
      ...(contract.frameworkRef === null ? { outsideFramework: true as const } : {}),
      ...(told ? { told } : {}),
      // An offer that stands from before needs no second answer.
      status: earlier.get(organisationRef)?.status === 'offered' ? 'offered' : 'invited',
    })
  }
  return { invited, askable, leftOut }
}

/** What the council would pay holds nobody who pays alone. */
const ceilingOf = (
  { payer, service, zone }: CarePackage,
  ceilings: readonly { service: string; zone: string; pencePerHour: number }[],
) => (payer === 'self' ? undefined : ceilings.find((one) => one.service === service && one.zone === zone))

/** The least that an offer needs: no name, no address, no reference of the person. */
const shared = (pkg: CarePackage, startBy: Day, budgetShown: boolean) => ({
  packageRef: pkg.packageRef,
  service: pkg.service,
  zone: pkg.zone,
  outwardCode: pkg.outwardCode,
  urgent: pkg.urgent,
  pattern: pkg.pattern,
  skills: pkg.skills,
  needs: {
    ...{ kind: pkg.kind, gates: gatesOf(pkg), wishes: pkg.wishes },
    ...(pkg.byOutcomes ? { byOutcomes: shownBudget(pkg.byOutcomes, budgetShown) } : {}),
    ...(pkg.payer ? { payer: pkg.payer } : {}),
    ...(pkg.endDay ? { endDay: pkg.endDay } : {}),
  },
  outcomes: pkg.outcomes,
  startBy,
})

/** What the outcomes may cost is the council's own to tell. */
const shownBudget = ({ weeklyMinutes, weeklyPence }: ByOutcomes, shown: boolean): ByOutcomes =>
  shown && weeklyPence !== undefined ? { weeklyMinutes, weeklyPence } : { weeklyMinutes }

/** An organisation with several registered locations counts with the lowest of their ratings: any of them may send the workers. */
function lowest(ratings: readonly { readonly rating: string | null }[]): string | undefined {
  const known = ratings.flatMap(({ rating }) => rating ?? [])
  return RATINGS.filter((rating) => known.includes(rating)).at(-1)
}

/** Providers of one framework often share a card: each is read and priced once. */
async function pricesByCard(tx: Read, pkg: CarePackage, startBy: Day, contracts: readonly Contract[]) {
  const tariffs = await listTariffs(tx, [...new Set(contracts.map(({ cardRef }) => cardRef))], startBy)
  const holidays = new Set(await listBankHolidays(tx, startBy, addDays(startBy, 60)))
  const known = new Map<string, Result<VisitPrice[], string>>()
  return ({ cardRef }: Contract): Result<VisitPrice[], string> => {
    const before = known.get(cardRef)
    if (before) return before
    const tariff = tariffs.get(cardRef)
    const priced = tariff ? priceWeek(tariff, pkg, startBy, holidays) : refuse('no rate card for that day')
    const answer = priced.ok ? ok(priced.value) : refuse(priced.error)
    known.set(cardRef, answer)
    return answer
  }
}
