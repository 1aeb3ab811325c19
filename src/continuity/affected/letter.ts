/** What a person is told by post when their provider leaves: what happens, what they may say, who answers. Nothing of why. */
import { type Day, formatDay } from '#src/base/day.ts'
import type { AffectedPerson } from '#src/continuity/affected/affected.ts'
import type { Council } from '#src/councils/index.ts'
import { dutyOf, type Exit } from '#src/continuity/exits/exit.ts'

export type Letter = {
  readonly exit: Pick<Exit, 'cause' | 'lastDay'>
  readonly person: Pick<AffectedPerson, 'name' | 'pays' | 'state' | 'moveDay' | 'personAnswer'>
  readonly from: string
  /** The new provider, where one is proposed. */
  readonly to: string | undefined
  readonly council: Pick<Council, 'name' | 'phone' | 'email'>
  readonly today: Day
}

export function letterWords({ exit, person, from, to, council, today }: Letter): string[] {
  const isOver = exit.lastDay !== null && exit.lastDay < today
  const ends =
    exit.lastDay === null
      ? `${from} will stop giving your care. We do not know the day yet.`
      : isOver
        ? `${from} stopped giving care on ${formatDay(exit.lastDay)}.`
        : `${from} will stop giving your care. Its last day is ${formatDay(exit.lastDay)}.`
  return [
    ends,
    whatWeDo({ exit, person, council }),
    ...whatIsNext({ person, to }),
    'You may say which provider you would like, and which you would not. You may ask somebody to speak for you: family, a friend, or an independent advocate, whom we find for you and who costs you nothing.',
    whomToRing(council),
  ]
}

function whatWeDo({ exit, person, council }: Pick<Letter, 'exit' | 'person' | 'council'>): string {
  const isForAll = exit.cause !== null && dutyOf(exit.cause).section48
  if (isForAll)
    return 'You do not have to find care yourself. By law the council must see that you go on getting the care that you need, whoever pays for it.'
  switch (person.pays) {
    case 'council':
      return `You do not have to find care yourself. ${council.name} arranges your care, and goes on doing so.`
    case 'direct_payment':
      return 'Your direct payment goes on. We help you to find another provider, or arrange the care for you if you would rather.'
    case 'self_funder':
      return 'You pay for your care yourself. Our information and advice cost you nothing: we tell you which providers have room, and help you to find one.'
    case 'other_council':
      return 'Another council arranges your care. We have what it needs to know, and it will write to you.'
  }
}

function whatIsNext({ person, to }: Pick<Letter, 'person' | 'to'>): string[] {
  const day = person.moveDay === null ? '' : ` from ${formatDay(person.moveDay)}`
  if (person.state === 'moved' || person.state === 'settled')
    return [
      `${to ?? 'Your new provider'} gives your care${day}. Somebody will ask you how it goes in the first two weeks.`,
    ]
  if (to === undefined) return ['We are looking for another provider. Nothing changes before we have talked with you.']
  if (person.state === 'proposed' && person.personAnswer === null)
    return [
      `We propose that ${to} gives your care${day}.`,
      'You may say yes or no. If you say no, we look for another provider. Please tell us as soon as you can.',
    ]
  return [`You said yes to ${to}. It begins${day === '' ? ' as soon as it can' : day.replace(' from', ' on')}.`]
}

const whomToRing = ({ name, phone, email }: Letter['council']): string => {
  const ways = [...(phone ? [`ring ${phone}`] : []), ...(email ? [`write to ${email}`] : [])]
  return ways.length === 0
    ? `If you have a question, ask ${name}. If nobody comes to a visit that you need, tell us at once.`
    : `If you have a question, ${ways.join(' or ')}. If nobody comes to a visit that you need, tell us at once.`
}
