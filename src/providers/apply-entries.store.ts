import type { Day } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { listCurrentRatings, saveRatings } from '#src/providers/ratings/rating.store.ts'
import {
  listByRef,
  lockLocations,
  lockOrganisations,
  saveListings,
  saveLocations,
  saveOrganisations,
  saveSuccessions,
} from '#src/providers/register.store.ts'
import {
  blankLocation,
  blankOrganisation,
  type Change,
  joinEntries,
  type LocationEntry,
  mergeLocation,
  mergeOrganisation,
  type OrganisationEntry,
  type RegisterEntry,
  type Succession,
} from '#src/providers/register.ts'

/** Where entries come from: the layout of the extract and the day that it describes. */
export type Source = { readonly layout: string; readonly asOf: Day }

export type Outcome = {
  readonly kind: 'location' | 'organisation'
  readonly ref: string
  readonly name: string | null
  readonly line: number | null
  readonly outcome: 'new' | 'changed' | 'unchanged'
  readonly changes: readonly Change[]
  readonly organisationRef: string | null
}

export type NewRating = {
  readonly ref: string
  readonly name: string | null
  readonly organisationRef: string | null
  readonly serviceGroup: string
  readonly rating: string
  readonly before: string | null
  readonly ratedOn: Day
}

export type Applied = {
  readonly outcomes: readonly Outcome[]
  readonly ratingsNew: number
  /** Overall ratings that now differ for locations known before. */
  readonly ratingsPublished: readonly NewRating[]
  readonly successions: readonly Succession[]
}

/** Lays entries over the register: locks, merges, saves. The same entries a second time change nothing. */
export async function applyEntries(tx: Write, entries: readonly RegisterEntry[], source: Source): Promise<Applied> {
  const organisations = await applyOrganisations(tx, entries, source)
  const locations = await applyLocations(tx, entries, source)
  const known = locations.filter(({ outcome }) => outcome !== 'new').map(({ ref }) => ref)
  const ratings = entries.flatMap((entry) => entry.ratings)
  const before = ratings.length > 0 && known.length > 0 ? await overallOf(tx, known) : new Map()
  const ratingsNew = await saveRatings(tx, ratings, source.layout, source.asOf)
  const after = ratingsNew > 0 && known.length > 0 ? await overallOf(tx, known) : before
  const successions = await saveSuccessions(
    tx,
    entries.flatMap((entry) => entry.successions),
  )
  await saveListings(
    tx,
    source.layout,
    entries.flatMap(({ location }) =>
      location?.localAuthority && location.status === 'registered'
        ? [{ locationRef: location.locationRef, area: location.localAuthority }]
        : [],
    ),
    source.asOf,
  )
  const outcomesByRef = new Map(locations.map((location) => [location.ref, location]))
  const ratingsPublished = [...after].flatMap(([key, now]): NewRating[] => {
    const then = before.get(key)
    const location = outcomesByRef.get(now.ref)
    // A first rating in our books is not news of a change.
    if (!then || !location || then.rating === now.rating || now.rating === null) return []
    const { serviceGroup, rating, ratedOn } = now
    return [
      {
        ref: now.ref,
        name: location.name,
        organisationRef: location.organisationRef,
        serviceGroup,
        rating,
        before: then.rating,
        ratedOn,
      },
    ]
  })
  return { outcomes: [...organisations, ...locations], ratingsNew, ratingsPublished, successions }
}

const overallOf = async (tx: Write, refs: readonly string[]) =>
  new Map(
    (await listCurrentRatings(tx, 'location', refs))
      .filter(({ keyQuestion }) => keyQuestion === 'Overall')
      .map((current) => [`${current.ref} ${current.serviceGroup}`, current] as const),
  )

async function applyOrganisations(tx: Write, entries: readonly RegisterEntry[], { asOf }: Source): Promise<Outcome[]> {
  const said = Map.groupBy(
    entries.filter((entry) => entry.organisation !== undefined),
    (entry) => (entry.organisation as OrganisationEntry).organisationRef,
  )
  const known = new Map((await lockOrganisations(tx, [...said.keys()])).map((one) => [one.organisationRef, one]))
  const merged = [...said].map(([ref, some]) => {
    const entry = joinEntries(some.map(({ organisation }) => organisation as OrganisationEntry))
    const before = known.get(ref)
    return {
      ref,
      before,
      line: some[0]?.line ?? null,
      ...mergeOrganisation(before ?? blankOrganisation(ref), entry, asOf),
    }
  })
  await saveOrganisations(
    tx,
    merged
      .filter(({ before, changes, next }) => !before || changes.length > 0 || next.asOf !== before.asOf)
      .map(({ next }) => next),
  )
  return merged.map(({ ref, before, line, next, changes }) => ({
    kind: 'organisation',
    ref,
    name: next.name,
    line,
    outcome: !before ? 'new' : changes.length > 0 ? 'changed' : 'unchanged',
    changes: before ? changes : [],
    organisationRef: ref,
  }))
}

async function applyLocations(tx: Write, entries: readonly RegisterEntry[], { asOf }: Source): Promise<Outcome[]> {
  const said = Map.groupBy(
    entries.filter((entry) => entry.location !== undefined),
    (entry) => (entry.location as LocationEntry).locationRef,
  )
  const known = new Map((await lockLocations(tx, [...said.keys()])).map((one) => [one.locationRef, one]))
  const merged = [...said].map(([ref, some]) => {
    const entry = joinEntries(some.map(({ location }) => location as LocationEntry))
    const before = known.get(ref)
    return { ref, before, line: some[0]?.line ?? null, ...mergeLocation(before ?? blankLocation(ref), entry, asOf) }
  })
  await saveLocations(
    tx,
    merged
      .filter(({ before, changes, next }) => !before || changes.length > 0 || next.asOf !== before.asOf)
      .map(({ next }) => next),
  )
  return merged.map(({ ref, before, line, next, changes }) => ({
    kind: 'location',
    ref,
    name: next.name,
    line,
    outcome: !before ? 'new' : changes.length > 0 ? 'changed' : 'unchanged',
    changes: before ? changes : [],
    organisationRef: next.organisationRef,
  }))
}

/** The names of both ends of successions, for their facts. */
export const nameSuccessions = async (tx: Write, successions: readonly Succession[]) => {
  const ends = await listByRef(
    tx,
    successions.flatMap(({ earlierRef, laterRef }) => [earlierRef, laterRef]),
  )
  const byRef = new Map(ends.map((end) => [end.locationRef, end]))
  return successions.map((succession) => ({
    ...succession,
    name: byRef.get(succession.laterRef)?.name ?? byRef.get(succession.earlierRef)?.name ?? null,
    organisationRefs: [
      byRef.get(succession.earlierRef)?.organisationRef,
      byRef.get(succession.laterRef)?.organisationRef,
    ].filter((ref): ref is string => typeof ref === 'string'),
  }))
}
