/** Which notices a step asks for, and by when (2.3, P-10, P-16). */
import { addDays, addMonths, type Day } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import { type Holidays, workingDayAfter } from '#src/base/working-days.ts'
import { detailsDueDay, dutiesOf, type Regime } from '#src/tendering/regime/regime.ts'
import { requirementsOf } from '#src/tendering/tenders/route.ts'
import type { Route } from '#src/tendering/tenders/spec.ts'
import type { NoticeCode } from '#src/tendering/notices/notice.ts'

/** A notice that a step asks for. */
export type Due = {
  readonly code: NoticeCode
  /** Which of several of a kind about one record. */
  readonly occasion: string
  /** Null where it is due before something whose day is not known. */
  readonly dueDay: Day | null
  readonly why: string
}

const due = (code: NoticeCode, dueDay: Day | null, why: string, occasion = ''): Due => ({ code, occasion, dueDay, why })

/** Contracts worth more than this, with VAT, are measured and their performance published (P-15). */
const KPI_ABOVE: Pence = 500_000_000

/** The notice that opens a tender to everybody; null where none is published, as for a call-off among those on a framework. */
export function openingNotice(route: Route, regime: Regime): 'UK4' | 'UK5' | null {
  const { notice, competitive, restsOn } = requirementsOf(route, regime)
  // Below the threshold the same notice has a form of its own (P-04).
  return notice ?? (regime === 'below_threshold' && competitive && restsOn === 'nothing' ? 'UK4' : null)
}

/** A draft that will open with a tender notice: engagement is told before it, or the notice says why there was none. */
export const dueWhenPlanned = (route: Route, regime: Regime): Due[] =>
  requirementsOf(route, regime).engagement
    ? [due('UK2', null, 'before the tender notice, where the market was engaged')]
    : []

/** A decision not to award, after the tender notice went out. */
export const dueWhenCancelled = (decided: Day, holidays: Holidays): Due[] => [
  due('UK12', workingDayAfter(decided, holidays), 'as soon as possible after deciding not to award'),
]

/** A decision to award: the notice goes out before any contract, after every bidder has its assessment summary, and begins standstill. */
export const dueWhenDecided = (route: Route, regime: Regime, fromDay: Day | null): Due[] =>
  dutiesOf(regime).awardNotice && !requirementsOf(route, regime).forOnePerson
    ? [due('UK6', fromDay === null ? null : addDays(fromDay, -1), 'before a contract is entered into')]
    : []

/** What contracts tells of a contract, as it happens. */
export type ContractEvent = {
  readonly kind: 'entered' | 'changed' | 'performance' | 'ended'
  readonly contractRef: string
  readonly tenderRef: string | null
  readonly regime: Regime
  readonly title: string
  readonly suppliers: readonly { readonly organisationRef: string; readonly name: string }[]
  readonly lots: readonly string[]
  /** With VAT, over the whole term; null where it is exempt from publication. */
  readonly valuePence: Pence | null
  readonly fromDay: Day
  /** The first day after its term. */
  readonly toDay: Day
  /** The same with every extension; null where it has none. */
  readonly mostToDay: Day | null
  /** When it was signed, changes, was measured or ended. */
  readonly day: Day
  /** What changed, how it performed, why it ended. Published: no names and no exempt prices. */
  readonly words: string
  /** For a change: whether it asks for a notice (P-21). */
  readonly noticeNeeded?: boolean
  /** For performance: a breach or poor performance, which is told at once rather than yearly. */
  readonly poor?: boolean
  /** Bought for one person who chose the provider (P-10). */
  readonly userChoice?: boolean
}

/** How many days a termination or poor performance has to be told. */
const TELL_WITHIN = 30

export function dueOfContract(event: ContractEvent): Due[] {
  switch (event.kind) {
    case 'entered':
      return dueWhenEntered(event)
    case 'changed':
      return event.noticeNeeded && dutiesOf(event.regime).changeNotice
        ? [due('UK10', addDays(event.day, -1), 'before the contract is changed', event.day)]
        : []
    case 'performance':
      return dutiesOf(event.regime).kpis
        ? [due('UK9', addDays(event.day, TELL_WITHIN), performanceWhy(event), event.day)]
        : []
    case 'ended':
      return dutiesOf(event.regime).terminationNotice && !event.userChoice
        ? [due('UK11', addDays(event.day, TELL_WITHIN), `within ${TELL_WITHIN} days of its end, for whatever reason`)]
        : []
  }
}

const performanceWhy = ({ poor }: ContractEvent): string =>
  poor ? 'within 30 days of a breach or poor performance' : 'at least every 12 months, and at its end'

function dueWhenEntered(event: ContractEvent): Due[] {
  const { regime, day, valuePence } = event
  const details = detailsDueDay(regime, day)
  const measured = dutiesOf(regime).kpis && (valuePence ?? 0) > KPI_ABOVE
  return [
    ...(details === null
      ? []
      : [due('UK7', details, `within ${dutiesOf(regime).contractDetailsDays} days of entering into the contract`)]),
    ...(measured ? [due('UK9', addMonths(day, 12), performanceWhy(event), addMonths(day, 12))] : []),
  ]
}

/** The next yearly notice of performance after one that is out, while the contract runs. */
export function nextPerformance(occasion: Day, toDay: Day): Due | undefined {
  const next = addMonths(occasion, 12)
  return next < toDay ? due('UK9', next, 'at least every 12 months, and at its end', next) : undefined
}

export type MarketStep = 'planned' | 'opened' | 'changed' | 'closed'

const MARKET_NOTICES: Readonly<Record<MarketStep, { code: NoticeCode; why: string }>> = {
  planned: { code: 'UK13', why: 'before a dynamic market is set up' },
  opened: { code: 'UK14', why: 'as soon as practicable after it is established' },
  changed: { code: 'UK15', why: 'as soon as practicable after a change' },
  closed: { code: 'UK16', why: 'when it ends' },
}

/** A dynamic market under the Act; a purchasing system of 2015 has none of these. */
export function dueOfMarket(step: MarketStep, regime: Regime, day: Day, holidays: Holidays): Due[] {
  if (regime !== 'pa23' && regime !== 'pa23_light_touch') return []
  const { code, why } = MARKET_NOTICES[step]
  return [due(code, step === 'planned' ? null : workingDayAfter(day, holidays), why, step === 'changed' ? day : '')]
}

/** The council's own notices whose time has come: the pipeline in its 56 days from 1 April, payments after each half year. */
export function dueOfCouncil(
  today: Day,
  pipeline: boolean,
): (Due & { readonly aboutRef: string; readonly title: string })[] {
  const year = Number(today.slice(0, 4))
  const halves = [
    { from: `${year}-04-01`, to: `${year}-10-01` },
    { from: `${year - 1}-10-01`, to: `${year}-04-01` },
    { from: `${year - 1}-04-01`, to: `${year - 1}-10-01` },
  ]
  // Only the half that ended last: what was due before Almoner was in use is no news.
  const ended = halves.find(({ to }) => to <= today)
  return [
    ...(pipeline && today >= `${year}-04-01`
      ? [
          {
            ...due(
              'UK1',
              `${year}-05-26`,
              'between 1 April and 26 May where the council buys for more than £100 million a year',
            ),
            aboutRef: `${year}-04-01`,
            title: `Pipeline from April ${year}`,
          },
        ]
      : []),
    ...(ended
      ? [
          {
            ...due('UK17', addDays(ended.to, 29), 'within 30 days after each six months'),
            aboutRef: ended.from,
            title: 'Payments compliance',
          },
        ]
      : []),
  ]
}
