import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Read } from '#src/platform/database.ts'
import { providerNames, providerTyped } from '#src/providers/index.ts'

const MOST_TYPED = 20

/** As providers are shown to whoever may write them anew: by name, one on each line. */
export const linesOfNames = (refs: readonly string[], names: ReadonlyMap<string, string>): string =>
  refs.map((ref) => names.get(ref) ?? ref).join('\n')

/** The references of providers typed by name or reference, one on each line; refused is the first line that names none, or several. */
export async function providersTyped(tx: Read, text: string): Promise<Result<string[], string>> {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, MOST_TYPED)
  const refs: string[] = []
  for (const line of lines) refs.push((await providerTyped(tx, line)) ?? line)
  const names = await providerNames(tx, refs)
  const unknown = lines.find((_, at) => !names.has(refs[at] ?? ''))
  return unknown === undefined ? ok([...new Set(refs)]) : refuse(unknown)
}

/** What is wrong with a line, and the cure. */
export const notOneProvider = (line: string): string =>
  `No provider is called “${line}”, or more than one is. Write the name as on the provider’s page`
