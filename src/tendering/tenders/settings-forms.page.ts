import { addDays, dayOf, LONDON } from '#src/base/day.ts'
import {
  checkboxesField,
  type Choice,
  dayField,
  type Form,
  moneyField,
  numberField,
  radiosField,
  selectField,
  textareaField,
  textField,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { chosen, typedText } from '#src/platform/pages/queue.ts'
import { REGIMES, regimeName } from '#src/tendering/regime/regime.ts'
import { dayBoxes, FormReading, typedPounds } from '#src/tendering/tenders/form-reading.page.ts'
import {
  DIRECT_GROUNDS,
  FRAMEWORK_MECHANISM,
  requirementsOf,
  ROUTES,
  standstillFits,
} from '#src/tendering/tenders/route.ts'
import {
  CALL_OFF_ORDERS,
  type CallOff,
  type PriceFormula,
  ROUTE_NAMES,
  type Spec,
  TIE_BREAKS,
} from '#src/tendering/tenders/spec.ts'
import {
  CALL_OFF_NAMES,
  FORMULA_NAMES,
  inWords,
  MECHANISM_NAMES,
  STANDSTILL_NAMES,
  TIE_BREAK_NAMES,
} from '#src/tendering/tenders/tender-view.page.ts'
import { instantOf } from '#src/tendering/tenders/timetable.ts'

type Edited = { readonly edit?: (spec: Spec) => Spec; readonly errors: readonly FieldError[] }

/** What a part says beside its list: one form, sent whole. */
export type SettingsForm = {
  readonly heading: string
  readonly typedOf: (spec: Spec) => Form
  readonly fields: (typed: Form, errors: readonly FieldError[], spec: Spec) => Html
  readonly read: (form: Form, spec: Spec) => Edited
}

const edited = ({ errors }: FormReading, edit: (spec: Spec) => Spec): Edited =>
  errors.length > 0 ? { errors } : { edit, errors: [] }
const choicesOf = (names: Readonly<Record<string, string>>): Choice[] =>
  Object.entries(names).map(([value, text]) => ({ value, text: inWords(text) }))

const about: SettingsForm = {
  heading: 'What is bought, and how',
  typedOf: (spec) => ({
    title: spec.title,
    summary: spec.summary,
    service: spec.service,
    cpv: spec.cpv,
    route: spec.route,
    regime: spec.regime,
    estimated: typedPounds(spec.estimatedPence),
    ...dayBoxes('fromDay', spec.fromDay),
    ...dayBoxes('lastDay', spec.toDay === '' ? '' : addDays(spec.toDay, -1)),
    extensionMonths: spec.extensionMonths.join(', '),
    restsOn: spec.marketRef ?? spec.frameworkOf ?? '',
    ground: spec.directAward?.ground ?? '',
    organisationRef: spec.directAward?.organisationRef ?? '',
    directReason: spec.directAward?.reason ?? '',
  }),
  fields: (typed, errors, spec) => html`
    ${textField({ name: 'title', label: 'Title', value: typedText(typed, 'title'), errors })}
    ${textareaField({ name: 'summary', label: 'What is bought', hint: 'A few sentences that anybody can read', value: typedText(typed, 'summary'), rows: 4, errors })}
    ${textField({ name: 'service', label: 'Service', hint: 'As rate cards write it, such as home_care', value: typedText(typed, 'service'), width: 20, errors })}
    ${textField({ name: 'cpv', label: 'CPV code', hint: 'Eight digits: 85320000 is social services', value: typedText(typed, 'cpv'), width: 10, errors })}
    ${moneyField({ name: 'estimated', label: 'Estimated value', hint: 'With VAT, over the whole term and its extensions, for all who may use it', value: typedText(typed, 'estimated'), width: 10, errors })}
    ${selectField({ name: 'route', label: 'Route', value: typedText(typed, 'route'), choices: ROUTE_NAMES.map((value) => ({ value, text: ROUTES[value].name })), errors })}
    ${selectField({ name: 'regime', label: 'Law', value: typedText(typed, 'regime'), choices: REGIMES.map((value) => ({ value, text: regimeName(value) })), errors })}
    ${dayField({ name: 'fromDay', label: 'First day', value: typedDay(typed, 'fromDay'), errors })}
    ${dayField({ name: 'lastDay', label: 'Last day, before any extension', value: typedDay(typed, 'lastDay'), errors })}
    ${textField({ name: 'extensionMonths', label: 'Extensions (optional)', hint: 'The months of each, such as 12 or 12, 12', value: typedText(typed, 'extensionMonths'), width: 10, errors })}
    ${ROUTES[spec.route].restsOn !== 'nothing' && textField({ name: 'restsOn', label: ROUTES[spec.route].restsOn === 'market' ? 'Dynamic market' : 'Framework that this is called off from', hint: ROUTES[spec.route].restsOn === 'market' ? 'Its reference, such as MK-1001' : 'The reference of its tender, such as TD-1001', value: typedText(typed, 'restsOn'), width: 10, errors })}
    ${namesProvider(spec) && directFields(spec, typed, errors)}`,
  read(form, spec) {
    const reading = new FormReading(form)
    const last = reading.day('lastDay', 'Enter the last day, such as 31 3 2031')
    const said = {
      title: reading.need('title', 'Enter a title'),
      summary: reading.text('summary'),
      service: reading.need('service', 'Enter the service, such as home_care'),
      cpv: reading.text('cpv').replaceAll(' ', ''),
      estimatedPence: reading.pounds('estimated', 'Enter the value in pounds, such as 24,000,000'),
      route: reading.oneOf('route', ROUTE_NAMES, 'Choose a route'),
      regime: reading.oneOf('regime', REGIMES, 'Choose the law'),
      fromDay: reading.day('fromDay', 'Enter the first day, such as 5 4 2027'),
      toDay: last === '' ? '' : addDays(last, 1),
      extensionMonths: reading.numbers('extensionMonths', 'Enter the months of each extension, such as 12, 12'),
    }
    const restsOn = reading.text('restsOn').toUpperCase() || null
    const { restsOn: kind, framework } = requirementsOf(said.route, said.regime)
    return edited(reading, (now) => ({
      ...now,
      ...said,
      marketRef: kind === 'market' ? restsOn : null,
      frameworkOf: kind === 'framework' ? restsOn : null,
      directAward: namesProvider(said) ? directOf(reading, spec, said.route) : null,
      callOff: framework ? (now.callOff ?? FIRST_CALL_OFF) : null,
    }))
  },
}

const FIRST_CALL_OFF: CallOff = { mechanism: 'ranked_list', firstRefusalHours: 24, orderBy: ['capacity', 'score'] }

/** One provider is named where nobody competes: on a ground of the law, or as its framework selects it. */
const namesProvider = ({ route }: Pick<Spec, 'route'>): boolean => !ROUTES[route].competitive

const directFields = ({ route }: Spec, typed: Form, errors: readonly FieldError[]): Html => html`
  ${textField({ name: 'organisationRef', label: 'Provider', hint: 'The CQC provider reference, such as 1-101641521', value: typedText(typed, 'organisationRef'), width: 20, errors })}
  ${ROUTES[route].restsOn === 'nothing' && radiosField({ name: 'ground', label: 'Ground', value: typedText(typed, 'ground'), choices: choicesOf(DIRECT_GROUNDS), errors })}
  ${textareaField({ name: 'directReason', label: ROUTES[route].restsOn === 'nothing' ? 'Why the ground applies' : 'How the framework selects this provider', hint: ROUTES[route].restsOn === 'nothing' ? 'The market reads this in the transparency notice' : 'By the objective mechanism that it states (P-11)', value: typedText(typed, 'directReason'), rows: 4, errors })}`

function directOf(reading: FormReading, spec: Spec, route: Spec['route']): Spec['directAward'] {
  const organisationRef = reading.text('organisationRef').toUpperCase()
  const reason = reading.text('directReason')
  const ground =
    ROUTES[route].restsOn === 'nothing'
      ? Object.keys(DIRECT_GROUNDS).find((one) => one === reading.text('ground'))
      : FRAMEWORK_MECHANISM
  return organisationRef !== '' && reason !== '' && ground ? { organisationRef, ground, reason } : spec.directAward
}

const lots: SettingsForm = {
  heading: 'How many lots a bidder may win',
  typedOf: ({ mostLots }) => ({ mostLots: String(mostLots ?? '') }),
  fields: (typed, errors) =>
    numberField({
      name: 'mostLots',
      label: 'Most lots one bidder wins (optional)',
      value: typedText(typed, 'mostLots'),
      width: 3,
      errors,
    }),
  read(form) {
    const reading = new FormReading(form)
    const mostLots = reading.optionalNumber('mostLots', 'Enter a number of lots from 1, or leave it empty', {
      least: 1,
      most: 500,
    })
    return edited(reading, (spec) => ({ ...spec, mostLots }))
  },
}

const questions: SettingsForm = {
  heading: 'How answers are marked',
  typedOf: (spec) => ({
    priceWeight: String(spec.price.weight),
    scale: spec.scale.marks.map(({ mark, label }) => `${mark}: ${label}`).join('\n'),
    qualityLeast: String(spec.qualityLeastPercent ?? ''),
    ...Object.fromEntries(TIE_BREAKS.map((_, place) => [`tieBreak-${place}`, spec.tieBreaks[place] ?? ''])),
    agreed: spec.agreed,
    blind: spec.blind ? 'yes' : '',
  }),
  fields: (typed, errors) => html`
    ${numberField({ name: 'priceWeight', label: 'Weight of the price', hint: 'Percent of the whole tender', value: typedText(typed, 'priceWeight'), suffix: '%', inputmode: 'decimal', errors })}
    ${textareaField({ name: 'scale', label: 'What each mark means', hint: 'One a line: the mark, a colon and the words', value: typedText(typed, 'scale'), rows: 6, errors })}
    ${numberField({ name: 'qualityLeast', label: 'Least share of the quality marks that passes (optional)', value: typedText(typed, 'qualityLeast'), suffix: '%', width: 3, errors })}
    ${TIE_BREAKS.map((_, place) =>
      selectField({
        name: `tieBreak-${place}`,
        label: place === 0 ? 'A tie is broken by' : `Then by, in place ${place + 1}`,
        ...(place === 0
          ? { hint: 'In the order that you state. Only a lot drawn always decides: let it be the last' }
          : {}),
        value: typedText(typed, `tieBreak-${place}`),
        empty: place === 0 ? 'Choose' : 'Nothing more',
        choices: choicesOf(TIE_BREAK_NAMES),
        errors,
      }),
    )}
    ${radiosField({
      name: 'agreed',
      label: 'The mark that counts',
      value: typedText(typed, 'agreed'),
      choices: [
        { value: 'consensus', text: 'Agreed in moderation' },
        { value: 'mean', text: 'The mean of the assessors’ marks' },
      ],
      errors,
    })}
    ${checkboxesField({ name: 'blind', label: 'Names', values: chosen(typed, 'blind'), choices: [{ value: 'yes', text: 'Assessors see bidders as numbers' }], errors })}`,
  read(form) {
    const reading = new FormReading(form)
    const weight = reading.number('priceWeight', 'Enter the weight of the price, from 0 to 100', {
      most: 100,
      decimals: 2,
    })
    const marks = readScale(reading)
    const said = {
      scale: { most: Math.max(0, ...marks.map(({ mark }) => mark)), marks },
      qualityLeastPercent: reading.optionalNumber('qualityLeast', 'Enter a share from 1 to 100', {
        least: 1,
        most: 100,
      }),
      tieBreaks: readTieBreaks(reading),
      agreed: reading.oneOf('agreed', ['consensus', 'mean'], 'Choose which mark counts'),
      blind: reading.isTicked('blind'),
    }
    return edited(reading, (spec) => ({ ...spec, ...said, price: { ...spec.price, weight } }))
  },
}

/** In the order of their places; an empty place between two is no matter. */
function readTieBreaks(reading: FormReading): Spec['tieBreaks'] {
  const said = TIE_BREAKS.map((_, place) => ({ place, text: reading.text(`tieBreak-${place}`) }))
  const stated = said.flatMap(({ text }) => TIE_BREAKS.find((one) => one === text) ?? [])
  const twice = said.find(
    ({ place, text }) => text !== '' && said.some((one) => one.text === text && one.place < place),
  )
  if (twice) reading.errors.push({ field: `tieBreak-${twice.place}`, message: 'Choose each way to break a tie once' })
  return stated
}

function readScale(reading: FormReading): Spec['scale']['marks'] {
  const lines = reading
    .text('scale')
    .split('\n')
    .filter((line) => line.trim() !== '')
  const marks = lines.map((line) => /^\s*(\d{1,3})\s*:\s*(\S.*)$/.exec(line))
  const read = marks.flatMap((match) => (match ? [{ mark: Number(match[1]), label: (match[2] ?? '').trim() }] : []))
  if (read.length !== lines.length || new Set(read.map(({ mark }) => mark)).size !== read.length)
    reading.errors.push({ field: 'scale', message: 'Write each mark once: 3: Acceptable, meets the need' })
  return read.toSorted((one, other) => one.mark - other.mark)
}

const price: SettingsForm = {
  heading: 'How the price is marked',
  typedOf: ({ price: { formula } }) => ({
    formula: formula.kind,
    middle: formula.kind === 'mean_based' ? formula.middle : 'mean',
    ceiling: formula.kind === 'ceiling_linear' ? typedPounds(formula.ceilingPence) : '',
    floor: formula.kind === 'ceiling_linear' ? typedPounds(formula.floorPence) : '',
    bands:
      formula.kind === 'fixed_bands'
        ? formula.bands.map((one) => `${typedPounds(one.toPence)}: ${one.percent}`).join('\n')
        : '',
  }),
  fields: (typed, errors) =>
    radiosField({
      name: 'formula',
      label: 'Formula',
      value: typedText(typed, 'formula'),
      errors,
      choices: (Object.keys(FORMULA_NAMES) as PriceFormula['kind'][]).map((value) => {
        const conditional = formulaFields(value, typed, errors)
        return { value, text: FORMULA_NAMES[value], ...(conditional ? { conditional } : {}) }
      }),
    }),
  read(form) {
    const reading = new FormReading(form)
    const kind = reading.oneOf('formula', Object.keys(FORMULA_NAMES) as PriceFormula['kind'][], 'Choose a formula')
    const formula = readFormula(kind, reading)
    return edited(reading, (spec) => ({ ...spec, price: { ...spec.price, formula } }))
  },
}

function formulaFields(kind: PriceFormula['kind'], typed: Form, errors: readonly FieldError[]): Html | undefined {
  switch (kind) {
    case 'mean_based':
      return radiosField({
        name: 'middle',
        label: 'The middle price is',
        value: typedText(typed, 'middle'),
        choices: [
          { value: 'mean', text: 'The mean' },
          { value: 'median', text: 'The median' },
        ],
        errors,
      })
    case 'ceiling_linear':
      return html`${moneyField({ name: 'ceiling', label: 'Ceiling of the basket: no marks', value: typedText(typed, 'ceiling'), errors })}${moneyField({ name: 'floor', label: 'Floor of the basket: all marks', value: typedText(typed, 'floor'), errors })}`
    case 'fixed_bands':
      return textareaField({
        name: 'bands',
        label: 'Bands',
        hint: 'One a line, rising: the highest price of the band, a colon and its percent of the weight, such as 21.50: 100',
        value: typedText(typed, 'bands'),
        errors,
      })
    default:
      return undefined
  }
}

function readFormula(kind: PriceFormula['kind'], reading: FormReading): PriceFormula {
  switch (kind) {
    case 'mean_based':
      return { kind, middle: reading.oneOf('middle', ['mean', 'median'], 'Choose the mean or the median') }
    case 'ceiling_linear':
      return {
        kind,
        ceilingPence: reading.pounds('ceiling', 'Enter the ceiling in pounds, such as 26.40'),
        floorPence: reading.pounds('floor', 'Enter the floor in pounds, such as 21.50'),
      }
    case 'fixed_bands': {
      const lines = reading.text('bands').split('\n')
      const bands = lines.flatMap((line) => {
        const match = /^\s*£?(\d+)(?:\.(\d{2}))?\s*:\s*(\d{1,3}(?:\.\d{1,2})?)%?\s*$/.exec(line)
        return match ? [{ toPence: Number(match[1]) * 100 + Number(match[2] ?? 0), percent: Number(match[3]) }] : []
      })
      if (bands.length !== lines.length || bands.some(({ percent }) => percent > 100))
        reading.errors.push({
          field: 'bands',
          message: 'Write each band as a price, a colon and a percentage: 21.50: 100',
        })
      return { kind, bands }
    }
    default:
      return { kind }
  }
}

const timedBoxes = (name: string, text: string): Form => {
  const instant = instantOf(text)
  const time = instant ? instant.toZonedDateTimeISO(LONDON).toPlainTime().toString({ smallestUnit: 'minute' }) : '12:00'
  return { ...dayBoxes(name, instant ? dayOf(instant) : ''), [`${name}-time`]: time }
}

const timeField = (name: string, label: string, typed: Form, errors: readonly FieldError[]): Html =>
  html`${dayField({ name, label, value: typedDay(typed, name), errors })}${textField({ name: `${name}-time`, label: 'Time', hint: 'In hours and minutes, such as 12:00', value: typedText(typed, `${name}-time`), width: 5, errors })}`

const timetable: SettingsForm = {
  heading: 'Dates',
  typedOf: ({ timetable: dates, standstill }) => ({
    ...timedBoxes('questionsUntil', dates.questionsUntil),
    ...timedBoxes('closesAt', dates.closesAt),
    ...dayBoxes('evaluatedBy', dates.evaluatedBy),
    ...dayBoxes('decisionDay', dates.decisionDay),
    standstill,
  }),
  fields(typed, errors, spec) {
    const asked = requirementsOf(spec.route, spec.regime).standstill
    const choices = (['mandatory', 'voluntary', 'none'] as const)
      .filter((value) => standstillFits(value, asked) && (value !== 'mandatory' || asked === 'mandatory'))
      .map((value) => ({ value, text: STANDSTILL_NAMES[value] }))
    return html`
      ${timeField('questionsUntil', 'Questions may be asked until', typed, errors)}
      ${timeField('closesAt', 'Bids close on', typed, errors)}
      ${dayField({ name: 'evaluatedBy', label: 'Bids are evaluated by', value: typedDay(typed, 'evaluatedBy'), errors })}
      ${dayField({ name: 'decisionDay', label: 'Decision, and the award notice, on', value: typedDay(typed, 'decisionDay'), errors })}
      ${radiosField({ name: 'standstill', label: 'Standstill after the award notice', value: typedText(typed, 'standstill'), choices, errors })}`
  },
  read(form) {
    const reading = new FormReading(form)
    const dates: Spec['timetable'] = {
      questionsUntil: reading.moment('questionsUntil', 'Enter the day until which questions may be asked'),
      closesAt: reading.moment('closesAt', 'Enter the day on which bids close'),
      evaluatedBy: reading.day('evaluatedBy', 'Enter the day by which bids are evaluated'),
      decisionDay: reading.day('decisionDay', 'Enter the day of the decision'),
    }
    const standstill = reading.oneOf('standstill', ['none', 'voluntary', 'mandatory'], 'Choose the standstill')
    return edited(reading, (spec) => ({ ...spec, timetable: dates, standstill }))
  },
}

const callOff: SettingsForm = {
  heading: 'How care is called off',
  typedOf: ({ callOff: said }) => ({
    mechanism: said?.mechanism ?? 'ranked_list',
    firstRefusalHours: String(said?.firstRefusalHours ?? 24),
    orderBy: said?.orderBy ?? [],
  }),
  fields: (typed, errors) => html`
    ${radiosField({ name: 'mechanism', label: 'Mechanism', value: typedText(typed, 'mechanism'), choices: choicesOf(MECHANISM_NAMES), errors })}
    ${numberField({ name: 'firstRefusalHours', label: 'Hours for which the first on the list may refuse', value: typedText(typed, 'firstRefusalHours'), width: 3, errors })}
    ${checkboxesField({ name: 'orderBy', label: 'A provider is selected in the order of', hint: 'Without a competition the order must be objective and stated', values: chosen(typed, 'orderBy'), choices: choicesOf(CALL_OFF_NAMES), errors })}`,
  read(form) {
    const reading = new FormReading(form)
    const said: CallOff = {
      mechanism: reading.oneOf(
        'mechanism',
        ['ranked_list', 'mini_competition', 'direct_award'],
        'Choose how care is called off',
      ),
      firstRefusalHours: reading.number('firstRefusalHours', 'Enter the hours, from 0 to 240', { most: 240 }),
      orderBy: CALL_OFF_ORDERS.filter((one) => reading.chosen('orderBy').includes(one)),
    }
    return edited(reading, (spec) => ({ ...spec, callOff: said }))
  },
}

export const SETTINGS_FORMS: Readonly<Record<string, SettingsForm>> = {
  ...{ about, lots, questions, price, timetable },
  'call-off': callOff,
}
