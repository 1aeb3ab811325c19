import type { Instant } from '#src/base/day.ts'
import type { JointMember } from '#src/councils/joint/joint.ts'
import type { Actor } from '#src/platform/actor.ts'
import { asPlatform, type Write } from '#src/platform/command.ts'
import { listCouncils, type Tenant } from '#src/platform/councils.ts'
import { type Database, rows, sql } from '#src/platform/database.ts'

type MemberRow = {
  readonly jointCouncil: number
  readonly memberCouncil: number
  readonly isLead: boolean
  readonly status: JointMember['status']
  readonly since: Instant
}

const MEMBER = `joint_council as "jointCouncil", member_council as "memberCouncil", is_lead as "isLead", status, since`

const asked = <T>(database: Database, query: string, values: readonly unknown[]): Promise<T[]> =>
  database.transaction('read only', 'platform', async ({ session }) => (await session.query(query, values)).rows as T[])

/** Their names are the platform's to know. */
function named(found: readonly MemberRow[], tenants: readonly Tenant[]): JointMember[] {
  const nameOf = new Map(tenants.map(({ council, name }) => [council, name]))
  return found.map((one) => ({
    ...one,
    jointName: nameOf.get(one.jointCouncil) ?? '',
    memberName: nameOf.get(one.memberCouncil) ?? '',
  }))
}

const listNamed = async (database: Database, where: string, council: number): Promise<JointMember[]> =>
  named(
    await asked<MemberRow>(
      database,
      `select ${MEMBER} from councils.joint_member where ${where} = $1 order by is_lead desc, joint_council, member_council`,
      [council],
    ),
    await listCouncils(database),
  )

/** The members of an arrangement, the lead first. */
export const listMembers = (database: Database, jointCouncil: number): Promise<JointMember[]> =>
  listNamed(database, 'joint_council', jointCouncil)

/** The arrangements that a council is in, was in, or is invited to. */
export const listArrangements = (database: Database, memberCouncil: number): Promise<JointMember[]> =>
  listNamed(database, 'member_council', memberCouncil)

export type Post = {
  readonly council: number
  readonly councilName: string
  readonly officerRef: string
  readonly kind: 'home' | 'joint'
}

/** Where an officer works: at home and in the arrangements of their council, in whichever of them they are now. */
export async function listPosts(database: Database, council: number, officerRef: string): Promise<Post[]> {
  const posts = await asked<Omit<Post, 'councilName'>>(
    database,
    `with home as (
        select member_council as council, home_officer_ref as officer_ref from councils.joint_officer
          where joint_council = $1 and officer_ref = $2
        union select $1::int, $2::text where not exists (select from councils.joint_officer where joint_council = $1 and officer_ref = $2))
      select h.council, h.officer_ref as "officerRef", 'home' as kind from home h
      union all
      select o.joint_council, o.officer_ref, 'joint' from home h
        join councils.joint_officer o on o.member_council = h.council and o.home_officer_ref = h.officer_ref
        join councils.joint_member m on m.joint_council = o.joint_council and m.member_council = o.member_council and m.status = 'member'
      order by kind, council`,
    [council, officerRef],
  )
  const tenants = await listCouncils(database)
  return posts.map((post) => ({
    ...post,
    councilName: tenants.find((one) => one.council === post.council)?.name ?? '',
  }))
}

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

/** The members of an arrangement, locked within a command of one of them. */
export const lockMembers = (
  tx: Write,
  jointCouncil: number,
): Promise<Pick<JointMember, 'memberCouncil' | 'isLead' | 'status'>[]> =>
  asPlatform(tx, () =>
    rows(
      tx,
      sql<Pick<JointMember, 'memberCouncil' | 'isLead' | 'status'>>`select member_council as "memberCouncil",
          is_lead as "isLead", status from councils.joint_member
        where joint_council = ${jointCouncil} order by member_council for update`,
    ),
  )

export const insertLead = (tx: Write, jointCouncil: number): Promise<unknown> =>
  asPlatform(tx, () =>
    rows(
      tx,
      sql`insert into councils.joint_member (joint_council, member_council, is_lead, status, asked_by, since)
        values (${jointCouncil}, ${tx.council}, true, 'member', ${tx.actor.name}, ${tx.now})`,
    ),
  )

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
