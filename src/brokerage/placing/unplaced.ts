/** Of somebody whom a plan leaves without a provider: what stands in the way, and the least that would change it. */
import { counted } from '#src/base/counted.ts'
import { formatPence } from '#src/base/money.ts'
import type { Answer } from '#src/brokerage/placing/explain.ts'
import {
  type Candidate,
  type Group,
  type Hindrance,
  lacking,
  pointsOf,
  usesOf,
  type Wish,
} from '#src/brokerage/placing/pose.ts'
import { movedInWords } from '#src/brokerage/placing/moved.ts'
import { inAList, needsInWords } from '#src/brokerage/placing/reasons.ts'
import { amountInWords, inPart, rowInWords } from '#src/brokerage/placing/row.ts'
import { PARTS_OF_DAY } from '#src/providers/index.ts'
import type { Room, Row, ToPlace } from '#src/brokerage/placing/plan.ts'

type Counted = { readonly rooms: readonly Room[]; readonly toPlace: ToPlace }
/** Of who is agreed or locked only that one provider is spoken of. */
const many = ({ rooms, toPlace }: Counted, one: string, more: string): string => {
  if (toPlace.fixed !== undefined) return `it ${one}`
  return `${rooms.length} ${rooms.length === 1 ? one : more}`
}

/** What a provider itself is short of; another one's lock is told by itself. */
type Short = Exclude<Hindrance, 'other provider fixed'>
const isShort = (why: Hindrance): why is Short => why !== 'other provider fixed'

const WHY_NOT: Readonly<Record<Short, (counted: Counted) => string>> = {
  refused: ({ rooms, toPlace }) =>
    toPlace.fixed === undefined
      ? `the person will not have ${rooms.length === 1 ? 'one of them' : `${rooms.length} of them`}`
      : 'the person will not have it',
  declined: (counted) => `${many(counted, 'has', 'have')} declined already`,
  skill: (counted) => `${many(counted, 'has', 'have')} no workers for ${needsInWords(lackingIn(counted))}`,
  service: (counted) => `${many(counted, 'has', 'have')} no contract for this service`,
  zone: (counted) => `${many(counted, 'has', 'have')} no contract for this zone`,
  bed: (counted) => `${many(counted, 'has', 'have')} told no such bed`,
  price: (counted) => `${many(counted, 'has', 'have')} no price for this care`,
}

const lackingIn = ({ rooms, toPlace }: Counted): ToPlace['needs'] =>
  toPlace.needs.filter((need) => rooms.some((room) => lacking(toPlace, room).includes(need)))

export function whatBinds(answer: Answer, group: Group, wish: Wish): { binds: string; cheapestChange?: string } {
  if (group.choices.length > 0) return hoursBind(answer, group)
  if (group.wishes.length > 1 && wish.candidates.length > 0)
    return {
      binds: 'They are to stay together, and no provider could care for all of them.',
      cheapestChange: 'Place them apart, if they agree.',
    }
  return nobodyCould(answer, wish)
}

/** Of each provider that could, what it lacks with this plan; the least is the cheapest to ask for. */
function hoursBind({ posed, left }: Answer, { choices }: Group): { binds: string; cheapestChange: string } {
  const short = choices.map((choice) => {
    const lacks = usesOf(choice)
      .map(([row, amount]) => ({ row, minutes: amount - (left[row] ?? 0) }))
      .filter(({ minutes }) => minutes > 0)
    return { choice, lacks, minutes: lacks.reduce((sum, { minutes }) => sum + minutes, 0) }
  })
  const [least] = short.sort((a, b) => a.minutes - b.minutes || pointsOf(a.choice) - pointsOf(b.choice))
  const candidate = least?.choice[0] as Candidate
  const lacks = (least?.lacks ?? []).flatMap(({ row, minutes }) => {
    const scarce = posed.rows[row]
    return scarce ? [amountInWords(scarce, minutes)] : []
  })
  const weeklyPence = (least?.choice ?? []).reduce((sum, one) => sum + one.weeklyPence, 0)
  const lacking = short.flatMap(({ lacks: all }) => all.flatMap(({ row }) => posed.rows[row] ?? []))
  return {
    binds:
      lacks.length === 0
        ? 'Leaving this person out costs fewer points than any provider: the policy on joint plans says so.'
        : `${whoCould(choices)} ${tooFew(lacking)}.`,
    cheapestChange:
      lacks.length === 0
        ? `Ask ${candidate.room.name} directly: ${formatPence(weeklyPence)} a week.`
        : `${inAList(lacks)} ${candidate.bed ? 'more' : 'a week more'} at ${candidate.room.name}, for ${formatPence(weeklyPence)} a week${candidate.moved ? `, with visits at ${movedInWords(candidate.moved)}` : ''}.`,
  }
}

