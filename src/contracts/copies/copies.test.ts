import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { copyDueDay, type CopyState } from '#src/contracts/copies/copy.ts'
import {
  addKpi,
  enterContract,
  enterFigure,
  panels,
  publishRegister,
  routes,
  search,
  words,
  work,
} from '#src/contracts/index.ts'
import { addOfficer } from '#src/councils/index.ts'
import { addCouncil } from '#src/platform/councils.ts'
import { countQueries } from '#src/platform/database.ts'
import type { House } from '#src/platform/panels.ts'
import { officer, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { contractOf, got, seedPayCouncil } from '#test/support/pay-runs.ts'

const house: House = { panels, work, search, words }
const me = system()
const connie = officer('O-1001', ['contracts.see', 'contracts.change', 'audit.see'])
const FIVE_MILLION = 500_000_000

describe('the copy of a contract is due (section 77)', () => {
  const state: CopyState = {
    ...{ contractRef: 'CT-1', title: 'Home care', regime: 'pa23', fromDay: '2026-10-01', valuePence: FIVE_MILLION + 1 },
    ...{ lastChange: null, publishedUpTo: null },
  }
  const changed = { number: 2, fromDay: '2026-11-10', valuePence: FIVE_MILLION + 2 }
  for (const [what, more, expected] of [
    ['90 days after it was entered into', {}, '2026-12-30'],
    ['180 days after it under light touch', { regime: 'pa23_light_touch' }, '2027-03-30'],
    ['never under the regulations of 2015', { regime: 'pcr15' }, undefined],
    ['never at the threshold', { valuePence: FIVE_MILLION }, undefined],
    ['no more once it is published', { publishedUpTo: 0 }, undefined],
    ['again after a change', { publishedUpTo: 0, lastChange: changed }, '2027-02-08'],
    ['when a change carries it above', { valuePence: 1, lastChange: changed }, '2027-02-08'],
    ['no more once the change is in a copy', { publishedUpTo: 2, lastChange: changed }, undefined],
    ['no more where it was entered long ago', { fromDay: '2026-01-01' }, undefined],
  ] as const)
    it(what, () => assert.equal(copyDueDay({ ...state, ...more }, FIVE_MILLION, '2026-11-22'), expected))
})

describe('copies of contracts', () => {
  const { shell } = useDatabase({
    seed: async ({ shell: making }) => {
      await seedPayCouncil({ shell: making })
      got(await addOfficer(making, me, { name: 'Connie Contract', email: '', roles: ['contract_manager'] }))
    },
  })
  let app: FastifyInstance
  before(async () => {
    app = await serverFor(shell, [(doors) => routes(doors, house)], {
      identities: { actorOf: async () => connie, actorOfToken: async () => undefined },
    })
  })
  after(() => app.close())

  it('are watched, published with what was left out, read by everybody with the performance, and withdrawn', async () => {
    await addCouncil(shell.database, { council: 1, name: 'Wenbury Council', trial: true })
    const worth = { regime: 'pa23', valuePence: FIVE_MILLION + 1, ownerRef: 'O-1001', fromDay: '2026-10-01' } as const
    const ref = got(await enterContract(shell, connie, contractOf(worth)))
    const kpi = { contractRef: ref, name: 'On time', target: 95, moreIsBetter: true, period: 'month' } as const
    got(await addKpi(shell, connie, { ...kpi, measure: null, fromDay: '2026-10-01' }))
    const figure = { contractRef: ref, number: 1, day: '2026-10-31', figure: 91, isOther: false, note: 'By hand' }
    got(await enterFigure(shell, connie, figure))
    const mine = async () =>
      (await shell.read(connie, async (tx) => (await work[0]?.list(tx, connie)) ?? [])).map(({ title }) => title)
    const due = `${ref} Home care, north: publish its copy`
    assert.ok((await mine()).includes(due))
    const browser = new Browser(app)
    await browser.signInAs('staff', 'connie')
    const at = `/contracts/${ref}/copies`
    const send = async (file: string, name: string, redactions: string) => {
      const parts = [
        ['name="_csrf"', await browser.token(at)],
        ['name="redactions"', redactions],
        [`name="file"; filename="${name}"\r\ncontent-type: application/octet-stream`, file],
      ].map(([head, body]) => `--x\r\ncontent-disposition: form-data; ${head}\r\n\r\n${body}\r\n`)
      const headers = { ...browser.headers(), 'content-type': 'multipart/form-data; boundary=x' }
      return app.inject({ method: 'POST', url: at, headers, payload: `${parts.join('')}--x--\r\n` })
    }
    assert.match((await browser.get(at)).body, /A copy is due by 30 December 2026/)
    assert.match((await send('%PDF-1.7 text', 'contract.pdf', '')).body, /Say what was left out/)
    assert.match((await send('MZ program', 'contract.pdf', 'Prices')).body, /not what its name says/)
    assert.match((await send('', 'contract.pdf', 'Prices')).body, /The file is empty/)
    assert.equal((await send('%PDF-1.7 text', 'contract.pdf', 'Prices of schedule 3')).statusCode, 303)
    assert.ok(!(await mine()).includes(due))
    got(await publishRegister(shell, me))
    const path = `/public/wenbury-council/contracts`
    assert.match((await app.inject({ url: path })).body, new RegExp(`${path}/${ref}"`))
    const { value: shown, queries } = await countQueries(() => app.inject({ url: `${path}/${ref}` }))
    assert.ok(queries <= 8)
    assert.match(shown.body, /Prices of schedule 3[\s\S]*On time[\s\S]*95 or more[\s\S]*91[\s\S]*Approaching target/)
    const file = await app.inject({ url: `${path}/${ref}/copies/1` })
    assert.deepEqual([file.statusCode, file.body], [200, '%PDF-1.7 text'])
    assert.equal((await browser.get(`${at}/1`)).statusCode, 200)
    assert.match((await browser.post(at, { do: 'withdraw', number: '1', reason: '' })).body, /Say why it is withdrawn/)
    assert.equal((await browser.post(at, { do: 'withdraw', number: '1', reason: 'A name was left' })).statusCode, 303)
    for (const url of [`${path}/${ref}/copies/1`, `${path}/${ref}/copies/x`, `${path}/CT-9`])
      assert.equal((await app.inject({ url })).statusCode, 404, url)
    assert.ok((await mine()).includes(due))
    assert.doesNotMatch((await app.inject({ url: `${path}/${ref}` })).body, /contract\.pdf/)
    const asked = await countQueries(() => browser.get(at))
    assert.ok(asked.value.statusCode === 200 && asked.queries <= 8, `asks ${asked.queries} times`)
  })
})
