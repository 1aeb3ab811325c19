import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { REGIMES } from '#src/tendering/regime/regime.ts'
import { fileTypeOf } from '#src/tendering/documents/file-type.ts'
import { decideAnswer, decideAsk, namesOneOf } from '#src/tendering/clarifications/clarification.ts'
import { canonicalJson } from '#src/tendering/tenders/canonical.ts'
import { decideChange, differencesBetween } from '#src/tendering/tenders/change.ts'
import { missingFrom, type Prepared } from '#src/tendering/tenders/checklist.ts'
import { draftOf, nextKey } from '#src/tendering/tenders/draft.ts'
import { isAllowed, requirementsOf, standstillFits } from '#src/tendering/tenders/route.ts'
import { ROUTE_NAMES, type Spec } from '#src/tendering/tenders/spec.ts'
import { stepsOf } from '#src/tendering/tenders/timetable.ts'
import { refusal } from '#test/support/pay-runs.ts'
import { completeSpec } from '#test/support/prepared-tenders.ts'

const READY: Prepared = {
  publishedOn: '2026-11-23',
  holidays: new Set(['2026-12-25', '2026-12-28', '2027-01-01']),
  periods: { leastDays: 21, answerDays: 5, changeDays: 7 },
  zones: new Set(['town', 'rural']),
  answered: new Set(['Q1', 'Q2', 'Q3']),
  documents: 1,
  engagements: 0,
  restsOnKnown: true,
  membersKnown: true,
}

describe('what a route under a law asks for', () => {
  const CASES = [
    ['open_framework', 'pa23_light_touch', 'UK4', null, 8, 'voluntary'],
    ['closed_framework', 'pa23', 'UK4', 25, 4, 'mandatory'],
    ['closed_framework', 'pa23_light_touch', 'UK4', null, null, 'voluntary'],
    ['competitive_flexible', 'pa23', 'UK4', 25, null, 'mandatory'],
    ['dynamic_market', 'pcr15', 'UK4', 30, null, 'voluntary'],
    ['call_off_mini', 'pcr15_light_touch', null, null, null, 'voluntary'],
    ['direct_award', 'pa23', 'UK5', null, null, 'mandatory'],
    ['direct_award', 'psr', null, null, null, 'mandatory'],
    ['user_choice', 'pa23_light_touch', null, null, null, 'none'],
    ['below_threshold', 'below_threshold', null, null, null, 'none'],
  ] as const
  for (const [route, regime, notice, tenderDays, mostYears, standstill] of CASES)
    it(`${route}, ${regime}: ${notice ?? 'no notice'}, ${standstill} standstill`, () => {
      const asks = requirementsOf(route, regime)
      assert.deepEqual(
        [asks.notice, asks.tenderDays, asks.mostYears, asks.standstill],
        [notice, tenderDays, mostYears, standstill],
      )
    })

  it('every route is known to a law, and what began before the Act may only be called off', () => {
    for (const route of ROUTE_NAMES) assert.ok(REGIMES.some((regime) => isAllowed(route, regime)))
    assert.deepEqual(
      ROUTE_NAMES.filter((route) => isAllowed(route, 'pcr15')),
      ['dynamic_market', 'call_off_ranked', 'call_off_mini', 'call_off_direct'],
    )
  })

  it('where the law asks for a standstill, nothing less will do', () => {
    assert.ok(!standstillFits('voluntary', 'mandatory') && !standstillFits('none', 'mandatory'))
    assert.ok(standstillFits('none', 'voluntary') && standstillFits('mandatory', 'voluntary'))
  })
})

