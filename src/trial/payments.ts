/** What was paid in the trial council: bank details of its providers, a week that two of them were paid for, what they queried of it. */
import { addDays, type Day, dayOf, type Instant, instantAt, mondayOf } from '#src/base/day.ts'
import type { Result } from '#src/base/result.ts'
import { actorOfOfficer, changePolicy, listBankHolidays, listOfficers } from '#src/councils/index.ts'
import {
  answerQuery,
  approvePayRun,
  checkPayRun,
  confirmPaymentFile,
  earliestPayDay,
  linesOfProvider,
  loadModulusWeights,
  makePaymentFile,
  OWN,
  proposeBankDetails,
  raiseQuery,
  releasePaymentFile,
  startPayRun,
  turnKey,
  workPayRun,
} from '#src/payments/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import type { MadeProvider } from '#src/trial/providers.ts'
import { COUNCIL } from '#src/trial/wenbury.ts'

/** No bank has these sort codes; their accounts are checked as many real ones are. */
const WEIGHTS = '990000 999999 MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2 1\n'
const SORT_CODE = '990100'

/** The account of such a number that passes the check. */
function accountNumber(number: number): string {
  for (let head = 1_000_000 + number * 7; ; head++) {
    const sum = [...String(head)].reduce((all, digit, at) => all + Number(digit) * (8 - at), 0)
    const last = (11 - (sum % 11)) % 11
    if (last < 10) return `${head}${last}`
  }
}

export type TrialPayments = {
  readonly shell: Shell
  readonly clerk: Actor
  readonly now: Instant
  readonly setClock: (at: Instant) => void
  readonly providers: readonly MadeProvider[]
  /** Those whom a visitor may choose to be. */
  readonly shown: readonly MadeProvider[]
}

function must<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`the trial council could not be made: ${JSON.stringify(result.error)}`)
  return result.value
}

export type Officers = { readonly maker: Actor; readonly checker: Actor }

export async function makePayments(setting: TrialPayments): Promise<{ officers: Officers; contracts: Actor }> {
  const { shell, clerk, now, setClock } = setting
  const today = dayOf(now)
  const found = await shell.read(clerk, (tx) => listOfficers(tx))
  const officer = (ref: string): Actor => {
    const one = found.find(({ officerRef }) => officerRef === ref)
    const actor = one && actorOfOfficer(COUNCIL.council, one, today)
    if (!actor) throw new Error(`the trial council has no officer ${ref}`)
    return actor
  }
  const officers: Officers = { maker: officer('O-1005'), checker: officer('O-1006') }
  const monday = mondayOf(today)
  await makeBankDetails(setting, officers, instantAt(addDays(monday, -30), '10:00'))
  // Recent enough to be queried still, and long enough ago for a query to have waited.
  const posted = addDays(today, -9)
  const paid = setting.shown.filter((_, at) => at !== 1)
  for (const provider of paid)
    await payWeek(setting, officers, provider, { from: addDays(monday, -21), to: addDays(monday, -14) }, posted)
  await makeQueries(setting, officers, posted)
  setClock(now)
  return { officers, contracts: officer('O-1007') }
}

async function makeBankDetails(setting: TrialPayments, { maker, checker }: Officers, at: Instant): Promise<void> {
  const { shell, clerk, now, setClock, providers } = setting
  setClock(at)
  must(await loadModulusWeights(shell, clerk, { weights: WEIGHTS, substitutes: '' }))
  must(
    await changePolicy(shell, clerk, {
      kind: 'payment-files',
      value: {
        serviceUserNumber: '990099',
        originatorName: 'WENBURY COUNCIL',
        ledgerColumns: [
          { code: 'payment_date', label: 'Payment date' },
          { code: 'provider_ref', label: 'Supplier' },
          { code: 'statement_ref', label: 'Invoice' },
          { code: 'amount', label: 'Amount' },
          { code: 'reference', label: 'Reference' },
        ],
      },
      fromDay: dayOf(at),
      reason: 'Agreed with the bank',
    }),
  )
  const propose = (organisationRef: string, accountName: string, number: number, by: Actor, reason: string) =>
    proposeBankDetails(shell, by, {
      ...{ organisationRef, accountName, reason, sortCode: SORT_CODE, accountNumber: accountNumber(number) },
    })
  const confirmed = async (ref: string, name: string, number: number) => {
    const { bankDetailsRef } = must(await propose(ref, name, number, maker, 'Letter checked by telephone'))
    must(await turnKey(shell, checker, bankDetailsRef))
  }
  await confirmed(OWN, COUNCIL.name, 0)
  // The last provider has told of no account yet, the one before it only yesterday.
  for (const [number, provider] of providers.slice(0, -2).entries())
    await confirmed(provider.organisationRef, provider.name, number + 1)
  setClock(now.subtract({ hours: 26 }))
  const late = providers.at(-2)
  if (late) await confirmed(late.organisationRef, late.name, 900)
  const own = setting.shown[0]
  if (own) must(await propose(own.organisationRef, own.name, 901, asProvider(own), 'We have moved to another bank'))
}

