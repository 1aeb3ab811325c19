import { addDays, dayOf, formatDay, formatTime } from '#src/base/day.ts'
import { findPerson, personName } from '#src/people/index.ts'
import { notFound, page, type Reply, type Visit as Asked } from '#src/platform/http/doors.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { keyFigures, section } from '#src/platform/pages/record.ts'
import { dataTable, link, shortDay, small } from '#src/platform/pages/table.ts'
import { CONTINUITY_DAYS } from '#src/visits/measures/measure.ts'
import { listWorkersOf, type WorkerOfPerson } from '#src/visits/measures/measure.store.ts'
import { listAttendances, type ListedVisit, punctualityOf, searchVisits } from '#src/visits/visit-list.store.ts'
import { actualMinutes, type Punctuality } from '#src/visits/visit-outcome.ts'
import { attendanceWords, outcomeTags } from '#src/visits/visit-words.page.ts'

/** More than eight visits a day for 28 days. */
const MOST_VISITS = 240

/** A person's own picture: who came, when, for how long. */
export async function showWhoCame({ shell, actor, params }: Asked): Promise<Reply> {
  const personRef = params['ref'] ?? ''
  return shell.view(actor, `person:${personRef}`, async (tx) => {
    const person = await findPerson(tx, personRef)
    if (!person) return notFound()
    const to = dayOf(tx.now)
    const from = addDays(to, 1 - CONTINUITY_DAYS)
    const { visits, total } = await searchVisits(tx, { from, to, personRef }, { offset: 0, limit: MOST_VISITS })
    const over = visits.filter(
      ({ status, start }) => status === 'planned' && Temporal.Instant.compare(start, tx.now) <= 0,
    )
    const workers = await listWorkersOf(tx, personRef, from, addDays(to, 1))
    const came = Map.groupBy(await listAttendances(tx, over), ({ visitRef }) => visitRef)
    const { missed } = await punctualityOf(tx)
    const name = personName(person)
    return page({
      title: `Who came to ${name}`,
      caption: personRef,
      section: 'people',
      wide: true,
      breadcrumbs: [
        { text: 'People', href: '/people' },
        { text: name, href: `/people/${personRef}` },
        { text: 'Who came' },
      ],
      content: html`<p class="govuk-body">The ${CONTINUITY_DAYS} days to ${formatDay(to)}${total > visits.length && `, the first ${visits.length} of ${total} visits`}.</p>${whoCameFigures(
        over,
        workers,
      )}${workersTable(workers)}${visitsByDay(over, came, missed)}`,
    })
  })
}

function whoCameFigures(visits: readonly ListedVisit[], workers: readonly WorkerOfPerson[]): Html {
  const told = visits.filter(({ outcome }) => ['on time', 'early', 'late'].includes(outcome))
  const onTime = told.filter(({ outcome }) => outcome === 'on time').length
  const times = workers.reduce((sum, one) => sum + one.times, 0)
  const topThree = workers.slice(0, 3).reduce((sum, one) => sum + one.times, 0)
  const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${Math.round((part * 100) / whole)}%`)
  return keyFigures([
    { value: String(workers.length), label: workers.length === 1 ? 'worker came' : 'different workers came' },
    { value: percent(topThree, times), label: 'of the visits by the three who came most' },
    { value: percent(onTime, told.length), label: 'of the visits on time' },
    { value: String(visits.filter(({ outcome }) => outcome === 'missed').length), label: 'missed' },
  ])
}

const hours = (minutes: number): string => `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`

const workersTable = (workers: readonly WorkerOfPerson[]): Html =>
  section(
    'Who came',
    dataTable<WorkerOfPerson>({
      caption: 'Who came',
      captionHidden: true,
      rows: workers,
      empty: 'Nobody has logged in.',
      columns: [
        { heading: 'Worker', cell: ({ workerRef }) => workerRef },
        { heading: 'Times', format: 'number', cell: ({ times }) => times },
        { heading: 'Together', format: 'number', cell: ({ minutes }) => hours(minutes) },
        { heading: 'Last came', cell: ({ lastCame }) => shortDay(lastCame) },
      ],
    }),
  )

const under = (words: string | undefined): Html | undefined => (words === undefined ? undefined : small(words))

type Came = ReadonlyMap<string, Awaited<ReturnType<typeof listAttendances>>>

/** Somebody came, and the visit counts as missed all the same (M-42): the family asks why. */
function missedWords(
  { outcome, visitRef, minutes }: ListedVisit,
  came: Came,
  { belowPercent }: Punctuality['missed'],
): string | undefined {
  const attendances = came.get(visitRef) ?? []
  const actual = actualMinutes(attendances)
  if (outcome !== 'missed' || actual === undefined) return undefined
  if (belowPercent === null || actual * 100 >= minutes * belowPercent) return 'Too late to count as made'
  const who = attendances.length > 1 ? 'Both were there' : 'There'
  return `${who} for ${actual} of ${minutes} minutes: less than ${belowPercent}% does not count as made`
}

const visitsByDay = (visits: readonly ListedVisit[], came: Came, missed: Punctuality['missed']): Html =>
  section(
    'Every visit, the newest first',
    dataTable<ListedVisit>({
      caption: 'Every visit, the newest first',
      captionHidden: true,
      rows: visits.toReversed(),
      empty: 'No visit was planned.',
      columns: [
        { heading: 'Day', cell: ({ day }) => shortDay(day) },
        {
          heading: 'Planned',
          cell: ({ start, minutes, visitRef }) =>
            html`${link(formatTime(start), `/visits/${encodeURIComponent(visitRef)}`)}${small(`${minutes} minutes`)}`,
        },
        {
          heading: 'Who came',
          cell: ({ visitRef }) => html`${(came.get(visitRef) ?? []).map((one) => html`${attendanceWords(one)} `)}`,
        },
        {
          heading: 'How it went',
          cell: (visit) => html`${outcomeTags(visit)}${under(missedWords(visit, came, missed))}`,
        },
      ],
    }),
  )
