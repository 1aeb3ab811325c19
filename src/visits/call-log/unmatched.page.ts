import { formatInstant, parseDay } from '#src/base/day.ts'
import { page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { html } from '#src/platform/pages/html.ts'
import { chosen, pageAsked, queue } from '#src/platform/pages/queue.ts'
import { link, small } from '#src/platform/pages/table.ts'
import { WHY_WORDS } from '#src/visits/day.page.ts'
import { WHYS } from '#src/visits/call-log/seating.ts'
import { searchUnmatched, type UnmatchedRow } from '#src/visits/visit-list.store.ts'
import { dayHref } from '#src/visits/visits.page.ts'
import { namesOf } from '#src/visits/visit-words.page.ts'

const PAGE_SIZE = 25

/** Log rows that sit on no visit: somebody was there, and nobody knows what for. */
export async function listUnmatched({ shell, actor, query, url }: Visit): Promise<Reply> {
  const search = {
    from: parseDay(chosen(query, 'day')[0] ?? ''),
    to: parseDay(chosen(query, 'to')[0] ?? ''),
    personRef: chosen(query, 'person')[0],
    organisationRef: chosen(query, 'provider')[0],
    whys: chosen(query, 'why'),
  }
  const { found, names } = await shell.read(actor, async (tx) => {
    const found = await searchUnmatched(tx, search, { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE })
    return { found, names: await namesOf(tx, found.rows) }
  })
  await shell.noteList(actor, 'unmatched', { ...search, count: found.total })
  return page({
    title: 'Unmatched log rows',
    section: 'visits',
    wide: true,
    breadcrumbs: [{ text: 'Visits', href: '/visits' }, { text: 'Unmatched log rows' }],
    content: queue<UnmatchedRow>({
      noun: { one: 'row', many: 'rows' },
      url,
      rows: found.rows,
      total: found.total,
      pageSize: PAGE_SIZE,
      empty: 'Every log row sits on a visit.',
      filters: [
        { kind: 'day', name: 'day', label: 'From' },
        { kind: 'day', name: 'to', label: 'To' },
        { kind: 'words', name: 'person', label: 'Person', hint: 'Their reference, like P-1001' },
        { kind: 'words', name: 'provider', label: 'Provider', hint: 'Its reference, like 1-101641521' },
        {
          kind: 'choices',
          name: 'why',
          label: 'Why',
          choices: WHYS.map((why) => ({ value: why, text: WHY_WORDS[why] ?? why })),
        },
      ],
      columns: [
        { heading: 'Log-in', cell: (one) => formatInstant(one.in) },
        {
          heading: 'Person',
          cell: (one) =>
            html`${link(names.person(one.personRef), dayHref(one.day, 'person', one.personRef))}${small(one.personRef)}`,
        },
        {
          heading: 'Provider',
          cell: (one) => (one.organisationRef === null ? '' : names.provider(one.organisationRef)),
        },
        { heading: 'Worker', cell: (one) => one.workerRef },
        { heading: 'Why', cell: (one) => WHY_WORDS[one.why] ?? one.why },
        {
          heading: 'Row',
          cell: (one) =>
            html`${link(one.logRef, `/call-log/row?source=${encodeURIComponent(one.source)}&row=${encodeURIComponent(one.logRef)}`)}${small(one.source)}`,
        },
      ],
    }),
  })
}
