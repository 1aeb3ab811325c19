import { parsePounds } from '#src/base/money.ts'
import {
  choiceField,
  codes,
  field,
  type Forms,
  list,
  numbers,
  pounds,
  Reading,
  roleIn,
  wordField,
  yesNo,
} from '#src/councils/policies/form.ts'
import type { PlacementPolicies } from '#src/councils/policies/placements.ts'
import { type Role, roleName } from '#src/councils/roles.ts'

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

const readCeiling = (line: string) => {
  const [service = '', zone = '', price = '', more] = line.split(',').map((part) => part.trim())
  const pencePerHour = parsePounds(price)
  if (service === '' || zone === '' || pencePerHour === undefined || more !== undefined)
    return 'write the service, the zone and the price of an hour: home care, town, 23.70'
  return { service, zone, pencePerHour }
}

type Signature = { fromWeeklyPence: number; role: Role; label: string; when?: When }

type When = NonNullable<PlacementPolicies['sign-off']['routes'][number]['when']>

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

/** Signatures of one weekly cost and the same conditions are one route, its steps in the order of the lines. */
const routesOf = (signatures: readonly Signature[]): PlacementPolicies['sign-off']['routes'] =>
  [...Map.groupBy(signatures, ({ fromWeeklyPence, when }) => JSON.stringify([fromWeeklyPence, when])).values()].map(
    (some) => ({
      fromWeeklyPence: some[0]?.fromWeeklyPence ?? 0,
      ...(some[0]?.when ? { when: some[0].when } : {}),
      signatures: some.map(({ role, label }, at) => ({ step: at + 1, label, role })),
    }),
  )

export const PLACEMENT_FORMS: Forms<PlacementPolicies> = {
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
  'outcome-budgets': {
    fields: [choiceField('shownToProviders', 'Providers are told what a package by outcomes may cost a week')],
    show: ({ shownToProviders }) => ({ shownToProviders: yesNo(shownToProviders) }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({ shownToProviders: reading.yes('shownToProviders') })
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
      wordField('incomeCode', 'Income code of the fee', 'What the ledger books it to. For example, ASC-9000'),
      field('reviewWeeks', 'Weeks after which money is spoken of again', 'From 5 to 52'),
    ],
    show: ({
      feePence,
      arrangingCostPence,
      agreement,
      payWithinDays,
      howToPay,
      incomeCode,
      upperCapitalPence,
      reviewWeeks,
    }) => ({
      feePence: pounds(feePence),
      arrangingCostPence: pounds(arrangingCostPence),
      upperCapitalPence: pounds(upperCapitalPence),
      ...{ agreement, howToPay, incomeCode, payWithinDays: String(payWithinDays) },
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
        incomeCode: (typed['incomeCode'] ?? '').trim(),
        reviewWeeks: reading.number('reviewWeeks', 'the weeks'),
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
    ppePence: 'Protective equipment, in pence for an hour; 0 where it is supplied free',
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
  'choice-reasons': codes,
}
