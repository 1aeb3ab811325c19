/** All that a plan rests on, read at one moment. */
import { dayOf } from '#src/base/day.ts'
import {
  listAsked,
  listSaid,
  listPlacements,
  listRooms,
  outwardCodesOf,
  type Placement,
  type PricedRoom,
  type PriceOf,
  type Room,
  type ToPlace,
  weekPrices,
} from '#src/brokerage/index.ts'
import { linesOf, placementsInHand } from '#src/continuity/affected/affected-commands.ts'
import type { AffectedPerson } from '#src/continuity/affected/affected.ts'
import { listAffected, MOST_PEOPLE } from '#src/continuity/affected/affected.store.ts'
import { listExits } from '#src/continuity/exits/exit.store.ts'
import { isInPlan, planned, type Planned, plannedOther, type PlanMeasures } from '#src/continuity/plans/plan-people.ts'
import type { KeptPlan, PlanResult } from '#src/continuity/plans/plan.store.ts'
import { withoutTaken } from '#src/continuity/plans/taken.store.ts'
import { getPolicy, type Policies } from '#src/councils/index.ts'
import type { Read } from '#src/platform/database.ts'
import type { Parts } from '#src/providers/index.ts'

export type ReadPlan = {
  readonly people: readonly ToPlace[]
  readonly rooms: readonly PricedRoom[]
  /** Of them those whose care the council buys. */
  readonly bought: ReadonlySet<string>
  readonly priceOf: PriceOf
  readonly policy: Policies['placing']
  /** People who are not affected and may move, each with the provider they have. */
  readonly others: ReadonlyMap<string, string>
  readonly moves: number
  readonly who: PlanResult['who']
}

const MOST_OTHERS = 200

export async function readPlanned(tx: Read, kept: KeptPlan): Promise<ReadPlan> {
  const today = dayOf(tx.now)
  const parts = await getPolicy(tx, 'parts-of-day', today)
  const { people, placements } = await peopleOf(tx, kept)
  const { ceilings } = await getPolicy(tx, 'price-ceiling', today)
  const packageRefs = people.flatMap(({ packageRef, knownRef }) => packageRef ?? knownRef ?? [])
  const measures = { parts, ceilings, outwardCodes: await outwardCodesOf(tx, packageRefs) }
  const leaving = await leavingProviders(tx, kept)
  const leaves = kept.organisationRefs[0] ?? ''
  // An arrangement of somebody who pays alone is known by its package too.
  const asked = await listAsked(tx, packageRefs)
  const isAsked = (ref: string | null) => ref !== null && asked.has(ref)
  const said = await listSaid(
    tx,
    people.flatMap(({ packageRef, knownRef, personRef }) =>
      personRef === null || isAsked(packageRef ?? knownRef) ? [] : personRef,
    ),
  )
  const own = people.map((person) =>
    planned(
      person,
      placements.get(person.packageRef ?? ''),
      asked.get(person.packageRef ?? person.knownRef ?? '') ?? said.get(person.personRef ?? ''),
      measures,
      leaves,
    ),
  )
  const services = [...new Set(own.map(({ toPlace }) => toPlace.service))]
  // What was told too long ago is asked for again before anybody moves; for a first plan it is better than nothing.
  const told = await listRooms(tx, { services, on: today, without: leaving, stale: true })
  const rooms = await withoutTaken(tx, told, kept.exitRef, parts)
  const zones = new Set(own.map(({ toPlace }) => toPlace.zone))
  const movable = kept.movesOfOthers === 0 ? [] : await othersWhoMayMove(tx, rooms, zones, measures)
  const [others, moving] = [movable.map(({ placement }) => placement), movable.map(({ planned: one }) => one)]
  const all: readonly Planned[] = [...own, ...moving]
  const priced = all.map(({ toPlace, pattern }) => ({ ref: toPlace.ref, pattern }))
  return {
    people: all.map(({ toPlace }) => toPlace),
    rooms: withOwnHours(rooms, others, moving),
    priceOf: await weekPrices(tx, priced, rooms, today),
    policy: await getPolicy(tx, 'placing', today),
    bought: new Set(people.flatMap(({ line, packageRef }) => (packageRef === null ? [] : String(line)))),
    others: new Map(others.map(({ packageRef, organisationRef }) => [packageRef, organisationRef])),
    moves: kept.movesOfOthers,
    who: Object.fromEntries([
      ...people.map(({ line, name, band }) => [String(line), { name, band, from: null }] as const),
      ...others.map(
        (one) =>
          [one.packageRef, { name: one.personName, band: 'standard' as const, from: one.organisationRef }] as const,
      ),
    ]),
  }
}

