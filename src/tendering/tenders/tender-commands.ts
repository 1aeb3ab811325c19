import { createHash } from 'node:crypto'
import { dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { getPolicy } from '#src/councils/index.ts'
import { type Actor, personBehind } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'
import { sealFor } from '#src/tendering/bids/seal.store.ts'
import { publishDocuments } from '#src/tendering/documents/document.store.ts'
import { canonicalJson } from '#src/tendering/tenders/canonical.ts'
import { decideChange, type ChangeRefusal } from '#src/tendering/tenders/change.ts'
import { type Missing, missingFrom, type Part, PARTS } from '#src/tendering/tenders/checklist.ts'
import { type Begun, draftOf } from '#src/tendering/tenders/draft.ts'
import type { TenderFact } from '#src/tendering/tenders/facts.ts'
import {
  insertCancelled,
  insertTimetable,
  type Preparation,
  preparedOf,
  saveModelAnswer,
} from '#src/tendering/tenders/preparation.store.ts'
import { isAllowed, ROUTES } from '#src/tendering/tenders/route.ts'
import type { Spec, Tender } from '#src/tendering/tenders/spec.ts'
import {
  findPublished,
  insertPublished,
  insertTender,
  lockTender,
  saveSpec,
  saveStatus,
} from '#src/tendering/tenders/tender.store.ts'
import { stepsOf } from '#src/tendering/tenders/timetable.ts'

export type DraftRefusal = 'the law does not know this route' | 'no title'

/** Begins a tender: a draft that says only what was decided first. */
export const draftTender = (shell: Shell, actor: Actor, begun: Begun, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'draft-tender',
    async (tx): Promise<Result<{ tenderRef: string }, DraftRefusal>> => {
      if (begun.title.trim() === '') return refuse('no title')
      if (!isAllowed(begun.route, begun.regime)) return refuse('the law does not know this route')
      const tenderRef = await nextRef(tx, 'TD')
      await insertTender(tx, { tenderRef, spec: draftOf(begun), ownerRef: personBehind(tx.actor) })
      const { title, route, regime } = begun
      tx.record({
        type: 'tendering.tender-drafted',
        about: [`tender:${tenderRef}`],
        data: { tenderRef, title, route, regime },
      } satisfies TenderFact)
      return ok({ tenderRef })
    },
    { ...options, request: begun },
  )

export type EditRefusal = 'no such tender' | 'somebody changed it meanwhile' | 'it can no longer be changed'

export type EditTender = {
  readonly tenderRef: string
  /** The edition that the change was made on; left out, the last. */
  readonly edition?: number | undefined
  readonly part: Part
  readonly edit: (spec: Spec) => Spec
  readonly modelAnswers?: readonly { readonly question: string; readonly answer: string }[]
}

/** Changes a part of the draft. What was published stays as it is, until the change is published too. */
export const editTender = (shell: Shell, actor: Actor, input: EditTender, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'edit-tender',
    async (tx): Promise<Result<{ edition: number }, EditRefusal>> => {
      const { tenderRef, part } = input
      const tender = await lockTender(tx, tenderRef)
      if (!tender) return refuse('no such tender')
      if (!(await isOpenToChange(tx, tender))) return refuse('it can no longer be changed')
      if (input.edition !== undefined && input.edition !== tender.edition)
        return refuse('somebody changed it meanwhile')
      await saveSpec(tx, tenderRef, input.edit(tender.spec))
      for (const { question, answer } of input.modelAnswers ?? [])
        await saveModelAnswer(tx, tenderRef, question, answer)
      const edition = tender.edition + 1
      tx.record({
        type: 'tendering.tender-edited',
        about: [`tender:${tenderRef}`],
        data: { tenderRef, edition, part: PARTS[part] },
      } satisfies TenderFact)
      return ok({ edition })
    },
    options,
  )

/** A draft changes until bids close: after that its words are what bids answered. */
export async function isOpenToChange(tx: Write, tender: Tender): Promise<boolean> {
  if (tender.status === 'planning') return true
  const published = tender.status === 'published' ? await findPublished(tx, tender.tenderRef) : undefined
  return published !== undefined && Temporal.Instant.compare(await tx.moment(), published.closesAt) < 0
}

export type PublishRefusal =
  | { readonly why: 'no such tender' | 'already published' | 'no seal key' }
  | { readonly why: 'incomplete'; readonly missing: readonly Missing[] }
  | { readonly why: ChangeRefusal }

type Publishing = Result<{ version: number; sha256: string }, PublishRefusal>

/** Publishes a tender for the first time, when its checklist is empty: its words and its documents are frozen for bidders and the public. */
export const publishTender = (shell: Shell, actor: Actor, tenderRef: string, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'publish-tender',
    async (tx): Promise<Publishing> => {
      const tender = await lockTender(tx, tenderRef)
      if (!tender) return refuse({ why: 'no such tender' })
      if (tender.status !== 'planning') return refuse({ why: 'already published' })
      const prepared = await preparedOf(tx, tenderRef)
      const missing = missingFrom(tender.spec, prepared)
      if (missing.length > 0) return refuse({ why: 'incomplete', missing })
      // Where nobody bids there is nothing to seal.
      const sealed = ROUTES[tender.spec.route].competitive ? await sealFor(tx, shell.seal, tenderRef) : undefined
      if (sealed?.ok === false) return refuse({ why: sealed.error })
      const published = await freeze(tx, tender, prepared, { version: 1, reason: '' })
      const { route, regime, timetable } = tender.spec
      tx.record({
        type: 'tendering.tender-published',
        about: [`tender:${tenderRef}`],
        data: { tenderRef, ...published, route, regime, closesAt: timetable.closesAt },
      } satisfies TenderFact)
      return ok(published)
    },
    { ...options, request: { tenderRef } },
  )

/** Publishes the draft anew as a change, for a reason that bidders read; what they answer changes only with more time. */
export const publishChange = (
  shell: Shell,
  actor: Actor,
  { tenderRef, reason }: { tenderRef: string; reason: string },
  options: CommandOptions = {},
) =>
  shell.command(
    actor,
    'publish-change',
    async (tx): Promise<Publishing> => {
      const tender = await lockTender(tx, tenderRef)
      const before = await findPublished(tx, tenderRef)
      if (!tender || !before) return refuse({ why: 'no such tender' })
      if (tender.status !== 'published') return refuse({ why: 'the deadline has passed' })
      const { changeDays } = await getPolicy(tx, 'tender-periods', dayOf(tx.now))
      const context = { reason, now: await tx.moment(), changeDays }
      const decided = decideChange(before.spec, tender.spec, context)
      if (!decided.ok) return refuse({ why: decided.error })
      const prepared = await preparedOf(tx, tenderRef)
      const missing = missingFrom(tender.spec, prepared)
      if (missing.length > 0) return refuse({ why: 'incomplete', missing })
      const published = await freeze(tx, tender, prepared, {
        version: before.version + 1,
        reason: reason.trim(),
      })
      tx.record({
        type: 'tendering.tender-changed',
        about: [`tender:${tenderRef}`],
        data: { tenderRef, ...published, reason: reason.trim(), closesAt: tender.spec.timetable.closesAt },
      } satisfies TenderFact)
      return ok(published)
    },
    { ...options, request: { tenderRef, reason } },
  )

async function freeze(
  tx: Write,
  { tenderRef, spec }: Tender,
  prepared: Preparation,
  { version, reason }: { version: number; reason: string },
): Promise<{ version: number; sha256: string }> {
  const sha256 = specHash(spec)
  const closesAt = Temporal.Instant.from(spec.timetable.closesAt)
  await insertPublished(tx, { tenderRef, version, spec, sha256, reason, closesAt })
  const inLots = new Set(spec.lots.flatMap(({ zones }) => zones))
  await insertTimetable(tx, tenderRef, {
    version,
    steps: stepsOf(spec, prepared.publishedOn, prepared.holidays),
    zones: prepared.zoneList.filter(({ zone }) => inLots.has(zone)).map(({ zone, name }) => ({ zone, name })),
  })
  await publishDocuments(tx, tenderRef)
  return { version, sha256 }
}

/** The fingerprint of a specification, whichever order its members come in. */
export const specHash = (spec: Spec): string => createHash('sha256').update(canonicalJson(spec)).digest('hex')

export type CancelRefusal = 'no such tender' | 'no reason' | 'it has ended'

/** Ends a tender without an award (UK12); bidders and the public read why. */
export const cancelTender = (
  shell: Shell,
  actor: Actor,
  input: { tenderRef: string; reason: string },
  options: CommandOptions = {},
) =>
  shell.command(
    actor,
    'cancel-tender',
    async (tx): Promise<Result<{ tenderRef: string }, CancelRefusal>> => {
      const { tenderRef } = input
      const reason = input.reason.trim()
      const tender = await lockTender(tx, tenderRef)
      if (!tender) return refuse('no such tender')
      if (tender.status === 'awarded' || tender.status === 'cancelled') return refuse('it has ended')
      if (reason === '') return refuse('no reason')
      await saveStatus(tx, tenderRef, 'cancelled')
      if (tender.version !== null) await insertCancelled(tx, tenderRef, reason)
      tx.record({
        type: 'tendering.tender-cancelled',
        about: [`tender:${tenderRef}`],
        data: { tenderRef, reason },
      } satisfies TenderFact)
      return ok({ tenderRef })
    },
    { ...options, request: input },
  )
