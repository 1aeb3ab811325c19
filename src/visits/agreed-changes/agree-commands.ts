import { addDays, type Day, dayOf, dayOfWeek, instantAt } from '#src/base/day.ts'
import { microsOf } from '#src/base/moment.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { PatternVisit } from '#src/brokerage/index.ts'
import { getPolicy } from '#src/councils/index.ts'
import { type Actor, type RecordKey, systemActor } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'
import { findTariff, rateVisit } from '#src/rates/index.ts'
import {
  type AskedChange,
  balanceOn,
  type BankFault,
  type ChangeFault,
  checkSaving,
  decideChange,
  slotOn,
} from '#src/visits/agreed-changes/agreed-change.ts'
import {
  findChange,
  insertBanked,
  insertChange,
  isAsked,
  type KeptChange,
  listAgreed,
  findBankedOf,
  listBanked,
  lockAgreeing,
  lockChange,
  lockToApply,
  noteApplied,
  saveDecision,
} from '#src/visits/agreed-changes/agreed-change.store.ts'
import type { VisitsFact } from '#src/visits/facts.ts'
import { replanDays } from '#src/visits/visit-commands.ts'
import { listAttendances } from '#src/visits/visit-list.store.ts'
import { actualMinutes, type Attendance } from '#src/visits/visit-outcome.ts'
import { findVisit, type KeptVisit, type PlanOfPackage } from '#src/visits/visit.store.ts'

export const APPLY_CHANGES = 'apply-agreed-changes'

export type AgreeChange = AskedChange & {
  readonly packageRef: string
  readonly slot: number
  readonly fromDay: Day
  readonly note: string
}
export type AgreeChangeRefusal =
  | ChangeFault
  | 'no such visit'
  | 'begun already'
  | 'no visit on that day'
  | 'asked already'
export type ChangeAnswer = { readonly changeRef: string; readonly status: 'asked' | 'agreed' }

/** Minutes of a package that may be used on a day. */
export async function balanceOf(tx: Read, packageRef: string, on: Day): Promise<number> {
  const rules = await getPolicy(tx, 'banked-time', dayOf(tx.now))
  return balanceOn(await listBanked(tx, { packageRef }, bankSince(on, rules)), rules, on)
}

/** Entries that may bear on a balance: each lapses with its weeks, and was used from what was there before. */
export const bankSince = (on: Day, { withinWeeks }: { withinWeeks: number }): Day => addDays(on, -14 * withinWeeks)

/**
 * A provider and the person, or an officer for them, agree another time of a visit. Inside the window it is so at once; outside an
 * officer is asked.
 */
export const agreeChange = (shell: Shell, actor: Actor, input: AgreeChange, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'agree-change',
    async (tx): Promise<Result<ChangeAnswer, AgreeChangeRefusal>> => {
      const plan = await lockAgreeing(tx, input.packageRef)
      const slot = plan?.pattern.find((one) => one.slot === input.slot)
      if (!plan || !slot) return refuse('no such visit')
      const standing = slotOn(slot, input.fromDay, await listAgreed(tx, [plan.packageRef]))
      const when = checkDay(tx, slot, standing, input)
      if (!when.ok) return when
      const today = dayOf(tx.now)
      const { minimumMinutes } = await getPolicy(tx, 'visit-length', today)
      const balance = await balanceOf(tx, plan.packageRef, input.fromDay)
      const decided = decideChange(slot, standing, input, { minimumMinutes, balance, today })
      if (!decided.ok) return decided
      const { whyAsked, banked } = decided.value
      if (whyAsked !== undefined && (await isAsked(tx, input))) return refuse('asked already')
      const change = changeOf(plan, slot, input, { changeRef: await nextRef(tx, 'TC'), whyAsked, tx })
      await insertChange(tx, change)
      recordTime(tx, change)
      if (whyAsked === undefined) await takeEffect(tx, change, banked)
      return ok({ changeRef: change.changeRef, status: whyAsked === undefined ? 'agreed' : 'asked' })
    },
    options,
  )

