import type { AwardFact } from '#src/tendering/awards/facts.ts'
import type { BidFact } from '#src/tendering/bids/facts.ts'
import type { TenderFact } from '#src/tendering/tenders/facts.ts'

/** Everything that tendering ever records; each folder has its own. */
export type TenderingFact = BidFact | TenderFact | AwardFact
