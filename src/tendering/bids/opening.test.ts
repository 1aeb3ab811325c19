import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { countWords, isInTime, missingOf, NO_DRAFT, priceFault, saveLots } from '#src/tendering/bids/bid.ts'
import { chooseCourse, decideOpening, thinLots, tiesOf } from '#src/tendering/bids/opening.ts'
import { REGIMES } from '#src/tendering/regime/regime.ts'
import { NOON } from '#test/support/database.ts'
import { fullDraft, smallSpec } from '#test/support/tenders.ts'

const spec = smallSpec(NOON)
const bidsFor = (...lots: string[]) => lots.map((lot) => ({ lots: [{ lot, preference: 1 }] }))

describe('lots with few bids', () => {
  // Bids for L1, and what may be done.
  const CASES: [number, string][] = [
    [0, 're_run direct_award leave_out'],
    [1, 'go_on re_run direct_award'],
    [2, 'go_on re_run'],
    [3, ''],
  ]
  for (const [count, codes] of CASES)
    test(`${count} bids: ${codes || 'nothing to decide'}`, () => {
      const thin = thinLots(spec, bidsFor(...Array<string>(count).fill('L1'))).find(({ lot }) => lot === 'L1')
      assert.equal((thin?.courses ?? []).map(({ code }) => code).join(' '), codes)
    })

  test('rest on the law that the tender is held to', () => {
    for (const regime of REGIMES) {
      const [lot] = thinLots({ ...spec, regime }, [])
      const direct = lot?.courses.find(({ code }) => code === 'direct_award')
      assert.match(direct?.ground ?? '', /^(Section 43|Regulation 32|A waiver|The most suitable)/)
    }
  })

  test('are decided with a reason, by what is open to that lot', () => {
    const thin = thinLots(spec, bidsFor('L1', 'L1', 'L2', 'L2', 'L2'))
    const choose = (lot: string, code: string, reason = 'because') => chooseCourse(thin, { lot, code, reason })
    assert.deepEqual(choose('L2', 'go_on'), { ok: false, error: 'enough bids' })
    assert.deepEqual(choose('L1', 'leave_out'), { ok: false, error: 'not open to this lot' })
    assert.deepEqual(choose('L1', 'go_on', ' '), { ok: false, error: 'no reason' })
    assert.ok(choose('L1', 'go_on').ok)
  })
})

test('a bidder is tied to whom it names and to who names it, and to nobody who does not bid', () => {
  const bid = (organisationRef: string, ...named: string[]) => ({
    organisationRef,
    subcontractors: named.map((one) => ({ organisationRef: one, name: one, work: 'Nights' })),
  })
  const ties = tiesOf([bid('A', 'B', 'Z', 'A', ''), bid('B'), bid('C', 'B'), bid('D')])
  assert.deepEqual(
    [...ties],
    [
      ['A', ['B']],
      ['B', ['A', 'C']],
      ['C', ['B']],
      ['D', []],
    ],
  )
})

test('one officer twice is not two officers', () => {
  const word = (officerRef: string) => ({ officerRef, officerName: officerRef, confirmedAt: NOON })
  const tender = { status: 'published', closesAt: NOON } as const
  assert.deepEqual(decideOpening(tender, [word('O-1'), word('O-1')], NOON), {
    ok: false,
    error: 'two officers must confirm',
  })
  assert.ok(decideOpening(tender, [word('O-1'), word('O-2')], NOON).ok)
})

test('the closing time itself is late', () => {
  assert.ok(isInTime(NOON.subtract({ microseconds: 1 }), NOON))
  assert.ok(!isInTime(NOON, NOON))
})

describe('a draft', () => {
  const draft = { ...NO_DRAFT, ...fullDraft() }

  test('counts words by what stands between spaces', () => {
    const CASES: [string, number][] = [
      ['', 0],
      [' \n ', 0],
      ['one', 1],
      ['two-part  words\nare one', 4],
    ]
    for (const [text, words] of CASES) assert.equal(countWords(text), words, text)
  })

  test('drops the prices of a lot that it no longer bids for', () => {
    const saved = saveLots(spec, draft, { lots: ['L1'], mostLots: null })
    assert.ok(saved.ok)
    assert.deepEqual(
      saved.value.prices.map(({ lot }) => lot),
      ['L1'],
    )
  })

  test('is held to the tender as it was published last', () => {
    const [first, ...others] = spec.price.lines
    assert.ok(first)
    const cheaper = { ...spec, price: { ...spec.price, lines: [{ ...first, ceilingPence: 1000 }, ...others] } }
    const faults = missingOf(cheaper, draft).filter(({ part }) => part === 'prices')
    assert.deepEqual(
      faults.map(({ what }) => what),
      ['above the ceiling', 'above the ceiling'],
    )
  })

  test('takes prices up to the ceiling, and below the floor too: that is asked about', () => {
    const [line] = spec.price.lines
    assert.ok(line)
    const CASES: [number, string | undefined][] = [
      [0, 'no price'],
      [10.5, 'no price'],
      [899, undefined],
      [2500, undefined],
      [2501, 'above the ceiling'],
    ]
    for (const [pence, fault] of CASES) assert.equal(priceFault(line, pence), fault, String(pence))
    assert.equal(priceFault({ ...line, floorPence: null, ceilingPence: null }, 1), undefined)
  })
})
