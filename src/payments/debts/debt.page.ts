/** What one provider owes, what it comes from, and what was done about it. */
import { addDays, type Day, dayOf, formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { CAUSES } from '#src/payments/adjustments/adjustment.ts'
import {
  type Debt,
  type DebtTerms,
  isWay,
  type OpenQuery,
  type Owing,
  type ProposeDebtRefusal,
  type SettleDebtRefusal,
  WAYS,
} from '#src/payments/debts/debt.ts'
import { countPlaced, findDebt, listDebts, listOrigins, type Origin } from '#src/payments/debts/debt.store.ts'
import { proposeDebt, readStanding, refuseDebt, settleDebt } from '#src/payments/debts/debt-commands.ts'
import { carePlaced, debtColumns } from '#src/payments/debts/debts.page.ts'
import { may, personBehind } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { button } from '#src/platform/pages/components.ts'
import {
  dayField,
  hiddenField,
  postForm,
  radiosField,
  readDay,
  submit,
  textareaField,
  textField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { html, type Html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { section, whatHappensNext } from '#src/platform/pages/record.ts'
import { bad, dataTable, link, money } from '#src/platform/pages/table.ts'
import { findOrganisation, providerName } from '#src/providers/index.ts'

const ROOT = '/provider-debts'
const MOST_SHOWN = 100

type Typed = {
  readonly way: string
  readonly day: Day | TypedDay | undefined
  readonly reference: string
  readonly reason: string
}
const EMPTY: Typed = { way: '', day: undefined, reference: '', reason: '' }

/** A debt's own reference leads to its provider, where all of it stands. */
export async function showDebt(visit: Visit): Promise<Reply> {
  const ref = visit.params['ref'] ?? ''
  if (!/^DB-\d+$/.test(ref)) return debtPage(visit, ref, EMPTY, [])
  const debt = await visit.shell.read(visit.actor, (tx) => findDebt(tx, ref))
  return debt ? seeOther(`${ROOT}/${debt.organisationRef}`) : notFound()
}

function debtPage(visit: Visit, ref: string, typed: Typed, errors: readonly FieldError[]): Promise<Reply> {
  const { actor, shell, csrf } = visit
  return shell.view(actor, `provider:${ref}`, async (tx) => {
    const provider = await findOrganisation(tx, ref)
    if (!provider) return notFound()
    const name = providerName(provider)
    const { owing, queries } = await readStanding(tx, ref)
    const debts = await listDebts(
      tx,
      { organisationRef: ref, states: ['proposed', 'settled', 'refused'] },
      { offset: 0, limit: MOST_SHOWN },
    )
    const waiting = debts.find(({ state }) => state === 'proposed')
    const origins = await listOrigins(tx, [...new Set(owing?.parts.map((part) => part.statementRef))])
    const placed = (await countPlaced(tx, [ref], dayOf(tx.now))).get(ref) ?? 0
    const mayPropose = owing !== undefined && !waiting && may(actor, 'payments.pay')
    return page(
      {
        title: `What ${name} owes the council`,
        caption: `Provider ${ref}`,
        section: 'payments',
        errors,
        breadcrumbs: [
          { text: 'Payments', href: '/pay-runs' },
          { text: 'Providers that owe', href: ROOT },
          { text: name },
        ],
        facts: owing
          ? [
              { label: 'Owes', value: money(owing.owedPence) },
              { label: 'Since', value: formatDay(owing.since) },
              { label: 'In dispute', value: money(owing.heldPence) },
              { label: 'Care', value: carePlaced(placed) },
            ]
          : [],
        content: html`${owing ? section('What it comes from', html`${originsTable(owing, origins)}${queries.length > 0 && inQuery(queries)}`) : html`<p class="govuk-body">${name} owes the council nothing now.</p>`}
          ${waiting && section('Waits for another officer', waitingPart(waiting, visit))}
          ${owing && mayPropose && queries.length === 0 && section('Write down what was done', proposeForm(owing, typed, csrf, errors))}
          ${debts.length > 0 && section('What was done, newest first', dataTable({ caption: 'What was done', captionHidden: true, rows: debts, columns: debtColumns(new Map([[ref, name]])) }))}`,
        aside: whatHappensNext(
          'What is owed is taken off what the provider is paid next, as long as nothing is written down here. Once another officer confirms an invoice, a repayment or a write-off, these statements are settled: nothing of them is taken off any more, and the ledger says so.',
        ),
      },
      { status: errors.length > 0 ? 400 : 200 },
    )
  })
}

const inQuery = (queries: readonly OpenQuery[]): Html =>
  html`<p class="govuk-body">In query ${queries.map(({ queryRef, statementRef }, at) => html`${at > 0 && '; '}${statementRef}: ${link(queryRef, `/queries/${queryRef}`)}`)}. Nothing is written down before it is answered to its end.</p>`

const originsTable = ({ parts, owedPence }: Owing, origins: readonly Origin[]): Html => {
  const byRef = new Map(origins.map((one) => [one.statementRef, one]))
  return dataTable({
    caption: 'Statements that are not settled',
    captionHidden: true,
    rows: parts,
    columns: [
      {
        heading: 'Statement',
        cell: (part) =>
          html`${link(part.statementRef, `/statements/${part.statementRef}`)}${part.queryRef !== '' && ` (held back by ${part.queryRef})`}`,
      },
      {
        heading: 'Period',
        cell: ({ statementRef }) => {
          const found = byRef.get(statementRef)
          return found ? `${formatDay(found.from)} to ${formatDay(addDays(found.to, -1))}` : ''
        },
      },
      {
        heading: 'Taken back for',
        cell: ({ statementRef }) => (byRef.get(statementRef)?.causes ?? []).map((cause) => CAUSES[cause]).join(', '),
      },
      {
        heading: 'Visits',
        format: 'number',
        cell: ({ statementRef }) => money(byRef.get(statementRef)?.visitsPence),
      },
      {
        heading: 'Adjustments',
        format: 'number',
        cell: ({ statementRef }) => money(byRef.get(statementRef)?.adjustedPence),
      },
      { heading: 'Amount', format: 'number', cell: (part) => money(part.amountPence), total: money(0 - owedPence) },
    ],
  })
}

function waitingPart(debt: Debt, { actor, csrf }: Visit): Html {
  const action = (verb: string) => `${ROOT}/${debt.debtRef}/${verb}`
  const refuseForm =
    may(actor, 'payments.pay') &&
    postForm({
      action: action('refuse'),
      csrf,
      content: button({ text: 'It is not so', classes: 'govuk-button--secondary', preventDoubleClick: true }),
    })
  const mayConfirm = may(actor, 'payments.release') && debt.madeBy !== personBehind(actor)
  return html`<p class="govuk-body">${debt.madeByName} wrote down: ${WAYS[debt.way].replace(/^./, (letter) => letter.toLowerCase())}, ${money(debt.amountPence)} on ${formatDay(debt.day)}${debt.reference !== '' && `, ${debt.reference}`}.${debt.reason !== '' && ` “${debt.reason}”`}</p>${
    mayConfirm
      ? postForm({ action: action('settle'), csrf, content: submit('Confirm it') })
      : html`<p class="govuk-body">An officer who may release payments, other than ${debt.madeByName}, confirms it.</p>`
  }${refuseForm}`
}

const proposeForm = (
  { organisationRef, owedPence }: Owing,
  typed: Typed,
  csrf: string,
  errors: readonly FieldError[],
): Html =>
  postForm({
    action: `${ROOT}/${organisationRef}`,
    csrf,
    content: html`${hiddenField('seen', owedPence)}
      ${radiosField({
        name: 'way',
        label: `What was done about ${formatPence(owedPence)}`,
        value: typed.way,
        errors,
        choices: Object.entries(WAYS).map(([value, text]) => ({ value, text })),
      })}
      ${dayField({ name: 'day', label: 'On which day', value: typed.day, errors })}
      ${textField({ name: 'reference', label: 'Number of the invoice, or reference of the payment', hint: 'Not needed to write it off', value: typed.reference, errors, width: 20 })}
      ${textareaField({ name: 'reason', label: 'Why', hint: 'Needed to write it off, for example: in liquidation, nothing for creditors. The provider does not read it', rows: 3, value: typed.reason, errors })}
      ${submit('Write it down', { href: ROOT })}`,
  })

const FAULTS: Readonly<Record<ProposeDebtRefusal, FieldError>> = {
  'owes nothing': { field: 'way', message: 'The provider owes nothing any more' },
  'owes another amount now': { field: 'way', message: 'The provider owes another amount now. Look at it again' },
  'in dispute': { field: 'way', message: 'These statements are in query. Answer the query first' },
  'another proposal waits': { field: 'way', message: 'Something is written down already and waits to be confirmed' },
  'no reference': { field: 'reference', message: 'Enter the number of the invoice, or the reference of the payment' },
  'no reason': { field: 'reason', message: 'Say why it is written off' },
  'still to come': { field: 'day', message: 'The day must be today or in the past' },
}

export async function postDebt(visit: Visit): Promise<Reply> {
  const { actor, shell, params, form } = visit
  const ref = params['ref'] ?? ''
  const way = typedText(form, 'way')
  const day = readDay(form, 'day')
  const [reference, reason] = [typedText(form, 'reference'), typedText(form, 'reason')]
  const again = (errors: readonly FieldError[]): Promise<Reply> =>
    debtPage(visit, ref, { way, day: typedDay(form, 'day'), reference, reason }, errors)
  const errors: FieldError[] = []
  if (!isWay(way)) errors.push({ field: 'way', message: 'Choose what was done' })
  if (!day.ok) errors.push({ field: 'day', message: 'Enter the day, for example 4 12 2026' })
  if (!isWay(way) || !day.ok) return again(errors)
  const seenPence = Number(typedText(form, 'seen'))
  const terms: DebtTerms = { way, day: day.value, reference, reason, seenPence }
  const proposed = await proposeDebt(shell, actor, { ...terms, organisationRef: ref })
  return proposed.ok
    ? seeOther(`${ROOT}/${ref}`, 'Written down. Another officer has to confirm it.')
    : again([FAULTS[proposed.error]])
}

const REFUSALS: Readonly<Record<SettleDebtRefusal, string>> = {
  'not waiting': 'It was confirmed or refused already.',
  'made by the same officer': 'You wrote this down, so another officer confirms it.',
  'owes nothing': 'The provider owes nothing any more: it was taken off a payment. Say that it is not so.',
  'owes another amount now':
    'The provider owes another amount now than was written down. Say that it is not so, and write it down anew.',
  'in dispute': 'These statements are in query. Answer the query first.',
}

const refusedPage = (debtRef: string, words: string): Reply =>
  page(
    {
      title: 'It was not confirmed',
      section: 'payments',
      breadcrumbs: [
        { text: 'Payments', href: '/pay-runs' },
        { text: 'Providers that owe', href: ROOT },
      ],
      content: html`<p class="govuk-body">${bad(words)} ${link('Back to what is owed', `${ROOT}/${debtRef}`)}</p>`,
    },
    { status: 409 },
  )

export async function postSettle({ actor, shell, params }: Visit): Promise<Reply> {
  const debtRef = params['ref'] ?? ''
  const settled = await settleDebt(shell, actor, debtRef)
  if (settled.ok) return seeOther(`${ROOT}/${debtRef}`, 'Confirmed. Nothing of it is taken off later payments.')
  return settled.error === 'no such debt' ? notFound() : refusedPage(debtRef, REFUSALS[settled.error])
}

export async function postRefuse({ actor, shell, params }: Visit): Promise<Reply> {
  const debtRef = params['ref'] ?? ''
  const refused = await refuseDebt(shell, actor, debtRef)
  if (refused.ok) return seeOther(`${ROOT}/${debtRef}`, 'The provider owes it as before.')
  return refused.error === 'no such debt' ? notFound() : refusedPage(debtRef, REFUSALS[refused.error])
}
