import type { Day } from '#src/base/day.ts'
import { lean } from '#src/brokerage/packages/rows.store.ts'
import type { AdviceGiven } from '#src/brokerage/self-funders/advice.ts'
import type { Arrangement, SelfFunder, Speaker } from '#src/brokerage/self-funders/self-funder.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

type Flat = {
  readonly packageRef: string
  readonly consentWords: string | null
  readonly consentBy: string | null
  readonly consentAs: Speaker | null
  readonly consentOn: Day | null
  readonly feePence: number | null
  readonly feeWords: string | null
  readonly feeBy: string | null
  readonly feeAs: Speaker | null
  readonly feeOn: Day | null
  readonly withdrawnBy: string | null
  readonly withdrawnAs: Speaker | null
  readonly withdrawnOn: Day | null
}

const KNOWN = sql`s.consent_words as "consentWords", s.consent_by as "consentBy", s.consent_as as "consentAs", s.consent_on as "consentOn",
  s.fee_pence as "feePence", s.fee_words as "feeWords", s.fee_by as "feeBy", s.fee_as as "feeAs", s.fee_on as "feeOn",
  s.withdrawn_by as "withdrawnBy", s.withdrawn_as as "withdrawnAs", s.withdrawn_on as "withdrawnOn"`

function toSelfFunder(row: Flat): SelfFunder {
  const { consentWords, consentBy, consentAs, consentOn, feePence, feeWords, feeBy, feeAs, feeOn } = row
  const { withdrawnBy, withdrawnAs, withdrawnOn } = row
  return {
    packageRef: row.packageRef,
    ...(withdrawnBy !== null && withdrawnAs !== null && withdrawnOn !== null
      ? { withdrawn: { by: withdrawnBy, as: withdrawnAs, on: withdrawnOn } }
      : {}),
    ...(consentWords !== null && consentBy !== null && consentAs !== null && consentOn !== null
      ? { consent: { words: consentWords, by: consentBy, as: consentAs, on: consentOn } }
      : {}),
    ...(feePence !== null && feeBy !== null && feeAs !== null && feeOn !== null
      ? { fee: { pence: feePence, words: feeWords ?? '', by: feeBy, as: feeAs, on: feeOn } }
      : {}),
  }
}

export async function findSelfFunder(tx: Read, packageRef: string): Promise<SelfFunder | undefined> {
  const [row] = await rows(
    tx,
    sql<Flat>`select s.package_ref as "packageRef", ${KNOWN} from brokerage.self_funder s
      where s.council_id = ${tx.council} and s.package_ref = ${packageRef}`,
  )
  return row && toSelfFunder(row)
}

/** The package's row is held by the command. */
export const saveSelfFunder = (tx: Write, { packageRef, consent, fee, withdrawn }: SelfFunder): Promise<unknown> =>
  rows(
    tx,
    sql`insert into brokerage.self_funder (council_id, package_ref, consent_words, consent_by, consent_as, consent_on, fee_pence, fee_words,
        fee_by, fee_as, fee_on, withdrawn_by, withdrawn_as, withdrawn_on)
      values (${tx.council}, ${packageRef}, ${consent?.words ?? null}, ${consent?.by ?? null}, ${consent?.as ?? null},
        ${consent?.on ?? null}::date, ${fee?.pence ?? null}::bigint, ${fee?.words ?? null}, ${fee?.by ?? null}, ${fee?.as ?? null},
        ${fee?.on ?? null}::date, ${withdrawn?.by ?? null}, ${withdrawn?.as ?? null},
        ${withdrawn?.on ?? null}::date)
      on conflict (council_id, package_ref) do update set consent_words = excluded.consent_words, consent_by = excluded.consent_by,
        consent_as = excluded.consent_as, consent_on = excluded.consent_on, fee_pence = excluded.fee_pence, fee_words = excluded.fee_words,
        fee_by = excluded.fee_by, fee_as = excluded.fee_as, fee_on = excluded.fee_on, 
        withdrawn_by = excluded.withdrawn_by, withdrawn_as = excluded.withdrawn_as, withdrawn_on = excluded.withdrawn_on`,
  )

