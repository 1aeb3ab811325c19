/**
 * A small council through its year, from a seed: plans, absences, logs by file and by machine with the flaws of real life, corrections,
 * new rates, pay runs of every cycle, queries, payment files and charges. Time is the shell's clock, and everything is a command.
 */
import assert from 'node:assert/strict'
import { LISTENERS } from '#src/app.ts'
import { addDays, type Day, dayOf, daysBetween, type Instant, instantAt } from '#src/base/day.ts'
import { drawDown, enterContract } from '#src/contracts/index.ts'
import { changePolicy, listBankHolidays } from '#src/councils/index.ts'
import { cancelPaymentFile } from '#src/payments/payment-files/payment-file-commands.ts'
import { chargeDueWeeks, setContribution } from '#src/payments/charges/charge-commands.ts'
import {
  answerQuery,
  cancelPayRun,
  earliestPayDay,
  makePaymentFile,
  OWN,
  proposeBankDetails,
  raiseQuery,
  rateAgain,
  releasePaymentFile,
  resumePayRuns,
  startPayRun,
  turnKey,
  workPayRun,
} from '#src/payments/index.ts'
import { approveUplift, startUplift, workUplift } from '#src/payments/uplift/commands.ts'
import { addPerson } from '#src/people/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import { createShell, type Shell } from '#src/platform/command.ts'
import { addCouncil } from '#src/platform/councils.ts'
import { createDatabase } from '#src/platform/database.ts'
import type { Engine } from '#src/platform/engine.ts'
import { addRateCard } from '#src/rates/index.ts'
import { diceFrom } from '#src/trial/dice.ts'
import {
  cancelVisit,
  changeAbsence,
  endPlan,
  extendPlans,
  findOpenItems,
  planPlacement,
  recordAbsence,
  restoreVisit,
  withdrawAbsence,
} from '#src/visits/index.ts'
import { COUNCIL, officer, providerUser, system } from '#test/support/database.ts'
import {
  checkAndApprove,
  BALANCED,
  BANDED,
  cardOf,
  contractOf,
  FAY,
  got,
  inCommand,
  refusal,
  seedPayCouncil,
  SPLIT,
} from '#test/support/pay-runs.ts'
import { planOf } from '#test/support/visits.ts'
import { ask, CLERK, someVisits, tell, type Year } from '#test/support/year-at-hand.ts'
import { DEALS, MORE_CONTRACTS, YEAR_CARDS } from '#test/support/year-deals.ts'
import { liveEvents, putRight, sendLate, sendLogs } from '#test/support/year-logs.ts'

/** A Monday, and the first day of every card and contract. */
export const YEAR_START: Day = '2026-04-06'

const PROVIDERS = [BANDED, BALANCED, SPLIT] as const
const GRANTS = ['payments.pay', 'payments.release', 'payments.bank', 'payments.answer', 'rates.change']
const ANN: Actor = { ...officer('O-11', GRANTS), name: 'Ann' }
const BEN: Actor = { ...officer('O-12', GRANTS), name: 'Ben' }

export type CouncilYear = Pick<Year, 'engine' | 'shell' | 'clock' | 'done'> & {
  /** Lives the week that begins on a Monday, up to the Monday after it. */
  week(number: number): Promise<void>
  /** Everything late comes in, every draft is posted, and one run goes over the whole time; answers with a run that finds nothing more. */
  settle(): Promise<string>
}

export async function openCouncilYear(
  engine: Engine,
  { seed, people, weeks }: { seed: number; people: number; weeks: number },
): Promise<CouncilYear> {
  const clock = { now: instantAt(YEAR_START, '06:00') }
  const shell = createShell(createDatabase(engine), LISTENERS, () => clock.now)
  await addCouncil(shell.database, { council: COUNCIL, name: 'Wenbury', trial: true })
  await seedPayCouncil({ shell })
  for (const { organisationRef, service, cardRef } of MORE_CONTRACTS) {
    got(await addRateCard(shell, system(), { name: cardRef, text: JSON.stringify(YEAR_CARDS.get(cardRef)) }))
    got(await enterContract(shell, system(), contractOf({ organisationRef, service, cardRef })))
  }
  const year: Year = {
    ...{ engine, shell, clock, weeks, dice: diceFrom(seed), people: await addPeople(shell, people) },
    ...{ done: new Map(), late: [], drafts: [], logs: 0 },
  }
  for (const [at, personRef] of year.people.entries()) await place(year, personRef, at)
  await openAccounts(year)
  await runOnAccount(year, YEAR_START)
  return { engine, shell, clock, done: year.done, week: (number) => liveWeek(year, number), settle: () => settle(year) }
}

