import type { Words } from '#src/platform/panels.ts'
import { awardWords } from '#src/tendering/awards/facts.ts'
import { bidWords } from '#src/tendering/bids/facts.ts'
import { tenderWords } from '#src/tendering/tenders/facts.ts'

/** What happened, as timelines say it. */
export const words: Words = { ...tenderWords, ...bidWords, ...awardWords }
