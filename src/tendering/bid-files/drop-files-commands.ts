import { dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { takeLoose } from '#src/tendering/bid-files/bid-upload.store.ts'
import type { BidFileFact } from '#src/tendering/bid-files/facts.ts'

const AT_ONCE = 200
const HOURS_A_DAY = 24

/**
 * Drops files that bidders brought and nothing has held for as many days as the policy says: in no draft, in no bid that stands. They
 * go while the record of them is locked, so that none is attached in the same moment and none is left behind by a stop half-way.
 */
export const dropLooseFiles = (shell: Shell, actor: Actor) =>
  shell.command(actor, 'drop-loose-files', async (tx): Promise<Result<number, 'nothing to drop'>> => {
    const { looseFileDays } = await getPolicy(tx, 'tender-periods', dayOf(tx.now))
    const loose = await takeLoose(tx, tx.now.subtract({ hours: looseFileDays * HOURS_A_DAY }), AT_ONCE)
    if (loose.length === 0) return refuse('nothing to drop')
    for (const { kept } of loose) await shell.files.drop(kept)
    tx.record({
      type: 'tendering.bid-files-dropped',
      about: [...new Set(loose.map(({ tenderRef }) => `tender:${tenderRef}` as const))],
      data: { files: loose.map(({ kept }) => kept), days: looseFileDays },
    } satisfies BidFileFact)
    return ok(loose.length)
  })
