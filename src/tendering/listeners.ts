import type { Listener } from '#src/platform/command.ts'

/** What tendering does when it hears of something; each folder has its own. */
export const listeners: readonly Listener[] = []
