/** The files of a bid, and all of a bid on one page. */
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { fileField, postForm, selectField, submit } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { chosen, typedText } from '#src/platform/pages/queue.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { dataTable, money, small } from '#src/platform/pages/table.ts'
import { countWords, type Draft, FILE_BYTES, type SealedFile } from '#src/tendering/bids/bid.ts'
import { attachFile, detachFile, type OwnBid } from '#src/tendering/bids/bid-commands.ts'
import { bidPath, ownBid, partTrail, refOf } from '#src/tendering/bids/bid.portal.ts'
import { fileWords, sizeWords } from '#src/tendering/bids/bid-words.ts'
import { closedReply, removeForm, whileOpen } from '#src/tendering/bids/company.portal.ts'
import { FILE_TYPES } from '#src/tendering/documents/file-type.ts'
import type { Spec } from '#src/tendering/tenders/spec.ts'

const ACCEPTED = Object.keys(FILE_TYPES)
  .map((ending) => `.${ending}`)
  .join(',')

export async function showFiles(visit: Visit, about?: string, errors: readonly FieldError[] = []): Promise<Reply> {
  return whileOpen(visit, (own) => filesView(visit, own, about, errors), about === undefined ? 200 : 400)
}

/** Where a file may belong: conditions first, those that ask for evidence named so. */
const parts = ({ conditions, questions }: Spec) => [
  ...conditions.map(({ key, text, evidence }) => ({
    value: key,
    text: `Condition ${key}${evidence ? ' (evidence asked for)' : ''}: ${short(text)}`,
  })),
  ...questions.map(({ key, text }) => ({ value: key, text: `Question ${key}: ${short(text)}` })),
]

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text)

function filesView(
  { csrf }: Visit,
  { published: { tenderRef, spec }, draft }: OwnBid,
  about: string | undefined,
  errors: readonly FieldError[],
): Page {
  const action = `${bidPath(tenderRef)}/files`
  return {
    title: 'Files',
    caption: `${tenderRef} ${spec.title}`,
    section: 'tenders',
    errors,
    breadcrumbs: partTrail(tenderRef, 'Files'),
    content: html`<p class="govuk-body">PDF, Word, Excel, CSV or text, up to ${sizeWords(FILE_BYTES)} each. They are encrypted as they arrive. Prices go into the price schedule, never into a file: those who assess quality must not read them.</p>
      ${filesTable(draft.files, (one) => removeForm(`${action}/remove`, csrf, 'file', String(one.file), one.name))}
      ${section(
        'Attach one',
        postForm({
          action,
          csrf,
          enctype: 'multipart/form-data',
          content: html`${selectField({ name: 'about', label: 'What it belongs to', value: about ?? '', empty: 'Choose', choices: parts(spec), errors })}
          ${fileField({ name: 'file', label: 'The file', accept: ACCEPTED, errors })}
          ${submit('Attach', { text: 'Back to your bid', href: bidPath(tenderRef) })}`,
        }),
      )}`,
  }
}

const filesTable = (files: readonly SealedFile[], remove?: (file: SealedFile) => Html): Html =>
  dataTable<SealedFile>({
    caption: 'Attached',
    captionHidden: true,
    folds: true,
    rows: files,
    empty: 'No files are attached.',
    columns: [
      {
        heading: 'File',
        cell: (one) => html`<span class="govuk-!-text-break-word">${one.name}</span>${small(sizeWords(one.bytes))}`,
      },
      { heading: 'Belongs to', cell: (one) => one.about },
      ...(remove ? [{ heading: 'Remove', cell: remove }] : []),
    ],
  })

