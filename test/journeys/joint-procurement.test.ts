import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addDays, dayOf } from '#src/base/day.ts'
import { isWorkingDay, workingDayAfter } from '#src/base/working-days.ts'
import { decline, listInvitations } from '#src/brokerage/index.ts'
import { listOfficers } from '#src/councils/index.ts'
import { type Actor, systemActor } from '#src/platform/actor.ts'
import { inviteProviderUser } from '#src/platform/sign-in/provider-users.ts'
import { approve } from '#src/providers/index.ts'
import { saveOwnDraft, submitBid } from '#src/tendering/bids/bid-commands.ts'
import { declareConflict, giveMarks, lockOwnScores, nameAssessorOf } from '#src/tendering/evaluation/assess-commands.ts'
import { checkConditionOf, checkExclusion } from '#src/tendering/evaluation/check-commands.ts'
import { readEvaluated } from '#src/tendering/evaluation/evaluation.store.ts'
import { agreeMarks, agreeQuality } from '#src/tendering/evaluation/moderate-commands.ts'
import { confirmRanking, openPrices } from '#src/tendering/evaluation/price-commands.ts'
import { editTender } from '#src/tendering/tenders/tender-commands.ts'
import { findPublished, insertPublished } from '#src/tendering/tenders/tender.store.ts'
import { bankHolidays } from '#src/trial/wenbury.ts'
import { providerUser } from '#test/support/database.ts'
import { BIDDERS, type Bidder, registerBidders } from '#test/support/evaluated-tenders.ts'
import { got, inCommand } from '#test/support/pay-runs.ts'
import { fillDay, useSmallCouncil, type Visitor } from '#test/support/small-council.ts'
import { fullDraft, smallSpec } from '#test/support/tenders.ts'

/** Wenbury leads, Exampleshire is its neighbour; the third tenant is their arrangement. */
const JOINT = 3
const TITLE = 'Home care across three rivers'
const TODAY = dayOf(Temporal.Now.instant())
const HOLIDAYS = new Set(bankHolidays(TODAY).map(({ day }) => day))
const workingFrom = (days: number): string => {
  const day = addDays(TODAY, days)
  return isWorkingDay(day, HOLIDAYS) ? day : workingDayAfter(day, HOLIDAYS)
}
/** What each bids an hour at in the two lots. */
const PRICES = { L1: { A: 1950, B: 2080, C: 2240 }, L2: { A: 2311, B: 2144, C: 2099 } } as const

