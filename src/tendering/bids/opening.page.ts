/** The opening of bids: what came in, who confirmed, what was opened, and lots for which few bid. */
import { formatInstant } from '#src/base/day.ts'
import { may } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { button } from '#src/platform/pages/components.ts'
import { hiddenField, postForm, selectField, submit, textField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError, Page, StatusTag } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { columns, section, summary, whatHappensNext } from '#src/platform/pages/record.ts'
import { bad, dataTable, link, small } from '#src/platform/pages/table.ts'
import { providerNames } from '#src/providers/index.ts'
import { isInTime } from '#src/tendering/bids/bid.ts'
import { sizeWords } from '#src/tendering/bids/bid-words.ts'
import { type KeptBid, listStanding } from '#src/tendering/bids/bid.store.ts'
import { OPENERS, type ThinLot, thinLots } from '#src/tendering/bids/opening.ts'
import {
  confirmOpeningOf,
  decideThinLot,
  openBids,
  type OpenBidsRefusal,
  takeConfirmationBack,
  type TakeBackRefusal,
} from '#src/tendering/bids/opening-commands.ts'
import {
  findToOpen,
  type KeptConfirmation,
  listConfirmations,
  listCourses,
  listOpenedBids,
  listOpenedLines,
  type LotCourse,
  type OpenedLine,
  standing,
  type TenderToOpen,
} from '#src/tendering/bids/opening.store.ts'
import { unreadOf } from '#src/tendering/evaluation/bid-file.page.ts'
import { findPublished } from '#src/tendering/tenders/tender.store.ts'

const at = (tenderRef: string): string => `/tenders/${encodeURIComponent(tenderRef)}`
const refOf = ({ params }: Visit): string => params['ref'] ?? ''

type Opening = {
  readonly tender: TenderToOpen
  readonly confirmations: readonly KeptConfirmation[]
  readonly bids: readonly KeptBid[]
  readonly opened: readonly OpenedLine[]
  readonly unreadable: readonly string[]
  readonly courses: readonly LotCourse[]
  readonly names: ReadonlyMap<string, string>
  readonly closed: boolean
}

async function readOpening(tx: Read, tenderRef: string): Promise<Opening | undefined> {
  const tender = await findToOpen(tx, tenderRef)
  if (!tender) return undefined
  const sealed = tender.status === 'published' || tender.status === 'cancelled'
  const bids = sealed ? await listStanding(tx, tenderRef) : []
  const lines = sealed ? { opened: [], unreadable: [] } : await listOpenedLines(tx, tenderRef)
  const refs = [...bids, ...lines.opened].map(({ organisationRef }) => organisationRef)
  return {
    tender,
    bids,
    ...lines,
    names: await providerNames(tx, refs),
    confirmations: await listConfirmations(tx, tenderRef),
    courses: sealed ? [] : await listCourses(tx, tenderRef),
    closed: !isInTime(tx.now, tender.closesAt),
  }
}

export async function showOpening(visit: Visit, errors: readonly FieldError[] = [], status = 200): Promise<Reply> {
  const found = await visit.shell.view(visit.actor, `tender:${refOf(visit)}`, (tx) => readOpening(tx, refOf(visit)))
  return found ? page(openingView(visit, found, errors), { status }) : notFound()
}

const isOpened = ({ tender }: Opening): boolean => !['planning', 'published', 'cancelled'].includes(tender.status)

function openingTag(opening: Opening): StatusTag {
  if (opening.tender.status === 'cancelled') return { text: 'Cancelled', colour: 'grey' }
  if (isOpened(opening)) return { text: 'Opened', colour: 'green' }
  return opening.closed ? { text: 'Closed, sealed', colour: 'yellow' } : { text: 'Bids are taken', colour: 'blue' }
}

function openingView(visit: Visit, opening: Opening, errors: readonly FieldError[]): Page {
  const { tender, bids, opened, unreadable } = opening
  const confirmed = standing(opening.confirmations)
  const opens = may(visit.actor, 'tendering.open')
  const manages = may(visit.actor, 'tendering.manage')
  return {
    title: isOpened(opening) ? 'Bids' : 'Opening of the bids',
    caption: `${tender.tenderRef} ${tender.spec.title}`,
    section: 'tendering',
    wide: true,
    errors,
    breadcrumbs: [
      { text: 'Tendering', href: '/tenders' },
      { text: tender.tenderRef, href: at(tender.tenderRef) },
      { text: 'Bids' },
    ],
    tags: [openingTag(opening)],
    facts: [
      { label: opening.closed ? 'Bids closed' : 'Bids close', value: formatInstant(tender.closesAt) },
      { label: 'Bids in', value: bids.length + opened.length + unreadable.length },
      { label: 'Officers who confirmed', value: `${confirmed.length} of ${OPENERS}` },
    ],
    content: columns(
      isOpened(opening)
        ? html`${openedTable(opening)}${thinSections(opening, manages, visit.csrf, errors)}${confirmationList(opening)}`
        : html`${sealedTable(opening)}${opens && openingForms(visit, opening, errors)}${confirmationList(opening)}`,
      next(opening),
    ),
  }
}