export async function postFile(visit: Visit): Promise<Reply> {
  const tenderRef = refOf(visit)
  const about = typedText(visit.form, 'about')
  const sent = visit.files['file']
  if (!sent) return showFiles(visit, about, [{ field: 'file', message: fileWords('no file') }])
  const attached = await attachFile(visit.shell, visit.actor, tenderRef, { about, ...sent })
  if (attached.ok) return seeOther(`${bidPath(tenderRef)}/files`, `${sent.filename} attached`)
  if (attached.error.why !== 'refused') return closedReply(tenderRef, attached.error) ?? notFound()
  const { refusal } = attached.error
  return showFiles(visit, about, [
    { field: refusal === 'no such part' ? 'about' : 'file', message: fileWords(refusal) },
  ])
}

export async function postRemoveFile(visit: Visit): Promise<Reply> {
  const tenderRef = refOf(visit)
  const file = Number(chosen(visit.form, 'file')[0])
  const removed = await detachFile(visit.shell, visit.actor, tenderRef, file)
  if (removed.ok) return seeOther(`${bidPath(tenderRef)}/files`, 'File removed')
  return closedReply(tenderRef, removed.error) ?? seeOther(`${bidPath(tenderRef)}/files`)
}

// --- all of it

/** The bid as it would be sealed, or as it was when bids closed: the bidder alone reads it. */
export async function showWhole(visit: Visit): Promise<Reply> {
  const found = await ownBid(visit)
  if ('reply' in found) return found.reply
  const { own } = found
  const { tenderRef, spec } = own.published
  return page({
    title: 'All of your bid',
    caption: `${tenderRef} ${spec.title}`,
    section: 'tenders',
    breadcrumbs: partTrail(tenderRef, 'All of it'),
    content: html`${section('Your company', companyLines(spec, own.draft))}
      ${section('Lots', lotLines(spec, own.draft))}
      ${spec.questions.map(({ key, text }) => section(`Question ${key}`, answerLines(text, own.draft.answers.find((one) => one.key === key)?.text ?? '')))}
      ${own.draft.prices.map(({ lot, lines }) =>
        section(
          `Prices for lot ${lot}`,
          summary(
            spec.price.lines.map(({ key, title }) => ({
              key: title,
              value: priceOf(lines.find((line) => line.key === key)?.pence),
            })),
          ),
        ),
      )}
      ${section('Files', filesTable(own.draft.files))}`,
  })
}

const priceOf = (pence: number | undefined): Html | string => (pence === undefined ? 'No price yet' : money(pence))

const companyLines = ({ conditions }: Spec, { contact, conditions: met, subcontractors }: Draft): Html =>
  summary([
    { key: 'Contact', value: html`${contact.name || 'Nobody yet'}<br>${contact.email}<br>${contact.phone}` },
    ...conditions.map(({ key, text }) => {
      const said = met.find((one) => one.key === key)
      const answer = said ? (said.met ? 'We meet it' : 'We do not meet it') : 'Not answered yet'
      return { key: `Condition ${key}`, value: html`${text}<br><strong>${answer}</strong>${said && small(said.text)}` }
    }),
    {
      key: 'Subcontractors',
      value:
        subcontractors.length === 0
          ? 'None'
          : html`${subcontractors.map(({ name, organisationRef, work }) => html`${name}${organisationRef && ` (${organisationRef})`}: ${work}<br>`)}`,
    },
  ])

const lotLines = ({ lots }: Spec, { lots: wanted, mostLots }: Draft): Html =>
  wanted.length === 0
    ? html`<p class="govuk-body">None yet.</p>`
    : html`<ol class="govuk-list govuk-list--number">${wanted.map(
        (lot) => html`<li>${lot} ${lots.find((one) => one.lot === lot)?.title}</li>`,
      )}</ol><p class="govuk-body">${mostLots === null ? 'As many as can be won.' : `At most ${mostLots}.`}</p>`

const answerLines = (question: string, answer: string): Html =>
  html`<p class="govuk-body"><strong>${question}</strong></p>${
    answer.trim() === ''
      ? html`<p class="govuk-body">Not answered yet.</p>`
      : html`${answer.split(/\n+/).map((paragraph) => html`<p class="govuk-body govuk-!-text-break-word">${paragraph}</p>`)}<p class="govuk-hint">${countWords(answer)} words</p>`
  }`
