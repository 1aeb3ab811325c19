import { dayOf } from '#src/base/day.ts'
import { ok, type Result } from '#src/base/result.ts'
import type { ContractFact } from '#src/contracts/facts.ts'
import { publishedAbovePence } from '#src/contracts/copies/copy-commands.ts'
import { saveEntries, savePublishedKpis } from '#src/contracts/published/published.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'

/** Makes the public register anew, with what is committed today and how contracts above the threshold perform. */
export const publishRegister = (shell: Shell, actor: Actor) =>
  shell.command(actor, 'publish-contract-register', async (tx): Promise<Result<number, never>> => {
    const today = dayOf(tx.now)
    const entries = await saveEntries(tx, today)
    await savePublishedKpis(tx, await publishedAbovePence(tx, today))
    tx.record({
      type: 'contracts.register-published',
      about: [`council:${tx.council}`],
      data: { entries },
    } satisfies ContractFact)
    return ok(entries)
  })
