import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { checkDescribed, type Described, type DescribedFault } from '#src/providers/directory/directory.ts'
import { saveDescribed, saveDirectory } from '#src/providers/directory/directory.store.ts'
import { asFact } from '#src/providers/facts.ts'
import { listLocations } from '#src/providers/register.store.ts'

export type DescribeRefusal = 'no such service' | readonly DescribedFault[]

/** A provider says what the public is to read of one of its services; the directory is made anew by the clock. */
export const describeService = (
  shell: Shell,
  actor: Actor,
  input: { readonly organisationRef: string; readonly said: Described },
  options?: { idempotencyKey?: string; request?: unknown },
) =>
  shell.command(
    actor,
    'describe-service',
    async (tx): Promise<Result<Described, DescribeRefusal>> => {
      const { organisationRef, said } = input
      const own = await listLocations(tx, organisationRef)
      if (!own.some(({ locationRef, status }) => locationRef === said.locationRef && status === 'registered'))
        return refuse('no such service')
      const checked = checkDescribed(said)
      if (!checked.ok) return checked
      await saveDescribed(tx, organisationRef, checked.value)
      const { locationRef, takesSelfFunders, price } = checked.value
      tx.record(
        asFact({
          type: 'providers.service-described',
          about: [`provider:${organisationRef}`],
          data: { organisationRef, locationRef, takesSelfFunders, fromPence: price?.fromPence ?? null },
        }),
      )
      return checked
    },
    options,
  )

/** Makes the public directory anew. */
export const publishDirectory = (shell: Shell, actor: Actor) =>
  shell.command(actor, 'publish-directory', async (tx): Promise<Result<number, never>> => {
    const entries = await saveDirectory(tx)
    tx.record(asFact({ type: 'providers.directory-published', about: [`council:${tx.council}`], data: { entries } }))
    return ok(entries)
  })
