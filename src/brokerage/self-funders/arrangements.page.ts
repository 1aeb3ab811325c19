/** Everybody who pays for themselves and whom the council found care for, with the fee that is owed. */
import { dayOf } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { serviceName } from '#src/brokerage/packages/care-package.ts'
import { nameFor } from '#src/brokerage/packages/packages.page.ts'
import { ADVICE } from '#src/brokerage/self-funders/advice.ts'
import { type ListedArrangement, searchArrangements } from '#src/brokerage/self-funders/self-funder.store.ts'
import { csvFile, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { html } from '#src/platform/pages/html.ts'
import { everyPart } from '#src/platform/pages/every-part.ts'
import type { Read } from '#src/platform/database.ts'
import { chosen, pageAsked, queue } from '#src/platform/pages/queue.ts'
import { link, money, shortDay, small } from '#src/platform/pages/table.ts'

const PAGE_SIZE = 25

const search = (tx: Read, { query }: Visit, part: { readonly offset: number; readonly limit: number }) => {
  const state = chosen(query, 'state')[0]
  return searchArrangements(tx, {
    state: state === 'running' || state === 'ended' ? state : undefined,
    fee: chosen(query, 'fee')[0] === 'owed' ? 'owed' : undefined,
    ...{ today: dayOf(tx.now), ...part },
  })
}

const find = (visit: Visit, offset: number, limit: number) =>
  visit.shell.read(visit.actor, (tx) => search(tx, visit, { offset, limit }))

export async function showArrangements(visit: Visit): Promise<Reply> {
  const { shell, actor, query, url } = visit
  const found = await find(visit, (pageAsked(query) - 1) * PAGE_SIZE, PAGE_SIZE)
  await shell.noteList(actor, 'arrangements', { filter: url, count: found.arrangements.length })
  return page({
    title: 'People who pay for their own care',
    section: 'packages',
    wide: true,
    breadcrumbs: [{ text: 'Packages', href: '/packages' }, { text: 'Arrangements' }],
    content: html`<p class="govuk-body">Fees owed by those listed: <strong>${formatPence(found.owedPence)}</strong>. ${link('Invoices of fees', '/arrangement-fees')}. ${link('The same as a file (CSV)', '/arrangements.csv')}</p>${queue<ListedArrangement>(
      {
        noun: { one: 'arrangement', many: 'arrangements' },
        ...{ url, rows: found.arrangements, total: found.total, pageSize: PAGE_SIZE },
        empty: 'Nothing has been arranged for people who pay for themselves.',
        filters: [
          {
            ...{ kind: 'one', name: 'state', label: 'State' },
            choices: [
              { value: 'running', text: 'Running' },
              { value: 'ended', text: 'Ended' },
            ],
          },
          { kind: 'one', name: 'fee', label: 'Fee', choices: [{ value: 'owed', text: 'Owed' }] },
        ],
        columns: [
          {
            heading: 'Person',
            cell: (one) =>
              html`${link(nameFor(actor, one), `/packages/${one.packageRef}/self-funder`)}${small(one.packageRef)}`,
          },
          {
            heading: 'Provider',
            cell: (one) => html`${one.organisationName}${small(serviceName(one.service))}`,
          },
          {
            heading: 'From',
            cell: (one) =>
              html`${shortDay(one.startDay)}${one.endDay !== null && small(html`no care from ${shortDay(one.endDay)}`)}`,
          },
          { heading: 'A week', format: 'number', cell: (one) => money(one.weeklyPence) },
          { heading: 'Fee owed', format: 'number', cell: (one) => money(one.owedPence) },
          {
            heading: 'Advice',
            cell: (one) =>
              html`${one.adviceKinds} of ${ADVICE.length}${one.lastAdvice !== null && small(html`last ${shortDay(one.lastAdvice)}`)}`,
          },
        ],
      },
    )}`,
  })
}

const HEADER = [
  'package',
  'person',
  'provider',
  'service',
  'from',
  'ended',
  'weekly_price',
  'fee',
  'fee_owed',
  'advice',
]

export async function arrangementsCsv(visit: Visit): Promise<Reply> {
  const arrangements = await visit.shell.read(visit.actor, (tx) =>
    everyPart(async (part) => (await search(tx, visit, part)).arrangements),
  )
  await visit.shell.noteList(visit.actor, 'arrangements.csv', { count: arrangements.length })
  return csvFile(
    'arrangements.csv',
    HEADER,
    arrangements.map((one) => [
      ...[one.packageRef, one.personRef, one.organisationName, one.service, one.startDay, one.endDay ?? ''],
      ...[one.weeklyPence / 100, (one.fee?.pence ?? 0) / 100, one.owedPence / 100, one.adviceKinds],
    ]),
  )
}
