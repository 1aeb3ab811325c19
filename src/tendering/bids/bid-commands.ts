import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { compose, Transform } from 'node:stream'
import type { Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell, Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'
import { fileCipher, type SealKeys } from '#src/platform/seal.ts'
import {
  holdInBid,
  holdInDraft,
  insertUpload,
  releaseFromBids,
  releaseFromDraft,
} from '#src/tendering/bid-files/bid-upload.store.ts'
import type { BidFileFact } from '#src/tendering/bid-files/facts.ts'
import {
  addFile,
  type CompanyRefusal,
  type Draft,
  type FileRefusal,
  isInTime,
  mayTake,
  type Missing,
  missingOf,
  removeFile,
  saveAnswer,
  type AnswerRefusal,
  saveCompany,
  saveLots,
  type LotsRefusal,
  type PricesRefusal,
  savePrices,
} from '#src/tendering/bids/bid.ts'
import { endBid, listReceipts, lockStanding, type Receipt, sealBid } from '#src/tendering/bids/bid.store.ts'
import { type DraftRefusal, lockDraft, readDraft, saveCopy, saveDraft } from '#src/tendering/bids/draft.store.ts'
import type { BidFact } from '#src/tendering/bids/facts.ts'
import { type Biddable, findBiddable, holdBids } from '#src/tendering/bids/seal.store.ts'
import { type EntryRefusal, type Membership, whyNoEntry } from '#src/tendering/entry/entry.ts'
import { findMembership } from '#src/tendering/entry/entry.store.ts'
import { FILE_TYPES, fileTypeOf, LOOKED_AT_BYTES } from '#src/tendering/documents/file-type.ts'
import type { Spec } from '#src/tendering/tenders/spec.ts'
import { findPublished, type Published } from '#src/tendering/tenders/tender.store.ts'

/** Why nothing is taken for a tender, whatever the bid says. */
export type ClosedRefusal = 'no such tender' | 'cancelled' | 'late' | DraftRefusal | EntryRefusal

/** A tender that bids may be made for: published, with a key to seal to, and not cancelled. */
async function findTaken(
  tx: Read,
  seal: SealKeys | undefined,
  tenderRef: string,
): Promise<Result<Biddable, 'no such tender' | 'cancelled' | 'no seal key' | 'another seal key'>> {
  const tender = await findBiddable(tx, tenderRef)
  if (!tender) return refuse('no such tender')
  if (tender.cancelled) return refuse('cancelled')
  if (!seal) return refuse('no seal key')
  // Anybody could seal to the public key; nothing is taken that this server could not open.
  return seal.byId.has(tender.keyId) ? ok(tender) : refuse('another seal key')
}

const organisationOf = (actor: Actor): string => {
  if (actor.organisation === undefined) throw new Error('only a provider makes a bid')
  return actor.organisation
}

// --- what a bidder sees of its own

export type OwnBid = {
  readonly published: Published
  readonly draft: Draft
  readonly savedAt: Instant | undefined
  /** Its bids, the last first; at most one stands. */
  readonly receipts: readonly Receipt[]
  readonly missing: readonly Missing[]
  readonly cancelled: boolean
  readonly closed: boolean
  /** Why nothing more is taken of it, where the tender is for the members of a list. */
  readonly heldBack: { readonly why: EntryRefusal; readonly membership: Membership } | undefined
}

export const readOwnBid = (shell: Shell, actor: Actor, tenderRef: string) =>
  shell.read(actor, async (tx): Promise<Result<OwnBid, 'no such tender' | 'not a member' | DraftRefusal>> => {
    const published = await findBiddable(tx, tenderRef)
    if (!published) return refuse('no such tender')
    const own = await readDraft(tx, shell.seal, tenderRef, organisationOf(actor))
    if (!own.ok) return own
    const receipts = await listReceipts(tx, tenderRef, organisationOf(actor))
    const membership = await findMembership(tx, published.spec, organisationOf(actor))
    const why = membership && whyNoEntry(membership)
    // Who was a member when it wrote may read what it wrote.
    if (why === 'not a member' && own.value.savedAt === undefined && receipts.length === 0) return refuse(why)
    return ok({
      ...{ published, receipts },
      ...own.value,
      heldBack: why && membership && { why, membership },
      missing: missingOf(published.spec, own.value.draft),
      cancelled: published.cancelled,
      closed: !isInTime(tx.now, published.closesAt),
    })
  })

// --- saving as one goes

export type SaveRefusal<E> = { readonly why: ClosedRefusal } | { readonly why: 'refused'; readonly refusal: E }

/** Changes the draft by a rule; after the deadline it stays as it is. */
const changeDraft = <E>(
  shell: Shell,
  actor: Actor,
  { tenderRef, part }: { readonly tenderRef: string; readonly part: string },
  decide: (spec: Spec, draft: Draft, tx: Write) => Result<Draft, E> | Promise<Result<Draft, E>>,
  options: CommandOptions = {},
) =>
  shell.command(
    actor,
    'save-bid-draft',
    async (tx): Promise<Result<Draft, SaveRefusal<E>>> => {
      const held = await holdDraft(tx, shell.seal, tenderRef)
      if (!held.ok) return refuse({ why: held.error })
      const { tender, draft, seal } = held.value
      if (!isInTime(await tx.moment(), tender.closesAt)) return refuse({ why: 'late' })
      const changed = await decide(tender.spec, draft, tx)
      if (!changed.ok) return refuse({ why: 'refused', refusal: changed.error })
      await saveDraft(tx, seal, tenderRef, organisationOf(actor), changed.value)
      // Whose draft it is stands in the line as who acted, and the timeline of the tender is not told of it.
      tx.record({ type: 'tendering.bid-draft-saved', about: [], data: { tenderRef, part } } satisfies BidFact)
      return ok(changed.value)
    },
    options,
  )

async function holdDraft(
  tx: Write,
  seal: SealKeys | undefined,
  tenderRef: string,
): Promise<Result<{ tender: Biddable; draft: Draft; seal: SealKeys }, ClosedRefusal>> {
  const taken = await findTaken(tx, seal, tenderRef)
  if (!taken.ok) return taken
  const membership = await findMembership(tx, taken.value.spec, organisationOf(tx.actor))
  const barred = membership && whyNoEntry(membership)
  if (barred) return refuse(barred)
  const own = await lockDraft(tx, seal, tenderRef, organisationOf(tx.actor))
  if (!own.ok) return own
  return seal ? ok({ tender: taken.value, draft: own.value.draft, seal }) : refuse('no seal key')
}

export const saveOwnCompany = (
  shell: Shell,
  actor: Actor,
  tenderRef: string,
  said: Pick<Draft, 'contact' | 'conditions'>,
) =>
  changeDraft<CompanyRefusal>(shell, actor, { tenderRef, part: 'your company' }, (spec, draft) =>
    saveCompany(spec, draft, { ...said, subcontractors: draft.subcontractors }),
  )

export const saveOwnSubcontractors = (
  shell: Shell,
  actor: Actor,
  tenderRef: string,
  change: (named: Draft['subcontractors']) => Draft['subcontractors'],
) =>
  changeDraft<CompanyRefusal>(shell, actor, { tenderRef, part: 'subcontractors' }, (spec, draft) =>
    saveCompany(spec, draft, { ...draft, subcontractors: change(draft.subcontractors) }),
  )

export const saveOwnLots = (shell: Shell, actor: Actor, tenderRef: string, said: Pick<Draft, 'lots' | 'mostLots'>) =>
  changeDraft<LotsRefusal>(shell, actor, { tenderRef, part: 'lots' }, (spec, draft) => saveLots(spec, draft, said))

export const saveOwnAnswer = (
  shell: Shell,
  actor: Actor,
  tenderRef: string,
  said: { readonly key: string; readonly text: string },
) =>
  changeDraft<AnswerRefusal>(shell, actor, { tenderRef, part: `answer ${said.key}` }, (spec, draft) =>
    saveAnswer(spec, draft, said),
  )

export const saveOwnPrices = (shell: Shell, actor: Actor, tenderRef: string, said: Draft['prices'][number]) =>
  changeDraft<PricesRefusal>(shell, actor, { tenderRef, part: `prices of ${said.lot}` }, (spec, draft) =>
    savePrices(spec, draft, said),
  )

export type WholeRefusal = CompanyRefusal | LotsRefusal | AnswerRefusal | PricesRefusal

/** Everything but the files at once, as a machine sends it. */
export const saveOwnDraft = (shell: Shell, actor: Actor, tenderRef: string, said: Omit<Draft, 'files'>) =>
  changeDraft<WholeRefusal>(shell, actor, { tenderRef, part: 'all' }, (spec, draft) => {
    let saved: Result<Draft, WholeRefusal> = saveCompany(spec, { ...draft, answers: [], prices: [] }, said)
    if (saved.ok) saved = saveLots(spec, saved.value, said)
    for (const answer of said.answers) if (saved.ok) saved = saveAnswer(spec, saved.value, answer)
    for (const prices of said.prices) if (saved.ok) saved = savePrices(spec, saved.value, prices)
    return saved
  })

// --- files

export type AttachedFile = {
  readonly about: string
  readonly filename: string
  readonly path: string
  readonly bytes: number
}

/** Takes a file into the draft: it streams through a cipher of its own to where documents are kept, so that it is kept encrypted only. */
export async function attachFile(
  shell: Shell,
  actor: Actor,
  tenderRef: string,
  file: AttachedFile,
): Promise<Result<Draft, SaveRefusal<FileRefusal>>> {
  const own = await readOwnBid(shell, actor, tenderRef)
  if (!own.ok) return refuse({ why: own.error })
  if (own.value.closed) return refuse({ why: 'late' })
  if (own.value.heldBack) return refuse({ why: own.value.heldBack.why })
  const wrong = mayTake(own.value.published.spec, own.value.draft, file)
  if (wrong) return refuse({ why: 'refused', refusal: wrong })
  const kind = fileTypeOf(await lookAt(file))
  if (!kind) return refuse({ why: 'refused', refusal: 'not a kind that is taken' })
  const sealed = await keepSealed(shell, file.path)
  const name = file.filename.slice(-200)
  await noteBrought(shell, actor, tenderRef, sealed.kept)
  return changeDraft<FileRefusal>(shell, actor, { tenderRef, part: 'files' }, async (spec, draft, tx) => {
    const late = mayTake(spec, draft, file)
    if (late) return refuse(late)
    if (!(await holdInDraft(tx, sealed.kept))) return refuse('no file')
    return ok(addFile(draft, { about: file.about, name, type: FILE_TYPES[kind].type, bytes: file.bytes, ...sealed }))
  })
}

/** In a command of its own: should the draft not take the file, the clock drops it. */
const noteBrought = (shell: Shell, actor: Actor, tenderRef: string, kept: string) =>
  shell.command(actor, 'note-bid-file', async (tx) => {
    await insertUpload(tx, { tenderRef, organisationRef: organisationOf(actor), kept })
    tx.record({ type: 'tendering.bid-file-brought', about: [], data: { tenderRef, kept } } satisfies BidFileFact)
    return ok(true)
  })

async function lookAt({ filename, path, bytes }: AttachedFile) {
  const handle = await open(path)
  try {
    const part = async (from: number) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(LOOKED_AT_BYTES), 0, LOOKED_AT_BYTES, from)
      return buffer.subarray(0, bytesRead)
    }
    return { filename, head: await part(0), tail: await part(Math.max(0, bytes - LOOKED_AT_BYTES)) }
  } finally {
    await handle.close()
  }
}

