import { formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import type { FeeState } from '#src/brokerage/fees/fee-invoice.ts'
import type { PatternVisit } from '#src/brokerage/packages/pattern.ts'
import type { Payer } from '#src/brokerage/self-funders/self-funder.ts'
import type { FactOf } from '#src/platform/audit.ts'
import type { Words } from '#src/platform/panels.ts'

/** What is recorded of people who pay for themselves; who said yes is in the record, not in the chain. */
export type SelfFunderFact =
  | FactOf<'brokerage.self-funder-consented', { packageRef: string; on: string; byPerson: boolean }>
  | FactOf<'brokerage.consent-withdrawn', { packageRef: string; on: string; byPerson: boolean }>
  | FactOf<'brokerage.payer-changed', { packageRef: string; payer: Payer; reason: string }>
  | FactOf<'brokerage.fee-accepted', { packageRef: string; feePence: number; on: string; byPerson: boolean }>
  | FactOf<'brokerage.advice-given', { packageRef: string; kinds: readonly string[]; on: string }>
  | FactOf<
      'brokerage.arranged',
      {
        packageRef: string
        personRef: string
        organisationRef: string
        organisationName: string
        offerRef: string
        service: string
        zone: string
        startDay: string
        pattern: readonly PatternVisit[]
        weeklyPence: number
        weeklyMinutes: number
        agreedOn: string
        byPerson: boolean
      }
    >
  | FactOf<'brokerage.follow-on-started', { packageRef: string; followOnRef: string; limitPence: number }>
  | FactOf<'brokerage.fee-billed', { packageRef: string; invoiceRef: string; feePence: number; dueOn: string }>
  | FactOf<
      'brokerage.fee-settled',
      { packageRef: string; invoiceRef: string; feePence: number; state: FeeState; on: string; reason: string }
    >
  | FactOf<
      'brokerage.arrangement-ended',
      { packageRef: string; personRef: string; organisationRef: string; endDay: string }
    >

type Data<T extends SelfFunderFact['type']> = Extract<SelfFunderFact, { type: T }>['data']

const whose = (byPerson: boolean): string => (byPerson ? 'by the person' : 'by who acts for the person')

export const selfFunderWords: Words = {
  'brokerage.self-funder-consented': ({ on, byPerson }: Data<'brokerage.self-funder-consented'>) =>
    `Consent to share needs with providers given ${whose(byPerson)} on ${formatDay(on)}`,
  'brokerage.consent-withdrawn': ({ on, byPerson }: Data<'brokerage.consent-withdrawn'>) =>
    `Consent to share needs with providers withdrawn ${whose(byPerson)} on ${formatDay(on)}`,
  'brokerage.payer-changed': ({ payer, reason }: Data<'brokerage.payer-changed'>) =>
    `${payer === 'self' ? 'The person pays from now on' : 'The council pays from now on'}: ${reason}`,
  'brokerage.fee-accepted': ({ feePence, on, byPerson }: Data<'brokerage.fee-accepted'>) =>
    `Arrangement fee of ${formatPence(feePence)} accepted ${whose(byPerson)} on ${formatDay(on)}`,
  'brokerage.advice-given': ({ kinds, on }: Data<'brokerage.advice-given'>) =>
    `Information and advice given on ${formatDay(on)}: ${kinds.join(', ').replaceAll('_', ' ')}`,
  'brokerage.arranged': ({ organisationName, startDay, weeklyPence, byPerson }: Data<'brokerage.arranged'>) =>
    `Arranged with ${organisationName} from ${formatDay(startDay)} at ${formatPence(weeklyPence)} a week, agreed ${whose(byPerson)}: the person pays`,
  'brokerage.follow-on-started': ({ followOnRef, limitPence }: Data<'brokerage.follow-on-started'>) =>
    `Savings are at the limit of ${formatPence(limitPence)} or below: the council pays by package ${followOnRef}, once that is placed`,
  'brokerage.fee-billed': ({ invoiceRef, feePence, dueOn }: Data<'brokerage.fee-billed'>) =>
    `Arrangement fee of ${formatPence(feePence)} billed by invoice ${invoiceRef}, due on ${formatDay(dueOn)}`,
  'brokerage.fee-settled': ({ invoiceRef, feePence, state, on, reason }: Data<'brokerage.fee-settled'>) =>
    `Arrangement fee of ${formatPence(feePence)}, invoice ${invoiceRef}: ${state === 'owed' ? 'owed again' : state} on ${formatDay(on)}. ${reason}`,
  'brokerage.arrangement-ended': ({ endDay }: Data<'brokerage.arrangement-ended'>) =>
    `Arrangement ends, ${formatDay(endDay)} is the first day without it`,
}
