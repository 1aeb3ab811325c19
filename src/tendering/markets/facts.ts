import { counted } from '#src/base/counted.ts'
import { formatDay } from '#src/base/day.ts'
import type { Words } from '#src/platform/panels.ts'
import type { FactOf } from '#src/platform/audit.ts'

type OfMarket = { marketRef: string; kind: string; title: string }
type OfMember = { marketRef: string; organisationRef: string; name: string }
type OfApplication = OfMember & { applicationRef: string }

export type MarketFact =
  | FactOf<
      'tendering.call-off-exclusion-checked',
      { callOffRef: string; marketRef: string; organisationRef: string; lookedUpOn: string; finding: string }
    >
  | FactOf<'tendering.market-intended', OfMarket>
  | FactOf<'tendering.market-opened', OfMarket & { openedOn: string }>
  | FactOf<'tendering.market-changed', OfMarket & { reason: string; changed: readonly string[] }>
  | FactOf<'tendering.market-ceased', OfMarket & { reason: string; ceasedOn: string }>
  | FactOf<'tendering.application-begun', OfApplication>
  | FactOf<
      'tendering.evidence-given',
      OfMember & { evidenceRef: string; condition: string; sha256: string; expiresOn: string | null }
    >
  | FactOf<'tendering.evidence-taken-back', OfMember & { evidenceRef: string; condition: string; sha256: string }>
  | FactOf<
      'tendering.evidence-checked',
      OfMember & { evidenceRef: string; condition: string; accepted: boolean; words: string }
    >
  | FactOf<'tendering.evidence-reminded', OfMember & { evidenceRef: string; expiresOn: string; daysBefore: number }>
  | FactOf<'tendering.application-made', OfApplication & { lots: readonly string[]; dueDay: string }>
  | FactOf<'tendering.application-withdrawn', OfApplication>
  | FactOf<'tendering.application-asked', OfApplication & { question: string }>
  | FactOf<'tendering.application-admitted', OfApplication & { lots: readonly string[] }>
  | FactOf<'tendering.member-enrolled', OfMember & { lots: readonly string[] }>
  | FactOf<'tendering.application-refused', OfApplication & { reason: string }>
  | FactOf<'tendering.member-exclusion-checked', OfMember & { stage: string; finding: string; lookedUpOn: string }>
  | FactOf<'tendering.members-loaded', { marketRef: string; members: number; evidence: number; sha256: string }>
  | FactOf<'tendering.member-review-opened', OfMember & { reviewRef: string; words: string }>
  | FactOf<'tendering.member-review-settled', OfMember & { reviewRef: string; outcome: string }>
  | FactOf<'tendering.member-suspended', OfMember & { suspendedFor: string; reason: string; reviewDay: string }>
  | FactOf<'tendering.member-suspension-reviewed', OfMember & { reason: string; reviewDay: string }>
  | FactOf<'tendering.member-reinstated', OfMember & { reason: string; stillSuspended: boolean }>
  | FactOf<'tendering.member-removed', OfMember & { ground: string; reason: string }>
  | FactOf<
      'tendering.member-scored',
      OfMember & { qualityPercent: number | null; pricePence: number | null; capacityHours: number | null }
    >
  | FactOf<'tendering.measures-noted', { measures: number; asOf: string }>
  | FactOf<
      'tendering.list-ranked',
      { marketRef: string; zone: string; version: number; members: number; fromDay: string }
    >
  | FactOf<
      'tendering.call-off-begun',
      { callOffRef: string; marketRef: string; zone: string; version: number; callOffFor: string }
    >
  | FactOf<'tendering.call-off-asked', { callOffRef: string; marketRef: string; organisationRef: string; rank: number }>
  | FactOf<
      'tendering.call-off-answered',
      { callOffRef: string; marketRef: string; organisationRef: string; answer: string; why: string }
    >
  | FactOf<'tendering.told-of-market', { template: string; mails: number }>

type Data<T extends MarketFact['type']> = Extract<MarketFact, { type: T }>['data']

const ANSWERS: Readonly<Record<string, string>> = {
  accepted: 'took it',
  declined: 'declined',
  silent: 'did not answer in time',
  passed_over: 'was passed over',
}

