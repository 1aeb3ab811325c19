import { addDays, type Day, dayOf, formatDay, formatTime, parseDay } from '#src/base/day.ts'
import { notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import type { Read } from '#src/platform/database.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { chosen, typedText, withQuery } from '#src/platform/pages/queue.ts'
import { keyFigures, section } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'
import { type Absence, ABSENCE_WORDS, absenceAt } from '#src/visits/absences/absence.ts'
import { listAbsences } from '#src/visits/absences/absence.store.ts'
import { dayPicture, type Lane } from '#src/visits/day-picture.page.ts'
import {
  type KeptAttendance,
  type ListedVisit,
  listAttendances,
  searchUnmatched,
  searchVisits,
  type UnmatchedRow,
} from '#src/visits/visit-list.store.ts'
import { type Names, namesOf } from '#src/visits/names.store.ts'
import { attendanceWords, outcomeTags } from '#src/visits/visit-words.page.ts'

const MOST_VISITS = 500

export type DayOf = { readonly by: 'person' | 'provider' | 'worker'; readonly ref: string }

export type DayRead = {
  readonly day: Day
  readonly visits: readonly ListedVisit[]
  readonly total: number
  readonly attendances: ReadonlyMap<string, readonly KeptAttendance[]>
  readonly unmatched: readonly UnmatchedRow[]
  readonly absences: readonly Absence[]
}

/** Everything of one day of a person, a provider or a worker. */
export async function readDay(tx: Read, day: Day, { by, ref }: DayOf): Promise<DayRead> {
  const whose = by === 'person' ? { personRef: ref } : by === 'provider' ? { organisationRef: ref } : { workerRef: ref }
  const { visits, total } = await searchVisits(tx, { from: day, to: day, ...whose }, { offset: 0, limit: MOST_VISITS })
  const seated = await listAttendances(tx, visits)
  const unmatched =
    by === 'worker'
      ? { rows: [] }
      : await searchUnmatched(tx, { from: day, to: day, ...whose }, { offset: 0, limit: 50 })
  return {
    day,
    visits,
    total,
    attendances: Map.groupBy(seated, ({ visitRef }) => visitRef),
    unmatched: unmatched.rows,
    absences:
      by === 'person' && visits.some(({ status }) => status === 'cancelled') ? await listAbsences(tx, [ref]) : [],
  }
}

/** A day's page: the picture, the figures, the table; what was logged and fits no visit. */
export async function showDay({ shell, actor, query, url }: Visit): Promise<Reply> {
  const asked = (['person', 'provider', 'worker'] as const).flatMap((by) =>
    chosen(query, by).map((ref): DayOf => ({ by, ref })),
  )
  const [of] = asked
  if (!of) return notFound()
  const read = async (tx: Read) => {
    const day = parseDay(typedText(query, 'day')) ?? dayOf(tx.now)
    const found = await readDay(tx, day, of)
    const named = [...found.visits, ...found.unmatched]
    const whose = of.by === 'worker' ? named : [...named, subject(of)]
    return { found, names: await namesOf(tx, whose), now: tx.now }
  }
  const { found, names, now } =
    of.by === 'person' ? await shell.view(actor, `person:${of.ref}`, read) : await shell.read(actor, read)
  if (of.by !== 'person') await shell.noteList(actor, 'day', { day: found.day, [of.by]: of.ref, count: found.total })
  const title =
    of.by === 'person' ? names.person(of.ref) : of.by === 'provider' ? names.provider(of.ref) : `Worker ${of.ref}`
  return page({
    title,
    caption: `Visits on ${formatDay(found.day)}`,
    section: 'visits',
    wide: true,
    breadcrumbs: [{ text: 'Visits', href: `/visits?day=${found.day}` }, { text: title }],
    actions: [
      { text: 'Day before', kind: 'secondary', href: withQuery(url, { day: addDays(found.day, -1) }) },
      { text: 'Day after', kind: 'secondary', href: withQuery(url, { day: addDays(found.day, 1) }) },
    ],
    content: html`${dayContent(found, of, names, now, '/visits')}`,
  })
}

const subject = ({ by, ref }: DayOf) => ({
  personRef: by === 'person' ? ref : '',
  organisationRef: by === 'provider' ? ref : null,
})

export function dayContent(found: DayRead, of: DayOf, names: Names, now: Temporal.Instant, base: string): Html {
  const { visits, unmatched, absences } = found
  const away = visits.map((visit) => absenceAt(absences, visit.start)).find((one) => one !== undefined)
  const came = visits.filter(({ seated, status }) => seated > 0 && status === 'planned')
  const tooLate = came.filter(({ outcome }) => outcome === 'missed').length
  const attended = came.length - tooLate
  const missed = visits.filter(({ outcome }) => outcome === 'missed').length
  const cancelled = visits.filter(({ status }) => status === 'cancelled').length
  if (visits.length === 0 && unmatched.length === 0) return html`<p class="govuk-body">No visits on this day.</p>`
  return html`${away && html`<p class="govuk-inset-text">${ABSENCE_WORDS[away.kind]}${away.to ? ` until ${formatDay(dayOf(away.to))}` : ', not known until when'}.</p>`}
${keyFigures([
  { value: String(found.total), label: 'visits planned' },
  { value: String(attended), label: 'attended' },
  { value: String(missed), label: 'missed', ...(tooLate > 0 ? { hint: `${tooLate} too late to count` } : {}) },
  { value: String(cancelled), label: 'cancelled' },
])}
${dayPicture(found.day, lanesOf(found, of, names), now, `${attended} of ${visits.length - cancelled} visits were attended.`)}
${visitTable(found, of, names, base)}
${unmatched.length > 0 && section('Logged, and on no visit', unmatchedTable(unmatched, names))}`
}

function lanesOf(found: DayRead, { by }: DayOf, names: Names): Lane[] {
  const laneOf = (visit: ListedVisit): string =>
    by === 'person' ? `${formatTime(visit.start)}, ${visit.minutes} min` : names.person(visit.personRef)
  return [...Map.groupBy(found.visits, laneOf)].map(([label, visits]) => ({
    label,
    visits: visits.map(({ start, minutes, status }) => ({ start, minutes, isCancelled: status === 'cancelled' })),
    attendances: visits.flatMap(({ visitRef }) => found.attendances.get(visitRef) ?? []),
  }))
}

const visitTable = ({ visits, attendances }: DayRead, { by }: DayOf, names: Names, base: string): Html =>
  dataTable<ListedVisit>({
    caption: 'Visits of the day',
    captionHidden: true,
    rows: visits,
    columns: [
      {
        heading: 'Planned',
        cell: (one) =>
          html`${link(`${formatTime(one.start)}, ${one.minutes} minutes`, `${base}/${encodeURIComponent(one.visitRef)}`)}${one.workers === 2 && small('Two workers')}${one.bankHoliday && small('Bank holiday')}`,
      },
      ...(by === 'person'
        ? []
        : [
            {
              heading: 'Person',
              cell: (one: ListedVisit) => html`${names.person(one.personRef)}${small(one.personRef)}`,
            },
          ]),
      ...(by === 'provider'
        ? []
        : [{ heading: 'Provider', cell: (one: ListedVisit) => names.provider(one.organisationRef) }]),
      { heading: 'There', cell: (one) => html`${(attendances.get(one.visitRef) ?? []).map(attendanceWords)}` },
      { heading: 'What became of it', cell: (one) => outcomeTags(one) },
    ],
  })

export const unmatchedTable = (unmatched: readonly UnmatchedRow[], names: Names): Html =>
  dataTable<UnmatchedRow>({
    caption: 'Log rows on no visit',
    captionHidden: true,
    rows: unmatched,
    columns: [
      { heading: 'Log-in', cell: (one) => formatTime(one.in) },
      { heading: 'Person', cell: (one) => html`${names.person(one.personRef)}${small(one.personRef)}` },
      { heading: 'Worker', cell: (one) => one.workerRef },
      { heading: 'Row', cell: (one) => html`${one.logRef}${small(one.source)}` },
      { heading: 'Why', cell: (one) => WHY_WORDS[one.why] ?? one.why },
    ],
  })

export const WHY_WORDS: Readonly<Record<string, string>> = {
  'no visit near': 'No visit is planned near this time',
  'no free seat': 'Every worker of the visit is logged already',
  'visit cancelled': 'The visit was cancelled',
  'provider not known': 'The person has no provider',
  'taken off': 'An officer took it off the visit',
}
