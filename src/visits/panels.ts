import { openItemsToSettle } from '#src/visits/open-items/panels.ts'
import { addDays, dayOf, formatInstant, mondayOf } from '#src/base/day.ts'
import type { Read } from '#src/platform/database.ts'
import type { Panel, SearchSource, WorkSource } from '#src/platform/panels.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { keyFigures } from '#src/platform/pages/record.ts'
import { doorPanels } from '#src/visits/door-log/panels.ts'
import { askedChanges, bankedTimePanel } from '#src/visits/agreed-changes/panels.ts'
import { alertsToClose } from '#src/visits/watch/panels.ts'
import { countVisits, findByRef, type VisitSearch } from '#src/visits/visit-list.store.ts'

/** This week's visits in figures, with the way to each day. */
const thisWeek =
  (by: 'personRef' | 'organisationRef' | 'packageRef', name: 'person' | 'provider' | 'package') =>
  async (tx: Read, ref: string): Promise<Html | undefined> => {
    const today = dayOf(tx.now)
    const from = mondayOf(today)
    const search: VisitSearch = { from, to: addDays(from, 6), [by]: ref }
    const { visits, delivered, missed, late, cancelled } = await countVisits(tx, search)
    if (visits === 0) return undefined
    const whole = `/visits?day=${from}&to=${search.to}&${name}=${encodeURIComponent(ref)}`
    return html`${keyFigures([
      { value: String(visits), label: 'planned', hint: cancelled > 0 ? `${cancelled} cancelled` : 'Monday to Sunday' },
      { value: String(delivered), label: 'attended', hint: `${late} late` },
      { value: String(missed), label: 'missed' },
    ])}<p class="govuk-body"><a class="govuk-link" href="${whole}">All visits of the week</a>${
      name !== 'package' &&
      html` · <a class="govuk-link" href="/visits/day?day=${today}&amp;${name}=${encodeURIComponent(ref)}">Today, hour by hour</a>`
    }${name === 'person' && html` · <a class="govuk-link" href="/people/${ref}/who-came">Who came, when and for how long</a> · <a class="govuk-link" href="/absences?person=${ref}">Record an absence</a>`}</p>`
  }

export const panels: Panel[] = [
  { on: 'person', title: 'Visits this week', grant: 'visits.see', show: thisWeek('personRef', 'person') },
  {
    ...{ on: 'provider', title: 'Visits this week', grant: 'visits.see', tab: 'Work in hand' },
    show: thisWeek('organisationRef', 'provider'),
  },
  {
    ...{ on: 'package', title: 'Visits this week', grant: 'visits.see', tab: 'Visits' },
    show: thisWeek('packageRef', 'package'),
  },
  ...doorPanels,
  bankedTimePanel,
]

export const work: readonly WorkSource[] = [alertsToClose, openItemsToSettle, askedChanges]

export const search: SearchSource[] = [
  {
    grant: 'visits.see',
    reference: /^PK-\d+-\d{8}-\d+(-\d+)?$/i,
    async find(tx, words, limit) {
      if (!/^PK-\d+-\d/i.test(words.trim())) return []
      const found = await findByRef(tx, words.trim(), limit)
      return found.map(({ visitRef, personRef, start }) => ({
        href: `/visits/${encodeURIComponent(visitRef)}`,
        title: visitRef,
        hint: `${personRef}, ${formatInstant(start)}`,
        kind: 'Visit',
      }))
    },
  },
]
