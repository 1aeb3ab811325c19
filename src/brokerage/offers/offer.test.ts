import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  belowFloorPence,
  costOf,
  declineInvitation,
  expire,
  type Invitation,
  makeOffer as make,
  offeredPattern,
  type OfferTerms,
  offeredWeek,
  stands,
  withdrawOffer,
} from '#src/brokerage/offers/offer.ts'
import { floorInWords } from '#src/brokerage/offers/offer-words.page.ts'
import { floorOfWeek } from '#src/brokerage/offers/offer-floor.ts'
import { slotDays } from '#src/brokerage/packages/pattern.ts'
import { STANDARD } from '#src/councils/index.ts'

const SENT = Temporal.Instant.from('2026-11-20T09:00:00Z')
const CLOSES = Temporal.Instant.from('2026-11-22T09:00:00Z')
const pattern = [
  {
    slot: 1,
    days: [1, 2],
    windowFrom: '07:00',
    windowTo: '09:00',
    start: '08:00',
    minutes: 60,
    workers: 1,
    timeCritical: false,
    tasks: 'Breakfast',
  },
  {
    slot: 2,
    days: [1],
    windowFrom: '16:00',
    windowTo: '18:00',
    start: '17:00',
    minutes: 30,
    workers: 2,
    timeCritical: false,
    tasks: 'Tea',
  },
] as const
const invitation: Invitation = {
  packageRef: 'PK-1001',
  organisationRef: '1-101',
  organisationName: 'Wye Valley Carers',
  contractRef: 'CT-101',
  cardRef: 'HC-2026',
  service: 'home_care',
  zone: 'rural',
  outwardCode: 'HR6',
  urgent: false,
  pattern,
  skills: [],
  outcomes: ['nutrition'],
  startBy: '2026-11-30',
  prices: slotDays(pattern).map((piece) => ({ ...piece, pence: 2400 })),
  ceilingPencePerHour: 2350,
  weights: { price: 40, quality: 40, completeness: 10, start: 10 },
  sentAt: SENT,
  closesAt: CLOSES,
  status: 'invited',
}
const terms = { startDay: '2026-11-25', covers: slotDays(pattern), note: '' }
const by = (now: Temporal.Instant) => ({ offerRef: 'OF-1001', madeBy: 'U-1', now, today: '2026-11-20' })
/** At £24 an hour whatever is offered, in a rural zone. */
const makeOffer = (invited: Invitation, offered: OfferTerms, made: ReturnType<typeof by>) => {
  const pattern = offeredPattern(invited.pattern, offered.visits)
  const prices =
    pattern === invited.pattern
      ? invited.prices
      : pattern.flatMap(({ slot, days, minutes, workers }) =>
          days.map((day) => ({ slot, day, pence: minutes * workers * 40 })),
        )
  const floorAt: Parameters<typeof make>[2]['floorAt'] = (week, hourly) =>
    floorOfWeek(STANDARD['cost-floor'], week, { rural: true }, hourly)
  return make(invited, offered, { pattern, prices, floorAt }, made)
}
const errorOf = (result: { ok: boolean; error?: unknown }) => (result.ok ? undefined : result.error)

