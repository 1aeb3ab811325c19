/** Words and pieces that the pages of visits share. */
import { formatTime } from '#src/base/day.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
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

export type Names = { readonly person: (ref: string) => string; readonly provider: (ref: string) => string }

/** Names of people and providers by reference, in one reading; a reference that is not known stands for itself. */
export async function namesOf(
  tx: Read,
  listed: readonly { readonly personRef: string; readonly organisationRef: string | null }[],
): Promise<Names> {
  const people = [...new Set(listed.map(({ personRef }) => personRef))]
  const providers = [...new Set(listed.flatMap(({ organisationRef }) => organisationRef ?? []))]
  const found =
    people.length + providers.length === 0
      ? []
      : await rows(
          tx,
          sql<{ kind: 'person' | 'provider'; ref: string; name: string }>`
            select 'person' as kind, person_ref as ref, name from people.v_name
            where council_id = ${tx.council} and person_ref = any(${people}::text[])
            union all
            select 'provider', organisation_ref, name from providers.v_name where organisation_ref = any(${providers}::text[])`,
        )
  const known = new Map(found.map(({ kind, ref, name }) => [`${kind} ${ref}`, name]))
  return {
    person: (ref) => known.get(`person ${ref}`) ?? ref,
    provider: (ref) => known.get(`provider ${ref}`) ?? ref,
  }
}
