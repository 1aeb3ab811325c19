import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { listeners } from '#src/brokerage/listeners.ts'
import { panels, search, work } from '#src/brokerage/panels.ts'
import { routes } from '#src/brokerage/routes.ts'
import { signStep } from '#src/brokerage/sign-off/sign-off-commands.ts'
import { chosenPackage, got, officerOf, seedSmallCouncil } from '#src/brokerage/small-council.test.ts'
import { words } from '#src/brokerage/words.ts'
import { addOfficer, endAccess } from '#src/councils/index.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import { system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { workOf } from '#test/support/work.ts'

const BEA = officerOf('O-1')

describe('a signature that nobody who is left may give', () => {
  const { shell } = useDatabase({ seed: seedSmallCouncil, listeners })
  const page = async (packageRef: string) => {
    const app = await serverFor(shell, [(doors: Doors) => routes(doors, { panels, work, search, words })], {
      identities: { actorOf: async () => BEA, actorOfToken: async () => undefined },
    })
    const browser = new Browser(app)
    await browser.signInAs('staff', BEA.id)
    return (await browser.get(`/packages/${packageRef}/sign-off`)).body
  }
  const brokersWork = async () => {
    const sources = work.filter(({ grant }) => BEA.grants.has(grant))
    return (await workOf(shell, BEA, sources)).map(({ action, href }) => `${action} ${href}`)
  }

  it('is on the broker’s work, and the page says why and what to do, until somebody has the role', async () => {
    const packageRef = await chosenPackage(shell)
    got(await signStep(shell, officerOf('O-6'), { packageRef, step: 5 }))
    assert.deepEqual(await brokersWork(), [], 'the team manager is there')
    assert.doesNotMatch(await page(packageRef), /Nobody can sign this/)
    got(await endAccess(shell, system(), { officerRef: 'O-5' }))
    assert.deepEqual(await brokersWork(), [
      `Nobody can sign: have the role given to somebody /packages/${packageRef}/sign-off`,
    ])
    assert.match(
      await page(packageRef),
      /Need and risk[\s\S]*Nobody can sign this: who has the role team manager has left[\s\S]*Ask an administrator/i,
    )
    const heir = { officerRef: 'O-8', name: 'Una Team', email: 'o-8@wenbury.example', roles: ['team_manager'] as const }
    got(await addOfficer(shell, system(), heir))
    assert.deepEqual(await brokersWork(), [])
    assert.doesNotMatch(await page(packageRef), /Nobody can sign this/)
  })
})
