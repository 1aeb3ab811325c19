import { postEndAccess, showEndAccess } from '#src/councils/end-access.page.ts'
import { showAccessibility } from '#src/councils/accessibility.public.ts'
import { jointRoutes } from '#src/councils/joint/routes.ts'
import { showHelp } from '#src/councils/help.public.ts'
import { showAccess, showHistory } from '#src/councils/history.page.ts'
import { showMyWork } from '#src/councils/my-work.page.ts'
import {
  listOfficersPage,
  postAddOfficer,
  postAway,
  postBack,
  postRoles,
  showAddOfficer,
  showAway,
  showOfficer,
  showRoles,
} from '#src/councils/officers.page.ts'
import {
  listPoliciesPage,
  postChangePolicy,
  showChangePolicy,
  showPolicyPage,
} from '#src/councils/policies/policies.page.ts'
import { showRetention } from '#src/councils/retention.page.ts'
import { showPrivacy } from '#src/councils/privacy.public.ts'
import { settingsRoutes } from '#src/councils/settings/routes.ts'
import { showSearch } from '#src/councils/search.page.ts'
import { showPortalStart, showStart } from '#src/councils/start.public.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'

export function routes(doors: Doors, house: House): void {
  doors.open('GET /', showStart)
  doors.open('GET /portal', showPortalStart)
  doors.open('GET /help', showHelp)
  doors.open('GET /accessibility', showAccessibility)
  doors.open('GET /privacy', showPrivacy)
  doors.staff('GET /my-work', 'councils.work', (visit) => showMyWork(visit, house))
  doors.staff('GET /search', 'councils.work', (visit) => showSearch(visit, house))
  doors.staff('GET /history/:kind/:ref', 'audit.see', (visit) =>
    showHistory(visit, house, visit.params['kind'] ?? '', visit.params['ref'] ?? ''),
  )
  doors.staff('GET /access/:kind/:ref', 'audit.access', (visit) => showAccess(visit, house))
  doors.staff('GET /retention', 'councils.manage', (visit) => showRetention(visit, house))
  doors.staff('GET /policies', 'councils.see', listPoliciesPage)
  doors.staff('GET /policies/:kind', 'councils.see', showPolicyPage)
  doors.staff('GET /policies/:kind/change', 'councils.manage', showChangePolicy)
  doors.staff('POST /policies/:kind/change', 'councils.manage', postChangePolicy)
  doors.staff('GET /officers', 'councils.see', listOfficersPage)
  doors.staff('GET /officers/add', 'councils.manage', showAddOfficer)
  doors.staff('POST /officers/add', 'councils.manage', postAddOfficer)
  doors.staff('GET /officers/:ref', 'councils.see', (visit) => showOfficer(visit, house))
  // Everybody may say when they are away; the page lets those who look after officers say it for others.
  doors.staff('GET /officers/:ref/away', 'councils.work', showAway)
  doors.staff('POST /officers/:ref/away', 'councils.work', postAway)
  doors.staff('POST /officers/:ref/back', 'councils.work', postBack)
  doors.staff('GET /officers/:ref/roles', 'councils.manage', showRoles)
  doors.staff('POST /officers/:ref/roles', 'councils.manage', postRoles)
  doors.staff('GET /officers/:ref/end-access', 'councils.manage', (visit) => showEndAccess(visit, house))
  doors.staff('POST /officers/:ref/end-access', 'councils.manage', postEndAccess)
  settingsRoutes(doors)
  jointRoutes(doors)
}
