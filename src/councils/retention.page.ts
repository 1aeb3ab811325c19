import { dayOf, formatDay } from '#src/base/day.ts'
import { getPolicy } from '#src/councils/policies/policy.store.ts'
import { kept, keptFrom } from '#src/councils/retention.ts'
import { page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { html } from '#src/platform/pages/html.ts'
import { section } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'
import type { House } from '#src/platform/panels.ts'

/** What is past its time: counted, never disposed of by itself. */
export async function showRetention({ actor, shell }: Visit, house: House): Promise<Reply> {
  const today = dayOf(shell.now())
  const { policy, due } = await shell.read(actor, async (tx) => {
    const found = await getPolicy(tx, 'retention', today)
    const from = keptFrom(found, today)
    const counts = []
    for (const { kind, what, countBefore } of house.retained ?? [])
      counts.push({ what, from: from[kind], count: await countBefore(tx, from[kind]) })
    return { policy: found, due: counts }
  })
  return page({
    title: 'How long records are kept',
    breadcrumbs: [{ text: 'Policies', href: '/policies' }, { text: 'How long records are kept' }],
    content: html`${section(
      'Past their time',
      html`<p class="govuk-body">Records of people, care and money are disposed of only when a named officer decides so: export them first. People are not counted: when somebody was last in contact is for an officer to say.</p>${dataTable(
        {
          caption: 'Records past their time',
          captionHidden: true,
          rows: due,
          columns: [
            { heading: 'Record', cell: ({ what, from }) => html`${what}${small(`before ${formatDay(from)}`)}` },
            { heading: 'Number', format: 'number', cell: ({ count }) => count.toLocaleString('en-GB') },
          ],
        },
      )}`,
    )}
${section(
  'What the council has decided',
  html`${dataTable({
    caption: 'Times',
    captionHidden: true,
    rows: kept(policy),
    columns: [
      { heading: 'What', cell: ({ what, why }) => html`${what}${small(why)}` },
      { heading: 'Kept', cell: ({ keepFor }) => keepFor },
    ],
  })}<p class="govuk-body">${link('Change how long records are kept', '/policies/retention')}</p>
<p class="govuk-body">Every night the clock drops who opened a record, answers kept for repeated calls of machines, and mails that were sent, once their time is over. What was dropped is in the ${link('history of the council', `/history/council/${actor.council}`)}.</p>`,
)}`,
  })
}
