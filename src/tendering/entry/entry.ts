/** Who may bid where a tender is for the members of a list alone: a dynamic market, or the parties of a framework (P-11, P-13, P-14). */
import { mayBeInvited, type Member } from '#src/tendering/markets/membership.ts'
import type { Market } from '#src/tendering/markets/market.ts'
import type { Standing } from '#src/providers/index.ts'

/** The list that a tender is held to, and what it knows of one provider. */
export type Membership = {
  readonly market: Pick<Market, 'marketRef' | 'title' | 'kind' | 'status'>
  readonly member: Pick<Member, 'state' | 'reason'> | undefined
  readonly standing: Pick<Standing, 'standing' | 'reason'>
}

export type EntryRefusal = 'not a member' | 'suspended'

/** An applicant is no member yet, and who was removed is one no longer; who is suspended is asked for nothing new. */
export function whyNoEntry({ member, standing }: Membership): EntryRefusal | undefined {
  if (!member || member.state === 'removed') return 'not a member'
  return mayBeInvited(member, standing.standing) ? undefined : 'suspended'
}

/** Why a member is held back, as the provider may read it; empty where it is not. */
export const heldBackBecause = ({ member, standing }: Membership): string =>
  member && member.state !== 'member' ? member.reason : standing.reason
