/** Time of a worker in two places that the council counts at the other visit alone (M-53). */
import type { Micros } from '#src/base/moment.ts'
import { counted } from '#src/base/counted.ts'
import type { Attendance } from '#src/rates/index.ts'

export type Elsewhere = { readonly in: Micros; readonly from: Micros; readonly to: Micros }

/** The attendance without the time that counts elsewhere: what is left of it, as if it were one stretch. */
export function without<A extends Attendance>(attendance: A, all: readonly Elsewhere[]): A {
  const { out } = attendance
  if (out === undefined) return attendance
  let [from, to] = [attendance.in, out]
  for (const one of all.toSorted((a, b) => a.from - b.from)) {
    if (one.from <= from) from = Math.min(Math.max(from, one.to), to)
    else to -= Math.max(0, Math.min(one.to, to) - one.from)
  }
  return { ...attendance, in: from, out: Math.max(from, to) }
}

const MINUTE = 60e6

/** Which other visit it is no sentence says: the family of the person reads it too. */
export const elsewhereWords = (all: readonly Elsewhere[]): string =>
  all
    .map(({ from, to }) => {
      const minutes = Math.round((to - from) / MINUTE)
      return `${counted(minutes, 'minute')} ${minutes === 1 ? 'counts' : 'count'} at another visit, where the worker was at the same time.`
    })
    .join(' ')
