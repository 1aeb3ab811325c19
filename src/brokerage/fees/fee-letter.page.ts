/** The invoice as it goes out by post. */
import { formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { isCoded } from '#src/brokerage/fees/fee-invoice.ts'
import { readFee, whatFor } from '#src/brokerage/fees/fees.page.ts'
import { findSelfFunder } from '#src/brokerage/self-funders/self-funder.store.ts'
import { getCouncil } from '#src/councils/index.ts'
import { findPerson, personName } from '#src/people/index.ts'
import { notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { html } from '#src/platform/pages/html.ts'
import { money, statementTable } from '#src/platform/pages/table.ts'

export async function printFee(visit: Visit): Promise<Reply> {
  const found = await readFee(visit)
  if (!found) return notFound()
  const { fee, today } = found
  return visit.shell.view(visit.actor, `person:${fee.personRef}`, async (tx) => {
    const person = await findPerson(tx, fee.personRef)
    if (!person) return notFound()
    const council = await getCouncil(tx)
    const known = await findSelfFunder(tx, fee.packageRef)
    const lines = [personName(person), ...person.addressLines, person.postcode].filter(Boolean)
    return page(
      {
        title: `Invoice ${fee.invoiceRef}`,
        caption: council.name,
        content: html`
          <p class="govuk-body">${lines.map((line, at) => html`${at > 0 && html`<br>`}${line}`)}</p>
          <p class="govuk-body">${formatDay(today)}</p>
          ${fee.state !== 'owed' && html`<p class="govuk-body"><strong>Nothing is to be paid: this invoice is ${fee.state}.</strong></p>`}
          ${statementTable({
            caption: `Raised on ${formatDay(fee.raisedOn)}`,
            rows: [fee],
            columns: [
              { heading: 'What for', cell: (one) => whatFor(one) },
              { heading: 'To pay', format: 'number', cell: (one) => money(one.feePence) },
            ],
          })}
          ${fee.state === 'owed' && html`<p class="govuk-body">Please pay ${formatPence(fee.feePence)} by ${formatDay(fee.dueOn)}. ${fee.howToPay}</p>`}
          ${isCoded(fee) && html`<p class="govuk-body">For the council’s ledger: ${fee.incomeCode}</p>`}
          ${known?.fee && html`<p class="govuk-body">You were told of this fee, and it was accepted on ${formatDay(known.fee.on)}: ${known.fee.words}</p>`}
          <p class="govuk-body">The fee is for the council’s work to arrange your care, and is no more than that costs. You pay your care provider yourself.</p>`,
        wide: true,
      },
      { print: true },
    )
  })
}
