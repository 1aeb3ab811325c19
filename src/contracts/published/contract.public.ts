import { addMonths, dayOf, formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { copyFile, copyWords } from '#src/contracts/copies/copies.page.ts'
import { type Copy, findCopy, listCopies } from '#src/contracts/copies/copy.store.ts'
import { lastDay } from '#src/contracts/draw-down.ts'
import { RATING_WORDS } from '#src/contracts/kpis/kpi.ts'
import {
  findPublished,
  listPublishedKpis,
  type PublishedContract,
  type PublishedKpi,
} from '#src/contracts/published/published.store.ts'
import { notFound, type OpenVisit, page, type Reply } from '#src/platform/http/doors.ts'
import { visitorAt } from '#src/platform/http/visitor.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'
import { regimeName } from '#src/tendering/index.ts'

/** One contract as everybody reads it: what it is, its copies, and how it performs. */
export async function showPublished(visit: OpenVisit): Promise<Reply> {
  const visitor = await visitorAt(visit)
  if (!visitor) return notFound()
  const contractRef = visit.params['ref'] ?? ''
  const at = `${visitor.path}/contracts`
  return visit.shell.read(visitor.actor, async (tx) => {
    const contract = await findPublished(tx, contractRef)
    if (!contract) return notFound()
    const copies = (await listCopies(tx, contractRef)).filter(({ withdrawnOn }) => withdrawnOn === null)
    const kpis = await listPublishedKpis(tx, contractRef)
    return page({
      title: contract.title,
      caption: `Contract ${contractRef}, ${visitor.councilName}`,
      breadcrumbs: [{ text: visitor.councilName }, { text: 'Contracts', href: at }, { text: contractRef }],
      content: html`${contractRows(contract)}${section('Copies', copiesTable(`${at}/${contractRef}/copies`, copies))}${
        kpis.length > 0 && section('Performance', kpisTable(kpis))
      }<p class="govuk-body">As of ${formatDay(dayOf(tx.now))}.</p>`,
    })
  })
}

const contractRows = (one: PublishedContract): Html =>
  summary([
    { key: 'Provider', value: `${one.providerName}, ${one.organisationRef}` },
    { key: 'Lot', value: one.lot },
    { key: 'Law', value: regimeName(one.regime) },
    { key: 'Term', value: `${formatDay(one.fromDay)} to ${formatDay(lastDay(one.toDay))}` },
    one.extensionMonths > 0 && {
      key: 'At most to',
      value: formatDay(lastDay(addMonths(one.toDay, one.extensionMonths))),
    },
    {
      key: 'Value',
      value: one.valuePence === null ? (one.withheld ?? 'Not estimated') : formatPence(one.valuePence),
    },
    { key: 'Changes', value: String(one.changes) },
  ])

const copiesTable = (at: string, copies: readonly Copy[]): Html =>
  dataTable({
    caption: 'Copies',
    captionHidden: true,
    folds: true,
    rows: copies,
    empty: 'No copy is published.',
    columns: [
      { heading: 'Copy', cell: (one) => html`${link(one.filename, `${at}/${one.number}`)}${small(copyWords(one))}` },
      { heading: 'Left out', cell: (one) => one.redactions },
      { heading: 'Published', cell: (one) => formatDay(one.publishedOn) },
    ],
  })

const kpisTable = (kpis: readonly PublishedKpi[]): Html =>
  dataTable({
    caption: 'Performance',
    captionHidden: true,
    folds: true,
    rows: kpis,
    columns: [
      { heading: 'Indicator', cell: (one) => one.name },
      { heading: 'Target', cell: (one) => `${one.target} or ${one.moreIsBetter ? 'more' : 'less'}` },
      { heading: 'Last figure', cell: (one) => html`${one.figure}${small(`From ${formatDay(one.periodFrom)}`)}` },
      { heading: 'Rating', cell: (one) => RATING_WORDS[one.rating] },
    ],
  })

export async function publicCopy(visit: OpenVisit): Promise<Reply> {
  const visitor = await visitorAt(visit)
  const number = Number(visit.params['number'])
  if (!visitor || !Number.isSafeInteger(number)) return notFound()
  const found = await visit.shell.read(visitor.actor, (tx) => findCopy(tx, visit.params['ref'] ?? '', number))
  return found && found.withdrawnOn === null ? copyFile(visit.shell, found) : notFound()
}
