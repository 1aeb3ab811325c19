import { formatInstant, type Instant } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { refusalError } from '#src/brokerage/sign-off/choose-offer.page.ts'
import { type Emergency, type EmergencyState, stateOf } from '#src/brokerage/emergency/emergency.ts'
import { listEmergencies } from '#src/brokerage/emergency/emergency.store.ts'
import { placeNow, type PlaceNowRefusal } from '#src/brokerage/emergency/place-now-commands.ts'
import { BLOCKED, type PackageRecord, readRecord, recordFrame } from '#src/brokerage/packages/package-record.page.ts'
import { careSummary } from '#src/brokerage/packages/package-care.page.ts'
import { offerColumns } from '#src/brokerage/offers/offers.page.ts'
import { serviceName } from '#src/brokerage/packages/care-package.ts'
import { nameFor } from '#src/brokerage/packages/packages.page.ts'
import { getPolicy } from '#src/councils/index.ts'
import { csvFile, notDone, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { postForm, radiosField, submit, textareaField } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError, Page, StatusTag } from '#src/platform/pages/page.ts'
import { chosen, pageAsked, queue, typedTexts } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'

type Now = { readonly record: PackageRecord; readonly hours: number }

const read = (visit: Visit): Promise<Now | undefined> => {
  const ref = visit.params['ref'] ?? ''
  return visit.shell.view(visit.actor, `package:${ref}`, async (tx) => {
    const record = await readRecord(tx, visit.actor, ref)
    return record && { record, hours: (await getPolicy(tx, 'sign-off', record.today)).emergencyHours }
  })
}

type Typed = { readonly offer?: string; readonly reason?: string }

export async function showPlaceNow(visit: Visit): Promise<Reply> {
  const now = await read(visit)
  if (!now) return notFound()
  const { pkg, ranked } = now.record
  if (!pkg.urgent || ranked.length === 0 || !['sent', 'offers_in'].includes(pkg.status))
    return notDone(
      `/packages/${pkg.packageRef}`,
      'Only an urgent package with an offer can be placed before it is signed for',
    )
  return page(view(now, {}, visit.csrf))
}

function view({ record, hours }: Now, typed: Typed, csrf: string, errors: readonly FieldError[] = []): Page {
  const { pkg, ranked, invitations } = record
  const nameOf = (ref: string) =>
    invitations.find(({ organisationRef }) => organisationRef === ref)?.organisationName ?? ref
  return {
    ...recordFrame(record, undefined),
    title: 'Place now, sign afterwards',
    actions: [],
    tabs: [],
    wide: true,
    errors,
    breadcrumbs: [
      { text: 'Packages', href: '/packages' },
      { text: pkg.packageRef, href: `/packages/${pkg.packageRef}` },
      { text: 'Place now' },
    ],
    content: html`<p class="govuk-body">Care starts on your word alone. The officers who sign are asked at once, and have ${hours} hours. Offers close when you place.</p>
      ${section('Offers, best first', dataTable({ caption: 'Offers', captionHidden: true, folds: true, rows: ranked, columns: offerColumns(record) }))}
      ${section(
        'Your decision',
        postForm({
          action: `/packages/${pkg.packageRef}/place-now`,
          csrf,
          content: html`
            ${radiosField({ name: 'offer', label: 'Which offer do you place?', value: typed.offer ?? '', errors, choices: ranked.map(({ offer, rank }) => ({ value: offer.offerRef, text: `${rank}. ${nameOf(offer.organisationRef)}`, hint: `${formatPence(offer.weeklyPence)} a week` })) })}
            ${textareaField({ name: 'reason', label: 'Why can it not wait for the signatures?', rows: 3, value: typed.reason ?? '', errors })}
            ${submit('Place now', { href: `/packages/${pkg.packageRef}` })}`,
        }),
      )}
      ${section('What care is needed', careSummary(record))}`,
  }
}

export async function postPlaceNow(visit: Visit): Promise<Reply> {
  const packageRef = visit.params['ref'] ?? ''
  const typed = typedTexts(visit.form, 'offer', 'reason')
  const again = async (error: FieldError): Promise<Reply> => {
    const now = await read(visit)
    return now ? page(view(now, typed, visit.csrf, [error]), { status: 400 }) : notFound()
  }
  if (typed.offer === '') return again({ field: 'offer', message: 'Select the offer that you place' })
  const placed = await placeNow(visit.shell, visit.actor, { packageRef, offerRef: typed.offer, reason: typed.reason })
  if (placed.ok) return seeOther(`/packages/${packageRef}`, 'Placed. The officers who sign have been asked.')
  return placed.error === 'no such package' ? notFound() : again(placeNowError(placed.error))
}

