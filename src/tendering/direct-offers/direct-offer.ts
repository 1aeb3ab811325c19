/** What the one provider of a tender without competition offers, and takes on. */
import type { Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { type PricedLine, type PriceFault, priceFault } from '#src/tendering/bids/bid.ts'
import type { FileType } from '#src/tendering/documents/file-type.ts'
import type { Spec } from '#src/tendering/tenders/spec.ts'

export type OfferFile = {
  readonly file: number
  readonly name: string
  readonly fileType: FileType
  readonly bytes: number
  readonly sha256: string
}

export type DirectOffer = {
  readonly tenderRef: string
  readonly organisationRef: string
  /** Taken when it is decided on: from then on it is part of the award. */
  readonly state: 'draft' | 'made' | 'taken'
  readonly version: number
  readonly prices: readonly { readonly lot: string; readonly lines: readonly PricedLine[] }[]
  readonly files: readonly OfferFile[]
  readonly words: string
  readonly acceptedBy: string | null
  readonly madeAt: Instant | null
}

export const emptyOffer = (tenderRef: string, organisationRef: string, version: number): DirectOffer => ({
  ...{ tenderRef, organisationRef, version, state: 'draft', prices: [], files: [], words: '' },
  ...{ acceptedBy: null, madeAt: null },
})

const LONGEST_WORDS = 4000
const MOST_FILES = 20

export type OfferFault = { readonly lot: string; readonly key: string; readonly fault: PriceFault }
export type OfferRefusal =
  | { readonly why: 'decided already' | 'not accepted' | 'too long' }
  | { readonly why: 'prices'; readonly faults: readonly OfferFault[] }

/** Every price of the schedule, no higher than it allows, and the provider's word that it takes on what was published. */
export function makeOffer(
  spec: Spec,
  offer: DirectOffer,
  said: { readonly prices: DirectOffer['prices']; readonly words: string; readonly accepts: boolean },
  by: { readonly name: string; readonly at: Instant; readonly version: number },
): Result<DirectOffer, OfferRefusal> {
  if (offer.state === 'taken') return refuse({ why: 'decided already' })
  const words = said.words.trim()
  if (words.length > LONGEST_WORDS) return refuse({ why: 'too long' })
  const priced = spec.lots.map(({ lot }) => ({
    lot,
    lines: spec.price.lines.map(({ key }) => ({
      key,
      pence: said.prices.find((one) => one.lot === lot)?.lines.find((line) => line.key === key)?.pence ?? 0,
    })),
  }))
  const faults = priced.flatMap(({ lot, lines }) =>
    spec.price.lines.flatMap((line): OfferFault[] => {
      const fault = priceFault(line, lines.find(({ key }) => key === line.key)?.pence ?? 0)
      return fault ? [{ lot, key: line.key, fault }] : []
    }),
  )
  if (faults.length > 0) return refuse({ why: 'prices', faults })
  if (!said.accepts) return refuse({ why: 'not accepted' })
  return ok({ ...offer, state: 'made', prices: priced, words, version: by.version, acceptedBy: by.name, madeAt: by.at })
}

export type OfferFileRefusal = 'decided already' | 'too many files'

/** An offer whose papers change is made again: what was accepted is what the council reads. */
export function addOfferFile(offer: DirectOffer, file: Omit<OfferFile, 'file'>): Result<DirectOffer, OfferFileRefusal> {
  if (offer.state === 'taken') return refuse('decided already')
  if (offer.files.length >= MOST_FILES) return refuse('too many files')
  const next = 1 + Math.max(0, ...offer.files.map((one) => one.file))
  return ok({
    ...offer,
    state: 'draft',
    madeAt: null,
    acceptedBy: null,
    files: [...offer.files, { file: next, ...file }],
  })
}

export const removeOfferFile = (offer: DirectOffer, file: number): Result<DirectOffer, OfferFileRefusal> =>
  offer.state === 'taken'
    ? refuse('decided already')
    : ok({
        ...offer,
        state: 'draft',
        madeAt: null,
        acceptedBy: null,
        files: offer.files.filter((one) => one.file !== file),
      })
