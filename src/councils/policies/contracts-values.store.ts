import type { ContractPolicies } from '#src/councils/policies/contracts.ts'
import { budgetCode, pence, type Values } from '#src/councils/policies/value.store.ts'
import { ROLES } from '#src/councils/roles.ts'
import { z } from 'zod'

const months = z.int('Give a whole number of months').min(1).max(60)

export const CONTRACT_VALUES: Values<ContractPolicies> = {
  'contract-changes': z.strictObject({
    approvals: z
      .array(z.strictObject({ fromPence: pence, role: z.enum(ROLES) }))
      .min(1, 'Say who decides')
      .refine((list) => list[0]?.fromPence === 0, 'The first line must start at £0')
      .refine(
        (list) => list.every((each, at) => at === 0 || each.fromPence >= (list[at - 1]?.fromPence ?? 0)),
        'Put the lines in the order of their values',
      ),
    delegations: z
      .array(
        z.strictObject({
          code: budgetCode,
          label: z.string().trim().min(1).max(200),
          role: z.enum(ROLES),
          limitPence: pence,
        }),
      )
      .refine(
        (list) => new Set(list.map((each) => each.code)).size === list.length,
        'A delegation is in the list twice',
      ),
  }),
  'contract-dates': z.strictObject({
    competitionMonths: months,
    callOffMonths: months,
    directAwardMonths: months,
    optionMonths: months,
  }),
  'draw-down': z.strictObject({ alertPercents: z.array(z.int().min(1).max(100)).min(1) }),
  'kpi-ratings': z
    .strictObject({ approachingPoints: z.int().min(0).max(100), improvementPoints: z.int().min(0).max(100) })
    .refine(
      ({ approachingPoints, improvementPoints }) => improvementPoints >= approachingPoints,
      'What requires improvement is further from the target than what approaches it',
    ),
  'contract-copies': z.strictObject({ abovePounds: z.int().min(0).max(1_000_000_000) }),
  markets: z.strictObject({
    evaluateDays: z.int().min(1).max(120),
    reminderDays: z.array(z.int().min(1).max(365)).min(1).max(10),
    lapse: z.enum(['suspend', 'review']),
    unregistered: z.enum(['suspend', 'review']),
    inadequate: z.enum(['suspend', 'review']),
    suspensionReviewDays: z.int().min(1).max(28),
    exclusionMonths: z.int().min(1).max(36),
    rankMonths: z.int().min(1).max(24),
    dpsLastDay: z.iso.date(),
  }),
  'tender-periods': z.strictObject({
    leastDays: z.int().min(1).max(365),
    answerDays: z.int().min(0).max(60),
    changeDays: z.int().min(1).max(365),
    looseFileDays: z.int().min(1).max(365),
  }),
  'framework-share': z.strictObject({
    leastPercent: z.int().min(1).max(100),
    months: z.int().min(1).max(60),
    fewestPackages: z.int().min(1).max(10_000),
  }),
  notices: z.strictObject({
    ocidPrefix: z
      .string()
      .regex(
        /^ocds-[a-z0-9]{6}$/,
        'A prefix is ocds- and six letters or digits, as the Open Contracting Partnership gave it',
      ),
    partyId: z.string().regex(/^([A-Z]{4}-\d{4}-[A-Z]{4})?$/, 'A number on Find a Tender is such as PABC-1234-DEFG'),
    pipeline: z.boolean(),
  }),
}
