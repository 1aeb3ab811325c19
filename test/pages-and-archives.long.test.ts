import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { LISTENERS } from '#src/app.ts'
import { type Engine, openPglite } from '#src/platform/engine.ts'
import { createDatabase } from '#src/platform/database.ts'
import { newSealKey, sealKeysFrom } from '#src/platform/seal.ts'
import { FULL_SIZE, makeTrial } from '#src/trial/load-trial.ts'
import { migratedDump } from '#test/support/database.ts'
import { type Gone, type PlanNode, goneThrough, tellingPlans } from '#test/support/plans.ts'
import { appOver, pageRoutes, payLastWeek, signedInAs, storeOver, walkPages } from '#test/support/trial.ts'

/** The trial council has some 150,000 visits: a page that goes through more rows than this of one table goes through its archive. */
const MOST_ROWS = 6000
/** What goes through more, and why it may. */
const KNOWN: Readonly<Record<string, string>> = {
  posting_line: 'balances add up all that was ever posted',
  'line of /pay-runs/:ref': 'a draft is counted over its own lines',
  current_rating: 'few rows, gone through once for each provider',
  evidence: 'few rows, gone through once for each member of a list',
}
const STAFF = ['Bea Broker', 'Mo Manager', 'Sam Social', 'Fin Officer', 'Fay Finance', 'Connie Contract', 'Hugo Head']
const PROVIDERS = 3

describe('a page of a council of 150,000 visits', () => {
  let engine: Engine
  const gone: (Gone & { readonly route: string; readonly text: string })[] = []
  let route = ''

  before(async () => {
    engine = await openPglite({ dump: await migratedDump() })
    const seal = sealKeysFrom(newSealKey())
    const now = Temporal.Now.instant().round('millisecond')
    await makeTrial({ database: createDatabase(engine), listeners: LISTENERS, seal, now, size: FULL_SIZE })
    await payLastWeek(storeOver(engine, seal, now))
    await engine.session((session) => session.script('analyze'))
    const heard = (plan: PlanNode, text: string): void => {
      for (const one of goneThrough(plan)) gone.push({ ...one, route, text })
    }
    const { app } = await appOver(storeOver(tellingPlans(engine, heard), seal, now))
    const users = [...(await app.inject('/sign-in')).body.matchAll(/Be (Pat of [^<]+?)\s*<\/button>/g)]
    const portal = users.slice(0, PROVIDERS).map(([, name = '']) => name)
    for (const name of [...STAFF, ...portal]) {
      const browser = await signedInAs(app, name)
      const from = portal.includes(name) ? ['/portal', '/portal/offers', '/portal/statements'] : ['/my-work', '/speed']
      await walkPages(pageRoutes(), from, [/\/(progress|events)$/, /sign-(in|out)/, /^\/assets/], async (at, url) => {
        route = at
        return (await browser.get(url)).body
      })
    }
    await app.close()
  })
  after(() => engine.close())

  it('goes through what it shows and not through all that there ever was', () => {
    const routes = new Set(gone.map((one) => one.route))
    assert.ok(routes.size > 150, `${routes.size} pages were read`)
    const through = gone.filter((one) => one.rows > MOST_ROWS)
    const unknown = through.filter(({ table, route: at }) => !(table in KNOWN || `${table} of ${at}` in KNOWN))
    assert.deepEqual(
      unknown.map((one) => `${one.rows} rows of ${one.table} at ${one.route}: ${one.text.replace(/\s+/g, ' ')}`),
      [],
    )
  })
})
