/** Of somebody whom a plan leaves without a provider: what stands in the way, and the least that would change it. */
import { formatPence } from '#src/base/money.ts'
import { hoursInWords } from '#src/brokerage/pattern.ts'
import type { Answer } from '#src/brokerage/placing/explain.ts'
import { type Candidate, type Group, type Hindrance, pointsOf, usesOf, type Wish } from '#src/brokerage/placing/pose.ts'
import { inAList, inPart } from '#src/brokerage/placing/reasons.ts'
import { PARTS_OF_DAY } from '#src/providers/index.ts'
import type { Room } from '#src/brokerage/placing/placing.ts'

const WHY_NOT: Readonly<Record<Hindrance, (rooms: number) => string>> = {
  refused: (rooms) => `the person will not have ${rooms === 1 ? 'one of them' : `${rooms} of them`}`,
  declined: (rooms) => `${rooms} ${rooms === 1 ? 'has' : 'have'} declined already`,
  skill: (rooms) => `${rooms} ${rooms === 1 ? 'lacks' : 'lack'} a skill that is asked for`,
  service: (rooms) => `${rooms} ${rooms === 1 ? 'has' : 'have'} no contract for this service`,
  price: (rooms) => `${rooms} ${rooms === 1 ? 'has' : 'have'} no price for this care`,
  'other provider fixed': (rooms) =>
    `${rooms} ${rooms === 1 ? 'is' : 'are'} not the provider that was agreed or locked`,
}

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
  const lacks = (least?.lacks ?? []).map(({ row, minutes }) => {
    const part = posed.rows[row]?.part ?? 'morning'
    return `${hoursInWords(minutes)} ${inPart(part)}`
  })
  const weeklyPence = (least?.choice ?? []).reduce((sum, one) => sum + one.weeklyPence, 0)
  const lacking = new Set(short.flatMap(({ lacks: all }) => all.map(({ row }) => posed.rows[row]?.part)))
  const parts = PARTS_OF_DAY.filter((part) => lacking.has(part))
  const many =
    choices.length === 1
      ? 'The one provider that could care for this person has'
      : `The ${choices.length} providers that could care for this person have`
  return {
    binds:
      lacks.length === 0
        ? 'Leaving this person out costs fewer points than any provider: the policy on joint plans says so.'
        : `${many} too few hours left ${inAList(parts.map(inPart))}.`,
    cheapestChange:
      lacks.length === 0
        ? `Ask ${candidate.room.name} directly: ${formatPence(weeklyPence)} a week.`
        : `${inAList(lacks)} a week more at ${candidate.room.name}, for ${formatPence(weeklyPence)} a week.`,
  }
}

/** Nobody could, however many hours there were. */
function nobodyCould({ left, posed }: Answer, { hindered, toPlace }: Wish): { binds: string; cheapestChange?: string } {
  if (hindered.length === 0) return { binds: 'No provider covers the zone, or has told hours in another.' }
  const counts = [...Map.groupBy(hindered, ({ why }) => why)].map(([why, rooms]) => WHY_NOT[why](rooms.length))
  const binds = `Of ${hindered.length} ${hindered.length === 1 ? 'provider' : 'providers'}, ${inAList(counts)}.`
  const hasHours = ({ organisationRef }: Room): boolean =>
    Object.entries(toPlace.minutes).every(([part, need]) =>
      posed.rows.some(
        (row, at) =>
          row.organisationRef === organisationRef &&
          row.zone === toPlace.zone &&
          row.part === part &&
          need <= (left[at] ?? 0),
      ),
    )
  const one = ORDER.flatMap((why) => hindered.filter((each) => each.why === why && hasHours(each.room)))[0]
  return one ? { binds, cheapestChange: CHANGE[one.why](one.room, toPlace.skills) } : { binds }
}

/** What is soonest changed comes first. */
const ORDER = ['price', 'skill', 'other provider fixed', 'declined', 'refused'] as const
const CHANGE: Readonly<Record<Hindrance, (room: Room, skills: readonly string[]) => string>> = {
  price: ({ name }) => `${name} has the hours: agree a price for this care.`,
  skill: ({ name, skills: has }, skills) =>
    `${name} has the hours: its workers would have to learn ${inAList(skills.filter((skill) => !has?.includes(skill)))}.`,
  'other provider fixed': ({ name }) => `${name} has the hours: take the lock off.`,
  declined: ({ name }) => `${name} has the hours: ask it again, and what would let it take this on.`,
  refused: ({ name }) => `${name} has the hours, if the person thinks again.`,
  service: ({ name }) => `${name} has the hours: buy this service from it.`,
}
