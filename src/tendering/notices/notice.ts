import type { Day } from '#src/base/day.ts'
import type { Regime } from '#src/tendering/regime/regime.ts'
import type { ReleaseTag } from '#src/tendering/notices/ocds.ts'

export const NOTICE_CODES = [
  'UK1',
  'UK2',
  'UK3',
  'UK4',
  'UK5',
  'UK6',
  'UK7',
  'UK8',
  'UK9',
  'UK10',
  'UK11',
  'UK12',
  'UK13',
  'UK14',
  'UK15',
  'UK16',
  'UK17',
] as const
export type NoticeCode = (typeof NOTICE_CODES)[number]

export const isNoticeCode = (text: string): text is NoticeCode => (NOTICE_CODES as readonly string[]).includes(text)

/** What an officer writes where the record does not say it. */
export type Field = {
  readonly key: string
  readonly label: string
  readonly hint: string
  /** It is published without it. */
  readonly optional?: boolean
}

export type AboutKind = 'tender' | 'contract' | 'market' | 'council'

/** What each notice is; its release has the tag, where it is about one contracting process. */
export type NoticeKind = {
  readonly name: string
  readonly about: AboutKind
  readonly tag: ReleaseTag | null
  /** An officer may begin one without anything asking for it. */
  readonly byHand: boolean
  readonly fields: readonly Field[]
}

const kind = (
  name: string,
  about: AboutKind,
  tag: ReleaseTag | null,
  fields: readonly Field[] = [],
  byHand = false,
): NoticeKind => ({ name, about, tag, byHand, fields })

const what = (hint: string): Field => ({ key: 'what', label: 'What it says', hint })

export const NOTICES: Readonly<Record<NoticeCode, NoticeKind>> = {
  UK1: kind('Pipeline notice', 'council', null, [
    what('Contracts worth more than £2 million that are expected to be bought in the next 18 months, one a line'),
  ]),
  UK2: kind(
    'Preliminary market engagement notice',
    'tender',
    'planning',
    [
      what('How providers can take part, or took part: events, questionnaires, where their results are'),
      { key: 'until', label: 'Last day of the engagement', hint: 'For example 16 January 2027', optional: true },
    ],
    true,
  ),
  UK3: kind(
    'Planned procurement notice',
    'tender',
    'planning',
    [what('What is planned. Published 40 days to 12 months before the tender notice it can shorten the time for bids')],
    true,
  ),
  UK4: kind('Tender notice', 'tender', 'tender'),
  UK5: kind('Transparency notice', 'tender', 'award'),
  UK6: kind('Contract award notice', 'tender', 'award'),
  UK7: kind('Contract details notice', 'contract', 'contract', [
    {
      key: 'kpis',
      label: 'Key performance indicators',
      hint: 'The three that matter most, one a line',
      optional: true,
    },
  ]),
  UK8: kind('Contract payment notice', 'contract', null, [what('Each payment above £30,000 of the quarter')], true),
  UK9: kind(
    'Contract performance notice',
    'contract',
    'implementation',
    [
      what(
        'How it was rated against each indicator: Good, Approaching target, Requires improvement, Inadequate or Other',
      ),
    ],
    true,
  ),
  UK10: kind('Contract change notice', 'contract', 'contractAmendment', [
    what('What changes, its value and term before and after, and the ground that allows it'),
  ]),
  UK11: kind('Contract termination notice', 'contract', 'contractTermination', [
    what('On which day it ended, and why'),
  ]),
  UK12: kind('Procurement termination notice', 'tender', 'tenderCancellation', [
    what('That no contract will be awarded, and why'),
  ]),
  UK13: kind(
    'Dynamic market intention notice',
    'market',
    'planning',
    [what('What the market is for, and when it will open')],
    true,
  ),
  UK14: kind('Dynamic market establishment notice', 'market', 'tender', [what('What it is for, who may join and how')]),
  UK15: kind('Dynamic market modification notice', 'market', 'tenderUpdate', [what('What changed')], true),
  UK16: kind('Dynamic market cessation notice', 'market', 'tenderUpdate', [what('On which day it ended')]),
  UK17: kind('Payments compliance notice', 'council', null, [
    { key: 'within30', label: 'Paid within 30 days', hint: 'Percentage of payments' },
    { key: 'from31to60', label: 'Paid in 31 to 60 days', hint: 'Percentage of payments' },
    { key: 'over60', label: 'Paid after 60 days', hint: 'Percentage of payments' },
    { key: 'averageDays', label: 'Average days to pay', hint: 'For example 17' },
  ]),
}

/** "UK4 tender notice" */
export const noticeName = (code: NoticeCode): string => {
  const { name } = NOTICES[code]
  return `${code} ${name.slice(0, 1).toLowerCase()}${name.slice(1)}`
}

export type NoticeStatus = 'due' | 'published' | 'not_needed'

export type Notice = {
  readonly noticeRef: string
  readonly code: NoticeCode
  readonly aboutKind: AboutKind
  readonly aboutRef: string
  readonly tenderRef: string | null
  readonly occasion: string
  readonly title: string
  readonly regime: Regime | null
  readonly why: string
  readonly dueDay: Day | null
  readonly status: NoticeStatus
  readonly typed: Readonly<Record<string, string>>
  readonly told: Readonly<Record<string, unknown>>
  readonly publishedAt: Temporal.Instant | null
  readonly publishedBy: string | null
  readonly notNeededReason: string | null
  readonly platformRef: string | null
  readonly platformDay: Day | null
}

/** Its day has passed, and it is not out. */
export const isOverdue = ({ status, dueDay }: Pick<Notice, 'status' | 'dueDay'>, today: Day): boolean =>
  status === 'due' && dueDay !== null && dueDay < today

/** The Act's notices go on Find a Tender as well as on the council's own pages; what began before it, and small purchases by choice, do not. */
export const goesOnPlatform = ({ regime }: Pick<Notice, 'regime'>): boolean =>
  regime === null || regime === 'pa23' || regime === 'pa23_light_touch'
