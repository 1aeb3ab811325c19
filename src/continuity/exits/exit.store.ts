import type { Day } from '#src/base/day.ts'
import { confinedTo, type Exit, type ExitState, type Heard } from '#src/continuity/exits/exit.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

const EXIT = sql`e.exit_ref as "exitRef", e.organisation_ref as "organisationRef", e.contract_ref as "contractRef", e.source, e.what, e.cause,
  e.state, e.last_day as "lastDay", e.signalled_at as "signalledAt", e.opened_at as "openedAt", e.opened_by as "openedBy", e.classed_at as "classedAt",
  e.listed_at as "listedAt", e.ended_at as "endedAt", e.ended_why as "endedWhy"`

export type ExitListing = Exit & {
  readonly organisationName: string
  /** How many lines there are of each state of a person. */
  readonly people: number
  readonly critical: number
  readonly unsettled: number
}

export type ExitSearch = {
  readonly states?: readonly ExitState[]
  readonly organisationRef?: string
  /** Only those that an officer opened: a signal that nobody has judged is left out. */
  readonly opened?: boolean
  readonly offset: number
  readonly limit: number
}

/** Exits with how many people wait in each, the newest first. */
export async function listExits(
  tx: Read,
  { states = [], organisationRef, opened = false, offset, limit }: ExitSearch,
): Promise<{ exits: ExitListing[]; total: number }> {
  const found = await rows(
    tx,
    sql<ExitListing & { total: number }>`select count(*) over () as total, ${EXIT}, o.name as "organisationName",
        coalesce(a.people, 0) as people, coalesce(a.critical, 0) as critical, coalesce(a.unsettled, 0) as unsettled
      from continuity.exit e
      left join providers.v_name o on o.organisation_ref = e.organisation_ref
      left join (select council_id, exit_ref, count(*) as people, count(*) filter (where band = 'critical') as critical,
          count(*) filter (where state not in ('settled', 'left')) as unsettled
        from continuity.affected where council_id = ${tx.council} group by council_id, exit_ref) a
        on a.council_id = e.council_id and a.exit_ref = e.exit_ref
      where e.council_id = ${tx.council} and (${states.length === 0} or e.state = any (${[...states]}::text[]))
        and (${organisationRef ?? null}::text is null or e.organisation_ref = ${organisationRef ?? null})
        and (${!opened} or e.opened_at is not null)
      order by e.signalled_at desc, e.exit_ref desc offset ${offset} limit ${limit}`,
  )
  return { exits: found.map(({ total: _, ...exit }) => exit), total: found[0]?.total ?? 0 }
}

export async function findExit(tx: Read, exitRef: string): Promise<(Exit & { organisationName: string }) | undefined> {
  const [exit] = await rows(
    tx,
    sql<Exit & { organisationName: string }>`select ${EXIT}, o.name as "organisationName" from continuity.exit e
      left join providers.v_name o on o.organisation_ref = e.organisation_ref
      where e.council_id = ${tx.council} and e.exit_ref = ${exitRef}`,
  )
  return exit
}

export async function lockExit(tx: Write, exitRef: string): Promise<Exit | undefined> {
  const [exit] = await rows(
    tx,
    sql<Exit>`select ${EXIT} from continuity.exit e
      where e.council_id = ${tx.council} and e.exit_ref = ${exitRef} for update`,
  )
  return exit
}

/** The exit of a provider that is signalled or open; no other begins until the transaction ends. */
export async function lockUnderWay(tx: Write, organisationRef: string): Promise<Exit | undefined> {
  await rows(tx, sql`select pg_advisory_xact_lock(hashtextextended(${`${tx.council} exit ${organisationRef}`}, 0))`)
  const [exit] = await rows(
    tx,
    sql<Exit>`select ${EXIT} from continuity.exit e
      where e.council_id = ${tx.council} and e.organisation_ref = ${organisationRef} and e.state in ('signalled', 'open') for update`,
  )
  return exit
}

export const insertExit = (tx: Write, exit: Exit): Promise<unknown> =>
  rows(
    tx,
    sql`insert into continuity.exit (council_id, exit_ref, organisation_ref, contract_ref, source, what, cause, state, last_day,
        signalled_at)
      values (${tx.council}, ${exit.exitRef}, ${exit.organisationRef}, ${exit.contractRef}, ${exit.source}, ${exit.what},
        ${exit.cause}, ${exit.state}, ${exit.lastDay}, ${exit.signalledAt})`,
  )

