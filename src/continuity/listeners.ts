import { deskListeners } from '#src/continuity/desk/listeners.ts'
import { exitListeners } from '#src/continuity/exits/listeners.ts'
import type { Listener } from '#src/platform/command.ts'

/** What continuity does when earlier stages tell of something. */
export const listeners: readonly Listener[] = [...exitListeners, ...deskListeners]