function whoCould(choices: Group['choices']): string {
  const count = new Set(choices.map(([first]) => first?.room.organisationRef)).size
  return count === 1
    ? 'The one provider that could care for this person has'
    : `The ${count} providers that could care for this person have`
}

function tooFew(lacking: readonly Row[]): string {
  if (lacking.some((row) => 'bed' in row)) return 'no such bed left'
  const parts = PARTS_OF_DAY.filter((part) => lacking.some((row) => 'part' in row && row.part === part))
  const needs = new Set(lacking.flatMap((row) => ('need' in row ? [rowInWords(row)] : [])))
  return `too few hours left ${inAList([...parts.map(inPart), ...needs])}`
}

/** The one provider with whom it is agreed, or to whom it is locked, could not: the others are as far as the lock is away. */
function fixedCould(answer: Answer, { hindered, toPlace }: Wish): { binds: string; cheapestChange?: string } {
  const own = hindered.find(({ room }) => room.organisationRef === toPlace.fixed)
  const binds =
    own && isShort(own.why)
      ? `It is agreed with ${own.room.name} or locked to it, and ${WHY_NOT[own.why]({ rooms: [own.room], toPlace })}.`
      : 'It is agreed with a provider or locked to it that cannot be asked: it is suspended, its contract takes nobody new, or it has told no hours.'
  // Of providers that nobody else of the plan could have, it does not know the hours.
  const others = hindered.filter(({ why }) => why === 'other provider fixed').length
  return others === 0
    ? { binds }
    : { binds, cheapestChange: `Take the lock off and solve again: ${counted(others, 'other provider')} may be asked.` }
}

/** Nobody could, however many hours there were. */
function nobodyCould(answer: Answer, wish: Wish): { binds: string; cheapestChange?: string } {
  const { hindered, toPlace } = wish
  if (toPlace.fixed !== undefined) return fixedCould(answer, wish)
  if (hindered.length === 0) return { binds: 'No provider that may be asked has a contract for this service.' }
  const counts = [...Map.groupBy(hindered, ({ why }) => why)].flatMap(([why, all]) =>
    isShort(why) ? [WHY_NOT[why]({ rooms: all.map((each) => each.room), toPlace })] : [],
  )
  const binds = `Of ${counted(hindered.length, 'provider')}, ${inAList(counts)}.`
  const [change] = ORDER.flatMap((why) =>
    hindered
      .filter((each) => each.why === why && hasRoom(answer, toPlace, each))
      .map((each) => CHANGE[why](each.room, toPlace)),
  )
  return change === undefined ? { binds } : { binds, cheapestChange: change }
}

/** Whether hours or a bed are left there; where only the contract leaves the zone out, hours in any other zone do. */
function hasRoom(
  { left, posed }: Answer,
  { beds, minutes, zone }: ToPlace,
  { room, why }: Wish['hindered'][number],
): boolean {
  if (why === 'bed') return true
  const own = posed.rows.flatMap((row, at) =>
    row.organisationRef === room.organisationRef ? [{ row, left: left[at] ?? 0 }] : [],
  )
  if (beds) return own.some(({ row, left: free }) => 'bed' in row && beds.includes(row.bed.bedType) && free > 0)
  return Object.entries(minutes).every(([part, need]) =>
    own.some(
      ({ row, left: free }) =>
        'part' in row && row.part === part && (why === 'zone' || row.zone === zone) && need <= free,
    ),
  )
}

/** What is soonest changed comes first. */
const ORDER = ['price', 'zone', 'skill', 'declined', 'bed', 'refused'] as const
const room = ({ beds }: ToPlace): string => (beds ? 'a bed' : 'the hours')
const CHANGE: Readonly<Record<Short, (at: Room, toPlace: ToPlace) => string>> = {
  price: ({ name }, one) => `${name} has ${room(one)}: agree a price for this care.`,
  zone: ({ name, contractRef }, one) =>
    `${name} has ${room(one)}, but contract ${contractRef} does not cover this zone: widen it by a change of the contract.`,
  skill: (at, one) => `${at.name} has ${room(one)}: it would need workers for ${needsInWords(lacking(one, at))}.`,
  declined: ({ name }, one) => `${name} has ${room(one)}: ask it again, and what would let it take this on.`,
  refused: ({ name }, one) => `${name} has ${room(one)}, if the person thinks again.`,
  bed: ({ name }) => `Ask ${name} whether it has a bed: it has told none of this kind.`,
  service: ({ name }, one) => `${name} has ${room(one)}: buy this service from it.`,
}
