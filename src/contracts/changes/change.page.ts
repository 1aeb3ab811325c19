import { addDays, type Day, dayOf, formatDay } from '#src/base/day.ts'
import { formatPence, parsePounds } from '#src/base/money.ts'
import { CHANGE_WORDS, testsTable } from '#src/contracts/changes/change-words.page.ts'
import { changeContract, thresholdOf } from '#src/contracts/changes/change-commands.ts'
import {
  type AskedChange,
  type Authority,
  AUTHORITIES,
  type Changeable,
  figuresOf,
  nextOption,
  optionToDay,
} from '#src/contracts/changes/change.ts'
import { findChangeable } from '#src/contracts/changes/change.store.ts'
import {
  GROUNDS,
  groundsOf,
  modificationTests,
  noticeOf,
  warningOf,
} from '#src/contracts/changes/modification-tests.ts'
import { KIND_WORDS } from '#src/contracts/facts.ts'
import { lastDay } from '#src/contracts/draw-down.ts'
import { getPolicy, listZones, type Policies, type Zone } from '#src/councils/index.ts'
import type { Read } from '#src/platform/database.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { button } from '#src/platform/pages/components.ts'
import {
  checkboxesField,
  dayField,
  hiddenField,
  moneyField,
  postForm,
  radiosField,
  readDay,
  selectField,
  textareaField,
  textField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { chosen, typedText } from '#src/platform/pages/queue.ts'
import { inset, section } from '#src/platform/pages/record.ts'
import { bad, link } from '#src/platform/pages/table.ts'
import { regimeName } from '#src/tendering/index.ts'

type Kind = AskedChange['kind']

type Typed = {
  readonly fromDay: Day | TypedDay
  /** `option`, or `day` for another last day. */
  readonly length: string
  readonly toDay: Day | TypedDay
  readonly ceiling: string
  readonly value: string
  readonly lot: string
  readonly zones: readonly string[]
  readonly effects: readonly string[]
  readonly ground: string
  readonly isStated: boolean
  readonly takenWith: readonly string[]
  readonly authority: string
  readonly delegation: string
  readonly decision: string
  readonly reason: string
}

type Found = {
  readonly changeable: Changeable
  readonly zones: readonly Zone[]
  readonly policy: Policies['contract-changes']
  readonly today: Day
}

const PATHS: Readonly<Record<Kind, string>> = { extension: 'extend', variation: 'vary' }
const TITLES: Readonly<Record<Kind, string>> = { extension: 'Extend a contract', variation: 'Vary a contract' }

async function find(tx: Read, contractRef: string, on?: Day): Promise<Found | undefined> {
  const today = dayOf(tx.now)
  const changeable = await findChangeable(tx, contractRef, on ?? today)
  return (
    changeable && {
      ...{ changeable, today },
      zones: await listZones(tx),
      policy: await getPolicy(tx, 'contract-changes', today),
    }
  )
}

const pounds = (pence: number | null): string => (pence === null ? '' : formatPence(pence).replace('£', ''))

function typedAtFirst(kind: Kind, { changeable, today }: Found): Typed {
  const { contract, valuePence, particulars } = changeable
  const option = nextOption(changeable)
  return {
    ...{ fromDay: today < contract.fromDay ? contract.fromDay : today, toDay: lastDay(contract.toDay) },
    length: kind === 'extension' && option !== undefined ? 'option' : 'day',
    ...{ ceiling: pounds(contract.ceilingPence), value: pounds(valuePence), lot: contract.lot, zones: contract.zones },
    ...{ effects: [], isStated: false, takenWith: [], authority: 'role', delegation: '', decision: '', reason: '' },
    ground: groundsOf(particulars.regime)[0]?.ground ?? '',
  }
}

type Form = { readonly typed: Typed; readonly errors: FieldError[]; readonly sums?: Html | undefined }

async function show({ shell, actor, params, csrf }: Visit, kind: Kind, form?: Form): Promise<Reply> {
  const contractRef = params['ref'] ?? ''
  const found = await shell.read(actor, (tx) => find(tx, contractRef))
  if (!found) return notFound()
  const { contract, particulars } = found.changeable
  const errors = form?.errors ?? []
  const typed = form?.typed ?? typedAtFirst(kind, found)
  return page(
    {
      title: TITLES[kind],
      caption: `Contract ${contractRef}, ${contract.title}`,
      section: 'contracts',
      errors,
      breadcrumbs: [
        { text: 'Contracts', href: '/contracts' },
        { text: contractRef, href: `/contracts/${contractRef}` },
        { text: KIND_WORDS[kind] },
      ],
      content: html`<p class="govuk-body">It is under: <strong>${regimeName(particulars.regime)}</strong>. It runs to ${formatDay(lastDay(contract.toDay))}.</p>${form?.sums}${postForm(
        {
          action: `/contracts/${contractRef}/${PATHS[kind]}`,
          csrf,
          content: html`${whatChanges(kind, typed, found, errors)}${whyItMay(typed, found, errors)}${authorityFields(typed, found.policy, errors)}<div class="govuk-button-group">${button({ text: 'Check the sums', name: 'do', value: 'check', classes: 'govuk-button--secondary', preventDoubleClick: true })}${button({ text: kind === 'extension' ? 'Extend the contract' : 'Vary the contract', name: 'do', value: 'decide', preventDoubleClick: true })}${link('Cancel', `/contracts/${contractRef}`)}</div>`,
        },
      )}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

export const showExtend = (visit: Visit): Promise<Reply> => show(visit, 'extension')
export const showVary = (visit: Visit): Promise<Reply> => show(visit, 'variation')

function whatChanges(kind: Kind, typed: Typed, { changeable, zones }: Found, errors: readonly FieldError[]): Html {
  const option = nextOption(changeable)
  const day = dayField({ name: 'toDay', label: 'Last day of the contract', value: typed.toDay, errors })
  const length =
    kind === 'variation' || option === undefined
      ? html`${hiddenField('length', 'day')}${day}`
      : radiosField({
          ...{ name: 'length', label: 'To which day?', value: typed.length, errors },
          choices: [
            {
              value: 'option',
              text: `By option ${option}, to ${formatDay(lastDay(optionToDay(changeable, option)))}`,
              hint: `To be decided by ${formatDay(changeable.particulars.extensionOptions[option - 1]?.decideBy ?? '')}`,
            },
            { value: 'day', text: 'To another day', conditional: day },
          ],
        })
  return html`${dayField({ name: 'fromDay', label: 'From which day does the change hold?', value: typed.fromDay, errors })}${length}
    ${moneyField({ name: 'ceiling', label: 'Ceiling from then on', hint: 'Empty: no ceiling', value: typed.ceiling, errors, width: 10 })}
    ${moneyField({ name: 'value', label: 'Estimated value of the whole contract with the change', hint: 'With VAT', value: typed.value, errors, width: 10 })}
    ${
      kind === 'extension'
        ? html`${hiddenField('lot', typed.lot)}${typed.zones.map((zone) => hiddenField('zones', zone))}`
        : html`${textField({ name: 'lot', label: 'Lot', value: typed.lot, errors, width: 20 })}${checkboxesField({ name: 'zones', label: 'Zones', values: typed.zones, errors, choices: zones.map(({ zone, name }) => ({ value: zone, text: name })) })}`
    }
    ${checkboxesField({
      ...{ name: 'effects', label: 'What else does the change do? (optional)', values: typed.effects, errors },
      choices: [
        { value: 'scope', text: 'It changes the scope or nature of the contract materially' },
        { value: 'balance', text: 'It shifts the economic balance to the supplier' },
      ],
    })}`
}

function whyItMay(typed: Typed, { changeable }: Found, errors: readonly FieldError[]): Html {
  const { changes, particulars } = changeable
  const grounds = groundsOf(particulars.regime)
  const [only] = grounds
  return html`${
    grounds.length === 1 && only
      ? hiddenField('ground', only.ground)
      : selectField({
          ...{ name: 'ground', label: 'On which ground?', value: typed.ground, errors },
          choices: grounds.map(({ ground, title }) => ({ value: ground, text: `${ground}: ${title}` })),
        })
  }${
    particulars.regime !== 'pa23_light_touch' &&
    checkboxesField({
      ...{ name: 'isStated', label: 'What no sum can show', values: typed.isStated ? ['yes'] : [], errors },
      choices: [{ value: 'yes', text: 'I state that what the ground asks for is so, for the reason below' }],
    })
  }${
    changes.length > 0 &&
    particulars.regime !== 'pa23_light_touch' &&
    checkboxesField({
      ...{ name: 'takenWith', label: 'Earlier changes that could have been one with this (optional)', errors },
      ...{ values: typed.takenWith, small: true },
      choices: changes.map(({ number, kind, fromDay, valueChangePence }) => ({
        value: String(number),
        text: `${KIND_WORDS[kind]} ${number} from ${formatDay(fromDay)}, ${formatPence(valueChangePence)}`,
      })),
    })
  }${textareaField({ name: 'reason', label: 'Why does it change?', rows: 3, value: typed.reason, errors })}`
}

/** Under what an officer decides. */
export function authorityFields(
  typed: Pick<Typed, 'authority' | 'delegation' | 'decision'>,
  { delegations }: Policies['contract-changes'],
  errors: readonly FieldError[],
): Html {
  return radiosField({
    ...{ name: 'authority', label: 'Under what is it decided?', value: typed.authority, errors },
    choices: [
      { value: 'role', text: 'My own role, by the value of the change', hint: 'As the council’s policy has it' },
      ...(delegations.length === 0
        ? []
        : [
            {
              value: 'delegation',
              text: 'A delegation',
              conditional: selectField({
                ...{ name: 'delegation', label: 'Which delegation?', value: typed.delegation, errors },
                empty: 'Choose one',
                choices: delegations.map(({ code, label, limitPence }) => ({
                  value: code,
                  text: `${code}: ${label}, up to ${formatPence(limitPence)}`,
                })),
              }),
            },
          ]),
      {
        value: 'decision',
        text: 'A decision made by somebody else',
        conditional: textField({
          ...{ name: 'decision', label: 'Who decided, when, under which reference?', value: typed.decision, errors },
        }),
      },
    ],
  })
}

export const postExtend = (visit: Visit): Promise<Reply> => post(visit, 'extension')
export const postVary = (visit: Visit): Promise<Reply> => post(visit, 'variation')

async function post(visit: Visit, kind: Kind): Promise<Reply> {
  const { shell, actor, form, params } = visit
  const contractRef = params['ref'] ?? ''
  const typed = typedIn(form)
  const fromDay = readDay(form, 'fromDay')
  if (!fromDay.ok)
    return show(visit, kind, {
      ...{ typed, errors: [{ field: 'fromDay', message: 'Enter the day, for example 1 4 2027' }] },
    })
  const found = await shell.read(actor, (tx) => find(tx, contractRef, fromDay.value))
  if (!found) return notFound()
  const { asked, errors } = readAsked(kind, form, typed, fromDay.value, found.changeable)
  if (!asked) return show(visit, kind, { typed, errors })
  const sums = sumsOf(found.changeable, asked)
  if (chosen(form, 'do')[0] === 'check') return show(visit, kind, { typed, errors: [], sums })
  const decided = await changeContract(shell, actor, { ...asked, contractRef })
  if (decided.ok)
    return seeOther(`/contracts/${contractRef}/changes`, `${KIND_WORDS[kind]} ${decided.value.number} is decided`)
  if (decided.error === 'no such contract') return notFound()
  return show(visit, kind, { typed, errors: [CHANGE_WORDS[decided.error]], sums })
}

function sumsOf(changeable: Changeable, asked: AskedChange): Html {
  const figures = figuresOf(changeable, asked, thresholdOf(changeable.particulars.regime, asked.fromDay))
  if (!figures) return inset('The tests need the value of the contract at award: put it into the register first.')
  const notice = noticeOf(figures, asked.ground)
  const warning = warningOf(figures)
  return section(
    'What the sums say',
    html`${warning !== undefined && inset(bad(warning))}${testsTable(modificationTests(figures), 'Tests of the change')}${
      notice !== undefined && html`<p class="govuk-body">${notice} is to be published before the change is made.</p>`
    }`,
  )
}

function typedIn(form: Visit['form']): Typed {
  const text = (name: string): string => typedText(form, name)
  return {
    ...{ fromDay: typedDay(form, 'fromDay'), toDay: typedDay(form, 'toDay'), length: text('length') },
    ...{ ceiling: text('ceiling'), value: text('value'), lot: text('lot'), zones: chosen(form, 'zones') },
    ...{ effects: chosen(form, 'effects'), ground: text('ground'), isStated: text('isStated') === 'yes' },
    ...{ takenWith: chosen(form, 'takenWith'), authority: text('authority'), delegation: text('delegation') },
    ...{ decision: text('decision'), reason: text('reason') },
  }
}

function readAsked(
  kind: Kind,
  form: Visit['form'],
  typed: Typed,
  fromDay: Day,
  changeable: Changeable,
): { asked?: AskedChange; errors: FieldError[] } {
  const errors: FieldError[] = []
  const option = typed.length === 'option' ? (nextOption(changeable) ?? null) : null
  const last = readDay(form, 'toDay')
  const toDay = option === null ? (last.ok ? addDays(last.value, 1) : undefined) : optionToDay(changeable, option)
  const ceilingPence = typed.ceiling === '' ? null : parsePounds(typed.ceiling)
  const valuePence = typed.value === '' ? null : parsePounds(typed.value)
  const ground = GROUNDS.find((one) => one === typed.ground)
  const need = (isThere: unknown, field: string, message: string) => isThere || errors.push({ field, message })
  need(toDay, 'toDay', 'Enter the last day, for example 31 3 2028')
  need(ceilingPence !== undefined, 'ceiling', 'Enter the ceiling in pounds, for example 250,000')
  need(valuePence !== undefined, 'value', 'Enter the value in pounds, for example 1,200,000')
  need(typed.lot, 'lot', 'Enter the lot')
  need(ground, 'ground', 'Choose a ground')
  if (errors.length > 0 || toDay === undefined || ceilingPence === undefined) return { errors }
  if (valuePence === undefined || ground === undefined) return { errors }
  const asked: AskedChange = {
    ...{ kind, fromDay, toDay, ground, isStated: typed.isStated, optionNumber: option, ceilingPence, valuePence },
    ...{ lot: typed.lot, zones: typed.zones, reason: typed.reason, authority: authorityIn(typed) },
    ...{ changesScope: typed.effects.includes('scope'), favoursSupplier: typed.effects.includes('balance') },
    takenWith: typed.takenWith.map(Number),
  }
  return { asked, errors }
}

/** What the fields of a decision say; nothing chosen is the officer's own role. */
export function authorityIn(typed: { authority: string; delegation: string; decision: string }): Authority {
  const kind = AUTHORITIES.find((one) => one === typed.authority) ?? 'role'
  if (kind === 'delegation') return { kind, code: typed.delegation }
  return kind === 'decision' ? { kind, words: typed.decision } : { kind }
}
