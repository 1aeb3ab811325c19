import { type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { getPolicy, listZones } from '#src/councils/index.ts'
import {
  type Contract,
  crossedAlerts,
  decideDrawDown,
  type DrawDownLine,
  type DrawDownRefusal,
  type DrawDownRequest,
  endLine,
  type Weights,
} from '#src/contracts/draw-down.ts'
import {
  committedPence,
  type Framework,
  frameworkExists,
  listDrawDownsOfPackage,
  lockContract,
  saveContract,
  saveDrawDown,
  saveFramework,
} from '#src/contracts/contract.store.ts'
import type { ContractFact } from '#src/contracts/facts.ts'
import type { Actor } from '#src/platform/actor.ts'
import { nextRef, type Shell, type Write } from '#src/platform/command.ts'
import { findOrganisation } from '#src/providers/index.ts'
import { cardExists, noteHolder } from '#src/rates/index.ts'

export type EnterFramework = Omit<Framework, 'frameworkRef'>

export const enterFramework = (shell: Shell, actor: Actor, input: EnterFramework) =>
  shell.command(actor, 'enter-framework', async (tx) => {
    if (!addUpTo100(input.weights)) return refuse('the weights do not add up to 100')
    if (input.toDay <= input.fromDay) return refuse('the term ends before it begins')
    const frameworkRef = await nextRef(tx, 'FW')
    await saveFramework(tx, { ...input, frameworkRef })
    tx.record({
      type: 'contracts.framework-entered',
      about: [`framework:${frameworkRef}`],
      data: { frameworkRef, title: input.title, weights: input.weights },
    } satisfies ContractFact)
    return ok(frameworkRef)
  })

const addUpTo100 = ({ price, quality, completeness, start }: Weights): boolean =>
  [price, quality, completeness, start].every((weight) => weight >= 0) && price + quality + completeness + start === 100

export type EnterContract = Omit<Contract, 'contractRef' | 'weights'>

export type EnterRefusal =
  | 'no such provider'
  | 'no such rate card'
  | 'no such framework'
  | 'the term ends before it begins'
  | 'no zone named'
  | 'no such zone'

/** Enters a contract in the register and tells rates who is paid by its card. */
export const enterContract = (
  shell: Shell,
  actor: Actor,
  input: EnterContract,
  options: { idempotencyKey?: string | undefined } = {},
) =>
  shell.command(
    actor,
    'enter-contract',
    async (tx): Promise<Result<string, EnterRefusal>> => {
      if (!(await findOrganisation(tx, input.organisationRef))) return refuse('no such provider')
      if (!(await cardExists(tx, input.cardRef))) return refuse('no such rate card')
      if (input.frameworkRef !== null && !(await frameworkExists(tx, input.frameworkRef)))
        return refuse('no such framework')
      if (input.toDay <= input.fromDay) return refuse('the term ends before it begins')
      if (input.zones.length === 0) return refuse('no zone named')
      const known = new Set((await listZones(tx)).map(({ zone }) => zone))
      if (input.zones.some((zone) => !known.has(zone))) return refuse('no such zone')
      const contractRef = await nextRef(tx, 'CT')
      await saveContract(tx, { ...input, contractRef })
      await noteHolder(tx, input.cardRef, input.organisationRef)
      tx.record({
        type: 'contracts.entered',
        about: [`contract:${contractRef}`, `provider:${input.organisationRef}`],
        data: {
          contractRef,
          organisationRef: input.organisationRef,
          cardRef: input.cardRef,
          ceilingPence: input.ceilingPence,
          fromDay: input.fromDay,
          toDay: input.toDay,
        },
      } satisfies ContractFact)
      return ok(contractRef)
    },
    { ...options, request: input },
  )

export type DrawDownAnswer = { line: number; pence: number; committedPence: number }

/** Called by a placement, in its own transaction: commits its cost against the contract, or says why not (M-29). */
export async function drawDown(
  tx: Write,
  request: DrawDownRequest & { contractRef: string },
): Promise<Result<DrawDownAnswer, DrawDownRefusal | 'no such contract'>> {
  const contract = await lockContract(tx, request.contractRef)
  if (!contract) return refuse('no such contract')
  const before = await committedPence(tx, contract.contractRef)
  const decided = decideDrawDown(contract, before, request, dayOf(tx.now))
  if (!decided.ok) return decided
  const line = await saveDrawDown(tx, contract.contractRef, decided.value)
  const after = before + decided.value.pence
  tx.record({
    type: 'contracts.drawn-down',
    about: [
      `contract:${contract.contractRef}`,
      `package:${request.packageRef}`,
      `provider:${contract.organisationRef}`,
    ],
    data: {
      contractRef: contract.contractRef,
      packageRef: request.packageRef,
      line,
      pence: decided.value.pence,
      committedPence: after,
      ...(decided.value.override
        ? { overrideBy: decided.value.override.officerRef, reason: decided.value.override.reason }
        : {}),
    },
  } satisfies ContractFact)
  await recordAlerts(tx, contract, before, after)
  return ok({ line, pence: decided.value.pence, committedPence: after })
}

async function recordAlerts(tx: Write, contract: Contract, before: number, after: number): Promise<void> {
  const { alertPercents } = await getPolicy(tx, 'draw-down', dayOf(tx.now))
  for (const percent of crossedAlerts(contract.ceilingPence, before, after, alertPercents)) {
    tx.record({
      type: 'contracts.ceiling-near',
      about: [`contract:${contract.contractRef}`],
      data: {
        contractRef: contract.contractRef,
        percent,
        committedPence: after,
        ceilingPence: contract.ceilingPence ?? 0,
      },
    } satisfies ContractFact)
  }
}

/** Called when a placement ends early (`toDay` is the first day without care): gives the rest of its commitment back. */
export async function endDrawDown(tx: Write, { packageRef, toDay }: { packageRef: string; toDay: Day }): Promise<void> {
  const placedOn = (await listDrawDownsOfPackage(tx, packageRef)).findLast((line) => line.kind === 'placed')
  const contract = placedOn && (await lockContract(tx, placedOn.contractRef))
  if (!contract) return
  // Read again under the lock: of two that end it at once, the second finds it given back.
  const lines = await listDrawDownsOfPackage(tx, packageRef)
  const placed = lines.findLast((line) => line.kind === 'placed')
  if (!placed || lines.at(-1)?.kind === 'ended') return
  const ended: DrawDownLine | undefined = endLine(contract, placed, toDay)
  if (!ended) return
  const line = await saveDrawDown(tx, contract.contractRef, ended)
  tx.record({
    type: 'contracts.given-back',
    about: [`contract:${contract.contractRef}`, `package:${packageRef}`],
    data: {
      contractRef: contract.contractRef,
      packageRef,
      line,
      pence: ended.pence,
      committedPence: await committedPence(tx, contract.contractRef),
    },
  } satisfies ContractFact)
}
