import type { Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

/** A member of a joint arrangement: several councils that buy together, in a tenant of their own (P3). */
export type JointMember = {
  readonly jointCouncil: number
  readonly jointName: string
  readonly memberCouncil: number
  readonly memberName: string
  readonly isLead: boolean
  readonly status: 'invited' | 'member' | 'left'
  readonly since: Instant
}

type Membership = Pick<JointMember, 'memberCouncil' | 'isLead' | 'status'>

export type InviteRefusal = 'not the lead' | 'is a member already' | 'is the lead itself'

/** Only the lead invites, and whoever left may be invited again. */
export function decideInvitation(
  members: readonly Membership[],
  inviting: number,
  invited: number,
): Result<null, InviteRefusal> {
  if (!members.some(({ memberCouncil, isLead }) => isLead && memberCouncil === inviting)) return refuse('not the lead')
  if (invited === inviting) return refuse('is the lead itself')
  const known = members.find(({ memberCouncil }) => memberCouncil === invited)
  return known && known.status !== 'left' ? refuse('is a member already') : ok(null)
}

export type AnswerRefusal = 'not invited' | 'the lead stays'

/** The invited council joins for itself; a member leaves, the lead does not while the arrangement stands. */
export function decideAnswer(
  member: Membership | undefined,
  answer: 'join' | 'leave',
): Result<JointMember['status'], AnswerRefusal> {
  if (!member || member.status === 'left') return refuse('not invited')
  if (answer === 'join') return member.status === 'invited' ? ok('member') : refuse('not invited')
  return member.isLead ? refuse('the lead stays') : ok('left')
}

/** A zone of a member is a zone of the arrangement under a code of its own: "2-town". */
export const jointZone = (memberCouncil: number, zone: string): string => `${memberCouncil}-${zone}`

/** The member whose zone it is; undefined for what is no zone of a member. */
export const councilOfZone = (zone: string): number | undefined => {
  const found = /^(\d+)-/.exec(zone)
  return found ? Number(found[1]) : undefined
}

/** Splits pence by shares, exactly: what is left over goes to the largest remainders, the first of equals. */
export function splitPence(pence: number, shares: readonly number[]): number[] {
  const whole = shares.reduce((sum, share) => sum + share, 0)
  if (whole <= 0) return shares.map(() => 0)
  const exact = shares.map((share) => BigInt(pence) * BigInt(Math.round(share)))
  const parts = exact.map((one) => one / BigInt(whole))
  let left = BigInt(pence) - parts.reduce((sum, part) => sum + part, 0n)
  const order = exact
    .map((one, index) => ({ index, rest: one % BigInt(whole) }))
    .sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1))
  for (const { index } of order) {
    if (left <= 0n) break
    parts[index] = (parts[index] ?? 0n) + 1n
    left -= 1n
  }
  return parts.map(Number)
}
