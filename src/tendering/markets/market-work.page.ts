/** What lists add to my work, the search and a provider's page. */
import { addDays, dayOf, instantAt } from '#src/base/day.ts'
import { html } from '#src/platform/pages/html.ts'
import type { Panel, SearchSource, WorkSource } from '#src/platform/panels.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { dataTable, link, shortDay } from '#src/platform/pages/table.ts'
import { findApplication, listApplications, listEvidenceToCheck } from '#src/tendering/joining/application.store.ts'
import { kindName, MEMBER_TAGS } from '#src/tendering/markets/market-words.page.ts'
import { findMarket } from '#src/tendering/markets/market.store.ts'
import { listMembershipsOf, listOpenReviews, listSuspensionsDue } from '#src/tendering/markets/member.store.ts'

const MOST_SHOWN = 20
/** A suspension is work so many days before it must be looked at again. */
const DAYS_AHEAD = 3

export const marketWork: readonly WorkSource[] = [
  {
    grant: 'tendering.manage',
    async list(tx) {
      const { applications } = await listApplications(tx, { states: ['made'] }, { offset: 0, limit: MOST_SHOWN })
      return applications.map((one) => {
        const due = instantAt(one.dueDay ?? dayOf(tx.now), '17:00')
        return {
          title: `${one.organisationName} asks to join ${one.marketTitle}`,
          record: `application:${one.applicationRef}` as const,
          href: `/applications/${one.applicationRef}`,
          ...{ due, action: 'Answer the application', overdue: Temporal.Instant.compare(due, tx.now) < 0 },
        }
      })
    },
  },
  {
    grant: 'tendering.manage',
    async list(tx) {
      const [evidence, reviews, suspensions] = [
        await listEvidenceToCheck(tx, MOST_SHOWN),
        await listOpenReviews(tx, MOST_SHOWN),
        await listSuspensionsDue(tx, addDays(dayOf(tx.now), DAYS_AHEAD), MOST_SHOWN),
      ]
      const item = (
        one: { marketRef: string; organisationRef: string },
        title: string,
        action: string,
        due: Temporal.Instant,
      ) => ({
        record: `member:${one.marketRef}.${one.organisationRef}` as const,
        href: `/markets/${one.marketRef}/members/${one.organisationRef}`,
        ...{ title, action, due, overdue: Temporal.Instant.compare(due, tx.now) < 0 },
      })
      return [
        ...evidence.map((one) =>
          item(
            one,
            `New evidence of ${one.name} for ${one.marketTitle}`,
            'Check the evidence',
            one.givenAt.add({ hours: 5 * 24 }),
          ),
        ),
        ...reviews.map((one) =>
          item(one, `${one.name}: ${one.words}`, 'Look at the member', one.foundAt.add({ hours: 5 * 24 })),
        ),
        ...suspensions.map((one) =>
          item(
            one,
            `Suspension of ${one.name}`,
            'Lift it or go on with it',
            instantAt(one.reviewDay ?? dayOf(tx.now), '17:00'),
          ),
        ),
      ]
    },
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
