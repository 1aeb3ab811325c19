import { isFar } from '#src/payments/adjustments/recheck.store.ts'
import { type Day, type Instant, parseDay } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import type { PayLine } from '#src/payments/pay-runs/pay-run.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

export type Statement = {
  readonly statementRef: string
  readonly payRunRef: string
  readonly organisationRef: string
  readonly from: Day
  readonly to: Day
  readonly approvedAt: Instant
  readonly visits: number
  readonly missed: number
  readonly oneWorker: number
  readonly payableMinutes: number
  /** The whole: lines and adjustments. */
  readonly amountPence: Pence
  readonly adjustments: number
  readonly adjustedPence: Pence
}

const STATEMENT = sql`statement_ref as "statementRef", pay_run_ref as "payRunRef", organisation_ref as "organisationRef", from_day as "from",
  to_day as "to", approved_at as "approvedAt", visits, missed, one_worker as "oneWorker", payable_minutes as "payableMinutes",
  amount_pence as "amountPence", adjustments, adjusted_pence as "adjustedPence"`

export async function findStatement(tx: Read, statementRef: string): Promise<Statement | undefined> {
  const [statement] = await rows(
    tx,
    sql<Statement>`select ${STATEMENT} from payments.statement where council_id = ${tx.council} and statement_ref = ${statementRef}`,
  )
  return statement
}

export type StatementSearch = { organisationRef?: string | undefined; payRunRef?: string | undefined }

/** Newest period first. In a provider's scope the database shows its own alone. */
export async function listStatements(
  tx: Read,
  search: StatementSearch,
  page: { offset: number; limit: number },
): Promise<{ statements: Statement[]; total: number }> {
  const found = await rows(
    tx,
    sql<Statement & { total: number }>`select ${STATEMENT}, count(*) over () as total from payments.statement
      where council_id = ${tx.council} and (${search.organisationRef ?? null}::text is null or organisation_ref = ${search.organisationRef ?? null})
        and (${search.payRunRef ?? null}::text is null or pay_run_ref = ${search.payRunRef ?? null})
      order by to_day desc, statement_ref desc limit ${page.limit} offset ${page.offset}`,
  )
  return { statements: found, total: found[0]?.total ?? 0 }
}

const LINE = sql`day, visit_ref as "visitRef", organisation_ref as "organisationRef", person_ref as "personRef", package_ref as "packageRef",
  contract_ref as "contractRef", card_ref as "cardRef", card_from as "cardFrom", start_at as "startAt", outcome,
  planned_minutes as "plannedMinutes", actual_minutes as "actualMinutes", payable_minutes as "payableMinutes", workers_paid as "workersPaid",
  pence_per_hour as "pencePerHour", amount_pence as "amountPence", reason`

/** Where a page of lines ended, and the next one goes on. */
export type LineCursor = { readonly day: Day; readonly visitRef: string }

export const cursorText = ({ day, visitRef }: LineCursor): string => `${day}~${visitRef}`

export function readCursor(text: string): LineCursor | undefined {
  const day = parseDay(text.slice(0, 10))
  return day !== undefined && text[10] === '~' ? { day, visitRef: text.slice(11) } : undefined
}

export type LinePage = { readonly after?: LineCursor | undefined; readonly offset?: number; readonly limit: number }

const FIRST: LineCursor = { day: '0001-01-01', visitRef: '' }

/** Lines of a statement in the order of day and visit, a page from where the last one ended. */
export const listLines = (
  tx: Read,
  statementRef: string,
  { after = FIRST, offset = 0, limit }: LinePage,
): Promise<PayLine[]> =>
  rows(
    tx,
    sql<PayLine>`select ${LINE} from payments.pay_line where council_id = ${tx.council} and statement_ref = ${statementRef}
      and (day, visit_ref) > (${after.day}::date, ${after.visitRef}) order by day, visit_ref limit ${limit} offset ${offset}`,
  )

