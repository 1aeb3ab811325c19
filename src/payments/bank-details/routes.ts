import { guardHistory } from '#src/councils/index.ts'
import {
  listBankDetails,
  postKey,
  postProposal,
  postRefusal,
  postWeights,
  showBankDetails,
  showProposeForm,
  showWeights,
  uploads,
} from '#src/payments/bank-details/bank-details.page.ts'
import { postOwnDetails, showOwnDetails } from '#src/payments/bank-details/bank-details.portal.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'

export function bankDetailsRoutes(doors: Doors, house: House): void {
  doors.staff('GET /bank-details', 'payments.see', listBankDetails)
  doors.staff('GET /bank-details/weights', 'payments.bank', showWeights)
  doors.staff('POST /bank-details/weights', 'payments.bank', postWeights, uploads)
  doors.staff('GET /bank-details/:ref', 'payments.see', (visit) => showBankDetails(visit, house))
  doors.staff('GET /bank-details/:ref/propose', 'payments.bank', showProposeForm)
  doors.staff('POST /bank-details/:ref/propose', 'payments.bank', postProposal)
  doors.staff('POST /bank-details/:ref/confirm', 'payments.bank', postKey)
  doors.staff('POST /bank-details/:ref/refuse', 'payments.bank', postRefusal)
  doors.portal('GET /portal/bank-details', 'payments.own-bank', showOwnDetails)
  doors.portal('POST /portal/bank-details', 'payments.own-bank', postOwnDetails)
  guardHistory(doors, house, 'payments.see', ['bank-details'])
}
