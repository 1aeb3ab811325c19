import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { beginStandstillOf, decideAwardOf, finishAwardOf } from '#src/tendering/awards/award-commands.ts'
import { sendSummaries } from '#src/tendering/awards/summary-commands.ts'
import { marketListeners } from '#src/tendering/markets/listeners.ts'
import { openToMembers, planMarket } from '#src/tendering/markets/market-commands.ts'
import { listMembers } from '#src/tendering/markets/member.store.ts'
import { NOON, officer, useDatabase } from '#test/support/database.ts'
import { CONNIE, councilThatTenders, HELEN, rankedTender, workedSpec } from '#test/support/evaluated-tenders.ts'
import { got } from '#test/support/pay-runs.ts'

describe('the membership of a framework', () => {
  const harness = useDatabase({ listeners: marketListeners, seed: ({ shell }) => councilThatTenders(shell) })
  const { shell } = harness
  const tenderRef = 'TD-1'

  it('comes by award: when it is finished, or when the list is opened after it', async () => {
    const spec = workedSpec(NOON.add({ hours: 24 }), { standstill: 'voluntary', regime: 'pa23_light_touch' })
    const lots = spec.lots.map(({ lot, title, zones }) => ({ lot, title, zones }))
    const list = async (title: string): Promise<string> => {
      const planned = got(
        await planMarket(shell, CONNIE, {
          ...{ kind: 'framework', title, summary: 'Home care', service: 'home_care', lots, ranking: null, tenderRef },
          conditions: [{ key: 'C1', kind: 'insurance', text: 'Public liability', evidence: true }],
          ...{ mostMembers: null, beganOn: null, endsOn: null },
        }),
      )
      got(await openToMembers(shell, CONNIE, planned.marketRef))
      return planned.marketRef
    }
    const membersOf = async (ref: string) =>
      (await shell.read(officer(), (tx) => listMembers(tx, ref))).map(({ organisationRef, lots: won }) => [
        ...[organisationRef, won.join(' ')],
      ])
    await rankedTender(harness, { spec })
    const before = await list('Before the award')
    assert.deepEqual(await membersOf(before), [])
    got(
      await decideAwardOf(shell, HELEN, {
        ...{ tenderRef, authority: 'delegated', reference: 'D-14', limitPence: 150_000_000 },
        reason: 'The most advantageous tender',
      }),
    )
    got(await sendSummaries(shell, CONNIE, tenderRef))
    got(await beginStandstillOf(shell, CONNIE, { tenderRef, byPost: false }))
    got(await finishAwardOf(shell, CONNIE, { tenderRef, earlyReason: 'The old framework ends on Friday' }))
    assert.deepEqual(await membersOf(before), [['1-103', lots[0]?.lot]])
    assert.deepEqual(await membersOf(await list('After the award')), [['1-103', lots[0]?.lot]])
  })
})
