import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import { awardRoutes } from '#src/tendering/awards/routes.ts'
import { bidRoutes } from '#src/tendering/bids/routes.ts'
import { clarificationRoutes } from '#src/tendering/clarifications/routes.ts'
import { directOfferRoutes } from '#src/tendering/direct-offers/routes.ts'
import { documentRoutes } from '#src/tendering/documents/routes.ts'
import { evaluationRoutes } from '#src/tendering/evaluation/routes.ts'
import { jointRoutes } from '#src/tendering/joint/routes.ts'
import { marketRoutes } from '#src/tendering/markets/routes.ts'
import { watchRoutes } from '#src/tendering/market-watch/routes.ts'
import { noticeRoutes } from '#src/tendering/notices/routes.ts'
import { tenderRoutes } from '#src/tendering/tenders/routes.ts'

/** Each folder mounts its own. */
export function routes(doors: Doors, house: House): void {
  tenderRoutes(doors, house)
  documentRoutes(doors, house)
  clarificationRoutes(doors, house)
  bidRoutes(doors)
  evaluationRoutes(doors)
  directOfferRoutes(doors)
  awardRoutes(doors)
  jointRoutes(doors)
  noticeRoutes(doors, house)
  watchRoutes(doors)
  marketRoutes(doors, house)
}