type Listed = { readonly people: readonly AffectedPerson[]; readonly placements: ReadonlyMap<string, Placement> }

/** The people of an exit who wait; of a rehearsal everybody whom its providers serve today, on lines of no exit. */
async function peopleOf(tx: Read, { exitRef, organisationRefs }: KeptPlan): Promise<Listed> {
  const placements: Placement[] = []
  let people: AffectedPerson[] = []
  for (const organisationRef of organisationRefs) {
    placements.push(...(await placementsInHand(tx, { organisationRef })))
    if (exitRef !== null) continue
    const listed = await linesOf(tx, { exitRef: 'rehearsal', organisationRef, contractRef: undefined })
    const from = people.length
    const pair = (together: string | null) => (together === null ? null : `${organisationRef} ${together}`)
    people.push(...listed.people.map((one) => ({ ...one, line: one.line + from, together: pair(one.together) })))
  }
  if (exitRef !== null) people = (await listAffected(tx, { exitRef, limit: MOST_PEOPLE })).people.filter(isInPlan)
  return { people, placements: new Map(placements.map((one) => [one.packageRef, one])) }
}

/** Nobody is moved to a provider that leaves or may leave. */
async function leavingProviders(tx: Read, { organisationRefs }: KeptPlan): Promise<string[]> {
  const { exits } = await listExits(tx, { states: ['signalled', 'open'], offset: 0, limit: 1000 })
  return [...new Set([...organisationRefs, ...exits.map(({ organisationRef }) => organisationRef)])]
}

type Movable = { readonly placement: Placement; readonly planned: Planned }

/** Who has what their provider says that it has not, or does not want it, is moved by people who know why, not by a plan. */
async function othersWhoMayMove(
  tx: Read,
  rooms: readonly Room[],
  zones: ReadonlySet<string>,
  given: PlanMeasures,
): Promise<Movable[]> {
  const open = new Map(rooms.map((room) => [room.organisationRef, room]))
  const all = await listPlacements(tx, { on: dayOf(tx.now), limit: MOST_PEOPLE })
  const near = all
    .filter(({ organisationRef, zone, endDay }) => endDay === null && open.has(organisationRef) && zones.has(zone))
    .slice(0, MOST_OTHERS)
  const refs = near.map(({ packageRef }) => packageRef)
  const asked = await listAsked(tx, refs)
  const measures = { ...given, outwardCodes: await outwardCodesOf(tx, refs) }
  return near
    .map((placement) => ({ placement, planned: plannedOther(placement, asked.get(placement.packageRef), measures) }))
    .filter(({ placement: { organisationRef }, planned: { toPlace } }) => {
      const able = open.get(organisationRef)?.able
      const isWell = toPlace.needs.every(({ ability }) => able?.get(ability)?.has !== false)
      return isWell && !toPlace.refuses.includes(organisationRef)
    })
}

/** What somebody has today is free for others once they move: it joins the hours that their provider told, of workers for their needs too. */
function withOwnHours(
  rooms: readonly PricedRoom[],
  others: readonly Placement[],
  moving: readonly Planned[],
): PricedRoom[] {
  return rooms.map((room) => {
    const minutes = new Map(room.minutes)
    const able = new Map(room.able)
    others.forEach(({ organisationRef, zone }, at) => {
      const toPlace = moving[at]?.toPlace
      if (organisationRef !== room.organisationRef || !toPlace) return
      let sum = 0
      for (const [part, need] of Object.entries(toPlace.minutes)) {
        const key = `${zone}/${part as keyof Parts}` as const
        minutes.set(key, (minutes.get(key) ?? 0) + need)
        sum += need
      }
      for (const { ability } of toPlace.needs) {
        const told = able.get(ability)
        if (told?.minutes !== undefined) able.set(ability, { ...told, minutes: told.minutes + sum })
      }
    })
    return { ...room, minutes, able }
  })
}
