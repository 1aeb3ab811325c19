import type { Day } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { Application, Evidence } from '#src/tendering/joining/application.ts'

const APPLICATION = sql`a.application_ref as "applicationRef", a.market_ref as "marketRef", a.organisation_ref as "organisationRef",
  a.organisation_name as "organisationName", a.lots, a.state, a.made_at as "madeAt", a.due_day as "dueDay", a.answer,
  a.decided_by_name as "decidedByName", a.decided_at as "decidedAt"`

export async function findApplication(tx: Read, applicationRef: string): Promise<Application | undefined> {
  const [found] = await rows(
    tx,
    sql<Application>`select ${APPLICATION} from tendering.application a
      where a.council_id = ${tx.council} and a.application_ref = ${applicationRef}`,
  )
  return found
}

export async function lockApplication(tx: Write, applicationRef: string): Promise<Application | undefined> {
  const [found] = await rows(
    tx,
    sql<Application>`select ${APPLICATION} from tendering.application a
      where a.council_id = ${tx.council} and a.application_ref = ${applicationRef} for update`,
  )
  return found
}

/** A provider's applications to a market, the newest first. */
export const listApplicationsOf = (tx: Read, marketRef: string, organisationRef: string): Promise<Application[]> =>
  rows(
    tx,
    sql<Application>`select ${APPLICATION} from tendering.application a
      where a.council_id = ${tx.council} and a.market_ref = ${marketRef} and a.organisation_ref = ${organisationRef}
      order by a.application_ref desc limit 20`,
  )

/** Answers false where one is open already. */
export async function insertApplication(
  tx: Write,
  one: Pick<Application, 'applicationRef' | 'marketRef' | 'organisationRef' | 'organisationName' | 'lots'>,
): Promise<boolean> {
  const added = await rows(
    tx,
    sql`insert into tendering.application (council_id, application_ref, market_ref, organisation_ref, organisation_name, lots, state)
      values (${tx.council}, ${one.applicationRef}, ${one.marketRef}, ${one.organisationRef}, ${one.organisationName},
        ${[...one.lots]}::text[], 'draft')
      on conflict (council_id, market_ref, organisation_ref) where state in ('draft', 'made', 'asked') do nothing
      returning application_ref`,
  )
  return added.length > 0
}

export const saveApplication = (
  tx: Write,
  { applicationRef, lots, state, madeAt, dueDay, answer, decidedByName, decidedAt }: Application,
): Promise<unknown> =>
  rows(
    tx,
    sql`update tendering.application set lots = ${[...lots]}::text[], state = ${state}, made_at = ${madeAt}, due_day = ${dueDay},
        answer = ${answer}, decided_by_name = ${decidedByName},
        decided_at = ${decidedAt}
      where council_id = ${tx.council} and application_ref = ${applicationRef}`,
  )

export type ListedApplication = Application & { readonly marketTitle: string; readonly marketKind: string }

export async function listApplications(
  tx: Read,
  search: { readonly states: readonly string[]; readonly marketRef?: string },
  page: { readonly offset: number; readonly limit: number },
): Promise<{ applications: ListedApplication[]; total: number }> {
  const found = await rows(
    tx,
    sql<
      ListedApplication & { total: number }
    >`select ${APPLICATION}, m.title as "marketTitle", m.kind as "marketKind", count(*) over () as total
      from tendering.application a
      join tendering.market m on m.council_id = a.council_id and m.market_ref = a.market_ref
      where a.council_id = ${tx.council} and (${search.marketRef ?? null}::text is null or a.market_ref = ${search.marketRef ?? null})
        and (${search.states.length === 0} or a.state = any(${[...search.states]}::text[]))
      order by a.due_day nulls last, a.application_ref desc offset ${page.offset} limit ${page.limit}`,
  )
  return { applications: found.map(({ total: _, ...one }) => one), total: found[0]?.total ?? 0 }
}

const EVIDENCE = sql`e.evidence_ref as "evidenceRef", e.market_ref as "marketRef", e.organisation_ref as "organisationRef",
  e.condition, e.file_name as "fileName", e.sha256, e.bytes, e.words, e.expires_on as "expiresOn", e.state, e.given_at as "givenAt",
  e.given_by_name as "givenByName", e.checked_by_name as "checkedByName", e.check_words as "checkWords"`

export async function findEvidence(tx: Read, evidenceRef: string): Promise<Evidence | undefined> {
  const [found] = await rows(
    tx,
    sql<Evidence>`select ${EVIDENCE} from tendering.evidence e
      where e.council_id = ${tx.council} and e.evidence_ref = ${evidenceRef}`,
  )
  return found
}