const at = (year: Year, day: Day, time: string): void => void (year.clock.now = instantAt(day, time))

// --- setting up

async function addPeople(shell: Shell, count: number): Promise<string[]> {
  const common = { zone: 'rural', language: 'English', interpreter: false, addressLines: ['4 Mill Lane'] }
  const refs = ['P-1001', 'P-1002']
  while (refs.length < count) {
    const details = {
      ...common,
      givenName: 'Ivy',
      familyName: 'Moss',
      birthDay: addDays('1940-05-05', refs.length),
      postcode: 'HR6 8AB',
    }
    const added = got(await addPerson(shell, system(), { details }))
    refs.push(typeof added === 'string' ? added : (added as { personRef: string }).personRef)
  }
  return refs
}

/** A package by the deal of its person; what it commits is drawn down. */
async function place(year: Year, personRef: string, number: number, startDay: Day = YEAR_START): Promise<void> {
  const { dice, shell } = year
  const { pattern, ...deal } = DEALS[number % DEALS.length] as (typeof DEALS)[number]
  const { contractRef } = deal
  const packageRef = `PK-${5001 + number}`
  const plan = planOf({ ...deal, packageRef, personRef, zone: 'rural', startDay, pattern: pattern(dice) })
  await inCommand(shell, async (tx) => {
    await planPlacement(tx, plan)
    const toDay = addDays(YEAR_START, 364)
    if (startDay === YEAR_START)
      got(await drawDown(tx, { contractRef, packageRef, weeklyPence: 30_000, fromDay: startDay, toDay }))
  })
}

async function openAccounts({ shell, people }: Year): Promise<void> {
  const value = {
    serviceUserNumber: '654321',
    originatorName: 'WENBURY COUNCIL',
    ledgerColumns: [{ code: 'amount', label: 'Amount' }],
  }
  const policy = { kind: 'payment-files', value, fromDay: YEAR_START, reason: 'Set up' } as const
  got(await changePolicy(shell, system(), policy))
  for (const [number, organisationRef] of [OWN, ...PROVIDERS].entries()) {
    const account = {
      sortCode: '99-00-01',
      accountNumber: `1000000${number}`,
      accountName: 'An account',
      reason: 'First',
    }
    const { bankDetailsRef } = got(await proposeBankDetails(shell, ANN, { ...account, organisationRef }))
    got(await turnKey(shell, BEN, bankDetailsRef))
  }
  for (const [number, personRef] of people.entries())
    if (number % 2 === 0)
      got(
        await setContribution(shell, FAY, {
          personRef,
          fromDay: YEAR_START,
          weeklyPence: contributionOf(number),
          note: 'FA-1',
        }),
      )
}

/** What every second person contributes a week; null: the whole cost. */
export const contributionOf = (number: number): number | null => (number % 4 === 0 ? 4_520 + number : null)

// --- a week

async function liveWeek(year: Year, number: number): Promise<void> {
  const { shell } = year
  const monday = addDays(YEAR_START, 7 * number)
  const next = addDays(monday, 7)
  at(year, monday, '02:10')
  await extendPlans(shell, system())
  at(year, addDays(monday, 2), '11:00')
  await changeCare(year, monday)
  await liveEvents(year, addDays(monday, 2))
  at(year, next, '07:00')
  await sendLogs(year, monday)
  at(year, next, '09:00')
  await putRight(year, next)
  if (number === Math.floor(year.weeks * 0.4)) await backDateRate(year, next)
  if (number === Math.floor(year.weeks * 0.6)) await uplift(year, next)
  at(year, next, '10:00')
  await payWeek(year, number, next)
  at(year, addDays(next, 1), '09:30')
  await queryLines(year)
  if (number % 4 === 3) await payProviders(year, addDays(next, 1))
  await resumePayRuns(shell)
  await chargeDueWeeks(shell, system())
  await findOpenItems(shell, COUNCIL, 35)
}

