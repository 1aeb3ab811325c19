import { relative } from 'node:path'
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'
import { ROOT } from '#test/support/source-files.ts'

/**
 * What `npm test` shows of a run: each failure whole, and the counts that Node's runner closes with. Passed tests are silent.
 * The counts are lines of their own, `# tests 12`, which `run.ts` reads.
 */
// oxlint-disable-next-line import/no-default-export -- Node's runner takes a reporter by its default export
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const { type, data } of events) {
    if (type === 'test:fail' && !isOnlyAParent(data.details.error)) {
      yield `✖ ${placeOf(data.file, data.line)}${data.name}\n${indented(data.details.error)}\n`
    }
    if (type === 'test:stderr') yield data.message
    if (type === 'test:diagnostic' && /^(tests|pass|fail|cancelled|skipped|todo) \d+$/.test(data.message)) {
      yield `# ${data.message}\n`
    }
    if (type === 'test:pass' && typeof data.skip === 'string') yield `- left out: ${data.name}: ${data.skip}\n`
  }
}

const isOnlyAParent = (error: Error & { failureType?: string }): boolean => error.failureType === 'subtestsFailed'

const placeOf = (file?: string, line?: number): string => (file ? `${relative(ROOT, file)}:${line ?? 1} › ` : '')

function indented(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause : error
  const text = cause.stack ?? inspect(cause)
  const ours = text.split('\n').filter((line) => !/^\s+at .*(node:internal|node:async_hooks)/.test(line))
  return ours.map((line) => `    ${line}`).join('\n')
}
