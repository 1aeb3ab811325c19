import { formatPence } from '#src/base/money.ts'
import type { Words } from '#src/platform/panels.ts'
import type { FactOf } from '#src/platform/audit.ts'

export type JointFact =
  | FactOf<'tendering.joint-part-told', { jointCouncil: number; tenderRef: string; lots: readonly string[] }>
  | FactOf<
      'tendering.joint-part-decided',
      {
        jointCouncil: number
        tenderRef: string
        answer: 'agreed' | 'declined'
        authority: 'delegated' | 'cabinet'
        reference: string
        reason: string
        ownTenderRef: string | null
      }
    >
  | FactOf<'tendering.joint-cost-shared', { costRef: string; what: string; pence: number; sharing: 'fixed' | 'use' }>
  | FactOf<'tendering.joint-use-told', { member: number; month: string; hours: number }>

type Data<T extends JointFact['type']> = Extract<JointFact, { type: T }>['data']

export const jointWords: Words = {
  'tendering.joint-part-told': ({ tenderRef, lots }: Data<'tendering.joint-part-told'>) =>
    `Told what is wanted of ${tenderRef}: ${lots.length === 0 ? 'nothing' : lots.join(', ')}`,
  'tendering.joint-part-decided': ({ answer, reference, reason }: Data<'tendering.joint-part-decided'>) =>
    `${answer === 'agreed' ? 'Joint award taken up' : 'Joint award declined'} (${reference}): ${reason}`,
  'tendering.joint-cost-shared': ({ what, pence, sharing }: Data<'tendering.joint-cost-shared'>) =>
    `${formatPence(pence)} shared ${sharing === 'fixed' ? 'by fixed shares' : 'by use'}: ${what}`,
  'tendering.joint-use-told': ({ month, hours }: Data<'tendering.joint-use-told'>) =>
    `${hours.toLocaleString('en-GB')} hours used in ${month.slice(0, 7)}`,
}