describe('an offer', () => {
  it('is priced by the visits that it covers, and says how far it is above the ceiling', () => {
    const made = makeOffer(invitation, terms, by(SENT))
    assert.ok(made.ok)
    assert.equal(made.value.weeklyPence, 7200)
    assert.equal(made.value.weeklyMinutes, 180)
    assert.equal(made.value.hourlyPence, 2400)
    assert.equal(made.value.overCeilingPence, 50)
    assert.equal(made.value.complete, true)
    const part = makeOffer(
      invitation,
      {
        ...terms,
        covers: [
          { slot: 1, day: 2 },
          { slot: 1, day: 2 },
        ],
      },
      by(SENT),
    )
    assert.ok(part.ok)
    assert.deepEqual([part.value.weeklyPence, part.value.weeklyMinutes, part.value.complete], [2400, 60, false])
  })

  it('is not above a ceiling by pennies that rounding adds to each visit', () => {
    const breakfast = { ...pattern[0], minutes: 45 }
    const prices = [1, 2].map((day) => ({ slot: 1, day, pence: 1778, pencePerHour: 2370 }))
    const cost = costOf({ pattern: [breakfast], prices, ceilingPencePerHour: 2370 }, slotDays([breakfast]))
    assert.deepEqual([cost.weeklyPence, cost.hourlyPence, cost.overCeilingPence], [3556, 2370, 0])
  })

  it('has nothing above a ceiling that is not set', () => {
    const { ceilingPencePerHour: _, ...unbounded } = invitation
    assert.equal(costOf(unbounded, terms.covers).overCeilingPence, 0)
  })

  it('is refused from the second on which the window closes', () => {
    assert.ok(makeOffer(invitation, terms, by(CLOSES.subtract({ seconds: 1 }))).ok)
    assert.equal(errorOf(makeOffer(invitation, terms, by(CLOSES))), 'the window has closed')
    assert.equal(errorOf(makeOffer({ ...invitation, status: 'cancelled' }, terms, by(SENT))), 'no longer wanted')
    assert.equal(errorOf(makeOffer({ ...invitation, status: 'not_chosen' }, terms, by(SENT))), 'the window has closed')
  })

  it('covers what was asked for, from a day to come', () => {
    assert.equal(errorOf(makeOffer(invitation, { ...terms, covers: [] }, by(SENT))), 'no visits offered')
    assert.equal(
      errorOf(makeOffer(invitation, { ...terms, covers: [{ slot: 2, day: 5 }] }, by(SENT))),
      'not a visit asked for',
    )
    assert.equal(errorOf(makeOffer(invitation, { ...terms, startDay: '2026-11-19' }, by(SENT))), 'starts in the past')
  })

  it('is withdrawn once, after the window with a reason, until it is placed', () => {
    const made = makeOffer(invitation, terms, by(SENT))
    assert.ok(made.ok)
    const offered = { ...invitation, status: 'offered' as const }
    assert.equal(errorOf(withdrawOffer(offered, made.value, ' ', CLOSES)), 'no reason')
    assert.ok(withdrawOffer(offered, made.value, 'Two workers left', CLOSES).ok)
    const back = (status: typeof invitation.status) =>
      errorOf(withdrawOffer({ ...invitation, status }, made.value, 'Two workers left', CLOSES))
    assert.deepEqual(
      [back('chosen'), back('not_chosen'), back('cancelled')],
      ['placed already', 'no longer wanted', 'no longer wanted'],
    )
    const gone = withdrawOffer(offered, made.value, '', SENT)
    assert.ok(gone.ok)
    assert.equal(errorOf(withdrawOffer(offered, gone.value, '', SENT)), 'no offer to withdraw')
    assert.equal(errorOf(withdrawOffer(offered, undefined, '', SENT)), 'no offer to withdraw')
  })

  it('is declined with a reason from the list; another reason needs words', () => {
    assert.ok(declineInvitation(invitation, { code: 'no_skills', words: '' }, SENT).ok)
    assert.equal(errorOf(declineInvitation(invitation, { code: 'bored', words: '' }, SENT)), 'not a reason')
    assert.equal(errorOf(declineInvitation(invitation, { code: 'other', words: ' ' }, SENT)), 'other needs words')
    assert.equal(
      errorOf(declineInvitation({ ...invitation, status: 'offered' }, { code: 'no_skills', words: '' }, SENT)),
      'offer stands',
    )
  })
})

