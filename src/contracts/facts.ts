import { addDays, formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import type { ChangeKind } from '#src/contracts/changes/change.ts'
import type { Particulars } from '#src/contracts/particulars.ts'
import { DATE_WORDS, type DateKind } from '#src/contracts/dates/contract-dates.ts'
import { type KpiRating, RATING_WORDS as KPI_RATING_WORDS } from '#src/contracts/kpis/kpi.ts'
import { type NoticeBy, type NoticeReason, REASON_WORDS } from '#src/contracts/notice/notice.ts'
import { blockWords, CYCLE_WORDS, type PayCycle } from '#src/contracts/terms/terms.ts'
import { GROUND_TITLES, type TerminationGround } from '#src/contracts/termination/termination.ts'
import type { HourTier } from '#src/contracts/tiers/hour-tiers.ts'
import type { Tier } from '#src/contracts/tiers/tiers.ts'
import type { Regime } from '#src/tendering/index.ts'
import type { FactOf, Seal } from '#src/platform/audit.ts'
import type { Words } from '#src/platform/panels.ts'

export type ContractFact =
  | FactOf<'contracts.framework-entered', { frameworkRef: string; title: string; weights: Record<string, number> }>
  | FactOf<
      'contracts.weights-stated',
      { frameworkRef: string; before: Record<string, number>; now: Record<string, number>; reason: string }
    >
  | FactOf<
      'contracts.entered',
      {
        contractRef: string
        organisationRef: string
        cardRef: string
        ceilingPence: number | null
        fromDay: string
        toDay: string
        regime?: Regime
        valuePence?: number | null
        tenderRef?: string | null
      }
    >
  | FactOf<'contracts.particulars-kept', { contractRef: string; before: Particulars; now: Particulars }>
  | FactOf<
      'contracts.drawn-down',
      {
        contractRef: string
        packageRef: string
        line: number
        pence: number
        committedPence: number
        overrideBy?: string
        reason?: string
      }
    >
  | FactOf<
      'contracts.given-back',
      { contractRef: string; packageRef: string; line: number; pence: number; committedPence: number }
    >
  | FactOf<
      'contracts.terms-changed',
      {
        contractRef: string
        number: number
        fromDay: string
        blockMinutesPerWeek: number | null
        cycle: PayCycle | null
        electronicPercent: number | null
        note: string
      }
    >
  | FactOf<
      'contracts.changed',
      {
        contractRef: string
        number: number
        kind: ChangeKind
        fromDay: string
        ground: string
        toDay: string
        ceilingPence: number | null
        valuePence: number | null
        valueChangePence: number
        termChangeDays: number
        noticeCode: string | null
        authorityWords: string
        reason: string
        committedBeforePence: number
        committedPence: number
      }
    >
  | FactOf<
      'contracts.notice-given',
      {
        contractRef: string
        number: number
        organisationRef: string
        by: NoticeBy
        reason: NoticeReason
        givenDay: string
        lastDay: string
        closedFrom: string
        note: string
      }
    >
  | FactOf<'contracts.notice-withdrawn', { contractRef: string; number: number; note: string; toDay: string }>
  | FactOf<
      'contracts.termination-proposed',
      { contractRef: string; number: number; ground: TerminationGround; lastDay: string; words: string }
    >
  | FactOf<'contracts.termination-refused', { contractRef: string; number: number; note: string }>
  | FactOf<
      'contracts.terminated',
      {
        contractRef: string
        number: number
        organisationRef: string
        ground: TerminationGround
        reason: NoticeReason
        lastDay: string
        closedFrom: string
        authorityWords: string
        proposedBy: string
      }
    >
  | FactOf<
      'contracts.novated',
      { contractRef: string; fromOrganisationRef: string; toOrganisationRef: string; fromDay: string }
    >
  | FactOf<'contracts.kpi-added', { contractRef: string; number: number; name: string; target: number }>
  | FactOf<
      'contracts.kpi-rated',
      {
        contractRef: string
        number: number
        name: string
        periodFrom: string
        figure: number
        target: number
        rating: KpiRating
      }
    >
  | FactOf<
      'contracts.copy-published',
      {
        contractRef: string
        number: number
        upToChange: number
        filename: string
        sha256: string
        redactions: string
      }
    >
  | FactOf<'contracts.copy-withdrawn', { contractRef: string; number: number; reason: string }>
  | FactOf<'contracts.register-published', { entries: number }>
  | FactOf<
      'contracts.tiers-set',
      { contractRef: string; number: number; fromDay: string; tiers: readonly Tier[]; note: string }
    >
  | FactOf<
      'contracts.hour-tiers-set',
      { contractRef: string; number: number; fromDay: string; tiers: readonly HourTier[]; note: string }
    >
  | FactOf<
      'contracts.lead-named',
      {
        contractRef: string
        organisationRef: string
        zone: string
        service: string
        fromDay: string
        before: string | null
      }
    >
  | FactOf<'contracts.ended', { contractRef: string; lastDay: string; why: 'its term' | 'notice' | 'termination' }>
  | FactOf<'contracts.date-near', { contractRef: string; what: DateKind; day: string; dueDay: string }>
  | FactOf<'contracts.draw-downs-loaded', { chunk: string } & Seal>
  | FactOf<
      'contracts.ceiling-near',
      { contractRef: string; percent: number; committedPence: number; ceilingPence: number }
    >

type DataOf<T extends ContractFact['type']> = Extract<ContractFact, { type: T }>['data']

export const KIND_WORDS: Readonly<Record<ChangeKind, string>> = {
  variation: 'Variation',
  extension: 'Extension',
  novation: 'Transfer to another provider',
  termination: 'Ended before its time',
}

const PARTICULAR_NAMES: Readonly<Record<keyof Particulars, string>> = {
  regime: 'regime',
  valuePence: 'value',
  ownerRef: 'owner',
  tenderRef: 'procurement',
  nextRoute: 'how it is bought again',
  noticeMonths: 'notice',
  extensionOptions: 'extension options',
  buyers: 'buyers',
  exemptReason: 'whether prices are published',
}

/** "Put right: owner, notice" */
const keptWords = ({ before, now }: DataOf<'contracts.particulars-kept'>): string => {
  const names = (Object.keys(PARTICULAR_NAMES) as (keyof Particulars)[]).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(now[name]),
  )
  return names.length === 0
    ? 'Looked through, nothing put right'
    : `Put right: ${names.map((name) => PARTICULAR_NAMES[name]).join(', ')}`
}

