/** Every review that care needs: by month, by whom, and what nobody sees to. */
import { type Day, dayOf, parseDay } from '#src/base/day.ts'
import { getPolicy, listOfficers, listTeams } from '#src/councils/index.ts'
import { NEXT_KINDS, type NextReview } from '#src/people/reviews/next-review.ts'
import { KIND_WORDS, ownerWords } from '#src/people/reviews/next-words.page.ts'
import {
  countReviews,
  REVIEW_SORTS,
  type ReviewFigures,
  type ReviewsWanted,
  searchReviews,
} from '#src/people/reviews/review.store.ts'
import { may } from '#src/platform/actor.ts'
import { csvFile, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { chosen, type Filter, pageAsked, queue, sortAsked, withQuery } from '#src/platform/pages/queue.ts'
import { keyFigures } from '#src/platform/pages/record.ts'
import { bad, link, shortDay, small } from '#src/platform/pages/table.ts'

const PAGE_SIZE = 25
const CSV_ROWS = 10_000
const STATES = ['overdue', 'deferred', 'no day'] as const
const MONTHS_SHOWN = 13

function wantedBy({ query, actor, shell }: Visit): Omit<ReviewsWanted, 'offset' | 'limit'> {
  const whose = chosen(query, 'whose')[0]
  const month = chosen(query, 'month')[0]
  return {
    today: dayOf(shell.now()),
    kinds: NEXT_KINDS.filter((kind) => chosen(query, 'kind').includes(kind)),
    state: STATES.find((state) => state === chosen(query, 'state')[0]),
    month: month !== undefined && parseDay(`${month}-01`) !== undefined ? monthOf(month) : undefined,
    ownerRef: whose === 'mine' ? actor.id : whose?.startsWith('O-') ? whose : undefined,
    teamRef: whose?.startsWith('T-') ? whose : undefined,
    nobodys: whose === 'nobody',
    words: chosen(query, 'words')[0],
    sort: sortAsked(query, REVIEW_SORTS, 'by'),
  }
}

const monthOf = (month: string): { from: Day; to: Day } => {
  const from = Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 })
  return { from: from.toString(), to: from.add({ months: 1 }).toString() }
}

const monthsFrom = (today: Day): { value: string; text: string }[] =>
  Array.from({ length: MONTHS_SHOWN }, (_, at) => {
    const month = Temporal.PlainDate.from(today).toPlainYearMonth().add({ months: at })
    return {
      value: month.toString(),
      text: month.toPlainDate({ day: 1 }).toLocaleString('en-GB', { month: 'long', year: 'numeric' }),
    }
  })

export async function showReviews(visit: Visit): Promise<Reply> {
  const { actor, shell, url, query } = visit
  const wanted = wantedBy(visit)
  const { today } = wanted
  const seen = await shell.read(actor, async (tx) => ({
    ...(await searchReviews(tx, { ...wanted, offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE })),
    figures: await countReviews(tx, today, (await getPolicy(tx, 'reviews', today)).announceDays),
    officers: await listOfficers(tx),
    teams: await listTeams(tx),
  }))
  await shell.noteList(actor, 'reviews', { filter: withQuery(url, { words: undefined }), found: seen.total })
  const reviewers = seen.officers.filter(
    ({ roles }) => roles.includes('social_worker') || roles.includes('team_manager'),
  )
  const filters: Filter[] = [
    { kind: 'words', name: 'words', label: 'Name or reference' },
    {
      ...{ kind: 'one', name: 'whose', label: 'With' },
      choices: [
        { value: 'mine', text: 'Me' },
        { value: 'nobody', text: 'Nobody in office' },
        ...seen.teams.map(({ teamRef, name }) => ({ value: teamRef, text: `Team: ${name}` })),
        ...reviewers.map(({ officerRef, name }) => ({ value: officerRef, text: name })),
      ],
    },
    {
      ...{ kind: 'one', name: 'state', label: 'State' },
      choices: [
        { value: 'overdue', text: 'Overdue' },
        { value: 'deferred', text: 'Deferred' },
        { value: 'no day', text: 'No day planned' },
      ],
    },
    { kind: 'one', name: 'month', label: 'Month', choices: monthsFrom(today) },
    {
      kind: 'choices',
      name: 'kind',
      label: 'What',
      choices: NEXT_KINDS.map((kind) => ({ value: kind, text: KIND_WORDS[kind] })),
    },
  ]
  return page({
    title: 'Reviews of care',
    section: 'people',
    wide: true,
    breadcrumbs: [{ text: 'People', href: '/people' }, { text: 'Reviews of care' }],
    content: html`${figuresOf(seen.figures)}${queue<NextReview>({
      noun: { one: 'review', many: 'reviews' },
      ...{ url, rows: seen.reviews, total: seen.total, pageSize: PAGE_SIZE, sort: wanted.sort, filters },
      columns: columnsFor(today, may(actor, 'people.assess')),
      csvHref: withQuery(url.replace(/^\/reviews/, '/reviews.csv'), { page: undefined }),
      empty: 'No review fits. Clear the filters to see all.',
    })}`,
  })
}

