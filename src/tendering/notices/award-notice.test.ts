import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { beginStandstillOf, decideAwardOf, excludeWinner } from '#src/tendering/awards/award-commands.ts'
import { sendSummaries } from '#src/tendering/awards/summary-commands.ts'
import { noticeListeners } from '#src/tendering/notices/listeners.ts'
import { compile } from '#src/tendering/notices/merge.ts'
import { listNotices, listReleases } from '#src/tendering/notices/notice.store.ts'
import type { Award } from '#src/tendering/notices/ocds.ts'
import { NOON, useDatabase } from '#test/support/database.ts'
import {
  BIDDERS,
  CONNIE,
  councilThatTenders,
  HELEN,
  rankedTender,
  workedSpec,
} from '#test/support/evaluated-tenders.ts'
import { got } from '#test/support/pay-runs.ts'

const tenderRef = 'TD-1'
const CLOSES = NOON.add({ hours: 24 })

describe('the award notice of a tender that was evaluated', () => {
  const harness = useDatabase({ listeners: noticeListeners, seed: ({ shell }) => councilThatTenders(shell) })
  const { shell, clock } = harness

  it('is due with the decision, goes out with the standstill, and is told anew when a winner is excluded', async () => {
    const spec = workedSpec(CLOSES, { standstill: 'mandatory', regime: 'pa23' })
    await rankedTender(harness, { spec })
    const decision = {
      tenderRef,
      authority: 'cabinet' as const,
      reference: 'Minute 14',
      limitPence: null,
      reason: 'Best',
    }
    got(await decideAwardOf(shell, HELEN, decision))
    const notices = async () =>
      (await shell.read(CONNIE, (tx) => listNotices(tx, { code: 'UK6' }, { offset: 0, limit: 9 }, '2026-12-21')))
        .notices
    assert.deepEqual(
      (await notices()).map(({ status }) => status),
      ['due'],
    )
    got(await sendSummaries(shell, CONNIE, tenderRef))
    clock.now = Temporal.Instant.from('2026-12-21T12:00:00Z')
    got(await beginStandstillOf(shell, CONNIE, { tenderRef, byPost: false }))
    assert.deepEqual(
      (await notices()).map(({ status }) => status),
      ['published'],
    )
    const releases = async () =>
      (await shell.read(CONNIE, (tx) => listReleases(tx, undefined, 9))).map(({ release }) => release)
    const [first] = await releases()
    assert.equal(first?.tender?.numberOfTenderers, 3)
    const [award] = first?.awards ?? []
    assert.deepEqual(
      [first?.tag, award?.suppliers?.map(({ name }) => name), award?.standstillPeriod?.endDate],
      [['award'], ['Cedar Support'], '2027-01-04T23:59:59Z'],
    )
    // No price of anybody is published: what the lot was estimated at is.
    assert.equal(award?.value?.amount, (spec.lots[0]?.estimatedPence ?? 0) / 100)
    const excluded = {
      ...{ tenderRef, organisationRef: BIDDERS.C.ref, ground: 'mandatory' as const, evidence: 'On the debarment list' },
      ...{ debarmentDay: '2026-12-21', selfCleaning: 'Asked; nothing offered', continues: true, exclude: true },
    }
    got(await excludeWinner(shell, HELEN, excluded))
    assert.deepEqual(
      (await notices()).map(({ status }) => status),
      ['due', 'published'],
    )
    got(await sendSummaries(shell, CONNIE, tenderRef))
    clock.now = Temporal.Instant.from('2026-12-22T12:00:00Z')
    got(await beginStandstillOf(shell, CONNIE, { tenderRef, byPost: false }))
    const all = await releases()
    assert.deepEqual(all.at(-1)?.tag, ['awardUpdate'])
    const awards = compile(all)['awards'] as Award[]
    assert.deepEqual(
      awards.map(({ id, status, suppliers }) => [id, status, suppliers?.map(({ name }) => name)]),
      [
        [award?.id, 'cancelled', ['Cedar Support']],
        [`${award?.id}-2`, 'pending', ['Birch Homecare']],
      ],
    )
  })
})
