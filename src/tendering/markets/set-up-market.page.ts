import { listZones, type Zone } from '#src/councils/index.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  checkboxesField,
  dayField,
  type Form,
  numberField,
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
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { chosen } from '#src/platform/pages/queue.ts'
import {
  type ChangeRefusal,
  isMarketKind,
  kindOf,
  type Market,
  MARKET_KIND_KEYS,
  MARKET_KINDS,
  type MarketLot,
  type MarketTerms,
  zonesOf,
} from '#src/tendering/markets/market.ts'
import { changeTermsOf, planMarket } from '#src/tendering/markets/market-commands.ts'
import { findMarket } from '#src/tendering/markets/market.store.ts'
import { CONDITION_NAMES, CRUMBS, crumbsOf } from '#src/tendering/markets/market-words.page.ts'
import { PART_NAMES, RANK_PARTS, type RankWeights } from '#src/tendering/ranked-lists/ranked-list.ts'
import { type Condition, CONDITION_KINDS } from '#src/tendering/tenders/spec.ts'

/** What a form holds, as it was typed. */
type Typed = {
  readonly kind: string
  readonly title: string
  readonly summary: string
  readonly service: string
  readonly zones: readonly string[]
  readonly conditions: string
  readonly mostMembers: string
  readonly beganOn: TypedDay
  readonly endsOn: TypedDay
  readonly tenderRef: string
  readonly weights: Readonly<Record<string, string>>
  readonly reason: string
}

const NO_DAY: TypedDay = { day: '', month: '', year: '' }
const CONDITIONS = `cqc_personal_care: Registered with CQC for personal care
insurance: Public liability insurance of at least £5 million
insurance: Employer’s liability insurance of at least £10 million
call_monitoring: Call monitoring that sends log-ins to the council
policies: Safeguarding, recruitment and medicines policies`

const FIRST: Typed = {
  ...{ kind: '', title: '', summary: '', service: 'home care', zones: [], conditions: CONDITIONS, mostMembers: '' },
  ...{ beganOn: NO_DAY, endsOn: NO_DAY, tenderRef: '', reason: '' },
  weights: { quality: '40', price: '30', rating: '10', capacity: '10', performance: '10' },
}

const textOf = (form: Form, name: string): string => {
  const value = form[name]
  return typeof value === 'string' ? value.trim() : ''
}

const typedIn = (form: Form): Typed => ({
  ...{ kind: textOf(form, 'kind'), title: textOf(form, 'title'), summary: textOf(form, 'summary') },
  ...{ service: textOf(form, 'service'), zones: chosen(form, 'zones'), conditions: textOf(form, 'conditions') },
  ...{ mostMembers: textOf(form, 'mostMembers'), tenderRef: textOf(form, 'tenderRef'), reason: textOf(form, 'reason') },
  ...{ beganOn: typedDay(form, 'beganOn'), endsOn: typedDay(form, 'endsOn') },
  weights: Object.fromEntries(RANK_PARTS.map((part) => [part, textOf(form, `weight-${part}`)])),
})

/** One a line: the kind, a colon and the words. The regulator's registration is checked; a file is asked for all but what is declared. */
function readConditions(text: string, errors: FieldError[]): Condition[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  return lines.flatMap((line, at): Condition[] => {
    const [, kindText = '', words = ''] = /^\s*([a-z_ ]+?)\s*:\s*(.+?)\s*$/i.exec(line) ?? []
    const kind = CONDITION_KINDS.find((one) => one === kindText.toLowerCase().replaceAll(' ', '_'))
    if (kind === undefined || words === '') {
      const message = `Line ${at + 1}: begin with ${CONDITION_KINDS.join(', ')}, then a colon and the words`
      errors.push({ field: 'conditions', message })
      return []
    }
    return [
      {
        key: `C${at + 1}`,
        kind,
        text: words,
        evidence: kind === 'insurance' || kind === 'policies' || kind === 'call_monitoring',
      },
    ]
  })
}

function readWeights(typed: Typed, errors: FieldError[]): RankWeights | null {
  const all = RANK_PARTS.map((part) => typed.weights[part] ?? '')
  if (all.every((text) => text === '' || text === '0')) return null
  const weights = Object.fromEntries(RANK_PARTS.map((part) => [part, Number(typed.weights[part] ?? '')])) as RankWeights
  const wrong = RANK_PARTS.find((part) => !/^\d{0,3}$/.test(typed.weights[part] ?? ''))
  if (wrong) errors.push({ field: `weight-${wrong}`, message: 'Enter whole percentages' })
  return weights
}

/** Each zone is a lot of its own; what is there already keeps its number. */
function readLots(zones: readonly Zone[], asked: readonly string[], before: readonly MarketLot[]): MarketLot[] {
  const kept = before.filter((lot) => lot.zones.some((zone) => asked.includes(zone)))
  const fresh = zones.filter(({ zone }) => asked.includes(zone) && !zonesOf(kept).includes(zone))
  return [
    ...kept,
    ...fresh.map(({ zone, name }, at) => ({ lot: `L${before.length + at + 1}`, title: name, zones: [zone] })),
  ]
}

