/** A provider's bid: what is done and missing, sending it in, taking it back, the receipt. */
import { counted } from '#src/base/counted.ts'
import { formatInstant, type Instant } from '#src/base/day.ts'
import { sentence } from '#src/base/sentence.ts'
import { isInTime, type Missing } from '#src/tendering/bids/bid.ts'
import { closedWords, missingWords } from '#src/tendering/bids/bid-words.ts'
import {
  type ClosedRefusal,
  type OwnBid,
  readOwnBid,
  submitBid,
  type WithdrawRefusal,
  withdrawBid,
} from '#src/tendering/bids/bid-commands.ts'
import type { Receipt } from '#src/tendering/bids/bid.store.ts'
import { heldBackBecause } from '#src/tendering/entry/entry.ts'
import { readCopy } from '#src/tendering/bids/draft.store.ts'
import { download, forbidden, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { button, taskList, warningText } from '#src/platform/pages/components.ts'
import { postForm } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError, Page, StatusTag } from '#src/platform/pages/page.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { link } from '#src/platform/pages/table.ts'

export const bidPath = (tenderRef: string): string => `/portal/tenders/${encodeURIComponent(tenderRef)}/bid`

export const refOf = ({ params }: Visit): string => params['ref'] ?? ''

/** The bid that pages of its parts show; a sentence instead where nothing is taken. */
export async function ownBid(visit: Visit): Promise<{ own: OwnBid } | { reply: Reply }> {
  const found = await readOwnBid(visit.shell, visit.actor, refOf(visit))
  if (found.ok) return { own: found.value }
  if (found.error === 'no such tender') return { reply: notFound() }
  if (found.error === 'not a member') return { reply: forbidden(closedWords(found.error)) }
  return { reply: page(cannot(refOf(visit), found.error)) }
}

export const cannot = (tenderRef: string, why: ClosedRefusal): Page => ({
  title: 'Your bid cannot be shown',
  section: 'tenders',
  breadcrumbs: trail(tenderRef),
  content: html`<p class="govuk-body">${closedWords(why)}.</p>`,
})

const trail = (tenderRef: string) => [
  { text: 'Tenders', href: '/portal/tenders' },
  { text: tenderRef, href: `/portal/tenders/${encodeURIComponent(tenderRef)}` },
]

export const partTrail = (tenderRef: string, part: string) => [
  ...trail(tenderRef),
  { text: 'Your bid', href: bidPath(tenderRef) },
  { text: part },
]

export async function showBid(visit: Visit, errors: readonly FieldError[] = [], status = 200): Promise<Reply> {
  const found = await ownBid(visit)
  if ('reply' in found) return found.reply
  return page(bidView(found.own, visit.csrf, errors), { status })
}

const standingOf = (own: OwnBid): Receipt | undefined => own.receipts.find(({ status }) => status === 'submitted')

function bidTag(own: OwnBid): StatusTag {
  if (own.cancelled) return { text: 'Tender cancelled', colour: 'grey' }
  if (standingOf(own)) return { text: 'Submitted', colour: 'green' }
  return own.closed ? { text: 'Not submitted', colour: 'red' } : { text: 'Not submitted yet', colour: 'yellow' }
}

function bidView(own: OwnBid, csrf: string, errors: readonly FieldError[]): Page {
  const { published, missing } = own
  const { tenderRef, spec, closesAt } = published
  const standing = standingOf(own)
  const open = !own.closed && !own.cancelled && !own.heldBack
  return {
    title: 'Your bid',
    caption: `${tenderRef} ${spec.title}`,
    section: 'tenders',
    errors,
    breadcrumbs: [...trail(tenderRef), { text: 'Your bid' }],
    tags: [bidTag(own)],
    facts: [
      { label: own.closed ? 'Bids closed' : 'Bids close', value: formatInstant(closesAt) },
      { label: 'Lots bid for', value: own.draft.lots.length },
      { label: 'Last saved', value: own.savedAt ? formatInstant(own.savedAt) : 'Nothing yet' },
    ],
    notice: noticeOf(own, standing),
    content: html`
      ${standing && section('Your receipt', receiptLines(standing, tenderRef))}
      ${section(open ? 'What to fill in' : 'What you had filled in', html`${!open && html`<p class="govuk-body" id="submit">Bids closed on ${formatInstant(closesAt)}.</p>`}<p class="govuk-body">${link('Read all of it on one page', `${bidPath(tenderRef)}/check`)}</p>${open && tasks(own)}`)}
      ${open && section('Send it in', sendIn(own, standing, csrf))}
      ${open && standing && section('Take it back', withdrawForm(tenderRef, csrf))}
      ${missing.length === 0 && own.receipts.length > 1 && section('Earlier bids', earlier(own.receipts))}`,
    aside: asideOf(closesAt),
  }
}

