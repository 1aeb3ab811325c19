import { type Day, dayOf, formatDay, parseDay } from '#src/base/day.ts'
import { formatPence, parsePounds } from '#src/base/money.ts'
import { type KeepRefusal, keepParticulars } from '#src/contracts/commands.ts'
import { findContractOn, type WholeContract } from '#src/contracts/contract.store.ts'
import {
  type Buyer,
  type ExtensionOption,
  NEXT_ROUTES,
  type Particulars,
  type ParticularsRefusal,
  ROUTE_WORDS,
} from '#src/contracts/particulars.ts'
import { listOfficers } from '#src/councils/index.ts'
import type { Read } from '#src/platform/database.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  type Choice,
  moneyField,
  numberField,
  postForm,
  selectField,
  submit,
  textareaField,
  textField,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { money } from '#src/platform/pages/table.ts'
import { isRegime, REGIMES, regimeName } from '#src/tendering/index.ts'

/** The particulars as a form has them: all text. */
export type TypedParticulars = {
  readonly regime: string
  readonly value: string
  readonly ownerRef: string
  readonly tenderRef: string
  readonly nextRoute: string
  readonly noticeMonths: string
  readonly options: string
  readonly buyers: string
  readonly exemptReason: string
}

export const NO_PARTICULARS: TypedParticulars = {
  ...{ regime: '', value: '', ownerRef: '', tenderRef: '', nextRoute: 'competition' },
  ...{ noticeMonths: '3', options: '', buyers: '', exemptReason: '' },
}

/** What a form has typed in it at first. */
export const typedParticulars = (said: Particulars): TypedParticulars => ({
  regime: said.regime,
  value: said.valuePence === null ? '' : formatPence(said.valuePence).replace('£', ''),
  ownerRef: said.ownerRef ?? '',
  tenderRef: said.tenderRef ?? '',
  nextRoute: said.nextRoute,
  noticeMonths: String(said.noticeMonths),
  options: said.extensionOptions.map(({ months, decideBy }) => `${months} months, ${formatDay(decideBy)}`).join('\n'),
  buyers: said.buyers.map(({ name, sharePercent }) => `${name}, ${sharePercent}`).join('\n'),
  exemptReason: said.exemptReason ?? '',
})

export const listOwners = async (tx: Read): Promise<Choice[]> =>
  (await listOfficers(tx))
    .filter(({ roles }) => roles.some((role) => role === 'contract_manager' || role === 'commissioner'))
    .map(({ officerRef, name }) => ({ value: officerRef, text: name }))

export const particularsFields = (
  typed: TypedParticulars,
  owners: readonly Choice[],
  errors: readonly FieldError[],
): Html => html`
  ${selectField({ name: 'regime', label: 'Law that it is under', hint: 'It stays so to the end of the contract and decides how it may be changed', value: typed.regime, choices: REGIMES.map((regime) => ({ value: regime, text: regimeName(regime) })), empty: 'Choose a law', errors })}
  ${moneyField({ name: 'value', label: 'Estimated value (optional)', hint: 'At award, with VAT, over the whole term and all extensions', value: typed.value, errors, width: 10 })}
  ${selectField({ name: 'ownerRef', label: 'Who looks after it', value: typed.ownerRef, choices: owners, empty: 'Nobody yet', errors })}
  ${textField({ name: 'tenderRef', label: 'Procurement (optional)', hint: 'The reference of the procurement that it came from', value: typed.tenderRef, errors, width: 20 })}
  ${selectField({ name: 'nextRoute', label: 'How it would be bought again', hint: 'It says how early the work must begin', value: typed.nextRoute, choices: NEXT_ROUTES.map((route) => ({ value: route, text: ROUTE_WORDS[route] })), errors })}
  ${numberField({ name: 'noticeMonths', label: 'Months of notice that either side gives', value: typed.noticeMonths, errors, width: 3 })}
  ${textareaField({ name: 'options', label: 'Extension options (optional)', hint: 'One a line, in their order: the months, and the last day to decide. For example: 12 months, 30 September 2027', rows: 3, value: typed.options, errors })}
  ${textareaField({ name: 'buyers', label: 'Councils that buy under it (optional)', hint: 'Only where there are several. One a line: the name, and its share in per cent. For example: Sefton, 40', rows: 3, value: typed.buyers, errors })}
  ${textField({ name: 'exemptReason', label: 'Why its prices are not published (optional)', hint: 'Empty: the public register shows its value', value: typed.exemptReason, errors })}`

