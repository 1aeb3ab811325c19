import { type Contract, lastDay } from '#src/contracts/draw-down.ts'
import { formatDay } from '#src/base/day.ts'
import { type Actor, may } from '#src/platform/actor.ts'
import { addedTabs, type House } from '#src/platform/panels.ts'
import type { Page, Tab } from '#src/platform/pages/page.ts'

/** A contract's own tabs by their names, each at a path of its own. */
const TABS = { Overview: '', Spending: '/spending', Changes: '/changes', Performance: '/performance' } as const
export type ContractTab = keyof typeof TABS

const CHANGES = [
  { text: 'Extend', path: '/extend' },
  { text: 'Vary', path: '/vary' },
  { text: 'Transfer', path: '/transfer' },
  { text: 'Notice', path: '/notice' },
  { text: 'End at once', path: '/termination' },
] as const

/** What stands over every page of a contract's record. */
export function contractFrame(
  house: House,
  actor: Actor,
  contract: Contract,
  today: string,
  current: ContractTab,
): Omit<Page, 'content'> {
  const { contractRef } = contract
  const at = `/contracts/${contractRef}`
  const own = (Object.keys(TABS) as ContractTab[]).map(
    (text): Tab => ({ text, href: `${at}${TABS[text]}`, current: text === current }),
  )
  return {
    title: contract.title,
    caption: `Contract ${contractRef}`,
    section: 'contracts',
    breadcrumbs: [
      { text: 'Contracts', href: '/contracts' },
      current === 'Overview' ? { text: contractRef } : { text: contractRef, href: at },
      ...(current === 'Overview' ? [] : [{ text: current }]),
    ],
    tags: [
      termTag(contract, today),
      ...(contract.closedFrom === null ? [] : [{ text: 'Takes nobody new', colour: 'red' as const }]),
    ],
    actions:
      today < contract.toDay && may(actor, 'contracts.change')
        ? CHANGES.map(({ text, path }) => ({ text, kind: 'secondary' as const, href: `${at}${path}` }))
        : [],
    tabs: [...own, ...addedTabs(house, actor, 'contract', contractRef)],
  }
}

function termTag(contract: Contract, today: string) {
  if (today >= contract.toDay) return { text: 'Ended', colour: 'grey' as const }
  if (today < contract.fromDay) return { text: 'Not started', colour: 'blue' as const }
  return { text: `Running to ${formatDay(lastDay(contract.toDay))}`, colour: 'green' as const }
}
