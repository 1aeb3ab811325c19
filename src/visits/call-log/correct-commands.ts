import { type Day, dayOf } from '#src/base/day.ts'
import type { Micros } from '#src/base/moment.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell, Write } from '#src/platform/command.ts'
import { findKept, isSetAside, listNamedVisits, lockSource } from '#src/visits/call-log/call-log.store.ts'
import {
  type Corrected,
  type CorrectionAsked,
  type CorrectionFault,
  correctRow,
  lastOpenDay,
} from '#src/visits/call-log/correction.ts'
import {
  findCorrected,
  insertCorrection,
  insertSeatDecision,
  type KeptDecision,
  listSeatDecisions,
  type RowPlace,
} from '#src/visits/call-log/correction.store.ts'
import { isLocked, reasonHolds } from '#src/visits/call-log/event-commands.ts'
import { matchingOn, microsOf } from '#src/visits/call-log/log-commands.ts'
import type { SentRow } from '#src/visits/call-log/log-row.ts'
import { decidedSeat, inForce } from '#src/visits/call-log/seat-decision.ts'
import { findSeat, reseat, touch, type Touched } from '#src/visits/call-log/seating.store.ts'
import { type EarlyCorrection, listWaiting, settleEarly } from '#src/visits/early-corrections/early-correction.store.ts'
import type { VisitsFact } from '#src/visits/facts.ts'
import { findVisit } from '#src/visits/visit.store.ts'

/** A row about which something is said: as it came, as it stands, where it sits. */
type StandingRow = {
  readonly place: RowPlace
  readonly sent: SentRow
  readonly standing: Corrected & { readonly reasonCode?: string | undefined }
  readonly corrections: number
  readonly decisions: readonly KeptDecision[]
  readonly seat: string | undefined
  readonly chunk: string
}

type RowRefusal = 'no such row' | 'set aside already' | 'no reason given'

async function readRow(tx: Write, source: string, logRef: string): Promise<Result<StandingRow, RowRefusal>> {
  await lockSource(tx, source)
  const kept = await findKept(tx, source, logRef)
  if (!kept) return refuse('no such row')
  const { day, personRef, organisationRef, chunk } = kept
  if (await isSetAside(tx, day, source, logRef)) return refuse('set aside already')
  const place = { day, source, logRef, personRef, organisationRef }
  const corrected = await findCorrected(tx, place)
  return ok({
    place,
    sent: kept,
    standing: corrected ? { ...corrected, out: corrected.out ?? kept.out } : kept,
    corrections: corrected?.number ?? 0,
    decisions: await listSeatDecisions(tx, place),
    seat: await findSeat(tx, source, logRef),
    chunk,
  })
}

/** Seats anew around every moment at which the row counted or counts now; answers with the visits that it changed. */
async function seatAround(
  tx: Write,
  { place, sent, standing, decisions, seat }: StandingRow,
  now: { readonly in?: Micros; readonly visitRef?: string },
): Promise<string[]> {
  const touched: Touched = new Map()
  for (const at of new Set([sent.in, standing.in, now.in ?? standing.in])) touch(touched, place.personRef, at / 1e6)
  const pin = decidedSeat(decisions)?.pin
  const named = [sent.visitRef, seat, pin, now.visitRef].filter((ref) => ref !== undefined)
  for (const { start } of (await listNamedVisits(tx, [...new Set(named)])).values())
    touch(touched, place.personRef, start / 1e6)
  const { changed } = await reseat(tx, touched, await matchingOn(tx, dayOf(tx.now)))
  return [...changed].sort()
}

const aboutRow = ({ place, chunk }: StandingRow, visitRefs: readonly string[]) =>
  [
    `person:${place.personRef}`,
    `call-log:${chunk}`,
    ...visitRefs.map((visitRef) => `visit:${visitRef}` as const),
  ] as const

const rowData = ({ place }: StandingRow, visitRefs: readonly string[]) => ({
  day: place.day,
  source: place.source,
  logRef: place.logRef,
  personRef: place.personRef,
  visitRefs,
})

const attended = ({ workerRef, in: timeIn, out }: Corrected) => ({
  workerRef,
  in: instantOf(timeIn),
  out: out === undefined ? null : instantOf(out),
})

const instantOf = (at: Micros): string => Temporal.Instant.fromEpochMilliseconds(Math.floor(at / 1000)).toString()

