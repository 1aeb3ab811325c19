import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ok } from '#src/base/result.ts'
import { changePolicy } from '#src/councils/commands.ts'
import { STANDARD } from '#src/councils/policies/policy.ts'
import { disposeBefore, kept, keptFrom } from '#src/councils/retention.ts'
import { keepToTimes } from '#src/councils/retention.job.ts'
import { timeline } from '#src/platform/audit.ts'
import { addCouncil } from '#src/platform/councils.ts'
import { COUNCIL, NOON, officer, system, useDatabase } from '#test/support/database.ts'

const now = NOON.toString()

describe('how long records are kept', () => {
  const { shell, database } = useDatabase({
    seed: ({ database: fresh }) => addCouncil(fresh, { council: COUNCIL, name: 'Wenbury', trial: false }),
  })
  const plant = (yearsAgo: number) =>
    database.engine.session(async (session) => {
      const at = NOON.toZonedDateTimeISO('Europe/London').subtract({ years: yearsAgo }).toInstant()
      await session.query(
        `insert into audit.access (council_id, at, actor_kind, actor_id, actor_name, record) values (1, $1, 'officer', 'O-1', 'Ada', $2)`,
        [at, `person:P-${yearsAgo}`],
      )
      await session.query(
        `insert into audit.idempotency (council_id, actor_id, command, key, request_hash, answer, at) values (1, 'MC-1', 'x', $1, '', '{}', $2)`,
        [`${yearsAgo}`, at],
      )
      await session.query(
        `insert into sign_in.mail (council_id, mail_ref, to_address, template, data, by_actor, written_at, sent_at)
         values (1, $1, 'a@b.example', 'x', '{}', 'O-1', $2, $2)`,
        [`M-${yearsAgo}`, at],
      )
    })
  const left = async () =>
    (
      await database.engine.session((session) =>
        session.query(`select (select count(*)::int from audit.access) as lines, (select count(*)::int from audit.idempotency) as answers,
          (select count(*)::int from sign_in.mail) as mails`),
      )
    ).rows[0]

  it('what is past its time is dropped by the clock, and the history says how much', async () => {
    for (const yearsAgo of [0, 5, 9]) await plant(yearsAgo)
    await keepToTimes(shell)
    assert.deepEqual(await left(), { lines: 2, answers: 1, mails: 1 })
    const [line, ...more] = await shell.read(system(), (tx) => timeline(tx, 'council:1'))
    assert.deepEqual([line?.data, more], [{ accessLines: 1, answers: 2, mails: 2 }, []])
    await keepToTimes(shell)
    assert.equal((await shell.read(system(), (tx) => timeline(tx, 'council:1'))).length, 1, 'nothing old, no line')
  })

  it('the council decides how long, with a day and a reason, and no shorter than is safe', async () => {
    const decide = (change: Partial<(typeof STANDARD)['retention']>) =>
      changePolicy(shell, officer(), {
        kind: 'retention',
        value: { ...STANDARD.retention, ...change },
        fromDay: '2026-11-22',
        reason: 'Schedule of 2026',
      })
    assert.deepEqual(await decide({ accessMonths: 11 }), {
      ok: false,
      error: { notValid: 'accessMonths: Keep who opened what for a year at least' },
    })
    assert.ok((await decide({ accessMonths: 24 })).ok)
    for (const yearsAgo of [1, 5]) await plant(yearsAgo)
    await keepToTimes(shell)
    assert.deepEqual(await left(), { lines: 1, answers: 0, mails: 0 })
  })

  it('the database itself keeps who opened what for a year, whatever is asked', async () => {
    await shell.view(officer(), 'person:P-1', async () => ok(true))
    await database.transaction('read write', 'platform', ({ session }) => session.query('delete from audit.access'))
    assert.deepEqual(await left(), { lines: 1, answers: 0, mails: 0 })
  })

  it('is said in words, and counted from the day', () => {
    const policy = { ...STANDARD.retention, contractYears: 12 }
    assert.equal(kept(policy).find(({ what }) => what === 'Contracts')?.keepFor, '12 years after the contract ends')
    assert.equal(keptFrom(policy, '2028-02-29').contracts, '2016-02-29')
    assert.equal(disposeBefore(policy, NOON).accessLines.toString(), now.replace('2026', '2018'))
  })
})
