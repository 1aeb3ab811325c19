import { dayOf } from '#src/base/day.ts'
import type { Micros } from '#src/base/moment.ts'
import { ok, refuse, type Result } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import { sealChunk } from '#src/platform/audit.ts'
import { nextRef, type Shell, type Write } from '#src/platform/command.ts'
import {
  findKept,
  insertSetAside,
  isSetAside,
  listNamedVisits,
  lockSource,
} from '#src/visits/call-log/call-log.store.ts'
import { listMoved } from '#src/visits/call-log/correction.store.ts'
import { isLocked, reasonHolds } from '#src/visits/call-log/event-commands.ts'
import { addRows, matchingOn, microsOf, sourceOf } from '#src/visits/call-log/log-commands.ts'
import { dayOfMicros, type SentRow } from '#src/visits/call-log/log-row.ts'
import { clearUnseated, findSeat, reseat, seatKey, touch, type Touched } from '#src/visits/call-log/seating.store.ts'
import { LOGGED, type VisitsFact } from '#src/visits/facts.ts'
import { findVisit } from '#src/visits/visit.store.ts'

export type HandEntry = {
  readonly visitRef: string
  readonly workerRef: string
  readonly in: Micros
  readonly out: Micros
  readonly reasonCode: string
}

export type HandRefusal =
  | 'no such visit'
  | 'visit cancelled'
  | 'no such reason'
  | 'in the future'
  | 'no free seat'
  | 'locked'

/** A visit that the machines missed, entered by a person with a coded reason (M-54, M-55). */
export const enterByHand = (shell: Shell, actor: Actor, input: HandEntry) =>
  shell.command(actor, 'enter-visit-by-hand', async (tx): Promise<Result<string, HandRefusal>> => {
    const visit = await findVisit(tx, input.visitRef)
    if (!visit) return refuse('no such visit')
    if (visit.status === 'cancelled') return refuse('visit cancelled')
    if (await isLocked(tx, visit.day)) return refuse('locked')
    if (!(await reasonHolds(tx, input.reasonCode))) return refuse('no such reason')
    if (input.out > microsOf(tx)) return refuse('in the future')
    const source = sourceOf('manual', '', tx.actor.organisation)
    const logRef = await nextRef(tx, 'ML')
    const row: SentRow = {
      logRef,
      visitRef: visit.visitRef,
      personRef: visit.personRef,
      workerRef: input.workerRef,
      in: input.in,
      inSource: 'manual',
      out: input.out,
      outSource: 'manual',
      reasonCode: input.reasonCode,
    }
    const place = { day: dayOfMicros(row.in), organisationRef: visit.organisationRef }
    const seats = await addRows(
      tx,
      source,
      [{ row, part: 'whole', ...place }],
      logRef,
      new Map([[visit.visitRef, { start: visit.start.epochMilliseconds * 1000 }]]),
    )
    if (!seats.has(seatKey(source, logRef))) return refuse('no free seat')
    tx.record({
      type: 'visits.entered-by-hand',
      about: [`visit:${visit.visitRef}`, `person:${visit.personRef}`, `call-log:${logRef}`],
      data: {
        logRef,
        personRef: visit.personRef,
        visitRef: visit.visitRef,
        workerRef: input.workerRef,
        reasonCode: input.reasonCode,
        chunk: logRef,
        ...(await sealChunk(tx, LOGGED, logRef)),
      },
    } satisfies VisitsFact)
    return ok(logRef)
  })

export type SetAsideRefusal = 'no such row' | 'set aside already' | 'no reason given'
type RowAside = { readonly source: string; readonly logRef: string; readonly reason: string }

/** An officer takes a wrong row out of the reckoning; it is kept, with who, when and why (M-50). */
export const setAside = (shell: Shell, actor: Actor, input: RowAside) =>
  shell.command(actor, 'set-log-row-aside', (tx) => takeAside(tx, input))

/** The same as part of another command. */
export async function takeAside(tx: Write, input: RowAside): Promise<Result<string, SetAsideRefusal>> {
  const { source, logRef } = input
  const reason = input.reason.trim()
  if (reason === '') return refuse('no reason given')
  await lockSource(tx, source)
  const row = await findKept(tx, source, logRef)
  if (!row) return refuse('no such row')
  if (await isSetAside(tx, row.day, source, logRef)) return refuse('set aside already')
  const visitRef = await findSeat(tx, source, logRef)
  await insertSetAside(tx, { day: row.day, organisationRef: row.organisationRef, source, logRef, reason })
  await clearUnseated(tx, row.day, source, logRef)
  const touched: Touched = new Map()
  touch(touched, row.personRef, row.in / 1e6)
  const named = row.visitRef === undefined ? undefined : (await listNamedVisits(tx, [row.visitRef])).get(row.visitRef)
  if (named) touch(touched, row.personRef, named.start / 1e6)
  for (const { personRef, at } of await listMoved(tx, source, [{ day: row.day, logRef }])) touch(touched, personRef, at)
  const { changed } = await reseat(tx, touched, await matchingOn(tx, dayOf(tx.now)))
  const visitRefs = [...changed].sort()
  tx.record({
    type: 'visits.log-set-aside',
    about: [
      `person:${row.personRef}`,
      `call-log:${row.chunk}`,
      ...new Set([...(visitRef === undefined ? [] : [visitRef]), ...visitRefs].map((ref) => `visit:${ref}` as const)),
    ],
    data: { source, logRef, personRef: row.personRef, reason, visitRefs },
  } satisfies VisitsFact)
  return ok(visitRef ?? row.personRef)
}
