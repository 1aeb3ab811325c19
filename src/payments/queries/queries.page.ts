import { type Day, dayOf, formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { answerQuery, type MoveQueryRefusal } from '#src/payments/queries/query-commands.ts'
import {
  AGE_BANDS,
  type CouncilMove,
  isSettled,
  type Query,
  QUERY_STATES,
  QUERY_TYPES,
} from '#src/payments/queries/query.ts'
import {
  ageing,
  type Ageing,
  findQuery,
  listMessages,
  listQueriedLines,
  type ListedQuery,
  listQueries,
  type QueryOrder,
  type QuerySearch,
} from '#src/payments/queries/query.store.ts'
import {
  dueCell,
  LINES_SHOWN,
  linesSection,
  messagesSection,
  QUERY_TAGS,
  queryFacts,
  standingSentence,
  typeChoices,
} from '#src/payments/queries/query-view.page.ts'
import { may } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import { csvFile, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { type House, latestHistory } from '#src/platform/panels.ts'
import { postForm, radiosField, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { chosen, pageAsked, queue, sortAsked, withQuery } from '#src/platform/pages/queue.ts'
import { keyFigures, section, whatHappensNext } from '#src/platform/pages/record.ts'
import { type Column, link, money, shortDay, small } from '#src/platform/pages/table.ts'
import { getOrganisation, providerName, providerTyped, whichProvider } from '#src/providers/index.ts'

const PAGE_SIZE = 25
const CRUMBS = [{ text: 'Payments', href: '/pay-runs' }]

/** The queue opens on what waits for the council; a filter asks for others. */
async function searchOf(tx: Read, query: Visit['query']): Promise<QuerySearch> {
  const states = chosen(query, 'state')
  return {
    states: states.length > 0 || chosen(query, 'all').length > 0 ? states : ['open'],
    types: chosen(query, 'type'),
    organisationRef: await providerTyped(tx, chosen(query, 'provider')[0]),
    band: chosen(query, 'age')[0],
  }
}

export async function listQueriesPage(visit: Visit): Promise<Reply> {
  const { actor, shell, query, url } = visit
  const sort = sortAsked(query, ['due', 'raised', 'amount'] as const, 'due')
  const order = `${sort.descending ? '-' : ''}${sort.key}` as QueryOrder
  const { queries, total, bands, search } = await shell.read(actor, async (tx) => {
    const search = await searchOf(tx, query)
    const found = await listQueries(tx, search, { order, offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE })
    return { ...found, search, bands: await ageing(tx) }
  })
  const today = dayOf(shell.now())
  const isOpening = search.states.length > 0 && chosen(query, 'state').length === 0
  const shown = isOpening ? withQuery(url, { state: 'open' }) : url
  return page({
    title: 'Queries',
    section: 'payments',
    wide: true,
    breadcrumbs: [...CRUMBS, { text: 'Queries' }],
    content: html`${ageFigures(bands)}${queue<ListedQuery>({
      csvHref: withQuery(shown.replace(/^\/queries/, '/queries.csv'), { page: undefined }),
      noun: { one: 'query', many: 'queries' },
      url: shown,
      rows: queries,
      total,
      pageSize: PAGE_SIZE,
      sort,
      clearHref: '/queries?all=yes',
      filters: [
        {
          kind: 'choices',
          name: 'state',
          label: 'Status',
          choices: QUERY_STATES.map((value) => ({ value, text: QUERY_TAGS[value].text })),
        },
        {
          kind: 'one',
          name: 'age',
          label: 'Open for',
          choices: AGE_BANDS.map(({ band, text }) => ({ value: band, text })),
        },
        {
          kind: 'choices',
          name: 'type',
          label: 'About',
          choices: typeChoices.map(({ value, text }) => ({ value, text })),
        },
        { kind: 'words', name: 'provider', label: 'Provider', hint: 'Its name or reference' },
      ],
      columns: queryColumns(today),
      empty: await whichProvider(visit, 'No query is like this. Choose another status to see more.'),
    })}`,
  })
}

const queryColumns = (today: Day): Column<ListedQuery>[] => [
  {
    heading: 'Query',
    cell: (one) =>
      html`${link(one.queryRef, `/queries/${one.queryRef}`)}${small(one.providerName ?? one.organisationRef)}`,
  },
  {
    heading: 'About',
    cell: (one) =>
      html`${QUERY_TYPES[one.type].text}${small(link(one.statementRef, `/statements/${one.statementRef}`))}`,
  },
  { heading: 'Lines', format: 'number', cell: (one) => one.lines },
  { heading: 'Amount', sort: 'amount', format: 'number', cell: (one) => money(one.amountPence) },
  { heading: 'Raised', sort: 'raised', cell: (one) => shortDay(dayOf(one.raisedAt)) },
  { heading: 'Due', sort: 'due', cell: (one) => dueCell(one.dueDay, today) },
  { heading: 'Status', cell: (one) => statusTag(QUERY_TAGS[one.state]) },
]

/** All that are not settled, whoever has them. */
const ageFigures = (bands: readonly Ageing[]): Html =>
  keyFigures(
    bands.map(({ band, queries, amountPence, overdue }, at) => ({
      value: link(String(queries), `/queries?state=open&state=answered&age=${band}`),
      label: `open ${(AGE_BANDS[at]?.text ?? '').toLowerCase()}`,
      hint: `${formatPence(amountPence)}${overdue > 0 ? `, ${overdue} late` : ''}`,
    })),
  )

/** More than all that a council's providers query in a year. */
const WHOLE = 50_000

export async function queriesCsv({ actor, shell, query }: Visit): Promise<Reply> {
  const { queries } = await shell.read(actor, async (tx) =>
    listQueries(tx, await searchOf(tx, query), { order: 'raised', offset: 0, limit: WHOLE }),
  )
  return csvFile(
    'queries.csv',
    ['query_ref', 'statement_ref', 'provider_ref', 'type', 'state', 'lines', 'amount', 'raised', 'due', 'settled'],
    queries.map((one) => [
      ...[one.queryRef, one.statementRef, one.organisationRef, one.type, one.state, one.lines, one.amountPence / 100],
      ...[dayOf(one.raisedAt), one.dueDay, one.settledAt && dayOf(one.settledAt)],
    ]),
  )
}

type Typed = { move?: string; words?: string }

export const showQuery = (visit: Visit, house: House): Promise<Reply> => queryPage(visit, house, {}, [])

async function queryPage(
  { actor, shell, params, csrf }: Visit,
  house: House,
  typed: Typed,
  errors: readonly FieldError[],
): Promise<Reply> {
  const queryRef = params['ref'] ?? ''
  return shell.view(actor, `query:${queryRef}`, async (tx) => {
    const query = await findQuery(tx, queryRef)
    if (!query) return notFound()
    const lines = await listQueriedLines(tx, queryRef, LINES_SHOWN)
    const messages = await listMessages(tx, queryRef)
    const provider = providerName(await getOrganisation(tx, query.organisationRef))
    const mayAnswer = may(actor, 'payments.answer') && !isSettled(query.state)
    return page(
      {
        title: `${QUERY_TYPES[query.type].text}: a query by ${provider}`,
        caption: `Query ${queryRef}`,
        section: 'payments',
        breadcrumbs: [...CRUMBS, { text: 'Queries', href: '/queries' }, { text: queryRef }],
        tags: [QUERY_TAGS[query.state]],
        facts: queryFacts(query, provider, dayOf(tx.now)),
        errors,
        content: html`${messagesSection(messages)}${mayAnswer && section('Answer', answerForm(query, typed, csrf, errors))}${linesSection(query, lines, (line) => `/visits/${line.visitRef}`)}`,
        aside: html`${whatHappensNext(
          html`${standingSentence(query)}<p class="govuk-body">Raised by ${query.raisedByName} on ${formatDay(dayOf(query.raisedAt))}, about ${link(`statement ${query.statementRef}`, `/statements/${query.statementRef}`)}.</p>`,
        )}${await latestHistory(house, tx, `query:${queryRef}`)}`,
      },
      { status: errors.length > 0 ? 400 : 200 },
    )
  })
}

const ANSWERS: { value: CouncilMove; text: string; hint: string }[] = [
  { value: 'answer', text: 'Ask or tell the provider', hint: 'The query goes back to the provider' },
  { value: 'agree', text: 'Agree', hint: 'Correct the visit, rate or package: the difference comes as an adjustment' },
  { value: 'refuse', text: 'Refuse', hint: 'The statement stands, and the lines are paid as they are' },
]

const answerForm = (query: Query, typed: Typed, csrf: string, errors: readonly FieldError[]): Html =>
  postForm({
    action: `/queries/${query.queryRef}/answer`,
    csrf,
    content: html`${radiosField({ name: 'move', label: 'What you decide', size: 's', choices: ANSWERS, errors, ...(typed.move ? { value: typed.move } : {}) })}
      ${textareaField({ name: 'words', label: 'What the provider reads', hint: 'Say what you found and why', value: typed.words ?? '', errors })}
      ${submit('Send the answer')}`,
  })

export const MOVE_ERRORS: Readonly<Record<MoveQueryRefusal, FieldError>> = {
  'already settled': { field: 'move', message: 'This query is settled already' },
  'no words': { field: 'words', message: 'Enter what the other side should know' },
  'no such query': { field: 'move', message: 'There is no such query' },
}

export async function postAnswer(visit: Visit, house: House): Promise<Reply> {
  const { actor, shell, params, form } = visit
  const queryRef = params['ref'] ?? ''
  const typed = { move: String(form['move'] ?? ''), words: String(form['words'] ?? '') }
  const move = ANSWERS.find((one) => one.value === typed.move)?.value
  if (!move) return queryPage(visit, house, typed, [{ field: 'move', message: 'Choose what you decide' }])
  const answered = await answerQuery(shell, actor, { queryRef, move, words: typed.words })
  if (!answered.ok) {
    if (answered.error === 'no such query') return notFound()
    return queryPage(visit, house, typed, [MOVE_ERRORS[answered.error]])
  }
  return seeOther(
    `/queries/${queryRef}`,
    isSettled(answered.value.state) ? 'The query is settled.' : 'The answer was sent to the provider.',
  )
}
