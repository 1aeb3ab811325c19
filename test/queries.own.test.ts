import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import type { Store } from '#src/app.ts'
import { countQueries } from '#src/platform/database.ts'
import { appOver, openPaidTrial, pageRoutes, signedInAs, walkPages } from '#test/support/trial.ts'

/** No page issues more: sessions, the access line and whatever panels later stages hang in are counted with it. */
const MOST_QUERIES = 8
/** These ask every stage, each of them once. */
const ASK_EVERY_STAGE = ['/my-work', '/search', '/officers/:ref/end-access']
/** Who of a provider opens a request first is kept: a command before the page, once. */
const KEEPS_WHO_OPENED = ['/portal/offers/:ref']
/** It prices a whole usual week to come: when all care has begun, cards and bank holidays are read too. */
const PRICES_A_WEEK = ['/people/:ref/charges/letter']
/** What an officer of finance is told of brokerage stands in two tables. */
const ASKS_BROKERAGE_TWICE = ['/my-work', '/officers/:ref/end-access']
/** Who serves the person, and the contract that bears it, once the package is placed and still to be signed for; who told what of itself; a letter opens its invoice and its person. */
const ONE_MORE = [
  '/packages/:ref/sign-off',
  '/waiting-list/capacity',
  '/waiting-list/capacity.csv',
  '/arrangement-fees/:ref/letter',
]
/** Beside the package, its care and the changes of it: the signatures of more care, and whoever may give them. */
const SIGNS_MORE_CARE = ['/packages/:ref/changes/:number']
/** The shapes of the zones beside what is told of them. */
const DRAWS_A_MAP = ['/waiting-list/capacity']
const most = (route: string): number =>
  MOST_QUERIES +
  (ASK_EVERY_STAGE.includes(route) ? 2 : 0) +
  (KEEPS_WHO_OPENED.includes(route) ? 4 : 0) +
  (PRICES_A_WEEK.includes(route) ? 3 : 0) +
  (DRAWS_A_MAP.includes(route) ? 1 : 0) +
  (SIGNS_MORE_CARE.includes(route) ? 2 : 0) +
  (ASKS_BROKERAGE_TWICE.includes(route) || ONE_MORE.includes(route) ? 1 : 0)
const STAFF = ['Bea Broker', 'Mo Manager', 'Sam Social', 'Fin Officer', 'Fay Finance', 'Connie Contract', 'Hugo Head']

/** Streams that end when the work does, ways in and out, and what has no row in a trial council yet. */
const LEFT_OUT = [
  /\/(progress|events)$/,
  /sign-(in|out)/,
  /^\/portal\/(forgotten|reset|welcome|council)/,
  /^\/assets/,
  /^\/api\//,
]