export type CorrectLog = CorrectionAsked & {
  readonly source: string
  readonly logRef: string
  readonly reason: string
  /** The name of a note or a file that shows it. */
  readonly evidence?: string | undefined
  /** How many corrections their writer had before them; left out, it does not matter. */
  readonly seen?: number | undefined
}
export type CorrectRefusal = RowRefusal | CorrectionFault | 'no such reason' | 'locked' | 'corrected meanwhile'
export type CorrectedLog = {
  readonly number: number
  readonly day: Day
  readonly visitRef: string | undefined
  readonly visitRefs: readonly string[]
}

/** Says what is right instead of what a log row says. The row stays; the latest correction counts (M-50, M-55). */
export const correctLog = (shell: Shell, actor: Actor, input: CorrectLog, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'correct-log-row',
    async (tx): Promise<Result<CorrectedLog, CorrectRefusal>> => {
      // What was said before the row came was said before this.
      await lockSource(tx, input.source)
      await applyWaiting(tx, input.source, input.logRef)
      return correctNow(tx, input)
    },
    options,
  )

async function correctNow(
  tx: Write,
  input: CorrectLog,
  early?: EarlyCorrection,
): Promise<Result<CorrectedLog, CorrectRefusal>> {
  const reason = input.reason.trim()
  if (reason === '') return refuse('no reason given')
  const read = await readRow(tx, input.source, input.logRef)
  if (!read.ok) return read
  const row = read.value
  if ((input.seen ?? row.corrections) !== row.corrections) return refuse('corrected meanwhile')
  if (await isTooLate(tx, row.place.day, early)) return refuse('locked')
  if (!(await reasonHolds(tx, input.reasonCode))) return refuse('no such reason')
  const corrected = correctRow(row.sent, row.standing, input, microsOf(tx))
  if (!corrected.ok) return corrected
  const number = row.corrections + 1
  const evidence = input.evidence?.trim() || undefined
  await insertCorrection(tx, row.place, {
    ...corrected.value,
    number,
    reasonCode: input.reasonCode,
    reason,
    evidence,
  })
  const changed = await seatAround(tx, row, { in: corrected.value.in })
  tx.record({
    type: 'visits.log-corrected',
    about: aboutRow(row, changed),
    data: {
      ...rowData(row, changed),
      number,
      before: attended(row.standing),
      after: attended(corrected.value),
      reasonCode: input.reasonCode,
      reason,
      evidence: evidence ?? null,
    },
  } satisfies VisitsFact)
  const visitRef = await findSeat(tx, input.source, input.logRef)
  return ok({ number, day: row.place.day, visitRef, visitRefs: changed })
}

/**
 * Applies the corrections of a row that came before it, in their order, as of the days on which they were said. Answers with what came
 * of each; nothing where none waits or the row has not come.
 */
export async function applyWaiting(tx: Write, source: string, logRef: string): Promise<string[]> {
  const waiting = await listWaiting(tx, source, logRef)
  if (waiting.length === 0 || !(await findKept(tx, source, logRef))) return []
  const outcomes: string[] = []
  for (const one of waiting) {
    const { workerRef, in: timeIn, out, reasonCode, reason, evidence } = one
    const said = {
      workerRef: workerRef ?? undefined,
      in: timeIn ?? undefined,
      out: out ?? undefined,
      reasonCode,
      reason,
    }
    const done = await correctNow(tx, { source, logRef, ...said, evidence: evidence ?? undefined }, one)
    outcomes.push(done.ok ? 'applied' : done.error)
    await settleEarly(tx, one, done.ok ? 'applied' : done.error)
  }
  return outcomes
}

/** What a provider said before the row came counts as of the day on which it said it. */
async function isTooLate(tx: Write, day: Day, early: EarlyCorrection | undefined): Promise<boolean> {
  if (early === undefined) return isLocked(tx, day)
  if (early.organisationRef === null) return false
  return dayOf(early.at) > lastOpenDay(day, (await getPolicy(tx, 'matching', dayOf(tx.now))).lockDays)
}

export type SeatRow = {
  readonly source: string
  readonly logRef: string
  readonly visitRef: string
  readonly reason: string
  /** Where the row sat when the officer looked, '' for nowhere; left out, it does not matter. */
  readonly seen?: string | undefined
}
export type SeatRefusal =
  | RowRefusal
  | 'moved meanwhile'
  | 'no such visit'
  | 'visit cancelled'
  | 'another person'
  | 'no provider'
  | 'another provider'
  | 'too far'
  | 'no free seat'
  | 'put there already'

/** A visit this far from a log-in cannot be what the worker came for. */
const FARTHEST: Micros = 7 * 24 * 3600e6

