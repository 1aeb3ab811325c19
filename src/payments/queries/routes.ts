import { guardHistory } from '#src/councils/index.ts'
import { queriesApi } from '#src/payments/queries/queries.api.ts'
import { listQueriesPage, postAnswer, queriesCsv, showQuery } from '#src/payments/queries/queries.page.ts'
import {
  chooseLines,
  listOwnQueries,
  postQuery,
  postReply,
  showOwnQuery,
  showRaiseForm,
} from '#src/payments/queries/queries.portal.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'

export function queryRoutes(doors: Doors, house: House): void {
  doors.staff('GET /queries', 'payments.see', listQueriesPage)
  doors.staff('GET /queries.csv', 'payments.see', queriesCsv)
  doors.staff('GET /queries/:ref', 'payments.see', (visit) => showQuery(visit, house))
  doors.staff('POST /queries/:ref/answer', 'payments.answer', (visit) => postAnswer(visit, house))
  doors.portal('GET /portal/queries', 'payments.query', listOwnQueries)
  doors.portal('GET /portal/queries/:ref', 'payments.query', showOwnQuery)
  doors.portal('POST /portal/queries/:ref/reply', 'payments.query', postReply)
  doors.portal('POST /portal/statements/:ref/lines', 'payments.query', chooseLines)
  doors.portal('GET /portal/statements/:ref/query', 'payments.query', showRaiseForm)
  doors.portal('POST /portal/statements/:ref/query', 'payments.query', postQuery)
  guardHistory(doors, house, 'payments.see', ['query'])
  queriesApi(doors)
}
