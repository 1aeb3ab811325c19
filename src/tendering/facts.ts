import type { TenderFact } from '#src/tendering/tenders/facts.ts'

/** Everything that tendering ever records; each folder has its own. */
export type TenderingFact = TenderFact
