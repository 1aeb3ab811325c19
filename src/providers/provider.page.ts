import { dayOf, formatDay } from '#src/base/day.ts'
import { may } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import { notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { type House, latestHistory, recordTabs, showPanels } from '#src/platform/panels.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { KeyFact, Page } from '#src/platform/pages/page.ts'
import { section, summary, whatHappensNext } from '#src/platform/pages/record.ts'
import { dataTable, link, shortDay, small } from '#src/platform/pages/table.ts'
import { KEY_QUESTIONS, WHOLE_LOCATION } from '#src/providers/cqc-values.ts'
import { standingColour } from '#src/providers/providers.page.ts'
import { type Lane, ratingsFigure } from '#src/providers/ratings/ratings-figure.page.ts'
import {
  currentRatingsTable,
  ratingDate,
  ratingsHistoryTable,
  ratingTag,
} from '#src/providers/ratings/ratings-view.page.ts'
import { type LocationRecord, type OrganisationRecord, providerName } from '#src/providers/register.ts'
import { type CurrentRating, listCurrentRatings, listRatingsWithEarlier } from '#src/providers/ratings/rating.store.ts'
import {
  findLocation,
  findOrganisation,
  listLocations,
  listSuccessions,
  type Succeeded,
} from '#src/providers/register.store.ts'
import { type Standing, standingWords } from '#src/providers/standing/standing.ts'
import { type CouncilContact, findWithCouncil } from '#src/providers/standing/standing.store.ts'

// An organisation with more has them in the table, and on each location's page.
const MOST_LANES = 8
const MOST_LOCATIONS = 100

export async function showProvider({ actor, shell, params }: Visit, house: House): Promise<Reply> {
  const ref = (params['ref'] ?? '').toUpperCase()
  return shell.read(actor, async (tx) => {
    const organisation = await findOrganisation(tx, ref)
    if (!organisation) return notFound()
    const locations = await listLocations(tx, ref, MOST_LOCATIONS)
    const running = locations.filter(({ status }) => status === 'registered')
    const { standing, contact, leaves } = await findWithCouncil(tx, ref)
    const rated = await listCurrentRatings(
      tx,
      'location',
      locations.map(({ locationRef }) => locationRef),
      [ref],
    )
    const [own, current] = [
      rated.filter(({ kind }) => kind === 'organisation'),
      rated.filter(({ kind }) => kind === 'location'),
    ]
    const manages = may(actor, 'providers.manage')
    return page({
      ...head(organisation, standing, leaves, manages),
      tabs: recordTabs(house, actor, { on: 'provider', ref, href: `/providers/${ref}` }),
      facts: facts(organisation, running, current),
      content: html`${await ratingsSection(tx, running)}
${section('Locations', locationsTable(locations, current, dayOf(tx.now)))}
${own.length > 0 && section('Ratings of the provider as a whole', currentRatingsTable(own, dayOf(tx.now)))}
${await showPanels(house, tx, actor, 'provider', ref)}
${section('With this council', councilSummary(ref, standing, contact, manages))}
${section('On the CQC register', organisationSummary(organisation))}`,
      aside: html`${standing.standing === 'suspended' && whatHappensNext(html`<p class="govuk-body">No new work goes to this provider. The suspension is reviewed ${standing.reviewDay ? `by ${formatDay(standing.reviewDay)}` : 'by the officer who decided it'}.</p>`)}
${leaves && whatHappensNext(html`<p class="govuk-body">The exit of this provider is open: it is asked for no new care.</p>`)}
${may(actor, 'audit.see') && (await latestHistory(house, tx, `provider:${ref}`))}`,
    })
  })
}

const head = (
  organisation: OrganisationRecord,
  standing: Standing,
  leaves: boolean,
  manages: boolean,
): Omit<Page, 'content'> => ({
  title: providerName(organisation),
  caption: `Provider ${organisation.organisationRef}`,
  section: 'providers',
  breadcrumbs: [{ text: 'Providers', href: '/providers' }, { text: organisation.organisationRef }],
  tags: [
    { text: standingWords(standing.standing), colour: standingColour(standing.standing) },
    leaves && { text: 'Leaving', colour: 'red' },
    organisation.status === 'deregistered' && { text: 'Registration ended', colour: 'grey' },
  ],
  actions: [manages && { text: 'Change standing', href: `/providers/${organisation.organisationRef}/standing` }],
})

function facts(
  organisation: OrganisationRecord,
  running: readonly LocationRecord[],
  current: readonly CurrentRating[],
): (KeyFact | false)[] {
  const services = [...new Set(running.flatMap(({ services }) => services))].sort()
  const overall = current.filter(
    ({ keyQuestion, ref }) => keyQuestion === 'Overall' && running.some(({ locationRef }) => locationRef === ref),
  )
  const [only] = overall
  return [
    {
      label: 'Services',
      value:
        services.length === 0
          ? 'Not known'
          : services.length > 3
            ? `${services.length} service types`
            : services.join(', '),
    },
    { label: 'Registered locations', value: running.length },
    overall.length === 1 && only !== undefined && { label: 'CQC rating', value: ratingTag(only) },
    { label: 'Registered', value: organisation.registeredFrom ? formatDay(organisation.registeredFrom) : 'Not known' },
  ]
}

async function ratingsSection(tx: Read, running: readonly LocationRecord[]): Promise<Html | false> {
  if (running.length === 0) return false
  const ratings = await ratingsWithEarlier(
    tx,
    running.map(({ locationRef }) => locationRef),
  )
  const lanes = running.flatMap((location) =>
    groupsOf(ratings.get(location.locationRef) ?? []).map(([group, some]) => ({
      name: group === WHOLE_LOCATION ? providerName(location) : `${providerName(location)}, ${group}`,
      ratings: some.filter(({ keyQuestion }) => keyQuestion === 'Overall'),
    })),
  )
  const rated = lanes.filter(({ ratings }) => ratings.length > 0)
  const more = rated.length - MOST_LANES
  return html`${ratingsFigure('Ratings over time', rated.slice(0, MOST_LANES), dayOf(tx.now))}${more > 0 && html`<p class="govuk-body">${more} more are on the pages of their locations.</p>`}`
}

/** A lane for the rating of each service group as a whole and for each of its key questions. */
const lanesOfLocation = (ratings: readonly CurrentRating[]): Lane[] =>
  groupsOf(ratings).flatMap(([group, some]) =>
    KEY_QUESTIONS.map((question) => ({
      name: group === WHOLE_LOCATION ? question : `${group}: ${question}`,
      ratings: some.filter(({ keyQuestion }) => keyQuestion === question),
    })),
  )

const groupsOf = (ratings: readonly CurrentRating[]) => [...Map.groupBy(ratings, ({ serviceGroup }) => serviceGroup)]

/** The ratings of locations with those of the registrations that they follow, marked as inherited (Q-22). */
async function ratingsWithEarlier(tx: Read, refs: readonly string[]): Promise<Map<string, CurrentRating[]>> {
  const ratings = (await listRatingsWithEarlier(tx, refs)).map((one) =>
    one.forRef === one.ref ? one : { ...one, inherited: true },
  )
  return new Map(
    refs.map((ref) => [
      ref,
      ratings
        .filter((one) => one.forRef === ref)
        .sort((a, b) => (a.ratedOn < b.ratedOn ? -1 : a.ratedOn > b.ratedOn ? 1 : 0)),
    ]),
  )
}

const locationsTable = (locations: readonly LocationRecord[], current: readonly CurrentRating[], today: string): Html =>
  dataTable({
    caption: 'Locations',
    captionHidden: true,
    rows: locations,
    empty: 'No location of this provider is known.',
    columns: [
      {
        heading: 'Location',
        cell: (one) =>
          html`${link(providerName(one), `/locations/${one.locationRef}`)}${small(one.services.join(', '))}${one.status === 'deregistered' && small(one.endedOn ? `registration ended, ${formatDay(one.endedOn)}` : 'registration ended')}`,
      },
      { heading: 'Area', cell: (one) => html`${one.localAuthority ?? ''}${small(one.postcode ?? '')}` },
      {
        heading: 'CQC rating',
        cell: (one) =>
          current
            .filter(({ ref, keyQuestion }) => ref === one.locationRef && keyQuestion === 'Overall')
            .map(
              (rating) =>
                html`${ratingTag(rating)} ${rating.serviceGroup !== 'Overall' && small(rating.serviceGroup)}${small(ratingDate(rating, today))}`,
            ),
      },
    ],
  })

const councilSummary = (
  ref: string,
  standing: Standing,
  contact: CouncilContact | undefined,
  manages: boolean,
): Html => {
  const change = manages ? { href: `/providers/${ref}/contact` } : undefined
  return summary([
    {
      key: 'Standing',
      value: html`${statusTag({ text: standingWords(standing.standing), colour: standingColour(standing.standing) })}${standing.reason !== '' && small(`${standing.reason}, decided by ${standing.decidedBy}`)}`,
      ...(manages ? { change: { href: `/providers/${ref}/standing` } } : {}),
    },
    {
      key: 'Contact',
      value:
        [contact?.contactName, contact?.contactEmail, contact?.contactPhone].filter(Boolean).join(', ') || 'None noted',
      ...(change ? { change } : {}),
    },
    { key: 'Supplier number', value: contact?.supplierNumber ?? 'None noted', ...(change ? { change } : {}) },
    { key: 'Note', value: contact?.note ?? 'None', ...(change ? { change } : {}) },
  ])
}

const webLink = (address: string | null): Html | string =>
  address === null
    ? 'Not known'
    : html`<a class="govuk-link" href="${address}" rel="noreferrer noopener">${address.replace(/^https?:\/\//, '')}</a>`

const known = (value: string | number | null | undefined): string =>
  value === null || value === undefined || value === '' ? 'Not known' : String(value)

const organisationSummary = (one: OrganisationRecord): Html =>
  summary([
    { key: 'CQC provider ID', value: one.organisationRef },
    one.alsoKnownAs !== null && { key: 'Also known as', value: one.alsoKnownAs },
    { key: 'Address', value: [one.address, one.postcode].filter(Boolean).join(', ') || 'Not known' },
    { key: 'Telephone', value: known(one.phone) },
    { key: 'Web address', value: webLink(one.website) },
    one.brandName !== null && { key: 'Brand', value: one.brandName },
    { key: 'Companies House number', value: known(one.companyNumber) },
    one.charityNumber !== null && { key: 'Charity number', value: one.charityNumber },
    one.ownership !== null && { key: 'Ownership', value: one.ownership },
    { key: 'As of', value: one.asOf ? formatDay(one.asOf) : 'Not known' },
  ])

export async function showLocation({ actor, shell, params }: Visit, house: House): Promise<Reply> {
  const ref = (params['ref'] ?? '').toUpperCase()
  return shell.read(actor, async (tx) => {
    const location = await findLocation(tx, ref)
    if (!location) return notFound()
    const ratings = (await ratingsWithEarlier(tx, [ref])).get(ref) ?? []
    const current = await listCurrentRatings(tx, 'location', [ref])
    const successions = await listSuccessions(tx, [ref])
    const today = dayOf(tx.now)
    const owner = location.organisationRef
    return page({
      title: providerName(location),
      caption: `Location ${ref}`,
      section: 'providers',
      breadcrumbs: [
        { text: 'Providers', href: '/providers' },
        ...(owner ? [{ text: location.organisationName ?? owner, href: `/providers/${owner}` }] : []),
        { text: ref },
      ],
      tags: [
        location.status === 'deregistered' && { text: 'Registration ended', colour: 'grey' },
        location.dormant === true && { text: 'Dormant', colour: 'yellow' },
      ],
      facts: [
        {
          label: 'Provider',
          value: owner
            ? link(location.organisationName ?? owner, `/providers/${owner}`)
            : known(location.organisationName),
        },
        { label: 'Area', value: known(location.localAuthority) },
        location.lastChecked !== null && { label: 'Last checked', value: formatDay(location.lastChecked) },
      ],
      content: html`${section('Latest ratings', currentRatingsTable(current, today))}
${ratingsFigure('Ratings over time', lanesOfLocation(ratings), today)}
${section('Every published rating', ratingsHistoryTable(ratings))}
${await showPanels(house, tx, actor, 'location', ref)}
${section('On the CQC register', locationSummary(location, successions))}`,
      ...(may(actor, 'audit.see') ? { aside: await latestHistory(house, tx, `location:${ref}`) } : {}),
    })
  })
}

const locationSummary = (one: LocationRecord, successions: readonly Succeeded[]): Html =>
  summary([
    { key: 'CQC location ID', value: one.locationRef },
    one.alsoKnownAs !== null && { key: 'Also known as', value: one.alsoKnownAs },
    { key: 'Services', value: one.services.join(', ') || 'Not known' },
    one.specialisms.length > 0 && { key: 'Specialisms', value: one.specialisms.join(', ') },
    one.activities.length > 0 && { key: 'Regulated activities', value: one.activities.join(', ') },
    one.beds !== null && { key: 'Beds', value: one.beds },
    { key: 'Address', value: [one.address, one.postcode].filter(Boolean).join(', ') || 'Not known' },
    one.district !== null && one.district !== one.localAuthority && { key: 'District', value: one.district },
    { key: 'Telephone', value: known(one.phone) },
    { key: 'Web address', value: webLink(one.website) },
    { key: 'Registered from', value: one.registeredFrom ? shortDay(one.registeredFrom) : 'Not known' },
    one.endedOn !== null && { key: 'Registration ended', value: shortDay(one.endedOn) },
    ...successions.map((succession) =>
      succession.laterRef === one.locationRef
        ? { key: 'Follows', value: successionLink(succession.earlierRef, succession.earlierName, succession.basis) }
        : { key: 'Followed by', value: successionLink(succession.laterRef, succession.laterName, succession.basis) },
    ),
    { key: 'As of', value: one.asOf ? formatDay(one.asOf) : 'Not known' },
  ])

const successionLink = (ref: string, name: string | null, basis: string): Html =>
  html`${name === null ? ref : link(`${name} (${ref})`, `/locations/${ref}`)}${small(basis === 'register' ? 'the register says so' : 'same name and postcode')}`
