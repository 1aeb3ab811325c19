import { dayOf, formatMonth, instantAt } from '#src/base/day.ts'
import { getPolicy } from '#src/councils/index.ts'
import { html } from '#src/platform/pages/html.ts'
import { dataTable, link } from '#src/platform/pages/table.ts'
import type { Panel, WorkItem, WorkSource } from '#src/platform/panels.ts'
import { type TenderWork, tenderWork } from '#src/tendering/tender-work.store.ts'
import { frameworksToReopen, shareInWords } from '#src/tendering/awards/placed-share.ts'
import { listSharesOf } from '#src/tendering/awards/placed-share.store.ts'

const at = (tenderRef: string, part: string): string => `/tenders/${encodeURIComponent(tenderRef)}/${part}`

export const awardPanels: readonly Panel[] = [
  {
    on: 'tender',
    title: 'Evaluation and award',
    grant: 'tendering.see',
    tab: 'Evaluation',
    show: async (_tx, tenderRef) =>
      html`<ul class="govuk-list"><li>${link('Assessors, marks and checks', at(tenderRef, 'evaluation'))}</li><li>${link('Prices', at(tenderRef, 'prices'))}</li><li>${link('Ranking', at(tenderRef, 'ranking'))}</li><li>${link('Award and standstill', at(tenderRef, 'award'))}</li></ul>`,
  },
  {
    on: 'tender',
    title: 'Packages that it places',
    grant: 'tendering.see',
    tab: 'Evaluation',
    async show(tx, tenderRef) {
      const months = await listSharesOf(tx, tenderRef)
      return months.length === 0
        ? undefined
        : dataTable({
            caption: 'Packages placed by month',
            captionHidden: true,
            rows: months,
            columns: [
              { heading: 'Month', cell: ({ month }) => formatMonth(month) },
              { heading: 'Placed with its providers', cell: shareInWords },
            ],
          })
    },
  },
]

/** The step that an unfinished award waits for. */
function stepOf(
  { status, summariesSent, signFrom, standstill }: TenderWork['unfinished'][number],
  today: string,
): string | undefined {
  if (status === 'suspended') return undefined
  if (!summariesSent) return 'Send the summaries'
  if (standstill !== 'none' && signFrom === null) return 'Publish the award notice'
  return signFrom !== null && today < signFrom ? undefined : 'Make the award'
}

export const awardWork: readonly WorkSource[] = [
  {
    grant: 'tendering.decide',
    async list(tx, actor) {
      return (await tenderWork(tx, actor.id)).toDecide.map(({ tenderRef, title, decisionDay }): WorkItem => {
        const due = decisionDay === '' ? undefined : instantAt(decisionDay, '00:00')
        return {
          ...{ title: `Award of ${title}`, record: `tender:${tenderRef}`, href: at(tenderRef, 'award'), due },
          ...{ action: 'Decide', overdue: due !== undefined && Temporal.Instant.compare(tx.now, due) > 0 },
        }
      })
    },
  },
  {
    grant: 'tendering.manage',
    async list(tx, actor) {
      const today = dayOf(tx.now)
      return (await tenderWork(tx, actor.id)).unfinished.flatMap((award): WorkItem[] => {
        const action = stepOf(award, today)
        const { tenderRef, title, signFrom } = award
        const due = signFrom === null ? undefined : instantAt(signFrom, '00:00')
        const record = `tender:${tenderRef}` as const
        return action
          ? [{ title: `Award of ${title}`, record, href: at(tenderRef, 'award'), due, action, overdue: false }]
          : []
      })
    },
  },
  {
    grant: 'tendering.manage',
    async list(tx, actor) {
      const today = dayOf(tx.now)
      const policy = await getPolicy(tx, 'framework-share', today)
      return frameworksToReopen((await tenderWork(tx, actor.id)).shares, policy).map(
        (share): WorkItem => ({
          ...{ title: `${share.title} places ${shareInWords(share)}`, record: `tender:${share.tenderRef}` },
          ...{
            href: at(share.tenderRef, ''),
            due: undefined,
            action: 'Consider reopening the framework',
            overdue: false,
          },
        }),
      )
    },
  },
]
