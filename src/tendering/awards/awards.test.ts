import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Award } from '#src/tendering/awards/award.ts'
import { finishAward } from '#src/tendering/awards/award.ts'
import {
  beginStandstillOf,
  decideAwardOf,
  endChallengeOf,
  excludeWinner,
  finishAwardOf,
  notifyChallenge,
} from '#src/tendering/awards/award-commands.ts'
import { findAward, listAwardedLots, listLotsWithoutContract, noteContract } from '#src/tendering/awards/award.store.ts'
import { frameworksToReopen, shareInWords } from '#src/tendering/awards/placed-share.ts'
import { notePlacedShare } from '#src/tendering/awards/placed-share.store.ts'
import { tenderWork } from '#src/tendering/tender-work.store.ts'
import { sendSummaries } from '#src/tendering/awards/summary-commands.ts'
import { findSummary } from '#src/tendering/awards/summary.store.ts'
import { standstillFrom } from '#src/tendering/regime/standstill.ts'
import { findTender } from '#src/tendering/tenders/tender.store.ts'
import { listMails } from '#src/platform/sign-in/mail.ts'
import { NOON, officer, providerUser, useDatabase } from '#test/support/database.ts'
import {
  BIDDERS,
  CONNIE,
  councilThatTenders,
  HELEN,
  QUINN,
  rankedTender,
  workedSpec,
} from '#test/support/evaluated-tenders.ts'
import { got, inCommand, refusal } from '#test/support/pay-runs.ts'

const CLOSES = NOON.add({ hours: 24 })
const decision = {
  tenderRef: 'TD-1',
  authority: 'delegated' as const,
  reference: 'Scheme of delegation, D-14',
  limitPence: 150_000_000,
  reason: 'The most advantageous tender',
}
const tenderRef = 'TD-1'

