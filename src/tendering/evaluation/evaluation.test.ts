import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  declareConflict,
  decideConflictOf,
  endAssessing,
  giveMarks,
  lockOwnScores,
  nameAssessorOf,
} from '#src/tendering/evaluation/assess-commands.ts'
import { checkConditionOf, checkExclusion } from '#src/tendering/evaluation/check-commands.ts'
import { readEvaluated, readEvidence } from '#src/tendering/evaluation/evaluation.store.ts'
import { shown } from '#src/tendering/evaluation/fraction.ts'
import { agreeMarks, agreeQuality } from '#src/tendering/evaluation/moderate-commands.ts'
import { outcomeOf } from '#src/tendering/evaluation/outcome.ts'
import {
  answerLowPrice,
  confirmRanking,
  decideLowPriceOf,
  openPrices,
  queryLowPrice,
} from '#src/tendering/evaluation/price-commands.ts'
import { NOON, officer, providerUser, useDatabase } from '#test/support/database.ts'
import {
  agreeAll,
  bidsOf,
  BIDDERS,
  checkAll,
  CONNIE,
  councilThatTenders,
  openedTender,
  QUINN,
  rankedTender,
  scoreAll,
  SOL,
  workedSpec,
} from '#test/support/evaluated-tenders.ts'
import { got } from '#test/support/pay-runs.ts'

const refused = (result: { ok: boolean; error?: unknown }): unknown => {
  assert.ok(!result.ok)
  return result.error
}

