import { type Read, rows, sql } from '#src/platform/database.ts'
import { standingOf } from '#src/providers/index.ts'
import type { Membership } from '#src/tendering/entry/entry.ts'
import { mayBeInvited, type Member } from '#src/tendering/markets/membership.ts'
import { listMembers } from '#src/tendering/markets/member.store.ts'
import { ROUTES } from '#src/tendering/tenders/route.ts'
import type { Spec } from '#src/tendering/tenders/spec.ts'

type RestsOn = Pick<Spec, 'route' | 'marketRef' | 'frameworkOf'>

/** The list whose members alone may bid: the one that the tender names, or the one that is kept of its framework's parties. */
const heldTo = ({ marketRef, frameworkOf }: RestsOn) =>
  sql`(m.market_ref = ${marketRef ?? frameworkOf} or m.tender_ref = ${frameworkOf}::text) and m.status <> 'planned'`

export const isForMembers = ({ route }: Pick<Spec, 'route'>): boolean => ROUTES[route].restsOn !== 'nothing'

/** What the tender's list knows of a provider, which may ask for itself; undefined where anybody may bid. */
export async function findMembership(
  tx: Read,
  spec: RestsOn,
  organisationRef: string,
): Promise<Membership | undefined> {
  if (!isForMembers(spec)) return undefined
  const [found] = await rows(
    tx,
    sql<
      Membership['market'] & { member: Membership['member'] | null }
    >`select m.market_ref as "marketRef", m.title, m.kind, m.status,
        (select jsonb_build_object('state', n.state, 'reason', n.reason) from tendering.member n
          where n.council_id = m.council_id and n.market_ref = m.market_ref and n.organisation_ref = ${organisationRef}) as member
      from tendering.market m where m.council_id = ${tx.council} and ${heldTo(spec)} order by m.status = 'ceased', m.market_ref limit 1`,
  )
  const { member, ...market } = found ?? { ...NO_LIST, member: null }
  const standing = (await standingOf(tx, [organisationRef])).get(organisationRef)
  return {
    ...{ market, member: member ?? undefined },
    standing: standing ?? { standing: 'not listed', reason: '' },
  }
}

/** A tender is not published before its list is there; should it be gone, nobody is a member of it. */
const NO_LIST: Membership['market'] = {
  marketRef: '',
  title: 'the list of members',
  kind: 'framework',
  status: 'ceased',
}

/** Members who may be given new work: of these lists none who is suspended or gone, or whom the council does not use. */
export async function listInvitable(tx: Read, marketRef: string): Promise<Member[]> {
  const members = await listMembers(tx, marketRef)
  const standings = await standingOf(
    tx,
    members.map(({ organisationRef }) => organisationRef),
  )
  return members.filter((member) =>
    mayBeInvited(member, standings.get(member.organisationRef)?.standing ?? 'not listed'),
  )
}

/** Those who are asked to bid for a tender; undefined where everybody may, or nobody competes. */
export async function listInvited(
  tx: Read,
  spec: RestsOn,
): Promise<{ marketRef: string; members: readonly Member[] } | undefined> {
  if (!isForMembers(spec) || !ROUTES[spec.route].competitive) return undefined
  const [found] = await rows(
    tx,
    sql<{ marketRef: string }>`select m.market_ref as "marketRef" from tendering.market m
      where m.council_id = ${tx.council} and ${heldTo(spec)} and m.status = 'open' order by m.market_ref limit 1`,
  )
  return found && { marketRef: found.marketRef, members: await listInvitable(tx, found.marketRef) }
}