describe('an award', () => {
  const harness = useDatabase({ seed: ({ shell }) => councilThatTenders(shell) })
  const { shell, clock } = harness
  const award = async (): Promise<Award> => {
    const found = await shell.read(officer(), (tx) => findAward(tx, tenderRef))
    assert.ok(found)
    return found
  }
  const status = () => shell.read(officer(), async (tx) => (await findTender(tx, tenderRef))?.status)

  /** Decided, told, and standing still since noon of a day. */
  async function standingStill(standstill: 'mandatory' | 'voluntary', day = '2026-12-21'): Promise<void> {
    const regime = standstill === 'mandatory' ? 'pa23' : 'pa23_light_touch'
    await rankedTender(harness, { spec: workedSpec(CLOSES, { standstill, regime }) })
    got(await decideAwardOf(shell, HELEN, decision))
    got(await sendSummaries(shell, CONNIE, tenderRef))
    clock.now = Temporal.Instant.from(`${day}T12:00:00Z`)
    got(await beginStandstillOf(shell, CONNIE, { tenderRef, byPost: false }))
  }

  test('is decided by somebody who neither manages nor assesses, within the limit of the delegation', async () => {
    await rankedTender(harness)
    assert.equal(refusal(await decideAwardOf(shell, CONNIE, decision)), 'manages the tender')
    assert.equal(refusal(await decideAwardOf(shell, QUINN, decision)), 'assessed the tender')
    assert.equal(refusal(await decideAwardOf(shell, HELEN, { ...decision, limitPence: null })), 'no limit')
    assert.equal(refusal(await decideAwardOf(shell, HELEN, { ...decision, limitPence: 100 })), 'beyond the limit')
    assert.equal(refusal(await decideAwardOf(shell, HELEN, { ...decision, reference: ' ' })), 'no reference')
    assert.equal(refusal(await decideAwardOf(shell, HELEN, { ...decision, reason: '' })), 'no reason')
    got(await decideAwardOf(shell, HELEN, decision))
    assert.equal(refusal(await decideAwardOf(shell, HELEN, decision)), 'decided already')
    assert.equal(await status(), 'decided')
    const lots = await shell.read(officer(), (tx) => listAwardedLots(tx, tenderRef))
    assert.deepEqual(
      lots.map(({ lot, organisationName, rank, priceTotalPence, lines }) => [
        lot,
        organisationName,
        rank,
        priceTotalPence,
        lines,
      ]),
      [['L1', 'Cedar Support', 1, 2240, [{ key: 'P1', pence: 2240 }]]],
    )
  })

  test('every bidder has its summary before the standstill: its marks, the winner’s marks and name, no price of another', async () => {
    await rankedTender(harness)
    got(await decideAwardOf(shell, HELEN, decision))
    assert.equal(refusal(await beginStandstillOf(shell, CONNIE, { tenderRef, byPost: false })), 'summaries not sent')
    assert.equal(got(await sendSummaries(shell, CONNIE, tenderRef)), 3)
    assert.equal(refusal(await sendSummaries(shell, CONNIE, tenderRef)), 'sent already')
    const own = (bidder: 'A' | 'B', of: 'A' | 'B' = bidder) =>
      shell.read(providerUser(BIDDERS[bidder].ref), (tx) =>
        findSummary(tx, tenderRef, { organisationRef: BIDDERS[of].ref }),
      )
    const summary = (await own('A'))?.summary
    assert.equal(await own('A', 'B'), undefined)
    const [lot] = summary?.lots ?? []
    assert.deepEqual(
      [summary?.organisationName, lot?.result, lot?.own?.rank, lot?.own?.total, lot?.winner?.name, lot?.winner?.total],
      ['Amber Care', 'not won', 3, '79.00', 'Cedar Support', '89.82'],
    )
    assert.deepEqual(lot?.winner?.lines[0], { key: 'Q1', mark: '5', marks: '20.00', reason: 'Agreed for C' })
    assert.doesNotMatch(JSON.stringify(lot?.winner), /22\.40|2240/)
    const mails = await shell.read(officer(), (tx) => listMails(tx, 10))
    assert.deepEqual(mails.map(({ to, template }) => `${template} ${to}`).sort(), [
      'tender-outcome a@care.example',
      'tender-outcome b@care.example',
      'tender-outcome c@care.example',
    ])
  })

  test('nothing is signed inside a mandatory standstill (A13), whatever the reason', async () => {
    await standingStill('mandatory')
    assert.equal((await award()).lastDay, '2027-01-04')
    const finish = () => finishAwardOf(shell, CONNIE, { tenderRef, earlyReason: 'Care must start' })
    assert.equal(refusal(await finish()), 'inside a mandatory standstill')
    clock.now = Temporal.Instant.from('2027-01-04T23:59:59Z')
    assert.equal(refusal(await finish()), 'inside a mandatory standstill')
    clock.now = Temporal.Instant.from('2027-01-05T00:00:00Z')
    got(await finish())
    assert.equal(await status(), 'awarded')
    assert.equal(refusal(await finish()), 'awarded already')
  })

  test('inside a voluntary standstill only for a named officer’s reason', async () => {
    await standingStill('voluntary')
    assert.equal(
      refusal(await finishAwardOf(shell, CONNIE, { tenderRef, earlyReason: ' ' })),
      'inside a voluntary standstill',
    )
    got(await finishAwardOf(shell, CONNIE, { tenderRef, earlyReason: 'The old provider hands back on Friday' }))
    const { earlyReason, awardedByName, status: state } = await award()
    assert.deepEqual(
      [earlyReason, awardedByName, state],
      ['The old provider hands back on Friday', CONNIE.name, 'awarded'],
    )
  })

  test('a challenge in the standstill suspends, and what suspends ends before anything is signed', async () => {
    await standingStill('mandatory')
    got(await notifyChallenge(shell, CONNIE, { tenderRef, by: 'Amber Care', words: 'Question 2 was misread' }))
    clock.now = Temporal.Instant.from('2027-02-01T12:00:00Z')
    const finish = () => finishAwardOf(shell, CONNIE, { tenderRef, earlyReason: '' })
    assert.equal(refusal(await finish()), 'suspended by a challenge')
    assert.equal(refusal(await endChallengeOf(shell, CONNIE, { tenderRef, words: '' })), 'no words')
    got(await endChallengeOf(shell, CONNIE, { tenderRef, words: 'Withdrawn on 20 January' }))
    got(await finish())
  })

  test('a challenge after the standstill suspends nothing by itself', async () => {
    await standingStill('mandatory')
    clock.now = Temporal.Instant.from('2027-01-05T12:00:00Z')
    assert.equal(
      refusal(await notifyChallenge(shell, CONNIE, { tenderRef, by: 'Amber Care', words: 'Late' })),
      'no standstill runs',
    )
  })

  test('an exclusion found after the award: the next in rank stands in, summaries and standstill anew', async () => {
    await standingStill('mandatory')
    const found = {
      ...{ tenderRef, organisationRef: BIDDERS.C.ref, ground: 'mandatory' as const, evidence: 'On the debarment list' },
      ...{ debarmentDay: '2026-12-21', selfCleaning: 'Asked; nothing offered', continues: true, exclude: true },
    }
    got(await excludeWinner(shell, HELEN, found))
    const changed = await award()
    assert.deepEqual(
      changed.lots.map(({ organisationName, setAside, rank }) => [organisationName, setAside, rank]),
      [
        ['Birch Homecare', null, 1],
        ['Cedar Support', 'On the debarment list', 1],
      ],
    )
    assert.deepEqual([changed.status, changed.signFrom, await status()], ['decided', null, 'decided'])
    assert.equal(refusal(await finishAwardOf(shell, CONNIE, { tenderRef, earlyReason: '' })), 'summaries not sent')
    got(await sendSummaries(shell, CONNIE, tenderRef))
    got(await beginStandstillOf(shell, CONNIE, { tenderRef, byPost: false }))
    const again = await shell.read(officer(), (tx) => findSummary(tx, tenderRef, { organisationRef: BIDDERS.C.ref }))
    assert.deepEqual([again?.edition, again?.summary.lots[0]?.why], [2, ['excluded, on a mandatory ground']])
    assert.equal(again?.summary.lots[0]?.winner?.name, 'Birch Homecare')
  })

  test('a finished award waits for contracts, each noted once', async () => {
    await standingStill('voluntary')
    const waiting = () => shell.read(officer(), (tx) => listLotsWithoutContract(tx))
    assert.deepEqual(await waiting(), [])
    got(await finishAwardOf(shell, CONNIE, { tenderRef, earlyReason: 'Handed back' }))
    const [lot] = await waiting()
    assert.ok(lot)
    const { awardRef, organisationRef } = lot
    const noted: boolean[] = []
    await inCommand(shell, async (tx) => {
      for (const contractRef of ['CT-1', 'CT-2'])
        noted.push(await noteContract(tx, { awardRef, lot: lot.lot, organisationRef, contractRef }))
    })
    assert.deepEqual(noted, [true, false])
    assert.deepEqual(await waiting(), [])
  })
})

