/** Who stays together: couples and others who move to one provider or not at all, as officers learn of them. */
import { ok, type Result, refuse } from '#src/base/result.ts'
import { aboutPerson, type PersonRefusal } from '#src/continuity/affected/affected-commands.ts'
import { type AffectedPerson, isClosed } from '#src/continuity/affected/affected.ts'
import { lockEverybody, saveAffected } from '#src/continuity/affected/affected.store.ts'
import type { ContinuityFact } from '#src/continuity/facts.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'

type OfLine = { readonly exitRef: string; readonly line: number }
export type TogetherRefusal = PersonRefusal | 'the same person' | 'together already'

const sharing = (people: readonly AffectedPerson[], { line, together }: AffectedPerson): AffectedPerson[] =>
  together === null ? [] : people.filter((one) => one.together === together && one.line !== line)

/** Two people move to one provider or not at all; whoever either was with before is parted from them. */
export const keepTogether = (shell: Shell, actor: Actor, { exitRef, line, withLine }: OfLine & { withLine: number }) =>
  shell.command(actor, 'keep-together', async (tx): Promise<Result<true, TogetherRefusal>> => {
    if (line === withLine) return refuse('the same person')
    const people = await lockEverybody(tx, exitRef)
    const [one, other] = [line, withLine].map((each) => people.find((person) => person.line === each))
    if (!one || !other) return refuse('no such person')
    if (isClosed(one) || isClosed(other)) return refuse('not in this state')
    if (one.together !== null && one.together === other.together) return refuse('together already')
    for (const person of [one, other]) await partIn(tx, person, sharing(people, person))
    const together = `line ${Math.min(line, withLine)}`
    await saveAffected(tx, [
      { ...one, together },
      { ...other, together },
    ])
    tx.record({
      type: 'continuity.people-put-together',
      about: [...new Set([...aboutPerson(one), ...aboutPerson(other)])],
      data: { exitRef, line, withLine },
    } satisfies ContinuityFact)
    return ok(true)
  })

async function partIn(tx: Write, person: AffectedPerson, others: readonly AffectedPerson[]): Promise<void> {
  // One who is left by all others is alone too.
  const alone = others.length === 1 ? others : []
  if (others.length === 0) return
  await saveAffected(
    tx,
    [person, ...alone].map((one) => ({ ...one, together: null })),
  )
  tx.record({
    type: 'continuity.people-parted',
    about: aboutPerson(person),
    data: { exitRef: person.exitRef, line: person.line, from: others.map(({ line }) => line) },
  } satisfies ContinuityFact)
}

/** They may move to different providers. */
export const partPeople = (shell: Shell, actor: Actor, { exitRef, line }: OfLine) =>
  shell.command(actor, 'part-people', async (tx): Promise<Result<true, PersonRefusal | 'with nobody'>> => {
    const people = await lockEverybody(tx, exitRef)
    const person = people.find((one) => one.line === line)
    if (!person) return refuse('no such person')
    if (isClosed(person)) return refuse('not in this state')
    const others = sharing(people, person)
    if (others.length === 0) return refuse('with nobody')
    await partIn(tx, person, others)
    return ok(true)
  })
