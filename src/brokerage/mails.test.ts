import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { closeWindows, remindOfSignatures } from '#src/brokerage/offers-and-signatures.job.ts'
import { placeNow } from '#src/brokerage/emergency/place-now-commands.ts'
import { listeners } from '#src/brokerage/listeners.ts'
import { mails } from '#src/brokerage/mails.ts'
import { decline, giveOffer } from '#src/brokerage/offers/offer-commands.ts'
import { changeCare, decideCareChange } from '#src/brokerage/after/after-commands.ts'
import { closeOffers, endCare, sendPackage } from '#src/brokerage/packages/package-commands.ts'
import { requestPackage } from '#src/brokerage/requests/request-commands.ts'
import { chooseOffer, handStepOver, refuseStep, signStep } from '#src/brokerage/sign-off/sign-off-commands.ts'
import {
  chosenPackage,
  got,
  offerOf,
  officerOf,
  PATTERN,
  provider,
  seedSmallCouncil,
  sentPackage,
  signAll,
  wholeOffer,
} from '#src/brokerage/small-council.test.ts'
import { listContractsFor, nameLead } from '#src/contracts/index.ts'
import { changePolicy, planAbsence, STANDARD } from '#src/councils/index.ts'
import { listMails } from '#src/platform/sign-in/mail.ts'
import { inviteProviderUser } from '#src/platform/sign-in/provider-users.ts'
import { officer, system, useDatabase } from '#test/support/database.ts'

const USERS = { '1-101': 'wyn@wye.example', '1-102': 'lee@ledbury.example', '1-103': 'mo@meadow.example' } as const

