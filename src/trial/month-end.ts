/** Month-end as finance finds it: what changed after it was paid, a run to approve, an uplift to agree to, what people pay. */
import { addDays, type Day, dayOf, dayOfWeek, type Instant, instantAt, mondayOf } from '#src/base/day.ts'
import type { Result } from '#src/base/result.ts'
import type { Placement } from '#src/brokerage/index.ts'
import {
  chargeDueWeeks,
  countSavings,
  linesOfProvider,
  setContribution,
  startPayRun,
  startUplift,
  workPayRun,
  workUplift,
} from '#src/payments/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import { hoursAgo } from '#src/trial/office-hours.ts'
import { asProvider, type Officers, payWeek, type TrialPayments } from '#src/trial/payments.ts'
import type { MadeProvider } from '#src/trial/providers.ts'
import { COUNCIL, rateYearOf } from '#src/trial/wenbury.ts'
import {
  addWorker,
  agreeChange,
  bankTime,
  enterByHand,
  findOpenItems,
  findVisit,
  issueSheet,
  saveMapping,
  type VendorMapping,
} from '#src/visits/index.ts'

type MonthEnd = TrialPayments & {
  readonly officers: Officers
  readonly contracts: Actor
  readonly placements: readonly Placement[]
}

function must<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`the trial council could not be made: ${JSON.stringify(result.error)}`)
  return result.value
}

export async function makeMonthEnd(setting: MonthEnd): Promise<void> {
  const { shell, clerk, now, setClock, shown, officers } = setting
  const monday = mondayOf(dayOf(now))
  const [amber, copper] = shown
  if (!amber || !copper) return
  await makeContributions(setting, amber.organisationRef, monday)
  await makeLateEntry(setting, amber.organisationRef)
  await makeNoAccess(setting, amber.organisationRef)
  const next = { from: addDays(monday, -14), to: addDays(monday, -7) }
  await payWeek(setting, officers, amber, next, addDays(dayOf(now), -2))
  const last = { from: addDays(monday, -7), to: monday }
  const asked = hoursAgo(now, 3)
  // Before the office opens on a Monday the week has ended all the same.
  setClock(dayOf(asked) < last.to ? now : asked)
  const draft = must(await startPayRun(shell, officers.maker, { organisationRef: copper.organisationRef, ...last }))
  await workPayRun(shell, COUNCIL.council, draft)
  await makeUplift(setting)
  must(await saveMapping(shell, officers.maker, { mappingRef: undefined, name: 'Rota system, weekly', mapping: ROTA }))
  await makeDoorSheet(setting)
  await makeChanges(setting)
  await makeBankedTime(setting, amber)
  setClock(now)
  await chargeDueWeeks(shell, clerk)
  await countSavings(shell, clerk)
  await findOpenItems(shell, COUNCIL.council, OPEN_DAYS)
}

const OPEN_DAYS = 14

/** A visit that was paid as missed: the first such, or the one after so many. */
const missedVisit = async ({ shell, clerk }: MonthEnd, organisationRef: string, after = 0) => {
  const lines = await shell.read(clerk, (tx) => linesOfProvider(tx, organisationRef, after + 1, 'missed'))
  const line = lines[after]
  return line && shell.read(clerk, (tx) => findVisit(tx, line.visitRef))
}

/** Somebody pays a part, and the whole where they asked the council to arrange what they pay for themselves. */
async function makeContributions(setting: MonthEnd, organisationRef: string, monday: Day): Promise<void> {
  const { shell, setClock, officers } = setting
  setClock(instantAt(addDays(monday, -29), '11:00'))
  const [first, second] = new Set(
    setting.placements.filter((one) => one.organisationRef === organisationRef).map(({ personRef }) => personRef),
  )
  const set = (personRef: string | undefined, weeklyPence: number | null, note: string) =>
    personRef && setContribution(shell, officers.maker, { personRef, fromDay: addDays(monday, -28), weeklyPence, note })
  for (const done of [
    await set(first, 4210, 'Financial assessment, from the bank statements'),
    await set(second, null, 'Above the upper capital limit'),
  ])
    if (done) must(done)
}

/** A visit that was paid as missed, entered by hand when the provider sent its sheet. */
async function makeLateEntry(setting: MonthEnd, organisationRef: string): Promise<void> {
  const { shell, now, setClock, officers } = setting
  const visit = await missedVisit(setting, organisationRef)
  if (!visit) return
  setClock(instantAt(addDays(dayOf(now), -5), '14:20'))
  const micros = (at: Instant): number => at.epochMilliseconds * 1000
  const entry = { visitRef: visit.visitRef, workerRef: 'W-1001-7', reasonCode: 'phone_broken' }
  const times = { in: micros(visit.start), out: micros(visit.start.add({ minutes: visit.minutes })) }
  must(await enterByHand(shell, officers.maker, { ...entry, ...times }))
}

