import { type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell, Write } from '#src/platform/command.ts'
import { checkExclusion, type ExclusionCheck, type ExclusionRefusal } from '#src/tendering/joining/application.ts'
import { findEvidence, saveEvidenceChecks } from '#src/tendering/joining/application.store.ts'
import type { MarketFact } from '#src/tendering/markets/facts.ts'
import { type Market, zonesOf } from '#src/tendering/markets/market.ts'
import { findMarket } from '#src/tendering/markets/market.store.ts'
import { standingFindings } from '#src/tendering/markets/member-check-commands.ts'
import {
  type Member,
  reinstateMember,
  type ReinstateRefusal,
  type RemovalGround,
  removeMember,
  type RemoveRefusal,
  suspendMember,
  type SuspendRefusal,
} from '#src/tendering/markets/membership.ts'
import {
  insertExclusionCheck,
  listExclusionChecks,
  lockMember,
  publishMember,
  saveMember,
  settleReview,
} from '#src/tendering/markets/member.store.ts'
import { aboutMember, factOfMember, followMember, suspendIn } from '#src/tendering/markets/standing-commands.ts'

type Which = { readonly marketRef: string; readonly organisationRef: string }

async function lockBoth(
  tx: Write,
  { marketRef, organisationRef }: Which,
): Promise<{ market: Market; member: Member } | undefined> {
  const member = await lockMember(tx, marketRef, organisationRef)
  const market = member && (await findMarket(tx, marketRef))
  return member && market ? { market, member } : undefined
}

export type SuspendInput = Which & { readonly reason: string; readonly reviewDay: Day }

/** Blocks new placements; people in its care stay where they are. A suspension that goes on is decided again, with its next review. */
export const suspend = (shell: Shell, actor: Actor, input: SuspendInput, options?: CommandOptions) =>
  shell.command(
    actor,
    'suspend-member',
    async (tx): Promise<Result<Member, SuspendRefusal | 'no such member'>> => {
      const found = await lockBoth(tx, input)
      if (!found) return refuse('no such member')
      const { member } = found
      if (member.state !== 'suspended') return suspendIn(tx, member, { ...input, suspendedFor: 'concern' })
      const again = suspendMember(
        { ...member, state: 'member' },
        { ...input, suspendedFor: member.suspendedFor ?? 'concern' },
        dayOf(tx.now),
      )
      if (!again.ok) return again
      await saveMember(tx, again.value)
      await followMember(tx, again.value)
      tx.record({
        type: 'tendering.member-suspension-reviewed',
        about: aboutMember(member),
        data: { ...factOfMember(member), reason: again.value.reason, reviewDay: input.reviewDay },
      } satisfies MarketFact)
      return again
    },
    options,
  )

export const reinstate = (
  shell: Shell,
  actor: Actor,
  input: Which & { readonly reason: string },
  options?: CommandOptions,
) =>
  shell.command(
    actor,
    'reinstate-member',
    async (tx): Promise<Result<Member, ReinstateRefusal | 'no such member'>> => {
      const found = await lockBoth(tx, input)
      if (!found) return refuse('no such member')
      const { market, member } = found
      const standing = (await standingFindings(tx, market, [member])).get(member.organisationRef) ?? []
      const reinstated = reinstateMember(member, { reason: input.reason, standing }, dayOf(tx.now))
      if (!reinstated.ok) return reinstated
      await saveMember(tx, reinstated.value)
      const stillSuspended = await followMember(tx, reinstated.value)
      tx.record({
        type: 'tendering.member-reinstated',
        about: aboutMember(member),
        data: { ...factOfMember(member), reason: reinstated.value.reason, stillSuspended },
      } satisfies MarketFact)
      return reinstated
    },
    options,
  )

export type RemoveInput = Which & { readonly ground: RemovalGround; readonly reason: string }

export const remove = (shell: Shell, actor: Actor, input: RemoveInput, options?: CommandOptions) =>
  shell.command(
    actor,
    'remove-member',
    async (tx): Promise<Result<Member, RemoveRefusal | 'no such member'>> => {
      const found = await lockBoth(tx, input)
      return found ? removeIn(tx, found.market, found.member, input) : refuse('no such member')
    },
    options,
  )

async function removeIn(
  tx: Write,
  market: Market,
  member: Member,
  input: Pick<RemoveInput, 'ground' | 'reason'>,
): Promise<Result<Member, RemoveRefusal>> {
  const [last] = await listExclusionChecks(tx, member.organisationRef, 1)
  const standing = (await standingFindings(tx, market, [member])).get(member.organisationRef) ?? []
  const removed = removeMember(member, { ...input, finding: last?.finding ?? null, standing }, dayOf(tx.now))
  if (!removed.ok) return removed
  await saveMember(tx, removed.value)
  await publishMember(tx, removed.value, zonesOf(market.lots, member.lots))
  // Who is excluded, or no longer fit, is given no work by any way; who asked to leave may still hold a contract.
  await followMember(tx, removed.value, { barred: input.ground !== 'asked' })
  tx.record({
    type: 'tendering.member-removed',
    about: aboutMember(member),
    data: { ...factOfMember(member), ground: input.ground, reason: removed.value.reason },
  } satisfies MarketFact)
  return removed
}

