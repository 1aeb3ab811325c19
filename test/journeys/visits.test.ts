import assert from 'node:assert/strict'
import { changePolicy } from '#src/councils/index.ts'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { addDays, type Day, dayOf, type Instant } from '#src/base/day.ts'
import { systemActor } from '#src/platform/actor.ts'
import { rows, sql } from '#src/platform/database.ts'
import { useSmallCouncil, type Visitor } from '#test/support/small-council.ts'

type Missed = { visit_ref: string; person_ref: string; day: Day; start_at: Instant; minutes: number }

const HEADER = 'log_ref,visit_ref,person_ref,worker_ref,in_at,out_at,in_source,out_source,reason_code'
const DAMSON = '1-991004'

async function upload(pat: Visitor, lines: readonly string[]): Promise<void> {
  await pat.go('/portal/call-logs')
  await pat.page.getByLabel('Which system does the file come from?').fill('caretime')
  await pat.page
    .getByLabel('Call log', { exact: true })
    .setInputFiles({ name: 'week.csv', mimeType: 'text/csv', buffer: Buffer.from(`${lines.join('\r\n')}\r\n`) })
  await pat.press('Upload')
  await pat.page.locator('.almoner-tags').getByText(/Read/).waitFor({ timeout: 30_000 })
}

describe('a provider sends its call log', () => {
  const council = useSmallCouncil()
  const today = dayOf(Temporal.Now.instant())
  let visits: Missed[]

  const findMissed = () =>
    council.store.shell.read(systemActor(1), (tx) =>
      rows<Missed>(
        tx,
        sql`select v.visit_ref, v.person_ref, v.day::text as day, v.start_at, v.minutes from visits.v_visit v
            where v.organisation_ref = ${DAMSON} and v.status = 'planned' and v.workers = 1 and v.day < ${today}
              and not exists (select 1 from visits.v_attendance a where a.council_id = v.council_id and a.visit_ref = v.visit_ref)
            order by v.day desc, v.visit_ref limit 2`,
      ),
    )

  const rowFor = (visit: Missed, logRef: string, change: { out?: Instant; reason?: string; source?: string } = {}) => {
    const out = change.out ?? visit.start_at.add({ minutes: visit.minutes })
    const source = change.source ?? 'app_gps'
    return [
      logRef,
      visit.visit_ref,
      visit.person_ref,
      'W-77',
      visit.start_at,
      out,
      source,
      source,
      change.reason,
    ].join()
  }

  it('rows that are wrong are refused with the reason and the cure, the good ones are kept', async () => {
    visits = await findMissed()
    const [first, second] = visits
    assert.ok(first && second)
    const pat = await council.as('Pat of Damson')
    await pat.follow('Visits')
    await pat.look('portal-visits')
    await pat.press('Upload a call log')
    await pat.press('Upload')
    assert.match(await pat.text(), /Select the call log/)
    await pat.look('call-log-form')
    const lines = [
      HEADER,
      rowFor(first, 'L-1'),
      rowFor(second, 'L-2', { out: second.start_at.subtract({ minutes: 5 }) }),
      rowFor(second, 'L-3', { source: 'manual' }),
    ]
    await upload(pat, lines)
    assert.match(await pat.text(), /1\s+new/)
    assert.match(await pat.text(), /2\s+refused/)
    await pat.look('call-log')
    const [file] = await Promise.all([
      pat.page.waitForEvent('download'),
      pat.page.getByRole('link', { name: /refused \(CSV\)/ }).click(),
    ])
    assert.match(await readFile(await file.path(), 'utf8'), /^line,reason,cure,/)
    await upload(pat, lines)
    assert.match(await pat.text(), /0\s+new/)
    assert.match(await pat.text(), /1\s+had already/)
  })

  it('a visit that could not be logged is entered by hand, with a reason', async () => {
    const second = visits[1]
    assert.ok(second)
    // The trial's newest missed visits may be older than its providers may enter.
    const matching = { windowMinutes: 120, mergeMinutes: 3, lockDays: 60, providerDays: 3 }
    const changed = await changePolicy(council.store.shell, systemActor(1), {
      ...{ kind: 'matching', value: matching, fromDay: today, reason: 'Entries of two months' },
    })
    assert.ok(changed.ok)
    const pat = await council.as('Pat of Damson')
    await pat.go(`/portal/visits/${second.visit_ref}`)
    await pat.fill('Worker', 'W-78')
    await pat.fill('Came at', '09:00')
    await pat.fill('Left at', '09:30')
    await pat.press('Enter the visit')
    assert.match(await pat.text(), /Choose a reason/)
    await pat.look('visit-by-hand')
    await pat.page.getByLabel('Why was it not logged?').selectOption({ index: 1 })
    await pat.press('Enter the visit')
    assert.match(await pat.text(), /The visit is entered/)
  })

  it('the day of the provider, of the person and of the worker show who came and what became of it', async () => {
    const [first] = visits
    assert.ok(first)
    const fay = await council.as('Fay Finance')
    await fay.go(`/visits?day=${addDays(first.day, -6)}&to=${first.day}&state=missed`)
    await fay.look('visits')
    for (const [name, whose] of [
      ['provider', DAMSON],
      ['person', first.person_ref],
      ['worker', 'W-77'],
    ] as const) {
      await fay.go(`/visits/day?day=${first.day}&${name}=${whose}`)
      assert.match(await fay.text(), /attended/)
      await fay.look(`visits-day-of-${name}`)
    }
    await fay.go(`/visits/${first.visit_ref}`)
    assert.match(await fay.text(), /W-77/)
    await fay.look('visit')
    await fay.go('/visits/queues')
    await fay.look('visits-queues')
    await fay.go('/absences')
    await fay.look('absences')
  })
})
