import { createHash } from 'node:crypto'
import { type Day, formatDay } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Actor, RecordKey } from '#src/platform/actor.ts'
import { sealChunk } from '#src/platform/audit.ts'
import { nextRef, type Shell, type Write } from '#src/platform/command.ts'
import { type Applied, applyEntries, nameSuccessions, type Outcome } from '#src/providers/apply-entries.store.ts'
import { asFact } from '#src/providers/facts.ts'
import {
  type Finding,
  findImport,
  findingChunks,
  type ImportCounts,
  type ImportRecord,
  noCounts,
  saveFindings,
  saveImport,
} from '#src/providers/import.store.ts'
import {
  goneFrom,
  type Issue,
  type Listed,
  type RegisterEntry,
  type Succession,
  successionsAmong,
} from '#src/providers/register.ts'
import {
  listByRef,
  listEndedAt,
  listListedBefore,
  lockLocations,
  markGone,
  newerListing,
  saveSuccessions,
} from '#src/providers/register.store.ts'

export type StartImport = {
  fileName: string
  fileSha256: string
  bytes: number
  layout: string
  asOf: Day
  listsAll: boolean
  notes: readonly string[]
}

export const startImport = (shell: Shell, actor: Actor, input: StartImport) =>
  shell.command(actor, 'start-import', async (tx): Promise<Result<ImportRecord, never>> => {
    const importRef = await nextRef(tx, 'IM')
    const record: ImportRecord = {
      ...noCounts(),
      ...input,
      importRef,
      notes: [...input.notes],
      status: 'running',
      failure: null,
      startedAt: tx.now,
      startedBy: actor.name,
      progressedAt: tx.now,
      finishedAt: null,
      bytesRead: 0,
    }
    await saveImport(tx, record)
    const { fileName, fileSha256, layout, asOf } = input
    tx.record(
      asFact({
        type: 'providers.import-started',
        about: [`import:${importRef}`],
        data: { importRef, fileName, fileSha256, layout, asOf },
      }),
    )
    return ok(record)
  })

/** What an import carries from one chunk to the next. */
export type ImportState = {
  readonly record: ImportRecord
  readonly chunks: number
  readonly findings: number
  /** How each location and organisation came out so far, by kind and reference. */
  readonly outcomes: ReadonlyMap<string, Outcome['outcome']>
}

export type Chunk = {
  readonly entries: readonly RegisterEntry[]
  readonly issues: readonly Issue[]
  readonly rows: number
  readonly bytesRead: number
}

const keyOf = ({ kind, ref }: Outcome): string => `${kind}:${ref}`

/** Takes one chunk of a file into the register, with its findings and its progress, as one command. */
export const importChunk = (shell: Shell, actor: Actor, state: ImportState, chunk: Chunk) =>
  shell.command(actor, 'import-chunk', async (tx): Promise<Result<ImportState, never>> => {
    const { importRef, layout, asOf } = state.record
    const applied = await applyEntries(tx, chunk.entries, { layout, asOf })
    const { counts, outcomes } = countUp(state, chunk, applied)
    const record = { ...state.record, ...counts, bytesRead: chunk.bytesRead, progressedAt: tx.now }
    await saveImport(tx, record)
    const name = `${importRef}/${state.chunks + 1}`
    const found = [...chunk.issues.map(findingOfIssue), ...findingsOf(state, applied)]
    const findings = await saveFindings(tx, importRef, name, state.findings, found)
    recordApplied(tx, importRef, applied)
    await recordSuccessions(tx, applied.successions)
    tx.record(
      asFact({
        type: 'providers.imported-chunk',
        about: [`import:${importRef}`],
        data: {
          importRef,
          chunk: name,
          ...(await sealChunk(tx, findingChunks, name)),
          entriesSha256: createHash('sha256').update(JSON.stringify(chunk.entries)).digest('hex'),
          rows: chunk.rows,
          locationsNew: counts.locationsNew - state.record.locationsNew,
          locationsChanged: counts.locationsChanged - state.record.locationsChanged,
          ratingsNew: applied.ratingsNew,
          rejected: counts.rowsRejected - state.record.rowsRejected,
        },
      }),
    )
    return ok({ record, chunks: state.chunks + 1, findings, outcomes })
  })

