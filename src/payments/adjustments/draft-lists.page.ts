/** What a pay run's page lists of its draft: its visits, those to settle or carry, its adjustments, and what it leaves out. */
import type { Day } from '#src/base/day.ts'
import { adjustmentColumns } from '#src/payments/adjustments/adjustment-table.page.ts'
import { listDraftAdjustments } from '#src/payments/adjustments/adjustment.store.ts'
import { EXCEPTIONS, listCarried } from '#src/payments/adjustments/recheck.store.ts'
import { lineColumns, outcomeChoices } from '#src/payments/statements/line-table.page.ts'
import { isDraft, type PayRun } from '#src/payments/pay-runs/pay-run.ts'
import type { Totals } from '#src/payments/pay-runs/pay-run.store.ts'
import { cursorText, type DraftLine, listDraftLines } from '#src/payments/statements/statement.store.ts'
import type { Read } from '#src/platform/database.ts'
import type { Visit } from '#src/platform/http/doors.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { Tab } from '#src/platform/pages/page.ts'
import { type Bulk, chosen, pageAsked, queue, withQuery } from '#src/platform/pages/queue.ts'
import { link, shortDay, small } from '#src/platform/pages/table.ts'

const PAGE_SIZE = 25

/** A line whose worker was at another person's visit at the same time (M-53). */
const TWO_PLACES = { value: 'two_places', text: 'Worker in two places' }

/** A line of a visit that was logged while the person was away, or after their care had ended. */
const NOT_HOME = { value: 'not_home', text: 'Away or ended' }

/** A line that was much longer or shorter than planned (M-56). */
const FAR = { value: 'far', text: 'Far from planned' }

export const SHOWS = ['visits', 'exceptions', 'adjustments', 'left-out'] as const
export type Show = (typeof SHOWS)[number]

export const showAsked = (query: Visit['query']): Show =>
  SHOWS.find((show) => show === chosen(query, 'show')[0]) ?? 'visits'

export function draftTabs(
  run: PayRun,
  totals: Totals,
  { leftOut, doubts }: { leftOut: number; doubts: number },
  show: Show,
): Tab[] {
  const root = `/pay-runs/${run.payRunRef}`
  const tabs: { show: Show; text: string; count: number }[] = [
    { show: 'visits', text: 'Visits', count: totals.visits },
    {
      show: 'exceptions',
      text: 'To settle or carry',
      count: totals.query + totals.missed + totals.oneWorker + doubts,
    },
    { show: 'adjustments', text: 'Adjustments', count: totals.adjustments },
    { show: 'left-out', text: 'Left out', count: leftOut },
  ]
  return tabs.map((tab) => ({
    text: tab.text,
    count: tab.count,
    href: tab.show === 'visits' ? root : `${root}?show=${tab.show}`,
    current: tab.show === show,
  }))
}

type Asked = Pick<Visit, 'query' | 'url' | 'csrf'> & {
  readonly run: PayRun
  readonly names: ReadonlyMap<string, string>
  readonly mayRun: boolean
}

export function draftList(tx: Read, show: Show, asked: Asked): Promise<Html> {
  if (show === 'adjustments') return adjustmentList(tx, asked)
  if (show === 'left-out') return leftOutList(tx, asked)
  return visitList(tx, show, asked)
}

const pageOf = (query: Visit['query']) => ({ offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE })

/** Ticked visits go to another address of the run. */
const ticked = (
  run: PayRun,
  csrf: string,
  [text, value]: readonly [string, string],
): Bulk<{ day: Day; visitRef: string; personRef: string }> => ({
  action: `/pay-runs/${run.payRunRef}/${value}`,
  csrf,
  keyOf: cursorText,
  labelOf: ({ visitRef, personRef }) => `${visitRef}, ${personRef}`,
  actions: [{ text, value }],
})

const toVisit = (line: { visitRef: string }): string => `/visits/${line.visitRef}`

/** What gives doubt about a line: the other visit at which the worker was at the same time, or that nobody was to be visited. */
const doubtMark = (lines: readonly DraftLine[]): ((visitRef: string) => Html | undefined) => {
  const byVisit = new Map(lines.map((line) => [line.visitRef, line]))
  return (visitRef) => {
    const { otherVisits, notHome } = byVisit.get(visitRef) ?? {}
    const clash =
      otherVisits &&
      html`${statusTag({ text: TWO_PLACES.text, colour: 'orange' })} at the same time as ${otherVisits.map(
        (other, at) => html`${at > 0 && ', '}${link(other, toVisit({ visitRef: other }))}`,
      )}. `
    const away =
      notHome &&
      html`${statusTag({ text: notHome === 'absence' ? 'Person away' : 'Care had ended', colour: 'orange' })} logged all the same. `
    return clash || away ? html`${clash}${away}` : undefined
  }
}

