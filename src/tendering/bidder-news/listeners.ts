import { type Listener, listen, type Write } from '#src/platform/command.ts'
import type { ClarificationFact } from '#src/tendering/clarifications/facts.ts'
import type { DocumentFact } from '#src/tendering/documents/facts.ts'
import type { BidderNews } from '#src/tendering/bidder-news/bidder-mails.ts'
import type { TenderFact } from '#src/tendering/tenders/facts.ts'
import { inviteProviders } from '#src/tendering/bidder-news/invite-providers-commands.ts'
import { TELL_BIDDERS } from '#src/tendering/bidder-news/tell-bidders-commands.ts'

const tell = (tx: Write, template: BidderNews, tenderRef: string): Promise<void> =>
  tx.enqueue(TELL_BIDDERS, { council: tx.council, template, tenderRef, at: tx.now.toString() })

/** Whoever follows a tender is told of answers to all, of new documents, of changes and of its end. */
export const tenderListeners: readonly Listener[] = [
  listen<TenderFact, 'tendering.tender-published'>('tendering.tender-published', async (tx, { data }) => {
    const template = await inviteProviders(tx, data.tenderRef)
    if (template) await tell(tx, template, data.tenderRef)
  }),
  listen<ClarificationFact, 'tendering.clarification-answered'>(
    'tendering.clarification-answered',
    async (tx, { data }) => {
      if (data.to === 'all') await tell(tx, 'tender-answer', data.tenderRef)
    },
  ),
  listen<DocumentFact, 'tendering.document-added'>('tendering.document-added', async (tx, { data }) => {
    if (data.isPublished) await tell(tx, 'tender-document', data.tenderRef)
  }),
  listen<TenderFact, 'tendering.tender-changed'>('tendering.tender-changed', (tx, { data }) =>
    tell(tx, 'tender-change', data.tenderRef),
  ),
  listen<TenderFact, 'tendering.tender-cancelled'>('tendering.tender-cancelled', (tx, { data }) =>
    tell(tx, 'tender-ended', data.tenderRef),
  ),
]