describe('a standstill under the regulations of 2015', () => {
  test('is ten days from the decision, fifteen by post', () => {
    assert.equal(standstillFrom('pcr15', '2026-11-23', new Set()).lastDay, '2026-12-03')
    assert.equal(standstillFrom('pcr15', '2026-11-23', new Set(), true).lastDay, '2026-12-08')
  })

  test('without a standstill a finished award needs nothing more than its summaries', () => {
    const none = {
      status: 'decided',
      standstill: 'none',
      signFrom: null,
      summariesSentAt: NOON,
      lots: [{ setAside: null }],
    }
    assert.ok(finishAward(none as unknown as Award, '2026-11-22', '').ok)
  })
})

describe('the share of packages that a framework places', () => {
  const harness = useDatabase({ seed: ({ shell }) => councilThatTenders(shell) })
  const { shell, clock } = harness

  test('counts what it might have taken since its first day, and who took it; below the council’s share it is work', async () => {
    await rankedTender(harness)
    got(await decideAwardOf(shell, HELEN, decision))
    got(await sendSummaries(shell, CONNIE, tenderRef))
    got(await finishAwardOf(shell, CONNIE, { tenderRef, earlyReason: 'Handed back' }))
    const note = (day: string, contractRef: string, zone = 'L1') =>
      inCommand(shell, (tx) => notePlacedShare(tx, { service: 'home_care', zone, contractRef, day }))
    await inCommand(shell, async (tx) => {
      const [lot] = await listLotsWithoutContract(tx)
      assert.ok(lot)
      await noteContract(tx, { ...lot, contractRef: 'CT-1' })
    })
    await note('2027-03-31', 'CT-1')
    for (const contractRef of ['CT-1', 'CT-9', 'CT-9', 'CT-1', 'CT-9']) await note('2027-05-03', contractRef)
    await note('2027-05-03', 'CT-9', 'elsewhere')
    clock.now = Temporal.Instant.from('2027-05-31T12:00:00Z')
    const { shares } = await shell.read(officer(), (tx) => tenderWork(tx, 'O-1'))
    assert.deepEqual(
      shares.map(({ packages, placed }) => [packages, placed]),
      [[5, 2]],
    )
    const due = (leastPercent: number, fewestPackages: number) =>
      frameworksToReopen(shares, { leastPercent, fewestPackages, months: 6 }).map(shareInWords)
    assert.deepEqual([due(60, 5), due(60, 6), due(40, 5)], [['2 of 5 packages, 40%'], [], []])
  })
})