/** P-17: the yearly check of a member. A mandatory ground removes it at once. */
export const checkExclusionOf = (shell: Shell, actor: Actor, input: Which & Partial<ExclusionCheck>) =>
  shell.command(
    actor,
    'check-exclusion',
    async (tx): Promise<Result<Member, ExclusionRefusal | RemoveRefusal | 'no such member'>> => {
      const found = await lockBoth(tx, input)
      if (!found || found.member.state === 'removed') return refuse('no such member')
      const { market, member } = found
      const today = dayOf(tx.now)
      const check = checkExclusion(input, today)
      if (!check.ok) return check
      const { organisationRef, marketRef } = member
      await insertExclusionCheck(tx, { ...check.value, organisationRef, stage: 'yearly', about: marketRef })
      const checked: Member = { ...member, checkedOn: today }
      await saveMember(tx, checked)
      const { finding, lookedUpOn } = check.value
      tx.record({
        type: 'tendering.member-exclusion-checked',
        about: aboutMember(member),
        data: { ...factOfMember(member), stage: 'yearly', finding, lookedUpOn },
      } satisfies MarketFact)
      if (finding !== 'excluded') return ok(checked)
      return removeIn(tx, market, checked, { ground: 'excluded', reason: check.value.grounds })
    },
  )

export type CheckEvidenceRefusal = 'no such evidence' | 'it was looked at' | 'the reason is missing'

/** An officer accepts what a member gave, or says why not. */
export const checkEvidence = (
  shell: Shell,
  actor: Actor,
  input: { readonly evidenceRef: string; readonly accepted: boolean; readonly words: string },
) =>
  shell.command(actor, 'check-evidence', async (tx): Promise<Result<Which, CheckEvidenceRefusal>> => {
    const evidence = await findEvidence(tx, input.evidenceRef)
    const member = evidence && (await lockMember(tx, evidence.marketRef, evidence.organisationRef))
    if (!evidence || !member) return refuse('no such evidence')
    if (evidence.state !== 'given') return refuse('it was looked at')
    if (!input.accepted && input.words.trim() === '') return refuse('the reason is missing')
    await saveEvidenceChecks(tx, [{ ...input, words: input.words.trim() }])
    tx.record({
      type: 'tendering.evidence-checked',
      about: aboutMember(member),
      data: {
        ...factOfMember(member),
        ...{ evidenceRef: input.evidenceRef, condition: evidence.condition },
        ...{ accepted: input.accepted, words: input.words.trim() },
      },
    } satisfies MarketFact)
    return ok({ marketRef: member.marketRef, organisationRef: member.organisationRef })
  })

export const settle = (shell: Shell, actor: Actor, input: { readonly reviewRef: string; readonly outcome: string }) =>
  shell.command(
    actor,
    'settle-review',
    async (tx): Promise<Result<Which, 'no such review' | 'the outcome is missing'>> => {
      if (input.outcome.trim() === '') return refuse('the outcome is missing')
      const review = await settleReview(tx, input.reviewRef, input.outcome.trim())
      if (!review) return refuse('no such review')
      const { marketRef, organisationRef, name, reviewRef, outcome } = review
      tx.record({
        type: 'tendering.member-review-settled',
        about: aboutMember(review),
        data: { marketRef, organisationRef, name, reviewRef, outcome },
      } satisfies MarketFact)
      return ok({ marketRef, organisationRef })
    },
  )

export type Scores = Pick<Member, 'qualityPercent' | 'pricePence' | 'capacityHours'>

/** The figures by which a member is ranked next time. */
export const scoreMember = (shell: Shell, actor: Actor, input: Which & Scores) =>
  shell.command(
    actor,
    'score-member',
    async (tx): Promise<Result<Member, 'no such member' | 'nothing would change' | 'out of range'>> => {
      const found = await lockBoth(tx, input)
      if (!found || found.member.state === 'removed') return refuse('no such member')
      const { qualityPercent, pricePence, capacityHours } = input
      const isWhole = (value: number | null, most: number): boolean =>
        value === null || (Number.isSafeInteger(value) && value >= 0 && value <= most)
      if (
        !isWhole(qualityPercent, 100) ||
        !isWhole(pricePence, 100_000) ||
        !isWhole(capacityHours, 100_000) ||
        pricePence === 0
      )
        return refuse('out of range')
      const scored: Member = { ...found.member, qualityPercent, pricePence, capacityHours }
      if (JSON.stringify(scored) === JSON.stringify(found.member)) return refuse('nothing would change')
      await saveMember(tx, scored)
      tx.record({
        type: 'tendering.member-scored',
        about: aboutMember(scored),
        data: { ...factOfMember(scored), qualityPercent, pricePence, capacityHours },
      } satisfies MarketFact)
      return ok(scored)
    },
  )