function readTerms(typed: Typed, form: Form, zones: readonly Zone[], before: Market | undefined) {
  const errors: FieldError[] = []
  const kind = before?.kind ?? typed.kind
  if (!isMarketKind(kind)) errors.push({ field: 'kind', message: 'Choose what kind of list it is' })
  const day = (name: 'beganOn' | 'endsOn', label: string) => {
    const read = readDay(form, name)
    if (!read.ok && read.error === 'no such day') errors.push({ field: name, message: `${label} must be a real day` })
    return read.ok ? read.value : null
  }
  if (typed.mostMembers !== '' && !/^[1-9]\d{0,4}$/.test(typed.mostMembers))
    errors.push({ field: 'mostMembers', message: 'Enter the most members as a whole number, or leave it empty' })
  const terms: MarketTerms = {
    kind: isMarketKind(kind) ? kind : 'approved_list',
    title: typed.title,
    summary: typed.summary,
    service: before?.service ?? typed.service.toLowerCase().replaceAll(/\s+/g, '_'),
    lots: readLots(zones, typed.zones, before?.lots ?? []),
    conditions: readConditions(typed.conditions, errors),
    mostMembers: typed.mostMembers === '' ? null : Number(typed.mostMembers),
    beganOn: before ? before.beganOn : day('beganOn', 'The day on which it began'),
    endsOn: before ? before.endsOn : day('endsOn', 'Its last day'),
    ranking: readWeights(typed, errors),
    tenderRef: before ? before.tenderRef : typed.tenderRef === '' ? null : typed.tenderRef.toUpperCase(),
  }
  return { terms, errors }
}

const REFUSALS: Readonly<Record<ChangeRefusal, FieldError>> = {
  'the title is missing': { field: 'title', message: 'Enter its title' },
  'the summary is missing': { field: 'summary', message: 'Enter what it is for' },
  'no lots': { field: 'zones', message: 'Choose at least one zone' },
  'no conditions': { field: 'conditions', message: 'Enter at least one condition' },
  'members may not be limited': {
    field: 'mostMembers',
    message: 'The law allows no limit of members here. Leave this empty',
  },
  'it ends before it begins': { field: 'endsOn', message: 'Enter an end after today, or leave it empty' },
  'it began too late for this kind': {
    field: 'beganOn',
    message: 'Enter the day on which it began, before 24 February 2025. A new one is a dynamic market',
  },
  'it would run too long': { field: 'endsOn', message: 'Enter its end: 23 February 2029 at the latest' },
  'the weights do not make 100': { field: 'weight-quality', message: 'The weights must make 100 together' },
  'it names no tender': { field: 'tenderRef', message: 'Enter the tender that its members won, such as TD-1001' },
  'it has ended': { field: 'title', message: 'It has ended and cannot be changed' },
  'the reason is missing': { field: 'reason', message: 'Enter why it changes' },
  'nothing would change': { field: 'title', message: 'Nothing is different. Change something, or go back' },
  'its conditions may not change': {
    field: 'conditions',
    message: 'Its conditions may not change while it is open. Put them back, or end this list and set up another',
  },
  'a lot has members': { field: 'zones', message: 'A zone that has been opened stays. Choose it again' },
}

const weightFields = (typed: Typed, errors: readonly FieldError[]): Html =>
  html`<fieldset class="govuk-fieldset"><legend class="govuk-fieldset__legend govuk-fieldset__legend--s">What its ranked lists weigh, in percent</legend>
<div class="govuk-hint">Together 100. All empty or 0: members are not ranked</div>
${RANK_PARTS.map((part) => numberField({ name: `weight-${part}`, label: PART_NAMES[part], value: typed.weights[part] ?? '', suffix: '%', width: 3, errors }))}</fieldset>`

const kindFields = (typed: Typed, errors: readonly FieldError[]): Html =>
  radiosField({
    name: 'kind',
    label: 'What kind of list it is',
    value: typed.kind,
    errors,
    choices: MARKET_KIND_KEYS.map((value) => ({
      ...{ value, text: MARKET_KINDS[value].name, hint: MARKET_KINDS[value].hint },
      ...(kindOf(value).beganBefore !== null
        ? { conditional: dayField({ name: 'beganOn', label: 'Day on which it began', value: typed.beganOn, errors }) }
        : {}),
      ...(kindOf(value).joins
        ? {}
        : {
            conditional: textField({ name: 'tenderRef', label: 'Tender', value: typed.tenderRef, width: 10, errors }),
          }),
    })),
  })

