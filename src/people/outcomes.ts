/** The ten outcomes of the Care Act's eligibility regulations (L-10), with the handbook's keys. */
export const OUTCOMES = [
  { key: 'nutrition', label: 'Managing and maintaining nutrition' },
  { key: 'personal_hygiene', label: 'Maintaining personal hygiene' },
  { key: 'toilet', label: 'Managing toilet needs' },
  { key: 'clothing', label: 'Being appropriately clothed' },
  { key: 'safe_use_of_home', label: 'Being able to use the home safely' },
  { key: 'habitable_home', label: 'Maintaining a habitable home' },
  { key: 'relationships', label: 'Developing and maintaining family or other personal relationships' },
  { key: 'work_education_volunteering', label: 'Work, training, education or volunteering' },
  { key: 'community_facilities_transport', label: 'Using facilities in the community, including transport' },
  { key: 'caring_for_child', label: 'Caring for a child' },
] as const

export type OutcomeKey = (typeof OUTCOMES)[number]['key']

export const OUTCOME_KEYS: readonly OutcomeKey[] = OUTCOMES.map(({ key }) => key)

export const outcomeLabel = (key: OutcomeKey): string => OUTCOMES.find((outcome) => outcome.key === key)?.label ?? key
