import { formatInstant } from '#src/base/day.ts'
import type { Panel } from '#src/platform/panels.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'
import { providerNames } from '#src/providers/index.ts'
import { clockWords, waitWords } from '#src/visits/door-log/door-event.ts'
import { type KeptEvent, listEventsOf, listSheetsAt, type SheetAtHome } from '#src/visits/door-log/door-log.store.ts'

const under = (words: string | undefined): Html | undefined => (words === undefined ? undefined : small(words))

/** What the door log shows on the pages of a person and of a visit. */
export const doorPanels: readonly Panel[] = [
  {
    on: 'person',
    title: 'Log-in at the door',
    grant: 'visits.see',
    tab: 'At home',
    async show(tx, personRef) {
      const sheets = await listSheetsAt(tx, personRef)
      if (sheets.length === 0) return undefined
      const names = await providerNames(
        tx,
        sheets.map(({ organisationRef }) => organisationRef),
      )
      return dataTable<SheetAtHome>({
        caption: 'Sheets at the home',
        captionHidden: true,
        rows: sheets,
        columns: [
          {
            heading: 'Provider',
            cell: (one) =>
              link(names.get(one.organisationRef) ?? one.organisationRef, `/providers/${one.organisationRef}`),
          },
          { heading: 'Sheet', cell: (one) => link(one.sheetRef, `/door-sheets/${personRef}/${one.organisationRef}`) },
          { heading: 'Since', cell: (one) => formatInstant(one.issuedAt) },
          { heading: 'Last used', cell: (one) => (one.usedAt ? formatInstant(one.usedAt) : 'Not yet') },
        ],
      })
    },
  },
  {
    on: 'visit',
    title: 'Logged at the door',
    grant: 'visits.see',
    tab: 'At the door',
    async show(tx, visitRef) {
      const events = await listEventsOf(tx, visitRef)
      if (events.length === 0) return undefined
      return dataTable<KeptEvent>({
        caption: 'What the phone sent',
        captionHidden: true,
        rows: events,
        columns: [
          { heading: 'Worker', cell: (one) => one.workerRef },
          { heading: 'What', cell: (one) => (one.kind === 'in' ? 'Log-in' : 'Log-out') },
          {
            heading: 'By the phone',
            cell: (one) => html`${formatInstant(one.deviceAt)}${under(clockWords(one.deviceSentAt, one.receivedAt))}`,
          },
          {
            heading: 'Received',
            cell: (one) => html`${formatInstant(one.receivedAt)}${under(waitWords(one.deviceAt, one.deviceSentAt))}`,
          },
          {
            heading: 'Place',
            cell: (one) =>
              one.accuracyMetres === null ? 'Not given' : `Given, to within ${one.accuracyMetres} metres`,
          },
        ],
      })
    },
  },
]
