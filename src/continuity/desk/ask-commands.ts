/** Asking providers for the people of an exit, each as a package of care like the old one. */
import { addDays, type Day, dayOf, formatDay } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import {
  buyInFailureIn,
  closeOffers,
  findPackage,
  findPlacement,
  isStay,
  requestIn,
  sendIn,
  withdrawIn,
} from '#src/brokerage/index.ts'
import { aboutPerson, type PersonRefusal } from '#src/continuity/affected/affected-commands.ts'
import { type AffectedPerson } from '#src/continuity/affected/affected.ts'
import {
  findMoveBy,
  listAffected,
  lockAffected,
  MOST_PEOPLE,
  saveAffected,
} from '#src/continuity/affected/affected.store.ts'
import { takeBack } from '#src/continuity/desk/answer.ts'
import { clockOf, type Exit, isOpened } from '#src/continuity/exits/exit.ts'
import { findExit } from '#src/continuity/exits/exit.store.ts'
import type { ContinuityFact } from '#src/continuity/facts.ts'
import { findMovedVisits, findSpotSaid } from '#src/continuity/plans/plan.store.ts'
import { getPolicy } from '#src/councils/index.ts'
import { type Actor, systemActor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'

import { type AnswerRefusal, followUp, type OfLine } from '#src/continuity/desk/desk-commands.ts'

export const ASK_JOB = 'ask-continuity-providers'

/** When the new care is to begin: the day after the old one's last, or tomorrow while nobody knows it. */
const wantedDay = (exit: Exit, today: Day): Day => {
  const tomorrow = addDays(today, 1)
  const after = exit.lastDay === null ? tomorrow : addDays(exit.lastDay, 1)
  return after > tomorrow ? after : tomorrow
}

/** Sends each proposal to its provider as a package of care like the old one, for it alone: its offer is its answer. */
export async function askProviders(shell: Shell, council: number, exitRef: string): Promise<void> {
  const clerk = systemActor(council)
  const { people } = await shell.read(clerk, (tx) =>
    listAffected(tx, { exitRef, states: ['proposed'], limit: MOST_PEOPLE }),
  )
  for (const { line, packageRef, newPackageRef, providerAnswer } of people) {
    if (packageRef === null || providerAnswer !== null) continue
    // Asked of another provider before: that window is over.
    if (newPackageRef !== null) await closeOffers(shell, clerk, newPackageRef)
    const asked = await askProvider(shell, clerk, { exitRef, line })
    if (!asked.ok && isHopeless(asked.error)) await notAsked(shell, clerk, { exitRef, line, why: asked.error })
  }
}

const HOPELESS = ['no such package', 'already open', 'not complete', 'no providers'] as const
type Hopeless = (typeof HOPELESS)[number]
const isHopeless = (error: AskRefusal): error is Hopeless => HOPELESS.some((one) => one === error)

/** A proposal that brokerage could not send: the person waits for another plan, and nobody hangs between the two. */
const notAsked = (shell: Shell, clerk: Actor, { exitRef, line, why }: OfLine & { why: Hopeless }) =>
  shell.command(clerk, 'provider-not-asked', async (tx): Promise<Result<true, AnswerRefusal>> => {
    const person = await lockAffected(tx, exitRef, line)
    const next = person ? takeBack(person, tx.now) : refuse('no such person')
    if (!person || !next.ok) return refuse('not being asked')
    await saveAffected(tx, [next.value])
    await followUp(tx, person, next.value)
    tx.record({
      type: 'continuity.provider-not-asked',
      about: aboutPerson(person),
      data: { exitRef, line, organisationRef: person.toOrganisationRef ?? '', why },
    } satisfies ContinuityFact)
    return ok(true)
  })

type AskRefusal = PersonRefusal | 'no such package' | 'already open' | 'asked already' | 'not complete' | 'no providers'

const askProvider = (shell: Shell, clerk: Actor, { exitRef, line }: OfLine) =>
  shell.command(clerk, 'ask-provider', async (tx): Promise<Result<string, AskRefusal>> => {
    const exit = await findExit(tx, exitRef)
    const person = await lockAffected(tx, exitRef, line)
    if (!exit || !person) return refuse('no such person')
    const { toOrganisationRef } = person
    if (person.state !== 'proposed' || toOrganisationRef === null) return refuse('not in this state')
    const packageRef = await packageOf(tx, exit, person)
    if (!packageRef.ok) return packageRef
    const before = await findPackage(tx, packageRef.value)
    if (before?.status === 'sent') return refuse('asked already')
    const said = await findSpotSaid(tx, { exitRef, line })
    if (said) await buyInFailureIn(tx, packageRef.value, toOrganisationRef, said)
    const moved = await findMovedVisits(tx, person, toOrganisationRef)
    const sent = await sendIn(tx, packageRef.value, toOrganisationRef, moved)
    if (!sent.ok) return refuse(sent.error === 'no such package' ? 'no such package' : narrowed(sent.error))
    await saveAffected(tx, [{ ...person, newPackageRef: packageRef.value }])
    tx.record({
      type: 'continuity.provider-asked',
      about: [...aboutPerson(person), `package:${packageRef.value}`],
      data: { exitRef, line, packageRef: packageRef.value, organisationRef: toOrganisationRef },
    } satisfies ContinuityFact)
    return ok(packageRef.value)
  })

type SendError = 'not in this state' | 'not complete' | 'no providers' | 'no consent' | 'fee not accepted'

/** A package of somebody who pays is not complete before they agreed to it. */
const narrowed = (error: SendError): AskRefusal =>
  error === 'no consent' || error === 'fee not accepted' ? 'not complete' : error

async function packageOf(tx: Write, exit: Exit, person: AffectedPerson): Promise<Result<string, AskRefusal>> {
  const before = person.newPackageRef === null ? undefined : await findPackage(tx, person.newPackageRef)
  const startBy = wantedDay(exit, dayOf(tx.now))
  // One that was withdrawn is sent to nobody any more, and one that would begin too late no longer.
  if (before && before.status !== 'withdrawn') {
    if ((before.startBy ?? '') <= startBy) return ok(before.packageRef)
    const reason = `The old care ends earlier: asked anew, from ${formatDay(startBy)}`
    const withdrawn = await withdrawIn(tx, { packageRef: before.packageRef, reason })
    if (!withdrawn.ok) return refuse('asked already')
  }
  const from = await findPackage(tx, person.packageRef ?? '')
  const placement = await findPlacement(tx, person.packageRef ?? '')
  if (!from || !placement) return refuse('no such package')
  const policy = await getPolicy(tx, 'continuity', dayOf(tx.now))
  const urgent = isOpened(exit) && clockOf(exit, policy).urgent
  const { personRef, service, skills, musts, wishes, outcomes } = from
  const endDay = placement.endDay ?? from.endDay
  const kind = isStay(from.kind) && endDay !== undefined ? from.kind : urgent ? 'crisis' : 'change'
  const asked = await requestBeside(tx, {
    ...{ personRef, service, skills, musts, wishes, outcomes, urgent, kind, pattern: placement.pattern },
    ...{ startBy, copiedFrom: from.packageRef, ...(endDay && { endDay }) },
  })
  return asked.ok
    ? ok(asked.value.packageRef)
    : refuse(asked.error.why === 'already open' ? 'already open' : 'no such package')
}

/** Far from those that offers which cover a package together make of it. */
const BESIDE = [101, 102, 103] as const

/** Where several providers of one person fail each care is asked for on its own: the request of another line is no clash. */
async function requestBeside(tx: Write, draft: Parameters<typeof requestIn>[1]): ReturnType<typeof requestIn> {
  let asked = await requestIn(tx, draft)
  for (const part of BESIDE) {
    if (asked.ok || asked.error.why !== 'already open') return asked
    if (!(await findMoveBy(tx, asked.error.packageRef))) return asked
    asked = await requestIn(tx, { ...draft, part })
  }
  return asked
}
