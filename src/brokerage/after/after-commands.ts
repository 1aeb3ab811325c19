import { addDays, dayOf, type Day, formatDay } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import {
  type CareChange,
  type CareCheck,
  type ChangeCost,
  check,
  type CheckKind,
  type CheckOutcome,
  type CheckRefusal,
  decideChange,
  type DecideRefusal,
  isSignedFor,
  propose,
  type ProposeRefusal,
  runningOn,
} from '#src/brokerage/after/care-change.ts'
import { insertChange, insertCheck, listChanges, listChecks, saveDecision } from '#src/brokerage/after/after.store.ts'
import { askToSign, decideStep } from '#src/brokerage/after/change-signing-commands.ts'
import { listChangeSignatures, signaturesOf } from '#src/brokerage/after/change-signature.store.ts'
import type { CarePackage, Placement } from '#src/brokerage/packages/care-package.ts'
import { lockPackage } from '#src/brokerage/packages/care-package.store.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import { costOf, floorUnder } from '#src/brokerage/offers/offer.ts'
import { floorFor } from '#src/brokerage/offers/offer-commands.ts'
import { lockInvitation } from '#src/brokerage/offers/offer.store.ts'
import { checkPattern, type FaultAt, type PatternVisit, slotDays } from '#src/brokerage/packages/pattern.ts'
import { findPlacement } from '#src/brokerage/packages/placement.store.ts'
import { tellProviders } from '#src/brokerage/sending/tell-commands.ts'
import type { SignRefusal } from '#src/brokerage/sign-off/sign-off.ts'
import { priceWeek } from '#src/brokerage/packages/week-price.ts'
import { drawDown, type DrawDownRefusal, endDrawDown } from '#src/contracts/index.ts'
import { getPolicy, listBankHolidays } from '#src/councils/index.ts'
import { type Actor, nameWithPerson, personBehind } from '#src/platform/actor.ts'
import type { CommandOptions, Shell, Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'
import { findTariff } from '#src/rates/index.ts'

export type ChangeCare = {
  readonly packageRef: string
  readonly fromDay: Day
  readonly pattern: readonly PatternVisit[]
  readonly reason: string
  /** Why more care cannot wait for its signatures: it begins on its day, and they follow. */
  readonly urgentReason?: string | undefined
}
export type DrawRefusal = DrawDownRefusal | 'no such contract'
export type ChangeCareRefusal =
  | {
      readonly why: ProposeRefusal | DrawRefusal | 'no such package' | 'not in place' | 'no price' | 'no signatures set'
    }
  | { readonly why: 'pattern'; readonly faults: readonly FaultAt[] }

/** Care in place, held for its change: an officer holds the package, a provider its own invitation to it. */
async function lockCare(
  tx: Write,
  packageRef: string,
): Promise<{ placement: Placement; pkg?: CarePackage } | 'no such package' | 'not in place'> {
  const { organisation } = tx.actor
  const pkg = organisation === undefined ? await lockPackage(tx, packageRef) : undefined
  if (!pkg && !(organisation !== undefined && (await lockInvitation(tx, packageRef, organisation))))
    return 'no such package'
  const placement = await findPlacement(tx, packageRef)
  if (!placement || (organisation !== undefined && placement.organisationRef !== organisation)) return 'not in place'
  return { placement, ...(pkg ? { pkg } : {}) }
}

/** What a week of the new visits costs by the card that holds on the day of the change, beside the ceiling and the floor of that very mix. */
async function costFor(
  tx: Read,
  { cardRef, service, zone }: Placement,
  pattern: readonly PatternVisit[],
  fromDay: Day,
): Promise<ChangeCost | undefined> {
  if (pattern.length === 0) return { weeklyPence: 0 }
  const tariff = await findTariff(tx, cardRef, fromDay)
  if (!tariff) return undefined
  const holidays = new Set(await listBankHolidays(tx, fromDay, addDays(fromDay, 60)))
  const priced = priceWeek(tariff, { service, zone, pattern }, fromDay, holidays)
  if (!priced.ok) return undefined
  const { ceilings } = await getPolicy(tx, 'price-ceiling', fromDay)
  const ceiling = ceilings.find((one) => one.service === service && one.zone === zone)?.pencePerHour
  const bounded = ceiling === undefined ? {} : { ceilingPencePerHour: ceiling }
  const { weeklyPence, hourlyPence, overCeilingPence } = costOf(
    { pattern, prices: priced.value, ...bounded },
    slotDays(pattern),
  )
  const floor = floorUnder({ pattern, prices: priced.value, floorAt: await floorFor(tx, { zone }) }, slotDays(pattern))
  return { weeklyPence, hourlyPence, overCeilingPence, ...bounded, ...(floor ? { floor } : {}) }
}

/** Changes care from a day on, or proposes to: what costs more waits for the signatures of the policy, what a provider proposes for an officer. */
export const changeCare = (shell: Shell, actor: Actor, input: ChangeCare, options?: CommandOptions) =>
  shell.command<CareChange, ChangeCareRefusal>(
    actor,
    'change-care',
    async (tx) => {
      const held = await lockCare(tx, input.packageRef)
      if (typeof held === 'string') return refuse({ why: held })
      const { placement, pkg } = held
      const today = dayOf(tx.now)
      if (input.pattern.length > 0) {
        const { pattern: before } = runningOn(placement, await listChanges(tx, input.packageRef), input.fromDay)
        const lengths = await getPolicy(tx, 'visit-length', today)
        const checked = checkPattern(input.pattern, lengths, { today, before })
        if (!checked.ok) return refuse({ why: 'pattern', faults: checked.error })
      }
      const cost = await costFor(tx, placement, input.pattern, input.fromDay)
      if (cost === undefined) return refuse({ why: 'no price' })
      const before = await listChanges(tx, input.packageRef)
      const running = runningOn(placement, before, input.fromDay)
      const { emergencyHours } = await getPolicy(tx, 'sign-off', today)
      const proposed = propose(
        running,
        { ...input, cost },
        {
          ...{ ref: personBehind(actor), name: nameWithPerson(actor), provider: actor.organisation !== undefined },
          ...{ number: before.length + 1, now: tx.now, today, signBy: tx.now.add({ hours: emergencyHours }) },
          waits: before.some(({ state }) => state === 'proposed'),
        },
      )
      if (!proposed.ok) return refuse({ why: proposed.error })
      const change = proposed.value
      await insertChange(tx, change)
      tx.record({
        type: 'brokerage.change-proposed',
        about: aboutCare(placement),
        data: { ...shortOf(change), byProvider: change.byProvider },
      } satisfies BrokerageFact)
      if (pkg && isSignedFor(running, change) && !(await askToSign(tx, pkg, change)))
        return refuse({ why: 'no signatures set' })
      if (change.state === 'proposed') return proposed
      const applied = await apply(tx, placement, change)
      return applied.ok ? proposed : refuse({ why: applied.error })
    },
    options,
  )

const aboutCare = ({ packageRef, personRef, organisationRef, contractRef }: Placement) => [
  `package:${packageRef}` as const,
  `person:${personRef}` as const,
  `provider:${organisationRef}` as const,
  `contract:${contractRef}` as const,
]

const shortOf = ({ packageRef, number, kind, fromDay, weeklyPence, beforePence }: CareChange) => ({
  ...{ packageRef, number, kind, fromDay, weeklyPence, beforePence },
})

/** The contract bears the new cost from that day on, and visits are planned anew from it by who hears. */
async function apply(tx: Write, placement: Placement, change: CareChange): Promise<Result<true, DrawRefusal>> {
  const { packageRef, contractRef, endDay } = placement
  await endDrawDown(tx, { packageRef, toDay: change.fromDay })
  const { fromDay, weeklyPence } = change
  const drawn = await drawDown(tx, { contractRef, packageRef, weeklyPence, fromDay, toDay: endDay })
  if (!drawn.ok) return drawn
  tx.record({
    type: 'brokerage.care-changed',
    about: aboutCare(placement),
    data: { ...shortOf(change), pattern: change.pattern, weeklyMinutes: change.weeklyMinutes },
  } satisfies BrokerageFact)
  await tellProviders(tx, { template: 'care-changed', told: [placement], data: { starts: formatDay(fromDay) } })
  return ok(true)
}

export type DecideCare = {
  readonly packageRef: string
  readonly number: number
  readonly agree: boolean
  readonly reason: string
  readonly personSays?: string | undefined
  /** Of several that the officer may sign; the first of them where it is not said. */
  readonly step?: number | undefined
}
export type DecideCareRefusal =
  | DecideRefusal
  | DrawRefusal
  | SignRefusal
  | 'not an officer'
  | 'care has ended by then'
  | 'no such change'
  | 'not in place'

/** An officer agrees to a change that waits, or declines it; of what is signed for each signs a step, and the last signature makes it hold. */
export const decideCareChange = (shell: Shell, actor: Actor, input: DecideCare, options?: CommandOptions) =>
  shell.command<CareChange, DecideCareRefusal>(
    actor,
    'decide-care-change',
    async (tx) => {
      await lockPackage(tx, input.packageRef)
      const placement = await findPlacement(tx, input.packageRef)
      const change = (await listChanges(tx, input.packageRef)).find(({ number }) => number === input.number)
      if (!change) return refuse('no such change')
      if (!placement) return refuse('not in place')
      const signatures = signaturesOf(await listChangeSignatures(tx, input.packageRef), change.number)
      if (signatures.length > 0) {
        const signed = await decideStep(tx, { change, placement, signatures }, input)
        if (!signed.ok || signed.value.state !== 'agreed' || change.state === 'agreed') return signed
        const applied = await apply(tx, placement, signed.value)
        return applied.ok ? signed : applied
      }
      const by = { ref: personBehind(actor), name: nameWithPerson(actor), now: tx.now, today: dayOf(tx.now) }
      const decided = decideChange(change, input, by)
      if (!decided.ok) return decided
      await saveDecision(tx, decided.value)
      if (!input.agree) {
        tx.record({
          type: 'brokerage.change-declined',
          about: aboutCare(placement),
          data: { ...shortOf(change), reason: input.reason.trim() },
        } satisfies BrokerageFact)
        if (change.byProvider) await tellProviders(tx, { template: 'proposal-declined', told: [placement] })
        return decided
      }
      const applied = await apply(tx, placement, decided.value)
      return applied.ok ? decided : applied
    },
    options,
  )

export type CheckCare = {
  readonly packageRef: string
  readonly kind: CheckKind
  readonly day: Day
  readonly outcome: CheckOutcome
  readonly note: string
}

/** That care began, told by the provider or an officer; how it goes after two weeks, by an officer. */
export const checkCare = (shell: Shell, actor: Actor, input: CheckCare, options?: CommandOptions) =>
  shell.command<CareCheck, CheckRefusal | 'no such package' | 'not in place'>(
    actor,
    'check-care',
    async (tx) => {
      const held = await lockCare(tx, input.packageRef)
      if (typeof held === 'string') return refuse(held)
      const { placement } = held
      const { organisationRef, packageRef } = placement
      const byProvider = actor.organisation !== undefined
      const made = { ...input, organisationRef, checkedByName: nameWithPerson(actor), byProvider }
      const checked = check(placement, await listChecks(tx, packageRef), made, dayOf(tx.now))
      if (!checked.ok) return checked
      await insertCheck(tx, { ...checked.value, checkedAt: tx.now })
      tx.record({
        type: 'brokerage.care-checked',
        about: [`package:${packageRef}`, `person:${placement.personRef}`, `provider:${organisationRef}`],
        data: { packageRef, kind: input.kind, day: input.day, outcome: input.outcome, byProvider },
      } satisfies BrokerageFact)
      return ok({ ...checked.value, checkedAt: tx.now })
    },
    options,
  )
