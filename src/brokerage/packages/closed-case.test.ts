/** What is left of care and requests when the case of their person is closed. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { endCare, withdrawPackage } from '#src/brokerage/index.ts'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import { work } from '#src/brokerage/panels.ts'
import { copyPackage, requestPackage } from '#src/brokerage/requests/request-commands.ts'
import { routes } from '#src/brokerage/routes.ts'
import { chosenPackage, got, officerOf, refusal, seedSmallCouncil, signAll } from '#src/brokerage/small-council.test.ts'
import { closeCase, openCase } from '#src/people/index.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import { officer, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { workOf } from '#test/support/work.ts'

const isOfClosed = ([action]: readonly unknown[]): boolean => String(action).startsWith('The case is closed')

const house = { panels: [], work: [], search: [], retained: [], words: {} }

describe('of a person whose case is closed', () => {
  const { shell, clock } = useDatabase({ seed: seedSmallCouncil })
  const broker = officerOf('O-1')
  /** What My work says of this person. */
  const listed = async () => (await workOf(shell, broker, work)).map(({ action, href }) => [action, href])

  /** Care in place, and a package of respite beside it that is not sent yet; then the person dies. */
  async function died(): Promise<{ personRef: string; placed: string; draft: string }> {
    const placed = await chosenPackage(shell)
    await signAll(shell, placed)
    const { personRef } = (await shell.read(system(), (tx) => findPackage(tx, placed))) ?? { personRef: '' }
    const asked = got(await requestPackage(shell, officerOf('O-2'), { personRef, service: 'day_care', kind: 'new' }))
    clock.now = Temporal.Instant.from('2026-12-10T12:00:00Z')
    got(await closeCase(shell, officerOf('O-2'), { personRef, day: '2026-12-08', why: 'died' }))
    return { personRef, placed, draft: asked.packageRef }
  }

  it('whoever brokers ends the care that runs and withdraws what is asked for, until nothing is left', async () => {
    const { placed, draft } = await died()
    assert.deepEqual((await listed()).filter(isOfClosed), [
      ['The case is closed: end this care', `/packages/${placed}/end`],
      ['The case is closed: withdraw the package', `/packages/${draft}/withdraw`],
    ])
    assert.ok((await listed()).every(([action]) => action !== 'Check and send'))
    got(await endCare(shell, broker, { packageRef: placed, endDay: '2026-12-09', reason: 'Died' }))
    got(await withdrawPackage(shell, broker, { packageRef: draft, reason: 'Died' }))
    assert.deepEqual((await listed()).filter(isOfClosed), [])
  })

  it('nothing is listed where the case was closed by mistake', async () => {
    const { personRef } = await died()
    got(await openCase(shell, broker, { personRef }))
    assert.deepEqual((await listed()).filter(isOfClosed), [])
  })

  it('no care is asked for anew', async () => {
    const { personRef, placed } = await died()
    const ask = { personRef, service: 'home_care', kind: 'new' } as const
    assert.deepEqual(refusal(await requestPackage(shell, broker, ask)), { why: 'case closed' })
    assert.deepEqual(refusal(await copyPackage(shell, broker, { packageRef: placed, kind: 'change' })), {
      why: 'case closed',
    })
  })

  it('the form that ends care knows the day and the reason', async () => {
    const { placed } = await died()
    const app = await serverFor(shell, [(doors: Doors) => routes(doors, house)], {
      identities: { actorOf: async () => officer('O-1'), actorOfToken: async () => undefined },
    })
    const browser = new Browser(app)
    await browser.signInAs('staff', 'O-1')
    const form = (await browser.get(`/packages/${placed}/end`)).body
    assert.match(form, /name="endDay-day"[^>]*value="9"/)
    assert.match(form, />Died on 8 December 2026<\/textarea>/)
    const copied = await browser.post(`/packages/${placed}/copy`, { kind: 'change' }, `/packages/${placed}`)
    assert.equal(copied.headers.location, `/packages/${placed}`)
  })
})
