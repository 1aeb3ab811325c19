import { PAYMENT_STANDARD, type PaymentPolicies } from '#src/councils/policies/payments.ts'
import { budgetCode, codes, pence, type Values } from '#src/councils/policies/value.store.ts'
import { z } from 'zod'

export const PAYMENT_VALUES: Values<PaymentPolicies> = {
  'payment-cycle': z.strictObject({ onAccount: z.boolean() }),
  'pay-run-check': z.strictObject({ byAnother: z.boolean() }),
  'part-logged': z.strictObject({
    payAlone: z.boolean(),
    planUpToManualPercent: z
      .int('Give a whole percentage')
      .min(0)
      .max(100, 'A share is 100 percent at most')
      .nullable(),
  }),
  confirmation: z.strictObject({ withinPercent: z.int('Give a whole percentage').min(1).max(200).nullable() }),
  'budget-codes': z.strictObject({
    codes: z.array(
      z.strictObject({
        code: budgetCode,
        service: z.string().min(1).optional(),
        zone: z.string().min(1).optional(),
        contractRef: z.string().min(1).optional(),
      }),
    ),
    otherwise: budgetCode,
  }),
  queries: z.strictObject({
    windowDays: z.int().min(1, 'Give at least one day').max(90),
    answerDays: z.int().min(1, 'Give at least one day').max(60),
    sharedMailbox: z
      .union([z.literal(''), z.email('Enter an email address, such as payments@wenbury.example')])
      .default(PAYMENT_STANDARD.queries.sharedMailbox),
  }),
  'bank-details': z.strictObject({ coolingDays: z.int().min(0).max(30) }),
  'payment-files': z.strictObject({
    serviceUserNumber: z.string().regex(/^(\d{6})?$/, 'A service user number is six digits'),
    originatorName: z
      .string()
      .regex(
        /^[A-Z0-9 .&/-]{0,18}$/,
        'The name for Bacs is 18 characters at most: capitals, digits, spaces, . & / and -',
      ),
    ledgerColumns: codes.shape.codes,
  }),
  charges: z.strictObject({
    basis: z.enum(['actual', 'planned'], 'Write actual or planned'),
    leastWeeklyPence: pence,
    travelRule: z.string().min(1, 'Say whether travel is charged').max(500),
    contact: z.string().max(300, 'Say whom to ask in 300 characters at most').default(''),
  }),
}
