/** The council's standing with a provider follows what its lists decide: brokerage places by the standing. */
import { addDays, type Day, dayOf } from '#src/base/day.ts'
import type { Result } from '#src/base/result.ts'
import type { Write } from '#src/platform/command.ts'
import { approve, standingOf, stopUsing, suspend } from '#src/providers/index.ts'
import type { MarketFact } from '#src/tendering/markets/facts.ts'
import {
  type Member,
  type SuspendedFor,
  suspendMember,
  type SuspendRefusal,
} from '#src/tendering/markets/membership.ts'
import { listMembershipsOf, saveMember } from '#src/tendering/markets/member.store.ts'

export const aboutMember = ({ marketRef, organisationRef }: Pick<Member, 'marketRef' | 'organisationRef'>) =>
  [`market:${marketRef}`, `provider:${organisationRef}`, `member:${marketRef}.${organisationRef}`] as const
export const factOfMember = ({
  marketRef,
  organisationRef,
  name,
}: Pick<Member, 'marketRef' | 'organisationRef' | 'name'>) => ({
  ...{ marketRef, organisationRef, name },
})

const reasonOf = ({ marketRef, reason }: Pick<Member, 'marketRef' | 'reason'>): string => `${marketRef}: ${reason}`

/** A standing that a list decided names the list first. */
const isOurs = (reason: string): boolean => /^MK-\d+: /.test(reason)

/**
 * After a member was suspended, reinstated or removed. A suspension that somebody decided for another reason is never lifted here;
 * answers whether the provider is still suspended.
 */
export async function followMember(
  tx: Write,
  member: Member,
  options: { readonly barred?: boolean } = {},
): Promise<boolean> {
  const { organisationRef } = member
  const standing = (await standingOf(tx, [organisationRef])).get(organisationRef)
  const ours = standing?.standing === 'suspended' && isOurs(standing.reason)
  if (options.barred) {
    if (standing?.standing !== 'not used') await stopUsing(tx, { organisationRef, reason: reasonOf(member) })
    return true
  }
  const suspended = (await listMembershipsOf(tx, organisationRef)).find(({ state }) => state === 'suspended')
  if (suspended) {
    const isSet = standing?.standing === 'suspended' || standing?.standing === 'not used'
    const today = dayOf(tx.now)
    if (!isSet || ours)
      await suspend(tx, {
        organisationRef,
        reason: reasonOf(suspended),
        reviewDay:
          suspended.reviewDay !== null && suspended.reviewDay >= today ? suspended.reviewDay : addDays(today, 14),
      })
    return true
  }
  if (!ours) return standing?.standing === 'suspended'
  if (member.state === 'removed') {
    await stopUsing(tx, { organisationRef, reason: reasonOf(member) })
    return true
  }
  await approve(tx, { organisationRef, reason: reasonOf(member) })
  return false
}

/** Suspends within a command at hand: an officer's own, or the check that finds what suspends by rule. */
export async function suspendIn(
  tx: Write,
  member: Member,
  asked: { readonly suspendedFor: SuspendedFor; readonly reason: string; readonly reviewDay: Day },
): Promise<Result<Member, SuspendRefusal>> {
  const suspended = suspendMember(member, asked, dayOf(tx.now))
  if (!suspended.ok) return suspended
  await saveMember(tx, suspended.value)
  await followMember(tx, suspended.value)
  const { suspendedFor, reviewDay } = asked
  tx.record({
    type: 'tendering.member-suspended',
    about: aboutMember(member),
    data: { ...factOfMember(member), suspendedFor, reason: suspended.value.reason, reviewDay },
  } satisfies MarketFact)
  return suspended
}
