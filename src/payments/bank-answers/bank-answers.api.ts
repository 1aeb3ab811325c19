import { z } from 'zod'
import { ANSWER_STATES, type BankAnswer } from '#src/payments/bank-answers/bank-answer.ts'
import { takeAnswers } from '#src/payments/bank-answers/bank-answer-commands.ts'
import { MOST_ANSWERS } from '#src/payments/bank-answers/answer-file.ts'
import { RETURN_REASONS } from '#src/payments/payment-files/returned-payment.ts'
import type { Doors } from '#src/platform/http/doors.ts'

const Answer = z.strictObject({
  reference: z.string().min(1).max(40).describe('Of a payment, such as PF-1001-12, or of a payment file'),
  state: z.enum(ANSWER_STATES),
  day: z.iso.date(),
  reason: z
    .string()
    .max(200)
    .default('')
    .describe(`Of what was not paid: ${Object.keys(RETURN_REASONS).join(', ')}, a code of ISO 20022, or words`),
  note: z.string().max(500).default(''),
})

export function bankAnswersApi(doors: Doors): void {
  doors.api(
    'POST /api/v1/payment-answers',
    {
      grant: 'payments.pay',
      summary: 'Write down which payments the bank made, refused or sent back; the same answers again add nothing',
      body: z.strictObject({ items: z.array(Answer).min(1).max(MOST_ANSWERS) }),
      answer: z.strictObject({
        paid: z.int(),
        returned: z.int(),
        had: z.int().describe('Of which the books knew already'),
        refused: z.array(z.strictObject({ item: z.int(), reference: z.string(), why: z.string() })),
      }),
      idempotent: true,
    },
    async ({ actor, shell, body }) => {
      const answers = body.items.map((item, line): BankAnswer => ({ ...item, line }))
      const { paid, returned, read } = await takeAnswers(shell, actor, answers)
      return {
        ...{ paid, returned, had: read.filter(({ is }) => is === 'had').length },
        refused: read.flatMap((one) =>
          one.is === 'refused'
            ? [
                {
                  item: one.answer.line,
                  reference: one.payment?.reference ?? one.answer.reference,
                  why: one.message,
                },
              ]
            : [],
        ),
      }
    },
  )
}
