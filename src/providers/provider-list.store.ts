import { parsePostcode } from '#src/base/postcode.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { RegistrationStatus } from '#src/providers/register.ts'
import type { StandingName } from '#src/providers/standing/standing.ts'

export type ProviderSearch = {
  /** Part of a name, a reference, or the postcode of a location. */
  readonly words?: string | undefined
  readonly service?: string | undefined
  readonly area?: string | undefined
  /** Ratings as published, and 'none' for registered locations without one. */
  readonly ratings: readonly string[]
  readonly standings: readonly string[]
  readonly sort: { readonly key: 'name' | 'locations'; readonly descending: boolean }
}

export type ListedProvider = {
  readonly organisationRef: string
  readonly name: string
  readonly status: RegistrationStatus
  readonly standing: StandingName | 'not listed'
  readonly locations: number
  readonly areas: readonly string[]
  readonly services: readonly string[]
  /** How many of the registered locations have each overall rating. */
  readonly ratings: Readonly<Record<string, number>>
  readonly total: number
}

/** The pattern of a search inside a text, its own wildcards taken as letters. */
const within = (words: string): string => `%${words.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`

export async function listProviders(
  tx: Read,
  search: ProviderSearch,
  page: { offset: number; limit: number },
): Promise<{ rows: ListedProvider[]; total: number }> {
  const { words, service, area, ratings, standings, sort } = search
  const direction = sql.raw(sort.descending ? 'desc' : 'asc')
  const order = sort.key === 'name' ? sql`o.name ${direction}` : sql`running.locations ${direction}, o.name`
  const postcode = words === undefined ? undefined : parsePostcode(words)
  const found = await rows(
    tx,
    sql<ListedProvider>`
      with found as (
        select o.organisation_ref, coalesce(o.name, o.organisation_ref) as name, o.status, coalesce(standing.standing, 'not listed') as standing,
          running.locations, count(*) over () as total, row_number() over (order by ${order}, o.organisation_ref) as place
        from providers.organisation o
        left join lateral (
          select s.standing from providers.standing s
          where s.council_id = ${tx.council} and s.organisation_ref = o.organisation_ref order by s.from_at desc limit 1
        ) standing on true
        left join lateral (
          select count(*) as locations from providers.location p where p.organisation_ref = o.organisation_ref and p.status = 'registered'
        ) running on true
        where (${words ?? null}::text is null or o.name ilike ${within(words ?? '')} or o.also_known_as ilike ${within(words ?? '')}
            or o.organisation_ref = upper(${words ?? ''})
            or exists (select from providers.location p where p.organisation_ref = o.organisation_ref
              and (p.name ilike ${within(words ?? '')} or p.location_ref = upper(${words ?? ''}) or p.postcode = ${postcode ?? null})))
          and (${service ?? null}::text is null or exists (
            select from providers.location p join providers.location_service s on s.location_ref = p.location_ref
            where p.organisation_ref = o.organisation_ref and p.status = 'registered' and s.service = ${service ?? null}
              and (${area ?? null}::text is null or p.local_authority = ${area ?? null})))
          and (${area ?? null}::text is null or exists (
            select from providers.location p where p.organisation_ref = o.organisation_ref and p.local_authority = ${area ?? null}))
          and (${ratings.length} = 0 or exists (
            select from providers.location p where p.organisation_ref = o.organisation_ref and p.status = 'registered'
              and (exists (select from providers.current_rating r where r.subject_kind = 'location' and r.subject_ref = p.location_ref
                  and r.key_question = 'Overall' and r.rating = any(${[...ratings]}::text[]))
                or ${ratings.includes('none')} and not exists (select from providers.current_rating r where r.subject_kind = 'location'
                  and r.subject_ref = p.location_ref and r.key_question = 'Overall' and r.rating is not null))))
          and (${standings.length} = 0 or coalesce(standing.standing, 'not listed') = any(${[...standings]}::text[]))
        order by ${order}, o.organisation_ref
        offset ${page.offset} limit ${page.limit}
      )
      select found.organisation_ref as "organisationRef", found.name, found.status, found.standing, found.locations, found.total,
        array(select distinct p.local_authority from providers.location p
          where p.organisation_ref = found.organisation_ref and p.status = 'registered' and p.local_authority is not null order by 1) as areas,
        array(select distinct s.service from providers.location p join providers.location_service s on s.location_ref = p.location_ref
          where p.organisation_ref = found.organisation_ref and p.status = 'registered' order by 1) as services,
        coalesce((select jsonb_object_agg(counted.rating, counted.count) from (
          select coalesce(r.rating, 'none') as rating, count(distinct p.location_ref) as count
          from providers.location p
          left join providers.current_rating r on r.subject_kind = 'location' and r.subject_ref = p.location_ref and r.key_question = 'Overall'
          where p.organisation_ref = found.organisation_ref and p.status = 'registered' group by 1) counted), '{}') as ratings
      from found order by found.place`,
  )
  return { rows: found, total: found[0]?.total ?? 0 }
}

export type Choices = { readonly services: readonly string[]; readonly areas: readonly string[] }

/** What a list can be narrowed by: the service types and areas of registered locations. */
export async function listChoices(tx: Read): Promise<Choices> {
  const found = await rows(
    tx,
    sql<{ kind: 'service' | 'area'; value: string }>`
      select distinct 'service' as kind, service as value from providers.location_service
      union select distinct 'area', local_authority from providers.location where status = 'registered' and local_authority is not null and organisation_ref is not null
      order by kind, value`,
  )
  const of = (wanted: string) => found.filter(({ kind }) => kind === wanted).map(({ value }) => value)
  return { services: of('service'), areas: of('area') }
}
