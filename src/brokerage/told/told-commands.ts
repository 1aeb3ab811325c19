import { addDays, dayOf } from '#src/base/day.ts'
import type { CarePackage } from '#src/brokerage/packages/care-package.ts'
import type { Weights } from '#src/brokerage/offers/offer.ts'
import { FULL_MONTH, nearOf, type Told } from '#src/brokerage/told/told.ts'
import {
  listKnownBy,
  listRoundsNear,
  listRoundsOf,
  outwardCodesOf,
  type Round,
  saveRounds,
} from '#src/brokerage/told/told.store.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'
import { type PartOfDay, partOf } from '#src/providers/index.ts'

/** Visits a week of one package, that begin at one time of the day. */
export type WeeklyVisits = { readonly packageRef: string; readonly start: string; readonly visits: number }

/** Within a command at hand, which records it: notes the visits that a provider makes in a week now. Answers whether its rounds are others than before. */
export async function noteRounds(
  tx: Write,
  organisationRef: string,
  weekly: readonly WeeklyVisits[],
): Promise<boolean> {
  const parts = await getPolicy(tx, 'parts-of-day', dayOf(tx.now))
  const codes = await outwardCodesOf(
    tx,
    weekly.map(({ packageRef }) => packageRef),
  )
  const sums = new Map<string, Round>()
  for (const { packageRef, start, visits } of weekly) {
    const outwardCode = codes.get(packageRef)
    if (outwardCode === undefined) continue
    const part: PartOfDay = partOf(start, parts)
    const key = `${outwardCode}/${part}`
    sums.set(key, { outwardCode, part, visits: (sums.get(key)?.visits ?? 0) + visits })
  }
  const rounds = [...sums.values()].filter(({ visits }) => visits > 0)
  const inWords = (some: readonly Round[]): string =>
    some
      .map(({ outwardCode, part, visits }) => `${outwardCode}/${part}/${visits}`)
      .sort()
      .join()
  if (inWords(rounds) === inWords(await listRoundsOf(tx, organisationRef))) return false
  await saveRounds(tx, organisationRef, rounds)
  return true
}

/** What visits has told of each provider, as far as the weights of its contract ask for it: nothing else is kept with an invitation. */
export async function toldFor(
  tx: Read,
  pkg: CarePackage,
): Promise<(organisationRef: string, weights: Weights) => Told | undefined> {
  const today = dayOf(tx.now)
  const parts = await getPolicy(tx, 'parts-of-day', today)
  const near = await listRoundsNear(tx, pkg.outwardCode)
  const known = await listKnownBy(tx, pkg.personRef, addDays(today, -FULL_MONTH))
  return (organisationRef, { travel = 0, known: weightOfKnown = 0 }) => {
    const told: Told = {
      ...(travel > 0 ? { near: nearOf(pkg.pattern, near.get(organisationRef) ?? {}, parts) } : {}),
      ...(weightOfKnown > 0 ? { known: known.get(organisationRef) ?? { visits: 0, topThree: 0 } } : {}),
    }
    return told.near || told.known ? told : undefined
  }
}
