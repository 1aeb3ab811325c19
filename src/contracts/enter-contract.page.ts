import { addDays, type Day, dayOf, formatDay } from '#src/base/day.ts'
import { parsePounds } from '#src/base/money.ts'
import { type EnterContract, type EnterRefusal, enterContract } from '#src/contracts/commands.ts'
import { listFrameworks } from '#src/contracts/frameworks/framework.store.ts'
import { lastDay } from '#src/contracts/draw-down.ts'
import {
  listOwners,
  NO_PARTICULARS,
  PARTICULARS_WORDS,
  particularsFields,
  readParticulars,
  type TypedParticulars,
} from '#src/contracts/particulars.page.ts'
import { listZones } from '#src/councils/index.ts'
import { page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  checkboxesField,
  type Choice,
  dayField,
  moneyField,
  postForm,
  readDay,
  selectField,
  submit,
  textField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { chosen } from '#src/platform/pages/queue.ts'
import { listCards } from '#src/rates/index.ts'

type Typed = {
  organisationRef?: string
  frameworkRef?: string
  title?: string
  lot?: string
  service?: string
  zones?: string[]
  cardRef?: string
  ceiling?: string
  fromDay?: Day | TypedDay
  lastDay?: Day | TypedDay
  particulars?: TypedParticulars
}

type Choices = { frameworks: Choice[]; zones: Choice[]; cards: Choice[]; owners: Choice[] }

/** What most contracts are for. */
const USUAL_SERVICE = 'home_care'

const choicesFor = ({ actor, shell }: Visit): Promise<Choices> =>
  shell.read(actor, async (tx) => ({
    frameworks: (await listFrameworks(tx)).map((one) => ({
      value: one.frameworkRef,
      text: `${one.title}, to ${formatDay(lastDay(one.toDay))}`,
    })),
    zones: (await listZones(tx)).map((zone) => ({ value: zone.zone, text: zone.name })),
    cards: (await listCards(tx, dayOf(tx.now))).map((card) => ({ value: card.cardRef, text: card.name })),
    owners: await listOwners(tx),
  }))

const form = (typed: Typed, choices: Choices, csrf: string, errors: readonly FieldError[] = []): Page => ({
  title: 'Enter a contract',
  section: 'contracts',
  errors,
  breadcrumbs: [{ text: 'Contracts', href: '/contracts' }, { text: 'Enter a contract' }],
  content: postForm({
    action: '/contracts/enter',
    csrf,
    content: html`
      ${textField({ name: 'organisationRef', label: 'Provider', hint: 'The CQC provider reference, for example 1-101641521. It is on the provider’s page.', value: typed.organisationRef, errors, width: 20 })}
      ${textField({ name: 'title', label: 'Title', value: typed.title, errors })}
      ${selectField({ name: 'frameworkRef', label: 'Framework', value: typed.frameworkRef, choices: choices.frameworks, empty: 'None', errors })}
      ${textField({ name: 'lot', label: 'Lot', value: typed.lot, errors, width: 20 })}
      ${textField({ name: 'service', label: 'Service', hint: 'As the rate card writes it, such as home_care, sleep_in or live_in', value: typed.service, errors, width: 20 })}
      ${checkboxesField({ name: 'zones', label: 'Zones', values: typed.zones ?? [], choices: choices.zones, errors })}
      ${selectField({ name: 'cardRef', label: 'Rate card', value: typed.cardRef, choices: choices.cards, empty: 'Choose a rate card', errors })}
      ${moneyField({ name: 'ceiling', label: 'Ceiling over the whole term (optional)', hint: 'Placements that would commit more are blocked unless a named officer signs', value: typed.ceiling, errors })}
      ${dayField({ name: 'fromDay', label: 'First day', value: typed.fromDay, errors })}
      ${dayField({ name: 'lastDay', label: 'Last day', value: typed.lastDay, errors })}
      ${particularsFields(typed.particulars ?? NO_PARTICULARS, choices.owners, errors)}
      ${submit('Enter the contract', { href: '/contracts' })}`,
  }),
})

export const startContract = async (visit: Visit): Promise<Reply> =>
  page(
    form(
      { organisationRef: chosen(visit.query, 'provider')[0], service: USUAL_SERVICE },
      await choicesFor(visit),
      visit.csrf,
    ),
  )

export async function saveContractForm(visit: Visit): Promise<Reply> {
  const { actor, shell, csrf } = visit
  const { typed, contract, errors } = readForm(visit.form)
  const again = async (faults: FieldError[]) =>
    page(form(typed, await choicesFor(visit), csrf, faults), { status: 400 })
  if (!contract) return again(errors)
  const entered = await enterContract(shell, actor, contract)
  return entered.ok ? seeOther(`/contracts/${entered.value}`, 'Contract entered') : again([refusalWords(entered.error)])
}

function readForm(form: Visit['form']): { typed: Typed; contract?: EnterContract; errors: FieldError[] } {
  const text = (name: string) => String(form[name] ?? '').trim()
  const typed: Typed = {
    organisationRef: text('organisationRef').toUpperCase(),
    frameworkRef: text('frameworkRef'),
    title: text('title'),
    lot: text('lot'),
    service: text('service'),
    zones: chosen(form, 'zones'),
    cardRef: text('cardRef'),
    ceiling: text('ceiling'),
    fromDay: typedDay(form, 'fromDay'),
    lastDay: typedDay(form, 'lastDay'),
  }
  const fromDay = readDay(form, 'fromDay')
  const last = readDay(form, 'lastDay')
  const ceiling = typed.ceiling === '' ? null : parsePounds(typed.ceiling ?? '')
  const errors: FieldError[] = []
  const need = (ok: unknown, field: string, message: string) => ok || errors.push({ field, message })
  need(typed.organisationRef, 'organisationRef', 'Enter the provider’s CQC reference')
  need(typed.title, 'title', 'Enter a title')
  need(typed.lot, 'lot', 'Enter the lot')
  need(
    /^[a-z][a-z0-9_]{0,49}$/.test(typed.service ?? ''),
    'service',
    'Enter the service in small letters, as the rate card has it, such as home_care',
  )
  need(typed.zones?.length, 'zones', 'Choose at least one zone')
  need(typed.cardRef, 'cardRef', 'Choose a rate card')
  need(ceiling !== undefined, 'ceiling', 'Enter the ceiling in pounds, for example 250,000')
  need(fromDay.ok, 'fromDay', 'Enter the first day, for example 1 4 2026')
  need(last.ok, 'lastDay', 'Enter the last day, for example 31 3 2030')
  const particulars = readParticulars(form)
  typed.particulars = particulars.typed
  errors.push(...particulars.errors)
  if (errors.length > 0 || !fromDay.ok || !last.ok || ceiling === undefined || !particulars.said)
    return { typed, errors }
  const contract: EnterContract = {
    ...particulars.said,
    organisationRef: typed.organisationRef ?? '',
    frameworkRef: typed.frameworkRef || null,
    title: typed.title ?? '',
    lot: typed.lot ?? '',
    service: typed.service ?? '',
    zones: typed.zones ?? [],
    cardRef: typed.cardRef ?? '',
    ceilingPence: ceiling,
    fromDay: fromDay.value,
    toDay: addDays(last.value, 1),
  }
  return { typed, contract, errors }
}

function refusalWords(refusal: EnterRefusal): FieldError {
  switch (refusal) {
    case 'no such provider':
      return {
        field: 'organisationRef',
        message: 'There is no provider with this reference. Look it up under Providers',
      }
    case 'no such rate card':
      return { field: 'cardRef', message: 'There is no such rate card. Add it under Rate cards' }
    case 'no such framework':
      return { field: 'frameworkRef', message: 'There is no such framework. Choose one from the list' }
    case 'the term ends before it begins':
      return { field: 'lastDay', message: 'The last day must not be before the first day' }
    case 'no zone named':
      return { field: 'zones', message: 'Choose at least one zone' }
    case 'no such zone':
      return { field: 'zones', message: 'Choose zones from the list' }
    default:
      return PARTICULARS_WORDS[refusal]
  }
}
