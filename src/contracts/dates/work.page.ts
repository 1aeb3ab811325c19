import { addDays, addMonths, type Day, dayOf, instantAt } from '#src/base/day.ts'
import { type CopyState, copyDueDay } from '#src/contracts/copies/copy.ts'
import { publishedAbovePence } from '#src/contracts/copies/copy-commands.ts'
import { type DateKind, datesOf, datesToTell } from '#src/contracts/dates/contract-dates.ts'
import { LOOK_AHEAD_MONTHS } from '#src/contracts/dates/date-commands.ts'
import type { Watched } from '#src/contracts/dates/date.store.ts'
import type { Proposed } from '#src/contracts/termination/termination.store.ts'
import { readAsked } from '#src/contracts/dates/asked.store.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import type { WorkItem } from '#src/platform/panels.ts'

const ACTIONS: Readonly<Record<DateKind, { what: string; action: string; path: string }>> = {
  option: { what: 'decide whether to extend', action: 'Extend', path: '/extend' },
  'buy again': { what: 'begin to buy it again', action: 'Look at it', path: '' },
  ends: { what: 'it ends', action: 'Look at it', path: '' },
}

/** What an officer's contracts ask of them: days that are near, and ceilings; and what others proposed. */
export async function myContracts(tx: Read, actor: Actor): Promise<WorkItem[]> {
  const today = dayOf(tx.now)
  const abovePence = await publishedAbovePence(tx, today)
  const before = addMonths(today, LOOK_AHEAD_MONTHS)
  const { proposed, copies, watched } = await readAsked(tx, { officerRef: actor.id, abovePence, on: today, before })
  const waiting = [
    ...proposed.map(toDecide),
    ...copies.flatMap((state) => toPublish(state, copyDueDay(state, abovePence, today), today)),
  ]
  if (watched.length === 0) return waiting
  const dates = await getPolicy(tx, 'contract-dates', today)
  const { alertPercents } = await getPolicy(tx, 'draw-down', today)
  const near = watched.flatMap((contract) => [
    ...datesToTell(datesOf(contract, dates), today).map(({ what, day }): WorkItem => {
      const { what: words, action, path } = ACTIONS[what]
      return {
        ...itemOf(contract, words, action, path),
        due: instantAt(addDays(day, 1), '00:00'),
        overdue: day < today,
      }
    }),
    ...ceilingItem(contract, alertPercents),
  ])
  return [...waiting, ...near]
}

/** Another officer proposed to end a contract at once. */
const toDecide = ({ contractRef, title, lastDay }: Proposed): WorkItem => ({
  ...itemOf({ contractRef, title }, 'end it at once?', 'Decide', '/termination'),
  due: instantAt(addDays(lastDay, 1), '00:00'),
  overdue: false,
})

/** The copy of a contract above the threshold is to be published. */
const toPublish = (state: CopyState, dueDay: Day | undefined, today: Day): WorkItem[] =>
  dueDay === undefined
    ? []
    : [
        {
          ...itemOf(state, 'publish its copy', 'Publish', '/copies'),
          due: instantAt(addDays(dueDay, 1), '00:00'),
          overdue: dueDay < today,
        },
      ]

const itemOf = (
  { contractRef, title }: Pick<Watched, 'contractRef' | 'title'>,
  words: string,
  action: string,
  path: string,
) => ({
  title: `${contractRef} ${title}: ${words}`,
  record: `contract:${contractRef}` as const,
  href: `/contracts/${contractRef}${path}`,
  action,
})

/** The highest level of its ceiling that a contract has reached. */
function ceilingItem(contract: Watched, percents: readonly number[]): WorkItem[] {
  const { ceilingPence, committedPence } = contract
  if (ceilingPence === null) return []
  const reached = percents.filter((percent) => committedPence * 100 >= ceilingPence * percent)
  if (reached.length === 0) return []
  const words = `${Math.max(...reached)}% of the ceiling is committed`
  return [{ ...itemOf(contract, words, 'See its spending', '/spending'), due: undefined, overdue: false }]
}
