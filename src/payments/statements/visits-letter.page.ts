import { addDays, type Day, dayOf, formatDay, formatTime, parseDay } from '#src/base/day.ts'
import { askWords, getCouncil, getPolicy } from '#src/councils/index.ts'
import { listAdjustmentsOfPerson } from '#src/payments/adjustments/adjustment.store.ts'
import { listLinesOfPerson } from '#src/payments/statements/statement.store.ts'
import type { PayLine } from '#src/payments/pay-runs/pay-run.ts'
import { minutesWords, periodWords } from '#src/payments/statements/line-table.page.ts'
import { findPerson, type Person, personName } from '#src/people/index.ts'
import { notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { chosen } from '#src/platform/pages/queue.ts'
import { money, small, statementTable } from '#src/platform/pages/table.ts'

/** The letter to the person or the family: who came, what was paid, and the same sentence that officer and provider read. */
export async function printVisitsLetter({ actor, shell, params, query }: Visit): Promise<Reply> {
  const personRef = params['ref'] ?? ''
  const period = periodOf(chosen(query, 'from')[0], chosen(query, 'until')[0], dayOf(shell.now()))
  return shell.view(actor, `person:${personRef}`, async (tx) => {
    const person = await findPerson(tx, personRef)
    if (!person) return notFound()
    const lines = [
      ...(await listLinesOfPerson(tx, personRef, period)),
      ...(await listAdjustmentsOfPerson(tx, personRef, period)),
    ].sort((a, b) => Temporal.Instant.compare(a.startAt, b.startAt))
    const council = await getCouncil(tx)
    const today = dayOf(tx.now)
    const { contact } = await getPolicy(tx, 'charges', today)
    return page(
      {
        title: `Care visits, ${periodWords(period)}`,
        caption: council.name,
        content: html`${letter(person, today, lines)}<p class="govuk-body">${askWords(council.name, contact)}</p>`,
        wide: true,
      },
      { print: true },
    )
  })
}

/** The last 28 days unless the address names others; a year at most. */
function periodOf(from: string | undefined, until: string | undefined, today: Day): { from: Day; to: Day } {
  const last = parseDay(until ?? '') ?? addDays(today, -1)
  const asked = parseDay(from ?? '')
  const first = asked !== undefined && asked <= last ? asked : addDays(last, -27)
  const earliest = addDays(last, -365)
  return { from: first < earliest ? earliest : first, to: addDays(last, 1) }
}

const letter = (person: Person, today: Day, lines: readonly PayLine[]): Html => html`
  <p class="govuk-body">${[personName(person), ...person.addressLines, person.postcode].filter(Boolean).map((line, i) => html`${i > 0 && html`<br>`}${line}`)}</p>
  <p class="govuk-body">${formatDay(today)}</p>
  <p class="govuk-body">About the care of ${personName(person)}. Our reference: ${person.personRef}.</p>
  ${
    lines.length === 0
      ? html`<p class="govuk-body">The council has not paid for a visit in this time yet.</p>`
      : html`<p class="govuk-body">The council paid ${money(lines.reduce((sum, line) => sum + line.amountPence, 0))} for these visits. If one of them did not happen like this, please tell us.</p>
        ${statementTable({
          caption: 'Visits',
          rows: lines,
          columns: [
            { heading: 'Planned for', cell: (line) => html`${formatDay(line.day)}, ${formatTime(line.startAt)}` },
            { heading: 'What happened', cell: (line) => html`${line.reason}${small(minutesWords(line))}` },
            { heading: 'Paid', format: 'number', cell: (line) => money(line.amountPence) },
          ],
        })}`
  }`
