import type { Listener } from '#src/platform/command.ts'
import { lotMeasureListeners } from '#src/tendering/lot-measures/listeners.ts'
import { marketListeners } from '#src/tendering/markets/listeners.ts'
import { noticeListeners } from '#src/tendering/notices/listeners.ts'
import { tenderListeners } from '#src/tendering/bidder-news/listeners.ts'

/** What tendering does when it hears of something; each folder has its own. */
export const listeners: readonly Listener[] = [
  ...noticeListeners,
  ...tenderListeners,
  ...marketListeners,
  ...lotMeasureListeners,
]