/** The worker came and was not let in: the card pays a quarter of an hour for that. */
async function makeNoAccess(setting: MonthEnd, organisationRef: string): Promise<void> {
  const { shell, now, setClock, officers } = setting
  const visit = await missedVisit(setting, organisationRef, 1)
  if (!visit) return
  setClock(instantAt(addDays(dayOf(now), -5), '14:40'))
  const begun = visit.start.epochMilliseconds * 1000
  const entry = { visitRef: visit.visitRef, workerRef: 'W-1001-8', reasonCode: 'no_access' }
  must(await enterByHand(shell, officers.maker, { ...entry, in: begun, out: begun + 6 * MINUTE }))
}

const MINUTE = 60_000_000
const FEW_PLACEMENTS = 200

/** Proposed with its dry run; whoever approves it is another officer. */
async function makeUplift({ shell, now, setClock, contracts, placements }: MonthEnd): Promise<void> {
  setClock(hoursAgo(now, 2))
  const from = Temporal.PlainDate.from(rateYearOf(dayOf(now)))
    .add({ years: 1 })
    .toString()
  const upliftRef = must(
    await startUplift(shell, contracts, {
      ...{ cardRefs: ['HC-RURAL'], rounding: 'up_4p', from, note: 'Budget for the coming year' },
      method: { kind: 'percent', percent: '4.1' },
    }),
  )
  // The dry run of a large council is left to its job, which begins with the server.
  if (placements.length < FEW_PLACEMENTS) await workUplift(shell, COUNCIL.council, upliftRef)
}

async function makeDoorSheet({ shell, now, setClock, shown, placements }: MonthEnd): Promise<void> {
  const [provider] = shown
  const placed = placements.find((one) => one.organisationRef === provider?.organisationRef && one.endDay === null)
  if (!provider || !placed) return
  setClock(hoursAgo(now, 30))
  const actor = asProvider(provider)
  must(await issueSheet(shell, actor, placed.personRef))
  must(await addWorker(shell, actor, { workerRef: 'W-1001-7', name: 'Ros Roster' }))
}

/** One change inside the window, written down for the person by an officer, and one outside it that waits for an officer. */
async function makeChanges({ shell, now, setClock, shown, placements, officers }: MonthEnd): Promise<void> {
  const [provider] = shown
  const placed = placements.find(
    ({ organisationRef, endDay, pattern }) =>
      organisationRef === provider?.organisationRef && endDay === null && pattern.length > 1,
  )
  const slot = placed?.pattern.find(({ timeCritical }) => !timeCritical)
  if (!provider || !placed || !slot) return
  setClock(hoursAgo(now, 5))
  const today = dayOf(now)
  const days = [1, 2, 3, 4, 5, 6, 7].map((ahead) => addDays(today, ahead))
  const fromDay = days.find((day) => slot.days.includes(dayOfWeek(day))) ?? addDays(today, 1)
  const change = {
    packageRef: placed.packageRef,
    slot: slot.slot,
    fromDay,
    minutes: slot.minutes,
    agreedOn: addDays(today, -1),
  }
  const agreedWith = placed.personName
  must(
    await agreeChange(shell, officers.maker, {
      ...{
        ...change,
        agreedWith,
        kind: 'one-off',
        start: later(slot.start, 15),
        note: 'Her sister telephones at the usual time',
      },
    }),
  )
  must(
    await agreeChange(shell, asProvider(provider), {
      ...{ ...change, agreedWith, kind: 'standing', start: later(slot.windowTo, 30), note: 'Day centre until then' },
    }),
  )
}

/** A worker who left early because the person wanted so: the minutes are kept for another visit. */
async function makeBankedTime({ shell, clerk, now, setClock }: MonthEnd, provider: MadeProvider): Promise<void> {
  const lines = await shell.read(clerk, (tx) => linesOfProvider(tx, provider.organisationRef, 40))
  setClock(hoursAgo(now, 4))
  const agreed = { agreedWith: 'Her daughter', agreedOn: addDays(dayOf(now), -6), minutes: 10 }
  // Most visits were not so much shorter, and nothing is banked of them.
  for (const { visitRef } of lines) {
    const banked = await bankTime(shell, asProvider(provider), { visitRef, ...agreed })
    if (banked.ok) return
  }
}

const later = (time: string, minutes: number): string =>
  Temporal.PlainTime.from(time).add({ minutes }).toString().slice(0, 5)

/** How a rota system that is made up writes its weekly export. */
const ROTA: VendorMapping = {
  system: 'rota',
  columns: {
    ...{ logRef: 'Call ID', visit: '', person: 'Client No.', worker: 'Carer ID', event: '' },
    ...{ in: 'Actual Start', inTime: '', out: 'Actual Finish', outTime: '', length: '' },
    ...{ inSource: 'Log Method', outSource: 'Log Method', reason: 'Reason', wakings: '' },
  },
  ownNumbers: [],
  order: 'day first',
  numbers: undefined,
  zone: 'london',
  lengthUnit: 'minutes',
  eventWords: {},
  sourceWords: { nfc: 'tag', app: 'app_gps', phone: 'landline', manual: 'manual' },
  sourceElse: 'tag',
  reasonWords: {},
  reasonElse: '',
}
