import { addDays, type Day, dayOf } from '#src/base/day.ts'
import { startUplift } from '#src/payments/uplift/commands.ts'
import type { Method } from '#src/payments/uplift/uplift.ts'
import { ROUNDING_WORDS, startErrors } from '#src/payments/uplift/uplift-words.page.ts'
import { page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  checkboxesField,
  type Choice,
  dayField,
  numberField,
  postForm,
  radiosField,
  readDay,
  submit,
  textareaField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { chosen } from '#src/platform/pages/queue.ts'
import { listCards, ROUNDINGS, type Rounding } from '#src/rates/index.ts'

const CRUMBS = [
  { text: 'Payments', href: '/pay-runs' },
  { text: 'Uplifts', href: '/uplifts' },
]

type Typed = {
  readonly cards: readonly string[]
  readonly kind: string
  readonly percent: string
  readonly staffShare: string
  readonly wages: string
  readonly prices: string
  readonly rounding: string
  readonly from: Day | TypedDay
  readonly note: string
}

const percentField = (name: string, label: string, value: string, errors: readonly FieldError[]) =>
  numberField({ name, label, value, errors, inputmode: 'decimal', suffix: '%' })

const startForm = (typed: Typed, cards: readonly Choice[], csrf: string, errors: readonly FieldError[] = []): Page => ({
  title: 'Propose an uplift',
  section: 'payments',
  errors,
  breadcrumbs: [...CRUMBS, { text: 'Propose' }],
  content: html`<p class="govuk-body">The visits of the last year are priced before and after, so that you see what it would cost. Another officer then approves, and only then do prices change.</p>
    ${postForm({
      action: '/uplifts/start',
      csrf,
      content: html`
        ${checkboxesField({ name: 'cards', label: 'Rate cards', choices: cards, values: typed.cards, errors })}
        ${radiosField({
          name: 'kind',
          label: 'How much',
          value: typed.kind,
          errors,
          choices: [
            {
              value: 'percent',
              text: 'A percentage',
              conditional: percentField('percent', 'Rise', typed.percent, errors),
            },
            {
              value: 'basket',
              text: 'A basket of wages and prices',
              hint: 'Wages for the share of costs that is staff, prices for the rest',
              conditional: html`${percentField('staffShare', 'Share of staff in the costs', typed.staffShare, errors)}
                ${percentField('wages', 'Rise of wages (the National Living Wage)', typed.wages, errors)}
                ${percentField('prices', 'Rise of prices (CPI)', typed.prices, errors)}`,
            },
          ],
        })}
        ${radiosField({
          name: 'rounding',
          label: 'Rounding of prices of an hour',
          hint: 'A multiple of 4p makes a quarter of an hour a whole penny. Prices that are not of an hour are always whole pence.',
          value: typed.rounding,
          errors,
          choices: ROUNDINGS.map((value) => ({ value, text: ROUNDING_WORDS[value] })),
        })}
        ${dayField({ name: 'from', label: 'First day of the new prices', hint: 'For example, 6 4 2027', value: typed.from, errors })}
        ${textareaField({ name: 'note', label: 'Where it was agreed', hint: 'For example, cabinet decision of 3 February 2027', rows: 2, value: typed.note, errors })}
        ${submit('Start the dry run', { href: '/uplifts' })}`,
    })}`,
})

const cardChoices = (shell: Visit['shell'], actor: Visit['actor']): Promise<Choice[]> =>
  shell.read(actor, async (tx) =>
    (await listCards(tx, dayOf(tx.now))).map(({ cardRef, name }) => ({ value: cardRef, text: cardRef, hint: name })),
  )

export async function startUpliftForm({ actor, shell, query, csrf }: Visit): Promise<Reply> {
  const typed: Typed = {
    ...{ cards: chosen(query, 'card'), kind: 'percent', percent: '', staffShare: '', wages: '', prices: '' },
    ...{ rounding: 'up_4p', from: nextApril(dayOf(shell.now())), note: '' },
  }
  return page(startForm(typed, await cardChoices(shell, actor), csrf))
}

/** The year of rates begins on 6 April; some councils begin on another day "to align to payment systems" (M-27). */
function nextApril(today: Day): Day {
  const year = Number(today.slice(0, 4))
  return addDays(`${year}-04-06`, 0) > today ? `${year}-04-06` : `${year + 1}-04-06`
}

const textOf = (form: Visit['form'], name: string): string => String(form[name] ?? '').trim()

function typedUplift(form: Visit['form']): Typed {
  const text = (name: string): string => textOf(form, name)
  return {
    ...{ cards: chosen(form, 'cards'), kind: text('kind'), percent: text('percent'), staffShare: text('staffShare') },
    ...{ wages: text('wages'), prices: text('prices'), rounding: text('rounding'), from: typedDay(form, 'from') },
    note: text('note'),
  }
}

const methodOf = ({ kind, percent, staffShare, wages, prices }: Typed): Method | undefined =>
  kind === 'percent' ? { kind, percent } : kind === 'basket' ? { kind, staffShare, wages, prices } : undefined

export async function postUplift({ actor, shell, form, csrf }: Visit): Promise<Reply> {
  const typed = typedUplift(form)
  const again = async (errors: FieldError[]) =>
    page(startForm(typed, await cardChoices(shell, actor), csrf, errors), { status: 400 })
  const from = readDay(form, 'from')
  const method = methodOf(typed)
  const rounding = ROUNDINGS.find((one) => one === typed.rounding)
  const missing: FieldError[] = [
    ...(typed.cards.length === 0 ? [{ field: 'cards', message: 'Choose at least one rate card' }] : []),
    ...(method ? [] : [{ field: 'kind', message: 'Choose how much prices rise' }]),
    ...(rounding ? [] : [{ field: 'rounding', message: 'Choose how prices are rounded' }]),
    ...(from.ok ? [] : [{ field: 'from', message: 'Enter the first day of the new prices, for example 6 4 2027' }]),
    ...(typed.note === '' ? [{ field: 'note', message: 'Enter where it was agreed' }] : []),
  ]
  if (missing.length > 0 || !method || !rounding || !from.ok) return again(missing)
  const started = await startUplift(shell, actor, {
    ...{ cardRefs: typed.cards, method, rounding: rounding satisfies Rounding, from: from.value, note: typed.note },
  })
  return started.ok ? seeOther(`/uplifts/${started.value}`) : again(startErrors(started.error, from.value))
}