async function keepSealed(shell: Shell, path: string) {
  const hash = createHash('sha256')
  const { through, key } = fileCipher()
  const count = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  const kept = await shell.files.keep(compose(createReadStream(path), count, through))
  return { sha256: hash.digest('hex'), kept: kept.sha256, ...key() }
}

export const detachFile = (shell: Shell, actor: Actor, tenderRef: string, file: number) =>
  changeDraft<FileRefusal>(shell, actor, { tenderRef, part: 'files' }, async (_spec, draft, tx) => {
    const found = draft.files.find((one) => one.file === file)
    if (!found) return refuse('no file')
    await releaseFromDraft(tx, found.kept)
    return ok(removeFile(draft, file))
  })

// --- in, and out again

export type SubmitRefusal =
  | { readonly why: ClosedRefusal }
  | { readonly why: 'incomplete'; readonly missing: readonly Missing[] }

/**
 * Seals the draft to the tender's key. The database's clock says whether it is in time: what is late is refused, logged, and the draft stays.
 * A bid that stood is replaced in the same moment, so that nobody is without a bid between two.
 */
export async function submitBid(
  shell: Shell,
  actor: Actor,
  tenderRef: string,
  options: CommandOptions = {},
): Promise<Result<Receipt, SubmitRefusal>> {
  const submitted = await shell.command(actor, 'submit-bid', (tx) => submitIn(tx, shell.seal, tenderRef), options)
  if (!submitted.ok && submitted.error.why === 'late') await noteLate(shell, actor, tenderRef)
  return submitted
}

