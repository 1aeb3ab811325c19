import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ok, refuse } from '#src/base/result.ts'
import { createShell } from '#src/platform/command.ts'
import { createDatabase } from '#src/platform/database.ts'
import { openPglite } from '#src/platform/engine.ts'
import { installJobs, openJobs } from '#src/platform/jobs.ts'
import { migratedDump, NOON, officer } from '#test/support/database.ts'

test('a job enqueued by a command runs once the command commits, and never when it refuses', async () => {
  const engine = await openPglite({ dump: await migratedDump() })
  await installJobs(engine, ['greet'])
  const done: unknown[] = []
  const ran = Promise.withResolvers<void>()
  const jobs = await openJobs(engine, (error) => ran.reject(error))
  await jobs.start([
    {
      name: 'greet',
      async run(data) {
        done.push(data['to'])
        ran.resolve()
      },
    },
  ])
  const shell = createShell(createDatabase(engine), [], () => NOON, jobs.enqueue)
  const greet = (to: string, answer: 'yes' | 'no') =>
    shell.command(officer(), 'greet', async (tx) => {
      await tx.enqueue('greet', { to })
      tx.record({ type: 'test.greeted', about: [], data: {} })
      return answer === 'yes' ? ok(to) : refuse('no')
    })
  await greet('nobody', 'no')
  await greet('P-1', 'yes')
  await ran.promise
  assert.deepEqual(done, ['P-1'])
  await jobs.stop()
  await engine.close()
})
