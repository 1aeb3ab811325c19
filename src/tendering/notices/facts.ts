import { type Day, formatDay } from '#src/base/day.ts'
import type { Words } from '#src/platform/panels.ts'
import { isNoticeCode, noticeName } from '#src/tendering/notices/notice.ts'
import type { FactOf } from '#src/platform/audit.ts'

type OfNotice = { noticeRef: string; code: string; tenderRef: string | null }

export type NoticeFact =
  | FactOf<'tendering.notice-raised', OfNotice & { dueDay: Day | null; why: string }>
  | FactOf<'tendering.notice-written', OfNotice & { fields: readonly string[] }>
  | FactOf<'tendering.notice-published', OfNotice & { ocid: string | null; releaseRef: string | null; sha256: string }>
  | FactOf<'tendering.notice-not-needed', OfNotice & { reason: string }>
  | FactOf<'tendering.notice-overdue', OfNotice & { dueDay: Day }>
  | FactOf<'tendering.step-released', { contractRef: string; ocid: string; releaseRef: string; tag: string }>
  | FactOf<'tendering.notice-on-platform', OfNotice & { platformRef: string; platformDay: Day }>

type Data<T extends NoticeFact['type']> = Extract<NoticeFact, { type: T }>['data']

const name = ({ code }: { code: string }): string => (isNoticeCode(code) ? noticeName(code) : code)

export const noticeWords: Words = {
  'tendering.notice-raised': (data: Data<'tendering.notice-raised'>) =>
    `${name(data)} is due${data.dueDay === null ? '' : ` by ${formatDay(data.dueDay)}`}, ${data.why}`,
  'tendering.notice-written': (data: Data<'tendering.notice-written'>) => `${name(data)} written`,
  'tendering.notice-published': (data: Data<'tendering.notice-published'>) => `${name(data)} published`,
  'tendering.notice-not-needed': (data: Data<'tendering.notice-not-needed'>) =>
    `${name(data)} not needed: ${data.reason}`,
  'tendering.notice-overdue': (data: Data<'tendering.notice-overdue'>) =>
    `${name(data)} was due on ${formatDay(data.dueDay)} and is not published`,
  'tendering.step-released': () => 'Published as open data; the law asks for no notice',
  'tendering.notice-on-platform': (data: Data<'tendering.notice-on-platform'>) =>
    `${name(data)} on Find a Tender since ${formatDay(data.platformDay)} as ${data.platformRef}`,
}