async function submitIn(
  tx: Write,
  seal: SealKeys | undefined,
  tenderRef: string,
): Promise<Result<Receipt, SubmitRefusal>> {
  const organisationRef = organisationOf(tx.actor)
  await holdBids(tx, tenderRef, 'bidder')
  const at = await tx.moment()
  const held = await holdDraft(tx, seal, tenderRef)
  if (!held.ok) return refuse({ why: held.error })
  const { tender, draft } = held.value
  const { version, publicKey } = tender
  if (!isInTime(at, tender.closesAt)) return refuse({ why: 'late' })
  const missing = missingOf(tender.spec, draft)
  if (missing.length > 0) return refuse({ why: 'incomplete', missing })
  const before = await lockStanding(tx, tenderRef, organisationRef)
  if (before) await endBid(tx, before.bidRef, 'replaced', at)
  const to = { tenderRef, version, publicKey, at }
  const { receipt, document } = await sealBid(tx, to, organisationRef, draft)
  await saveCopy(tx, held.value.seal, tenderRef, organisationRef, document)
  const kept = draft.files.map((file) => file.kept)
  await holdInBid(tx, { tenderRef, organisationRef }, receipt.bidRef, kept)
  const { bidRef, sha256, files } = receipt
  tx.record({
    type: 'tendering.bid-submitted',
    about: [`tender:${tenderRef}`, `bid:${bidRef}`],
    data: {
      ...{ tenderRef, bidRef, organisationRef, version, at: at.toString(), sha256, files },
      replaces: before?.bidRef ?? null,
    },
  } satisfies BidFact)
  return ok(receipt)
}

