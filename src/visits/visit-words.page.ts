/** Words and pieces that the pages of visits share. */
import { formatTime } from '#src/base/day.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { StatusTag, TagColour } from '#src/platform/pages/page.ts'
import { small } from '#src/platform/pages/table.ts'
import { type Flag, type Outcome, OUTCOME_WORDS, type VisitOutcome } from '#src/visits/visit-outcome.ts'
import type { KeptAttendance } from '#src/visits/visit-list.store.ts'

const COLOURS: Readonly<Record<Outcome | Flag, TagColour>> = {
  cancelled: 'grey',
  'to come': 'blue',
  waiting: 'yellow',
  missed: 'red',
  'under way': 'teal',
  'no log-out': 'orange',
  'on time': 'green',
  early: 'yellow',
  late: 'orange',
  'one worker': 'red',
  short: 'orange',
  manual: 'purple',
}

export const tagsOf = ({ outcome, flags }: VisitOutcome): StatusTag[] =>
  [outcome, ...flags].map((state) => ({ text: OUTCOME_WORDS[state], colour: COLOURS[state] }))

export const outcomeTags = (outcome: VisitOutcome): Html =>
  html`${tagsOf(outcome).map((one) => html`${statusTag(one)} `)}`

const SOURCE_WORDS: Readonly<Record<string, string>> = {
  app_gps: 'app with GPS',
  tag: 'tag',
  landline: 'landline',
  fob: 'fob',
  manual: 'by hand',
}
export const sourceWords = (source: string | undefined): string =>
  source === undefined ? '' : (SOURCE_WORDS[source] ?? source)

/** "9:02am to 9:31am, W-1", or that nobody logged out. */
export const attendanceWords = (one: KeptAttendance): Html =>
  html`${formatTime(one.in)} to ${one.out ? formatTime(one.out) : html`<strong class="almoner-bad">no log-out</strong>`}${small(one.workerRef)}`

/** "Complex" for the code of a rate card. */
export const skillWords = (skill: string): string =>
  `${skill.slice(0, 1).toUpperCase()}${skill.slice(1).replaceAll('_', ' ')}`
