import { PgBoss } from 'pg-boss'
import type { Write } from '#src/platform/command.ts'
import type { Engine, Session } from '#src/platform/engine.ts'

/** Work for later or for the clock. Its data are references, never personal data: they are kept outside row-level security. */
export type Job = {
  readonly name: string
  /** Minute, hour, day, month, weekday in London time; a job without it runs when enqueued. */
  readonly cron?: string
  run(data: Record<string, unknown>): Promise<void>
}

export type Jobs = {
  /** Within the transaction at hand: the job exists if and only if the command commits. */
  enqueue(tx: Write, name: string, data: Record<string, unknown>): Promise<void>
  stop(): Promise<void>
}

const SCHEMA = 'pgboss'

const executor = (session: Session) => ({
  async executeSql(text: string, values: readonly unknown[] = []) {
    const { rows } = values.length > 0 ? await session.query(text, values) : await session.script(text)
    return { rows: rows.map(asBossReads) }
  },
})

/** pg-boss reads moments as Date. */
const asBossReads = (row: unknown): unknown =>
  Object.fromEntries(
    Object.entries(row as object).map(([key, value]) => [
      key,
      value instanceof Temporal.Instant ? new Date(value.epochMilliseconds) : value,
    ]),
  )

const bossOn = (engine: Engine, options: { install: boolean }): PgBoss =>
  new PgBoss({
    schema: SCHEMA,
    backend: engine.kind,
    db: {
      executeSql: (text: string, values?: unknown[]) =>
        engine.session((session) => executor(session).executeSql(text, values)),
    },
    migrate: options.install,
    createSchema: options.install,
    supervise: !options.install,
    schedule: !options.install,
  })

/** Creates or upgrades the job tables; part of migrating, run as the database's owner. */
export async function installJobs(engine: Engine, names: readonly string[]): Promise<void> {
  const boss = bossOn(engine, { install: true })
  await boss.start()
  for (const name of names) await boss.createQueue(name, { retryLimit: 5, retryBackoff: true })
  await boss.stop({ graceful: false })
  await engine.session((session) =>
    session.script(
      `grant usage on schema ${SCHEMA} to almoner_council, almoner_provider, almoner_platform;
       grant select, insert, update, delete on all tables in schema ${SCHEMA} to almoner_platform;
       grant select, insert on all tables in schema ${SCHEMA} to almoner_council, almoner_provider`,
    ),
  )
}

/** Starts working the jobs; failures are retried with growing pauses and then left for an operator to see. */
export async function startJobs(engine: Engine, jobs: readonly Job[], report: (error: Error) => void): Promise<Jobs> {
  const boss = bossOn(engine, { install: false })
  boss.on('error', report)
  await boss.start()
  for (const job of jobs) {
    await boss.work(job.name, { pollingIntervalSeconds: 5 }, async (batch) => {
      for (const { data } of batch) await job.run((data ?? {}) as Record<string, unknown>)
    })
    if (job.cron) await boss.schedule(job.name, job.cron, {}, { tz: 'Europe/London' })
  }
  return {
    async enqueue(tx, name, data) {
      await boss.send(name, data, { db: executor(tx.session) })
    },
    stop: () => boss.stop({ graceful: true, timeout: 10_000 }),
  }
}
