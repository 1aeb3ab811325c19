import { dayOf } from '#src/base/day.ts'
import { bedsLeft, listTakenOn, minutesLeft, oldestOf } from '#src/brokerage/placing/left.store.ts'
import { supplyByProvider, supplyByZone, supplyOfBeds } from '#src/brokerage/waiting-list/supply.ts'
import { listWaiting } from '#src/brokerage/waiting-list/waiting.store.ts'
import { getPolicy, listAreas, listZones, zoneOf } from '#src/councils/index.ts'
import type { Read } from '#src/platform/database.ts'
import { freshness, listBeds, listCapacity } from '#src/providers/index.ts'

/** What providers told, what they took on since, and what waits. */
export async function readSupply(tx: Read) {
  const today = dayOf(tx.now)
  const { staleDays } = await getPolicy(tx, 'capacity', today)
  const parts = await getPolicy(tx, 'parts-of-day', today)
  const capacity = await listCapacity(tx, { stale: true })
  const told = await listBeds(tx, { stale: true })
  const zones = await listZones(tx)
  const areas = told.length > 0 ? await listAreas(tx) : []
  const { waiting } = await listWaiting(tx)
  const taken = await listTakenOn(tx, oldestOf([...capacity, ...told]))
  const left = minutesLeft(capacity, taken, parts)
  const cells = capacity.map((cell) => ({
    ...{ ...cell, age: freshness(cell.toldAt, tx.now, staleDays) },
    left: left.get(cell.organisationRef)?.get(`${cell.zone}/${cell.part}`) ?? 0,
  }))
  const beds = bedsLeft(
    told.filter(({ toldAt }) => freshness(toldAt, tx.now, staleDays) !== 'stale'),
    taken,
    (postcode) => zoneOf(areas, postcode),
  )
  return {
    ...{ capacity, now: tx.now, staleDays, zones, beds },
    byZone: supplyByZone(zones, cells, waiting, parts),
    byProvider: supplyByProvider(capacity, tx.now, staleDays),
    byBed: supplyOfBeds(beds, waiting, parts),
  }
}
export type Supply = Awaited<ReturnType<typeof readSupply>>