describe('an offer that is otherwise than was asked for', () => {
  const evening = { slot: 2, start: '18:30', minutes: 30, workers: 2 as const }
  const single = { ...evening, workers: 1 as const }
  const technology = { kinds: ['fewer_double_handed', 'technology'] as const, words: 'A hoist for one' }

  it('at another time is complete, and widens the window to that time', () => {
    const made = makeOffer(invitation, { ...terms, visits: [evening] }, by(SENT))
    assert.ok(made.ok)
    assert.deepEqual([made.value.complete, made.value.visits], [true, [evening]])
    const [, tea] = offeredWeek(pattern, made.value)
    assert.deepEqual([tea?.windowFrom, tea?.start, tea?.windowTo], ['16:00', '18:30', '18:30'])
  })

  it('with less care is another package, said in words, with what it saves', () => {
    const made = makeOffer(invitation, { ...terms, visits: [single], alternative: technology }, by(SENT))
    assert.ok(made.ok)
    assert.equal(made.value.complete, false)
    assert.equal(made.value.alternative?.savingPence, 1200)
    assert.equal(made.value.weeklyPence, 6000)
  })

  for (const [why, change] of [
    ['less care is another package', { visits: [single] }],
    ['another package needs words', { visits: [single], alternative: { ...technology, words: ' ' } }],
    ['another package is the same', { visits: [evening], alternative: technology }],
    ['more than was asked for', { visits: [{ ...evening, minutes: 45 }] }],
    ['more than was asked for', { visits: [{ slot: 1, start: '08:00', minutes: 60, workers: 2 }] }],
    ['not a time', { visits: [{ ...evening, start: '6pm' }] }],
    ['not a visit asked for', { visits: [{ ...evening, slot: 3 }] }],
    ['ends before it can be chosen', { standsUntil: '2026-11-21' }],
  ] as const satisfies readonly (readonly [string, Partial<OfferTerms>])[]) {
    it(`is refused: ${why} (${JSON.stringify(change)})`, () =>
      assert.equal(errorOf(makeOffer(invitation, { ...terms, ...change }, by(SENT))), why))
  }

  it('stands to the end of its last day', () => {
    const made = makeOffer(invitation, { ...terms, standsUntil: '2026-11-24' }, by(SENT))
    assert.ok(made.ok)
    assert.deepEqual([stands(made.value, '2026-11-24'), stands(made.value, '2026-11-25')], [true, false])
    assert.equal(errorOf(expire(made.value, '2026-11-24')), 'stands')
    const over = expire(made.value, '2026-11-25')
    assert.ok(over.ok && over.value.status === 'expired')
    assert.equal(errorOf(expire(over.value, '2026-11-25')), 'stands')
  })

  it('says how far it is below the cost floor of its own mix of lengths', () => {
    const quarter = { ...pattern[0], minutes: 15 }
    const short = { ...invitation, pattern: [quarter], prices: [1, 2].map((day) => ({ slot: 1, day, pence: 600 })) }
    const made = makeOffer(short, { ...terms, covers: slotDays([quarter]) }, by(SENT))
    assert.ok(made.ok)
    assert.equal(made.value.hourlyPence, 2400)
    assert.equal(belowFloorPence(made.value), (made.value.floor?.hourlyPence ?? 0) - 2400)
    assert.ok((made.value.floor?.payPence ?? 9999) < 1271)
    const whole = makeOffer(invitation, terms, by(SENT))
    assert.ok(whole.ok && belowFloorPence(whole.value) === 0)
    assert.equal(
      floorOfWeek(STANDARD['cost-floor'], [{ ...pattern[0], minutes: 600 }], { rural: true }, 900),
      undefined,
    )
  })

  it('has the floor of its other visits, beside what an hour of those costs, where one is a night', () => {
    const quarter = { ...pattern[0], minutes: 15 }
    const night = { ...pattern[0], slot: 9, minutes: 600, days: [1] }
    const asked = {
      ...invitation,
      pattern: [quarter, night],
      prices: [...[1, 2].map((day) => ({ slot: 1, day, pence: 600 })), { slot: 9, day: 1, pence: 90_000 }],
    }
    const made = makeOffer(asked, { ...terms, covers: slotDays(asked.pattern) }, by(SENT))
    const alone = makeOffer(
      { ...asked, pattern: [quarter], prices: asked.prices.slice(0, 2) },
      { ...terms, covers: slotDays([quarter]) },
      by(SENT),
    )
    assert.ok(made.ok && alone.ok)
    assert.ok(made.value.hourlyPence > 8_000)
    assert.equal(made.value.floor?.besidePence, 2400)
    assert.equal(made.value.floor?.hourlyPence, alone.value.floor?.hourlyPence)
    assert.equal(belowFloorPence(made.value), belowFloorPence(alone.value))
    assert.ok(belowFloorPence(made.value) > 0)
    assert.match(
      floorInWords(made.value) ?? '',
      /^The visits of up to three hours cost £24.00 an hour; for longer ones no floor is reckoned. £[\d.]+ an hour below/,
    )
  })
})
