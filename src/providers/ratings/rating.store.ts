import type { Day } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import type { KeyQuestion, Rating } from '#src/providers/cqc-values.ts'
import type { RatingEntry } from '#src/providers/register.ts'

export type CurrentRating = {
  readonly kind: RatingEntry['kind']
  readonly ref: string
  readonly serviceGroup: string
  readonly keyQuestion: KeyQuestion
  readonly ratedOn: Day
  /** 'first seen' when the source gave no date: then it was published on that day or before. */
  readonly datedBy: 'source' | 'first seen'
  readonly rating: Rating | null
  readonly unratedLabel: string | null
  readonly inherited: boolean | null
  readonly source: string
  readonly reportUrl: string | null
}

const CURRENT = sql.raw(
  `t.subject_kind as kind, t.subject_ref as ref, t.service_group as "serviceGroup", t.key_question as "keyQuestion", t.rated_on as "ratedOn",
   t.dated_by as "datedBy", t.rating, t.unrated_label as "unratedLabel", t.inherited, t.source, t.report_url as "reportUrl"`,
)

export const listCurrentRatings = (
  tx: Read,
  kind: RatingEntry['kind'],
  refs: readonly string[],
  organisationRefs: readonly string[] = [],
): Promise<CurrentRating[]> =>
  rows(
    tx,
    sql<CurrentRating>`select ${CURRENT} from providers.current_rating t
      where (t.subject_kind = ${kind} and t.subject_ref = any(${[...refs]}::text[]))
        or (t.subject_kind = 'organisation' and t.subject_ref = any(${[...organisationRefs]}::text[])) order by t.subject_ref, t.service_group, t.key_question`,
  )

/** Every rating ever published of some subjects, oldest first; of one report in several sources the most direct. */
export const listRatings = (tx: Read, kind: RatingEntry['kind'], refs: readonly string[]): Promise<CurrentRating[]> =>
  rows(
    tx,
    sql<CurrentRating>`
      select distinct on (t.subject_ref, t.service_group, t.rated_on, t.key_question) ${CURRENT} from providers.rating t
      where t.subject_kind = ${kind} and t.subject_ref = any(${[...refs]}::text[])
      order by t.subject_ref, t.service_group, t.rated_on, t.key_question, ${SOURCE_RANK}, t.as_of desc`,
  )

/** The same of locations and of the registrations that they follow; `forRef` is the location that follows. */
export const listRatingsWithEarlier = (
  tx: Read,
  locationRefs: readonly string[],
): Promise<(CurrentRating & { readonly forRef: string })[]> =>
  rows(
    tx,
    sql<CurrentRating & { forRef: string }>`
      select distinct on (f.for_ref, t.subject_ref, t.service_group, t.rated_on, t.key_question) ${CURRENT}, f.for_ref as "forRef"
      from (select ref, ref as for_ref from unnest(${[...locationRefs]}::text[]) as ref
        union select earlier_ref, later_ref from providers.succession where later_ref = any(${[...locationRefs]}::text[])) f
      join providers.rating t on t.subject_kind = 'location' and t.subject_ref = f.ref
      order by f.for_ref, t.subject_ref, t.service_group, t.rated_on, t.key_question, ${SOURCE_RANK}, t.as_of desc`,
  )

/** When two sources give a rating of one day, the register's own answer counts before files made from it. */
const SOURCE_RANK = sql`array_position(array['cqc-api', 'cqc-latest-ratings', 'cqc-locations', 'cqc-directory', 'homecare-agencies', 'care-homes', 'inspections-history'], t.source)`

type NewRating = RatingEntry & { readonly ratedOn: Day }

/**
 * Adds ratings that are not known yet and answers with how many were. An undated one is new only when it differs from the last
 * of its source; a dated one also when a later extract gives another rating for the same report.
 */
