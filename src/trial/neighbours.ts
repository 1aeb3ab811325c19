import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addDays, addMonths, type Day, firstOfMonth } from '#src/base/day.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { importReleaseFile } from '#src/tendering/index.ts'

/** What a made-up neighbour tells of a procurement: how long ago, when its contract ends in months from now, and with whom. */
type Told = {
  readonly buyer: string
  readonly title: string
  readonly cpv: string
  readonly region: string
  readonly pounds: number
  readonly daysAgo: number
  readonly endsIn: number
  /** None while it is open to bids. */
  readonly suppliers: readonly string[]
}

const HOME_CARE = '85312000'
const NEAR = 'West Midlands'

const told = (known: readonly string[]): Told[] => {
  const [first = 'Oak Lane Care Ltd', second = 'Brook Homecare Ltd'] = known
  const of = (
    buyer: string,
    title: string,
    pounds: number,
    daysAgo: number,
    endsIn: number,
    suppliers: readonly string[] = [],
  ) => ({
    ...{ buyer: `${buyer} Council (made up)`, title, cpv: HOME_CARE, region: NEAR },
    ...{ pounds, daysAgo, endsIn, suppliers },
  })
  return [
    of('Exampleshire', 'Home care framework, coast', 8_400_000, 900, 5, [first, 'Tern and Gull Care Ltd']),
    of('Exampleshire', 'Home care framework, fells', 5_100_000, 900, 5, ['Fell Foot Care Ltd']),
    of('Exampleshire', 'Waking nights', 620_000, 310, 14, [second]),
    of('Marlow Vale', 'Reablement at home', 2_250_000, 640, 9, ['Vale Reablement CIC']),
    of('Marlow Vale', 'Extra care at Mill Court', 3_900_000, 480, 21, [first]),
    of('Marlow Vale', 'Home care, dynamic purchasing system', 14_000_000, 60, 48),
    of('Ashby Moor', 'Care at home for adults', 11_700_000, 400, 17, [
      second,
      'Moorside Care Ltd',
      'Heather Homecare Ltd',
    ]),
    of('Ashby Moor', 'Sitting service for carers', 340_000, 120, 11, ['Carers of Ashby Moor']),
    of('Ashby Moor', 'Live-in care', 1_900_000, 20, 40),
    { ...of('Thornbeck', 'Supported living', 6_300_000, 700, 2, ['Beck House Ltd']), region: 'East Midlands' },
    { ...of('Thornbeck', 'Home care, north and south', 9_800_000, 30, 42), region: 'East Midlands' },
    {
      ...of('Thornbeck', 'Community meals', 480_000, 500, 7, ['Thornbeck Meals']),
      cpv: '55521100',
      region: 'East Midlands',
    },
  ]
}

function releaseOf(one: Told, at: number, today: Day): Record<string, unknown> {
  const day = addDays(today, -one.daysAgo)
  const value = { amount: one.pounds, currency: 'GBP' }
  const end = addDays(addMonths(firstOfMonth(today), one.endsIn), -1)
  const contractPeriod = { startDate: `${addDays(day, 60)}T00:00:00Z`, endDate: `${end}T23:59:59Z` }
  const awarded = one.suppliers.length > 0
  return {
    ocid: `ocds-000000-made-up-${at + 1}`,
    id: `made-up-${at + 1}`,
    date: `${day}T09:00:00Z`,
    tag: [awarded ? 'award' : 'tender'],
    initiationType: 'tender',
    language: 'en',
    buyer: { name: one.buyer },
    tender: {
      id: `T${at + 1}`,
      title: one.title,
      description: 'A made-up notice of a made-up neighbour.',
      status: awarded ? 'complete' : 'active',
      classification: {
        scheme: 'CPV',
        id: one.cpv,
        description: one.cpv === HOME_CARE ? 'Social work services without accommodation' : 'Meals-on-wheels services',
      },
      items: [{ id: '1', deliveryAddresses: [{ region: one.region }] }],
      value,
      contractPeriod,
    },
    ...(awarded
      ? {
          awards: [
            { id: '1', status: 'active', value, suppliers: one.suppliers.map((name) => ({ name })), contractPeriod },
          ],
        }
      : {}),
  }
}

/** What fictional neighbours buy and from whom, read by the importer as anybody's notices are. */
export async function makeNeighboursNotices(
  { shell, clerk, today }: { readonly shell: Shell; readonly clerk: Actor; readonly today: Day },
  known: readonly string[],
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'almoner-made-up-'))
  const path = join(folder, 'made-up-notices.jsonl')
  const releases = told(known).map((one, at) => releaseOf(one, at, today))
  // Files of others have their slips: one does not say when it was given out.
  const slip = { ...releases[0], id: 'made-up-slip', date: 'last spring' }
  await writeFile(path, [...releases, slip].map((one) => `${JSON.stringify(one)}\n`).join(''))
  const imported = await importReleaseFile(shell, clerk, path, 'made-up-notices.jsonl')
  await rm(folder, { recursive: true, force: true })
  if (!imported.ok || imported.value.refused > 1)
    throw new Error('the notices of the trial’s neighbours could not be read')
}
