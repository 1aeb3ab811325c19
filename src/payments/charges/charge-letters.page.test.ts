import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { changePolicy, STANDARD } from '#src/councils/index.ts'
import { setContribution } from '#src/payments/charges/charge-commands.ts'
import { chargeRoutes } from '#src/payments/charges/routes.ts'
import { listeners, panels, search, words, work } from '#src/payments/index.ts'
import type { House } from '#src/platform/panels.ts'
import { routes as providerRoutes } from '#src/providers/index.ts'
import { addCouncil } from '#src/platform/councils.ts'
import { planPlacement } from '#src/visits/index.ts'
import { system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { cardOf, FAY, got, inCommand, seedPayCouncil, SPLIT } from '#test/support/pay-runs.ts'

const house: House = { panels, work, search, words }
const LETTER = '/people/P-1001/charges/letter'

describe('the letters about what a person pays', () => {
  const { shell, clock } = useDatabase({
    listeners,
    seed: async (seeded) => {
      await addCouncil(seeded.shell.database, { council: 1, name: 'Wenbury Council', trial: true })
      await seedPayCouncil(seeded)
    },
  })
  let app: FastifyInstance
  before(async () => {
    app = await serverFor(shell, [chargeRoutes, (doors) => providerRoutes(doors, house)], {
      identities: { actorOf: async () => FAY, actorOfToken: async () => undefined },
    })
  })
  after(() => app.close())
  const letter = async (url: string): Promise<string> => {
    const browser = new Browser(app)
    await browser.signInAs('staff', 'fay')
    return (await browser.get(url)).body
  }
  /** An hour a day at £20 an hour. */
  const careFrom = (startDay: string, endDay?: string) =>
    inCommand(shell, (tx) =>
      planPlacement(tx, {
        ...{ packageRef: `PK-${startDay}`, personRef: 'P-1001', organisationRef: SPLIT, contractRef: 'CT-1003' },
        ...{ cardRef: cardOf(SPLIT), service: 'home_care', zone: 'rural', startDay, endDay },
        pattern: [
          {
            ...{ slot: 1, days: [1, 2, 3, 4, 5, 6, 7], windowFrom: '00:00', windowTo: '23:59', start: '08:00' },
            ...{ minutes: 60, workers: 1, timeCritical: false, tasks: 'Wash and dress' },
          },
        ],
      }),
    )
  const answeredBy = (contact: string) =>
    changePolicy(shell, system(), {
      ...{ kind: 'charges', value: { ...STANDARD.charges, contact }, fromDay: '2026-11-04' },
      reason: 'Cabinet of 3 September',
    })

  it('tell a whole usual week, not the part of a week in which care begins', async () => {
    clock.now = Temporal.Instant.from('2026-11-04T09:00:00Z')
    await careFrom('2026-11-12')
    assert.match(await letter(LETTER), /such as the week from 16 November 2026, costs the council £140\.00/)
  })

  it('pass over a week with a bank holiday, which is not as usual', async () => {
    clock.now = Temporal.Instant.from('2026-11-04T09:00:00Z')
    await careFrom('2026-10-05')
    assert.match(await letter(LETTER), /such as the week from 16 November 2026, costs the council £140\.00/)
  })

  it('tell a whole week, not the part of a week in which care ends', async () => {
    clock.now = Temporal.Instant.from('2026-11-04T09:00:00Z')
    await careFrom('2026-10-05', '2026-11-17')
    assert.match(await letter(LETTER), /such as the week from 9 November 2026, costs the council/)
  })

  it('say nothing of a week where none is planned as a whole', async () => {
    clock.now = Temporal.Instant.from('2026-11-04T09:00:00Z')
    await careFrom('2026-12-14')
    const body = await letter(LETTER)
    assert.match(body, /What you will pay for your care/)
    assert.doesNotMatch(body, /costs the council/)
  })

  it('name whom to ask, and so does the public page about paying for care', async () => {
    clock.now = Temporal.Instant.from('2026-11-04T09:00:00Z')
    const pages = [LETTER, '/people/P-1001/charges/statement', '/public/wenbury-council/paying-for-care']
    got(
      await setContribution(shell, FAY, { personRef: 'P-1001', fromDay: '2026-11-02', weeklyPence: 100, note: 'FA-1' }),
    )
    for (const url of pages) assert.match(await letter(url), /If you have a question, ask Wenbury Council\./)
    got(await answeredBy('telephone 01632 960 100 or charges@wenbury.example.'))
    for (const url of pages)
      assert.match(
        await letter(url),
        /If you have a question, ask Wenbury Council: telephone 01632 960 100 or charges@wenbury\.example\./,
      )
  })
})
