import { listOverdueWindows } from '#src/brokerage/care-package.store.ts'
import { closeOffers } from '#src/brokerage/commands.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'

const AT_ONCE = 200

/** Closes the windows for offers that are over; each is a command of its own, so that one that fails holds up none. */
export async function closeWindows(shell: Shell, actor: Actor): Promise<number> {
  const refs = await shell.read(actor, (tx) => listOverdueWindows(tx, AT_ONCE))
  let closed = 0
  for (const ref of refs) if ((await closeOffers(shell, actor, ref)).ok) closed += 1
  return closed
}
