import type { Instant } from '#src/base/day.ts'
import { lean } from '#src/brokerage/packages/rows.store.ts'
import type { PlannedRound, Round } from '#src/brokerage/sending/rounds.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

/** Every round of every sending, in the order in which they were or will be opened. */
export const listRounds = async (tx: Read, packageRef: string): Promise<Round[]> =>
  (
    await rows(
      tx,
      sql<Round>`select sending, round, who, rank, providers, hours, opened_at as "openedAt", closes_at as "closesAt",
          closed_at as "closedAt", offers, declined, silent
        from brokerage.sending_round where council_id = ${tx.council} and package_ref = ${packageRef} order by sending, round`,
    )
  ).map((row) => lean<Round>(row))

/** The rounds of one more sending. */
export async function insertRounds(tx: Write, packageRef: string, planned: readonly PlannedRound[]): Promise<Round[]> {
  const [last] = await rows(
    tx,
    sql<{ sending: number }>`select coalesce(max(sending), 0) as sending from brokerage.sending_round
      where council_id = ${tx.council} and package_ref = ${packageRef}`,
  )
  const sending = (last?.sending ?? 0) + 1
  const rounds = planned.map((one, at) => ({ ...one, sending, round: at + 1 }))
  for (const { round, who, rank, providers, hours } of rounds)
    await rows(
      tx,
      sql`insert into brokerage.sending_round (council_id, package_ref, sending, round, who, rank, providers, hours)
        values (${tx.council}, ${packageRef}, ${sending}, ${round}, ${who}, ${rank ?? null}, ${json(providers)}::jsonb, ${hours})`,
    )
  return rounds
}

export const saveRound = (tx: Write, packageRef: string, round: Round): Promise<unknown> =>
  rows(
    tx,
    sql`update brokerage.sending_round set opened_at = ${round.openedAt ?? null}::timestamptz, closes_at = ${round.closesAt ?? null}::timestamptz,
        closed_at = ${round.closedAt ?? null}::timestamptz, offers = ${round.offers ?? null}::int, declined = ${round.declined ?? null}::int,
        silent = ${round.silent ?? null}::int
      where council_id = ${tx.council} and package_ref = ${packageRef} and sending = ${round.sending} and round = ${round.round}`,
  )

export type Unanswered = {
  readonly packageRef: string
  readonly sentAt: Instant
  readonly closesAt: Instant
}

/** Packages whose window closes soon and that somebody who was not reminded has not answered. */
export const listUnanswered = (tx: Read, withinHours: number, limit: number): Promise<Unanswered[]> =>
  rows(
    tx,
    sql<Unanswered>`select p.package_ref as "packageRef", min(i.sent_at) as "sentAt", p.closes_at as "closesAt"
      from brokerage.care_package p
      join brokerage.invitation i on i.council_id = p.council_id and i.package_ref = p.package_ref and i.closes_at = p.closes_at
        and i.status = 'invited' and i.answered_at is null and i.reminded_at is null
      where p.council_id = ${tx.council} and p.status = 'sent' and p.closes_at > ${tx.now}
        and p.closes_at <= ${tx.now.add({ hours: withinHours })}
      group by p.package_ref, p.closes_at order by p.closes_at limit ${limit}`,
  )

/** The first of the provider who opens it; the provider's role sets it for its own. */
export const saveOpened = (tx: Write, packageRef: string, organisationRef: string, by: string): Promise<unknown> =>
  rows(
    tx,
    sql`update brokerage.invitation set opened_at = ${tx.now}, opened_by = ${by}
      where council_id = ${tx.council} and package_ref = ${packageRef} and organisation_ref = ${organisationRef} and opened_at is null`,
  )
