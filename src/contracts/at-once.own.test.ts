/** Two at once, on PostgreSQL: the embedded database has one connection and cannot show a race. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { committedPence, drawDown, endDrawDown, enterContract } from '#src/contracts/index.ts'
import { verifyAudit } from '#src/platform/audit.ts'
import { createShell, type Shell } from '#src/platform/command.ts'
import { createDatabase } from '#src/platform/database.ts'
import { type Engine, openPostgres } from '#src/platform/engine.ts'
import { addRateCard } from '#src/rates/index.ts'
import { COUNCIL, migratedDatabase, NOON, system } from '#test/support/database.ts'
import { BANDED, CARDS, contractOf, got, inCommand, refusal, seedPayCouncil } from '#test/support/pay-runs.ts'
import { type PrivatePostgres, startPostgres } from '#test/support/postgres.ts'

const TRIES = 6
const me = system()

describe('two at once', () => {
  let postgres: PrivatePostgres
  let engine: Engine
  let shell: Shell
  before(async () => {
    postgres = await startPostgres()
    engine = openPostgres(await migratedDatabase(postgres.url))
    shell = createShell(createDatabase(engine), [], () => NOON)
    await seedPayCouncil({ shell })
  })
  after(async () => {
    await engine?.close()
    await postgres?.stop()
  })

  const committed = (ref: string) => shell.read(me, (tx) => committedPence(tx, ref))
  const term = { fromDay: '2026-11-30', toDay: '2027-11-29' }
  const place = (contractRef: string, packageRef: string) =>
    shell.command(me, 'place', (tx) =>
      drawDown(tx, { contractRef, packageRef, weeklyPence: 10_000, fromDay: '2026-11-30', toDay: null }),
    )

  it('of four placements under a ceiling for three, three draw on the contract', async () => {
    for (let time = 0; time < TRIES; time++) {
      const ref = got(await enterContract(shell, me, contractOf({ ...term, ceilingPence: 52 * 30_000 })))
      const answers = await Promise.all([1, 2, 3, 4].map((at) => place(ref, `PK-${time}-${at}`)))
      assert.deepEqual(
        answers.flatMap((answer) => refusal(answer) ?? []),
        ['over the ceiling'],
      )
      assert.deepEqual(answers.flatMap((answer) => (answer.ok ? answer.value.line : [])).sort(), [1, 2, 3])
      assert.equal(await committed(ref), 52 * 30_000)
    }
  })

  it('a placement that is ended twice gives back once', async () => {
    const ref = got(await enterContract(shell, me, contractOf(term)))
    for (let time = 0; time < TRIES; time++) {
      const packageRef = `PK-end-${time}`
      got(await place(ref, packageRef))
      const end = () => inCommand(shell, (tx) => endDrawDown(tx, { packageRef, toDay: '2026-12-28' }))
      await Promise.all([end(), end(), end()])
    }
    assert.equal(await committed(ref), TRIES * 4 * 10_000)
  })

  it('of two versions of a rate card for the same days one is kept, and the other is told so', async () => {
    for (let time = 0; time < TRIES; time++) {
      const text = JSON.stringify({ ...CARDS[BANDED], card: `HC-${time}` })
      const answers = await Promise.all(['One', 'Two'].map((name) => addRateCard(shell, me, { name, text })))
      assert.deepEqual(
        answers.flatMap((answer) => refusal(answer) ?? []),
        [{ why: 'another version holds then' }],
      )
    }
    assert.equal(await verifyAudit(shell.database, COUNCIL, []), undefined)
  })
})
