import { type Day, dayOf, firstOfMonth } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { listArrangements } from '#src/councils/index.ts'
import { type Actor, personBehind, systemActor, visitorOf } from '#src/platform/actor.ts'
import { nextRef, type Shell, type Write } from '#src/platform/command.ts'
import type { Award, AwardedLot } from '#src/tendering/awards/award.ts'
import type { AwardFact } from '#src/tendering/awards/facts.ts'
import { findAward, insertAward, saveAward } from '#src/tendering/awards/award.store.ts'
import type { JointFact } from '#src/tendering/joint/facts.ts'
import {
  checkCost,
  type CostRefusal,
  decideForMember,
  decidePart,
  type JointCost,
  lotsOfMember,
  type MemberDecision,
  memberSpec,
  type TakeUpRefusal,
  type TellRefusal,
  type WantedLot,
} from '#src/tendering/joint/joint-tender.ts'
import {
  findPart,
  insertCost,
  insertUse,
  listUse,
  lockPart,
  saveMemberDecision,
  savePart,
} from '#src/tendering/joint/joint-tender.store.ts'
import type { Spec } from '#src/tendering/tenders/spec.ts'
import { findPublished, insertTender, saveStatus } from '#src/tendering/tenders/tender.store.ts'

type Which = { readonly jointCouncil: number; readonly tenderRef: string }

/** What everybody may read of a joint tender, for a council that is a member; undefined for others. */
export async function publishedToMember(shell: Shell, actor: Actor, { jointCouncil, tenderRef }: Which) {
  const arrangements = await listArrangements(shell.database, actor.council)
  const isMember = arrangements.some((one) => one.jointCouncil === jointCouncil && one.status === 'member')
  if (!isMember) return undefined
  return shell.read(visitorOf(jointCouncil), (tx) => findPublished(tx, tenderRef))
}

/** A member says what it wants of its own lots; no other member reads it. */
export async function tellPart(
  shell: Shell,
  actor: Actor,
  input: Which & { readonly lots: readonly WantedLot[] },
): Promise<Result<null, TellRefusal | 'no such tender'>> {
  const published = await publishedToMember(shell, actor, input)
  if (!published) return refuse('no such tender')
  return shell.command<null, TellRefusal>(actor, 'tell-joint-part', async (tx) => {
    const { jointCouncil, tenderRef } = input
    const decided = decidePart(published.spec, tx.council, await findPart(tx, jointCouncil, tenderRef), input.lots)
    if (!decided.ok) return decided
    await savePart(tx, { jointCouncil, tenderRef, lots: decided.value })
    tx.record({
      type: 'tendering.joint-part-told',
      about: [`arrangement:${jointCouncil}`],
      data: { jointCouncil, tenderRef, lots: decided.value.map(({ lot }) => lot) },
    } satisfies JointFact)
    return ok(null)
  })
}

/**
 * How the arrangement's award stands for one member: its own lots alone leave the arrangement's tenant, and the arrangement's log
 * says who read them.
 */
export async function awardForMember(shell: Shell, actor: Actor, which: Which, spec: Spec): Promise<Award | undefined> {
  const reader = { ...systemActor(which.jointCouncil), id: `council-${actor.council}`, name: actor.name }
  const award = await shell.view(reader, `tender:${which.tenderRef}`, (tx) => findAward(tx, which.tenderRef))
  const own = new Set(lotsOfMember(spec, actor.council).map(({ lot }) => lot))
  return award && { ...award, lots: award.lots.filter(({ lot }) => own.has(lot)) }
}

