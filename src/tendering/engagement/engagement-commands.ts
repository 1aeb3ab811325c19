import { dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import type { Engagement } from '#src/tendering/engagement/engagement.ts'
import type { TenderFact } from '#src/tendering/tenders/facts.ts'
import { deleteEngagement, insertEngagement, insertFollower } from '#src/tendering/tenders/preparation.store.ts'
import { findPublished, lockTender } from '#src/tendering/tenders/tender.store.ts'

export type EngagementRefusal = 'no such tender' | 'it is still to come' | 'the tender is published'

/** Notes what was asked of the market, who came and what they said, before the tender is published (UK2). */
export const recordEngagement = (
  shell: Shell,
  actor: Actor,
  { tenderRef, ...one }: { tenderRef: string } & Omit<Engagement, 'number' | 'byName'>,
) =>
  shell.command(actor, 'record-engagement', async (tx): Promise<Result<number, EngagementRefusal>> => {
    const tender = await lockTender(tx, tenderRef)
    if (!tender) return refuse('no such tender')
    if (tender.status !== 'planning') return refuse('the tender is published')
    if (one.day > dayOf(tx.now)) return refuse('it is still to come')
    const number = await insertEngagement(tx, tenderRef, one)
    tx.record({
      type: 'tendering.engagement-recorded',
      about: [`tender:${tenderRef}`],
      data: { tenderRef, number, title: one.title, day: one.day },
    } satisfies TenderFact)
    return ok(number)
  })

/** Takes back what was noted by mistake; once published the record stands. */
export const removeEngagement = (shell: Shell, actor: Actor, input: { tenderRef: string; number: number }) =>
  shell.command(actor, 'remove-engagement', async (tx): Promise<Result<number, EngagementRefusal>> => {
    const tender = await lockTender(tx, input.tenderRef)
    if (tender && tender.status !== 'planning') return refuse('the tender is published')
    const title = tender && (await deleteEngagement(tx, input.tenderRef, input.number))
    if (title === undefined) return refuse('no such tender')
    tx.record({
      type: 'tendering.engagement-removed',
      about: [`tender:${input.tenderRef}`],
      data: { ...input, title },
    } satisfies TenderFact)
    return ok(input.number)
  })

/** A provider asks to be told of answers, new documents and changes. */
export const followTender = (shell: Shell, actor: Actor, tenderRef: string) =>
  shell.command(actor, 'follow-tender', async (tx): Promise<Result<string, 'no such tender' | 'followed already'>> => {
    const { organisation: organisationRef } = actor
    if (organisationRef === undefined || !(await findPublished(tx, tenderRef))) return refuse('no such tender')
    if (!(await insertFollower(tx, tenderRef, organisationRef))) return refuse('followed already')
    tx.record({
      type: 'tendering.tender-followed',
      about: [`tender:${tenderRef}`, `provider:${organisationRef}`],
      data: { tenderRef, organisationRef },
    } satisfies TenderFact)
    return ok(tenderRef)
  })
