import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { correctPerson, findPerson } from '#src/people/index.ts'
import { listeners, panels, routes, search, words, work } from '#src/payments/index.ts'
import { answerItem } from '#src/visits/open-items/open-item-commands.ts'
import { findOpenItems, loadCallLog } from '#src/visits/index.ts'
import { COUNCIL, officer, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { BANDED, draftRun, FAY, got, inCommand, loadVisits, seedPayCouncil } from '#test/support/pay-runs.ts'

describe('a worker at two people at one time', () => {
  const { shell } = useDatabase({ listeners, seed: seedPayCouncil })
  let app: FastifyInstance
  before(async () => {
    app = await serverFor(shell, [(doors) => routes(doors, { panels, work, search, words })], {
      identities: { actorOf: async () => FAY, actorOfToken: async () => undefined },
    })
  })
  after(() => app.close())

  /** Two people at the same hour, and one worker who logged in at both; the day after one visit that was paid in peace. */
  async function clashing(): Promise<string[]> {
    const day = '2026-11-05'
    const visit = { organisationRef: BANDED, day, start: '08:00', minutes: 30 }
    const refs = await loadVisits(shell, [
      { ...visit, personRef: 'P-1001' },
      { ...visit, personRef: 'P-1002' },
      { ...visit, personRef: 'P-1001', day: '2026-11-06', log: [[0, 30]] },
    ])
    const at = (time: string) => Temporal.Instant.from(`${day}T${time}:00Z`).epochMilliseconds * 1000
    await inCommand(shell, (tx) =>
      loadCallLog(
        tx,
        'vendor:made-up',
        ['P-1001', 'P-1002'].map((personRef, n) => ({
          ...{ logRef: `L-${n}`, visitRef: refs[n] ?? '', personRef, workerRef: 'W-7', reasonCode: undefined },
          ...{ in: at(n === 0 ? '08:00' : '08:10'), inSource: 'tag', out: at('08:30'), outSource: 'tag' },
        })),
      ),
    )
    await findOpenItems(shell, COUNCIL, 30)
    return refs
  }
  const textOf = async (url: string): Promise<string> => {
    const browser = new Browser(app)
    await browser.signInAs('staff', 'fay')
    return (await browser.get(url)).body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
  }

  it('stands on the draft among what is settled or carried, with the other visit, until the council settles it', async () => {
    const [first = '', second = '', third = ''] = await clashing()
    const run = await draftRun(shell)
    const exceptions = await textOf(`/pay-runs/${run}?show=exceptions`)
    assert.match(exceptions, /To settle or carry \(2\)/)
    assert.match(exceptions, new RegExp(`Worker in two places at the same time as ${second}`))
    assert.match(exceptions, new RegExp(`Worker in two places at the same time as ${first}`))
    assert.ok(!exceptions.includes(third))
    assert.match(await textOf(`/pay-runs/${run}?show=exceptions&outcome=two_places`), /Showing 2 lines|Showing 1 to 2/)
    assert.match(await textOf(`/pay-runs/${run}/check`), /With a worker in two places 2/)
    const item = { kind: 'two places', day: '2026-11-05', itemRef: `${second} W-7 ${first}` } as const
    got(await answerItem(shell, officer(), { ...item, answer: 'settled', words: 'The clocks were wrong' }))
    assert.match(await textOf(`/pay-runs/${run}?show=exceptions`), /To settle or carry \(0\)/)
  })

  it('is no exception where the two share a home, however their address was typed', async () => {
    const found = await shell.read(system(), (tx) => findPerson(tx, 'P-1002'))
    assert.ok(found)
    const { personRef, version, ...details } = found
    const moved = { ...details, addressLines: ['4 Mill  lane,'], postcode: 'HR6 8AB' }
    got(await correctPerson(shell, system(), { personRef, version, details: moved }))
    await clashing()
    const run = await draftRun(shell)
    assert.match(await textOf(`/pay-runs/${run}?show=exceptions`), /To settle or carry \(0\)/)
  })
})
