/** A sheet at a person's home, as the council sees it: it may stop it. */
import { formatInstant } from '#src/base/day.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { button } from '#src/platform/pages/components.ts'
import { postForm } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import { summary } from '#src/platform/pages/record.ts'
import { link } from '#src/platform/pages/table.ts'
import { type House, latestHistory } from '#src/platform/panels.ts'
import { stopSheet } from '#src/visits/door-log/door-log-commands.ts'
import { listSheetsAt } from '#src/visits/door-log/door-log.store.ts'

const keysOf = ({ params }: Visit): { personRef: string; organisationRef: string } => ({
  personRef: params['person'] ?? '',
  organisationRef: params['provider'] ?? '',
})

export async function showSheet(visit: Visit, house: House): Promise<Reply> {
  const { shell, actor, csrf } = visit
  const { personRef, organisationRef } = keysOf(visit)
  const found = await shell.view(actor, `person:${personRef}`, async (tx) => {
    const sheet = (await listSheetsAt(tx, personRef)).find((one) => one.organisationRef === organisationRef)
    return sheet && { sheet, history: await latestHistory(house, tx, `door-sheet:${sheet.sheetRef}`) }
  })
  if (!found) return notFound()
  const { sheet, history } = found
  return page({
    title: 'Log-in at the door',
    caption: `Sheet ${sheet.sheetRef}`,
    section: 'visits',
    breadcrumbs: [{ text: personRef, href: `/people/${personRef}` }, { text: sheet.sheetRef }],
    content: html`${summary([
      { key: 'Person', value: link(personRef, `/people/${personRef}`) },
      { key: 'Provider', value: link(organisationRef, `/providers/${organisationRef}`) },
      { key: 'In force since', value: formatInstant(sheet.issuedAt) },
      { key: 'Last used', value: sheet.usedAt ? formatInstant(sheet.usedAt) : 'Not yet' },
    ])}${
      may(actor, 'visits.correct') &&
      html`<p class="govuk-body">Stop the sheet if it was lost or misused. Its code then leads nowhere; the provider can print a new one.</p>${postForm(
        {
          action: `/door-sheets/${personRef}/${organisationRef}/stop`,
          csrf,
          content: button({ text: 'Stop the sheet', classes: 'govuk-button--warning', preventDoubleClick: true }),
        },
      )}`
    }`,
    aside: history,
  })
}

export async function postStop(visit: Visit): Promise<Reply> {
  const keys = keysOf(visit)
  const stopped = await stopSheet(visit.shell, visit.actor, keys)
  return stopped.ok ? seeOther(`/people/${keys.personRef}`, `Sheet ${stopped.value} no longer works`) : notFound()
}
