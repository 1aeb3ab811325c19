import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { makeContractOfAward } from '#src/contracts/awards/award-commands.ts'
import { cardOfAward, contractOfAward } from '#src/contracts/awards/award-contract.ts'
import { findContract, panels, routes, search, words } from '#src/contracts/index.ts'
import { wholeParticulars } from '#src/contracts/particulars.ts'
import type { Shell } from '#src/platform/command.ts'
import { countQueries, json, rows, sql } from '#src/platform/database.ts'
import type { House } from '#src/platform/panels.ts'
import { parseRateCard } from '#src/rates/index.ts'
import { listLotsWithoutContract, type Spec } from '#src/tendering/index.ts'
import { NOON, officer, system, useDatabase } from '#test/support/database.ts'
import { workedSpec } from '#test/support/evaluated-tenders.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { got, inCommand, refusal, seedPayCouncil } from '#test/support/pay-runs.ts'
import { publishSmallTender } from '#test/support/tenders.ts'

const house: House = { panels, work: [], search, words }
const connie = officer('O-1001', ['contracts.see', 'contracts.change', 'audit.see'])
const me = system()

const line = (key: string, unit: 'hour' | 'visit' | 'night', minutes: number | null) => ({
  ...{ key, title: `Line ${key}`, unit, minutes, volume: 50, floorPence: null, ceilingPence: null },
})
const worked = workedSpec(NOON.add({ hours: 24 }))
const spec: Spec = {
  ...worked,
  lots: worked.lots.map((lot) => ({ ...lot, zones: ['rural'], places: 2 })),
  extensionMonths: [12, 12],
  price: { ...worked.price, lines: [line('P1', 'hour', null), line('P2', 'visit', 30), line('P3', 'night', null)] },
}
const won = {
  ...{ lot: 'L1', organisationRef: '1-101', organisationName: 'Wye Valley Carers' },
  lines: [
    { key: 'P1', pence: 2164 },
    { key: 'P2', pence: 1310 },
    { key: 'P3', pence: 8000 },
  ],
}

/** A tender whose one lot two providers won, each with the same prices. */
async function seed({ shell }: { shell: Shell }): Promise<void> {
  await seedPayCouncil({ shell })
  await publishSmallTender(shell, { tenderRef: 'TD-1', spec })
  await inCommand(shell, async (tx) => {
    await rows(
      tx,
      sql`insert into tendering.award (council_id, award_ref, tender_ref, status, authority, reference, value_pence, reason, decided_by,
          decided_by_name, decided_at, standstill, awarded_at)
        values (1, 'AW-1', 'TD-1', 'awarded', 'cabinet', 'Minute 14', 1, 'Best', 'O-9', 'Helen Head', ${tx.now}, 'none', ${tx.now})`,
    )
    for (const ref of ['1-101', '1-102'])
      await rows(
        tx,
        sql`insert into tendering.awarded_lot (council_id, award_ref, lot, organisation_ref, organisation_name, rank, price_total_pence, lines)
          values (1, 'AW-1', 'L1', ${ref}, ${`Provider ${ref}`}, 1, 2164, ${json(won.lines)}::jsonb)`,
      )
  })
}

