import assert from 'node:assert/strict'
import { cpSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { APIRequestContext, Browser, Locator, Page } from 'playwright-core'
import { createServer, LISTENERS, openStore, type Store } from '#src/app.ts'
import { dayOf } from '#src/base/day.ts'
import { stop } from '#src/platform/http/http.ts'
import { escapeHtml } from '#src/platform/pages/html.ts'
import { makeTrial } from '#src/trial/load-trial.ts'
import { launchChromium } from '#test/support/chromium.ts'
import { keep } from '#test/support/kept.ts'
import { faultsOf, NO_FAULTS, WIDTHS } from '#test/support/page-checks.ts'

const SIZE = { people: 60, providers: 8, weeksBack: 3 }
const DESK = { width: 1360, height: 900 }

/** Where the pictures of every page looked at go, when somebody wants to see them. */
const PICTURES = process.env['ALMONER_PICTURES']

const report = (error: Error): void => console.error(error)

let made: Promise<string> | undefined

/** Made once a process; kept for this day and this code, so that journeys in processes of their own begin at once. */
const madeCouncil = (): Promise<string> => {
  made ??= makeCouncil()
  return made
}

const makeCouncil = (): Promise<string> =>
  keep(`journeys-${dayOf(Temporal.Now.instant())}`, async (folder) => {
    const store = await openStore({ folder }, report)
    const { database, now, files, seal } = store.shell
    try {
      await makeTrial({ database, listeners: LISTENERS, files, seal, now: now(), size: SIZE })
    } finally {
      // One left open would keep this process, and so the run, alive for ever.
      await store.close()
    }
  })

/** Somebody at a browser of their own. */
export type Visitor = {
  readonly page: Page
  go(path: string): Promise<void>
  /** Presses a button, or follows a link, by its words. */
  press(name: string): Promise<void>
  follow(name: string | RegExp): Promise<void>
  fill(label: string, text: string): Promise<void>
  /** The words of the page's main part. */
  text(): Promise<string>
  /** Holds the page on show to the page checks at every width; `name` is that of its picture. */
  look(name: string): Promise<void>
}

export type SmallCouncil = {
  readonly address: string
  readonly store: Store
  /** Somebody of the trial council, signed in at the page that greets them. */
  as(name: string): Promise<Visitor>
  /** Somebody who is not signed in. */
  stranger(): Promise<Visitor>
}

/** A served trial council of the journey's own, and a browser. Call inside a describe. */
export function useSmallCouncil(): SmallCouncil {
  let folder: string
  let store: Store
  let server: FastifyInstance
  let browser: Browser
  let address: string
  const logged: string[] = []
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'almoner-journey-'))
    cpSync(await madeCouncil(), folder, { recursive: true })
    store = await openStore({ folder }, report)
    const logTo = { write: (line: string) => void logged.push(line) }
    server = await createServer(store, { host: '127.0.0.1', port: 0, address: 'http://127.0.0.1', logTo })
    await server.listen({ host: '127.0.0.1', port: 0 })
    address = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`
    await store.startJobs()
    browser = await launchChromium()
  })
  after(async () => {
    await browser?.close()
    if (server) await stop(server)
    await store?.close()
    // A thousand files: the next journey does not wait for that.
    if (folder) void rm(folder, { recursive: true, force: true })
    assert.deepEqual(
      logged.filter((line) => line.includes('"err"')),
      [],
      'the server logged errors',
    )
  })
  const stranger = async (): Promise<Visitor> => {
    const context = await browser.newContext({ viewport: DESK, locale: 'en-GB' })
    return visitor(await context.newPage(), address)
  }
  return {
    get address() {
      return address
    },
    get store() {
      return store
    },
    stranger,
    async as(name) {
      const somebody = await stranger()
      await somebody.go(await become(somebody.page.context().request, address, name))
      return somebody
    },
  }
}

/** Signs in without showing the page that greets, which another journey presses; answers with where it leads. */
async function become(request: APIRequestContext, address: string, name: string): Promise<string> {
  const greeting = await (await request.get(`${address}/sign-in`)).text()
  const token = /name="_csrf" value="([^"]+)"/.exec(greeting)?.[1]
  const who = [...greeting.matchAll(/name="who" value="([^"]+)"[\s\S]*?Be ([^<]+?)\s*<\/button>/g)].find(
    ([, , found]) => found === escapeHtml(name),
  )?.[1]
  assert.ok(token !== undefined && who !== undefined, `nobody to be is called ${name}`)
  const form = { _csrf: token, who, next: '/' }
  const answer = await request.post(`${address}/sign-in/trial`, { form, maxRedirects: 0 })
  assert.equal(answer.status(), 303, `${name} could not sign in`)
  return answer.headers()['location'] ?? '/'
}

function visitor(page: Page, address: string): Visitor {
  const said: string[] = []
  page.setDefaultTimeout(15_000)
  /** Every button and link of a journey leads to a page. */
  const lead = async (where: Locator): Promise<void> => {
    await Promise.all([page.waitForEvent('load'), where.first().click()])
  }
  page.on('pageerror', (error) => said.push(String(error)))
  page.on('console', (message) => {
    // The browser says of every answer of 400 that it failed; a form with an error is one.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) said.push(message.text())
  })
  return {
    page,
    async go(path) {
      await page.goto(`${address}${path}`)
    },
    press: (name) => lead(page.getByRole('button', { name, exact: true })),
    follow: (name) => lead(page.getByRole('link', typeof name === 'string' ? { name, exact: true } : { name })),
    async fill(label, text) {
      await page.getByLabel(label, { exact: true }).fill(text)
    },
    text: () => page.locator('main').innerText(),
    async look(name) {
      if (PICTURES) await takePictures(page, join(PICTURES, name))
      assert.deepEqual(await faultsOf(page), NO_FAULTS, name)
      assert.deepEqual(said, [], `${name}: what the browser complained of`)
    },
  }
}

async function takePictures(page: Page, path: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: DESK.height })
    await page.screenshot({ path: `${path}-${width}.png`, fullPage: true })
  }
  await page.setViewportSize(DESK)
}

/** Fills the three boxes of a day. */
export async function fillDay(page: Page, name: string, day: string): Promise<void> {
  const [year, month, date] = day.split('-').map((part) => String(Number(part)))
  await page.locator(`[name="${name}-day"]`).fill(date ?? '')
  await page.locator(`[name="${name}-month"]`).fill(month ?? '')
  await page.locator(`[name="${name}-year"]`).fill(year ?? '')
}

/** A finance officer says on the run's page that the draft was checked. */
export async function checkDraft(officer: Visitor, run: string): Promise<void> {
  await officer.go(run)
  await officer.follow('Check this draft')
  await officer.page.getByRole('textbox', { name: /Why visits are carried|Note/ }).fill('Log-outs are asked for')
  await officer.look('pay-run-check')
  await officer.press('I have checked this draft')
  await officer.page.locator('.almoner-tags').getByText('Checked, to approve').waitFor({ timeout: 60_000 })
}
