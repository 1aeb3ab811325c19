import { type Day, formatDay } from '#src/base/day.ts'
import { type Result, refuse } from '#src/base/result.ts'
import {
  findPackage,
  type Invitation,
  listInvitations,
  listOffers,
  type Offer,
  type OfferedVisit,
} from '#src/brokerage/index.ts'
import type { AffectedPerson } from '#src/continuity/affected/affected.ts'
import { findMoveBy } from '#src/continuity/affected/affected.store.ts'
import { answerIn, type AnswerRefusal, lockByPackage, takeBackIn } from '#src/continuity/desk/desk-commands.ts'
import { systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'

export const HEAR_JOB = 'hear-continuity-answer'

/** What the provider that was asked has said by now: its offer agrees, a refusal or the end of its window does not, and what the council withdrew it answers no more. */
export async function hearProvider(shell: Shell, council: number, packageRef: string): Promise<void> {
  const clerk = systemActor(council)
  const isMove = await shell.read(clerk, (tx) => findMoveBy(tx, packageRef))
  if (!isMove) return
  await shell.command(
    clerk,
    'hear-provider',
    async (tx): Promise<Result<AffectedPerson, AnswerRefusal | 'no news'>> => {
      const person = await lockByPackage(tx, packageRef)
      if (!person) return refuse('no such person')
      const said = await saidByProvider(tx, packageRef, person.toOrganisationRef)
      if (!said || isKnown(person, said)) return refuse('no news')
      if (said.answer === 'asked no more') return takeBackIn(tx, person)
      return answerIn(tx, person, { side: 'provider', ...said })
    },
  )
}

type Said =
  | { readonly answer: 'refuses' | 'withdraws' }
  | { readonly answer: 'asked no more' }
  | { readonly answer: 'agrees'; readonly moveDay: Day; readonly offered: string }

const isKnown = (person: AffectedPerson, said: Said): boolean =>
  said.answer === 'agrees' &&
  person.providerAnswer === 'agrees' &&
  said.moveDay === person.moveDay &&
  said.offered === (person.offered ?? '')

/** "from 30 November 2026; 09:30 for 30 minutes in place of 08:00 for 30 minutes" */
function otherwise(offer: Offer, { pattern, startBy }: Invitation): string {
  const inWords = ({ start, minutes, workers }: OfferedVisit): string =>
    `${start} for ${minutes} minutes${workers === 2 ? ' by two workers' : ''}`
  const visits = (offer.visits ?? []).flatMap((visit) => {
    const asked = pattern.find(({ slot }) => slot === visit.slot)
    return asked && inWords(asked) !== inWords(visit) ? [`${inWords(visit)} in place of ${inWords(asked)}`] : []
  })
  return [
    ...(offer.startDay > startBy ? [`from ${formatDay(offer.startDay)}`] : []),
    ...visits,
    ...(offer.alternative ? ['another package than was asked for'] : []),
  ].join('; ')
}

async function saidByProvider(tx: Read, packageRef: string, organisationRef: string | null): Promise<Said | undefined> {
  const invitation = (await listInvitations(tx, packageRef)).find((one) => one.organisationRef === organisationRef)
  // The window of another provider, asked before, says nothing of the one to be asked now.
  if (!invitation) return undefined
  if (invitation.status === 'cancelled') return { answer: 'asked no more' }
  const offer = (await listOffers(tx, packageRef)).find((one) => one.organisationRef === organisationRef)
  if (offer?.status === 'made')
    // Some of the visits are not care for all of them: the person is planned for anew.
    return offer.complete
      ? { answer: 'agrees', moveDay: offer.startDay, offered: otherwise(offer, invitation) }
      : { answer: 'refuses' }
  // What it took back of an earlier time that it was asked says nothing of this one.
  const isOfThis = offer !== undefined && Temporal.Instant.compare(offer.madeAt, invitation.sentAt) >= 0
  if (isOfThis && offer.status === 'withdrawn' && invitation.status !== 'declined') return { answer: 'withdraws' }
  const pkg = await findPackage(tx, packageRef)
  return invitation.status === 'invited' && pkg?.status === 'sent' ? undefined : { answer: 'refuses' }
}
