import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { addDays, dayOf, mondayOf } from '#src/base/day.ts'
import { systemActor } from '#src/platform/actor.ts'
import { rows, sql } from '#src/platform/database.ts'
import { checkDraft, useSmallCouncil, type Visitor } from '#test/support/small-council.ts'

/** The job that rates or posts the run works beside the page, which follows it. */
async function untilIt(visitor: Visitor, words: string): Promise<void> {
  await visitor.page.locator('.almoner-tags').getByText(words).waitFor({ timeout: 60_000 })
}

describe('a provider is paid for exactly the visits that were made', () => {
  const council = useSmallCouncil()
  let run: string
  let statement: string
  let line: { person: string; sentence: string; amount: string; visit: string }
  let unlogged: string

  /** A log row is wrong: an officer takes it out of the reckoning, and nobody is known to have come. */
  const setAside = async (officer: Visitor, visit: string) => {
    await officer.go(`/visits/${visit}`)
    const row = await officer.page.locator('a[href*="/call-log/row"]').first().getAttribute('href')
    await officer.go((row ?? '').replace('/call-log/row', '/call-log/set-aside'))
    await officer.fill('Why is the row wrong?', 'It is of another visit')
    await officer.press('Set the row aside')
  }
  const tick = (officer: Visitor, visit: string) =>
    officer.page.getByRole('row').filter({ hasText: visit }).getByRole('checkbox').check()

  it('a visit comes into the run without its log', async () => {
    const monday = mondayOf(dayOf(Temporal.Now.instant()))
    const [visit] = await council.store.shell.read(systemActor(1), (tx) =>
      rows(
        tx,
        sql<{ ref: string }>`select v.visit_ref as ref from visits.v_visit v
          join visits.v_attendance a on a.council_id = v.council_id and a.day = v.day and a.visit_ref = v.visit_ref
          where v.organisation_ref = '1-991004' and v.workers = 1 and v.status = 'planned' and a.out_at is not null
            and v.day >= ${addDays(monday, -7)} and v.day < ${monday} order by v.day, v.visit_ref limit 1`,
      ),
    )
    unlogged = visit?.ref ?? ''
    await setAside(await council.as('Fin Officer'), unlogged)
  })

  it('a finance officer makes a pay run; whoever made it cannot approve it', async () => {
    const fay = await council.as('Fay Finance')
    await fay.go('/pay-runs')
    await fay.look('pay-runs-none')
    await fay.press('Start a pay run')
    const provider = fay.page.getByLabel('Provider', { exact: true })
    await provider.selectOption('1-991004')
    await fay.page.getByLabel('Contract', { exact: true }).selectOption({ index: 1 })
    await fay.press('Start the pay run')
    assert.match(await fay.text(), /Another provider holds this contract/)
    await fay.look('pay-run-form')
    assert.equal(await provider.inputValue(), '1-991004')
    await fay.page.getByLabel('Contract', { exact: true }).selectOption('')
    await fay.press('Start the pay run')
    await untilIt(fay, 'Draft, to check')
    run = new URL(fay.page.url()).pathname
    assert.match(await fay.text(), /an officer who neither made nor checked it approves/)
    assert.equal(await fay.page.getByRole('button', { name: 'Approve and post' }).count(), 0)
    await fay.look('pay-run')
    await fay.follow('Missed')
    await fay.look('pay-run-missed')
  })

  it('an exception is left out with a reason, settled by hand, and taken back', async () => {
    const fay = await council.as('Fay Finance')
    await fay.go(`${run}?show=exceptions`)
    await tick(fay, unlogged)
    await fay.press('Leave out of this run')
    await fay.press('Leave out of this run')
    assert.match(await fay.text(), /Say why the visits are left out/)
    await fay.fill('Why they are left out', 'The provider sends its sheet')
    await fay.look('pay-run-leave-out')
    await fay.press('Leave out of this run')
    assert.match(await fay.text(), /The provider sends its sheet/)
    await fay.look('pay-run-left-out')
    await fay.go(`/visits/${unlogged}`)
    await fay.press('Enter by hand')
    await fay.fill('Worker', 'W-9')
    await fay.fill('Came at', '09:00')
    await fay.fill('Left at', '09:30')
    await fay.press('Enter the visit')
    assert.match(await fay.text(), /Choose a reason/)
    await fay.look('council-enters-a-visit')
    await fay.page.getByLabel('Why was it not logged?').selectOption({ index: 1 })
    await fay.press('Enter the visit')
    await fay.go(`${run}?show=left-out`)
    await tick(fay, unlogged)
    await fay.press('Take back into this run')
    await fay.go(`/visits/${unlogged}`)
    assert.match(await fay.text(), /W-9/)
  })

  it('it is checked, another officer approves, and opens the statement', async () => {
    const fay = await council.as('Fay Finance')
    await checkDraft(fay, run)
    assert.match(await fay.text(), /other than Fay Finance, approves/)
    assert.equal(await fay.page.getByRole('button', { name: 'Approve and post' }).count(), 0)
    const hugo = await council.as('Hugo Head')
    assert.match(await hugo.text(), /See and approve/)
    await hugo.go(run)
    await hugo.press('Approve and post')
    await untilIt(hugo, 'Approved')
    await hugo.look('pay-run-approved')
    await hugo.follow(/^Damson Home Care/)
    statement = /ST-\d+/.exec(hugo.page.url())?.[0] ?? ''
    await hugo.look('statement')
    const paid = hugo.page.getByRole('row').filter({ hasText: 'Paid' }).first()
    const cells = paid.getByRole('cell')
    const [visit, why, amount] = [
      await cells.nth(0).innerText(),
      await cells.nth(1).innerText(),
      await cells.nth(2).innerText(),
    ]
    line = {
      visit: /PK-\d+-\d{8}-\d+/.exec(why)?.[0] ?? '',
      person: /P-\d+/.exec(visit)?.[0] ?? '',
      sentence: why.replace('Paid', '').trim().split('\n')[0] ?? '',
      amount: amount.split('\n')[0] ?? '',
    }
    assert.match(line.amount, /^£\d/)
  })

  it('the provider reads the same lines in the portal, prints them and takes them as CSV', async () => {
    const pat = await council.as('Pat of Damson')
    await pat.follow('Statements')
    await pat.look('portal-statements')
    await pat.follow(statement)
    assert.ok((await pat.text()).includes(line.sentence))
    await pat.look('portal-statement')
    const [file] = await Promise.all([
      pat.page.waitForEvent('download'),
      pat.page.getByRole('button', { name: 'Download (CSV)' }).click(),
    ])
    const csv = await readFile(await file.path(), 'utf8')
    assert.ok(csv.startsWith('visit_ref,day,start,person_ref,'))
    assert.ok(csv.includes(line.sentence))
    await pat.press('Print')
    assert.ok((await pat.text()).includes(line.sentence))
    await pat.look('statement-print')
    const other = await council.as('Pat of Amber')
    await other.go(`/portal/statements/${statement}`)
    assert.match(await other.text(), /Page not found/)
  })

  it('the letter to the family has the same figures and the same sentence', async () => {
    const hugo = await council.as('Hugo Head')
    await hugo.go(`/people/${line.person}`)
    await hugo.page.locator('main').getByRole('link', { name: 'Payments', exact: true }).click()
    await hugo.follow(/^Print the letter/)
    const letter = await hugo.text()
    assert.ok(letter.includes(line.sentence))
    assert.ok(letter.includes(line.amount))
    await hugo.look('family-letter')
  })

  it('what changes after it was paid is an adjustment of the next run, with its reason', async () => {
    const fin = await council.as('Fin Officer')
    await setAside(fin, line.visit)
    await fin.go('/pay-runs/start?provider=1-991004')
    await fin.press('Start the pay run')
    await untilIt(fin, 'Draft, to check')
    await fin.follow(/^Adjustments \(1\)/)
    assert.ok((await fin.text()).includes(line.visit))
    await fin.look('pay-run-adjustments')
    await checkDraft(fin, new URL(fin.page.url()).pathname)
    const hugo = await council.as('Hugo Head')
    await hugo.go(new URL(fin.page.url()).pathname)
    await hugo.press('Approve and post')
    await untilIt(hugo, 'Approved')
    const pat = await council.as('Pat of Damson')
    await pat.follow('Statements')
    await pat.page.getByRole('row').filter({ hasText: '-£' }).getByRole('link', { name: /^ST-/ }).click()
    await pat.follow(/^Adjustments to earlier statements/)
    assert.match(await pat.text(), new RegExp(`-${line.amount}`))
    await pat.look('portal-statement-adjustments')
  })

  it('what was commissioned, delivered and paid stands side by side, and care is measured by provider', async () => {
    const fay = await council.as('Fay Finance')
    await fay.go('/savings')
    assert.match(await fay.text(), /% of what was commissioned/)
    await fay.look('savings')
    await fay.go('/visits/measures')
    await fay.look('measures')
    await fay.go('/ledger')
    await fay.look('ledger')
  })

  it('a person pays a contribution of the same visits; the family reads the statement, and who came', async () => {
    const fay = await council.as('Fay Finance')
    await fay.go('/charges')
    await fay.look('charges')
    await fay.page.locator('main').getByRole('row').getByRole('link').first().click()
    await fay.page.waitForURL(/\/people\/P-\d+\/charges/)
    await fay.press('Set the contribution')
    assert.match(await fay.text(), /There is a problem/)
    await fay.look('contribution-refused')
    const person = /P-\d+/.exec(fay.page.url())?.[0]
    await fay.go(`/people/${person}/charges/statement`)
    assert.match(await fay.text(), /The (contribution of £42\.10|whole cost)/)
    await fay.look('charge-statement')
    await fay.go(`/people/${person}/who-came`)
    await fay.look('who-came')
  })

  it('provider and person agree another time: inside the window at once, outside it the council is asked', async () => {
    const today = dayOf(Temporal.Now.instant())
    // A visit of the day after tomorrow has not begun, whatever the hour; one whose time is critical is the council's alone.
    const [visit] = await council.store.shell.read(systemActor(1), (tx) =>
      rows(
        tx,
        sql<{ ref: string }>`select visit_ref as ref from visits.v_visit where organisation_ref = '1-991004'
          and status = 'planned' and not time_critical and day >= ${addDays(today, 2)} order by day, visit_ref limit 1`,
      ),
    )
    const later = (time: string, minutes: number) =>
      Temporal.PlainTime.from(time).add({ minutes }).toString({ smallestUnit: 'minute' })
    const pat = await council.as('Pat of Damson')
    const page = `/portal/visits/${visit?.ref}/agree`
    await pat.go(page)
    const [, hour = '', minute = '', half] = /Window\s+\S+ to (\d+):(\d\d)([ap])m/.exec(await pat.text()) ?? []
    const closes = `${String((Number(hour) % 12) + (half === 'p' ? 12 : 0)).padStart(2, '0')}:${minute}`
    const planned = await pat.page.getByLabel('New time').inputValue()
    const agree = async (time: string) => {
      await pat.go(page)
      await pat.fill('New time', time)
      await pat.press('Save what was agreed')
      assert.match(await pat.text(), /Enter who agreed/)
      assert.equal(await pat.page.getByLabel('New time').inputValue(), time)
      await pat.fill('Who agreed?', 'Her daughter')
    }
    await agree(later(closes, 25))
    await pat.look('portal-agree')
    await pat.press('Save what was agreed')
    assert.match(await pat.text(), /The council is asked/)
    await agree(later(planned, 10))
    await pat.press('Save what was agreed')
    assert.match(await pat.text(), /Agreed\. The visit is planned anew/)
    await pat.look('portal-changes')
  })
})
