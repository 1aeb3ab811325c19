/** Two at once, on PostgreSQL: the embedded database has one connection and cannot show a race. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { beginExit, finishExit } from '#src/continuity/exits/exit-commands.ts'
import { listExits } from '#src/continuity/exits/exit.store.ts'
import { listeners } from '#src/continuity/listeners.ts'
import { tellOfPerson } from '#src/continuity/told/known-person-commands.ts'
import { listKnownPeople } from '#src/continuity/told/known-person.store.ts'
import { createShell, type Shell } from '#src/platform/command.ts'
import { createDatabase } from '#src/platform/database.ts'
import { type Engine, openPostgres } from '#src/platform/engine.ts'
import { migratedDatabase, NOON, system } from '#test/support/database.ts'
import { DUTY, seedExits } from '#test/support/exits.ts'
import { BANDED, got } from '#test/support/pay-runs.ts'
import { type PrivatePostgres, startPostgres } from '#test/support/postgres.ts'

const TRIES = 8

describe('two at once', () => {
  let postgres: PrivatePostgres
  let engine: Engine
  let shell: Shell

  before(async () => {
    postgres = await startPostgres()
    engine = openPostgres(await migratedDatabase(postgres.url), { connections: 10 })
    shell = createShell(createDatabase(engine), listeners, () => NOON)
    await seedExits({ shell })
  })
  after(async () => {
    await engine?.close()
    await postgres?.stop()
  })

  it('begin one exit of a provider, and whoever was later is told so', async () => {
    const heard = { organisationRef: BANDED, source: 'news', what: 'In the paper', lastDay: null } as const
    const begin = () => beginExit(shell, DUTY, { ...heard, cause: 'business_failure' })
    for (let time = 0; time < TRIES; time++) {
      const begun = await Promise.all([begin(), begin()])
      const opened = begun.flatMap((one) => (one.ok ? one.value : []))
      const refused = begun.flatMap((one) => (one.ok ? [] : one.error))
      assert.deepEqual([opened.length, refused], [1, ['under way already']])
      const { exits } = await shell.read(system(), (tx) => listExits(tx, { states: ['open'], offset: 0, limit: 9 }))
      assert.equal(exits.length, 1)
      got(await finishExit(shell, DUTY, { exitRef: exits[0]?.exitRef ?? '', state: 'stood_down', why: 'Again' }))
    }
  })

  it('tell of one person once', async () => {
    for (let time = 0; time < TRIES; time++) {
      const typed = { name: `Ella ${time}`, pays: 'self_funder', zone: 'rural', visits: '08:00/30' }
      const tell = () => tellOfPerson(shell, DUTY, { organisationRef: BANDED, typed })
      const told = await Promise.all([tell(), tell()])
      assert.equal(told.filter(({ ok }) => ok).length, 1)
    }
    assert.equal((await shell.read(system(), (tx) => listKnownPeople(tx, BANDED))).length, TRIES)
  })
})
