import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LISTENERS } from '#src/app.ts'
import { systemActor } from '#src/platform/actor.ts'
import { createShell } from '#src/platform/command.ts'
import { inviteProviderUser } from '#src/platform/sign-in/provider-users.ts'
import { BIDDERS, openedTender, registerBidders, workedSpec } from '#test/support/evaluated-tenders.ts'
import { type SmallCouncil, useSmallCouncil, type Visitor } from '#test/support/small-council.ts'

const TENDER = 'TD-77'

/** Three bids that were handed in last month and opened: P-53, on a clock that stands in the past. */
async function threeBids({ store }: SmallCouncil): Promise<void> {
  const { database, files, seal } = store.shell
  const now = Temporal.Now.instant().round('millisecond')
  const clock = { now: now.subtract({ hours: 24 * 20 }) }
  const shell = createShell(database, LISTENERS, () => clock.now, undefined, { files, seal })
  await registerBidders(shell)
  const closesAt = clock.now.add({ hours: 240 })
  await openedTender(
    { shell, clock },
    { tenderRef: TENDER, spec: workedSpec(closesAt, { regime: 'pa23', standstill: 'mandatory' }), ownerRef: 'O-1007' },
  )
}

async function declareAndScore(assessor: Visitor, marks: () => Promise<readonly number[]>, name: string) {
  await assessor.go(`/tenders/${TENDER}/scoring`)
  assert.match(await assessor.text(), /Do you have a conflict of interest\?/)
  await assessor.look(`tender-declaration-${name}`)
  await assessor.page.getByLabel('I have no conflict of interest').check()
  await assessor.press('Declare')
  for (const number of [1, 2, 3]) {
    await assessor.go(`/tenders/${TENDER}/scoring/${number}`)
    assert.match(await assessor.text(), new RegExp(`Bidder ${number}`))
    assert.doesNotMatch(await assessor.text(), /Amber Care|Birch Homecare|Cedar Support|£/)
    const given = await marks()
    for (const [at, mark] of given.entries()) {
      await assessor.page.locator(`[name="mark-Q${at + 1}"][value="${mark}"]`).check()
      await assessor.fill(`Why this mark for Q${at + 1}?`, `${name}: what the answer shows`)
    }
    if (number === 1) await assessor.look(`tender-scoring-${name}`)
    await assessor.press('Save your marks')
  }
  await assessor.press('Lock your scores')
}

describe('a tender is evaluated and awarded', () => {
  const council = useSmallCouncil()

  /** Whose bid stands behind a number: the marks of P-53, by what the answers say. */
  const marksBehind =
    (assessor: Visitor, change = 0) =>
    async (): Promise<readonly number[]> => {
      const bidder = /What ([ABC]) says/.exec(await assessor.text())?.[1] as keyof typeof BIDDERS
      const [first = 0, ...rest] = BIDDERS[bidder].marks
      return [first - (bidder === 'C' ? change : 0), ...rest]
    }

  it('two assessors score alone, agree, price, rank; the head decides; nothing is signed in the standstill', async () => {
    await threeBids(council)
    const connie = await council.as('Connie Contract')
    await connie.go(`/tenders/${TENDER}/evaluation`)
    for (const officer of ['O-1009', 'O-1003']) {
      await connie.page.getByLabel('Who?').selectOption(officer)
      for (const key of ['Q1', 'Q2', 'Q3']) await connie.page.getByLabel(`${key}: Question ${key}`).check()
      await connie.press('Name the assessor')
    }
    await connie.look('tender-evaluation')
    const sky = await council.as('Sky Social')
    await declareAndScore(sky, marksBehind(sky), 'first')
    await connie.go(`/tenders/${TENDER}/moderation`)
    assert.match(await connie.text(), /has not locked yet/)
    const sam = await council.as('Sam Social')
    await declareAndScore(sam, marksBehind(sam, 1), 'second')
    await agreeAndCheck(connie)
    await priceAndRank(connie)
    await decideAndStand(council, connie)
  })
})

