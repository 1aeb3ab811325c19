import { addDays, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { deciding } from '#src/contracts/changes/change-commands.ts'
import { type Authority, type AuthorityRefusal, underWhat } from '#src/contracts/changes/change.ts'
import { lockChangeable } from '#src/contracts/changes/change.store.ts'
import { findContractOn, lockContract } from '#src/contracts/contract.store.ts'
import { tellTendering } from '#src/contracts/duty-commands.ts'
import type { ContractFact } from '#src/contracts/facts.ts'
import { endTerm } from '#src/contracts/notice/notice-commands.ts'
import {
  type AskedTermination,
  checkTermination,
  GROUND_TITLES,
  type TerminationRefusal,
  whyNotOn,
} from '#src/contracts/termination/termination.ts'
import {
  insertTermination,
  listTerminations,
  saveTermination,
  type Termination,
} from '#src/contracts/termination/termination.store.ts'
import { type Actor, personBehind } from '#src/platform/actor.ts'
import type { CommandOptions, Shell, Write } from '#src/platform/command.ts'

export type ProposeTermination = AskedTermination & { readonly contractRef: string }
export type ProposeRefusal = TerminationRefusal | 'no such contract' | 'proposed already' | 'ended at once'

/** One officer says why a contract is to end at once, and with what evidence; another decides. */
export const proposeTermination = (
  shell: Shell,
  actor: Actor,
  { contractRef, ...asked }: ProposeTermination,
  options: CommandOptions = {},
) =>
  shell.command(
    actor,
    'propose-termination',
    async (tx): Promise<Result<number, ProposeRefusal>> => {
      const today = dayOf(tx.now)
      const found = (await lockContract(tx, contractRef)) && (await findContractOn(tx, contractRef, today))
      if (!found) return refuse('no such contract')
      const { contract, particulars } = found
      const before = await listTerminations(tx, contractRef)
      if (before.some(({ state }) => state === 'proposed')) return refuse('proposed already')
      if (before.some(({ state }) => state === 'decided')) return refuse('ended at once')
      const checked = checkTermination(contract, particulars.regime, asked, today)
      if (!checked.ok) return checked
      const number = before.length + 1
      const { ground, lastDay, words } = checked.value
      await insertTermination(tx, contractRef, number, checked.value)
      tx.record({
        type: 'contracts.termination-proposed',
        about: [`contract:${contractRef}`, `provider:${contract.organisationRef}`],
        data: { contractRef, number, ground, lastDay, words },
      } satisfies ContractFact)
      return ok(number)
    },
    options,
  )

export type DecideTermination = {
  readonly contractRef: string
  readonly isAgreed: boolean
  readonly authority: Authority
  readonly note: string
}
export type DecideRefusal =
  | AuthorityRefusal
  | 'no such contract'
  | 'nothing is proposed'
  | 'not an officer'
  | 'proposed it'
  | 'contract not running'
  | 'a day gone by'
  | 'not before its end'
  | 'no reason given'

/** A second officer ends the contract at once, or does not. Continuity of care begins as by notice: nobody new is placed from today. */
export const decideTermination = (shell: Shell, actor: Actor, input: DecideTermination) =>
  shell.command(actor, 'decide-termination', async (tx): Promise<Result<'decided' | 'refused', DecideRefusal>> => {
    const { contractRef } = input
    const contract = await lockContract(tx, contractRef)
    if (!contract) return refuse('no such contract')
    const proposed = (await listTerminations(tx, contractRef)).find(({ state }) => state === 'proposed')
    if (!proposed) return refuse('nothing is proposed')
    if (actor.kind !== 'officer') return refuse('not an officer')
    if (personBehind(actor) === proposed.proposedBy) return refuse('proposed it')
    const note = input.note.trim()
    if (input.isAgreed) return end(tx, contractRef, proposed, input.authority, note)
    if (note === '') return refuse('no reason given')
    const { number } = proposed
    await saveTermination(tx, contractRef, number, { state: 'refused', closedFrom: null, authorityWords: null, note })
    tx.record({
      type: 'contracts.termination-refused',
      about: [`contract:${contractRef}`, `provider:${contract.organisationRef}`],
      data: { contractRef, number, note },
    } satisfies ContractFact)
    return ok('refused')
  })

async function end(
  tx: Write,
  contractRef: string,
  { number, ground, reason, lastDay, proposedByName }: Termination,
  authority: Authority,
  note: string,
): Promise<Result<'decided', DecideRefusal>> {
  const today = dayOf(tx.now)
  const changeable = await lockChangeable(tx, contractRef, today)
  if (!changeable) return refuse('no such contract')
  const { contract, particulars, valuePence } = changeable
  const late = whyNotOn(contract, lastDay, today)
  if (late !== undefined) return refuse(late)
  // All that is left of the contract is given up: who decides is a matter of what it is worth.
  const worth = valuePence ?? contract.ceilingPence ?? changeable.committedPence
  const allowed = underWhat(await deciding(tx, tx.actor, particulars.regime, today), authority, worth)
  if (!allowed.ok) return allowed
  const authorityWords = allowed.value
  await saveTermination(tx, contractRef, number, { state: 'decided', closedFrom: today, authorityWords, note })
  const ended = { reason: GROUND_TITLES[ground], authority: authority.kind, authorityWords }
  await endTerm(tx, changeable, addDays(lastDay, 1), ended)
  tx.record({
    type: 'contracts.terminated',
    about: [`contract:${contractRef}`, `provider:${contract.organisationRef}`],
    data: {
      ...{ contractRef, number, organisationRef: contract.organisationRef, ground, reason, lastDay },
      ...{ closedFrom: today, authorityWords, proposedBy: proposedByName },
    },
  } satisfies ContractFact)
  if (ground === 'breach')
    await tellTendering(tx, {
      ...{ kind: 'performance', contractRef, day: today, poor: true, words: GROUND_TITLES.breach },
    })
  return ok('decided')
}