/** What was told, the latest first. */
export const listAdvice = (tx: Read, packageRef: string): Promise<AdviceGiven[]> =>
  rows(
    tx,
    sql<AdviceGiven>`select a.kind, a.given_on as "givenOn", a.officer_ref as "officerRef", a.officer_name as "officerName"
      from brokerage.advice_given a where a.council_id = ${tx.council} and a.package_ref = ${packageRef}
      order by a.given_on desc, a.kind limit 500`,
  )

/** How many of them are new: advice of one kind on one day is noted once. */
export async function insertAdvice(tx: Write, packageRef: string, given: readonly AdviceGiven[]): Promise<number> {
  const added = await rows(
    tx,
    sql`insert into brokerage.advice_given (council_id, package_ref, kind, given_on, officer_ref, officer_name, noted_at)
      select ${tx.council}, ${packageRef}, r.kind, r."givenOn", r."officerRef", r."officerName", ${tx.now}
      from jsonb_to_recordset(${json(given)}::jsonb) as r(kind text, "givenOn" date, "officerRef" text, "officerName" text)
      on conflict do nothing returning kind`,
  )
  return added.length
}

const ARRANGEMENT = sql`g.package_ref as "packageRef", g.person_ref as "personRef", g.organisation_ref as "organisationRef",
  g.organisation_name as "organisationName", g.offer_ref as "offerRef", g.service, g.zone, g.start_day as "startDay", g.end_day as "endDay",
  g.pattern, g.weekly_pence as "weeklyPence", g.weekly_minutes as "weeklyMinutes", g.agreed_by as "agreedBy", g.agreed_as as "agreedAs",
  g.agreed_on as "agreedOn", g.arranged_by as "arrangedBy", g.arranged_by_name as "arrangedByName", g.arranged_at as "arrangedAt",
  g.review_on as "reviewOn", g.unshared_on as "unsharedOn", g.followed_by as "followedBy"`

export async function findArrangement(tx: Read, packageRef: string): Promise<Arrangement | undefined> {
  const [row] = await rows(
    tx,
    sql<Arrangement>`select ${ARRANGEMENT} from brokerage.arrangement g
      where g.council_id = ${tx.council} and g.package_ref = ${packageRef}`,
  )
  return row
}

/** The arrangement that a package takes over from. */
export async function findFollowed(tx: Read, followOnRef: string): Promise<Arrangement | undefined> {
  const [row] = await rows(
    tx,
    sql<Arrangement>`select ${ARRANGEMENT} from brokerage.arrangement g
      where g.council_id = ${tx.council} and g.followed_by = ${followOnRef}`,
  )
  return row
}

export const saveFollowedBy = (tx: Write, packageRef: string, followOnRef: string): Promise<unknown> =>
  rows(
    tx,
    sql`update brokerage.arrangement set followed_by = ${followOnRef} where council_id = ${tx.council} and package_ref = ${packageRef}`,
  )

export const insertArrangement = (tx: Write, one: Arrangement): Promise<unknown> =>
  rows(
    tx,
    sql`insert into brokerage.arrangement (council_id, package_ref, person_ref, organisation_ref, organisation_name, offer_ref, service, zone,
        start_day, end_day, pattern, weekly_pence, weekly_minutes, agreed_by, agreed_as, agreed_on, arranged_by, arranged_by_name, arranged_at,
        review_on)
      values (${tx.council}, ${one.packageRef}, ${one.personRef}, ${one.organisationRef}, ${one.organisationName}, ${one.offerRef},
        ${one.service}, ${one.zone}, ${one.startDay}, ${one.endDay}::date, ${json(one.pattern)}::jsonb, ${one.weeklyPence},
        ${one.weeklyMinutes}, ${one.agreedBy}, ${one.agreedAs}, ${one.agreedOn}, ${one.arrangedBy}, ${one.arrangedByName}, ${one.arrangedAt},
        ${one.reviewOn})`,
  )