export const marketWords: Words = {
  'tendering.call-off-exclusion-checked': ({
    callOffRef,
    organisationRef,
    lookedUpOn,
  }: Data<'tendering.call-off-exclusion-checked'>) =>
    `${callOffRef}: no ground to exclude ${organisationRef}, by the check of ${formatDay(lookedUpOn)}`,
  'tendering.market-intended': ({ title }: Data<'tendering.market-intended'>) => `Planned: ${title}`,
  'tendering.market-opened': () => 'Opened: providers may join',
  'tendering.market-changed': ({ reason, changed }: Data<'tendering.market-changed'>) =>
    `Changed (${changed.join(', ')})${reason === '' ? '' : `: ${reason}`}`,
  'tendering.market-ceased': ({ reason }: Data<'tendering.market-ceased'>) => `Ended: ${reason}`,
  'tendering.application-begun': ({ name }: Data<'tendering.application-begun'>) => `${name} began an application`,
  'tendering.evidence-given': ({ name, condition, expiresOn }: Data<'tendering.evidence-given'>) =>
    `${name} gave evidence for ${condition}${expiresOn === null ? '' : `, which runs until ${formatDay(expiresOn)}`}`,
  'tendering.evidence-taken-back': ({ name, condition }: Data<'tendering.evidence-taken-back'>) =>
    `${name} took back its evidence for ${condition}`,
  'tendering.evidence-checked': ({ name, condition, accepted, words }: Data<'tendering.evidence-checked'>) =>
    `Evidence of ${name} for ${condition} ${accepted ? 'accepted' : 'not accepted'}${words === '' ? '' : `: ${words}`}`,
  'tendering.evidence-reminded': ({ name, expiresOn }: Data<'tendering.evidence-reminded'>) =>
    `${name} reminded of evidence that ends on ${formatDay(expiresOn)}`,
  'tendering.application-made': ({ name, dueDay }: Data<'tendering.application-made'>) =>
    `${name} applied; the answer is due by ${formatDay(dueDay)}`,
  'tendering.application-withdrawn': ({ name }: Data<'tendering.application-withdrawn'>) =>
    `${name} withdrew its application`,
  'tendering.application-asked': ({ name, question }: Data<'tendering.application-asked'>) =>
    `${name} asked for more: ${question}`,
  'tendering.application-admitted': ({ name, lots }: Data<'tendering.application-admitted'>) =>
    `${name} admitted to ${lots.join(', ')}`,
  'tendering.application-refused': ({ name, reason }: Data<'tendering.application-refused'>) =>
    `${name} refused: ${reason}`,
  'tendering.member-enrolled': ({ name, lots }: Data<'tendering.member-enrolled'>) =>
    `${name} is a member by award: ${lots.join(', ')}`,
  'tendering.member-exclusion-checked': ({ name, finding }: Data<'tendering.member-exclusion-checked'>) =>
    `Exclusion check of ${name}: ${finding === 'none' ? 'no ground found' : finding}`,
  'tendering.members-loaded': ({ members }: Data<'tendering.members-loaded'>) =>
    `Members brought over from earlier records: ${members}`,
  'tendering.member-review-opened': ({ name, words }: Data<'tendering.member-review-opened'>) =>
    `${name} to be looked at: ${words}`,
  'tendering.member-review-settled': ({ name, outcome }: Data<'tendering.member-review-settled'>) =>
    `${name} looked at: ${outcome}`,
  'tendering.member-suspended': ({ name, reason }: Data<'tendering.member-suspended'>) =>
    `${name} suspended from new work: ${reason}`,
  'tendering.member-suspension-reviewed': ({ name, reason, reviewDay }: Data<'tendering.member-suspension-reviewed'>) =>
    `Suspension of ${name} goes on, to be looked at again by ${formatDay(reviewDay)}: ${reason}`,
  'tendering.member-reinstated': ({ name, reason, stillSuspended }: Data<'tendering.member-reinstated'>) =>
    `${name} reinstated: ${reason}${stillSuspended ? '. The council has suspended it for another reason too' : ''}`,
  'tendering.member-removed': ({ name, reason }: Data<'tendering.member-removed'>) => `${name} removed: ${reason}`,
  'tendering.member-scored': ({ name }: Data<'tendering.member-scored'>) =>
    `Figures for the ranking of ${name} changed`,
  'tendering.measures-noted': ({ measures }: Data<'tendering.measures-noted'>) =>
    `Visits delivered told for ${counted(measures, 'provider and zone', 'providers and zones')}`,
  'tendering.list-ranked': ({ zone, version, members }: Data<'tendering.list-ranked'>) =>
    `Ranked for ${zone}, version ${version}: ${counted(members, 'member')}`,
  'tendering.call-off-begun': ({ callOffRef, callOffFor }: Data<'tendering.call-off-begun'>) =>
    `Call-off ${callOffRef} begun for ${callOffFor}`,
  'tendering.call-off-asked': ({ callOffRef, organisationRef, rank }: Data<'tendering.call-off-asked'>) =>
    `${callOffRef}: ${organisationRef}, number ${rank} of the list, asked`,
  'tendering.call-off-answered': ({ callOffRef, organisationRef, answer, why }: Data<'tendering.call-off-answered'>) =>
    `${callOffRef}: ${organisationRef} ${ANSWERS[answer] ?? answer}${why === '' ? '' : `: ${why}`}`,
  'tendering.told-of-market': ({ mails }: Data<'tendering.told-of-market'>) =>
    `Told by mail: ${counted(mails, 'mail')}`,
}
