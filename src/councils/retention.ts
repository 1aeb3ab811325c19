/** How long records are kept unless the council decides otherwise (L-62), and why each kind is held (L-60). */
export type Kept = { readonly what: string; readonly details: string; readonly why: string; readonly keepFor: string }

export const KEPT: readonly Kept[] = [
  {
    what: 'People who need care',
    details:
      'Name, address, birth date, NHS number, language, contacts, conversations, assessments, plans and packages of care',
    why: 'To assess needs and arrange care under the Care Act 2014',
    keepFor: '8 years after the last contact',
  },
  {
    what: 'Visits',
    details: 'When they were planned, when the carer came and left, and the carer’s reference',
    why: 'To see that care was given, and to pay for exactly that',
    keepFor: '8 years, as part of the record of care',
  },
  {
    what: 'Payments',
    details: 'Pay runs and statements, each visit with what was paid and why',
    why: 'To pay providers and account for public money',
    keepFor: '6 years and the current one',
  },
  {
    what: 'Contracts',
    details: 'Terms, rate cards, offers, and why a provider was chosen',
    why: 'To buy care lawfully and show how it was done',
    keepFor: '6 years after the contract ends, 12 if it was under seal',
  },
  {
    what: 'People who use Almoner',
    details: 'Names and work contacts of officers and of providers’ staff',
    why: 'To let in the right people and say who decided',
    keepFor: 'As long as the records that they made',
  },
  {
    what: 'History',
    details: 'What was done to each record, and who opened it',
    why: 'To find mistakes and misuse',
    keepFor: 'As long as the record',
  },
]
