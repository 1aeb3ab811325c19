/** What a contract is beside its prices and its draw-down: its law, its worth, who looks after it, how it is lengthened, ended and bought again. */
import { addMonths, type Day } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Contract } from '#src/contracts/draw-down.ts'
import { PA23_FROM, type Regime } from '#src/tendering/index.ts'

/** How the service would be bought again; each takes its own time (a policy). */
export const NEXT_ROUTES = ['competition', 'call_off', 'direct_award'] as const
export type NextRoute = (typeof NEXT_ROUTES)[number]

export const ROUTE_WORDS: Readonly<Record<NextRoute, string>> = {
  competition: 'A competition',
  call_off: 'A call-off from a framework or dynamic market',
  direct_award: 'A direct award',
}

/** A right to lengthen the term, to be used by a day. */
export type ExtensionOption = { readonly months: number; readonly decideBy: Day }
/** A council that buys under the contract, and its share of it in per cent. */
export type Buyer = { readonly name: string; readonly sharePercent: number }

export type Particulars = {
  readonly regime: Regime
  /** Estimated at award, with VAT and all extensions (P-06); null where nobody estimated it. */
  readonly valuePence: Pence | null
  readonly ownerRef: string | null
  /** The procurement that it came from. */
  readonly tenderRef: string | null
  readonly nextRoute: NextRoute
  readonly noticeMonths: number
  readonly extensionOptions: readonly ExtensionOption[]
  /** Empty where the council buys alone. */
  readonly buyers: readonly Buyer[]
  /** Why prices are not published; null where they are. */
  readonly exemptReason: string | null
}

/** As much of it as somebody says. */
export type SaidParticulars = { readonly [K in keyof Particulars]?: Particulars[K] | undefined }

/** Home care is on the light touch list; what began before the Procurement Act 2023 stays under the regulations of 2015 (P-02, P-05). */
export const usualRegime = (fromDay: Day): Regime => (fromDay < PA23_FROM ? 'pcr15_light_touch' : 'pa23_light_touch')

/** What is said of a contract, with what is usual where nothing is said. */
export const wholeParticulars = (
  { fromDay, ceilingPence }: Pick<Contract, 'fromDay' | 'ceilingPence'>,
  said: SaidParticulars,
): Particulars => ({
  regime: said.regime ?? usualRegime(fromDay),
  valuePence: said.valuePence === undefined ? ceilingPence : said.valuePence,
  ownerRef: said.ownerRef ?? null,
  tenderRef: said.tenderRef ?? null,
  nextRoute: said.nextRoute ?? 'competition',
  noticeMonths: said.noticeMonths ?? 1,
  extensionOptions: said.extensionOptions ?? [],
  buyers: said.buyers ?? [],
  exemptReason: said.exemptReason ?? null,
})

export type ParticularsRefusal =
  | 'the shares do not add up to 100'
  | 'an option has no whole months'
  | 'an option is decided after the term'
  | 'notice is a month or more'

export function checkParticulars(
  { fromDay, toDay }: Pick<Contract, 'fromDay' | 'toDay'>,
  asked: Particulars,
): Result<Particulars, ParticularsRefusal> {
  const { buyers, extensionOptions, noticeMonths } = asked
  const shares = buyers.reduce((sum, { sharePercent }) => sum + sharePercent, 0)
  if (buyers.length > 0 && shares !== 100) return refuse('the shares do not add up to 100')
  if (!(Number.isInteger(noticeMonths) && noticeMonths >= 1 && noticeMonths <= 24))
    return refuse('notice is a month or more')
  let end = toDay
  for (const { months, decideBy } of extensionOptions) {
    if (!(Number.isInteger(months) && months > 0 && months <= 120)) return refuse('an option has no whole months')
    if (decideBy < fromDay || decideBy >= end) return refuse('an option is decided after the term')
    end = addMonths(end, months)
  }
  return ok(asked)
}

/** The first day after the longest term that was provided for on award, all options used. */
export const maximumToDay = (toDay: Day, options: readonly ExtensionOption[]): Day =>
  options.reduce((end, { months }) => addMonths(end, months), toDay)
