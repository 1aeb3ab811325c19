/** The providers that a plan may use, with the hours that they still have, and what care costs with each. */
import { addDays, type Day } from '#src/base/day.ts'
import { listBarred } from '#src/brokerage/leaving/barred.store.ts'
import type { PriceOf, Room } from '#src/brokerage/placing/plan.ts'
import { readLeft } from '#src/brokerage/placing/left.store.ts'
import type { PatternVisit } from '#src/brokerage/packages/pattern.ts'
import { priceWeek } from '#src/brokerage/packages/week-price.ts'
import { listRoundsByProvider } from '#src/brokerage/told/told.store.ts'
import { type Contract, listContractsFor } from '#src/contracts/index.ts'
import { listBankHolidays, listZones } from '#src/councils/index.ts'
import type { Read } from '#src/platform/database.ts'
import { listCurrentRatingsOf, listOrganisations, RATINGS, WHOLE_LOCATION } from '#src/providers/index.ts'
import { listTariffs } from '#src/rates/index.ts'

export type PricedRoom = Room & {
  readonly cardRef: string
  /** Zones in which the contract stands beside a framework's: there it is bought on the spot. */
  readonly spotZones: readonly string[]
}
export type RoomSearch = {
  readonly services: readonly string[]
  /** The day from which care is wanted. */
  readonly on: Day
  /** Organisations that are to be left out, such as one that fails. */
  readonly without?: readonly string[]
  /** Also hours that were told too long ago. */
  readonly stale?: boolean
}

/** Providers with a running contract that takes new work, none of them suspended or about to leave; each with what it told, less what it took on since. */
export async function listRooms(
  tx: Read,
  { services, on, without = [], stale = false }: RoomSearch,
): Promise<PricedRoom[]> {
  const contracts = await contractsFor(tx, services, on)
  const all = [...new Set(contracts.map(({ organisationRef }) => organisationRef))]
  const barred = await listBarred(tx, all)
  const refs = all.filter((ref) => !barred.has(ref) && !without.includes(ref))
  const names = new Map((await listOrganisations(tx, refs)).map((one) => [one.organisationRef, one.name]))
  const ratings = Map.groupBy(await listCurrentRatingsOf(tx, refs, WHOLE_LOCATION), (one) => one.organisationRef)
  const left = await readLeft(tx, refs, stale)
  const rounds = await listRoundsByProvider(tx, refs)
  const zoneNames = new Map((await listZones(tx)).map(({ zone, name }) => [zone, name]))
  return contracts
    .filter(({ organisationRef }) => refs.includes(organisationRef))
    .map(({ organisationRef, contractRef, cardRef, service, zones, spotZones }) => ({
      ...{ organisationRef, contractRef, cardRef, service, zones, spotZones, zoneNames },
      name: names.get(organisationRef) ?? organisationRef,
      minutes: left.minutes.get(organisationRef) ?? new Map(),
      beds: left.beds.get(organisationRef) ?? [],
      able: left.able.get(organisationRef) ?? new Map(),
      told: left.told.get(organisationRef) ?? new Map(),
      ...(rounds.has(organisationRef) ? { rounds: rounds.get(organisationRef) ?? new Map() } : {}),
      rating: RATINGS.filter((rating) => ratings.get(organisationRef)?.some((one) => one.rating === rating)).at(-1),
    }))
}

/** Care under a contract of no framework, where one of a framework could be had for the same: a spot purchase, with its own controls. */
export const isBesideFramework = (contract: Pick<Contract, 'frameworkRef'>, all: readonly Contract[]): boolean =>
  contract.frameworkRef === null && all.some(({ frameworkRef }) => frameworkRef !== null)

/** Of each provider the contract that an invitation for a zone would have: each zone is in one of its contracts. */
async function contractsFor(
  tx: Read,
  services: readonly string[],
  on: Day,
): Promise<(Contract & Pick<PricedRoom, 'spotZones'>)[]> {
  const found = new Map<string, Contract & Pick<PricedRoom, 'spotZones'>>()
  const zones = await listZones(tx)
  for (const service of new Set(services))
    for (const { zone } of zones) {
      const inZone = await listContractsFor(tx, { service, zone, on })
      for (const [, [first]] of Map.groupBy(inZone, ({ organisationRef }) => organisationRef)) {
        if (!first) continue
        const known = found.get(first.contractRef)
        const spot = isBesideFramework(first, inZone) ? [zone] : []
        const zonesSoFar = [...(known?.zones ?? []), zone]
        found.set(first.contractRef, {
          ...first,
          ...{ zones: zonesSoFar, spotZones: [...(known?.spotZones ?? []), ...spot] },
        })
      }
    }
  return [...found.values()]
}

/** Prices of an ordinary week by the cards of the rooms, as an invitation has them. */
export async function weekPrices(
  tx: Read,
  people: readonly { readonly ref: string; readonly pattern: readonly PatternVisit[] }[],
  rooms: readonly PricedRoom[],
  on: Day,
): Promise<PriceOf> {
  const tariffs = await listTariffs(tx, [...new Set(rooms.map(({ cardRef }) => cardRef))], on)
  const holidays = new Set(await listBankHolidays(tx, on, addDays(on, 60)))
  const patterns = new Map(people.map(({ ref, pattern }) => [ref, pattern]))
  const cards = new Map(rooms.map(({ contractRef, cardRef }) => [contractRef, cardRef]))
  const known = new Map<string, number | undefined>()
  return ({ ref, service, zone }, { contractRef }) => {
    const cardRef = cards.get(contractRef) ?? ''
    const key = `${ref} ${cardRef}`
    if (known.has(key)) return known.get(key)
    const tariff = tariffs.get(cardRef)
    const priced = tariff && priceWeek(tariff, { service, zone, pattern: patterns.get(ref) ?? [] }, on, holidays)
    const pence = priced?.ok ? priced.value.reduce((sum, one) => sum + one.pence, 0) : undefined
    known.set(key, pence)
    return pence
  }
}
