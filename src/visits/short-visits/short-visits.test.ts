import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PatternVisit } from '#src/brokerage/index.ts'
import { listeners } from '#src/visits/index.ts'
import { measureListeners } from '#src/visits/measures/listeners.ts'
import { countDueDays } from '#src/visits/measures/measure-commands.ts'
import { agreeShortVisit } from '#src/visits/short-visits/agree-commands.ts'
import { agreementFor, faultOf, share } from '#src/visits/short-visits/short-visit.ts'
import {
  listAgreements,
  searchShort,
  sumByLength,
  sumByMonth,
  sumByProvider,
} from '#src/visits/short-visits/short-visit.store.ts'
import { officer, system, useDatabase } from '#test/support/database.ts'
import { inCommand } from '#test/support/pay-runs.ts'
import { place, planOf, slotOf } from '#test/support/visits.ts'

const addOn = (changes: Partial<PatternVisit> = {}): PatternVisit =>
  slotOf({ slot: 2, start: '09:30', minutes: 15, shortReason: 'add_on_to_make_45', ...changes })
const popIn = (start: string) => slotOf({ slot: 2, start, minutes: 15, shortReason: 'pop_in_after_larger_visit' })

describe('a short visit beside the rest of its pattern', () => {
  const cases: readonly (readonly [string, PatternVisit, string | undefined])[] = [
    ['that begins where the one before ends makes 45', addOn(), undefined],
    ['that ends where the next one begins makes 45', addOn({ start: '08:45' }), undefined],
    ['a quarter of an hour apart is still beside it', addOn({ start: '09:45' }), undefined],
    ['farther apart is not', addOn({ start: '09:46' }), 'makes no 45 minutes'],
    ['of less than makes 45 does not', addOn({ minutes: 14 }), 'makes no 45 minutes'],
    ['has to make 45 on each of its days', addOn({ days: [6, 7] }), undefined],
    ['after a longer one is a pop-in', popIn('12:00'), undefined],
    ['before the longer one is not', popIn('08:00'), 'follows no longer visit'],
    ['without a reason is a fault', slotOf({ slot: 2, minutes: 15 }), 'no reason'],
    ['for medicine stands alone', slotOf({ slot: 2, minutes: 15, shortReason: 'medication' }), undefined],
  ]
  for (const [what, visit, fault] of cases) it(what, () => assert.equal(faultOf(visit, [slotOf(), visit]), fault))

  it('makes no 45 on a day on which the other is not made', () =>
    assert.equal(faultOf(addOn(), [slotOf({ days: [1, 2, 3, 4, 5] }), addOn()]), 'makes no 45 minutes'))
})

describe('an agreement', () => {
  const agreed = { slot: 2, minutes: 15, agreedOn: '2026-11-18', agreedBy: 'Mrs Hughes' }
  it('covers visits from its day on that are as long as agreed, or longer, of its slot alone', () => {
    const covers = (slot: number, minutes: number, day: string) =>
      agreementFor({ slot, minutes }, day, [agreed]) !== undefined
    assert.deepEqual(
      [
        covers(2, 15, '2026-11-18'),
        covers(2, 20, '2026-11-18'),
        covers(2, 15, '2026-11-17'),
        covers(2, 10, '2026-11-18'),
        covers(1, 15, '2026-11-18'),
      ],
      [true, true, false, false, false],
    )
  })

  it('a share is of something, to a tenth of a percent', () =>
    assert.deepEqual([share(1, 3), share(0, 5), share(0, 0)], [33.3, 0, undefined]))
})

/** The week of the tests, Monday to Sunday; the last of them is today. */
const DAYS = ['16', '17', '18', '19', '20', '21', '22'].map((day) => `2026-11-${day}`)

