import { addDays, type Day, dayOf } from '#src/base/day.ts'
import { getPolicy, listZones } from '#src/councils/index.ts'
import { startPayRun, type StartRun } from '#src/payments/pay-runs/pay-run-commands.ts'
import type { Cycle } from '#src/payments/pay-runs/pay-run.ts'
import { listContractsToPay } from '#src/payments/pay-runs/visits-to-pay.store.ts'
import type { Read } from '#src/platform/database.ts'
import { page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  type Choice,
  dayField,
  postForm,
  radiosField,
  readDay,
  selectField,
  submit,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { providerNames } from '#src/providers/index.ts'

type Lists = { providers: Choice[]; contracts: Choice[]; zones: Choice[]; onAccount: boolean }

/** Whom there is to pay: providers with a contract, their contracts, the zones; and how this council pays. */
async function listsOf(tx: Read): Promise<Lists> {
  const contracts = await listContractsToPay(tx)
  const names = await providerNames(
    tx,
    contracts.map((one) => one.organisationRef),
  )
  const nameOf = (ref: string): string => names.get(ref) ?? ref
  return {
    providers: [...names].map(([value, text]) => ({ value, text })).sort((a, b) => a.text.localeCompare(b.text)),
    contracts: contracts.map(({ contractRef, organisationRef }) => ({
      value: contractRef,
      text: `${contractRef}, ${nameOf(organisationRef)}`,
    })),
    zones: (await listZones(tx)).map(({ zone, name }) => ({ value: zone, text: name })),
    onAccount: (await getPolicy(tx, 'payment-cycle', dayOf(tx.now))).onAccount,
  }
}

type Typed = {
  provider?: string
  contract?: string
  zone?: string
  cycle?: string
  from?: Day | TypedDay
  until?: Day | TypedDay
}

const CYCLE_CHOICES: (Choice & { value: Cycle })[] = [
  { value: 'actuals', text: 'What was delivered', hint: 'Each visit by what was logged of it. The period has ended.' },
  {
    value: 'commissioned_then_reconciled',
    text: 'What was commissioned, on account',
    hint: 'Each planned visit as planned. A later run settles it by what was delivered.',
  },
]

const startForm = (lists: Lists, typed: Typed, csrf: string, errors: readonly FieldError[] = []): Page => ({
  title: 'Start a pay run',
  section: 'payments',
  errors,
  breadcrumbs: [{ text: 'Payments', href: '/pay-runs' }, { text: 'Start' }],
  content: postForm({
    action: '/pay-runs/start',
    csrf,
    content: html`
      ${selectField({ name: 'provider', label: 'Provider', choices: lists.providers, value: typed.provider ?? '', empty: 'All providers', errors })}
      ${selectField({ name: 'contract', label: 'Contract', choices: lists.contracts, value: typed.contract ?? '', empty: 'All contracts', errors })}
      ${selectField({ name: 'zone', label: 'Zone', choices: lists.zones, value: typed.zone ?? '', empty: 'All zones', errors })}
      ${dayField({ name: 'from', label: 'First day', value: typed.from, errors })}
      ${dayField({ name: 'until', label: 'Last day', hint: 'A day that has ended, unless the run pays on account', value: typed.until, errors })}
      ${radiosField({ name: 'cycle', label: 'What is paid', hint: 'A contract whose terms say it is paid as they say', choices: CYCLE_CHOICES, value: typed.cycle ?? (lists.onAccount ? 'commissioned_then_reconciled' : 'actuals'), errors })}
      ${submit('Start the pay run', { href: '/pay-runs' })}`,
  }),
})

/** Offers the last four whole weeks, Monday to Sunday (M-61). */
export async function startPayRunForm({ actor, csrf, shell, query }: Visit): Promise<Reply> {
  const today = dayOf(shell.now())
  const until = addDays(today, -Temporal.PlainDate.from(today).dayOfWeek)
  const lists = await shell.read(actor, listsOf)
  return page(startForm(lists, { from: addDays(until, -27), until, provider: typedText(query, 'provider') }, csrf))
}

const START_ERRORS: Record<StartRun, FieldError> = {
  'the period ends before it begins': { field: 'until', message: 'The last day must not be before the first day' },
  'the period has not ended': { field: 'until', message: 'The last day must have ended: choose yesterday or earlier' },
  'the period is longer than a year': { field: 'from', message: 'A pay run covers a year at most' },
  'no such provider': {
    field: 'provider',
    message: 'There is no provider with this reference. Look it up under Providers',
  },
  'no such contract': {
    field: 'contract',
    message: 'There is no contract with this reference. Choose one of the list',
  },
  'another provider holds the contract': {
    field: 'contract',
    message: 'Another provider holds this contract. Choose all providers, or a contract of the provider',
  },
  'no such zone': { field: 'zone', message: 'There is no zone like this. Choose one of the list' },
}

export async function postPayRun({ actor, shell, form, csrf }: Visit): Promise<Reply> {
  const text = (name: string): string => String(form[name] ?? '').trim()
  const [provider, contract, zone] = [text('provider').toUpperCase(), text('contract').toUpperCase(), text('zone')]
  const cycle = CYCLE_CHOICES.find(({ value }) => value === text('cycle'))?.value ?? 'actuals'
  const from = readDay(form, 'from')
  const until = readDay(form, 'until')
  const typed = { provider, contract, zone, cycle, from: typedDay(form, 'from'), until: typedDay(form, 'until') }
  const again = async (errors: FieldError[]) =>
    page(startForm(await shell.read(actor, listsOf), typed, csrf, errors), { status: 400 })
  if (!from.ok || !until.ok)
    return again([
      ...(from.ok ? [] : [{ field: 'from', message: 'Enter the first day, for example 2 11 2026' }]),
      ...(until.ok ? [] : [{ field: 'until', message: 'Enter the last day, for example 15 11 2026' }]),
    ])
  const started = await startPayRun(shell, actor, {
    organisationRef: provider || null,
    contractRef: contract || null,
    zone: zone || null,
    cycle,
    from: from.value,
    to: addDays(until.value, 1),
  })
  return started.ok ? seeOther(`/pay-runs/${started.value}`) : again([START_ERRORS[started.error]])
}
