import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { parseJson } from '#src/councils/import-holidays.cli.ts'
import { decodeText } from '#src/base/separated-text.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'

type WithShell = (work: (shell: Shell, actor: Actor) => Promise<number>) => Promise<void>

/** `almoner import boundaries FILE`: the boundaries of the council's zones, GeoJSON or TopoJSON. */
export const registerImportBoundaries = (parent: Command, withShell: WithShell): void => {
  parent
    .command('boundaries')
    .description('import boundaries of the zones from a GeoJSON or TopoJSON file')
    .argument('<file>', 'polygons, each with a property "zone" or in the table of areas')
    .option('--areas <file>', 'CSV of the areas: their codes or names, and a column "zone"')
    .action((file: string, { areas }: { areas?: string }) =>
      withShell((shell, actor) => importBoundaries(shell, actor, file, areas)),
    )
}

const say = (words: string): void => void process.stderr.write(`${words}\n`)

/** Answers with the exit code: 0 when the boundaries were taken, 1 when they were refused. */
export async function importBoundaries(shell: Shell, actor: Actor, file: string, tableFile?: string): Promise<number> {
  const read = (path: string) => readFile(path).catch(() => undefined)
  const [bytes, table] = [await read(file), tableFile === undefined ? undefined : await read(tableFile)]
  const missing = bytes === undefined ? file : tableFile !== undefined && table === undefined ? tableFile : undefined
  if (bytes === undefined || missing !== undefined) {
    say(`${missing}: there is no such file.`)
    return 1
  }
  const { setBoundaries } = await import('#src/councils/boundaries/boundary-commands.ts')
  const set = await setBoundaries(shell, actor, parseJson(bytes.toString('utf8')), table && decodeText(table))
  if (!set.ok) {
    say(`${file}: ${set.error}.`)
    return 1
  }
  const { areas, changed } = set.value
  say(changed ? `Boundaries of ${areas} areas taken in.` : `Boundaries of ${areas} areas: as before.`)
  return 0
}
