/** Two at once, on PostgreSQL: the embedded database has one connection and cannot show a race. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ok } from '#src/base/result.ts'
import { findPackage, listSignatures } from '#src/brokerage/packages/care-package.store.ts'
import { closeOffers } from '#src/brokerage/packages/package-commands.ts'
import { requestPackage } from '#src/brokerage/requests/request-commands.ts'
import { listeners } from '#src/brokerage/listeners.ts'
import { hearTakenBack } from '#src/brokerage/offers/fallen-offer-commands.ts'
import { giveOffer, takeOfferBack } from '#src/brokerage/offers/offer-commands.ts'
import { listInvitations, listOffers } from '#src/brokerage/offers/offer.store.ts'
import { placeOverCeiling } from '#src/brokerage/sign-off/place-commands.ts'
import { chooseOffer, signStep } from '#src/brokerage/sign-off/sign-off-commands.ts'
import {
  chosenPackage,
  got,
  officerOf,
  offerOf,
  PATTERN,
  provider,
  refusal,
  seedSmallCouncil,
  sentPackage,
  setCeiling,
  SIGNERS,
  signAll,
  wholeOffer,
} from '#src/brokerage/small-council.test.ts'
import { makePlan } from '#src/brokerage/waiting-list/make-plan.job.ts'
import { acceptProposal, askForPlan } from '#src/brokerage/waiting-list/plan-commands.ts'
import { listContractsOf, listDrawDownsOfPackage } from '#src/contracts/index.ts'
import { addPerson } from '#src/people/index.ts'
import { verifyAudit } from '#src/platform/audit.ts'
import { createShell, type Shell } from '#src/platform/command.ts'
import { createDatabase } from '#src/platform/database.ts'
import { type Engine, openPostgres } from '#src/platform/engine.ts'
import { tellCapacity } from '#src/providers/index.ts'
import { COUNCIL, migratedDatabase, NOON, system } from '#test/support/database.ts'
import { type PrivatePostgres, startPostgres } from '#test/support/postgres.ts'

const TRIES = 8

describe('two at once', () => {
  let postgres: PrivatePostgres
  let engine: Engine
  let shell: Shell
  let people = 2

  before(async () => {
    postgres = await startPostgres()
    engine = openPostgres(await migratedDatabase(postgres.url), { connections: 10 })
    shell = createShell(createDatabase(engine), listeners, () => NOON)
    await seedSmallCouncil({ shell })
  })
  after(async () => {
    await engine?.close()
    await postgres?.stop()
  })

  const stored = (ref: string) => shell.read(system(), (tx) => findPackage(tx, ref))
  const drawn = (ref: string) => shell.read(system(), (tx) => listDrawDownsOfPackage(tx, ref))
  const newPerson = async (): Promise<string> => {
    const details = {
      ...{
        givenName: 'Person',
        familyName: `Number ${++people}`,
        birthDay: '1940-01-01',
        addressLines: ['4 Mill Lane'],
      },
      ...{ postcode: 'HR6 8AB', zone: 'rural', language: 'English', interpreter: false },
    }
    return got(await addPerson(shell, system(), { details })).personRef
  }

  it('one person’s care asked for by two ends with one package', async () => {
    for (let time = 0; time < TRIES; time++) {
      const personRef = await newPerson()
      const ask = (ref: string) => requestPackage(shell, officerOf(ref), { personRef, service: 'home_care' })
      const answers = await Promise.all([ask('O-1'), ask('O-2'), ask('O-7')])
      assert.equal(answers.filter(({ ok: asked }) => asked).length, 1)
      assert.deepEqual(
        answers.flatMap((one) => refusal(one)?.why ?? []),
        ['already open', 'already open'],
      )
    }
  })

  it('one step signed by two officers is signed once; the last two steps place once', async () => {
    for (let time = 0; time < TRIES; time++) {
      const packageRef = await chosenPackage(shell, await newPerson())
      const twice = await Promise.all(
        ['O-3', 'O-3'].map((ref) => signStep(shell, officerOf(ref), { packageRef, step: 2 })),
      )
      assert.equal(twice.filter(({ ok: signed }) => signed).length, 1)
      const rest = await Promise.all(
        SIGNERS.map((ref, at) => ({ ref, step: at + 1 }))
          .filter(({ step }) => step !== 2)
          .map(({ ref, step }) => signStep(shell, officerOf(ref), { packageRef, step })),
      )
      assert.ok(rest.every(({ ok: signed }) => signed))
      const pkg = await stored(packageRef)
      assert.equal(pkg?.status, 'placed')
      assert.equal((await drawn(packageRef)).length, 1)
      const signatures = await shell.read(system(), (tx) => (pkg ? listSignatures(tx, pkg) : Promise.resolve([])))
      assert.equal(new Set(signatures.map(({ decidedBy }) => decidedBy)).size, 5)
    }
  })

  it('an offer taken back while the last signature is given is placed, or is gone, and never both', async () => {
    for (let time = 0; time < TRIES; time++) {
      const packageRef = await chosenPackage(shell, await newPerson())
      for (const [at, ref] of SIGNERS.slice(0, -1).entries())
        got(await signStep(shell, officerOf(ref), { packageRef, step: at + 1 }))
      const back = { packageRef, reason: 'Two workers left' }
      const [signed, taken] = await Promise.all([
        signStep(shell, officerOf('O-6'), { packageRef, step: SIGNERS.length }),
        takeOfferBack(shell, provider('1-101'), back),
      ])
      assert.ok(signed.ok)
      const offer = (await shell.read(system(), (tx) => listOffers(tx, packageRef))).find(
        ({ organisationRef }) => organisationRef === '1-101',
      )
      const placed = (await stored(packageRef))?.status
      assert.deepEqual(
        [placed, offer?.status, (await drawn(packageRef)).length],
        taken.ok ? ['blocked', 'withdrawn', 0] : ['placed', 'made', 1],
      )
      if (taken.ok) assert.equal(got(await hearTakenBack(shell, system(), packageRef)).status, 'offers_in')
      else assert.equal(refusal(taken), 'placed already')
    }
  })

  it('one package chosen by two brokers, for two providers, ends with one choice', async () => {
    for (let time = 0; time < TRIES; time++) {
      const packageRef = await sentPackage(shell, await newPerson())
      for (const ref of ['1-101', '1-102', '1-103']) got(await giveOffer(shell, provider(ref), wholeOffer(packageRef)))
      got(await closeOffers(shell, officerOf('O-1'), packageRef))
      const first = { packageRef, offerRef: await offerOf(shell, packageRef, '1-101') }
      const third = { packageRef, offerRef: await offerOf(shell, packageRef, '1-102'), code: 'skills', words: 'Welsh' }
      const answers = await Promise.all([
        chooseOffer(shell, officerOf('O-1'), first),
        chooseOffer(shell, officerOf('O-3'), third),
      ])
      assert.equal(answers.filter(({ ok: chosen }) => chosen).length, 1)
      assert.equal((await stored(packageRef))?.round, 1)
    }
  })

  it('one proposal of a joint plan accepted by two brokers asks its provider once', async () => {
    const cells = (['morning', 'tea'] as const).map((part) => ({ zone: 'rural', part, weeklyMinutes: 9_000 }))
    got(await tellCapacity(shell, provider('1-101'), { organisationRef: '1-101', cells, by: 'page' }))
    for (let time = 0; time < 3; time++) {
      const asked = { service: 'home_care', pattern: PATTERN, outcomes: ['nutrition'], startBy: '2026-11-30' }
      const { packageRef } = got(
        await requestPackage(shell, officerOf('O-2'), { personRef: await newPerson(), ...asked }),
      )
      const { planRef } = got(await askForPlan(shell, officerOf('O-1'), { withStale: false }))
      assert.ok(await makePlan(shell, system(), planRef))
      const accept = (ref: string) => acceptProposal(shell, officerOf(ref), { planRef, packageRef })
      const answers = await Promise.all([accept('O-1'), accept('O-3')])
      assert.deepEqual(
        answers.flatMap((one) => refusal(one) ?? []),
        ['accepted already'],
      )
      assert.equal((await shell.read(system(), (tx) => listInvitations(tx, packageRef))).length, 1)
    }
  })

  it('an offer made while the window is closed early counts, or is refused, and never in between', async () => {
    for (let time = 0; time < TRIES; time++) {
      const packageRef = await sentPackage(shell, await newPerson())
      for (const ref of ['1-101', '1-102', '1-103']) got(await giveOffer(shell, provider(ref), wholeOffer(packageRef)))
      const [changed, closed] = await Promise.all([
        giveOffer(shell, provider('1-101'), { ...wholeOffer(packageRef), note: 'Changed' }),
        closeOffers(shell, officerOf('O-1'), packageRef),
      ])
      assert.ok(closed.ok)
      const offers = await shell.read(system(), (tx) => listOffers(tx, packageRef))
      const note = offers.find(({ organisationRef }) => organisationRef === '1-101')?.note
      assert.equal(note, changed.ok ? 'Changed' : '')
    }
  })

  it('an offer begun before the window closed and saved after the choice is not placed as if it were the one chosen', async () => {
    const outcomes = new Set<string>()
    for (let time = 0; time < TRIES; time++) {
      const packageRef = await sentPackage(shell, await newPerson())
      for (const ref of ['1-101', '1-102']) got(await giveOffer(shell, provider(ref), wholeOffer(packageRef)))
      const closesAt = (await stored(packageRef))?.closesAt ?? NOON
      const shellAt = (ms: number) =>
        createShell(createDatabase(engine), listeners, () => closesAt.add({ milliseconds: ms }))
      const offerRef = await offerOf(shell, packageRef, '1-101')
      const choice = { packageRef, offerRef, code: 'skills', words: 'Welsh' }
      const late = () =>
        giveOffer(shellAt(-1), provider('1-101'), { ...wholeOffer(packageRef), covers: [{ slot: 1, day: 1 }] })
      const choose = () => chooseOffer(shellAt(1), officerOf('O-1'), choice)
      // The first time one after the other, which is the worst that a race can do.
      const [chosen] = time === 0 ? [await choose(), await late()] : await Promise.all([choose(), late()])
      got(chosen)
      await signAll(shell, packageRef)
      const pkg = await stored(packageRef)
      const [offer] = (await shell.read(system(), (tx) => listOffers(tx, packageRef))).filter(
        ({ organisationRef }) => organisationRef === '1-101',
      )
      const isSame = offer?.weeklyPence === pkg?.choice?.weeklyPence
      assert.deepEqual(
        [pkg?.status, pkg?.blockedBecause],
        isSame ? ['placed', undefined] : ['blocked', 'offer changed since'],
      )
      outcomes.add(pkg?.status ?? '')
    }
    assert.ok(outcomes.has('blocked'))
  })

  it('two placements on what is left of a contract for one: one is placed, the other blocked', async () => {
    await setCeiling(shell, 0)
    const left = 18_135 * 70
    const spent = await shell.read(system(), async (tx) => {
      return (await listContractsOf(tx, '1-101'))[0]?.committedPence ?? 0
    })
    await setCeiling(shell, spent + left + 100_000)
    const refs = [await chosenPackage(shell, await newPerson()), await chosenPackage(shell, await newPerson())]
    await Promise.all(refs.map((ref) => signAll(shell, ref)))
    const statuses = await Promise.all(refs.map(async (ref) => (await stored(ref))?.status))
    assert.deepEqual(statuses.toSorted(), ['blocked', 'placed'])
    const blocked = refs[statuses.indexOf('blocked')] ?? ''
    const over = { packageRef: blocked, reason: 'No one else' }
    const twice = await Promise.all([
      placeOverCeiling(shell, officerOf('O-6'), over),
      placeOverCeiling(shell, officerOf('O-5'), over),
    ])
    assert.equal(twice.filter(({ ok: placed }) => placed).length, 1)
    assert.equal((await drawn(blocked)).length, 1)
  })

  it('the chain of the audit holds after all of it', async () => {
    got(
      await shell.command(
        system(),
        'close-the-book',
        async (tx) => (tx.record({ type: 'test.closed', about: [], data: {} }), ok(true)),
      ),
    )
    assert.equal(await verifyAudit(createDatabase(engine), COUNCIL, []), undefined)
  })
})
