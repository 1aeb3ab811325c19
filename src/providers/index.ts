export {
  BED_TYPES,
  type Beds,
  type Freshness,
  type BedType,
  type Capacity,
  freshness,
  PART_WORDS,
  type PartOfDay,
  partOf,
  type Parts,
  PARTS_OF_DAY,
} from '#src/providers/capacity/capacity.ts'
export { abilityInWords, abilityKey, isAbilityKind, type Need, needOf } from '#src/providers/capacity/ability.ts'
export { tellAbilities } from '#src/providers/capacity/ability-commands.ts'
export { listAbilities, noteAsked } from '#src/providers/capacity/ability.store.ts'
export { tellBeds, tellCapacity } from '#src/providers/capacity/capacity-commands.ts'
export { BED_WORDS } from '#src/providers/capacity/capacity-form.ts'
export { listBeds, listCapacity, listStaleProviders } from '#src/providers/capacity/capacity.store.ts'
export { mails } from '#src/providers/capacity/remind-of-capacity.job.ts'
export { jobs } from '#src/providers/providers.job.ts'
export { describeService, publishDirectory } from '#src/providers/directory/directory-commands.ts'
export { listNotedLeaving, noteLeaving, noteStaying } from '#src/providers/directory/directory.store.ts'
export { approve, loadRegister, stopUsing, suspend } from '#src/providers/commands.ts'
export { HOME_CARE, KEY_QUESTIONS, RATINGS, WHOLE_LOCATION } from '#src/providers/cqc-values.ts'
export type { KeyQuestion, Rating } from '#src/providers/cqc-values.ts'
export type { ProviderFact } from '#src/providers/facts.ts'
export { chunkedTables } from '#src/providers/import.store.ts'
export { search } from '#src/providers/panels.ts'
export { blankLocation, blankOrganisation, providerName } from '#src/providers/register.ts'
export type {
  LocationEntry,
  LocationRecord,
  OrganisationEntry,
  OrganisationRecord,
  RatingEntry,
  RegisterEntry,
} from '#src/providers/register.ts'
export { currentRating, listCurrentRatings, listCurrentRatingsOf } from '#src/providers/ratings/rating.store.ts'
export {
  findLocation,
  findOrganisation,
  getOrganisation,
  listLocations,
  listOrganisations,
  listRegistered,
  listRegisteredForPersonalCare,
  listServing,
  organisationsNamed,
  providersNamedLike,
  providerTyped,
  providerNames,
} from '#src/providers/register.store.ts'
export type { CurrentRating, LocationRating } from '#src/providers/ratings/rating.store.ts'
export { routes } from '#src/providers/routes.ts'
export { standingWords } from '#src/providers/standing/standing.ts'
export type { Standing, StandingName } from '#src/providers/standing/standing.ts'
export { standingOf } from '#src/providers/standing/standing.store.ts'
export { words } from '#src/providers/words.ts'
export { notOneProvider, whichProvider } from '#src/providers/which-provider.page.ts'
