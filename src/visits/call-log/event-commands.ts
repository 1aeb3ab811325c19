import { type Day, dayOf } from '#src/base/day.ts'
import type { Micros } from '#src/base/moment.ts'
import { ok, refuse, type Result } from '#src/base/result.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import { sealChunk } from '#src/platform/audit.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'
import { findKept, listKept, listNamedVisits, lockSource } from '#src/visits/call-log/call-log.store.ts'
import { lastOpenDay } from '#src/visits/call-log/correction.ts'
import { addRows, numbersOf, readKnown } from '#src/visits/call-log/log-commands.ts'
import type { LogSource, SentRow } from '#src/visits/call-log/log-row.ts'
import { findSeat, seatKey, type SeatsTaken } from '#src/visits/call-log/seating.store.ts'
import { type Answer, type ReadRow, takeRows } from '#src/visits/call-log/take-rows.ts'
import { LOGGED, type VisitsFact } from '#src/visits/facts.ts'

export type LogIn = {
  readonly source: string
  readonly row: SentRow
}

export type EventAnswer = { readonly answer: 'accepted' | 'already had'; readonly visitRef: string | undefined }

type EventRefusal = { readonly phrase: 'changed' | 'not right'; readonly reason: string; readonly cure: string }

/** Nothing is new: the transaction is undone and the earlier answer given. */
type Nothing = { readonly phrase: 'already had' }

/** A worker logs in; the log-out follows under the same reference. */
export const logIn = (shell: Shell, actor: Actor, { source, row }: LogIn, options: CommandOptions) =>
  event(shell, actor, { name: 'log-in', source, logRef: row.logRef }, options, async (tx) => {
    await lockSource(tx, source)
    const known = await readKnown(tx, source, [row])
    const before = known.rows.get(row.logRef)
    // A log-in that is sent again after its log-out is the same event still.
    const isSame = before && takeRows([asRead(row)], { ...known, rows: new Map([[row.logRef, withoutOut(before)]]) })
    const answer = isSame?.[0] ?? takeRows([asRead(row)], known)[0]
    if (answer?.answer === 'already had') return refuse<Nothing>({ phrase: 'already had' })
    if (answer?.answer !== 'accepted') return refuse(refusalOf(answer, before !== undefined))
    const named = row.visitRef === undefined ? undefined : known.visits.get(row.visitRef)
    const organisationRef = tx.actor.organisation ?? named?.organisationRef ?? known.providerOf.get(row)
    const chunk = await nextRef(tx, numbersOf('LE', source))
    const seats = await addRows(
      tx,
      source,
      [{ row, day: answer.day, part: 'in', organisationRef }],
      chunk,
      known.visits,
    )
    return recordEvent(tx, 'visits.logged-in', source, row, row.in, chunk, seats)
  })

const asRead = (row: SentRow): ReadRow => ({ logRef: row.logRef, read: ok(row) })

const withoutOut = <R extends SentRow>(row: R): R => ({ ...row, out: undefined, outSource: undefined })

const refusalOf = (answer: Answer | undefined, wasSent: boolean): EventRefusal => {
  const fault = answer?.answer === 'refused' ? answer.fault : { reason: 'nothing was sent', cure: 'Send the event.' }
  return { phrase: wasSent ? 'changed' : 'not right', reason: fault.reason, cure: fault.cure }
}

export type LogOut = {
  readonly source: string
  readonly logRef: string
  readonly workerRef: string
  readonly out: Micros
  readonly outSource: LogSource
  readonly reasonCode: string | undefined
}

