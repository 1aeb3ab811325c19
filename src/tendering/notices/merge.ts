/**
 * Merging of releases as OCDS 1.1.5 has it: values replace earlier ones, objects in lists are matched by `id`, lists of anything else
 * and those that the schema marks are replaced whole, null takes away.
 */

/** What anybody's release is held to before it is merged. */
export type Dated = { readonly ocid: string; readonly id: string; readonly date: string }
type Json = { [key: string]: unknown }

/** Marked `wholeListMerge` in the schema, wherever they stand. */
export const WHOLE_LISTS: ReadonlySet<string> = new Set(['additionalIdentifiers', 'additionalClassifications'])
/** Marked `omitWhenMerged`, at the top of a release. */
export const OMITTED: ReadonlySet<string> = new Set(['id', 'date', 'tag'])

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const isMergedByItem = (key: string, value: unknown): value is Json[] =>
  Array.isArray(value) && !WHOLE_LISTS.has(key) && value.every(isObject)

/** Oldest first; releases of one moment by their id, so that the order in which they came says nothing. */
export const inOrder = <R extends Dated>(releases: readonly R[]): R[] =>
  releases.toSorted((a, b) => momentOf(a) - momentOf(b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))

const momentOf = ({ date }: Dated): number => Temporal.Instant.from(date).epochMilliseconds

type Leaf = (into: Json, key: string, value: unknown, inList: boolean) => void

/** Walks one release over what the earlier ones left; `leaf` lays a value down. */
function lay(into: Json, from: Json, leaf: Leaf, top: boolean, inList: boolean): void {
  for (const [key, value] of Object.entries(from)) {
    if (top && OMITTED.has(key)) continue
    if (isMergedByItem(key, value)) layList(into, key, value, leaf)
    else if (isObject(value)) {
      const there = isObject(into[key]) ? into[key] : {}
      lay(there, value, leaf, false, false)
      if (Object.keys(there).length > 0) into[key] = there
      else delete into[key]
    } else leaf(into, key, value, inList)
  }
}

function layList(into: Json, key: string, items: readonly Json[], leaf: Leaf): void {
  if (items.length === 0) return
  const list = Array.isArray(into[key]) ? (into[key] as Json[]) : []
  into[key] = list
  for (const item of items) {
    const id = item['id']
    const there = id === undefined || id === null ? undefined : list.find((each) => String(each['id']) === String(id))
    const target = there ?? {}
    if (!there) list.push(target)
    lay(target, item, leaf, false, true)
  }
}

const plainLeaf: Leaf = (into, key, value) => {
  if (value === null) delete into[key]
  else into[key] = structuredClone(value)
}

/** The state of a process after all its releases, tagged `compiled`. */
export function compile<R extends Dated>(releases: readonly R[]): Json & Dated {
  const ordered = inOrder(releases)
  const last = ordered.at(-1)
  if (!last) throw new Error('a record needs a release')
  const compiled: Json = {}
  for (const release of ordered) lay(compiled, release as unknown as Json, plainLeaf, true, false)
  return { ...compiled, ocid: last.ocid, id: `${last.ocid}-${last.date}`, date: last.date, tag: ['compiled'] }
}

type Version = { releaseID: string; releaseDate: string; releaseTag: unknown; value: unknown }

/** The same with every value that each field ever had, and which release gave it. */
export function versioned<R extends Dated>(releases: readonly R[]): Json {
  const all: Json = {}
  for (const release of inOrder(releases)) {
    const { ocid, ...rest } = release as unknown as Json
    const told = { releaseID: release.id, releaseDate: release.date, releaseTag: rest['tag'] }
    lay(all, rest, versionLeaf(told), true, false)
    all['ocid'] = ocid
  }
  return all
}

const versionLeaf =
  (told: Omit<Version, 'value'>): Leaf =>
  (into, key, value, inList) => {
    // The id of an object in a list is what it is found by: it has no history.
    if (inList && key === 'id') {
      into[key] = value
      return
    }
    const versions = Array.isArray(into[key]) ? (into[key] as Version[]) : []
    if (JSON.stringify(versions.at(-1)?.value) !== JSON.stringify(value)) versions.push({ ...told, value })
    into[key] = versions
  }

export type OcdsRecord<R extends Dated> = {
  readonly ocid: string
  readonly releases: readonly R[]
  readonly compiledRelease: Json & Dated
  readonly versionedRelease: Json
}

/** Everything of one contracting process. */
export const recordOf = <R extends Dated>(releases: readonly R[]): OcdsRecord<R> => ({
  ocid: releases[0]?.ocid ?? '',
  releases: inOrder(releases),
  compiledRelease: compile(releases),
  versionedRelease: versioned(releases),
})