const figuresOf = (figures: ReviewFigures): Html =>
  keyFigures([
    { value: link(String(figures.overdue), '/reviews?state=overdue'), label: 'overdue' },
    { value: link(String(figures.noPlan), '/reviews?kind=no+plan'), label: 'in care without a support plan' },
    { value: link(String(figures.nobody), '/reviews?whose=nobody'), label: 'with nobody in office' },
    { value: figures.noDay, label: 'due soon without a day' },
  ])

const columnsFor = (today: Day, plans: boolean) => [
  {
    heading: 'Person',
    sort: 'name',
    cell: (one: NextReview) => html`${link(one.personName, `/people/${one.personRef}/plan`)}${small(one.personRef)}`,
  },
  { heading: 'What', cell: (one: NextReview) => KIND_WORDS[one.kind] },
  {
    heading: 'Due by',
    sort: 'by',
    cell: (one: NextReview) =>
      html`${one.by < today ? bad(html`${shortDay(one.by)}, overdue`) : shortDay(one.by)}${one.by > one.due && small(html`deferred from ${shortDay(one.due)}`)}`,
  },
  {
    heading: 'Planned for',
    cell: (one: NextReview) => (one.plannedDay === null ? 'No day yet' : shortDay(one.plannedDay)),
  },
  { heading: 'With', cell: ownerWords },
  ...(plans
    ? [
        {
          heading: 'Action',
          cell: (one: NextReview) =>
            link(
              html`Plan<span class="govuk-visually-hidden"> the review of ${one.personName}</span>`,
              `/people/${one.personRef}/next-review`,
            ),
        },
      ]
    : []),
]

/** Exactly the reviews that the page shows, over all its pages. */
export async function reviewsCsv(visit: Visit): Promise<Reply> {
  const { actor, shell, url } = visit
  const wanted = wantedBy(visit)
  const { reviews, total } = await shell.read(actor, (tx) =>
    searchReviews(tx, { ...wanted, offset: 0, limit: CSV_ROWS }),
  )
  await shell.noteList(actor, 'reviews.csv', { filter: withQuery(url, { words: undefined }), found: total })
  return csvFile(
    'reviews.csv',
    ['person', 'name', 'what', 'due', 'deferred_to', 'planned_for', 'with', 'in_office', 'overdue', 'why_deferred'],
    reviews.map((one) => [
      ...[one.personRef, one.personName, one.kind, one.due, one.by > one.due ? one.by : '', one.plannedDay ?? ''],
      ...[one.ownerRef ?? '', one.inOffice ? 'yes' : 'no', one.by < wanted.today ? 'yes' : 'no', one.reason],
    ]),
  )
}
