import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { drawDown, enterContract, panels, publishRegister, routes, search, words } from '#src/contracts/index.ts'
import { visitorOf } from '#src/platform/actor.ts'
import { addCouncil } from '#src/platform/councils.ts'
import { countQueries, rows, sql } from '#src/platform/database.ts'
import type { House } from '#src/platform/panels.ts'
import { officer, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { contractOf, got, inCommand, seedPayCouncil } from '#test/support/pay-runs.ts'

const house: House = { panels, work: [], search, words }
const connie = officer('O-1001', ['contracts.see', 'contracts.change'])

describe('the public register', () => {
  const { shell } = useDatabase({ seed: seedPayCouncil })
  let app: FastifyInstance
  before(async () => {
    app = await serverFor(shell, [(doors) => routes(doors, house)], {
      identities: { actorOf: async () => connie, actorOfToken: async () => undefined },
    })
  })
  after(() => app.close())
  const entered = async (more: object) => got(await enterContract(shell, connie, contractOf(more)))
  const place = (ref: string, count: number) =>
    inCommand(shell, async (tx) => {
      for (let at = 1; at <= count; at++)
        got(
          await drawDown(tx, {
            ...{ contractRef: ref, packageRef: `PK-${ref}-${at}`, weeklyPence: 7_000 },
            ...{ fromDay: '2026-11-23', toDay: '2026-12-21' },
          }),
        )
    })

  it('shows everybody what is in force, without exempt prices, small sums and small contracts, page, CSV and JSON alike', async () => {
    await addCouncil(shell.database, { council: 1, name: 'Wenbury Council', trial: true })
    const path = '/public/wenbury-council/contracts'
    const open = await entered({ title: 'Open to all', valuePence: 100_000_000 })
    const few = await entered({ title: 'Few people', valuePence: 50_000_000 })
    await entered({ title: 'Exempt prices', valuePence: 77_700_000, exemptReason: 'Commercial confidence' })
    await entered({ title: 'Too small', valuePence: 499_999 })
    await place(open, 5)
    await place(few, 4)
    got(await publishRegister(shell, system()))
    const body = (await app.inject({ url: `${path}?words=o` })).body
    assert.match(body, /Open to all/)
    assert.match(body, /£1,000,000\.00/)
    assert.match(body, /£1,400\.00/, 'five packages of four weeks')
    assert.doesNotMatch(body, /Too small/)
    assert.doesNotMatch(body, /777,000/)
    assert.doesNotMatch(body, /£1,120\.00/, 'four packages are too few')
    assert.doesNotMatch(body, /PK-|Commercial confidence/)
    const csv = (await app.inject({ url: `${path}.csv` })).body
    assert.match(csv, /Exempt prices,.*,,,Prices are exempt,/)
    assert.match(csv, /Few people,.*,50000000,,Fewer than five people,/)
    const { contracts } = (await app.inject({ url: `${path}.json` })).json() as { contracts: { title: string }[] }
    assert.equal(contracts.length, csv.trim().split('\n').length - 1)
    assert.equal((await app.inject({ url: '/public/nowhere/contracts' })).statusCode, 404)
    const { queries } = await countQueries(() => app.inject({ url: path }))
    assert.ok(queries <= 8, `asks ${queries} times`)
    const browser = new Browser(app)
    await browser.signInAs('staff', 'connie')
    assert.equal((await browser.get('/contracts/public')).headers.location, path)
  })

  it('is all that a visitor reaches of contracts', async () => {
    for (const table of ['contract', 'draw_down', 'change'])
      await assert.rejects(
        shell.read(visitorOf(1), (tx) => rows(tx, sql`select 1 from ${sql.raw(`contracts.${table}`)}`)),
        /permission denied/,
      )
  })
})
