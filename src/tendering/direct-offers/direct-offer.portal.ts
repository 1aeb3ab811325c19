/** The form by which the one provider that a tender names makes its offer: prices, papers, its word. */
import { formatInstant } from '#src/base/day.ts'
import { formatPence, parsePounds } from '#src/base/money.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { checkboxesField, fileField, moneyField, postForm, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError, Page, StatusTag } from '#src/platform/pages/page.ts'
import { chosen, typedText } from '#src/platform/pages/queue.ts'
import { section, whatHappensNext } from '#src/platform/pages/record.ts'
import { limitsInWords } from '#src/tendering/bids/bid.ts'
import { priceWords } from '#src/tendering/bids/bid-words.ts'
import { removeForm } from '#src/tendering/bids/company.portal.ts'
import type { DirectOffer, OfferRefusal } from '#src/tendering/direct-offers/direct-offer.ts'
import {
  attachOfferFile,
  detachOfferFile,
  makeOwnOffer,
  type OfferPaperRefusal,
  type OwnOffer,
  readOwnOffer,
} from '#src/tendering/direct-offers/direct-offer-commands.ts'
import { offerFiles, offerPrices } from '#src/tendering/direct-offers/offer-view.page.ts'
import { FILE_TYPES } from '#src/tendering/documents/file-type.ts'
import type { Spec } from '#src/tendering/tenders/spec.ts'

const at = (tenderRef: string): string => `/portal/tenders/${encodeURIComponent(tenderRef)}/offer`
const refOf = ({ params }: Visit): string => params['ref'] ?? ''
const typed = ({ form }: Visit, name: string): string => typedText(form, name)
const field = (lot: string, key: string): string => `price-${lot}-${key}`

export async function showOwnOffer(visit: Visit, errors: readonly FieldError[] = []): Promise<Reply> {
  const own = await readOwnOffer(visit.shell, visit.actor, refOf(visit))
  return own ? page(view(visit, own, errors), { status: errors.length > 0 ? 400 : 200 }) : notFound()
}

const TAGS: Readonly<Record<DirectOffer['state'], StatusTag>> = {
  draft: { text: 'Not made yet', colour: 'yellow' },
  made: { text: 'Made', colour: 'green' },
  taken: { text: 'Decided on', colour: 'blue' },
}

function view(visit: Visit, { published, offer }: OwnOffer, errors: readonly FieldError[]): Page {
  const { tenderRef, spec, closesAt, version } = published
  const { madeAt, acceptedBy, state } = offer
  return {
    title: 'Your offer',
    caption: `${tenderRef} ${spec.title}`,
    section: 'tenders',
    errors,
    tags: [TAGS[state]],
    breadcrumbs: [
      { text: 'Tenders', href: '/portal/tenders' },
      { text: tenderRef, href: `/portal/tenders/${encodeURIComponent(tenderRef)}` },
      { text: 'Your offer' },
    ],
    facts: [
      { label: 'Due', value: formatInstant(closesAt) },
      { label: 'Made', value: madeAt ? formatInstant(madeAt) : 'Not yet' },
      { label: 'Accepted by', value: acceptedBy ?? 'Nobody yet' },
    ],
    notice: offer.state === 'made' &&
      offer.version < version && {
        heading: 'The tender has changed since you made your offer',
        content: `Your offer answers version ${offer.version}; version ${version} is published now. Read what changed and make it again.`,
      },
    content:
      state === 'taken'
        ? html`${section('Prices', offerPrices(spec, offer))}${section('Papers', offerFiles(offer.files))}`
        : html`${section('Papers', papers(visit, offer, errors))}${section('Prices and acceptance', offerForm(visit, spec, offer, errors))}`,
    aside: whatHappensNext(
      'The council names you alone. It reads your offer when you have made it, checks the grounds for exclusion and decides; contracts are made from these prices.',
    ),
  }
}

const papers = (visit: Visit, { tenderRef, files }: DirectOffer, errors: readonly FieldError[]): Html => html`
  ${offerFiles(files, ({ file, name }) => removeForm(`${at(tenderRef)}/files/remove`, visit.csrf, 'file', String(file), name))}
  ${postForm({
    action: `${at(tenderRef)}/files`,
    csrf: visit.csrf,
    enctype: 'multipart/form-data',
    content: html`${fileField({
      name: 'file',
      label: 'Attach a paper',
      hint: 'What the council asked for: PDF, Word, Excel, CSV or text',
      accept: Object.keys(FILE_TYPES)
        .map((ending) => `.${ending}`)
        .join(','),
      errors,
    })}${submit('Attach')}`,
  })}`

