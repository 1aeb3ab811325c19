import { dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'
import type { AwardedLot } from '#src/tendering/awards/award.ts'
import type { AwardFact } from '#src/tendering/awards/facts.ts'
import { whyNoEntry } from '#src/tendering/entry/entry.ts'
import { findMembership, isForMembers } from '#src/tendering/entry/entry.store.ts'
import { lockEvaluated } from '#src/tendering/evaluation/assess-commands.ts'
import { type BarredRefusal, checkForCallOff, whyBarred } from '#src/tendering/exclusions/exclusion.ts'
import { findLastCheck, listChecksAbout, listExcluded } from '#src/tendering/exclusions/exclusion.store.ts'
import { checkExclusion, type ExclusionCheck, type ExclusionRefusal } from '#src/tendering/joining/application.ts'
import type { MarketFact } from '#src/tendering/markets/facts.ts'
import { insertExclusionCheck } from '#src/tendering/markets/member.store.ts'
import type { Spec } from '#src/tendering/tenders/spec.ts'

export type CheckForAward = Partial<ExclusionCheck> & { readonly tenderRef: string }

/** Looks for grounds to exclude the one provider that a tender names, before it is awarded or called off (P-17). */
export const checkForAward = (shell: Shell, actor: Actor, input: CheckForAward) =>
  shell.command(
    actor,
    'check-for-award',
    async (tx): Promise<Result<ExclusionCheck, ExclusionRefusal | 'no such tender' | 'decided already'>> => {
      const { tenderRef } = input
      const evaluated = await lockEvaluated(tx, tenderRef)
      const organisationRef = evaluated?.spec.directAward?.organisationRef
      if (!evaluated || organisationRef === undefined) return refuse('no such tender')
      if (evaluated.tender.status !== 'published') return refuse('decided already')
      const check = checkExclusion(input, dayOf(tx.now))
      if (!check.ok) return check
      const stage = isForMembers(evaluated.spec) ? 'call_off' : 'award'
      await insertExclusionCheck(tx, { ...check.value, organisationRef, stage, about: tenderRef })
      const { finding, lookedUpOn, evidence } = check.value
      tx.record({
        type: 'tendering.award-exclusion-checked',
        about: [`tender:${tenderRef}`, `provider:${organisationRef}`],
        data: { tenderRef, organisationRef, stage, finding, lookedUpOn, evidence },
      } satisfies AwardFact)
      return check
    },
  )

/**
 * Why an award may not be decided: of bids the evaluation checked every one; who is named without competing is checked for this very
 * tender. Nobody is given anything while a mandatory ground stands, or while it is held back on the list that the tender rests on.
 */
export async function barredFromAward(
  tx: Read,
  { tenderRef, spec }: { readonly tenderRef: string; readonly spec: Spec },
  lots: readonly AwardedLot[],
): Promise<BarredRefusal | 'a provider may not be given work' | undefined> {
  const refs = [...new Set(lots.map(({ organisationRef }) => organisationRef))]
  const assessed = lots.filter(({ bidRef }) => bidRef !== null).map(({ organisationRef }) => organisationRef)
  const checks = await listChecksAbout(tx, [tenderRef])
  const barred = whyBarred(refs, {
    checked: new Set([...assessed, ...checks.map(({ organisationRef }) => organisationRef)]),
    excluded: await listExcluded(tx, refs),
  })
  if (barred) return barred
  for (const ref of refs) {
    const membership = await findMembership(tx, spec, ref)
    if (membership && whyNoEntry(membership)) return 'a provider may not be given work'
  }
  return undefined
}

type InCallOff = { readonly callOffRef: string; readonly marketRef: string; readonly organisationRef: string }

/** Each call-off has its own line: whose word it rests on that no ground stands, and of which day. */
export async function checkInCallOff(tx: Write, asked: InCallOff): Promise<Result<true, BarredRefusal>> {
  const today = dayOf(tx.now)
  const { exclusionMonths } = await getPolicy(tx, 'markets', today)
  const { callOffRef, marketRef, organisationRef } = asked
  const check = checkForCallOff(await findLastCheck(tx, asked), exclusionMonths, today)
  if (!check.ok) return check
  const evidence = `The member’s check on ${marketRef}`
  await insertExclusionCheck(tx, {
    ...{ ...check.value, evidence, grounds: '', organisationRef },
    ...{ stage: 'call_off', about: callOffRef },
  })
  tx.record({
    type: 'tendering.call-off-exclusion-checked',
    about: [`market:${marketRef}`, `provider:${organisationRef}`],
    data: { callOffRef, marketRef, organisationRef, ...check.value },
  } satisfies MarketFact)
  return ok(true)
}
