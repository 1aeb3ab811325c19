import type { Actor } from '#src/platform/actor.ts'
import type { House } from '#src/platform/panels.ts'
import { addedTabs } from '#src/platform/panels.ts'
import type { Crumb, Page, Tab } from '#src/platform/pages/page.ts'
import type { Instant } from '#src/base/day.ts'
import { instantOf } from '#src/tendering/tenders/timetable.ts'
import { tenderFacts, tenderTag } from '#src/tendering/tenders/tender-view.page.ts'
import type { Tender } from '#src/tendering/tenders/spec.ts'

export type TenderTab = 'overview' | 'prepare' | 'documents' | 'questions'

/** The parts of a tender's record that are its own, and those that other rooms add. */
export const tenderTabs = (house: House, actor: Actor, tenderRef: string, current: TenderTab): Tab[] => [
  { text: 'Overview', href: `/tenders/${tenderRef}`, current: current === 'overview' },
  { text: 'Prepare', href: `/tenders/${tenderRef}/prepare`, current: current === 'prepare' },
  { text: 'Documents', href: `/tenders/${tenderRef}/documents`, current: current === 'documents' },
  { text: 'Questions asked', href: `/tenders/${tenderRef}/questions`, current: current === 'questions' },
  ...addedTabs(house, actor, 'tender', tenderRef),
]

export const tenderCrumbs = (tenderRef: string, ...more: readonly Crumb[]): Crumb[] => [
  { text: 'Tendering', href: '/tenders' },
  more.length === 0 ? { text: tenderRef } : { text: tenderRef, href: `/tenders/${tenderRef}` },
  ...more,
]

/** What stands above every page of a tender's record. */
export const tenderFrame = (
  tender: Tender,
  now: Instant,
): Pick<Page, 'title' | 'caption' | 'section' | 'tags' | 'facts'> => ({
  title: tender.spec.title,
  caption: `Tender ${tender.tenderRef}`,
  section: 'tendering',
  tags: [
    tenderTag(tender.status, tender.version === null ? null : (instantOf(tender.spec.timetable.closesAt) ?? null), now),
  ],
  facts: tenderFacts(tender.spec),
})
