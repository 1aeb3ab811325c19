/** Words and pieces that the pages of the watch share. */
import { formatTime, type Instant } from '#src/base/day.ts'
import type { Code } from '#src/councils/index.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { StatusTag } from '#src/platform/pages/page.ts'
import { bad, small } from '#src/platform/pages/table.ts'
import { type Awaits, lateWords } from '#src/visits/watch/alert.ts'
import type { KeptAlert, Waiting } from '#src/visits/watch/alert.store.ts'

export const AWAITS_WORDS: Readonly<Record<Awaits, string>> = {
  'log-in': 'Nobody logged in',
  'log-out': 'Logged in and never out',
}

export const alertHref = (base: string, { visitRef, awaits }: { visitRef: string; awaits: Awaits }): string =>
  `${base}/watch/${encodeURIComponent(visitRef)}/${awaits}`

export const reasonLabel = (reasons: readonly Code[], code: string | undefined): string =>
  reasons.find((one) => one.code === code)?.label ?? code?.replaceAll('_', ' ') ?? ''

export function alertTag(alert: KeptAlert): StatusTag {
  if (alert.closedAt) return { text: 'Closed', colour: 'grey' }
  if (alert.explainedAt) return { text: 'Explained', colour: 'blue' }
  if (alert.acknowledgedAt) return { text: 'Acknowledged', colour: 'yellow' }
  if (alert.step === 0) return { text: 'Begun', colour: 'grey' }
  return { text: 'No answer', colour: 'red' }
}

export const howLate = (one: Waiting, now: Instant): Html =>
  html`${bad(lateWords(one.due, now))}${one.awaits === 'log-out' && small('No log-out')}${one.awaits === 'log-in' && one.workers > 1 && small(`${one.seated} of ${one.workers} workers there`)}`

/** "Provider told 9:15am", "acknowledged 9:20am by Pat" … */
export function soFar(one: KeptAlert, reasons: readonly Code[]): Html {
  if (one.step === 0) return html`Nobody told yet`
  return html`${statusTag(alertTag(one))}${small(`Provider told ${formatTime(one.raisedAt)}`)}${
    one.councilToldAt && small(`Council told ${formatTime(one.councilToldAt)}`)
  }${one.acknowledgedAt && !one.explainedAt && small(`Acknowledged ${formatTime(one.acknowledgedAt)} by ${one.acknowledgedBy ?? ''}`)}${
    one.explainedAt &&
    small(
      `${reasonLabel(reasons, one.reasonCode)}: ${one.explanation ?? ''} (${one.explainedBy ?? ''}, ${formatTime(one.explainedAt)})`,
    )
  }`
}
