import { counted } from '#src/base/counted.ts'
import { addDays, dayOf, formatDay } from '#src/base/day.ts'
import { electronicFloors } from '#src/contracts/index.ts'
import { getPolicy } from '#src/councils/index.ts'
import { page, type Reply, type Visit as Asked } from '#src/platform/http/doors.ts'
import { html } from '#src/platform/pages/html.ts'
import { dataTable, small } from '#src/platform/pages/table.ts'
import { DEFINITIONS, measure, type Measure, MEASURES } from '#src/visits/measures/measure.ts'
import { listMeasures } from '#src/visits/measures/measure.store.ts'
import { measureCell, searchOf, targetsOf, targetWords } from '#src/visits/measures/measure-words.page.ts'

/** A provider's own measures beside what its council asks for. */
export async function showOwnMeasures({ shell, actor, query }: Asked): Promise<Reply> {
  const { search, measured, due, targets } = await shell.read(actor, async (tx) => {
    const today = dayOf(tx.now)
    const search = { ...searchOf(query, today), organisationRef: actor.organisation }
    const [own] = await listMeasures(tx, 'organisationRef', search)
    return {
      ...{ search, due: own?.counted.due ?? 0 },
      measured: own && measure(own.counted, own.continuity),
      targets: targetsOf(
        await getPolicy(tx, 'measures', today),
        await electronicFloors(tx, today),
        actor.organisation ?? '',
      ),
    }
  })
  return page({
    title: 'How our care is delivered',
    section: 'visits',
    breadcrumbs: [{ text: 'Visits', href: '/portal/visits' }, { text: 'How our care is delivered' }],
    content: html`<p class="govuk-body">${formatDay(search.from)} to ${formatDay(addDays(search.to, -1))}, ${counted(due, 'visit')}.</p>${
      measured
        ? dataTable<Measure>({
            caption: 'How our care is delivered',
            captionHidden: true,
            rows: MEASURES,
            columns: [
              { heading: 'Measure', cell: (of) => html`${DEFINITIONS[of].name}${small(DEFINITIONS[of].words)}` },
              { heading: 'Ours', format: 'number', cell: (of) => measureCell(of, { measured }, targets) },
              { heading: 'The council asks for', format: 'number', cell: (of) => targetWords(of, targets) },
            ],
          })
        : html`<p class="govuk-body">No visit of these weeks has been counted.</p>`
    }`,
  })
}
