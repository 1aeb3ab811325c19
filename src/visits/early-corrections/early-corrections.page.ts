import { formatInstant, formatTime, type Instant } from '#src/base/day.ts'
import type { Micros } from '#src/base/moment.ts'
import { page, type Reply, type Visit as Asked } from '#src/platform/http/doors.ts'
import { html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { chosen, pageAsked, queue } from '#src/platform/pages/queue.ts'
import { link, small } from '#src/platform/pages/table.ts'
import { rowHref } from '#src/visits/call-log/log-row.page.ts'
import { type EarlyCorrection, searchEarly } from '#src/visits/early-corrections/early-correction.store.ts'

const PAGE_SIZE = 25

const momentOf = (at: Micros): Instant => Temporal.Instant.fromEpochMilliseconds(Math.floor(at / 1000))

/** "W-2, in 8:00am, out 8:31am" */
function saidWords({ workerRef, in: timeIn, out }: EarlyCorrection): string {
  const said = [
    workerRef ?? '',
    timeIn === null ? '' : `in ${formatInstant(momentOf(timeIn))}`,
    out === null ? '' : `out ${timeIn === null ? formatInstant(momentOf(out)) : formatTime(momentOf(out))}`,
  ]
  return said.filter((part) => part !== '').join(', ')
}

/** Corrections that came before their rows: what still waits, and what came of the others. */
export async function listEarly({ shell, actor, query, url }: Asked): Promise<Reply> {
  const status = chosen(query, 'status')[0]
  const isWaiting = status === 'waiting' ? true : status === 'settled' ? false : undefined
  const part = { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }
  const { corrections, total } = await shell.read(actor, (tx) => searchEarly(tx, { isWaiting }, part))
  await shell.noteList(actor, 'early corrections', { status, count: total })
  return page({
    title: 'Corrections before their rows',
    section: 'visits',
    wide: true,
    breadcrumbs: [
      { text: 'Visits', href: '/visits' },
      { text: 'Queues of call logs', href: '/visits/queues' },
      { text: 'Corrections before their rows' },
    ],
    content: queue<EarlyCorrection>({
      noun: { one: 'correction', many: 'corrections' },
      url,
      rows: corrections,
      total,
      pageSize: PAGE_SIZE,
      empty: 'No correction has come before its log row.',
      filters: [
        {
          kind: 'one',
          name: 'status',
          label: 'Status',
          choices: [
            { value: 'waiting', text: 'Waits for its row' },
            { value: 'settled', text: 'Row has come' },
          ],
        },
      ],
      columns: [
        {
          heading: 'Log row',
          cell: (one) =>
            html`${one.outcome === null ? one.logRef : link(one.logRef, rowHref('/call-log/row', one))}${small(one.source)}`,
        },
        { heading: 'What is right', cell: (one) => html`${saidWords(one)}${small(one.reason)}` },
        { heading: 'Sent by', cell: (one) => html`${one.byName}${small(formatInstant(one.at))}` },
        {
          heading: 'Status',
          cell: (one) =>
            one.outcome === null
              ? statusTag({ text: 'Waits for its row', colour: 'yellow' })
              : one.outcome === 'applied'
                ? statusTag({ text: 'Applied', colour: 'green' })
                : html`${statusTag({ text: 'Not applied', colour: 'red' })}${small(one.outcome)}`,
        },
      ],
    }),
  })
}
