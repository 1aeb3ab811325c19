import { dayOf, formatDay } from '#src/base/day.ts'
import { copyDueDay } from '#src/contracts/copies/copy.ts'
import {
  type CopyRefusal,
  publishCopy,
  publishedAbovePence,
  withdrawCopy,
  type WithdrawCopyRefusal,
} from '#src/contracts/copies/copy-commands.ts'
import { type Copy, findCopy, listCopies, listCopyStates } from '#src/contracts/copies/copy.store.ts'
import { findContract } from '#src/contracts/contract.store.ts'
import type { Shell } from '#src/platform/command.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { fileField, hiddenField, postForm, submit, textareaField, textField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { inset, section } from '#src/platform/pages/record.ts'
import { bad, dataTable, link, small } from '#src/platform/pages/table.ts'
import { FILE_TYPES } from '#src/tendering/index.ts'

type Typed = { readonly redactions: string; readonly reason: string }

/** The copies of a contract that everybody reads, by when the next is due, and a form for it. */
export async function showCopies(
  { shell, actor, params, csrf }: Visit,
  form?: { typed: Typed; errors: FieldError[] },
): Promise<Reply> {
  const contractRef = params['ref'] ?? ''
  const errors = form?.errors ?? []
  return shell.read(actor, async (tx) => {
    const contract = await findContract(tx, contractRef)
    if (!contract) return notFound()
    const today = dayOf(tx.now)
    const abovePence = await publishedAbovePence(tx, today)
    const [state] = await listCopyStates(tx, { contractRef, abovePence })
    const dueDay = state && copyDueDay(state, abovePence, today)
    const copies = await listCopies(tx, contractRef)
    const standing = copies.find(({ withdrawnOn }) => withdrawnOn === null)
    return page(
      {
        title: 'Published copies',
        caption: `Contract ${contractRef}, ${contract.title}`,
        section: 'contracts',
        errors,
        breadcrumbs: [
          { text: 'Contracts', href: '/contracts' },
          { text: contractRef, href: `/contracts/${contractRef}` },
          { text: 'Published copies' },
        ],
        content: html`${
          dueDay === undefined
            ? inset('No copy is due.')
            : inset(
                dueDay < today
                  ? bad(`A copy was due by ${formatDay(dueDay)}.`)
                  : `A copy is due by ${formatDay(dueDay)}.`,
              )
        }${publishForm(contractRef, form?.typed.redactions ?? '', csrf, errors)}${section('Copies so far', copiesTable(contractRef, copies))}${
          standing &&
          section('Withdraw a copy', withdrawForm(contractRef, standing, form?.typed.reason ?? '', csrf, errors))
        }`,
      },
      { status: errors.length > 0 ? 400 : 200 },
    )
  })
}

const publishForm = (contractRef: string, redactions: string, csrf: string, errors: readonly FieldError[]): Html =>
  postForm({
    action: `/contracts/${contractRef}/copies`,
    csrf,
    enctype: 'multipart/form-data',
    content: html`${fileField({ name: 'file', label: 'The redacted copy', hint: 'PDF, Word, Excel, CSV or text, 50 MB at most. Everybody can read it: check that no name, no signature and no exempt price is left in it', accept: '.pdf,.docx,.xlsx,.csv,.txt', errors })}${textareaField({ name: 'redactions', label: 'What was left out, and why?', hint: 'Everybody reads this. For example, prices of schedule 3: commercial interests', rows: 3, value: redactions, errors })}${submit('Publish the copy', { href: `/contracts/${contractRef}` })}`,
  })

const withdrawForm = (
  contractRef: string,
  { number }: Copy,
  reason: string,
  csrf: string,
  errors: readonly FieldError[],
): Html =>
  postForm({
    action: `/contracts/${contractRef}/copies`,
    csrf,
    content: html`${hiddenField('do', 'withdraw')}${hiddenField('number', number)}${textField({ name: 'reason', label: `Why is copy ${number} withdrawn?`, value: reason, errors })}${submit(`Withdraw copy ${number}`)}`,
  })