describe('who is told by mail', () => {
  const { shell, clock } = useDatabase({
    listeners,
    async seed(harness) {
      await seedSmallCouncil(harness)
      for (const [organisationRef, email] of Object.entries(USERS))
        got(
          await inviteProviderUser(
            harness.shell,
            officer(),
            { name: 'Pat', email, organisationRef, organisationName: organisationRef },
            { address: 'https://x.example', council: 'Wenbury' },
          ),
        )
    },
  })
  const me = system()
  const all = async () =>
    (await shell.read(me, (tx) => listMails(tx, 200))).filter(({ template }) => template !== 'provider-invitation')
  /** The mails that something writes, as `template to`, sorted; their words name no person and hold no link. */
  const writtenBy = async (work: () => Promise<unknown>) => {
    const before = new Set((await all()).map(({ ref }) => ref))
    await work()
    const written = (await all()).filter(({ ref }) => !before.has(ref))
    const letters = written.map(({ to, template, data }) => {
      const { subject, text } = mails[template]?.(data) ?? assert.fail(template)
      assert.doesNotMatch(subject + text, /undefined|Margaret|Hughes|P-1001|http|Mill Lane/)
      return { to, template, words: `${subject}\n${text}` }
    })
    return {
      letters,
      list: letters.map(({ template, to }) => `${template} ${to}`).sort(),
      words: letters.map((one) => one.words).join('\n'),
    }
  }
  it('providers are told that a package is sent to them, and until when, once however often it is asked for', async () => {
    const { packageRef } = got(
      await requestPackage(shell, officerOf('O-2'), {
        ...{ personRef: 'P-1001', service: 'home_care', pattern: PATTERN, outcomes: ['nutrition'] },
        startBy: '2026-11-30',
      }),
    )
    const options = { idempotencyKey: 'send-1', request: packageRef }
    const { list, words } = await writtenBy(async () => {
      got(await sendPackage(shell, officerOf('O-1'), packageRef, options))
      got(await sendPackage(shell, officerOf('O-1'), packageRef, options))
    })
    assert.deepEqual(list, [
      'request-sent lee@ledbury.example',
      'request-sent mo@meadow.example',
      'request-sent wyn@wye.example',
    ])
    assert.match(words, new RegExp(`request ${packageRef}. You can offer or decline until 23 November 2026`))
    assert.match(words, /Sign in to the provider portal as usual and open Offers/)
  })

  it('who was chosen is told at the placement when care begins, who was not that it goes to another, and a silent one nothing', async () => {
    const packageRef = await sentPackage(shell)
    for (const ref of ['1-101', '1-102']) got(await giveOffer(shell, provider(ref), wholeOffer(packageRef)))
    got(await decline(shell, provider('1-103'), { packageRef, code: 'no_skills', words: '' }))
    got(await closeOffers(shell, officerOf('O-1'), packageRef))
    const offerRef = await offerOf(shell, packageRef, '1-101')
    const chosen = await writtenBy(async () =>
      got(await chooseOffer(shell, officerOf('O-1'), { packageRef, offerRef })),
    )
    assert.deepEqual(
      chosen.list.filter((one) => !one.startsWith('signature-asked')),
      [],
      'a choice is the council’s own until it is signed',
    )
    const placed = await writtenBy(() => signAll(shell, packageRef))
    assert.deepEqual(placed.list, ['offer-not-chosen lee@ledbury.example', 'offer-placed wyn@wye.example'])
    assert.match(placed.words, /has taken your offer for request .*Care begins on 30 November 2026/)
    assert.match(placed.words, /it was not chosen and no longer stands/)
  })

  it('who gives care is told when it changes or ends, and when the council does not agree to less', async () => {
    const packageRef = await sentPackage(shell)
    got(await giveOffer(shell, provider('1-101'), wholeOffer(packageRef)))
    for (const ref of ['1-102', '1-103'])
      got(await decline(shell, provider(ref), { packageRef, code: 'no_skills', words: '' }))
    got(await closeOffers(shell, officerOf('O-1'), packageRef))
    const offerRef = await offerOf(shell, packageRef, '1-101')
    got(await chooseOffer(shell, officerOf('O-1'), { packageRef, offerRef }))
    await signAll(shell, packageRef)
    const less = { packageRef, fromDay: '2026-12-14', pattern: PATTERN.slice(0, 1), reason: 'Mrs Hughes manages' }
    const asked = await writtenBy(async () => got(await changeCare(shell, provider('1-101'), less)))
    assert.deepEqual(asked.list, [])
    const decided = { packageRef, number: 1, agree: false, reason: 'Ask Mrs Hughes first' }
    const no = await writtenBy(async () => got(await decideCareChange(shell, officerOf('O-7'), decided)))
    assert.deepEqual(no.list, ['proposal-declined wyn@wye.example'])
    const changed = await writtenBy(async () => got(await changeCare(shell, officerOf('O-1'), less)))
    assert.deepEqual(changed.list, ['care-changed wyn@wye.example'])
    assert.match(changed.words, new RegExp(`changes the care of ${packageRef} from 14 December 2026`))
    const over = { packageRef, endDay: '2026-12-20', reason: 'Mrs Hughes moves' }
    const ended = await writtenBy(async () => got(await endCare(shell, officerOf('O-1'), over)))
    assert.deepEqual(ended.list, ['care-ends wyn@wye.example'])
    assert.match(ended.words, /20 December 2026 is the first day without it/)
  })

  it('a refused placement is told to those who offered, that the care is no longer asked for', async () => {
    const packageRef = await chosenPackage(shell)
    const { list } = await writtenBy(async () =>
      got(await refuseStep(shell, officerOf('O-6'), { packageRef, step: 5, reason: 'Mrs Hughes goes home' })),
    )
    assert.deepEqual(
      list,
      Object.values(USERS)
        .map((to) => `request-withdrawn ${to}`)
        .sort(),
    )
  })

  it('a provider is told what a broker records in its name by telephone', async () => {
    const packageRef = await sentPackage(shell)
    const heard = { organisationRef: '1-102', saidBy: 'Lee' }
    const declined = await writtenBy(() =>
      decline(shell, officerOf('O-1'), { packageRef, code: 'price', words: '', heard }),
    )
    assert.deepEqual(declined.list, ['answer-recorded lee@ledbury.example'])
    assert.match(declined.words, /told Wenbury Council by telephone[\s\S]*you can offer again/)
  })

  it('the officers who may sign are told side by side, one mail each, and never who asked or who chose', async () => {
    const sent = await sentPackage(shell)
    for (const ref of Object.keys(USERS)) got(await giveOffer(shell, provider(ref), wholeOffer(sent)))
    got(await closeOffers(shell, officerOf('O-1'), sent))
    const input = { packageRef: sent, offerRef: await offerOf(shell, sent, '1-101') }
    const options = { idempotencyKey: 'choose-1', request: input }
    const { list, words } = await writtenBy(async () => {
      got(await chooseOffer(shell, officerOf('O-1'), input, options))
      got(await chooseOffer(shell, officerOf('O-1'), input, options))
    })
    assert.deepEqual(
      list,
      ['O-3', 'O-4', 'O-5', 'O-6', 'O-7'].map((ref) => `signature-asked ${ref}@wenbury.example`),
    )
    assert.match(words, new RegExp(`Package ${sent}, “[^”]+”; care should begin by 30 November 2026`))
  })

  it('in order only whose turn it is is told, and the next when it is signed; a delegate in place of who is away', async () => {
    got(
      await changePolicy(shell, me, {
        kind: 'sign-off',
        fromDay: '2026-11-22',
        value: { ...STANDARD['sign-off'], inOrder: true },
        reason: 'Cabinet',
      }),
    )
    got(await planAbsence(shell, me, { officerRef: 'O-3', from: '2026-11-20', to: '2026-11-30', delegateRef: 'O-5' }))
    let packageRef = ''
    const first = await writtenBy(async () => {
      packageRef = await chosenPackage(shell)
    })
    assert.deepEqual(
      first.list.filter((one) => one.startsWith('signature')),
      ['signature-asked O-7@wenbury.example'],
    )
    const second = await writtenBy(async () => got(await signStep(shell, officerOf('O-7'), { packageRef, step: 1 })))
    assert.deepEqual(second.list, ['signature-asked O-5@wenbury.example'])
    clock.now = clock.now.add({ hours: 30 })
    const reminded = await writtenBy(async () => {
      assert.equal(await remindOfSignatures(shell, me), 1)
      assert.equal(await remindOfSignatures(shell, me), 0)
    })
    assert.deepEqual(reminded.list, ['signature-reminder O-5@wenbury.example'])
    assert.match(reminded.words, /This still waits for your signature/)
  })

  it('a colleague to whom a signature is handed is told, and alone is reminded of it', async () => {
    const packageRef = await chosenPackage(shell)
    const handed = await writtenBy(async () =>
      got(await handStepOver(shell, officerOf('O-7'), { packageRef, step: 1, to: 'O-5' })),
    )
    assert.deepEqual(handed.list, ['signature-asked O-5@wenbury.example'])
    clock.now = clock.now.add({ hours: 24 })
    const { list, words } = await writtenBy(() => remindOfSignatures(shell, me))
    assert.deepEqual(
      list,
      ['O-3', 'O-4', 'O-5', 'O-6'].map((ref) => `signature-reminder ${ref}@wenbury.example`),
    )
    assert.match(words, /“[^”]+” or “[^”]+”/)
  })

  it('what is placed in an emergency is told to the signers with the time by which they sign', async () => {
    const { packageRef } = got(
      await requestPackage(shell, officerOf('O-2'), {
        ...{ personRef: 'P-1001', service: 'home_care', pattern: PATTERN, outcomes: ['nutrition'] },
        ...{ startBy: '2026-11-30', kind: 'crisis' },
      }),
    )
    got(await sendPackage(shell, officerOf('O-1'), packageRef))
    got(await giveOffer(shell, provider('1-101'), wholeOffer(packageRef)))
    const offerRef = await offerOf(shell, packageRef, '1-101')
    const { list, words } = await writtenBy(async () =>
      got(await placeNow(shell, officerOf('O-1'), { packageRef, offerRef, reason: 'Her son was taken ill' })),
    )
    assert.deepEqual(
      list.filter((one) => !one.startsWith('signature')),
      ['offer-not-chosen lee@ledbury.example', 'offer-not-chosen mo@meadow.example', 'offer-placed wyn@wye.example'],
    )
    assert.equal(list.filter((one) => one.startsWith('signature-asked')).length, 5)
    assert.match(words, /, by .* November 2026.*: care was placed in an emergency/)
  })

  it('providers of the next round are told when it opens, and not before', async () => {
    const inPlace = { service: 'home_care', zone: 'rural', on: '2026-11-30' }
    const lead = (await shell.read(me, (tx) => listContractsFor(tx, inPlace))).find(
      ({ organisationRef }) => organisationRef === '1-102',
    )
    got(await nameLead(shell, me, { contractRef: lead?.contractRef ?? '', zone: 'rural', fromDay: '2026-11-22' }))
    got(
      await changePolicy(shell, me, {
        kind: 'sending',
        fromDay: '2026-11-22',
        value: { routes: [{ of: 'any', mechanism: 'lead_first', firstRefusalHours: 8 }] },
        reason: 'Framework',
      }),
    )
    let packageRef = ''
    const first = await writtenBy(async () => {
      packageRef = await sentPackage(shell)
    })
    assert.deepEqual(first.list, ['request-sent lee@ledbury.example'])
    got(await decline(shell, provider('1-102'), { packageRef, code: 'no_skills', words: '' }))
    const next = await writtenBy(() => closeWindows(shell, me))
    assert.deepEqual(next.list, ['request-sent mo@meadow.example', 'request-sent wyn@wye.example'])
  })
})