const WEIGHT_WORDS: Readonly<Record<string, string>> = {
  ...{ completeness: 'all visits', travel: 'present rounds', known: 'known workers', wishes: 'wishes met' },
  times: 'times asked for',
}

export const words: Words = {
  'contracts.particulars-kept': keptWords,
  'contracts.framework-entered': ({ title }: DataOf<'contracts.framework-entered'>) => `Framework entered: ${title}`,
  'contracts.weights-stated': ({ frameworkRef, now, reason }: DataOf<'contracts.weights-stated'>) =>
    `Offers in framework ${frameworkRef} are ranked anew: ${Object.entries(now)
      .map(([name, weight]) => `${WEIGHT_WORDS[name] ?? name} ${weight}`)
      .join(', ')}. ${reason}`,
  'contracts.entered': ({ fromDay, toDay }: DataOf<'contracts.entered'>) =>
    `Contract entered, ${formatDay(fromDay)} to ${formatDay(addDays(toDay, -1))}`,
  'contracts.drawn-down': ({ packageRef, pence, overrideBy, reason }: DataOf<'contracts.drawn-down'>) =>
    `${formatPence(pence)} drawn down for ${packageRef}${overrideBy ? `, over the ceiling, signed by ${overrideBy}: ${reason}` : ''}`,
  'contracts.given-back': ({ packageRef, pence }: DataOf<'contracts.given-back'>) =>
    `${formatPence(-pence)} given back: ${packageRef} ended early`,
  'contracts.terms-changed': (terms: DataOf<'contracts.terms-changed'>) =>
    `Terms from ${formatDay(terms.fromDay)}: ${[
      terms.blockMinutesPerWeek !== null && `a block of ${blockWords(terms.blockMinutesPerWeek)}`,
      terms.cycle !== null && `paid by ${CYCLE_WORDS[terms.cycle].toLowerCase()}`,
      terms.electronicPercent !== null && `${terms.electronicPercent}% electronic logs`,
      terms.note,
    ]
      .filter(Boolean)
      .join(', ')}`,
  'contracts.changed': (change: DataOf<'contracts.changed'>) =>
    `${KIND_WORDS[change.kind]} from ${formatDay(change.fromDay)}: ${[
      change.termChangeDays !== 0 && `last day ${formatDay(addDays(change.toDay, -1))}`,
      change.ceilingPence !== null && `ceiling ${formatPence(change.ceilingPence)}`,
      change.reason,
    ]
      .filter(Boolean)
      .join(', ')}`,
  'contracts.notice-given': (notice: DataOf<'contracts.notice-given'>) =>
    `Notice ${notice.by === 'council' ? 'given' : 'received'}: ${REASON_WORDS[notice.reason]}, last day ${formatDay(notice.lastDay)}, nobody new from ${formatDay(notice.closedFrom)}`,
  'contracts.notice-withdrawn': ({ toDay, note }: DataOf<'contracts.notice-withdrawn'>) =>
    `Notice withdrawn, it runs to ${formatDay(addDays(toDay, -1))}: ${note}`,
  'contracts.termination-proposed': ({ ground, lastDay, words }: DataOf<'contracts.termination-proposed'>) =>
    `Proposed to end it at once, last day ${formatDay(lastDay)}. ${GROUND_TITLES[ground]}: ${words}`,
  'contracts.termination-refused': ({ note }: DataOf<'contracts.termination-refused'>) => `Not ended at once: ${note}`,
  'contracts.terminated': ({ ground, lastDay, authorityWords }: DataOf<'contracts.terminated'>) =>
    `Ended at once, last day ${formatDay(lastDay)}, nobody new is placed. ${GROUND_TITLES[ground]}. ${authorityWords}`,
  'contracts.novated': ({ fromOrganisationRef, toOrganisationRef, fromDay }: DataOf<'contracts.novated'>) =>
    `Transferred from ${fromOrganisationRef} to ${toOrganisationRef} from ${formatDay(fromDay)}`,
  'contracts.kpi-added': ({ name, target }: DataOf<'contracts.kpi-added'>) =>
    `Indicator added: ${name}, target ${target}`,
  'contracts.kpi-rated': ({ name, periodFrom, figure, rating }: DataOf<'contracts.kpi-rated'>) =>
    `${name} from ${formatDay(periodFrom)}: ${figure}, ${KPI_RATING_WORDS[rating]}`,
  'contracts.copy-published': ({ number, upToChange, redactions }: DataOf<'contracts.copy-published'>) =>
    `Copy ${number} published${upToChange === 0 ? '' : `, with changes up to ${upToChange}`}. Left out: ${redactions}`,
  'contracts.copy-withdrawn': ({ number, reason }: DataOf<'contracts.copy-withdrawn'>) =>
    `Copy ${number} withdrawn: ${reason}`,
  'contracts.register-published': ({ entries }: DataOf<'contracts.register-published'>) =>
    `The public register of contracts made anew: ${entries} entries`,
  'contracts.tiers-set': ({ tiers, fromDay, note }: DataOf<'contracts.tiers-set'>) =>
    `Weekly prices in ${tiers.length} tiers from ${formatDay(fromDay)}: ${note}`,
  'contracts.hour-tiers-set': ({ tiers, fromDay, note }: DataOf<'contracts.hour-tiers-set'>) =>
    tiers.length === 0
      ? `Hours of the block are priced by the rate card from ${formatDay(fromDay)}: ${note}`
      : `Prices of an hour of the block in ${tiers.length} tiers from ${formatDay(fromDay)}: ${note}`,
  'contracts.lead-named': ({ zone, fromDay }: DataOf<'contracts.lead-named'>) =>
    `Leads in the zone ${zone} from ${formatDay(fromDay)}`,
  'contracts.ended': ({ lastDay, why }: DataOf<'contracts.ended'>) => `Ended on ${formatDay(lastDay)}, by ${why}`,
  'contracts.date-near': ({ what, dueDay }: DataOf<'contracts.date-near'>) =>
    `${DATE_WORDS[what]} ${formatDay(dueDay)}`,
  'contracts.draw-downs-loaded': ({ count }: DataOf<'contracts.draw-downs-loaded'>) =>
    `${count} draw-down lines loaded`,
  'contracts.ceiling-near': ({ percent, ceilingPence }: DataOf<'contracts.ceiling-near'>) =>
    `${percent}% of the ceiling of ${formatPence(ceilingPence)} is committed`,
}
