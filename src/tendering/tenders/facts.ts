import { counted } from '#src/base/counted.ts'
import { formatDay, formatInstant } from '#src/base/day.ts'
import type { Words } from '#src/platform/panels.ts'
import type { FactOf } from '#src/platform/audit.ts'

export type TenderFact =
  | FactOf<'tendering.tender-drafted', { tenderRef: string; title: string; route: string; regime: string }>
  | FactOf<'tendering.tender-edited', { tenderRef: string; edition: number; part: string }>
  | FactOf<
      'tendering.tender-published',
      { tenderRef: string; version: number; route: string; regime: string; closesAt: string; sha256: string }
    >
  | FactOf<
      'tendering.tender-changed',
      { tenderRef: string; version: number; reason: string; closesAt: string; sha256: string }
    >
  | FactOf<'tendering.tender-cancelled', { tenderRef: string; reason: string }>
  | FactOf<'tendering.engagement-recorded', { tenderRef: string; number: number; title: string; day: string }>
  | FactOf<'tendering.engagement-removed', { tenderRef: string; number: number; title: string }>
  | FactOf<'tendering.tender-followed', { tenderRef: string; organisationRef: string }>
  | FactOf<'tendering.members-invited', { tenderRef: string; marketRef: string; organisationRefs: readonly string[] }>
  | FactOf<'tendering.bidders-told', { tenderRef: string; template: string; mails: number }>

type Data<T extends TenderFact['type']> = Extract<TenderFact, { type: T }>['data']

const closing = (closesAt: string): string => formatInstant(Temporal.Instant.from(closesAt))

export const tenderWords: Words = {
  'tendering.tender-drafted': ({ title }: Data<'tendering.tender-drafted'>) => `Tender begun: ${title}`,
  'tendering.tender-edited': ({ part }: Data<'tendering.tender-edited'>) => `Draft changed: ${part}`,
  'tendering.tender-published': ({ closesAt }: Data<'tendering.tender-published'>) =>
    `Tender published; bids are taken until ${closing(closesAt)}`,
  'tendering.tender-changed': ({ version, reason, closesAt }: Data<'tendering.tender-changed'>) =>
    `Version ${version} published, because: ${reason}. Bids are taken until ${closing(closesAt)}`,
  'tendering.tender-cancelled': ({ reason }: Data<'tendering.tender-cancelled'>) => `Tender cancelled: ${reason}`,
  'tendering.engagement-recorded': ({ title, day }: Data<'tendering.engagement-recorded'>) =>
    `Market engagement of ${formatDay(day)} recorded: ${title}`,
  'tendering.engagement-removed': ({ title }: Data<'tendering.engagement-removed'>) =>
    `Market engagement removed: ${title}`,
  'tendering.tender-followed': ({ organisationRef }: Data<'tendering.tender-followed'>) =>
    `${organisationRef} asked to be told of changes`,
  'tendering.members-invited': ({ marketRef, organisationRefs }: Data<'tendering.members-invited'>) =>
    `Members of ${marketRef} asked to bid: ${organisationRefs.join(', ') || 'nobody is in good standing'}`,
  'tendering.bidders-told': ({ mails }: Data<'tendering.bidders-told'>) => `Told by mail: ${counted(mails, 'mail')}`,
}
