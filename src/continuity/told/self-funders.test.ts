/** People who pay for themselves: nothing of theirs is ever paid by the council, and the safeguards of an exit reach them. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  acceptFee,
  arrangeCare,
  closeOffers,
  endArrangement,
  giveOffer,
  keepConsent,
  listeners as brokerageListeners,
  listInvitations,
  listOffers,
  requestPackage,
  sendPackage,
} from '#src/brokerage/index.ts'
import { listAffected } from '#src/continuity/affected/affected.store.ts'
import { beginExit, listEverybody, listeners, routes } from '#src/continuity/index.ts'
import { listeners as paymentListeners } from '#src/payments/index.ts'
import { rows, sql } from '#src/platform/database.ts'
import { listeners as visitListeners } from '#src/visits/index.ts'
import { officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { DUTY, seedExits } from '#test/support/exits.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { BALANCED, BANDED, got, paidRun } from '#test/support/pay-runs.ts'

const me = system()
const BROKER = officer('O-31', ['brokerage.request', 'brokerage.choose', 'brokerage.see'])
const YES = { by: 'Nora Lane', as: 'person', on: '2026-11-22' } as const
const HEARD = { source: 'news', what: 'In the paper' } as const
const PATTERN = [
  {
    ...{ slot: 1, days: [1, 2, 3, 4, 5, 6, 7], windowFrom: '07:30', windowTo: '09:00', start: '08:00', minutes: 30 },
    ...{ workers: 2 as const, timeCritical: true, tasks: 'Insulin and breakfast' },
  },
]

describe('somebody who pays for themselves', () => {
  const { shell, clock } = useDatabase({
    seed: seedExits,
    listeners: [...brokerageListeners, ...visitListeners, ...paymentListeners, ...listeners],
  })

  /** Nora Lane, who pays the first provider herself from 30 November. */
  async function arranged(): Promise<string> {
    const { packageRef } = got(
      await requestPackage(shell, BROKER, {
        ...{ personRef: 'P-1005', service: 'home_care', pattern: PATTERN, outcomes: ['nutrition'], payer: 'self' },
        startBy: '2026-11-30',
      }),
    )
    got(await keepConsent(shell, BROKER, { packageRef, ...YES, words: 'Share what I need' }))
    got(await acceptFee(shell, BROKER, { packageRef, ...YES, feePence: 15_000 }))
    got(await sendPackage(shell, BROKER, packageRef))
    const covers = PATTERN.flatMap(({ slot, days }) => days.map((day) => ({ slot, day })))
    const offer = { packageRef, startDay: '2026-11-30', covers, note: '' }
    got(await giveOffer(shell, providerUser(BANDED, ['brokerage.offer']), offer))
    const asked = await shell.read(me, (tx) => listInvitations(tx, packageRef))
    clock.now = asked[0]?.closesAt.add({ minutes: 1 }) ?? clock.now
    got(await closeOffers(shell, BROKER, packageRef))
    const [made] = await shell.read(me, (tx) => listOffers(tx, packageRef))
    got(await arrangeCare(shell, BROKER, { packageRef, ...YES, offerRef: made?.offerRef ?? '' }))
    return packageRef
  }

  it('has no visit planned and no draw-down, and a pay run over that time pays nothing and posts nothing', async () => {
    const packageRef = await arranged()
    clock.now = Temporal.Instant.from('2026-12-20T12:00:00Z')
    await paidRun(shell, { organisationRef: null, from: '2026-11-30', to: '2026-12-14' })
    const [found] = await shell.read(me, (tx) =>
      rows(
        tx,
        sql<Record<string, number>>`select
          (select count(*) from visits.visit v where v.package_ref = ${packageRef})::int as visits,
          (select count(*) from brokerage.placement p where p.package_ref = ${packageRef})::int as placements,
          (select count(*) from contracts.draw_down d where d.package_ref = ${packageRef})::int as drawn,
          (select count(*) from payments.pay_line)::int as lines,
          (select count(*) from payments.statement)::int as statements,
          (select count(*) from payments.posting_line)::int as posted`,
      ),
    )
    assert.deepEqual(found, { visits: 0, placements: 0, drawn: 0, lines: 0, statements: 0, posted: 0 })
  })

  it('is listed with all others when their provider exits, until the arrangement ends', async () => {
    const packageRef = await arranged()
    const failing = { organisationRef: BANDED, cause: 'business_failure', lastDay: null, ...HEARD } as const
    const { exitRef } = got(await beginExit(shell, DUTY, failing))
    got(await listEverybody(shell, DUTY, exitRef))
    const nora = async () =>
      (await shell.read(me, (tx) => listAffected(tx, { exitRef, limit: 100 }))).people.find(
        ({ personRef }) => personRef === 'P-1005',
      )
    const line = await nora()
    assert.deepEqual(
      [line?.pays, line?.name, line?.knownRef, line?.insulin, line?.doubleHanded, line?.livesAlone, line?.visitsAWeek],
      ['self_funder', 'Nora Lane', packageRef, true, true, true, 7],
    )
    got(await endArrangement(shell, BROKER, { packageRef, endDay: '2026-11-30', reason: 'She changed her mind' }))
    clock.now = Temporal.Instant.from('2026-12-01T12:00:00Z')
    got(await listEverybody(shell, DUTY, exitRef))
    assert.equal((await nora())?.state, 'left')
  })

  it('stands on the page of who else is served, of their own provider alone', async () => {
    const packageRef = await arranged()
    const app = await serverFor(shell, [(doors) => routes(doors, { panels: [], work: [], search: [], words: {} })], {
      identities: {
        actorOf: async () => officer('O-32', ['continuity.see']),
        actorOfToken: async () => undefined,
      },
    })
    const browser = new Browser(app)
    await browser.signInAs('staff', 'O-32')
    const theirs = (await browser.get(`/providers/${BANDED}/known-people`)).body
    const row = theirs.split('Arranged by the council for people who pay')[1] ?? ''
    assert.match(row, new RegExp(`/packages/${packageRef}/self-funder[^]*P-1005[^]*30 November 2026[^]*7\\.0`))
    assert.doesNotMatch(
      (await browser.get(`/providers/${BALANCED}/known-people`)).body,
      /P-1005|Arranged by the council/,
    )
    got(await endArrangement(shell, BROKER, { packageRef, endDay: '2026-11-30', reason: 'She changed her mind' }))
    clock.now = Temporal.Instant.from('2026-12-01T12:00:00Z')
    assert.doesNotMatch((await browser.get(`/providers/${BANDED}/known-people`)).body, /P-1005/)
  })

  it('is listed for their own provider alone', async () => {
    await arranged()
    const failing = { organisationRef: BALANCED, cause: 'business_failure', lastDay: null, ...HEARD } as const
    const { exitRef } = got(await beginExit(shell, DUTY, failing))
    got(await listEverybody(shell, DUTY, exitRef))
    const { people } = await shell.read(me, (tx) => listAffected(tx, { exitRef, limit: 100 }))
    assert.deepEqual(
      people.map(({ personRef, pays }) => [personRef, pays]),
      [['P-1005', 'council']],
    )
  })
})