function formView(
  typed: Typed,
  zones: readonly Zone[],
  csrf: string,
  errors: readonly FieldError[],
  before: Market | undefined,
): Page {
  const href = before ? `/markets/${before.marketRef}` : '/markets'
  const title = before ? 'Change this list' : 'Set up a list of providers'
  return {
    title,
    ...(before ? { caption: before.title } : {}),
    section: 'tendering',
    breadcrumbs: before ? crumbsOf(before, { text: 'Change' }) : [...CRUMBS, { text: 'Set up' }],
    errors,
    content: postForm({
      action: before ? `${href}/change` : '/markets/start',
      csrf,
      content: html`${before === undefined && kindFields(typed, errors)}
${textField({ name: 'title', label: 'Title', value: typed.title, errors })}
${textareaField({ name: 'summary', label: 'What it is for', hint: 'Providers and the public read it', value: typed.summary, rows: 3, errors })}
${before === undefined && textField({ name: 'service', label: 'Service', value: typed.service, width: 20, errors })}
${checkboxesField({ name: 'zones', label: 'Zones', hint: 'Each is a lot of its own', values: typed.zones, choices: zones.map(({ zone, name }) => ({ value: zone, text: name })), errors })}
${textareaField({ name: 'conditions', label: 'Conditions of membership', hint: `One a line: the kind, a colon and the words. Kinds: ${CONDITION_KINDS.map((kind) => `${kind} (${CONDITION_NAMES[kind]})`).join(', ')}`, value: typed.conditions, rows: 7, errors })}
${numberField({ name: 'mostMembers', label: 'Most members (optional)', hint: 'Not for a dynamic market or purchasing system', value: typed.mostMembers, errors })}
${before === undefined && dayField({ name: 'endsOn', label: 'First day after its end (optional)', value: typed.endsOn, errors })}
${weightFields(typed, errors)}
${before?.status === 'open' && textareaField({ name: 'reason', label: 'Why it changes', value: typed.reason, rows: 2, errors })}
${submit(before ? 'Save the change' : 'Plan the list', { href })}`,
    }),
  }
}

export async function showStartMarket({ actor, shell, csrf }: Visit): Promise<Reply> {
  const zones = await shell.read(actor, (tx) => listZones(tx))
  return page(formView({ ...FIRST, zones: zones.map(({ zone }) => zone) }, zones, csrf, [], undefined))
}

export async function postStartMarket({ actor, shell, csrf, form }: Visit): Promise<Reply> {
  const zones = await shell.read(actor, (tx) => listZones(tx))
  const typed = typedIn(form)
  const { terms, errors } = readTerms(typed, form, zones, undefined)
  const again = (faults: readonly FieldError[]) =>
    page(formView(typed, zones, csrf, faults, undefined), { status: 400 })
  if (errors.length > 0) return again(errors)
  const planned = await planMarket(shell, actor, terms)
  return planned.ok
    ? seeOther(`/markets/${planned.value.marketRef}`, 'The list is planned')
    : again([REFUSALS[planned.error]])
}

const typedOf = (market: Market): Typed => ({
  ...FIRST,
  ...{ kind: market.kind, title: market.title, summary: market.summary, zones: zonesOf(market.lots) },
  conditions: market.conditions.map(({ kind, text }) => `${kind}: ${text}`).join('\n'),
  mostMembers: String(market.mostMembers ?? ''),
  weights: Object.fromEntries(RANK_PARTS.map((part) => [part, String(market.ranking?.[part] ?? 0)])),
})

export async function showChangeMarket({ actor, shell, csrf, params }: Visit): Promise<Reply> {
  return shell.read(actor, async (tx) => {
    const market = await findMarket(tx, (params['ref'] ?? '').toUpperCase())
    if (!market || market.status === 'ceased') return notFound()
    return page(formView(typedOf(market), await listZones(tx), csrf, [], market))
  })
}

export async function postChangeMarket({ actor, shell, csrf, params, form }: Visit): Promise<Reply> {
  const marketRef = (params['ref'] ?? '').toUpperCase()
  const { market, zones } = await shell.read(actor, async (tx) => ({
    market: await findMarket(tx, marketRef),
    zones: await listZones(tx),
  }))
  if (!market) return notFound()
  const typed = typedIn(form)
  const { terms, errors } = readTerms(typed, form, zones, market)
  const again = (faults: readonly FieldError[]) => page(formView(typed, zones, csrf, faults, market), { status: 400 })
  if (errors.length > 0) return again(errors)
  const { title, summary, lots, conditions, mostMembers, ranking } = terms
  const changed = await changeTermsOf(shell, actor, {
    marketRef,
    reason: typed.reason,
    change: { title, summary, lots, conditions, mostMembers, ranking },
  })
  if (changed.ok) return seeOther(`/markets/${marketRef}`, 'The list is changed')
  return changed.error === 'no such market' ? notFound() : again([REFUSALS[changed.error]])
}