/** A refusal at its field, with the cure. */
export function placeNowError(refusal: Exclude<PlaceNowRefusal, 'no such package'>): FieldError {
  switch (refusal) {
    case 'no reason':
      return { field: 'reason', message: 'Say why it cannot wait for the signatures' }
    case 'not urgent':
      return { field: 'offer', message: 'Only an urgent package is placed before it is signed for' }
    case 'not a person':
      return { field: 'offer', message: 'Only an officer of the council can place before the signatures' }
    case 'over the ceiling':
    case 'contract not running':
    case 'notice is given':
    case "outside the contract's term":
    case 'no such contract':
    case 'offer changed since':
    case 'the stay is over':
    case 'held by another provider':
      return { field: 'offer', message: BLOCKED[refusal] ?? refusal }
    default:
      return refusalError(refusal)
  }
}

const PAGE_SIZE = 25

const STATE_TAGS: Readonly<Record<EmergencyState, StatusTag>> = {
  questioned: { text: 'Questioned', colour: 'orange' },
  'signed in time': { text: 'Signed in time', colour: 'green' },
  'signed late': { text: 'Signed late', colour: 'yellow' },
  waiting: { text: 'Waiting', colour: 'blue' },
  overdue: { text: 'Overdue', colour: 'red' },
}

/** What was placed before it was signed for, what is overdue first. */
export async function showEmergencies({ actor, shell, query, url }: Visit): Promise<Reply> {
  const all = chosen(query, 'show')[0] === 'all'
  const { found, now } = await shell.read(actor, async (tx) => ({
    found: await listEmergencies(tx, { open: !all, offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }),
    now: tx.now,
  }))
  await shell.noteList(actor, 'emergencies', { open: !all, count: found.emergencies.length })
  return page({
    title: 'Placed before it was signed for',
    section: 'packages',
    wide: true,
    breadcrumbs: [{ text: 'Packages', href: '/packages' }, { text: 'Emergencies' }],
    tabs: [
      { text: 'To be signed', href: '/packages/emergencies', current: !all },
      { text: 'All', href: '/packages/emergencies?show=all', current: all },
    ],
    content: html`<p class="govuk-body">${link('All of them as a file (CSV)', '/packages/emergencies.csv')}</p>${queue<Emergency>(
      {
        noun: { one: 'package', many: 'packages' },
        url,
        rows: found.emergencies,
        total: found.total,
        pageSize: PAGE_SIZE,
        empty: all
          ? 'Nothing was placed before it was signed for.'
          : 'Everything that was placed in an emergency is signed for.',
        columns: [
          {
            heading: 'Package',
            cell: (one) =>
              html`${link(one.packageRef, one.change === undefined ? `/packages/${one.packageRef}/sign-off` : `/packages/${one.packageRef}/care`)}${small(`${one.change === undefined ? '' : 'More care: '}${serviceName(one.service)} for ${nameFor(actor, one)}`)}`,
          },
          { heading: 'Placed', cell: (one) => html`${formatInstant(one.placedAt)}${small(one.placedBy)}` },
          { heading: 'Why', cell: (one) => one.reason },
          { heading: 'Sign by', cell: (one) => formatInstant(one.signBy) },
          { heading: 'Signed', cell: (one) => signedCell(one, now) },
        ],
      },
    )}`,
  })
}

const signedCell = (one: Emergency, now: Instant) =>
  html`${statusTag(STATE_TAGS[stateOf(one, now)])}${small(`${one.signed} of ${one.signatures}`)}`

const MOST = 10_000

export async function emergenciesCsv({ actor, shell }: Visit): Promise<Reply> {
  const { emergencies, now } = await shell.read(actor, async (tx) => ({
    ...(await listEmergencies(tx, { open: false, offset: 0, limit: MOST })),
    now: tx.now,
  }))
  await shell.noteList(actor, 'emergencies', { file: 'csv', count: emergencies.length })
  return csvFile(
    'emergencies.csv',
    ['package_ref', 'service', 'placed_at', 'placed_by', 'sign_by', 'signed', 'signatures', 'state'],
    emergencies.map((one) => [
      ...[one.packageRef, one.service, one.placedAt.toString(), one.placedBy, one.signBy.toString()],
      ...[one.signed, one.signatures, stateOf(one, now)],
    ]),
  )
}
