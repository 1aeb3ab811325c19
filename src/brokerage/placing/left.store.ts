/** What providers told that they could take on, less what they took on since: hours, beds, and hours of workers who can do something. */
import { dayOf, type Instant } from '#src/base/day.ts'
import { bedsOf, minutesByPart, needsOf } from '#src/brokerage/placing/needs.ts'
import type { Able, FreeBeds, Moved, ToldAt } from '#src/brokerage/placing/plan.ts'
import type { PatternVisit } from '#src/brokerage/packages/pattern.ts'
import type { Feature, RequestKind } from '#src/brokerage/requests/request.ts'
import { getPolicy, listAreas, type PartsOfDay, zoneOf } from '#src/councils/index.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import {
  type Beds,
  type BedType,
  type Capacity,
  freshness,
  listAbilities,
  listBeds,
  listCapacity,
  type PartOfDay,
} from '#src/providers/index.ts'

export type Minutes = Map<`${string}/${PartOfDay}`, number>
export type Left = {
  readonly minutes: ReadonlyMap<string, Minutes>
  readonly beds: ReadonlyMap<string, readonly FreeBeds[]>
  readonly able: ReadonlyMap<string, ReadonlyMap<string, Able>>
  /** By organisation, and by zone and part of the day or home and kind of bed. */
  readonly told: ReadonlyMap<string, ReadonlyMap<string, ToldAt>>
}

/** By organisation; with what was told too long ago only where it is asked for. */
export async function readLeft(tx: Read, refs: readonly string[], stale: boolean): Promise<Left> {
  const hours = await listCapacity(tx, { organisationRefs: refs, stale })
  const beds = await listBeds(tx, { organisationRefs: refs, stale })
  const abilities = await listAbilities(tx, refs)
  const today = dayOf(tx.now)
  const parts = await getPolicy(tx, 'parts-of-day', today)
  const { staleDays } = await getPolicy(tx, 'capacity', today)
  const taken = await listTakenOn(tx, oldestOf([...hours, ...beds, ...abilities]))
  const areas = await listAreas(tx)
  const able = Map.groupBy(abilities, ({ organisationRef }) => organisationRef)
  return {
    minutes: minutesLeft(hours, taken, parts),
    told: toldAtOf(hours, beds, (toldAt) => ({ on: dayOf(toldAt), age: freshness(toldAt, tx.now, staleDays) })),
    beds: Map.groupBy(
      bedsLeft(beds, taken, (postcode) => zoneOf(areas, postcode)),
      ({ organisationRef }) => organisationRef,
    ),
    able: new Map(
      [...able].map(([ref, told]) => [
        ref,
        new Map(
          told.map(({ ability, has, weeklyMinutes, toldAt }): [string, Able] => {
            const isUsed = weeklyMinutes !== null && (stale || freshness(toldAt, tx.now, staleDays) !== 'stale')
            if (!has || !isUsed) return [ability, { has }]
            const since = taken
              .filter((one) => one.organisationRef === ref && !bedsOf(one) && isSince(one, toldAt))
              .filter(({ needs }) => needs.some((need) => need.ability === ability))
              .reduce((sum, { pattern }) => sum + sumOf(minutesByPart(pattern, parts)), 0)
            return [ability, { has, minutes: Math.max(0, weeklyMinutes - since) }]
          }),
        ),
      ]),
    ),
  }
}

function toldAtOf(
  hours: readonly Capacity[],
  beds: readonly Beds[],
  ageOf: (toldAt: Instant) => ToldAt,
): Map<string, ReadonlyMap<string, ToldAt>> {
  const told = [
    ...hours.map((one) => ({ ...one, key: `${one.zone}/${one.part}` })),
    ...beds.map((one) => ({ ...one, key: `${one.locationRef}/${one.bedType}` })),
  ]
  const byOrganisation = Map.groupBy(told, ({ organisationRef }) => organisationRef)
  return new Map(
    [...byOrganisation].map(([ref, own]) => [ref, new Map(own.map(({ key, toldAt }) => [key, ageOf(toldAt)]))]),
  )
}

const sumOf = (minutes: Readonly<Record<string, number>>): number =>
  Object.values(minutes).reduce((sum, one) => sum + one, 0)

type Told = { readonly organisationRef: string; readonly toldAt: Instant }
/** The oldest word of each organisation. */
export const oldestOf = (told: readonly Told[]): Told[] =>
  [...Map.groupBy(told, ({ organisationRef }) => organisationRef).values()].flatMap((all) =>
    all.reduce((oldest, one) => (Temporal.Instant.compare(one.toldAt, oldest.toldAt) < 0 ? one : oldest)),
  )

const isSince = ({ at }: TakenOn, toldAt: Instant): boolean => Temporal.Instant.compare(at, toldAt) >= 0

