import { formatPence, parsePounds, type Pence } from '#src/base/money.ts'
import type { Code, Policies, PolicyKind } from '#src/councils/policy.ts'
import { isRole, roleName, ROLES, type Role } from '#src/councils/roles.ts'

/** A policy as a form shows it: numbers in fields of one line, lists a line each. */
export type PolicyField = {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly lines: boolean
  /** A time or some words, as wide as they may be; anything else in one line is a number. */
  readonly words?: 'a word' | 'a name' | 'sentences'
  /** One of these, instead of anything typed. */
  readonly choices?: readonly { readonly value: string; readonly text: string }[]
}
export type TypedPolicy = Readonly<Record<string, string>>
export type PolicyFault = { readonly field: string; readonly message: string }
export type ReadPolicy = { readonly value: unknown; readonly faults: readonly PolicyFault[] }

type Shape<V> = {
  readonly fields: readonly PolicyField[]
  readonly show: (value: V) => TypedPolicy
  readonly read: (typed: TypedPolicy) => ReadPolicy
}

const field = (name: string, label: string, hint?: string): PolicyField => ({
  name,
  label,
  lines: false,
  ...(hint === undefined ? {} : { hint }),
})
const wordField = (name: string, label: string, hint: string, words: PolicyField['words'] = 'a word'): PolicyField => ({
  ...field(name, label, hint),
  words,
})
const YES_OR_NO = [
  { value: 'yes', text: 'Yes' },
  { value: 'no', text: 'No' },
]
const choiceField = (name: string, label: string, choices: PolicyField['choices'] = YES_OR_NO): PolicyField => ({
  ...field(name, label),
  choices,
})
const list = (name: string, label: string, hint: string): PolicyField => ({ name, label, hint, lines: true })

const linesOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** Reads what was typed and notes what cannot be read. */
class Reading {
  readonly faults: PolicyFault[] = []
  private readonly typed: TypedPolicy
  constructor(typed: TypedPolicy) {
    this.typed = typed
  }
  number(name: string, what: string): number {
    const text = (this.typed[name] ?? '').trim()
    if (/^\d{1,9}$/.test(text)) return Number(text)
    this.faults.push({ field: name, message: `Enter ${what} as a whole number` })
    return 0
  }
  /** Left empty, it does not apply. */
  numberOrNone = (name: string, what: string): number | null =>
    (this.typed[name] ?? '').trim() === '' ? null : this.number(name, what)
  pounds(name: string, what: string): Pence {
    const pence = parsePounds(this.typed[name] ?? '')
    if (pence === undefined) this.faults.push({ field: name, message: `Enter ${what} in pounds, such as 2.00` })
    return pence ?? 0
  }
  yes(name: string): boolean {
    const text = (this.typed[name] ?? '').trim().toLowerCase()
    if (text !== 'yes' && text !== 'no') this.faults.push({ field: name, message: 'Answer yes or no' })
    return text === 'yes'
  }
  lines<T>(name: string, read: (line: string) => T | string): T[] {
    return linesOf(this.typed[name]).flatMap((line, at) => {
      const value = read(line)
      if (typeof value !== 'string') return [value]
      this.faults.push({ field: name, message: `Line ${at + 1}: ${value}` })
      return []
    })
  }
  gives = (value: unknown): ReadPolicy => ({ value, faults: this.faults })
}

const readCode = (line: string): Code | string => {
  const [, code, label] = /^([a-z0-9_]+)\s*:\s*(.+)$/.exec(line) ?? []
  return code === undefined || label === undefined
    ? 'write a code, a colon and the words: person_chose: The person chose'
    : { code, label }
}

const readRoute = (line: string) => {
  const [of = '', mechanism = '', hours = '', more] = line.split(',').map((part) => part.trim())
  if (of === '' || !/^\d{1,3}$/.test(hours) || more !== undefined)
    return 'write the framework, the service or any, the mechanism and the hours of first refusal: any, all at once, 8'
  return {
    of: of.startsWith('FW-') ? of : of.toLowerCase().replaceAll(' ', '_'),
    mechanism: mechanism.toLowerCase().replaceAll(' ', '_'),
    firstRefusalHours: Number(hours),
  }
}

const readPace = (line: string): { kind: string; pace: string } | string => {
  const [, kind, pace] = /^([a-z0-9_]+)\s*:\s*(standard|urgent|crisis)$/.exec(line) ?? []
  return kind === undefined || pace === undefined
    ? 'write the kind, a colon and standard, urgent or crisis: hospital_discharge: urgent'
    : { kind, pace }
}

const codes: Shape<{ codes: Code[] }> = {
  fields: [
    list(
      'codes',
      'Reasons',
      'One a line: a code, a colon and the words. For example: person_chose: The person chose this provider',
    ),
  ],
  show: ({ codes: all }) => ({ codes: all.map(({ code, label }) => `${code}: ${label}`).join('\n') }),
  read(typed) {
    const reading = new Reading(typed)
    return reading.gives({ codes: reading.lines('codes', readCode) })
  },
}

const MEASURE_FIELDS = [
  ['deliveredPercent', 'Delivered: at least so many percent of the visits'],
  ['onTimePercent', 'On time: at least so many percent'],
  ['lengthOfStayPercent', 'Length of stay: at least so many percent of the planned minutes'],
  ['missedPerThousand', 'Missed: at most so many visits in a thousand'],
  ['electronicPercent', 'Electronic log: at least so many percent of the visits'],
  ['manualPercent', 'Entered by hand: at most so many percent of those delivered'],
  ['topThreePercent', "Continuity: at least so many percent of visits by each person's three most frequent workers"],
  ['workersAPerson', 'Continuity: at most so many different workers a person in 28 days'],
] as const satisfies readonly (readonly [keyof Policies['measures'], string])[]

