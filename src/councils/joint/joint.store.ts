import type { Actor } from '#src/platform/actor.ts'
import { asPlatform, type Write } from '#src/platform/command.ts'
import type { Database, Read } from '#src/platform/database.ts'
import { rows, sql } from '#src/platform/database.ts'
import type { JointMember } from '#src/councils/joint/joint.ts'

const MEMBER = sql`m.joint_council as "jointCouncil", j.name as "jointName", m.member_council as "memberCouncil",
  c.name as "memberName", m.is_lead as "isLead", m.status, m.since`
const FROM_MEMBERS = sql`councils.joint_member m join audit.council j on j.council_id = m.joint_council
  join audit.council c on c.council_id = m.member_council`

/** Every council of this database, for invitations. */
export type KnownCouncil = { readonly council: number; readonly name: string; readonly kind: 'council' | 'joint' }

const asked = <T>(database: Database, query: string, values: readonly unknown[]): Promise<T[]> =>
  database.transaction('read only', 'platform', async ({ session }) => (await session.query(query, values)).rows as T[])

export const listKnownCouncils = (database: Database): Promise<KnownCouncil[]> =>
  asked(database, 'select council_id as council, name, kind from audit.council order by name', [])

const SELECT = `select m.joint_council as "jointCouncil", j.name as "jointName", m.member_council as "memberCouncil",
    c.name as "memberName", m.is_lead as "isLead", m.status, m.since
  from councils.joint_member m join audit.council j on j.council_id = m.joint_council
    join audit.council c on c.council_id = m.member_council`

/** The members of an arrangement, the lead first. */
export const listMembers = (database: Database, jointCouncil: number): Promise<JointMember[]> =>
  asked(database, `${SELECT} where m.joint_council = $1 order by m.is_lead desc, c.name`, [jointCouncil])

/** The arrangements that a council is in, was in, or is invited to. */
export const listArrangements = (database: Database, memberCouncil: number): Promise<JointMember[]> =>
  asked(database, `${SELECT} where m.member_council = $1 order by j.name`, [memberCouncil])

export type Post = {
  readonly council: number
  readonly councilName: string
  readonly officerRef: string
  readonly kind: 'home' | 'joint'
}

/** Where an officer works: at home and in the arrangements of their council, in whichever of them they are now. */
export const listPosts = (database: Database, council: number, officerRef: string): Promise<Post[]> =>
  asked(
    database,
    `with home as (
        select member_council as council, home_officer_ref as officer_ref from councils.joint_officer
          where joint_council = $1 and officer_ref = $2
        union select $1::int, $2::text where not exists (select from councils.joint_officer where joint_council = $1 and officer_ref = $2))
      select c.council_id as council, c.name as "councilName", h.officer_ref as "officerRef", 'home' as kind
        from home h join audit.council c on c.council_id = h.council
      union all
      select c.council_id, c.name, o.officer_ref, 'joint' from home h
        join councils.joint_officer o on o.member_council = h.council and o.home_officer_ref = h.officer_ref
        join councils.joint_member m on m.joint_council = o.joint_council and m.member_council = o.member_council and m.status = 'member'
        join audit.council c on c.council_id = o.joint_council
      order by kind, "councilName"`,
    [council, officerRef],
  )

/** An officer of an arrangement as the member's whom they work for; one whom no member sent sees nothing that is a member's own. */
export async function asMember(database: Database, actor: Actor): Promise<Actor> {
  const [found] = await asked<{ member: number }>(
    database,
    'select member_council as member from councils.joint_officer where joint_council = $1 and officer_ref = $2',
    [actor.council, actor.id],
  )
  return { ...actor, member: found?.member ?? NOBODYS }
}

/** No council has this number. */
const NOBODYS = 0

/** Locks the members of an arrangement within a command of one of them. */
export const lockMembers = (tx: Write, jointCouncil: number): Promise<JointMember[]> =>
  asPlatform(tx, () =>
    rows(
      tx,
      sql<JointMember>`select ${MEMBER} from ${FROM_MEMBERS} where m.joint_council = ${jointCouncil}
        order by m.is_lead desc, c.name for update of m`,
    ),
  )

/** Opens the arrangement's account and enters its lead; answers with its number. */
export const insertArrangement = (tx: Write, name: string): Promise<number> =>
  asPlatform(tx, async () => {
    const [made] = await rows(
      tx,
      sql<{ council: number }>`insert into audit.council (council_id, name, kind, trial)
        select max(council_id) + 1, ${name}, 'joint', bool_or(trial) filter (where council_id = ${tx.council}) from audit.council
        returning council_id as council`,
    )
    const jointCouncil = made?.council ?? 0
    await rows(
      tx,
      sql`insert into councils.joint_member (joint_council, member_council, is_lead, status, asked_by, since)
        values (${jointCouncil}, ${tx.council}, true, 'member', ${tx.actor.name}, ${tx.now})`,
    )
    return jointCouncil
  })

export const saveMember = (
  tx: Write,
  member: { jointCouncil: number; memberCouncil: number; status: JointMember['status'] },
): Promise<unknown> =>
  asPlatform(tx, () =>
    rows(
      tx,
      sql`insert into councils.joint_member (joint_council, member_council, is_lead, status, asked_by, since)
        values (${member.jointCouncil}, ${member.memberCouncil}, false, ${member.status}, ${tx.actor.name}, ${tx.now})
        on conflict (joint_council, member_council) do update set status = excluded.status, since = excluded.since`,
    ),
  )

export const insertPost = (
  tx: Write,
  post: { jointCouncil: number; officerRef: string; homeOfficerRef: string },
): Promise<unknown> =>
  asPlatform(tx, () =>
    rows(
      tx,
      sql`insert into councils.joint_officer (joint_council, officer_ref, member_council, home_officer_ref)
        values (${post.jointCouncil}, ${post.officerRef}, ${tx.council}, ${post.homeOfficerRef})
        on conflict (joint_council, officer_ref) do nothing`,
    ),
  )

export const hasName = async (tx: Read & Write, name: string): Promise<boolean> =>
  asPlatform(tx, async () => {
    const found = await rows(tx, sql`select 1 from audit.council where lower(name) = lower(${name})`)
    return found.length > 0
  })
