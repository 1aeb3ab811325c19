/** The bank's answers, read in as a file: looked at first, then written down. */
import { readFile } from 'node:fs/promises'
import { counted } from '#src/base/counted.ts'
import { type Day, formatDay } from '#src/base/day.ts'
import type { AnswerFault, ReadAnswer } from '#src/payments/bank-answers/bank-answer.ts'
import { previewAnswers, readAnswerFile, takeAnswers } from '#src/payments/bank-answers/bank-answer-commands.ts'
import { ANSWER_COLUMNS, type AnswerFile, answersOfTable } from '#src/payments/bank-answers/answer-file.ts'
import { RETURN_REASONS } from '#src/payments/payment-files/returned-payment.ts'
import { page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { fileField, hiddenField, postForm, submit } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { keyFigures, section } from '#src/platform/pages/record.ts'
import { bad, dataTable, link, money, shortDay, small } from '#src/platform/pages/table.ts'
import { providerNames } from '#src/providers/index.ts'

const CRUMBS = [
  { text: 'Payments', href: '/pay-runs' },
  { text: 'Payment files', href: '/payment-files' },
]
const SHOWN = 200

export const showAnswerForm = async ({ csrf }: Visit): Promise<Reply> => formPage(csrf, [])

const formPage = (csrf: string, errors: readonly FieldError[]): Reply =>
  page(
    {
      title: 'Read in the bank’s answer',
      section: 'payments',
      errors,
      breadcrumbs: [...CRUMBS, { text: 'The bank’s answer' }],
      content: html`<p class="govuk-body">A CSV file from the bank or the ledger, one payment a row: its reference (such as PF-1001-12, or PF-1001 for all of a file), its state (paid, rejected or returned), the date, and why if it was not paid. The first row names the columns ${ANSWER_COLUMNS.join(', ')}; the last two may be left out. Or the bank’s payment status report (pain.002).</p>
        <p class="govuk-body">You see what would be written down before it is. The same file read in again adds nothing.</p>
        ${postForm({
          action: '/payment-files/answers',
          csrf,
          enctype: 'multipart/form-data',
          content: html`${fileField({ name: 'file', label: 'The bank’s answer (.csv or .xml)', accept: '.csv,.xml,text/csv,application/xml', errors })}
            ${submit('Look at the answers', { href: '/payment-files' })}`,
        })}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )

/** Shows what each answer would change; nothing is written down yet. */
export async function readAnswersIn(visit: Visit): Promise<Reply> {
  const { files, csrf } = visit
  const file = files['file']
  if (!file || file.bytes === 0)
    return formPage(csrf, [
      { field: 'file', message: file ? 'The selected file is empty' : 'Select the file of the bank' },
    ])
  const read = await readAnswerFile(await readFile(file.path, 'utf8'))
  const [fault] = read.faults
  if (read.answers.length === 0 && fault)
    return formPage(csrf, [{ field: 'file', message: `Line ${fault.line}: ${fault.message}` }])
  return preview(visit, read)
}

async function preview({ actor, shell, csrf }: Visit, file: AnswerFile): Promise<Reply> {
  const { read, names } = await shell.read(actor, async (tx) => {
    const answered = await previewAnswers(tx, file.answers)
    const refs = answered.flatMap(({ payment }) => (payment ? [payment.organisationRef] : []))
    return { read: answered, names: await providerNames(tx, [...new Set(refs)]) }
  })
  const fresh = read.filter(({ is }) => is === 'new')
  const refused = read.filter(({ is }) => is === 'refused').length + file.faults.length
  return page({
    title: 'What the bank answered',
    section: 'payments',
    wide: true,
    breadcrumbs: [...CRUMBS, { text: 'The bank’s answer', href: '/payment-files/answers' }, { text: 'Look' }],
    content: html`${keyFigures([
      { value: fresh.length, label: 'to write down' },
      { value: read.filter(({ is }) => is === 'had').length, label: 'had already' },
      { value: refused, label: 'cannot be taken' },
      ...(file.onTheWay > 0 ? [{ value: file.onTheWay, label: 'still on their way' }] : []),
    ])}
      ${refused > 0 && section('What cannot be taken', refusedTable(read, file.faults))}
      ${section('What would be written down', freshTable(read, names))}
      ${
        fresh.length > 0
          ? postForm({
              action: '/payment-files/answers/take',
              csrf,
              content: html`${hiddenField('answers', keep(file))}${submit(`Write down ${counted(fresh.length, 'answer')}`, { href: '/payment-files' })}`,
            })
          : html`<p class="govuk-body">The file adds nothing. ${link('Back to payment files', '/payment-files')}</p>`
      }`,
  })
}

const refusedTable = (read: readonly ReadAnswer[], faults: readonly AnswerFault[]): Html =>
  dataTable<AnswerFault>({
    caption: 'What cannot be taken',
    captionHidden: true,
    rows: [
      ...faults,
      ...read.flatMap((one) =>
        one.is === 'refused'
          ? [{ line: one.answer.line, reference: one.payment?.reference ?? one.answer.reference, message: one.message }]
          : [],
      ),
    ]
      .toSorted((a, b) => a.line - b.line)
      .slice(0, SHOWN),
    columns: [
      { heading: 'Line', format: 'number', cell: ({ line }) => line },
      { heading: 'Reference', cell: ({ reference }) => reference },
      { heading: 'Why', cell: ({ message }) => bad(message) },
    ],
  })

const freshTable = (read: readonly ReadAnswer[], names: ReadonlyMap<string, string>): Html =>
  dataTable({
    caption: 'What would be written down',
    captionHidden: true,
    folds: true,
    rows: read.flatMap((one) => (one.is === 'new' ? [one.told] : [])).slice(0, SHOWN),
    empty: 'Nothing new.',
    columns: [
      {
        heading: 'Payment',
        cell: ({ payment }) =>
          html`${link(payment.reference, `/payment-files/${payment.paymentFileRef}`)}${small(names.get(payment.organisationRef) ?? payment.organisationRef)}`,
      },
      {
        heading: 'Answer',
        cell: ({ state, why, note }) =>
          html`${statusTag(state === 'paid' ? { text: 'Paid', colour: 'green' } : { text: 'Returned', colour: 'red' })}${state === 'returned' && small(why === 'other' ? note : RETURN_REASONS[why])}`,
      },
      { heading: 'On', cell: ({ day }) => shortDay(day) },
      { heading: 'Amount', format: 'number', cell: ({ payment }) => money(payment.amountPence) },
    ],
  })

type Kept = readonly [line: number, reference: string, state: string, day: Day, reason: string, note: string]

/** What was looked at is written down, whatever became of the file meanwhile. */
const keep = ({ answers }: AnswerFile): string =>
  JSON.stringify(
    answers.map(({ line, reference, state, day, reason, note }): Kept => [line, reference, state, day, reason, note]),
  )

function kept(text: string): AnswerFile {
  const header = { line: 1, cells: ANSWER_COLUMNS }
  try {
    const all = JSON.parse(text) as unknown
    const records = (Array.isArray(all) ? all : []).map((row: unknown) => {
      const [line, ...cells] = Array.isArray(row) ? (row as unknown[]) : []
      return { line: Number(line) || 0, cells: cells.map(String) }
    })
    return answersOfTable([header, ...records])
  } catch {
    return answersOfTable([header])
  }
}

export async function postAnswers(visit: Visit): Promise<Reply> {
  const { actor, shell, form } = visit
  const taken = await takeAnswers(shell, actor, kept(String(form['answers'] ?? '')).answers)
  const days = taken.read.flatMap((one) => (one.is === 'new' && one.told.state === 'paid' ? [one.told.day] : []))
  const last = days.toSorted().at(-1)
  const made = last === undefined ? '' : `${counted(taken.paid, 'payment')} paid by ${formatDay(last)}. `
  const back =
    taken.returned === 0
      ? ''
      : `${counted(taken.returned, 'payment')} came back and ${taken.returned === 1 ? 'waits' : 'wait'} to be paid again.`
  return seeOther('/payment-files', `Written down. ${made}${back}`.trim())
}
