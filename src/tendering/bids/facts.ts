import { counted } from '#src/base/counted.ts'
import { formatInstant } from '#src/base/day.ts'
import type { Words } from '#src/platform/panels.ts'
import type { FactOf } from '#src/platform/audit.ts'

type Bid = { tenderRef: string; bidRef: string; organisationRef: string }

export type BidFact =
  | FactOf<'tendering.seal-made', { tenderRef: string; keyId: string }>
  | FactOf<'tendering.bid-draft-saved', { tenderRef: string; part: string }>
  | FactOf<
      'tendering.bid-submitted',
      Bid & { version: number; at: string; sha256: string; files: number; replaces: string | null }
    >
  | FactOf<'tendering.bid-withdrawn', Bid & { at: string }>
  | FactOf<'tendering.bid-late', { tenderRef: string; organisationRef: string; closesAt: string; at: string }>
  | FactOf<'tendering.opening-confirmed', { tenderRef: string; officerRef: string }>
  | FactOf<'tendering.opening-confirmation-withdrawn', { tenderRef: string; officerRef: string; reason: string }>
  | FactOf<'tendering.seal-key-used', { tenderRef: string; keyId: string; officers: string[]; bids: number }>
  | FactOf<'tendering.bid-opened', Bid & { sha256: string }>
  | FactOf<'tendering.bid-unreadable', Bid & { sha256: string }>
  | FactOf<'tendering.tender-opened', { tenderRef: string; officers: string[]; bids: number; unreadable: number }>
  | FactOf<
      'tendering.few-bids-decided',
      { tenderRef: string; lot: string; bids: number; code: string; course: string; reason: string }
    >

type Data<T extends BidFact['type']> = Extract<BidFact, { type: T }>['data']

const bidsWords = (count: number): string => counted(count, 'bid')

const moment = (at: string): string => formatInstant(Temporal.Instant.from(at))

export const bidWords: Words = {
  'tendering.seal-made': () => 'Key pair made: bids will be sealed to it until the opening',
  'tendering.bid-draft-saved': ({ part }: Data<'tendering.bid-draft-saved'>) => `Draft bid saved: ${part}`,
  'tendering.bid-submitted': ({ bidRef, replaces }: Data<'tendering.bid-submitted'>) =>
    replaces === null ? `Bid ${bidRef} submitted` : `Bid ${bidRef} submitted, in place of ${replaces}`,
  'tendering.bid-withdrawn': ({ bidRef }: Data<'tendering.bid-withdrawn'>) => `Bid ${bidRef} withdrawn by the bidder`,
  'tendering.bid-late': ({ organisationRef, at }: Data<'tendering.bid-late'>) =>
    `A bid of ${organisationRef} came late, on ${moment(at)}, and was refused`,
  'tendering.opening-confirmed': () => 'Opening of the bids confirmed',
  'tendering.opening-confirmation-withdrawn': ({ reason }: Data<'tendering.opening-confirmation-withdrawn'>) =>
    `Confirmation of the opening taken back, because: ${reason}`,
  'tendering.seal-key-used': ({ keyId, bids }: Data<'tendering.seal-key-used'>) =>
    `The seal key ${keyId} was used to open ${bidsWords(bids)}`,
  'tendering.bid-opened': ({ bidRef }: Data<'tendering.bid-opened'>) =>
    `Bid ${bidRef} opened; it is what its receipt says`,
  'tendering.bid-unreadable': ({ bidRef }: Data<'tendering.bid-unreadable'>) =>
    `Bid ${bidRef} could not be opened: what is kept is not what was sealed`,
  'tendering.tender-opened': ({ bids, officers }: Data<'tendering.tender-opened'>) =>
    `${bidsWords(bids)} opened, confirmed by ${officers.join(' and ')}`,
  'tendering.few-bids-decided': ({ lot, bids, course, reason }: Data<'tendering.few-bids-decided'>) =>
    `Lot ${lot} has ${bids === 0 ? 'no bid' : bidsWords(bids)}: ${course.toLowerCase()}, because: ${reason}`,
}