/** The visit must be there on the day, and neither it nor its new time begun. */
function checkDay(
  tx: Read,
  slot: PatternVisit,
  standing: Pick<PatternVisit, 'start'>,
  { kind, fromDay, start }: AgreeChange,
): Result<true, AgreeChangeRefusal> {
  if (kind === 'one-off' && !slot.days.includes(dayOfWeek(fromDay))) return refuse('no visit on that day')
  if (fromDay < dayOf(tx.now)) return refuse('begun already')
  const hasBegun = (time: string): boolean =>
    /^\d\d:\d\d$/.test(time) && Temporal.Instant.compare(instantAt(fromDay, time), tx.now) <= 0
  return kind === 'one-off' && (hasBegun(standing.start) || (start < '24' && hasBegun(start)))
    ? refuse('begun already')
    : ok(true)
}

const changeOf = (
  { packageRef, organisationRef, personRef }: PlanOfPackage,
  slot: PatternVisit,
  input: AgreeChange,
  { changeRef, whyAsked, tx }: { changeRef: string; whyAsked: KeptChange['whyAsked'] | undefined; tx: Write },
): KeptChange => ({
  ...{ changeRef, packageRef, organisationRef, personRef },
  ...{ slot: slot.slot, kind: input.kind, fromDay: input.fromDay, start: input.start, minutes: input.minutes },
  plannedStart: slot.start,
  plannedMinutes: slot.minutes,
  agreedWith: input.agreedWith.trim(),
  agreedOn: input.agreedOn,
  note: input.note.trim(),
  whyAsked: whyAsked ?? null,
  status: whyAsked === undefined ? 'agreed' : 'asked',
  askedBy: tx.actor.name,
  askedAt: tx.now,
  ...{ decidedBy: null, decidedAt: null, decisionNote: null },
  appliedAt: null,
})

const about = ({
  changeRef,
  packageRef,
  personRef,
}: Pick<KeptChange, 'changeRef' | 'packageRef' | 'personRef'>): RecordKey[] => [
  `change:${changeRef}`,
  `package:${packageRef}`,
  `person:${personRef}`,
]

function recordTime(tx: Write, change: KeptChange): void {
  const { changeRef, packageRef, personRef, slot, kind, fromDay, start, minutes, agreedWith, agreedOn, whyAsked } =
    change
  const time = { changeRef, packageRef, personRef, slot, kind, fromDay, start, minutes, agreedWith, agreedOn }
  const fact: VisitsFact =
    whyAsked === null
      ? { type: 'visits.change-agreed', about: about(change), data: time }
      : { type: 'visits.change-asked', about: about(change), data: { ...time, whyAsked } }
  tx.record(fact)
}

/** Banks what the change saves or takes, and plans the visits anew; of a provider the clock does, who may not change visits. */
async function takeEffect(tx: Write, change: KeptChange, banked: number): Promise<void> {
  if (banked !== 0)
    await bank(tx, change, { day: change.fromDay, minutes: banked, changeRef: change.changeRef, visitRef: null })
  if (tx.actor.organisation === undefined) await apply(tx, change)
  else await tx.enqueue(APPLY_CHANGES, { council: tx.council })
}

async function bank(
  tx: Write,
  whose: Pick<KeptChange, 'packageRef' | 'personRef' | 'organisationRef' | 'slot' | 'agreedWith' | 'agreedOn'>,
  entry: { day: Day; minutes: number; changeRef: string | null; visitRef: string | null },
): Promise<string> {
  const entryRef = await nextRef(tx, 'BT')
  const { packageRef, personRef, organisationRef, slot, agreedWith, agreedOn } = whose
  await insertBanked(tx, { ...entry, entryRef, packageRef, personRef, organisationRef, slot, agreedWith, agreedOn })
  tx.record({
    type: entry.minutes > 0 ? 'visits.time-banked' : 'visits.banked-time-used',
    about: [
      `package:${packageRef}`,
      `person:${personRef}`,
      ...(entry.visitRef === null ? [] : ([`visit:${entry.visitRef}`] as const)),
    ],
    data: { entryRef, packageRef, personRef, day: entry.day, minutes: Math.abs(entry.minutes), agreedWith },
  } satisfies VisitsFact)
  return entryRef
}

async function apply(tx: Write, change: KeptChange): Promise<void> {
  const to = change.kind === 'one-off' ? addDays(change.fromDay, 1) : undefined
  await replanDays(tx, change.packageRef, change.fromDay, to)
  await noteApplied(tx, change.changeRef)
}

