import { z } from 'zod'
import { dayOf } from '#src/base/day.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import { listNotices } from '#src/tendering/notices/notice.store.ts'
import { isOverdue, type NoticeCode, NOTICES } from '#src/tendering/notices/notice.ts'
import { nextOf, offsetOf, PAGED, pageOf } from '#src/tendering/paging.api.ts'

const CODES = Object.keys(NOTICES) as [NoticeCode, ...NoticeCode[]]

const Listed = z.strictObject({
  noticeRef: z.string(),
  code: z.enum(CODES),
  about: z.string().describe('The record, such as tender:TD-1001'),
  title: z.string(),
  why: z.string(),
  status: z.enum(['due', 'published', 'not_needed']),
  dueDay: z.iso.date().nullable().describe('Null where it is due before a day that is not known'),
  isOverdue: z.boolean(),
  publishedAt: z.string().nullable(),
  platformRef: z.string().nullable().describe('On the central digital platform'),
})

export const noticesApi = (doors: Doors): void =>
  doors.api(
    'GET /api/v1/notices',
    {
      grant: 'tendering.see',
      summary: 'Notices that are due, the first day first, then those that went out',
      query: z.strictObject({ ...PAGED, status: z.enum(['due', 'overdue', 'published', 'not_needed']).optional() }),
      answer: pageOf(Listed),
    },
    ({ actor, shell, query }) =>
      shell.read(actor, async (tx) => {
        const today = dayOf(tx.now)
        const filter = query.status ? { status: query.status } : {}
        const { notices, total } = await listNotices(tx, filter, offsetOf(query), today)
        return {
          items: notices.map((one) => ({
            ...{
              noticeRef: one.noticeRef,
              code: one.code,
              about: `${one.aboutKind}:${one.aboutRef}`,
              title: one.title,
            },
            ...{ why: one.why, status: one.status, dueDay: one.dueDay, isOverdue: isOverdue(one, today) },
            ...{ publishedAt: one.publishedAt?.toString() ?? null, platformRef: one.platformRef },
          })),
          next: nextOf(query, notices.length, total),
        }
      }),
  )
