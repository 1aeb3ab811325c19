/** Vacancies and oversupply by zone and part of the day, and whose word on them is too old. */
import { counted } from '#src/base/counted.ts'
import { dayOf, formatDay } from '#src/base/day.ts'
import { hoursInWords } from '#src/brokerage/packages/pattern.ts'
import type { BedsLeft } from '#src/brokerage/placing/left.store.ts'
import {
  type Balance,
  type BedSupply,
  type ProviderSupply,
  supplyByProvider,
  type Verdict,
  shadeOf,
  VERDICT_WORDS,
  verdictOf,
  type ZoneSupply,
} from '#src/brokerage/waiting-list/supply.ts'
import { readSupply, type Supply } from '#src/brokerage/waiting-list/supply.store.ts'
import { WAITING_LIST } from '#src/brokerage/waiting-list/waiting-list.page.ts'
import { getPolicy, listShapes, listZones, type ZoneShape } from '#src/councils/index.ts'
import { type Actor, may } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import { csvFile, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { roundStep } from '#src/platform/pages/figure.ts'
import { areaMap } from '#src/platform/pages/area-map.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { chosen, pageAsked, queue } from '#src/platform/pages/queue.ts'
import { keyFigures, section } from '#src/platform/pages/record.ts'
import { bad, dataTable, link, shortDay, small } from '#src/platform/pages/table.ts'
import {
  BED_TYPES,
  BED_WORDS,
  type Freshness,
  freshness,
  listCapacity,
  PART_WORDS,
  PARTS_OF_DAY,
  type PartOfDay,
  providerNames,
} from '#src/providers/index.ts'

const PAGE_SIZE = 25
const HREF = `${WAITING_LIST}/capacity`

/** With the names of those who told. */
const readNamed = async (tx: Read) => {
  const supply = await readSupply(tx)
  const refs = new Set([...supply.capacity, ...supply.beds].map(({ organisationRef }) => organisationRef))
  return { ...supply, names: await providerNames(tx, [...refs]) }
}
type Named = Supply & { readonly names: ReadonlyMap<string, string> }

export async function showSupply({ shell, actor, query, url }: Visit): Promise<Reply> {
  const supply = await shell.read(actor, async (tx) => ({ ...(await readNamed(tx)), shapes: await listShapes(tx) }))
  const { byZone, byProvider, staleDays } = supply
  const onlyStale = chosen(query, 'show')[0] === 'stale'
  const listed = onlyStale ? byProvider.filter(({ age }) => age === 'stale') : byProvider
  const from = (pageAsked(query) - 1) * PAGE_SIZE
  const total = (of: (one: Balance) => number) => byZone.reduce((sum, { all }) => sum + of(all), 0)
  return page({
    title: 'Capacity and demand',
    section: 'packages',
    wide: true,
    breadcrumbs: [
      { text: 'Packages', href: '/packages' },
      { text: 'Waiting list', href: WAITING_LIST },
      { text: 'Capacity and demand' },
    ],
    content: html`${keyFigures([
      { value: hoursInWords(total(({ free }) => free)), label: 'a week that providers could take on' },
      { value: hoursInWords(total(({ waiting }) => waiting)), label: 'a week that wait' },
      {
        value: byProvider.filter(({ age }) => age === 'stale').length,
        label: 'providers whose word is too old',
        hint: `more than ${staleDays} days`,
      },
    ])}
${section('By zone', html`${supply.shapes.length > 0 ? supplyMap(byZone, supply.shapes, partAsked(query)) : html`${tiles(byZone)}${mapHint(actor)}`}${zonesTable(byZone)}<p class="govuk-body">${link('The same by provider, as a file (CSV)', `${HREF}.csv`)}</p>`)}
${supply.byBed.length > 0 && section('Beds', html`${bedKindsTable(supply)}${supply.beds.length > 0 && bedsTable(supply)}`)}
${section(
  'By provider',
  queue<ProviderSupply>({
    ...{ noun: { one: 'provider', many: 'providers' }, url, total: listed.length, pageSize: PAGE_SIZE },
    rows: listed.slice(from, from + PAGE_SIZE),
    filters: [
      { kind: 'one', name: 'show', label: 'Show', choices: [{ value: 'stale', text: 'Too old to plan with' }] },
    ],
    empty: 'No provider has said what it could take on.',
    columns: [
      {
        heading: 'Provider',
        cell: ({ organisationRef }) =>
          link(supply.names.get(organisationRef) ?? organisationRef, `/providers/${organisationRef}`),
      },
      { heading: 'Could take on', cell: ({ weeklyMinutes, age }) => faded(hoursInWords(weeklyMinutes), age) },
      { heading: 'Told on', cell: ({ toldAt }) => shortDay(dayOf(toldAt)) },
      { heading: 'State', cell: ({ age }) => ageTag(age) },
    ],
  }),
)}`,
  })
}

const AGES = {
  fresh: { text: 'Fresh', colour: 'green' },
  fading: { text: 'Fading', colour: 'yellow' },
  stale: { text: 'Too old', colour: 'grey' },
} as const
const ageTag = (age: Freshness): Html => statusTag(AGES[age])

/** What no plan uses is struck out. */
const faded = (words: string, age: Freshness): Html => (age === 'stale' ? html`<s>${words}</s>` : html`${words}`)

const COLOURS: Readonly<Record<Verdict, readonly [fill: string, ink: string]>> = {
  short: ['#aa2a16', '#ffffff'],
  enough: ['#cce2d8', '#0b0c0c'],
  oversupply: ['#1d70b8', '#ffffff'],
  nothing: ['#f3f2f1', '#0b0c0c'],
}

/** A tile a zone: a council whose boundaries are not known has no truer map. The table under it says the same in figures. */
const tiles = (byZone: readonly ZoneSupply[]): Html =>
  html`<ul class="almoner-figures">${byZone.map((one) => {
    const verdict = verdictOf(one)
    const [fill, ink] = COLOURS[verdict]
    const more = one.all.free - one.all.waiting
    return html`<li><svg width="168" height="112" viewBox="0 0 168 112" role="img" aria-label="${one.name}: ${VERDICT_WORDS[verdict]}, ${hoursInWords(Math.abs(more))} a week ${more < 0 ? 'too few' : 'left over'}"><rect width="168" height="112" rx="4" fill="${fill}"/><text x="12" y="30" font-size="16" font-weight="700" fill="${ink}">${short(one.name)}</text><text x="12" y="60" font-size="19" fill="${ink}">${VERDICT_WORDS[verdict]}</text><text x="12" y="90" font-size="16" fill="${ink}">${more < 0 ? '−' : '+'}${hoursInWords(Math.abs(more))}</text></svg></li>\n`
  })}</ul>`

const partAsked = (query: Visit['query']): PartOfDay | undefined =>
  PARTS_OF_DAY.find((part) => part === chosen(query, 'part')[0])

const mapHint = (actor: Actor): Html =>
  may(actor, 'councils.manage')
    ? html`<p class="govuk-body">There is no map yet. ${link('Take in the boundaries of the zones', '/zones/boundaries')} and it is drawn here.</p>`
    : html`<p class="govuk-body">There is no map yet. An administrator takes in the boundaries at Settings, Zones.</p>`

/** Spare hours less those that wait, of the whole day or of a part of it. */
function supplyMap(byZone: readonly ZoneSupply[], shapes: readonly ZoneShape[], part: PartOfDay | undefined): Html {
  const moreOf = (one: ZoneSupply): number => {
    const { free, waiting } = part ? one.parts[part] : one.all
    return free - waiting
  }
  const short = byZone.filter((one) => moreOf(one) < 0).length
  const step = roundStep(Math.max(...byZone.map((one) => Math.abs(moreOf(one)) / 60)), 2)
  const when = part ? PART_WORDS[part] : 'Whole day'
  const views = [undefined, ...PARTS_OF_DAY].map((one) => {
    const words = one ? PART_WORDS[one] : 'Whole day'
    return one === part ? html`<strong>${words}</strong> ` : html`${link(words, one ? `${HREF}?part=${one}` : HREF)} `
  })
  return html`<p class="govuk-body">Show: ${views}</p>${areaMap({
    title: `Spare and short hours a week, ${when.toLowerCase()}`,
    finding: `${when}: ${short === 0 ? 'no zone is' : `${short} of ${counted(byZone.length, 'zone')} ${short === 1 ? 'is' : 'are'}`} short of hours.`,
    classes: [
      ...([`Short by ${step} hours a week or more`, `Short by less than ${step} hours`, 'Neither'] as const),
      ...([`Less than ${step} hours spare`, `${step} hours spare or more`] as const),
    ],
    areas: shapes.flatMap(({ zone, rings }) => {
      const one = byZone.find((its) => its.zone === zone)
      if (!one) return []
      const more = moreOf(one)
      return {
        name: one.name,
        rings,
        shade: shadeOf(more / 60, step),
        says: `${more < 0 ? '−' : '+'}${hours(Math.abs(more))} h`,
      }
    }),
  })}`
}

const short = (name: string): string => (name.length > 18 ? `${name.slice(0, 17)}…` : name)

const zonesTable = (byZone: readonly ZoneSupply[]): Html =>
  dataTable<ZoneSupply>({
    caption: 'Hours a week that providers could take on, less what they took on since, and hours that wait',
    rows: byZone,
    empty: 'The council has no zones yet.',
    columns: [
      { heading: 'Zone', cell: (one) => html`${one.name}${small(VERDICT_WORDS[verdictOf(one)])}` },
      ...PARTS_OF_DAY.map((part: PartOfDay) => ({
        heading: PART_WORDS[part],
        format: 'number' as const,
        cell: ({ parts }: ZoneSupply) => balance(parts[part]),
      })),
      { heading: 'Whole day', format: 'number', cell: ({ all }) => balance(all) },
    ],
  })

const hours = (minutes: number): string => String(Math.round(minutes / 6) / 10)

const balance = ({ free, taken, fading, waiting }: Balance): Html => {
  const wait = html`${small(waiting > 0 ? `${hours(waiting)} wait` : 'none wait')}${taken > 0 && small(`${hours(taken)} taken since`)}${fading > 0 && small(`${hours(fading)} fading`)}`
  return free < waiting ? html`${bad(`${hours(free)} free`)}${wait}` : html`${hours(free)} free${wait}`
}

const bedKindsTable = ({ byBed }: Supply): Html =>
  dataTable<BedSupply>({
    caption: 'Beds that homes told, and people who wait for one',
    folds: true,
    rows: byBed,
    columns: [
      { heading: 'Kind', cell: ({ bedType }) => BED_WORDS[bedType] },
      { heading: 'Told', format: 'number', cell: ({ told }) => told },
      { heading: 'Taken since', format: 'number', cell: ({ taken }) => taken },
      { heading: 'Free', format: 'number', cell: ({ free }) => free },
      {
        heading: 'People who wait',
        format: 'number',
        cell: ({ waiting, free }) => (waiting > free ? bad(waiting) : waiting),
      },
    ],
  })

const bedsTable = ({ beds, names, zones }: Named): Html =>
  dataTable<[string, readonly BedsLeft[]]>({
    caption: 'Free beds by home',
    rows: [...Map.groupBy(beds, ({ locationRef }) => locationRef)],
    columns: [
      {
        heading: 'Home',
        cell: ([locationRef, [first]]) =>
          html`${link(first?.home ?? locationRef, `/locations/${locationRef}`)}${small([names.get(first?.organisationRef ?? '') ?? '', zones.find(({ zone }) => zone === first?.zone)?.name ?? ''].filter(Boolean).join(', '))}${first && small(`Told on ${formatDay(dayOf(first.toldAt))}`)}`,
      },
      ...BED_TYPES.map((type) => ({
        heading: BED_WORDS[type],
        format: 'number' as const,
        cell: ([, told]: [string, readonly BedsLeft[]]) => told.find(({ bedType }) => bedType === type)?.vacant ?? '',
      })),
    ],
  })

export async function supplyCsv({ shell, actor }: Visit): Promise<Reply> {
  const { capacity, names, now, staleDays } = await shell.read(actor, readNamed)
  return csvFile(
    'capacity.csv',
    ['zone', 'part', 'provider', 'name', 'hours_a_week', 'told_on', 'state'],
    capacity.map(({ zone, part, organisationRef, weeklyMinutes, toldAt }) => [
      ...[zone, part, organisationRef, names.get(organisationRef) ?? '', hours(weeklyMinutes)],
      ...[dayOf(toldAt), freshness(toldAt, now, staleDays)],
    ]),
  )
}

/** On a provider's page: what it could take on by its own word. */
export async function capacityOf(tx: Read, organisationRef: string): Promise<Html | undefined> {
  const cells = await listCapacity(tx, { organisationRefs: [organisationRef], stale: true })
  const { staleDays } = await getPolicy(tx, 'capacity', dayOf(tx.now))
  const [supply] = supplyByProvider(cells, tx.now, staleDays)
  if (!supply) return undefined
  const zones = await listZones(tx)
  const rows = [...Map.groupBy(cells, ({ zone }) => zone)]
  return html`<p class="govuk-body">Told on ${formatDay(dayOf(supply.toldAt))} ${ageTag(supply.age)}</p>${dataTable<
    (typeof rows)[number]
  >({
    caption: 'Hours a week that it could take on',
    captionHidden: true,
    rows,
    columns: [
      { heading: 'Zone', cell: ([zone]) => zones.find((one) => one.zone === zone)?.name ?? zone },
      ...PARTS_OF_DAY.map((part) => ({
        heading: PART_WORDS[part],
        format: 'number' as const,
        cell: ([, told]: (typeof rows)[number]) => hours(told.find((cell) => cell.part === part)?.weeklyMinutes ?? 0),
      })),
    ],
  })}`
}
