import { readFile } from 'node:fs/promises'
import { dayOf, formatDay, formatInstant, type Instant } from '#src/base/day.ts'
import {
  type AccountFault,
  type BankDetails,
  masked,
  OWN,
  type TypedAccount,
  writeSortCode,
} from '#src/payments/bank-details/bank-details.ts'
import {
  loadModulusWeights,
  proposeBankDetails,
  type ProposeRefusal,
  refuseBankDetails,
  turnKey,
  type TurnKeyRefusal,
} from '#src/payments/bank-details/bank-details-commands.ts'
import {
  countWeightings,
  type ListedDetails,
  listDetails,
  listUsable,
} from '#src/payments/bank-details/bank-details.store.ts'
import { may, personBehind } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { type House, latestHistory } from '#src/platform/panels.ts'
import { button } from '#src/platform/pages/components.ts'
import { fileField, postForm, submit, textareaField, textField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError, Page, StatusTag } from '#src/platform/pages/page.ts'
import { chosen, pageAsked, queue } from '#src/platform/pages/queue.ts'
import { section, summary, whatHappensNext } from '#src/platform/pages/record.ts'
import { type Column, dataTable, link, shortDay, small } from '#src/platform/pages/table.ts'
import { findOrganisation, providerName, providerNames, providerTyped, whichProvider } from '#src/providers/index.ts'

const PAGE_SIZE = 25
const CRUMBS = [
  { text: 'Payments', href: '/pay-runs' },
  { text: 'Bank details', href: '/bank-details' },
]
const OWN_NAME = 'The council’s own account'
/** Two published files of some 1,200 lines. */
const FILE_BYTES = 2_000_000
export const uploads = { uploads: FILE_BYTES }

export const stateTag = (details: Pick<BankDetails, 'state' | 'usableFrom'>, now: Instant): StatusTag => {
  if (details.state === 'proposed') return { text: 'Waits for a key', colour: 'yellow' }
  if (details.state === 'refused') return { text: 'Refused', colour: 'red' }
  const cools = details.usableFrom !== null && Temporal.Instant.compare(details.usableFrom, now) > 0
  return cools ? { text: 'Cooling off', colour: 'orange' } : { text: 'Confirmed', colour: 'green' }
}

const MODULUS = { passed: 'Passed the account check', 'not covered': 'Not covered by the account check' } as const

/** The account in full for those who may change it, and masked for all others. */
export const accountCell = (details: BankDetails, inFull: boolean): Html => {
  const shown = inFull
    ? { sortCode: writeSortCode(details.sortCode), accountNumber: details.accountNumber }
    : masked(details)
  return html`<span class="almoner-money">${shown.sortCode}</span> <span class="almoner-money">${shown.accountNumber}</span>${small(details.accountName)}`
}

export const detailsColumns = (inFull: boolean, now: Instant): Column<BankDetails>[] => [
  { heading: 'Account', cell: (one) => accountCell(one, inFull) },
  { heading: 'Why', cell: (one) => html`${one.reason}${small(MODULUS[one.modulus])}` },
  {
    heading: 'Proposed',
    cell: (one) =>
      html`${shortDay(dayOf(one.proposedAt))}${small(`${one.proposedByName}${one.byProvider ? ', for the provider' : ''}`)}`,
  },
  {
    heading: 'Status',
    cell: (one) =>
      html`${statusTag(stateTag(one, now))}${one.usableFrom !== null && small(`Usable from ${formatInstant(one.usableFrom)}`)}${
        one.settledByName !== null && small(one.settledByName)
      }`,
  },
]