const measures: Shape<Policies['measures']> = {
  fields: MEASURE_FIELDS.map(([name, label]) => field(name, label)),
  show: (value) => Object.fromEntries(MEASURE_FIELDS.map(([name]) => [name, String(value[name])])),
  read(typed) {
    const reading = new Reading(typed)
    return reading.gives(
      Object.fromEntries(
        MEASURE_FIELDS.map(([name]) => [name, reading.number(name, 'the figure')]),
      ) as Policies['measures'],
    )
  },
}

const charges: Shape<Policies['charges']> = {
  fields: [
    choiceField('basis', 'What people are charged by', [
      { value: 'actual', text: 'What was delivered' },
      { value: 'planned', text: 'What was planned' },
    ]),
    wordField('leastWeekly', 'Least that is collected for a week', 'In pounds, for example 2.00'),
    wordField('travelRule', "What people are told about workers' travel", 'One or two sentences', 'sentences'),
  ],
  show: ({ basis, leastWeeklyPence, travelRule }) => ({
    ...{ basis, travelRule },
    leastWeekly: (leastWeeklyPence / 100).toFixed(2),
  }),
  read(typed) {
    const reading = new Reading(typed)
    return reading.gives({
      basis: (typed['basis'] ?? '').trim(),
      leastWeeklyPence: reading.pounds('leastWeekly', 'the least'),
      travelRule: (typed['travelRule'] ?? '').trim(),
    } as Policies['charges'])
  },
}

const ON_TIME = { usual: '', rural: ' in rural zones', timeCritical: ' of a time-critical visit' } as const
const ON_TIME_KINDS = ['usual', 'rural', 'timeCritical'] as const
const yesNo = (is: boolean): string => (is ? 'yes' : 'no')

const punctuality: Shape<Policies['punctuality']> = {
  fields: [
    ...ON_TIME_KINDS.flatMap((kind) => [
      field(`${kind}Late`, `Minutes after its time at which a start${ON_TIME[kind]} is still on time`),
      field(`${kind}Early`, `Minutes before its time at which a start${ON_TIME[kind]} is still on time`),
    ]),
    field('missedAfter', 'Missed when nobody came so many minutes after the start', 'Leave empty if it does not apply'),
    choiceField('unlessExplained', 'Someone who comes later than that is late, not missed, if the provider said why'),
    wordField(
      'missedBy',
      'Missed when not begun by this time of the day',
      'For example 23:00. Leave empty if it does not apply',
    ),
    choiceField('missedAtNext', 'Missed when not begun before the package’s next visit'),
    field(
      'missedBelow',
      'Missed when it took less than so many percent of the planned time, without a reason',
      'Leave empty if it does not apply',
    ),
    field('noLogOutAfter', 'No log-out: minutes after the planned end'),
    field('shortBelow', 'Short: less than so many percent of the planned time'),
  ],
  show: ({ onTime, missed, noLogOutAfterMinutes, shortBelowPercent }) => ({
    ...Object.fromEntries(
      ON_TIME_KINDS.flatMap((kind) => [
        [`${kind}Late`, String(onTime[kind].lateMinutes)],
        [`${kind}Early`, String(onTime[kind].earlyMinutes)],
      ]),
    ),
    missedAfter: String(missed.afterMinutes ?? ''),
    unlessExplained: yesNo(missed.unlessExplained),
    missedBy: missed.notBegunBy ?? '',
    missedAtNext: yesNo(missed.afterNextVisit),
    missedBelow: String(missed.belowPercent ?? ''),
    noLogOutAfter: String(noLogOutAfterMinutes),
    shortBelow: String(shortBelowPercent),
  }),
  read(typed) {
    const reading = new Reading(typed)
    const bounds = (kind: string) => ({
      earlyMinutes: reading.number(`${kind}Early`, 'the minutes'),
      lateMinutes: reading.number(`${kind}Late`, 'the minutes'),
    })
    return reading.gives({
      onTime: Object.fromEntries(ON_TIME_KINDS.map((kind) => [kind, bounds(kind)])),
      missed: {
        afterMinutes: reading.numberOrNone('missedAfter', 'the minutes'),
        unlessExplained: reading.yes('unlessExplained'),
        notBegunBy: (typed['missedBy'] ?? '').trim() || null,
        afterNextVisit: reading.yes('missedAtNext'),
        belowPercent: reading.numberOrNone('missedBelow', 'the percentage'),
      },
      noLogOutAfterMinutes: reading.number('noLogOutAfter', 'the minutes'),
      shortBelowPercent: reading.number('shortBelow', 'the percentage'),
    })
  },
}

const readMinutes = (line: string): number | string =>
  /^\d{1,3}$/.test(line) ? Number(line) : 'write whole minutes, such as 15'