async function visitList(tx: Read, show: Show, { run, query, url, csrf, names, mayRun }: Asked): Promise<Html> {
  const outcome = chosen(query, 'outcome')[0]
  const organisationRef = chosen(query, 'provider')[0]
  const isExceptions = show === 'exceptions'
  const asksFor = (doubt: { readonly value: string }) => outcome === doubt.value
  const { withinPercent } = run
  const isDoubt = [TWO_PLACES, NOT_HOME, FAR].some(asksFor)
  const outcomes = outcome === undefined ? (isExceptions ? EXCEPTIONS : undefined) : isDoubt ? [] : [outcome]
  const lines = await listDraftLines(
    tx,
    run.payRunRef,
    {
      organisationRef,
      clashes: asksFor(TWO_PLACES) || (isExceptions && outcome === undefined),
      notHome: asksFor(NOT_HOME) || (isExceptions && outcome === undefined),
      far: asksFor(FAR) ? withinPercent : null,
      ...(outcomes === undefined ? {} : { outcomes }),
    },
    pageOf(query),
  )
  const choices = outcomeChoices.filter(({ value }) => !isExceptions || EXCEPTIONS.some((one) => one === value))
  const doubts = [TWO_PLACES, NOT_HOME, ...(withinPercent === null ? [] : [FAR])]
  const links = [{ value: '', text: 'All' }, ...choices, ...doubts].map(({ value, text }) =>
    value === (outcome ?? '')
      ? html`<strong>${text}</strong>`
      : link(text, withQuery(url, { outcome: value || undefined, page: undefined })),
  )
  const bulk: Bulk<(typeof lines)[number]> = ticked(run, csrf, ['Leave out of this run', 'carry'])
  const provider = organisationRef && (names.get(organisationRef) ?? organisationRef)
  return html`
    ${isExceptions && html`<p class="govuk-body">What is in query is not paid by this run; the next takes it. A visit that you leave out waits for the next run with the reason that you give. Where one worker was in two places, or a visit was logged while the person was away or after the care had ended, ask the provider, correct the log, or settle it under ${link('Open items', '/visits/queues')}.</p>`}
    <p class="govuk-body">${links.map((one, i) => html`${i > 0 && ' · '}${one}`)}</p>
    ${provider !== undefined && html`<p class="govuk-body">Of ${provider} only. ${link('Show all providers', withQuery(url, { provider: undefined, page: undefined }))}</p>`}
    ${queue({
      noun: { one: 'line', many: 'lines' },
      url,
      rows: lines,
      total: lines[0]?.total ?? 0,
      pageSize: PAGE_SIZE,
      columns: lineColumns({ visitHref: toVisit, mark: doubtMark(lines) }),
      empty: 'No visit of the draft came out like this.',
      ...(isExceptions && mayRun ? { bulk } : {}),
    })}`
}

async function adjustmentList(tx: Read, { run, query, url }: Asked): Promise<Html> {
  const organisationRef = chosen(query, 'provider')[0]
  const adjustments = await listDraftAdjustments(tx, run.payRunRef, { organisationRef }, pageOf(query))
  return html`<p class="govuk-body">Something of these visits changed after they were paid. The difference goes on the provider's statement.</p>
    ${queue({
      noun: { one: 'adjustment', many: 'adjustments' },
      url,
      rows: adjustments,
      total: adjustments[0]?.total ?? 0,
      pageSize: PAGE_SIZE,
      columns: adjustmentColumns({ visitHref: toVisit }),
      empty: 'Nothing of earlier statements changed.',
    })}`
}

async function leftOutList(tx: Read, { run, query, url, csrf, names, mayRun }: Asked): Promise<Html> {
  const left = await listCarried(tx, run.payRunRef, pageOf(query))
  const bulk: Bulk<(typeof left)[number]> = ticked(run, csrf, ['Take back into this run', 'take-back'])
  return html`<p class="govuk-body">These visits are not in this run. The next run takes them.</p>
    ${queue({
      noun: { one: 'visit', many: 'visits' },
      url,
      rows: left,
      total: left[0]?.total ?? 0,
      pageSize: PAGE_SIZE,
      columns: [
        { heading: 'Visit', cell: (one) => html`${shortDay(one.day)}${small(link(one.visitRef, toVisit(one)))}` },
        { heading: 'Person', cell: (one) => one.personRef },
        { heading: 'Provider', cell: (one) => names.get(one.organisationRef) ?? one.organisationRef },
        {
          heading: 'Why',
          cell: (one) =>
            one.carriedWhy === null ? `Because ${one.why}` : html`${one.carriedWhy}${small(`by ${one.carriedByName}`)}`,
        },
      ],
      empty: 'Nothing is left out.',
      ...(mayRun && isDraft(run) ? { bulk } : {}),
    })}`
}
