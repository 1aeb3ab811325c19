import { z } from 'zod'
import { Authority, POINTERS } from '#src/contracts/changes/changes.api.ts'
import { GROUNDS } from '#src/contracts/changes/modification-tests.ts'
import { novateContract } from '#src/contracts/changes/novation-commands.ts'
import { NOVATION_WORDS } from '#src/contracts/changes/novation.page.ts'
import { listHoldings } from '#src/contracts/changes/change.store.ts'
import { findContract } from '#src/contracts/contract.store.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const Ref = z.strictObject({ ref: z.string() })
const Holding = z.strictObject({
  organisationRef: z.string(),
  fromDay: z.iso.date(),
  toDay: z.iso.date().nullable().describe('The first day on which another has it; null of the last'),
})

export function transfersApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/contracts/:ref/transfers',
    {
      grant: 'contracts.see',
      summary: 'Who has a contract from when: care of each day is owed to who had it',
      params: Ref,
      answer: z.strictObject({ items: z.array(Holding) }),
    },
    ({ actor, shell, params }) =>
      shell.read(actor, async (tx) => {
        if (!(await findContract(tx, params.ref))) throw problem(404, 'There is no such contract')
        return { items: await listHoldings(tx, params.ref) }
      }),
  )
  doors.api(
    'POST /api/v1/contracts/:ref/transfers',
    {
      grant: 'contracts.change',
      summary: 'Transfer a contract to another provider from today or a later day, with all that is placed under it',
      params: Ref,
      body: z.strictObject({
        organisationRef: z.string(),
        fromDay: z.iso.date(),
        ground: z.enum(GROUNDS),
        isStated: z.boolean().describe('What no sum can show is stated to be so'),
        authority: Authority,
        reason: z.string().min(1).max(1000),
      }),
      answer: z.strictObject({ number: z.int().describe('The number of the change') }),
      status: 201,
      idempotent: true,
    },
    async ({ actor, shell, params, body, command }) => {
      const done = await novateContract(shell, actor, { contractRef: params.ref, ...body }, command)
      if (done.ok) return { number: done.value }
      if (done.error === 'no such contract') throw problem(404, 'There is no such contract')
      const { field, message } = NOVATION_WORDS[done.error]
      throw problem(422, message, { pointer: POINTERS[field] ?? `#/${field}` })
    },
  )
}
