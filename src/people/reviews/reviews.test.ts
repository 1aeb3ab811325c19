import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { addDays, type Day } from '#src/base/day.ts'
import { refuse } from '#src/base/result.ts'
import { addOfficer, addTeam, endAccess, grantsOfRoles, setZones } from '#src/councils/index.ts'
import {
  addPerson,
  agreePlan,
  assignWorker,
  endShare,
  reviewPlan,
  routes,
  search,
  shareWithProvider,
  words,
  work,
} from '#src/people/index.ts'
import { decidePlannedDay } from '#src/people/reviews/next-review.ts'
import { askForReview, planNextReview } from '#src/people/reviews/review-commands.ts'
import { findNextReview } from '#src/people/reviews/review.store.ts'
import type { Write } from '#src/platform/command.ts'
import { type Harness, officer, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { workOf } from '#test/support/work.ts'

const sam = officer('O-1', [...grantsOfRoles(['social_worker'])])
const tess = officer('O-2', [...grantsOfRoles(['team_manager'])])
const admin = officer('O-900')
const house = { panels: [], work, search, words }
const TODAY = '2026-11-22'

async function seed({ shell }: Harness): Promise<void> {
  await setZones(shell, admin, {
    zones: [{ zone: 'town', name: 'Wenbury', kind: 'urban' }],
    areas: [{ postcodeStart: 'WB1', zone: 'town' }],
  })
  await addTeam(shell, admin, { teamRef: 'T-1', name: 'North' })
  for (const [officerRef, name, role] of [
    ['O-1', 'Sam', 'social_worker'],
    ['O-2', 'Tess', 'team_manager'],
    ['O-3', 'Sky', 'social_worker'],
  ] as const)
    await addOfficer(shell, admin, { officerRef, name, email: '', roles: [role], teamRef: 'T-1' })
}

it('a review is held later than it is due only with a reason, and not for ever', () => {
  const due = '2026-12-10'
  const table: readonly (readonly [Day, string, object])[] = [
    ['2026-11-21', '', refuse('in the past')],
    ['2026-12-10', '', { ok: true, value: { deferred: false } }],
    ['2026-12-11', ' ', refuse('no reason')],
    ['2026-12-11', 'In hospital', { ok: true, value: { deferred: true } }],
    ['2027-01-07', 'In hospital', { ok: true, value: { deferred: true } }],
    ['2027-01-08', 'In hospital', refuse('deferred too far')],
  ]
  for (const [day, reason, expected] of table)
    assert.deepEqual(decidePlannedDay(due, { day, reason }, 28, TODAY), expected, `${day} ${reason}`)
  // What is overdue already is deferred from today.
  assert.equal(decidePlannedDay('2026-10-01', { day: '2026-12-01', reason: 'In hospital' }, 28, TODAY).ok, true)
})

describe('reviews of care', () => {
  const { shell, clock } = useDatabase({ seed })
  const personRef = 'P-1001'
  const inCare = async (fromDay: Day, toDay?: Day) =>
    shell.command(admin, 'serve', async (tx: Write) => {
      await shareWithProvider(tx, { personRef, organisationRef: '1-101', fromDay, toDay })
      tx.record({ type: 'people.person-corrected', about: [`person:${personRef}`], data: {} })
      return { ok: true as const, value: undefined }
    })
  const agreed = async (agreedDay: Day) => {
    const plan = await agreePlan(shell, sam, {
      ...{ personRef, agreedDay, whatMatters: 'Home', budgetWeeklyPence: 40_000, officerRef: 'O-1' },
      needs: [{ outcome: 'nutrition', eligible: true, need: 'Meals', wanted: 'Eats', metBy: 'council', how: 'Care' }],
    })
    assert.ok(plan.ok)
    return plan.value
  }
  const next = () => shell.read(sam, (tx) => findNextReview(tx, personRef, TODAY))
  const seen = async () => {
    const one = await next()
    return one && [one.kind, one.due, one.by, one.ownerName, one.inOffice]
  }
  const waits = async (who: typeof sam) => (await workOf(shell, who, work)).map((one) => `${one.title}: ${one.action}`)

  beforeEach(async () => {
    const added = await addPerson(shell, sam, {
      details: {
        ...{ givenName: 'Margaret', familyName: 'Hughes', birthDay: '1941-03-27', addressLines: ['1 Mill Lane'] },
        ...{ postcode: 'WB1 4QT', language: 'English', interpreter: false },
      },
      workerRef: 'O-1',
    })
    assert.ok(added.ok)
  })

  it('who has neither care nor a plan needs none', async () => {
    assert.equal(await next(), undefined)
    await inCare('2026-10-01', '2026-11-01')
    assert.equal(await next(), undefined)
  })

  it('care without a plan is caught: a plan is due eight weeks after it began', async () => {
    await inCare('2026-11-16')
    assert.deepEqual(await seen(), ['no plan', '2027-01-11', '2027-01-11', 'Sam', true])
    assert.deepEqual(await waits(sam), ['In care without a support plan: Margaret Hughes: Agree a support plan'])
  })

  const starts: readonly (readonly [string, Day, Day | undefined, Day])[] = [
    ['without care', '2026-11-02', undefined, '2026-12-28'],
    ['care that ran before it', '2026-11-02', '2026-10-01', '2026-12-28'],
    ['care that began after it', '2026-11-02', '2026-11-20', '2027-01-15'],
  ]
  for (const [what, agreedDay, careFrom, due] of starts)
    it(`a light check of a plan, ${what}`, async () => {
      await agreed(agreedDay)
      if (careFrom !== undefined) await inCare(careFrom)
      assert.deepEqual(await seen(), ['light check', due, due, 'Sam', true])
    })

  it('a review follows a light check, twelve months after the last, and is asked for before', async () => {
    const { planRef } = await agreed('2026-09-01')
    const held = { planRef, finding: 'plan stands', note: '', officerRef: 'O-1' } as const
    assert.ok((await reviewPlan(shell, sam, { ...held, kind: 'light check', heldDay: '2026-10-20' })).ok)
    assert.deepEqual(await seen(), ['review', '2027-09-01', '2027-09-01', 'Sam', true])
    const ask = { personRef, askedBy: 'carer', reason: 'He falls' } as const
    assert.deepEqual(await askForReview(shell, sam, { ...ask, reason: ' ' }), refuse('no reason'))
    assert.deepEqual(await askForReview(shell, sam, ask), { ok: true, value: { due: '2026-12-20' } })
    assert.deepEqual(await askForReview(shell, sam, ask), refuse('asked already'))
    assert.deepEqual(await seen(), ['asked for', '2026-12-20', '2026-12-20', 'Sam', true])
    assert.ok((await reviewPlan(shell, sam, { ...held, kind: 'review', heldDay: TODAY })).ok)
    assert.deepEqual(await seen(), ['review', '2027-11-22', '2027-11-22', 'Sam', true])
  })

  it('is planned with somebody in office, deferred with a reason, and done with it', async () => {
    const { planRef } = await agreed('2026-10-01')
    const plan = { personRef, plannedDay: '2026-12-10', ownerRef: 'O-3', reason: '' }
    assert.deepEqual(await planNextReview(shell, sam, plan), refuse('no reason'))
    assert.deepEqual(await planNextReview(shell, sam, { ...plan, ownerRef: 'O-9' }), refuse('no such officer'))
    assert.deepEqual(await planNextReview(shell, sam, { ...plan, personRef: 'P-9' }), refuse('no such person'))
    assert.ok((await planNextReview(shell, sam, { ...plan, reason: 'In hospital' })).ok)
    assert.deepEqual(await seen(), ['light check', '2026-11-26', '2026-12-10', 'Sky', true])
    const held = { planRef, finding: 'plan stands', note: '', officerRef: 'O-1' } as const
    assert.ok((await reviewPlan(shell, sam, { ...held, kind: 'light check', heldDay: TODAY })).ok)
    assert.deepEqual(await seen(), ['review', '2027-10-01', '2027-10-01', 'Sam', true])
  })

  it('whose owner left is the team manager’s to give, and so is what is overdue for a week', async () => {
    await agreed('2026-09-25')
    assert.deepEqual(await waits(tess), [])
    clock.now = Temporal.Instant.from('2026-11-28T12:00:00Z')
    assert.match((await waits(tess))[0] ?? '', /^Light check .* Hughes with Sam, 8 days overdue: See that it is held/)
    clock.now = Temporal.Instant.from('2026-11-22T12:00:00Z')
    await assignWorker(shell, sam, { personRef, officerRef: 'O-3' })
    assert.ok((await endAccess(shell, admin, { officerRef: 'O-3' })).ok)
    assert.deepEqual((await seen())?.slice(3), ['Sky', false])
    assert.deepEqual(await waits(tess), [
      'Light check of the support plan of Margaret Hughes, with nobody: Give it to somebody',
    ])
    assert.deepEqual(await waits(sam), [])
  })

  it('are listed by month and by whom, planned and asked for on pages, and told to machines', async () => {
    await inCare('2026-11-16')
    const app = await serverFor(shell, [(doors) => routes(doors, house)], {
      identities: { actorOf: async () => sam, actorOfToken: async () => ({ ...sam, kind: 'machine' }) },
    })
    const browser = new Browser(app)
    await browser.signInAs('staff', 'O-1')
    const list = async (query: string) => (await browser.get(`/reviews${query}`)).body
    assert.match(await list('?whose=mine&month=2027-01&kind=no+plan'), /Margaret Hughes/)
    for (const none of ['?whose=nobody', '?state=overdue', '?month=2026-12', '?whose=T-9', '?words=Nobody'])
      assert.doesNotMatch(await list(none), /Margaret Hughes/, none)
    assert.match((await browser.get('/reviews.csv')).body, /P-1001,Margaret Hughes,no plan,2027-01-11,,,O-1,yes,no/)
    const url = `/people/${personRef}/next-review`
    assert.match((await browser.get(url)).body, /Support plan to agree/)
    const day = { 'day-day': '12', 'day-month': '1', 'day-year': '2027' }
    assert.match((await browser.post(url, { owner: 'O-3', ...day })).body, /Say why it is held later/)
    assert.equal((await browser.post(url, { owner: 'O-3', ...day, reason: 'At her daughter’s' })).statusCode, 303)
    const ask = `/people/${personRef}/review-request`
    assert.match((await browser.post(ask, { reason: 'Falls' })).body, /Say who asks/)
    assert.equal((await browser.post(ask, { by: 'person', reason: 'Falls' })).statusCode, 303)
    assert.match(
      (await browser.get(`/people/${personRef}/plan`)).body,
      /Deferred to[^]*At her daughter’s|Review that was asked for/,
    )
    const call = async (method: 'GET' | 'PUT' | 'POST', path: string, payload?: object) => {
      const headers = { authorization: 'Bearer machine', 'idempotency-key': `${method}${path}` }
      return app.inject({ method, url: `/api/v1/${path}`, headers, ...(payload && { payload }) })
    }
    const { items } = (await call('GET', 'reviews')).json<{ items: { kind: string; ownerRef: string }[] }>()
    assert.deepEqual([items.length, items[0]?.kind, items[0]?.ownerRef], [1, 'asked for', 'O-3'])
    const planned = await call('PUT', `people/${personRef}/next-review`, { plannedDay: '2026-12-01', ownerRef: 'O-1' })
    assert.deepEqual(planned.json(), { due: '2026-12-20', by: '2026-12-20', plannedDay: '2026-12-01', ownerRef: 'O-1' })
    const again = await call('POST', `people/${personRef}/review-requests`, { askedBy: 'carer', reason: 'x' })
    assert.equal(again.statusCode, 409)
    const held = { kind: 'review', heldDay: TODAY, finding: 'plan stands', officerRef: 'O-1' }
    assert.equal((await call('POST', `people/${personRef}/reviews`, held)).statusCode, 404)
    await agreed(TODAY)
    const done = await app.inject({
      ...{ method: 'POST', url: `/api/v1/people/${personRef}/reviews`, payload: held },
      headers: { authorization: 'Bearer machine', 'idempotency-key': 'held' },
    })
    assert.deepEqual([done.statusCode, done.json<{ nextDue: string }>().nextDue], [201, '2027-11-22'])
  })

  it('nobody is forgotten when care ends and a plan stays', async () => {
    await agreed('2026-11-02')
    await inCare('2026-11-20')
    await shell.command(admin, 'end', async (tx: Write) => {
      await endShare(tx, { personRef, organisationRef: '1-101', toDay: addDays(TODAY, -1) })
      tx.record({ type: 'people.person-corrected', about: [`person:${personRef}`], data: {} })
      return { ok: true as const, value: undefined }
    })
    assert.deepEqual((await seen())?.[1], '2026-12-28')
  })
})
