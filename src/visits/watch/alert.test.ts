import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { STANDARD } from '#src/councils/index.ts'
import { acknowledge, type Alert, close, explain, lateWords, raise } from '#src/visits/watch/alert.ts'

const at = (time: string) => Temporal.Instant.from(`2026-11-20T${time}:00Z`)
const policy = { ...STANDARD.watch, timeCriticalAlertMinutes: [5, 10] }

const alert = (changes: Partial<Alert> = {}): Alert => ({
  awaits: 'log-in',
  timeCritical: false,
  due: at('09:00'),
  step: 1,
  nextAt: at('09:30'),
  councilToldAt: undefined,
  acknowledgedAt: undefined,
  explainedAt: undefined,
  closedAt: undefined,
  ...changes,
})

describe('alerts of a visit without a log-in', () => {
  const visit = { awaits: 'log-in', timeCritical: false, due: at('09:00') } as const

  it('are given at the minutes of the policy, bounds included', () => {
    const given = ['09:14', '09:15', '09:29', '09:30', '10:00', '12:00'].map(
      (time) => raise(visit, policy, at(time))?.step,
    )
    assert.deepEqual(given, [undefined, 1, 1, 2, 3, 3])
  })

  it('come sooner for a time-critical visit', () =>
    assert.equal(raise({ ...visit, timeCritical: true }, policy, at('09:10'))?.step, 2))

  it('tell the provider first, the council from the second on, and keep when it was told', () => {
    assert.equal(raise(visit, policy, at('09:15'))?.councilToldAt, undefined)
    assert.equal(String(raise(alert(), policy, at('09:31'))?.councilToldAt), '2026-11-20T09:31:00Z')
    const told = alert({ step: 2, councilToldAt: at('09:30') })
    assert.equal(String(raise(told, policy, at('10:00'))?.councilToldAt), '2026-11-20T09:30:00Z')
  })

  it('are not given twice', () => assert.equal(raise(alert({ step: 2 }), policy, at('09:45')), undefined))

  it('are not made up for after a pause: the latest is given alone', () => {
    const raised = raise(visit, policy, at('11:00'))
    assert.deepEqual([raised?.step, raised?.nextAt], [3, undefined])
  })

  it('of a log-out come after the planned end, the council at twice the time', () => {
    const open = { awaits: 'log-out', timeCritical: false, due: at('09:30') } as const
    assert.equal(raise(open, policy, at('10:29')), undefined)
    assert.equal(raise(open, policy, at('10:30'))?.step, 1)
    assert.equal(raise(open, policy, at('11:30'))?.step, 2)
  })
})

describe('an alert', () => {
  it('is acknowledged once', () => {
    assert.ok(acknowledge(alert()).ok)
    assert.deepEqual(acknowledge(alert({ acknowledgedAt: at('09:20') })), { ok: false, error: 'acknowledged already' })
  })

  it("is explained by one of the council's reasons and in words, as often as something new is known", () => {
    assert.ok(explain(alert({ explainedAt: at('09:20') }), { code: 'delayed', words: 'Flat tyre' }, policy).ok)
    assert.deepEqual(explain(alert(), { code: 'weather', words: 'Snow' }, policy), { ok: false, error: 'not a reason' })
    assert.deepEqual(explain(alert(), { code: 'delayed', words: ' ' }, policy), { ok: false, error: 'no words' })
  })

  it('is closed with words on how the person is', () => {
    assert.ok(close(alert(), 'Seen by her daughter, well').ok)
    assert.deepEqual(close(alert(), ''), { ok: false, error: 'no note' })
  })

  it('takes nothing more when it is closed', () => {
    const closed = alert({ closedAt: at('10:00') })
    assert.deepEqual(acknowledge(closed), { ok: false, error: 'closed already' })
    assert.deepEqual(explain(closed, { code: 'delayed', words: 'Late' }, policy), {
      ok: false,
      error: 'closed already',
    })
    assert.deepEqual(close(closed, 'Well'), { ok: false, error: 'closed already' })
  })

  it('says how late in hours and minutes', () =>
    assert.deepEqual(
      ['09:01', '09:47', '10:00', '12:05'].map((time) => lateWords(at('09:00'), at(time))),
      ['1 minute', '47 minutes', '1 hour', '3 hours 5 minutes'],
    ))
})
