import type { CouncilPolicies } from '#src/councils/policies/council.ts'
import { field, type Forms, linesOf, list, Reading } from '#src/councils/policies/form.ts'

const KEEP_FOR: Readonly<Record<keyof CouncilPolicies['retention'], string>> = {
  accessMonths: 'Months for which it is kept who opened a record',
  answerDays: 'Days for which answers to machines are kept, to be given again',
  mailDays: 'Days for which it is kept that a mail was sent',
  peopleYears: 'Years after the last contact, for people who need care',
  visitYears: 'Years for visits, log-ins at the door among them',
  paymentYears: 'Years for payments, the current one included',
  contractYears: 'Years after a contract ends',
}

const KEPT_FIELDS = Object.entries(KEEP_FOR) as [keyof CouncilPolicies['retention'], string][]

export const COUNCIL_FORMS: Forms<CouncilPolicies> = {
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
  retention: {
    fields: KEPT_FIELDS.map(([name, label]) => field(name, label)),
    show: (value) => Object.fromEntries(KEPT_FIELDS.map(([name]) => [name, String(value[name])])),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives(Object.fromEntries(KEPT_FIELDS.map(([name]) => [name, reading.number(name, 'the time')])))
    },
  },
}
