import type { Doors } from '#src/platform/http/doors.ts'
import { postOwnService, showOwnService, showOwnServices } from '#src/providers/directory/directory.portal.ts'
import { leadToPublic } from '#src/platform/http/visitor.ts'
import { showAdvice, showDirectory, showService } from '#src/providers/directory/directory.public.ts'
import { openReferralOne, openReferralServices } from '#src/providers/directory/open-referral.public.ts'

export function directoryRoutes(doors: Doors): void {
  doors.portal('GET /portal/directory', 'providers.describe', showOwnServices)
  doors.portal('GET /portal/directory/:ref', 'providers.describe', (visit) => showOwnService(visit))
  doors.portal('POST /portal/directory/:ref', 'providers.describe', postOwnService)
  doors.staff('GET /providers/directory', 'providers.see', leadToPublic('/services'))
  doors.open('GET /public/:council/services', showDirectory)
  doors.open('GET /public/:council/services/:ref', showService)
  doors.open('GET /public/:council/paying-for-care', showAdvice)
  doors.open('GET /public/:council/open-referral/services', openReferralServices)
  doors.open('GET /public/:council/open-referral/services/:id', openReferralOne)
}
