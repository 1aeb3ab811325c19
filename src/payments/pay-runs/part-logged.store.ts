import { addDays, type Day } from '#src/base/day.ts'
import { policyByDay } from '#src/councils/index.ts'
import { noteKeys, waitForRating } from '#src/payments/adjustments/recheck.store.ts'
import { monthOf, NOTHING_BY_HAND, type Share, termsOf, turns } from '#src/payments/pay-runs/part-logged.ts'
import { type Elsewhere, elsewhereWords, without } from '#src/payments/pay-runs/time-elsewhere.ts'
import type { Write } from '#src/platform/command.ts'
import { json, micros, type Read, rows, sql } from '#src/platform/database.ts'
import type { Attendance, AttendanceTerms } from '#src/rates/index.ts'
import { listManualShares } from '#src/visits/index.ts'

type OfProvider = { readonly organisationRef: string; readonly day: Day }
type Logged = OfProvider & {
  readonly visitRef: string
  attendances: readonly Attendance[]
  terms?: AttendanceTerms | undefined
  elsewhere?: string | undefined
}

const keyOf = (organisationRef: string, month: Day): string => `${month} ${organisationRef}`

/** How much was entered by hand in the months of some visits. */
export async function sharesOf(tx: Read, visits: readonly OfProvider[]): Promise<(visit: OfProvider) => Share> {
  const days = visits.map(({ day }) => day).sort()
  const [from, to] = [days[0], days.at(-1)]
  if (from === undefined || to === undefined) return () => NOTHING_BY_HAND
  const refs = [...new Set(visits.map(({ organisationRef }) => organisationRef))]
  const known = new Map(
    (await listManualShares(tx, { from, to }, refs)).map((one) => [keyOf(one.organisationRef, one.month), one]),
  )
  return ({ organisationRef, day }) => known.get(keyOf(organisationRef, monthOf(day))) ?? NOTHING_BY_HAND
}

const isOpen = ({ attendances }: Logged): boolean => attendances.some(({ out }) => out === undefined)

/** What the council decided of visits that the log alone does not settle: by policy, and of workers in two places one by one. */
export async function setDecided(tx: Read, visits: readonly Logged[]): Promise<void> {
  await takeElsewhereOff(tx, visits)
  await setTerms(tx, visits)
}

type Taken = Elsewhere & OfVisit
type OfVisit = { readonly day: Day; readonly visitRef: string }

/** Time that counts at another visit, of days from one to another, both counted. */
export const listElsewhere = (tx: Read, { from, to }: { readonly from: Day; readonly to: Day }): Promise<Taken[]> =>
  rows(
    tx,
    sql<Taken>`select day, visit_ref as "visitRef", ${micros('in_at')} as "in", ${micros('from_at')} as from, ${micros('to_at')} as to
      from visits.v_time_elsewhere
      where council_id = ${tx.council} and day >= ${from}::date and day <= ${to}::date order by day, visit_ref, from_at`,
  )

async function takeElsewhereOff(tx: Read, visits: readonly Logged[]): Promise<void> {
  const days = visits.filter(({ attendances }) => attendances.length > 0).map(({ day }) => day)
  const [first, ...others] = days
  if (first === undefined) return
  const least = others.reduce((a, b) => (a < b ? a : b), first)
  const most = others.reduce((a, b) => (a > b ? a : b), first)
  const taken = await listElsewhere(tx, { from: least, to: most })
  if (taken.length === 0) return
  const byVisit = Map.groupBy(taken, ({ day, visitRef }) => `${day} ${visitRef}`)
  for (const visit of visits) {
    const own = byVisit.get(`${visit.day} ${visit.visitRef}`)
    if (!own) continue
    visit.elsewhere = elsewhereWords(own)
    visit.attendances = visit.attendances.map((one) =>
      without(
        one,
        own.filter((taken) => taken.in === one.in),
      ),
    )
  }
}

/** Sets what the council pays of visits that are logged in part, each by the policy of its day. */
export async function setTerms(tx: Read, visits: readonly Logged[]): Promise<void> {
  const inPart = visits.filter((visit) => visit.attendances.length > 1 || isOpen(visit))
  if (inPart.length === 0) return
  const on = await policyByDay(tx, 'part-logged')
  const open = inPart.filter((visit) => isOpen(visit) && on(visit.day).planUpToManualPercent !== null)
  const shareOf = await sharesOf(tx, open)
  const isCounted = new Set(open)
  for (const visit of inPart)
    visit.terms = termsOf(on(visit.day), isCounted.has(visit) ? shareOf(visit) : NOTHING_BY_HAND)
}

/** A day was counted anew: where what is paid of a provider's missing log-outs turns by that, its visits of the month without one are rated again. */
export async function noteManualShares(tx: Write, day: Day): Promise<void> {
  const on = await policyByDay(tx, 'part-logged')
  const from = monthOf(day)
  const to = monthOf(addDays(from, 31))
  const percents = new Set<number>()
  for (let each = from; each < to; each = addDays(each, 1)) {
    const { planUpToManualPercent: percent } = on(each)
    if (percent !== null) percents.add(percent)
  }
  if (percents.size === 0) return
  const now = await listManualShares(tx, { from, to: from })
  const before = new Map((await listKept(tx, from)).map((one) => [one.organisationRef, one]))
  const turned = now
    .filter((one) => turns(before.get(one.organisationRef) ?? NOTHING_BY_HAND, one, [...percents]))
    .map(({ organisationRef }) => organisationRef)
  await keep(tx, from, now)
  if (turned.length === 0) return
  await waitForRating(tx)
  const open = sql`(select l.day, l.visit_ref from payments.line l where l.council_id = ${tx.council} and l.day >= ${from}::date
      and l.day < ${to}::date and l.organisation_ref = any (${turned}::text[]) and exists (select from visits.v_attendance a
        where a.council_id = l.council_id and a.day = l.day and a.visit_ref = l.visit_ref and a.out_at is null)) k`
  await noteKeys(tx, open, 'the share entered by hand')
}

/** A council that had decided nothing says what held before: what was rated of those days under the standard is rated again. */
export async function noteDecided(tx: Write, from: Day): Promise<void> {
  await waitForRating(tx)
  const inPart = sql`(select l.day, l.visit_ref from payments.line l join visits.v_attendance a on a.council_id = l.council_id
      and a.day = l.day and a.visit_ref = l.visit_ref
    where l.council_id = ${tx.council} and l.day >= ${from}::date group by l.day, l.visit_ref
    having count(*) > 1 or bool_or(a.out_at is null)) k`
  await noteKeys(tx, inPart, 'what is paid of visits that are logged in part')
}

type Kept = Share & { readonly organisationRef: string }

const listKept = (tx: Read, month: Day): Promise<Kept[]> =>
  rows(
    tx,
    sql<Kept>`select organisation_ref as "organisationRef", manual, delivered from payments.manual_share
      where council_id = ${tx.council} and month = ${month}::date`,
  )

const keep = (tx: Write, month: Day, shares: readonly Kept[]): Promise<unknown> =>
  rows(
    tx,
    sql`insert into payments.manual_share (council_id, organisation_ref, month, manual, delivered)
      select ${tx.council}, s."organisationRef", ${month}::date, s.manual, s.delivered
      from jsonb_to_recordset(${json(shares)}::jsonb) as s ("organisationRef" text, manual integer, delivered integer)
      on conflict (council_id, organisation_ref, month) do update set manual = excluded.manual, delivered = excluded.delivered`,
  )
