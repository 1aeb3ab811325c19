/** What officers are to Almoner, and the grants that each role brings. An identity provider sends the same words as app roles. */

const ROLE_NAMES = {
  broker: 'Broker',
  brokerage_manager: 'Brokerage manager',
  social_worker: 'Social worker',
  team_manager: 'Team manager',
  finance_officer: 'Finance officer',
  finance_manager: 'Finance manager',
  contract_manager: 'Contract manager',
  quality_officer: 'Quality officer',
  commissioner: 'Commissioner',
  head_of_service: 'Head of service',
  director: 'Director',
  administrator: 'Administrator',
  duty_officer: 'Duty officer',
  councillor: 'Councillor',
} as const

export type Role = keyof typeof ROLE_NAMES

export const ROLES = Object.keys(ROLE_NAMES) as Role[]

export const isRole = (text: string): text is Role => Object.hasOwn(ROLE_NAMES, text)

/** "Brokerage manager" */
export const roleName = (role: Role): string => ROLE_NAMES[role]

// A councillor sees no person's details, and so neither the history of a record nor what one package costs.
const EVERYONE = ['councils.see', 'councils.work', 'providers.see', 'contracts.see']
const STAFF = [
  ...EVERYONE,
  'continuity.briefing',
  'audit.see',
  'rates.see',
  'tendering.see',
  'contracts.lines',
  'brokerage.see',
  'visits.see',
]
// The list of people in an exit names them: it is for those who move them.
const EXITS = ['continuity.see', 'continuity.signals', 'continuity.manage', 'continuity.tell', 'continuity.rehearse']
const BROKERING = [...STAFF, 'people.see', 'people.key-safe', 'brokerage.request', 'brokerage.choose', ...EXITS]
const CASEWORK = [
  ...STAFF,
  'people.see',
  'people.change',
  'people.assess',
  'people.key-safe',
  'brokerage.request',
  'brokerage.sign',
  'tendering.assess',
  ...EXITS,
]
const FINANCE = [
  ...STAFF,
  'people.see',
  'brokerage.fees',
  'brokerage.sign',
  'tendering.assess',
  'visits.import',
  'visits.correct',
  'payments.see',
  'payments.run',
  'payments.answer',
  'payments.bank',
  'payments.pay',
]
const MARKET = [
  ...STAFF,
  // What is heard of a provider before anybody has judged it is for those who decide of its contracts and its people.
  'continuity.signals',
  'continuity.rehearse',
  'brokerage.fairness',
  'tendering.manage',
  'tendering.open',
  'tendering.assess',
  'rates.change',
  'contracts.change',
  'providers.import',
  'payments.see',
]
const HEADS = [
  ...STAFF,
  'brokerage.spot',
  'brokerage.fairness',
  'people.see',
  'brokerage.sign',
  'tendering.assess',
  'tendering.open',
  'tendering.decide',
  'contracts.over-ceiling',
  'payments.see',
  'payments.approve',
  'payments.release',
  'councils.manage',
  'audit.access',
  ...EXITS,
]

const GRANTS: Readonly<Record<Role, readonly string[]>> = {
  broker: BROKERING,
  brokerage_manager: [
    ...BROKERING,
    'brokerage.fairness',
    'brokerage.sign',
    'brokerage.spot',
    'tendering.assess',
    'visits.correct',
    'audit.access',
  ],
  social_worker: CASEWORK,
  team_manager: [...CASEWORK, 'audit.access'],
  duty_officer: [...CASEWORK, 'visits.correct', 'visits.watch'],
  finance_officer: FINANCE,
  finance_manager: [...FINANCE, 'payments.approve', 'payments.release', 'audit.access'],
  contract_manager: [...MARKET, 'providers.manage', 'sign-in.invite'],
  commissioner: MARKET,
  quality_officer: [...STAFF, 'people.see', 'providers.manage', 'tendering.assess', ...EXITS],
  head_of_service: HEADS,
  director: HEADS,
  // Looks after access, not after people: an administrator opens no person's record.
  administrator: [
    ...EVERYONE,
    'audit.see',
    'audit.access',
    'councils.manage',
    'providers.import',
    'sign-in.clients',
    'sign-in.invite',
  ],
  councillor: [...EVERYONE, 'continuity.briefing', 'brokerage.fairness'],
}

export const grantsOfRoles = (roles: readonly Role[]): Set<string> => new Set(roles.flatMap((role) => GRANTS[role]))
