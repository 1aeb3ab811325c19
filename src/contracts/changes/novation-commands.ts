import { ok, type Result, refuse } from '#src/base/result.ts'
import { deciding, keepChange } from '#src/contracts/changes/change-commands.ts'
import { type AskedNovation, type ChangeRefusal, decideNovation } from '#src/contracts/changes/change.ts'
import { lockChangeable } from '#src/contracts/changes/change.store.ts'
import type { ContractFact } from '#src/contracts/facts.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell } from '#src/platform/command.ts'
import { findOrganisation } from '#src/providers/index.ts'
import { noteHolder } from '#src/rates/index.ts'

export type NovateContract = AskedNovation & { readonly contractRef: string }
export type NovateRefusal = ChangeRefusal | 'no such contract' | 'no such provider'

/** Another organisation takes the contract over from a day on, with all that runs under it: later stages move what is theirs on that day. */
export const novateContract = (shell: Shell, actor: Actor, input: NovateContract, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'novate-contract',
    async (tx): Promise<Result<number, NovateRefusal>> => {
      const { contractRef, organisationRef, fromDay } = input
      const changeable = await lockChangeable(tx, contractRef, fromDay)
      if (!changeable) return refuse('no such contract')
      if (!(await findOrganisation(tx, organisationRef))) return refuse('no such provider')
      const { contract, particulars } = changeable
      const decided = decideNovation(changeable, input, await deciding(tx, actor, particulars.regime, fromDay))
      if (!decided.ok) return decided
      const number = await keepChange(tx, changeable, decided.value)
      await noteHolder(tx, contract.cardRef, organisationRef)
      tx.record({
        type: 'contracts.novated',
        about: [`contract:${contractRef}`, `provider:${contract.organisationRef}`, `provider:${organisationRef}`],
        data: {
          ...{ contractRef, fromOrganisationRef: contract.organisationRef, toOrganisationRef: organisationRef },
          fromDay,
        },
      } satisfies ContractFact)
      return ok(number)
    },
    options,
  )
