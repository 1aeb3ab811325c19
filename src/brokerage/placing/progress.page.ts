/** How far a plan is while it is being made, and how it was found: the same of the waiting list and of an exit. */
import { gapInWords } from '#src/brokerage/placing/placing.ts'
import { pointsInWords } from '#src/brokerage/placing/reasons.ts'
import { figure } from '#src/platform/pages/figure.ts'
import type { Html } from '#src/platform/pages/html.ts'
import type { Progress } from '#src/solvers/assignment/index.ts'

/** What can be drawn: at the very first there is no plan, or no bound yet. */
const drawn = (rounds: readonly Progress[]): Progress[] =>
  rounds.filter(({ cost, bound }) => Number.isFinite(cost) && Number.isFinite(bound))

/** "Round 12: 3,410 points. No plan has fewer than 3,395." */
export function workWords(rounds: readonly Progress[], before: string): string {
  const last = drawn(rounds).at(-1)
  if (!last) return before
  const { round, cost, bound } = last
  return `Being made, round ${round}: ${pointsInWords(Math.round(cost))} so far. ${gapInWords({ points: cost, bound })}`
}

/** A plan is a budget of work and a seed, so that anybody can make it again; the moment of a button is neither. */
export const STOPPED_IS_LOST =
  'Nothing of a plan that is stopped is kept: how far it was is different each time, so nobody could make the same plan again.'

/** Best so far and bound, round by round. */
export function progressChart(
  rounds: readonly Progress[],
  words: { title?: string; finding: string; definition: string },
): Html | false {
  const shown = drawn(rounds)
  return (
    shown.length > 1 &&
    figure({
      ...{ title: 'How the plan is found', ...words, kind: 'line', labelHeading: 'Look' },
      labels: shown.map((_, at) => String(at + 1)),
      series: [
        { name: 'Best so far', values: shown.map(({ cost }) => cost) },
        { name: 'Bound', values: shown.map(({ bound }) => bound) },
      ],
    })
  )
}
