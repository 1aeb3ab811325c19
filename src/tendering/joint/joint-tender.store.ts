import type { Day } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import type { JointCost, JointPart, MemberDecision, Share, WantedLot } from '#src/tendering/joint/joint-tender.ts'

const PART = sql`joint_council as "jointCouncil", tender_ref as "tenderRef", lots, decision, authority, reference, reason,
  decided_by_name as "decidedByName", own_tender_ref as "ownTenderRef"`

export const listParts = (tx: Read): Promise<JointPart[]> =>
  rows(tx, sql<JointPart>`select ${PART} from tendering.joint_part where council_id = ${tx.council}`)

export async function findPart(tx: Read, jointCouncil: number, tenderRef: string): Promise<JointPart | undefined> {
  const [found] = await rows(
    tx,
    sql<JointPart>`select ${PART} from tendering.joint_part
      where council_id = ${tx.council} and joint_council = ${jointCouncil} and tender_ref = ${tenderRef}`,
  )
  return found
}

/** Keeps what is wanted; of two who tell at once, the second waits and overwrites. */
export async function savePart(
  tx: Write,
  part: { jointCouncil: number; tenderRef: string; lots: readonly WantedLot[] },
): Promise<void> {
  await rows(
    tx,
    sql`insert into tendering.joint_part (council_id, joint_council, tender_ref, lots, told_by_name, told_at)
      values (${tx.council}, ${part.jointCouncil}, ${part.tenderRef}, ${json(part.lots)}::jsonb, ${tx.actor.name}, ${tx.now})
      on conflict (council_id, joint_council, tender_ref) do update
        set lots = excluded.lots, told_by_name = excluded.told_by_name, told_at = excluded.told_at`,
  )
}

/** Locks this council's part of a tender, made empty where it told none. */
export async function lockPart(tx: Write, jointCouncil: number, tenderRef: string): Promise<JointPart | undefined> {
  await rows(
    tx,
    sql`insert into tendering.joint_part (council_id, joint_council, tender_ref, lots, told_by_name, told_at)
      values (${tx.council}, ${jointCouncil}, ${tenderRef}, '[]'::jsonb, ${tx.actor.name}, ${tx.now})
      on conflict (council_id, joint_council, tender_ref) do nothing`,
  )
  const [locked] = await rows(
    tx,
    sql<JointPart>`select ${PART} from tendering.joint_part
      where council_id = ${tx.council} and joint_council = ${jointCouncil} and tender_ref = ${tenderRef} for update`,
  )
  return locked
}

export async function saveMemberDecision(
  tx: Write,
  part: { jointCouncil: number; tenderRef: string },
  decision: MemberDecision,
  ownTenderRef: string | null,
): Promise<void> {
  await rows(
    tx,
    sql`update tendering.joint_part set decision = ${decision.answer}, authority = ${decision.authority},
        reference = ${decision.reference.trim()}, reason = ${decision.reason.trim()}, decided_by = ${tx.actor.id},
        decided_by_name = ${tx.actor.name}, decided_at = ${tx.now}, own_tender_ref = ${ownTenderRef}
      where council_id = ${tx.council} and joint_council = ${part.jointCouncil} and tender_ref = ${part.tenderRef}`,
  )
}

export type KeptCost = JointCost & { readonly costRef: string; readonly day: Day; readonly byName: string }

export async function insertCost(tx: Write, costRef: string, day: Day, cost: JointCost): Promise<void> {
  await rows(
    tx,
    sql`insert into tendering.joint_cost (council_id, cost_ref, day, what, pence, sharing, shares, by_name, at)
      values (${tx.council}, ${costRef}, ${day}, ${cost.what}, ${cost.pence}, ${cost.sharing}, ${json(cost.shares)}::jsonb,
        ${tx.actor.name}, ${tx.now})`,
  )
}

/** A page of the arrangement's costs, the latest first. */
export async function listCosts(
  tx: Read,
  page: { offset: number; limit: number },
): Promise<{ costs: KeptCost[]; total: number }> {
  const found = await rows(
    tx,
    sql<
      KeptCost & { total: number }
    >`select cost_ref as "costRef", day, what, pence, sharing, shares, by_name as "byName",
        count(*) over () as total
      from tendering.joint_cost where council_id = ${tx.council}
      order by day desc, cost_ref desc limit ${page.limit} offset ${page.offset}`,
  )
  return { costs: found.map(({ total: _, ...cost }) => cost), total: found[0]?.total ?? 0 }
}

/** What each member used in a month, as last told. */
export const listUse = (tx: Read, month: Day): Promise<Share[]> =>
  rows(
    tx,
    sql<Share>`select distinct on (member_council) member_council as member, hours as share from tendering.joint_use
      where council_id = ${tx.council} and month = ${month} order by member_council, number desc`,
  )

export async function insertUse(tx: Write, use: { member: number; month: Day; hours: number }): Promise<void> {
  await rows(
    tx,
    sql`insert into tendering.joint_use (council_id, member_council, month, number, hours, by_name, at)
      select ${tx.council}, ${use.member}, ${use.month}, coalesce(max(number), 0) + 1, ${use.hours}, ${tx.actor.name}, ${tx.now}
      from tendering.joint_use where council_id = ${tx.council} and member_council = ${use.member} and month = ${use.month}`,
  )
}
