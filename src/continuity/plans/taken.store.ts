/** What providers still have once others who move are counted: hours and beds that no package shows yet. */
import type { Instant } from '#src/base/day.ts'
import type { Room } from '#src/brokerage/index.ts'
import type { AffectedPerson } from '#src/continuity/affected/affected.ts'
import { listTakingRoom } from '#src/continuity/affected/affected.store.ts'
import { takenWhere } from '#src/continuity/plans/plan-people.ts'
import type { Read } from '#src/platform/database.ts'
import { listBeds, listCapacity, type Parts } from '#src/providers/index.ts'

/** Less what others who move take there; who has moved counts until the provider tells anew what it has. */
export async function withoutTaken<R extends Room>(
  tx: Read,
  rooms: readonly R[],
  exitRef: string | null,
  parts: Parts,
): Promise<R[]> {
  const refs = [...new Set(rooms.map(({ organisationRef }) => organisationRef))]
  const told = await toldAtOf(tx, refs)
  const taking = (await listTakingRoom(tx, refs, exitRef)).map((person) => ({
    ...{ person, takes: takenWhere(person, parts) },
  }))
  return rooms.map((room) => {
    const minutes = new Map(room.minutes)
    const beds = (room.beds ?? []).map((bed) => ({ ...bed }))
    for (const { person, takes } of taking) {
      const at = room.organisationRef
      if (person.toOrganisationRef !== at) continue
      for (const [part, need = 0] of Object.entries(takes.minutes)) {
        const key = `${person.zone}/${part as keyof Parts}` as const
        if (!isKnownIn(person, told.get(`${at}/${key}`))) minutes.set(key, Math.max(0, (minutes.get(key) ?? 0) - need))
      }
      const [bed] = beds
        .filter(({ bedType }) => takes.beds?.includes(bedType))
        .filter(({ locationRef, bedType }) => !isKnownIn(person, told.get(`${locationRef}/${bedType}`)))
        .sort((a, b) => b.vacant - a.vacant)
      if (bed) bed.vacant = Math.max(0, bed.vacant - 1)
    }
    return { ...room, minutes, beds }
  })
}

/** When each cell of hours and each kind of bed was told. */
async function toldAtOf(tx: Read, organisationRefs: readonly string[]): Promise<ReadonlyMap<string, Instant>> {
  const hours = await listCapacity(tx, { organisationRefs, stale: true })
  const beds = await listBeds(tx, { organisationRefs, stale: true })
  return new Map([
    ...hours.map((one) => [`${one.organisationRef}/${one.zone}/${one.part}`, one.toldAt] as const),
    ...beds.map(({ locationRef, bedType, toldAt }) => [`${locationRef}/${bedType}`, toldAt] as const),
  ])
}

/** Whoever moved before the provider told what it has is counted in it. */
const isKnownIn = ({ state, stateAt }: AffectedPerson, toldAt: Instant | undefined): boolean =>
  (state === 'moved' || state === 'settled') && toldAt !== undefined && Temporal.Instant.compare(stateAt, toldAt) < 0