describe('a contract of an award', () => {
  it('has the term, lot, zones, law and extensions of the tender', () => {
    const agreed = contractOfAward(spec, 'TD-1', won)
    assert.deepEqual(
      [agreed?.lot, agreed?.zones, agreed?.regime, agreed?.tenderRef],
      ['L1', ['rural'], spec.regime, 'TD-1'],
    )
    assert.deepEqual(
      agreed?.extensionOptions?.map(({ months }) => months),
      [12, 12],
    )
    assert.equal(contractOfAward(spec, 'TD-1', { ...won, lot: 'L9' }), undefined)
  })
  it('has a card with the price of an hour and of each length of visit; nights are left to be added', () => {
    const card = cardOfAward(spec, 'TD-1', won)
    assert.equal(card?.cardRef, 'TD-1-L1-1-101')
    assert.deepEqual(card?.left, ['Line P3'])
    const parsed = parseRateCard(card?.text ?? '')
    assert.ok(parsed.ok, JSON.stringify(parsed))
    assert.match(card?.text ?? '', /"pence_per_hour": 2164/)
    assert.match(card?.text ?? '', /"30": 1310/)
  })
  it('prices its hour by the longest visit where no hour was priced, and has no card where no time was', () => {
    const visits = { ...spec, price: { ...spec.price, lines: [line('P2', 'visit', 30)] } }
    assert.match(cardOfAward(visits, 'TD-1', won)?.text ?? '', /"pence_per_hour": 2620/)
    const nights = { ...spec, price: { ...spec.price, lines: [line('P3', 'night', null)] } }
    assert.equal(cardOfAward(nights, 'TD-1', won), undefined)
  })
})

describe('contracts to make from awards', () => {
  const { shell } = useDatabase({ seed })
  let app: FastifyInstance
  before(async () => {
    app = await serverFor(shell, [(doors) => routes(doors, house)], {
      identities: { actorOf: async () => connie, actorOfToken: async () => undefined },
    })
  })
  after(() => app.close())

  it('are listed, looked through and made with card and framework, once', async () => {
    const browser = new Browser(app)
    await browser.signInAs('staff', 'connie')
    const list = (await browser.get('/contracts/awards')).body
    assert.match(list, /Showing <strong>2/)
    const href = '/contracts/awards/make?tender=TD-1&lot=L1&provider=1-101'
    const form = (await browser.get(href)).body
    assert.match(form, /A new card of the prices won/)
    assert.match(form, /add them to it by hand: Line P3/)
    const fields = {
      ...{ tender: 'TD-1', lot: 'L1', provider: '1-101', title: 'Home care, north', ceiling: '1,200,000', cardRef: '' },
      ...{ regime: 'pa23_light_touch', value: '1,200,000', nextRoute: 'competition', noticeMonths: '3' },
    }
    const post = (changes: object) => browser.post('/contracts/awards/make', { ...fields, ...changes }, href)
    assert.match((await post({ title: '', ceiling: 'x' })).body, /Enter a title/)
    const made = await post({})
    assert.equal(made.statusCode, 303)
    const record = (await browser.get(String(made.headers.location))).body
    assert.match(record, /TD-1-L1-1-101/)
    assert.match(record, /Price 40, quality 60/)
    assert.match((await browser.get('/contracts/awards')).body, /Showing <strong>1/)
    assert.equal((await browser.get(href)).statusCode, 404)
    for (const url of ['/contracts/awards', href.replace('1-101', '1-102')]) {
      const { value, queries } = await countQueries(() => browser.get(url))
      assert.ok(value.statusCode === 200 && queries <= 8, `${url} asks ${queries} times`)
    }
  })

  it('of one tender stand in one framework', async () => {
    const make = (organisationRef: string) => {
      const agreed = contractOfAward(spec, 'TD-1', { ...won, organisationRef })
      if (!agreed) throw new Error('no such lot')
      return makeContractOfAward(shell, connie, {
        ...{ tenderRef: 'TD-1', lot: 'L1', organisationRef, title: 'Home care', ceilingPence: null, cardRef: null },
        particulars: wholeParticulars(agreed, agreed),
      })
    }
    const refs = [got(await make('1-101')), got(await make('1-102'))]
    const frameworks = await shell.read(me, async (tx) =>
      Promise.all(refs.map(async (ref) => (await findContract(tx, ref))?.frameworkRef)),
    )
    assert.ok(frameworks[0])
    assert.equal(frameworks[0], frameworks[1])
    assert.equal(refusal(await make('1-101')), 'no such award')
    assert.deepEqual(await shell.read(me, (tx) => listLotsWithoutContract(tx)), [])
  })
})
