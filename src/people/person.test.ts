import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ageOn, readPerson, type TypedPerson } from '#src/people/person.ts'
import { decidePlan, decideReview, lightCheckDue, type Plan, reviewDue } from '#src/people/plan.ts'

const TODAY = '2026-11-22'
const margaret: TypedPerson = {
  givenName: ' Margaret ',
  familyName: 'Hughes',
  birthDay: '1941-03-27',
  addressLines: '12 Mill Lane\r\n\r\nWenbury',
  postcode: 'wb1 4qt',
  nhsNumber: '943 476 5919',
  language: 'English',
  interpreter: 'no',
  livesAlone: 'yes',
}

describe("a person's details", () => {
  it('are read as they are stored', () => {
    assert.deepEqual(readPerson(margaret, TODAY), {
      ok: true,
      value: {
        givenName: 'Margaret',
        familyName: 'Hughes',
        birthDay: '1941-03-27',
        addressLines: ['12 Mill Lane', 'Wenbury'],
        postcode: 'WB1 4QT',
        nhsNumber: '9434765919',
        language: 'English',
        interpreter: false,
        livesAlone: true,
      },
    })
  })

  const wrong: [keyof TypedPerson, string, RegExp][] = [
    ['givenName', ' ', /Enter the first name/],
    ['familyName', '', /Enter the last name/],
    ['familyName', 'x'.repeat(101), /100 characters or fewer/],
    ['birthDay', '', /Enter the date of birth/],
    ['birthDay', '1941-02-30', /real date/],
    ['birthDay', '2026-11-23', /in the past/],
    ['birthDay', '1905-01-01', /older than 120/],
    ['nhsNumber', '9434765918', /Check the NHS number/],
    ['nhsNumber', '0000000000', /Check the NHS number/],
    ['addressLines', ' \n', /Enter the address/],
    ['postcode', 'WB1', /full postcode/],
    ['phone', 'ask next door', /telephone number/],
    ['language', '', /language/],
  ]
  for (const [field, value, message] of wrong)
    it(`${field} "${value.slice(0, 20)}" is refused in words`, () => {
      const read = readPerson({ ...margaret, [field]: value }, TODAY)
      assert.ok(!read.ok)
      assert.deepEqual(
        read.error.map((fault) => fault.field),
        [field],
      )
      assert.match(read.error[0]?.message ?? '', message)
    })

  it('age is in whole years', () => {
    const table: [string, string, number][] = [
      ['1941-03-27', '2026-03-26', 84],
      ['1941-03-27', '2026-03-27', 85],
      ['2008-02-29', '2026-02-28', 17],
      ['2008-02-29', '2026-03-01', 18],
    ]
    for (const [born, on, age] of table) assert.equal(ageOn(born, on), age, `${born} on ${on}`)
  })
})

describe('a support plan (L-07 to L-09)', () => {
  const draft = {
    personRef: 'P-1001',
    agreedDay: '2026-11-20',
    whatMatters: 'Staying at home',
    budgetWeeklyPence: 41475,
    needs: [
      { outcome: 'nutrition', eligible: true, need: 'Meals', wanted: 'Eats well', metBy: 'council', how: 'Home care' },
    ],
  } as const
  const plan: Plan = {
    ...draft,
    planRef: 'SP-1001',
    status: 'current',
    lightCheckDue: '2027-01-15',
    reviewDue: '2027-11-20',
    officerRef: 'O-1',
  }

  it('is checked within 8 weeks and reviewed within 12 months', () => {
    assert.deepEqual(decidePlan(draft, TODAY), {
      ok: true,
      value: { lightCheckDue: '2027-01-15', reviewDue: '2027-11-20' },
    })
    assert.equal(lightCheckDue('2026-11-20'), '2027-01-15')
    assert.equal(reviewDue('2028-02-29'), '2029-02-28')
  })

  it('is not agreed without needs, in the future, or with a contribution above the budget', () => {
    assert.equal(errorOf(decidePlan({ ...draft, needs: [] }, TODAY)), 'no needs')
    assert.equal(errorOf(decidePlan({ ...draft, whatMatters: '' }, TODAY)), 'what matters is not recorded')
    assert.equal(errorOf(decidePlan({ ...draft, agreedDay: '2026-11-23' }, TODAY)), 'agreed in the future')
    assert.equal(
      errorOf(decidePlan({ ...draft, contributionWeeklyPence: 41476 }, TODAY)),
      'contribution above the budget',
    )
  })

  it('a light check leaves the review where it is; a review starts the next twelve months', () => {
    assert.deepEqual(decideReview(plan, { kind: 'light check', heldDay: TODAY }, TODAY), {
      ok: true,
      value: { lightCheckDone: TODAY, reviewDue: '2027-11-20' },
    })
    assert.deepEqual(decideReview(plan, { kind: 'review', heldDay: TODAY }, TODAY), {
      ok: true,
      value: { lightCheckDone: TODAY, reviewDue: '2027-11-22' },
    })
    assert.equal(
      errorOf(decideReview({ ...plan, status: 'ended' }, { kind: 'review', heldDay: TODAY }, TODAY)),
      'plan has ended',
    )
    assert.equal(
      errorOf(decideReview(plan, { kind: 'review', heldDay: '2026-11-19' }, TODAY)),
      'before the plan was agreed',
    )
    assert.equal(errorOf(decideReview(plan, { kind: 'review', heldDay: '2026-11-23' }, TODAY)), 'held in the future')
    const checked = { ...plan, lightCheckDone: TODAY }
    assert.equal(errorOf(decideReview(checked, { kind: 'light check', heldDay: TODAY }, TODAY)), 'light check is done')
  })
})

const errorOf = (result: { ok: true } | { ok: false; error: string }) => (result.ok ? undefined : result.error)
