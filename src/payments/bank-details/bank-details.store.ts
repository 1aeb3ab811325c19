import type { Instant } from '#src/base/day.ts'
import type { BankDetails } from '#src/payments/bank-details/bank-details.ts'
import type { Weighting } from '#src/payments/bank-details/modulus.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

const DETAILS = sql`b.bank_details_ref as "bankDetailsRef", b.organisation_ref as "organisationRef", b.sort_code as "sortCode",
  b.account_number as "accountNumber", b.account_name as "accountName", b.modulus, b.state, b.by_provider as "byProvider",
  b.proposed_by as "proposedBy", b.proposed_by_name as "proposedByName", b.proposed_at as "proposedAt", b.reason,
  b.settled_at as "settledAt", b.settled_by_name as "settledByName", b.usable_from as "usableFrom"`

/** The lines of the weights that cover a sort code, in the order of the published file. */
export const listWeightings = (tx: Read, sortCode: string): Promise<Weighting[]> =>
  rows(
    tx,
    sql<Weighting>`select from_sort_code as "fromSortCode", to_sort_code as "toSortCode", method, weights, exception
      from payments.modulus_weight where from_sort_code <= ${sortCode} and to_sort_code >= ${sortCode} order by line limit 2`,
  )

export const findSubstitute = async (tx: Read, sortCode: string): Promise<ReadonlyMap<string, string>> =>
  new Map(
    (
      await rows(
        tx,
        sql<{
          checkedAs: string
        }>`select checked_as as "checkedAs" from payments.sort_code_substitute where sort_code = ${sortCode}`,
      )
    ).map((row) => [sortCode, row.checkedAs]),
  )

/** Puts other weights in the place of those that were loaded before. */
export async function replaceWeightings(
  tx: Write,
  weightings: readonly Weighting[],
  substitutes: ReadonlyMap<string, string>,
): Promise<void> {
  await rows(tx, sql`delete from payments.modulus_weight`)
  await rows(
    tx,
    sql`insert into payments.modulus_weight (line, from_sort_code, to_sort_code, method, weights, exception)
      select line, "fromSortCode", "toSortCode", method, weights, exception
      from jsonb_to_recordset(${json(weightings.map((one, line) => ({ line, ...one })))}::jsonb)
        as w (line int, "fromSortCode" text, "toSortCode" text, method text, weights jsonb, exception int)`,
  )
  await rows(tx, sql`delete from payments.sort_code_substitute`)
  await rows(
    tx,
    sql`insert into payments.sort_code_substitute (sort_code, checked_as)
      select * from unnest(${[...substitutes.keys()]}::text[], ${[...substitutes.values()]}::text[])`,
  )
}

export const countWeightings = async (tx: Read): Promise<number> =>
  (await rows(tx, sql<{ lines: number }>`select count(*) as lines from payments.modulus_weight`))[0]?.lines ?? 0

export const insertDetails = (tx: Write, details: BankDetails): Promise<unknown> =>
  rows(
    tx,
    sql`insert into payments.bank_details (council_id, bank_details_ref, organisation_ref, sort_code, account_number, account_name, modulus, state,
        by_provider, proposed_by, proposed_by_name, proposed_at, reason)
      values (${tx.council}, ${details.bankDetailsRef}, ${details.organisationRef}, ${details.sortCode}, ${details.accountNumber},
        ${details.accountName}, ${details.modulus}, ${details.state}, ${details.byProvider}, ${details.proposedBy}, ${details.proposedByName},
        ${details.proposedAt}, ${details.reason})`,
  )

export async function lockDetails(tx: Write, bankDetailsRef: string): Promise<BankDetails | undefined> {
  const [details] = await rows(
    tx,
    sql<BankDetails>`select ${DETAILS} from payments.bank_details b
      where b.council_id = ${tx.council} and b.bank_details_ref = ${bankDetailsRef} for update`,
  )
  return details
}

