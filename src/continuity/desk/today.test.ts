import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { awaitedOf, daysWithout, mayStop, todayOf } from '#src/continuity/desk/today.ts'
import { EXIT_CAUSES, type Exit, type ExitCause, dutyOf, exitClock } from '#src/continuity/exits/exit.ts'
import { STANDARD } from '#src/councils/index.ts'

const now = Temporal.Instant.from('2026-11-22T12:00:00Z')
const exit = (cause: ExitCause, lastDay: string | null = null): Exit => ({
  ...{ exitRef: 'EX-1', organisationRef: '1-1', contractRef: null, source: 'news', what: 'x', cause, state: 'open' },
  ...{
    lastDay,
    signalledAt: now,
    openedAt: now,
    openedBy: 'Dee',
    classedAt: now,
    listedAt: now,
    endedAt: null,
    endedWhy: null,
  },
})

describe('the clock and the duty of each cause', () => {
  it('are as the law and the policy have them', () => {
    const hours = (to: Temporal.Instant) => now.until(to).total('hours')
    const found = EXIT_CAUSES.map((cause) => {
      const clock = exitClock(cause, now, STANDARD.continuity)
      const { law, section48 } = dutyOf(cause)
      return [cause, section48, law.endsWith('section 48'), hours(clock.listBy), hours(clock.planBy), clock.choiceHours]
    })
    assert.deepEqual(found, [
      ['business_failure', true, true, 2, 24, 24],
      ['registration_cancelled', false, false, 2, 24, 24],
      ['contract_handback', false, false, 24, 120, 240],
      ['council_termination', false, false, 24, 120, 240],
      ['safeguarding_move', false, false, 2, 24, 24],
      ['person_choice', false, false, 24, 120, 240],
    ])
  })
})

describe('days without care', () => {
  it('lie between the last day of the old care and the first of the new', () => {
    const days = [null, '2026-11-29', '2026-11-30', '2026-12-01', '2026-12-05'].map((moveDay) =>
      daysWithout('2026-11-30', moveDay),
    )
    assert.deepEqual(days, [0, 0, 0, 0, 4])
    assert.equal(daysWithout(null, '2026-12-05'), 0)
  })
})

describe('today', () => {
  it('care may stop on the last day and the one before, or on any while nobody knows it and the cause is urgent', () => {
    const may = (cause: ExitCause, lastDay: string | null) => mayStop(exit(cause, lastDay), STANDARD.continuity, now)
    assert.deepEqual(
      [may('business_failure', null), may('contract_handback', null), may('contract_handback', '2026-11-23')],
      [true, false, true],
    )
    assert.deepEqual([may('business_failure', '2026-11-24'), may('business_failure', '2026-11-20')], [false, true])
    assert.equal(mayStop({ ...exit('business_failure'), state: 'closed' }, STANDARD.continuity, now), false)
  })

  it('whoever has not moved is at risk, whoever is listed has not been asked', () => {
    const counts = [
      { state: 'listed', band: 'critical', people: 3, unansweredByPerson: 3, unansweredByProvider: 1, afterGap: 0 },
      { state: 'listed', band: 'standard', people: 4, unansweredByPerson: 4, unansweredByProvider: 1, afterGap: 0 },
      { state: 'proposed', band: 'critical', people: 2, unansweredByPerson: 2, unansweredByProvider: 1, afterGap: 0 },
      { state: 'agreed', band: 'high', people: 1, unansweredByPerson: 1, unansweredByProvider: 1, afterGap: 1 },
      { state: 'moved', band: 'critical', people: 5, unansweredByPerson: 5, unansweredByProvider: 1, afterGap: 2 },
      { state: 'left', band: 'standard', people: 1, unansweredByPerson: 1, unansweredByProvider: 1, afterGap: 0 },
    ] as const
    assert.deepEqual(todayOf(exit('business_failure'), STANDARD.continuity, counts, now), {
      ...{ people: 16, atRisk: 10, criticalAtRisk: 5, notAsked: 7, criticalNotAsked: 3, agreed: 1, moved: 3 },
      ...{ gaps: 3, gapsBehind: 2 },
    })
    assert.equal(todayOf(exit('contract_handback'), STANDARD.continuity, counts, now).atRisk, 0)
    assert.deepEqual(awaitedOf(counts), { ofPerson: 2, ofProvider: 1 }, 'of those who are being asked')
  })
})
