import type { Words } from '#src/platform/panels.ts'
import { awardWords } from '#src/tendering/awards/facts.ts'
import { evaluationWords } from '#src/tendering/evaluation/facts.ts'
import { bidFileWords } from '#src/tendering/bid-files/facts.ts'
import { bidWords } from '#src/tendering/bids/facts.ts'
import { clarificationWords } from '#src/tendering/clarifications/facts.ts'
import { directOfferWords } from '#src/tendering/direct-offers/facts.ts'
import { documentWords } from '#src/tendering/documents/facts.ts'
import { jointWords } from '#src/tendering/joint/facts.ts'
import { marketWords } from '#src/tendering/markets/facts.ts'
import { watchWords } from '#src/tendering/market-watch/facts.ts'
import { noticeWords } from '#src/tendering/notices/facts.ts'
import { tenderWords } from '#src/tendering/tenders/facts.ts'

/** What happened, as timelines say it. */
export const words: Words = {
  ...tenderWords,
  ...marketWords,
  ...noticeWords,
  ...watchWords,
  ...documentWords,
  ...directOfferWords,
  ...clarificationWords,
  ...bidWords,
  ...bidFileWords,
  ...awardWords,
  ...evaluationWords,
  ...jointWords,
}
