import { dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'
import { listRegisteredForPersonalCare } from '#src/providers/index.ts'
import type { OpenedBid } from '#src/tendering/bids/bid.ts'
import { lockEvaluated } from '#src/tendering/evaluation/assess-commands.ts'
import {
  checkCondition,
  type ConditionRefusal,
  decideExclusion,
  type ExclusionCheck,
  type ExclusionRefusal,
  type SaidExclusion,
} from '#src/tendering/evaluation/check.ts'
import { insertExclusionCheck, saveConditionCheck } from '#src/tendering/evaluation/check.store.ts'
import type { EvaluationFact } from '#src/tendering/evaluation/facts.ts'

type Whose = { readonly tenderRef: string; readonly bidRef: string }
export type WhoseRefusal = 'no such bid' | 'ranked already'

export type CheckCondition = Whose & { readonly condition: string; readonly met: boolean; readonly evidence: string }

/** Whether a bid meets a condition of participation, by what was looked at. */
export const checkConditionOf = (shell: Shell, actor: Actor, input: CheckCondition) =>
  shell.command(actor, 'check-condition', async (tx): Promise<Result<true, ConditionRefusal | WhoseRefusal>> => {
    const { tenderRef, bidRef, met } = input
    const found = await lockBid(tx, input)
    if (!found.ok) return found
    const checked = checkCondition(found.value.spec.conditions, input)
    if (!checked.ok) return checked
    const { condition, evidence } = checked.value
    await saveConditionCheck(tx, tenderRef, { bidRef, condition: condition.key, met, evidence })
    const { organisationRef } = found.value.bid
    const registered = await listRegisteredForPersonalCare(tx, [organisationRef])
    const againstRegister = met && condition.kind === 'cqc_personal_care' && !registered.has(organisationRef)
    tx.record({
      type: 'tendering.condition-checked',
      about: [`tender:${tenderRef}`, `bid:${bidRef}`, `provider:${organisationRef}`],
      data: { tenderRef, bidRef, organisationRef, condition: condition.key, met, evidence, againstRegister },
    } satisfies EvaluationFact)
    return ok(true)
  })

async function lockBid(tx: Write, { tenderRef, bidRef }: Whose) {
  const evaluated = await lockEvaluated(tx, tenderRef)
  const bid = evaluated?.bids.find((one) => one.bidRef === bidRef)
  if (!evaluated || !bid) return refuse('no such bid')
  return evaluated.tender.status === 'opened' ? ok({ bid, spec: evaluated.spec }) : refuse('ranked already')
}

/** Looks for grounds to exclude, before the award (P-17). */
export const checkExclusion = (shell: Shell, actor: Actor, input: Whose & SaidExclusion) =>
  shell.command(
    actor,
    'check-exclusion',
    async (tx): Promise<Result<ExclusionCheck['outcome'], ExclusionRefusal | WhoseRefusal>> => {
      const found = await lockBid(tx, input)
      if (!found.ok) return found
      const decided = await recordExclusion(tx, input.tenderRef, found.value.bid, input, 'evaluation')
      return decided.ok ? ok(decided.value) : decided
    },
  )

/** Decides on a ground and keeps the check; the award does so too, when something is found later. */
export async function recordExclusion(
  tx: Write,
  tenderRef: string,
  bid: Pick<OpenedBid, 'bidRef' | 'organisationRef'>,
  said: SaidExclusion,
  moment: ExclusionCheck['moment'],
): Promise<Result<ExclusionCheck['outcome'], ExclusionRefusal>> {
  const decided = decideExclusion(said, dayOf(tx.now))
  if (!decided.ok) return decided
  const { bidRef, organisationRef } = bid
  await insertExclusionCheck(tx, tenderRef, { ...decided.value, bidRef, organisationRef, moment })
  const { ground, outcome, debarmentDay, evidence } = decided.value
  tx.record({
    type: 'tendering.exclusion-checked',
    about: [`tender:${tenderRef}`, `bid:${bidRef}`, `provider:${organisationRef}`],
    data: { tenderRef, bidRef, organisationRef, ground, outcome, debarmentDay, evidence },
  } satisfies EvaluationFact)
  return ok(outcome)
}
