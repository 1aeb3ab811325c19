import { counted } from '#src/base/counted.ts'
import { dayOf, formatDay } from '#src/base/day.ts'
import { MOVE_ERRORS } from '#src/payments/queries/queries.page.ts'
import { raiseQuery, type RaiseQueryRefusal, replyToQuery } from '#src/payments/queries/query-commands.ts'
import {
  isQueryType,
  isSettled,
  type ProviderMove,
  type Query,
  QUERY_STATES,
  QUERY_TYPES,
} from '#src/payments/queries/query.ts'
import {
  findQuery,
  findTerms,
  listLinesToQuery,
  listMessages,
  listQueriedLines,
  listQueries,
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
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { hiddenField, postForm, radiosField, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { chosen, pageAsked, queue } from '#src/platform/pages/queue.ts'
import { section, whatHappensNext } from '#src/platform/pages/record.ts'
import { link, money, shortDay, small } from '#src/platform/pages/table.ts'
import { getOrganisation, providerName } from '#src/providers/index.ts'

const PAGE_SIZE = 25
const CRUMBS = [{ text: 'Statements', href: '/portal/statements' }]

export async function listOwnQueries({ actor, shell, query, url }: Visit): Promise<Reply> {
  const search = { states: chosen(query, 'state'), types: [] }
  const { queries, total } = await shell.read(actor, (tx) =>
    listQueries(tx, search, { order: '-raised', offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }),
  )
  const today = dayOf(shell.now())
  return page({
    title: 'Queries',
    section: 'statements',
    wide: true,
    breadcrumbs: [...CRUMBS, { text: 'Queries' }],
    content: queue<Query>({
      noun: { one: 'query', many: 'queries' },
      url,
      rows: queries,
      total,
      pageSize: PAGE_SIZE,
      filters: [
        {
          kind: 'choices',
          name: 'state',
          label: 'Status',
          choices: QUERY_STATES.map((value) => ({ value, text: QUERY_TAGS[value].text })),
        },
      ],
      columns: [
        {
          heading: 'Query',
          cell: (one) => html`${link(one.queryRef, `/portal/queries/${one.queryRef}`)}${small(one.statementRef)}`,
        },
        { heading: 'About', cell: (one) => QUERY_TYPES[one.type].text },
        { heading: 'Lines', format: 'number', cell: (one) => one.lines },
        { heading: 'Amount', format: 'number', cell: (one) => money(one.amountPence) },
        { heading: 'Raised', cell: (one) => shortDay(dayOf(one.raisedAt)) },
        { heading: 'Due', cell: (one) => dueCell(one.dueDay, today) },
        { heading: 'Status', cell: (one) => statusTag(QUERY_TAGS[one.state]) },
      ],
      empty:
        'There is no query yet. Open a statement, tick the lines that are wrong and choose “Query the ticked lines”.',
    }),
  })
}

/** The boxes ticked on a statement lead to the form, with the lines in its address. */
export function chooseLines({ params, form }: Visit): Reply {
  const lines = new URLSearchParams(chosen(form, 'chosen').map((visitRef) => ['line', visitRef]))
  return seeOther(`/portal/statements/${params['ref']}/query?${lines}`)
}

type Typed = { type?: string; words?: string }

export const showRaiseForm = (visit: Visit): Promise<Reply> => raisePage(visit, chosen(visit.query, 'line'), {}, [])

async function raisePage(
  { actor, shell, params, csrf }: Visit,
  visitRefs: readonly string[],
  typed: Typed,
  errors: readonly FieldError[],
): Promise<Reply> {
  const statementRef = params['ref'] ?? ''
  return shell.view(actor, `statement:${statementRef}`, async (tx) => {
    const terms = await findTerms(tx, statementRef)
    if (!terms) return notFound()
    const lines = await listLinesToQuery(tx, statementRef, visitRefs)
    const amount = lines.reduce((sum, line) => sum + line.amountPence, 0)
    const view: Page = {
      title: lines.length === 0 ? 'Query this statement' : `Query ${counted(lines.length, 'line')}`,
      caption: `Statement ${statementRef}`,
      section: 'statements',
      errors,
      breadcrumbs: [...CRUMBS, { text: statementRef, href: `/portal/statements/${statementRef}` }, { text: 'Query' }],
      content: html`<p class="govuk-body">${
        lines.length === 0
          ? 'No line is chosen. For a visit that is missing, an uplift or a remittance none is needed; for all else, tick the lines on the statement first.'
          : html`${counted(lines.length, 'line')}, ${money(amount)}: ${lines.map((line, at) => html`${at > 0 && ', '}${line.visitRef}`)}.`
      }</p>
      <p class="govuk-body">Queries of this statement are taken until ${formatDay(terms.queryUntil)}, and answered in ${terms.answerDays} days. The lines that you query wait for the answer; all others are paid.</p>
      ${postForm({
        action: `/portal/statements/${statementRef}/query`,
        csrf,
        content: html`${lines.map((line) => hiddenField('line', line.visitRef))}
          ${radiosField({ name: 'type', label: 'What it is about', choices: typeChoices, errors, ...(typed.type ? { value: typed.type } : {}) })}
          ${textareaField({ name: 'words', label: 'What is wrong', hint: 'Say what it should be and how you know', value: typed.words ?? '', errors })}
          ${submit('Send the query', { href: `/portal/statements/${statementRef}` })}`,
      })}`,
    }
    return page(view, { status: errors.length > 0 ? 400 : 200 })
  })
}

const RAISE_ERRORS: Readonly<Record<Exclude<RaiseQueryRefusal, 'no such statement'>, FieldError>> = {
  'the query window has closed': {
    field: 'type',
    message: 'The time to query this statement has ended. Ask the council’s contract manager',
  },
  'no words': { field: 'words', message: 'Enter what is wrong' },
  'no lines': { field: 'type', message: 'Tick the lines on the statement first: a query of this kind is about lines' },
  'a line is not on this statement': {
    field: 'type',
    message: 'A chosen line is not on this statement. Choose the lines again',
  },
  'a line is in another query': {
    field: 'type',
    message: 'A chosen line is in a query that is not settled. Reply there, or leave the line out',
  },
}

export async function postQuery(visit: Visit): Promise<Reply> {
  const { actor, shell, params, form } = visit
  const visitRefs = chosen(form, 'line')
  const typed = { type: String(form['type'] ?? ''), words: String(form['words'] ?? '') }
  if (!isQueryType(typed.type))
    return raisePage(visit, visitRefs, typed, [{ field: 'type', message: 'Choose what the query is about' }])
  const raised = await raiseQuery(shell, actor, {
    ...{ statementRef: params['ref'] ?? '', visitRefs, type: typed.type, words: typed.words },
  })
  if (raised.ok) return seeOther(`/portal/queries/${raised.value.queryRef}`, 'The query was sent to the council.')
  if (raised.error === 'no such statement') return notFound()
  return raisePage(visit, visitRefs, typed, [RAISE_ERRORS[raised.error]])
}

export const showOwnQuery = (visit: Visit): Promise<Reply> => ownQueryPage(visit, '', [])

async function ownQueryPage(
  { actor, shell, params, csrf }: Visit,
  words: string,
  errors: readonly FieldError[],
): Promise<Reply> {
  const queryRef = params['ref'] ?? ''
  return shell.view(actor, `query:${queryRef}`, async (tx) => {
    const query = await findQuery(tx, queryRef)
    if (!query) return notFound()
    const lines = await listQueriedLines(tx, queryRef, LINES_SHOWN)
    const messages = await listMessages(tx, queryRef)
    const provider = providerName(await getOrganisation(tx, query.organisationRef))
    return page(
      {
        title: `${QUERY_TYPES[query.type].text}: your query`,
        caption: `Query ${queryRef}`,
        section: 'statements',
        breadcrumbs: [...CRUMBS, { text: 'Queries', href: '/portal/queries' }, { text: queryRef }],
        tags: [QUERY_TAGS[query.state]],
        facts: queryFacts(query, provider, dayOf(tx.now)),
        errors,
        content: html`${messagesSection(messages)}${!isSettled(query.state) && section('Reply', replyForm(query, words, csrf, errors))}${linesSection(query, lines)}`,
        aside: whatHappensNext(
          html`${standingSentence(query)}<p class="govuk-body">${link(`Statement ${query.statementRef}`, `/portal/statements/${query.statementRef}`)}</p>`,
        ),
      },
      { status: errors.length > 0 ? 400 : 200 },
    )
  })
}

const REPLIES: { value: ProviderMove; text: string; hint: string }[] = [
  { value: 'reply', text: 'Reply', hint: 'The council has it again' },
  { value: 'withdraw', text: 'Withdraw the query', hint: 'The statement stands' },
]

const replyForm = (query: Query, words: string, csrf: string, errors: readonly FieldError[]): Html =>
  postForm({
    action: `/portal/queries/${query.queryRef}/reply`,
    csrf,
    content: html`${radiosField({ name: 'move', label: 'What to do', size: 's', choices: REPLIES, value: 'reply', errors })}
      ${textareaField({ name: 'words', label: 'What the council reads', hint: 'May be left empty when you withdraw', value: words, errors })}
      ${submit('Send')}`,
  })

export async function postReply(visit: Visit): Promise<Reply> {
  const { actor, shell, params, form } = visit
  const queryRef = params['ref'] ?? ''
  const words = String(form['words'] ?? '')
  const move = REPLIES.find((one) => one.value === form['move'])?.value
  if (!move) return ownQueryPage(visit, words, [{ field: 'move', message: 'Choose whether to reply or withdraw' }])
  const moved = await replyToQuery(shell, actor, { queryRef, move, words })
  if (moved.ok)
    return seeOther(
      `/portal/queries/${queryRef}`,
      move === 'withdraw' ? 'The query is withdrawn.' : 'Your reply was sent.',
    )
  if (moved.error === 'no such query') return notFound()
  return ownQueryPage(visit, words, [MOVE_ERRORS[moved.error]])
}
