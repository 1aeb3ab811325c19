import {
  choiceField,
  field,
  type Forms,
  list,
  readCode,
  Reading,
  type Shape,
  wordField,
  yesNo,
} from '#src/councils/policies/form.ts'
import type { PaymentPolicies } from '#src/councils/policies/payments.ts'

const charges: Shape<PaymentPolicies['charges']> = {
  fields: [
    choiceField('basis', 'What people are charged by', [
      { value: 'actual', text: 'What was delivered' },
      { value: 'planned', text: 'What was planned' },
    ]),
    wordField('leastWeekly', 'Least that is collected for a week', 'In pounds, for example 2.00'),
    wordField('travelRule', "What people are told about workers' travel", 'One or two sentences', 'sentences'),
    wordField(
      'contact',
      'Whom people ask about paying for care',
      'In their letters and on the public page, for example: telephone 01632 960 100 or write to charges@council.example',
      'sentences',
    ),
  ],
  show: ({ basis, leastWeeklyPence, travelRule, contact }) => ({
    ...{ basis, travelRule, contact },
    leastWeekly: (leastWeeklyPence / 100).toFixed(2),
  }),
  read(typed) {
    const reading = new Reading(typed)
    return reading.gives({
      basis: (typed['basis'] ?? '').trim(),
      leastWeeklyPence: reading.pounds('leastWeekly', 'the least'),
      travelRule: (typed['travelRule'] ?? '').trim(),
      contact: (typed['contact'] ?? '').trim(),
    } as PaymentPolicies['charges'])
  },
}

type BudgetCode = PaymentPolicies['budget-codes']['codes'][number]

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

export const PAYMENT_FORMS: Forms<PaymentPolicies> = {
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
  'pay-run-check': {
    fields: [
      choiceField('byAnother', 'Who checks a draft before it is approved by another officer', [
        { value: 'no', text: 'Any finance officer, the maker too: two people a run at least' },
        { value: 'yes', text: 'Another than the maker: three people a run' },
      ]),
    ],
    show: ({ byAnother }) => ({ byAnother: yesNo(byAnother) }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({ byAnother: reading.yes('byAnother') })
    },
  },
  'part-logged': {
    fields: [
      choiceField('payAlone', 'Where two workers are planned, the time for which one of them was there alone', [
        { value: 'no', text: 'Is not paid' },
        { value: 'yes', text: 'Is paid for one worker' },
      ]),
      field(
        'planUpToManual',
        'Where the rate card pays a missing log-out as planned: up to how many percent of the provider’s visits of the month entered by hand',
        'For example 5: a provider with more is paid nothing for such a visit until the log-out is known. Leave empty to pay as the rate card says',
      ),
    ],
    show: ({ payAlone, planUpToManualPercent }) => ({
      payAlone: yesNo(payAlone),
      planUpToManual: String(planUpToManualPercent ?? ''),
    }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({
        payAlone: reading.yes('payAlone'),
        planUpToManualPercent: reading.numberOrNone('planUpToManual', 'the percentage'),
      })
    },
  },
  confirmation: {
    fields: [
      field(
        'withinPercent',
        'Percent by which a visit may be longer or shorter than planned',
        'For example 10: who checks a pay run acknowledges visits that differ by more than twice as much. Leave empty if none is to be acknowledged',
      ),
    ],
    show: ({ withinPercent }) => ({ withinPercent: String(withinPercent ?? '') }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({ withinPercent: reading.numberOrNone('withinPercent', 'the percentage') })
    },
  },
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
  charges,
}
