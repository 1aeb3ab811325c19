import type { Panel, SearchSource, WorkSource } from '#src/platform/panels.ts'

/** What tendering shows on others' pages, on "My work" and in the search; each folder has its own. */
export const panels: readonly Panel[] = []
export const work: readonly WorkSource[] = []
export const search: readonly SearchSource[] = []
