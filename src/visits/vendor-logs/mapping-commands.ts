import { setImmediate as turn } from 'node:timers/promises'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import { nextRef, type Shell } from '#src/platform/command.ts'
import type { LogFile } from '#src/visits/call-log/log-upload.ts'
import type { VisitsFact } from '#src/visits/facts.ts'
import { usedColumns, type VendorMapping } from '#src/visits/vendor-logs/mapping.ts'
import { openMapped } from '#src/visits/vendor-logs/open-mapped.ts'
import {
  deleteNumber,
  insertVersion,
  listVersions,
  lockMapping,
  readNumbers,
  saveNumbers,
} from '#src/visits/vendor-logs/vendor-logs.store.ts'
import type { NumberLink } from '#src/visits/vendor-logs/vendor-numbers.ts'
import { openVendorFile } from '#src/visits/vendor-logs/vendor-table.ts'
import type { DateOrder } from '#src/visits/vendor-logs/vendor-time.ts'

/** Long work in pieces: pages are answered between two of them. */
export async function inTurns<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
    await turn()
  }
}

export type SaveMapping = {
  readonly mappingRef: string | undefined
  readonly name: string
  readonly mapping: VendorMapping
}

/** Keeps a mapping under a new reference, or as the next version of one that is there. */
export const saveMapping = (shell: Shell, actor: Actor, input: SaveMapping) =>
  shell.command(actor, 'save-vendor-mapping', async (tx): Promise<Result<string, 'no such mapping'>> => {
    const mappingRef = input.mappingRef ?? (await nextRef(tx, 'VM'))
    await lockMapping(tx, mappingRef)
    const [newest] = await listVersions(tx, mappingRef)
    if (input.mappingRef !== undefined && !newest) return refuse('no such mapping')
    const version = (newest?.version ?? 0) + 1
    const { name, mapping } = input
    await insertVersion(tx, { mappingRef, version, name, mapping, retired: false })
    tx.record({
      type: 'visits.mapping-saved',
      about: [`vendor-mapping:${mappingRef}`],
      data: { mappingRef, version, name, system: mapping.system },
    } satisfies VisitsFact)
    return ok(mappingRef)
  })

/** A mapping that is retired is kept and can no longer be chosen; saved anew it comes back. */
export const retireMapping = (shell: Shell, actor: Actor, mappingRef: string) =>
  shell.command(
    actor,
    'retire-vendor-mapping',
    async (tx): Promise<Result<string, 'no such mapping' | 'retired already'>> => {
      await lockMapping(tx, mappingRef)
      const [newest] = await listVersions(tx, mappingRef)
      if (!newest) return refuse('no such mapping')
      if (newest.retired) return refuse('retired already')
      const version = newest.version + 1
      await insertVersion(tx, { ...newest, version, retired: true })
      tx.record({
        type: 'visits.mapping-retired',
        about: [`vendor-mapping:${mappingRef}`],
        data: { mappingRef, version, name: newest.name },
      } satisfies VisitsFact)
      return ok(mappingRef)
    },
  )

/** Links a vendor's numbers to ours; the references themselves stand in the table, the fact counts them. */
export const linkNumbers = (shell: Shell, actor: Actor, input: { system: string; numbers: readonly NumberLink[] }) =>
  shell.command(actor, 'link-vendor-numbers', async (tx): Promise<Result<number, 'nothing new'>> => {
    const { system, numbers } = input
    const changed = await saveNumbers(tx, system, numbers)
    if (changed === 0) return refuse('nothing new')
    const [only] = numbers.length === 1 ? numbers : []
    tx.record({
      type: 'visits.vendor-numbers-linked',
      about: [`vendor-system:${system}`, ...(only?.kind === 'person' ? ([`person:${only.ourRef}`] as const) : [])],
      data: { system, numbers: changed },
    } satisfies VisitsFact)
    return ok(changed)
  })

export const unlinkNumber = (
  shell: Shell,
  actor: Actor,
  { system, kind, vendorRef }: { system: string; kind: string; vendorRef: string },
) =>
  shell.command(actor, 'unlink-vendor-number', async (tx): Promise<Result<string, 'no such number'>> => {
    const ourRef = await deleteNumber(tx, system, kind, vendorRef)
    if (ourRef === undefined) return refuse('no such number')
    tx.record({
      type: 'visits.vendor-number-unlinked',
      about: [`vendor-system:${system}`, ...(kind === 'person' ? ([`person:${ourRef}`] as const) : [])],
      data: { system, kind, ourRef },
    } satisfies VisitsFact)
    return ok(ourRef)
  })

export type ByMapping = { readonly system: string; readonly open: () => Result<LogFile, string> }

/** A vendor's file opened by the newest version of a saved mapping; `order` settles what its dates leave open. */
export async function openByMapping(
  shell: Shell,
  actor: Actor,
  chosen: { mappingRef: string; order: DateOrder | undefined },
  bytes: Uint8Array,
): Promise<Result<ByMapping, 'no such mapping'>> {
  const found = await shell.read(actor, async (tx) => {
    const [newest] = await listVersions(tx, chosen.mappingRef)
    return newest && !newest.retired ? { newest, numbers: await readNumbers(tx, newest.system) } : undefined
  })
  if (!found) return refuse('no such mapping')
  const { newest, numbers } = found
  const mapping = chosen.order === undefined ? newest.mapping : { ...newest.mapping, order: chosen.order }
  const table = openVendorFile(bytes, usedColumns(mapping))
  if (!table.ok) return ok({ system: newest.system, open: () => table })
  const opened = await inTurns(openMapped(table.value, mapping, numbers))
  return ok({ system: newest.system, open: () => opened })
}
