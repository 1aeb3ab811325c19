import { formatInstant } from '#src/base/day.ts'
import { rateAgain } from '#src/payments/adjustments/recheck-commands.ts'
import { draftList, draftTabs, showAsked } from '#src/payments/adjustments/draft-lists.page.ts'
import { countWaiting } from '#src/payments/adjustments/recheck.store.ts'
import { cancelPayRun } from '#src/payments/pay-runs/pay-run-commands.ts'
import { nextSteps } from '#src/payments/pay-runs/settle-pay-run.page.ts'
import { countOf, hoursWords, periodWords } from '#src/payments/statements/line-table.page.ts'
import { type CancelRefusal, isDraft, isPosted, type PayRun, type PayRunState } from '#src/payments/pay-runs/pay-run.ts'
import {
  addUp,
  findPayRun,
  listPayRuns,
  type ProviderTotals,
  totalsOfRun,
} from '#src/payments/pay-runs/pay-run.store.ts'
import { may } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import { notFound, page, type Reply, seeOther, type Visit, followed } from '#src/platform/http/doors.ts'
import { type House, latestHistory } from '#src/platform/panels.ts'
import { postForm, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError, Page, StatusTag } from '#src/platform/pages/page.ts'
import { chosen, pageAsked, queue } from '#src/platform/pages/queue.ts'
import { progress, section, whatHappensNext } from '#src/platform/pages/record.ts'
import { dataTable, link, money, small } from '#src/platform/pages/table.ts'
import { providerNames } from '#src/providers/index.ts'

const PAGE_SIZE = 25
const CRUMB = { text: 'Payments', href: '/pay-runs' }

const STATES: Record<PayRunState, StatusTag> = {
  rating: { text: 'Working', colour: 'blue' },
  draft: { text: 'Draft, to check', colour: 'yellow' },
  checked: { text: 'Checked, to approve', colour: 'orange' },
  posting: { text: 'Posting', colour: 'blue' },
  approved: { text: 'Approved, to pay', colour: 'teal' },
  paid: { text: 'Paid', colour: 'green' },
  cancelled: { text: 'Cancelled', colour: 'grey' },
}

/** A run without a payment is not one to pay: no visit was due, or what was is taken back. */
const tagOf = ({ state }: PayRun, nothingDue: boolean): StatusTag =>
  state === 'approved' && nothingDue ? { text: 'Approved, nothing to pay', colour: 'grey' } : STATES[state]

const namesOf = (tx: Read, refs: readonly (string | null)[]): Promise<Map<string, string>> =>
  providerNames(
    tx,
    refs.filter((ref) => ref !== null),
  )

/** "All providers, contract CT-1001, zone market" */
const scopeName = (run: PayRun, names: Map<string, string>): string =>
  [
    run.organisationRef === null ? 'All providers' : (names.get(run.organisationRef) ?? run.organisationRef),
    run.contractRef !== null && `contract ${run.contractRef}`,
    run.zone !== null && `zone ${run.zone}`,
  ]
    .filter(Boolean)
    .join(', ')

export async function listPayRunsPage({ actor, shell, query, url }: Visit): Promise<Reply> {
  const { runs, total, names } = await shell.read(actor, async (tx) => {
    const found = await listPayRuns(
      tx,
      { states: chosen(query, 'state') },
      { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE },
    )
    return {
      ...found,
      names: await namesOf(
        tx,
        found.runs.map((run) => run.organisationRef),
      ),
    }
  })
  return page({
    title: 'Pay runs',
    section: 'payments',
    wide: true,
    breadcrumbs: [{ text: 'Payments' }],
    actions: [
      may(actor, 'payments.run') && { text: 'Start a pay run', href: '/pay-runs/start' },
      { text: 'Statements', kind: 'secondary', href: '/statements' },
      { text: 'Queries', kind: 'secondary', href: '/queries' },
      { text: 'Payment files', kind: 'secondary', href: '/payment-files' },
      { text: 'Providers that owe', kind: 'secondary', href: '/provider-debts' },
      { text: 'Payment compliance', kind: 'secondary', href: '/payment-compliance' },
      { text: 'Uplifts', kind: 'secondary', href: '/uplifts' },
      { text: 'Ledger', kind: 'secondary', href: '/ledger' },
      { text: 'Commissioned, delivered and paid', kind: 'secondary', href: '/savings' },
      { text: 'What people pay', kind: 'secondary', href: '/charges' },
      may(actor, 'brokerage.see') && { text: 'Arrangement fees', kind: 'secondary', href: '/arrangement-fees' },
      { text: 'Block hours', kind: 'secondary', href: '/contracts/blocks' },
    ],
    content: queue({
      noun: { one: 'pay run', many: 'pay runs' },
      url,
      rows: runs,
      total,
      pageSize: PAGE_SIZE,
      filters: [
        {
          kind: 'choices',
          name: 'state',
          label: 'Status',
          choices: Object.entries(STATES).map(([value, tag]) => ({ value, text: tag.text })),
        },
      ],
      columns: [
        { heading: 'Reference', cell: (run) => link(run.payRunRef, `/pay-runs/${run.payRunRef}`) },
        { heading: 'Provider', cell: (run) => scopeName(run, names) },
        { heading: 'Period', cell: (run) => periodWords(run) },
        { heading: 'Status', cell: (run) => statusTag(tagOf(run, run.nothingDue)) },
        { heading: 'Made', cell: (run) => html`${formatInstant(run.madeAt)}${small(run.madeByName)}` },
      ],
    }),
  })
}