export const saveSettled = (
  tx: Write,
  bankDetailsRef: string,
  state: 'confirmed' | 'refused',
  usableFrom: Instant | null,
): Promise<unknown> =>
  rows(
    tx,
    sql`update payments.bank_details set state = ${state}, settled_at = ${tx.now}, settled_by_name = ${tx.actor.name}, usable_from = ${usableFrom}
      where council_id = ${tx.council} and bank_details_ref = ${bankDetailsRef}`,
  )

export type Key = { readonly officerRef: string; readonly officerName: string; readonly at: Instant }

export const listKeys = (tx: Read, bankDetailsRef: string): Promise<Key[]> =>
  rows(
    tx,
    sql<Key>`select officer_ref as "officerRef", officer_name as "officerName", at from payments.bank_details_key
      where council_id = ${tx.council} and bank_details_ref = ${bankDetailsRef} order by at`,
  )

export const insertKey = (tx: Write, bankDetailsRef: string, officerRef: string): Promise<unknown> =>
  rows(
    tx,
    sql`insert into payments.bank_details_key (council_id, bank_details_ref, officer_ref, officer_name, at)
      values (${tx.council}, ${bankDetailsRef}, ${officerRef}, ${tx.actor.name}, ${tx.now})`,
  )

export type DetailsSearch = { readonly organisationRef?: string | undefined; readonly states: readonly string[] }
export type ListedDetails = BankDetails & { readonly keyHolders: string[]; readonly total: number }

/** Every account that was proposed, newest first; a provider sees its own, and no officer's key. */
export const listDetails = (
  tx: Read,
  search: DetailsSearch,
  page: { offset: number; limit: number; withKeys: boolean },
): Promise<ListedDetails[]> =>
  rows(
    tx,
    sql<ListedDetails>`select ${DETAILS}, count(*) over () as total,
        ${
          page.withKeys
            ? sql`(select coalesce(jsonb_agg(k.officer_ref order by k.at), '[]') from payments.bank_details_key k
                where k.council_id = b.council_id and k.bank_details_ref = b.bank_details_ref)`
            : sql`'[]'::jsonb`
        } as "keyHolders"
      from payments.bank_details b
      where b.council_id = ${tx.council} and (${search.organisationRef ?? null}::text is null or b.organisation_ref = ${search.organisationRef ?? null})
        and (${search.states.length === 0} or b.state = any (${[...search.states]}::text[]))
      order by b.proposed_at desc, b.bank_details_ref desc limit ${page.limit} offset ${page.offset}`,
  )

/** The account of each organisation that may be paid into at this moment: the newest that has cooled. */
export const listUsable = (tx: Read, organisationRefs: readonly string[]): Promise<BankDetails[]> =>
  rows(
    tx,
    sql<BankDetails>`select distinct on (b.organisation_ref) ${DETAILS} from payments.bank_details b
      where b.council_id = ${tx.council} and b.organisation_ref = any (${[...organisationRefs]}::text[])
        and b.state = 'confirmed' and b.usable_from <= ${tx.now}
      order by b.organisation_ref, b.usable_from desc, b.bank_details_ref desc`,
  )

/** When the first of an organisation's details that still cool may be used. */
export const listCooling = (
  tx: Read,
  organisationRefs: readonly string[],
): Promise<{ organisationRef: string; usableFrom: Instant }[]> =>
  rows(
    tx,
    sql<{
      organisationRef: string
      usableFrom: Instant
    }>`select organisation_ref as "organisationRef", min(usable_from) as "usableFrom"
      from payments.bank_details
      where council_id = ${tx.council} and organisation_ref = any (${[...organisationRefs]}::text[]) and state = 'confirmed' and usable_from > ${tx.now}
      group by organisation_ref`,
  )

/** Accounts by their references, for the file that pays into them. */
export const listDetailsByRef = (tx: Read, bankDetailsRefs: readonly string[]): Promise<BankDetails[]> =>
  rows(
    tx,
    sql<BankDetails>`select ${DETAILS} from payments.bank_details b
      where b.council_id = ${tx.council} and b.bank_details_ref = any (${[...bankDetailsRefs]}::text[])`,
  )
