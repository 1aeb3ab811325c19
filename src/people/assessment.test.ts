import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  ABILITY_KEYS,
  type Ability,
  type Answers,
  decideEligibility,
  type Eligibility,
} from '#src/people/assessment.ts'
import { OUTCOME_KEYS, type OutcomeKey } from '#src/people/outcomes.ts'

const answers = (
  unable: Partial<Record<OutcomeKey, Ability>>,
  fromImpairment: boolean,
  significantImpact: boolean,
): Answers => ({
  views: 'Wants to stay at home',
  fromImpairment,
  significantImpact,
  impact: significantImpact ? 'Has lost weight' : '',
  outcomes: OUTCOME_KEYS.map((outcome) => ({ outcome, ability: unable[outcome] ?? 'able', note: '' })),
})

describe('eligibility (L-10)', () => {
  const two = { nutrition: 'needs_assistance', toilet: 'takes_longer' } as const
  const table: [string, Answers, Eligibility['because']][] = [
    ['two outcomes, impairment, impact', answers(two, true, true), 'all three conditions are met'],
    ['two outcomes, no impairment', answers(two, false, true), 'needs do not arise from an impairment or illness'],
    ['two outcomes, no impact', answers(two, true, false), 'no significant impact on well-being'],
    ['one outcome', answers({ nutrition: 'endangers' }, true, true), 'fewer than two outcomes cannot be achieved'],
    ['no outcome', answers({}, true, true), 'fewer than two outcomes cannot be achieved'],
    [
      'alone but in pain, and alone but in danger',
      answers({ caring_for_child: 'pain_distress_anxiety', relationships: 'endangers' }, true, true),
      'all three conditions are met',
    ],
  ]
  for (const [name, given, because] of table)
    it(`${name}: ${because}`, () => {
      const decided = decideEligibility(given)
      assert.deepEqual(decided.ok && [decided.value.because, decided.value.eligible], [
        because,
        because === 'all three conditions are met',
      ])
    })

  it('each of the ten outcomes counts, in every way of being unable', () => {
    for (const outcome of OUTCOME_KEYS)
      for (const ability of ABILITY_KEYS) {
        const other = outcome === 'nutrition' ? 'toilet' : 'nutrition'
        const decided = decideEligibility(answers({ [other]: 'needs_assistance', [outcome]: ability }, true, true))
        assert.equal(decided.ok && decided.value.eligible, ability !== 'able', `${outcome} ${ability}`)
      }
  })

  it('is what the three conditions say, whatever is answered', () => {
    const abilities = fc.array(fc.constantFrom(...ABILITY_KEYS), { minLength: 10, maxLength: 10 })
    fc.assert(
      fc.property(abilities, fc.boolean(), fc.boolean(), (ten, impairment, impact) => {
        const given = answers(Object.fromEntries(OUTCOME_KEYS.map((key, at) => [key, ten[at]])), impairment, impact)
        const decided = decideEligibility(given)
        const unable = ten.filter((ability) => ability !== 'able').length
        assert.equal(decided.ok && decided.value.eligible, impairment && impact && unable >= 2)
        assert.equal(decided.ok && decided.value.unable.length, unable)
      }),
    )
  })

  const unanswered: [string, Partial<Answers>, string][] = [
    ['no views', { views: ' ' }, 'views not recorded'],
    ['no impairment', { fromImpairment: undefined as never }, 'impairment not answered'],
    ['nine outcomes', { outcomes: answers(two, true, true).outcomes.slice(1) }, 'an outcome is not answered'],
    ['no impact', { significantImpact: undefined as never }, 'impact not answered'],
    ['impact without words', { impact: '' }, 'impact not explained'],
  ]
  for (const [name, gap, phrase] of unanswered)
    it(`is not decided with ${name}`, () => {
      const decided = decideEligibility({ ...answers(two, true, true), ...gap })
      assert.equal(!decided.ok && decided.error, phrase)
    })
})
