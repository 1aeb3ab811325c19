/** Cards with what the plain ones of pay runs have not. */
const line = { service: 'home_care', zone: 'any', day: 'any', from: '00:00', to: '24:00' }
/** Every kind of price that a visit may have, and what is paid for one that did not take place. */
export const KINDS_CARD = {
  ...{ card: 'HC-KINDS', from: '2026-04-06', to: null },
  payment: { rule: 'capped', no_log_out: 'query' },
  special_days: ['2026-05-04', '2026-11-11'],
  rates: [
    { ...line, pence_per_hour: 2164 },
    { ...line, skill: 'complex', exact_pence_per_hour: 2600.35 },
    { ...line, day: 'special', pence_per_hour: 4100 },
    { ...line, service: 'check', pence_per_visit: 750 },
    { ...line, service: 'shopping', pence_per_minute: 35.5 },
    { ...line, service: 'sleep_in', pence_per_hour: 1800 },
  ],
  two_workers_percent: 190,
  travel: [
    { service: 'home_care', zone: 'any', pence_per_visit: 100 },
    { service: 'home_care', zone: 'any', from_miles: 5, pence_per_visit: 220 },
  ],
  sleep_ins: [{ service: 'sleep_in', zone: 'any', pence_per_night: 7501, wakings_included: 1, full_at: 50 }],
  weeks: [{ service: 'live_in', zone: 'any', pence_per_week: 129_505 }],
  exceptions: {
    no_access: { minutes: 15 },
    cancelled: { within_hours: 24, percent: 50 },
    retainer: { days: 3, percent: 40 },
  },
}
/** Hours that are bought, and paid whether used or not. */
export const BLOCK_CARD = {
  ...{ card: 'HC-BLOCK', from: '2026-04-06', to: null, payment: { rule: 'actual' } },
  rates: [{ ...line, pence_per_hour: 2164 }],
  blocks: [
    {
      ...{ service: 'home_care', zone: 'any', hours_per_week: 10, pence_per_hour: 2000 },
      ...{ guaranteed_percent: 80, over_use_pence_per_hour: 2200 },
    },
  ],
}
