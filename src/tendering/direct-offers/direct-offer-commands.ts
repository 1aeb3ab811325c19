import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell, Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'
import {
  addOfferFile,
  type DirectOffer,
  emptyOffer,
  makeOffer,
  type OfferFileRefusal,
  type OfferRefusal,
  removeOfferFile,
} from '#src/tendering/direct-offers/direct-offer.ts'
import { findOffer, lockOffer, saveOffer } from '#src/tendering/direct-offers/direct-offer.store.ts'
import type { DirectOfferFact } from '#src/tendering/direct-offers/facts.ts'
import { type BroughtFile, type FileRefusal, keepFile } from '#src/tendering/documents/file-commands.ts'
import { findCancelled } from '#src/tendering/tenders/preparation.store.ts'
import { findPublished, type Published } from '#src/tendering/tenders/tender.store.ts'

/** A tender that names one provider is that provider's to answer: for everybody else there is nothing to offer. */
async function findAsked(tx: Read, actor: Actor, tenderRef: string): Promise<Published | undefined> {
  const published = await findPublished(tx, tenderRef)
  const named = published?.spec.directAward?.organisationRef
  if (named === undefined || named !== actor.organisation) return undefined
  return (await findCancelled(tx, tenderRef)) ? undefined : published
}

export type OwnOffer = { readonly published: Published; readonly offer: DirectOffer }

export const readOwnOffer = (shell: Shell, actor: Actor, tenderRef: string): Promise<OwnOffer | undefined> =>
  shell.read(actor, async (tx) => {
    const published = await findAsked(tx, actor, tenderRef)
    return published && { published, offer: await ownOffer(published, (whose) => findOffer(tx, whose)) }
  })

async function ownOffer(
  { tenderRef, version, spec }: Published,
  find: (whose: { tenderRef: string; organisationRef: string }) => Promise<DirectOffer | undefined>,
): Promise<DirectOffer> {
  const organisationRef = spec.directAward?.organisationRef ?? ''
  return (await find({ tenderRef, organisationRef })) ?? emptyOffer(tenderRef, organisationRef, version)
}

async function lockOwn(tx: Write, tenderRef: string): Promise<OwnOffer | undefined> {
  const published = await findAsked(tx, tx.actor, tenderRef)
  return published && { published, offer: await ownOffer(published, (whose) => lockOffer(tx, whose)) }
}

const aboutOffer = ({ tenderRef, organisationRef }: DirectOffer) =>
  [`tender:${tenderRef}`, `provider:${organisationRef}`] as const

export type MakeOffer = Parameters<typeof makeOffer>[2] & { readonly tenderRef: string }

/** The provider's prices, and its word that it takes on what was published; it may be made again until it is decided on. */
export const makeOwnOffer = (shell: Shell, actor: Actor, input: MakeOffer, options?: CommandOptions) =>
  shell.command(
    actor,
    'make-direct-offer',
    async (tx): Promise<Result<DirectOffer, OfferRefusal | { readonly why: 'no such tender' }>> => {
      const own = await lockOwn(tx, input.tenderRef)
      if (!own) return refuse({ why: 'no such tender' })
      const { published, offer } = own
      const by = { name: tx.actor.name, at: tx.now, version: published.version }
      const made = makeOffer(published.spec, offer, input, by)
      if (!made.ok) return made
      await saveOffer(tx, made.value)
      const { tenderRef, organisationRef, version, files } = made.value
      tx.record({
        type: 'tendering.direct-offer-made',
        about: aboutOffer(made.value),
        data: { tenderRef, organisationRef, version, files: files.length, acceptedBy: tx.actor.name },
      } satisfies DirectOfferFact)
      return made
    },
    options,
  )

export type OfferPaperRefusal = OfferFileRefusal | 'no such tender' | FileRefusal

export async function attachOfferFile(
  shell: Shell,
  actor: Actor,
  { tenderRef, file }: { readonly tenderRef: string; readonly file: BroughtFile },
): Promise<Result<DirectOffer, OfferPaperRefusal>> {
  if (!(await readOwnOffer(shell, actor, tenderRef))) return refuse('no such tender')
  const taken = await keepFile(shell, file)
  if (!taken.ok) return taken
  const { filename: name, ...kept } = taken.value
  return changeFiles(shell, actor, tenderRef, (offer) => addOfferFile(offer, { name, ...kept }))
}

export const detachOfferFile = (shell: Shell, actor: Actor, tenderRef: string, file: number) =>
  changeFiles(shell, actor, tenderRef, (offer) => removeOfferFile(offer, file))

const changeFiles = (
  shell: Shell,
  actor: Actor,
  tenderRef: string,
  change: (offer: DirectOffer) => Result<DirectOffer, OfferFileRefusal>,
) =>
  shell.command(
    actor,
    'change-offer-files',
    async (tx): Promise<Result<DirectOffer, OfferFileRefusal | 'no such tender'>> => {
      const own = await lockOwn(tx, tenderRef)
      if (!own) return refuse('no such tender')
      const changed = change(own.offer)
      if (!changed.ok) return changed
      await saveOffer(tx, changed.value)
      const { organisationRef, files } = changed.value
      tx.record({
        type: 'tendering.direct-offer-papers',
        about: aboutOffer(changed.value),
        data: { tenderRef, organisationRef, files: files.map(({ name }) => name) },
      } satisfies DirectOfferFact)
      return ok(changed.value)
    },
  )