export async function showPayRun({ actor, shell, params, query, url, csrf }: Visit, house: House): Promise<Reply> {
  const payRunRef = params['ref'] ?? ''
  return shell.view(actor, `pay-run:${payRunRef}`, async (tx) => {
    const run = await findPayRun(tx, payRunRef)
    if (!run) return notFound()
    const parts = await totalsOfRun(tx, run)
    const told = new Map(parts.map(({ organisationRef, name }) => [organisationRef, name ?? organisationRef]))
    // The provider that a run is of may have no visit in it.
    const names =
      run.organisationRef === null || told.has(run.organisationRef) ? told : await namesOf(tx, [run.organisationRef])
    const totals = addUp(parts)
    const show = showAsked(query)
    const { changed, leftOut, onlyDoubts } = await countWaiting(tx, run)
    const lists = { run, query, url, csrf, names, mayRun: may(actor, 'payments.run') }
    const nothingDue = parts.every(({ amountPence }) => amountPence <= 0)
    const working = run.state === 'rating' || run.state === 'posting'
    return page({
      title: `${scopeName(run, names)}, ${periodWords(run)}`,
      caption: `Pay run ${payRunRef}`,
      section: 'payments',
      wide: false,
      breadcrumbs: [CRUMB, { text: payRunRef }],
      tags: [
        tagOf(run, nothingDue),
        run.cycle === 'commissioned_then_reconciled' && { text: 'On account', colour: 'purple' },
      ],
      ...(isDraft(run) ? { tabs: draftTabs(run, totals, { leftOut, doubts: onlyDoubts }, show) } : {}),
      facts: [
        { label: 'Visits', value: totals.visits.toLocaleString('en-GB') },
        { label: 'Time payable', value: hoursWords(totals.payableMinutes) },
        { label: 'Missed', value: totals.missed.toLocaleString('en-GB') },
        !isPosted(run) && { label: 'In query', value: totals.query.toLocaleString('en-GB') },
        run.checkedByName !== null && { label: 'Checked', value: run.checkedByName },
        totals.adjustments > 0 && { label: 'Adjustments', value: money(totals.adjustedPence) },
        { label: 'Total', value: money(totals.amountPence) },
      ],
      content: html`
        ${run.checkNote !== null && html`<p class="govuk-body">Note of the check: ${run.checkNote}</p>`}
        ${working && progress({ words: progressWords(run, totals.visits), eventsHref: `/pay-runs/${payRunRef}/progress`, pageHref: `/pay-runs/${payRunRef}` })}
        ${(!isDraft(run) || show === 'visits') && (run.state !== 'rating' || parts.length > 0) && section('By provider', providerTable(run, parts, names))}
        ${(isDraft(run) || leftOut > 0) && (await draftList(tx, isDraft(run) ? show : 'left-out', lists))}`,
      notice: isDraft(run) &&
        changed > 0 && {
          heading: `${countOf(changed, 'visit')} changed since the run was rated`,
          content: html`<p class="govuk-body">A call log, a correction or a cancellation came later. They are rated again, and the run is checked, before it is approved.</p>
            ${may(actor, 'payments.run') && postForm({ action: `/pay-runs/${payRunRef}/rate-again`, csrf, content: submit('Rate the changed visits again') })}`,
        },
      aside: html`${whatHappensNext(nextSteps(run, actor, csrf, { totalPence: totals.amountPence, changed, nothingDue }))}${await latestHistory(house, tx, `pay-run:${payRunRef}`)}`,
    })
  })
}