function noticeOf(own: OwnBid, standing: Receipt | undefined): Page['notice'] {
  const { published, cancelled, closed, savedAt, heldBack } = own
  if (cancelled) return { heading: closedWords('cancelled') }
  if (heldBack && !closed)
    return {
      heading: heldBack.why === 'suspended' ? 'Your membership is suspended' : 'You are not a member any longer',
      content: html`${sentence(heldBackBecause(heldBack.membership))}. ${closedWords(heldBack.why)}. ${link(heldBack.membership.market.title, `/portal/markets/${heldBack.membership.market.marketRef}`)}`,
    }
  if (closed)
    return (
      !standing && {
        heading: 'The deadline has passed, and no bid of yours was in',
        content: 'What you had saved is kept.',
      }
    )
  if (standing && standing.version < published.version)
    return {
      heading: 'The tender has changed since you submitted',
      content: `Your bid answers version ${standing.version}; version ${published.version} was published on ${formatInstant(published.at)}. Read what changed and submit again, or your bid is assessed as it is.`,
    }
  if (standing && savedAt && Temporal.Instant.compare(savedAt, standing.submittedAt) > 0)
    return {
      heading: 'You have saved changes since you submitted',
      content: 'They are not part of your bid until you submit again.',
    }
  return false
}

const asideOf = (closesAt: Instant): Html => html`
  <section class="almoner-aside__section"><h2 class="govuk-heading-m">Who can read it</h2>
  <p class="govuk-body">Until you submit, only your organisation. Once submitted it is sealed: nobody, the council included, can open it before ${formatInstant(closesAt)}, and then only two officers together.</p>
  <p class="govuk-body">You may change, withdraw and submit again until then. The council’s clock counts: a bid that arrives at the closing time exactly is late.</p></section>`

const COMPLETE: StatusTag = { text: 'Complete', colour: 'green' }

function tasks({ published: { spec, tenderRef }, draft, missing }: OwnBid): Html {
  const at = bidPath(tenderRef)
  const status = (isMissing: (one: Missing) => boolean, begun: boolean): StatusTag =>
    !missing.some(isMissing)
      ? COMPLETE
      : begun
        ? { text: 'Incomplete', colour: 'yellow' }
        : { text: 'To do', colour: 'blue' }
  const task = (title: string, path: string, tag: StatusTag, hint?: string) => ({
    title: { text: title },
    href: `${at}/${path}`,
    status: { tag: { text: tag.text, classes: `govuk-tag--${tag.colour}` } },
    ...(hint === undefined ? {} : { hint: { text: hint } }),
  })
  const named = draft.subcontractors.length
  return taskList({
    idPrefix: 'bid',
    items: [
      task(
        'Your company and the conditions',
        'company',
        status((one) => one.part === 'company' && one.what !== 'no evidence', draft.contact.name !== ''),
      ),
      task('Subcontractors', 'subcontractors', { text: named === 0 ? 'None named' : `${named} named`, colour: 'grey' }),
      task(
        'Lots, in order of preference',
        'lots',
        status((one) => one.part === 'lots', false),
      ),
      ...spec.questions.map(({ key, text, mostWords }) =>
        task(
          `Question ${key}`,
          `answers/${encodeURIComponent(key)}`,
          status(
            (one) => one.part === 'answers' && one.question.key === key,
            draft.answers.some((one) => one.key === key && one.text.trim() !== ''),
          ),
          `${text} Up to ${mostWords} words`,
        ),
      ),
      ...spec.lots
        .filter(({ lot }) => draft.lots.includes(lot))
        .map(({ lot, title }) =>
          task(
            `Prices for lot ${lot}`,
            `prices/${encodeURIComponent(lot)}`,
            status(
              (one) => one.part === 'prices' && one.lot === lot,
              draft.prices.some((one) => one.lot === lot && one.lines.length > 0),
            ),
            title,
          ),
        ),
      task(
        'Files',
        'files',
        status((one) => one.part === 'company' && one.what === 'no evidence', draft.files.length > 0),
        filesHint(draft.files.length),
      ),
    ],
  })
}