const watch: Shape<Policies['watch']> = {
  fields: [
    list(
      'alertMinutes',
      'Alerts, in minutes after the planned start',
      'One a line. The first tells the provider, the second the council too, each later one both again',
    ),
    list(
      'timeCriticalAlertMinutes',
      'Alerts of a time-critical visit, in minutes after the planned start',
      'One a line',
    ),
    field('logOutMinutes', 'Minutes after the planned end at which a worker should have logged out'),
    list('reasons', 'What may have happened', 'One a line: a code, a colon and the words'),
  ],
  show: ({ alertMinutes, timeCriticalAlertMinutes, logOutMinutes, reasons }) => ({
    alertMinutes: alertMinutes.join('\n'),
    timeCriticalAlertMinutes: timeCriticalAlertMinutes.join('\n'),
    logOutMinutes: String(logOutMinutes),
    reasons: reasons.map(({ code, label }) => `${code}: ${label}`).join('\n'),
  }),
  read(typed) {
    const reading = new Reading(typed)
    return reading.gives({
      alertMinutes: reading.lines('alertMinutes', readMinutes),
      timeCriticalAlertMinutes: reading.lines('timeCriticalAlertMinutes', readMinutes),
      logOutMinutes: reading.number('logOutMinutes', 'the minutes'),
      reasons: reading.lines('reasons', readCode),
    })
  },
}

const pounds = (pence: number): string => formatPence(pence).replace('£', '').replaceAll(',', '').replace(/\.00$/, '')

type BudgetCode = Policies['budget-codes']['codes'][number]

const ANY = 'any'
const readBudgetCode = (line: string): BudgetCode | string => {
  const [code = '', service = '', zone = '', contractRef = '', more] = line.split(',').map((part) => part.trim())
  if (code === '' || more !== undefined)
    return 'write the code, the service, the zone, the contract: ASC-4010, home care, town'
  const narrowed = (name: string, value: string) =>
    value === '' || value.toLowerCase() === ANY ? {} : { [name]: value }
  return {
    code,
    ...narrowed('service', service.toLowerCase().replaceAll(' ', '_')),
    ...narrowed('zone', zone),
    ...narrowed('contractRef', contractRef.toUpperCase()),
  }
}
const showBudgetCode = ({ code, service = ANY, zone = ANY, contractRef = ANY }: BudgetCode): string =>
  [code, service.replaceAll('_', ' '), zone, contractRef].join(', ')

const KEEP_FOR: Readonly<Record<keyof Policies['retention'], string>> = {
  accessMonths: 'Months for which it is kept who opened a record',
  answerDays: 'Days for which answers to machines are kept, to be given again',
  mailDays: 'Days for which it is kept that a mail was sent',
  peopleYears: 'Years after the last contact, for people who need care',
  visitYears: 'Years for visits, log-ins at the door among them',
  paymentYears: 'Years for payments, the current one included',
  contractYears: 'Years after a contract ends',
}
const KEPT_FIELDS = Object.entries(KEEP_FOR) as [keyof Policies['retention'], string][]

const readCeiling = (line: string) => {
  const [service = '', zone = '', price = '', more] = line.split(',').map((part) => part.trim())
  const pencePerHour = parsePounds(price)
  if (service === '' || zone === '' || pencePerHour === undefined || more !== undefined)
    return 'write the service, the zone and the price of an hour: home care, town, 23.70'
  return { service, zone, pencePerHour }
}

type Signature = { fromWeeklyPence: number; role: Role; label: string; when?: When }

const roleIn = (text: string): Role | undefined =>
  ROLES.find((each) => roleName(each).toLowerCase() === text.toLowerCase()) ?? (isRole(text) ? text : undefined)

type When = NonNullable<Policies['sign-off']['routes'][number]['when']>

const SERVICE = 'the service is '
const whenWords = (when: When | undefined): string =>
  when === undefined
    ? ''
    : `if ${[
        when.overCeiling && 'above the ceiling',
        when.urgent && 'urgent',
        when.services && `${SERVICE}${when.services.map((service) => service.replaceAll('_', ' ')).join(' or ')}`,
      ]
        .filter((words) => words !== undefined)
        .join(' and ')}: `

/** "if above the ceiling and the service is day care: 0, …" */
function readWhen(line: string): { when?: When; rest: string } | undefined {
  const [, words, rest] = /^if (.+?):\s*(.*)$/.exec(line) ?? []
  if (words === undefined || rest === undefined) return { rest: line }
  const when: When = {}
  for (const one of words.split(' and ').map((part) => part.trim().toLowerCase()))
    if (one === 'above the ceiling') when.overCeiling = true
    else if (one === 'urgent') when.urgent = true
    else if (one.startsWith(SERVICE))
      when.services = one
        .slice(SERVICE.length)
        .split(' or ')
        .map((service) => service.trim().replaceAll(' ', '_'))
    else return undefined
  return { when, rest }
}

const readSignature = (line: string): Signature | string => {
  const read = readWhen(line)
  if (read === undefined)
    return 'conditions are: if above the ceiling, if urgent, if the service is day care, joined by "and"'
  const [from = '', role = '', ...label] = read.rest.split(',').map((part) => part.trim())
  const fromWeeklyPence = parsePounds(from)
  const known = roleIn(role)
  if (fromWeeklyPence === undefined)
    return 'begin with the weekly cost from which the route applies: 0, Social worker, meets the support plan'
  if (known === undefined) return `there is no role "${role}"`
  if (label.join('') === '') return 'end with what the signature says: 0, Social worker, meets the support plan'
  return { fromWeeklyPence, role: known, label: label.join(', '), ...(read.when ? { when: read.when } : {}) }
}

type Decider = Policies['contract-changes']['approvals'][number]
type Delegation = Policies['contract-changes']['delegations'][number]