/** How many lines a statement has: those of its visits and of the weeks of blocks. */
export async function countLines(tx: Read, statementRef: string): Promise<number> {
  const [count] = await rows(
    tx,
    sql<{ lines: number }>`select count(*) as lines from payments.pay_line
      where council_id = ${tx.council} and statement_ref = ${statementRef}`,
  )
  return count?.lines ?? 0
}

/** With what gives doubt about it. */
export type DraftLine = PayLine & {
  /** The visits at which its worker was at the same time (M-53), by their references. */
  readonly otherVisits: readonly string[] | null
  /** Why nobody should have been visited: an absence, or the end of the placement. */
  readonly notHome: 'absence' | 'placement ended' | null
}

const CLASH = sql`exists (select from visits.v_clash c where c.council_id = l.council_id and c.day = l.day and c.visit_ref = l.visit_ref)`
const NOT_HOME = sql`select n.why from visits.v_not_home n where n.council_id = l.council_id and n.day = l.day
  and n.visit_ref = l.visit_ref and not n.is_settled`

/** Draft lines of a run; `outcomes` narrows them to what needs a look, `clashes` adds workers in two places, `notHome` visits logged while nobody was there. */
export const listDraftLines = (
  tx: Read,
  payRunRef: string,
  search: {
    organisationRef?: string | undefined
    outcomes?: readonly string[]
    clashes?: boolean
    notHome?: boolean
    far?: number | null
  },
  page: { offset: number; limit: number },
): Promise<(DraftLine & { total: number })[]> =>
  rows(
    tx,
    sql<DraftLine & { total: number }>`select ${LINE}, count(*) over () as total,
        (select array_agg(distinct c.other_visit_ref) from visits.v_clash c
          where c.council_id = l.council_id and c.day = l.day and c.visit_ref = l.visit_ref) as "otherVisits",
        (${NOT_HOME}) as "notHome"
      from payments.draft_line l
      where council_id = ${tx.council} and pay_run_ref = ${payRunRef}
        and (${search.organisationRef ?? null}::text is null or organisation_ref = ${search.organisationRef ?? null})
        and (${search.outcomes === undefined}::boolean or outcome = any (${[...(search.outcomes ?? [])]})
          ${search.clashes ? sql`or ${CLASH}` : sql``}
          ${search.notHome ? sql`or exists (${NOT_HOME})` : sql``}
          ${search.far == null ? sql`` : sql`or ${isFar(search.far)}`})
      order by organisation_ref, day, visit_ref limit ${page.limit} offset ${page.offset}`,
  )

export type PaidLine = PayLine & { readonly statementRef: string }

export async function findPaidLine(tx: Read, visitRef: string): Promise<PaidLine | undefined> {
  const [line] = await rows(
    tx,
    sql<PaidLine>`select ${LINE}, statement_ref as "statementRef" from payments.pay_line
      where council_id = ${tx.council} and visit_ref = ${visitRef}
        and day in (select day from visits.v_visit where council_id = ${tx.council} and visit_ref = ${visitRef})`,
  )
  return line
}

/** Above what a person has in a year of letters; a letter is of a year at most. */
const LINES_OF_A_LETTER = 10_000

/** A person's paid visits in a period, for the letter to the family. */
export const listLinesOfPerson = (tx: Read, personRef: string, period: { from: Day; to: Day }): Promise<PaidLine[]> =>
  rows(
    tx,
    sql<PaidLine>`select ${LINE}, statement_ref as "statementRef" from payments.pay_line
      where council_id = ${tx.council} and person_ref = ${personRef} and day >= ${period.from} and day < ${period.to}
      order by day, start_at, visit_ref limit ${LINES_OF_A_LETTER}`,
  )

export async function countStatementsBefore(tx: Read, day: Day): Promise<number> {
  const [count] = await rows(
    tx,
    sql<{
      statements: number
    }>`select count(*) as statements from payments.statement where council_id = ${tx.council} and to_day <= ${day}::date`,
  )
  return count?.statements ?? 0
}
