/** A visit that was logged while the person was in hospital: what the pay run shows of it, and what is paid in the end. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { instantAt } from '#src/base/day.ts'
import { checkBooks, listeners, panels, routes, search, words, work, workPayRun } from '#src/payments/index.ts'
import { rows, sql } from '#src/platform/database.ts'
import { recordAbsence } from '#src/visits/absences/absence-commands.ts'
import { answerItem } from '#src/visits/open-items/open-item-commands.ts'
import { COUNCIL, officer, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { BANDED, draftRun, FAY, got, loadVisits, paidRun, seedPayCouncil } from '#test/support/pay-runs.ts'

describe('a visit that was logged while the person was in hospital', () => {
  const { shell } = useDatabase({ listeners, seed: seedPayCouncil })
  let app: FastifyInstance
  before(async () => {
    app = await serverFor(shell, [(doors) => routes(doors, { panels, work, search, words })], {
      identities: { actorOf: async () => FAY, actorOfToken: async () => undefined },
    })
  })
  after(() => app.close())
  const textOf = async (url: string): Promise<string> => {
    const browser = new Browser(app)
    await browser.signInAs('staff', 'fay')
    return (await browser.get(url)).body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
  }
  /** Two visits of one person, both logged; the hospital had her from the second day on. */
  const visits = () => {
    const visit = { organisationRef: BANDED, personRef: 'P-1001', start: '08:00', minutes: 30 }
    return loadVisits(shell, [
      { ...visit, day: '2026-11-05', log: [[0, 30]] },
      { ...visit, day: '2026-11-06', log: [[0, 30]] },
    ])
  }
  const inHospital = async () =>
    got(
      await recordAbsence(shell, system(), {
        ...{ personRef: 'P-1001', kind: 'hospital', note: '' },
        ...{ from: instantAt('2026-11-06', '00:00'), to: instantAt('2026-11-08', '00:00') },
      }),
    )
  const answer = async (itemRef: string, said: 'settled' | 'not delivered') =>
    got(
      await answerItem(shell, officer(), {
        ...{ kind: 'not home', day: '2026-11-06', itemRef, answer: said, words: 'The ward’s list' },
      }),
    )

  it('stands on the draft among what is settled or carried, until the council says that it was made', async () => {
    const [, odd = ''] = await visits()
    await inHospital()
    const run = await draftRun(shell)
    const exceptions = await textOf(`/pay-runs/${run}?show=exceptions`)
    assert.match(exceptions, /To settle or carry \(1\)/)
    assert.match(exceptions, /Person away logged all the same/)
    assert.match(await textOf(`/pay-runs/${run}?show=exceptions&outcome=not_home`), /Showing 1 line/)
    assert.match(await textOf(`/pay-runs/${run}/check`), /Logged while away or after the end 1/)
    await answer(odd, 'settled')
    assert.match(await textOf(`/pay-runs/${run}?show=exceptions`), /To settle or carry \(0\)/)
  })

  it('is not paid where it was not made', async () => {
    const [first = '', odd = ''] = await visits()
    await inHospital()
    const run = await draftRun(shell)
    await answer(odd, 'not delivered')
    await workPayRun(shell, COUNCIL, run)
    const lines = await shell.read(system(), (tx) =>
      rows(
        tx,
        sql`select visit_ref as ref, amount_pence::int as pence from payments.draft_line where amount_pence <> 0`,
      ),
    )
    assert.deepEqual(lines, [{ ref: first, pence: 1600 }])
  })

  it('is taken back by the next run where it was paid before anybody heard of the hospital', async () => {
    const [, odd = ''] = await visits()
    await paidRun(shell)
    await inHospital()
    await answer(odd, 'not delivered')
    const next = await paidRun(shell, { organisationRef: null, from: '2026-11-16', to: '2026-11-22' })
    const adjusted = await shell.read(system(), (tx) =>
      rows(
        tx,
        sql`select visit_ref as ref, amount_pence::int as pence, cause from payments.adjustment where pay_run_ref = ${next}`,
      ),
    )
    assert.deepEqual(adjusted, [{ ref: odd, pence: -1600, cause: 'cancelled' }])
    assert.deepEqual(await shell.read(system(), checkBooks), [])
  })
})
