/** Visits that may come in another part of the day: the part before or after the one asked for, where a provider told of hours in it. */
import { afterMoving } from '#src/brokerage/placing/needs.ts'
import type { Moved, Room, ToPlace } from '#src/brokerage/placing/plan.ts'
import { inPart } from '#src/brokerage/placing/row.ts'
import type { PartOfDay } from '#src/providers/index.ts'

/** Nights are another kind of care: nothing moves into them or out of them. */
const DAYTIME = ['morning', 'midday', 'tea', 'evening'] as const satisfies readonly PartOfDay[]

/** One part of the day is moved at a time, and only to where the provider's hours in the person's zone are enough. */
export function movesOf(toPlace: ToPlace, { minutes }: Pick<Room, 'minutes'>): Moved[] {
  const all = DAYTIME.flatMap((from, at) =>
    [DAYTIME[at - 1], DAYTIME[at + 1]].flatMap((to) => (to === undefined ? [] : { from, to })),
  )
  return all.filter((moved) => {
    if ((toPlace.movable?.[moved.from] ?? 0) === 0) return false
    const needed = afterMoving(toPlace, moved)
    return DAYTIME.every((part) => (needed[part] ?? 0) <= (minutes.get(`${toPlace.zone}/${part}`) ?? 0))
  })
}

/** "at midday instead of in the morning" */
export const movedInWords = ({ from, to }: Moved): string => `${inPart(to)} instead of ${inPart(from)}`