describe('the checklist', () => {
  const messages = (spec: Spec, prepared: Partial<Prepared> = {}): string[] =>
    missingFrom(spec, { ...READY, ...prepared }).map(({ part, message }) => `${part}: ${message}`)

  it('is empty when nothing is missing', () => assert.deepEqual(messages(completeSpec()), []))

  it('names every part of a tender that only begins', () => {
    const begun = draftOf({ ...completeSpec(), title: 'Home care' })
    const parts = new Set(missingFrom(begun, { ...READY, documents: 0 }).map(({ part }) => part))
    assert.deepEqual(
      [...parts],
      ['about', 'engagement', 'lots', 'conditions', 'questions', 'price', 'timetable', 'documents'],
    )
  })

  const spec = completeSpec()
  const [first, ...others] = spec.questions
  const [lot] = spec.lots
  const [line] = spec.price.lines
  assert.ok(first && lot && line)
  const at = (timetable: Partial<Spec['timetable']>): Spec => ({
    ...spec,
    timetable: { ...spec.timetable, ...timetable },
  })
  const priced = (price: Partial<Spec['price']>): Spec => ({ ...spec, price: { ...spec.price, ...price } })
  const CASES: [what: string, message: RegExp, spec: Spec, prepared?: Partial<Prepared>][] = [
    ['weights of 99.99', /make 99\.99, not 100/, { ...spec, questions: [{ ...first, weight: 19.99 }, ...others] }],
    ['weights of 101', /make 101, not 100/, priced({ weight: 41 })],
    [
      'a question without a model answer',
      /questions: Q3: write a model answer/,
      spec,
      { answered: new Set(['Q1', 'Q2']) },
    ],
    ['a pass above the scale', /Q1: its lowest pass/, { ...spec, questions: [{ ...first, least: 6 }, ...others] }],
    ['no tie-break', /how a tie is broken/, { ...spec, tieBreaks: [] }],
    ['a tie-break that may not decide', /a lot drawn be the last/, { ...spec, tieBreaks: ['lot_drawn', 'price'] }],
    [
      'a scale without its ends',
      /0 and 5 at least/,
      { ...spec, scale: { most: 5, marks: [{ mark: 3, label: 'Meets' }] } },
    ],
    ['no lot', /at least one lot/, { ...spec, lots: [] }],
    ['a lot without zones, hours, value, places', /L1: choose its zones/, { ...spec, lots: [{ ...lot, zones: [] }] }],
    ['a zone that is gone', /no longer one/, spec, { zones: new Set(['town']) }],
    ['more lots to win than there are', /more lots than there are/, { ...spec, mostLots: 3 }],
    ['lots worth more than the tender', /estimated higher/, { ...spec, estimatedPence: 1 }],
    ['no conditions', /what a bidder must meet/, { ...spec, conditions: [] }],
    ['volumes of 60', /make 60, not 100/, priced({ lines: [{ ...line, volume: 60 }] })],
    ['a ceiling below the floor', /P1: its ceiling/, priced({ lines: [{ ...line, ceilingPence: 1_000 }] })],
    ['nothing to price', /every bidder gives/, priced({ lines: [] })],
    ['no documents', /documents: Add/, spec, { documents: 0 }],
    ['no engagement and no reason', /UK2/, { ...spec, noEngagementReason: null }],
    ['too few days', /at least 21.*14 December 2026/, at({ closesAt: '2026-12-11T12:00:00Z' })],
    [
      'an ordinary contract with 24 days',
      /the law asks for at least 25/,
      { ...spec, ...at({ closesAt: '2026-12-17T12:00:00Z' }), regime: 'pa23', standstill: 'mandatory' },
    ],
    ['closing on a bank holiday', /not a working day/, at({ closesAt: '2026-12-28T12:00:00Z' })],
    ['questions to the end', /5 working days.*there are 2/, at({ questionsUntil: '2026-12-16T12:00:00Z' })],
    ['a decision at the weekend', /30 January 2027, which is not a working day/, at({ decisionDay: '2027-01-30' })],
    ['a decision before the evaluation ends', /must not come before/, at({ decisionDay: '2027-01-21' })],
    ['a start within the standstill', /from 11 February 2027/, { ...spec, fromDay: '2027-02-10' }],
    [
      'four years and a day, ordinary',
      /4 years are the most/,
      { ...spec, regime: 'pa23', standstill: 'mandatory', fromDay: '2027-04-04', extensionMonths: [] },
    ],
    [
      'an ordinary contract without standstill',
      /choose the mandatory/,
      { ...spec, regime: 'pa23', standstill: 'none' },
    ],
    ['no way to call off', /how care is called off/, { ...spec, callOff: null }],
    ['a call-off from nothing', /Name the framework/, { ...spec, route: 'call_off_mini' }],
    [
      'a mini-competition whose parties nobody knows',
      /Open a list of the members of TD-9/,
      { ...spec, route: 'call_off_mini', frameworkOf: 'TD-9' },
      { membersKnown: false },
    ],
    ['a market without a name', /Name the dynamic market/, { ...spec, route: 'dynamic_market' }],
    ['a market that is not open', /MK-1 is not/, { ...spec, marketRef: 'MK-1' }, { restsOnKnown: false }],
    ['a direct award to nobody', /Name the provider/, { ...spec, route: 'direct_award' }],
    [
      'a route that the law does not know',
      /does not exist under this law/,
      { ...spec, route: 'user_choice', regime: 'pa23' },
    ],
    [
      'below the threshold, grown beyond it',
      /reached the threshold/,
      { ...spec, regime: 'below_threshold', estimatedPence: 66_354_000 },
    ],
  ]
  for (const [what, message, faulty, prepared] of CASES)
    it(`sees ${what}`, () => assert.match(messages(faulty, prepared).join('\n'), message))

  it('draws the timetable from the notice to the first day, standstill counted in working days', () => {
    const steps = stepsOf(spec, '2026-11-23', READY.holidays)
    assert.deepEqual(
      steps.map(({ title, from, to }) => [title, from, to]),
      [
        ['Questions', '2026-11-23', '2026-12-07'],
        ['Bids', '2026-11-23', '2026-12-18'],
        ['Evaluation', '2026-12-18', '2027-01-22'],
        ['Decision', '2027-01-22', '2027-02-01'],
        ['Standstill', '2027-02-01', '2027-02-10'],
        ['Getting ready', '2027-02-11', '2027-04-05'],
      ],
    )
  })

  it('never gives a key twice', () => {
    assert.equal(nextKey('Q', ['Q1', 'Q3']), 'Q4')
    assert.equal(nextKey('L', []), 'L1')
  })
})