const filesHint = (count: number): string => (count === 1 ? '1 file' : `${count === 0 ? 'No' : count} files`)

/** Where a missing thing is put right. */
export function missingHref(tenderRef: string, missing: Missing): string {
  const at = bidPath(tenderRef)
  switch (missing.part) {
    case 'company':
      return missing.what === 'no evidence' ? `${at}/files` : `${at}/company`
    case 'lots':
      return `${at}/lots`
    case 'answers':
      return `${at}/answers/${encodeURIComponent(missing.question.key)}`
    case 'prices':
      return `${at}/prices/${encodeURIComponent(missing.lot)}`
  }
}

const missingList = (tenderRef: string, missing: readonly Missing[]): Html =>
  html`<ul class="govuk-list govuk-list--bullet">${missing.map(
    (one) => html`<li>${link(missingWords(one), missingHref(tenderRef, one))}</li>`,
  )}</ul>`

function sendIn({ published: { tenderRef }, missing }: OwnBid, standing: Receipt | undefined, csrf: string): Html {
  if (missing.length > 0)
    return html`<p class="govuk-body" id="submit">${missing.length === 1 ? 'One thing is' : `${missing.length} things are`} still missing:</p>${missingList(tenderRef, missing)}`
  return html`<p class="govuk-body" id="submit">Nothing is missing. By submitting you say that what your bid tells is true, that you did not agree it with another bidder, and that you would keep to it.</p>${postForm(
    {
      action: `${bidPath(tenderRef)}/submit`,
      csrf,
      content: html`${standing && warningText({ text: `This takes the place of ${standing.bidRef}.`, iconFallbackText: 'Warning' })}${button({ text: standing ? 'Submit again' : 'Submit this bid', preventDoubleClick: true })}`,
    },
  )}`
}

const withdrawForm = (tenderRef: string, csrf: string): Html =>
  html`<p class="govuk-body">A bid that is withdrawn is never opened. What you wrote stays here, and you may submit it again until bids close.</p>${postForm(
    {
      action: `${bidPath(tenderRef)}/withdraw`,
      csrf,
      content: button({ text: 'Withdraw this bid', classes: 'govuk-button--warning', preventDoubleClick: true }),
    },
  )}`

const receiptLines = (receipt: Receipt, tenderRef: string): Html =>
  html`${summary([
    { key: 'Reference', value: receipt.bidRef },
    { key: 'Submitted', value: `${preciseInstant(receipt.submittedAt)} by ${receipt.submittedBy}` },
  ])}<p class="govuk-body">${link('Receipt to print', `${bidPath(tenderRef)}/receipt`)}</p>`

/** To the second, since a deadline is one: "23 November 2026 at 11:59am and 59 seconds". */
const preciseInstant = (at: Instant): string => {
  const { second } = at.toZonedDateTimeISO('UTC')
  return `${formatInstant(at)} and ${counted(second, 'second')}`
}

const ENDED = { submitted: 'stands', replaced: 'replaced', withdrawn: 'withdrawn' } as const

const earlier = (receipts: readonly Receipt[]): Html =>
  html`<ul class="govuk-list">${receipts
    .filter(({ status }) => status !== 'submitted')
    .map(
      ({ bidRef, submittedAt, status, endedAt }) =>
        html`<li>${bidRef}, submitted ${formatInstant(submittedAt)}, ${ENDED[status]}${endedAt && ` ${formatInstant(endedAt)}`}</li>`,
    )}</ul>`

