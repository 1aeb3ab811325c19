/** The clock of asking: it begins when somebody is asked, and follows what it hangs on. */
import { dayOf, type Instant } from '#src/base/day.ts'
import type { AffectedPerson } from '#src/continuity/affected/affected.ts'
import { listAffected, MOST_PEOPLE } from '#src/continuity/affected/affected.store.ts'
import { stepsOfAsking } from '#src/continuity/desk/step.ts'
import { dropOpenSteps, listSteps, reopenChoice, setSteps } from '#src/continuity/desk/step.store.ts'
import { clockOf, type Exit, isOpened } from '#src/continuity/exits/exit.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { Write } from '#src/platform/command.ts'

/** Steps that are not done get the time that cause and last day now leave, from when each was asked. */
async function setClock(
  tx: Write,
  exit: Exit,
  people: readonly AffectedPerson[],
  since: (person: AffectedPerson) => Instant,
): Promise<void> {
  if (!isOpened(exit)) return
  const clock = clockOf(exit, await getPolicy(tx, 'continuity', dayOf(tx.now)))
  const steps = people.flatMap((person) =>
    stepsOfAsking(person, clock, exit.lastDay, since(person)).map((step) => ({ ...step, line: person.line })),
  )
  await setSteps(tx, exit.exitRef, steps)
}

/** A new proposal, or another offer than they agreed to: the choice is theirs anew. */
export async function beginAsking(tx: Write, exit: Exit, people: readonly AffectedPerson[]): Promise<void> {
  await reopenChoice(
    tx,
    exit.exitRef,
    people.map(({ line }) => line),
  )
  await setClock(tx, exit, people, () => tx.now)
}

/** The cause was classed again, or the last day changed: whoever is being asked has more time, or less. */
export async function followClock(tx: Write, exit: Exit): Promise<void> {
  const { people } = await listAffected(tx, { exitRef: exit.exitRef, states: ['proposed'], limit: MOST_PEOPLE })
  const asked = people.filter(({ personAnswer }) => personAnswer === null)
  await setClock(tx, exit, asked, ({ stateAt }) => stateAt)
}

const MAY_STILL_CHOOSE: readonly AffectedPerson['state'][] = ['proposed', 'agreed', 'moving']

/** An advocate is found for whoever turns out not to decide alone, and looked for no more where they do. */
export async function followAdvocate(tx: Write, exit: Exit, person: AffectedPerson): Promise<void> {
  const { exitRef, line, state, decides } = person
  if (!MAY_STILL_CHOOSE.includes(state)) return
  const steps = await listSteps(tx, exitRef, line)
  const advocate = steps.find(({ step }) => step === 'advocate')
  if (decides !== 'no') {
    if (advocate?.doneAt === null) await dropOpenSteps(tx, exitRef, line, ['advocate'])
    return
  }
  if (advocate || !isOpened(exit)) return
  const clock = clockOf(exit, await getPolicy(tx, 'continuity', dayOf(tx.now)))
  const choice = steps.find(({ step, doneAt }) => step === 'choice' && doneAt === null)
  const due = stepsOfAsking(person, clock, exit.lastDay, tx.now).filter(({ step }) => step === 'advocate')
  await setSteps(
    tx,
    exitRef,
    due.map((one) => ({ ...one, dueAt: choice?.dueAt ?? one.dueAt, line })),
  )
}
