/** What lists add to my work, the search and a provider's page. */
import { addDays, dayOf, type Instant, instantAt } from '#src/base/day.ts'
import { html } from '#src/platform/pages/html.ts'
import type { Panel, SearchSource, WorkItem, WorkSource } from '#src/platform/panels.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { dataTable, link, shortDay } from '#src/platform/pages/table.ts'
import { findApplication } from '#src/tendering/joining/application.store.ts'
import { kindName, MEMBER_TAGS } from '#src/tendering/markets/market-words.page.ts'
import { findMarket } from '#src/tendering/markets/market.store.ts'
import { listToDo, type ToDo } from '#src/tendering/markets/market-work.store.ts'
import { listMembershipsOf } from '#src/tendering/markets/member.store.ts'

const MOST_SHOWN = 20
/** A suspension is work so many days before it must be looked at again. */
const DAYS_AHEAD = 3

const TITLES: Readonly<Record<ToDo['what'], (one: ToDo) => string>> = {
  application: ({ name, marketTitle }) => `${name} asks to join ${marketTitle}`,
  evidence: ({ name, marketTitle }) => `New evidence of ${name} for ${marketTitle}`,
  review: ({ name, about }) => `${name}: ${about}`,
  suspension: ({ name }) => `Suspension of ${name}`,
}
const ACTIONS: Readonly<Record<ToDo['what'], string>> = {
  application: 'Answer the application',
  evidence: 'Check the evidence',
  review: 'Look at the member',
  suspension: 'Lift it or go on with it',
}
/** What came in is to be looked at within so many days. */
const DAYS_TO_LOOK = 5

function workItem(one: ToDo, now: Instant): WorkItem {
  const due = one.since?.add({ hours: 24 * DAYS_TO_LOOK }) ?? instantAt(one.day ?? dayOf(now), '17:00')
  const isApplication = one.what === 'application'
  return {
    title: TITLES[one.what](one),
    record: isApplication ? `application:${one.about}` : `member:${one.marketRef}.${one.organisationRef}`,
    href: isApplication ? `/applications/${one.about}` : `/markets/${one.marketRef}/members/${one.organisationRef}`,
    ...{ due, action: ACTIONS[one.what], overdue: Temporal.Instant.compare(due, now) < 0 },
  }
}

export const marketWork: readonly WorkSource[] = [
  {
    grant: 'tendering.manage',
    list: async (tx) =>
      (await listToDo(tx, addDays(dayOf(tx.now), DAYS_AHEAD), MOST_SHOWN)).map((one) => workItem(one, tx.now)),
  },
]

export const marketSearch: readonly SearchSource[] = [
  {
    grant: 'tendering.see',
    reference: /^(MK|AL)-\d+$/i,
    async find(tx, words) {
      const ref = words.trim().toUpperCase()
      if (/^MK-\d+$/.test(ref)) {
        const market = await findMarket(tx, ref)
        return market ? [{ href: `/markets/${ref}`, title: market.title, hint: kindName(market), kind: 'List' }] : []
      }
      const application = /^AL-\d+$/.test(ref) ? await findApplication(tx, ref) : undefined
      return application && application.state !== 'draft'
        ? [{ href: `/applications/${ref}`, title: ref, hint: application.organisationName, kind: 'Application' }]
        : []
    },
  },
]

export const marketPanels: readonly Panel[] = [
  {
    on: 'provider',
    title: 'Lists that it is on',
    grant: 'tendering.see',
    tab: 'Tendering',
    async show(tx, organisationRef) {
      const memberships = await listMembershipsOf(tx, organisationRef)
      return dataTable({
        caption: 'Lists that it is on',
        captionHidden: true,
        rows: memberships,
        empty: 'It is on no approved list, dynamic market or framework here.',
        columns: [
          {
            heading: 'List',
            cell: (one) => link(one.marketTitle, `/markets/${one.marketRef}/members/${organisationRef}`),
          },
          { heading: 'Since', cell: (one) => shortDay(one.sinceDay) },
          { heading: 'Status', cell: (one) => html`${statusTag(MEMBER_TAGS[one.state])}` },
        ],
      })
    },
  },
]
