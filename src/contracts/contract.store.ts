import type { Kysely } from 'kysely'
import type { ReadonlyKysely } from 'kysely/readonly'
import { type Day, dayOf, type Instant } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import type { Contract, DrawDownLine, Weights } from '#src/contracts/draw-down.ts'
import { PARTICULARS } from '#src/contracts/particulars.store.ts'
import type { Particulars } from '#src/contracts/particulars.ts'
import type { Terms } from '#src/contracts/terms/terms.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import type { Regime } from '#src/tendering/index.ts'

type ContractRow = {
  council_id: number
  contract_ref: string
  framework_ref: string | null
  organisation_ref: string
  title: string
  lot: string
  service: string
  zones: string[]
  card_ref: string
  ceiling_pence: number | null
  from_day: string
  to_day: string
  regime: string
  value_pence: number | null
  owner_ref: string | null
  tender_ref: string | null
  next_route: string
  notice_months: number
  extension_options: string
  buyers: string
  exempt_reason: string | null
}

type ContractTables = {
  'contracts.framework': {
    council_id: number
    framework_ref: string
    title: string
    service: string
    from_day: string
    to_day: string
    weights: string
  }
  'contracts.contract': ContractRow
  'contracts.draw_down': {
    council_id: number
    contract_ref: string
    line: number
    package_ref: string
    kind: DrawDownLine['kind']
    from_day: string
    to_day: string | null
    weekly_pence: number
    pence: number
    override_officer_ref: string | null
    override_reason: string | null
    at: Instant
  }
}

export const from = (tx: Read): ReadonlyKysely<ContractTables> => tx.reader

export const into = (tx: Write): Kysely<ContractTables> => tx.writer

/** A contract outside a framework is ranked by price alone. */
const PRICE_ALONE: Weights = { price: 100, quality: 0, completeness: 0, start: 0 }

const ORGANISATION = sql`coalesce(v.organisation_ref, c.organisation_ref)`

const TO_DAY = sql`coalesce(l.to_day, c.to_day)`

const ZONES = sql`coalesce(v.zones, c.zones)`

const CONTRACT = sql`
  c.contract_ref as "contractRef", c.framework_ref as "frameworkRef", ${ORGANISATION} as "organisationRef", c.title,
  coalesce(v.lot, c.lot) as lot, c.service, ${ZONES} as zones, c.card_ref as "cardRef",
  case when v.number is null then c.ceiling_pence else v.ceiling_pence end as "ceilingPence", c.from_day as "fromDay", ${TO_DAY} as "toDay",
  coalesce(f.weights, ${json(PRICE_ALONE)}::jsonb) as weights, n.closed_from as "closedFrom"`

/** Contracts as the changes that hold on a day made them; the term is the last decided one's. */
const contractsOn = (day: Day) => sql`contracts.contract c
  left join contracts.framework f on f.council_id = c.council_id and f.framework_ref = c.framework_ref
  left join lateral (select o.* from contracts.version o where o.council_id = c.council_id and o.contract_ref = c.contract_ref
    and o.from_day <= ${day}::date order by o.from_day desc, o.number desc limit 1) v on true
  left join lateral (select o.to_day from contracts.version o where o.council_id = c.council_id and o.contract_ref = c.contract_ref
    order by o.number desc limit 1) l on true
  left join lateral (select min(e.closed_from) as closed_from from contracts.v_ending e where e.council_id = c.council_id
    and e.contract_ref = c.contract_ref) n on true`

export async function findContract(tx: Read, contractRef: string): Promise<Contract | undefined> {
  const [contract] = await rows(
    tx,
    sql<Contract>`select ${CONTRACT} from ${contractsOn(dayOf(tx.now))}
      where c.council_id = ${tx.council} and c.contract_ref = ${contractRef}`,
  )
  return contract
}

export type WholeContract = {
  readonly contract: Contract
  /** Undefined where the contract is silent. */
  readonly terms: Omit<Terms, 'fromDay'> | undefined
  readonly particulars: Particulars
  /** What it is estimated to be worth with its changes. */
  readonly valuePence: Pence | null
  /** The first day after the term as it was entered. */
  readonly enteredToDay: Day
}

