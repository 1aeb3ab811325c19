import { mountTabs } from '#src/councils/index.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import { capacityRoutes } from '#src/providers/capacity/routes.ts'
import { directoryRoutes } from '#src/providers/directory/routes.ts'
import {
  EXTRACT_BYTES,
  findingsCsv,
  followImport,
  listImportsPage,
  showImport,
  uploadExtract,
} from '#src/providers/imports.page.ts'
import { showLocation, showProvider } from '#src/providers/provider.page.ts'
import { providersApi } from '#src/providers/providers.api.ts'
import { listProvidersPage, providersCsv } from '#src/providers/providers.page.ts'
import {
  saveContactForm,
  saveStandingForm,
  showContactForm,
  showStandingForm,
} from '#src/providers/standing/standing.page.ts'

export function routes(doors: Doors, house: House): void {
  doors.staff('GET /providers', 'providers.see', listProvidersPage)
  doors.staff('GET /providers.csv', 'providers.see', providersCsv)
  doors.staff('GET /providers/imports', 'providers.import', listImportsPage)
  doors.staff('POST /providers/imports', 'providers.import', uploadExtract, { uploads: EXTRACT_BYTES })
  doors.staff('GET /providers/imports/:ref', 'providers.import', (visit) => showImport(visit, house))
  doors.staff('GET /providers/imports/:ref/progress', 'providers.import', followImport)
  doors.staff('GET /providers/imports/:ref/findings.csv', 'providers.import', findingsCsv)
  doors.staff('GET /providers/:ref', 'providers.see', (visit) => showProvider(visit, house))
  doors.staff('GET /providers/:ref/standing', 'providers.manage', showStandingForm)
  doors.staff('POST /providers/:ref/standing', 'providers.manage', saveStandingForm)
  doors.staff('GET /providers/:ref/contact', 'providers.manage', showContactForm)
  doors.staff('POST /providers/:ref/contact', 'providers.manage', saveContactForm)
  doors.staff('GET /locations/:ref', 'providers.see', (visit) => showLocation(visit, house))
  mountTabs(doors, house, 'providers.see', 'provider')
  providersApi(doors)
  capacityRoutes(doors)
  directoryRoutes(doors)
}
