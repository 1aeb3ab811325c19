import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { assets, INLINE_SCRIPT_HASH } from '#src/platform/pages/assets.ts'
import { renderPage } from '#src/platform/pages/layout.ts'
import { SAMPLE_CHROME, SAMPLES } from '#src/platform/pages/sample-pages.ts'
import { launchChromium } from '#test/support/chromium.ts'
import { faultsOf, NO_FAULTS } from '#test/support/page-checks.ts'

const POLICY = `default-src 'self'; script-src 'self' ${INLINE_SCRIPT_HASH}; style-src 'self'; img-src 'self'`

/** Serves the sample pages under the strictest policy that a page must live with. */
const serve = (): Server =>
  createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const asset = assets.find((each) => each.path === path)
    const sample = SAMPLES[path.slice(1)]
    if (asset) response.writeHead(200, { 'content-type': asset.contentType }).end(asset.body)
    else if (sample) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY })
      response.end(renderPage(sample.kind, sample.page, { ...SAMPLE_CHROME, ...sample.chrome }))
    } else if (path.endsWith('/events')) response.writeHead(204).end()
    else response.writeHead(404).end()
  })

describe('pages in a real browser', () => {
  let server: Server
  let browser: Browser
  let address: string

  before(async () => {
    server = serve().listen(0, '127.0.0.1')
    browser = await launchChromium()
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(async () => {
    await browser?.close()
    server?.close()
  })

  async function visit(
    name: string,
    width: number,
    scripts = true,
  ): Promise<{ context: BrowserContext; page: Page; said: string[] }> {
    const context = await browser.newContext({ viewport: { width, height: 900 }, javaScriptEnabled: scripts })
    const page = await context.newPage()
    const said: string[] = []
    page.on('console', (message) => message.type() === 'error' && said.push(message.text()))
    page.on('pageerror', (error) => said.push(String(error)))
    page.on('response', (response) => response.status() >= 400 && said.push(`${response.status()} ${response.url()}`))
    await page.goto(`${address}/${name}`)
    return { context, page, said }
  }

  for (const name of Object.keys(SAMPLES)) {
    it(`${name} has nothing for axe to find, fits its windows and asks for nothing missing`, async () => {
      const { context, page, said } = await visit(name, 1360)
      assert.deepEqual(await faultsOf(page), NO_FAULTS)
      assert.deepEqual(said, [])
      await context.close()
    })
  }

  it('a queue works without scripts: filter, headings and boxes are there', async () => {
    const { context, page } = await visit('queue', 390, false)
    assert.equal(await page.getByRole('button', { name: 'Apply filters' }).isVisible(), true)
    assert.equal(await page.getByRole('link', { name: 'Reference' }).isVisible(), true)
    assert.equal(await page.getByLabel('Select PK-1042').isVisible(), true)
    await context.close()
  })

  it('on a phone the menu and the filter open by a button, and all rows are ticked at once', async () => {
    const { context, page } = await visit('queue', 390)
    assert.equal(await page.getByRole('link', { name: 'Contracts' }).isVisible(), false)
    await page.getByRole('button', { name: 'Menu' }).click()
    assert.equal(await page.getByRole('link', { name: 'Contracts' }).isVisible(), true)
    assert.equal(await page.getByRole('button', { name: 'Apply filters' }).isVisible(), false)
    await page.getByRole('button', { name: 'Show filter' }).click()
    assert.equal(await page.getByRole('button', { name: 'Apply filters' }).isVisible(), true)
    await page.getByLabel('Select all').press('Space')
    assert.equal(await page.locator('input[name=chosen]:checked').count(), 15)
    await context.close()
  })

  it('the error summary has the focus and leads to the box that is wrong', async () => {
    const { context, page } = await visit('form-with-errors', 1360)
    assert.equal(await page.evaluate('document.activeElement.className'), 'govuk-error-summary')
    await page.getByRole('link', { name: 'There is no 31 February' }).click()
    assert.equal(await page.evaluate('document.activeElement.name'), 'startBy-day')
    assert.equal(await page.getByLabel('Ward').inputValue(), 'Two\nlines <b>')
    await context.close()
  })

  it('what belongs to a choice is shown only while it is made', async () => {
    const { context, page } = await visit('form', 390)
    assert.equal(await page.getByLabel('Ward').isVisible(), true)
    await page.getByLabel('Needs have changed').press('Space')
    assert.equal(await page.getByLabel('Ward').isVisible(), false)
    await context.close()
  })

  it('is read by keyboard from the link that skips to the content', async () => {
    const { context, page } = await visit('record', 1360)
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate('document.activeElement.textContent.trim()'), 'Skip to main content')
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate('document.activeElement.id'), 'main-content')
    await context.close()
  })
})
