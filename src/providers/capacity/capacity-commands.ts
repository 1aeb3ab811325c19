import { ok, type Result, refuse } from '#src/base/result.ts'
import { listZones } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import {
  type BedCell,
  type CapacityCell,
  type CapacityRefusal,
  faultsOfBeds,
  faultsOfCells,
  type ToldFault,
} from '#src/providers/capacity/capacity.ts'
import { saveBeds, saveCapacity } from '#src/providers/capacity/capacity.store.ts'
import { asFact } from '#src/providers/facts.ts'
import { findOrganisation, listLocations } from '#src/providers/register.store.ts'

export type ToldBy = 'page' | 'file' | 'machine'

/** All of it, or the first thing that is wrong with it. */
function checkTold<Cell>(
  told: readonly Cell[],
  [first]: readonly ToldFault<CapacityRefusal>[],
): Result<readonly Cell[], CapacityRefusal> {
  if (told.length === 0) return refuse({ why: 'nothing told' })
  return first ? refuse(first.refusal) : ok(told)
}

/** A provider says how many hours a week it could take on: once, for as many zones as it likes. */
export const tellCapacity = (
  shell: Shell,
  actor: Actor,
  input: { organisationRef: string; cells: readonly CapacityCell[]; by: ToldBy },
  options?: { idempotencyKey?: string; request?: unknown },
) =>
  shell.command(
    actor,
    'tell-capacity',
    async (tx): Promise<Result<{ weeklyMinutes: number }, CapacityRefusal>> => {
      const { organisationRef, by } = input
      if (!(await findOrganisation(tx, organisationRef))) return refuse({ why: 'no such provider' })
      const names = (await listZones(tx)).map(({ zone }) => zone)
      const checked = checkTold(input.cells, faultsOfCells(input.cells, names))
      if (!checked.ok) return checked
      await saveCapacity(tx, organisationRef, checked.value)
      const weeklyMinutes = checked.value.reduce((sum, cell) => sum + cell.weeklyMinutes, 0)
      const zones = [...new Set(checked.value.map(({ zone }) => zone))]
      tx.record(
        asFact({
          type: 'providers.capacity-told',
          about: [`provider:${organisationRef}`],
          data: { organisationRef, zones, weeklyMinutes, by },
        }),
      )
      return ok({ weeklyMinutes })
    },
    options,
  )

/** A provider says how many beds stand free in its homes. */
export const tellBeds = (
  shell: Shell,
  actor: Actor,
  input: { organisationRef: string; beds: readonly BedCell[]; by: ToldBy },
  options?: { idempotencyKey?: string; request?: unknown },
) =>
  shell.command(
    actor,
    'tell-beds',
    async (tx): Promise<Result<{ vacant: number }, CapacityRefusal>> => {
      const { organisationRef, by } = input
      const homes = await listLocations(tx, organisationRef)
      const refs = homes.filter(({ careHome }) => careHome === true).map(({ locationRef }) => locationRef)
      const checked = checkTold(input.beds, faultsOfBeds(input.beds, refs))
      if (!checked.ok) return checked
      await saveBeds(tx, organisationRef, checked.value)
      const vacant = checked.value.reduce((sum, bed) => sum + bed.vacant, 0)
      const homesTold = new Set(checked.value.map(({ locationRef }) => locationRef)).size
      tx.record(
        asFact({
          type: 'providers.beds-told',
          about: [`provider:${organisationRef}`],
          data: { organisationRef, homes: homesTold, vacant, by },
        }),
      )
      return ok({ vacant })
    },
    options,
  )
