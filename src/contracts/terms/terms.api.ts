import { z } from 'zod'
import { findContract } from '#src/contracts/contract.store.ts'
import { PAY_CYCLES } from '#src/contracts/terms/terms.ts'
import { changeTerms } from '#src/contracts/terms/terms-commands.ts'
import { TERMS_WORDS } from '#src/contracts/terms/terms.page.ts'
import { listTerms } from '#src/contracts/terms/terms.store.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const Said = z.strictObject({
  fromDay: z.iso.date(),
  blockMinutesPerWeek: z.int().nullable().describe('Hours bought as a block, in minutes; null as the rate card has it'),
  cycle: z.enum(PAY_CYCLES).nullable().describe('What is paid; null as each pay run has it'),
  electronicPercent: z.int().nullable().describe('Least share of electronic logs; null as the policy has it'),
  note: z.string().min(1).max(500),
})
const Ref = z.strictObject({ ref: z.string() })
const POINTERS: Readonly<Record<string, string>> = {
  hours: '#/blockMinutesPerWeek',
  percent: '#/electronicPercent',
}

export function termsApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/contracts/:ref/terms',
    {
      grant: 'contracts.see',
      summary: 'The terms of a contract beside its prices, the last entered first',
      params: Ref,
      answer: z.strictObject({ items: z.array(Said.extend({ number: z.int(), enteredBy: z.string() })) }),
    },
    ({ actor, shell, params }) =>
      shell.read(actor, async (tx) => {
        if (!(await findContract(tx, params.ref))) throw problem(404, 'There is no such contract')
        const items = (await listTerms(tx, params.ref)).map(({ at: _at, byName, ...terms }) => ({
          ...terms,
          enteredBy: byName,
        }))
        return { items }
      }),
  )
  doors.api(
    'POST /api/v1/contracts/:ref/terms',
    {
      grant: 'contracts.change',
      summary: 'Change block hours, payment or electronic logs of a contract from a day on',
      params: Ref,
      body: Said,
      answer: z.strictObject({ number: z.int() }),
      status: 201,
      idempotent: true,
    },
    async ({ actor, shell, params, body, command }) => {
      const done = await changeTerms(shell, actor, { contractRef: params.ref, ...body }, command)
      if (done.ok) return { number: done.value }
      if (done.error === 'no such contract') throw problem(404, 'There is no such contract')
      const { field, message } = TERMS_WORDS[done.error]
      throw problem(422, message, { pointer: POINTERS[field] ?? `#/${field}` })
    },
  )
}
