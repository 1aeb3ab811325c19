/** What Wenbury is: a county that is on no map, with officers, zones and prices of its own. */
import { addDays, type Day, mondayOf } from '#src/base/day.ts'
import type { Role, Zone } from '#src/councils/index.ts'

export const COUNCIL = { council: 1, name: 'Wenbury Council', trial: true } as const

export const ZONES: readonly Zone[] = [
  { zone: 'town', name: 'Wenbury town', kind: 'urban' },
  { zone: 'market', name: 'Market towns', kind: 'market_town' },
  { zone: 'rural', name: 'Wen Vale and the hills', kind: 'rural' },
]

/** ZW is no postcode area of the Royal Mail. */
export const AREAS = [
  { postcodeStart: 'ZW1', zone: 'town' },
  { postcodeStart: 'ZW2', zone: 'town' },
  { postcodeStart: 'ZW3', zone: 'market' },
  { postcodeStart: 'ZW4', zone: 'market' },
  { postcodeStart: 'ZW5', zone: 'rural' },
  { postcodeStart: 'ZW6', zone: 'rural' },
] as const

const shape = (zone: string, ring: readonly (readonly [number, number])[]) => ({
  type: 'Feature',
  properties: { zone, name: `${zone} (made up)` },
  geometry: { type: 'Polygon', coordinates: [ring] },
})

/** Made-up shapes in metres of the National Grid: a town in a valley, market towns to its east, hills around. */
export const BOUNDARIES = {
  type: 'FeatureCollection',
  features: [
    shape('town', [
      ...([
        [412000, 212000],
        [420000, 211000],
        [422000, 218000],
        [417000, 222000],
        [411000, 219000],
        [412000, 212000],
      ] as const),
    ]),
    shape('market', [
      ...([
        [420000, 211000],
        [431000, 209000],
        [434000, 219000],
        [428000, 225000],
        [422000, 218000],
        [420000, 211000],
      ] as const),
    ]),
    shape('rural', [
      ...([
        [412000, 212000],
        [411000, 219000],
        [417000, 222000],
        [422000, 218000],
        [428000, 225000],
        [426000, 236000],
      ] as const),
      ...([
        [410000, 238000],
        [402000, 229000],
        [403000, 216000],
        [412000, 212000],
      ] as const),
    ]),
  ],
}

export const PLACES: Readonly<Record<string, string>> = {
  ZW1: 'Wenbury',
  ZW2: 'Wenbury',
  ZW3: 'Nether Stowell',
  ZW4: 'Market Ambling',
  ZW5: 'Wen Vale',
  ZW6: 'High Dunley',
}

export const TEAMS = [
  { teamRef: 'T-1001', name: 'Brokerage' },
  { teamRef: 'T-1002', name: 'Older people, north' },
  { teamRef: 'T-1003', name: 'Finance' },
  { teamRef: 'T-1004', name: 'Commissioning' },
] as const

export const OFFICERS: readonly { officerRef: string; name: string; roles: readonly Role[]; teamRef: string }[] = [
  { officerRef: 'O-1001', name: 'Bea Broker', roles: ['broker'], teamRef: 'T-1001' },
  { officerRef: 'O-1002', name: 'Mo Manager', roles: ['brokerage_manager'], teamRef: 'T-1001' },
  { officerRef: 'O-1003', name: 'Sam Social', roles: ['social_worker'], teamRef: 'T-1002' },
  { officerRef: 'O-1004', name: 'Tess Teamlead', roles: ['team_manager', 'duty_officer'], teamRef: 'T-1002' },
  { officerRef: 'O-1005', name: 'Fin Officer', roles: ['finance_officer'], teamRef: 'T-1003' },
  { officerRef: 'O-1006', name: 'Fay Finance', roles: ['finance_manager'], teamRef: 'T-1003' },
  {
    officerRef: 'O-1007',
    name: 'Connie Contract',
    roles: ['contract_manager', 'commissioner', 'administrator'],
    teamRef: 'T-1004',
  },
  { officerRef: 'O-1008', name: 'Hugo Head', roles: ['head_of_service'], teamRef: 'T-1004' },
  { officerRef: 'O-1009', name: 'Sky Social', roles: ['social_worker'], teamRef: 'T-1002' },
  { officerRef: 'O-1010', name: 'Cllr Cora Council', roles: ['councillor'], teamRef: 'T-1004' },
]

export const PROVIDER_NAMES = {
  first: [
    'Amber',
    'Bramble',
    'Copper',
    'Damson',
    'Elder',
    'Fernbank',
    'Gorse',
    'Hazel',
    'Ivy',
    'Juniper',
    'Kestrel',
    'Linnet',
    'Meadow',
    'Nettle',
    'Orchard',
    'Plover',
  ],
  second: ['Home Care (made up)', 'Support (made up)', 'Carers CIC (made up)', 'Care at Home (made up)'],
} as const

