import { addDays, type Day, formatDay, mondayOf, parseDay } from '#src/base/day.ts'
import { formatPence, parsePounds } from '#src/base/money.ts'
import type { ContributionRefusal } from '#src/payments/charges/charge.ts'
import { setContribution } from '#src/payments/charges/charge-commands.ts'
import {
  type KeptCharge,
  type KeptContribution,
  listCharges,
  listContributions,
} from '#src/payments/charges/charge.store.ts'
import { findPerson, listPeopleByRef, personName } from '#src/people/index.ts'
import { may } from '#src/platform/actor.ts'
import { csvFile, notFound, page, type Reply, seeOther, type Visit as Asked } from '#src/platform/http/doors.ts'
import { everyPart } from '#src/platform/pages/every-part.ts'
import {
  dayField,
  moneyField,
  postForm,
  radiosField,
  readDay,
  submit,
  textField,
  typedDay,
  type TypedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { pageAsked, queue, typedText, withQuery } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { type Column, dataTable, link, money, shortDay, small } from '#src/platform/pages/table.ts'

const PAGE_SIZE = 25
type Typed = { fromDay: Day | TypedDay | undefined; how: string; weekly: string; note: string }
type Form = { errors: FieldError[]; typed: Typed }

export const weekWords = (monday: Day): Html => html`${shortDay(monday)}${small(`to ${formatDay(addDays(monday, 6))}`)}`

const chargeColumns: Column<KeptCharge>[] = [
  { heading: 'Week', cell: ({ week }) => weekWords(week) },
  {
    heading: 'Why',
    cell: ({ reason, turn }) => html`${reason}${turn > 1 && small('Charged anew: something of the week changed')}`,
  },
  { heading: 'Cost of care', format: 'number', cell: ({ costPence }) => money(costPence) },
  { heading: 'Charge or credit', format: 'number', cell: ({ amountPence }) => money(amountPence) },
]

/** What a person pays: their contributions, and what each week came to. */
export async function showPersonCharges(asked: Asked, form?: Form): Promise<Reply> {
  const { shell, actor, params, query, url, csrf } = asked
  const personRef = params['ref'] ?? ''
  return shell.view(actor, `person:${personRef}`, async (tx) => {
    const person = await findPerson(tx, personRef)
    if (!person) return notFound()
    const contributions = await listContributions(tx, personRef)
    const part = { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }
    const { charges, total, pence } = await listCharges(tx, { personRef }, part)
    const name = personName(person)
    return page(
      {
        title: `What ${name} pays`,
        caption: personRef,
        section: 'people',
        breadcrumbs: [
          { text: 'People', href: '/people' },
          { text: name, href: `/people/${personRef}` },
          { text: 'What they pay' },
        ],
        errors: form?.errors ?? [],
        actions: [
          { text: 'Statement for the family', kind: 'secondary', href: `/people/${personRef}/charges/statement` },
          { text: 'Letter before care starts', kind: 'secondary', href: `/people/${personRef}/charges/letter` },
        ],
        content: html`${section('Contribution', contributionTable(contributions))}${
          may(actor, 'payments.run') && section('Set a contribution', contributionForm(personRef, csrf, form))
        }${section(
          `Charges, ${formatPence(pence)} in all`,
          queue<KeptCharge>({
            noun: { one: 'charge', many: 'charges' },
            url,
            rows: charges,
            total,
            pageSize: PAGE_SIZE,
            columns: chargeColumns,
            empty: 'No week has been charged. A week is charged once its visits are paid.',
          }),
        )}`,
      },
      { status: form ? 400 : 200 },
    )
  })
}

const weeklyWords = ({ weeklyPence }: Pick<KeptContribution, 'weeklyPence'>): string =>
  weeklyPence === null ? 'The whole cost' : `${formatPence(weeklyPence)} a week`

const contributionTable = (contributions: readonly KeptContribution[]): Html =>
  dataTable<KeptContribution>({
    caption: 'Contribution',
    captionHidden: true,
    rows: contributions,
    empty: 'No contribution is set, so nothing is charged.',
    columns: [
      { heading: 'From', cell: ({ fromDay }) => shortDay(fromDay) },
      { heading: 'Until', cell: ({ toDay }) => (toDay === null ? 'further notice' : shortDay(addDays(toDay, -1))) },
      { heading: 'Contribution', cell: weeklyWords },
      { heading: 'Assessment', cell: ({ note, notedByName }) => html`${note}${small(notedByName)}` },
    ],
  })

function contributionForm(personRef: string, csrf: string, form: Form | undefined): Html {
  const { errors, typed } = form ?? { errors: [], typed: { fromDay: undefined, how: 'weekly', weekly: '', note: '' } }
  return postForm({
    action: `/people/${personRef}/charges`,
    csrf,
    content: html`${dayField({
      name: 'fromDay',
      label: 'From which day?',
      hint: 'It may be in the past: weeks that were charged otherwise are charged anew',
      ...(typed.fromDay === undefined ? {} : { value: typed.fromDay }),
      errors,
    })}${radiosField({
      name: 'how',
      label: 'What do they contribute?',
      value: typed.how,
      choices: [
        {
          value: 'weekly',
          text: 'An amount a week',
          conditional: moneyField({ name: 'weekly', label: 'A week', value: typed.weekly, errors }),
        },
        { value: 'whole', text: 'The whole cost of their care' },
      ],
      errors,
    })}${textField({ name: 'note', label: 'Which assessment says so?', hint: 'Its reference or its date', value: typed.note, errors })}${submit('Set the contribution')}`,
  })
}

const REFUSALS: Readonly<Record<ContributionRefusal, FieldError>> = {
  'no note': { field: 'note', message: 'Enter the assessment that says so' },
  'nothing changes': {
    field: 'weekly',
    message: 'This is what they contribute from that day already. Enter another amount, or another day',
  },
}

export async function postContribution(asked: Asked): Promise<Reply> {
  const { shell, actor, params, form } = asked
  const personRef = params['ref'] ?? ''
  const typed: Typed = {
    fromDay: typedDay(form, 'fromDay'),
    how: typedText(form, 'how'),
    weekly: typedText(form, 'weekly'),
    note: typedText(form, 'note'),
  }
  const fromDay = readDay(form, 'fromDay')
  const weeklyPence = typed.how === 'whole' ? null : parsePounds(typed.weekly)
  const errors: FieldError[] = []
  if (!fromDay.ok) errors.push({ field: 'fromDay', message: 'Enter the day from which it holds, such as 27 3 2026' })
  if (weeklyPence === undefined)
    errors.push({ field: 'weekly', message: 'Enter the contribution in pounds, such as 45.20' })
  if (!fromDay.ok || weeklyPence === undefined) return showPersonCharges(asked, { errors, typed })
  const done = await setContribution(shell, actor, { personRef, fromDay: fromDay.value, weeklyPence, note: typed.note })
  if (done.ok) return seeOther(`/people/${personRef}/charges`, 'The contribution is set')
  if (done.error === 'no such person') return notFound()
  return showPersonCharges(asked, { errors: [REFUSALS[done.error]], typed })
}

type Listed = KeptCharge & { readonly name: string }

function weekAsked(query: Asked['query']): { from?: Day; to?: Day } {
  const week = parseDay(typedText(query, 'week'))
  if (week === undefined) return {}
  const monday = mondayOf(week)
  return { from: monday, to: addDays(monday, 7) }
}

async function readCharges(
  { shell, actor, query }: Pick<Asked, 'shell' | 'actor' | 'query'>,
  part: { offset: number; limit: number },
) {
  return shell.read(actor, async (tx) => {
    const search = weekAsked(query)
    const found = await listCharges(tx, search, part)
    const people = await listPeopleByRef(tx, [...new Set(found.charges.map(({ personRef }) => personRef))])
    const names = new Map(people.map((person) => [person.personRef, personName(person)]))
    return {
      ...found,
      search,
      charges: found.charges.map((one): Listed => ({ ...one, name: names.get(one.personRef) ?? one.personRef })),
    }
  })
}

/** Everybody's charges, the newest week first. */
export async function listChargesPage(asked: Asked): Promise<Reply> {
  const { query, url, shell, actor } = asked
  const { charges, total, pence, search } = await readCharges(asked, {
    offset: (pageAsked(query) - 1) * PAGE_SIZE,
    limit: PAGE_SIZE,
  })
  await shell.noteList(actor, 'charges', { ...search, count: total })
  return page({
    title: 'What people pay',
    section: 'payments',
    wide: true,
    breadcrumbs: [{ text: 'Payments', href: '/pay-runs' }, { text: 'What people pay' }],
    content: html`<p class="govuk-body">${formatPence(pence)} in all.</p>${queue<Listed>({
      noun: { one: 'charge', many: 'charges' },
      url,
      rows: charges,
      total,
      pageSize: PAGE_SIZE,
      filters: [{ kind: 'day', name: 'week', label: 'A day of the week' }],
      empty:
        'No week has been charged. Say what a person contributes on their own page, under Payments: their weeks are charged once the visits are paid.',
      columns: [
        {
          heading: 'Person',
          cell: ({ personRef, name }) => html`${link(name, `/people/${personRef}/charges`)}${small(personRef)}`,
        },
        ...(chargeColumns as Column<Listed>[]),
      ],
      csvHref: withQuery(url.replace(/^\/charges/, '/charges.csv'), { page: undefined }),
    })}`,
  })
}

export async function chargesCsv(asked: Asked): Promise<Reply> {
  const search = weekAsked(asked.query)
  const charges = await asked.shell.read(asked.actor, (tx) =>
    everyPart(async (part) => (await listCharges(tx, search, part)).charges),
  )
  await asked.shell.noteList(asked.actor, 'charges.csv', { ...search, count: charges.length })
  return csvFile(
    'charges.csv',
    [
      ...['person_ref', 'week', 'turn', 'basis', 'contribution_pence', 'cost_pence', 'charged_pence'],
      ...['owed_pence', 'amount_pence', 'reason'],
    ],
    charges.map((one) => [
      ...[one.personRef, one.week, one.turn, one.basis, one.contributionPence ?? '', one.costPence, one.chargedPence],
      ...[one.owedPence, one.amountPence, one.reason],
    ]),
  )
}