/** What no link of this small council leads to: nothing was imported, no such state stands, or the link is of another role. */
const NOT_REACHED: readonly string[] = [
  '/call-log/undo',
  '/packages/:ref/answer-signer',
  '/packages/:ref/end-later',
  '/charges.csv',
  '/officers/:ref/restore',
  '/portal/call-log/correct',
  '/portal/visits/open/answer',
  '/savings.csv',
  '/provider-debts.csv',
  '/provider-debts/:ref',
  '/visits/measures.csv',
  '/call-log/set-aside',
  '/machine-clients',
  '/machine-clients/new',
  '/packages/:ref/end',
  '/packages/:ref/over-ceiling',
  '/packages/:ref/place-now',
  '/pay-runs/:ref/cancel',
  '/portal/call-logs/:ref',
  '/portal/call-logs/:ref/refused.csv',
  '/portal/statements/:ref.csv',
  '/portal/visits/watch/:ref/:awaits',
  '/providers/imports/:ref',
  '/providers/imports/:ref/findings.csv',
  '/statements/:ref.csv',
  '/visits/imports/:ref',
  '/visits/imports/:ref/refused.csv',
  '/visits/changes/:ref',
  '/visits/:ref/wakings',
  '/portal/visits/:ref/wakings',
  '/visits/watch/:ref/:awaits',
  '/visits/watch/providers',
  '/door-sheets/:person/:provider',
  '/visits/mappings/:ref',
  '/visits/vendor-numbers',
  '/rate-card-proposals/:ref',
  '/uplifts/:ref',
  '/uplifts/:ref.csv',
  '/uplifts/:ref/cancel',
  '/markets/:ref/members/:organisation/reinstate',
  // Nobody has evaluated or awarded in this council: the front-door test of evaluation counts these, that of joint tenders theirs.
  '/contracts/awards/make',
  '/tenders/:ref/award/letters/:bid',
  '/portal/tenders/:ref/outcome',
  '/portal/tenders/:ref/price-question',
  '/tenders/:ref/evaluation/assessors/:officer',
  '/tenders/:ref/declaration',
  '/tenders/:ref/scoring',
  '/tenders/:ref/scoring/:number',
  '/tenders/:ref/moderation/:number',
  '/tenders/:ref/checks/:bid',
  '/tenders/:ref/prices/:bid',
  '/joint-tenders/:council/:ref',
  '/joint-costs',
  '/tenders/:ref/prepare/:part/items/:key',
  '/tenders/:ref/change',
  '/contracts/:ref/kpis/:number',
  '/contracts/:ref/copies/:number',
  '/waiting-list/plans/:ref',
  '/waiting-list/plans/:ref/agreement/:package',
  '/packages/:ref/payer',
  '/portal/tenders/:ref/offer',
  '/tenders/:ref/offer/files/:file',
  '/tenders/:ref/scoring/:number/files/:file',
  // Nobody pays alone in this council: the front-door test of self-funders counts it.
  '/packages/:ref/self-funder',
]

type Read = { readonly route: string; readonly url: string; readonly status: number; readonly queries: number }

describe('queries of a page', () => {
  let store: Store
  let app: FastifyInstance
  let routes: string[]
  const read: Read[] = []

  before(async () => {
    store = await openPaidTrial()
    app = (await appOver(store)).app
    routes = pageRoutes()
  })
  after(() => store.close())

  const walk = async (name: string, from: readonly string[]): Promise<void> => {
    const browser = await signedInAs(app, name)
    await walkPages(routes, from, LEFT_OUT, async (route, url) => {
      const { value, queries } = await countQueries(() => browser.get(url))
      read.push({ route, url, status: value.statusCode, queries })
      return value.body
    })
  }

  const above = (some: readonly Read[]): string[] =>
    some
      .filter(({ queries, route }) => queries > most(route))
      .map(({ route, queries, url }) => `${queries} ${route} ${url}`)

  it('are eight at most, on every page that staff come to', async () => {
    const from = [
      '/my-work',
      '/tenders/TD-1003/opening',
      ...['evaluation', 'checks', 'moderation', 'prices', 'ranking', 'award'].map((part) => `/tenders/TD-1003/${part}`),
      '/joint',
      '/packages?state=draft',
      '/search?words=ZW1',
      '/policies',
      '/officers',
      '/provider-users',
      '/people/P-1003/charges',
      '/people/P-1003/visits-letter',
      '/people/P-1003/preferences',
    ]
    for (const name of STAFF) await walk(name, from)
    assert.deepEqual(above(read), [])
  })

  it('are eight at most, on every page of the portal', async () => {
    const before = read.length
    const users = (await app.inject('/sign-in')).body.matchAll(/Be (Pat of [^<]+?)\s*<\/button>/g)
    for (const [, name] of users) await walk(name ?? '', ['/portal', '/portal/offers', '/portal/statements'])
    assert.deepEqual(above(read.slice(before)), [])
    assert.ok(read.length > before + 10)
  })

  it('were counted on nearly every page that there is, and none of them broke', () => {
    assert.deepEqual(
      read.filter(({ status }) => status >= 500).map(({ url }) => url),
      [],
    )
    const reached = new Set(read.map(({ route }) => route))
    const missed = routes.filter((route) => !reached.has(route) && !LEFT_OUT.some((pattern) => pattern.test(route)))
    assert.deepEqual(
      missed.filter((route) => !NOT_REACHED.includes(route)),
      [],
    )
  })
})
