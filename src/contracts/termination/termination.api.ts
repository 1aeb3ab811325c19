import { z } from 'zod'
import { findContract } from '#src/contracts/contract.store.ts'
import { NOTICE_REASONS } from '#src/contracts/notice/notice.ts'
import { TERMINATION_GROUNDS } from '#src/contracts/termination/termination.ts'
import { proposeTermination } from '#src/contracts/termination/termination-commands.ts'
import { PROPOSE_WORDS } from '#src/contracts/termination/termination.page.ts'
import { listTerminations } from '#src/contracts/termination/termination.store.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const Ref = z.strictObject({ ref: z.string() })
const Asked = z.strictObject({
  ground: z
    .enum(TERMINATION_GROUNDS)
    .describe('As the contract’s law numbers it; breach and agreement stand under any'),
  reason: z.enum(NOTICE_REASONS).describe('Why care must move'),
  words: z.string().min(1).max(2000).describe('The term that was broken, or what was agreed'),
  evidence: z.string().min(1).max(2000),
  lastDay: z.iso.date().describe('The last day of care'),
})
const Termination = Asked.extend({
  number: z.int(),
  state: z.enum(['proposed', 'decided', 'refused']),
  proposedBy: z.string(),
  decidedBy: z.string().nullable(),
  authorityWords: z.string().nullable(),
  note: z.string().nullable(),
})

/** A machine may propose; only an officer decides. */
export function terminationApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/contracts/:ref/terminations',
    {
      grant: 'contracts.change',
      summary: 'Proposals to end a contract at once and what was decided of each, the last first',
      params: Ref,
      answer: z.strictObject({ items: z.array(Termination) }),
    },
    ({ actor, shell, params }) =>
      shell.read(actor, async (tx) => {
        if (!(await findContract(tx, params.ref))) throw problem(404, 'There is no such contract')
        const found = await listTerminations(tx, params.ref)
        return {
          items: found.map((one) => ({
            ...{ number: one.number, state: one.state, ground: one.ground, reason: one.reason, words: one.words },
            ...{ evidence: one.evidence, lastDay: one.lastDay, proposedBy: one.proposedByName },
            ...{ decidedBy: one.decidedByName, authorityWords: one.authorityWords, note: one.note },
          })),
        }
      }),
  )
  doors.api(
    'POST /api/v1/contracts/:ref/terminations',
    {
      grant: 'contracts.change',
      summary: 'Propose to end a contract at once: an officer other than the one behind the machine decides',
      params: Ref,
      body: Asked.extend({ isHeard: z.boolean().describe('The provider was told the ground, and could answer') }),
      answer: z.strictObject({ number: z.int() }),
      status: 201,
      idempotent: true,
    },
    async ({ actor, shell, params, body, command }) => {
      const done = await proposeTermination(shell, actor, { contractRef: params.ref, ...body }, command)
      if (done.ok) return { number: done.value }
      if (done.error === 'no such contract') throw problem(404, 'There is no such contract')
      const { field, message } = PROPOSE_WORDS[done.error]
      throw problem(422, message, { pointer: `#/${field}` })
    },
  )
}