describe('an evaluation', () => {
  const harness = useDatabase({ seed: ({ shell }) => councilThatTenders(shell) })
  const { shell } = harness
  const tenderRef = 'TD-1'
  const questions = ['Q1', 'Q2', 'Q3']
  const mark = (question: string, given = 3) => ({ question, mark: given, reason: 'It says how' })
  const read = () =>
    shell.read(officer(), async (tx) => {
      const evaluated = await readEvaluated(tx, tenderRef)
      assert.ok(evaluated)
      return { evaluated, evidence: await readEvidence(tx, evaluated) }
    })

  test('an assessor declares before scoring, and a conflict waits for the manager, who is not the assessor', async () => {
    await openedTender(harness)
    const [first] = await bidsOf(shell, tenderRef)
    const give = (as = QUINN) => giveMarks(shell, as, { tenderRef, bidder: first?.number ?? 0, marks: [mark('Q1')] })
    assert.deepEqual(refused(await give()), { why: 'not an assessor' })
    for (const { id } of [QUINN, SOL])
      got(await nameAssessorOf(shell, CONNIE, { tenderRef, officerRef: id, questions }))
    assert.deepEqual(refused(await give()), { why: 'may not score now', question: 'Q1' })
    got(await declareConflict(shell, QUINN, { tenderRef, conflict: 'My sister works for a bidder' }))
    assert.deepEqual(refused(await give()), { why: 'may not score now', question: 'Q1' })
    const decision = { tenderRef, officerRef: QUINN.id, mayAssess: true, words: 'Does not score that bidder’s lot' }
    assert.equal(refused(await decideConflictOf(shell, QUINN, decision)), 'their own conflict')
    got(await decideConflictOf(shell, CONNIE, decision))
    got(await give())
    got(await declareConflict(shell, SOL, { tenderRef, conflict: 'I own shares in a bidder' }))
    got(await decideConflictOf(shell, CONNIE, { ...decision, officerRef: SOL.id, mayAssess: false }))
    assert.deepEqual(refused(await give(SOL)), { why: 'may not score now', question: 'Q1' })
  })

  test('scores have a mark of the scale and a reason, and are locked only when all are given', async () => {
    await openedTender(harness, { bidders: ['A', 'B'] })
    got(await nameAssessorOf(shell, CONNIE, { tenderRef, officerRef: QUINN.id, questions: ['Q1'] }))
    got(await declareConflict(shell, QUINN, { tenderRef }))
    const give = (bidder: number, one: ReturnType<typeof mark>) =>
      giveMarks(shell, QUINN, { tenderRef, bidder, marks: [one] })
    assert.deepEqual(refused(await give(1, mark('Q1', 6))), { why: 'no such mark', question: 'Q1' })
    assert.deepEqual(refused(await give(1, { ...mark('Q1'), reason: ' ' })), { why: 'no reason', question: 'Q1' })
    assert.deepEqual(refused(await give(1, mark('Q2'))), { why: 'not their question', question: 'Q2' })
    got(await give(1, mark('Q1')))
    assert.equal(refused(await lockOwnScores(shell, QUINN, tenderRef)), 'not all marked')
    got(await give(2, mark('Q1')))
    got(await lockOwnScores(shell, QUINN, tenderRef))
    assert.deepEqual(refused(await give(2, mark('Q1', 4))), { why: 'may not score now', question: 'Q1' })
  })

  test('nothing is agreed until all have locked; a mark that differs from what was given needs a reason', async () => {
    await openedTender(harness, { bidders: ['A'] })
    got(await nameAssessorOf(shell, CONNIE, { tenderRef, officerRef: SOL.id, questions: ['Q1'] }))
    await scoreAll(shell, tenderRef, [QUINN])
    const agree = (given: number, reason = '') =>
      agreeMarks(shell, CONNIE, { tenderRef, bidder: 1, marks: [{ question: 'Q1', mark: given, reason }] })
    assert.deepEqual(refused(await agree(3)), { why: 'not all locked' })
    got(
      await endAssessing(shell, CONNIE, {
        tenderRef,
        officerRef: SOL.id,
        reason: 'Left the council',
        replacementRef: '',
      }),
    )
    assert.deepEqual(refused(await agree(4)), { why: 'a change needs a reason', question: 'Q1' })
    got(await agree(4, 'The answer on page 2 was missed'))
    got(await agree(3))
    assert.equal(refused(await agreeQuality(shell, CONNIE, tenderRef)), 'marks are missing')
  })

  test('an assessor who leaves is replaced; their scores stay, marked, and do not count unless locked', async () => {
    await openedTender(harness, { bidders: ['A'] })
    got(await nameAssessorOf(shell, CONNIE, { tenderRef, officerRef: QUINN.id, questions }))
    got(await declareConflict(shell, QUINN, { tenderRef }))
    got(await giveMarks(shell, QUINN, { tenderRef, bidder: 1, marks: [mark('Q1', 1)] }))
    got(await endAssessing(shell, CONNIE, { tenderRef, officerRef: QUINN.id, reason: 'Ill', replacementRef: SOL.id }))
    const { evaluated } = await read()
    assert.deepEqual(
      evaluated.assessors.map(({ name, status, questions: theirs, replacedBy }) => [
        name,
        status,
        theirs.length,
        replacedBy,
      ]),
      [
        ['Quinn Quality', 'left', 3, SOL.id],
        ['Sol Social', 'named', 3, null],
      ],
    )
    got(await declareConflict(shell, SOL, { tenderRef }))
    got(await giveMarks(shell, SOL, { tenderRef, bidder: 1, marks: questions.map((key) => mark(key, 4)) }))
    got(await lockOwnScores(shell, SOL, tenderRef))
    // All that count gave 4: no change, no reason needed, although Quinn had given 1.
    got(await agreeMarks(shell, CONNIE, { tenderRef, bidder: 1, marks: [{ question: 'Q1', mark: 4, reason: '' }] }))
  })

  test('takes the mean only where the tender said so', async () => {
    await openedTender(harness, { bidders: ['A'], spec: workedSpec(NOON.add({ hours: 24 }), { agreed: 'mean' }) })
    await scoreAll(shell, tenderRef)
    const marks = [{ question: 'Q1', mark: 4, reason: 'x' }]
    assert.deepEqual(refused(await agreeMarks(shell, CONNIE, { tenderRef, bidder: 1, marks })), {
      why: 'the tender says mean',
      question: 'Q1',
    })
    got(await agreeQuality(shell, CONNIE, tenderRef))
    const { agreed } = (await read()).evidence
    assert.deepEqual(agreed.map((one) => shown(one.mark)).sort(), ['3.00', '3.00', '4.00'])
  })

  test('prices stay closed until quality is agreed and every bid was checked; then P-53 comes out', async () => {
    await openedTender(harness)
    await scoreAll(shell, tenderRef)
    assert.equal(refused(await openPrices(shell, CONNIE, tenderRef)), 'quality is not agreed')
    assert.deepEqual((await read()).evidence.prices, [])
    await agreeAll(shell, tenderRef)
    got(await openPrices(shell, CONNIE, tenderRef))
    const ranked = got(await confirmRanking(shell, CONNIE, tenderRef))
    assert.deepEqual(
      ranked.lots[0]?.ranking.ranked.map(({ candidate, total }) => [candidate.organisationName, shown(total)]),
      [
        ['Cedar Support', '89.82'],
        ['Birch Homecare', '85.50'],
        ['Amber Care', '79.00'],
      ],
    )
    assert.equal((await read()).evaluated.tender.status, 'evaluated')
    assert.equal(refused(await confirmRanking(shell, CONNIE, tenderRef)), 'ranked already')
  })

  test('a condition not met and a mandatory ground put a bid out; self-cleaning is considered first', async () => {
    await openedTender(harness)
    await scoreAll(shell, tenderRef)
    const bids = await bidsOf(shell, tenderRef)
    const bidRef = (bidder: string): string => bids.find((one) => one.bidder === bidder)?.bidRef ?? ''
    const ground = {
      ground: 'mandatory' as const,
      evidence: 'Convicted',
      debarmentDay: '2026-11-22',
      continues: true,
      exclude: false,
    }
    const check = (selfCleaning: string, day = '2026-11-22') =>
      checkExclusion(shell, CONNIE, { tenderRef, bidRef: bidRef('C'), ...ground, debarmentDay: day, selfCleaning })
    assert.equal(refused(await check('')), 'self-cleaning not considered')
    assert.equal(refused(await check('None offered', '2027-01-01')), 'debarment list read later')
    await agreeAll(shell, tenderRef)
    assert.equal(got(await check('None offered')), 'excluded')
    got(
      await checkConditionOf(shell, CONNIE, {
        tenderRef,
        bidRef: bidRef('B'),
        condition: 'C1',
        met: false,
        evidence: 'Not on the register',
      }),
    )
    got(await openPrices(shell, CONNIE, tenderRef))
    const { evidence } = await read()
    const [lot] = outcomeOf(evidence).lots
    assert.deepEqual(
      lot?.ranking.ranked.map(({ candidate }) => candidate.organisationName),
      ['Amber Care'],
    )
    assert.deepEqual(lot?.ranking.out.map(({ why }) => why.join()).sort(), [
      'does not meet C1: Registered with the CQC for personal care',
      'excluded, on a mandatory ground',
    ])
  })

  test('a price that seems too low is asked about, answered by the bidder, and decided before anybody is ranked', async () => {
    await openedTender(harness)
    await scoreAll(shell, tenderRef)
    await agreeAll(shell, tenderRef)
    const bidRef = (await bidsOf(shell, tenderRef)).find(({ bidder }) => bidder === 'A')?.bidRef ?? ''
    const ask = { tenderRef, bidRef, question: 'How do you pay travel at £19.50?' }
    assert.equal(refused(await queryLowPrice(shell, CONNIE, ask)), 'prices are not opened')
    got(await openPrices(shell, CONNIE, tenderRef))
    got(await queryLowPrice(shell, CONNIE, ask))
    assert.equal(refused(await confirmRanking(shell, CONNIE, tenderRef)), 'a low price is not decided')
    const decision = { tenderRef, bidRef, accepted: true, reason: 'Rounds are walked' }
    assert.equal(refused(await decideLowPriceOf(shell, CONNIE, decision)), 'not answered')
    assert.equal(
      refused(await answerLowPrice(shell, providerUser('1-102'), { tenderRef, answer: 'Ours' })),
      'not asked',
    )
    got(await answerLowPrice(shell, providerUser(BIDDERS.A.ref), { tenderRef, answer: 'Our rounds are walked' }))
    got(await decideLowPriceOf(shell, CONNIE, decision))
    assert.equal(got(await confirmRanking(shell, CONNIE, tenderRef)).lots[0]?.ranking.ranked.length, 3)
  })

  test('lots under a most go to the optimum, with the reason for whoever ranked first', async () => {
    const spec = workedSpec(NOON.add({ hours: 24 }))
    const [lot] = spec.lots
    assert.ok(lot)
    const two = { ...spec, lots: [lot, { ...lot, lot: 'L2', title: 'Riverside' }], mostLots: 1 }
    await rankedTender(harness, { spec: two, bidders: ['B', 'C'], lots: { B: ['L1'] } })
    const { evidence } = await read()
    const { allocation } = outcomeOf(evidence)
    assert.deepEqual(
      allocation.lots.map(({ lot: key, winners }) => [key, winners.map(({ name }) => name).join()]),
      [
        ['L1', 'Birch Homecare'],
        ['L2', 'Cedar Support'],
      ],
    )
    assert.match(
      allocation.lots[0]?.passedOver[0]?.why ?? '',
      /^Cedar Support may have 1 lot at most and is given L2\. .* a place would stay empty\.$/,
    )
  })

  test('checks are asked for by name', async () => {
    await openedTender(harness, { bidders: ['A'] })
    await scoreAll(shell, tenderRef)
    const [bid] = await bidsOf(shell, tenderRef)
    got(
      await agreeMarks(shell, CONNIE, {
        tenderRef,
        bidder: 1,
        marks: questions.map((key) => ({ question: key, mark: 3, reason: 'Agreed' })),
      }),
    )
    got(await agreeQuality(shell, CONNIE, tenderRef))
    assert.equal(refused(await openPrices(shell, CONNIE, tenderRef)), 'checks are missing')
    got(await checkAll(shell, tenderRef, bid?.bidRef ?? ''))
    got(await openPrices(shell, CONNIE, tenderRef))
  })
})
