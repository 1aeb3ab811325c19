import { type Day, addDays } from '#src/base/day.ts'

/** The law that a procurement, and every contract under it, is held to until its end (P-01 to P-05). */
export const REGIMES = ['pa23_light_touch', 'pa23', 'pcr15_light_touch', 'pcr15', 'below_threshold', 'psr'] as const
export type Regime = (typeof REGIMES)[number]

export const isRegime = (text: string): text is Regime => (REGIMES as readonly string[]).includes(text)

const NAMES: Readonly<Record<Regime, string>> = {
  pa23_light_touch: 'Procurement Act 2023, light touch',
  pa23: 'Procurement Act 2023',
  pcr15_light_touch: 'Public Contracts Regulations 2015, light touch',
  pcr15: 'Public Contracts Regulations 2015',
  below_threshold: 'Below the threshold',
  psr: 'Provider Selection Regime 2023',
}

export const regimeName = (regime: Regime): string => NAMES[regime]

/** What a contract is for, as the thresholds tell contracts apart (P-06). */
export type Kind = 'light_touch' | 'services' | 'works'

/** Estimated value with VAT over the whole term, extensions included, in pence; the older figures first (P-06). */
const THRESHOLDS: Readonly<Record<Kind, readonly { from: Day; pence: number }[]>> = {
  light_touch: [{ from: '2024-01-01', pence: 66_354_000 }],
  services: [
    { from: '2024-01-01', pence: 21_490_400 },
    { from: '2026-01-01', pence: 20_772_000 },
  ],
  works: [
    { from: '2024-01-01', pence: 537_260_900 },
    { from: '2026-01-01', pence: 519_300_000 },
  ],
}

/** The threshold that holds on a day; before the first known one that one. */
export const thresholdPence = (kind: Kind, on: Day): number =>
  (THRESHOLDS[kind].findLast(({ from }) => from <= on) ?? THRESHOLDS[kind][0])?.pence ?? 0

/** The first day of the Procurement Act 2023 (P-01). */
export const PA23_FROM: Day = '2025-02-24'

export type Procured = {
  /** When it commenced: notice published, or suppliers first asked (P-01). A call-off counts with what it is called off from. */
  commencedOn: Day
  /** With VAT, over the whole term. */
  estimatedPence: number
  kind: Kind
  /** Mainly health care, bought by a relevant authority (P-03). */
  health: boolean
}

/** Which law applies, decided once and kept (P-01 to P-05). */
export function regimeOf({ commencedOn, estimatedPence, kind, health }: Procured): Regime {
  if (health) return 'psr'
  if (estimatedPence < thresholdPence(kind, commencedOn)) return 'below_threshold'
  const light = kind === 'light_touch'
  if (commencedOn < PA23_FROM) return light ? 'pcr15_light_touch' : 'pcr15'
  return light ? 'pa23_light_touch' : 'pa23'
}

export type Standstill = 'mandatory' | 'voluntary' | 'none'

/** What a regime asks of a procurement and of its contracts: the rows of P-10, and P-14 for what began before 2025. */
export type Duties = {
  tenderNotice: boolean
  /** The fewest days that bidders have; null where the time need only be reasonable. */
  tenderDays: number | null
  /** The longest term of a framework in years; null where none is fixed. */
  frameworkYears: number | null
  transparencyNotice: boolean
  awardNotice: boolean
  standstill: Standstill
  /** Whether the standstill is counted in working days, as the Act has it, or in calendar days. */
  standstillIn: 'working days' | 'calendar days'
  standstillDays: number
  /** Days after a contract is entered into by which its details are published. */
  contractDetailsDays: number | null
  /** Days after a contract worth more than £5 million is entered into by which its copy is published. */
  contractCopyDays: number | null
  /** Performance indicators of contracts worth more than £5 million. */
  kpis: boolean
  changeNotice: boolean
  /** What a modification is held to: section 74, regulation 72, the council's standing orders, or nothing. */
  modification: 's74' | 'reg72' | 'standing orders' | 'free'
  terminationNotice: boolean
}

const NOTHING: Duties = {
  tenderNotice: false,
  tenderDays: null,
  frameworkYears: null,
  transparencyNotice: false,
  awardNotice: false,
  standstill: 'none',
  standstillIn: 'working days',
  standstillDays: 8,
  contractDetailsDays: null,
  contractCopyDays: null,
  kpis: false,
  changeNotice: false,
  modification: 'standing orders',
  terminationNotice: false,
}

const DUTIES: Readonly<Record<Regime, Duties>> = {
  pa23: {
    ...NOTHING,
    tenderNotice: true,
    tenderDays: 25,
    frameworkYears: 4,
    transparencyNotice: true,
    awardNotice: true,
    standstill: 'mandatory',
    contractDetailsDays: 30,
    contractCopyDays: 90,
    kpis: true,
    changeNotice: true,
    modification: 's74',
    terminationNotice: true,
  },
  pa23_light_touch: {
    ...NOTHING,
    tenderNotice: true,
    transparencyNotice: true,
    awardNotice: true,
    standstill: 'voluntary',
    contractDetailsDays: 120,
    contractCopyDays: 180,
    modification: 'free',
    terminationNotice: true,
  },
  pcr15: {
    ...NOTHING,
    tenderNotice: true,
    tenderDays: 30,
    frameworkYears: 4,
    awardNotice: true,
    standstill: 'mandatory',
    standstillIn: 'calendar days',
    standstillDays: 10,
    modification: 'reg72',
  },
  pcr15_light_touch: {
    ...NOTHING,
    tenderNotice: true,
    awardNotice: true,
    standstill: 'mandatory',
    standstillIn: 'calendar days',
    standstillDays: 10,
    modification: 'reg72',
  },
  below_threshold: { ...NOTHING },
  psr: { ...NOTHING, awardNotice: true, standstill: 'mandatory', standstillDays: 8 },
}

export const dutiesOf = (regime: Regime): Duties => DUTIES[regime]

/** A contract entered on a day has its details published by then; null where the regime asks for none. */
export const detailsDueDay = (regime: Regime, entered: Day): Day | null => {
  const { contractDetailsDays: days } = DUTIES[regime]
  return days === null ? null : addDays(entered, days)
}
