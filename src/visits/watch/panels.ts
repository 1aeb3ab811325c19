import { dayOf } from '#src/base/day.ts'
import { listPeopleByRef, personName } from '#src/people/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import type { WorkItem, WorkSource } from '#src/platform/panels.ts'
import { lateWords } from '#src/visits/watch/alert.ts'
import { listWaiting, type Waiting } from '#src/visits/watch/alert.store.ts'
import { alertHref } from '#src/visits/watch/alert-words.page.ts'

const WORK = 100
/** Within so many minutes of being told the duty officer should have looked. */
const LOOK_WITHIN_MINUTES = 15

/** Visits of which the council was told and which nobody has closed. */
async function listAlertsToClose(tx: Read, actor: Actor): Promise<WorkItem[]> {
  if (actor.kind !== 'officer') return []
  const { waiting } = await listWaiting(tx, { told: true }, { offset: 0, limit: WORK })
  const people = await listPeopleByRef(
    tx,
    waiting.map(({ personRef }) => personRef),
  )
  const nameOf = new Map(people.map((person) => [person.personRef, personName(person)]))
  return waiting.map((one) => workOf(one, nameOf.get(one.personRef) ?? one.personRef, tx.now))
}

function workOf(one: Waiting, name: string, now: Temporal.Instant): WorkItem {
  const due = (one.councilToldAt ?? one.due).add({ minutes: LOOK_WITHIN_MINUTES })
  const what = one.awaits === 'log-in' ? 'No log-in' : 'No log-out'
  return {
    title: `${what} for ${lateWords(one.due, now)}: ${name}${one.timeCritical ? ', time-critical' : ''}${dayOf(one.due) === dayOf(now) ? '' : ', an earlier day'}`,
    record: `visit:${one.visitRef}`,
    href: alertHref('/visits', one),
    due,
    action: one.explainedAt ? 'Read what happened and close' : 'Find out what happened',
    overdue: Temporal.Instant.compare(due, now) < 0,
  }
}

export const alertsToClose: WorkSource = { grant: 'visits.watch', list: listAlertsToClose }
