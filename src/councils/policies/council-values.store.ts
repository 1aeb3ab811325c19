import type { CouncilPolicies } from '#src/councils/policies/council.ts'
import type { Values } from '#src/councils/policies/value.store.ts'
import { z } from 'zod'

const years = z.int('Give a whole number of years').min(1).max(100)

export const COUNCIL_VALUES: Values<CouncilPolicies> = {
  directory: z.strictObject({ areas: z.array(z.string().min(1).max(100)).max(50) }),
  retention: z.strictObject({
    accessMonths: z.int().min(12, 'Keep who opened what for a year at least').max(1200),
    answerDays: z.int().min(7, 'Keep answers to repeated calls for a week at least').max(366),
    mailDays: z.int().min(1).max(366),
    peopleYears: years,
    visitYears: years,
    paymentYears: years.min(6, 'Keep payments for six years at least'),
    contractYears: years.min(6, 'Keep contracts for six years at least'),
  }),
}
