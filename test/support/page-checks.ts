import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The widths at which every page is looked at: a phone and a desk. */
export const WIDTHS = [390, 1360] as const

type Violation = { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }

/** What is told of; of what passes axe would else describe every element. */
const TOLD = `resultTypes: ['violations']`
const RULES = `{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], ${TOLD} }`
/** What else the width of the window decides. */
const LAYOUT_RULES = `{ runOnly: { type: 'rule', values: ['target-size', 'scrollable-region-focusable'] }, ${TOLD} }`

/** A page that axe saw before, at another width: it looks whole at what is shown since, and by the rules of layout at the rest. */
const LOOK = `(async () => {
  const unseen = () => [...document.body.querySelectorAll('*')].filter((one) => one.getClientRects().length === 0)
  const before = window.unseenBefore
  window.unseenBefore = unseen()
  if (!before) return (await axe.run(document, ${RULES})).violations
  const shown = before.filter((one) => one.getClientRects().length > 0)
  const anew = shown.length > 0 ? (await axe.run({ include: shown }, ${RULES})).violations : []
  return [...anew, ...(await axe.run(document, ${LAYOUT_RULES})).violations]
})()`

/** What is wrong with the page on show: what axe finds, and whether it is wider than its window. Empty when all is well. */
export async function faultsOf(page: Page): Promise<string[]> {
  // In the page's own world a content security policy would refuse the script; the tester's evaluation is not bound by it.
  if (!(await page.evaluate(`'axe' in window`))) await page.evaluate(AXE)
  const violations = (await page.evaluate(LOOK)) as Violation[]
  const [wide, window] = (await page.evaluate('[document.documentElement.scrollWidth, innerWidth]')) as [number, number]
  return [
    ...violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 200)}`)),
    ...(wide > window ? [`the page is ${wide} wide in a window of ${window}`] : []),
  ]
}
