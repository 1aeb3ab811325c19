import type { Engine } from '#src/platform/engine.ts'

/** How long was waited for each statement, by its text. */
export type Waited = Map<string, { seconds: number; times: number }>

/** The engine, adding up for each statement how long was waited for it. */
export function telling(engine: Engine, waited: Waited): Engine {
  const wait = async <T>(text: string, work: Promise<T>): Promise<T> => {
    const started = performance.now()
    const value = await work
    const sum = waited.get(text) ?? { seconds: 0, times: 0 }
    waited.set(text, { seconds: sum.seconds + (performance.now() - started) / 1000, times: sum.times + 1 })
    return value
  }
  return {
    ...engine,
    session: (work) =>
      engine.session((session) =>
        work({
          query: (text, parameters) => wait(text, session.query(text, parameters)),
          script: (text) => wait(text, session.script(text)),
          ahead: (text) => wait(text, session.ahead(text)),
        }),
      ),
  }
}

/** Prints them, and begins anew. */
export function tell(waited: Waited): void {
  const longest = [...waited].toSorted(([, a], [, b]) => b.seconds - a.seconds).slice(0, 12)
  for (const [text, { seconds, times }] of longest)
    console.log(`    ${seconds.toFixed(2)} s, ${times} times: ${text.replace(/\s+/g, ' ').slice(0, 160)}`)
  waited.clear()
}
