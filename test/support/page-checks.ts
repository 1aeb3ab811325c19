import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The widths at which every page is looked at: a phone and a desk. */
export const WIDTHS = [390, 1360] as const
const HEIGHT = 900

type Violation = { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }

/** What is told of; of what passes axe would else describe every element. */
const TOLD = `resultTypes: ['violations']`
const RULES = `{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], ${TOLD} }`
/** What else the width of the window decides. */
const LAYOUT_RULES = `{ runOnly: { type: 'rule', values: ['target-size', 'scrollable-region-focusable'] }, ${TOLD} }`

/** Of a page that axe saw at another width it looks whole at what is shown since, and by the rules of layout at the rest. */
const LOOK = `(async () => {
  const unseen = () => [...document.body.querySelectorAll('*')].filter((one) => one.getClientRects().length === 0)
  const before = window.unseenBefore
  window.unseenBefore = unseen()
  if (!before) return (await axe.run(document, ${RULES})).violations
  const shown = before.filter((one) => one.getClientRects().length > 0)
  const anew = shown.length > 0 ? (await axe.run({ include: shown }, ${RULES})).violations : []
  return [...anew, ...(await axe.run(document, ${LAYOUT_RULES})).violations]
})()`

/** Puts a page's elements in the place of those there; none of its scripts runs, and what they had made is among the elements. */
const SHOW = `async (html) => {
  document.documentElement.replaceWith(document.adoptNode(new DOMParser().parseFromString(html, 'text/html').documentElement))
  window.unseenBefore = undefined
  const sheets = [...document.querySelectorAll('link[rel=stylesheet]')].filter((one) => !one.sheet)
  await Promise.all(sheets.map((one) => new Promise((loaded) => Object.assign(one, { onload: loaded, onerror: loaded }))))
}`

const lookers = new WeakMap<Browser, Promise<Page>>()

/** A tab of the same browser in which axe stays warm: loaded into each page anew it would take half as long again. */
function lookerBeside(page: Page): Promise<Page> {
  const browser = page.context().browser()
  assert.ok(browser)
  const known = lookers.get(browser) ?? openLooker(browser, new URL('/assets/', page.url()).href)
  lookers.set(browser, known)
  return known
}

async function openLooker(browser: Browser, address: string): Promise<Page> {
  const looker = await browser.newPage({ locale: 'en-GB' })
  await looker.goto(address)
  // In the page's own world a content security policy would refuse the script; the tester's evaluation is not bound by it.
  await looker.evaluate(AXE)
  return looker
}

/**
 * What is wrong with the page on show, by width of the window: what axe finds, and whether it is wider than the window. All lists are
 * empty when all is well.
 */
export async function faultsOf(page: Page): Promise<Record<number, string[]>> {
  const looker = await lookerBeside(page)
  await looker.setViewportSize({ width: WIDTHS[0], height: HEIGHT })
  await looker.evaluate(`(${SHOW})(${JSON.stringify(await page.content())})`)
  const faults: Record<number, string[]> = {}
  for (const width of WIDTHS) {
    await looker.setViewportSize({ width, height: HEIGHT })
    const violations = (await looker.evaluate(LOOK)) as Violation[]
    const wide = (await looker.evaluate('document.documentElement.scrollWidth')) as number
    faults[width] = [
      ...violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 200)}`)),
      ...(wide > width ? [`the page is ${wide} wide in a window of ${width}`] : []),
    ]
  }
  return faults
}

/** No fault at any width. */
export const NO_FAULTS: Record<number, string[]> = Object.fromEntries(WIDTHS.map((width) => [width, []]))
