import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import type { WorkItem, WorkSource } from '#src/platform/panels.ts'

/** What sources of My work list for somebody, one after the other: a transaction has one connection. */
export const workOf = (shell: Shell, who: Actor, sources: readonly WorkSource[]): Promise<WorkItem[]> =>
  shell.read(who, async (tx) => {
    const items: WorkItem[] = []
    for (const { list } of sources) items.push(...(await list(tx, who)))
    return items
  })