/** "PDF, 1,204 kB" */
export const copyWords = ({ fileType, bytes }: Pick<Copy, 'fileType' | 'bytes'>): string =>
  `${FILE_TYPES[fileType].name}, ${Math.max(1, Math.round(bytes / 1000)).toLocaleString('en-GB')} kB`

const copiesTable = (contractRef: string, copies: readonly Copy[]): Html =>
  dataTable({
    caption: 'Copies so far',
    captionHidden: true,
    folds: true,
    rows: copies,
    empty: 'None has been published.',
    columns: [
      {
        heading: 'Copy',
        cell: (one) =>
          html`${link(one.filename, `/contracts/${contractRef}/copies/${one.number}`)}${small(copyWords(one))}`,
      },
      {
        heading: 'Of',
        cell: (one) => (one.upToChange === 0 ? 'The contract as entered' : `With changes up to ${one.upToChange}`),
      },
      { heading: 'Left out', cell: (one) => one.redactions },
      {
        heading: 'Published',
        cell: (one) =>
          html`${formatDay(one.publishedOn)}${one.withdrawnOn !== null && small(`Withdrawn ${formatDay(one.withdrawnOn)}`)}`,
      },
    ],
  })

const COPY_WORDS: Readonly<Record<Exclude<CopyRefusal, 'no such contract'>, FieldError>> = {
  'not said what is left out': { field: 'redactions', message: 'Say what was left out and why, or that nothing was' },
  'the file is empty': { field: 'file', message: 'The file is empty. Choose another' },
  'the file is too large': { field: 'file', message: 'The file is larger than 50 MB. Make it smaller' },
  'the file is of another kind': {
    field: 'file',
    message: 'The file is not a PDF, Word, Excel, CSV or text file, or not what its name says. Save it as one of these',
  },
}

const WITHDRAW_WORDS: Readonly<Record<Exclude<WithdrawCopyRefusal, 'no such contract' | 'no such copy'>, FieldError>> =
  {
    'withdrawn already': { field: 'reason', message: 'It is withdrawn already' },
    'no reason given': { field: 'reason', message: 'Say why it is withdrawn' },
  }

export async function postCopy(visit: Visit): Promise<Reply> {
  const { shell, actor, params, form, files } = visit
  const contractRef = params['ref'] ?? ''
  const text = (name: string): string => typedText(form, name)
  const typed = { redactions: text('redactions'), reason: text('reason') }
  const again = (error: FieldError) => showCopies(visit, { typed, errors: [error] })
  const back = `/contracts/${contractRef}/copies`
  if (text('do') === 'withdraw') {
    const number = Number(text('number'))
    if (!Number.isSafeInteger(number)) return notFound()
    const done = await withdrawCopy(shell, actor, { contractRef, number, reason: typed.reason })
    if (done.ok) return seeOther(back, `Copy ${number} is withdrawn`)
    return done.error === 'no such contract' || done.error === 'no such copy'
      ? notFound()
      : again(WITHDRAW_WORDS[done.error])
  }
  const file = files['file']
  if (!file) return again({ field: 'file', message: 'Choose a file' })
  const done = await publishCopy(shell, actor, { contractRef, file, redactions: typed.redactions })
  if (done.ok) return seeOther(back, 'The copy is published')
  return done.error === 'no such contract' ? notFound() : again(COPY_WORDS[done.error])
}

/** A copy as it is sent: its type is that of its content. */
export const copyFile = (shell: Shell, { filename, fileType, sha256 }: Copy): Reply => ({
  reply: 'file',
  name: filename,
  type: FILE_TYPES[fileType].type,
  body: shell.files.open(sha256),
})

export async function downloadCopy({ actor, shell, params }: Visit): Promise<Reply> {
  const number = Number(params['number'])
  if (!Number.isSafeInteger(number)) return notFound()
  const found = await shell.read(actor, (tx) => findCopy(tx, params['ref'] ?? '', number))
  return found ? copyFile(shell, found) : notFound()
}
