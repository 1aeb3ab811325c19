import { z } from 'zod'
import { NOTICE_BY, NOTICE_REASONS } from '#src/contracts/notice/notice.ts'
import { giveNotice } from '#src/contracts/notice/notice-commands.ts'
import { NOTICE_WORDS } from '#src/contracts/notice/notice.page.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

export function noticeApi(doors: Doors): void {
  doors.api(
    'POST /api/v1/contracts/:ref/notice',
    {
      grant: 'contracts.change',
      summary: 'Record notice that was given or received: the term ends with its last day',
      params: z.strictObject({ ref: z.string() }),
      body: z.strictObject({
        by: z.enum(NOTICE_BY),
        reason: z.enum(NOTICE_REASONS),
        givenDay: z.iso.date(),
        lastDay: z.iso.date().describe('The last day of care'),
        closedFrom: z.iso.date().describe('From this day on nobody new is placed'),
        note: z.string().min(1).max(1000),
      }),
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
