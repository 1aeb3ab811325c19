import { addDays, type Day, dayOf, formatDay } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import {
  type Arrangement,
  listArrangementsOf,
  listPlacements,
  type Placement,
  withdrawIn,
} from '#src/brokerage/index.ts'
import {
  type AffectedPerson,
  comeBack,
  leave,
  type LeaveRefusal,
  lineOfKnown,
  lineOfPlacement,
  NOT_YET_MOVED,
  noteTriage,
  pairUp,
  selfFunderOf,
  type Support,
  type TriageNote,
} from '#src/continuity/affected/affected.ts'
import {
  listExitsOfPerson,
  listSupport,
  lockAffected,
  lockEverybody,
  MOST_PEOPLE,
  saveAffected,
} from '#src/continuity/affected/affected.store.ts'
import { BANDS } from '#src/continuity/affected/triage.ts'
import { followAdvocate } from '#src/continuity/desk/asking-clock.store.ts'
import { confinedTo, type Exit } from '#src/continuity/exits/exit.ts'
import { findExit, lockExit, saveExit } from '#src/continuity/exits/exit.store.ts'
import type { ContinuityFact } from '#src/continuity/facts.ts'
import { listKnownPeople } from '#src/continuity/told/known-person.store.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { Actor, RecordKey } from '#src/platform/actor.ts'
import type { CommandOptions, Shell, Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'

/** What a provider does for whom, now and from a later day: care that has ended is left out. */
export const placementsInHand = async (
  tx: Read,
  { organisationRef, contractRef }: { organisationRef: string; contractRef?: string | undefined },
): Promise<Placement[]> => {
  const today = dayOf(tx.now)
  const all = await listPlacements(tx, {
    organisationRef,
    ...(contractRef === undefined ? {} : { contractRef }),
    limit: MOST_PEOPLE,
  })
  return all.filter(({ endDay }) => endDay === null || endDay > today)
}

/** Whom a provider serves by an arrangement that the council made for people who pay for themselves. */
const arrangementsInHand = (tx: Read, organisationRef: string): Promise<Arrangement[]> =>
  listArrangementsOf(tx, { organisationRef, after: dayOf(tx.now) })

const homesOf =
  (support: ReadonlyMap<string, Support>) =>
  ({ personRef }: AffectedPerson): string | undefined =>
    personRef === null ? undefined : support.get(personRef)?.home

/** Everybody whom a provider serves, as lines from a number on; those who stand on a line already are left out. */
export async function linesOf(
  tx: Read,
  exit: { readonly exitRef: string; readonly organisationRef: string; readonly contractRef: string | undefined },
  before: readonly AffectedPerson[] = [],
): Promise<{ people: AffectedPerson[]; served: ReadonlySet<string> }> {
  const weights = await getPolicy(tx, 'continuity', dayOf(tx.now))
  const placements = await placementsInHand(tx, exit)
  // A contract that is handed back leaves what others pay the provider for as it is.
  const told = exit.contractRef === undefined ? await listKnownPeople(tx, exit.organisationRef) : []
  const arranged = exit.contractRef === undefined ? await arrangementsInHand(tx, exit.organisationRef) : []
  const refs = [...placements, ...told, ...arranged].flatMap(({ personRef }) => personRef ?? [])
  const support = new Map((await listSupport(tx, refs)).map((one) => [one.personRef, one]))
  // Who is told of and arranged with us is one person: the arrangement knows more.
  const known = [
    ...told.filter(({ personRef }) => !arranged.some((one) => one.personRef === personRef)),
    ...arranged.map((one) => selfFunderOf(one, support.get(one.personRef))),
  ]
  const there = new Set(before.map(({ packageRef, knownRef }) => packageRef ?? knownRef))
  let line = before.reduce((last, one) => Math.max(last, one.line), 0)
  const next = () => ({ exitRef: exit.exitRef, line: (line += 1), now: tx.now })
  const people = [
    ...placements
      .filter(({ packageRef }) => !there.has(packageRef))
      .map((one) => lineOfPlacement(one, support.get(one.personRef), weights, next())),
    ...known.filter(({ knownRef }) => !there.has(knownRef)).map((one) => lineOfKnown(one, weights, next())),
  ]
  const served = new Set([...placements.map(({ packageRef }) => packageRef), ...known.map(({ knownRef }) => knownRef)])
  return { people: pairUp(people, homesOf(support)), served }
}

export type Listed = { readonly added: number; readonly left: number; readonly people: number }

/** An exit of one contract lets go of whoever is served under others. */
const whyGone = (exit: Exit): string =>
  confinedTo(exit) === undefined
    ? 'The provider no longer serves them'
    : 'The provider no longer serves them under the contract that ends'

const STILL_THERE = ['listed', 'proposed', 'agreed']

/** Everybody affected, at the press of a button; pressed again, who is new is added and whose care ended leaves. */
export const listEverybody = (shell: Shell, actor: Actor, exitRef: string, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'list-everybody-affected',
    async (tx): Promise<Result<Listed, 'no such exit' | 'not open'>> => {
      const exit = await lockExit(tx, exitRef)
      if (!exit) return refuse('no such exit')
      if (exit.state !== 'open') return refuse('not open')
      const before = await lockEverybody(tx, exitRef)
      const { organisationRef } = exit
      const { people, served } = await linesOf(tx, { exitRef, organisationRef, contractRef: confinedTo(exit) }, before)
      const gone = before.filter(
        ({ packageRef, knownRef, state }) => STILL_THERE.includes(state) && !served.has(packageRef ?? knownRef ?? ''),
      )
      const left = gone.flatMap((person) => {
        const leaving = leave(person, whyGone(exit), tx.now)
        return leaving.ok ? [leaving.value] : []
      })
      await saveAffected(tx, [...people, ...left])
      await saveExit(tx, { ...exit, listedAt: tx.now })
      const staying = [...before.filter(({ state }) => state !== 'left'), ...people]
      const total = staying.length - left.length
      const counts = Object.fromEntries(
        BANDS.map((band) => [
          band,
          staying.filter((one) => one.band === band && !left.some(({ line }) => line === one.line)).length,
        ]),
      ) as Record<(typeof BANDS)[number], number>
      tx.record({
        type: 'continuity.people-listed',
        about: aboutExit(exit),
        data: { exitRef, added: people.length, left: left.length, people: total, ...counts },
      } satisfies ContinuityFact)
      return ok({ added: people.length, left: left.length, people: total })
    },
    { ...options, request: exitRef },
  )

export const aboutExit = ({ exitRef, organisationRef }: Pick<Exit, 'exitRef' | 'organisationRef'>): RecordKey[] => [
  `exit:${exitRef}`,
  `provider:${organisationRef}`,
]

export const aboutPerson = (person: Pick<AffectedPerson, 'exitRef' | 'personRef' | 'packageRef'>): RecordKey[] => [
  `exit:${person.exitRef}`,
  ...(person.personRef === null ? [] : [`person:${person.personRef}` as const]),
  ...(person.packageRef === null ? [] : [`package:${person.packageRef}` as const]),
]

export type PersonRefusal = 'no such person' | 'not in this state'
type OfLine = { readonly exitRef: string; readonly line: number }

/** What an officer learned of a person: how urgent they are is reckoned anew. */
export const changeTriage = (shell: Shell, actor: Actor, { exitRef, line, note }: OfLine & { note: TriageNote }) =>
  shell.command(actor, 'change-triage', async (tx): Promise<Result<AffectedPerson, PersonRefusal>> => {
    const person = await lockAffected(tx, exitRef, line)
    if (!person) return refuse('no such person')
    const noted = noteTriage(person, note, await getPolicy(tx, 'continuity', dayOf(tx.now)))
    if (!noted.ok) return noted
    await saveAffected(tx, [noted.value])
    const exit = note.decides === undefined ? undefined : await findExit(tx, exitRef)
    if (exit) await followAdvocate(tx, exit, noted.value)
    tx.record({
      type: 'continuity.triage-changed',
      about: aboutPerson(person),
      data: { exitRef, line, fields: Object.keys(note), band: noted.value.band },
    } satisfies ContinuityFact)
    return noted
  })

/** Somebody no longer waits for the council: they died, moved away, made their own arrangement. */
export const takeOffList = (shell: Shell, actor: Actor, { exitRef, line, why }: OfLine & { why: string }) =>
  shell.command(actor, 'leave-exit', async (tx): Promise<Result<AffectedPerson, PersonRefusal | LeaveRefusal>> => {
    const person = await lockAffected(tx, exitRef, line)
    return person ? leaveIn(tx, person, why) : refuse('no such person')
  })

/** The same within a command at hand that holds the line: nobody is asked for them any more. */
async function leaveIn(tx: Write, person: AffectedPerson, why: string): Promise<Result<AffectedPerson, LeaveRefusal>> {
  const left = leave(person, why, tx.now)
  if (!left.ok) return left
  await saveAffected(tx, [left.value])
  const { exitRef, line, state, newPackageRef } = person
  // Refused where the new care stands or was withdrawn before.
  if (newPackageRef !== null) await withdrawIn(tx, { packageRef: newPackageRef, reason: why })
  tx.record({
    type: 'continuity.person-left',
    about: aboutPerson(person),
    data: { exitRef, line, from: state },
  } satisfies ContinuityFact)
  return left
}

export type CareEnded = { readonly packageRef: string; readonly personRef: string; readonly endDay: Day }

/** Care that ends with the old care, or before it, nobody has to take over. */
export async function hearOfEnd(tx: Write, { packageRef, personRef, endDay }: CareEnded): Promise<void> {
  for (const { exitRef, line, lastDay } of await listExitsOfPerson(tx, personRef)) {
    if (endDay > addDays(lastDay ?? dayOf(tx.now), 1)) continue
    const person = await lockAffected(tx, exitRef, line)
    if (person?.packageRef === packageRef && NOT_YET_MOVED.includes(person.state))
      await leaveIn(tx, person, `Their care ends: ${formatDay(endDay)} is the first day without it`)
  }
}

/** Care that goes on has to be taken over after all. */
export async function hearOfLaterEnd(
  tx: Write,
  { packageRef, personRef }: Pick<CareEnded, 'packageRef' | 'personRef'>,
): Promise<void> {
  for (const { exitRef, line } of await listExitsOfPerson(tx, personRef)) {
    const person = await lockAffected(tx, exitRef, line)
    const back = person?.packageRef === packageRef ? comeBack(person, tx.now) : undefined
    if (!person || !back?.ok) continue
    await saveAffected(tx, [back.value])
    tx.record({
      type: 'continuity.person-back',
      about: aboutPerson(person),
      data: { exitRef, line },
    } satisfies ContinuityFact)
  }
}
