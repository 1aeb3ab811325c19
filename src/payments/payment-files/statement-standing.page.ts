/** What a statement's page says of disputes and payments, for officer and provider alike. */
import { counted } from '#src/base/counted.ts'
import { type Day, formatDay } from '#src/base/day.ts'
import { WAYS } from '#src/payments/debts/debt.ts'
import type { StatementStanding } from '#src/payments/payment-files/statement-standing.store.ts'
import { QUERY_TYPES } from '#src/payments/queries/query.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { Bulk } from '#src/platform/pages/queue.ts'
import { link, money } from '#src/platform/pages/table.ts'

/** The roots of the addresses behind which an officer, or a provider, finds queries and payments. */
export type StandingDoor = { readonly queries: string; readonly paid: string }

export const OFFICER_STANDING: StandingDoor = { queries: '/queries', paid: '/payment-files' }
export const PROVIDER_STANDING: StandingDoor = { queries: '/portal/queries', paid: '/portal/remittances' }

/** The mark of a line that is in a query, which leads to it. */
export function disputedMark({ open }: StatementStanding, door: StandingDoor): (visitRef: string) => Html | undefined {
  const byVisit = new Map(open.flatMap(({ visitRefs, queryRef }) => visitRefs.map((ref) => [ref, queryRef] as const)))
  return (visitRef) => {
    const queryRef = byVisit.get(visitRef)
    return queryRef === undefined
      ? undefined
      : html`${statusTag({ text: 'Disputed', colour: 'orange' })} ${link(`Query ${queryRef}`, `${door.queries}/${queryRef}`)} `
  }
}

/** Until when it may be queried is the provider's to know. */
export const standingWords = (
  { statementRef, open, paid, returned, letGo, owedPence, queryUntil }: StatementStanding,
  door: StandingDoor,
  today: Day,
): Html => {
  const [takenOff, sent] = [paid.filter((part) => part.amountPence < 0), paid.filter((part) => part.amountPence >= 0)]
  return html`${
    owedPence > 0 &&
    html`<p class="govuk-body">More is taken back by this statement than is due: ${money(owedPence)} is taken off what is paid next.</p>`
  }${
    letGo !== null &&
    html`<p class="govuk-body">Settled outside the payments on ${formatDay(letGo.day)}: ${WAYS[letGo.way].toLowerCase()}${letGo.reference !== '' && `, ${letGo.reference}`}${door === OFFICER_STANDING && html`, ${link(letGo.debtRef, `/provider-debts/${letGo.debtRef}`)}`}.</p>`
  }${
    takenOff.length > 0 &&
    html`<p class="govuk-body">Taken off what was paid: ${takenOff.map(
      (part, at) =>
        html`${at > 0 && '; '}${money(0 - part.amountPence)} on ${formatDay(part.payDay)}, of ${link(part.paymentFileRef, `${door.paid}/${part.paymentFileRef}`)}`,
    )}.</p>`
  }${
    sent.length > 0 &&
    html`<p class="govuk-body">Sent to the bank: ${sent.map(
      (part, at) =>
        html`${at > 0 && '; '}${money(part.amountPence)}, ${part.payDay > today ? 'to be paid' : 'paid'} on ${formatDay(part.payDay)} by ${link(part.paymentFileRef, `${door.paid}/${part.paymentFileRef}`)}${
          part.queryRef !== '' && `, what query ${part.queryRef} had held back`
        }`,
    )}.</p>`
  }${
    returned.length > 0 &&
    html`<p class="govuk-body">Returned by the bank: ${returned.map(
      (part, at) =>
        html`${at > 0 && '; '}${money(part.amountPence)} of ${link(part.paymentFileRef, `${door.paid}/${part.paymentFileRef}`)} on ${formatDay(part.day)}`,
    )}. It is paid again once the bank details are confirmed.</p>`
  }${
    open.length > 0 &&
    html`<p class="govuk-body">In dispute: ${open.map(
      (query, at) =>
        html`${at > 0 && '; '}${link(`query ${query.queryRef}`, `${door.queries}/${query.queryRef}`)}, ${QUERY_TYPES[query.type].text.toLowerCase()}${
          query.visitRefs.length > 0 && html`, ${counted(query.visitRefs.length, 'line')}, ${money(query.amountPence)}`
        }`,
    )}. Lines in dispute that are not paid yet wait for the answer; all others are paid.</p>`
  }${
    door === PROVIDER_STANDING &&
    (queryUntil === null || today <= queryUntil) &&
    html`<p class="govuk-body">Is something wrong? Tick the lines and choose “Query the ticked lines”, or ${link('query the statement as a whole', `/portal/statements/${statementRef}/query`)}. ${
      queryUntil !== null && `Queries are taken until ${formatDay(queryUntil)}.`
    }</p>`
  }`
}

/** A provider ticks the lines that it queries. */
export const queryTicked = (
  { statementRef, queryUntil }: StatementStanding,
  door: StandingDoor,
  today: Day,
  csrf: string,
): { bulk: Bulk<{ visitRef: string; day: Day }> } | undefined =>
  door !== PROVIDER_STANDING || (queryUntil !== null && today > queryUntil)
    ? undefined
    : {
        bulk: {
          action: `/portal/statements/${statementRef}/lines`,
          csrf,
          keyOf: (line) => line.visitRef,
          labelOf: (line) => `visit ${line.visitRef} of ${formatDay(line.day)}`,
          actions: [{ text: 'Query the ticked lines', value: 'query' }],
        },
      }
