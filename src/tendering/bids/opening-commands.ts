import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'
import { type Opener, sha256 } from '#src/platform/seal.ts'
import type { SealedBid } from '#src/tendering/bids/bid.ts'
import { type KeptBid, listStanding, readSealed } from '#src/tendering/bids/bid.store.ts'
import type { BidFact } from '#src/tendering/bids/facts.ts'
import {
  chooseCourse,
  confirmOpening,
  type ConfirmRefusal,
  type CourseRefusal,
  decideOpening,
  type OpenRefusal,
  thinLots,
} from '#src/tendering/bids/opening.ts'
import {
  findToOpen,
  insertConfirmation,
  insertCourse,
  insertOpened,
  listConfirmations,
  listOpenedLines,
  standing,
  type TenderToOpen,
  withdrawConfirmation,
} from '#src/tendering/bids/opening.store.ts'
import { aboutBid, holdBids, unwrapSeal } from '#src/tendering/bids/seal.store.ts'
import { buyersByLot } from '#src/tendering/joint/buyer.ts'
import { lockTender, saveStatus } from '#src/tendering/tenders/tender.store.ts'

const lockToOpen = async (tx: Write, tenderRef: string): Promise<TenderToOpen | undefined> =>
  (await lockTender(tx, tenderRef)) && findToOpen(tx, tenderRef)

/** One officer's word that the bids may be opened. Two give it, each as themselves. */
export const confirmOpeningOf = (shell: Shell, actor: Actor, tenderRef: string) =>
  shell.command(
    actor,
    'confirm-opening',
    async (tx): Promise<Result<true, ConfirmRefusal | 'no such tender' | 'not an officer'>> => {
      if (actor.kind !== 'officer') return refuse('not an officer')
      const tender = await lockToOpen(tx, tenderRef)
      if (!tender) return refuse('no such tender')
      const at = await tx.moment()
      const decided = confirmOpening(tender, standing(await listConfirmations(tx, tenderRef)), actor.id, at)
      if (!decided.ok) return decided
      await insertConfirmation(tx, tenderRef, at)
      tx.record({
        type: 'tendering.opening-confirmed',
        about: [`tender:${tenderRef}`],
        data: { tenderRef, officerRef: actor.id },
      } satisfies BidFact)
      return decided
    },
  )

export type TakeBackRefusal = 'no such tender' | 'not confirmed' | 'opened already' | 'no reason'

/** An officer takes their own word back, with the reason; both stay on record. */
export const takeConfirmationBack = (shell: Shell, actor: Actor, tenderRef: string, why: string) =>
  shell.command(actor, 'take-opening-back', async (tx): Promise<Result<true, TakeBackRefusal>> => {
    const tender = await lockToOpen(tx, tenderRef)
    if (!tender) return refuse('no such tender')
    if (tender.status !== 'published') return refuse('opened already')
    const confirmed = standing(await listConfirmations(tx, tenderRef))
    if (!confirmed.some(({ officerRef }) => officerRef === actor.id)) return refuse('not confirmed')
    const reason = why.trim()
    if (reason === '') return refuse('no reason')
    await withdrawConfirmation(tx, tenderRef, actor.id, reason)
    tx.record({
      type: 'tendering.opening-confirmation-withdrawn',
      about: [`tender:${tenderRef}`],
      data: { tenderRef, officerRef: actor.id, reason },
    } satisfies BidFact)
    return ok(true)
  })

export type OpenBidsRefusal = OpenRefusal | 'no such tender' | 'no seal key' | 'another seal key' | 'the key is damaged'

export type Opened = { readonly bids: number; readonly unreadable: number }

/** Opens every bid that stands, once: after the deadline, on two officers' word. Every use of the key is a line of the audit. */
export const openBids = (shell: Shell, actor: Actor, tenderRef: string) =>
  shell.command(actor, 'open-bids', async (tx): Promise<Result<Opened, OpenBidsRefusal>> => {
    await holdBids(tx, tenderRef, 'opener')
    const tender = await lockToOpen(tx, tenderRef)
    if (!tender) return refuse('no such tender')
    const decided = decideOpening(tender, standing(await listConfirmations(tx, tenderRef)), await tx.moment())
    if (!decided.ok) return decided
    const unwrapped = await unwrapSeal(tx, shell.seal, tenderRef)
    if (!unwrapped.ok) return unwrapped
    const { open, keyId } = unwrapped.value
    const bids = await listStanding(tx, tenderRef)
    const officers = decided.value.map(({ officerName }) => officerName)
    tx.record({
      type: 'tendering.seal-key-used',
      about: [`tender:${tenderRef}`],
      data: { tenderRef, keyId, officers, bids: bids.length },
    } satisfies BidFact)
    let unreadable = 0
    const buyers = buyersByLot(tender.spec)
    // One after the other: a bid in memory at a time.
    for (const bid of bids) if (!(await openOne(tx, open, bid, buyers))) unreadable += 1
    await saveStatus(tx, tenderRef, 'opened')
    tx.record({
      type: 'tendering.tender-opened',
      about: [`tender:${tenderRef}`],
      data: { tenderRef, officers, bids: bids.length, unreadable },
    } satisfies BidFact)
    return ok({ bids: bids.length, unreadable })
  })

/** Opens one bid; one that is not what its receipt says is recorded as unreadable and keeps no other bid closed. */
async function openOne(
  tx: Write,
  open: Opener,
  kept: KeptBid,
  buyers: ReadonlyMap<string, number | null>,
): Promise<boolean> {
  const document = open(aboutBid(tx, kept), await readSealed(tx, kept.bidRef))
  const whole = document !== undefined && sha256(document) === kept.sha256
  await insertOpened(tx, kept, whole ? (JSON.parse(document.toString()) as SealedBid) : undefined, buyers)
  const { tenderRef, bidRef, organisationRef } = kept
  tx.record({
    type: whole ? 'tendering.bid-opened' : 'tendering.bid-unreadable',
    about: [`tender:${tenderRef}`, `bid:${bidRef}`, `provider:${organisationRef}`],
    data: { tenderRef, bidRef, organisationRef, sha256: kept.sha256 },
  } satisfies BidFact)
  return whole
}

export type DecideLot = { readonly lot: string; readonly code: string; readonly reason: string }

/** What the council does about a lot for which fewer than three bid, and why. */
export const decideThinLot = (shell: Shell, actor: Actor, tenderRef: string, said: DecideLot) =>
  shell.command(actor, 'decide-few-bids', async (tx): Promise<Result<true, CourseRefusal | 'no such tender'>> => {
    const tender = await lockToOpen(tx, tenderRef)
    if (!tender) return refuse('no such tender')
    if (['planning', 'published', 'cancelled'].includes(tender.status)) return refuse('not opened')
    const thin = thinLots(tender.spec, (await listOpenedLines(tx, tenderRef)).opened)
    const chosen = chooseCourse(thin, said)
    if (!chosen.ok) return chosen
    const { lot, bids } = thin.find((one) => one.lot === said.lot) ?? { lot: said.lot, bids: 0 }
    const reason = said.reason.trim()
    await insertCourse(tx, tenderRef, { lot, bids, code: chosen.value.code, reason })
    tx.record({
      type: 'tendering.few-bids-decided',
      about: [`tender:${tenderRef}`],
      data: { tenderRef, lot, bids, code: chosen.value.code, course: chosen.value.name, reason },
    } satisfies BidFact)
    return ok(true)
  })
