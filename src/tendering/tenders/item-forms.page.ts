import type { Zone } from '#src/councils/index.ts'
import {
  checkboxesField,
  type Form,
  numberField,
  radiosField,
  textareaField,
  textField,
  moneyField,
  selectField,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { chosen, typedText } from '#src/platform/pages/queue.ts'
import { nextKey } from '#src/tendering/tenders/draft.ts'
import { FormReading, typedPounds } from '#src/tendering/tenders/form-reading.page.ts'
import {
  CONDITION_KINDS,
  type Condition,
  type Lot,
  type PriceLine,
  type Question,
  type Spec,
} from '#src/tendering/tenders/spec.ts'
import {
  CONDITION_NAMES,
  conditionTable,
  lineTable,
  lotTable,
  questionTable,
  UNIT_CHOICES,
} from '#src/tendering/tenders/tender-view.page.ts'

export type Around = { readonly zones: readonly Zone[]; readonly modelAnswer: string }

type Edited = {
  readonly edit?: (spec: Spec) => Spec
  readonly modelAnswer?: { readonly question: string; readonly answer: string }
  readonly errors: readonly FieldError[]
}

/** How the things of a list are shown, added, changed and removed. */
export type ItemForm = {
  readonly noun: string
  readonly keys: (spec: Spec) => readonly string[]
  readonly list: (spec: Spec, around: Around, action: (key: string) => Html) => Html
  /** The fields as a browser would send them; those of a new one where the key is none of the list's. */
  readonly typedOf: (spec: Spec, key: string, around: Around) => Form
  readonly fields: (typed: Form, errors: readonly FieldError[], around: Around) => Html
  readonly read: (form: Form, key: string | undefined) => Edited
  readonly remove: (key: string) => (spec: Spec) => Spec
}

/** Puts a thing where the old one of its key stood, or behind the last under a key of its own. */
function put<T>(
  list: readonly T[],
  keyOf: (one: T) => string,
  key: string | undefined,
  make: (key: string) => T,
  prefix: string,
): T[] {
  if (key === undefined) return [...list, make(nextKey(prefix, list.map(keyOf)))]
  return list.map((one) => (keyOf(one) === key ? make(key) : one))
}

const lotForm: ItemForm = {
  noun: 'lot',
  keys: ({ lots }) => lots.map(({ lot }) => lot),
  list: (spec, { zones }, action) => lotTable(spec, zones, action),
  typedOf(spec, key) {
    const one = spec.lots.find(({ lot }) => lot === key)
    return {
      title: one?.title ?? '',
      service: one?.service ?? spec.service,
      zones: one?.zones ?? [],
      hoursAWeek: String(one?.hoursAWeek ?? ''),
      places: String(one?.places ?? ''),
      estimated: one ? typedPounds(one.estimatedPence) : '',
    }
  },
  fields: (typed, errors, { zones }) => html`
    ${textField({ name: 'title', label: 'Title', hint: 'For example: Home care in the north', value: typedText(typed, 'title'), errors })}
    ${textField({ name: 'service', label: 'Service', hint: 'As rate cards write it, such as home_care', value: typedText(typed, 'service'), errors, width: 20 })}
    ${checkboxesField({ name: 'zones', label: 'Zones', values: chosen(typed, 'zones'), choices: zones.map(({ zone, name }) => ({ value: zone, text: name })), errors })}
    ${numberField({ name: 'hoursAWeek', label: 'Hours of care a week, about', value: typedText(typed, 'hoursAWeek'), errors })}
    ${numberField({ name: 'places', label: 'How many providers win a place', value: typedText(typed, 'places'), errors, width: 3 })}
    ${moneyField({ name: 'estimated', label: 'Estimated value', hint: 'With VAT, over the whole term and its extensions', value: typedText(typed, 'estimated'), errors, width: 10 })}`,
  read(form, key) {
    const reading = new FormReading(form)
    const lot: Omit<Lot, 'lot'> = {
      title: reading.need('title', 'Enter a title'),
      service: reading.need('service', 'Enter the service, such as home_care'),
      zones: reading.chosen('zones'),
      hoursAWeek: reading.number('hoursAWeek', 'Enter the hours a week as a number, such as 1,200', { least: 1 }),
      places: reading.number('places', 'Enter how many win a place, from 1 to 500', { least: 1, most: 500 }),
      estimatedPence: reading.pounds('estimated', 'Enter the value in pounds, such as 2,500,000'),
    }
    if (lot.zones.length === 0) reading.errors.push({ field: 'zones', message: 'Choose at least one zone' })
    const made = (spec: Spec): Spec => ({
      ...spec,
      lots: put(
        spec.lots,
        (one) => one.lot,
        key,
        (own) => ({ ...lot, lot: own }),
        'L',
      ),
    })
    return reading.errors.length > 0 ? { errors: reading.errors } : { edit: made, errors: [] }
  },
  remove: (key) => (spec) => ({ ...spec, lots: spec.lots.filter(({ lot }) => lot !== key) }),
}

const conditionForm: ItemForm = {
  noun: 'condition',
  keys: ({ conditions }) => conditions.map(({ key }) => key),
  list: (spec, _, action) => conditionTable(spec, action),
  typedOf(spec, key) {
    const one = spec.conditions.find((condition) => condition.key === key)
    return { kind: one?.kind ?? '', text: one?.text ?? '', evidence: one?.evidence ? 'yes' : '' }
  },
  fields: (typed, errors) => html`
    ${radiosField({ name: 'kind', label: 'What it is about', value: typedText(typed, 'kind'), choices: CONDITION_KINDS.map((value) => ({ value, text: CONDITION_NAMES[value], ...(value === 'cqc_personal_care' ? { hint: 'Checked against the CQC register when bids are opened' } : {}) })), errors })}
    ${textareaField({ name: 'text', label: 'What a bidder must meet', value: typedText(typed, 'text'), rows: 3, errors })}
    ${checkboxesField({ name: 'evidence', label: 'Evidence', values: chosen(typed, 'evidence'), choices: [{ value: 'yes', text: 'Bidders attach a file' }], errors })}`,
  read(form, key) {
    const reading = new FormReading(form)
    const condition: Omit<Condition, 'key'> = {
      kind: reading.oneOf('kind', CONDITION_KINDS, 'Choose what the condition is about'),
      text: reading.need('text', 'Enter what a bidder must meet'),
      evidence: reading.isTicked('evidence'),
    }
    const made = (spec: Spec): Spec => ({
      ...spec,
      conditions: put(
        spec.conditions,
        (one) => one.key,
        key,
        (own) => ({ ...condition, key: own }),
        'C',
      ),
    })
    return reading.errors.length > 0 ? { errors: reading.errors } : { edit: made, errors: [] }
  },
  remove: (key) => (spec) => ({ ...spec, conditions: spec.conditions.filter((one) => one.key !== key) }),
}

const PARTS_OF_QUALITY = [
  { value: 'quality', text: 'Quality' },
  { value: 'social_value', text: 'Social value' },
] as const

const questionForm: ItemForm = {
  noun: 'question',
  keys: ({ questions }) => questions.map(({ key }) => key),
  list: (spec, _, action) => questionTable(spec, action),
  typedOf(spec, key, { modelAnswer }) {
    const one = spec.questions.find((question) => question.key === key)
    return {
      text: one?.text ?? '',
      part: one?.part ?? 'quality',
      weight: String(one?.weight ?? ''),
      mostWords: String(one?.mostWords ?? 750),
      least: String(one?.least ?? ''),
      modelAnswer: one ? modelAnswer : '',
    }
  },
  fields: (typed, errors) => html`
    ${textareaField({ name: 'text', label: 'Question', value: typedText(typed, 'text'), rows: 4, errors })}
    ${radiosField({ name: 'part', label: 'Part', value: typedText(typed, 'part'), choices: PARTS_OF_QUALITY, inline: true, errors })}
    ${numberField({ name: 'weight', label: 'Weight', hint: 'Percent of the whole tender. All questions and the price make 100', value: typedText(typed, 'weight'), suffix: '%', inputmode: 'decimal', errors })}
    ${numberField({ name: 'mostWords', label: 'Most words of an answer', value: typedText(typed, 'mostWords'), errors })}
    ${numberField({ name: 'least', label: 'Lowest mark that passes (optional)', value: typedText(typed, 'least'), width: 3, errors })}
    ${textareaField({ name: 'modelAnswer', label: 'Model answer', hint: 'For assessors alone: what an excellent answer says. Bidders never see it', value: typedText(typed, 'modelAnswer'), rows: 6, errors })}`,
  read(form, key) {
    const reading = new FormReading(form)
    const question: Omit<Question, 'key'> = {
      text: reading.need('text', 'Enter the question'),
      part: reading.oneOf('part', ['quality', 'social_value'], 'Choose the part'),
      weight: reading.number('weight', 'Enter the weight as a percentage above 0, such as 12.5', {
        least: 0.01,
        most: 100,
        decimals: 2,
      }),
      mostWords: reading.number('mostWords', 'Enter the most words, from 10 to 10,000', { least: 10, most: 10_000 }),
      least: reading.optionalNumber('least', 'Enter the lowest mark that passes as a whole number', { most: 100 }),
    }
    const answer = reading.text('modelAnswer')
    if (reading.errors.length > 0) return { errors: reading.errors }
    const made = (spec: Spec): Spec => ({
      ...spec,
      questions: put(
        spec.questions,
        (one) => one.key,
        key,
        (own) => ({ ...question, key: own }),
        'Q',
      ),
    })
    return { edit: made, errors: [], modelAnswer: { question: key ?? '', answer } }
  },
  remove: (key) => (spec) => ({ ...spec, questions: spec.questions.filter((one) => one.key !== key) }),
}

const lineForm: ItemForm = {
  noun: 'price',
  keys: ({ price }) => price.lines.map(({ key }) => key),
  list: (spec, _, action) => lineTable(spec, action),
  typedOf(spec, key) {
    const one = spec.price.lines.find((line) => line.key === key)
    return {
      title: one?.title ?? '',
      unit: one?.unit ?? 'visit',
      minutes: String(one?.minutes ?? ''),
      volume: String(one?.volume ?? ''),
      floor: typedPounds(one?.floorPence ?? null),
      ceiling: typedPounds(one?.ceilingPence ?? null),
    }
  },
  fields: (typed, errors) => html`
    ${textField({ name: 'title', label: 'What is priced', hint: 'For example: 30 minute visit', value: typedText(typed, 'title'), errors })}
    ${selectField({ name: 'unit', label: 'For', value: typedText(typed, 'unit'), choices: UNIT_CHOICES, errors })}
    ${numberField({ name: 'minutes', label: 'Minutes (optional)', value: typedText(typed, 'minutes'), width: 3, errors })}
    ${numberField({ name: 'volume', label: 'Share of the volume', hint: 'All lines make 100', value: typedText(typed, 'volume'), suffix: '%', inputmode: 'decimal', errors })}
    ${moneyField({ name: 'floor', label: 'Floor (optional)', hint: 'A lower price is queried as abnormally low', value: typedText(typed, 'floor'), errors })}
    ${moneyField({ name: 'ceiling', label: 'Ceiling (optional)', hint: 'A higher price is refused', value: typedText(typed, 'ceiling'), errors })}`,
  read(form, key) {
    const reading = new FormReading(form)
    const line: Omit<PriceLine, 'key'> = {
      title: reading.need('title', 'Enter what is priced'),
      unit: reading.oneOf('unit', ['hour', 'visit', 'night', 'week'], 'Choose what the price is for'),
      minutes: reading.optionalNumber('minutes', 'Enter the minutes as a whole number', { least: 1, most: 1440 }),
      volume: reading.number('volume', 'Enter the share of the volume as a percentage, such as 55', {
        most: 100,
        decimals: 2,
      }),
      floorPence: reading.optionalPounds('floor', 'Enter the floor in pounds, such as 21.50'),
      ceilingPence: reading.optionalPounds('ceiling', 'Enter the ceiling in pounds, such as 26.40'),
    }
    const made = (spec: Spec): Spec => ({
      ...spec,
      price: {
        ...spec.price,
        lines: put(
          spec.price.lines,
          (one) => one.key,
          key,
          (own) => ({ ...line, key: own }),
          'P',
        ),
      },
    })
    return reading.errors.length > 0 ? { errors: reading.errors } : { edit: made, errors: [] }
  },
  remove: (key) => (spec) => ({
    ...spec,
    price: { ...spec.price, lines: spec.price.lines.filter((one) => one.key !== key) },
  }),
}

export const ITEM_FORMS: Readonly<Record<string, ItemForm>> = {
  lots: lotForm,
  conditions: conditionForm,
  questions: questionForm,
  price: lineForm,
}
