import { ok, type Result, refuse } from '#src/base/result.ts'
import { addUpTo100, type Weights } from '#src/contracts/draw-down.ts'
import { lockContract } from '#src/contracts/contract.store.ts'
import type { ContractFact } from '#src/contracts/facts.ts'
import { listContractsInFramework, saveWeights } from '#src/contracts/weights/weights.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell } from '#src/platform/command.ts'

type StateWeights = { readonly contractRef: string; readonly weights: Weights; readonly reason: string }
export type WeightsRefusal = 'no such contract' | 'no framework' | 'not 100 in all' | 'no reason'

/** States how a framework ranks offers, for packages that are sent from now on: those sent before keep what was stated then (P-11). */
export const stateWeights = (shell: Shell, actor: Actor, input: StateWeights, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'state-weights',
    async (tx): Promise<Result<Weights, WeightsRefusal>> => {
      const { contractRef, weights, reason } = input
      const contract = await lockContract(tx, contractRef)
      if (!contract) return refuse('no such contract')
      const { frameworkRef } = contract
      if (frameworkRef === null) return refuse('no framework')
      if (!addUpTo100(weights)) return refuse('not 100 in all')
      if (reason.trim() === '') return refuse('no reason')
      await saveWeights(tx, frameworkRef, weights)
      const contracts = await listContractsInFramework(tx, frameworkRef)
      tx.record({
        type: 'contracts.weights-stated',
        about: [`framework:${frameworkRef}`, ...contracts.map((ref) => `contract:${ref}` as const)],
        data: { frameworkRef, before: contract.weights, now: weights, reason: reason.trim() },
      } satisfies ContractFact)
      return ok(weights)
    },
    options,
  )
