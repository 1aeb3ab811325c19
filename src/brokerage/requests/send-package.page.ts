import { counted } from '#src/base/counted.ts'
import { formatPence } from '#src/base/money.ts'
import { type CarePackage, type Missing, missing, serviceName, stayOf } from '#src/brokerage/packages/care-package.ts'
import { careSummary } from '#src/brokerage/packages/package-care.page.ts'
import { sendPackage, type SendRefusal } from '#src/brokerage/packages/package-commands.ts'
import { readRecord } from '#src/brokerage/packages/package-record.page.ts'
import { presentCare, presentSection } from '#src/brokerage/requests/present-care.page.ts'
import { crumbs } from '#src/brokerage/requests/request-package.page.ts'
import { overBudgetPence } from '#src/brokerage/requests/request.ts'
import { alreadySent, isDraft } from '#src/brokerage/requests/visits.page.ts'
import { notDone, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { postForm, submit } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { inset } from '#src/platform/pages/record.ts'
import { link } from '#src/platform/pages/table.ts'

export async function showCheck(visit: Visit): Promise<Reply> {
  return (await checkPage(visit, [])) ?? notFound()
}

const LACKS: Readonly<Record<Missing, string>> = {
  visits: 'Add the visits that are needed',
  outcomes: 'Select the outcomes that it helps with',
  start: 'Enter the day by which care must start',
  'agreement to a short visit': 'Enter the short visit anew, with who agreed to it and when',
  end: 'Enter the day on which the respite or the carer’s break ends',
  'ends before it starts': 'The care ends before the day by which it starts. Enter a later end',
  'start is in the past': 'Care was to start before today. Enter a new day',
}

async function checkPage(visit: Visit, errors: readonly FieldError[]): Promise<Reply | undefined> {
  const ref = visit.params['ref'] ?? ''
  const read = await visit.shell.view(visit.actor, `package:${ref}`, async (tx) => {
    const found = await readRecord(tx, visit.actor, ref)
    return found && { found, present: await presentCare(tx, found.pkg) }
  })
  if (!read) return undefined
  const { found: record, present } = read
  if (!isDraft(record.pkg)) return alreadySent(record.pkg)
  const lacks = missing(record.pkg, record.today)
  const at = `/packages/${ref}`
  return page(
    {
      title: 'Check the package and send it',
      caption: `Package ${ref}`,
      section: 'packages',
      errors,
      breadcrumbs: crumbs(ref, 'Check and send'),
      content: html`${careSummary(record)}${presentSection(present)}
        ${record.pkg.payer === 'self' && html`<p class="govuk-body">The person pays: ${link('note consent, fee and advice', `${at}/self-funder`)} before it is sent.</p>`}
        ${
          lacks.length > 0
            ? html`<p class="govuk-body">Before it can be sent:</p><ul class="govuk-list govuk-list--bullet">${lacks.map((lack) => html`<li><a class="govuk-link" href="${at}/${lack === 'visits' || lack === 'agreement to a short visit' ? 'visits' : 'details'}">${LACKS[lack]}</a></li>`)}</ul>`
            : postForm({
                action: `${at}/send`,
                csrf: visit.csrf,
                content: html`${costWords(record.pkg)}<p class="govuk-body">It goes to providers with a contract for ${serviceName(record.pkg.service).toLowerCase()} in this zone. They see the visits, what they must have, the wishes, outcomes, start and the first part of the postcode. They see no name and no address.</p>${submit('Send to providers', { text: 'Not yet', href: at })}`,
              })
        }`,
    },
    errors.length > 0 ? { status: 400 } : {},
  )
}

/** What it may cost, before anybody is asked: a week, the stay where there is one, and against the budget. */
export const costWords = (pkg: CarePackage): Html | false => {
  const { costRange } = pkg
  if (costRange === undefined) return false
  const { leastPence, mostPence, providers } = costRange
  const least = pkg.startBy && stayOf(pkg, pkg.startBy, leastPence)
  const most = pkg.startBy && stayOf(pkg, pkg.startBy, mostPence)
  const overPence = overBudgetPence(pkg, leastPence)
  return html`<p class="govuk-body"><strong>${rangeInWords(leastPence, mostPence)} a week</strong> by the rate cards of the ${providers === 1 ? 'one provider' : `${providers} providers`} that could be asked${least && most && `: ${rangeInWords(least.pence, most.pence)} for the stay of ${counted(least.days, 'day')}`}.</p>
  ${overPence > 0 && inset(`The budget is ${formatPence(pkg.byOutcomes?.weeklyPence ?? 0)} a week: every offer would be above it by ${formatPence(overPence)} or more, and be chosen with a reason only. Ask for fewer hours, or change the budget.`)}`
}

const rangeInWords = (least: number, most: number): string =>
  least === most ? formatPence(least) : `${formatPence(least)} to ${formatPence(most)}`

export async function postSend(visit: Visit): Promise<Reply> {
  const ref = visit.params['ref'] ?? ''
  const sent = await sendPackage(visit.shell, visit.actor, ref)
  if (sent.ok) return seeOther(`/packages/${ref}`, 'Sent to providers')
  if (sent.error === 'no such package') return notFound()
  if (sent.error === 'not in this state') return notDone(`/packages/${ref}`, 'It was sent already')
  return (await checkPage(visit, [{ field: '', message: sendRefusal(sent.error) }])) ?? notFound()
}

export function sendRefusal(refusal: SendRefusal): string {
  switch (refusal) {
    case 'no providers':
      return 'No provider that the council places with has a contract and a price for this service and zone on that day. Check the contracts and rate cards'
    case 'no consent':
      return 'The person pays. Note their consent to share their needs with providers first, on the page Self-funder'
    case 'fee not accepted':
      return 'The person pays. Tell them the arrangement fee and note that they accept it first, on the page Self-funder'
    case 'not complete':
      return 'The package is not complete. Enter the visits, outcomes and a start day from today on'
    case 'not in this state':
      return 'The package was sent already'
    case 'no such package':
      return 'There is no such package'
  }
}
