import { type Day, dayOf, formatDay, formatInstant } from '#src/base/day.ts'
import { contractFrame } from '#src/contracts/contract-frame.page.ts'
import { findContract } from '#src/contracts/contract.store.ts'
import {
  type AddKpiRefusal,
  type KpiPeriod,
  type KpiRating,
  MEASURE_WORDS,
  PERIODS,
  RATING_WORDS,
  TOLD_MEASURES,
} from '#src/contracts/kpis/kpi.ts'
import { addKpi, enterFigure, type FigureRefusal } from '#src/contracts/kpis/kpi-commands.ts'
import { findKpi, type KpiWithLast, listKpis, readFigures } from '#src/contracts/kpis/kpi.store.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import {
  checkboxesField,
  dayField,
  numberField,
  postForm,
  radiosField,
  readDay,
  selectField,
  submit,
  textareaField,
  textField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { pageAsked, queue, typedText } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'

const PAGE_SIZE = 24

const COLOURS: Readonly<Record<KpiRating, 'green' | 'yellow' | 'orange' | 'red' | 'grey'>> = {
  good: 'green',
  approaching: 'yellow',
  requires_improvement: 'orange',
  inadequate: 'red',
  other: 'grey',
}
const ratingTag = (rating: KpiRating): Html => statusTag({ text: RATING_WORDS[rating], colour: COLOURS[rating] })

const PERIOD_WORDS: Readonly<Record<KpiPeriod, string>> = {
  month: 'Each month',
  quarter: 'Each quarter',
  year: 'Each year',
}

const targetWords = ({ target, moreIsBetter }: KpiWithLast): string => `${target} or ${moreIsBetter ? 'more' : 'less'}`

/** How a contract does by its indicators. */
export async function showPerformance({ actor, shell, params }: Visit, house: House): Promise<Reply> {
  const contractRef = params['ref'] ?? ''
  return shell.read(actor, async (tx) => {
    const contract = await findContract(tx, contractRef)
    if (!contract) return notFound()
    const at = `/contracts/${contractRef}/kpis`
    return page({
      ...contractFrame(house, actor, contract, dayOf(tx.now), 'Performance'),
      content: html`${dataTable({
        caption: 'Indicators',
        captionHidden: true,
        folds: true,
        rows: await listKpis(tx, contractRef),
        empty: 'The contract has no indicators.',
        columns: [
          { heading: 'Indicator', cell: (one) => link(one.name, `${at}/${one.number}`) },
          {
            heading: 'Target',
            cell: (one) =>
              html`${targetWords(one)}${small(PERIOD_WORDS[one.period])}${small(one.measure === null ? 'By hand' : 'Told by visits')}`,
          },
          {
            heading: 'Last figure',
            cell: (one) =>
              one.last ? html`${one.last.figure}${small(`From ${formatDay(one.last.periodFrom)}`)}` : 'None yet',
          },
          { heading: 'Rating', cell: (one) => (one.last ? ratingTag(one.last.rating) : '') },
        ],
      })}${may(actor, 'contracts.change') && html`<p class="govuk-body">${link('Add an indicator', `${at}/add`)}</p>`}`,
    })
  })
}

type Typed = Readonly<Record<'name' | 'target' | 'better' | 'period' | 'measure', string>> & {
  readonly fromDay: Day | TypedDay
}
type Form = { readonly typed: Typed; readonly errors: FieldError[] }