export const GIVEN_NAMES = [
  ...[
    'Margaret',
    'Joan',
    'Dorothy',
    'Sheila',
    'Patricia',
    'Maureen',
    'Brenda',
    'Jean',
    'Barbara',
    'Shirley',
    'Ivy',
    'Olive',
    'Gwen',
    'Edna',
  ],
  ...[
    'Owen',
    'Derek',
    'Ronald',
    'Kenneth',
    'Raymond',
    'Dennis',
    'Stanley',
    'Gordon',
    'Norman',
    'Cyril',
    'Amarjit',
    'Farida',
    'Chidi',
    'Zofia',
  ],
] as const

/** Surnames that nobody bears. */
export const FAMILY_NAMES = [
  ...[
    'Ambletwick',
    'Bellowfen',
    'Crickelthorn',
    'Dunnywater',
    'Ebberslade',
    'Fiddlemoor',
    'Gossamerley',
    'Hobblestone',
    'Inkpenny',
    'Jollifield',
  ],
  ...[
    'Kettlewhist',
    'Larkspindle',
    'Mumblethwaite',
    'Nackerby',
    'Oddlington',
    'Puddlecombe',
    'Quillfeather',
    'Rummidge',
    'Snickleford',
    'Thistlepot',
  ],
  ...[
    'Umberwick',
    'Vexelbury',
    'Wobbleton',
    'Yarrowmist',
    'Zephyrstone',
    'Brackenfold',
    'Candlewhite',
    'Drizzlecote',
    'Flintersedge',
    'Grumbleside',
  ],
] as const

export const STREETS = [
  'Tallow Lane',
  'Cooper Row',
  'Chapel Rise',
  'Orchard Way',
  'Mill Bank',
  'Station Steps',
  'Almshouse Yard',
  'Wether Close',
] as const

export const LANGUAGES = [
  'English',
  'English',
  'English',
  'English',
  'English',
  'English',
  'English',
  'English',
  'Polish',
  'Punjabi',
  'Welsh',
  'British Sign Language',
] as const

/** Bank holidays of England and Wales, as published; and one of Wenbury's own, so that every trial has one among its weeks. */
export function bankHolidays(today: Day): { day: Day; title: string }[] {
  const published: [Day, string][] = [
    ['2025-01-01', 'New Year’s Day'],
    ['2025-04-18', 'Good Friday'],
    ['2025-04-21', 'Easter Monday'],
    ['2025-05-05', 'Early May bank holiday'],
    ['2025-05-26', 'Spring bank holiday'],
    ['2025-08-25', 'Summer bank holiday'],
    ['2025-12-25', 'Christmas Day'],
    ['2025-12-26', 'Boxing Day'],
    ['2026-01-01', 'New Year’s Day'],
    ['2026-04-03', 'Good Friday'],
    ['2026-04-06', 'Easter Monday'],
    ['2026-05-04', 'Early May bank holiday'],
    ['2026-05-25', 'Spring bank holiday'],
    ['2026-08-31', 'Summer bank holiday'],
    ['2026-12-25', 'Christmas Day'],
    ['2026-12-28', 'Boxing Day (substitute day)'],
    ['2027-01-01', 'New Year’s Day'],
    ['2027-03-26', 'Good Friday'],
    ['2027-03-29', 'Easter Monday'],
    ['2027-05-03', 'Early May bank holiday'],
    ['2027-05-31', 'Spring bank holiday'],
    ['2027-08-30', 'Summer bank holiday'],
    ['2027-12-27', 'Christmas Day (substitute day)'],
    ['2027-12-28', 'Boxing Day (substitute day)'],
  ]
  const charterDay = addDays(mondayOf(today), -21)
  const days = published.map(([day, title]) => ({ day, title }))
  const year = Number(today.slice(0, 4))
  // Beyond the list, New Year's Day stands for a year whose holidays the council has still to import.
  for (const missing of [year - 1, year, year + 1]) {
    if (!days.some(({ day }) => day.startsWith(String(missing))))
      days.push({ day: `${missing}-01-01`, title: 'New Year’s Day' })
  }
  if (!days.some(({ day }) => day === charterDay))
    days.push({ day: charterDay, title: 'Wenbury Charter Day (made up)' })
  return days.sort((a, b) => (a.day < b.day ? -1 : 1))
}

export const holidaysOf = (today: Day): ReadonlySet<Day> => new Set(bankHolidays(today).map(({ day }) => day))

