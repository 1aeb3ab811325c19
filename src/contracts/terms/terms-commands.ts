import { ok, type Result, refuse } from '#src/base/result.ts'
import { lockContract } from '#src/contracts/contract.store.ts'
import type { ContractFact } from '#src/contracts/facts.ts'
import { checkTerms, type Terms, type TermsRefusal } from '#src/contracts/terms/terms.ts'
import { insertTerms, listTerms } from '#src/contracts/terms/terms.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell } from '#src/platform/command.ts'

export type ChangeTerms = Terms & { readonly contractRef: string; readonly note: string }

/** From a day on a contract buys other hours, is paid another way, or asks for more electronic logs. Earlier terms are kept. */
export const changeTerms = (shell: Shell, actor: Actor, input: ChangeTerms, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'change-contract-terms',
    async (tx): Promise<Result<number, TermsRefusal | 'no such contract'>> => {
      const contract = await lockContract(tx, input.contractRef)
      if (!contract) return refuse('no such contract')
      const before = await listTerms(tx, input.contractRef)
      const checked = checkTerms(contract, before, input)
      if (!checked.ok) return checked
      const number = (before[0]?.number ?? 0) + 1
      const note = input.note.trim()
      const { fromDay, blockMinutesPerWeek, cycle, electronicPercent } = checked.value
      await insertTerms(tx, contract, number, { ...checked.value, note })
      tx.record({
        type: 'contracts.terms-changed',
        about: [`contract:${input.contractRef}`, `provider:${contract.organisationRef}`],
        data: {
          ...{ contractRef: input.contractRef, number, fromDay, note },
          ...{ blockMinutesPerWeek, cycle, electronicPercent },
        },
      } satisfies ContractFact)
      return ok(number)
    },
    options,
  )