export function minutesLeft(
  told: readonly Capacity[],
  taken: readonly TakenOn[],
  parts: PartsOfDay,
): Map<string, Minutes> {
  const left = new Map<string, Minutes>()
  for (const { organisationRef, zone, part, weeklyMinutes, toldAt } of told) {
    const since = taken
      .filter((one) => one.organisationRef === organisationRef && one.zone === zone && !bedsOf(one))
      .filter((one) => isSince(one, toldAt))
      .reduce((sum, { pattern, moved }) => sum + (minutesByPart(pattern, parts, moved ?? undefined)[part] ?? 0), 0)
    const minutes: Minutes = left.get(organisationRef) ?? new Map()
    minutes.set(`${zone}/${part}`, Math.max(0, weeklyMinutes - since))
    left.set(organisationRef, minutes)
  }
  return left
}

export type BedsLeft = FreeBeds & { readonly organisationRef: string; readonly told: number; readonly toldAt: Instant }

/** A plan says which bed was taken; without one it is of the provider's fullest told home that has the kind. */
export function bedsLeft(
  told: readonly Beds[],
  taken: readonly TakenOn[],
  zoneAt: (postcode: string) => string | undefined,
): BedsLeft[] {
  const left = told.map(({ organisationRef, locationRef, bedType, vacant, toldAt, home, postcode }) => {
    const zone = postcode === null ? undefined : zoneAt(postcode)
    return {
      ...{ organisationRef, locationRef, bedType, home: home ?? locationRef, told: vacant, vacant, toldAt },
      ...(zone === undefined ? {} : { zone }),
    }
  })
  for (const one of taken) {
    const kinds = one.bedType === null ? bedsOf(one) : [one.bedType]
    const bed = left
      .filter(({ organisationRef, bedType }) => organisationRef === one.organisationRef && kinds?.includes(bedType))
      .filter(({ locationRef, toldAt }) => (one.locationRef ?? locationRef) === locationRef && isSince(one, toldAt))
      .sort((a, b) => b.vacant - a.vacant)[0]
    if (bed) bed.vacant = Math.max(0, bed.vacant - 1)
  }
  return left
}

export type TakenOn = {
  readonly organisationRef: string
  readonly service: string
  readonly kind: RequestKind
  /** Whose hours are used. */
  readonly zone: string
  readonly locationRef: string | null
  readonly bedType: BedType | null
  readonly pattern: readonly PatternVisit[]
  /** What a plan moved to another part of the day; the visits of care in place say themselves when they come. */
  readonly moved?: Moved | null
  readonly needs: ReturnType<typeof needsOf>
  readonly at: Instant
}
type TakenRow = Omit<TakenOn, 'needs'> & { readonly skills: readonly string[]; readonly musts: readonly Feature[] }

/** Care placed with providers, or on the way to it, since the oldest word of each on what it has. */
export async function listTakenOn(tx: Read, since: readonly Told[]): Promise<TakenOn[]> {
  const found = await rows(
    tx,
    sql<TakenRow>`with told as (select * from unnest(${since.map(({ organisationRef }) => organisationRef)}::text[],
        ${since.map(({ toldAt }) => toldAt.toString())}::timestamptz[]) as t (organisation_ref, told_at)),
      taken as (
        select p.package_ref, p.organisation_ref, p.service, p.zone, p.pattern, p.placed_at as at, true as says_times from brokerage.placement p
        join told t on t.organisation_ref = p.organisation_ref and p.placed_at >= t.told_at
        where p.council_id = ${tx.council}
        union all select k.package_ref, r.organisation_ref, k.service, k.zone, k.pattern, r.accepted_at, false from brokerage.plan_proposal r
        join told t on t.organisation_ref = r.organisation_ref
        join brokerage.care_package k on k.council_id = r.council_id and k.package_ref = r.package_ref
        where r.council_id = ${tx.council} and r.accepted_at is not null and k.status in ('sent', 'offers_in')
          and not exists (select from brokerage.invitation i where i.council_id = r.council_id and i.package_ref = r.package_ref
            and i.organisation_ref = r.organisation_ref and i.status = 'declined')
        union all select k.package_ref, k.chosen_organisation_ref, k.service, k.zone, k.pattern, k.chosen_at, false from brokerage.care_package k
        join told t on t.organisation_ref = k.chosen_organisation_ref
        where k.council_id = ${tx.council} and k.status in ('awaiting_sign_off', 'blocked'))
      select t.organisation_ref as "organisationRef", t.service, coalesce(k.kind, 'new') as kind, coalesce(r.from_zone, t.zone) as zone,
        r.location_ref as "locationRef", r.bed_type as "bedType", t.pattern, coalesce(k.skills, '[]') as skills,
        coalesce(k.musts, '[]') as musts, t.at,
        case when r.moved_from is not null and not t.says_times then jsonb_build_object('from', r.moved_from, 'to', r.moved_to) end as moved
      from taken t
      left join brokerage.care_package k on k.council_id = ${tx.council} and k.package_ref = t.package_ref
      left join lateral (select r.from_zone, r.location_ref, r.bed_type, r.moved_from, r.moved_to from brokerage.plan_proposal r
        where r.council_id = ${tx.council} and r.package_ref = t.package_ref and r.organisation_ref = t.organisation_ref
          and r.accepted_at is not null order by r.accepted_at desc limit 1) r on true`,
  )
  return found.map(({ skills, musts, ...one }) => ({ ...one, needs: needsOf({ skills, musts }) }))
}