/** A location that stands in several chunks is counted once, under the most that happened to it. */
function countUp(
  state: ImportState,
  chunk: Chunk,
  applied: Applied,
): { counts: ImportCounts; outcomes: Map<string, Outcome['outcome']> } {
  const outcomes = new Map(state.outcomes)
  const { record } = state
  const counts: ImportCounts = { ...record }
  const add = (kind: Outcome['kind'], outcome: Outcome['outcome'], by: number) => {
    if (kind === 'location' && outcome === 'new') counts.locationsNew += by
    if (kind === 'location' && outcome === 'changed') counts.locationsChanged += by
    if (kind === 'location' && outcome === 'unchanged') counts.locationsUnchanged += by
    if (kind === 'organisation' && outcome === 'new') counts.organisationsNew += by
    if (kind === 'organisation' && outcome === 'changed') counts.organisationsChanged += by
  }
  for (const result of applied.outcomes) {
    const earlier = outcomes.get(keyOf(result))
    if (earlier === 'new' || earlier === 'changed' || earlier === result.outcome) continue
    if (earlier) add(result.kind, earlier, -1)
    add(result.kind, result.outcome, 1)
    outcomes.set(keyOf(result), result.outcome)
  }
  counts.rowsRead += chunk.rows
  counts.rowsRejected += chunk.issues.filter(({ kind }) => kind === 'rejected').length
  counts.rowsRepeated += chunk.issues.filter(({ kind }) => kind === 'repeated').length
  counts.warnings += chunk.issues.filter(({ kind }) => kind === 'warning').length
  counts.ratingsNew += applied.ratingsNew
  return { counts, outcomes }
}

const findingOfIssue = ({ kind, line, ref, field, value, reason, cure }: Issue): Finding => ({
  finding: kind,
  line,
  recordKind: ref === null ? null : 'location',
  recordRef: ref,
  recordName: null,
  field,
  value,
  reason,
  cure,
  changes: null,
})

const findingsOf = (state: ImportState, applied: Applied): Finding[] =>
  applied.outcomes
    .filter(
      (outcome) =>
        outcome.outcome !== 'unchanged' && !(outcome.outcome === 'new' && state.outcomes.has(keyOf(outcome))),
    )
    .map((outcome) => ({
      ...recordFinding(outcome.outcome === 'new' ? 'new' : 'changed', outcome.kind, outcome.ref, outcome.name),
      line: outcome.line,
      changes: outcome.outcome === 'changed' ? outcome.changes : null,
    }))

const recordFinding = (
  finding: Finding['finding'],
  kind: 'location' | 'organisation',
  ref: string,
  name: string | null,
): Finding => ({
  finding,
  line: null,
  recordKind: kind,
  recordRef: ref,
  recordName: name,
  field: null,
  value: null,
  reason: null,
  cure: null,
  changes: null,
})

const about = (locationRef: string, ...organisationRefs: (string | null | undefined)[]): RecordKey[] => [
  `location:${locationRef}`,
  ...organisationRefs.flatMap((ref): RecordKey[] => (ref ? [`provider:${ref}`] : [])),
]

/** Facts about records that were known before: what later stages and a provider's history hear of. */
export function recordApplied(tx: Write, importRef: string | null, applied: Applied): void {
  for (const { kind, ref, name, organisationRef, outcome, changes } of applied.outcomes)
    if (kind === 'location' && outcome === 'changed')
      tx.record(
        asFact({
          type: 'providers.location-changed',
          about: about(ref, organisationRef),
          data: { locationRef: ref, name, changes, importRef },
        }),
      )
  for (const { ref, name, organisationRef, serviceGroup, rating, before, ratedOn } of applied.ratingsPublished)
    tx.record(
      asFact({
        type: 'providers.rating-published',
        about: about(ref, organisationRef),
        data: { locationRef: ref, name, serviceGroup, rating, before, ratedOn },
      }),
    )
}

async function recordSuccessions(tx: Write, successions: readonly Succession[]) {
  const named = successions.length === 0 ? [] : await nameSuccessions(tx, successions)
  for (const { earlierRef, laterRef, basis, name, organisationRefs } of named)
    tx.record(
      asFact({
        type: 'providers.location-re-registered',
        about: [...about(earlierRef, ...organisationRefs), `location:${laterRef}`],
        data: { earlierRef, laterRef, name, basis },
      }),
    )
  return named
}

export type FinishImport = {
  /** The areas that the extract speaks of. */
  readonly areas: readonly string[]
  readonly listed: ReadonlySet<string>
}