const readDecider = (line: string): Decider | string => {
  const [from = '', name = ''] = line.split(',').map((part) => part.trim())
  const [fromPence, role] = [parsePounds(from), roleIn(name)]
  return fromPence === undefined || role === undefined
    ? 'write the value in pounds and the role: 100000, Head of service'
    : { fromPence, role }
}

const readDelegation = (line: string): Delegation | string => {
  const [code = '', limit = '', name = '', ...label] = line.split(',').map((part) => part.trim())
  const [limitPence, role] = [parsePounds(limit), roleIn(name)]
  return limitPence === undefined || role === undefined || label.join('') === ''
    ? 'write the code, the limit in pounds, the role, the decision: CAB-26-14, 250000, Contract manager, Cabinet of 3 November 2026'
    : { code, limitPence, role, label: label.join(', ') }
}

const contractChanges: Shape<Policies['contract-changes']> = {
  fields: [
    list(
      'approvals',
      'Who decides',
      'One a line: from how many pounds by which the value changes, and the role. Those of later lines may decide too. For example: 100000, Head of service',
    ),
    list(
      'delegations',
      'Delegations',
      'One a line: its code, its limit in pounds, the role, the decision that gave it. For example: CAB-26-14, 250000, Contract manager, Cabinet of 3 November 2026',
    ),
  ],
  show: ({ approvals, delegations }) => ({
    approvals: approvals.map(({ fromPence, role }) => `${pounds(fromPence)}, ${roleName(role)}`).join('\n'),
    delegations: delegations
      .map(({ code, limitPence, role, label }) => `${code}, ${pounds(limitPence)}, ${roleName(role)}, ${label}`)
      .join('\n'),
  }),
  read(typed) {
    const reading = new Reading(typed)
    return reading.gives({
      approvals: reading.lines('approvals', readDecider),
      delegations: reading.lines('delegations', readDelegation),
    })
  },
}

/** Policies whose settings are whole numbers, one field each. */
const numbers = <K extends string>(fields: Readonly<Record<K, string>>): Shape<Record<K, number>> => ({
  fields: (Object.keys(fields) as K[]).map((name) => field(name, fields[name])),
  show: (value) => Object.fromEntries((Object.keys(fields) as K[]).map((name) => [name, String(value[name])])),
  read(typed) {
    const reading = new Reading(typed)
    return reading.gives(
      Object.fromEntries((Object.keys(fields) as K[]).map((name) => [name, reading.number(name, 'the number')])),
    )
  },
})

/** Signatures of one weekly cost and the same conditions are one route, its steps in the order of the lines. */
const routesOf = (signatures: readonly Signature[]): Policies['sign-off']['routes'] =>
  [...Map.groupBy(signatures, ({ fromWeeklyPence, when }) => JSON.stringify([fromWeeklyPence, when])).values()].map(
    (some) => ({
      fromWeeklyPence: some[0]?.fromWeeklyPence ?? 0,
      ...(some[0]?.when ? { when: some[0].when } : {}),
      signatures: some.map(({ role, label }, at) => ({ step: at + 1, label, role })),
    }),
  )

const BY_ITSELF = [
  { value: 'suspend', text: 'It is suspended from new work by itself' },
  { value: 'review', text: 'An officer is asked to look at it' },
]

const MARKET_NUMBERS = {
  evaluateDays: 'Working days in which an application is answered, where the law gives none',
  suspensionReviewDays: 'Days after which a suspension is looked at again, 28 at most',
  exclusionMonths: 'Months after which the exclusion grounds are checked again',
  rankMonths: 'Months after which lists are ranked anew',
}

const markets: Shape<Policies['markets']> = {
  fields: [
    ...Object.entries(MARKET_NUMBERS).map(([name, label]) => field(name, label)),
    list('reminderDays', 'Days before evidence ends on which its provider is reminded', 'One a line. For example: 60'),
    choiceField('lapse', 'When a member’s evidence has ended', BY_ITSELF),
    choiceField('unregistered', 'When a member is no longer registered with CQC for personal care', BY_ITSELF),
    choiceField('inadequate', 'When CQC rates a member Inadequate', BY_ITSELF),
    wordField('dpsLastDay', 'Last day of purchasing systems that began under the Regulations of 2015', 'As 2029-02-23'),
  ],
  show: ({ reminderDays, lapse, unregistered, inadequate, dpsLastDay, ...numbers }) => ({
    ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)])),
    ...{ reminderDays: reminderDays.join('\n'), lapse, unregistered, inadequate, dpsLastDay },
  }),
  read(typed) {
    const reading = new Reading(typed)
    const word = (name: string): string => (typed[name] ?? '').trim()
    const days = (line: string) => (/^\d{1,3}$/.test(line) ? Number(line) : 'write whole days, such as 30')
    return reading.gives({
      ...Object.fromEntries(Object.keys(MARKET_NUMBERS).map((name) => [name, reading.number(name, 'the number')])),
      reminderDays: reading.lines('reminderDays', days),
      ...{ lapse: word('lapse'), unregistered: word('unregistered'), inadequate: word('inadequate') },
      dpsLastDay: word('dpsLastDay'),
    })
  },
}

const PARTS = [
  ['morning', 'The morning begins at'],
  ['midday', 'Midday begins at'],
  ['tea', 'Teatime begins at'],
  ['evening', 'The evening begins at'],
  ['night', 'The night begins at'],
] as const satisfies readonly (readonly [keyof Policies['parts-of-day'], string])[]