const offerForm = (visit: Visit, spec: Spec, offer: DirectOffer, errors: readonly FieldError[]): Html =>
  postForm({
    action: at(offer.tenderRef),
    csrf: visit.csrf,
    content: html`
      ${spec.lots.map(
        ({ lot, title }) =>
          html`<h3 class="govuk-heading-s">${lot}: ${title}</h3>${spec.price.lines.map((line) => {
            const given = offer.prices.find((one) => one.lot === lot)?.lines.find(({ key }) => key === line.key)
            const before = given ? formatPence(given.pence).replace('£', '') : ''
            return moneyField({
              name: field(lot, line.key),
              label: `${line.title}, ${lot}`,
              hint: limitsInWords(line),
              value: typed(visit, field(lot, line.key)) || before,
              errors,
            })
          })}`,
      )}
      ${textareaField({ name: 'words', label: 'What the council should know (optional)', rows: 4, value: typed(visit, 'words') || offer.words, errors })}
      ${checkboxesField({
        name: 'accepts',
        label: 'Your word',
        values: chosen(visit.form, 'accepts'),
        choices: [
          {
            value: 'yes',
            text: 'We take on the specification and the terms as they are published, and keep to these prices',
          },
        ],
        errors,
      })}
      ${submit(offer.state === 'made' ? 'Make the offer again' : 'Make the offer')}`,
  })

export async function postOwnOffer(visit: Visit): Promise<Reply> {
  const tenderRef = refOf(visit)
  const own = await readOwnOffer(visit.shell, visit.actor, tenderRef)
  if (!own) return notFound()
  const { lots, price } = own.published.spec
  const prices = lots.map(({ lot }) => ({
    lot,
    lines: price.lines.map(({ key }) => ({ key, pence: parsePounds(typed(visit, field(lot, key))) ?? 0 })),
  }))
  const said = { prices, words: typed(visit, 'words'), accepts: typed(visit, 'accepts') === 'yes' }
  const made = await makeOwnOffer(visit.shell, visit.actor, { tenderRef, ...said })
  if (made.ok) return seeOther(at(tenderRef), 'Your offer is made. You may make it again until it is decided on')
  const { error } = made
  return error.why === 'no such tender' ? notFound() : showOwnOffer(visit, offerErrors(own.published.spec, error))
}

function offerErrors({ price }: Spec, refusal: OfferRefusal): FieldError[] {
  switch (refusal.why) {
    case 'decided already':
      return [{ field: 'accepts', message: 'The council has decided: your offer changes no more' }]
    case 'not accepted':
      return [{ field: 'accepts', message: 'Say that you take on the specification and the terms' }]
    case 'too long':
      return [{ field: 'words', message: 'Cut this to 4,000 letters' }]
    case 'prices':
      return refusal.faults.map(({ lot, key, fault }) => {
        const line = price.lines.find((one) => one.key === key)
        return { field: field(lot, key), message: line ? `${lot}: ${priceWords(line, fault)}` : 'Enter a price' }
      })
  }
}

export async function postOfferFile(visit: Visit): Promise<Reply> {
  const tenderRef = refOf(visit)
  const file = visit.files['file']
  if (!file) return showOwnOffer(visit, [{ field: 'file', message: 'Choose a file' }])
  const attached = await attachOfferFile(visit.shell, visit.actor, { tenderRef, file })
  if (attached.ok) return seeOther(at(tenderRef), `${file.filename} attached. Make the offer when all is there`)
  return attached.error === 'no such tender'
    ? notFound()
    : showOwnOffer(visit, [{ field: 'file', message: paperWords(attached.error) }])
}

export async function postRemoveOfferFile(visit: Visit): Promise<Reply> {
  const tenderRef = refOf(visit)
  const removed = await detachOfferFile(visit.shell, visit.actor, tenderRef, Number(typed(visit, 'file')))
  if (removed.ok) return seeOther(at(tenderRef), 'Removed. Make the offer again when all is there')
  return removed.error === 'no such tender'
    ? notFound()
    : showOwnOffer(visit, [{ field: 'file', message: paperWords(removed.error) }])
}

function paperWords(why: Exclude<OfferPaperRefusal, 'no such tender'>): string {
  switch (why) {
    case 'decided already':
      return 'The council has decided: your offer changes no more'
    case 'too many files':
      return 'An offer has at most 20 papers. Remove one first'
    case 'the file is empty':
      return 'The file is empty. Choose another'
    case 'the file is too large':
      return 'Choose a file of up to 50 MB'
    case 'the file is of another kind':
      return 'Choose a PDF, Word, Excel, CSV or text file. It must be what its name says, and hold no macros'
  }
}