export async function showAddKpi({ actor, shell, params, csrf }: Visit, form?: Form): Promise<Reply> {
  const contractRef = params['ref'] ?? ''
  const contract = await shell.read(actor, (tx) => findContract(tx, contractRef))
  if (!contract) return notFound()
  const errors = form?.errors ?? []
  const none = { name: '', target: '', better: 'more', period: 'quarter', measure: '' }
  const typed = form?.typed ?? { ...none, fromDay: contract.fromDay }
  return page(
    {
      title: 'Add an indicator',
      caption: `Contract ${contractRef}, ${contract.title}`,
      section: 'contracts',
      errors,
      breadcrumbs: crumbs(contractRef, { text: 'Add an indicator' }),
      content: postForm({
        action: `/contracts/${contractRef}/kpis/add`,
        csrf,
        content: html`${textField({ name: 'name', label: 'What is measured', hint: 'For example, visits that began on time, in per cent', value: typed.name, errors })}
          ${numberField({ name: 'target', label: 'Target', value: typed.target, errors, inputmode: 'decimal' })}
          ${radiosField({
            ...{ name: 'better', label: 'Which is better?', value: typed.better, errors, inline: true },
            choices: [
              { value: 'more', text: 'More' },
              { value: 'less', text: 'Less' },
            ],
          })}
          ${radiosField({
            ...{ name: 'period', label: 'How often is it measured?', value: typed.period, errors },
            choices: PERIODS.map((period) => ({ value: period, text: PERIOD_WORDS[period] })),
          })}
          ${dayField({ name: 'fromDay', label: 'From which day?', value: typed.fromDay, errors })}
          ${selectField({
            ...{ name: 'measure', label: 'Told by visits (optional)', value: typed.measure, errors },
            hint: 'When a period has ended its figure is counted from the contract’s visits. A figure that an officer enters stands',
            empty: 'Entered by hand',
            choices: TOLD_MEASURES.map((measure) => ({ value: measure, text: MEASURE_WORDS[measure] })),
          })}
          ${submit('Add the indicator', { href: `/contracts/${contractRef}/performance` })}`,
      }),
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

const crumbs = (contractRef: string, ...more: { text: string; href?: string }[]) => [
  { text: 'Contracts', href: '/contracts' },
  { text: contractRef, href: `/contracts/${contractRef}` },
  { text: 'Performance', href: `/contracts/${contractRef}/performance` },
  ...more,
]

const figureIn = (text: string): number => (/^-?\d{1,6}(\.\d{1,2})?$/.test(text) ? Number(text) : Number.NaN)

const ADD_WORDS: Readonly<Record<AddKpiRefusal, FieldError>> = {
  'no name given': { field: 'name', message: 'Enter what is measured' },
  'not a figure': { field: 'target', message: 'Enter the target as a number, for example 95 or 2.5' },
  "outside the contract's term": { field: 'fromDay', message: 'Enter a day on which the contract runs' },
}

export async function postAddKpi(visit: Visit): Promise<Reply> {
  const { actor, shell, params, form } = visit
  const contractRef = params['ref'] ?? ''
  const text = (name: string): string => typedText(form, name)
  const typed: Typed = {
    ...{ name: text('name'), target: text('target'), better: text('better'), period: text('period') },
    ...{ measure: text('measure'), fromDay: typedDay(form, 'fromDay') },
  }
  const fromDay = readDay(form, 'fromDay')
  const again = (error: FieldError) => showAddKpi(visit, { typed, errors: [error] })
  if (!fromDay.ok) return again({ field: 'fromDay', message: 'Enter the day, for example 1 4 2026' })
  const done = await addKpi(shell, actor, {
    ...{ contractRef, name: typed.name, target: figureIn(typed.target), moreIsBetter: typed.better !== 'less' },
    period: PERIODS.find((one) => one === typed.period) ?? 'quarter',
    ...{ measure: TOLD_MEASURES.find((one) => one === typed.measure) ?? null, fromDay: fromDay.value },
  })
  if (done.ok) return seeOther(`/contracts/${contractRef}/performance`, 'The indicator is added')
  return done.error === 'no such contract' ? notFound() : again(ADD_WORDS[done.error])
}

type TypedFigure = { day: Day | TypedDay; figure: string; isOther: boolean; note: string }

/** One indicator: its figures, and a form for the next. */
export async function showKpi(
  { actor, shell, params, query, url, csrf }: Visit,
  form?: { typed: TypedFigure; errors: FieldError[] },
): Promise<Reply> {
  const contractRef = params['ref'] ?? ''
  const number = Number(params['number'])
  return shell.read(actor, async (tx) => {
    const kpi = Number.isSafeInteger(number) ? await findKpi(tx, contractRef, number) : undefined
    if (!kpi) return notFound()
    const today = dayOf(tx.now)
    const offset = (pageAsked(query) - 1) * PAGE_SIZE
    const { figures, total } = await readFigures(tx, contractRef, number, { offset, limit: PAGE_SIZE })
    const errors = form?.errors ?? []
    const typed = form?.typed ?? { day: today, figure: '', isOther: false, note: '' }
    const list = queue({
      noun: { one: 'figure', many: 'figures' },
      ...{ url, rows: figures, total, pageSize: PAGE_SIZE, empty: 'No figure was entered yet.' },
      columns: [
        { heading: 'Period from', cell: (one) => formatDay(one.periodFrom) },
        { heading: 'Figure', format: 'number', cell: (one) => String(one.figure) },
        { heading: 'Rating', cell: (one) => ratingTag(one.rating) },
        {
          heading: 'Entered',
          cell: (one) =>
            html`${one.source === 'told' ? 'Told by visits' : one.byName}${one.note !== '' && small(one.note)}${small(formatInstant(one.at))}`,
        },
      ],
    })
    return page(
      {
        title: kpi.name,
        caption: `Contract ${contractRef}, target ${targetWords({ ...kpi, last: null })}`,
        section: 'contracts',
        errors,
        breadcrumbs: crumbs(contractRef, { text: kpi.name }),
        content: html`${may(actor, 'contracts.change') && figureForm(contractRef, number, typed, csrf, errors)}${section('Figures', list)}`,
      },
      { status: errors.length > 0 ? 400 : 200 },
    )
  })
}

const figureForm = (
  contractRef: string,
  number: number,
  typed: TypedFigure,
  csrf: string,
  errors: readonly FieldError[],
): Html =>
  postForm({
    action: `/contracts/${contractRef}/kpis/${number}`,
    csrf,
    content: html`${dayField({ name: 'day', label: 'A day of the period that it is of', value: typed.day, errors })}
      ${numberField({ name: 'figure', label: 'Figure', value: typed.figure, errors, inputmode: 'decimal' })}
      ${checkboxesField({
        ...{ name: 'isOther', label: 'Rating (optional)', values: typed.isOther ? ['yes'] : [], errors },
        choices: [{ value: 'yes', text: 'Rate it as Other: the thresholds do not say how it went' }],
      })}
      ${textareaField({ name: 'note', label: 'Note', hint: 'Needed for Other, and where the period has a figure already', rows: 2, value: typed.note, errors })}
      ${submit('Enter the figure')}`,
  })

export const FIGURE_WORDS: Readonly<
  Record<Exclude<FigureRefusal, 'no such contract' | 'no such indicator'>, FieldError>
> = {
  'not a figure': { field: 'figure', message: 'Enter the figure as a number, for example 93.5' },
  'of a period to come': { field: 'day', message: 'Enter a day from the indicator’s first to today' },
  'nothing changes': { field: 'figure', message: 'The period has this figure already' },
  'no reason given': { field: 'note', message: 'Say why: the period has a figure already, or it is rated as Other' },
}

export async function postFigure(visit: Visit): Promise<Reply> {
  const { actor, shell, params, form } = visit
  const contractRef = params['ref'] ?? ''
  const number = Number(params['number'])
  const text = (name: string): string => typedText(form, name)
  const typed: TypedFigure = {
    ...{ day: typedDay(form, 'day'), figure: text('figure'), isOther: text('isOther') === 'yes', note: text('note') },
  }
  const day = readDay(form, 'day')
  if (!day.ok)
    return showKpi(visit, { typed, errors: [{ field: 'day', message: 'Enter the day, for example 1 11 2026' }] })
  const { isOther, note } = typed
  const done = await enterFigure(shell, actor, {
    ...{ contractRef, number, day: day.value, figure: figureIn(typed.figure), isOther, note },
  })
  if (done.ok)
    return seeOther(`/contracts/${contractRef}/kpis/${number}`, `The figure is entered: ${RATING_WORDS[done.value]}`)
  if (done.error === 'no such contract' || done.error === 'no such indicator') return notFound()
  return showKpi(visit, { typed, errors: [FIGURE_WORDS[done.error]] })
}