async function agreeAndCheck(connie: Visitor): Promise<void> {
  for (const number of [1, 2, 3]) {
    await connie.go(`/tenders/${TENDER}/moderation/${number}`)
    const bidder = /What ([ABC]) says/.exec(await connie.text())?.[1] as keyof typeof BIDDERS
    for (const [at, mark] of BIDDERS[bidder].marks.entries())
      await connie.page.locator(`[name="mark-Q${at + 1}"][value="${mark}"]`).check()
    await connie.press('Save the agreed marks')
    if (bidder !== 'C') continue
    // One assessor gave a mark less: the change needs its reason.
    assert.match(await connie.text(), /Say why Q1 has this mark/)
    await connie.look('tender-moderation-error')
    await connie.fill('Why, for Q1', 'The rota on page 2 was missed at first')
    await connie.press('Save the agreed marks')
  }
  await connie.look('tender-moderation')
  await connie.press('Quality is agreed')
  await connie.press('Open the prices')
  assert.match(await connie.text(), /Check the conditions and the grounds to exclude/)
  for (const { name } of Object.values(BIDDERS)) {
    await connie.go(`/tenders/${TENDER}/checks`)
    await connie.follow(name)
    await connie.page.getByLabel('Yes').check()
    await connie.press('Save the check of C1')
    await connie.page.getByLabel('No ground was found').check()
    await connie.fill('The evidence', 'Central digital platform, directors and subcontractors')
    const today = Temporal.Now.plainDateISO('Europe/London')
    for (const [part, value] of [
      ['day', today.day],
      ['month', today.month],
      ['year', today.year],
    ] as const)
      await connie.page.locator(`[name="debarment-${part}"]`).fill(String(value))
    if (name === 'Amber Care') await connie.look('tender-check')
    await connie.press('Save the check for exclusion')
  }
  await connie.look('tender-checks')
}

async function priceAndRank(connie: Visitor): Promise<void> {
  await connie.go(`/tenders/${TENDER}/prices`)
  await connie.press('Open the prices')
  await connie.look('tender-prices')
  await connie.follow('Amber Care')
  await connie.look('tender-price')
  await connie.go(`/tenders/${TENDER}/ranking`)
  assert.match(await connie.text(), /89\.82[\s\S]*85\.50[\s\S]*79\.00/)
  assert.match(
    await connie.text(),
    /Cedar Support comes first when the price weighs little, Birch Homecare above 63\.53%/,
  )
  await connie.look('tender-ranking')
  await connie.press('Confirm the ranking')
  assert.match(await connie.text(), /Cedar Support/)
}

async function decideAndStand(council: SmallCouncil, connie: Visitor): Promise<void> {
  const head = await council.as('Hugo Head')
  await head.go(`/tenders/${TENDER}/award`)
  await head.press('Decide the award')
  assert.match(await head.text(), /Select by what right/)
  await head.page.getByLabel('You decide, under a delegation').check()
  await head.fill('Up to what value?', '2,000,000')
  await head.fill('Reference of the delegation or the minute', 'D-14')
  await head.fill('The reasons for the decision', 'The most advantageous tender')
  await head.look('tender-award-decision')
  await head.press('Decide the award')
  await connie.go(`/tenders/${TENDER}/award`)
  await connie.press('Send the assessment summaries')
  await connie.press('Publish the notice and begin the standstill')
  assert.match(await connie.text(), /mandatory standstill runs to the end of .* Nothing is signed before/)
  assert.equal(await connie.page.getByRole('button', { name: /Make the award/ }).count(), 0)
  await connie.look('tender-award')
  await connie.go(`/tenders/${TENDER}/award/letters/${await bidOf(connie)}`)
  assert.match(await connie.text(), /You have (not )?won/)
  await connie.look('tender-letter')
  await ownOutcome(council)
  await signedAfterwards(council, connie)
}

async function bidOf(connie: Visitor): Promise<string> {
  const href = await connie.page
    .getByRole('link', { name: /^Letter to/ })
    .first()
    .getAttribute('href')
  return href?.split('/').at(-1) ?? ''
}

/** The bidder reads its own summary, and nothing of another. */
async function ownOutcome(council: SmallCouncil): Promise<void> {
  const { ref, name } = BIDDERS.A
  const user = { organisationRef: ref, organisationName: name, name: 'Ada of Amber', email: 'ada@amber.example' }
  const where = { address: 'http://127.0.0.1', council: 'Wenbury Council' }
  assert.ok((await inviteProviderUser(council.store.shell, systemActor(1), user, where)).ok)
  const ada = await council.as('Ada of Amber')
  await ada.go(`/portal/tenders/${TENDER}/outcome`)
  assert.match(await ada.text(), /You ranked 3 of 3 with 79\.00 marks/)
  assert.match(await ada.text(), /Cedar Support, 89\.82 marks/)
  assert.doesNotMatch(await ada.text(), /85\.50/)
  await ada.look('tender-outcome')
}

/** The standstill is over: here its days are moved back, as they would be a fortnight later. */
async function signedAfterwards({ store }: SmallCouncil, connie: Visitor): Promise<void> {
  await store.engine.session((session) =>
    session.script(`update tendering.award set notice_day = notice_day - 30, last_day = last_day - 30, sign_from = sign_from - 30
      where council_id = 1 and tender_ref = '${TENDER}'`),
  )
  await connie.go(`/tenders/${TENDER}/award`)
  await connie.press('Make the award')
  assert.match(await connie.text(), /The award is made/)
  await connie.look('tender-awarded')
}
