import { addDays } from '#src/base/day.ts'
import type { Panel } from '#src/platform/panels.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { dataTable, link, shortDay } from '#src/platform/pages/table.ts'
import { listBoughtFrom } from '#src/tendering/market-watch/market-watch.store.ts'
import { STAGE_TAGS } from '#src/tendering/market-watch/market-watch.page.ts'

const SHOWN = 25

/** Whom else a provider works for, as other buyers published it. */
export const watchPanels: readonly Panel[] = [
  {
    on: 'provider',
    title: 'Contracts with other buyers',
    grant: 'tendering.see',
    tab: 'Work in hand',
    async show(tx, organisationRef) {
      const bought = await listBoughtFrom(tx, organisationRef, SHOWN)
      if (bought.length === 0) return undefined
      return dataTable({
        caption: 'Contracts with other buyers',
        captionHidden: true,
        rows: bought,
        columns: [
          { heading: 'What', cell: (one) => link(one.title, `/market-watch/${encodeURIComponent(one.ocid)}`) },
          { heading: 'Buyer', cell: (one) => one.buyer },
          { heading: 'Stage', cell: (one) => statusTag(STAGE_TAGS[one.stage]) },
          { heading: 'Last day', cell: (one) => (one.toDay === null ? '' : shortDay(addDays(one.toDay, -1))) },
        ],
      })
    },
  },
]
