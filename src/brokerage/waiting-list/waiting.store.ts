import type { Pence } from '#src/base/money.ts'
import { needsOf } from '#src/brokerage/placing/needs.ts'
import type { PatternVisit } from '#src/brokerage/packages/pattern.ts'
import type { Feature } from '#src/brokerage/requests/request.ts'
import { lean } from '#src/brokerage/packages/rows.store.ts'
import { saidOfPackage } from '#src/brokerage/requests/preference.store.ts'
import { type Waiting, WAITS } from '#src/brokerage/waiting-list/waiting.ts'
import { listPeopleByRef } from '#src/people/index.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import { dayOf } from '#src/base/day.ts'

/** Those that a plan looks at together; a council that has more who wait plans for those who wait longest. */
export const MOST_WAITING = 1_000

const MARK = sql`md5(p.pattern::text || p.skills::text || p.musts::text || p.zone || p.start_by::text)`

/** Of who pays alone nothing goes to a provider before consent and fee. */
const mayBeAskedFor = sql`(p.payer is distinct from 'self' or exists (select from brokerage.self_funder f
  where f.council_id = p.council_id and f.package_ref = p.package_ref and f.consent_on is not null and f.withdrawn_on is null
    and f.fee_on is not null))`

const isReady = sql`p.status = any(${[...WAITS]}::text[]) and jsonb_array_length(p.pattern) > 0 and jsonb_array_length(p.outcomes) > 0
  and p.start_by is not null and (p.kind not in ('respite', 'carers_break') or p.end_day > p.start_by) and ${mayBeAskedFor}`

type Row = Omit<Waiting, 'home' | 'today' | 'needs'> & {
  readonly skills: readonly string[]
  readonly musts: readonly Feature[]
  readonly todayRef: string | null
  readonly todayPence: Pence | null
  readonly todayPattern: readonly PatternVisit[] | null
  readonly total: number
}

/** Packages that are ready and of which nobody is asked: urgent ones first, then who wants care soonest. */
export async function listWaiting(
  tx: Read,
  { offset = 0, limit = MOST_WAITING, packageRef }: { offset?: number; limit?: number; packageRef?: string } = {},
): Promise<{ waiting: Waiting[]; total: number }> {
  const today = dayOf(tx.now)
  const found = await rows(
    tx,
    sql<Row>`select p.package_ref as "packageRef", p.person_ref as "personRef", p.person_name as "personName", p.service, p.zone,
        p.outward_code as "outwardCode", p.urgent, p.pattern, p.weekly_minutes as "weeklyMinutes", p.skills, p.musts, p.kind,
        p.start_by as "startBy", p.status,
        p.requested_at as "requestedAt", ${MARK} as mark, l.organisation_ref as "lockedTo",
        case when g.package_ref is not null then coalesce(g.together, 'nobody') end as together,
        ${saidOfPackage('refuses')} as refuses, ${saidOfPackage('prefers')} as prefers,
        coalesce((select jsonb_agg(i.organisation_ref order by i.organisation_ref) from brokerage.invitation i
          where i.council_id = p.council_id and i.package_ref = p.package_ref
            and (i.status = 'declined' or (i.status = 'invited' and i.answered_at is not null))), '[]') as declined,
        t.organisation_ref as "todayRef", t.weekly_pence as "todayPence",
        case when p.kind = 'change' and t.zone = p.zone then t.pattern end as "todayPattern", (count(*) over ())::int as total
      from brokerage.care_package p
      left join brokerage.plan_lock l on l.council_id = p.council_id and l.package_ref = p.package_ref
      left join brokerage.plan_together g on g.council_id = p.council_id and g.package_ref = p.package_ref
      left join lateral (select s.organisation_ref, s.weekly_pence, s.zone, coalesce(c.pattern, s.pattern) as pattern
        from brokerage.placement s
        left join lateral (select c.pattern from brokerage.care_change c where c.council_id = s.council_id
          and c.package_ref = s.package_ref and c.state = 'agreed' and c.from_day <= ${today}::date
          order by c.number desc limit 1) c on true
        where s.council_id = p.council_id and s.person_ref = p.person_ref and s.service = p.service
          and s.start_day <= ${today}::date and (s.end_day is null or s.end_day > ${today}::date)
        order by s.start_day desc, s.package_ref limit 1) t on true
      where p.council_id = ${tx.council} and ${isReady}
        and (${packageRef ?? null}::text is null or p.package_ref = ${packageRef ?? null})
      order by p.urgent desc, p.start_by, p.package_ref limit ${limit} offset ${offset}`,
  )
  const people = await listPeopleByRef(
    tx,
    found.map(({ personRef }) => personRef),
  )
  const homes = new Map(people.map((one) => [one.personRef, `${one.addressLines.join(', ')} ${one.postcode}`]))
  return {
    total: found[0]?.total ?? 0,
    waiting: found.map(({ todayRef, todayPence, todayPattern, skills, musts, total: _, ...row }) => {
      const home = homes.get(row.personRef)
      return {
        ...lean<Omit<Waiting, 'home' | 'today' | 'needs'>>(row),
        needs: needsOf({ skills, musts }),
        ...(home === undefined ? {} : { home }),
        ...(todayRef === null ? {} : { today: todayOf(todayRef, todayPence, todayPattern) }),
      }
    }),
  }
}

const todayOf = (
  organisationRef: string,
  weeklyPence: Pence | null,
  pattern: readonly PatternVisit[] | null,
): NonNullable<Waiting['today']> => ({
  ...{ organisationRef, weeklyPence: weeklyPence ?? 0 },
  ...(pattern ? { pattern } : {}),
})
