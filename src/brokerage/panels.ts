import { formatPence } from '#src/base/money.ts'
import { type CarePackage, serviceName, STATUS_WORDS } from '#src/brokerage/packages/care-package.ts'
import { listPackagesOfPerson, listWaiting, searchPackages } from '#src/brokerage/packages/care-package.store.ts'
import { CHANGE_WORDS } from '#src/brokerage/after/care-change.ts'
import { weekCost } from '#src/brokerage/after/week-cost.page.ts'
import { careAfter } from '#src/brokerage/after/after.page.ts'
import { type Due, listDue } from '#src/brokerage/after/after.store.ts'
import { feeWork } from '#src/brokerage/fees/fee-work.page.ts'
import { tagOf } from '#src/brokerage/packages/packages.page.ts'
import { searchPlacements } from '#src/brokerage/packages/placement.store.ts'
import { preferencesPanel } from '#src/brokerage/requests/preferences.page.ts'
import { rightToSign, waitsForNobody } from '#src/brokerage/sign-off/sign-off.ts'
import { dayOf, formatDay } from '#src/base/day.ts'
import { capacityPanels, capacityWork } from '#src/brokerage/waiting-list/panels.ts'
import { getPolicy, listOfficers } from '#src/councils/index.ts'
import { type Actor, may } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import type { Html } from '#src/platform/pages/html.ts'
import { html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { dataTable, link, shortDay } from '#src/platform/pages/table.ts'
import type { Found, Panel, SearchSource, WorkItem, WorkSource } from '#src/platform/panels.ts'

const SHOWN = 20

async function packagesOfPerson(tx: Read, personRef: string): Promise<Html | undefined> {
  const packages = await listPackagesOfPerson(tx, personRef)
  if (packages.length === 0) return undefined
  return dataTable({
    caption: 'Packages of care',
    captionHidden: true,
    rows: packages,
    columns: [
      { heading: 'Package', cell: (pkg: CarePackage) => link(pkg.packageRef, `/packages/${pkg.packageRef}`) },
      { heading: 'Service', cell: (pkg) => serviceName(pkg.service) },
      { heading: 'Start by', cell: (pkg) => (pkg.startBy ? shortDay(pkg.startBy) : 'Not set') },
      { heading: 'Status', cell: (pkg) => statusTag(tagOf(pkg.status)) },
    ],
  })
}

/** Care in place today, the count and the first of it: of a provider or under a contract. */
const placementsOf =
  (by: 'organisationRef' | 'contractRef') =>
  async (tx: Read, ref: string): Promise<Html | undefined> => {
    const { placements, total } = await searchPlacements(tx, { [by]: ref, on: dayOf(tx.now), limit: SHOWN })
    if (total === 0) return undefined
    return html`<p class="govuk-body">${total === 1 ? 'One placement' : `${total} placements`} today${total > placements.length && `, the first ${placements.length}`}.</p>${dataTable(
      {
        caption: 'Placements',
        captionHidden: true,
        rows: placements,
        columns: [
          { heading: 'Package', cell: (one) => link(one.packageRef, `/packages/${one.packageRef}`) },
          { heading: 'From', cell: (one) => shortDay(one.startDay) },
          { heading: 'Hours a week', format: 'number', cell: (one) => (one.weeklyMinutes / 60).toFixed(1) },
          { heading: 'A week', format: 'number', cell: (one) => weekCost(one) },
        ],
      },
    )}`
  }

export const panels: readonly Panel[] = [
  ...capacityPanels,
  { on: 'person', title: 'Packages of care', grant: 'brokerage.see', show: packagesOfPerson },
  { on: 'person', title: 'Providers wanted or not', grant: 'people.see', tab: 'Providers', show: preferencesPanel },
  {
    on: 'person',
    title: 'Start a package',
    grant: 'brokerage.request',
    show: async (_tx, ref) =>
      html`<p class="govuk-body">${link('Start a package of care for this person', `/packages/start?person=${encodeURIComponent(ref)}`)}</p>`,
  },
  {
    ...{ on: 'provider', title: 'Care in place', grant: 'brokerage.see', tab: 'Work in hand' },
    show: placementsOf('organisationRef'),
  },
  { on: 'member', title: 'People in its care', grant: 'brokerage.see', show: placementsOf('organisationRef') },
  { on: 'package', title: 'Changes and checks', grant: 'brokerage.see', show: careAfter },
  { on: 'contract', title: 'Placements', grant: 'brokerage.see', show: placementsOf('contractRef') },
]

const WORK = 100

/**
 * Signatures that wait for this officer, by role, as the delegate of somebody away, or handed over, the longest wait first; and for
 * who broker those that nobody who is left may give.
 */
async function signersWork(tx: Read, actor: Actor): Promise<WorkItem[]> {
  if (actor.kind !== 'officer') return []
  const officers = await listOfficers(tx)
  const signer = officers.find(({ officerRef }) => officerRef === actor.id)
  if (!signer) return []
  const today = dayOf(tx.now)
  const { remindAfterHours } = await getPolicy(tx, 'sign-off', today)
  const waiting = await listWaiting(tx, 1_000)
  const signs = may(actor, 'brokerage.sign')
  const brokers = may(actor, 'brokerage.choose')
  return waiting
    .flatMap((one) => {
      const barred = new Set([one.requestedBy, one.chosenBy, ...one.deciders])
      if (signs && !barred.has(actor.id) && rightToSign(one, signer, officers, today, barred))
        return { one, action: one.remindedAt ? 'Sign (reminded)' : 'Sign' }
      return brokers && waitsForNobody(one, officers, today, barred)
        ? { one, action: 'Nobody can sign: have the role given to somebody' }
        : []
    })
    .slice(0, WORK)
    .map(({ one, action }) => {
      const due = one.signBy ?? one.askedAt.add({ hours: remindAfterHours })
      return {
        title: `${one.change !== undefined ? 'More care: ' : one.signBy ? 'Placed in an emergency: ' : ''}${serviceName(one.service)} for ${one.personName}, ${formatPence(one.weeklyPence)} a week: ${one.label}`,
        record: `package:${one.packageRef}`,
        href: `/packages/${one.packageRef}/${one.change === undefined ? 'sign-off' : `changes/${one.change}`}`,
        due,
        action,
        overdue: Temporal.Instant.compare(due, tx.now) < 0,
      }
    })
}

/**
 * Who broker move packages on, confirm starts, make two-week checks and settle what was placed in an emergency; who sign decide
 * changes.
 */
async function packagesWork(tx: Read, actor: Actor): Promise<WorkItem[]> {
  if (!may(actor, 'brokerage.choose') && !may(actor, 'brokerage.sign')) return []
  const today = dayOf(tx.now)
  const due = await listDue(tx, today, (await getPolicy(tx, 'spot', today)).tellDays, WORK)
  return due
    .filter(
      (one) =>
        may(actor, one.what === 'change' ? 'brokerage.sign' : 'brokerage.choose') ||
        (one.spotAsked === true && may(actor, 'brokerage.spot')),
    )
    .filter((one) => one.proposedBy !== actor.id)
    .map((one) => ({
      title: `${serviceName(one.service)} for ${one.personName}${one.kind === null ? '' : `, ${CHANGE_WORDS[one.kind].toLowerCase()} from ${formatDay(dayOf(one.due))}`}${one.withName !== null && one.withRef !== actor.id ? `, with ${one.withName}` : ''}`,
      record: `package:${one.packageRef}` as const,
      ...actionOf(one, may(actor, 'brokerage.spot')),
      due: one.due,
      overdue: Temporal.Instant.compare(one.due, tx.now) < 0,
    }))
}

function actionOf(one: Due, approves: boolean): { href: string; action: string } {
  const at = `/packages/${one.packageRef}`
  switch (one.what) {
    case 'to do':
      return nextOf(one, approves)
    case 'closed':
      return leftOfClosed(at, one.status)
    case 'spot end':
      return {
        href: `${at}/spot`,
        action: !one.spotAsked
          ? 'Care on the spot ends: ask the framework again, or extend it'
          : approves
            ? 'Approve or refuse an extension of care on the spot'
            : 'Extension of care on the spot waits for approval',
      }
    case 'advice':
      return { href: `${at}/self-funder`, action: 'Review the advice: does the money last?' }
    case 'advice due':
      return { href: `${at}/self-funder`, action: 'Tell the person what they should know by now' }
    case 'start':
      return { href: `${at}/care-check`, action: 'Confirm the start' }
    case 'two_weeks':
      return { href: `${at}/care-check`, action: 'Make the two-week check' }
    case 'change':
      return {
        href: `${at}/changes/${one.number}`,
        action: one.byProvider ? 'Decide what the provider proposes' : 'Decide the change',
      }
    case 'overdue':
      return one.number === null
        ? {
            href: `${at}/sign-off`,
            action: `Placed in an emergency, ${one.signed} of ${one.signatures} signed: remind`,
          }
        : {
            href: `${at}/changes/${one.number}`,
            action: `More care begun, ${one.signed} of ${one.signatures} signed: remind`,
          }
    case 'questioned':
      return one.number === null
        ? { href: `${at}/answer-signer`, action: 'Placed in an emergency, questioned: answer or end' }
        : { href: `${at}/changes/${one.number}`, action: 'More care begun, questioned: answer or change it' }
  }
}

/** The person died or is looked after no more. */
function leftOfClosed(at: string, status: Due['status']): { href: string; action: string } {
  if (status === 'placed') return { href: `${at}/end`, action: 'The case is closed: end this care' }
  if (status === 'arranged') return { href: `${at}/self-funder`, action: 'The case is closed: end the arrangement' }
  return { href: `${at}/withdraw`, action: 'The case is closed: withdraw the package' }
}

/** What moves a package on before it is placed. */
function nextOf({ packageRef, status, offers, spotAsked }: Due, approves: boolean): { href: string; action: string } {
  const at = `/packages/${packageRef}`
  if (spotAsked)
    return {
      href: `${at}/spot`,
      action: approves ? 'Approve or refuse a spot purchase' : 'Spot purchase waits for approval',
    }
  if (status === 'draft') return { href: `${at}/check`, action: 'Check and send' }
  if (status === 'blocked') return { href: at, action: `${STATUS_WORDS.blocked}: decide` }
  if (offers !== null && offers > 0)
    return { href: `${at}/choose-offer`, action: `Choose from ${offers === 1 ? 'one offer' : `${offers} offers`}` }
  return { href: `${at}/check`, action: 'Nobody offered: send again' }
}

export const work: readonly WorkSource[] = [
  { grant: 'brokerage.see', list: packagesWork },
  ...capacityWork,
  feeWork,
  { grant: 'brokerage.see', list: signersWork },
]

/** By the reference of the package or of the person; names are people's to find. */
async function findByWords(tx: Read, words: string, limit: number): Promise<Found[]> {
  const { packages } = await searchPackages(tx, {
    words,
    byName: false,
    sort: { key: 'ref', descending: true },
    today: dayOf(tx.now),
    offset: 0,
    limit,
  })
  return packages.map((pkg) => ({
    href: `/packages/${pkg.packageRef}`,
    title: `Package ${pkg.packageRef}`,
    hint: `${serviceName(pkg.service)}, ${STATUS_WORDS[pkg.status].toLowerCase()}`,
    kind: 'Package',
  }))
}

export const search: readonly SearchSource[] = [{ grant: 'brokerage.see', reference: /^PK-\d+$/i, find: findByWords }]
