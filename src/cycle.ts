/** The stages in order: a stage may use the index of an earlier one, never of a later. Menu and documents read it too. */
export const CYCLE = [
  'councils',
  'people',
  'providers',
  'rates',
  'tendering',
  'contracts',
  'brokerage',
  'visits',
  'payments',
  'continuity',
] as const
