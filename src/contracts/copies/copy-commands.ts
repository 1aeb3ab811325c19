import { type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import {
  findCopy,
  insertCopy,
  listCopies,
  listCopyStates,
  saveWithdrawnCopy,
} from '#src/contracts/copies/copy.store.ts'
import { lockContract } from '#src/contracts/contract.store.ts'
import type { ContractFact } from '#src/contracts/facts.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'
import { type BroughtFile, type FileRefusal, keepFile } from '#src/tendering/index.ts'

export type PublishCopy = {
  readonly contractRef: string
  readonly file: BroughtFile
  /** What was left out of it, and why; said to everybody. */
  readonly redactions: string
}
export type CopyRefusal = 'no such contract' | 'not said what is left out' | FileRefusal

/** Puts a redacted copy where everybody reads it, of the contract with all its changes so far. */
export async function publishCopy(
  shell: Shell,
  actor: Actor,
  { contractRef, file, redactions }: PublishCopy,
): Promise<Result<number, CopyRefusal>> {
  const said = redactions.trim()
  if (said === '') return refuse('not said what is left out')
  const taken = await keepFile(shell, file)
  if (!taken.ok) return taken
  const { filename, fileType, bytes, sha256 } = taken.value
  return shell.command(actor, 'publish-contract-copy', async (tx) => {
    const contract = await lockContract(tx, contractRef)
    if (!contract) return refuse('no such contract')
    const number = ((await listCopies(tx, contractRef))[0]?.number ?? 0) + 1
    const [state] = await listCopyStates(tx, { contractRef, abovePence: -1 })
    const upToChange = state?.lastChange?.number ?? 0
    const copy = { number, upToChange, filename, fileType, bytes, sha256, redactions: said }
    await insertCopy(tx, contractRef, copy, dayOf(tx.now))
    tx.record({
      type: 'contracts.copy-published',
      about: [`contract:${contractRef}`],
      data: { contractRef, number, upToChange, filename, sha256, redactions: said },
    } satisfies ContractFact)
    return ok(number)
  })
}

export type WithdrawCopyRefusal = 'no such contract' | 'no such copy' | 'withdrawn already' | 'no reason given'

/** Takes a copy away from the public page, as where something was not redacted; another is then due. */
export const withdrawCopy = (
  shell: Shell,
  actor: Actor,
  { contractRef, number, reason }: { contractRef: string; number: number; reason: string },
) =>
  shell.command(actor, 'withdraw-contract-copy', async (tx): Promise<Result<number, WithdrawCopyRefusal>> => {
    if (!(await lockContract(tx, contractRef))) return refuse('no such contract')
    const copy = await findCopy(tx, contractRef, number)
    if (!copy) return refuse('no such copy')
    if (copy.withdrawnOn !== null) return refuse('withdrawn already')
    if (reason.trim() === '') return refuse('no reason given')
    await saveWithdrawnCopy(tx, contractRef, number, dayOf(tx.now))
    tx.record({
      type: 'contracts.copy-withdrawn',
      about: [`contract:${contractRef}`],
      data: { contractRef, number, reason: reason.trim() },
    } satisfies ContractFact)
    return ok(number)
  })

/** What a contract is worth at most without its copy and its performance being published. */
export const publishedAbovePence = async (tx: Read, on: Day): Promise<number> =>
  (await getPolicy(tx, 'contract-copies', on)).abovePounds * 100