/** Ends an import: marks what a complete extract no longer lists, and links services that came back under a new id. */
export const finishImport = (shell: Shell, actor: Actor, state: ImportState, input: FinishImport) =>
  shell.command(actor, 'finish-import', async (tx): Promise<Result<ImportRecord, never>> => {
    const { importRef, asOf } = state.record
    const { gone, notes } = await goneNow(tx, state, input)
    await closeGone(tx, state.record, gone)
    const named = await recordSuccessions(tx, await linkArrived(tx, state))
    await saveFindings(tx, importRef, `${importRef}/end`, state.findings, endFindings(gone, named, asOf))
    const record: ImportRecord = {
      ...state.record,
      locationsGone: gone.length,
      locationsSucceeded: named.length,
      notes: [...state.record.notes, ...notes],
      status: 'finished',
      bytesRead: state.record.bytes,
      progressedAt: tx.now,
      finishedAt: tx.now,
    }
    await saveImport(tx, record)
    const { fileName, rowsRead, rowsRejected, locationsNew, locationsChanged, locationsGone, ratingsNew } = record
    tx.record(
      asFact({
        type: 'providers.imported',
        about: [`import:${importRef}`],
        data: {
          importRef,
          fileName,
          rowsRead,
          rejected: rowsRejected,
          locationsNew,
          locationsChanged,
          locationsGone,
          ratingsNew,
        },
      }),
    )
    return ok(record)
  })

async function closeGone(tx: Write, { importRef, asOf }: ImportRecord, gone: readonly Listed[]): Promise<void> {
  const refs = gone.map(({ locationRef }) => locationRef)
  await lockLocations(tx, refs)
  await markGone(tx, refs, asOf)
  const owners = new Map((await listByRef(tx, refs)).map((one) => [one.locationRef, one.organisationRef]))
  for (const { locationRef, name } of gone)
    tx.record(
      asFact({
        type: 'providers.location-gone',
        about: about(locationRef, owners.get(locationRef)),
        data: { locationRef, name, asOf, importRef },
      }),
    )
}

const endFindings = (
  gone: readonly Listed[],
  named: readonly (Succession & { name: string | null })[],
  asOf: Day,
): Finding[] => [
  ...gone.map(({ locationRef, name }) => ({
    ...recordFinding('gone', 'location', locationRef, name),
    reason: `it was listed before and is not in this extract of ${formatDay(asOf)}`,
    cure: 'if it still runs, check the extract; a later extract that lists it brings it back',
  })),
  ...named.map(({ earlierRef, laterRef, name, basis }) => ({
    ...recordFinding('re-registered', 'location', laterRef, name),
    value: earlierRef,
    reason:
      basis === 'register'
        ? 'the register says that it follows this registration'
        : 'it has the name and postcode of this ended registration',
  })),
]

async function goneNow(
  tx: Write,
  { record, outcomes }: ImportState,
  { areas, listed }: FinishImport,
): Promise<{ gone: Listed[]; notes: string[] }> {
  if (!record.listsAll || areas.length === 0) return { gone: [], notes: [] }
  if (await newerListing(tx, record.layout, areas, record.asOf))
    return { gone: [], notes: ['A newer extract of this kind is in the register already, so this one closes nothing.'] }
  // What this extract brought is listed by now too, but was not before.
  const before = (await listListedBefore(tx, record.layout, areas, record.asOf)).filter(
    ({ locationRef }) => outcomes.get(`location:${locationRef}`) !== 'new',
  )
  const gone = goneFrom(before, listed)
  if (gone !== 'looks like a part') return { gone, notes: [] }
  return {
    gone: [],
    notes: [
      'More than three in ten of the locations listed before are not in this file. It was taken for a part of the register, so nothing was marked as gone.',
    ],
  }
}

async function linkArrived(tx: Write, state: ImportState): Promise<Succession[]> {
  const refs = [...state.outcomes].flatMap(([key, outcome]) =>
    outcome === 'new' && key.startsWith('location:') ? [key.slice('location:'.length)] : [],
  )
  const arrived = (await listByRef(tx, refs)).filter(({ postcode }) => postcode !== null)
  const ended = await listEndedAt(tx, [...new Set(arrived.map(({ postcode }) => postcode as string))])
  const endedRefs = new Set(ended.map(({ locationRef }) => locationRef))
  const running = arrived.filter(({ locationRef }) => !endedRefs.has(locationRef))
  return saveSuccessions(tx, successionsAmong(ended, running))
}

/** Notes why an import stopped; what it took until then stays, and taking the file again carries on from there. */
export const failImport = (shell: Shell, actor: Actor, importRef: string, failure: string) =>
  shell.command(actor, 'fail-import', async (tx) => {
    const record = await findImport(tx, importRef)
    if (record?.status !== 'running') return refuse('not running')
    await saveImport(tx, { ...record, status: 'failed', failure, finishedAt: tx.now, progressedAt: tx.now })
    tx.record(asFact({ type: 'providers.import-failed', about: [`import:${importRef}`], data: { importRef, failure } }))
    return ok(null)
  })