describe('everyone on short visits', () => {
  const { shell } = useDatabase({ listeners: measureListeners })
  const social = officer('O-3')
  const pattern = [slotOf(), slotOf({ slot: 2, start: '12:00', minutes: 15, shortReason: 'medication' })]
  const agree = (changes: object = {}) =>
    agreeShortVisit(shell, social, {
      packageRef: 'PK-1001',
      slot: 2,
      agreedBy: 'Mrs Hughes',
      agreedOn: '2026-11-19',
      note: '',
      ...changes,
    })

  it('is found with what they agreed to, and counted by provider and month from the day of the agreement', async () => {
    await place(
      shell,
      planOf({ pattern }),
      planOf({ packageRef: 'PK-1002', personRef: 'P-1002', organisationRef: '1-102' }),
    )
    await countDueDays(shell, system(), DAYS)
    assert.ok((await agree()).ok)
    assert.deepEqual(await countDueDays(shell, system()), ['2026-11-21', '2026-11-20', '2026-11-19'])
    await countDueDays(shell, system(), DAYS.slice(-1))
    await shell.read(social, async (tx) => {
      const search = { on: '2026-11-22', minimumMinutes: 30 }
      const { calls, total, agreed, people } = await searchShort(tx, search, { offset: 0, limit: 10 })
      assert.deepEqual([total, people, agreed], [1, 1, 1])
      assert.deepEqual(
        calls.map(({ personRef, slot, agreedOn, agreedBy }) => [personRef, slot, agreedOn, agreedBy]),
        [['P-1001', 2, '2026-11-19', 'Mrs Hughes']],
      )
      assert.equal((await searchShort(tx, { ...search, agreed: false }, { offset: 0, limit: 10 })).total, 0)
      assert.deepEqual(await sumByProvider(tx, '2026-11-16', '2026-11-23', 30), [
        { organisationRef: '1-101', visits: 14, short: 7, agreed: 4 },
        { organisationRef: '1-102', visits: 7, short: 0, agreed: 0 },
      ])
      assert.deepEqual(await sumByMonth(tx, '2026-11-01', '2026-12-01', 30, '1-101'), [
        { month: '2026-11', visits: 14, short: 7, agreed: 4 },
      ])
      assert.deepEqual(await sumByLength(tx, '2026-11-16', '2026-11-23', [15, 30, 60]), [
        { upTo: 15, visits: 7 },
        { upTo: 30, visits: 14 },
      ])
    })
  })

  it('an agreement names who agreed, on a day that has been, to a visit that is short', async () => {
    await place(shell, planOf({ pattern }))
    const error = async (changes: object) => {
      const done = await agree(changes)
      return done.ok ? undefined : done.error
    }
    assert.deepEqual(
      [
        await error({ agreedBy: ' ' }),
        await error({ agreedOn: '2026-11-23' }),
        await error({ slot: 1 }),
        await error({ slot: 9 }),
        await error({ packageRef: 'PK-9' }),
      ],
      ['nobody named', 'still to come', 'not short', 'no such visit', 'no such package'],
    )
  })
})

describe('a short visit that is placed or changed', () => {
  const { shell } = useDatabase({ listeners })
  const pattern = (on: string) => [
    slotOf(),
    slotOf({
      ...{ slot: 2, start: '12:00', minutes: 15, shortReason: 'medication' },
      shortAgreed: { by: 'family', on, minutes: 15 },
    }),
  ]
  const tell = (type: 'brokerage.placed' | 'brokerage.care-changed', on: string, fromDay = '2026-11-23') =>
    inCommand(shell, async (tx) =>
      tx.record({ type, about: [], data: { ...planOf({ pattern: pattern(on) }), endDay: null, fromDay } }),
    )

  it('is agreed to from its first visit on as its package says, and anew only when it is agreed anew', async () => {
    await tell('brokerage.placed', '2026-11-13')
    await tell('brokerage.care-changed', '2026-11-13')
    await tell('brokerage.care-changed', '2026-11-20', '2026-11-24')
    await countDueDays(shell, system(), DAYS)
    await shell.read(officer('O-3'), async (tx) => {
      const kept = await listAgreements(tx, 'PK-1001', 2)
      assert.deepEqual(
        kept.map(({ agreedOn, agreedBy, minutes, reason }) => [agreedOn, agreedBy, minutes, reason]),
        [
          ['2026-11-20', 'A relative or friend who speaks for them', 15, 'medication'],
          ['2026-11-13', 'A relative or friend who speaks for them', 15, 'medication'],
        ],
      )
      const search = { on: '2026-11-22', minimumMinutes: 30, agreed: true }
      assert.equal((await searchShort(tx, search, { offset: 0, limit: 10 })).total, 1)
      assert.deepEqual(await sumByProvider(tx, '2026-11-16', '2026-11-23', 30), [
        { organisationRef: '1-101', visits: 14, short: 7, agreed: 7 },
      ])
    })
  })
})
