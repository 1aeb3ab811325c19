import { type Day, dayOf, formatDay, formatInstant } from '#src/base/day.ts'
import { findContract } from '#src/contracts/contract.store.ts'
import { blockWords, CYCLE_WORDS, NO_TERMS, PAY_CYCLES, type Terms, termsOn } from '#src/contracts/terms/terms.ts'
import { changeTerms } from '#src/contracts/terms/terms-commands.ts'
import { type EnteredTerms, listTerms } from '#src/contracts/terms/terms.store.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  dayField,
  postForm,
  radiosField,
  readDay,
  submit,
  textareaField,
  textField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { dataTable, small } from '#src/platform/pages/table.ts'

type Typed = { fromDay: Day | TypedDay; hours: string; cycle: string; percent: string; note: string }
type Form = { readonly errors: FieldError[]; readonly typed: Typed }

/** The rows that terms add to those of a contract. */
export const termsRows = (now: Said = NO_TERMS, changeHref?: string) => {
  const change = (hidden: string) => (changeHref === undefined ? {} : { change: { href: changeHref, hidden } })
  return [
    { key: 'Block', value: blockOf(now), ...change('block hours') },
    { key: 'Paid by', value: cycleOf(now), ...change('how it is paid') },
    { key: 'Electronic logs', value: percentOf(now), ...change('electronic logs') },
  ]
}

type Said = Omit<Terms, 'fromDay'>

const blockOf = ({ blockMinutesPerWeek: minutes }: Said): string =>
  minutes === null ? 'As the rate card has it' : minutes === 0 ? 'No hours' : blockWords(minutes)
const cycleOf = ({ cycle }: Said): string => (cycle === null ? 'As the pay run has it' : CYCLE_WORDS[cycle])
const percentOf = ({ electronicPercent: percent }: Said): string =>
  percent === null ? 'As the council’s policy has it' : `${percent}% at least`

const typedOf = (terms: Said, today: Day): Typed => ({
  fromDay: today,
  hours: terms.blockMinutesPerWeek === null ? '' : String(terms.blockMinutesPerWeek / 60),
  cycle: terms.cycle ?? '',
  percent: terms.electronicPercent === null ? '' : String(terms.electronicPercent),
  note: '',
})

export async function showTerms({ shell, actor, params, csrf }: Visit, form?: Form): Promise<Reply> {
  const contractRef = params['ref'] ?? ''
  const found = await shell.read(actor, async (tx) => {
    const contract = await findContract(tx, contractRef)
    return contract && { contract, all: await listTerms(tx, contractRef), today: dayOf(tx.now) }
  })
  if (!found) return notFound()
  const { contract, all, today } = found
  const errors = form?.errors ?? []
  const from = today < contract.fromDay ? contract.fromDay : today
  const typed = form?.typed ?? typedOf(all.length === 0 ? NO_TERMS : termsOn(all, from), from)
  return page(
    {
      title: 'Change the terms of a contract',
      caption: `Contract ${contractRef}, ${contract.title}`,
      section: 'contracts',
      errors,
      breadcrumbs: [
        { text: 'Contracts', href: '/contracts' },
        { text: contractRef, href: `/contracts/${contractRef}` },
        { text: 'Terms' },
      ],
      content: html`${termsForm(contractRef, typed, csrf, errors)}${section('Terms so far', termsTable(all))}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

const termsForm = (contractRef: string, typed: Typed, csrf: string, errors: readonly FieldError[]): Html =>
  postForm({
    action: `/contracts/${contractRef}/terms`,
    csrf,
    content: html`${dayField({ name: 'fromDay', label: 'From which day?', hint: 'A day that has passed changes what is owed: the next pay run posts the difference', value: typed.fromDay, errors })}${textField(
      {
        name: 'hours',
        label: 'Block hours a week',
        hint: 'Empty: as the rate card has it. 0: none',
        width: 5,
        value: typed.hours,
        errors,
      },
    )}${radiosField({
      name: 'cycle',
      label: 'What is paid?',
      value: typed.cycle,
      errors,
      choices: [
        { value: '', text: 'As each pay run has it for the council' },
        ...PAY_CYCLES.map((cycle) => ({ value: cycle, text: CYCLE_WORDS[cycle] })),
      ],
    })}${textField({ name: 'percent', label: 'Least share of visits logged electronically, in per cent', hint: 'Empty: as the council’s policy has it', width: 3, value: typed.percent, errors })}${textareaField({ name: 'note', label: 'Why?', hint: 'For example, variation 3 of the contract', rows: 2, value: typed.note, errors })}${submit('Change the terms', { href: `/contracts/${contractRef}` })}`,
  })

const termsTable = (all: readonly EnteredTerms[]): Html =>
  dataTable({
    caption: 'Terms so far',
    captionHidden: true,
    folds: true,
    rows: all,
    empty: 'None have been entered: rate card, pay run and policy say it.',
    columns: [
      { heading: 'From', cell: (one) => html`${formatDay(one.fromDay)}${small(one.note)}` },
      { heading: 'Block', cell: blockOf },
      { heading: 'Paid by', cell: cycleOf },
      { heading: 'Electronic logs', cell: percentOf },
      { heading: 'Entered', cell: (one) => html`${one.byName}${small(formatInstant(one.at))}` },
    ],
  })

type Refusal = Extract<Awaited<ReturnType<typeof changeTerms>>, { ok: false }>['error']

export const TERMS_WORDS: Readonly<Record<Exclude<Refusal, 'no such contract'>, FieldError>> = {
  "outside the contract's term": { field: 'fromDay', message: 'Enter a day on which the contract runs' },
  'not so many hours': { field: 'hours', message: 'Enter hours from 0 to 10,000, such as 37.5' },
  'not a share': { field: 'percent', message: 'Enter a whole number from 0 to 100' },
  'nothing changes': { field: 'hours', message: 'These are the terms of that day already' },
  'no reason given': { field: 'note', message: 'Say why the terms change' },
}

const WHOLE = /^\d{1,3}$/
const HOURS = /^\d{1,5}(\.\d{1,2})?$/

export async function postTerms(visit: Visit): Promise<Reply> {
  const { shell, actor, form, params } = visit
  const text = (name: string): string => typedText(form, name)
  const typed: Typed = {
    ...{ fromDay: typedDay(form, 'fromDay'), hours: text('hours'), cycle: text('cycle') },
    ...{ percent: text('percent'), note: text('note') },
  }
  const fromDay = readDay(form, 'fromDay')
  const again = (error: FieldError) => showTerms(visit, { errors: [error], typed })
  if (!fromDay.ok) return again({ field: 'fromDay', message: 'Enter the day, for example 1 4 2027' })
  if (typed.hours !== '' && !HOURS.test(typed.hours)) return again(TERMS_WORDS['not so many hours'])
  if (typed.percent !== '' && !WHOLE.test(typed.percent)) return again(TERMS_WORDS['not a share'])
  const contractRef = params['ref'] ?? ''
  const done = await changeTerms(shell, actor, {
    ...{ contractRef, fromDay: fromDay.value, note: typed.note },
    blockMinutesPerWeek: typed.hours === '' ? null : Math.round(Number(typed.hours) * 60),
    cycle: PAY_CYCLES.find((one) => one === typed.cycle) ?? null,
    electronicPercent: typed.percent === '' ? null : Number(typed.percent),
  })
  if (done.ok) return seeOther(`/contracts/${contractRef}`, 'The terms are changed')
  return done.error === 'no such contract' ? notFound() : again(TERMS_WORDS[done.error])
}
