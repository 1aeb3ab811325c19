import { PgBoss } from 'pg-boss'
import type { Enqueue } from '#src/platform/command.ts'
import type { Engine, Session } from '#src/platform/engine.ts'

/** Work for later or for the clock. Its data are references, never personal data: they are kept outside row-level security. */
export type Job = {
  readonly name: string
  /** Minute, hour, day, month, weekday in London time; a job without it runs when enqueued. */
  readonly cron?: string
  run(data: Record<string, unknown>): Promise<void>
}

export type Jobs = {
  /** For the command shell: the job exists if and only if the command commits. */
  readonly enqueue: Enqueue
  /** From now on the jobs are worked. */
  start(jobs: readonly Job[]): Promise<void>
  /** Lets what runs finish, for ten seconds at most. */
  stop(): Promise<void>
}

const SCHEMA = 'pgboss'

/** How often a queue is looked at for what no command of this process put there: retries, the clock's, another server's. */
const LOOK_SECONDS = 10

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

/** Opens the job room of a database that has its tables. Failures are retried with growing pauses and then left to be seen. */
export async function openJobs(engine: Engine, report: (error: Error) => void): Promise<Jobs> {
  const boss = bossOn(engine, { install: false })
  boss.on('error', report)
  await boss.start()
  const workers = new Map<string, string>()
  const wake = (name: string): void => {
    const worker = workers.get(name)
    if (worker !== undefined) boss.notifyWorker(worker)
  }
  return {
    async enqueue(session, name, data) {
      await boss.send(name, data, { db: executor(session) })
      return () => wake(name)
    },
    async start(jobs) {
      for (const job of jobs) {
        const worker = await boss.work(job.name, { pollingIntervalSeconds: LOOK_SECONDS }, async (batch) => {
          try {
            for (const { data } of batch) await job.run((data ?? {}) as Record<string, unknown>)
          } finally {
            // Others may wait behind it.
            wake(job.name)
          }
        })
        workers.set(job.name, worker)
        if (job.cron) await boss.schedule(job.name, job.cron, {}, { tz: 'Europe/London' })
      }
    },
    stop: () => boss.stop({ graceful: true, timeout: 10_000 }),
  }
}
