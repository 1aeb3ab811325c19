/** The providers that a plan may use, with the hours that they still have, and what care costs with each. */
import { addDays, type Day, dayOf, type Instant } from '#src/base/day.ts'
import { minutesByPart } from '#src/brokerage/placing/needs.ts'
import type { PriceOf, Room } from '#src/brokerage/placing/placing.ts'
import type { PatternVisit } from '#src/brokerage/pattern.ts'
import { priceWeek } from '#src/brokerage/week-price.ts'
import { type Contract, listContractsFor } from '#src/contracts/index.ts'
import { getPolicy, listBankHolidays, listZones } from '#src/councils/index.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import {
  listCapacity,
  listCurrentRatingsOf,
  listOrganisations,
  type PartOfDay,
  RATINGS,
  standingOf,
  WHOLE_LOCATION,
} from '#src/providers/index.ts'
import { listTariffs } from '#src/rates/index.ts'
import { listSuspended } from '#src/tendering/index.ts'

export type PricedRoom = Room & { readonly cardRef: string }
export type RoomSearch = {
  readonly services: readonly string[]
  /** The day from which care is wanted. */
  readonly on: Day
  /** Organisations that are to be left out, such as one that fails. */
  readonly without?: readonly string[]
  /** Also hours that were told too long ago. */
  readonly stale?: boolean
}

/** Providers with a running contract that takes new work, none of them suspended; each with what it told, less what it took on since. */
export async function listRooms(
  tx: Read,
  { services, on, without = [], stale = false }: RoomSearch,
): Promise<PricedRoom[]> {
  const contracts = await contractsFor(tx, services, on)
  const all = [...new Set(contracts.map(({ organisationRef }) => organisationRef))]
  const standings = await standingOf(tx, all)
  const suspended = await listSuspended(tx, all)
  const isOpen = (ref: string): boolean => {
    const standing = standings.get(ref)?.standing
    return !suspended.has(ref) && standing !== 'suspended' && standing !== 'not used' && !without.includes(ref)
  }
  const refs = all.filter(isOpen)
  const names = new Map((await listOrganisations(tx, refs)).map((one) => [one.organisationRef, one.name]))
  const ratings = Map.groupBy(await listCurrentRatingsOf(tx, refs, WHOLE_LOCATION), (one) => one.organisationRef)
  const minutes = await minutesLeft(tx, refs, stale)
  return contracts
    .filter(({ organisationRef }) => refs.includes(organisationRef))
    .map(({ organisationRef, contractRef, cardRef, service, zones }) => ({
      ...{ organisationRef, contractRef, cardRef, service, zones },
      name: names.get(organisationRef) ?? organisationRef,
      minutes: minutes.get(organisationRef) ?? new Map(),
      // Nobody asks providers for the skills of their workers: who lacks one declines.
      skills: undefined,
      rating: RATINGS.filter((rating) => ratings.get(organisationRef)?.some((one) => one.rating === rating)).at(-1),
    }))
}

/** Of each provider the contract that an invitation for a zone would have: each zone is in one of its contracts. */
async function contractsFor(tx: Read, services: readonly string[], on: Day): Promise<Contract[]> {
  const found = new Map<string, Contract>()
  const zones = await listZones(tx)
  for (const service of new Set(services))
    for (const { zone } of zones) {
      const inZone = await listContractsFor(tx, { service, zone, on })
      for (const [, [first]] of Map.groupBy(inZone, ({ organisationRef }) => organisationRef)) {
        if (!first) continue
        const known = found.get(first.contractRef)
        found.set(first.contractRef, { ...first, zones: [...(known?.zones ?? []), zone] })
      }
    }
  return [...found.values()]
}

type Minutes = Map<`${string}/${PartOfDay}`, number>

async function minutesLeft(tx: Read, refs: readonly string[], stale: boolean): Promise<Map<string, Minutes>> {
  const told = await listCapacity(tx, { organisationRefs: refs, stale })
  const parts = await getPolicy(tx, 'parts-of-day', dayOf(tx.now))
  const taken = await listTakenOn(tx, refs)
  const left = new Map<string, Minutes>()
  for (const { organisationRef, zone, part, weeklyMinutes, toldAt } of told) {
    const since = taken
      .filter((one) => one.organisationRef === organisationRef && one.zone === zone)
      .filter(({ at }) => Temporal.Instant.compare(at, toldAt) >= 0)
      .reduce((sum, { pattern }) => sum + (minutesByPart(pattern, parts)[part] ?? 0), 0)
    const minutes = left.get(organisationRef) ?? new Map()
    minutes.set(`${zone}/${part}`, Math.max(0, weeklyMinutes - since))
    left.set(organisationRef, minutes)
  }
  return left
}

type TakenOn = { organisationRef: string; zone: string; pattern: readonly PatternVisit[]; at: Instant }

/** Care placed with providers, or on the way to it, since the oldest word on capacity that is still to be read. */
const listTakenOn = (tx: Read, refs: readonly string[]): Promise<TakenOn[]> =>
  rows(
    tx,
    sql<TakenOn>`select p.organisation_ref as "organisationRef", p.zone, p.pattern, p.placed_at as at from brokerage.placement p
      where p.council_id = ${tx.council} and p.organisation_ref = any(${[...refs]}::text[])
        and p.placed_at >= (select min(c.told_at) from providers.v_capacity c where c.council_id = p.council_id
          and c.organisation_ref = p.organisation_ref)
      union all select r.organisation_ref, k.zone, k.pattern, r.accepted_at from brokerage.plan_proposal r
      join brokerage.care_package k on k.council_id = r.council_id and k.package_ref = r.package_ref
      where r.council_id = ${tx.council} and r.accepted_at is not null and k.status in ('sent', 'offers_in')
        and r.organisation_ref = any(${[...refs]}::text[]) and not exists (select from brokerage.invitation i
          where i.council_id = r.council_id and i.package_ref = r.package_ref and i.organisation_ref = r.organisation_ref
            and i.status = 'declined')
      union all select k.chosen_organisation_ref, k.zone, k.pattern, k.chosen_at from brokerage.care_package k
      where k.council_id = ${tx.council} and k.status in ('awaiting_sign_off', 'blocked')
        and k.chosen_organisation_ref = any(${[...refs]}::text[])`,
  )

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
