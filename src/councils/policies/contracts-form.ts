import { parsePounds } from '#src/base/money.ts'
import type { ContractPolicies } from '#src/councils/policies/contracts.ts'
import {
  choiceField,
  field,
  type Forms,
  list,
  numbers,
  pounds,
  Reading,
  roleIn,
  type Shape,
  wordField,
  yesNo,
} from '#src/councils/policies/form.ts'
import { roleName } from '#src/councils/roles.ts'

type Decider = ContractPolicies['contract-changes']['approvals'][number]

type Delegation = ContractPolicies['contract-changes']['delegations'][number]

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

const contractChanges: Shape<ContractPolicies['contract-changes']> = {
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

const markets: Shape<ContractPolicies['markets']> = {
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

export const CONTRACT_FORMS: Forms<ContractPolicies> = {
  'contract-changes': contractChanges,
  'contract-dates': numbers({
    competitionMonths: 'Months before its end at which a competition for a contract begins',
    callOffMonths: 'Months before its end at which a call-off begins',
    directAwardMonths: 'Months before its end at which a direct award begins',
    optionMonths: 'Months before an extension must be decided at which its owner is told',
  }),
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
  'kpi-ratings': numbers({
    approachingPoints: 'Points below its target up to which an indicator approaches it',
    improvementPoints: 'Points below its target up to which it requires improvement; below that it is inadequate',
  }),
  'contract-copies': numbers({
    abovePounds: 'Worth in pounds, with VAT, above which a contract’s copy and its performance are published',
  }),
  markets,
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
}