export function readParticulars(form: Visit['form']): {
  typed: TypedParticulars
  said?: Particulars
  errors: FieldError[]
} {
  const text = (name: string): string => typedText(form, name)
  const typed: TypedParticulars = {
    ...{ regime: text('regime'), value: text('value'), ownerRef: text('ownerRef'), tenderRef: text('tenderRef') },
    ...{ nextRoute: text('nextRoute'), noticeMonths: text('noticeMonths'), options: text('options') },
    ...{ buyers: text('buyers'), exemptReason: text('exemptReason') },
  }
  const errors: FieldError[] = []
  const valuePence = typed.value === '' ? null : parsePounds(typed.value)
  const extensionOptions = readLines(typed.options, readOption)
  const buyers = readLines(typed.buyers, readBuyer)
  const { regime } = typed
  if (!isRegime(regime)) errors.push({ field: 'regime', message: 'Choose the law that the contract is under' })
  if (valuePence === undefined)
    errors.push({ field: 'value', message: 'Enter the value in pounds, for example 1,200,000' })
  if (!/^\d{1,2}$/.test(typed.noticeMonths)) errors.push(PARTICULARS_WORDS['notice is a month or more'])
  if (!extensionOptions)
    errors.push({ field: 'options', message: 'Write each option on a line, such as 12 months, 30 September 2027' })
  if (!buyers)
    errors.push({ field: 'buyers', message: 'Write each council on a line with its share, such as Sefton, 40' })
  if (errors.length > 0 || !isRegime(regime) || valuePence === undefined || !extensionOptions || !buyers)
    return { typed, errors }
  const said: Particulars = {
    ...{ regime, valuePence, extensionOptions, buyers },
    ...{ ownerRef: typed.ownerRef || null, tenderRef: typed.tenderRef || null },
    nextRoute: NEXT_ROUTES.find((route) => route === typed.nextRoute) ?? 'competition',
    noticeMonths: Number(typed.noticeMonths),
    exemptReason: typed.exemptReason || null,
  }
  return { typed, said, errors }
}

function readLines<T>(text: string, read: (line: string) => T | undefined): T[] | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const found = lines.map((line) => read(line.trim()))
  return found.every((one) => one !== undefined) ? (found as T[]) : undefined
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** "30 September 2027", "30 9 2027" or "2027-09-30". */
function dayIn(text: string): Day | undefined {
  const [, date, month = '', year] = /^(\d{1,2})[ /]([A-Za-z]+|\d{1,2})[ /](\d{4})$/.exec(text) ?? []
  if (date === undefined) return parseDay(text)
  const number = /^\d/.test(month) ? Number(month) : MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1
  return parseDay(`${year}-${String(number).padStart(2, '0')}-${date.padStart(2, '0')}`)
}

function readOption(line: string): ExtensionOption | undefined {
  const [, months, day = ''] = /^(\d{1,3})(?: months?)?\s*,\s*(?:by )?(.+)$/i.exec(line) ?? []
  const decideBy = dayIn(day.trim())
  return months === undefined || decideBy === undefined ? undefined : { months: Number(months), decideBy }
}

function readBuyer(line: string): Buyer | undefined {
  const [, name, share] = /^(.+?)\s*,\s*(\d{1,3})%?$/.exec(line) ?? []
  return name === undefined || share === undefined ? undefined : { name, sharePercent: Number(share) }
}

export const PARTICULARS_WORDS: Readonly<Record<ParticularsRefusal | 'no such officer', FieldError>> = {
  'the shares do not add up to 100': { field: 'buyers', message: 'The councils’ shares must add up to 100' },
  'an option has no whole months': { field: 'options', message: 'Each option lengthens the term by whole months' },
  'an option is decided after the term': {
    field: 'options',
    message: 'The last day to decide must be within the term that the option lengthens',
  },
  'notice is a month or more': { field: 'noticeMonths', message: 'Enter months of notice from 1 to 24' },
  'no such officer': { field: 'ownerRef', message: 'Choose an officer from the list' },
}

