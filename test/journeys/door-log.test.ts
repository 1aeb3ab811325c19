import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { dayOf, formatTime, LONDON } from '#src/base/day.ts'
import { systemActor } from '#src/platform/actor.ts'
import { rows, sql } from '#src/platform/database.ts'
import { useSmallCouncil } from '#test/support/small-council.ts'
import { place, planOf, slotOf } from '#test/support/visits.ts'

const DAMSON = '1-991004'

describe("a small provider's worker logs in at the door", () => {
  const council = useSmallCouncil()
  let door: string
  let pin: string
  let personRef: string

  const read = <T>(query: ReturnType<typeof sql<T>>) =>
    council.store.shell.read(systemActor(1), (tx) => rows(tx, query))

  it('the provider adds the worker and prints the sheet for the home', async () => {
    const now = council.store.shell.now()
    const [home] = await read(
      sql<{
        person: string
      }>`select min(person_ref) as person from visits.v_visit where organisation_ref = ${DAMSON} and day >= ${dayOf(now)}`,
    )
    personRef = home?.person ?? assert.fail('Damson visits nobody')
    const start = now.toZonedDateTimeISO(LONDON).toPlainTime().toString().slice(0, 5)
    const plan = { packageRef: 'PK-90001', personRef, organisationRef: DAMSON, startDay: dayOf(now) }
    await place(council.store.shell, planOf({ ...plan, pattern: [slotOf({ start })] }))

    const pat = await council.as('Pat of Damson')
    await pat.follow('Visits')
    await pat.press('Log-in at the door')
    await pat.look('door-log-homes')
    await pat.follow('Workers')
    await pat.press('Add the worker')
    assert.match(await pat.text(), /Enter the worker number/)
    await pat.fill('Worker number', 'W-701')
    await pat.fill('Name', 'Wanda Worker')
    await pat.press('Add the worker')
    pin = /The PIN of W-701 is (\d{6})/.exec(await pat.text())?.[1] ?? assert.fail('no PIN was told')
    await pat.look('door-log-workers')
    await pat.go('/portal/door-log')
    const row = pat.page.locator('tr', { hasText: personRef })
    await Promise.all([pat.page.waitForEvent('load'), row.getByRole('button', { name: /Print a sheet/ }).click()])
    await pat.look('door-log-sheet')
    door = /http:\/\/127\.0\.0\.1(\/door\/[\w.-]+)/.exec(await pat.text())?.[1] ?? assert.fail('no link on the sheet')
  })

  it('the worker logs in and out without a connection; later both times stand on the visit', async () => {
    const phone = await council.stranger()
    const { page } = phone
    await page.setViewportSize({ width: 390, height: 800 })
    await phone.go(door)
    assert.doesNotMatch(await phone.text(), new RegExp(`${personRef}|Damson`))
    await page.locator('[data-door-log="kept"]').waitFor()
    await phone.look('door')
    await page.context().setOffline(true)
    await page.reload()
    const said = page.getByRole('status')
    await page.getByRole('button', { name: 'Log in to the visit' }).click()
    await said.getByText('Enter your worker number and your PIN').waitFor()
    for (const [button, words] of [
      ['Log in to the visit', /logged in|No connection/],
      ['Log out', /logged out|No connection/],
    ] as const) {
      await phone.fill('Your worker number', 'w-701')
      await phone.fill('Your PIN', pin)
      await page.getByRole('button', { name: button, exact: true }).click()
      await said.getByText(words).waitFor()
    }
    await said.getByText(/No connection\. The times are kept/).waitFor()
    assert.equal(await page.getByRole('listitem').filter({ hasText: 'w-701' }).count(), 2)
    const [none] = await read(sql<{ n: number }>`select count(*) as n from visits.door_event`)
    assert.equal(none?.n, 0)
    await page.context().setOffline(false)
    await said.getByText(/You logged out at .* It is sent/).waitFor()
    assert.equal(await page.getByText('Still to be sent').isVisible(), false)

    const events = await read(
      sql<{
        deviceAt: Temporal.Instant
        receivedAt: Temporal.Instant
      }>`select device_at as "deviceAt", received_at as "receivedAt"
        from visits.door_event order by device_at`,
    )
    assert.equal(events.length, 2)
    const [seat] = await read(
      sql<{
        visitRef: string
      }>`select visit_ref as "visitRef" from visits.v_attendance where worker_ref = 'W-701' and out_at is not null`,
    )
    const fay = await council.as('Fay Finance')
    await fay.go(`/visits/${seat?.visitRef}`)
    await fay.follow('At the door')
    const text = await fay.text()
    assert.match(text, /Logged at the door/)
    for (const { deviceAt, receivedAt } of events) {
      assert.ok(text.includes(formatTime(deviceAt)))
      assert.ok(text.includes(formatTime(receivedAt)))
    }
    await fay.look('visit-logged-at-the-door')
    await fay.go(`/people/${personRef}`)
    await fay.follow('At home')
    assert.match(await fay.text(), /Log-in at the door/)
    await fay.follow(/^DS-\d+$/)
    await fay.look('door-sheet')
  })

  it('a wrong PIN is told, and what was pressed is sent once the right one is typed', async () => {
    const phone = await council.stranger()
    const { page } = phone
    await phone.go(door)
    await phone.fill('Your worker number', 'W-701')
    await phone.fill('Your PIN', pin === '000000' ? '000001' : '000000')
    await page.getByRole('button', { name: 'Log in to the visit' }).click()
    await page
      .getByRole('status')
      .getByText(/the PIN is not right/)
      .waitFor()
    await page.getByRole('listitem').filter({ hasText: 'W-701 logged in' }).waitFor()
    await phone.look('door-refused')
    await phone.fill('Your PIN', pin)
    await page.getByRole('button', { name: 'Log out', exact: true }).click()
    await page
      .getByRole('status')
      .getByText(/It is sent/)
      .waitFor()
    assert.equal(await page.getByText('Still to be sent').isVisible(), false)
    const [kept] = await read(sql<{ n: number }>`select count(*) as n from visits.door_event`)
    assert.equal(kept?.n, 4)
  })

  it('the council stops the sheet, its code leads nowhere, and a time that was not sent yet is told to the worker', async () => {
    const phone = await council.stranger()
    const { page } = phone
    await page.setViewportSize({ width: 390, height: 800 })
    await phone.go(door)
    await page.context().setOffline(true)
    await phone.fill('Your worker number', 'W-701')
    await phone.fill('Your PIN', pin)
    await page.getByRole('button', { name: 'Log in to the visit' }).click()
    await page.getByText('Still to be sent').waitFor()
    const dot = await council.as('Fay Finance')
    await dot.go(`/door-sheets/${personRef}/${DAMSON}`)
    await dot.press('Stop the sheet')
    assert.match(await dot.text(), /Sheet DS-\d+ no longer works/)
    const stranger = await council.stranger()
    const answer = await stranger.page.goto(`${council.address}${door}`)
    assert.equal(answer?.status(), 404)
    await page.context().setOffline(false)
    await page.reload()
    await page.getByRole('heading', { name: 'Tell your office these times' }).waitFor()
    assert.match(await phone.text(), /W-701 logged in on \d+ \w+ at /)
    await page.getByRole('button', { name: 'I have told my office' }).click()
    assert.equal(await page.getByText('Tell your office these times').isVisible(), false)
  })
})
