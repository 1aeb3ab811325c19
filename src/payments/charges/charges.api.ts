import { z } from 'zod'
import { setContribution } from '#src/payments/charges/charge-commands.ts'
import { listCharges } from '#src/payments/charges/charge.store.ts'
import { addDays, mondayOf } from '#src/base/day.ts'
import { type ApiCall, AskedDay, type Doors, problem } from '#src/platform/http/doors.ts'

const Query = z.strictObject({
  week: AskedDay.optional().describe('Any day of the week'),
  personRef: z.string().max(40).optional(),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional()
    .describe('The `next` of the page before'),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
})
const Charge = z.strictObject({
  personRef: z.string(),
  week: z.iso.date().describe('Its Monday'),
  turn: z.int().describe('1, or higher where the week was charged anew'),
  basis: z.enum(['actual', 'planned']),
  contributionPence: z.int().nullable().describe('Null where the person pays the whole cost'),
  costPence: z.int(),
  owedPence: z.int().describe('The charge of the week after this turn'),
  amountPence: z.int().describe('What this turn adds; below nought it is a credit'),
  reason: z.string(),
})
const Charges = z.strictObject({ charges: z.array(Charge), total: z.int(), next: z.string().nullable() })

async function answerCharges({
  shell,
  actor,
  query,
}: ApiCall<Record<string, string>, z.infer<typeof Query>>): Promise<z.infer<typeof Charges>> {
  const { week, personRef, cursor, limit } = query
  const offset = Number(cursor ?? 0)
  const monday = week === undefined ? undefined : mondayOf(week)
  const search = { personRef, ...(monday === undefined ? {} : { from: monday, to: addDays(monday, 7) }) }
  const { charges, total } = await shell.read(actor, (tx) => listCharges(tx, search, { offset, limit }))
  await shell.noteList(actor, 'charges', { ...search, count: total })
  const next = offset + charges.length
  return {
    charges: charges.map((one) => ({
      ...{ personRef: one.personRef, week: one.week, turn: one.turn, basis: one.basis },
      ...{ contributionPence: one.contributionPence, costPence: one.costPence },
      ...{ owedPence: one.owedPence, amountPence: one.amountPence, reason: one.reason },
    })),
    total,
    next: next < total && charges.length > 0 ? String(next) : null,
  }
}

const Params = z.strictObject({ ref: z.string().max(40) })
const Contribution = z.strictObject({
  fromDay: z.iso.date(),
  weeklyPence: z.int().min(0).max(10_000_000).nullable().describe('Null: the whole cost of their care'),
  note: z.string().min(1).max(200).describe('The assessment that says so'),
})
const Set = z.strictObject({ personRef: z.string(), fromDay: z.iso.date() })

async function putContribution({
  shell,
  actor,
  params,
  body,
  command,
}: ApiCall<z.infer<typeof Params>, unknown, z.infer<typeof Contribution>>): Promise<z.infer<typeof Set>> {
  const done = await setContribution(shell, actor, { personRef: params.ref, ...body }, command)
  if (done.ok) return { personRef: params.ref, fromDay: done.value }
  switch (done.error) {
    case 'no such person':
      throw problem(404, `There is no person ${params.ref}`)
    case 'no note':
      throw problem(422, 'The assessment is missing', { pointer: '#/note' })
    case 'nothing changes':
      throw problem(409, 'This is the contribution from that day already', { pointer: '#/weeklyPence' })
  }
}

export function chargesApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/charges',
    { grant: 'payments.see', summary: 'What people pay, week by week', query: Query, answer: Charges },
    answerCharges,
  )
  doors.api(
    'POST /api/v1/people/:ref/contributions',
    {
      ...{ grant: 'payments.run', summary: 'Set what a person contributes from a day on', params: Params },
      ...{ body: Contribution, answer: Set, status: 201 as const, idempotent: true },
    },
    putContribution,
  )
}
