import type { Doors } from '#src/platform/http/doors.ts'
import {
  followMarketImport,
  listMarketImportsPage,
  refusedCsv,
  RELEASE_BYTES,
  showMarketImport,
  uploadReleases,
} from '#src/tendering/market-watch/market-imports.page.ts'
import { marketWatchCsv, showMarketWatch, showWatched } from '#src/tendering/market-watch/market-watch.page.ts'

export function watchRoutes(doors: Doors): void {
  doors.staff('GET /market-watch', 'tendering.see', showMarketWatch)
  doors.staff('GET /market-watch.csv', 'tendering.see', marketWatchCsv)
  doors.staff('GET /market-watch/imports', 'tendering.manage', listMarketImportsPage)
  doors.staff('POST /market-watch/imports', 'tendering.manage', uploadReleases, { uploads: RELEASE_BYTES })
  doors.staff('GET /market-watch/imports/:ref', 'tendering.manage', showMarketImport)
  doors.staff('GET /market-watch/imports/:ref/progress', 'tendering.manage', followMarketImport)
  doors.staff('GET /market-watch/imports/:ref/refused.csv', 'tendering.manage', refusedCsv)
  doors.staff('GET /market-watch/:ocid', 'tendering.see', showWatched)
}
