import { addDays, type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { priceBlockWeeks } from '#src/payments/uplift/block-weeks.store.ts'
import type { UpliftFact } from '#src/payments/uplift/facts.ts'
import { type BothWays, priceBothWays } from '#src/payments/uplift/price-both-ways.ts'
import { isByCase, type KnownPrices, kindsOfDays, priceCases, timesOfPrices } from '#src/payments/uplift/year-cases.ts'
import {
  type ApproveRefusal,
  type Base,
  type CancelRefusal,
  decideApproval,
  decideBases,
  decideCancel,
  type Method,
  riseOf,
  type RiseRefusal,
  risePercent,
  type StartRefusal,
  type Uplift,
  type UpliftPart,
} from '#src/payments/uplift/uplift.ts'
import {
  addParts,
  findUplift,
  insertUplift,
  listBases,
  listYearCases,
  listYearVisits,
  lockUplift,
  nextDayToPrice,
  nextPeopleToPrice,
  saveDrafted,
  savePricedThrough,
  saveSettled,
  totalsOfUplift,
} from '#src/payments/uplift/uplift.store.ts'
import { addedUp, partLoggedInYear, partsElsewhere, withShares } from '#src/payments/uplift/year-terms.store.ts'
import { setDecided } from '#src/payments/pay-runs/part-logged.store.ts'
import { type Actor, personBehind, systemActor } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'
import { lanesOf, startPace } from '#src/platform/pace.ts'
import {
  addVersion,
  type CardRefusal,
  listStoredCards,
  raiseCard,
  type Rounding,
  type StoredCard,
  type Tariff,
  tariffForAnyDay,
} from '#src/rates/index.ts'

/** Prices the visits of a year before and after an uplift, until it is a draft. */
export const UPLIFT_JOB = 'work-uplift'

/** How many visits are priced one by one in a transaction: both ways in under a fifth of a second. */
const VISITS_A_CHUNK = 1000
const FEWEST_DAYS = 1
const MOST_DAYS = 31
const MILLISECONDS_ON_A_SERVER = 2_000

/** What one transaction prices: the visits of so many days by case, or so many one by one. */
export type AtOnce = { readonly days: number; readonly visits: number }

export type StartUplift = {
  readonly cardRefs: readonly string[]
  readonly method: Method
  readonly rounding: Rounding
  readonly from: Day
  readonly note: string
}

export type UpliftRefusal =
  | { readonly why: StartRefusal }
  | { readonly why: 'the rise'; readonly faults: readonly RiseRefusal[] }

/** Proposes an uplift; its dry run prices the visits of the year up to today. */
export const startUplift = (shell: Shell, actor: Actor, input: StartUplift, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'start-uplift',
    async (tx): Promise<Result<string, UpliftRefusal>> => {
      const rise = riseOf(input.method)
      if (!rise.ok) return refuse({ why: 'the rise', faults: rise.error })
      const cardRefs = [...new Set(input.cardRefs)].sort()
      const bases = decideBases(cardRefs, await basesOn(tx, cardRefs, input.from), input.from)
      if (!bases.ok) return refuse({ why: bases.error })
      const upliftRef = await nextRef(tx, 'UP')
      const today = dayOf(tx.now)
      const yearFrom = Temporal.PlainDate.from(today).subtract({ years: 1 }).toString()
      const { method, rounding, from, note } = input
      await insertUplift(tx, {
        ...{ upliftRef, method, rounding, from, note, yearFrom, yearTo: today },
        ...{ millionths: rise.value, bases: bases.value },
      })
      await tx.enqueue(UPLIFT_JOB, { council: tx.council, upliftRef })
      tx.record({
        type: 'payments.uplift-started',
        about: [`uplift:${upliftRef}`, ...cardRefs.map((ref) => `rate-card:${ref}` as const)],
        data: { upliftRef, cardRefs, millionths: rise.value, rounding, from, note },
      } satisfies UpliftFact)
      return ok(upliftRef)
    },
    { ...options, request: input },
  )

const asBase = ({ cardRef, from, madeAt }: StoredCard): Base => ({ cardRef, from, madeAt })

async function basesOn(tx: Read, cardRefs: readonly string[], on: Day): Promise<(Base | undefined)[]> {
  const stored = await listStoredCards(tx, cardRefs, on)
  return cardRefs.map((cardRef) => {
    const held = stored.find((one) => one.cardRef === cardRef)
    return held && asBase(held)
  })
}

/** Takes the dry run to its end. May be cut off and called again: it goes on after the last chunk that was committed. */
export async function workUplift(shell: Shell, council: number, upliftRef: string, atOnce?: AtOnce): Promise<void> {
  const clerk = systemActor(council)
  const { engine } = shell.database
  // On a server nobody waits for a dry run: the more days at once, the more visits have their case in common.
  const isAlone = engine.kind === 'pglite'
  const pace = startPace(
    engine,
    atOnce?.days ?? FEWEST_DAYS,
    atOnce?.days ?? MOST_DAYS,
    isAlone ? undefined : MILLISECONDS_ON_A_SERVER,
  )
  const visits = atOnce?.visits ?? VISITS_A_CHUNK
  const known: KnownPrices = new Map()
  for (;;) {
    const uplift = await shell.read(clerk, (tx) => findUplift(tx, upliftRef))
    if (uplift?.state !== 'estimating') return
    await pace.step((days) => priceNext({ shell, clerk, uplift, atOnce: { days, visits }, known }))
  }
}

type DryRun = {
  readonly shell: Shell
  readonly clerk: Actor
  readonly uplift: Uplift
  readonly atOnce: AtOnce
  readonly known: KnownPrices
}

/** Prices the next visits out of what it reads, and adds them if nobody else did meanwhile; with none left the run is a draft. */
async function priceNext(run: DryRun): Promise<Result<string, 'not at work'>> {
  const { shell, clerk, uplift } = run
  const { upliftRef, pricedThrough } = uplift
  const cards = await shell.read(clerk, (tx) => cardsBothWays(tx, uplift))
  const priced = (await priceDays(run, cards)) ?? (await pricePeople(run, cards))
  return shell.command(clerk, 'price-uplift', async (tx): Promise<Result<string, 'not at work'>> => {
    const now = await lockUplift(tx, upliftRef)
    if (now?.state !== 'estimating' || now.pricedThrough !== pricedThrough) return refuse('not at work')
    if (!priced) return ok(await finishDraft(tx, uplift, cards))
    const { parts, visits, through } = priced
    await addParts(tx, upliftRef, parts)
    await savePricedThrough(tx, upliftRef, through)
    tx.record({
      type: 'payments.uplift-priced',
      about: [`uplift:${upliftRef}`],
      data: { upliftRef, visits, through },
    } satisfies UpliftFact)
    return ok(through)
  })
}

type Priced = { readonly parts: readonly UpliftPart[]; readonly visits: number; readonly through: string }
type Cards = ReadonlyMap<string, BothWays>

/** How far a dry run is: first all days of the cards whose visits are counted by case, then the people of the others. */
const DAY_BEFORE = 'day '
const PERSON = 'person '

const refsOf = (cards: Cards, which: (tariff: Tariff) => boolean): string[] =>
  [...cards].flatMap(([cardRef, { before }]) => (which(before) ? [cardRef] : []))

/** Prices the visits of the next days by case, each lane some days; undefined when no day is left. */
async function priceDays(
  { shell, clerk, uplift, atOnce: { days }, known }: DryRun,
  cards: Cards,
): Promise<Priced | undefined> {
  const { pricedThrough, yearFrom, yearTo } = uplift
  if (pricedThrough?.startsWith(PERSON)) return undefined
  const cardRefs = refsOf(cards, isByCase)
  if (cardRefs.length === 0) return undefined
  const after = pricedThrough?.slice(DAY_BEFORE.length) ?? yearFrom
  const first = await shell.read(clerk, (tx) => nextDayToPrice(tx, uplift, cardRefs, after))
  if (first === undefined) return undefined
  const tariffs = [...cards.values()].map(({ before }) => before)
  const partLogged = await shell.read(clerk, (tx) => partLoggedInYear(tx, yearFrom, yearTo))
  const inYear = {
    yearFrom,
    ...partLogged,
    kinds: kindsOfDays(tariffs, yearFrom, yearTo),
    times: timesOfPrices(tariffs),
  }
  const ends = Array.from({ length: lanesOf(shell.database.engine) + 1 }, (_, lane) => {
    const day = addDays(first, lane * days)
    return day < yearTo ? day : yearTo
  })
  const to = ends.at(-1) ?? yearTo
  const found = await Promise.all(
    ends.slice(1).map((end, lane) => {
      const from = ends[lane] ?? first
      return shell.read(clerk, (tx) => listYearCases(tx, cardRefs, { from, to: end, ...inYear }))
    }),
  )
  const cases = await shell.read(clerk, (tx) => withShares(tx, found.flat()))
  const visits = cases.reduce((sum, one) => sum + one.visits, 0)
  const ofCase = new Map([...cards].filter(([cardRef]) => cardRefs.includes(cardRef)))
  const otherwise = await shell.read(clerk, (tx) => partsElsewhere(tx, uplift, ofCase, { from: first, to }))
  return { parts: addedUp([...priceCases(cases, cards, known), ...otherwise]), visits, through: `${DAY_BEFORE}${to}` }
}

/** Prices the visits of the next people one by one; undefined when nobody is left. */
async function pricePeople({ shell, clerk, uplift, atOnce }: DryRun, cards: Cards): Promise<Priced | undefined> {
  const { pricedThrough } = uplift
  const cardRefs = refsOf(cards, (tariff) => !isByCase(tariff))
  const after = pricedThrough?.startsWith(PERSON) ? pricedThrough.slice(PERSON.length) : ''
  if (cardRefs.length === 0) return undefined
  return shell.read(clerk, async (tx) => {
    const people = await nextPeopleToPrice(tx, uplift, { cardRefs, after }, atOnce.visits)
    const through = people.at(-1)
    if (through === undefined) return undefined
    const visits = await listYearVisits(tx, uplift, cardRefs, people)
    await setDecided(tx, visits)
    return { parts: priceBothWays(visits, cards), visits: visits.length, through: `${PERSON}${through}` }
  })
}

async function finishDraft(tx: Write, uplift: Uplift, cards: Cards): Promise<string> {
  const { upliftRef } = uplift
  await addParts(tx, upliftRef, await priceBlockWeeks(tx, uplift, cards))
  const { visits, beforePence, afterPence } = await totalsOfUplift(tx, upliftRef)
  await saveDrafted(tx, upliftRef)
  tx.record({
    type: 'payments.uplift-drafted',
    about: [`uplift:${upliftRef}`],
    data: { upliftRef, visits, beforePence, afterPence },
  } satisfies UpliftFact)
  return upliftRef
}

async function cardsBothWays(tx: Read, uplift: Uplift): Promise<Map<string, BothWays>> {
  const both = new Map<string, BothWays>()
  for (const stored of await basesOf(tx, uplift))
    both.set(stored.cardRef, {
      before: await tariffForAnyDay(tx, stored.card, uplift.yearTo),
      after: await tariffForAnyDay(tx, raisedCard(stored, uplift), uplift.yearTo),
    })
  return both
}

/** The versions that an uplift raises: they hold on the day before the new prices, whether these have been approved or not. */
export const basesOf = (tx: Read, uplift: Pick<Uplift, 'from' | 'cardRefs'>): Promise<StoredCard[]> =>
  listStoredCards(tx, uplift.cardRefs, addDays(uplift.from, -1))

export const raisedCard = (stored: StoredCard, uplift: Pick<Uplift, 'millionths' | 'rounding' | 'from'>) =>
  raiseCard(stored.card as Record<string, unknown>, uplift, uplift.from)

export type ApproveUpliftRefusal = ApproveRefusal | 'no such uplift' | 'another version holds then'

/** The second key: the new versions of all its cards, or none. */
export const approveUplift = (shell: Shell, actor: Actor, upliftRef: string, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'approve-uplift',
    async (tx): Promise<Result<string, ApproveUpliftRefusal>> => {
      const uplift = await lockUplift(tx, upliftRef)
      if (!uplift) return refuse('no such uplift')
      const now = await basesOn(tx, uplift.cardRefs, uplift.from)
      const decided = decideApproval(uplift, personBehind(actor), await listBases(tx, upliftRef), now)
      if (!decided.ok) return decided
      for (const stored of await basesOf(tx, uplift)) {
        const added = await addRaised(tx, uplift, stored)
        if (!added.ok) return refuse('another version holds then')
      }
      await saveSettled(tx, upliftRef, 'approved')
      tx.record({
        type: 'payments.uplift-approved',
        about: [`uplift:${upliftRef}`, ...uplift.cardRefs.map((ref) => `rate-card:${ref}` as const)],
        data: { upliftRef, cardRefs: uplift.cardRefs, from: uplift.from },
      } satisfies UpliftFact)
      return ok(upliftRef)
    },
    { ...options, request: { upliftRef } },
  )

function addRaised(tx: Write, uplift: Uplift, stored: StoredCard): Promise<Result<unknown, CardRefusal>> {
  const text = JSON.stringify(raisedCard(stored, uplift), null, 1)
  const reason = `Uplift ${uplift.upliftRef} of ${risePercent(uplift.millionths)}`
  return addVersion(tx, { name: stored.name, text, reason })
}

export const cancelUplift = (shell: Shell, actor: Actor, input: { upliftRef: string; reason: string }) =>
  shell.command(actor, 'cancel-uplift', async (tx): Promise<Result<string, CancelRefusal | 'no such uplift'>> => {
    const uplift = await lockUplift(tx, input.upliftRef)
    if (!uplift) return refuse('no such uplift')
    const decided = decideCancel(uplift, input.reason)
    if (!decided.ok) return decided
    await saveSettled(tx, input.upliftRef, 'cancelled')
    tx.record({
      type: 'payments.uplift-cancelled',
      about: [`uplift:${input.upliftRef}`],
      data: input,
    } satisfies UpliftFact)
    return ok(input.upliftRef)
  })
