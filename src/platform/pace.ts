import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine } from '#src/platform/engine.ts'

/** A transaction of bulk work holds the one connection of the embedded store, and locks everywhere, for about so long. */
const MILLISECONDS = 150

export type Pace = {
  /** How many rows the next transaction takes on. */
  readonly rows: number
  /** Does one transaction's work, and sets how many rows the next takes on by the time that this took. */
  step<T>(work: (rows: number) => Promise<T>): Promise<T>
}

/** A page asks several times, and would wait for a transaction each time: after each the one connection is left to pages for a while. */
const REST_MILLISECONDS = 25
const REST_SHARE = 1 / 6

/** Bulk work in as large pieces as leave room for pages in between: they cost less, the larger they are. */
export function startPace(
  { kind }: Pick<Engine, 'kind'>,
  least: number,
  most: number,
  milliseconds = MILLISECONDS,
): Pace {
  let rows = least
  return {
    get rows() {
      return rows
    },
    async step(work) {
      const started = performance.now()
      const done = await work(rows)
      const took = performance.now() - started
      const grown = (rows * milliseconds) / Math.max(took, 1)
      rows = Math.round(Math.min(most, Math.max(least, Math.min(grown, rows * 2))))
      if (kind === 'pglite') await sleep(Math.min(REST_MILLISECONDS, took * REST_SHARE))
      return done
    },
  }
}

/**
 * How many transactions bulk work keeps going at once: while a server works for one of them, this process works for the other. The
 * embedded database has one connection.
 */
export const lanesOf = ({ kind }: Pick<Engine, 'kind'>): number => (kind === 'pglite' ? 1 : 3)

/** Does work in as many lanes as there are. Whatever becomes of one, the others are waited for. */
export async function inLanes(engine: Pick<Engine, 'kind'>, work: (lane: number) => Promise<unknown>): Promise<void> {
  const lanes = Array.from({ length: lanesOf(engine) }, (_, lane) => work(lane))
  for (const done of await Promise.allSettled(lanes)) if (done.status === 'rejected') throw done.reason
}
