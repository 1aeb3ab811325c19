import type { Write } from '#src/platform/command.ts'
import type { BidderNews } from '#src/tendering/bidder-news/bidder-mails.ts'
import { listInvited } from '#src/tendering/entry/entry.store.ts'
import type { TenderFact } from '#src/tendering/tenders/facts.ts'
import { insertFollower } from '#src/tendering/tenders/preparation.store.ts'
import { findPublished } from '#src/tendering/tenders/tender.store.ts'

/**
 * A tender that is not for everybody is published: each member of its list who may be given new work is asked to bid, or the one
 * provider that it names to make its offer. They are told of all that follows; answers with what they are told first. Who joins a
 * market while bids are taken finds the tender in the portal (P-13).
 */
export async function inviteProviders(tx: Write, tenderRef: string): Promise<BidderNews | undefined> {
  const published = await findPublished(tx, tenderRef)
  if (!published) return undefined
  const named = published.spec.directAward?.organisationRef
  if (named !== undefined) {
    await insertFollower(tx, tenderRef, named)
    return 'tender-offer'
  }
  const invited = await listInvited(tx, published.spec)
  if (!invited) return undefined
  const organisationRefs = invited.members.map(({ organisationRef }) => organisationRef)
  for (const organisationRef of organisationRefs) await insertFollower(tx, tenderRef, organisationRef)
  const { marketRef } = invited
  tx.record({
    type: 'tendering.members-invited',
    about: [`tender:${tenderRef}`, `market:${marketRef}`],
    data: { tenderRef, marketRef, organisationRefs },
  } satisfies TenderFact)
  return organisationRefs.length > 0 ? 'tender-invitation' : undefined
}
