import { type News, TELL_BY_MAIL } from '#src/payments/mails/tell-commands.ts'
import type { PaymentFileFact } from '#src/payments/payment-files/facts.ts'
import type { QueryFact } from '#src/payments/queries/facts.ts'
import { type Listener, listen, type Write } from '#src/platform/command.ts'

const tell = (tx: Write, template: News['template'], ref: string): Promise<void> =>
  tx.enqueue(TELL_BY_MAIL, { council: tx.council, template, ref, at: tx.now.toString() })

/** Who may not see the other side's addresses leaves the writing to the clock. */
const ofQuery = (type: QueryFact['type'], template: News['template']): Listener =>
  listen<QueryFact, typeof type>(type, (tx, { data }) => tell(tx, template, data.queryRef))

export const mailListeners: readonly Listener[] = [
  ofQuery('payments.query-raised', 'query-came'),
  ofQuery('payments.query-replied', 'query-came'),
  ofQuery('payments.query-answered', 'query-answered'),
  ofQuery('payments.query-agreed', 'query-answered'),
  ofQuery('payments.query-refused', 'query-answered'),
  listen<PaymentFileFact, 'payments.file-released'>('payments.file-released', (tx, { data }) =>
    tell(tx, 'payment-released', data.paymentFileRef),
  ),
  listen<PaymentFileFact, 'payments.returned'>('payments.returned', (tx, { data }) =>
    tell(tx, 'payment-returned', `${data.paymentFileRef} ${data.organisationRef}`),
  ),
]
