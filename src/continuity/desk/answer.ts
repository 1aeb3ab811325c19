/** What a person and a provider say to a proposed move, and what follows: both agree, or it is planned anew. */
import type { Day, Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { type AffectedPerson, moveOn, type PersonState } from '#src/continuity/affected/affected.ts'

export type Side = 'person' | 'provider'
/** A provider that takes its word back withdraws: it has refused nobody, and may be asked again when an officer says so. */
export type Answer = 'agrees' | 'refuses' | 'withdraws'

const WAITING: readonly PersonState[] = ['proposed', 'agreed', 'moving']

const withOne = (refs: readonly string[], ref: string | null): readonly string[] =>
  ref === null ? refs : [...new Set([...refs, ref])]

/** Back to those who are to be placed; whoever was refused or withdrew is not proposed again. */
const backOnList = (person: AffectedPerson, now: Instant, why?: 'refuses' | 'withdraws'): AffectedPerson => ({
  ...person,
  ...{ state: 'listed', stateAt: now, toOrganisationRef: null, toContractRef: null, moveDay: null },
  ...{ personAnswer: null, providerAnswer: null, offered: null },
  ...(why === 'refuses' ? { refuses: withOne(person.refuses, person.toOrganisationRef) } : {}),
  ...(why === 'withdraws' ? { withdrew: withOne(person.withdrew, person.toOrganisationRef) } : {}),
})

/** Another offer than the one that the person said yes to: of their first yes, than what was proposed. */
const isOtherwise = (before: AffectedPerson, next: AffectedPerson): boolean =>
  before.providerAnswer === 'agrees'
    ? next.moveDay !== before.moveDay || next.offered !== (before.offered ?? '')
    : next.offered !== ''

function proposedAgain(person: AffectedPerson, now: Instant): Result<AffectedPerson, 'not being asked'> {
  const again = moveOn(person, 'proposed', now)
  return again.ok ? again : refuse('not being asked')
}

export function answer(
  person: AffectedPerson,
  said: { readonly side: Side; readonly answer: Answer; readonly moveDay?: Day; readonly offered?: string },
  now: Instant,
): Result<AffectedPerson, 'not being asked' | 'only a provider withdraws'> {
  if (!WAITING.includes(person.state)) return refuse('not being asked')
  if (said.answer === 'withdraws' && said.side === 'person') return refuse('only a provider withdraws')
  if (said.answer !== 'agrees') return ok(backOnList(person, now, said.answer))
  const next: AffectedPerson = {
    ...person,
    ...(said.side === 'person' ? { personAnswer: said.answer } : { providerAnswer: said.answer }),
    ...(said.moveDay === undefined ? {} : { moveDay: said.moveDay }),
    ...(said.side === 'provider' ? { offered: said.offered ?? '' } : {}),
  }
  if (said.side === 'provider' && person.personAnswer === 'agrees' && isOtherwise(person, next)) {
    const again = { ...next, personAnswer: null, stateAt: now }
    return next.state === 'proposed' ? ok(again) : proposedAgain(again, now)
  }
  const both = next.personAnswer === 'agrees' && next.providerAnswer === 'agrees'
  if (!both || next.state !== 'proposed') return ok(next)
  const agreed = moveOn(next, 'agreed', now)
  return agreed.ok ? ok(agreed.value) : refuse('not being asked')
}

/** The proposal falls without anybody having refused the provider. */
export const takeBack = (person: AffectedPerson, now: Instant): Result<AffectedPerson, 'not being asked'> =>
  WAITING.includes(person.state) ? ok(backOnList(person, now)) : refuse('not being asked')

/** Care with the new provider is in place from a day: whatever was still open before is passed through in its order. */
export function arrive(person: AffectedPerson, moveDay: Day, now: Instant): Result<AffectedPerson, 'not being asked'> {
  if (!WAITING.includes(person.state)) return refuse('not being asked')
  let next: AffectedPerson = { ...person, moveDay, personAnswer: 'agrees', providerAnswer: 'agrees' }
  for (const to of ['agreed', 'moving', 'moved'] as const) {
    const moved = moveOn(next, to, now)
    if (moved.ok) next = moved.value
  }
  return ok(next)
}
