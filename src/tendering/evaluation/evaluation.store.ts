import type { Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import { providerNames } from '#src/providers/index.ts'
import type { OpenedBid } from '#src/tendering/bids/bid.ts'
import { listOpenedBids, listOpenedPrices } from '#src/tendering/bids/opening.store.ts'
import { type Assessor, bidderNumbers, type Score } from '#src/tendering/evaluation/assessor.ts'
import { listChecks } from '#src/tendering/evaluation/check.store.ts'
import { type Fraction, written } from '#src/tendering/evaluation/fraction.ts'
import type { Draw, Evidence } from '#src/tendering/evaluation/outcome.ts'
import type { Spec, Tender } from '#src/tendering/tenders/spec.ts'

/** How far the evaluation is. */
export type Progress = {
  readonly agreedAt: Instant | null
  readonly pricesOpenedAt: Instant | null
  readonly seed: string | null
  /** Lots that were drawn before a witness. */
  readonly draw: Draw | null
  readonly rankedAt: Instant | null
}

export async function saveProgress(tx: Write, tenderRef: string, progress: Progress): Promise<void> {
  await rows(
    tx,
    sql`insert into tendering.evaluation (council_id, tender_ref, agreed_at, prices_opened_at, seed, ranked_at, draw)
      values (${tx.council}, ${tenderRef}, ${progress.agreedAt}, ${progress.pricesOpenedAt}, ${progress.seed}, ${progress.rankedAt},
        ${progress.draw === null ? null : json(progress.draw)}::jsonb)
      on conflict (council_id, tender_ref) do update set agreed_at = excluded.agreed_at,
        prices_opened_at = excluded.prices_opened_at, seed = excluded.seed, ranked_at = excluded.ranked_at,
        draw = excluded.draw`,
  )
}

// --- assessors

const ASSESSOR = sql`officer_ref as "officerRef", name, questions, status, declaration, declared_at as "declaredAt", decision,
  decided_by_name as "decidedByName", locked_at as "lockedAt", left_reason as "leftReason", replaced_by as "replacedBy"`

export const listAssessors = (tx: Read, tenderRef: string): Promise<Assessor[]> =>
  rows(
    tx,
    sql<Assessor>`select ${ASSESSOR} from tendering.assessor
      where council_id = ${tx.council} and tender_ref = ${tenderRef} order by name, officer_ref limit 200`,
  )

export async function saveAssessor(tx: Write, tenderRef: string, one: Assessor): Promise<void> {
  await rows(
    tx,
    sql`insert into tendering.assessor (council_id, tender_ref, officer_ref, name, questions, status, declaration, declared_at,
        decision, decided_by_name, locked_at, left_reason, replaced_by)
      values (${tx.council}, ${tenderRef}, ${one.officerRef}, ${one.name}, ${json(one.questions)}::jsonb, ${one.status},
        ${one.declaration}, ${one.declaredAt}, ${one.decision}, ${one.decidedByName}, ${one.lockedAt}, ${one.leftReason},
        ${one.replacedBy})
      on conflict (council_id, tender_ref, officer_ref) do update set status = excluded.status,
        declaration = excluded.declaration, declared_at = excluded.declared_at, decision = excluded.decision,
        decided_by_name = excluded.decided_by_name, locked_at = excluded.locked_at, left_reason = excluded.left_reason,
        replaced_by = excluded.replaced_by`,
  )
}

// --- marks

const SCORE = sql`bid_ref as "bidRef", question, officer_ref as "officerRef", mark, reason`

/** One assessor's own marks: while they score nobody is shown any others. */
export const listOwnScores = (tx: Read, tenderRef: string, officerRef: string): Promise<Score[]> =>
  rows(
    tx,
    sql<Score>`select ${SCORE} from tendering.score
      where council_id = ${tx.council} and tender_ref = ${tenderRef} and officer_ref = ${officerRef} limit 100000`,
  )

/** All marks, for the meeting that comes after everybody has locked. */
export const listScores = (tx: Read, tenderRef: string, bidRef?: string): Promise<Score[]> =>
  rows(
    tx,
    sql<Score>`select ${SCORE} from tendering.score
      where council_id = ${tx.council} and tender_ref = ${tenderRef}
        and (${bidRef ?? null}::text is null or bid_ref = ${bidRef ?? null}) limit 200000`,
  )

export async function saveScore(tx: Write, tenderRef: string, score: Score): Promise<void> {
  await rows(
    tx,
    sql`insert into tendering.score (council_id, tender_ref, bid_ref, question, officer_ref, mark, reason, at)
      values (${tx.council}, ${tenderRef}, ${score.bidRef}, ${score.question}, ${score.officerRef}, ${score.mark},
        ${score.reason}, ${tx.now})
      on conflict (council_id, tender_ref, bid_ref, question, officer_ref)
        do update set mark = excluded.mark, reason = excluded.reason, at = excluded.at`,
  )
}

export async function saveAgreed(
  tx: Write,
  tenderRef: string,
  agreed: { readonly bidRef: string; readonly question: string; readonly mark: Fraction; readonly reason: string },
): Promise<void> {
  await rows(
    tx,
    sql`insert into tendering.agreed_mark (council_id, tender_ref, bid_ref, question, mark, reason, by_name, at)
      values (${tx.council}, ${tenderRef}, ${agreed.bidRef}, ${agreed.question}, ${written(agreed.mark)}, ${agreed.reason},
        ${tx.actor.name}, ${tx.now})
      on conflict (council_id, tender_ref, bid_ref, question)
        do update set mark = excluded.mark, reason = excluded.reason, by_name = excluded.by_name, at = excluded.at`,
  )
}

// --- together

/** A tender whose bids were opened, as it is evaluated: by the version that was published last. */
export type Evaluated = {
  readonly tender: Tender
  readonly spec: Spec
  readonly progress: Progress
  readonly assessors: readonly Assessor[]
  readonly bids: readonly OpenedBid[]
  readonly numbers: ReadonlyMap<string, number>
}

type Head = Omit<Tender, 'version'> & Progress & { readonly version: number }

/** The tender by the version that was published last, and how far its evaluation is; undefined for a draft. */
async function findHead(tx: Read, tenderRef: string): Promise<Head | undefined> {
  const [found] = await rows(
    tx,
    sql<Head>`select t.tender_ref as "tenderRef", t.status, p.spec, t.edition, t.version, t.owner_ref as "ownerRef",
        e.agreed_at as "agreedAt", e.prices_opened_at as "pricesOpenedAt", e.seed, e.draw, e.ranked_at as "rankedAt"
      from tendering.tender t
        join tendering.published_tender p
          on p.council_id = t.council_id and p.tender_ref = t.tender_ref and p.version = t.version
        left join tendering.evaluation e on e.council_id = t.council_id and e.tender_ref = t.tender_ref
      where t.council_id = ${tx.council} and t.tender_ref = ${tenderRef}`,
  )
  return found
}

export async function readEvaluated(tx: Read, tenderRef: string): Promise<Evaluated | undefined> {
  const head = await findHead(tx, tenderRef)
  if (!head) return undefined
  const { agreedAt, pricesOpenedAt, seed, draw, rankedAt, ...tender } = head
  const bids = await listOpenedBids(tx, tenderRef)
  return {
    ...{ tender, spec: tender.spec, bids },
    progress: { agreedAt, pricesOpenedAt, seed, draw, rankedAt },
    assessors: await listAssessors(tx, tenderRef),
    numbers: bidderNumbers(
      tenderRef,
      bids.map(({ bidRef }) => bidRef),
    ),
  }
}

/** All that the ranking rests on; without prices until they are opened to evaluators. */
export async function readEvidence(tx: Read, evaluated: Evaluated): Promise<Evidence> {
  const { tender, spec, bids, progress } = evaluated
  const { tenderRef } = tender
  return {
    spec,
    bids,
    names: await providerNames(
      tx,
      bids.map(({ organisationRef }) => organisationRef),
    ),
    ...(await listChecks(tx, tenderRef)),
    prices: progress.pricesOpenedAt === null ? [] : await listOpenedPrices(tx, tenderRef),
    seed: progress.seed ?? '',
    draw: progress.draw,
  }
}