export async function listBankDetails(visit: Visit): Promise<Reply> {
  const { actor, shell, query, url } = visit
  const inFull = may(actor, 'payments.bank')
  const { found, names, weights } = await shell.read(actor, async (tx) => {
    const listed = await listDetails(
      tx,
      {
        states: chosen(query, 'state'),
        organisationRef: await providerTyped(tx, chosen(query, 'provider')[0]),
      },
      { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE, withKeys: true },
    )
    return { found: listed, names: await namesOf(tx, listed), weights: await countWeightings(tx) }
  })
  return page({
    title: 'Bank details',
    section: 'payments',
    wide: true,
    breadcrumbs: [{ text: 'Payments', href: '/pay-runs' }, { text: 'Bank details' }],
    actions: [
      { text: OWN_NAME, kind: 'secondary', href: `/bank-details/${OWN}` },
      inFull && { text: 'Load account check weights', kind: 'secondary', href: '/bank-details/weights' },
    ],
    notice: weights === 0 && {
      heading: 'Account numbers are not being checked',
      content: html`Nobody has loaded the weights of the account check yet. ${inFull && link('Load them', '/bank-details/weights')}`,
    },
    content: queue<ListedDetails>({
      noun: { one: 'account', many: 'accounts' },
      url,
      rows: found,
      total: found[0]?.total ?? 0,
      pageSize: PAGE_SIZE,
      filters: [
        {
          kind: 'choices',
          name: 'state',
          label: 'Status',
          choices: [
            { value: 'proposed', text: 'Waits for a key' },
            { value: 'confirmed', text: 'Confirmed' },
            { value: 'refused', text: 'Refused' },
          ],
        },
        { kind: 'words', name: 'provider', label: 'Provider', hint: 'Its name or reference' },
      ],
      columns: [
        {
          heading: 'Whose',
          cell: (one) =>
            html`${link(names.get(one.organisationRef) ?? one.organisationRef, `/bank-details/${one.organisationRef}`)}${small(one.bankDetailsRef)}`,
        },
        ...detailsColumns(inFull, shell.now()),
      ],
      empty: await whichProvider(
        visit,
        'There are no bank details yet. Open a provider and propose some, or ask it to propose its own.',
      ),
    }),
  })
}

async function namesOf(tx: Read, details: readonly BankDetails[]): Promise<Map<string, string>> {
  const refs = details.map((one) => one.organisationRef).filter((ref) => ref !== OWN)
  return new Map([[OWN, OWN_NAME], ...(await providerNames(tx, refs))])
}

async function nameOf(tx: Read, organisationRef: string): Promise<string | undefined> {
  if (organisationRef === OWN) return OWN_NAME
  const provider = await findOrganisation(tx, organisationRef)
  return provider && providerName(provider)
}

/** The accounts of one organisation: what is paid into now, what waits or cools, and all that were before. */
export async function showBankDetails({ actor, shell, params, csrf }: Visit, house: House): Promise<Reply> {
  const organisationRef = params['ref'] ?? ''
  const record = `bank-details:${organisationRef}` as const
  return shell.view(actor, record, async (tx) => {
    const name = await nameOf(tx, organisationRef)
    if (name === undefined) return notFound()
    const all = await listDetails(tx, { organisationRef, states: [] }, { offset: 0, limit: 100, withKeys: true })
    const [usable] = await listUsable(tx, [organisationRef])
    const inFull = may(actor, 'payments.bank')
    const waiting = all.find((one) => one.state === 'proposed')
    return page({
      title: `Bank details of ${organisationRef === OWN ? 'the council' : name}`,
      caption: organisationRef === OWN ? OWN_NAME : `Provider ${organisationRef}`,
      section: 'payments',
      breadcrumbs: [...CRUMBS, { text: name }],
      actions: [
        inFull &&
          !waiting && {
            text: 'Propose new details',
            href: `/bank-details/${organisationRef}/propose`,
            kind: 'secondary',
          },
      ],
      content: html`${section(
        'Paid into now',
        usable
          ? summary([
              { key: 'Account', value: accountCell(usable, inFull) },
              { key: 'Since', value: usable.usableFrom ? formatInstant(usable.usableFrom) : '' },
              { key: 'Account check', value: MODULUS[usable.modulus] },
            ])
          : 'Nothing can be paid yet: no details have been confirmed by two officers and cooled off.',
      )}${waiting && section('Waits for a key', waitingPart(waiting, personBehind(actor), inFull, csrf))}${section(
        'All details, newest first',
        dataTable({
          caption: 'All details',
          captionHidden: true,
          rows: all,
          columns: detailsColumns(inFull, tx.now),
          empty: 'None have been proposed.',
        }),
      )}`,
      aside: html`${whatHappensNext(
        'Two officers turn a key each, never the same one twice. Then the details cool off before they are paid into; until then the ones before stay in use.',
      )}${await latestHistory(house, tx, organisationRef === OWN ? 'council:bank-details' : `provider:${organisationRef}`)}`,
    })
  })
}