/** A member decides for itself. Where it agrees, what its lots were won by stands in its own tenant, for contracts to be made of. */
export async function decideJointPart(
  shell: Shell,
  actor: Actor,
  input: Which & MemberDecision,
): Promise<Result<{ ownTenderRef: string | null }, TakeUpRefusal | 'no such tender'>> {
  const published = await publishedToMember(shell, actor, input)
  if (!published) return refuse('no such tender')
  const award = await awardForMember(shell, actor, input, published.spec)
  return shell.command<{ ownTenderRef: string | null }, TakeUpRefusal>(actor, 'decide-joint-part', async (tx) => {
    const { jointCouncil, tenderRef, answer, authority, reference, reason } = input
    const part = await lockPart(tx, jointCouncil, tenderRef)
    const won = decideForMember(published.spec, award, tx.council, part, input)
    if (!won.ok) return won
    const spec = memberSpec(published.spec, tx.council, part?.lots ?? [])
    const ownTenderRef = won.value.length === 0 || !award ? null : await takeUp(tx, spec, award, won.value, input)
    await saveMemberDecision(tx, input, input, ownTenderRef)
    tx.record({
      type: 'tendering.joint-part-decided',
      about: [`arrangement:${jointCouncil}`, ...(ownTenderRef === null ? [] : [`tender:${ownTenderRef}` as const])],
      data: { jointCouncil, tenderRef, answer, authority, reference, reason, ownTenderRef },
    } satisfies JointFact)
    return ok({ ownTenderRef })
  })
}

/** Mirrors the member's part of the arrangement's tender and award in the member's own tenant. */
async function takeUp(
  tx: Write,
  spec: Spec,
  award: Award,
  lots: readonly AwardedLot[],
  decision: MemberDecision,
): Promise<string> {
  const tenderRef = await nextRef(tx, 'TD')
  const awardRef = await nextRef(tx, 'AW')
  const by = { ref: personBehind(tx.actor), name: tx.actor.name }
  await insertTender(tx, { tenderRef, spec, ownerRef: by.ref })
  const own: Award = {
    ...award,
    ...{ awardRef, tenderRef, authority: decision.authority, reference: decision.reference, reason: decision.reason },
    valuePence: spec.estimatedPence,
    limitPence: null,
    decidedBy: by.ref,
    decidedByName: by.name,
    decidedAt: tx.now,
    lots: lots.map((lot) => ({ ...lot, bidRef: null, contractRef: null })),
  }
  await insertAward(tx, own)
  await saveAward(tx, own, by)
  await saveStatus(tx, tenderRef, 'awarded')
  const byLot = Map.groupBy(own.lots, ({ lot }) => lot)
  tx.record({
    type: 'tendering.tender-awarded',
    about: [`tender:${tenderRef}`],
    data: {
      tenderRef,
      awardRef,
      lots: [...byLot].map(([lot, won]) => ({ lot, organisationRefs: won.map((one) => one.organisationRef) })),
      byName: by.name,
      earlyReason: null,
    },
  } satisfies AwardFact)
  return tenderRef
}

/** Shares a cost of the arrangement among its members: by fixed percents, or by the hours that they told for a month. */
export const shareCost = (
  shell: Shell,
  actor: Actor,
  input: Omit<JointCost, 'shares'> & { readonly day: Day; readonly fixed: JointCost['shares'] },
) =>
  shell.command<{ costRef: string }, CostRefusal>(actor, 'share-joint-cost', async (tx) => {
    const { day, what, pence, sharing, fixed } = input
    const shares = sharing === 'fixed' ? fixed : await listUse(tx, firstOfMonth(day))
    const checked = checkCost({ what, pence, sharing, shares })
    if (!checked.ok) return checked
    const costRef = await nextRef(tx, 'JC')
    await insertCost(tx, costRef, day, checked.value)
    tx.record({
      type: 'tendering.joint-cost-shared',
      about: [`joint-cost:${costRef}`],
      data: { costRef, what: checked.value.what, pence, sharing },
    } satisfies JointFact)
    return ok({ costRef })
  })

/** A member's officer tells the arrangement how many hours their own council used in a month. */
export const tellUse = (shell: Shell, actor: Actor, input: { readonly month: Day; readonly hours: number }) =>
  shell.command<null, 'no member' | 'not a number' | 'a month to come'>(actor, 'tell-joint-use', async (tx) => {
    const { month, hours } = input
    if (!actor.member) return refuse('no member')
    if (!(Number.isSafeInteger(hours) && hours >= 0 && hours < 10_000_000)) return refuse('not a number')
    if (month > dayOf(tx.now)) return refuse('a month to come')
    await insertUse(tx, { member: actor.member, month: firstOfMonth(month), hours })
    tx.record({
      type: 'tendering.joint-use-told',
      about: [`council:${actor.member}`],
      data: { member: actor.member, month: firstOfMonth(month), hours },
    } satisfies JointFact)
    return ok(null)
  })