describe('two councils buy together, each for itself', () => {
  const council = useSmallCouncil()
  let tender: string
  let packageRef: string

  /** Somebody at work for the arrangement. */
  const inJoint = async (name: string): Promise<Visitor> => {
    const visitor = await council.as(name)
    await visitor.go('/working-for')
    await visitor.page.getByLabel('Three Rivers Care (made up)').check()
    await visitor.press('Continue')
    return visitor
  }
  const officerIn = async (name: string): Promise<Actor> => {
    const officers = await council.store.shell.read(systemActor(JOINT), (tx) => listOfficers(tx))
    const found = officers.find((one) => one.name === name)
    assert.ok(found)
    return { ...systemActor(JOINT), kind: 'officer', id: found.officerRef, name }
  }

  it('an officer works for the arrangement, begins a tender there and publishes it', async () => {
    const connie = await council.as('Connie Contract')
    await connie.go('/joint')
    await connie.look('joint-arrangements')
    await connie.follow('Three Rivers Care (made up)')
    await connie.look('joint-arrangement')
    await connie.go('/working-for')
    await connie.look('working-for')
    const there = await inJoint('Connie Contract')
    await there.go('/tenders/new')
    await there.fill('Title', TITLE)
    await there.fill('Estimated value', '2,400,000')
    await there.page.getByLabel('Open framework').check()
    await there.press('Begin')
    tender = /TD-\d+/.exec(there.page.url())?.[0] ?? ''
    await prepareTheRest()
    await there.go(`/tenders/${tender}/documents`)
    await there.fill('Title', 'Specification')
    await there.page.locator('input[type=file]').setInputFiles({
      ...{ name: 'specification.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 x') },
    })
    await there.press('Add the document')
    await there.go(`/tenders/${tender}/publish`)
    await there.press('Publish the tender')
    assert.match(await there.text(), /Taking bids/)
  })

  /** What the journey of one council’s tender does page by page. */
  async function prepareTheRest(): Promise<void> {
    const { shell } = council.store
    const connie = await officerIn('Connie Contract')
    const closesAt = Temporal.Instant.from(`${workingFrom(30)}T12:00:00Z`)
    const small = smallSpec(closesAt)
    const [condition] = small.conditions
    const edit = {
      lots: small.lots.map((lot, at) => ({ ...lot, zones: [at === 0 ? '1-town' : '2-coast'], places: 1 })),
      ...{ mostLots: null, conditions: condition ? [condition] : [], questions: small.questions },
      ...{ summary: 'Care at home in two councils', fromDay: workingFrom(150), toDay: workingFrom(1400) },
      price: {
        ...small.price,
        lines: [
          {
            ...{ key: 'P1', title: 'An hour', unit: 'hour' as const, minutes: 60, volume: 100 },
            ...{ floorPence: null, ceilingPence: 2600 },
          },
        ],
      },
      timetable: {
        ...{ questionsUntil: `${workingFrom(15)}T12:00:00Z`, closesAt: closesAt.toString() },
        ...{ evaluatedBy: workingFrom(50), decisionDay: workingFrom(60) },
      },
      ...{ tieBreaks: small.tieBreaks, standstill: 'none' as const, noEngagementReason: 'Asked last spring' },
      callOff: { mechanism: 'ranked_list' as const, firstRefusalHours: 4, orderBy: ['score' as const] },
    }
    got(
      await editTender(shell, connie, {
        ...{ tenderRef: tender, part: 'about', edit: (spec) => ({ ...spec, ...edit, extensionMonths: [] }) },
        modelAnswers: small.questions.map(({ key }) => ({ question: key, answer: 'The same few carers' })),
      }),
    )
  }

  it('each member says what it wants of its own lots, and of no other’s', async () => {
    const max = await council.as('Max Member')
    await max.go('/joint-tenders')
    await max.look('joint-tenders')
    await max.follow(TITLE)
    assert.doesNotMatch(await max.text(), /North Hill/)
    await max.fill('Hours a week, L2', 'many')
    await max.fill('Estimated over the whole term, L2', '900000')
    await max.press('Save what you want')
    assert.match(await max.text(), /Enter the hours a week of L2/)
    await max.look('joint-tender-refused')
    await max.fill('Hours a week, L2', '350')
    await max.press('Save what you want')
    await max.look('joint-tender')
    const connie = await council.as('Connie Contract')
    await connie.go(`/joint-tenders/${JOINT}/${tender}`)
    assert.doesNotMatch(await connie.text(), /350|900,000/)
  })

  it('bids are opened by officers of both, scored together, and their prices seen by each for its own lots', async () => {
    await bidAndClose()
    for (const name of ['Connie Contract', 'Max Member']) {
      const officer = await inJoint(name)
      await officer.go(`/tenders/${tender}/opening`)
      await officer.press('Confirm the opening')
    }
    const max = await inJoint('Max Member')
    await max.go(`/tenders/${tender}/opening`)
    await max.press('Open the bids')
    await scoreAndRank()
    await max.go(`/tenders/${tender}/prices`)
    assert.match(await max.text(), /20\.99/)
    assert.doesNotMatch(await max.text(), /19\.50|22\.40/)
    await max.go(`/tenders/${tender}/ranking`)
    assert.match(await max.text(), /Riverside/)
    assert.doesNotMatch(await max.text(), /North Hill/)
    await max.look('joint-ranking')
    const connie = await inJoint('Connie Contract')
    await connie.go(`/tenders/${tender}/ranking`)
    assert.match(await connie.text(), /North Hill/)
    assert.doesNotMatch(await connie.text(), /Riverside/)
  })

  /** Three bids before the deadline, which then moves into the past. */
  async function bidAndClose(): Promise<void> {
    const { shell } = council.store
    await registerBidders(shell)
    const published = await shell.read(systemActor(JOINT), (tx) => findPublished(tx, tender))
    assert.ok(published)
    for (const bidder of ['A', 'B', 'C'] as const) {
      const user = providerUser(BIDDERS[bidder].ref, ['*'], JOINT)
      const draft = fullDraft({
        conditions: published.spec.conditions.map(({ key }) => ({ key, met: true, text: 'Yes' })),
        answers: published.spec.questions.map(({ key }) => ({ key, text: `What ${bidder} says` })),
        prices: (['L1', 'L2'] as const).map((lot) => ({ lot, lines: [{ key: 'P1', pence: PRICES[lot][bidder] }] })),
        ...{ lots: ['L1', 'L2'], mostLots: null },
      })
      got(await saveOwnDraft(shell, user, tender, draft))
      got(await submitBid(shell, user, tender))
    }
    const closesAt = shell.now().subtract({ seconds: 1 })
    const spec = {
      ...published.spec,
      fromDay: TODAY,
      timetable: { ...published.spec.timetable, closesAt: closesAt.toString() },
    }
    const later = {
      tenderRef: tender,
      version: 2,
      spec,
      sha256: '0'.repeat(64),
      reason: 'The journey’s clock',
      closesAt,
    }
    await inCommand(shell, (tx) => insertPublished(tx, later), systemActor(JOINT))
  }

  /** What the journey of an evaluation does page by page. */
  async function scoreAndRank(): Promise<void> {
    const { shell } = council.store
    const connie = await officerIn('Connie Contract')
    const max = await officerIn('Max Member')
    const questions = ['Q1', 'Q2']
    got(await nameAssessorOf(shell, connie, { tenderRef: tender, officerRef: max.id, questions }))
    got(await declareConflict(shell, max, { tenderRef: tender }))
    const evaluated = await shell.read(connie, (tx) => readEvaluated(tx, tender))
    assert.ok(evaluated)
    const bids = evaluated.bids.map(({ bidRef, organisationRef }) => {
      const [key] = Object.entries(BIDDERS).find(([, { ref }]) => ref === organisationRef) ?? ['A']
      return { bidRef, number: evaluated.numbers.get(bidRef) ?? 0, marks: BIDDERS[key as Bidder].marks }
    })
    const given = (marks: readonly number[]) =>
      questions.map((question, at) => ({ question, mark: marks[at] ?? 0, reason: 'What it shows' }))
    for (const { number, marks } of bids)
      got(await giveMarks(shell, max, { tenderRef: tender, bidder: number, marks: given(marks) }))
    got(await lockOwnScores(shell, max, tender))
    for (const { bidRef, number, marks } of bids) {
      got(await agreeMarks(shell, connie, { tenderRef: tender, bidder: number, marks: given(marks) }))
      const said = { tenderRef: tender, bidRef, condition: 'C1', met: true, evidence: 'The register' }
      got(await checkConditionOf(shell, connie, said))
      const looked = { ground: 'none', evidence: 'Central platform', debarmentDay: TODAY, selfCleaning: '' } as const
      got(
        await checkExclusion(shell, connie, {
          ...{ tenderRef: tender, bidRef },
          ...looked,
          continues: false,
          exclude: false,
        }),
      )
    }
    got(await agreeQuality(shell, connie, tender))
    got(await openPrices(shell, connie, tender))
    got(await confirmRanking(shell, connie, tender))
  }

  it('the arrangement decides its award; each member takes up its own lots, or would not', async () => {
    const hugo = await inJoint('Hugo Head')
    await hugo.go(`/tenders/${tender}/award`)
    await hugo.page.getByLabel('You decide, under a delegation').check()
    await hugo.fill('Up to what value?', '9,000,000')
    await hugo.fill('Reference of the delegation or the minute', 'Joint committee 7')
    await hugo.fill('The reasons for the decision', 'The most advantageous tenders')
    await hugo.press('Decide the award')
    const connie = await inJoint('Connie Contract')
    await connie.go(`/tenders/${tender}/award`)
    await connie.press('Send the assessment summaries')
    await connie.press('Make the award')
    for (const [name, lot] of [
      ['Dora Director', 'L2'],
      ['Hugo Head', 'L1'],
    ] as const) {
      const decider = await council.as(name)
      await decider.go(`/joint-tenders/${JOINT}/${tender}`)
      assert.match(await decider.text(), new RegExp(`${lot}[\\s\\S]*Cedar Support`))
      await decider.press('Decide')
      assert.match(await decider.text(), /Choose yes or no/)
      await decider.page.getByLabel('Yes: contracts are made for its own lots').check()
      await decider.page.getByLabel('Officer, under a delegation').check()
      await decider.fill('Reference of the delegation or minute', 'D-3')
      await decider.fill('Reason', 'Within the plan')
      if (lot === 'L2') await decider.look('joint-decision')
      await decider.press('Decide')
      assert.match(await decider.text(), /has taken up its lots/)
    }
  })

  it('the contract is made of what was won, and the first package is called off from it', async () => {
    const connie = await council.as('Connie Contract')
    await connie.go('/contracts/awards')
    await connie.look('contracts-of-awards')
    await connie.page.getByRole('link', { name: /^Make/ }).first().click()
    await connie.look('contract-of-award')
    await connie.press('Make the contract')
    const contract = /CT-\d+/.exec(connie.page.url())?.[0] ?? ''
    assert.match(await connie.text(), /Cedar Support/)
    await callOff()
    await connie.go(`/contracts/${contract}`)
    assert.match(await connie.text(), new RegExp(packageRef))
    await connie.look('joint-contract')
  })

  /** Care is asked for in the lot's zone; the winner offers in its portal, is chosen, and five officers sign. */
  async function callOff(): Promise<void> {
    const { shell } = council.store
    const { ref, name } = BIDDERS.C
    await inCommand(shell, async (tx) => void got(await approve(tx, { organisationRef: ref, reason: 'Won a place' })))
    const user = { organisationRef: ref, organisationName: name, name: 'Cleo of Cedar', email: 'cleo@cedar.example' }
    got(
      await inviteProviderUser(shell, systemActor(1), user, {
        address: 'http://127.0.0.1',
        council: 'Wenbury Council',
      }),
    )
    const sam = await council.as('Sam Social')
    await sam.go('/people/add')
    await sam.fill('First name', 'Nora')
    await sam.fill('Last name', 'Oystercatch')
    await fillDay(sam.page, 'birthDay', '1938-03-05')
    await sam.fill('Address', '4 Mill Bank\nWenbury')
    await sam.fill('Postcode', 'ZW1 4AB')
    await sam.press('Add the person')
    await sam.go('/packages/start?person=Oystercatch')
    await sam.press('Continue')
    packageRef = /PK-\d+/.exec(sam.page.url())?.[0] ?? ''
    await sam.page.getByLabel('How many minutes?').fill('60')
    await sam.fill('Best time to start', '08:00')
    await sam.fill('It may start from', '07:30')
    await sam.fill('It may start until', '08:30')
    await sam.fill('What is it for?', 'Washing, dressing and breakfast')
    await sam.press('Add this visit')
    await sam.press('Continue: these are all visits')
    await fillDay(sam.page, 'startBy', addDays(TODAY, 9))
    await sam.page.getByLabel('Managing and maintaining nutrition').check()
    await sam.press('Continue')
    await sam.press('Send to providers')
    const asked = await shell.read(systemActor(1), (tx) => listInvitations(tx, packageRef))
    assert.ok(asked.some(({ organisationRef }) => organisationRef === ref))
    // Whoever else was asked declines, and offers close once the winner has answered.
    for (const { organisationRef } of asked.filter((one) => one.organisationRef !== ref))
      got(await decline(shell, providerUser(organisationRef), { packageRef, code: 'no_workers_in_area', words: '' }))
    const cleo = await council.as('Cleo of Cedar')
    await cleo.go(`/portal/offers/${packageRef}`)
    await fillDay(cleo.page, 'startDay', addDays(TODAY, 9))
    await cleo.press('Send this offer')
    const bea = await council.as('Bea Broker')
    await bea.go(`/packages/${packageRef}`)
    if ((await bea.page.getByRole('button', { name: 'Close offers now' }).count()) > 0)
      await bea.press('Close offers now')
    await bea.look('first-call-off')
    await bea.go(`/packages/${packageRef}/choose-offer`)
    await bea.page.getByRole('radio').first().check()
    await bea.press('Choose this offer')
    for (const name of ['Sky Social', 'Mo Manager', 'Fay Finance', 'Tess Teamlead', 'Hugo Head']) {
      const signer = await council.as(name)
      await signer.go(`/packages/${packageRef}/sign-off`)
      await signer.page.getByLabel('Sign', { exact: true }).check()
      await signer.press('Confirm your decision')
    }
  }
})
