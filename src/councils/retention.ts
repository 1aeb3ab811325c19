/** How long records are kept, as the council decides (L-62), and why each kind is held (L-60). */
import { counted } from '#src/base/counted.ts'
import type { Day, Instant } from '#src/base/day.ts'
import type { Retention } from '#src/councils/policies/council.ts'
import type { Retained } from '#src/platform/panels.ts'

export type Kept = { readonly what: string; readonly details: string; readonly why: string; readonly keepFor: string }

export const kept = (policy: Retention): readonly Kept[] => [
  {
    what: 'People who need care',
    details:
      'Name, address, birth date, NHS number, language, contacts, conversations, assessments, plans and packages of care',
    why: 'To assess needs and arrange care under the Care Act 2014',
    keepFor: `${counted(policy.peopleYears, 'year')} after the last contact`,
  },
  {
    what: 'Visits',
    details: 'When they were planned, when the carer came and left, and the carer’s reference',
    why: 'To see that care was given, and to pay for exactly that',
    keepFor: `${counted(policy.visitYears, 'year')}, as part of the record of care`,
  },
  {
    what: 'Log-ins at the door',
    details:
      'When a carer logged in and out by the code at a person’s home, by the phone’s clock and by ours, and where the phone was if the carer ticked that it be told',
    why: 'To know that somebody came where no other system tells it',
    keepFor: `${counted(policy.visitYears, 'year')}, like the visit`,
  },
  {
    what: 'Payments',
    details: 'Pay runs and statements, each visit with what was paid and why',
    why: 'To pay providers and account for public money',
    keepFor: `${counted(policy.paymentYears, 'year')}, the current one included`,
  },
  {
    what: 'Contracts',
    details: 'Terms, rate cards, offers, and why a provider was chosen',
    why: 'To buy care lawfully and show how it was done',
    keepFor: `${counted(policy.contractYears, 'year')} after the contract ends`,
  },
  {
    what: 'People who use Almoner',
    details: 'Names and work contacts of officers and of providers’ staff',
    why: 'To let in the right people and say who decided',
    keepFor: 'As long as the records that they made',
  },
  {
    what: 'Who opened a record',
    details: 'Which officer or provider’s user, and when',
    why: 'To find misuse',
    keepFor: counted(policy.accessMonths, 'month'),
  },
  {
    what: 'History',
    details: 'What was done to each record',
    why: 'To find mistakes, and to show that nothing was changed behind its back',
    keepFor: 'As long as the record',
  },
]

/** Before when what the clock drops must lie to be dropped. */
export const disposeBefore = (policy: Retention, now: Instant) => {
  const today = now.toZonedDateTimeISO('Europe/London')
  return {
    accessLines: today.subtract({ months: policy.accessMonths }).toInstant(),
    answers: today.subtract({ days: policy.answerDays }).toInstant(),
    mails: today.subtract({ days: policy.mailDays }).toInstant(),
  }
}

/** Kinds of record that only a named officer's decision disposes of, with the first day that is still kept. */
export const keptFrom = (policy: Retention, today: Day): Readonly<Record<Retained['kind'], Day>> => {
  const yearsAgo = (years: number): Day => Temporal.PlainDate.from(today).subtract({ years }).toString()
  return {
    visits: yearsAgo(policy.visitYears),
    payments: yearsAgo(policy.paymentYears),
    contracts: yearsAgo(policy.contractYears),
  }
}