describe('a change after publication', () => {
  const before = completeSpec()
  const now = Temporal.Instant.from('2026-12-01T09:00:00Z')
  const later = (days: number): Spec['timetable'] => ({
    ...before.timetable,
    closesAt: Temporal.Instant.from(before.timetable.closesAt)
      .add({ hours: 24 * days })
      .toString(),
  })
  const [question, ...rest] = before.questions
  assert.ok(question)
  const changed: Spec = { ...before, questions: [{ ...question, text: 'How are visits kept on time?' }, ...rest] }
  const decide = (after: Spec, context: Partial<Parameters<typeof decideChange>[2]> = {}) =>
    decideChange(before, after, { reason: 'A bidder asked', now, changeDays: 7, ...context })

  it('of a question needs a reason and more time', () => {
    assert.equal(refusal(decide(changed)), 'bidders need more time')
    assert.equal(refusal(decide({ ...changed, timetable: later(6) })), 'bidders need more time')
    assert.equal(refusal(decide({ ...changed, timetable: later(7) }, { reason: ' ' })), 'no reason')
    assert.ok(decide({ ...changed, timetable: later(7) }).ok)
  })
  it('of the summary needs none', () => assert.ok(decide({ ...before, summary: 'Care at home' }).ok))
  it('never brings the deadline forward, comes after it, or changes the route', () => {
    assert.equal(refusal(decide({ ...before, timetable: later(-1) })), 'the deadline comes earlier')
    assert.equal(refusal(decide({ ...before, route: 'open' })), 'the route cannot change')
    assert.equal(refusal(decide(before)), 'nothing changed')
    const atDeadline = { now: Temporal.Instant.from(before.timetable.closesAt) }
    assert.equal(refusal(decide({ ...before, summary: 'Care' }, atDeadline)), 'the deadline has passed')
  })
  it('says what is added, changed and removed', () => {
    const after: Spec = { ...changed, lots: before.lots.slice(1), price: { ...before.price, weight: 45 } }
    assert.deepEqual(
      differencesBetween(before, after).map(({ words }) => words),
      ['Weight of the price changed', 'Lot L1 removed', 'Question Q1 changed'],
    )
  })
  it('is none where only the order of members differs', () => {
    const turned = Object.fromEntries(Object.entries(before).reverse()) as unknown as Spec
    assert.deepEqual(differencesBetween(before, turned), [])
    assert.equal(canonicalJson(turned), canonicalJson(before))
  })
})