/** People go to hospital and come back sooner or later than was said, visits are cancelled and come back, packages change and end. */
async function changeCare(year: Year, monday: Day): Promise<void> {
  const { shell, dice, people } = year
  for (const [number, personRef] of people.entries()) {
    if (dice.percent(12)) {
      const from = instantAt(addDays(monday, dice.whole(-9, 9)), '10:30')
      const to = dice.percent(70) ? from.add({ hours: 24 * dice.whole(1, 8) }) : undefined
      const kind = dice.pick(['hospital', 'respite', 'away'] as const)
      tell(year, 'absence', await recordAbsence(shell, CLERK, { personRef, kind, from, to, note: '' }))
    }
    if (dice.percent(2)) {
      const packageRef = `PK-${5001 + number}`
      await inCommand(shell, (tx) => endPlan(tx, packageRef, addDays(monday, dice.whole(-3, 9))))
      tell(year, 'package ended', { ok: true, value: true })
    } else if (dice.percent(3)) {
      at(year, addDays(monday, 2), '11:30')
      await place(year, personRef, number, addDays(monday, dice.whole(3, 9)))
      tell(year, 'package changed', { ok: true, value: true })
    }
  }
  const absences = await ask<{ ref: string; from: Instant; to: Instant | null }>(
    year,
    `select absence_ref as ref, from_at as from, to_at as to from visits.absence where council_id = $1 and not withdrawn order by 1 desc limit 6`,
  )
  for (const { ref, from, to } of absences) {
    if (dice.percent(10)) tell(year, 'absence withdrawn', await withdrawAbsence(shell, CLERK, ref))
    else if (to === null || dice.percent(25)) {
      const change = { absenceRef: ref, from, to: from.add({ hours: 24 * dice.whole(1, 12) }), note: 'Changed' }
      tell(year, 'absence changed', await changeAbsence(shell, CLERK, change))
    }
  }
  for (const { ref, status } of await someVisits(year, addDays(monday, -10), addDays(monday, 9), 5)) {
    const input = { visitRef: ref, reason: 'The family asked' }
    if (status === 'planned') tell(year, 'visit cancelled', await cancelVisit(shell, CLERK, input))
    else tell(year, 'visit restored', await restoreVisit(shell, CLERK, input))
  }
}

// --- prices

const cardText = (cardRef: string, from: Day, millionths: number): string => {
  const card = YEAR_CARDS.get(cardRef)
  const raised = (pence: number): number => Math.round((pence * millionths) / 1e6)
  const rates = card?.rates.map((line) => ({
    ...line,
    ...(line.pence_per_hour === undefined ? {} : { pence_per_hour: raised(line.pence_per_hour) }),
    ...(line.pence_per_visit === undefined ? {} : { pence_per_visit: raised(line.pence_per_visit) }),
  }))
  return JSON.stringify({ ...card, from, rates })
}

/** Prices that were agreed late. */
async function backDateRate(year: Year, today: Day): Promise<void> {
  const days = Math.min(31, daysBetween(YEAR_START, today) - 2)
  for (const cardRef of ['HC-BAND', 'HC-BALANCE', 'HC-KINDS']) {
    const from = addDays(today, -days)
    const version = { name: 'Home care', text: cardText(cardRef, from, 1_031_000), reason: 'Agreed late' }
    tell(year, 'rate back-dated', await addRateCard(year.shell, ANN, version))
  }
}

async function uplift(year: Year, today: Day): Promise<void> {
  const { shell } = year
  const upliftRef = got(
    await startUplift(shell, ANN, {
      ...{ cardRefs: PROVIDERS.map(cardOf), method: { kind: 'percent', percent: '4.1' }, rounding: 'nearest_1p' },
      ...{ from: addDays(today, 4), note: 'The yearly uplift' },
    }),
  )
  await workUplift(shell, COUNCIL, upliftRef)
  tell(year, 'uplift', await approveUplift(shell, BEN, upliftRef))
}

// --- paying

type Start = Parameters<typeof startPayRun>[2]

/** A draft; one in eight is thrown away and made anew. */
async function draft(year: Year, what: string, start: Start): Promise<string> {
  const { shell, dice } = year
  const payRunRef = got(await startPayRun(shell, FAY, start))
  await workPayRun(shell, COUNCIL, payRunRef, dice.pick([20, 60, 700]))
  tell(year, what, { ok: true, value: payRunRef })
  if (!dice.percent(12)) return payRunRef
  tell(year, 'run cancelled', await cancelPayRun(shell, FAY, { payRunRef, reason: 'The wrong period' }))
  return draft(year, what, start)
}

/** Approved once it is up to date, and posted. */
async function post(year: Year, payRunRef: string): Promise<void> {
  const { shell } = year
  for (;;) {
    const approved = await checkAndApprove(shell, payRunRef)
    if (approved.ok) break
    if (approved.error === 'a back-dated rate is on its way') await resumePayRuns(shell)
    else if (approved.error === 'visits have changed') tell(year, 'stale draft', await rateAgain(shell, FAY, payRunRef))
    else assert.fail(approved.error)
  }
  await workPayRun(shell, COUNCIL, payRunRef)
  tell(year, 'run posted', { ok: true, value: payRunRef })
}

