/** A person's case is closed: they died, moved away, or are looked after no more. */
import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import type { Day } from '#src/base/day.ts'
import { ok, refuse } from '#src/base/result.ts'
import { addOfficer, grantsOfRoles, setZones } from '#src/councils/index.ts'
import { decideClosing } from '#src/people/closing/closing.ts'
import {
  addPerson,
  agreePlan,
  closeCase,
  findPerson,
  getPlan,
  openCase,
  routes,
  search,
  shareWithProvider,
  startAssessment,
  words,
  work,
} from '#src/people/index.ts'
import { findNextReview } from '#src/people/reviews/review.store.ts'
import { askForReview } from '#src/people/reviews/review-commands.ts'
import { type Harness, officer, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { workOf } from '#test/support/work.ts'

const TODAY = '2026-11-22'
const sam = officer('O-1', [...grantsOfRoles(['social_worker'])])
const admin = officer('O-900')
const personRef = 'P-1001'

async function seed({ shell }: Harness): Promise<void> {
  await setZones(shell, admin, {
    zones: [{ zone: 'town', name: 'Wenbury', kind: 'urban' }],
    areas: [{ postcodeStart: 'WB1', zone: 'town' }],
  })
  await addOfficer(shell, admin, { officerRef: 'O-1', name: 'Sam', email: '', roles: ['social_worker'] })
}

it('a case is closed once, on a day that has come, of somebody who was born by then', () => {
  const open = { birthDay: '1941-03-27' }
  const table: readonly (readonly [Parameters<typeof decideClosing>[0], Day, object])[] = [
    [open, TODAY, ok({ day: TODAY, why: 'died' })],
    [open, '1941-03-26', refuse('before the birth')],
    [open, '2026-11-23', refuse('in the future')],
    [{ ...open, closed: { day: TODAY, why: 'declined' } }, TODAY, refuse('closed already')],
  ]
  for (const [person, day, expected] of table)
    assert.deepEqual(decideClosing(person, { day, why: 'died' }, TODAY), expected)
})

describe('a case that is closed', () => {
  const { shell } = useDatabase({ seed })
  const agreed = () =>
    agreePlan(shell, sam, {
      ...{ personRef, agreedDay: '2026-11-02', whatMatters: 'Home', budgetWeeklyPence: 40_000, officerRef: 'O-1' },
      needs: [{ outcome: 'nutrition', eligible: true, need: 'Meals', wanted: 'Eats', metBy: 'council', how: 'Care' }],
    })
  const close = () => closeCase(shell, sam, { personRef, day: '2026-11-19', why: 'died' })
  const planNow = () => shell.read(sam, (tx) => getPlan(tx, personRef))
  const next = () => shell.read(sam, (tx) => findNextReview(tx, personRef, TODAY))
  const person = () => shell.read(sam, (tx) => findPerson(tx, personRef))

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

  it('has no plan in force and no review due, though care still runs, and nothing new begins', async () => {
    assert.ok((await agreed()).ok)
    await shell.command(admin, 'serve', async (tx) => {
      await shareWithProvider(tx, { personRef, organisationRef: '1-101', fromDay: '2026-11-02', toDay: undefined })
      tx.record({ type: 'people.person-corrected', about: [`person:${personRef}`], data: {} })
      return ok(undefined)
    })
    assert.ok((await askForReview(shell, sam, { personRef, askedBy: 'person', reason: 'More help' })).ok)
    assert.equal((await next())?.kind, 'asked for')
    assert.ok((await close()).ok)
    assert.equal(await planNow(), undefined)
    assert.equal(await next(), undefined)
    assert.deepEqual(await workOf(shell, sam, work), [])
    assert.deepEqual((await person())?.closed, { day: '2026-11-19', why: 'died' })
    assert.deepEqual(await agreed(), refuse('case closed'))
    const started = { personRef, startedDay: TODAY, officerRef: 'O-1' } as const
    assert.deepEqual(await startAssessment(shell, sam, started), refuse('case closed'))
    assert.deepEqual(await close(), refuse('closed already'))
  })

  it('that was closed by mistake is open again with its plan in force', async () => {
    const plan = await agreed()
    assert.ok(plan.ok)
    assert.deepEqual(await openCase(shell, sam, { personRef }), refuse('not closed'))
    assert.ok((await close()).ok)
    assert.ok((await openCase(shell, sam, { personRef })).ok)
    assert.deepEqual([(await planNow())?.planRef, (await planNow())?.status], [plan.value.planRef, 'current'])
    assert.equal((await next())?.kind, 'light check')
    assert.equal((await person())?.closed, undefined)
  })

  it('is closed on a page that says what follows, and keeps what was typed', async () => {
    assert.ok((await agreed()).ok)
    const app = await serverFor(shell, [(doors) => routes(doors, { panels: [], work, search, words })], {
      identities: { actorOf: async () => sam, actorOfToken: async () => sam },
    })
    const browser = new Browser(app)
    await browser.signInAs('staff', 'sam')
    const at = `/people/${personRef}`
    assert.match((await browser.get(at)).body, /href="\/people\/P-1001\/close"/)
    const day = (text: string) => ({ 'day-day': text, 'day-month': '11', 'day-year': '2026' })
    const empty = await browser.post(`${at}/close`, { ...day('31') })
    assert.equal(empty.statusCode, 400)
    for (const said of [/Say why the case is closed/, /The day must be a real date/, /value="31"/])
      assert.match(empty.body, said)
    const early = await browser.post(`${at}/close`, { why: 'died', ...day('23') })
    assert.match(early.body, /The day must not be in the future/)
    const done = await browser.post(`${at}/close`, { why: 'died', ...day('19') })
    assert.equal(done.headers.location, at)
    const record = (await browser.get(at)).body
    for (const said of [/Died on 19 November 2026/, /Open the case again/]) assert.match(record, said)
    for (const gone of [/Record a review/, /Close the case</]) assert.doesNotMatch(record, gone)
    const plan = (await browser.get(`${at}/plan`)).body
    assert.doesNotMatch(plan, /Agree a support plan/)
    assert.equal((await browser.post(`${at}/open`, {}, at)).statusCode, 303)
    assert.doesNotMatch((await browser.get(at)).body, /Died on/)
    const api = (body: object) =>
      app.inject({
        ...{ method: 'POST' as const, url: `/api/v1/people/${personRef}/close`, payload: body },
        headers: { authorization: 'Bearer x', 'idempotency-key': `K-${JSON.stringify(body).length}` },
      })
    assert.equal((await api({ day: '2026-12-01', why: 'died' })).statusCode, 422)
    const closed = await api({ day: '2026-11-19', why: 'moved away' })
    assert.deepEqual(closed.json<{ closed: object }>().closed, { day: '2026-11-19', why: 'moved away' })
  })
})