export const asProvider = ({ organisationRef, name }: MadeProvider): Actor => ({
  ...{ kind: 'provider', council: COUNCIL.council, id: `U-${organisationRef}`, organisation: organisationRef },
  name: `Pat of ${name.split(' ')[0]}`,
  grants: new Set(['payments.statement', 'payments.query', 'payments.own-bank', 'visits.log']),
})

export async function payWeek(
  { shell, setClock }: TrialPayments,
  { maker, checker }: Officers,
  { organisationRef }: MadeProvider,
  period: { from: Day; to: Day },
  posted: Day,
): Promise<void> {
  setClock(instantAt(posted, '10:00'))
  const payRunRef = must(await startPayRun(shell, maker, { organisationRef, ...period }))
  await workPayRun(shell, COUNCIL.council, payRunRef)
  must(await checkPayRun(shell, maker, { payRunRef, note: 'Missing log-outs are with the provider' }))
  must(await approvePayRun(shell, checker, payRunRef))
  await workPayRun(shell, COUNCIL.council, payRunRef)
}

/** Two lines are queried before the week is paid, and so held out of the payment; one after. Each query is at another point of its way. */
async function makeQueries(setting: TrialPayments, { maker, checker }: Officers, posted: Day): Promise<void> {
  const { shell, clerk, now, setClock, shown } = setting
  const [provider] = shown
  if (!provider) return
  const lines = await shell.read(clerk, (tx) => linesOfProvider(tx, provider.organisationRef, 4))
  const raise = (at: number, type: 'actuals' | 'rate' | 'death', words: string) => {
    const line = lines[at]
    if (!line) throw new Error(`${provider.organisationRef} was paid for too few visits`)
    return raiseQuery(shell, asProvider(provider), {
      ...{ statementRef: line.statementRef, visitRefs: [line.visitRef], type, words },
    })
  }
  setClock(instantAt(addDays(posted, 1), '09:30'))
  must(await raise(0, 'actuals', 'The worker stayed until the nurse came. The sheet at the home says so.'))
  const refused = must(await raise(1, 'rate', 'Should this not be the weekend rate?'))
  setClock(instantAt(addDays(posted, 2), '11:00'))
  const today = dayOf(shell.now())
  const holidays = await shell.read(clerk, (tx) => listBankHolidays(tx, today, addDays(today, 60)))
  const file = must(await makePaymentFile(shell, maker, { payDay: earliestPayDay(today, new Set(holidays)) }))
  setClock(instantAt(addDays(posted, 2), '14:00'))
  must(await releasePaymentFile(shell, checker, file.paymentFileRef))
  // Three working days later the bank has paid, and the run of a provider that disputes nothing is paid.
  const told = instantAt(file.payDay, '16:00')
  setClock(Temporal.Instant.compare(told, now) < 0 ? told : now)
  if (file.payDay <= dayOf(shell.now()))
    must(await confirmPaymentFile(shell, maker, { paymentFileRef: file.paymentFileRef, day: file.payDay }))
  setClock(now.subtract({ hours: 50 }))
  const asked = must(await raise(2, 'death', 'She went into hospital at noon; the worker waited for the ambulance.'))
  must(
    await answerQuery(shell, maker, {
      ...{
        queryRef: refused.queryRef,
        move: 'refuse',
        words: 'The visit was on a Friday: the weekend begins at midnight.',
      },
    }),
  )
  setClock(now.subtract({ hours: 20 }))
  must(
    await answerQuery(shell, maker, {
      ...{ queryRef: asked.queryRef, move: 'answer', words: 'Please say when the ambulance came.' },
    }),
  )
}
