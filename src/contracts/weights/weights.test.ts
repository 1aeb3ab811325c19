import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { enterContract, enterFramework } from '#src/contracts/commands.ts'
import { findContract } from '#src/contracts/contract.store.ts'
import { words } from '#src/contracts/facts.ts'
import { routes } from '#src/contracts/routes.ts'
import { stateWeights } from '#src/contracts/weights/weights-commands.ts'
import { officer, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { got, seedPayCouncil } from '#test/support/pay-runs.ts'

const clerk = officer('O-1', ['contracts.see', 'contracts.change'])
const FOUR = { price: 70, quality: 10, completeness: 10, start: 10 }
const house = { panels: [], work: [], search: [], words }

describe('the weights that a framework states', () => {
  const { shell } = useDatabase({ seed: seedPayCouncil })
  async function framed(): Promise<string> {
    const term = { service: 'home_care', fromDay: '2026-04-01', toDay: '2030-04-01' }
    const frameworkRef = got(await enterFramework(shell, clerk, { ...term, title: 'Home care 2026', weights: FOUR }))
    return got(
      await enterContract(shell, clerk, {
        ...{ ...term, frameworkRef, organisationRef: '1-101', title: 'Home care', lot: '1', zones: ['rural'] },
        ...{ cardRef: 'HC-BAND', ceilingPence: null },
      }),
    )
  }
  const table: readonly (readonly [string, object, string, string])[] = [
    ['the four alone', FOUR, 'Tender', 'ok'],
    ['seven that come to 100', { ...FOUR, price: 50, travel: 8, known: 7, wishes: 5 }, 'Tender', 'ok'],
    ['eight that come to 100', { ...FOUR, price: 50, travel: 8, known: 7, wishes: 2, times: 3 }, 'Tender', 'ok'],
    ['seven that come to more', { ...FOUR, travel: 1 }, 'Tender', 'not 100 in all'],
    ['less than nothing', { ...FOUR, price: 80, travel: -10 }, 'Tender', 'not 100 in all'],
    ['no reason', FOUR, ' ', 'no reason'],
  ]
  for (const [name, weights, reason, expected] of table)
    it(`${name}: ${expected}`, async () => {
      const contractRef = await framed()
      const input = { contractRef, weights: { ...FOUR, ...weights }, reason }
      const stated = await stateWeights(shell, clerk, input)
      assert.equal(stated.ok ? 'ok' : stated.error, expected)
      const contract = await shell.read(clerk, (tx) => findContract(tx, contractRef))
      assert.deepEqual(contract?.weights, stated.ok ? input.weights : FOUR)
    })

  it('are stated on a page, which keeps what was typed, and shown on the contract', async () => {
    const contractRef = await framed()
    const browser = new Browser(
      await serverFor(shell, [(doors) => routes(doors, house)], {
        identities: { actorOf: async () => clerk, actorOfToken: async () => undefined },
      }),
    )
    await browser.signInAs('staff', 'O-1')
    assert.match((await browser.get(`/contracts/${contractRef}`)).body, new RegExp(`/contracts/${contractRef}/weights`))
    const url = `/contracts/${contractRef}/weights`
    const typed = {
      price: '50',
      quality: '10',
      completeness: '10',
      start: '10',
      travel: '10',
      known: '5',
      wishes: '3',
      times: '3',
    }
    const over = await browser.post(url, { ...typed, reason: 'Clause 7 of the tender' })
    assert.equal(over.statusCode, 400)
    assert.match(over.body, /The points must come to 100 in all/)
    assert.match((await browser.post(url, { ...typed, known: 'some', reason: '' })).body, /Known workers” as a whole/)
    assert.equal((await browser.post(url, { ...typed, wishes: '2', reason: 'Clause 7' })).statusCode, 303)
    const record = (await browser.get(`/contracts/${contractRef}`)).body
    assert.match(record, /present rounds 10, known workers 5, wishes met 2, times asked for 3/)
  })

  it('are of a framework: a contract outside of any has no such page', async () => {
    const stated = await stateWeights(shell, clerk, { contractRef: 'CT-1001', weights: FOUR, reason: 'Tender' })
    assert.equal(stated.ok ? 'ok' : stated.error, 'no framework')
  })
})
