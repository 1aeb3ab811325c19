import { boundariesApi } from '#src/councils/boundaries/boundaries.api.ts'
import { BOUNDARY_BYTES, postBoundaries, showBoundaries } from '#src/councils/boundaries/boundaries.page.ts'
import { councilsApi } from '#src/councils/settings/councils.api.ts'
import { postLink, postRestore, showLink, showRestore } from '#src/councils/settings/directory.page.ts'
import { HOLIDAY_BYTES, listHolidaysPage, postHolidays } from '#src/councils/settings/holidays.page.ts'
import { showSettings } from '#src/councils/settings/settings.page.ts'
import { listTeamsPage, postTeam, postTeamName, showTeam } from '#src/councils/settings/teams.page.ts'
import { listZonesPage, postChangeZones, showChangeZones } from '#src/councils/settings/zones.page.ts'
import type { Doors } from '#src/platform/http/doors.ts'

export function settingsRoutes(doors: Doors): void {
  doors.staff('GET /settings', 'councils.see', showSettings)
  doors.staff('GET /teams', 'councils.see', (visit) => listTeamsPage(visit))
  doors.staff('POST /teams', 'councils.manage', postTeam)
  doors.staff('GET /teams/:ref', 'councils.manage', showTeam)
  doors.staff('POST /teams/:ref', 'councils.manage', postTeamName)
  doors.staff('GET /zones', 'councils.see', listZonesPage)
  doors.staff('GET /zones/change', 'councils.manage', showChangeZones)
  doors.staff('POST /zones/change', 'councils.manage', postChangeZones)
  doors.staff('GET /zones/boundaries', 'councils.manage', (visit) => showBoundaries(visit))
  doors.staff('POST /zones/boundaries', 'councils.manage', postBoundaries, { uploads: BOUNDARY_BYTES })
  doors.staff('GET /bank-holidays', 'councils.see', (visit) => listHolidaysPage(visit))
  doors.staff('POST /bank-holidays', 'councils.manage', postHolidays, { uploads: HOLIDAY_BYTES })
  doors.staff('GET /officers/:ref/directory', 'councils.manage', showLink)
  doors.staff('POST /officers/:ref/directory', 'councils.manage', postLink)
  doors.staff('GET /officers/:ref/restore', 'councils.manage', showRestore)
  doors.staff('POST /officers/:ref/restore', 'councils.manage', postRestore)
  councilsApi(doors)
  boundariesApi(doors)
}
