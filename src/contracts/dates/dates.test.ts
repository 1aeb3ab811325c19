import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { datesOf, datesToTell } from '#src/contracts/dates/contract-dates.ts'
import { watchContracts } from '#src/contracts/dates/date-commands.ts'
import { changeContract, drawDown, enterContract, panels, routes, search, words, work } from '#src/contracts/index.ts'
import { wholeParticulars } from '#src/contracts/particulars.ts'
import { addOfficer, STANDARD } from '#src/councils/index.ts'
import { timeline } from '#src/platform/audit.ts'
import type { Shell } from '#src/platform/command.ts'
import { countQueries } from '#src/platform/database.ts'
import { type House, inWords } from '#src/platform/panels.ts'
import { officer, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { contractOf, got, inCommand, refusal, seedPayCouncil } from '#test/support/pay-runs.ts'

const house: House = { panels, work, search, words }
const me = system()
const connie = officer('O-1001', ['contracts.see', 'contracts.change', 'audit.see'])

describe('the days of a contract', () => {
  const particulars = (more: object = {}) => ({
    ...wholeParticulars({ fromDay: '2026-04-01', ceilingPence: null }, {}),
    extensionOptions: [{ months: 12, decideBy: '2027-12-31' }],
    ...more,
  })
  const dates = (more: object = {}, optionsUsed = 0) =>
    datesOf({ toDay: '2028-04-01', optionsUsed, particulars: particulars(more) }, STANDARD['contract-dates']).map(
      ({ what, day }) => `${what} ${day}`,
    )
  it('leave the time that its route takes to buy again', () => {
    assert.deepEqual(dates(), ['buy again 2027-04-01', 'option 2027-12-31', 'ends 2028-03-31'])
    assert.equal(dates({ nextRoute: 'call_off' })[0], 'buy again 2027-10-01')
    assert.deepEqual(dates({ nextRoute: 'direct_award' }, 1), ['buy again 2027-12-01', 'ends 2028-03-31'])
  })
  it('are told of before they come', () => {
    const all = datesOf({ toDay: '2028-04-01', optionsUsed: 0, particulars: particulars() }, STANDARD['contract-dates'])
    const told = (today: string) => datesToTell(all, today).map(({ what }) => what)
    assert.deepEqual(told('2027-01-30'), [])
    assert.deepEqual(told('2027-01-31'), ['buy again'])
    assert.deepEqual(told('2027-09-30'), ['buy again', 'option'])
    assert.deepEqual(told('2028-01-01'), ['buy again', 'option', 'ends'])
  })
})

async function seed({ shell }: { shell: Shell }): Promise<void> {
  await seedPayCouncil({ shell })
  got(await addOfficer(shell, me, { name: 'Connie Contract', email: '', roles: ['contract_manager'] }))
}

describe('the watch of contracts', () => {
  const harness = useDatabase({ seed })
  const { shell } = harness
  let app: FastifyInstance
  before(async () => {
    app = await serverFor(shell, [(doors) => routes(doors, house)], {
      identities: { actorOf: async () => connie, actorOfToken: async () => undefined },
    })
  })
  after(() => app.close())
  const told = async (ref: string) =>
    (await shell.read(me, (tx) => timeline(tx, `contract:${ref}`))).map((entry) => inWords(house, entry))
  const entered = async (more: object) =>
    got(await enterContract(shell, connie, contractOf({ ownerRef: 'O-1001', nextRoute: 'call_off', ...more })))
  const mine = () => shell.read(connie, async (tx) => (await work[0]?.list(tx, connie)) ?? [])

  it('tells once of a day that is near, again when the day becomes another, and that a contract ended', async () => {
    const ref = await entered({ toDay: '2027-05-01', ceilingPence: 100_000 })
    got(await watchContracts(shell, me))
    const near = 'Begin to buy again by 1 November 2026'
    assert.equal((await told(ref)).filter((line) => line === near).length, 1)
    assert.equal(refusal(await watchContracts(shell, me)), 'nothing to tell')
    got(
      await changeContract(shell, connie, {
        ...{ contractRef: ref, kind: 'extension', fromDay: '2026-11-22', toDay: '2027-06-01', ground: 'light touch' },
        ...{ isStated: false, optionNumber: null, ceilingPence: 100_000, valuePence: 100_000, lot: '1' },
        ...{ zones: ['rural'], changesScope: false, favoursSupplier: false, takenWith: [], reason: 'A month more' },
        authority: { kind: 'role' },
      }),
    )
    got(await watchContracts(shell, me))
    assert.ok((await told(ref)).includes('Begin to buy again by 1 December 2026'))
    harness.clock.now = Temporal.Instant.from('2027-06-01T06:00:00Z')
    got(await watchContracts(shell, me))
    assert.ok((await told(ref)).includes('Ended on 31 May 2027, by its term'))
    assert.equal(refusal(await watchContracts(shell, me)), 'nothing to tell')
  })

  it('puts what is near and what is nearly used up on its owner’s list, and on nobody else’s', async () => {
    const ref = await entered({ toDay: '2027-05-01', ceilingPence: 100_000 })
    await entered({ ownerRef: null, toDay: '2027-05-01' })
    await inCommand(shell, async (tx) =>
      got(
        await drawDown(tx, {
          ...{ contractRef: ref, packageRef: 'PK-1', weeklyPence: 9_100, fromDay: '2026-11-23', toDay: '2027-02-01' },
        }),
      ),
    )
    assert.deepEqual(
      (await mine()).map(({ title, overdue }) => [title, overdue]),
      [
        [`${ref} Home care, north: begin to buy it again`, true],
        [`${ref} Home care, north: 90% of the ceiling is committed`, false],
      ],
    )
    const { queries } = await countQueries(mine)
    assert.ok(queries <= 3)
  })

  it('is drawn as a chart with its figures in a table and in a file', async () => {
    const ref = await entered({ fromDay: '2026-04-06', toDay: '2027-04-05', ceilingPence: 300_000 })
    await inCommand(shell, async (tx) =>
      got(
        await drawDown(tx, {
          ...{ contractRef: ref, packageRef: 'PK-1', weeklyPence: 7_000, fromDay: '2026-10-05', toDay: null },
        }),
      ),
    )
    const browser = new Browser(app)
    await browser.signInAs('staff', 'connie')
    const { value, queries } = await countQueries(() => browser.get(`/contracts/${ref}/spending`))
    assert.ok(queries <= 8, `asks ${queries} times`)
    for (const said of [
      /£490 *</,
      /drawn down to date/,
      /<svg/,
      /within its ceiling of £3,000/,
      /75%/,
      /Not expected|Expected in/,
    ])
      assert.match(value.body, said)
    const file = (await browser.get(`/contracts/${ref}/spending.csv`)).body.trim().split('\r\n')
    assert.deepEqual([file[0], file.length], ['by_day,placed_pence,expected_pence,ceiling_pence', 14])
    assert.equal((await browser.get('/contracts/CT-9/spending')).statusCode, 404)
  })
})
