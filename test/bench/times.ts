import { readFileSync } from 'node:fs'
import type { Engine } from '#src/platform/engine.ts'

/** Seconds by the clock, and seconds of processors: of this process and the database server, and of the server alone. On a busy machine these are fairer. */
export type Times = { readonly clock: number; readonly processor: number; readonly server: number }

export const NO_TIME: Times = { clock: 0, processor: 0, server: 0 }

export const addTimes = (a: Times, b: Times): Times => ({
  clock: a.clock + b.clock,
  processor: a.processor + b.processor,
  server: a.server + b.server,
})

/** Linux counts processor time in hundredths of a second. */
const TICKS = 100

/** What each process of the server has used so far; nothing where the system does not tell. */
async function serverTimes(engine: Engine): Promise<Map<number, number>> {
  const { rows } = await engine.session((session) => session.script('select pid from pg_stat_activity'))
  const times = new Map<number, number>()
  for (const { pid } of rows as { pid: number }[]) {
    try {
      const [, ...after] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
      const fields = after.join(') ').split(' ')
      times.set(pid, (Number(fields[11]) + Number(fields[12])) / TICKS)
    } catch {
      times.set(pid, 0)
    }
  }
  return times
}

export async function timed<T>(engine: Engine, work: () => Promise<T>): Promise<readonly [Times, T]> {
  const before = await serverTimes(engine)
  const own = process.cpuUsage()
  const started = performance.now()
  const value = await work()
  const clock = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(own)
  let server = 0
  for (const [pid, seconds] of await serverTimes(engine)) server += seconds - (before.get(pid) ?? 0)
  return [{ clock, processor: server + (user + system) / 1e6, server }, value]
}