function progressWords(run: PayRun, visits: number): string {
  if (run.state !== 'rating') return 'Posting the statements. You can leave this page.'
  const soFar = visits === 0 ? 'The visits are being read' : `${countOf(visits, 'visit')} rated so far`
  return `${soFar}. You can leave this page: the work goes on, and the run stays under Payments.`
}

const providerTable = (run: PayRun, parts: readonly ProviderTotals[], names: Map<string, string>): Html =>
  parts.length === 0
    ? html`<p class="govuk-body">No visit in this period waits to be paid.</p>`
    : dataTable({
        caption: 'Totals by provider',
        captionHidden: true,
        rows: parts,
        columns: [
          {
            heading: 'Provider',
            cell: (part) =>
              html`${link(names.get(part.organisationRef) ?? part.organisationRef, part.statementRef ? `/statements/${part.statementRef}` : `/pay-runs/${run.payRunRef}?provider=${part.organisationRef}`)}${part.statementRef !== null && small(`Statement ${part.statementRef}`)}`,
          },
          { heading: 'Visits', format: 'number', cell: (part) => part.visits.toLocaleString('en-GB') },
          { heading: 'Missed', format: 'number', cell: (part) => part.missed },
          { heading: 'In query', format: 'number', cell: (part) => part.query },
          { heading: 'Amount', format: 'number', cell: (part) => money(part.amountPence) },
        ],
      })

/** Server-sent progress until the run rests. */
export const followPayRun = ({ actor, shell, params }: Visit): Reply =>
  followed(() =>
    shell.read(actor, async (tx) => {
      const run = await findPayRun(tx, params['ref'] ?? '')
      if (run?.state !== 'rating' && run?.state !== 'posting') return undefined
      return progressWords(run, addUp(await totalsOfRun(tx, run)).visits)
    }),
  )

/** Where the visits that changed are rated again: one press, some hundred visits; the rest follow by themselves. */
export async function postRateAgain({ actor, shell, params }: Visit): Promise<Reply> {
  const payRunRef = params['ref'] ?? ''
  const rated = await rateAgain(shell, actor, payRunRef)
  if (!rated.ok && rated.error === 'no such pay run') return notFound()
  const words = rated.ok
    ? `${countOf(rated.value, 'changed visit')} rated again. Check the total.`
    : 'Every visit of the run is up to date.'
  return seeOther(`/pay-runs/${payRunRef}`, words)
}

const cancelForm = (payRunRef: string, reason: string, csrf: string, errors: readonly FieldError[] = []): Page => ({
  title: `Cancel pay run ${payRunRef}`,
  section: 'payments',
  errors,
  breadcrumbs: [CRUMB, { text: payRunRef, href: `/pay-runs/${payRunRef}` }, { text: 'Cancel' }],
  content: postForm({
    action: `/pay-runs/${payRunRef}/cancel`,
    csrf,
    content: html`${textareaField({ name: 'reason', label: 'Why it is cancelled', hint: 'Its visits wait for another run.', value: reason, errors })}${submit('Cancel the run', { text: 'Keep the run', href: `/pay-runs/${payRunRef}` })}`,
  }),
})

export async function cancelPayRunForm({ actor, shell, params, csrf }: Visit): Promise<Reply> {
  const payRunRef = params['ref'] ?? ''
  const run = await shell.read(actor, (tx) => findPayRun(tx, payRunRef))
  return run ? page(cancelForm(payRunRef, '', csrf)) : notFound()
}

const CANCEL_ERRORS: Record<CancelRefusal | 'no such pay run', string> = {
  'already settled': 'This run is approved or cancelled already',
  'no reason given': 'Say why the run is cancelled',
  'no such pay run': 'There is no such pay run',
}

export async function postCancel({ actor, shell, params, form, csrf }: Visit): Promise<Reply> {
  const payRunRef = params['ref'] ?? ''
  const reason = String(form['reason'] ?? '')
  const cancelled = await cancelPayRun(shell, actor, { payRunRef, reason })
  if (cancelled.ok) return seeOther(`/pay-runs/${payRunRef}`, 'Pay run cancelled')
  if (cancelled.error === 'no such pay run') return notFound()
  return page(cancelForm(payRunRef, reason, csrf, [{ field: 'reason', message: CANCEL_ERRORS[cancelled.error] }]), {
    status: 400,
  })
}
