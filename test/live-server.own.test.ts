import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { openPostgres } from '#src/platform/engine.ts'
import { freshDatabase } from '#test/support/database.ts'
import { findPostgres, startPostgres } from '#test/support/postgres.ts'
import { ROOT } from '#test/support/source-files.ts'

const MAIN = join(ROOT, 'src', 'main.ts')

/** Migrates as the owner, then serves as a role that owns nothing, as docs/operations.md says. */
describe('a live server', { skip: findPostgres() ? false : 'NOT RUN: PostgreSQL 15 is not here' }, async () => {
  const postgres = await startPostgres()
  const database = await freshDatabase(postgres.url)
  after(() => postgres.stop())
  const owner = { ...process.env, DATABASE_URL: database }
  const almoner = (...words: string[]) =>
    spawnSync(process.execPath, [MAIN, ...words], { env: owner, encoding: 'utf8' })

  test('refuses to serve a database that lacks migrations, and says the cure', () => {
    const { status, stderr } = almoner('serve', '--port', '0')
    assert.equal(status, 1)
    assert.match(stderr, /lacks \d+ migrations. Run "almoner migrate" first/)
  })

  test('is alive and ready as a role that owns nothing, and stops when told', async () => {
    assert.equal(almoner('migrate', '--add-council', 'Exampleshire Council (made up)').status, 0)
    const role = `almoner_server_${process.pid}`
    const engine = openPostgres(database, { connections: 1 })
    await engine.session((session) =>
      session.script(
        `create role ${role} login password 'made-up-word'; grant almoner_council, almoner_provider, almoner_public, almoner_platform to ${role}`,
      ),
    )
    await engine.close()
    const url = new URL(database)
    url.username = role
    url.password = 'made-up-word'
    const server = spawn(process.execPath, [MAIN, 'serve', '--port', '0'], {
      env: { ...process.env, DATABASE_URL: url.toString() },
    })
    const address = await new Promise<string>((found) => {
      let said = ''
      server.stdout.on('data', (piece) => {
        said += String(piece)
        const there = /serves at (http\S+)/.exec(said)?.[1]
        if (there) found(there)
      })
    })
    assert.equal((await fetch(`${address}/health`)).status, 200)
    assert.equal((await fetch(`${address}/ready`)).status, 200)
    assert.equal((await fetch(`${address}/packages`, { redirect: 'manual' })).status, 303)
    const signIn = await (await fetch(`${address}/sign-in`)).text()
    assert.match(signIn, /Staff sign-in is not set up/)
    server.kill('SIGTERM')
    const [code] = await once(server, 'exit')
    assert.equal(code, 0)
  })
})
