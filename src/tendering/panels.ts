import type { Panel, SearchSource, WorkSource } from '#src/platform/panels.ts'
import { noticePanels, noticeSearch, noticeWork } from '#src/tendering/notices/panels.ts'

/** What tendering shows on others' pages, on "My work" and in the search; each folder has its own. */
export const panels: readonly Panel[] = [...noticePanels]
export const work: readonly WorkSource[] = [...noticeWork]
export const search: readonly SearchSource[] = [...noticeSearch]
