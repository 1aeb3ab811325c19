import { dayOf, formatDay, formatInstant, type Instant } from '#src/base/day.ts'
import { clockOf, dutyOf, type Exit, EXIT_STATE_WORDS, type ExitState, isOpened } from '#src/continuity/exits/exit.ts'
import type { Policies } from '#src/councils/index.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { KeyFact, Page, StatusTag, TagColour } from '#src/platform/pages/page.ts'
import { inset } from '#src/platform/pages/record.ts'
import { bad } from '#src/platform/pages/table.ts'

const COLOURS: Readonly<Record<ExitState, TagColour>> = {
  signalled: 'orange',
  open: 'red',
  closed: 'green',
  stood_down: 'grey',
}

export const exitTag = (state: ExitState): StatusTag => ({ text: EXIT_STATE_WORDS[state], colour: COLOURS[state] })

export const EXIT_CRUMB = { text: 'Provider exits', href: '/exits' }

const TABS = ['Overview', 'People', 'Plan', 'Board', 'Briefing'] as const
export type ExitTab = (typeof TABS)[number]

const hrefOf = (exitRef: string, tab: ExitTab): string =>
  tab === 'Overview' ? `/exits/${exitRef}` : `/exits/${exitRef}/${tab.toLowerCase()}`

/** What every page of an exit has in common. */
export const exitFrame = (
  exit: Exit & { readonly organisationName: string },
  tab: ExitTab,
): Pick<Page, 'title' | 'caption' | 'section' | 'breadcrumbs' | 'tags' | 'tabs'> => ({
  title: exit.organisationName,
  caption: `Provider exit ${exit.exitRef}${tab === 'Overview' ? '' : `, ${tab.toLowerCase()}`}`,
  section: 'exits',
  breadcrumbs: [EXIT_CRUMB, { text: exit.exitRef }],
  tags: [exitTag(exit.state)],
  tabs: TABS.map((text) => ({ text, href: hrefOf(exit.exitRef, text), current: text === tab })),
})

const dueWords = (due: Instant, isDone: boolean, now: Instant): Html | string =>
  !isDone && Temporal.Instant.compare(due, now) < 0 ? bad(formatInstant(due)) : formatInstant(due)

/** The clock that follows from the cause: by when everybody is listed, by when there is a plan, the last day of care. */
export function clockFacts(
  exit: Exit,
  policy: Policies['continuity'],
  planned: boolean,
  now: Instant,
): (KeyFact | false)[] {
  const last = exit.lastDay !== null && { label: 'Last day of care', value: formatDay(exit.lastDay) }
  if (!isOpened(exit)) return [{ label: 'Heard', value: formatInstant(exit.signalledAt) }, last]
  const clock = clockOf(exit, policy)
  return [
    { label: 'Opened', value: formatInstant(exit.openedAt) },
    { label: 'Everybody listed by', value: dueWords(clock.listBy, exit.listedAt !== null, now) },
    { label: 'Plan by', value: dueWords(clock.planBy, planned, now) },
    exit.lastDay === null
      ? { label: 'Last day of care', value: clock.urgent ? 'Not known: it may stop at any hour' : 'Not known' }
      : { label: 'Last day of care', value: lastDayWords(exit.lastDay, now) },
  ]
}

const lastDayWords = (lastDay: string, now: Instant): Html | string =>
  lastDay < dayOf(now) ? bad(formatDay(lastDay)) : formatDay(lastDay)

/** The duty in words, as the law has it for the cause. */
export const dutyInset = (exit: Exit): Html | undefined => {
  if (exit.cause === null) return undefined
  const { law, words } = dutyOf(exit.cause)
  return inset(html`<p class="govuk-body"><strong>${law}.</strong> ${words}</p>`)
}