/** An officer puts a log row on a visit. It stays there however the rest is matched, until that is undone. */
export const putOnVisit = (shell: Shell, actor: Actor, input: SeatRow) =>
  shell.command(actor, 'put-log-row-on-visit', async (tx): Promise<Result<string, SeatRefusal>> => {
    const reason = input.reason.trim()
    if (reason === '') return refuse('no reason given')
    const read = await readRow(tx, input.source, input.logRef)
    if (!read.ok) return read
    const row = read.value
    const { place, decisions, standing } = row
    if (isMoved(row, input)) return refuse('moved meanwhile')
    const visit = await findVisit(tx, input.visitRef)
    if (!visit) return refuse('no such visit')
    if (visit.status === 'cancelled') return refuse('visit cancelled')
    if (visit.personRef !== place.personRef) return refuse('another person')
    if (place.organisationRef === undefined) return refuse('no provider')
    if (place.organisationRef !== visit.organisationRef) return refuse('another provider')
    if (Math.abs(visit.start.epochMilliseconds * 1000 - standing.in) > FARTHEST) return refuse('too far')
    if (decidedSeat(decisions)?.pin === visit.visitRef) return refuse('put there already')
    const number = decisions.length + 1
    await insertSeatDecision(tx, place, {
      number,
      verb: 'seat',
      visitRef: visit.visitRef,
      undoes: undefined,
      reason,
    })
    const changed = await seatAround(tx, row, { visitRef: visit.visitRef })
    if ((await findSeat(tx, place.source, place.logRef)) !== visit.visitRef) return refuse('no free seat')
    recordSeat(tx, 'visits.row-seated', row, { number, visitRef: visit.visitRef, reason }, changed)
    return ok(visit.visitRef)
  })

const isMoved = ({ seat = '' }: StandingRow, { seen }: Pick<SeatRow, 'seen'>): boolean => (seen ?? seat) !== seat

function recordSeat(
  tx: Write,
  type: 'visits.row-seated' | 'visits.row-taken-off',
  row: StandingRow,
  decision: { number: number; visitRef: string; reason: string },
  changed: readonly string[],
): void {
  const visitRefs = [...new Set([decision.visitRef, ...changed])]
  tx.record({
    type,
    about: aboutRow(row, visitRefs),
    data: { ...rowData(row, visitRefs), ...decision },
  } satisfies VisitsFact)
}

export type TakeOffRefusal = RowRefusal | 'sits nowhere' | 'moved meanwhile'

/** An officer takes a log row off the visit on which it sits. It never comes back there by itself. */
export const takeOffVisit = (shell: Shell, actor: Actor, input: Omit<SeatRow, 'visitRef'>) =>
  shell.command(actor, 'take-log-row-off-visit', async (tx): Promise<Result<string, TakeOffRefusal>> => {
    const reason = input.reason.trim()
    if (reason === '') return refuse('no reason given')
    const read = await readRow(tx, input.source, input.logRef)
    if (!read.ok) return read
    const row = read.value
    if (isMoved(row, input)) return refuse('moved meanwhile')
    if (row.seat === undefined) return refuse('sits nowhere')
    const number = row.decisions.length + 1
    await insertSeatDecision(tx, row.place, {
      number,
      verb: 'take off',
      visitRef: row.seat,
      undoes: undefined,
      reason,
    })
    const changed = await seatAround(tx, row, {})
    recordSeat(tx, 'visits.row-taken-off', row, { number, visitRef: row.seat, reason }, changed)
    return ok(row.seat)
  })

export type UndoRefusal = RowRefusal | 'not in force'

/** A decision about a row's seat no longer counts; the row is matched again without it. */
export const undoSeatDecision = (
  shell: Shell,
  actor: Actor,
  input: { source: string; logRef: string; number: number; reason: string },
) =>
  shell.command(actor, 'undo-seat-decision', async (tx): Promise<Result<string | undefined, UndoRefusal>> => {
    const reason = input.reason.trim()
    if (reason === '') return refuse('no reason given')
    const read = await readRow(tx, input.source, input.logRef)
    if (!read.ok) return read
    const row = read.value
    const undone = inForce(row.decisions).find((one) => one.number === input.number)
    if (!undone || undone.verb === 'undo') return refuse('not in force')
    const { verb, visitRef } = undone
    const number = row.decisions.length + 1
    await insertSeatDecision(tx, row.place, { number, verb: 'undo', visitRef, undoes: undone.number, reason })
    const changed = await seatAround(tx, row, { visitRef })
    const visitRefs = [...new Set([visitRef, ...changed])]
    tx.record({
      type: 'visits.seat-decision-undone',
      about: aboutRow(row, visitRefs),
      data: { ...rowData(row, visitRefs), number, undoes: undone.number, verb, visitRef, reason },
    } satisfies VisitsFact)
    return ok(await findSeat(tx, input.source, input.logRef))
  })
