import type { Day, Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { CallOffStep } from '#src/tendering/ranked-lists/call-off.ts'

export type CallOffRecord = {
  readonly callOffRef: string
  readonly marketRef: string
  readonly zone: string
  readonly version: number
  readonly about: string
  readonly begunAt: Instant
  readonly begunByName: string
}

const CALL_OFF = sql`call_off_ref as "callOffRef", market_ref as "marketRef", zone, version, about, begun_at as "begunAt",
  begun_by_name as "begunByName" from tendering.call_off`

export async function insertCallOff(
  tx: Write,
  callOff: Omit<CallOffRecord, 'begunAt' | 'begunByName'>,
  order: readonly { readonly organisationRef: string; readonly rank: number }[],
): Promise<void> {
  await rows(
    tx,
    sql`insert into tendering.call_off (council_id, call_off_ref, market_ref, zone, version, about, begun_at, begun_by_name)
      values (${tx.council}, ${callOff.callOffRef}, ${callOff.marketRef}, ${callOff.zone}, ${callOff.version}, ${callOff.about}, ${tx.now},
        ${tx.actor.name})`,
  )
  await rows(
    tx,
    sql`insert into tendering.call_off_step (council_id, call_off_ref, place, organisation_ref, rank)
      select ${tx.council}::int, ${callOff.callOffRef}::text, s.place, s.organisation_ref, s.rank
      from unnest(${order.map((_, at) => at + 1)}::int[], ${order.map((one) => one.organisationRef)}::text[],
        ${order.map((one) => one.rank)}::int[]) as s (place, organisation_ref, rank)`,
  )
}

/** Held until the transaction ends: nobody else is asked meanwhile. */
export async function lockCallOff(tx: Write, callOffRef: string): Promise<CallOffRecord | undefined> {
  const [found] = await rows(
    tx,
    sql<CallOffRecord>`select ${CALL_OFF} where council_id = ${tx.council} and call_off_ref = ${callOffRef} for update`,
  )
  return found
}

export const listSteps = (
  tx: Read,
  callOffRefs: readonly string[],
): Promise<(CallOffStep & { readonly callOffRef: string })[]> =>
  rows(
    tx,
    sql<
      CallOffStep & { callOffRef: string }
    >`select call_off_ref as "callOffRef", place, organisation_ref as "organisationRef", rank,
        asked_at as "askedAt", answer, why
      from tendering.call_off_step where council_id = ${tx.council} and call_off_ref = any(${[...callOffRefs]}::text[])
      order by call_off_ref, place`,
  )

export const saveStep = (tx: Write, callOffRef: string, step: CallOffStep): Promise<unknown> =>
  rows(
    tx,
    sql`update tendering.call_off_step set asked_at = ${step.askedAt}, answer = ${step.answer}, why = ${step.why},
        answered_at = ${step.answer === null ? null : tx.now}::timestamptz
      where council_id = ${tx.council} and call_off_ref = ${callOffRef} and place = ${step.place}`,
  )

export async function listCallOffs(
  tx: Read,
  marketRef: string,
  page: { readonly offset: number; readonly limit: number },
): Promise<{ callOffs: CallOffRecord[]; total: number }> {
  const found = await rows(
    tx,
    sql<CallOffRecord & { total: number }>`select count(*) over () as total, ${CALL_OFF}
      where council_id = ${tx.council} and market_ref = ${marketRef} order by begun_at desc, call_off_ref desc
      offset ${page.offset} limit ${page.limit}`,
  )
  return { callOffs: found.map(({ total: _, ...one }) => one), total: found[0]?.total ?? 0 }
}

/** How often a provider was passed over in its turn, with a reason, in call-offs begun from one day to another. */
export const countPassedOver = async (tx: Read, from: Day, to: Day): Promise<number> =>
  (
    await rows(
      tx,
      sql<{ times: number }>`select count(*)::int as times from tendering.call_off_step s
        join tendering.call_off c on c.council_id = s.council_id and c.call_off_ref = s.call_off_ref
        where s.council_id = ${tx.council} and s.answer = 'passed_over'
          and c.begun_at >= ${from}::date::timestamp at time zone 'Europe/London'
          and c.begun_at < (${to}::date + 1)::timestamp at time zone 'Europe/London'`,
    )
  )[0]?.times ?? 0
