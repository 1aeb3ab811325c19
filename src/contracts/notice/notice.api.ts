import { z } from 'zod'
import { findContract } from '#src/contracts/contract.store.ts'
import { NOTICE_BY, NOTICE_REASONS } from '#src/contracts/notice/notice.ts'
import { giveNotice } from '#src/contracts/notice/notice-commands.ts'
import { NOTICE_WORDS } from '#src/contracts/notice/notice.page.ts'
import { listNotices } from '#src/contracts/notice/notice.store.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const Said = z.strictObject({
  by: z.enum(NOTICE_BY),
  reason: z.enum(NOTICE_REASONS),
  givenDay: z.iso.date(),
  lastDay: z.iso.date().describe('The last day of care'),
  closedFrom: z.iso.date().describe('From this day on nobody new is placed'),
  note: z.string().min(1).max(1000),
})

export function noticeApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/contracts/:ref/notice',
    {
      grant: 'contracts.see',
      summary: 'Notices of a contract, the last first',
      params: z.strictObject({ ref: z.string() }),
      answer: z.strictObject({
        items: z.array(Said.extend({ number: z.int(), withdrawnNote: z.string().nullable() })),
      }),
    },
    ({ actor, shell, params }) =>
      shell.read(actor, async (tx) => {
        if (!(await findContract(tx, params.ref))) throw problem(404, 'There is no such contract')
        const found = await listNotices(tx, params.ref)
        return {
          items: found.map(({ number, by, reason, givenDay, lastDay, closedFrom, note, withdrawnNote }) => ({
            ...{ number, by, reason, givenDay, lastDay, closedFrom, note, withdrawnNote },
          })),
        }
      }),
  )
  doors.api(
    'POST /api/v1/contracts/:ref/notice',
    {
      grant: 'contracts.change',
      summary: 'Record notice that was given or received: the term ends with its last day',
      params: z.strictObject({ ref: z.string() }),
      body: Said,
      answer: z.strictObject({ number: z.int() }),
      status: 201,
      idempotent: true,
    },
    async ({ actor, shell, params, body, command }) => {
      const given = await giveNotice(shell, actor, { contractRef: params.ref, ...body }, command)
      if (given.ok) return { number: given.value }
      if (given.error === 'no such contract') throw problem(404, 'There is no such contract')
      const { field, message } = NOTICE_WORDS[given.error]
      throw problem(422, message, { pointer: `#/${field}` })
    },
  )
}
