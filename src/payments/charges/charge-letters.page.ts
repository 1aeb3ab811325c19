import { addDays, type Day, dayOf, formatDay, mondayOf } from '#src/base/day.ts'
import { formatPence, type Pence } from '#src/base/money.ts'
import { askWords, getCouncil, getPolicy } from '#src/councils/index.ts'
import { findCareAhead, type KeptCharge, listCharges, listContributions } from '#src/payments/charges/charge.store.ts'
import { costsPlanned } from '#src/payments/charges/week-cost.store.ts'
import { weekWords } from '#src/payments/charges/charges.page.ts'
import { findPerson, type Person, personName } from '#src/people/index.ts'
import type { Read } from '#src/platform/database.ts'
import { notFound, page, type Reply, type Visit as Asked } from '#src/platform/http/doors.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { money, statementTable } from '#src/platform/pages/table.ts'
import { horizonOn } from '#src/visits/index.ts'

/** A statement shows half a year. */
const WEEKS_TOLD = 26

const addressed = (person: Person, today: Day): Html =>
  html`<p class="govuk-body">${[personName(person), ...person.addressLines, person.postcode]
    .filter(Boolean)
    .map((line, at) => html`${at > 0 && html`<br>`}${line}`)}</p><p class="govuk-body">${formatDay(today)}</p>`

/** The statement to the person or the family: each week's charge with the same sentence that officers read. */
export async function printChargeStatement({ shell, actor, params }: Asked): Promise<Reply> {
  const personRef = params['ref'] ?? ''
  return shell.view(actor, `person:${personRef}`, async (tx) => {
    const person = await findPerson(tx, personRef)
    if (!person) return notFound()
    const today = dayOf(tx.now)
    const from = addDays(mondayOf(today), -7 * WEEKS_TOLD)
    const { charges, pence } = await listCharges(tx, { personRef, from }, { offset: 0, limit: 500 })
    const council = await getCouncil(tx)
    const { contact } = await getPolicy(tx, 'charges', today)
    return page(
      {
        title: 'What you pay for your care',
        caption: council.name,
        wide: true,
        content: html`${addressed(person, today)}<p class="govuk-body">About the care of ${personName(person)} since ${formatDay(from)}. Our reference: ${personRef}.</p>${
          charges.length === 0
            ? html`<p class="govuk-body">There is nothing to pay.</p>`
            : html`${statementTable<KeptCharge>({
                caption: 'Charges and credits',
                rows: charges.toReversed(),
                columns: [
                  { heading: 'Week', cell: ({ week }) => weekWords(week) },
                  { heading: 'Why', cell: ({ reason }) => reason },
                  { heading: 'Cost of care', format: 'number', cell: ({ costPence }) => money(costPence) },
                  {
                    heading: 'Charge or credit',
                    format: 'number',
                    cell: ({ amountPence }) => money(amountPence),
                    total: money(pence),
                  },
                ],
              })}<p class="govuk-body">You are never charged more than your contribution, and never more than your care cost. If a week is not as you remember it, please tell us.</p>`
        }<p class="govuk-body">${askWords(council.name, contact)}</p>`,
      },
      { print: true },
    )
  })
}

/**
 * What a whole usual week costs: the first in which all care planned has begun and none ends, and that has no bank holiday, if it is planned
 * yet. A part of a week would promise less than is charged.
 */
async function usualWeek(tx: Read, personRef: string, today: Day): Promise<{ week: Day; pence: Pence } | undefined> {
  const next = mondayOf(addDays(today, 7))
  const ahead = await findCareAhead(tx, personRef, { since: addDays(next, -28), from: next })
  const lastDay = ahead?.firstEnd
  if (!ahead || !lastDay) return undefined
  const first = ahead.lastStart > next ? mondayOf(addDays(ahead.lastStart, 6)) : next
  const planned = horizonOn(tx.now)
  const weeks = [0, 7, 14, 21]
    .map((days) => addDays(first, days))
    .filter((week) => addDays(week, 14) <= planned && addDays(week, 7) <= lastDay)
  const week = weeks.find((monday) => !ahead.holidays.some((day) => mondayOf(day) === monday)) ?? weeks[0]
  if (week === undefined) return undefined
  const costs = await costsPlanned(tx, { week, personRef })
  const pence = [...costs.values()].reduce((sum, cost) => sum + cost, 0)
  return pence > 0 ? { week, pence } : undefined
}

/** What is told before care starts: the contribution, how a week is charged, the least collected, and travel. */
export async function printChargeLetter({ shell, actor, params }: Asked): Promise<Reply> {
  const personRef = params['ref'] ?? ''
  return shell.view(actor, `person:${personRef}`, async (tx) => {
    const person = await findPerson(tx, personRef)
    if (!person) return notFound()
    const today = dayOf(tx.now)
    const { basis, leastWeeklyPence, travelRule, contact } = await getPolicy(tx, 'charges', today)
    const held = (await listContributions(tx, personRef)).filter(({ toDay }) => toDay === null || toDay > today)
    const council = await getCouncil(tx)
    const usual = await usualWeek(tx, personRef, today)
    return page(
      {
        title: 'What you will pay for your care',
        caption: council.name,
        content: html`${addressed(person, today)}<p class="govuk-body">About the care of ${personName(person)}. Our reference: ${personRef}.</p>${
          held.length === 0
            ? html`<p class="govuk-body">No contribution has been set, so you pay nothing.</p>`
            : held
                .toReversed()
                .map(
                  (one) =>
                    html`<p class="govuk-body">From ${formatDay(one.fromDay)}${one.toDay !== null && ` until ${formatDay(addDays(one.toDay, -1))}`} your contribution is <strong>${one.weeklyPence === null ? 'the whole cost of your care' : `${formatPence(one.weeklyPence)} a week`}</strong>.</p>`,
                )
        }<ul class="govuk-list govuk-list--bullet"><li>A week runs from Monday to Sunday. A week in which the contribution begins or ends is charged by sevenths.</li><li>${
          basis === 'actual'
            ? 'You pay for the visits that were made. A week in which they cost less than your contribution costs you only that.'
            : 'You pay for the visits that were planned. A week in which they cost less than your contribution costs you only that; a visit cancelled in time is not charged.'
        }</li>${
          leastWeeklyPence > 0 &&
          html`<li>A week that comes to less than ${formatPence(leastWeeklyPence)} is not charged.</li>`
        }<li>${travelRule}</li>${
          usual &&
          html`<li>A whole week of the visits planned for you, such as the week from ${formatDay(usual.week)}, costs the council ${formatPence(usual.pence)}.</li>`
        }</ul><p class="govuk-body">${askWords(council.name, contact)}</p>`,
      },
      { print: true },
    )
  })
}
