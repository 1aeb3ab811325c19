import type { Panel, SearchSource, WorkSource } from '#src/platform/panels.ts'
import { awardPanels, awardWork } from '#src/tendering/awards/panels.ts'
import { bidPanels, bidWork } from '#src/tendering/bids/panels.ts'
import { clarificationWork } from '#src/tendering/clarifications/panels.ts'
import { evaluationWork } from '#src/tendering/evaluation/panels.ts'
import { marketPanels, marketSearch, marketWork } from '#src/tendering/markets/market-work.page.ts'
import { watchPanels } from '#src/tendering/market-watch/panels.ts'
import { noticePanels, noticeSearch, noticeWork } from '#src/tendering/notices/panels.ts'
import { tenderSearch } from '#src/tendering/tenders/panels.ts'

/** What tendering shows on others' pages, on "My work" and in the search; each folder has its own. */
export const panels: readonly Panel[] = [...bidPanels, ...awardPanels, ...noticePanels, ...watchPanels, ...marketPanels]
export const work: readonly WorkSource[] = [
  ...bidWork,
  ...evaluationWork,
  ...awardWork,
  ...clarificationWork,
  ...noticeWork,
  ...marketWork,
]
export const search: readonly SearchSource[] = [...tenderSearch, ...noticeSearch, ...marketSearch]
