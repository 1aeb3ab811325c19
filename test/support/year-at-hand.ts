/** The council year as its parts know it: what it is made of, and how they ask of it. */
import type { Day, Instant } from '#src/base/day.ts'
import type { Result } from '#src/base/result.ts'
import type { Shell } from '#src/platform/command.ts'
import type { Engine } from '#src/platform/engine.ts'
import type { Dice } from '#src/trial/dice.ts'
import { COUNCIL, officer } from '#test/support/database.ts'

export const CLERK = officer('O-13')

/** A row of a log and the system that sends it. */
export type Sent = { readonly source: string; readonly row: Record<string, string> }

export type Year = {
  readonly engine: Engine
  readonly shell: Shell
  readonly dice: Dice
  readonly clock: { now: Instant }
  readonly people: readonly string[]
  /** How many weeks the council is watched. */
  readonly weeks: number
  /** What was done, and how often. */
  readonly done: Map<string, number>
  /** Rows that their vendor sends in a later week. */
  readonly late: { readonly from: Day; readonly sent: Sent }[]
  /** Drafts that wait for their second officer. */
  readonly drafts: string[]
  logs: number
}

export const ask = <T>(
  { engine }: Pick<Year, 'engine'>,
  text: string,
  parameters: readonly unknown[] = [],
): Promise<T[]> => engine.session(async (session) => (await session.query(text, [COUNCIL, ...parameters])).rows as T[])

/** Counts what was done; what the rules refuse is not done, and that is well. */
export function tell<T, E>({ done }: Year, what: string, result: Result<T, E>): T | undefined {
  if (!result.ok) return undefined
  done.set(what, (done.get(what) ?? 0) + 1)
  return result.value
}

/** Some visits by chance, the same from the same seed: first in an order that chance does not touch. */
export async function someVisits(
  year: Year,
  from: Day,
  to: Day,
  count: number,
  personRef?: string,
): Promise<{ ref: string; status: string }[]> {
  const found = await ask<{ ref: string; status: string }>(
    year,
    `select visit_ref as ref, status from visits.visit where council_id = $1 and day >= $2 and day < $3
      and ($4::text is null or person_ref = $4) order by day, visit_ref`,
    [from, to, personRef ?? null],
  )
  return found.length === 0 ? [] : Array.from({ length: count }, () => year.dice.pick(found))
}
