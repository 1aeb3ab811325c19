import { addDays, type Day } from '#src/base/day.ts'
import {
  blankLocation,
  blankOrganisation,
  HOME_CARE,
  KEY_QUESTIONS,
  type Rating,
  type RegisterEntry,
  WHOLE_LOCATION,
} from '#src/providers/index.ts'
import type { Dice } from '#src/trial/dice.ts'
import { PROVIDER_NAMES } from '#src/trial/wenbury.ts'

export type MadeProvider = {
  readonly organisationRef: string
  readonly name: string
  /** Where it works; the first is its own. */
  readonly zones: readonly string[]
  /** How much of the work it gets, against the others. */
  readonly size: number
  readonly vendor: string
}

const VENDORS = ['careclock', 'visitwise'] as const

/** Home-care providers with references that the register never gave out. */
export function makeProviders(dice: Dice, count: number): MadeProvider[] {
  return Array.from({ length: count }, (_, index) => {
    const home = ['town', 'town', 'market', 'rural'][index % 4] as string
    const beside = { town: ['market'], market: ['town', 'rural'], rural: ['market'] }[home] ?? []
    return {
      organisationRef: `1-99${String(1001 + index)}`,
      name: `${PROVIDER_NAMES.first[index % 16]} ${PROVIDER_NAMES.second[Math.floor(index / 16) % 4]}`,
      zones: [home, ...beside.filter(() => dice.percent(40))],
      size: dice.whole(1, 9),
      vendor: VENDORS[index % 2] ?? VENDORS[0],
    }
  })
}

const RATED: readonly (readonly [Rating | null, number])[] = [
  ['Outstanding', 6],
  ['Good', 68],
  ['Requires improvement', 17],
  ['Inadequate', 2],
  [null, 7],
]

/** Where the office stands, by the provider's own zone. */
const OFFICES: Readonly<Record<string, string>> = { town: 'ZW1', market: 'ZW3', rural: 'ZW5' }

/** The register's entries of the providers, each with one office and its ratings, some with an older one. */
export const registerEntries = (dice: Dice, providers: readonly MadeProvider[], today: Day): RegisterEntry[] =>
  providers.map(({ organisationRef, name, zones }, index) => {
    const locationRef = `1-98${String(1001 + index)}`
    const registeredFrom = addDays(today, -dice.whole(400, 4000))
    const ratedOn = addDays(today, -dice.whole(20, 1500))
    const overall = dice.weighted(RATED)
    const older = dice.percent(30) ? dice.weighted(RATED) : null
    const address = {
      address: `Unit ${index + 1}, Wen Yard`,
      postcode: `${OFFICES[zones[0] ?? ''] ?? 'ZW1'} 1AA`,
      region: 'Wenbury',
      localAuthority: 'Wenbury',
      phone: `01632 960${String(index).padStart(3, '0')}`,
    }
    return {
      line: index + 1,
      organisation: {
        ...blankOrganisation(organisationRef),
        name,
        registeredFrom,
        sector: 'Social Care Org',
        ...address,
      },
      location: {
        ...blankLocation(locationRef),
        name,
        organisationRef,
        organisationName: name,
        careHome: false,
        registeredFrom,
        services: [HOME_CARE],
        specialisms: ['Caring for adults over 65 yrs', 'Dementia'],
        activities: ['Personal care'],
        ...address,
      },
      ratings: [...ratingsOf(locationRef, older, addDays(ratedOn, -700)), ...ratingsOf(locationRef, overall, ratedOn)],
      successions: [],
    }
  })

const ratingsOf = (ref: string, rating: Rating | null, ratedOn: Day): RegisterEntry['ratings'][number][] =>
  rating === null
    ? []
    : KEY_QUESTIONS.map((keyQuestion) => ({
        kind: 'location',
        ref,
        serviceGroup: WHOLE_LOCATION,
        keyQuestion,
        ratedOn,
        rating,
        unratedLabel: null,
        inherited: false,
        reportUrl: null,
      }))
