import { counted } from '#src/base/counted.ts'
import type { RecordKey } from '#src/platform/actor.ts'
import type { Words } from '#src/platform/panels.ts'

/** To whom a mail goes is not part of the audit: how many were told is. */
export type MailFact = {
  readonly type: 'payments.told-by-mail'
  readonly about: readonly RecordKey[]
  readonly data: { template: string; mails: number }
}

const WHOM: Readonly<Record<string, string>> = {
  'payment-released': 'Providers told by mail of their payment',
  'query-answered': 'Provider told by mail of the answer',
  'query-came': 'Finance told by mail of the query',
}

export const mailWords: Words = {
  'payments.told-by-mail': ({ template, mails }: MailFact['data']) =>
    `${WHOM[template] ?? 'Told by mail'}: ${counted(mails, 'mail')}`,
}
