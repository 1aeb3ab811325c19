/** The alert of a visit that nobody logged in for, or out of: told, acknowledged, explained, closed. */
import { counted } from '#src/base/counted.ts'
import type { Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Policies } from '#src/councils/index.ts'

export const AWAITS = ['log-in', 'log-out'] as const
export type Awaits = (typeof AWAITS)[number]
export const isAwaits = (text: string): text is Awaits => (AWAITS as readonly string[]).includes(text)

export type ClosedHow = 'attended' | 'cancelled' | 'by an officer'

export type Alert = {
  readonly awaits: Awaits
  readonly timeCritical: boolean
  /** The planned start; of a log-out the planned end. */
  readonly due: Instant
  /** How many alerts have been given. */
  readonly step: number
  readonly nextAt: Instant | undefined
  readonly councilToldAt: Instant | undefined
  readonly acknowledgedAt: Instant | undefined
  readonly explainedAt: Instant | undefined
  readonly closedAt: Instant | undefined
}

type WatchPolicy = Policies['watch']

/** A pause of the watch longer than this raises no alert for what it slept through: the lists of visits show it. */
export const CATCH_UP_HOURS = 4

/** Minutes after the due moment at which each alert is given. */
export function alertMinutes(
  { awaits, timeCritical }: Pick<Alert, 'awaits' | 'timeCritical'>,
  policy: WatchPolicy,
): readonly number[] {
  if (awaits === 'log-out') return [policy.logOutMinutes, policy.logOutMinutes * 2]
  return timeCritical ? policy.timeCriticalAlertMinutes : policy.alertMinutes
}

/** The first alert tells the provider; from the second on the council's duty officer is told too. */
export const tellsCouncil = (step: number): boolean => step >= 2

export type Raised = Pick<Alert, 'step' | 'nextAt' | 'councilToldAt'>

/**
 * How far the alerts have got by `now`. After a pause the latest one is given and those before it are not made up for.
 * Undefined while there is nothing new to tell.
 */
export function raise(
  alert: Pick<Alert, 'awaits' | 'timeCritical' | 'due'> & Partial<Pick<Alert, 'step' | 'councilToldAt'>>,
  policy: WatchPolicy,
  now: Instant,
): Raised | undefined {
  const moments = alertMinutes(alert, policy).map((minutes) => alert.due.add({ minutes }))
  const step = moments.filter((moment) => Temporal.Instant.compare(moment, now) <= 0).length
  if (step <= (alert.step ?? 0)) return undefined
  return { step, nextAt: moments[step], councilToldAt: alert.councilToldAt ?? (tellsCouncil(step) ? now : undefined) }
}

export type AcknowledgeRefusal = 'closed already' | 'acknowledged already'

export function acknowledge(alert: Alert): Result<'acknowledged', AcknowledgeRefusal> {
  if (alert.closedAt) return refuse('closed already')
  return alert.acknowledgedAt ? refuse('acknowledged already') : ok('acknowledged')
}

export type ExplainRefusal = 'closed already' | 'not a reason' | 'no words'

/** What happened, coded and in words. It may be said again: the person was out, then came home. */
export function explain(
  alert: Alert,
  { code, words }: { readonly code: string; readonly words: string },
  policy: WatchPolicy,
): Result<'explained', ExplainRefusal> {
  if (alert.closedAt) return refuse('closed already')
  if (!policy.reasons.some((one) => one.code === code)) return refuse('not a reason')
  return words.trim() === '' ? refuse('no words') : ok('explained')
}

export type CloseRefusal = 'closed already' | 'no note'

/** An officer closes what no log-in closed, and says how the person is. */
export function close(alert: Alert, note: string): Result<'closed', CloseRefusal> {
  if (alert.closedAt) return refuse('closed already')
  return note.trim() === '' ? refuse('no note') : ok('closed')
}

/** "47 minutes", "3 hours 5 minutes" */
export function lateWords(due: Instant, now: Instant): string {
  const minutes = Math.max(0, Math.floor((now.epochMilliseconds - due.epochMilliseconds) / 60_000))
  const hours = Math.floor(minutes / 60)
  const rest = minutes - hours * 60
  if (hours === 0) return counted(minutes, 'minute')
  return rest === 0 ? counted(hours, 'hour') : `${counted(hours, 'hour')} ${counted(rest, 'minute')}`
}
