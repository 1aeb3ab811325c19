import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import type { Store } from '#src/app.ts'
import * as brokerage from '#src/brokerage/index.ts'
import * as contracts from '#src/contracts/index.ts'
import * as councils from '#src/councils/index.ts'
import * as payments from '#src/payments/index.ts'
import * as people from '#src/people/index.ts'
import { type Actor, systemActor } from '#src/platform/actor.ts'
import { addCouncil } from '#src/platform/councils.ts'
import { rows, sql } from '#src/platform/database.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import * as providers from '#src/providers/index.ts'
import * as rates from '#src/rates/index.ts'
import * as visits from '#src/visits/index.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { openPaidTrial, pageRoutes, walkPages } from '#test/support/trial.ts'

const ROOMS = [councils, people, providers, rates, contracts, brokerage, visits, payments]
const list = <T>(pick: (room: Record<string, unknown>) => unknown): T[] =>
  ROOMS.flatMap((room) => (pick(room as Record<string, unknown>) ?? []) as T[])
const HOUSE: House = {
  panels: list((room) => room['panels']),
  work: list((room) => room['work']),
  search: list((room) => room['search']),
  words: Object.assign({}, ...ROOMS.map((room) => ('words' in room ? room.words : {}))),
}

/** A council that has nothing to do with the first; its neighbours in the trial buy together with it. */
const SECOND = 9

const ALL = new Set(councils.grantsOfRoles([...councils.ROLES]))
const headOf = (council: number): Actor => ({
  ...{ kind: 'officer', council, id: `O-${council}001`, name: `Head of council ${council}`, grants: ALL },
})
const machineOf = (council: number): Actor => ({ ...headOf(council), kind: 'machine', id: `M-${council}` })

/** What all councils read: the register of the CQC (each with bank details of its own), kinds of things that are no records; and who of one's own council looked for what. */
const SHARED =
  /^\/(access\/|providers\/:ref|bank-details\/:ref|locations\/|policies\/|api\/v1\/(providers|locations)\b)/
const STREAMS = /\/progress$/

