/** The day's figures of an exit: on the board with links to who they are, in the briefing without. */
import { grouped } from '#src/base/counted.ts'
import { NOT_YET_MOVED } from '#src/continuity/affected/affected.ts'
import type { AnswersAwaited, Today } from '#src/continuity/desk/today.ts'
import type { Html } from '#src/platform/pages/html.ts'
import { keyFigures } from '#src/platform/pages/record.ts'
import { link } from '#src/platform/pages/table.ts'

export function todayFigures(
  today: Today,
  awaited: AnswersAwaited,
  late: number,
  peopleHref?: `/exits/${string}/people`,
): Html {
  const value = (count: number, states: readonly string[]) => {
    if (peopleHref === undefined || count === 0) return grouped(count)
    const query = states.map((state) => `state=${state}`).join('&')
    return link(grouped(count), query === '' ? peopleHref : `${peopleHref}?${query}`)
  }
  return keyFigures([
    { value: value(today.people, []), label: today.people === 1 ? 'person affected' : 'people affected' },
    {
      ...{ value: value(today.atRisk, NOT_YET_MOVED), label: 'at risk: care may stop by tomorrow' },
      hint: `${grouped(today.criticalAtRisk)} of them critical`,
    },
    {
      ...{ value: value(today.notAsked, ['listed']), label: 'whom nobody has asked yet' },
      hint: `${grouped(today.criticalNotAsked)} of them critical`,
    },
    {
      ...{ value: value(awaited.ofPerson, ['proposed']), label: 'asked, the person has not answered' },
      hint: `${grouped(awaited.ofProvider)} where the provider has not`,
    },
    { value: value(today.agreed, ['agreed', 'moving']), label: 'have agreed to a move' },
    { value: grouped(today.moved), label: 'have moved in time' },
    {
      ...{ value: grouped(today.gaps), label: 'with days without care: they move after the last day' },
      hint: `${grouped(today.gapsBehind)} of them have moved`,
    },
    { value: grouped(late), label: late === 1 ? 'step is late' : 'steps are late' },
  ])
}