const partsOfDay: Shape<Policies['parts-of-day']> = {
  fields: PARTS.map(([name, label]) => wordField(name, label, 'Hours and minutes, such as 06:00')),
  show: (value) => Object.fromEntries(PARTS.map(([name]) => [name, value[name]])),
  read: (typed) =>
    new Reading(typed).gives(Object.fromEntries(PARTS.map(([name]) => [name, (typed[name] ?? '').trim()]))),
}

const PLACING_NUMBERS = {
  unplaced: 'Points for a person left without a provider',
  timeCritical: 'Points more where a visit is bound to its time',
  doubleHanded: 'Points more where a visit takes two workers',
  overCeiling: 'Points for a price above the ceiling',
  belowRating: 'Points for a provider rated below the lowest rating wanted',
  outOfArea: 'Points for a provider from outside the zone',
  changedProvider: 'Points for another provider than today’s',
  notPreferred: 'Points for another provider than the person asked for',
  perPound: 'Points for each pound a week',
} as const

const placing: Shape<Policies['placing']> = {
  fields: [
    ...Object.entries(PLACING_NUMBERS).map(([name, label]) => field(name, label)),
    choiceField(
      'ratingFloor',
      'Lowest rating wanted',
      ['Outstanding', 'Good', 'Requires improvement', 'Inadequate'].map((text) => ({ value: text, text })),
    ),
  ],
  show: ({ ratingFloor, ...numbered }) => ({
    ...Object.fromEntries(Object.entries(numbered).map(([name, value]) => [name, String(value)])),
    ratingFloor,
  }),
  read(typed) {
    const reading = new Reading(typed)
    return reading.gives({
      ...Object.fromEntries(Object.keys(PLACING_NUMBERS).map((name) => [name, reading.number(name, 'the points')])),
      ratingFloor: (typed['ratingFloor'] ?? '').trim(),
    })
  },
}

