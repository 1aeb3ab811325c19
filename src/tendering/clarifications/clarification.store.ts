import type { Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { Answer, Clarification } from '#src/tendering/clarifications/clarification.ts'

const CLARIFICATION = sql`c.clarification_ref as "clarificationRef", c.tender_ref as "tenderRef", c.organisation_ref as "organisationRef",
  c.asked, c.asked_by_name as "askedByName", c.asked_at as "askedAt", c.state, c.number, c.answer, c.alone_reason as "aloneReason",
  c.answered_by_name as "answeredByName", c.answered_at as "answeredAt"`

export const insertClarification = (
  tx: Write,
  one: Pick<Clarification, 'clarificationRef' | 'tenderRef' | 'organisationRef' | 'asked'>,
): Promise<unknown> =>
  rows(
    tx,
    sql`insert into tendering.clarification
        (council_id, clarification_ref, tender_ref, organisation_ref, asked, asked_by_name, asked_at, state)
      values (${tx.council}, ${one.clarificationRef}, ${one.tenderRef}, ${one.organisationRef}, ${one.asked}, ${tx.actor.name},
        ${tx.now}, 'open')`,
  )

export async function findClarification(tx: Read, clarificationRef: string): Promise<Clarification | undefined> {
  const [found] = await rows(
    tx,
    sql<Clarification>`select ${CLARIFICATION} from tendering.clarification c
      where c.council_id = ${tx.council} and c.clarification_ref = ${clarificationRef}`,
  )
  return found
}

export async function lockClarification(tx: Write, clarificationRef: string): Promise<Clarification | undefined> {
  const [found] = await rows(
    tx,
    sql<Clarification>`select ${CLARIFICATION} from tendering.clarification c
      where c.council_id = ${tx.council} and c.clarification_ref = ${clarificationRef} for update`,
  )
  return found
}

/** What was asked of a tender, the open ones first. A provider sees its own alone. */
export async function listClarifications(
  tx: Read,
  tenderRef: string,
  page: { offset: number; limit: number },
): Promise<{ clarifications: Clarification[]; total: number }> {
  const found = await rows(
    tx,
    sql<
      Clarification & { total: number }
    >`select ${CLARIFICATION}, count(*) over () as total from tendering.clarification c
      where c.council_id = ${tx.council} and c.tender_ref = ${tenderRef}
      order by (c.state = 'open') desc, c.asked_at, c.clarification_ref limit ${page.limit} offset ${page.offset}`,
  )
  return { clarifications: found.map(({ total: _, ...one }) => one), total: found[0]?.total ?? 0 }
}

export const saveAnswered = (
  tx: Write,
  clarificationRef: string,
  answer: Answer,
  number: number | null,
): Promise<unknown> =>
  rows(
    tx,
    sql`update tendering.clarification set state = ${answer.to === 'all' ? 'answered' : 'answered_alone'}, number = ${number},
        answer = ${answer.answer}, alone_reason = ${answer.to === 'asker' ? answer.reason : null},
        answered_by_name = ${tx.actor.name}, answered_at = ${tx.now}
      where council_id = ${tx.council} and clarification_ref = ${clarificationRef}`,
  )

export type PublishedAnswer = {
  readonly number: number
  readonly question: string
  readonly answer: string
  readonly at: Instant
}

/** Publishes an answer under the tender's next number; the tender is locked. */
export async function insertPublishedAnswer(
  tx: Write,
  tenderRef: string,
  { question, answer }: { question: string; answer: string },
): Promise<number> {
  const [made] = await rows(
    tx,
    sql<{
      number: number
    }>`insert into tendering.published_answer (council_id, tender_ref, number, question, answer, at)
      select ${tx.council}::int, ${tenderRef}::text, coalesce(max(number), 0) + 1, ${question}::text, ${answer}::text, ${tx.now}::timestamptz
      from tendering.published_answer where council_id = ${tx.council} and tender_ref = ${tenderRef} returning number`,
  )
  return made?.number ?? 1
}

/** The answers to all, in the order in which they were given. */
export const listPublishedAnswers = (tx: Read, tenderRef: string): Promise<PublishedAnswer[]> =>
  rows(
    tx,
    sql<PublishedAnswer>`select number, question, answer, at from tendering.published_answer
      where council_id = ${tx.council} and tender_ref = ${tenderRef} order by number limit 500`,
  )
