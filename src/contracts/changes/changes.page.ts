import { addDays, dayOf, formatDay, formatInstant } from '#src/base/day.ts'
import { testsTable } from '#src/contracts/changes/change-words.page.ts'
import { type EnteredChange, readChanges } from '#src/contracts/changes/change.store.ts'
import { findContract } from '#src/contracts/contract.store.ts'
import { contractFrame } from '#src/contracts/contract-frame.page.ts'
import { KIND_WORDS } from '#src/contracts/facts.ts'
import { notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import { details } from '#src/platform/pages/components.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { pageAsked, queue } from '#src/platform/pages/queue.ts'
import { money, small } from '#src/platform/pages/table.ts'

const PAGE_SIZE = 20

/** All that was decided about a contract since it was entered, each with the sums that it rests on. */
export async function listChangesPage({ actor, shell, params, query, url }: Visit, house: House): Promise<Reply> {
  const contractRef = params['ref'] ?? ''
  return shell.read(actor, async (tx) => {
    const contract = await findContract(tx, contractRef)
    if (!contract) return notFound()
    const offset = (pageAsked(query) - 1) * PAGE_SIZE
    const { changes, total } = await readChanges(tx, contractRef, { offset, limit: PAGE_SIZE })
    return page({
      ...contractFrame(house, actor, contract, dayOf(tx.now), 'Changes'),
      content: queue({
        noun: { one: 'change', many: 'changes' },
        url,
        rows: changes,
        total,
        pageSize: PAGE_SIZE,
        empty: 'Nothing has been decided since the contract was entered.',
        columns: [
          {
            heading: 'Change',
            cell: (one) => html`${KIND_WORDS[one.kind]} ${one.number}${small(one.reason)}${sums(one)}`,
          },
          { heading: 'From', cell: (one) => formatDay(one.fromDay) },
          { heading: 'Becomes', cell: becomes },
          {
            heading: 'Decided',
            cell: (one) => html`${one.officerName}${small(one.authorityWords)}${small(formatInstant(one.at))}`,
          },
        ],
      }),
    })
  })
}

const becomes = ({ version, valueChangePence, termChangeDays, noticeCode }: EnteredChange): Html =>
  html`${version.ceilingPence === null ? 'No ceiling' : html`Ceiling ${money(version.ceilingPence)}`}${
    termChangeDays !== 0 && small(`Last day ${formatDay(addDays(version.toDay, -1))}`)
  }${valueChangePence !== 0 && small(html`Value ${valueChangePence > 0 ? 'up' : 'down'} by ${money(Math.abs(valueChangePence))}`)}${
    noticeCode !== null && small(`${noticeCode} before it is made`)
  }`

const sums = ({ tests, ground, number }: EnteredChange): Html =>
  tests.length === 0
    ? html``
    : details({
        summaryText: `Sums of change ${number}`,
        html: html`<p class="govuk-body">Decided on ground: ${ground}</p>${testsTable(tests, `Tests of change ${number}`)}`,
      })
