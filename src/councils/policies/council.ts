/** What the council publishes and how long it keeps it. */
export type CouncilPolicies = {
  /** Of which local authorities, as the register names them, the public directory lists every service. */
  directory: { areas: string[] }
  /** How long records are kept (L-62). The first three are dropped by the clock, the others by a named officer's decision. */
  retention: Retention
}

export type Retention = {
  accessMonths: number
  answerDays: number
  mailDays: number
  peopleYears: number
  visitYears: number
  paymentYears: number
  contractYears: number
}

export const COUNCIL_NAMES: Readonly<Record<keyof CouncilPolicies, string>> = {
  directory: 'Public directory of care',
  retention: 'How long records are kept',
}

export const COUNCIL_STANDARD: CouncilPolicies = {
  directory: { areas: [] },
  retention: {
    accessMonths: 96,
    answerDays: 30,
    mailDays: 90,
    peopleYears: 8,
    visitYears: 8,
    paymentYears: 7,
    contractYears: 6,
  },
}
