import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { costOf, declineInvitation, type Invitation, makeOffer, withdrawOffer } from '#src/brokerage/offer.ts'
import { slotDays } from '#src/brokerage/pattern.ts'

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

  it('is withdrawn until the window closes, once', () => {
    const made = makeOffer(invitation, terms, by(SENT))
    assert.ok(made.ok)
    assert.equal(errorOf(withdrawOffer(invitation, made.value, CLOSES)), 'the window has closed')
    const gone = withdrawOffer(invitation, made.value, SENT)
    assert.ok(gone.ok)
    assert.equal(errorOf(withdrawOffer(invitation, gone.value, SENT)), 'no offer to withdraw')
    assert.equal(errorOf(withdrawOffer(invitation, undefined, SENT)), 'no offer to withdraw')
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