export async function saveRatings(
  tx: Write,
  ratings: readonly RatingEntry[],
  source: string,
  asOf: Day,
): Promise<number> {
  if (ratings.length === 0) return 0
  const added = await rows(
    tx,
    sql<{ kind: RatingEntry['kind']; ref: string }>`
      with said as (
        select distinct on (subject_kind, subject_ref, service_group, key_question, coalesce(rated_on, ${asOf}::date)) *,
          coalesce(rated_on, ${asOf}::date) as dated_on, case when rated_on is null then 'first seen' else 'source' end as dated_by
        from jsonb_to_recordset(${json(ratings.map(ratingRow))}::jsonb)
          as r(subject_kind text, subject_ref text, service_group text, key_question text, rated_on date, rating text, unrated_label text, inherited boolean, report_url text)
      )
      insert into providers.rating (subject_kind, subject_ref, service_group, key_question, rated_on, source, as_of, dated_by, rating, unrated_label, inherited, report_url)
      select said.subject_kind, said.subject_ref, said.service_group, said.key_question, said.dated_on, ${source}, ${asOf}::date, said.dated_by,
        said.rating, said.unrated_label, said.inherited, said.report_url
      from said left join lateral (
        select known.rating, known.rated_on from providers.rating known
        where known.subject_kind = said.subject_kind and known.subject_ref = said.subject_ref and known.service_group = said.service_group
          and known.key_question = said.key_question and known.source = ${source}
          and (said.rated_on is null or known.rated_on = said.rated_on)
        order by known.as_of <= ${asOf}::date desc, known.rated_on desc, abs(known.as_of - ${asOf}::date)
        limit 1
      ) latest on true
      where latest.rated_on is null or latest.rating is distinct from said.rating
      on conflict do nothing
      returning subject_kind as kind, subject_ref as ref`,
  )
  for (const [kind, some] of Map.groupBy(added, ({ kind }) => kind))
    await refreshCurrent(tx, kind, [...new Set(some.map(({ ref }) => ref))])
  return added.length
}

const ratingRow = (rating: RatingEntry | NewRating) => ({
  subject_kind: rating.kind,
  subject_ref: rating.ref,
  service_group: rating.serviceGroup,
  key_question: rating.keyQuestion,
  rated_on: rating.ratedOn ?? null,
  rating: rating.rating,
  unrated_label: rating.unratedLabel,
  inherited: rating.inherited,
  report_url: rating.reportUrl,
})

async function refreshCurrent(tx: Write, kind: RatingEntry['kind'], refs: readonly string[]): Promise<void> {
  await rows(
    tx,
    sql`delete from providers.current_rating where subject_kind = ${kind} and subject_ref = any(${[...refs]}::text[])`,
  )
  await rows(
    tx,
    sql`insert into providers.current_rating (subject_kind, subject_ref, service_group, key_question, rated_on, dated_by, rating, unrated_label, inherited, source, report_url)
      select distinct on (t.subject_ref, t.service_group, t.key_question)
        t.subject_kind, t.subject_ref, t.service_group, t.key_question, t.rated_on, t.dated_by, t.rating, t.unrated_label, t.inherited, t.source, t.report_url
      from providers.rating t where t.subject_kind = ${kind} and t.subject_ref = any(${[...refs]}::text[])
      order by t.subject_ref, t.service_group, t.key_question, t.rated_on desc, ${SOURCE_RANK}, t.as_of desc`,
  )
}

export type LocationRating = CurrentRating & {
  readonly organisationRef: string
  readonly locationRef: string
  readonly locationName: string | null
}

/**
 * The overall ratings, as published, of an organisation's registered locations: of one service group, or of all. An organisation
 * with several locations has several ratings, and there is no rule to make one of them.
 */
export const currentRating = (tx: Read, organisationRef: string, serviceGroup?: string): Promise<LocationRating[]> =>
  listCurrentRatingsOf(tx, [organisationRef], serviceGroup)

/** The same of several organisations at once. */
export const listCurrentRatingsOf = (
  tx: Read,
  organisationRefs: readonly string[],
  serviceGroup?: string,
): Promise<LocationRating[]> =>
  rows(
    tx,
    sql<LocationRating>`select ${CURRENT}, p.organisation_ref as "organisationRef", p.location_ref as "locationRef", p.name as "locationName"
      from providers.location p
      join providers.current_rating t on t.subject_kind = 'location' and t.subject_ref = p.location_ref and t.key_question = 'Overall'
      where p.organisation_ref = any(${[...organisationRefs]}::text[]) and p.status = 'registered'
        and (${serviceGroup ?? null}::text is null or t.service_group = ${serviceGroup ?? null})
      order by p.organisation_ref, p.name, p.location_ref, t.service_group`,
  )
