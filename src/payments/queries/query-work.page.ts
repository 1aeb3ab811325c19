/** What queries add to my work and to the search. */
import { dayOf, instantAt } from '#src/base/day.ts'
import { QUERY_TYPES } from '#src/payments/queries/query.ts'
import { findQuery, listQueries } from '#src/payments/queries/query.store.ts'
import type { SearchSource, WorkSource } from '#src/platform/panels.ts'

const MOST_SHOWN = 20

export const queryWork: WorkSource = {
  grant: 'payments.answer',
  async list(tx) {
    const { queries } = await listQueries(
      tx,
      { states: ['open'], types: [] },
      { order: 'due', offset: 0, limit: MOST_SHOWN },
    )
    return queries.map((query) => {
      const due = instantAt(query.dueDay ?? dayOf(query.raisedAt), '17:00')
      return {
        title: `${QUERY_TYPES[query.type].text}: query ${query.queryRef} of ${query.providerName ?? query.organisationRef}`,
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