const runOnAccount = async (year: Year, from: Day): Promise<void> =>
  post(
    year,
    await draft(year, 'run on account', {
      organisationRef: SPLIT,
      from,
      to: addDays(from, 28),
      cycle: 'commissioned_then_reconciled',
    }),
  )

/** One provider each week, one each four weeks, one on account four weeks ahead. Now and then a draft waits a week for its second officer. */
async function payWeek(year: Year, number: number, next: Day): Promise<void> {
  const { dice, drafts } = year
  const weekly = dice.percent(80) ? { organisationRef: BANDED } : { organisationRef: null, contractRef: 'CT-1001' }
  const fresh = [await draft(year, 'weekly run', { ...weekly, from: addDays(next, -7), to: next })]
  if (number % 4 === 3)
    fresh.push(await draft(year, 'four-weekly run', { organisationRef: BALANCED, from: addDays(next, -28), to: next }))
  at(year, next, '14:00')
  await sendLate(year, next, 3)
  for (const payRunRef of drafts.splice(0)) await post(year, payRunRef)
  for (const payRunRef of fresh) {
    if (dice.percent(15)) drafts.push(payRunRef)
    else await post(year, payRunRef)
  }
  if (number % 4 === 3 && number + 1 < year.weeks) await runOnAccount(year, next)
}

type LineToQuery = { statementRef: string; organisationRef: string; visitRef: string }

async function queryLines(year: Year): Promise<void> {
  const { shell, dice } = year
  const open = await ask<{ queryRef: string }>(
    year,
    `select query_ref as "queryRef" from payments.query where council_id = $1 and state in ('open', 'answered') order by 1`,
  )
  for (const { queryRef } of open) {
    if (dice.percent(40)) continue
    const move = dice.pick(['answer', 'agree', 'refuse'] as const)
    tell(year, `query: ${move}`, await answerQuery(shell, ANN, { queryRef, move, words: 'The log says otherwise' }))
  }
  const lines = await ask<LineToQuery>(
    year,
    `select statement_ref as "statementRef", organisation_ref as "organisationRef", visit_ref as "visitRef" from payments.pay_line
      where council_id = $1 and amount_pence > 0 and day >= $2 order by day, visit_ref`,
    [addDays(dayOf(year.clock.now), -12)],
  )
  for (let count = 0; count < 2 && lines.length > 0; count++) {
    const { statementRef, organisationRef, visitRef } = dice.pick(lines)
    const asked = { statementRef, visitRefs: [visitRef], type: 'actuals', words: 'She stayed longer' } as const
    const provider = providerUser(organisationRef, ['payments.query', 'payments.statement'])
    tell(year, 'query', await raiseQuery(shell, provider, asked))
  }
}

async function payProviders(year: Year, today: Day): Promise<void> {
  const { shell, dice } = year
  const holidays = await shell.read(system(), (tx) => listBankHolidays(tx, today, addDays(today, 60)))
  const made = await makePaymentFile(shell, ANN, { payDay: earliestPayDay(today, new Set(holidays)) })
  if (!made.ok) return assert.equal(refusal(made), 'nothing to pay')
  const { paymentFileRef } = made.value
  if (dice.percent(20)) {
    tell(year, 'file cancelled', await cancelPaymentFile(shell, ANN, paymentFileRef))
    return payProviders(year, today)
  }
  tell(year, 'file released', await releasePaymentFile(shell, BEN, paymentFileRef))
}

// --- the end

async function settle(year: Year): Promise<string> {
  const { shell, weeks } = year
  const end = addDays(YEAR_START, 7 * weeks)
  at(year, addDays(end, 2), '10:00')
  await sendLate(year, addDays(end, 400), Infinity)
  await resumePayRuns(shell)
  for (const payRunRef of year.drafts.splice(0)) await post(year, payRunRef)
  const all = { organisationRef: null, from: YEAR_START, to: end }
  await post(year, got(await startAndWork(year, all)))
  const last = got(await startAndWork(year, all))
  await post(year, last)
  await chargeDueWeeks(shell, system())
  return last
}

async function startAndWork({ shell }: Year, start: Start) {
  const started = await startPayRun(shell, FAY, start)
  if (started.ok) await workPayRun(shell, COUNCIL, started.value)
  return started
}
