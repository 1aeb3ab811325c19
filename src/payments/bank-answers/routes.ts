import { bankAnswersApi } from '#src/payments/bank-answers/bank-answers.api.ts'
import { postAnswers, readAnswersIn, showAnswerForm } from '#src/payments/bank-answers/bank-answers.page.ts'
import type { Doors } from '#src/platform/http/doors.ts'

/** Thousands of answers, or the status report of as many payments. */
const MOST_BYTES = 8 * 1024 * 1024

export function bankAnswerRoutes(doors: Doors): void {
  doors.staff('GET /payment-files/answers', 'payments.pay', showAnswerForm)
  doors.staff('POST /payment-files/answers', 'payments.pay', readAnswersIn, {
    uploads: MOST_BYTES,
  })
  doors.staff('POST /payment-files/answers/take', 'payments.pay', postAnswers)
  bankAnswersApi(doors)
}