export async function postSubmit(visit: Visit): Promise<Reply> {
  const tenderRef = refOf(visit)
  const submitted = await submitBid(visit.shell, visit.actor, tenderRef)
  if (submitted.ok) return seeOther(`${bidPath(tenderRef)}/receipt`)
  const { error } = submitted
  if (error.why === 'no such tender') return notFound()
  const message =
    error.why === 'incomplete' ? 'Your bid was not submitted: something is still missing' : lateWords(error.why)
  return showBid(visit, [{ field: 'submit', message }], 409)
}

const lateWords = (why: ClosedRefusal): string =>
  why === 'late' ? 'Your bid came after the deadline and was refused. What you wrote is kept' : closedWords(why)

export async function postWithdraw(visit: Visit): Promise<Reply> {
  const tenderRef = refOf(visit)
  const withdrawn = await withdrawBid(visit.shell, visit.actor, tenderRef)
  if (withdrawn.ok) return seeOther(bidPath(tenderRef), `Bid ${withdrawn.value.bidRef} withdrawn. Nobody will open it.`)
  if (withdrawn.error === 'no such tender') return notFound()
  return showBid(visit, [{ field: 'submit', message: withdrawWords(withdrawn.error) }], 409)
}

function withdrawWords(why: Exclude<WithdrawRefusal, 'no such tender'>): string {
  switch (why) {
    case 'late':
      return 'The deadline has passed: the bid stands. Ask the council'
    case 'cancelled':
    case 'no seal key':
    case 'another seal key':
      return closedWords(why)
    case 'no bid':
      return 'There is no bid to withdraw'
  }
}

/** On paper: what was received, when, and the sum of exactly what was sealed. */
export async function showReceipt(visit: Visit): Promise<Reply> {
  const found = await ownBid(visit)
  if ('reply' in found) return found.reply
  const { own } = found
  const [receipt] = own.receipts
  if (!receipt) return notFound()
  const { tenderRef, spec, closesAt } = own.published
  return page(
    {
      title: receipt.status === 'submitted' ? 'Your bid is in' : `This bid was ${receipt.status}`,
      caption: `Receipt ${receipt.bidRef}`,
      breadcrumbs: partTrail(tenderRef, 'Receipt'),
      content: html`${summary([
        { key: 'Tender', value: `${tenderRef} ${spec.title}, version ${receipt.version}` },
        { key: 'Bid', value: receipt.bidRef },
        { key: 'From', value: `${visit.actor.organisation}, sent by ${receipt.submittedBy}` },
        { key: 'Received', value: `${preciseInstant(receipt.submittedAt)} (${receipt.submittedAt.toString()})` },
        { key: 'Bids close', value: formatInstant(closesAt) },
        { key: 'In time', value: isInTime(receipt.submittedAt, closesAt) ? 'Yes' : 'No' },
        { key: 'Files', value: String(receipt.files) },
        { key: 'SHA-256', value: html`<span class="govuk-!-text-break-word">${receipt.sha256}</span>` },
        receipt.endedAt !== null && { key: sentence(ENDED[receipt.status]), value: formatInstant(receipt.endedAt) },
      ])}
<p class="govuk-body">The SHA-256 is that of the sealed document. ${link('Download your copy of it', `${bidPath(tenderRef)}/sealed.json`)}: its sum, made by any program, is the one above. At the opening the council’s system compares it too.</p>
<p class="govuk-body">Keep this page. Nobody can read the bid before the opening, so nobody can send you another copy.</p>`,
    },
    { print: true },
  )
}

/** Byte for byte what was sealed last, for the bidder alone. */
export async function downloadSealed(visit: Visit): Promise<Reply> {
  const { shell, actor } = visit
  const copy = await shell.read(actor, (tx) => readCopy(tx, shell.seal, refOf(visit), actor.organisation ?? ''))
  return copy === undefined ? notFound() : download(`${refOf(visit)}-bid.json`, 'application/json', copy)
}