function waitingPart(waiting: ListedDetails, officer: string, inFull: boolean, csrf: string): Html {
  const left = 2 - waiting.keyHolders.length
  const said = html`<p class="govuk-body">${accountCell(waiting, inFull)}</p>
    <p class="govuk-body">Proposed by ${waiting.proposedByName} on ${formatDay(dayOf(waiting.proposedAt))}. The reason given: “${waiting.reason}”</p>
    <p class="govuk-body">${left === 1 ? 'One officer still has to confirm.' : 'Two officers still have to confirm.'}</p>`
  if (!inFull) return said
  const refuseForm = postForm({
    action: `/bank-details/${waiting.bankDetailsRef}/refuse`,
    csrf,
    content: button({ text: 'Refuse these details', classes: 'govuk-button--secondary', preventDoubleClick: true }),
  })
  if (waiting.keyHolders.includes(officer))
    return html`${said}<p class="govuk-body">You turned a key, so another officer confirms.</p>${refuseForm}`
  return html`${said}<p class="govuk-body">Before you confirm, call the ${waiting.organisationRef === OWN ? 'bank' : 'provider'} on a number that you knew before.</p>
    ${postForm({ action: `/bank-details/${waiting.bankDetailsRef}/confirm`, csrf, content: submit('Confirm these details') })}${refuseForm}`
}

type Typed = TypedAccount & { reason: string }
const EMPTY: Typed = { sortCode: '', accountNumber: '', accountName: '', reason: '' }

export const accountFields = (typed: Typed, errors: readonly FieldError[]): Html => html`
  ${textField({ name: 'accountName', label: 'Name on the account', value: typed.accountName, errors })}
  ${textField({ name: 'sortCode', label: 'Sort code', hint: 'Six digits, for example 20-11-34', value: typed.sortCode, errors, width: 5, inputmode: 'numeric' })}
  ${textField({ name: 'accountNumber', label: 'Account number', hint: 'Six to eight digits', value: typed.accountNumber, errors, width: 10, inputmode: 'numeric' })}
  ${textareaField({ name: 'reason', label: 'Why they change', hint: 'For example: new bank, letter of 3 November checked by telephone', value: typed.reason, errors, rows: 3 })}`

export const typedAccount = (form: Visit['form']): Typed => ({
  sortCode: String(form['sortCode'] ?? ''),
  accountNumber: String(form['accountNumber'] ?? ''),
  accountName: String(form['accountName'] ?? ''),
  reason: String(form['reason'] ?? ''),
})

const FAULTS: Readonly<Record<AccountFault, FieldError>> = {
  'no sort code': { field: 'sortCode', message: 'Enter a sort code of six digits, for example 20-11-34' },
  'no account number': { field: 'accountNumber', message: 'Enter an account number of six to eight digits' },
  'no account name': { field: 'accountName', message: 'Enter the name on the account, in 70 characters or fewer' },
}
const REFUSALS: Readonly<Record<Exclude<ProposeRefusal, object>, FieldError>> = {
  'no reason': { field: 'reason', message: 'Enter why the details change' },
  'no such provider': { field: 'accountName', message: 'There is no such provider' },
  'cannot be an account': {
    field: 'accountNumber',
    message: 'This account number cannot belong to this sort code. Check both against a bank statement',
  },
  'another proposal waits': {
    field: 'accountName',
    message: 'Other details wait to be confirmed. Settle them first',
  },
}

export const proposeErrors = (refusal: ProposeRefusal): FieldError[] =>
  typeof refusal === 'object' ? refusal.faults.map((fault) => FAULTS[fault]) : [REFUSALS[refusal]]

const proposeView = (
  ref: string,
  name: string,
  typed: Typed,
  csrf: string,
  errors: readonly FieldError[] = [],
): Page => ({
  title: 'Propose new bank details',
  caption: name,
  section: 'payments',
  errors,
  breadcrumbs: [...CRUMBS, { text: name, href: `/bank-details/${ref}` }, { text: 'Propose' }],
  content: postForm({
    action: `/bank-details/${ref}/propose`,
    csrf,
    content: html`${accountFields(typed, errors)}${submit('Propose', { href: `/bank-details/${ref}` })}`,
  }),
})

