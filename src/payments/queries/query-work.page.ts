/** What queries add to pages of others: my work, and the statement that they are about. */
import { dayOf, formatDay, instantAt } from '#src/base/day.ts'
import { QUERY_TYPES } from '#src/payments/queries/query.ts'
import { listQueries, type OpenQuery } from '#src/payments/queries/query.store.ts'
import type { SearchSource, WorkSource } from '#src/platform/panels.ts'
import { findQuery } from '#src/payments/queries/query.store.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { link, money } from '#src/platform/pages/table.ts'
import { listOrganisations, providerName } from '#src/providers/index.ts'

const MOST_SHOWN = 20

export const queryWork: WorkSource = {
  grant: 'payments.answer',
  async list(tx) {
    const { queries } = await listQueries(
      tx,
      { states: ['open'], types: [] },
      { order: 'due', offset: 0, limit: MOST_SHOWN },
    )
    if (queries.length === 0) return []
    const providers = await listOrganisations(tx, [...new Set(queries.map((one) => one.organisationRef))])
    const names = new Map(providers.map((one) => [one.organisationRef, providerName(one)]))
    return queries.map((query) => {
      const due = instantAt(query.dueDay ?? dayOf(query.raisedAt), '17:00')
      return {
        title: `${QUERY_TYPES[query.type].text}: query ${query.queryRef} of ${names.get(query.organisationRef) ?? query.organisationRef}`,
        record: `query:${query.queryRef}` as const,
        href: `/queries/${query.queryRef}`,
        due,
        action: 'Answer the query',
        overdue: Temporal.Instant.compare(due, tx.now) < 0,
      }
    })
  },
}

export const querySearch: SearchSource = {
  grant: 'payments.see',
  reference: /^QY-\d+$/i,
  async find(tx, words) {
    const ref = words.trim().toUpperCase()
    const query = /^QY-\d+$/.test(ref) ? await findQuery(tx, ref) : undefined
    return query
      ? [
          {
            href: `/queries/${ref}`,
            title: ref,
            hint: `${QUERY_TYPES[query.type].text}, ${query.statementRef}`,
            kind: 'Query',
          },
        ]
      : []
  },
}

/** The mark of a line that is in a query, which leads to it. */
export function disputedMark(
  open: readonly OpenQuery[],
  root: '/queries' | '/portal/queries',
): (visitRef: string) => Html | undefined {
  const byVisit = new Map(
    open.flatMap((query) => query.visitRefs.map((visitRef) => [visitRef, query.queryRef] as const)),
  )
  return (visitRef) => {
    const queryRef = byVisit.get(visitRef)
    return queryRef === undefined
      ? undefined
      : html`${statusTag({ text: 'Disputed', colour: 'orange' })} ${link(`Query ${queryRef}`, `${root}/${queryRef}`)} `
  }
}

/** What is in dispute on a statement, and until when more may be. */
export const disputeSentence = (
  open: readonly OpenQuery[],
  root: '/queries' | '/portal/queries',
  queryUntil: string | undefined,
): Html =>
  html`${
    open.length > 0 &&
    html`<p class="govuk-body">In dispute: ${open.map(
      (query, at) =>
        html`${at > 0 && '; '}${link(`query ${query.queryRef}`, `${root}/${query.queryRef}`)}, ${QUERY_TYPES[query.type].text.toLowerCase()}${
          query.visitRefs.length > 0 &&
          html`, ${query.visitRefs.length} ${query.visitRefs.length === 1 ? 'line' : 'lines'}, ${money(query.amountPence)}`
        }`,
    )}. Lines in dispute are held out of payment; all others are paid.</p>`
  }${queryUntil !== undefined && html`<p class="govuk-body">Queries of this statement are taken until ${formatDay(queryUntil)}. Tick the lines that are wrong, or ${link('query the statement as a whole', 'query')}.</p>`}`
