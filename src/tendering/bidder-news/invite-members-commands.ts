import type { Write } from '#src/platform/command.ts'
import { listInvited } from '#src/tendering/entry/entry.store.ts'
import type { TenderFact } from '#src/tendering/tenders/facts.ts'
import { insertFollower } from '#src/tendering/tenders/preparation.store.ts'
import { findPublished } from '#src/tendering/tenders/tender.store.ts'

/**
 * A tender for the members of a list is published: each who may be given new work is asked, and told of all that follows. Answers
 * whether anybody was. Who joins while bids are taken finds it in the portal (P-13).
 */
export async function inviteMembers(tx: Write, tenderRef: string): Promise<boolean> {
  const published = await findPublished(tx, tenderRef)
  const invited = published && (await listInvited(tx, published.spec))
  if (!invited) return false
  const organisationRefs = invited.members.map(({ organisationRef }) => organisationRef)
  for (const organisationRef of organisationRefs) await insertFollower(tx, tenderRef, organisationRef)
  const { marketRef } = invited
  tx.record({
    type: 'tendering.members-invited',
    about: [`tender:${tenderRef}`, `market:${marketRef}`],
    data: { tenderRef, marketRef, organisationRefs },
  } satisfies TenderFact)
  return organisationRefs.length > 0
}
