import { formatDay } from '#src/base/day.ts'
import { risePercent } from '#src/payments/uplift/uplift.ts'
import { findUplift, listUplifts } from '#src/payments/uplift/uplift.store.ts'
import { STATES } from '#src/payments/uplift/uplift-words.page.ts'
import { html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { dataTable, link } from '#src/platform/pages/table.ts'
import type { Panel, SearchSource } from '#src/platform/panels.ts'

export const upliftPanels: Panel[] = [
  {
    on: 'rate-card',
    title: 'Uplifts',
    grant: 'payments.see',
    async show(tx, cardRef) {
      const { uplifts } = await listUplifts(tx, { states: [], cardRef }, { offset: 0, limit: 6 })
      return html`${dataTable({
        caption: 'Latest uplifts of this card',
        captionHidden: true,
        rows: uplifts,
        empty: 'No uplift of this card has been proposed.',
        columns: [
          { heading: 'Uplift', cell: (one) => link(one.upliftRef, `/uplifts/${one.upliftRef}`) },
          { heading: 'Rise', format: 'number', cell: (one) => risePercent(one.millionths) },
          { heading: 'From', cell: (one) => formatDay(one.from) },
          { heading: 'Status', cell: (one) => statusTag(STATES[one.state]) },
        ],
      })}<p class="govuk-body">${link('All uplifts', '/uplifts')}</p>`
    },
  },
]

const REFERENCE = /^UP-\d+$/i

export const upliftSearch: SearchSource[] = [
  {
    grant: 'payments.see',
    reference: REFERENCE,
    async find(tx, words) {
      const upliftRef = words.trim().toUpperCase()
      const uplift = REFERENCE.test(upliftRef) ? await findUplift(tx, upliftRef) : undefined
      if (!uplift) return []
      const title = `${risePercent(uplift.millionths)} on ${uplift.cardRefs.join(', ')}`
      return [{ href: `/uplifts/${upliftRef}`, title, hint: `From ${formatDay(uplift.from)}`, kind: 'Uplift' }]
    },
  },
]
