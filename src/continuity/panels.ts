import { counted } from '#src/base/counted.ts'
import { dayOf, formatDay, type Instant } from '#src/base/day.ts'
import { PERSON_STATE_WORDS } from '#src/continuity/affected/affected.ts'
import { listExitsOfPerson } from '#src/continuity/affected/affected.store.ts'
import { isOver, STEP_WORDS } from '#src/continuity/desk/step.ts'
import { EXIT_STATE_WORDS, exitClock } from '#src/continuity/exits/exit.ts'
import { findExit, listExits } from '#src/continuity/exits/exit.store.ts'
import { listSpotsToApprove } from '#src/continuity/plans/plan.store.ts'
import { type ExitAtHand, listWork, type StepAtHand } from '#src/continuity/work.store.ts'
import { getPolicy, type Policies } from '#src/councils/index.ts'
import { html } from '#src/platform/pages/html.ts'
import { link } from '#src/platform/pages/table.ts'
import type { Panel, SearchSource, WorkItem, WorkSource } from '#src/platform/panels.ts'

const MOST_EXITS = 20

export const panels: readonly Panel[] = [
  {
    ...{ on: 'provider', title: 'Exit', grant: 'continuity.see', tab: 'Work in hand' },
    async show(tx, organisationRef) {
      const { exits } = await listExits(tx, { organisationRef, offset: 0, limit: MOST_EXITS })
      return html`${exits.map(
        (one) =>
          html`<p class="govuk-body">${link(`${one.exitRef}: ${EXIT_STATE_WORDS[one.state].toLowerCase()}`, `/exits/${one.exitRef}`)}, ${counted(one.people, 'person', 'people')}.</p>`,
      )}<p class="govuk-body">${link('Who else it serves', `/providers/${organisationRef}/known-people`)}</p>`
    },
  },
  {
    ...{ on: 'person', title: 'Their provider exits', grant: 'continuity.see', tab: 'Providers' },
    async show(tx, personRef) {
      const exits = await listExitsOfPerson(tx, personRef)
      if (exits.length === 0) return undefined
      return html`${exits.map(
        (one) =>
          html`<p class="govuk-body">${link(one.exitRef, `/exits/${one.exitRef}/people/${one.line}`)}: ${PERSON_STATE_WORDS[one.state].toLowerCase()}${one.lastDay !== null && `, last day ${formatDay(one.lastDay)}`}.</p>`,
      )}`
    },
  },
]

/** Signals to class, and lists to make. */
const exitsWork = (exits: readonly ExitAtHand[], policy: Policies['continuity'], now: Instant): WorkItem[] =>
  exits.flatMap((exit): WorkItem[] => {
    const at = { record: `exit:${exit.exitRef}` as const, href: `/exits/${exit.exitRef}` }
    if (exit.openedAt === null || exit.cause === null) {
      const due = exit.signalledAt.add({ hours: policy.urgentListHours })
      const overdue = Temporal.Instant.compare(due, now) < 0
      return [
        { ...at, title: `${exit.organisationName} may exit: ${exit.what}`, due, action: 'Class the cause', overdue },
      ]
    }
    const { listBy, planBy } = exitClock(exit.cause, exit.classedAt ?? exit.openedAt, policy)
    if (exit.listedAt === null) {
      const overdue = Temporal.Instant.compare(listBy, now) < 0
      return [{ ...at, title: `${exit.organisationName} exits`, due: listBy, action: 'List everybody', overdue }]
    }
    if (exit.waiting > 0) {
      const title = `${exit.organisationName} exits: ${counted(exit.waiting, 'person waits', 'people wait')} to be asked`
      const overdue = Temporal.Instant.compare(planBy, now) < 0
      return [{ ...at, title, href: `${at.href}/plan`, due: planBy, action: 'Plan, and ask them', overdue }]
    }
    if (exit.unsettled > 0) return []
    const title = `${exit.organisationName} exits: nobody waits`
    return [{ ...at, title, due: planBy, action: 'End the exit', overdue: false }]
  })

/** What is due for people who move, the soonest first. */
const stepsWork = (steps: readonly StepAtHand[], now: Instant): WorkItem[] =>
  steps.map((one) => ({
    title: `${STEP_WORDS[one.step]}: ${one.name}`,
    record: `exit-person:${one.exitRef}-${one.line}`,
    href: `/exits/${one.exitRef}/people/${one.line}#steps`,
    ...{ due: one.dueAt, action: 'Do it', overdue: isOver({ ...one, doneAt: null }, now) },
  }))

const MOST_STEPS = 50

export const work: readonly WorkSource[] = [
  {
    grant: 'continuity.manage',
    async list(tx) {
      const { exits, steps } = await listWork(tx, { exits: MOST_EXITS, steps: MOST_STEPS })
      const policy = await getPolicy(tx, 'continuity', dayOf(tx.now))
      return [...exitsWork(exits, policy, tx.now), ...stepsWork(steps, tx.now)]
    },
  },
  {
    grant: 'brokerage.spot',
    async list(tx, actor) {
      return (await listSpotsToApprove(tx, actor.id)).map(({ exitRef, organisationName }) => ({
        title: `${organisationName} exits: care outside the framework`,
        ...{ record: `exit:${exitRef}`, href: `/exits/${exitRef}/plan`, due: tx.now, action: 'Approve it' },
        overdue: false,
      }))
    },
  },
]

export const search: readonly SearchSource[] = [
  {
    ...{ grant: 'continuity.see', reference: /^EX-\d+$/i },
    async find(tx, words) {
      const exit = await findExit(tx, words.toUpperCase())
      if (!exit) return []
      const hint = EXIT_STATE_WORDS[exit.state].toLowerCase()
      return [
        { href: `/exits/${exit.exitRef}`, title: `Exit of ${exit.organisationName}`, hint, kind: 'Provider exit' },
      ]
    },
  },
]
