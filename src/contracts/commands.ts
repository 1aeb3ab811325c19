import { type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { findOfficer, getPolicy, listZones } from '#src/councils/index.ts'
import {
  addUpTo100,
  type Contract,
  crossedAlerts,
  decideDrawDown,
  type DrawDownLine,
  type DrawDownRefusal,
  type DrawDownRequest,
  endLine,
} from '#src/contracts/draw-down.ts'
import { committedPence, lockContract, saveContract } from '#src/contracts/contract.store.ts'
import { type Framework, frameworkExists, saveFramework } from '#src/contracts/frameworks/framework.store.ts'
import { listDrawDownsOfPackage, saveDrawDown } from '#src/contracts/draw-downs/draw-down.store.ts'
import { countChanges } from '#src/contracts/changes/change.store.ts'
import { tellEntered } from '#src/contracts/duty-commands.ts'
import type { ContractFact } from '#src/contracts/facts.ts'
import {
  checkParticulars,
  type Particulars,
  type ParticularsRefusal,
  type SaidParticulars,
  wholeParticulars,
} from '#src/contracts/particulars.ts'
import { getParticulars, saveParticulars } from '#src/contracts/particulars.store.ts'
import { saveEntries } from '#src/contracts/published/published.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'
import { findOrganisation } from '#src/providers/index.ts'
import { cardExists, noteHolder } from '#src/rates/index.ts'

export type EnterFramework = Omit<Framework, 'frameworkRef'>

export const enterFramework = (shell: Shell, actor: Actor, input: EnterFramework) =>
  shell.command(actor, 'enter-framework', async (tx) => {
    if (!addUpTo100(input.weights)) return refuse('the weights do not add up to 100')
    if (input.toDay <= input.fromDay) return refuse('the term ends before it begins')
    return ok(await enterFrameworkIn(tx, input))
  })

/** Within a command at hand; the weights add up. */
export async function enterFrameworkIn(tx: Write, input: EnterFramework): Promise<string> {
  const frameworkRef = await nextRef(tx, 'FW')
  await saveFramework(tx, { ...input, frameworkRef })
  tx.record({
    type: 'contracts.framework-entered',
    about: [`framework:${frameworkRef}`],
    data: { frameworkRef, title: input.title, weights: input.weights },
  } satisfies ContractFact)
  return frameworkRef
}

export type EnterContract = Omit<Contract, 'contractRef' | 'weights' | 'closedFrom'> & SaidParticulars

export type EnterRefusal =
  | 'no such provider'
  | 'no such rate card'
  | 'no such framework'
  | 'the term ends before it begins'
  | 'no zone named'
  | 'no such zone'
  | 'no such officer'
  | ParticularsRefusal

/** Enters a contract in the register and tells rates who is paid by its card. */
export const enterContract = (
  shell: Shell,
  actor: Actor,
  input: EnterContract,
  options: { idempotencyKey?: string | undefined } = {},
) => shell.command(actor, 'enter-contract', (tx) => enterContractIn(tx, input), { ...options, request: input })

/** Within a command at hand, as where an award makes its contracts. */
export async function enterContractIn(tx: Write, input: EnterContract): Promise<Result<string, EnterRefusal>> {
  const said = wholeParticulars(input, input)
  const lacking = await whyNotEnter(tx, input, said)
  if (lacking !== undefined) return refuse(lacking)
  const contractRef = await nextRef(tx, 'CT')
  await saveContract(tx, { ...input, contractRef }, said)
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
      regime: said.regime,
      valuePence: said.valuePence,
      tenderRef: said.tenderRef,
    },
  } satisfies ContractFact)
  await tellEntered(tx, contractRef, input.fromDay)
  await saveEntries(tx, dayOf(tx.now), contractRef)
  return ok(contractRef)
}

async function whyNotEnter(tx: Write, input: EnterContract, said: Particulars): Promise<EnterRefusal | undefined> {
  if (!(await findOrganisation(tx, input.organisationRef))) return 'no such provider'
  if (!(await cardExists(tx, input.cardRef))) return 'no such rate card'
  if (input.frameworkRef !== null && !(await frameworkExists(tx, input.frameworkRef))) return 'no such framework'
  if (input.toDay <= input.fromDay) return 'the term ends before it begins'
  if (input.zones.length === 0) return 'no zone named'
  const known = new Set((await listZones(tx)).map(({ zone }) => zone))
  if (input.zones.some((zone) => !known.has(zone))) return 'no such zone'
  return whyNotParticulars(tx, input, said)
}

async function whyNotParticulars(
  tx: Write,
  term: Pick<Contract, 'fromDay' | 'toDay'>,
  said: Particulars,
): Promise<ParticularsRefusal | 'no such officer' | undefined> {
  if (said.ownerRef !== null && !(await findOfficer(tx, said.ownerRef))) return 'no such officer'
  const checked = checkParticulars(term, said)
  return checked.ok ? undefined : checked.error
}

/** What the tests of a change are reckoned from. */
const isTestedBy = ({ regime, valuePence, extensionOptions }: Particulars): string =>
  JSON.stringify([regime, valuePence, extensionOptions.map(({ months, decideBy }) => [months, decideBy])])

export type KeepParticulars = Particulars & { readonly contractRef: string }
export type KeepRefusal = ParticularsRefusal | 'no such contract' | 'no such officer' | 'a change rests on it'

/** Puts right what the register says of a contract; what was there before is in the history. A change that the law tests is none of these. */
export const keepParticulars = (shell: Shell, actor: Actor, input: KeepParticulars, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'keep-contract-particulars',
    async (tx): Promise<Result<true, KeepRefusal>> => {
      const contract = await lockContract(tx, input.contractRef)
      if (!contract) return refuse('no such contract')
      const { contractRef, ...said } = input
      const lacking = await whyNotParticulars(tx, contract, said)
      if (lacking !== undefined) return refuse(lacking)
      const before = await getParticulars(tx, contractRef)
      if (isTestedBy(before) !== isTestedBy(said) && (await countChanges(tx, contractRef)) > 0)
        return refuse('a change rests on it')
      await saveParticulars(tx, contractRef, said)
      tx.record({
        type: 'contracts.particulars-kept',
        about: [`contract:${contractRef}`],
        data: { contractRef, before, now: said },
      } satisfies ContractFact)
      await saveEntries(tx, dayOf(tx.now), contractRef)
      return ok(true)
    },
    options,
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

/** Tells of the shares of the ceiling that a commitment crosses. */
export async function recordAlerts(tx: Write, contract: Contract, before: number, after: number): Promise<void> {
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
  // Read again under the lock: of two that end it at once, the second finds it given back. Who ends it sooner gives back the rest.
  const lines = await listDrawDownsOfPackage(tx, packageRef)
  const placed = lines.findLast((line) => line.kind === 'placed')
  if (!placed) return
  const since = lines.slice(lines.indexOf(placed)).reduce((sum, { pence }) => sum + pence, 0)
  const ended: DrawDownLine | undefined = endLine(contract, { ...placed, pence: since }, toDay)
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
