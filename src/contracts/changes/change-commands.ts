import { type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import {
  type AskedChange,
  type Changeable,
  type ChangeRefusal,
  type DecidedChange,
  decideChange,
} from '#src/contracts/changes/change.ts'
import { insertChange, listCommitments, lockChangeable } from '#src/contracts/changes/change.store.ts'
import { recordAlerts } from '#src/contracts/commands.ts'
import { loadDrawDowns } from '#src/contracts/draw-downs/draw-down.store.ts'
import { termLine } from '#src/contracts/draw-down.ts'
import { tellTendering } from '#src/contracts/duty-commands.ts'
import type { ContractFact } from '#src/contracts/facts.ts'
import { saveEntries } from '#src/contracts/published/published.store.ts'
import { findOfficer, getPolicy, listZones, type Role } from '#src/councils/index.ts'
import { type Actor, personBehind } from '#src/platform/actor.ts'
import type { CommandOptions, Shell, Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'
import { type Regime, thresholdPence } from '#src/tendering/index.ts'

export type ChangeContract = AskedChange & { readonly contractRef: string }
export type ChangeContractRefusal = ChangeRefusal | 'no such contract' | 'no such zone'
export type ChangedContract = { readonly number: number; readonly warning: string | undefined }

/** Extends or varies a contract, if the tests of its law let it and the officer may decide it. */
export const changeContract = (shell: Shell, actor: Actor, input: ChangeContract, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'change-contract',
    async (tx): Promise<Result<ChangedContract, ChangeContractRefusal>> => {
      const changeable = await lockChangeable(tx, input.contractRef, input.fromDay)
      if (!changeable) return refuse('no such contract')
      const known = new Set((await listZones(tx)).map(({ zone }) => zone))
      if (input.zones.length === 0 || input.zones.some((zone) => !known.has(zone))) return refuse('no such zone')
      const decided = decideChange(
        changeable,
        input,
        await deciding(tx, actor, changeable.particulars.regime, input.fromDay),
      )
      if (!decided.ok) return decided
      const number = await keepChange(tx, changeable, decided.value)
      return ok({ number, warning: decided.value.warning })
    },
    options,
  )

/** The threshold that a change of a regime is held to: home care is light touch, whatever it was bought under before. */
export const thresholdOf = (regime: Regime, on: Day): number =>
  thresholdPence(regime === 'pa23' || regime === 'pcr15' ? 'services' : 'light_touch', on)

/** What a decision about a contract is held to on a day: who decides, under which policy. */
export async function deciding(tx: Read, actor: Actor, regime: Regime, on: Day) {
  const today = dayOf(tx.now)
  return {
    today,
    thresholdPence: thresholdOf(regime, on),
    roles: await rolesOf(tx, actor),
    policy: await getPolicy(tx, 'contract-changes', today),
  }
}

/** A machine decides nothing but what the officer behind it may. */
const rolesOf = async (tx: Read, actor: Actor): Promise<readonly Role[]> =>
  (await findOfficer(tx, personBehind(actor)))?.roles ?? []

/** Keeps a decided change with what the contract becomes, and commits or gives back what its term makes of placements. */
export async function keepChange(
  tx: Write,
  { contract, changes, committedPence }: Changeable,
  { change, version }: Omit<DecidedChange, 'warning'>,
): Promise<number> {
  const { contractRef } = contract
  const number = changes.length + 1
  await insertChange(tx, contractRef, { ...change, number }, version)
  const after =
    committedPence + (await commitTerm(tx, contractRef, { oldToDay: contract.toDay, newToDay: version.toDay }))
  tx.record({
    type: 'contracts.changed',
    about: [`contract:${contractRef}`, `provider:${contract.organisationRef}`],
    data: {
      ...{ contractRef, number, kind: change.kind, fromDay: change.fromDay, ground: change.ground },
      ...{ toDay: version.toDay, ceilingPence: version.ceilingPence, valuePence: version.valuePence },
      ...{ valueChangePence: change.valueChangePence, termChangeDays: change.termChangeDays },
      ...{ noticeCode: change.noticeCode, authorityWords: change.authorityWords, reason: change.reason },
      ...{ committedBeforePence: committedPence, committedPence: after },
    },
  } satisfies ContractFact)
  if (change.kind !== 'termination')
    await tellTendering(tx, {
      ...{ kind: 'changed', contractRef, day: change.fromDay, words: change.reason },
      noticeNeeded: change.noticeCode === 'UK10',
    })
  await saveEntries(tx, dayOf(tx.now), contractRef)
  await recordAlerts(tx, { ...contract, ceilingPence: version.ceilingPence }, committedPence, after)
  return number
}

/** Lines of all placements that a longer or shorter term reaches; answers with what they come to. */
async function commitTerm(tx: Write, contractRef: string, term: { oldToDay: Day; newToDay: Day }): Promise<number> {
  if (term.oldToDay === term.newToDay) return 0
  const { commitments, lastLine } = await listCommitments(tx, contractRef)
  const lines = commitments.flatMap((placed) => termLine(placed, term) ?? [])
  if (lines.length === 0) return 0
  await loadDrawDowns(
    tx,
    lines.map((line, at) => ({ ...line, contractRef, line: lastLine + 1 + at, at: tx.now })),
  )
  return lines.reduce((sum, { pence }) => sum + pence, 0)
}
