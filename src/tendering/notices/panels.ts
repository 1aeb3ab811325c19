import { addDays, type Day, dayOf, instantAt } from '#src/base/day.ts'
import type { Panel, SearchSource, WorkSource } from '#src/platform/panels.ts'
import { listNoticesOfTender, listNotices, listPressing } from '#src/tendering/notices/notice.store.ts'
import { goesOnPlatform, isOverdue, noticeName } from '#src/tendering/notices/notice.ts'
import { noticesTable } from '#src/tendering/notices/notices.page.ts'

/** For how long before its day a notice is work to do. */
const DAYS_AHEAD = 14

const endOf = (day: Day) => instantAt(addDays(day, 1), '00:00')

export const noticePanels: readonly Panel[] = [
  {
    on: 'tender',
    title: 'Notices',
    grant: 'tendering.see',
    tab: 'Notices',
    async show(tx, tenderRef) {
      return noticesTable(await listNoticesOfTender(tx, tenderRef), dayOf(tx.now))
    },
  },
]

export const noticeWork: readonly WorkSource[] = [
  {
    grant: 'tendering.manage',
    async list(tx) {
      const today = dayOf(tx.now)
      const pressing = await listPressing(tx, addDays(today, DAYS_AHEAD), 50)
      return pressing.map((notice) => ({
        title: `${noticeName(notice.code)}: ${notice.title}`,
        record: `notice:${notice.noticeRef}` as const,
        href: `/notices/${notice.noticeRef}`,
        due: notice.dueDay === null || notice.status !== 'due' ? undefined : endOf(notice.dueDay),
        action: notice.status === 'published' && goesOnPlatform(notice) ? 'Put on Find a Tender' : 'Publish',
        overdue: isOverdue(notice, today),
      }))
    },
  },
]

const REFERENCE = /^NT-\d+$/i

export const noticeSearch: readonly SearchSource[] = [
  {
    grant: 'tendering.see',
    reference: REFERENCE,
    async find(tx, words, limit) {
      // By its title a notice is found at the tender or contract that it is about.
      if (!REFERENCE.test(words.trim())) return []
      const { notices } = await listNotices(tx, { words: words.trim() }, { offset: 0, limit }, dayOf(tx.now))
      return notices.map((notice) => ({
        href: `/notices/${notice.noticeRef}`,
        title: notice.title,
        hint: noticeName(notice.code),
        kind: 'Notice',
      }))
    },
  },
]
