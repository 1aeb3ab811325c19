import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { dayOf, LONDON } from '#src/base/day.ts'
import { ok } from '#src/base/result.ts'
import { listPlacements } from '#src/brokerage/index.ts'
import { systemActor } from '#src/platform/actor.ts'
import { planPlacement, watchVisits } from '#src/visits/index.ts'
import { useSmallCouncil, type Visitor } from '#test/support/small-council.ts'

const DAMSON = '1-991004'
const LATE_MINUTES = 40

describe('a time-critical visit is missed', () => {
  const council = useSmallCouncil()
  let name: string
  let tess: Visitor
  let pat: Visitor

  /** Its row on a list: at some hours a visit of the trial council itself is late beside it. */
  const itsRow = ({ page }: Visitor) => page.locator('tbody tr', { hasText: 'PK-9001' })

  /** A visit that should have begun forty minutes ago, whatever the time is now. */
  const planLateVisit = async (): Promise<void> => {
    const { shell } = council.store
    const clerk = systemActor(1)
    const [placement] = await shell.read(clerk, (tx) => listPlacements(tx, { organisationRef: DAMSON }))
    assert.ok(placement)
    name = placement.personName
    const start = shell.now().subtract({ minutes: LATE_MINUTES })
    const slot = {
      ...{
        slot: 1,
        days: [1, 2, 3, 4, 5, 6, 7],
        windowFrom: '00:00',
        windowTo: '23:59',
        minutes: 30,
        workers: 1 as const,
      },
      ...{
        start: start.toZonedDateTimeISO(LONDON).toPlainTime().toString().slice(0, 5),
        timeCritical: true,
        tasks: 'Insulin',
      },
    }
    const startDay = dayOf(start)
    const done = await shell.command(clerk, 'plan-visits', async (tx) => {
      await planPlacement(tx, { ...placement, packageRef: 'PK-9001', startDay, endDay: undefined, pattern: [slot] })
      return ok('PK-9001')
    })
    assert.ok(done.ok)
    await watchVisits(shell, clerk)
  }

  it("the duty officer finds it in her work, on the watch among the time-critical ones, with the provider's telephone", async () => {
    await planLateVisit()
    tess = await council.as('Tess Teamlead')
    await tess.follow(new RegExp(`^Find out what happened.*${name}, time-critical`))
    assert.match(await tess.text(), /Nobody logged in/)
    assert.match(await tess.text(), /The provider has been told and has not answered/)
    await tess.look('missed-visit')
    await tess.follow('Live watch')
    const lists = await tess.page.locator('tbody tr').allInnerTexts()
    const at = lists.findIndex((row) => row.includes('PK-9001'))
    assert.match(
      lists[at] ?? '',
      new RegExp(`${name}[\\s\\S]*Time-critical[\\s\\S]*4\\d minutes[\\s\\S]*Damson[\\s\\S]*01632`),
    )
    for (const above of lists.slice(0, at)) assert.match(above, /Time-critical/)
    await tess.look('live-watch')
  })

  it('the provider acknowledges it and says what happened', async () => {
    pat = await council.as('Pat of Damson')
    await pat.follow('Visits')
    await pat.press('Visits that need an answer')
    await pat.look('visits-that-need-an-answer')
    await itsRow(pat).getByRole('link').first().click()
    await pat.press('Acknowledge')
    assert.match(await pat.text(), /The council sees that you are looking into it/)
    await pat.press('Save what happened')
    assert.match(await pat.text(), /Choose what happened/)
    await pat.look('say-what-happened')
    await pat.page.getByLabel('The worker is delayed and on the way').check()
    await pat.fill('In your words', 'Flat tyre; Jo is on her way and will be there in ten minutes')
    await pat.press('Save what happened')
    assert.match(await pat.text(), /Flat tyre/)
  })

  it("the officer's watch shows it without being asked again, and she closes it", async () => {
    await tess.page.getByText('Flat tyre').first().waitFor({ timeout: 15_000 })
    await itsRow(tess).getByRole('link').first().click()
    await tess.press('Close the alert')
    assert.match(await tess.text(), /Say how the person is/)
    await tess.look('close-alert')
    await tess.fill('How is the person, and what was done?', 'Rang her: well. Jo came at half past.')
    await tess.press('Close the alert')
    assert.match(await tess.text(), /The alert is closed/)
    assert.doesNotMatch(await tess.page.locator('.almoner-queue__results').innerText(), /PK-9001/)
  })

  it('every step is in the history of the visit', async () => {
    await tess.go(
      `/history/visit/PK-9001-${dayOf(council.store.shell.now().subtract({ minutes: LATE_MINUTES })).replaceAll('-', '')}-1`,
    )
    const text = await tess.text()
    for (const step of ['provider and council told', 'acknowledged', 'Flat tyre', 'closed: Rang her'])
      assert.ok(text.includes(step), step)
  })
})
