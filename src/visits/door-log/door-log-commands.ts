import { randomInt } from 'node:crypto'
import { dayOf, type Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { type Actor, systemActor } from '#src/platform/actor.ts'
import { nextRef, type Shell } from '#src/platform/command.ts'
import { hashOf, randomSecret } from '#src/platform/http/session.ts'
import { accountKey, addressKey, forgive, takeTry } from '#src/platform/sign-in/lock-out.ts'
import { hashPassword, isPassword, spendTheTime } from '#src/platform/sign-in/password.ts'
import { onAccounts } from '#src/platform/sign-in/tables.ts'
import { findKept } from '#src/visits/call-log/call-log.store.ts'
import { type EventAnswer, logIn, logOut } from '#src/visits/call-log/event-commands.ts'
import { sourceOf } from '#src/visits/call-log/log-commands.ts'
import type { SentRow } from '#src/visits/call-log/log-row.ts'
import { councilOfToken, type DoorEvent, stayRef } from '#src/visits/door-log/door-event.ts'
import {
  endSheet,
  endWorker,
  findSheet,
  findStay,
  findWorker,
  insertEvent,
  insertSheet,
  isEventKept,
  isVisited,
  lockHome,
  saveWorker,
  type Sheet,
} from '#src/visits/door-log/door-log.store.ts'
import type { VisitsFact } from '#src/visits/facts.ts'

export type Issued = { readonly sheetRef: string; readonly token: string }

/** A new sheet for a home; the one before it, if any, stops working. The link is told this once. */
export const issueSheet = (shell: Shell, actor: Actor, personRef: string) =>
  shell.command(actor, 'issue-door-sheet', async (tx): Promise<Result<Issued, 'not visited'>> => {
    const organisationRef = actor.organisation
    if (organisationRef === undefined || !(await isVisited(tx, personRef, organisationRef, dayOf(tx.now))))
      return refuse('not visited')
    await lockHome(tx, personRef)
    const before = await endSheet(tx, personRef, organisationRef, 'issued anew')
    const sheetRef = await nextRef(tx, 'DS')
    const token = `${tx.council}.${randomSecret()}`
    await insertSheet(tx, { sheetRef, personRef, organisationRef }, hashOf(token))
    tx.record({
      type: 'visits.door-sheet-issued',
      about: [`person:${personRef}`, `door-sheet:${sheetRef}`, `provider:${organisationRef}`],
      data: { sheetRef, personRef, organisationRef, instead: before ?? null },
    } satisfies VisitsFact)
    return ok({ sheetRef, token })
  })

/** A sheet that was lost or is no longer wanted. The council may stop any, a provider its own. */
export const stopSheet = (
  shell: Shell,
  actor: Actor,
  { personRef, organisationRef }: { personRef: string; organisationRef: string },
) =>
  shell.command(actor, 'stop-door-sheet', async (tx): Promise<Result<string, 'no such sheet'>> => {
    const sheetRef = await endSheet(tx, personRef, organisationRef, 'stopped')
    if (sheetRef === undefined) return refuse('no such sheet')
    tx.record({
      type: 'visits.door-sheet-stopped',
      about: [`person:${personRef}`, `door-sheet:${sheetRef}`, `provider:${organisationRef}`],
      data: { sheetRef, personRef, organisationRef },
    } satisfies VisitsFact)
    return ok(sheetRef)
  })

const newPin = (): string => String(randomInt(0, 1_000_000)).padStart(6, '0')

export type NewWorker = { readonly workerRef: string; readonly name: string }

/** Adds a worker with a PIN, which is told this once. */
export async function addWorker(
  shell: Shell,
  actor: Actor,
  { workerRef, name }: NewWorker,
): Promise<Result<string, 'on the list already'>> {
  const pin = newPin()
  const pinHash = await hashPassword(pin)
  const organisationRef = actor.organisation ?? ''
  return shell.command(actor, 'add-door-worker', async (tx): Promise<Result<string, 'on the list already'>> => {
    const known = await findWorker(tx, organisationRef, workerRef)
    if (known && known.endedAt === null) return refuse('on the list already')
    await saveWorker(tx, organisationRef, { workerRef: known?.workerRef ?? workerRef, name, pinHash })
    tx.record({
      type: 'visits.door-worker-added',
      about: [`provider:${organisationRef}`],
      data: { organisationRef, workerRef: known?.workerRef ?? workerRef },
    } satisfies VisitsFact)
    return ok(pin)
  })
}

/** A new PIN for somebody who forgot theirs; the old one no longer works. */
export async function renewPin(
  shell: Shell,
  actor: Actor,
  workerRef: string,
): Promise<Result<string, 'no such worker'>> {
  const pin = newPin()
  const pinHash = await hashPassword(pin)
  const organisationRef = actor.organisation ?? ''
  return shell.command(actor, 'renew-door-pin', async (tx): Promise<Result<string, 'no such worker'>> => {
    const known = await findWorker(tx, organisationRef, workerRef)
    if (!known || known.endedAt !== null) return refuse('no such worker')
    await saveWorker(tx, organisationRef, { workerRef: known.workerRef, name: known.name, pinHash })
    tx.record({
      type: 'visits.door-pin-renewed',
      about: [`provider:${organisationRef}`],
      data: { organisationRef, workerRef: known.workerRef },
    } satisfies VisitsFact)
    return ok(pin)
  })
}

export const stopWorker = (shell: Shell, actor: Actor, workerRef: string) =>
  shell.command(actor, 'stop-door-worker', async (tx): Promise<Result<string, 'no such worker'>> => {
    const organisationRef = actor.organisation ?? ''
    if (!(await endWorker(tx, organisationRef, workerRef))) return refuse('no such worker')
    tx.record({
      type: 'visits.door-worker-stopped',
      about: [`provider:${organisationRef}`],
      data: { organisationRef, workerRef },
    } satisfies VisitsFact)
    return ok(workerRef)
  })

// --- at the door

/** A sheet in force, with the council that its link names. */
export type OpenSheet = Sheet & { readonly council: number; readonly token: string }

export async function openSheet(shell: Shell, token: string): Promise<OpenSheet | undefined> {
  const council = councilOfToken(token)
  if (council === undefined) return undefined
  const sheet = await shell.read(systemActor(council), (tx) => findSheet(tx, hashOf(token)))
  return sheet && { ...sheet, council, token }
}

/** A worker with a PIN: the database shows it the rows of its organisation, and it may log. */
const workerActor = (sheet: OpenSheet, worker: { workerRef: string; name: string }): Actor => ({
  kind: 'provider',
  council: sheet.council,
  id: `${sheet.organisationRef}/${worker.workerRef}`,
  name: `${worker.workerRef} at the door`,
  organisation: sheet.organisationRef,
  grants: new Set(['visits.log']),
})

export type Entered = { readonly actor: Actor; readonly workerRef: string }

/** A worker's reference and PIN, judged outside any transaction; tries are counted before, by worker and by address. */
export async function enterAtDoor(
  shell: Shell,
  sheet: OpenSheet,
  typed: { worker: string; pin: string; address: string },
): Promise<Result<Entered, 'wrong' | 'locked'>> {
  const account = accountKey(`door ${sheet.council} ${sheet.organisationRef} ${typed.worker.toLowerCase()}`)
  const address = addressKey(`door ${typed.address}`)
  const isAllowed = await onAccounts(shell.database, (accounts) => takeTry(accounts, [account, address], shell.now()))
  if (!isAllowed) return refuse('locked')
  const own: Actor = { ...workerActor(sheet, { workerRef: 'unknown', name: '' }) }
  const worker = await shell.read(own, (tx) => findWorker(tx, sheet.organisationRef, typed.worker))
  if (!worker || worker.endedAt !== null) {
    await spendTheTime(typed.pin)
    return refuse('wrong')
  }
  if (!(await isPassword(typed.pin, worker.pinHash))) return refuse('wrong')
  await onAccounts(shell.database, (accounts) => forgive(accounts, account, address))
  return ok({ actor: workerActor(sheet, worker), workerRef: worker.workerRef })
}

export type TakenEvent = Result<EventAnswer, { readonly reason: string; readonly cure: string }>

/**
 * Keeps an event as it came, then logs it. Each step is done once however often the phone sends: what is cut off between
 * them is made good by the next sending.
 */
export async function takeDoorEvent(
  shell: Shell,
  sheet: OpenSheet,
  { actor, workerRef }: Entered,
  event: DoorEvent,
  deviceSentAt: Instant,
): Promise<TakenEvent> {
  const source = sourceOf('client', 'door', sheet.organisationRef)
  const logRef = await logRefOf(shell, sheet, { actor, workerRef }, event, source)
  await shell.command(actor, 'keep-door-event', async (tx): Promise<Result<string, 'kept already'>> => {
    await lockHome(tx, sheet.personRef)
    if (await isEventKept(tx, event.id)) return refuse('kept already')
    await insertEvent(tx, sheet, workerRef, event, deviceSentAt, logRef)
    tx.record({
      type: 'visits.door-event-kept',
      about: [`person:${sheet.personRef}`, `door-sheet:${sheet.sheetRef}`],
      data: {
        eventId: event.id,
        personRef: sheet.personRef,
        workerRef,
        kind: event.kind,
        at: event.at.toString(),
        sent: deviceSentAt.toString(),
      },
    } satisfies VisitsFact)
    return ok(event.id)
  })
  if (logRef === undefined)
    return refuse({
      reason: 'No log-in of yours is known here from the last day',
      cure: 'Tell your office: it enters the visit by hand.',
    })
  const at = event.at.epochMilliseconds * 1000
  if (event.kind === 'in')
    return logIn(shell, actor, { source, row: rowOf(logRef, sheet.personRef, workerRef, at) }, {})
  return logOut(shell, actor, { source, logRef, workerRef, out: at, outSource: 'tag', reasonCode: undefined }, {})
}

const rowOf = (logRef: string, personRef: string, workerRef: string, at: number): SentRow => ({
  logRef,
  visitRef: undefined,
  personRef,
  workerRef,
  in: at,
  inSource: 'tag',
  out: undefined,
  outSource: undefined,
  reasonCode: undefined,
})

async function logRefOf(
  shell: Shell,
  sheet: OpenSheet,
  { actor, workerRef }: Entered,
  event: DoorEvent,
  source: string,
): Promise<string | undefined> {
  if (event.kind === 'in') return stayRef(event.id)
  const { stay } = event
  return shell.read(actor, async (tx) => {
    if (stay === undefined) return findStay(tx, source, { personRef: sheet.personRef, workerRef, out: event.at })
    // A stay at another home is not ended by this home's sheet. One that is not here yet is named and refused until it is.
    const kept = await findKept(tx, source, stayRef(stay))
    return kept && kept.personRef !== sheet.personRef ? undefined : stayRef(stay)
  })
}
