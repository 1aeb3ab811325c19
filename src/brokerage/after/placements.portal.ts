import { dayOf } from '#src/base/day.ts'
import { payingTable } from '#src/brokerage/offers/offer.portal.ts'
import { PAGE_SIZE } from '#src/brokerage/offers/offers.portal.ts'
import { searchPlacements } from '#src/brokerage/packages/placement.store.ts'
import { listArrangementsOf } from '#src/brokerage/self-funders/self-funder.store.ts'
import { weekCost } from '#src/brokerage/after/week-cost.page.ts'
import { listSharedPeople } from '#src/people/index.ts'
import { page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { html } from '#src/platform/pages/html.ts'
import { chosen, pageAsked, queue } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { link, shortDay, small } from '#src/platform/pages/table.ts'

export async function placementsPortal(visit: Visit): Promise<Reply> {
  const { shell, actor, query, url } = visit
  const words = chosen(query, 'words')[0]
  const found = await shell.read(actor, async (tx) => {
    const search = { organisationRef: actor.organisation ?? '', ...(words ? { words } : {}) }
    const listed = await searchPlacements(tx, {
      ...search,
      offset: (pageAsked(query) - 1) * PAGE_SIZE,
      limit: PAGE_SIZE,
    })
    const paying = await listArrangementsOf(tx, {
      organisationRef: actor.organisation ?? '',
      after: dayOf(tx.now),
    })
    const shared = await listSharedPeople(
      tx,
      [...listed.placements, ...paying].map(({ personRef }) => personRef),
    )
    return {
      ...listed,
      paying,
      people: new Map(shared.map((person) => [person.personRef, person])),
      today: dayOf(tx.now),
    }
  })
  await shell.noteList(actor, 'placements', { filter: url, count: found.placements.length })
  return page({
    title: 'People you serve',
    section: 'placements',
    wide: true,
    content: html`${found.paying.length > 0 && section('People who pay you themselves', payingTable(found.paying, found.people))}${queue(
      {
        noun: { one: 'placement', many: 'placements' },
        url,
        rows: found.placements,
        total: found.total,
        pageSize: PAGE_SIZE,
        filters: [{ kind: 'words', name: 'words', label: 'Name or reference' }],
        empty: 'Nobody yet. People appear here when a placement is signed.',
        columns: [
          {
            heading: 'Person',
            cell: (one) => html`${link(one.personName, `/portal/placements/${one.packageRef}`)}${small(one.personRef)}`,
          },
          {
            heading: 'Address',
            cell: (one) => {
              const person = found.people.get(one.personRef)
              return (
                person &&
                html`${person.addressLines.join(', ')}${small(`${person.postcode}${person.phone ? `, ${person.phone}` : ''}`)}`
              )
            },
          },
          { heading: 'Package', cell: (one) => link(one.packageRef, `/portal/offers/${one.packageRef}`) },
          {
            heading: 'From',
            cell: (one) =>
              html`${shortDay(one.startDay)}${one.endDay !== null && small(html`no care from ${shortDay(one.endDay)}`)}`,
          },
          { heading: 'Hours a week', format: 'number', cell: (one) => (one.weeklyMinutes / 60).toFixed(1) },
          { heading: 'A week', format: 'number', cell: (one) => weekCost(one) },
        ],
      },
    )}`,
  })
}