/** What a provider gave for a market, the newest first. */
export const listEvidence = (tx: Read, marketRef: string, organisationRef: string): Promise<Evidence[]> =>
  rows(
    tx,
    sql<Evidence>`select ${EVIDENCE} from tendering.evidence e
      where e.council_id = ${tx.council} and e.market_ref = ${marketRef} and e.organisation_ref = ${organisationRef}
      order by e.given_at desc, e.evidence_ref desc limit 100`,
  )

export type NewEvidence = Omit<Evidence, 'state' | 'givenAt' | 'givenByName' | 'checkedByName' | 'checkWords'>

export const insertEvidence = (tx: Write, one: NewEvidence): Promise<unknown> =>
  rows(
    tx,
    sql`insert into tendering.evidence (council_id, evidence_ref, market_ref, organisation_ref, condition, file_name, sha256, bytes,
        words, expires_on, state, given_at, given_by_name)
      values (${tx.council}, ${one.evidenceRef}, ${one.marketRef}, ${one.organisationRef}, ${one.condition}, ${one.fileName},
        ${one.sha256}, ${one.bytes}, ${one.words.trim()}, ${one.expiresOn}, 'given', ${tx.now}, ${tx.actor.name})`,
  )

/** What nobody has looked at yet may be taken back. */
export async function deleteEvidence(tx: Write, evidenceRef: string): Promise<boolean> {
  const gone = await rows(
    tx,
    sql`delete from tendering.evidence where council_id = ${tx.council} and evidence_ref = ${evidenceRef} and state = 'given'
      returning evidence_ref`,
  )
  return gone.length > 0
}

export async function saveEvidenceChecks(
  tx: Write,
  checks: readonly { readonly evidenceRef: string; readonly accepted: boolean; readonly words: string }[],
): Promise<void> {
  if (checks.length === 0) return
  await rows(
    tx,
    sql`update tendering.evidence e set state = case when c.accepted then 'accepted' else 'refused' end, check_words = c.words,
        checked_at = ${tx.now}, checked_by_name = ${tx.actor.name}
      from unnest(${checks.map(({ evidenceRef }) => evidenceRef)}::text[], ${checks.map(({ accepted }) => accepted)}::boolean[],
        ${checks.map(({ words }) => words)}::text[]) as c (evidence_ref, accepted, words)
      where e.council_id = ${tx.council} and e.evidence_ref = c.evidence_ref and e.state = 'given'`,
  )
}

export type EvidenceEnding = {
  readonly evidenceRef: string
  readonly marketRef: string
  readonly organisationRef: string
  readonly name: string
  readonly condition: string
  readonly expiresOn: Day
  /** The nearest day before the end on which the provider was reminded. */
  readonly reminded: number | null
}

/** Accepted evidence of members that ends by a day and that no later evidence of the same condition outlives. */
export const listEvidenceEnding = (tx: Read, today: Day, until: Day): Promise<EvidenceEnding[]> =>
  rows(
    tx,
    sql<EvidenceEnding>`select e.evidence_ref as "evidenceRef", e.market_ref as "marketRef", e.organisation_ref as "organisationRef", n.name,
        e.condition, e.expires_on as "expiresOn",
        (select min(r.days_before) from tendering.evidence_reminder r where r.council_id = e.council_id and r.evidence_ref = e.evidence_ref) as reminded
      from tendering.evidence e
      join tendering.member n on n.council_id = e.council_id and n.market_ref = e.market_ref and n.organisation_ref = e.organisation_ref
        and n.state <> 'removed'
      join tendering.market m on m.council_id = e.council_id and m.market_ref = e.market_ref and m.status = 'open'
      where e.council_id = ${tx.council} and e.state = 'accepted' and e.expires_on between ${today}::date and ${until}::date
        and not exists (select from tendering.evidence l where l.council_id = e.council_id and l.market_ref = e.market_ref
          and l.organisation_ref = e.organisation_ref and l.condition = e.condition and l.state <> 'refused'
          and (l.expires_on is null or l.expires_on > e.expires_on))
      order by e.expires_on, e.evidence_ref limit 1000`,
  )

export const insertReminder = (tx: Write, evidenceRef: string, daysBefore: number): Promise<unknown> =>
  rows(
    tx,
    sql`insert into tendering.evidence_reminder (council_id, evidence_ref, days_before, at)
      values (${tx.council}, ${evidenceRef}, ${daysBefore}, ${tx.now}) on conflict do nothing`,
  )