const SHAPES: { readonly [K in PolicyKind]: Shape<Policies[K]> } = {
  'parts-of-day': partsOfDay,
  directory: {
    fields: [
      list(
        'areas',
        'Local authorities',
        'One a line, as the register names them: each of their registered services is listed, and those of every provider that the council approved',
      ),
    ],
    show: ({ areas }) => ({ areas: areas.join('\n') }),
    read: (typed) => new Reading(typed).gives({ areas: linesOf(typed['areas']) }),
  },
  capacity: numbers({ staleDays: 'Days after which a provider’s word on its capacity is too old to plan with' }),
  placing,
  'sign-off': {
    fields: [
      list(
        'signatures',
        'Signatures',
        'One a line: the weekly cost in pounds from which it is needed, the role, what the signature says. Lines with the same cost are one route. For example: 0, Social worker, meets the support plan. A line may begin with conditions: if above the ceiling and urgent: 0, Director, agrees',
      ),
      field('remindAfterHours', 'Remind after so many hours'),
      choiceField('inOrder', 'One after the other, in the order of the lines'),
      field('emergencyHours', 'Hours within which a placement made in an emergency is signed for'),
    ],
    show: ({ routes, remindAfterHours, inOrder, emergencyHours }) => ({
      signatures: routes
        .flatMap((route) =>
          route.signatures.map(
            ({ role, label }) =>
              `${whenWords(route.when)}${pounds(route.fromWeeklyPence)}, ${roleName(role)}, ${label}`,
          ),
        )
        .join('\n'),
      remindAfterHours: String(remindAfterHours),
      inOrder: inOrder ? 'yes' : 'no',
      emergencyHours: String(emergencyHours),
    }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({
        routes: routesOf(reading.lines('signatures', readSignature)),
        remindAfterHours: reading.number('remindAfterHours', 'the hours'),
        inOrder: reading.yes('inOrder'),
        emergencyHours: reading.number('emergencyHours', 'the hours'),
      })
    },
  },
  'offer-window': {
    fields: [
      field('standard', 'Hours to offer'),
      field('urgent', 'Hours to offer when it is urgent'),
      field('crisis', 'Hours to offer in a crisis', 'Hours of the clock, by day and by night'),
      choiceField('counted', 'Which hours count', [
        { value: 'working_hours', text: 'Those of the office, on working days' },
        { value: 'every_hour', text: 'All, by day and by night' },
      ]),
      wordField('opens', 'The office opens at', 'For example 09:00'),
      wordField('closes', 'The office closes at', 'For example 17:00'),
      wordField(
        'sameDayUntil',
        'A request counts from the same day until',
        'Later ones count from the next working day',
      ),
      field('remindHours', 'Hours before the end at which those who have not answered are reminded'),
      list('paces', 'How urgent each kind of request is', 'One a line: hospital_discharge: urgent'),
    ],
    show: ({ hours, crisisHours, counted, opens, closes, sameDayUntil, remindHours, paces }) => ({
      ...{ standard: String(hours.standard), urgent: String(hours.urgent), crisis: String(crisisHours) },
      ...{ counted, opens, closes, sameDayUntil, remindHours: String(remindHours) },
      paces: paces.map(({ kind, pace }) => `${kind}: ${pace}`).join('\n'),
    }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({
        hours: { standard: reading.number('standard', 'the hours'), urgent: reading.number('urgent', 'the hours') },
        crisisHours: reading.number('crisis', 'the hours'),
        counted: (typed['counted'] ?? '').trim(),
        ...Object.fromEntries(['opens', 'closes', 'sameDayUntil'].map((name) => [name, (typed[name] ?? '').trim()])),
        remindHours: reading.number('remindHours', 'the hours'),
        paces: reading.lines('paces', readPace),
      })
    },
  },
  sending: {
    fields: [
      list(
        'routes',
        'Order',
        'One a line: a framework, a service or any; all at once, ranked list or lead first; hours of first refusal. For example: FW-1001, lead first, 8',
      ),
    ],
    show: ({ routes }) => ({
      routes: routes
        .map((one) =>
          [one.of.replaceAll('_', ' '), one.mechanism.replaceAll('_', ' '), one.firstRefusalHours].join(', '),
        )
        .join('\n'),
    }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({ routes: reading.lines('routes', readRoute) })
    },
  },
  spot: numbers({
    mostWeeks: 'Weeks for which care may be bought on the spot, and extended, at most',
    tellDays: 'Days before its end at which it stands in My work',
  }),
  'self-funders': {
    fields: [
      field('feePence', 'Arrangement fee, asked for once', 'In pounds, such as 150.00'),
      field('arrangingCostPence', 'What arranging costs the council', 'The fee is never more. In pounds'),
      wordField('agreement', 'What the person agrees to', 'They are told this with the fee', 'sentences'),
      field('upperCapitalPence', 'Savings at or below which the council helps to pay', 'In pounds, such as 23250.00'),
      field('payWithinDays', 'Days within which the fee is paid'),
      wordField('howToPay', 'How the fee is paid', 'It is printed on the invoice', 'sentences'),
      field('reviewWeeks', 'Weeks after which money is spoken of again'),
    ],
    show: ({ feePence, arrangingCostPence, agreement, payWithinDays, howToPay, upperCapitalPence, reviewWeeks }) => ({
      feePence: pounds(feePence),
      arrangingCostPence: pounds(arrangingCostPence),
      upperCapitalPence: pounds(upperCapitalPence),
      ...{ agreement, howToPay, payWithinDays: String(payWithinDays) },
      reviewWeeks: String(reviewWeeks),
    }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({
        feePence: reading.pounds('feePence', 'the fee'),
        arrangingCostPence: reading.pounds('arrangingCostPence', 'the cost'),
        agreement: (typed['agreement'] ?? '').trim(),
        upperCapitalPence: reading.pounds('upperCapitalPence', 'the limit'),
        payWithinDays: reading.number('payWithinDays', 'the days'),
        howToPay: (typed['howToPay'] ?? '').trim(),
        reviewWeeks: reading.number('reviewWeeks', 'the weeks'),
      })
    },
  },
  reviews: {
    fields: [
      field('announceDays', 'Days before a review is due at which it stands in My work'),
      field('askedDays', 'Days within which a review that was asked for is held'),
      field('deferDays', 'Days for which a review may be deferred, at most'),
      field('escalateDays', 'Days overdue after which a review is the team manager’s too'),
      wordField(
        'team',
        'Team whose are the reviews that nobody has',
        'Such as T-1002. Empty: every team manager sees them',
      ),
    ],
    show: ({ team, ...days }) => ({
      ...Object.fromEntries(Object.entries(days).map(([name, value]) => [name, String(value)])),
      team,
    }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({
        announceDays: reading.number('announceDays', 'the days ahead'),
        askedDays: reading.number('askedDays', 'the days for a review that was asked for'),
        deferDays: reading.number('deferDays', 'the days of a deferral'),
        escalateDays: reading.number('escalateDays', 'the days overdue'),
        team: (typed['team'] ?? '').trim().toUpperCase(),
      })
    },
  },
  'price-ceiling': {
    fields: [
      list(
        'ceilings',
        'Ceilings',
        'One a line: the service, the zone, the price of an hour in pounds. For example: home care, town, 23.70',
      ),
    ],
    show: ({ ceilings }) => ({
      ceilings: ceilings
        .map(({ service, zone, pencePerHour }) => `${service}, ${zone}, ${pounds(pencePerHour)}`)
        .join('\n'),
    }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({ ceilings: reading.lines('ceilings', readCeiling) })
    },
  },
  'cost-floor': numbers({
    wagePence: 'Minimum wage for an hour, in pence',
    travelMinutes: 'Minutes of travel to a visit',
    ruralTravelMinutes: 'Minutes of travel to a visit in a rural zone',
    milesTenths: 'Tenths of a mile to a visit',
    ruralMilesTenths: 'Tenths of a mile to a visit in a rural zone',
    penceAMile: 'Pence paid for a mile',
    holidayBp: 'Holiday, in hundredths of a per cent of pay',
    trainingBp: 'Training, in hundredths of a per cent of pay',
    sickBp: 'Sickness, in hundredths of a per cent of pay',
    niBp: 'National Insurance above the threshold, in hundredths of a per cent',
    niThresholdPounds: 'Pay in a year below which no National Insurance is due, in pounds',
    paidHoursAWeek: 'Hours that a worker is paid for in a week',
    pensionBp: 'Pension, in hundredths of a per cent of pay',
    runningPence: 'Running the business, in pence for an hour',
    surplusBp: 'Surplus, in hundredths of a per cent of costs',
  }),
  'visit-length': {
    fields: [
      field('minimumMinutes', 'Shortest visit without a reason, in minutes'),
      list('reasons', 'Reasons for a shorter visit', 'One code a line. For example: medication'),
    ],
    show: ({ minimumMinutes, reasons }) => ({ minimumMinutes: String(minimumMinutes), reasons: reasons.join('\n') }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({
        minimumMinutes: reading.number('minimumMinutes', 'the minutes'),
        reasons: linesOf(typed['reasons']),
      })
    },
  },
  matching: {
    fields: [
      field('windowMinutes', 'Minutes before and after the planned start within which a log belongs to the visit'),
      field('mergeMinutes', 'Log-ins of one worker fewer minutes apart than this are one'),
      field('lockDays', 'Days after a visit for which its provider may enter and correct it by hand'),
      field('providerDays', 'Days for which the provider looks after an open item before the council does'),
    ],
    show: ({ windowMinutes, mergeMinutes, lockDays, providerDays }) => ({
      windowMinutes: String(windowMinutes),
      mergeMinutes: String(mergeMinutes),
      lockDays: String(lockDays),
      providerDays: String(providerDays),
    }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({
        windowMinutes: reading.number('windowMinutes', 'the minutes'),
        mergeMinutes: reading.number('mergeMinutes', 'the minutes'),
        lockDays: reading.number('lockDays', 'the days'),
        providerDays: reading.number('providerDays', 'the days'),
      })
    },
  },
  'draw-down': {
    fields: [
      list(
        'alertPercents',
        'Shares of the ceiling at which to tell the contract manager',
        'One percentage a line. For example: 75',
      ),
    ],
    show: ({ alertPercents }) => ({ alertPercents: alertPercents.join('\n') }),
    read(typed) {
      const reading = new Reading(typed)
      const read = (line: string) =>
        /^\d{1,3}%?$/.test(line) ? Number.parseInt(line, 10) : 'write a percentage, such as 75'
      return reading.gives({ alertPercents: reading.lines('alertPercents', read) })
    },
  },
  'contract-changes': contractChanges,
  'contract-dates': numbers({
    competitionMonths: 'Months before its end at which a competition for a contract begins',
    callOffMonths: 'Months before its end at which a call-off begins',
    directAwardMonths: 'Months before its end at which a direct award begins',
    optionMonths: 'Months before an extension must be decided at which its owner is told',
  }),
  'kpi-ratings': numbers({
    approachingPoints: 'Points below its target up to which an indicator approaches it',
    improvementPoints: 'Points below its target up to which it requires improvement; below that it is inadequate',
  }),
  'contract-copies': numbers({
    abovePounds: 'Worth in pounds, with VAT, above which a contract’s copy and its performance are published',
  }),
  markets,
  'choice-reasons': codes,
  'manual-reasons': codes,
  'budget-codes': {
    fields: [
      list(
        'codes',
        'Budget codes',
        'One a line: the code, the service, the zone, the contract; "any" fits all. The first line that fits applies. For example: ASC-4010, home care, town',
      ),
      wordField('otherwise', 'Code where no line fits', 'For example, ASC-4000'),
    ],
    show: ({ codes: all, otherwise }) => ({ codes: all.map(showBudgetCode).join('\n'), otherwise }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({
        codes: reading.lines('codes', readBudgetCode),
        otherwise: (typed['otherwise'] ?? '').trim(),
      })
    },
  },
  retention: {
    fields: KEPT_FIELDS.map(([name, label]) => field(name, label)),
    show: (value) => Object.fromEntries(KEPT_FIELDS.map(([name]) => [name, String(value[name])])),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives(Object.fromEntries(KEPT_FIELDS.map(([name]) => [name, reading.number(name, 'the time')])))
    },
  },
  punctuality,
  watch,
  'banked-time': {
    fields: [
      field('mostMinutes', 'Most minutes that may be saved up'),
      field('withinWeeks', 'Weeks within which saved minutes are to be used'),
    ],
    show: ({ mostMinutes, withinWeeks }) => ({ mostMinutes: String(mostMinutes), withinWeeks: String(withinWeeks) }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({
        mostMinutes: reading.number('mostMinutes', 'the minutes'),
        withinWeeks: reading.number('withinWeeks', 'the weeks'),
      })
    },
  },
  measures,
  continuity: numbers({
    urgentListHours: 'Hours to list everybody, when the cause is urgent',
    urgentPlanHours: 'Hours to a plan, when the cause is urgent',
    urgentChoiceHours: 'Hours to ask each person, when the cause is urgent',
    plannedListHours: 'Hours to list everybody, when notice runs',
    plannedPlanHours: 'Hours to a plan, when notice runs',
    plannedChoiceHours: 'Hours to ask each person, when notice runs',
    insulinPoints: 'Triage points for insulin',
    timeCriticalPoints: 'Triage points for a visit that must be on time',
    doubleHandedPoints: 'Triage points for two workers together',
    livesAlonePoints: 'Triage points for living alone',
    noSupportPoints: 'Triage points for no family or friends who help',
    cannotDecidePoints: 'Triage points for not being able to decide alone',
    criticalFrom: 'Critical from so many points',
    highFrom: 'High from so many points',
    firstCheckDay: 'First welfare check, days after the move',
    secondCheckDay: 'Second welfare check, days after the move',
    thirdCheckDay: 'Third welfare check, days after the move',
  }),
  charges,
  queries: {
    fields: [
      field('windowDays', 'Days for which a statement may be queried', 'From the day on which it is posted'),
      field('answerDays', 'Days that each side has to answer'),
      wordField(
        'sharedMailbox',
        'Mailbox that is told of a query (optional)',
        'One that the payments team shares. Left empty, each finance officer is told',
        'a name',
      ),
    ],
    show: ({ windowDays, answerDays, sharedMailbox }) => ({
      ...{ windowDays: String(windowDays), answerDays: String(answerDays), sharedMailbox },
    }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({
        windowDays: reading.number('windowDays', 'the days'),
        answerDays: reading.number('answerDays', 'the days'),
        sharedMailbox: (typed['sharedMailbox'] ?? '').trim(),
      })
    },
  },
  'bank-details': {
    fields: [field('coolingDays', 'Days between the second key and the first payment into new details')],
    show: ({ coolingDays }) => ({ coolingDays: String(coolingDays) }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({ coolingDays: reading.number('coolingDays', 'the days') })
    },
  },
  'tender-periods': {
    fields: [
      field('leastDays', 'The fewest days from a tender’s publication to its deadline', 'Where the law fixes no time'),
      field('answerDays', 'The fewest working days between the last question and the deadline'),
      field('changeDays', 'Days by which the deadline moves when what is asked for is changed'),
      field('looseFileDays', 'Days for which a file is kept that a bidder brought and no bid has'),
    ],
    show: ({ leastDays, answerDays, changeDays, looseFileDays }) => ({
      looseFileDays: String(looseFileDays),
      leastDays: String(leastDays),
      answerDays: String(answerDays),
      changeDays: String(changeDays),
    }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({
        leastDays: reading.number('leastDays', 'the days'),
        answerDays: reading.number('answerDays', 'the days'),
        changeDays: reading.number('changeDays', 'the days'),
        looseFileDays: reading.number('looseFileDays', 'the days'),
      })
    },
  },
  'framework-share': {
    fields: [
      field('leastPercent', 'The least share of packages that a framework places, in percent'),
      field('months', 'Counted over so many months'),
      field('fewestPackages', 'Only from so many packages on'),
    ],
    show: ({ leastPercent, months, fewestPackages }) => ({
      leastPercent: String(leastPercent),
      months: String(months),
      fewestPackages: String(fewestPackages),
    }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({
        leastPercent: reading.number('leastPercent', 'the share'),
        months: reading.number('months', 'the months'),
        fewestPackages: reading.number('fewestPackages', 'the packages'),
      })
    },
  },
  'outcome-budgets': {
    fields: [choiceField('shownToProviders', 'Providers are told what a package by outcomes may cost a week')],
    show: ({ shownToProviders }) => ({ shownToProviders: yesNo(shownToProviders) }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({ shownToProviders: reading.yes('shownToProviders') })
    },
  },
  'payment-cycle': {
    fields: [
      choiceField('onAccount', 'What pay runs pay', [
        { value: 'no', text: 'What was delivered' },
        { value: 'yes', text: 'What was commissioned, on account; the next run settles it by what was delivered' },
      ]),
    ],
    show: ({ onAccount }) => ({ onAccount: yesNo(onAccount) }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({ onAccount: reading.yes('onAccount') })
    },
  },
  notices: {
    fields: [
      wordField(
        'ocidPrefix',
        'Prefix of published contracting processes',
        'As the Open Contracting Partnership gave it to the council, for example ocds-000000',
      ),
      wordField('partyId', 'Number of the council on Find a Tender', 'For example PABC-1234-DEFG; may be empty'),
      choiceField('pipeline', 'Does the council buy for more than £100 million a year?'),
    ],
    show: ({ ocidPrefix, partyId, pipeline }) => ({ ocidPrefix, partyId, pipeline: yesNo(pipeline) }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({
        ocidPrefix: (typed['ocidPrefix'] ?? '').trim(),
        partyId: (typed['partyId'] ?? '').trim().toUpperCase(),
        pipeline: reading.yes('pipeline'),
      })
    },
  },
  'payment-files': {
    fields: [
      wordField('serviceUserNumber', 'Service user number', 'The six digits by which Bacs knows the council'),
      wordField(
        'originatorName',
        'Name that providers see on their bank statement',
        'In capitals, 18 characters at most',
        'a name',
      ),
      list(
        'ledgerColumns',
        'Columns of the file for the ledger',
        'One a line, in their order: payment_file, payment_date, provider_ref, provider_name, reference, statement_ref, query_ref, period_from, period_to, amount or amount_pence, a colon and the heading. For example: provider_ref: Supplier',
      ),
    ],
    show: ({ serviceUserNumber, originatorName, ledgerColumns }) => ({
      serviceUserNumber,
      originatorName,
      ledgerColumns: ledgerColumns.map(({ code, label }) => `${code}: ${label}`).join('\n'),
    }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({
        serviceUserNumber: (typed['serviceUserNumber'] ?? '').trim(),
        originatorName: (typed['originatorName'] ?? '').trim(),
        ledgerColumns: reading.lines('ledgerColumns', readCode),
      })
    },
  },
}

export const policyFields = (kind: PolicyKind): readonly PolicyField[] => SHAPES[kind].fields

/** The value of a policy as its form shows it. */
export const showPolicy = <K extends PolicyKind>(kind: K, value: Policies[K]): TypedPolicy => SHAPES[kind].show(value)

/** The value that a form describes, still to be checked as a whole, and what could not be read. */
export const readPolicyForm = (kind: PolicyKind, typed: TypedPolicy): ReadPolicy => SHAPES[kind].read(typed)
