import type { Doors } from '#src/platform/http/doors.ts'

/** Each folder mounts its own. */
export const routes = (_doors: Doors): void => {}