/** The rows that particulars have on a contract's page. */
export function particularsRows(
  { particulars: said, valuePence }: Pick<WholeContract, 'particulars' | 'valuePence'>,
  ownerName: string | undefined,
  changeHref?: string,
) {
  const change = (hidden: string) => (changeHref === undefined ? {} : { change: { href: changeHref, hidden } })
  return [
    { key: 'Law', value: regimeName(said.regime), ...change('the law that it is under') },
    { key: 'Estimated value', value: valueWords(said, valuePence), ...change('the estimated value') },
    { key: 'Looked after by', value: ownerName ?? 'Nobody yet', ...change('who looks after it') },
    {
      key: 'Extension options',
      value:
        said.extensionOptions.length === 0
          ? 'None'
          : html`<ul class="govuk-list govuk-!-margin-bottom-0">${said.extensionOptions.map(({ months, decideBy }) => html`<li>${months} months, to be decided by ${formatDay(decideBy)}</li>`)}</ul>`,
      ...change('extension options'),
    },
    { key: 'Notice', value: monthsWords(said.noticeMonths), ...change('notice') },
    { key: 'Bought again by', value: ROUTE_WORDS[said.nextRoute], ...change('how it is bought again') },
    said.tenderRef !== null && { key: 'Procurement', value: said.tenderRef },
    said.buyers.length > 0 && {
      key: 'Buyers',
      value: html`<ul class="govuk-list govuk-!-margin-bottom-0">${said.buyers.map(({ name, sharePercent }) => html`<li>${name}, ${sharePercent}%</li>`)}</ul>`,
    },
    said.exemptReason !== null && { key: 'Prices not published', value: said.exemptReason },
  ]
}

const valueWords = (said: Particulars, valuePence: number | null): Html => {
  if (valuePence === null) return html`Not estimated`
  if (said.valuePence === null || said.valuePence === valuePence) return html`${money(valuePence)} with VAT`
  return html`${money(valuePence)} with VAT, ${money(said.valuePence)} at award`
}

export const monthsWords = (months: number): string => (months === 1 ? 'One month' : `${months} months`)

export async function showParticulars(
  { shell, actor, params, csrf }: Visit,
  form?: { typed: TypedParticulars; errors: FieldError[] },
): Promise<Reply> {
  const contractRef = params['ref'] ?? ''
  const found = await shell.read(actor, async (tx) => {
    const whole = await findContractOn(tx, contractRef, dayOf(tx.now))
    return whole && { ...whole, owners: await listOwners(tx) }
  })
  if (!found) return notFound()
  const errors = form?.errors ?? []
  return page(
    {
      title: 'Put right what the register says',
      caption: `Contract ${contractRef}, ${found.contract.title}`,
      section: 'contracts',
      errors,
      breadcrumbs: [
        { text: 'Contracts', href: '/contracts' },
        { text: contractRef, href: `/contracts/${contractRef}` },
        { text: 'Particulars' },
      ],
      content: postForm({
        action: `/contracts/${contractRef}/particulars`,
        csrf,
        content: html`${particularsFields(form?.typed ?? typedParticulars(found.particulars), found.owners, errors)}${submit('Keep', { href: `/contracts/${contractRef}` })}`,
      }),
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

export async function postParticulars(visit: Visit): Promise<Reply> {
  const { shell, actor, form, params } = visit
  const contractRef = params['ref'] ?? ''
  const { typed, said, errors } = readParticulars(form)
  if (!said) return showParticulars(visit, { typed, errors })
  const kept = await keepParticulars(shell, actor, { contractRef, ...said })
  if (kept.ok) return seeOther(`/contracts/${contractRef}`, 'The register is put right')
  if (kept.error === 'no such contract') return notFound()
  return showParticulars(visit, { typed, errors: [KEEP_WORDS[kept.error]] })
}

export const KEEP_WORDS: Readonly<Record<Exclude<KeepRefusal, 'no such contract'>, FieldError>> = {
  ...PARTICULARS_WORDS,
  'a change rests on it': {
    field: 'regime',
    message: 'A change was tested by this law, value and these options: they stay as they are',
  },
}
