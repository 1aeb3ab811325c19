import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addDays, dayOf } from '#src/base/day.ts'
import { ok } from '#src/base/result.ts'
import {
  chooseOffer,
  closeOffers,
  giveOffer,
  listInvitations,
  requestPackage,
  sendPackage,
} from '#src/brokerage/index.ts'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import { listeners as brokerageListeners } from '#src/brokerage/listeners.ts'
import { listOffers } from '#src/brokerage/offers/offer.store.ts'
import { routes } from '#src/brokerage/routes.ts'
import { ranking } from '#src/brokerage/sign-off/sign-off-commands.ts'
import {
  chosenPackage,
  got,
  offerOf,
  officerOf,
  PATTERN,
  provider,
  refusal,
  seedSmallCouncil,
  signAll,
  wholeOffer,
} from '#src/brokerage/small-council.test.ts'
import { words } from '#src/brokerage/words.ts'
import type { Actor } from '#src/platform/actor.ts'
import { rows, sql } from '#src/platform/database.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import { listeners as visitListeners } from '#src/visits/listeners.ts'
import { enterByHand } from '#src/visits/call-log/by-hand-commands.ts'
import { countDuePeople, countEverybody } from '#src/visits/measures/measure-commands.ts'
import { tellRounds } from '#src/visits/measures/tell-rounds-commands.ts'
import { system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

const me = system()

describe('what visits tells of those who offer', () => {
  const { shell, clock } = useDatabase({
    seed: seedSmallCouncil,
    listeners: [...brokerageListeners, ...visitListeners],
  })
  const state = (weights: object) =>
    shell.command(me, 'state-weights', async (tx) => {
      await rows(
        tx,
        sql`update contracts.framework set weights = ${JSON.stringify(weights)}::jsonb where council_id = ${tx.council}`,
      )
      tx.record({ type: 'test.weights-stated', about: [], data: {} })
      return ok(undefined)
    })
  const roundsKept = () =>
    shell.read(me, (tx) =>
      rows(
        tx,
        sql<{ round: string }>`select organisation_ref || ' ' || outward_code || ' ' || part || ' ' || visits as round
          from brokerage.rounds where council_id = ${tx.council} order by 1`,
      ).then((found) => found.map(({ round }) => round)),
    )
  const come = async (packageRef: string, day: string, workerRef: string) =>
    got(
      await enterByHand(shell, officerOf('O-1'), {
        visitRef: `${packageRef}-${day.replaceAll('-', '')}-1`,
        workerRef,
        in: Temporal.Instant.from(`${day}T08:00:00Z`).epochMilliseconds * 1000,
        out: Temporal.Instant.from(`${day}T08:45:00Z`).epochMilliseconds * 1000,
        reasonCode: 'no_signal',
      }),
    )
  /** Wye Valley Carers look after Margaret Hughes; a fortnight of its mornings is logged by four workers. */
  async function month(): Promise<string> {
    const packageRef = await chosenPackage(shell)
    await signAll(shell, packageRef)
    clock.now = Temporal.Instant.from('2026-12-14T03:00:00Z')
    for (let at = 0; at < 14; at++)
      await come(packageRef, addDays('2026-11-30', at), ['W-1', 'W-2', 'W-3', 'W-1', 'W-4'][at % 5] ?? '')
    return packageRef
  }
  const WEIGHTS = { price: 50, quality: 10, completeness: 10, start: 0, travel: 10, known: 10, wishes: 10 }
  /** The person's care is asked for anew: a change of it. */
  async function sent(): Promise<string> {
    const { packageRef } = got(
      await requestPackage(shell, officerOf('O-2'), {
        ...{
          personRef: 'P-1001',
          service: 'home_care',
          pattern: PATTERN,
          outcomes: ['nutrition'],
          startBy: '2026-12-15',
        },
        skills: ['Welsh speaker'],
      }),
    )
    got(await sendPackage(shell, officerOf('O-1'), packageRef))
    return packageRef
  }
  const rankedOf = (packageRef: string) =>
    shell.read(me, async (tx) => {
      const pkg = await findPackage(tx, packageRef)
      assert.ok(pkg)
      return ranking(pkg, await listInvitations(tx, packageRef), await listOffers(tx, packageRef), dayOf(tx.now))
    })

  it('rounds are told by provider, outward code and part of the day, and again only when they change', async () => {
    const packageRef = await month()
    assert.equal(await tellRounds(shell, me), 1)
    assert.deepEqual(await roundsKept(), ['1-101 HR6 morning 7', '1-101 HR6 tea 5'])
    assert.equal(await tellRounds(shell, me), 0, 'nothing is new')
    await shell.command(me, 'end', async (tx) => {
      await rows(tx, sql`update visits.plan set end_day = '2026-12-10' where package_ref = ${packageRef}`)
      tx.record({ type: 'test.ended', about: [], data: {} })
      return ok(undefined)
    })
    assert.equal(await tellRounds(shell, me), 1)
    assert.deepEqual(await roundsKept(), [])
  })

  it('only people whose log came are counted again by day', async () => {
    await month()
    assert.equal(await countDuePeople(shell, me), 0, 'one visit by hand waits for the night')
    await shell.command(me, 'seated', async (tx) => {
      const [chunk] = await rows(tx, sql<{ chunk: string }>`select max(chunk) as chunk from visits.call_log`)
      const chunks = [chunk?.chunk ?? '']
      const people = { afterPerson: '', throughPerson: 'P-9' }
      tx.record({ type: 'visits.log-seated', about: [], data: { chunks, rows: 1, people: 1, visits: 1, ...people } })
      return ok(undefined)
    })
    assert.equal(await countDuePeople(shell, me), 1)
    assert.equal(await countDuePeople(shell, me), 0)
  })

  it('an offer is ranked by it where the contract states the weights, with sentences on the page of the choice', async () => {
    await month()
    await tellRounds(shell, me)
    await countEverybody(shell, me)
    got(await state(WEIGHTS))
    const packageRef = await sent()
    for (const ref of ['1-101', '1-102'])
      got(await giveOffer(shell, provider(ref), { ...wholeOffer(packageRef), startDay: '2026-12-15' }))
    const ranked = await rankedOf(packageRef)
    const of = (ref: string) =>
      ranked
        .find(({ offer }) => offer.organisationRef === ref)
        ?.components.slice(4)
        .map(({ tenths, most, sentence }) => `${tenths}/${most} ${sentence}`)
    // Mornings 7 times 7 and tea 5 times 5, of 12 times 20: 31 of 100. Twelve of 14 visits by three, and half of a month: 43 of 100.
    assert.deepEqual(of('1-101'), [
      '31/10 12 visits a week near the person at these times now: 31 of 100, for 20 and more count in full.',
      '43/10 Came to the person: 14 visits in the 28 days before, 12 by the three workers who came most.',
      '100/10 There are no wishes.',
    ])
    assert.deepEqual(of('1-102'), [
      '0/10 No visits near the person at these times now.',
      '0/10 Did not come to the person in the 28 days before.',
      '100/10 There are no wishes.',
    ])
    assert.equal(ranked[0]?.offer.organisationRef, '1-101', 'though the other is cheaper')
    clock.now = clock.now.add({ hours: 25 })
    got(await closeOffers(shell, officerOf('O-1'), packageRef))
    const server = serverFor(shell, [(doors: Doors) => routes(doors, { panels: [], work: [], search: [], words })], {
      identities: {
        actorOf: async ({ identity }: { identity: string }): Promise<Actor> =>
          identity.startsWith('1-') ? provider(identity) : officerOf(identity),
        actorOfToken: async () => undefined,
      },
    })
    const browser = new Browser(await server)
    await browser.signInAs('staff', 'O-1')
    const { body } = await browser.get(`/packages/${packageRef}/choose-offer`)
    for (const said of ['Present rounds', 'Known workers', 'Wishes', '12 visits a week near the person', '4.3 of 10'])
      assert.ok(body.includes(said), said)
    const other = { packageRef, offerRef: await offerOf(shell, packageRef, '1-102') }
    assert.equal(refusal(await chooseOffer(shell, officerOf('O-1'), other)), 'against the ranking needs a reason')
  })

  it('nothing of it is kept with an invitation whose contract does not weigh it', async () => {
    await month()
    await tellRounds(shell, me)
    await countEverybody(shell, me)
    const packageRef = await sent()
    const invitations = await shell.read(me, (tx) => listInvitations(tx, packageRef))
    assert.ok(invitations.every(({ told }) => told === undefined))
  })
})