export async function showProposeForm({ actor, shell, params, csrf }: Visit): Promise<Reply> {
  const ref = params['ref'] ?? ''
  const name = await shell.read(actor, (tx) => nameOf(tx, ref))
  return name === undefined ? notFound() : page(proposeView(ref, name, EMPTY, csrf))
}

export async function postProposal({ actor, shell, params, form, csrf }: Visit): Promise<Reply> {
  const ref = params['ref'] ?? ''
  const typed = typedAccount(form)
  const name = await shell.read(actor, (tx) => nameOf(tx, ref))
  if (name === undefined) return notFound()
  const proposed = await proposeBankDetails(shell, actor, { ...typed, organisationRef: ref })
  if (proposed.ok) return seeOther(`/bank-details/${ref}`, 'Proposed. Another officer has to confirm.')
  return page(proposeView(ref, name, typed, csrf, proposeErrors(proposed.error)), { status: 400 })
}

const KEY_WORDS: Readonly<Record<Exclude<TurnKeyRefusal, 'no such bank details'>, string>> = {
  'already settled': 'These details were confirmed or refused already.',
  'the same officer': 'You turned a key for these details, so another officer confirms them.',
}

const refusedPage = (words: string): Reply =>
  page(
    {
      title: 'The details were not confirmed',
      section: 'payments',
      breadcrumbs: [...CRUMBS, { text: 'Not confirmed' }],
      content: html`<p class="govuk-body">${words} ${link('Back to bank details', '/bank-details')}</p>`,
    },
    { status: 409 },
  )

export async function postKey({ actor, shell, params }: Visit): Promise<Reply> {
  const turned = await turnKey(shell, actor, params['ref'] ?? '')
  if (turned.ok)
    return seeOther(
      '/bank-details',
      turned.value.keysLeft === 0
        ? 'Confirmed. The details cool off before they are paid into.'
        : 'Your key is turned. One more officer has to confirm.',
    )
  return turned.error === 'no such bank details' ? notFound() : refusedPage(KEY_WORDS[turned.error])
}

export async function postRefusal({ actor, shell, params }: Visit): Promise<Reply> {
  const refused = await refuseBankDetails(shell, actor, params['ref'] ?? '')
  if (refused.ok) return seeOther('/bank-details', 'The details are refused.')
  return refused.error === 'no such bank details' ? notFound() : refusedPage(KEY_WORDS['already settled'])
}

const weightsView = (lines: number, csrf: string, errors: readonly FieldError[] = []): Page => ({
  title: 'Load account check weights',
  section: 'payments',
  errors,
  breadcrumbs: [...CRUMBS, { text: 'Account check' }],
  content: html`<p class="govuk-body">The check finds out whether an account number can belong to a sort code. Its weights are published for download under the name valacdos, with a second file, scsubtab, of sort codes that are checked as another. ${
    lines === 0 ? 'None are loaded.' : `${lines.toLocaleString('en-GB')} lines are loaded; new files take their place.`
  }</p>${postForm({
    action: '/bank-details/weights',
    csrf,
    enctype: 'multipart/form-data',
    content: html`${fileField({ name: 'weights', label: 'Weights (valacdos)', accept: '.txt', errors })}${fileField({ name: 'substitutes', label: 'Substituted sort codes (scsubtab), if there are any', accept: '.txt', errors })}${submit('Load', { href: '/bank-details' })}`,
  })}`,
})

export async function showWeights({ actor, shell, csrf }: Visit): Promise<Reply> {
  return page(weightsView(await shell.read(actor, countWeightings), csrf))
}

export async function postWeights({ actor, shell, files, csrf }: Visit): Promise<Reply> {
  const textOf = async (name: string): Promise<string> => {
    const file = files[name]
    return file && file.bytes > 0 ? readFile(file.path, 'latin1') : ''
  }
  const loaded = await loadModulusWeights(shell, actor, {
    weights: await textOf('weights'),
    substitutes: await textOf('substitutes'),
  })
  if (loaded.ok)
    return seeOther('/bank-details', `${loaded.value.toLocaleString('en-GB')} lines of weights were loaded.`)
  const errors = Object.entries(loaded.error).map(([field, message]) => ({ field, message: String(message) }))
  return page(weightsView(await shell.read(actor, countWeightings), csrf, errors), { status: 400 })
}
