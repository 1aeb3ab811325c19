/**
 * What the mails of the live watch say. They name no person and hold no link, as all mails about care: whoever reads one signs
 * in as ever, and finds there who is waiting.
 */
import { counted } from '#src/base/counted.ts'
import { dayOf, formatDay, formatTime } from '#src/base/day.ts'
import type { MailTemplate } from '#src/platform/sign-in/mail.ts'
import { lateWords } from '#src/visits/watch/alert.ts'
import type { AwaitedVisit } from '#src/visits/watch/alert.store.ts'

/** A mail names so many visits; the rest are on the page that it says. */
const NAMED = 20

type Late = Pick<AwaitedVisit, 'visitRef' | 'awaits' | 'due' | 'timeCritical'>

const urgentFirst = (a: Late, b: Late): number =>
  Number(b.timeCritical) - Number(a.timeCritical) || Temporal.Instant.compare(a.due, b.due)

const line = ({ visitRef, awaits, due, timeCritical }: Late, now: Temporal.Instant): string =>
  `- ${visitRef}: no ${awaits}, due ${formatTime(due)} on ${formatDay(dayOf(due))}, ${lateWords(due, now)} ago${timeCritical ? '. TIME-CRITICAL' : ''}`

/** The values of a mail about some alerts: kept in the outbox as words until it is sent. */
export function alertMail(late: readonly Late[], now: Temporal.Instant): Record<string, string> {
  const critical = late.filter(({ timeCritical }) => timeCritical).length
  const more = late.length - NAMED
  const lines = late
    .toSorted(urgentFirst)
    .slice(0, NAMED)
    .map((one) => line(one, now))
  return {
    many: `${counted(late.length, 'visit')}${critical > 0 ? `, ${critical} time-critical` : ''}`,
    lines: [...lines, ...(more > 0 ? [`and ${counted(more, 'more visit')}`] : [])].join('\n'),
  }
}

export const mails: Readonly<Record<string, MailTemplate>> = {
  'alert-provider': ({ name, many, lines }) => ({
    subject: `Answer needed: ${many} without a log`,
    text: `Hello ${name}

Nobody is known to have come, or to have left, when they should have:

${lines}

Find out how the person is and say what happened: sign in to the provider portal as usual and open Visits, Visits that need an answer. If the visit was made, send its log. This mail has no link, so that you need not trust one.`,
  }),
  'alert-council': ({ name, many, lines }) => ({
    subject: `Live watch: ${many} without a log`,
    text: `Hello ${name}

Providers were told of these visits, and nothing has come since:

${lines}

Sign in to Almoner as usual and open Visits, Live watch: the provider's telephone number stands beside each. This mail has no link, so that you need not trust one.`,
  }),
}