/** In a command of its own: what was refused was rolled back. */
const noteLate = (shell: Shell, actor: Actor, tenderRef: string) =>
  shell.command(actor, 'refuse-late-bid', async (tx): Promise<Result<true, 'no such tender'>> => {
    const published = await findPublished(tx, tenderRef)
    if (!published) return refuse('no such tender')
    const [closesAt, at] = [published.closesAt.toString(), (await tx.moment()).toString()]
    tx.record({
      type: 'tendering.bid-late',
      about: [`tender:${tenderRef}`],
      data: { tenderRef, organisationRef: organisationOf(actor), closesAt, at },
    } satisfies BidFact)
    return ok(true)
  })

export type WithdrawRefusal = 'no such tender' | 'cancelled' | 'late' | 'no seal key' | 'another seal key' | 'no bid'

/** Takes the bid back, until the deadline; the draft stays, and may be submitted again. */
export const withdrawBid = (shell: Shell, actor: Actor, tenderRef: string, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'withdraw-bid',
    async (tx): Promise<Result<{ bidRef: string }, WithdrawRefusal>> => {
      await holdBids(tx, tenderRef, 'bidder')
      const at = await tx.moment()
      const taken = await findTaken(tx, shell.seal, tenderRef)
      if (!taken.ok) return taken
      if (!isInTime(at, taken.value.closesAt)) return refuse('late')
      const organisationRef = organisationOf(actor)
      const bid = await lockStanding(tx, tenderRef, organisationRef)
      if (!bid) return refuse('no bid')
      await endBid(tx, bid.bidRef, 'withdrawn', at)
      await releaseFromBids(tx, { tenderRef, organisationRef })
      tx.record({
        type: 'tendering.bid-withdrawn',
        about: [`tender:${tenderRef}`, `bid:${bid.bidRef}`],
        data: { tenderRef, bidRef: bid.bidRef, organisationRef, at: at.toString() },
      } satisfies BidFact)
      return ok({ bidRef: bid.bidRef })
    },
    options,
  )
