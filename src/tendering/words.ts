import type { Words } from '#src/platform/panels.ts'
import { tenderWords } from '#src/tendering/tenders/facts.ts'

/** What happened, as timelines say it. */
export const words: Words = { ...tenderWords }
