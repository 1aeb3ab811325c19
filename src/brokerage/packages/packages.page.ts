import { counted } from '#src/base/counted.ts'
import { type Day, dayOf } from '#src/base/day.ts'
import {
  OPEN_STATUSES,
  type PackageStatus,
  serviceName,
  STATUS_WORDS,
  STATUSES,
} from '#src/brokerage/packages/care-package.ts'
import {
  type PackageListing,
  type PackageSearch,
  searchPackages,
  SORTS,
} from '#src/brokerage/packages/care-package.store.ts'
import { assignPackages } from '#src/brokerage/packages/package-commands.ts'
import { remindSigners } from '#src/brokerage/sign-off/tell-signers-commands.ts'
import { listZones, type Zone } from '#src/councils/index.ts'
import { type Actor, may } from '#src/platform/actor.ts'
import { csvFile, notDone, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { StatusTag, TagColour } from '#src/platform/pages/page.ts'
import { chosen, type Filter, pageAsked, queue, sortAsked, withQuery } from '#src/platform/pages/queue.ts'
import { everyPart } from '#src/platform/pages/every-part.ts'
import { bad, type Column, link, shortDay, small } from '#src/platform/pages/table.ts'

const PAGE_SIZE = 25

const COLOURS: Readonly<Record<PackageStatus, TagColour>> = {
  draft: 'grey',
  sent: 'blue',
  offers_in: 'purple',
  no_capacity: 'red',
  awaiting_sign_off: 'yellow',
  blocked: 'orange',
  placed: 'green',
  arranged: 'green',
  ended: 'grey',
  withdrawn: 'grey',
  refused: 'red',
}

export const tagOf = (status: PackageStatus): StatusTag => ({ text: STATUS_WORDS[status], colour: COLOURS[status] })

/** Once care is placed, or will not be, nobody has to hurry. */
export const isUrgentNow = ({ status, urgent }: Pick<PackageListing, 'status' | 'urgent'>): boolean =>
  urgent && OPEN_STATUSES.includes(status)

/** A person's name, or the reference for those who may not see people's details. */
export const nameFor = (actor: Actor, named: { readonly personName: string; readonly personRef: string }): string =>
  may(actor, 'people.see') ? named.personName : named.personRef

const DUE = [
  { value: 'late', text: 'Late' },
  { value: 'week', text: 'In the next 7 days' },
]

const FILTERS = ['words', 'status', 'zone', 'due'] as const

/** The visit as asked, or, when it names no filter at all, for the packages in hand. */
function inHandFirst(visit: Visit): Visit {
  if (FILTERS.some((name) => visit.query[name] !== undefined)) return visit
  return {
    ...visit,
    url: withQuery(visit.url, { words: '', status: OPEN_STATUSES }),
    query: { ...visit.query, words: '', status: [...OPEN_STATUSES] },
  }
}

const searchOf = ({ query, actor }: Visit, today: Day): Omit<PackageSearch, 'offset' | 'limit'> => ({
  statuses: STATUSES.filter((status) => chosen(query, 'status').includes(status)),
  zone: chosen(query, 'zone')[0],
  words: chosen(query, 'words')[0],
  byName: may(actor, 'people.see'),
  due: DUE.find(({ value }) => value === chosen(query, 'due')[0])?.value,
  sort: sortAsked(query, SORTS, 'due'),
  today,
})

type Found = { packages: PackageListing[]; total: number; zones: Zone[]; today: Day }

const find = (visit: Visit, offset: number, limit: number): Promise<Found> =>
  visit.shell.read(visit.actor, async (tx) => {
    const today = dayOf(tx.now)
    const found = await searchPackages(tx, { ...searchOf(visit, today), offset, limit })
    return { ...found, zones: await listZones(tx), today }
  })

const isLate = ({ status, startBy }: PackageListing, today: Day): boolean =>
  OPEN_STATUSES.includes(status) && startBy !== undefined && startBy < today

const hours = ({ weeklyMinutes }: PackageListing): string => (weeklyMinutes / 60).toFixed(1)

const zoneName = (zones: readonly Zone[], code: string): string => zones.find(({ zone }) => zone === code)?.name ?? code

const columnsOf = (actor: Actor, { zones, today }: Found): Column<PackageListing>[] => [
  {
    heading: 'Reference',
    sort: 'ref',
    cell: (pkg) => html`${link(pkg.packageRef, `/packages/${pkg.packageRef}`)}${small(nameFor(actor, pkg))}`,
  },
  { heading: 'Zone', sort: 'zone', cell: (pkg) => zoneName(zones, pkg.zone) },
  { heading: 'Hours', sort: 'hours', format: 'number', cell: hours },
  { heading: 'Offers', sort: 'offers', format: 'number', cell: (pkg) => pkg.offers },
  {
    heading: 'Start by',
    sort: 'due',
    cell: (pkg) =>
      pkg.startBy === undefined
        ? 'Not set'
        : isLate(pkg, today)
          ? bad(html`${shortDay(pkg.startBy)}${small('late')}`)
          : shortDay(pkg.startBy),
  },
  {
    heading: 'Status',
    sort: 'status',
    cell: (pkg) =>
      html`${statusTag(tagOf(pkg.status))}${isUrgentNow(pkg) && small('Urgent')}${pkg.status === 'awaiting_sign_off' && small(`${pkg.signed} of ${pkg.signatures} signed`)}`,
  },
  { heading: 'With', sort: 'with', cell: (pkg) => pkg.withName ?? 'No one' },
]

const filtersOf = (zones: readonly Zone[]): Filter[] => [
  { kind: 'words', name: 'words', label: 'Reference or name' },
  {
    kind: 'choices',
    name: 'status',
    label: 'Status',
    choices: STATUSES.map((status) => ({ value: status, text: STATUS_WORDS[status] })),
  },
  { kind: 'one', name: 'zone', label: 'Zone', choices: zones.map(({ zone, name }) => ({ value: zone, text: name })) },
  { kind: 'one', name: 'due', label: 'Start by', choices: DUE },
]

export async function listPackagesPage(asked: Visit): Promise<Reply> {
  const visit = inHandFirst(asked)
  const { url, query, actor, csrf } = visit
  const found = await find(visit, (pageAsked(query) - 1) * PAGE_SIZE, PAGE_SIZE)
  await visit.shell.noteList(actor, 'packages', { filter: url, count: found.total })
  return page({
    title: 'Packages',
    section: 'packages',
    wide: true,
    breadcrumbs: [{ text: 'Packages' }],
    actions: [
      may(actor, 'brokerage.request') && { text: 'Start a package', href: '/packages/start' },
      { text: 'Waiting list', kind: 'secondary', href: '/waiting-list' },
      { text: 'Spot purchases', kind: 'secondary', href: '/spot-purchases' },
      { text: 'Speed', kind: 'secondary', href: '/speed' },
      { text: 'Self-funders', kind: 'secondary', href: '/arrangements' },
    ],
    content: queue({
      noun: { one: 'package', many: 'packages' },
      url,
      rows: found.packages,
      total: found.total,
      pageSize: PAGE_SIZE,
      sort: sortAsked(query, SORTS, 'due'),
      filters: filtersOf(found.zones),
      clearHref: '/packages?words=',
      columns: columnsOf(actor, found),
      ...(may(actor, 'brokerage.choose')
        ? {
            bulk: {
              action: '/packages/chosen',
              csrf,
              keyOf: (pkg: PackageListing) => pkg.packageRef,
              labelOf: (pkg: PackageListing) => `${pkg.packageRef}, ${nameFor(actor, pkg)}`,
              actions: [
                { text: 'Assign to me', value: 'mine' },
                { text: 'Remind the signers', value: 'remind' },
              ],
            },
          }
        : {}),
      csvHref: withQuery(url.replace(/^\/packages/, '/packages.csv'), { page: undefined }),
    }),
  })
}

const HEADER = [
  'Reference',
  'Person',
  'Service',
  'Zone',
  'Hours a week',
  'Offers',
  'Start by',
  'Status',
  'Signed',
  'Signatures',
  'With',
]

/** Exactly the rows that the queue shows, in its order, over all its pages. */
export async function packagesCsv(visit: Visit): Promise<Reply> {
  const { packages, zones } = await visit.shell.read(visit.actor, async (tx) => {
    const search = searchOf(visit, dayOf(tx.now))
    const all = await everyPart(async (part) => (await searchPackages(tx, { ...search, ...part })).packages)
    return { packages: all, zones: await listZones(tx) }
  })
  await visit.shell.noteList(visit.actor, 'packages.csv', { filter: visit.url, count: packages.length })
  return csvFile(
    'packages.csv',
    HEADER,
    packages.map((pkg) => [
      pkg.packageRef,
      nameFor(visit.actor, pkg),
      serviceName(pkg.service),
      zoneName(zones, pkg.zone),
      Number(hours(pkg)),
      pkg.offers,
      pkg.startBy ?? '',
      STATUS_WORDS[pkg.status],
      pkg.signed,
      pkg.signatures,
      pkg.withName ?? '',
    ]),
  )
}

/** What the queue does with the ticked packages. */
export const postChosen = (visit: Visit): Promise<Reply> =>
  visit.form['do'] === 'mine' ? postAssign(visit) : postReminder(visit)

/** The ticked packages of the queue, or the one of a record, are the reader's from now on. */
async function postAssign({ actor, shell, form }: Visit): Promise<Reply> {
  const packageRefs = chosen(form, 'chosen')
  const back = packageRefs.length === 1 && form['from'] === 'record' ? `/packages/${packageRefs[0]}` : '/packages'
  if (packageRefs.length === 0) return notDone(back, 'Nothing assigned: tick the packages first')
  const taken = await assignPackages(shell, actor, { packageRefs, officerRef: actor.id })
  if (!taken.ok) return notDone(back, 'Nothing assigned: these packages are over, or with you already')
  return seeOther(back, taken.value === 1 ? 'One package is with you now' : `${taken.value} packages are with you now`)
}

/** The ticked packages of the queue, or the one of a record: everybody whose signature waits is reminded. */
export async function postReminder({ actor, shell, form }: Visit): Promise<Reply> {
  const packageRefs = chosen(form, 'chosen')
  const back = packageRefs.length === 1 && form['from'] === 'record' ? `/packages/${packageRefs[0]}` : '/packages'
  if (packageRefs.length === 0) return notDone(back, 'No reminder sent: tick the packages first')
  const reminded = await remindSigners(shell, actor, { packageRefs, onlyDue: false })
  if (!reminded.ok)
    return notDone(
      back,
      reminded.error === 'nobody may sign'
        ? 'No reminder sent: no officer who may sign has an address. Ask the head of service'
        : 'No reminder sent: none of these packages waits for a signature',
    )
  const { signatures, packages, mails } = reminded.value
  const what = `${counted(signatures, 'signature')} on ${counted(packages, 'package')}`
  return seeOther(back, `Reminder sent for ${what}, by mail to ${counted(mails, 'officer')}`)
}
