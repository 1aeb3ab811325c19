import type { Day } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import type { ContractEvent } from '#src/tendering/notices/duties.ts'
import type { Notice } from '#src/tendering/notices/notice.ts'
import type { Organization, Party, RelatedProcess } from '#src/tendering/notices/ocds.ts'
import type { Spec } from '#src/tendering/tenders/spec.ts'

/** A lot's winners. */
export type AwardedTo = {
  readonly lot: string
  readonly title: string
  readonly estimatedPence: Pence
  readonly suppliers: readonly Supplier[]
  /** From 1; one more for each who lost it after the award. */
  readonly edition: number
}

/** A list of suppliers only ever grows when releases are merged: whoever loses a lot is taken off by a new award in place of the old. */
export const awardId = (awardRef: string, lot: string, edition: number): string =>
  edition === 1 ? `${awardRef}-${lot}` : `${awardRef}-${lot}-${edition}`

export type Supplier = Organization & { readonly companyNumber: string | null }

/** All that a notice is made from. */
export type Subject = {
  readonly notice: Pick<Notice, 'noticeRef' | 'code' | 'regime' | 'title' | 'typed' | 'occasion'>
  readonly ocid: string
  /** When it is published. */
  readonly at: string
  readonly buyer: Party
  readonly tender?: {
    readonly tenderRef: string
    readonly spec: Spec
    readonly version: number
    readonly publishedAt: string
    /** Why it was published anew. */
    readonly reason: string
    readonly cancelled: boolean
  }
  readonly award?: {
    readonly awardRef: string
    readonly day: Day
    /** Nothing may be signed until it ended. */
    readonly standstillLastDay: Day | null
    readonly final: boolean
    readonly bids: number
    readonly lots: readonly AwardedTo[]
  }
  readonly contract?: ContractEvent & {
    readonly signedFor: readonly Supplier[]
    /** The award that it was made from, as it is published; null where no tender here led to it. */
    readonly awardId: string | null
  }
  readonly market?: {
    readonly marketRef: string
    readonly title: string
    readonly summary: string
    readonly open: boolean
  }
  readonly related?: RelatedProcess
}

/** "Quality 60%, social value 10%, price 30%" */
export function criteriaOf({ questions, price }: Pick<Spec, 'questions' | 'price'>): string {
  const sum = (part: string) =>
    questions.filter((each) => each.part === part).reduce((all, { weight }) => all + weight, 0)
  const parts: [string, number][] = [
    ['quality', sum('quality')],
    ['social value', sum('social_value')],
    ['price', price.weight],
  ]
  const words = parts.filter(([, weight]) => weight > 0).map(([name, weight]) => `${name} ${weight}%`)
  return words.join(', ')
}
