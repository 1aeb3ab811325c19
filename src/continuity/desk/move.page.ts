/** What an officer does for one person who moves: answers, the move, steps, the proposal taken back. */
import { dayOf } from '#src/base/day.ts'
import { placeNowError } from '#src/brokerage/index.ts'
import { showAffected } from '#src/continuity/affected/affected-person.page.ts'
import {
  answerMove,
  completeStep,
  placeMove,
  type PlaceMoveRefusal,
  takeProposalBack,
} from '#src/continuity/desk/desk-commands.ts'
import { type DoneRefusal, isStepKind } from '#src/continuity/desk/step.ts'
import { notDone, notFound, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { readDay } from '#src/platform/pages/form.ts'
import { chosen, typedText } from '#src/platform/pages/queue.ts'

const lineOf = ({ params }: Visit): { exitRef: string; line: number } => ({
  exitRef: params['ref'] ?? '',
  line: Number(params['line']),
})

export async function postAnswer(visit: Visit): Promise<Reply> {
  const { shell, actor, form } = visit
  const { exitRef, line } = lineOf(visit)
  const side = chosen(form, 'side')[0] === 'provider' ? 'provider' : 'person'
  const answer = (['agrees', 'refuses', 'withdraws'] as const).find((one) => one === chosen(form, 'answer')[0])
  if (!answer) return showAffected(visit, [{ field: 'answer', message: 'Choose what they said' }])
  const day = readDay(form, 'moveDay')
  const moveDay = side === 'provider' && day.ok && day.value >= dayOf(shell.now()) ? { moveDay: day.value } : {}
  const said = await answerMove(shell, actor, { exitRef, line, side, answer, ...moveDay })
  if (said.ok) {
    const words =
      said.value.state === 'agreed'
        ? 'Both agree: make the move'
        : said.value.state === 'listed'
          ? 'Noted: they wait for another plan'
          : 'Noted'
    return seeOther(`/exits/${exitRef}/people/${line}`, words)
  }
  if (said.error === 'no such person') return notFound()
  const message =
    said.error === 'no day given'
      ? 'Enter the first day with the new provider, today or later'
      : said.error === 'only a provider withdraws'
        ? 'Only a provider withdraws. Say that the person refuses'
        : 'Nobody is being asked about this move any more'
  return showAffected(visit, [{ field: said.error === 'no day given' ? 'moveDay' : 'answer', message }])
}

const PLACE_WORDS: Readonly<Record<Exclude<Extract<PlaceMoveRefusal, string>, 'no such person'>, string>> = {
  'not in this state': 'They have not both agreed yet',
  'no day given': 'The first day with the new provider is not known yet',
  'no offer': 'The provider’s offer no longer stands: take the proposal back and plan anew',
}

function notPlacedWords({ notPlaced }: Extract<PlaceMoveRefusal, object>): string {
  if (notPlaced === 'no such package') return 'The new package is gone: take the proposal back and plan anew'
  return `Not placed. ${placeNowError(notPlaced).message}. The new package is the place to put it right`
}

export async function postPlace(visit: Visit): Promise<Reply> {
  const { shell, actor } = visit
  const { exitRef, line } = lineOf(visit)
  const at = `/exits/${exitRef}/people/${line}`
  const placed = await placeMove(shell, actor, { exitRef, line })
  if (placed.ok)
    return seeOther(
      at,
      placed.value === 'moved'
        ? 'The move is made'
        : 'Choose the offer on the new package; its signatures make the move',
    )
  if (placed.error === 'no such person') return notFound()
  return notDone(at, typeof placed.error === 'string' ? PLACE_WORDS[placed.error] : notPlacedWords(placed.error))
}

export async function postTakeBack(visit: Visit): Promise<Reply> {
  const { exitRef, line } = lineOf(visit)
  const taken = await takeProposalBack(visit.shell, visit.actor, { exitRef, line })
  if (!taken.ok && taken.error === 'no such person') return notFound()
  return taken.ok
    ? seeOther(`/exits/${exitRef}/people/${line}`, 'They wait for another plan')
    : notDone(`/exits/${exitRef}/people/${line}`, 'Nobody is being asked any more')
}

const DONE_WORDS: Readonly<Record<DoneRefusal | 'not in this state', string>> = {
  'no such step': 'There is no such step',
  'done already': 'It is done already',
  'not moved yet': 'A welfare check comes after the move',
  'nothing noted': 'Write what you found',
  'not in this state': 'They have settled or left',
}

export async function postStep(visit: Visit): Promise<Reply> {
  const { shell, actor, form } = visit
  const { exitRef, line } = lineOf(visit)
  const step = typedText(form, 'step')
  if (!isStepKind(step)) return notFound()
  const note = typedText(form, `note-${step}`)
  const done = await completeStep(shell, actor, { exitRef, line, step, note })
  if (done.ok)
    return seeOther(
      `/exits/${exitRef}/people/${line}`,
      done.value === 'settled' ? 'All steps are done: they have settled' : 'Done',
    )
  if (done.error === 'no such person') return notFound()
  return showAffected(visit, [{ field: `note-${step}`, message: DONE_WORDS[done.error] }])
}