describe('questions of providers', () => {
  const until = Temporal.Instant.from('2026-12-07T12:00:00Z')
  const ask = (now: string, words = 'May we bid for one lot?', hasEnded = false) =>
    decideAsk(words, { now: Temporal.Instant.from(now), until, hasEnded })
  it('are taken at 11:59:59 and not at 12:00:00', () => {
    assert.ok(ask('2026-12-07T11:59:59.999Z').ok)
    assert.equal(refusal(ask('2026-12-07T12:00:00Z')), 'the time for questions has ended')
    assert.equal(refusal(ask('2026-12-01T12:00:00Z', ' ')), 'no words')
    assert.equal(refusal(ask('2026-12-01T12:00:00Z', 'word '.repeat(501))), 'too many words')
    assert.equal(refusal(ask('2026-12-01T12:00:00Z', 'Why?', true)), 'the tender has ended')
  })
  it('are answered to all without the name of the asker', () => {
    const names = ['Damson Care Limited', '1-991004']
    const all = { to: 'all', question: 'May Damson Care bid?', answer: 'Yes' } as const
    assert.equal(refusal(decideAnswer('open', all, names)), 'it names the asker')
    assert.ok(decideAnswer('open', { ...all, question: 'May a bidder bid?' }, names).ok)
    assert.equal(refusal(decideAnswer('answered', all, names)), 'already answered')
    assert.ok(namesOneOf('Yes, Damson may', names))
    assert.ok(!namesOneOf('A care provider asks for support', ['Care Ltd', 'Support at Home (Wenbury) Limited']))
  })
  it('are answered alone for a reason only', () => {
    const alone = { to: 'asker', answer: 'Yes', reason: '' } as const
    assert.equal(refusal(decideAnswer('open', alone, [])), 'no reason')
    assert.ok(decideAnswer('open', { ...alone, reason: 'It is about its own accounts' }, []).ok)
  })
})

describe('what a file is', () => {
  const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
  const zip = (list: string) => bytes(`PK\u0003\u0004 made up ${list}`)
  const CASES: [filename: string, content: Uint8Array, type: string | undefined][] = [
    ['a.pdf', bytes('%PDF-1.7'), 'pdf'],
    ['a.docx', zip('word/document.xml'), 'docx'],
    ['a.xlsx', zip('xl/workbook.xml'), 'xlsx'],
    ['a.csv', bytes('lot,price\r\nL1,20.80'), 'csv'],
    ['a.TXT', bytes('plain words, caf\u00c3\u00a9'), 'txt'],
    ['a.pdf', bytes('MZ\u0000\u0001'), undefined],
    ['a.pdf', zip('word/document.xml'), undefined],
    ['a.docm', zip('word/document.xml word/vbaProject.bin'), undefined],
    ['a.docx', zip('word/document.xml word/vbaProject.bin'), undefined],
    ['a.zip', zip('anything'), undefined],
    ['a.txt', bytes('with\u0000nought'), undefined],
    ['a', bytes('no ending'), undefined],
  ]
  for (const [filename, content, type] of CASES)
    it(`${filename} of ${content.length} bytes: ${type ?? 'refused'}`, () =>
      assert.equal(fileTypeOf({ filename, head: content, tail: content }), type))
})
