import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import { bidRoutes } from '#src/tendering/bids/routes.ts'
import { jointRoutes } from '#src/tendering/joint/routes.ts'
import { noticeRoutes } from '#src/tendering/notices/routes.ts'

/** Each folder mounts its own. */
export function routes(doors: Doors, house: House): void {
  bidRoutes(doors)
  jointRoutes(doors)
  noticeRoutes(doors, house)
}
