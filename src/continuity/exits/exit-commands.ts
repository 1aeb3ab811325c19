import { type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { listLeaving, stopAskingProvider } from '#src/brokerage/index.ts'
import { aboutExit } from '#src/continuity/affected/affected-commands.ts'
import { countStates, lockEverybody } from '#src/continuity/affected/affected.store.ts'
import {
  type ChangeExit,
  changeExit,
  type ChangeRefusal,
  endExit,
  type EndRefusal,
  type Exit,
  type ExitCause,
  type ExitSource,
  hearAgain,
  openExit,
  type OpenExit,
  type OpenRefusal,
} from '#src/continuity/exits/exit.ts'
import { fallIn } from '#src/continuity/desk/desk-commands.ts'
import { followClock } from '#src/continuity/desk/asking-clock.store.ts'
import {
  insertExit,
  insertHeard,
  listExits,
  lockExit,
  lockUnderWay,
  saveExit,
} from '#src/continuity/exits/exit.store.ts'
import type { ContinuityFact } from '#src/continuity/facts.ts'
import type { Actor } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'
import { findOrganisation, listNotedLeaving } from '#src/providers/index.ts'

export type Signal = {
  readonly organisationRef: string
  readonly contractRef: string | null
  readonly source: ExitSource
  readonly what: string
  readonly cause: ExitCause | null
  readonly lastDay: Day | null
}

/** Why brokerage asks the provider of an open exit for no new care. */
export const whyNotAsked = (exitRef: string): string => `Exit ${exitRef} of this provider is open`

/**
 * Tells brokerage, and by it the directory, of open exits that one of them has not heard of, such as those that were opened before it
 * listened; answers with how many.
 */
export const tellOfOpenExits = (shell: Shell, actor: Actor) =>
  shell.command(actor, 'tell-of-open-exits', async (tx): Promise<Result<number, 'all are known'>> => {
    const { exits } = await listExits(tx, { states: ['open'], offset: 0, limit: 1000 })
    const refs = exits.map(({ organisationRef }) => organisationRef)
    const [known, noted] = [await listLeaving(tx, refs), await listNotedLeaving(tx, refs)]
    const unknown = exits.filter(({ organisationRef }) => !known.has(organisationRef) || !noted.has(organisationRef))
    if (unknown.length === 0) return refuse('all are known')
    for (const exit of unknown) {
      const { exitRef, organisationRef } = exit
      await stopAskingProvider(tx, organisationRef, whyNotAsked(exitRef))
      tx.record({
        type: 'continuity.provider-not-to-ask',
        about: aboutExit(exit),
        data: { exitRef, organisationRef },
      } satisfies ContinuityFact)
    }
    return ok(unknown.length)
  })

/** Something was heard of a provider: an exit to be judged, or another signal of the one under way. */
export async function hearSignal(tx: Write, signal: Signal): Promise<Exit> {
  const underWay = await lockUnderWay(tx, signal.organisationRef)
  if (underWay) {
    const widened = hearAgain(underWay, signal)
    await saveExit(tx, widened)
    await insertHeard(tx, underWay.exitRef, signal)
    if (widened.lastDay !== underWay.lastDay) await followClock(tx, widened)
    tx.record({
      type: 'continuity.signal-heard',
      about: aboutExit(underWay),
      data: { exitRef: underWay.exitRef, source: signal.source },
    } satisfies ContinuityFact)
    return widened
  }
  const exit: Exit = {
    ...{ ...signal, exitRef: await nextRef(tx, 'EX'), state: 'signalled', signalledAt: tx.now },
    ...{ openedAt: null, openedBy: null, classedAt: null, listedAt: null, endedAt: null, endedWhy: null },
  }
  await insertExit(tx, exit)
  await insertHeard(tx, exit.exitRef, signal)
  tx.record({
    type: 'continuity.exit-signalled',
    about: aboutExit(exit),
    data: { exitRef: exit.exitRef, organisationRef: exit.organisationRef, source: exit.source },
  } satisfies ContinuityFact)
  return exit
}

async function openIn(tx: Write, exit: Exit, input: OpenExit): Promise<Result<Exit, OpenRefusal>> {
  const opened = openExit(exit, input, { name: tx.actor.name, now: tx.now, today: dayOf(tx.now) })
  if (!opened.ok) return opened
  await saveExit(tx, opened.value)
  tx.record({
    type: 'continuity.exit-opened',
    about: aboutExit(exit),
    data: { exitRef: exit.exitRef, organisationRef: exit.organisationRef, cause: input.cause, lastDay: input.lastDay },
  } satisfies ContinuityFact)
  return opened
}

export type BeginExit = OpenExit & {
  readonly organisationRef: string
  readonly source: ExitSource
  readonly what: string
}
export type BeginRefusal = OpenRefusal | 'no such provider' | 'nothing heard' | 'under way already'

/** An officer heard of it: opened with its cause at once. */
export const beginExit = (shell: Shell, actor: Actor, input: BeginExit, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'begin-exit',
    async (tx): Promise<Result<Exit, BeginRefusal>> => {
      const { organisationRef, source, cause, lastDay } = input
      if (!(await findOrganisation(tx, organisationRef))) return refuse('no such provider')
      const what = input.what.trim()
      if (what === '') return refuse('nothing heard')
      if (await lockUnderWay(tx, organisationRef)) return refuse('under way already')
      const exit = await hearSignal(tx, { organisationRef, contractRef: null, source, what, cause, lastDay })
      return openIn(tx, exit, { cause, lastDay })
    },
    { ...options, request: input },
  )

/** A signal is judged: its cause classed, the clock begun. */
export const classExit = (
  shell: Shell,
  actor: Actor,
  input: OpenExit & { readonly exitRef: string },
  options: CommandOptions = {},
) =>
  shell.command(
    actor,
    'class-exit',
    async (tx): Promise<Result<Exit, OpenRefusal | 'no such exit'>> => {
      const exit = await lockExit(tx, input.exitRef)
      return exit ? openIn(tx, exit, input) : refuse('no such exit')
    },
    { ...options, request: input },
  )

export type ChangeAnExit = ChangeExit & { readonly exitRef: string }

/** An officer classes the cause of an open exit again, or changes its last day, and says why. */
export const changeAnExit = (shell: Shell, actor: Actor, input: ChangeAnExit, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'change-exit',
    async (tx): Promise<Result<Exit, ChangeRefusal | 'no such exit'>> => {
      const { exitRef, cause, lastDay, why } = input
      const exit = await lockExit(tx, exitRef)
      if (!exit) return refuse('no such exit')
      const changed = changeExit(exit, input, { now: tx.now, today: dayOf(tx.now) })
      if (!changed.ok) return changed
      await saveExit(tx, changed.value)
      const { contractRef } = exit
      await insertHeard(tx, exitRef, { source: 'officer', what: why.trim(), cause, lastDay, contractRef })
      await followClock(tx, changed.value)
      const before = { causeBefore: exit.cause, lastDayBefore: exit.lastDay }
      tx.record({
        type: 'continuity.exit-changed',
        about: aboutExit(exit),
        data: { exitRef, organisationRef: exit.organisationRef, cause, lastDay, ...before },
      } satisfies ContinuityFact)
      return changed
    },
    { ...options, request: input },
  )

export type FinishExit = { readonly exitRef: string; readonly state: 'closed' | 'stood_down'; readonly why: string }

export const finishExit = (shell: Shell, actor: Actor, { exitRef, state, why }: FinishExit) =>
  shell.command(actor, 'finish-exit', async (tx): Promise<Result<Exit, EndRefusal | 'no such exit'>> => {
    const exit = await lockExit(tx, exitRef)
    if (!exit) return refuse('no such exit')
    const counts = await countStates(tx, exitRef)
    const unsettled = counts
      .filter(({ state: one }) => one !== 'settled' && one !== 'left')
      .reduce((sum, { people }) => sum + people, 0)
    const ended = endExit(exit, { state, why, now: tx.now }, unsettled)
    if (!ended.ok) return ended
    // Where the provider stays its people do too: nobody else is asked for them any more. Refused of whom nobody is being asked.
    if (state === 'stood_down')
      for (const person of await lockEverybody(tx, exitRef)) await fallIn(tx, person, 'The provider stays after all')
    await saveExit(tx, ended.value)
    tx.record({
      type: state === 'closed' ? 'continuity.exit-closed' : 'continuity.exit-stood-down',
      about: aboutExit(exit),
      data: { exitRef, organisationRef: exit.organisationRef },
    } satisfies ContinuityFact)
    return ended
  })
