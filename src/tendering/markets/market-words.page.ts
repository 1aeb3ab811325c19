/** How lists, their members and applications are said and shown, in all doors alike. */
import { type Day, daysBetween, formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { Crumb, StatusTag } from '#src/platform/pages/page.ts'
import { bad, dataTable, link, small } from '#src/platform/pages/table.ts'
import type { Application, Evidence } from '#src/tendering/joining/application.ts'
import { kindOf, type Market, type MarketLot, type MarketStatus } from '#src/tendering/markets/market.ts'
import type { Member } from '#src/tendering/markets/membership.ts'
import { PART_NAMES, type RankWeights, RANK_PARTS, type Working } from '#src/tendering/ranked-lists/ranked-list.ts'
import type { Condition, ConditionKind } from '#src/tendering/tenders/spec.ts'

export const MARKET_TAGS: Readonly<Record<MarketStatus, StatusTag>> = {
  planned: { text: 'Planned', colour: 'grey' },
  open: { text: 'Open', colour: 'green' },
  ceased: { text: 'Ended', colour: 'grey' },
}

export const MEMBER_TAGS: Readonly<Record<Member['state'], StatusTag>> = {
  member: { text: 'Member', colour: 'green' },
  suspended: { text: 'Suspended', colour: 'red' },
  removed: { text: 'Removed', colour: 'grey' },
}

export const APPLICATION_TAGS: Readonly<Record<Application['state'], StatusTag>> = {
  draft: { text: 'Not sent', colour: 'grey' },
  made: { text: 'Waiting for an answer', colour: 'blue' },
  asked: { text: 'More asked for', colour: 'yellow' },
  admitted: { text: 'Admitted', colour: 'green' },
  refused: { text: 'Refused', colour: 'red' },
  withdrawn: { text: 'Withdrawn', colour: 'grey' },
}

export const EVIDENCE_TAGS: Readonly<Record<Evidence['state'], StatusTag>> = {
  given: { text: 'To be checked', colour: 'blue' },
  accepted: { text: 'Accepted', colour: 'green' },
  refused: { text: 'Not accepted', colour: 'red' },
}

export const CONDITION_NAMES: Readonly<Record<ConditionKind, string>> = {
  cqc_personal_care: 'CQC registration',
  insurance: 'Insurance',
  call_monitoring: 'Call monitoring',
  policies: 'Policies',
  other: 'Other',
}

export const CRUMBS: readonly Crumb[] = [
  { text: 'Tendering', href: '/tenders' },
  { text: 'Lists', href: '/markets' },
]

export const crumbsOf = ({ marketRef }: Pick<Market, 'marketRef'>, ...more: Crumb[]): Crumb[] => [
  ...CRUMBS,
  more.length > 0 ? { text: marketRef, href: `/markets/${marketRef}` } : { text: marketRef },
  ...more,
]

export const serviceWords = (service: string): string => {
  const words = service.replaceAll('_', ' ')
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`
}

export type ZoneNames = ReadonlyMap<string, string>
export const zoneWords = (names: ZoneNames, zones: readonly string[]): string =>
  zones.map((zone) => names.get(zone) ?? zone).join(', ')

export const lotWords = (lots: readonly MarketLot[], named: readonly string[]): string =>
  lots
    .filter(({ lot }) => named.includes(lot))
    .map(({ lot, title }) => `${lot} ${title}`)
    .join(', ')

/** The day on which something ends, in red and words when it has, with the days that are left when they are few. */
export function endCell(expiresOn: Day | null, today: Day): Html {
  if (expiresOn === null) return html`No end`
  const left = daysBetween(today, expiresOn)
  if (left < 0) return bad(html`Ended ${formatDay(expiresOn)}`)
  if (left > 60) return html`${formatDay(expiresOn)}`
  return html`${formatDay(expiresOn)}${small(left === 0 ? 'today' : left === 1 ? '1 day left' : `${left} days left`)}`
}

export const dueCell = (dueDay: Day | null, today: Day): Html =>
  dueDay === null
    ? html``
    : dueDay < today
      ? bad(html`Overdue: ${formatDay(dueDay)}`)
      : html`${formatDay(dueDay)}${dueDay === today && small('today')}`

/** A zone by the title of the lot that it is alone in: providers and visitors do not see the council's settings. */
export const zoneTitle = (lots: readonly MarketLot[], zone: string): string =>
  lots.find(({ zones }) => zones.length === 1 && zones[0] === zone)?.title ?? zone

export const conditionsTable = (conditions: readonly Condition[]): Html =>
  dataTable<Condition>({
    caption: 'Conditions of membership',
    captionHidden: true,
    folds: true,
    rows: conditions,
    columns: [
      { heading: 'Condition', cell: (one) => html`${one.key}: ${one.text}${small(CONDITION_NAMES[one.kind])}` },
      {
        heading: 'How it is shown',
        cell: (one) =>
          one.kind === 'cqc_personal_care'
            ? 'Checked against the CQC register each day'
            : one.evidence
              ? 'A file of evidence'
              : 'Declared',
      },
    ],
  })

export const lotsTable = (lots: readonly MarketLot[], names: ZoneNames): Html =>
  dataTable<MarketLot>({
    caption: 'Lots',
    captionHidden: true,
    rows: lots,
    columns: [
      { heading: 'Lot', cell: (one) => `${one.lot} ${one.title}` },
      { heading: 'Zones', cell: (one) => zoneWords(names, one.zones) },
    ],
  })

/** "Quality mark 40%, price of an hour 30%, …" */
export const weightsWords = (weights: RankWeights): string =>
  RANK_PARTS.filter((part) => weights[part] > 0)
    .map((part) => `${PART_NAMES[part].replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())} ${weights[part]}%`)
    .join(', ')

export const workingTable = (working: readonly Working[], score: string, caption: string): Html =>
  dataTable<Working>({
    caption,
    rows: working,
    columns: [
      { heading: 'Part', cell: (one) => html`${PART_NAMES[one.part]}${small(one.sentence)}`, total: 'Score' },
      { heading: 'Of 100', format: 'number', cell: (one) => one.points },
      { heading: 'Weight', format: 'number', cell: (one) => `${one.weight}%` },
      { heading: 'Marks', format: 'number', cell: (one) => one.marks, total: score },
    ],
  })

export const evidenceLink = ({ evidenceRef, fileName }: Evidence, door: '' | '/portal'): Html =>
  link(html`${fileName}<span class="govuk-visually-hidden"> (${evidenceRef})</span>`, `${door}/evidence/${evidenceRef}`)

/** Shows the files of a condition, newest first, with what became of them. */
export const evidenceTable = (
  evidence: readonly Evidence[],
  conditions: readonly Condition[],
  door: '' | '/portal',
  today: Day,
  action?: (one: Evidence) => Html,
): Html =>
  dataTable<Evidence>({
    caption: 'Evidence',
    captionHidden: true,
    rows: evidence,
    empty: 'No evidence has been given yet.',
    columns: [
      {
        heading: 'Condition',
        cell: (one) => html`${one.condition}: ${conditions.find(({ key }) => key === one.condition)?.text ?? ''}`,
      },
      { heading: 'File', cell: (one) => html`${evidenceLink(one, door)}${one.words !== '' && small(one.words)}` },
      { heading: 'Ends', cell: (one) => endCell(one.expiresOn, today) },
      {
        heading: 'Status',
        cell: (one) =>
          html`${EVIDENCE_TAGS[one.state].text}${one.checkWords !== '' && small(one.checkWords)}${action?.(one)}`,
      },
    ],
  })

export const priceOrNot = (pence: number | null): string => (pence === null ? 'Not given' : formatPence(pence))

export const kindName = (market: Pick<Market, 'kind'>): string => kindOf(market.kind).name
