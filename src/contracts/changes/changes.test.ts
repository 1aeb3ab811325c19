import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { changeContract } from '#src/contracts/changes/change-commands.ts'
import type { AskedChange } from '#src/contracts/changes/change.ts'
import {
  commitment,
  committedPence,
  drawDown,
  endDrawDown,
  enterContract,
  findContract,
  listContractsFor,
  panels,
  routes,
  search,
  words,
} from '#src/contracts/index.ts'
import { addOfficer, changePolicy } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import { timeline } from '#src/platform/audit.ts'
import type { Shell } from '#src/platform/command.ts'
import { countQueries } from '#src/platform/database.ts'
import { inWords, type House } from '#src/platform/panels.ts'
import { officer, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { contractOf, got, inCommand, refusal, seedPayCouncil } from '#test/support/pay-runs.ts'

const house: House = { panels, work: [], search, words }
const me = system()
const grants = ['contracts.see', 'contracts.lines', 'contracts.change', 'audit.see']

/** A council with a contract manager and a head of service. */
async function seed({ shell }: { shell: Shell }): Promise<void> {
  await seedPayCouncil({ shell })
  for (const [name, role] of [
    ['Connie Contract', 'contract_manager'],
    ['Hugo Head', 'head_of_service'],
  ] as const)
    got(await addOfficer(shell, me, { name, email: '', roles: [role] }))
}
const connie: Actor = { ...officer('O-1001', grants), name: 'Connie Contract' }
const hugo: Actor = { ...officer('O-1002', grants), name: 'Hugo Head' }

/** £4 million of ordinary services over four years from April 2026, with an option of a year more. */
const SERVICES = {
  ...{ regime: 'pa23' as const, valuePence: 400_000_000, ceilingPence: 400_000_000, noticeMonths: 3 },
  ...{ fromDay: '2026-04-01', toDay: '2029-04-01', extensionOptions: [{ months: 12, decideBy: '2028-12-31' }] },
}

describe('a change of a contract', () => {
  const { shell } = useDatabase({ seed })
  const read = <T>(work: Parameters<typeof shell.read<T>>[1]) => shell.read(me, work)
  const entered = async (more: Partial<Parameters<typeof enterContract>[2]> = {}) =>
    got(await enterContract(shell, connie, contractOf({ ...SERVICES, ...more })))
  const asked = (more: Partial<AskedChange> = {}): AskedChange => ({
    ...{ kind: 'variation', fromDay: '2026-12-01', ground: 'C', isStated: false, optionNumber: null },
    ...{ toDay: SERVICES.toDay, ceilingPence: SERVICES.ceilingPence, valuePence: SERVICES.valuePence },
    ...{ lot: '1', zones: ['rural'], changesScope: false, favoursSupplier: false, takenWith: [] },
    ...{
      authority: { kind: 'decision', words: 'Cabinet, 3 November 2026, minute 14' },
      reason: 'More people need care',
    },
    ...more,
  })
  const change = (contractRef: string, more: Partial<AskedChange>, actor = connie) =>
    changeContract(shell, actor, { contractRef, ...asked(more) })
  const worth = (pence: number) => ({
    valuePence: SERVICES.valuePence + pence,
    ceilingPence: SERVICES.valuePence + pence,
  })

  it('within ten per cent is made, and the next adds up with it', async () => {
    const ref = await entered()
    got(await change(ref, worth(38_000_000)))
    assert.equal((await read((tx) => findContract(tx, ref)))?.ceilingPence, 400_000_000, 'it holds from December on')
    assert.equal(refusal(await change(ref, worth(40_100_000))), 'the test fails')
    got(await change(ref, { ...worth(40_000_000), fromDay: '2026-12-02' }))
    assert.equal(refusal(await change(ref, worth(39_000_000))), 'a later change is decided')
    const told = (await read((tx) => timeline(tx, `contract:${ref}`))).map((entry) => inWords(house, entry))
    assert.ok(told.includes('Variation from 1 December 2026: ceiling £4,380,000.00, More people need care'))
  })

  it('holds from its day on for whoever draws on the contract', async () => {
    const ref = await entered({ ceilingPence: 1_000_000, toDay: '2029-04-01' })
    const place = (packageRef: string) =>
      shell.command(me, 'place', (tx) =>
        drawDown(tx, { contractRef: ref, packageRef, weeklyPence: 10_000, fromDay: '2026-12-01', toDay: '2028-12-01' }),
      )
    assert.equal(refusal(await place('PK-1')), 'over the ceiling')
    got(await change(ref, { ceilingPence: 2_000_000, fromDay: '2026-11-22' }))
    got(await place('PK-1'))
    assert.equal(refusal(await change(ref, { ceilingPence: 5_000 })), 'below what is committed')
  })

  it('by an option lengthens the term once, and commits what is placed to the new end', async () => {
    const ref = await entered()
    const place = (packageRef: string, toDay: string | null) =>
      inCommand(shell, async (tx) =>
        got(await drawDown(tx, { contractRef: ref, packageRef, weeklyPence: 7_001, fromDay: '2026-11-30', toDay })),
      )
    await place('PK-1', null)
    await place('PK-2', '2027-11-29')
    await place('PK-3', null)
    await inCommand(shell, (tx) => endDrawDown(tx, { packageRef: 'PK-3', toDay: '2026-12-07' }))
    const before = await read((tx) => committedPence(tx, ref))
    const option = { kind: 'extension' as const, ground: 'A1' as const, optionNumber: 1, toDay: '2030-04-01' }
    assert.equal(refusal(await change(ref, { ...option, toDay: '2030-05-01' })), 'no such option')
    got(await change(ref, option))
    assert.equal((await read((tx) => findContract(tx, ref)))?.toDay, '2030-04-01', 'at once')
    const whole = commitment(7_001, '2026-11-30', '2030-04-01')
    assert.equal(
      await read((tx) => committedPence(tx, ref)),
      before + whole - commitment(7_001, '2026-11-30', '2029-04-01'),
    )
    await inCommand(shell, (tx) => endDrawDown(tx, { packageRef: 'PK-1', toDay: '2026-12-07' }))
    assert.equal(
      await read((tx) => committedPence(tx, ref)),
      7_001 * 2 + commitment(7_001, '2026-11-30', '2027-11-29'),
      'an early end gives all of it back',
    )
    assert.equal(refusal(await change(ref, { ...option, toDay: '2031-04-01' })), 'no such option')
  })

  it('moves a contract to other zones for those who look for one', async () => {
    const ref = await entered({ fromDay: '2026-04-01' })
    got(await change(ref, { zones: ['rural'], lot: '2', ground: 'B' }))
    const found = await read((tx) => listContractsFor(tx, { service: 'home_care', zone: 'rural', on: '2026-12-01' }))
    assert.equal(found.find(({ contractRef }) => contractRef === ref)?.lot, '2')
    assert.equal(refusal(await change(ref, { zones: ['moon'] })), 'no such zone')
  })

  it('is decided by a role for its value, under a delegation within its limit, or by a decision that is named', async () => {
    const ref = await entered()
    const role = { authority: { kind: 'role' as const } }
    assert.equal(refusal(await change(ref, { ...worth(20_000_000), ...role })), 'not yours to decide')
    assert.equal(refusal(await change(ref, { ...worth(1), ...role }, system() as Actor)), 'not yours to decide')
    got(await change(ref, { ...worth(20_000_000), ...role }, hugo))
    const delegations = [
      { code: 'CAB-14', label: 'Cabinet of 3 November', role: 'contract_manager' as const, limitPence: 1_000_000 },
    ]
    const approvals = [{ fromPence: 0, role: 'director' as const }]
    got(
      await changePolicy(shell, me, {
        ...{ kind: 'contract-changes', fromDay: '2026-11-22', value: { approvals, delegations }, reason: 'Cabinet' },
      }),
    )
    const under = (code: string) => ({ authority: { kind: 'delegation' as const, code } })
    assert.equal(refusal(await change(ref, { ...worth(20_000_001), ...role }, hugo)), 'not yours to decide')
    assert.equal(refusal(await change(ref, { ...worth(20_000_001), ...under('CAB-15') })), 'no such delegation')
    assert.equal(refusal(await change(ref, { ...worth(21_000_001), ...under('CAB-14') })), 'beyond the delegation')
    assert.equal(refusal(await change(ref, { authority: { kind: 'decision', words: ' ' } })), 'no decision named')
    got(await change(ref, { ...worth(21_000_000), ...under('CAB-14') }))
  })

  it('needs a value, a reason, a running contract and something to change; light touch passes with a warning', async () => {
    const ref = await entered()
    assert.equal(refusal(await change(ref, {})), 'nothing changes')
    assert.equal(refusal(await change(ref, { ...worth(1), reason: ' ' })), 'no reason given')
    assert.equal(refusal(await change(ref, { ...worth(1), fromDay: '2026-03-31' })), "outside the contract's term")
    assert.equal(refusal(await change(ref, { ...worth(1), toDay: '2026-11-30' })), 'the term ends before it begins')
    assert.equal(refusal(await change(ref, { ...worth(1), ground: 'a' })), 'not a ground of this regime')
    assert.equal(refusal(await change('CT-9', worth(1))), 'no such contract')
    const past = await entered({ fromDay: '2024-04-01', toDay: '2026-04-01', extensionOptions: [] })
    assert.equal(refusal(await change(past, worth(1))), 'contract not running')
    const unknown = await entered({ valuePence: null, ceilingPence: null })
    assert.equal(refusal(await change(unknown, { valuePence: 1 })), 'the value is not estimated')
    const light = await entered({ regime: 'pa23_light_touch' })
    const varied = got(await change(light, { ...worth(250_000_000), ground: 'light touch' }))
    assert.match(varied.warning ?? '', /section 12/)
  })
})

describe('through the doors of changes', () => {
  const { shell } = useDatabase({ seed })
  let app: FastifyInstance
  let ref: string
  before(async () => {
    app = await serverFor(shell, [(doors) => routes(doors, house)], {
      identities: {
        actorOf: async ({ identity }) => (identity === 'connie' ? connie : undefined),
        actorOfToken: async () => ({ ...connie, kind: 'machine', answerable: 'O-1001', id: 'MC-1' }),
      },
    })
  })
  after(() => app.close())
  const enter = async () => {
    ref = got(await enterContract(shell, connie, contractOf({ ...SERVICES, title: 'Home care, hills' })))
    const browser = new Browser(app)
    await browser.signInAs('staff', 'connie')
    return browser
  }
  const day = (name: string, [year, month, date]: readonly [number, number, number]) => ({
    [`${name}-day`]: String(date),
    [`${name}-month`]: String(month),
    [`${name}-year`]: String(year),
  })
  const fields = {
    ...{ ...day('fromDay', [2026, 12, 1]), ...day('toDay', [2029, 3, 31]), length: 'day', ceiling: '4,000,000' },
    ...{ value: '4,401,000', lot: '1', zones: 'rural', ground: 'C', authority: 'decision', reason: 'More people' },
    ...{ decision: 'Cabinet, 3 November 2026', do: 'decide' },
  }

  it('a variation that fails shows its sums; the sums are kept with the one that is decided', async () => {
    const browser = await enter()
    assert.match((await browser.get(`/contracts/${ref}/vary`)).body, /C: Below the threshold for changes/)
    const failed = await browser.post(`/contracts/${ref}/vary`, fields)
    assert.equal(failed.statusCode, 400)
    assert.match(failed.body, /£401,000\.00 with earlier changes, of £4,000,000\.00 is 10\.025%, more than 10%/)
    assert.match(failed.body, /The sums of this ground fail/)
    assert.match(failed.body, /UK10 is to be published/)
    const checked = await browser.post(`/contracts/${ref}/vary`, { ...fields, value: '4,380,000', do: 'check' })
    assert.equal(checked.statusCode, 200)
    assert.match(checked.body, /is 9\.5%, not more than 10%/)
    const unstated = await browser.post(`/contracts/${ref}/vary`, { ...fields, ground: 'A4' })
    assert.match(unstated.body, /State what the ground asks for/)
    const made = await browser.post(`/contracts/${ref}/vary`, { ...fields, ground: 'A4', isStated: 'yes' })
    assert.equal(made.statusCode, 303)
    const list = (await browser.get(String(made.headers.location))).body
    assert.match(list, /Value up by.*£401,000\.00/)
    assert.match(list, /UK10 before it is made/)
    assert.match(list, /schedule 8 paragraph 4/)
    const wrong = await browser.post(`/contracts/${ref}/vary`, { ...fields, value: 'x', lot: '', 'toDay-day': '' })
    for (const said of [/Enter the value in pounds/, /Enter the lot/, /Enter the last day/])
      assert.match(wrong.body, said)
  })

  it('an extension is offered by its option; no page asks more than eight times', async () => {
    const browser = await enter()
    const form = (await browser.get(`/contracts/${ref}/extend`)).body
    assert.match(form, /By option 1, to 31 March 2030/)
    const made = await browser.post(`/contracts/${ref}/extend`, { ...fields, length: 'option', ground: 'A1' })
    assert.equal(made.statusCode, 303)
    assert.match((await browser.get(`/contracts/${ref}`)).body, /Running to 31 March 2030/)
    for (const path of ['', '/changes', '/extend', '/vary', '/particulars']) {
      const { value, queries } = await countQueries(() => browser.get(`/contracts/${ref}${path}`))
      assert.equal(value.statusCode, 200, path)
      assert.ok(queries <= 8, `${path} asks ${queries} times`)
    }
    const kept = { regime: 'pcr15', value: '1', nextRoute: 'call_off', noticeMonths: '3', ownerRef: 'O-1001' }
    const rests = await browser.post(`/contracts/${ref}/particulars`, kept)
    assert.match(rests.body, /A change was tested by this law/)
    const options = '12 months, 31 December 2028'
    const same = { ...kept, regime: 'pa23', value: '4,000,000', options, exemptReason: 'Commercial confidence' }
    assert.equal((await browser.post(`/contracts/${ref}/particulars`, same)).statusCode, 303)
    const record = (await browser.get(`/contracts/${ref}`)).body
    assert.match(record, /Connie Contract/)
    assert.match(record, /Put right: owner, how it is bought again, whether prices are published/)
  })

  it('a machine varies a contract and reads why it might', async () => {
    await enter()
    let calls = 0
    const call = (method: 'GET' | 'POST', payload?: object) =>
      app.inject({
        ...{ method, url: `/api/v1/contracts/${ref}/changes` },
        ...(payload ? { payload } : {}),
        headers: { authorization: 'Bearer machine', 'idempotency-key': `k-${method}-${++calls}` },
      })
    const body = {
      ...{ kind: 'variation', fromDay: '2026-12-01', toDay: '2029-04-01', ceilingPence: 400_000_000, lot: '1' },
      ...{ zones: ['rural'], ground: 'C', isStated: false, optionNumber: null, changesScope: false },
      ...{ favoursSupplier: false, takenWith: [], authority: { kind: 'decision', words: 'Cabinet' }, reason: 'More' },
    }
    const failed = await call('POST', { ...body, valuePence: 440_100_000 })
    assert.equal(failed.statusCode, 422)
    assert.deepEqual((failed.json() as { errors: { pointer: string }[] }).errors[0]?.pointer, '#/ground')
    assert.equal((await call('POST', { ...body, valuePence: 438_000_000 })).statusCode, 201)
    const { items } = (await call('GET')).json() as { items: { ground: string; tests: { verdict: string }[] }[] }
    assert.deepEqual([items.length, items[0]?.ground, items[0]?.tests.length], [1, 'C', 8])
  })
})
