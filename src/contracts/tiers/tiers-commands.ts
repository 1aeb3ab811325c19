import { ok, type Result, refuse } from '#src/base/result.ts'
import { lockContract } from '#src/contracts/contract.store.ts'
import type { ContractFact } from '#src/contracts/facts.ts'
import type { HourTiers } from '#src/contracts/tiers/hour-tiers.ts'
import { insertHourTiers, listHourTiersOf } from '#src/contracts/tiers/hour-tiers.store.ts'
import { checkTiers, type Tiers, type TiersRefusal } from '#src/contracts/tiers/tiers.ts'
import { insertTiers, listTiers } from '#src/contracts/tiers/tiers.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell } from '#src/platform/command.ts'

export type SetTiers = Tiers & { readonly contractRef: string; readonly note: string }

/** From a day on a contract's care has weekly prices by tier. Earlier tiers are kept. */
export const setTiers = (
  shell: Shell,
  actor: Actor,
  { contractRef, ...asked }: SetTiers,
  options: CommandOptions = {},
) =>
  shell.command(
    actor,
    'set-contract-tiers',
    async (tx): Promise<Result<number, TiersRefusal | 'no such contract'>> => {
      const contract = await lockContract(tx, contractRef)
      if (!contract) return refuse('no such contract')
      const checked = checkTiers(contract, asked)
      if (!checked.ok) return checked
      const number = ((await listTiers(tx, contractRef))[0]?.number ?? 0) + 1
      const note = asked.note.trim()
      await insertTiers(tx, contractRef, number, { ...checked.value, note })
      tx.record({
        type: 'contracts.tiers-set',
        about: [`contract:${contractRef}`, `provider:${contract.organisationRef}`],
        data: { contractRef, number, fromDay: asked.fromDay, tiers: asked.tiers, note },
      } satisfies ContractFact)
      return ok(number)
    },
    options,
  )

export type SetHourTiers = HourTiers & { readonly contractRef: string; readonly note: string }

/** From a day on an hour of a contract's block costs by its tier; with no tiers as the rate card has it. What was paid is put right. */
export const setHourTiers = (
  shell: Shell,
  actor: Actor,
  { contractRef, ...asked }: SetHourTiers,
  options: CommandOptions = {},
) =>
  shell.command(
    actor,
    'set-contract-hour-tiers',
    async (tx): Promise<Result<number, TiersRefusal | 'no such contract'>> => {
      const contract = await lockContract(tx, contractRef)
      if (!contract) return refuse('no such contract')
      const before = (await listHourTiersOf(tx, [contractRef])).get(contractRef) ?? []
      const isTakenBack = asked.tiers.length === 0 && before.length > 0 && asked.note.trim() !== ''
      const checked = checkTiers(contract, isTakenBack ? { ...asked, tiers: [{ upToHours: null }] } : asked)
      if (!checked.ok) return checked
      const number = (before[0]?.number ?? 0) + 1
      const note = asked.note.trim()
      await insertHourTiers(tx, contractRef, number, { ...asked, note })
      tx.record({
        type: 'contracts.hour-tiers-set',
        about: [`contract:${contractRef}`, `provider:${contract.organisationRef}`],
        data: { contractRef, number, fromDay: asked.fromDay, tiers: asked.tiers, note },
      } satisfies ContractFact)
      return ok(number)
    },
    options,
  )