/** A contract with its terms and particulars as they are on a day, in one reading. */
export async function findContractOn(tx: Read, contractRef: string, day: Day): Promise<WholeContract | undefined> {
  const [row] = await rows(
    tx,
    sql<
      Contract & {
        terms: Omit<Terms, 'fromDay'> | null
        particulars: Particulars
        worthPence: Pence | null
        enteredToDay: Day
      }
    >`select ${CONTRACT}, ${PARTICULARS} as particulars,
        case when v.number is null then c.value_pence else v.value_pence end as "worthPence",
        c.to_day as "enteredToDay", (select jsonb_build_object('cycle', t.cycle,
        'blockMinutesPerWeek', t.block_minutes_per_week, 'electronicPercent', t.electronic_percent) from contracts.terms t
        where t.council_id = c.council_id and t.contract_ref = c.contract_ref and t.from_day <= ${day}::date
        order by t.from_day desc, t.number desc limit 1) as terms
      from ${contractsOn(day)} where c.council_id = ${tx.council} and c.contract_ref = ${contractRef}`,
  )
  if (!row) return undefined
  const { terms, particulars, worthPence, enteredToDay, ...contract } = row
  return { contract, terms: terms ?? undefined, particulars, valuePence: worthPence, enteredToDay }
}

export async function getContract(tx: Read, contractRef: string): Promise<Contract> {
  const contract = await findContract(tx, contractRef)
  if (!contract) throw new Error(`no such contract: ${contractRef}`)
  return contract
}

/** The contract, held until the transaction ends: what may still be committed rests on it. */
export async function lockContract(tx: Write, contractRef: string): Promise<Contract | undefined> {
  await rows(
    tx,
    sql`select 1 from contracts.contract where council_id = ${tx.council} and contract_ref = ${contractRef} for update`,
  )
  return findContract(tx, contractRef)
}

/** Contracts that run on a day and cover a service in a zone: whom a package of that zone is sent to. */
export const listContractsFor = (tx: Read, wanted: { service: string; zone: string; on: Day }): Promise<Contract[]> =>
  rows(
    tx,
    sql<Contract>`select ${CONTRACT} from ${contractsOn(wanted.on)}
      where c.council_id = ${tx.council} and c.service = ${wanted.service} and ${wanted.zone} = any (${ZONES})
        and c.from_day <= ${wanted.on} and ${TO_DAY} > ${wanted.on} and (n.closed_from is null or n.closed_from > ${wanted.on})
      order by "organisationRef", c.contract_ref`,
  )

/** What the council buys on a day: the services of the contracts that run. */
export const listServices = async (tx: Read, on: Day): Promise<string[]> =>
  (
    await rows(
      tx,
      sql<{ service: string }>`select distinct service from contracts.v_contract
        where council_id = ${tx.council} and from_day <= ${on}::date and to_day > ${on}::date order by service`,
    )
  ).map(({ service }) => service)

export const listContractsOf = (tx: Read, organisationRef: string): Promise<(Contract & { committedPence: Pence })[]> =>
  rows(
    tx,
    sql<
      Contract & { committedPence: Pence }
    >`select ${CONTRACT}, ${COMMITTED} as "committedPence" from ${contractsOn(dayOf(tx.now))}
      where c.council_id = ${tx.council} and ${ORGANISATION} = ${organisationRef}
        and c.contract_ref in (select h.contract_ref from contracts.v_holder h where h.council_id = ${tx.council}
          and h.organisation_ref = ${organisationRef})
      order by "toDay" desc, c.contract_ref limit 50`,
  )

const COMMITTED = sql`coalesce((select sum(d.pence) from contracts.draw_down d where d.council_id = c.council_id and d.contract_ref = c.contract_ref), 0)`