/** The log-out that belongs to a log-in sent before. */
export const logOut = (shell: Shell, actor: Actor, input: LogOut, options: CommandOptions) =>
  event(shell, actor, { ...input, name: 'log-out' }, options, async (tx) => {
    const { source, logRef, out, outSource, reasonCode } = input
    await lockSource(tx, source)
    const before = (await listKept(tx, source, [logRef])).get(logRef)
    const notRight = (reason: string, cure: string): EventRefusal => ({ phrase: 'not right', reason, cure })
    if (!before) return refuse(notRight('No log-in has this log_ref', 'Send the log-in first, under the same log_ref.'))
    if (before.workerRef !== input.workerRef)
      return refuse(notRight('Another worker logged in under this log_ref', 'Check worker_ref and log_ref.'))
    if (out < before.in) return refuse(notRight('The log-out is before the log-in', 'Check the time.'))
    const row = { ...before, out, outSource, reasonCode: before.reasonCode ?? reasonCode }
    const known = await readKnown(tx, source, [row])
    const isKnownReason = await reasonHolds(tx, reasonCode)
    if (!isKnownReason)
      return refuse(notRight(`reason_code ${reasonCode} is not one of the council's`, 'Use one of its codes.'))
    const [answer] = takeRows([asRead(row)], known)
    if (answer?.answer === 'already had') return refuse<Nothing>({ phrase: 'already had' })
    if (answer?.answer !== 'accepted') return refuse(refusalOf(answer, true))
    const place = await findKept(tx, source, logRef)
    const chunk = await nextRef(tx, numbersOf('LE', source))
    const sent = { ...row, reasonCode }
    const seats = await addRows(
      tx,
      source,
      [{ row: sent, day: before.day, part: 'out', organisationRef: place?.organisationRef }],
      chunk,
      await listNamedVisits(tx, before.visitRef === undefined ? [] : [before.visitRef]),
    )
    return recordEvent(tx, 'visits.logged-out', source, row, out, chunk, seats)
  })

/** A provider enters and corrects by hand only within the council's days (M-55); officers at any time. */
export async function isLocked(tx: Write, day: Day): Promise<boolean> {
  if (tx.actor.organisation === undefined) return false
  const today = dayOf(tx.now)
  return today > lastOpenDay(day, (await getPolicy(tx, 'matching', today)).lockDays)
}

export async function reasonHolds(tx: Read, code: string | undefined): Promise<boolean> {
  if (code === undefined) return true
  const { codes } = await getPolicy(tx, 'manual-reasons', dayOf(tx.now))
  return codes.some((one) => one.code === code)
}

async function recordEvent(
  tx: Write,
  type: 'visits.logged-in' | 'visits.logged-out',
  source: string,
  row: SentRow,
  at: Micros,
  chunk: string,
  seats: SeatsTaken,
): Promise<Result<EventAnswer, never>> {
  const visitRef = seats.get(seatKey(source, row.logRef))
  tx.record({
    type,
    about: [
      `call-log:${chunk}`,
      `person:${row.personRef}`,
      ...(visitRef === undefined ? [] : ([`visit:${visitRef}`] as const)),
    ],
    data: {
      source,
      logRef: row.logRef,
      personRef: row.personRef,
      visitRef: visitRef ?? null,
      workerRef: row.workerRef,
      at: Temporal.Instant.fromEpochMilliseconds(Math.floor(at / 1000)).toString(),
      chunk,
      ...(await sealChunk(tx, LOGGED, chunk)),
    },
  } satisfies VisitsFact)
  return ok({ answer: 'accepted', visitRef })
}

async function event(
  shell: Shell,
  actor: Actor,
  { name, source, logRef }: { readonly name: string; readonly source: string; readonly logRef: string },
  options: CommandOptions,
  decide: (tx: Write) => Promise<Result<EventAnswer, EventRefusal | Nothing>>,
): Promise<Result<EventAnswer, EventRefusal>> {
  const done = await shell.command(actor, name, decide, options)
  if (done.ok) return done
  if (done.error.phrase === 'already had')
    return ok({ answer: 'already had', visitRef: await shell.read(actor, (tx) => findSeat(tx, source, logRef)) })
  return refuse(done.error as EventRefusal)
}