describe('bad references', () => {
  let store: Store
  let app: FastifyInstance & { logged: string[] }
  let one: Browser
  let two: Browser
  /** Pages of the first council's records, as its own officer reads them. */
  const records = new Map<string, string>()
  const lists = new Map<string, string>()
  let names: string[]

  before(async () => {
    store = await openPaidTrial()
    await addCouncil(store.shell.database, { council: SECOND, name: 'Otherton Council (made up)', trial: true })
    const second = systemActor(SECOND)
    await councils.nameCouncil(store.shell, second, { name: 'Otherton Council (made up)' })
    const officerOf: Record<string, Actor> = { one: headOf(1), two: headOf(SECOND) }
    app = await serverFor(
      store.shell,
      ROOMS.map((room) => (doors: Doors) => room.routes(doors, HOUSE)),
      {
        identities: {
          actorOf: async ({ identity }) => officerOf[identity],
          actorOfToken: async (token) => machineOf(token === 'two' ? SECOND : 1),
        },
      },
    )
    one = new Browser(app)
    await one.signInAs('staff', 'one')
    two = new Browser(app)
    await two.signInAs('staff', 'two')
    names = await store.shell.read(systemActor(1), async (tx) =>
      (await rows(tx, sql<{ name: string }>`select distinct family_name as name from people.person`)).map(
        ({ name }) => name,
      ),
    )
    const routes = pageRoutes().filter((route) => !route.startsWith('/portal') && !STREAMS.test(route))
    await walkPages(
      routes,
      [
        '/my-work',
        '/packages',
        '/people',
        '/contracts',
        '/visits',
        '/pay-runs',
        '/statements',
        '/officers',
        '/rate-cards',
      ],
      [],
      async (route, url) => {
        const { statusCode, body } = await one.get(url)
        if (statusCode === 200) (route.includes(':') ? records : lists).set(url, route)
        return body
      },
    )
  })
  after(() => store.close())

  /** P-1001 stands in hints, as an example. */
  const tellsOf = (body: string): string | undefined =>
    names.find((name) => body.includes(name)) ?? /\b(PK-1\d{3}|CT-1\d{3}|P-1(?!001)\d{3})\b/.exec(body)?.[0]

  it('another council gets no page of a record, and no name or reference of it', async () => {
    assert.ok(records.size > 40, `${records.size} pages of records were found`)
    const seen: string[] = []
    for (const [url, route] of records) {
      const { statusCode, body } = await two.get(url)
      const isRefused = statusCode === 403 || statusCode === 404
      const withoutEcho = url
        .split(/[/?]/)
        .slice(2)
        .reduce((text, echo) => text.replaceAll(decodeURIComponent(echo), ''), body)
      if ((!isRefused && !SHARED.test(route)) || tellsOf(withoutEcho)) seen.push(`${statusCode} ${url}`)
    }
    assert.deepEqual(seen, [])
  })

  it('lists of another council are empty of it', async () => {
    const seen: string[] = []
    for (const url of lists.keys()) {
      const { statusCode, body } = await two.get(url)
      const asked = decodeURIComponent(url)
      const told = tellsOf(body)
      if (statusCode >= 500 || (told !== undefined && !asked.includes(told))) seen.push(`${statusCode} ${url} ${told}`)
    }
    assert.deepEqual(seen, [])
  })

  it('the API of another council answers with nothing of it', async () => {
    const paths = (await app.inject('/api/openapi.json')).json<{ paths: Record<string, { get?: unknown }> }>().paths
    const refs = await referencesOf(store)
    const seen: string[] = []
    let asked = 0
    for (const [path, verbs] of Object.entries(paths)) {
      if (!verbs.get || STREAMS.test(path)) continue
      const [, , , kind] = path.split('/')
      const url = path.replace(/\{\w+\}/g, () => refs[kind ?? ''] ?? 'PK-1001')
      const answer = await app.inject({ url, headers: { authorization: 'Bearer two' } })
      asked += 1
      const isRecord = path.includes('{')
      if (answer.statusCode >= 500) seen.push(`${answer.statusCode} ${url}`)
      if (isRecord && answer.statusCode === 200 && !SHARED.test(path.replace('{ref}', ':ref')))
        if (!isEmpty(answer.json())) seen.push(`200 ${url}`)
      if (tellsOf(answer.body.replaceAll(refs[kind ?? ''] ?? '', ''))) seen.push(`tells ${url}`)
    }
    assert.deepEqual(seen, [])
    assert.ok(asked > 20)
  })

  it('a record that does not exist is said to be missing at every door', async () => {
    const broken: string[] = []
    for (const route of pageRoutes().filter(
      (route) => route.includes('/:') && !STREAMS.test(route) && !route.startsWith('/portal'),
    )) {
      const url = route.replace(/:\w+/g, 'XX-999999')
      const { statusCode } = await one.get(url)
      if (statusCode !== 404 && statusCode !== 400 && statusCode !== 403) broken.push(`${statusCode} ${url}`)
    }
    assert.deepEqual(broken, [])
  })

  it('a form sent for what does not exist changes nothing and breaks nothing', async () => {
    const token = await one.token('/people/add')
    const lines = () =>
      store.shell.read(
        systemActor(1),
        async (tx) => (await rows(tx, sql<{ n: number }>`select count(*) as n from audit.entry`))[0]?.n,
      )
    const before = await lines()
    const broken: string[] = []
    for (const route of postRoutes().filter((route) => route.includes('/:'))) {
      const url = route.replace(/:\w+/g, 'XX-999999')
      const { statusCode } = await one.send(url, { _csrf: token, reason: 'A reason', day: '2026-11-22', note: 'x' })
      if (statusCode >= 500 || statusCode === 200) broken.push(`${statusCode} ${url}`)
    }
    assert.deepEqual(broken, [])
    assert.equal(await lines(), before)
    assert.deepEqual(
      app.logged.filter((line) => line.includes('"err"')),
      [],
    )
  })
})

const postRoutes = (): string[] => pageRoutes('POST').filter((route) => !route.startsWith('/portal'))

const isEmpty = (answer: unknown): boolean =>
  Array.isArray((answer as { items?: unknown[] }).items) && (answer as { items: unknown[] }).items.length === 0

/** One reference of each kind that the first council has, by the name of its place in the API. */
const referencesOf = ({ shell }: Store): Promise<Record<string, string>> =>
  shell.read(systemActor(1), async (tx) => {
    const [found] = await rows(
      tx,
      sql<
        Record<string, string>
      >`select 'P-1001' as people, 'PK-1001' as packages, 'PK-1001' as placements, 'PK-1001' as invitations,
        'CT-1001' as contracts, (select min(card_ref) from rates.rate_card) as "rate-cards",
        (select min(visit_ref) from visits.visit) as visits, (select min(pay_run_ref) from payments.pay_run) as "pay-runs",
        (select min(statement_ref) from payments.statement) as statements, (select min(absence_ref) from visits.absence) as absences,
        (select min(organisation_ref) from providers.organisation) as providers, 'O-1001' as officers`,
    )
    return found ?? {}
  })