const next = (opening: Opening): Html => {
  if (isOpened(opening))
    return whatHappensNext(
      'Assessors say first whether anything ties them to a bidder. Prices are kept apart and are shown to those who score them.',
    )
  return whatHappensNext(
    opening.closed
      ? 'Two officers confirm, each signed in as themselves. Then either of them opens all bids at once.'
      : 'Until the deadline nothing can be opened: the key to the bids is used by the opening alone, and each use is in the history.',
  )
}

const nameOf = ({ names }: Opening, ref: string): string => names.get(ref) ?? ref

const sealedTable = (opening: Opening): Html =>
  section(
    'What came in',
    dataTable<KeptBid>({
      caption: 'Sealed bids',
      captionHidden: true,
      folds: true,
      rows: opening.bids,
      empty: opening.closed ? 'No bid came in.' : 'No bid has come in yet.',
      columns: [
        { heading: 'Bid', cell: (bid) => bid.bidRef },
        {
          heading: 'Bidder',
          cell: (bid) => html`${nameOf(opening, bid.organisationRef)}${small(bid.organisationRef)}`,
        },
        { heading: 'Submitted', cell: (bid) => formatInstant(bid.submittedAt) },
      ],
    }),
  )

function openingForms({ actor, csrf }: Visit, opening: Opening, errors: readonly FieldError[]): Html {
  const { tenderRef } = opening.tender
  const confirmed = standing(opening.confirmations)
  if (!opening.closed || opening.tender.status !== 'published')
    return html`<p class="govuk-body" id="opening">Bids are sealed until ${formatInstant(opening.tender.closesAt)}.</p>`
  const mine = confirmed.some(({ officerRef }) => officerRef === actor.id)
  const one = (path: string, text: string, content = html``) =>
    postForm({
      action: `${at(tenderRef)}/opening/${path}`,
      csrf,
      content: html`${content}${button({ text, preventDoubleClick: true })}`,
    })
  return html`<div id="opening">${confirmed.length >= OPENERS && section('Open the bids', html`<p class="govuk-body">All ${opening.bids.length} are opened at once. It cannot be undone.</p>${one('open', 'Open the bids')}`)}
    ${!mine && section('Confirm', html`<p class="govuk-body">By confirming you say that the deadline has passed and that the bids may be opened now.</p>${one('confirm', 'Confirm the opening')}`)}
    ${
      mine &&
      section(
        'Take your confirmation back',
        postForm({
          action: `${at(tenderRef)}/opening/withdraw`,
          csrf,
          content: html`${textField({ name: 'reason', label: 'Why?', hint: 'Your confirmation and this reason stay on record', errors })}${button({ text: 'Take it back', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
        }),
      )
    }</div>`
}

const confirmationList = ({ confirmations }: Opening): Html =>
  section(
    'Who confirmed',
    dataTable<KeptConfirmation>({
      caption: 'Confirmations of the opening',
      captionHidden: true,
      folds: true,
      rows: confirmations,
      empty: 'Nobody yet.',
      columns: [
        { heading: 'Officer', cell: (one) => html`${one.officerName}${small(one.officerRef)}` },
        { heading: 'Confirmed', cell: (one) => formatInstant(one.confirmedAt) },
        {
          heading: 'Taken back',
          cell: (one) =>
            one.withdrawnAt ? html`${formatInstant(one.withdrawnAt)}${small(one.withdrawnReason ?? '')}` : 'No',
        },
      ],
    }),
  )

const openedTable = (opening: Opening): Html => {
  const { opened, unreadable, tender } = opening
  return section(
    'Opened bids',
    html`${unreadable.length > 0 && html`<p class="govuk-body">${bad(`Could not be opened: ${unreadable.join(', ')}.`)} What is kept is not what was sealed. Restore it from a backup, or ask the bidder for the copy that its receipt names.</p>`}${dataTable<OpenedLine>(
      {
        caption: 'Opened bids',
        captionHidden: true,
        folds: true,
        rows: opened,
        empty: 'There was no bid to open.',
        columns: [
          {
            heading: 'Bid',
            cell: (bid) =>
              html`${link(bid.bidRef, `${at(tender.tenderRef)}/bids/${bid.bidRef}`)}${small(formatInstant(bid.submittedAt))}`,
          },
          {
            heading: 'Bidder',
            cell: (bid) =>
              html`${nameOf(opening, bid.organisationRef)}${small(bid.organisationRef)}${bid.tiedTo.map((other) => small(bad(`Subcontractor and bidder: tied to ${nameOf(opening, other)}`)))}`,
          },
          {
            heading: 'Lots, most wanted first',
            cell: (bid) =>
              html`${bid.lots.map(({ lot }) => lot).join(', ')}${bid.mostLots !== null && small(`at most ${bid.mostLots}`)}`,
          },
          {
            heading: 'To look at',
            cell: (bid) =>
              html`${bid.unmet.length > 0 && bad(`Says it does not meet ${bid.unmet.join(', ')}`)}${bid.version < tender.version && small(`Answers version ${bid.version} of the tender`)}`,
          },
          { heading: 'Files', format: 'number', cell: (bid) => bid.files },
        ],
      },
    )}`,
  )
}

// --- lots with few bids

const BIDS_WORDS = ['no bid', 'one bid', 'two bids'] as const

function thinSections(opening: Opening, manages: boolean, csrf: string, errors: readonly FieldError[]): Html {
  const thin = thinLots(opening.tender.spec, opening.opened)
  if (thin.length === 0) return html``
  return html`${thin.map((lot) => thinSection(opening, lot, manages, csrf, errors))}`
}

function thinSection(
  { tender: { tenderRef }, courses }: Opening,
  thin: ThinLot,
  manages: boolean,
  csrf: string,
  errors: readonly FieldError[],
): Html {
  const decided = courses.find(({ lot }) => lot === thin.lot)
  const nameOfCourse = (code: string) => thin.courses.find((one) => one.code === code)?.name ?? code
  return section(
    `Lot ${thin.lot} has ${BIDS_WORDS[thin.bids] ?? thin.bids}`,
    html`${summary(thin.courses.map(({ name, ground }) => ({ key: name, value: ground })))}${
      decided
        ? html`<p class="govuk-body"><strong>${nameOfCourse(decided.code)}</strong>, decided by ${decided.decidedBy} on ${formatInstant(decided.decidedAt)}, because: ${decided.reason}</p>`
        : manages &&
          postForm({
            action: `${at(tenderRef)}/opening/lots`,
            csrf,
            content: html`${hiddenField('lot', thin.lot)}${selectField({ name: `course-${thin.lot}`, label: 'What is done?', empty: 'Choose', choices: thin.courses.map(({ code, name }) => ({ value: code, text: name })), errors })}${textField({ name: `reason-${thin.lot}`, label: 'Why?', errors })}${submit(`Decide for lot ${thin.lot}`)}`,
          })
    }`,
  )
}

export async function postCourse(visit: Visit): Promise<Reply> {
  const typed = (name: string) => typedText(visit.form, name)
  const lot = typed('lot')
  const said = { lot, code: typed(`course-${lot}`), reason: typed(`reason-${lot}`) }
  const decided = await decideThinLot(visit.shell, visit.actor, refOf(visit), said)
  if (decided.ok) return seeOther(`${at(refOf(visit))}/opening`, `Decided for lot ${lot}`)
  switch (decided.error) {
    case 'no such tender':
    case 'not opened':
      return notFound()
    case 'enough bids':
    case 'not open to this lot':
      return showOpening(visit, [{ field: `course-${lot}`, message: 'Choose one of what may be done' }], 400)
    case 'no reason':
      return showOpening(visit, [{ field: `reason-${lot}`, message: 'Say why' }], 400)
  }
}

// --- confirming and opening

export async function postConfirm(visit: Visit): Promise<Reply> {
  const confirmed = await confirmOpeningOf(visit.shell, visit.actor, refOf(visit))
  if (confirmed.ok) return seeOther(`${at(refOf(visit))}/opening`, 'Confirmed')
  if (confirmed.error === 'no such tender') return notFound()
  const message =
    confirmed.error === 'confirmed already'
      ? 'You have confirmed already: another officer has to'
      : confirmed.error === 'not an officer'
        ? 'Only an officer confirms, signed in as themselves'
        : openWords(confirmed.error)
  return showOpening(visit, [{ field: 'opening', message }], 409)
}

export async function postTakeBack(visit: Visit): Promise<Reply> {
  const why = typedText(visit.form, 'reason')
  const taken = await takeConfirmationBack(visit.shell, visit.actor, refOf(visit), why)
  if (taken.ok) return seeOther(`${at(refOf(visit))}/opening`, 'Taken back. It stays on record.')
  if (taken.error === 'no such tender') return notFound()
  return showOpening(visit, [takeBackError(taken.error)], 400)
}

function takeBackError(why: Exclude<TakeBackRefusal, 'no such tender'>): FieldError {
  switch (why) {
    case 'no reason':
      return { field: 'reason', message: 'Say why you take it back' }
    case 'not confirmed':
      return { field: 'opening', message: 'You have not confirmed' }
    case 'opened already':
      return { field: 'opening', message: 'The bids are open already' }
  }
}

export async function postOpen(visit: Visit): Promise<Reply> {
  const opened = await openBids(visit.shell, visit.actor, refOf(visit))
  if (opened.ok) {
    const { bids } = opened.value
    return seeOther(`${at(refOf(visit))}/opening`, bids === 1 ? '1 bid opened' : `${bids} bids opened`)
  }
  if (opened.error === 'no such tender') return notFound()
  return showOpening(visit, [{ field: 'opening', message: openWords(opened.error) }], 409)
}

function openWords(why: Exclude<OpenBidsRefusal, 'no such tender'>): string {
  switch (why) {
    case 'not published':
      return 'There is nothing to open'
    case 'bids are still taken':
      return 'Bids are still taken: they can be opened from the deadline on'
    case 'opened already':
      return 'The bids were opened already'
    case 'two officers must confirm':
      return 'Two different officers must confirm first'
    case 'no seal key':
      return 'This server has no seal key, so it cannot open bids. Start it with the ALMONER_SEAL_KEY that was in use when the tender was published'
    case 'another seal key':
      return 'This server has another seal key than the one in use when the tender was published. Put that one behind the new one in ALMONER_SEAL_KEY, with a comma between'
    case 'the key is damaged':
      return 'The tender’s wrapped key is damaged. Restore it from a backup of the database'
  }
}

// --- one opened bid, without its prices

export async function showOpenedBid(visit: Visit): Promise<Reply> {
  const tenderRef = refOf(visit)
  const bidRef = visit.params['bid'] ?? ''
  const found = await visit.shell.view(visit.actor, `bid:${bidRef}`, async (tx) => {
    const unread = await unreadOf(tx, visit)
    if (unread) return { unread }
    const published = await findPublished(tx, tenderRef)
    const bid = (await listOpenedBids(tx, tenderRef)).find((one) => one.bidRef === bidRef)
    if (!published || !bid) return { unread: notFound() }
    const names = await providerNames(tx, [bid.organisationRef, ...bid.tiedTo])
    return { spec: published.spec, bid, names }
  })
  if (found.unread) return found.unread
  const { spec, bid, names } = found
  const name = names.get(bid.organisationRef) ?? bid.organisationRef
  const of = (about: string) => bid.files.filter((file) => file.about === about)
  const files = (about: string): Html =>
    html`${of(about).map((file) => html`<br>${link(`${file.name} (${sizeWords(file.bytes)})`, `${at(tenderRef)}/bids/${bidRef}/files/${file.file}`)}`)}`
  return page({
    title: name,
    caption: `Bid ${bidRef}`,
    section: 'tendering',
    breadcrumbs: [
      { text: 'Tendering', href: '/tenders' },
      { text: tenderRef, href: at(tenderRef) },
      { text: 'Bids', href: `${at(tenderRef)}/opening` },
      { text: bidRef },
    ],
    notice: bid.tiedTo.length > 0 && {
      heading: 'Tied to another bidder',
      content: `One does work for the other: ${bid.tiedTo.map((ref) => names.get(ref) ?? ref).join(', ')}. Ask both how they kept their bids apart.`,
    },
    facts: [
      { label: 'Submitted', value: formatInstant(bid.submittedAt) },
      { label: 'Lots', value: bid.lots.map(({ lot }) => lot).join(', ') },
      { label: 'Most lots wanted', value: bid.mostLots ?? 'All it can win' },
    ],
    content: html`${section(
      'Conditions',
      summary([
        { key: 'Contact', value: html`${bid.contact.name}<br>${bid.contact.email}<br>${bid.contact.phone}` },
        ...spec.conditions.map(({ key, text }) => {
          const said = bid.conditions.find((one) => one.key === key)
          return {
            key: `Condition ${key}`,
            value: html`${text}<br><strong>${said?.met ? 'Meets it' : 'Does not meet it'}</strong>${said && small(said.text)}${files(key)}`,
          }
        }),
        {
          key: 'Subcontractors',
          value:
            bid.subcontractors.length === 0
              ? 'None'
              : html`${bid.subcontractors.map((one) => html`${one.name}${one.organisationRef && ` (${one.organisationRef})`}: ${one.work}<br>`)}`,
        },
      ]),
    )}${spec.questions.map(({ key, text, mostWords }) => {
      const answer = bid.answers.find((one) => one.key === key)
      return section(
        `Question ${key}`,
        html`<p class="govuk-body"><strong>${text}</strong></p>${(answer?.text ?? '').split(/\n+/).map((part) => html`<p class="govuk-body govuk-!-text-break-word">${part}</p>`)}<p class="govuk-hint">${answer?.words ?? 0} of ${mostWords} words${files(key)}</p>`,
      )
    })}`,
  })
}
