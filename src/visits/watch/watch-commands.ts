import { dayOf, type Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { Actor, RecordKey } from '#src/platform/actor.ts'
import type { CommandOptions, Shell, Write } from '#src/platform/command.ts'
import { findOrganisation } from '#src/providers/index.ts'
import type { VisitsFact } from '#src/visits/facts.ts'
import {
  acknowledge,
  type AcknowledgeRefusal,
  alertMinutes,
  type Awaits,
  CATCH_UP_HOURS,
  close,
  type CloseRefusal,
  explain,
  type ExplainRefusal,
  raise,
  type Raised,
  tellsCouncil,
} from '#src/visits/watch/alert.ts'
import {
  type AwaitedVisit,
  closeOver,
  insertAlerts,
  type KeptAlert,
  listNewlyLate,
  listNotLoggedOut,
  lockAlert,
  lockDue,
  lockOver,
  lockWatched,
  reopenFree,
  saveAcknowledged,
  saveClosed,
  saveExplained,
  saveRaised,
  saveWatched,
  stopWatching,
  watchAgain,
} from '#src/visits/watch/alert.store.ts'
import { tellOfAlerts } from '#src/visits/watch/tell-alerts-commands.ts'

type Policy = Parameters<typeof raise>[1]

/** Alerts that one transaction raises or closes: pages are answered between two of them. */
const AT_A_TIME = 200

/** A visit may be planned, or brought back, after its time: so far back each look goes over what it has seen. */
const OVERLAP_MINUTES = 60

export type Watched = { readonly raised: number; readonly closed: number }

/**
 * Looks once at a council's visits: closes alerts that are over, raises those that are due. Done twice, or after a pause, it
 * tells nobody anything twice.
 */
export async function watchVisits(shell: Shell, actor: Actor): Promise<Watched> {
  let raised = 0
  let closed = 0
  for (;;) {
    const look = await shell.command(actor, 'watch-visits', lookOnce)
    if (!look.ok) return { raised, closed }
    raised += look.value.raised
    closed += look.value.closed
    if (look.value.isDone) return { raised, closed }
  }
}

async function lookOnce(tx: Write): Promise<Result<Watched & { isDone: boolean }, 'nothing new'>> {
  const lookedAt = await lockWatched(tx)
  const policy = await getPolicy(tx, 'watch', dayOf(tx.now))
  const over = await lockOver(tx, AT_A_TIME)
  await closeOver(tx, over)
  for (const one of over) recordClosed(tx, one, one.how, one.cameAt ?? undefined, '')
  const reopened = await reopenFree(tx, dayOf(tx.now), AT_A_TIME)
  for (const one of reopened)
    tx.record({ type: 'visits.alert-reopened', about: about(one), data: named(one) } satisfies VisitsFact)
  const due = (await lockDue(tx, AT_A_TIME)).flatMap((alert) => raisedOf(alert, policy, tx.now))
  await saveRaised(tx, due)
  const fresh = (await listFresh(tx, lookedAt, policy)).flatMap((visit) => raisedOf(visit, policy, tx.now))
  await insertAlerts(tx, fresh)
  for (const alert of [...due, ...fresh]) recordRaised(tx, alert, policy)
  await tellOfAlerts(tx, [...due, ...fresh])
  const raised = due.length + fresh.length
  if (raised + over.length + reopened.length === 0) return refuse('nothing new')
  const isDone = [over, reopened, due, fresh].every(({ length }) => length < AT_A_TIME)
  // The moment is kept when all before it has been told.
  if (isDone) await saveWatched(tx, tx.now)
  return ok({ raised, closed: over.length, isDone })
}

const raisedOf = <V extends AwaitedVisit & Partial<KeptAlert>>(
  visit: V,
  policy: Policy,
  now: Instant,
): (V & Raised)[] => {
  const raised = raise(visit, policy, now)
  return raised ? [{ ...visit, ...raised }] : []
}

/** What became late since the last look, as far back as a pause is made up for. */
async function listFresh(tx: Write, lookedAt: Instant | undefined, policy: Policy): Promise<AwaitedVisit[]> {
  const first = {
    usual: policy.alertMinutes[0] ?? 0,
    timeCritical: policy.timeCriticalAlertMinutes[0] ?? 0,
  }
  const farthest = tx.now.subtract({ hours: CATCH_UP_HOURS })
  const from = lookedAt?.subtract({ minutes: Math.max(first.usual, first.timeCritical) + OVERLAP_MINUTES })
  const since = from && Temporal.Instant.compare(from, farthest) > 0 ? from : farthest
  const late = await listNewlyLate(tx, since, first, AT_A_TIME)
  if (late.length === AT_A_TIME) return late
  const open = await listNotLoggedOut(tx, farthest, policy.logOutMinutes, AT_A_TIME - late.length)
  return [...late, ...open]
}

const about = ({
  visitRef,
  personRef,
  organisationRef,
}: Pick<KeptAlert, 'visitRef' | 'personRef' | 'organisationRef'>): RecordKey[] => [
  `visit:${visitRef}`,
  `person:${personRef}`,
  `provider:${organisationRef}`,
]

const named = ({ visitRef, personRef, awaits }: Pick<KeptAlert, 'visitRef' | 'personRef' | 'awaits'>) => ({
  visitRef,
  personRef,
  awaits,
})

function recordRaised(tx: Write, alert: AwaitedVisit & Raised, policy: Policy): void {
  tx.record({
    type: 'visits.alert-raised',
    about: about(alert),
    data: {
      ...named(alert),
      step: alert.step,
      minutes: alertMinutes(alert, policy)[alert.step - 1] ?? 0,
      tells: tellsCouncil(alert.step) ? 'provider and council' : 'provider',
    },
  } satisfies VisitsFact)
}

function recordClosed(
  tx: Write,
  alert: Pick<KeptAlert, 'visitRef' | 'personRef' | 'organisationRef' | 'awaits' | 'due'>,
  how: 'attended' | 'cancelled' | 'by an officer',
  cameAt: Instant | undefined,
  note: string,
): void {
  const lateMinutes =
    cameAt === undefined ? null : Math.floor((cameAt.epochMilliseconds - alert.due.epochMilliseconds) / 60_000)
  tx.record({
    type: 'visits.alert-closed',
    about: about(alert),
    data: { ...named(alert), how, lateMinutes, note },
  } satisfies VisitsFact)
}

export type AlertKey = { readonly visitRef: string; readonly awaits: Awaits }

/** Somebody has seen the alert and looks into it. */
export const acknowledgeAlert = (shell: Shell, actor: Actor, key: AlertKey, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'acknowledge-alert',
    async (tx): Promise<Result<string, AcknowledgeRefusal | 'no such alert'>> => {
      const alert = await lockAlert(tx, key.visitRef, key.awaits)
      if (!alert) return refuse('no such alert')
      const decided = acknowledge(alert)
      if (!decided.ok) return decided
      await saveAcknowledged(tx, alert)
      tx.record({
        type: 'visits.alert-acknowledged',
        about: about(alert),
        data: named(alert),
      } satisfies VisitsFact)
      return ok(alert.visitRef)
    },
    options,
  )

export type ExplainAlert = AlertKey & { readonly code: string; readonly words: string }

/** What happened, by the provider or by an officer who asked. */
export const explainAlert = (shell: Shell, actor: Actor, input: ExplainAlert, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'explain-alert',
    async (tx): Promise<Result<string, ExplainRefusal | 'no such alert'>> => {
      const alert = await lockAlert(tx, input.visitRef, input.awaits)
      if (!alert) return refuse('no such alert')
      const words = input.words.trim()
      const decided = explain(alert, { code: input.code, words }, await getPolicy(tx, 'watch', dayOf(tx.now)))
      if (!decided.ok) return decided
      await saveExplained(tx, alert, input.code, words)
      tx.record({
        type: 'visits.alert-explained',
        about: about(alert),
        data: { ...named(alert), code: input.code, words },
      } satisfies VisitsFact)
      return ok(alert.visitRef)
    },
    options,
  )

/** The duty officer is satisfied that the person is safe, or has seen to it. */
export const closeAlert = (
  shell: Shell,
  actor: Actor,
  input: AlertKey & { readonly note: string },
  options: CommandOptions = {},
) =>
  shell.command(
    actor,
    'close-alert',
    async (tx): Promise<Result<string, CloseRefusal | 'no such alert'>> => {
      const alert = await lockAlert(tx, input.visitRef, input.awaits)
      if (!alert) return refuse('no such alert')
      const note = input.note.trim()
      const decided = close(alert, note)
      if (!decided.ok) return decided
      await saveClosed(tx, alert, note)
      recordClosed(tx, alert, 'by an officer', undefined, note)
      return ok(alert.visitRef)
    },
    options,
  )

export type ChangeWatch = { readonly organisationRef: string; readonly watch: boolean; readonly reason: string }
export type ChangeWatchRefusal = 'no such provider' | 'no reason' | 'it is so already'

/** A provider whose call log comes as a file, hours later, is not watched: a visit without a log-in says nothing of it yet. */
export const changeWatch = (shell: Shell, actor: Actor, input: ChangeWatch) =>
  shell.command(actor, 'change-watch', async (tx): Promise<Result<string, ChangeWatchRefusal>> => {
    const { organisationRef, watch } = input
    const reason = input.reason.trim()
    if (!(await findOrganisation(tx, organisationRef))) return refuse('no such provider')
    if (reason === '') return refuse('no reason')
    const isNew = watch ? await watchAgain(tx, organisationRef) : await stopWatching(tx, organisationRef, reason)
    if (!isNew) return refuse('it is so already')
    tx.record({
      type: 'visits.provider-watch-changed',
      about: [`provider:${organisationRef}`],
      data: { organisationRef, watch, reason },
    } satisfies VisitsFact)
    return ok(organisationRef)
  })