/** The 6 April on or before a day: the year of rates. */
export const rateYearOf = (day: Day): Day => {
  const year = Number(day.slice(0, 4))
  return day >= `${year}-04-06` ? `${year}-04-06` : `${year - 1}-04-06`
}

const hourly = (zone: string, day: string, pence: number) => ({
  service: 'home_care',
  zone,
  day,
  from: '00:00',
  to: '24:00',
  pence_per_hour: pence,
})

/** Not let in, cancelled at short notice, in hospital: what both cards pay for visits that did not take place. */
const EXCEPTIONS = {
  no_access: { minutes: 15 },
  cancelled: { within_hours: 24, percent: 50 },
  retainer: { days: 7, percent: 50 },
}

/** Christmas and New Year cost twice the hour. */
const specialDays = (from: Day): Day[] => {
  const years = [0, 1, 2].map((more) => Number(from.slice(0, 4)) + more)
  return years.flatMap((year) => [`${year}-12-25`, `${year}-12-26`, `${year + 1}-01-01`])
}

/** Cards in the open format: bands for the town and the market towns, minutes worked for the hills; nights, live-in care and a block. */
export const rateCards = (from: Day): { name: string; card: Record<string, unknown> }[] => [
  {
    name: 'Home care, town and market towns',
    card: {
      card: 'HC-TOWN',
      from,
      to: null,
      payment: { rule: 'banded', increment: 15, mode: 'nearest', cap_at_planned: true, no_log_out: 'query' },
      rate_at: 'start',
      special_days: specialDays(from),
      rates: [
        hourly('any', 'any', 2164),
        hourly('any', 'weekend', 2240),
        hourly('any', 'bank_holiday', 3246),
        hourly('any', 'special', 4328),
        hourly('market', 'any', 2228),
        hourly('market', 'weekend', 2304),
        hourly('market', 'bank_holiday', 3342),
        hourly('market', 'special', 4456),
      ],
      exceptions: EXCEPTIONS,
    },
  },
  {
    name: 'Home care, rural',
    card: {
      card: 'HC-RURAL',
      from,
      to: null,
      payment: { rule: 'tolerance', minutes: 5, no_log_out: 'planned' },
      rate_at: 'start',
      rates: [hourly('any', 'any', 2420), hourly('any', 'weekend', 2500), hourly('any', 'bank_holiday', 3630)],
      bands: [{ service: 'home_care', zone: 'rural', prices: { 15: 740, 30: 1310, 45: 1880 } }],
      exceptions: EXCEPTIONS,
    },
  },
  {
    name: 'Nights, live-in care and a block of hours',
    card: {
      card: 'NIGHTS',
      from,
      to: null,
      payment: { rule: 'actual', no_log_out: 'query' },
      two_workers_percent: 180,
      rates: [
        { ...hourly('any', 'any', 2164), service: 'sleep_in' },
        { ...hourly('any', 'any', 2312), service: 'waking_night', from: '20:00' },
        { ...hourly('any', 'any', 2312), service: 'waking_night', to: '08:00' },
        { ...hourly('any', 'any', 2164), service: 'sitting' },
        { ...hourly('any', 'any', 2600), service: 'sitting', skill: 'complex' },
      ],
      travel: [
        { service: 'sitting', zone: 'rural', pence_per_visit: 150 },
        { service: 'sitting', zone: 'rural', from_miles: 5, pence_per_visit: 275 },
      ],
      sleep_ins: [{ service: 'sleep_in', zone: 'any', pence_per_night: 8500, wakings_included: 2, full_at: 80 }],
      weeks: [{ service: 'live_in', zone: 'any', pence_per_week: 129_500 }],
      blocks: [
        {
          ...{ service: 'extra_care', zone: 'any', hours_per_week: 120, pence_per_hour: 2080 },
          ...{ guaranteed_percent: 80, over_use_pence_per_hour: 2164 },
        },
      ],
      exceptions: EXCEPTIONS,
    },
  },
]

/** The prices of the year before, lower by the uplift that was agreed since. */
export const lastYearsCards = (from: Day): { name: string; card: Record<string, unknown> }[] =>
  rateCards(addDays(from, -365))
    .slice(0, 2)
    .map(({ name, card }) => {
      const rates = card['rates'] as readonly { pence_per_hour: number }[]
      const before = (pence: number) => Math.round(pence / 1.066)
      const lower = rates.map((line) => ({ ...line, pence_per_hour: before(line.pence_per_hour) }))
      return { name, card: { ...card, to: from, rates: lower } }
    })

export const CEILINGS = [
  { service: 'home_care', zone: 'town', pencePerHour: 2290 },
  { service: 'home_care', zone: 'market', pencePerHour: 2370 },
  { service: 'home_care', zone: 'rural', pencePerHour: 2660 },
] as const