export type ContractSearch = {
  words?: string
  service?: string
  zone?: string
  regime?: string
  ownerRef?: string
  runningOn?: Day
  endsBefore?: Day
  /** Committed to this share of its ceiling at least. */
  fromPercent?: number
}

export type ContractListing = Contract & { committedPence: Pence }

export type RegisterLine = ContractListing & { regime: Regime; ownerRef: string | null }

/** A page of the register, soonest end first. */
export async function listContracts(
  tx: Read,
  search: ContractSearch,
  page: { offset: number; limit: number },
): Promise<{ contracts: RegisterLine[]; total: number }> {
  const like = `%${(search.words ?? '').replace(/[\\%_]/g, String.raw`\$&`)}%`
  const { service = null, zone = null, regime = null, ownerRef = null, runningOn = null, endsBefore = null } = search
  const found = await rows(
    tx,
    sql<RegisterLine & { total: number }>`
      select *, count(*) over () as total from (
        select ${CONTRACT}, ${COMMITTED} as "committedPence", c.regime, c.owner_ref as "ownerRef" from ${contractsOn(dayOf(tx.now))}
        where c.council_id = ${tx.council}
          and (${search.words ?? null}::text is null or c.title ilike ${like} or c.contract_ref ilike ${like})
          and (${service}::text is null or c.service = ${service})
          and (${regime}::text is null or c.regime = ${regime})
          and (${ownerRef}::text is null or c.owner_ref = ${ownerRef})
          and (${zone}::text is null or ${zone} = any (${ZONES}))
          and (${runningOn}::date is null or (c.from_day <= ${runningOn} and ${TO_DAY} > ${runningOn}))
          and (${endsBefore}::date is null or ${TO_DAY} <= ${endsBefore})) k
      where ${search.fromPercent ?? null}::int is null or k."committedPence" * 100 >= k."ceilingPence" * ${search.fromPercent ?? null}
      order by "toDay", "contractRef" limit ${page.limit} offset ${page.offset}`,
  )
  return { contracts: found.map(({ total: _, ...line }) => line), total: found[0]?.total ?? 0 }
}

/** What the lines of a contract commit together, and how many they are. */
export async function sumDrawDowns(tx: Read, contractRef: string): Promise<{ pence: Pence; lines: number }> {
  const [sum] = await rows(
    tx,
    sql<{
      pence: Pence
      lines: number
    }>`select coalesce(sum(pence), 0) as pence, count(*) as lines from contracts.draw_down
      where council_id = ${tx.council} and contract_ref = ${contractRef}`,
  )
  return sum ?? { pence: 0, lines: 0 }
}

export const committedPence = async (tx: Read, contractRef: string): Promise<Pence> =>
  (await sumDrawDowns(tx, contractRef)).pence

export const saveContract = (
  tx: Write,
  contract: Omit<Contract, 'weights' | 'closedFrom'>,
  said: Particulars,
): Promise<unknown> =>
  into(tx)
    .insertInto('contracts.contract')
    .values({
      council_id: tx.council,
      contract_ref: contract.contractRef,
      framework_ref: contract.frameworkRef,
      organisation_ref: contract.organisationRef,
      title: contract.title,
      lot: contract.lot,
      service: contract.service,
      zones: [...contract.zones],
      card_ref: contract.cardRef,
      ceiling_pence: contract.ceilingPence,
      from_day: contract.fromDay,
      to_day: contract.toDay,
      regime: said.regime,
      value_pence: said.valuePence,
      owner_ref: said.ownerRef,
      tender_ref: said.tenderRef,
      next_route: said.nextRoute,
      notice_months: said.noticeMonths,
      extension_options: json(said.extensionOptions),
      buyers: json(said.buyers),
      exempt_reason: said.exemptReason,
    })
    .execute()

export async function countEndedBefore(tx: Read, day: Day): Promise<number> {
  const [count] = await rows(
    tx,
    sql<{
      ended: number
    }>`select count(*) as ended from contracts.v_contract where council_id = ${tx.council} and to_day <= ${day}::date`,
  )
  return count?.ended ?? 0
}