export const saveArrangementEnd = (tx: Write, packageRef: string, endDay: Day): Promise<unknown> =>
  rows(
    tx,
    sql`update brokerage.arrangement set end_day = ${endDay} where council_id = ${tx.council} and package_ref = ${packageRef}`,
  )

/** From when the provider is no longer shown who the person is; null where it is shown again. */
export const saveUnshared = (tx: Write, packageRef: string, unsharedOn: Day | null): Promise<unknown> =>
  rows(
    tx,
    sql`update brokerage.arrangement set unshared_on = ${unsharedOn}::date where council_id = ${tx.council} and package_ref = ${packageRef}`,
  )

export const saveReviewDay = (tx: Write, packageRef: string, reviewOn: Day): Promise<unknown> =>
  rows(
    tx,
    sql`update brokerage.arrangement set review_on = ${reviewOn} where council_id = ${tx.council} and package_ref = ${packageRef}
      and review_on < ${reviewOn}::date`,
  )

type InHand = { readonly organisationRef: string; readonly personRef?: string; readonly after: Day }

/** What a provider does for people who pay, on a day or later; its own role reads its own. */
export const listArrangementsOf = (tx: Read, { organisationRef, personRef, after }: InHand): Promise<Arrangement[]> =>
  rows(
    tx,
    sql<Arrangement>`select ${ARRANGEMENT} from brokerage.arrangement g
      where g.council_id = ${tx.council} and g.organisation_ref = ${organisationRef}
        and (${personRef ?? null}::text is null or g.person_ref = ${personRef ?? null})
        and (g.end_day is null or g.end_day > ${after}::date)
      order by g.start_day, g.package_ref limit 10000`,
  )

export type ListedArrangement = Arrangement &
  SelfFunder & {
    readonly personName: string
    readonly owedPence: number
    readonly lastAdvice: Day | null
    readonly adviceKinds: number
  }

export type ArrangementSearch = {
  readonly state?: 'running' | 'ended' | undefined
  readonly fee?: 'owed' | undefined
  readonly today: Day
  readonly offset: number
  readonly limit: number
}

/** Arrangements, the newest first, with the fee and when somebody last spoke of money with the person. */
export async function searchArrangements(
  tx: Read,
  { state, fee, today, offset, limit }: ArrangementSearch,
): Promise<{ arrangements: ListedArrangement[]; total: number; owedPence: number }> {
  const found = await rows(
    tx,
    sql<Arrangement & Flat & { total: number; allOwed: number; personName: string }>`select count(*) over () as total,
        coalesce(sum(f.fee_pence) over (), 0)::bigint as "allOwed", coalesce(f.fee_pence, 0)::bigint as "owedPence", ${ARRANGEMENT}, ${KNOWN},
        p.person_name as "personName", a.last as "lastAdvice", a.kinds as "adviceKinds"
      from brokerage.arrangement g
      join brokerage.care_package p on p.council_id = g.council_id and p.package_ref = g.package_ref
      left join brokerage.self_funder s on s.council_id = g.council_id and s.package_ref = g.package_ref
      left join brokerage.fee_invoice f on f.council_id = g.council_id and f.package_ref = g.package_ref and f.state = 'owed'
      cross join lateral (select max(v.given_on) as last, count(distinct v.kind)::int as kinds from brokerage.advice_given v
        where v.council_id = g.council_id and v.package_ref = g.package_ref) a
      where g.council_id = ${tx.council}
        and (${state ?? null}::text is null or (g.end_day is not null and g.end_day <= ${today}::date) = (${state ?? null} = 'ended'))
        and (${fee ?? null}::text is null or f.invoice_ref is not null)
      order by g.start_day desc, g.package_ref desc limit ${limit} offset ${offset}`,
  )
  return {
    arrangements: found.map(({ total: _t, allOwed: _o, ...row }) => ({
      ...lean<ListedArrangement>(row),
      ...toSelfFunder(row),
      ...{ endDay: row.endDay, lastAdvice: (row as { lastAdvice?: Day | null }).lastAdvice ?? null },
    })),
    total: found[0]?.total ?? 0,
    owedPence: found[0]?.allOwed ?? 0,
  }
}
