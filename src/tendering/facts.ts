import type { AwardFact } from '#src/tendering/awards/facts.ts'
import type { EvaluationFact } from '#src/tendering/evaluation/facts.ts'
import type { BidFileFact } from '#src/tendering/bid-files/facts.ts'
import type { BidFact } from '#src/tendering/bids/facts.ts'
import type { ClarificationFact } from '#src/tendering/clarifications/facts.ts'
import type { DirectOfferFact } from '#src/tendering/direct-offers/facts.ts'
import type { DocumentFact } from '#src/tendering/documents/facts.ts'
import type { JointFact } from '#src/tendering/joint/facts.ts'
import type { MarketFact } from '#src/tendering/markets/facts.ts'
import type { WatchFact } from '#src/tendering/market-watch/facts.ts'
import type { NoticeFact } from '#src/tendering/notices/facts.ts'
import type { TenderFact } from '#src/tendering/tenders/facts.ts'

/** Everything that tendering ever records; each folder has its own. */
export type TenderingFact =
  | MarketFact
  | NoticeFact
  | WatchFact
  | ClarificationFact
  | DocumentFact
  | DirectOfferFact
  | BidFact
  | BidFileFact
  | TenderFact
  | AwardFact
  | EvaluationFact
  | JointFact