export async function saveExit(tx: Write, exit: Exit): Promise<void> {
  await rows(
    tx,
    sql`update continuity.exit set contract_ref = ${exit.contractRef}, cause = ${exit.cause}, state = ${exit.state},
        last_day = ${exit.lastDay}, opened_at = ${exit.openedAt}, opened_by = ${exit.openedBy}, classed_at = ${exit.classedAt}, listed_at = ${exit.listedAt},
        ended_at = ${exit.endedAt}, ended_why = ${exit.endedWhy}
      where council_id = ${tx.council} and exit_ref = ${exit.exitRef}`,
  )
  await tellProvider(tx, exit)
}

/** Its provider reads of an exit while it is open. */
const tellProvider = (tx: Write, exit: Exit): Promise<unknown> =>
  rows(
    tx,
    exit.state === 'open'
      ? sql`insert into continuity.exit_told (council_id, exit_ref, organisation_ref, contract_ref, last_day)
          values (${tx.council}, ${exit.exitRef}, ${exit.organisationRef}, ${confinedTo(exit) ?? null}, ${exit.lastDay})
          on conflict (council_id, exit_ref) do update set contract_ref = excluded.contract_ref, last_day = excluded.last_day`
      : sql`delete from continuity.exit_told where council_id = ${tx.council} and exit_ref = ${exit.exitRef}`,
  )

export type ExitTold = { readonly contractRef: string | null; readonly lastDay: Day | null }

/** The open exit of a provider, as it reads it itself. */
export async function findExitTold(tx: Read, organisationRef: string): Promise<ExitTold | undefined> {
  const [told] = await rows(
    tx,
    sql<ExitTold>`select contract_ref as "contractRef", last_day as "lastDay" from continuity.exit_told
      where council_id = ${tx.council} and organisation_ref = ${organisationRef} limit 1`,
  )
  return told
}

/** Once heard it stays: of an exit that is held. */
export const insertHeard = (
  tx: Write,
  exitRef: string,
  heard: Pick<Heard, 'source' | 'what' | 'cause' | 'lastDay' | 'contractRef'>,
): Promise<unknown> =>
  rows(
    tx,
    sql`insert into continuity.heard (council_id, exit_ref, number, source, what, cause, last_day, contract_ref, heard_at, heard_by)
      select ${tx.council}, ${exitRef}, coalesce(max(h.number), 0) + 1, ${heard.source}, ${heard.what}, ${heard.cause}, ${heard.lastDay}::date,
        ${heard.contractRef}, ${tx.now}::timestamptz, ${tx.actor.name}
      from continuity.heard h where h.council_id = ${tx.council} and h.exit_ref = ${exitRef}`,
  )

const MOST_HEARD = 50

type HeardRow = Omit<Heard, 'heardAt'> & { readonly heardAt: string }

/** An exit with what was heard and decided of it, the newest first, in one reading. */
export async function findExitHeard(
  tx: Read,
  exitRef: string,
): Promise<(Exit & { organisationName: string; heard: Heard[] }) | undefined> {
  const [exit] = await rows(
    tx,
    sql<Exit & { organisationName: string; heard: HeardRow[] }>`select ${EXIT}, o.name as "organisationName",
        coalesce((select jsonb_agg(jsonb_build_object('number', h.number, 'source', h.source, 'what', h.what, 'cause', h.cause,
            'lastDay', h.last_day, 'contractRef', h.contract_ref, 'heardAt', h.heard_at, 'heardBy', h.heard_by) order by h.number desc)
          from (select * from continuity.heard w where w.council_id = e.council_id and w.exit_ref = e.exit_ref
            order by w.number desc limit ${MOST_HEARD}) h), '[]'::jsonb) as heard
      from continuity.exit e
      left join providers.v_name o on o.organisation_ref = e.organisation_ref
      where e.council_id = ${tx.council} and e.exit_ref = ${exitRef}`,
  )
  return (
    exit && {
      ...exit,
      heard: exit.heard.map((one) => ({ ...one, heardAt: Temporal.Instant.from(one.heardAt) })),
    }
  )
}
