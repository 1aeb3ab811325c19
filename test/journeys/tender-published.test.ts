import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addDays, dayOf, type Day } from '#src/base/day.ts'
import { isWorkingDay, workingDayAfter } from '#src/base/working-days.ts'
import { bankHolidays } from '#src/trial/wenbury.ts'
import { fillDay, useSmallCouncil, type Visitor } from '#test/support/small-council.ts'

const TODAY = dayOf(Temporal.Now.instant())
const HOLIDAYS = new Set(bankHolidays(TODAY).map(({ day }) => day))
const workingFrom = (day: Day): Day => (isWorkingDay(day, HOLIDAYS) ? day : workingDayAfter(day, HOLIDAYS))
const CLOSES = workingFrom(addDays(TODAY, 30))

describe('a tender is planned, published, asked about and answered', () => {
  const council = useSmallCouncil()
  let tender: string
  let question: string

  const part = async (visitor: Visitor, name: string): Promise<void> => {
    await visitor.go(`/tenders/${tender}/prepare`)
    await visitor.follow(name)
  }
  const add = async (visitor: Visitor, noun: string, fields: Readonly<Record<string, string>>): Promise<void> => {
    await visitor.press(`Add a ${noun}`)
    for (const [label, text] of Object.entries(fields)) await visitor.fill(label, text)
  }

  it('an officer begins it by a route, under the law that its value brings', async () => {
    const connie = await council.as('Connie Contract')
    await connie.go('/tenders')
    await connie.look('tenders')
    await connie.press('Begin a tender')
    await connie.fill('Title', 'Home care in the hills')
    await connie.fill('Estimated value', 'much')
    await connie.page.getByLabel('Competitive flexible procedure').check()
    await connie.press('Begin')
    assert.match(await connie.text(), /Enter the value in pounds/)
    assert.equal(await connie.page.getByLabel('Title').inputValue(), 'Home care in the hills')
    await connie.look('begin-tender')
    await connie.fill('Estimated value', '4,200,000')
    await connie.press('Begin')
    tender = /TD-\d+/.exec(connie.page.url())?.[0] ?? ''
    assert.match(await connie.text(), /things are/)
    await connie.look('prepare-empty')
    await connie.go(`/tenders/${tender}/publish`)
    assert.match(await connie.text(), /It cannot be published yet/)
    await connie.look('publish-incomplete')
  })

  it('says what is bought, in a lot, with conditions and questions whose weights make 100', async () => {
    const connie = await council.as('Connie Contract')
    await part(connie, 'What is bought, and how')
    await connie.fill('What is bought', 'Care at home in the hills.')
    await fillDay(connie.page, 'fromDay', addDays(CLOSES, 120))
    await fillDay(connie.page, 'lastDay', addDays(CLOSES, 1200))
    await connie.look('prepare-about')
    await connie.press('Save')
    await part(connie, 'Market engagement')
    await connie.fill('Why the market was not asked', 'The market was asked last spring.')
    await connie.look('prepare-engagement')
    await connie.press('Save')
    await part(connie, 'Lots')
    await add(connie, 'lot', {
      Title: 'The hills',
      'Hours of care a week, about': '900',
      'How many providers win a place': '2',
    })
    await connie.press('Save')
    assert.match(await connie.text(), /Choose at least one zone/)
    await connie.page.getByLabel('Wen Vale and the hills').check()
    await connie.fill('Estimated value', '4,200,000')
    await connie.press('Save')
    await connie.look('prepare-lots')
    await part(connie, 'Conditions of participation')
    await connie.press('Add a condition')
    await connie.page.getByLabel('CQC registration for personal care').check()
    await connie.fill('What a bidder must meet', 'Registered with CQC for personal care')
    await connie.press('Save')
    await part(connie, 'Questions and weights')
    await add(connie, 'question', {
      Question: 'How do you keep visits on time?',
      Weight: '50',
      'Model answer': 'Rotas by patches',
    })
    await connie.look('prepare-question')
    await connie.press('Save')
    assert.match(await connie.text(), /make 90 of 100/)
    await connie.follow('Change question Q1')
    assert.equal(await connie.page.getByLabel('Model answer').inputValue(), 'Rotas by patches')
    await connie.fill('Weight', '60')
    await connie.press('Save')
    assert.match(await connie.text(), /make 100 of 100/)
    await connie.look('prepare-questions')
  })

  it('says what is priced, by when, and gives the documents; then nothing is missing', async () => {
    const connie = await council.as('Connie Contract')
    await part(connie, 'Price')
    await add(connie, 'price', {
      'What is priced': 'An hour',
      'Share of the volume': '100',
      'Ceiling (optional)': '27.50',
    })
    await connie.press('Save')
    await connie.look('prepare-price')
    await part(connie, 'Timetable')
    await fillDay(connie.page, 'questionsUntil', workingFrom(addDays(CLOSES, -12)))
    await fillDay(connie.page, 'closesAt', CLOSES)
    await fillDay(connie.page, 'evaluatedBy', workingFrom(addDays(CLOSES, 21)))
    await fillDay(connie.page, 'decisionDay', workingFrom(addDays(CLOSES, 30)))
    await connie.press('Save')
    await connie.look('prepare-timetable')
    await connie.go(`/tenders/${tender}/documents`)
    await connie.fill('Title', 'Specification')
    const [file] = [connie.page.locator('input[type=file]')]
    await file.setInputFiles({ name: 'specification.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ no') })
    await connie.press('Add the document')
    assert.match(await connie.text(), /not what its name says/)
    await file.setInputFiles({
      name: 'specification.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.7 x'),
    })
    await connie.press('Add the document')
    await connie.look('tender-documents')
    await connie.go(`/tenders/${tender}/prepare`)
    assert.doesNotMatch(await connie.text(), /What is missing/)
    await connie.look('prepare-complete')
    await connie.press('Publish')
    await connie.look('publish')
    await connie.press('Publish the tender')
    assert.match(await connie.text(), /Taking bids/)
    await connie.look('tender')
  })

  it('a provider reads it, downloads the specification and asks; all are answered without who asked', async () => {
    const pat = await council.as('Pat of Damson')
    await pat.follow('Tenders')
    await pat.look('portal-tenders')
    await pat.follow('Home care in the hills')
    await Promise.all([
      pat.page.waitForEvent('download'),
      pat.page.getByRole('link', { name: 'Specification' }).click(),
    ])
    await pat.fill('Your question', 'May a firm as small as ours bid?')
    await pat.press('Send the question')
    question = /CQ-\d+/.exec(await pat.text())?.[0] ?? ''
    await pat.look('portal-tender')
    const connie = await council.as('Connie Contract')
    await connie.go(`/clarifications/${question}`)
    await connie.fill('Answer', 'Yes, Damson Care may.')
    await connie.press('Send the answer')
    assert.match(await connie.text(), /names who asked/)
    await connie.fill('Answer', 'Yes. Size has no weight.')
    await connie.fill('The question as all read it', 'May a small firm bid?')
    await connie.look('clarification')
    await connie.press('Send the answer')
    await connie.go(`/tenders/${tender}/questions`)
    await connie.look('clarifications')
    const visitor = await council.stranger()
    await visitor.go('/public/wenbury-council/tenders')
    await visitor.look('public-tenders')
    await visitor.follow('Home care in the hills')
    assert.match(await visitor.text(), /May a small firm bid\?/)
    assert.doesNotMatch(await visitor.text(), /Damson|as small as ours/)
    await visitor.look('public-tender')
    await connie.go(`/tenders/${tender}/documents`)
    assert.match(await connie.text(), /Pat of Damson/)
  })

  it('a question changed afterwards needs a reason and more time', async () => {
    const connie = await council.as('Connie Contract')
    await connie.go(`/tenders/${tender}/prepare/questions/items/Q1`)
    await connie.fill('Most words of an answer', '1000')
    await connie.press('Save')
    await connie.go(`/tenders/${tender}/change`)
    await connie.fill('Why it is changed', 'Bidders asked for more room')
    await connie.press('Publish the changes')
    assert.match(await connie.text(), /move the deadline first, to/)
    await connie.look('tender-change')
    await part(connie, 'Timetable')
    await fillDay(connie.page, 'closesAt', workingFrom(addDays(CLOSES, 7)))
    await connie.press('Save')
    await connie.go(`/tenders/${tender}/change`)
    await connie.fill('Why it is changed', 'Bidders asked for more room')
    await connie.press('Publish the changes')
    assert.match(await connie.text(), /Version 2 is published/)
  })
})
