import { counted } from '#src/base/counted.ts'
import { formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import type { Words } from '#src/platform/panels.ts'
import type { FactOf } from '#src/platform/audit.ts'

type Won = { lot: string; organisationRefs: readonly string[] }

export type AwardFact =
  | FactOf<
      'tendering.award-decided',
      {
        tenderRef: string
        awardRef: string
        lots: readonly Won[]
        authority: 'delegated' | 'cabinet'
        reference: string
        limitPence: number | null
        valuePence: number
        reason: string
      }
    >
  | FactOf<
      'tendering.award-exclusion-checked',
      {
        tenderRef: string
        organisationRef: string
        stage: 'award' | 'call_off'
        finding: string
        lookedUpOn: string
        evidence: string
      }
    >
  | FactOf<
      'tendering.summaries-sent',
      { tenderRef: string; awardRef: string; edition: number; summaries: number; mails: number }
    >
  | FactOf<
      'tendering.standstill-began',
      { tenderRef: string; awardRef: string; kind: string; noticeDay: string; lastDay: string; signFrom: string }
    >
  | FactOf<'tendering.standstill-suspended', { tenderRef: string; awardRef: string; by: string; words: string }>
  | FactOf<'tendering.challenge-ended', { tenderRef: string; awardRef: string; words: string }>
  | FactOf<
      'tendering.award-set-aside',
      {
        tenderRef: string
        awardRef: string
        organisationRef: string
        organisationName: string
        ground: string
        reason: string
        lots: readonly string[]
        next: readonly { lot: string; organisationRef: string; organisationName: string }[]
      }
    >
  | FactOf<
      'tendering.tender-awarded',
      { tenderRef: string; awardRef: string; lots: readonly Won[]; byName: string; earlyReason: string | null }
    >

type Data<T extends AwardFact['type']> = Extract<AwardFact, { type: T }>['data']

export const awardWords: Words = {
  'tendering.award-exclusion-checked': ({ organisationRef, finding }: Data<'tendering.award-exclusion-checked'>) =>
    `Exclusion check of ${organisationRef} before the award: ${finding === 'none' ? 'no ground found' : finding}`,
  'tendering.award-decided': ({ lots, authority, reference, valuePence }: Data<'tendering.award-decided'>) =>
    `Award decided ${authority === 'cabinet' ? 'by cabinet' : 'under a delegation'} (${reference}): ${counted(lots.length, 'lot')}, ${formatPence(valuePence)}`,
  'tendering.summaries-sent': ({ summaries }: Data<'tendering.summaries-sent'>) =>
    `Assessment summaries sent to ${counted(summaries, 'bidder')}`,
  'tendering.standstill-began': ({ kind, noticeDay, lastDay }: Data<'tendering.standstill-began'>) =>
    `Award notice of ${formatDay(noticeDay)}: the ${kind} standstill runs to the end of ${formatDay(lastDay)}`,
  'tendering.standstill-suspended': ({ by }: Data<'tendering.standstill-suspended'>) =>
    `A challenge by ${by} was notified: the award is suspended`,
  'tendering.challenge-ended': ({ words }: Data<'tendering.challenge-ended'>) => `The challenge has ended: ${words}`,
  'tendering.award-set-aside': ({ organisationName, lots, next, reason }: Data<'tendering.award-set-aside'>) =>
    `${organisationName} loses ${lots.join(', ')}, because: ${reason}. ${next.length === 0 ? 'Nobody stands in' : next.map((one) => `${one.organisationName} is next in ${one.lot}`).join(', ')}`,
  'tendering.tender-awarded': ({ earlyReason }: Data<'tendering.tender-awarded'>) =>
    earlyReason === null
      ? 'Award made: contracts may be signed'
      : `Award made inside a voluntary standstill, because: ${earlyReason}`,
}
