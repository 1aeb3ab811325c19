import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { parseJson } from '#src/councils/import-holidays.cli.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'

type WithShell = (work: (shell: Shell, actor: Actor) => Promise<number>) => Promise<void>

/** `almoner import boundaries FILE`: the boundaries of the council's zones, GeoJSON or TopoJSON. */
export const registerImportBoundaries = (parent: Command, withShell: WithShell): void => {
  parent
    .command('boundaries')
    .description('import boundaries of the zones from a GeoJSON or TopoJSON file')
    .argument('<file>', 'polygons with a property "zone"')
    .action((file: string) => withShell((shell, actor) => importBoundaries(shell, actor, file)))
}

const say = (words: string): void => void process.stderr.write(`${words}\n`)

/** Answers with the exit code: 0 when the boundaries were taken, 1 when they were refused. */
export async function importBoundaries(shell: Shell, actor: Actor, file: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) {
    say(`${file}: there is no such file.`)
    return 1
  }
  const { setBoundaries } = await import('#src/councils/boundaries/boundary-commands.ts')
  const set = await setBoundaries(shell, actor, parseJson(text))
  if (!set.ok) {
    say(`${file}: ${set.error}.`)
    return 1
  }
  const { areas, changed } = set.value
  say(changed ? `Boundaries of ${areas} areas taken in.` : `Boundaries of ${areas} areas: as before.`)
  return 0
}