/** Plans anew what providers agreed; cut off anywhere it goes on where it was. */
export async function applyChanges(shell: Shell, council: number): Promise<number> {
  for (let count = 0; ; count++) {
    const step = await shell.command(systemActor(council), 'apply-agreed-change', async (tx) => {
      const change = await lockToApply(tx)
      if (!change) return refuse('nothing to apply')
      await apply(tx, change)
      tx.record({
        type: 'visits.change-applied',
        about: about(change),
        data: { changeRef: change.changeRef, packageRef: change.packageRef, personRef: change.personRef },
      } satisfies VisitsFact)
      return ok(change.changeRef)
    })
    if (!step.ok) return count
  }
}

export type DecideRefusal = 'no such change' | 'decided already' | 'no reason given' | 'begun already'

/** An officer agrees to what lies outside the window, or refuses it with a reason. */
export const decideAsked = (
  shell: Shell,
  actor: Actor,
  input: { readonly changeRef: string; readonly agree: boolean; readonly note: string },
  options: CommandOptions = {},
) =>
  shell.command(
    actor,
    'decide-change',
    async (tx): Promise<Result<string, DecideRefusal>> => {
      const asked = await findChange(tx, input.changeRef)
      if (!asked) return refuse('no such change')
      await lockAgreeing(tx, asked.packageRef)
      const change = (await lockChange(tx, input.changeRef)) ?? asked
      const note = input.note.trim()
      if (change.status !== 'asked') return refuse('decided already')
      if (!input.agree && note === '') return refuse('no reason given')
      const starts = instantAt(change.fromDay, change.start)
      if (input.agree && change.kind === 'one-off' && Temporal.Instant.compare(starts, tx.now) <= 0)
        return refuse('begun already')
      await saveDecision(tx, change.changeRef, input.agree ? 'agreed' : 'refused', note)
      tx.record({
        type: 'visits.change-decided',
        about: about(change),
        data: { changeRef: change.changeRef, personRef: change.personRef, agreed: input.agree, note },
      } satisfies VisitsFact)
      if (input.agree) await takeEffect(tx, change, await savedBy(tx, change))
      return ok(change.changeRef)
    },
    options,
  )

/** What an officer agreed to make shorter is saved; what they agreed to make longer is paid for, and takes nothing. */
async function savedBy(tx: Write, { packageRef, changeRef, ...change }: KeptChange): Promise<number> {
  const others = (await listAgreed(tx, [packageRef])).filter((one) => one.changeRef !== changeRef)
  const slot = { slot: change.slot, start: change.plannedStart, minutes: change.plannedMinutes }
  return Math.max(0, slotOn(slot, change.fromDay, others).minutes - change.minutes)
}

export type BankTime = {
  readonly visitRef: string
  readonly minutes: number
  readonly agreedWith: string
  readonly agreedOn: Day
}

/** The worker left early because the person wanted so: the minutes are kept for another visit. */
export const bankTime = (shell: Shell, actor: Actor, input: BankTime, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'bank-time',
    async (tx): Promise<Result<string, BankFault | 'no such visit'>> => {
      const visit = await findVisit(tx, input.visitRef)
      if (!visit || visit.status === 'cancelled') return refuse('no such visit')
      await lockAgreeing(tx, visit.packageRef)
      const attendances = await listAttendances(tx, [visit])
      const actual = actualMinutes(attendances)
      const paid = await paidMinutes(tx, visit, attendances)
      const isBanked = (await findBankedOf(tx, visit)) !== undefined
      const checked = checkSaving({ planned: visit.minutes, actual, paid, isBanked }, input, dayOf(tx.now))
      if (!checked.ok) return checked
      const whose = { ...visit, agreedWith: input.agreedWith.trim(), agreedOn: input.agreedOn }
      const entry = { day: visit.day, minutes: input.minutes, changeRef: null, visitRef: visit.visitRef }
      return ok(await bank(tx, whose, entry))
    },
    options,
  )

/** What the rate card pays of a visit as it was attended; nothing while no card prices it. */
async function paidMinutes(tx: Read, visit: KeptVisit, attendances: readonly Attendance[]): Promise<number> {
  const tariff = await findTariff(tx, visit.cardRef, visit.day)
  const logged = attendances.map((one) => ({ in: microsOf(one.in), out: one.out && microsOf(one.out) }))
  const rated = tariff && rateVisit(tariff, { ...visit, attendances: logged })
  return rated?.ok ? rated.value.payableMinutes : 0
}
