/** A vendor's own numbers for people, workers and visits, and ours: one by one or from a file. */
import { readFile } from 'node:fs/promises'
import { notDone, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { button } from '#src/platform/pages/components.ts'
import { fileField, hiddenField, postForm, selectField, submit, textField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { pageAsked, queue, typedText } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { linkNumbers, unlinkNumber } from '#src/visits/vendor-logs/mapping-commands.ts'
import { listNumbers, type VendorNumber } from '#src/visits/vendor-logs/vendor-logs.store.ts'
import { checkNumber, NUMBER_COLUMNS, readNumberFile } from '#src/visits/vendor-logs/vendor-numbers.ts'
import { openVendorFile } from '#src/visits/vendor-logs/vendor-table.ts'

export const NUMBER_BYTES = 4 * 1024 * 1024
const PAGE_SIZE = 50
const SYSTEM = /^[a-z0-9][a-z0-9-]{0,39}$/

const textOf = (value: string | string[] | undefined): string =>
  (typeof value === 'string' ? value : (value?.[0] ?? '')).trim()
const here = (system: string): string => `/visits/vendor-numbers?system=${encodeURIComponent(system)}`

type Form = { errors: FieldError[]; kind: string; vendorRef: string; ourRef: string }

export async function showNumbers(visit: Visit, form?: Form): Promise<Reply> {
  const { shell, actor, query, url, csrf } = visit
  const system = textOf(query['system'] ?? visit.form['system'])
  if (!SYSTEM.test(system)) return notFound()
  const search = {
    system,
    words: typedText(query, 'words'),
    offset: (pageAsked(query) - 1) * PAGE_SIZE,
    limit: PAGE_SIZE,
  }
  const found = await shell.read(actor, (tx) => listNumbers(tx, search))
  await shell.noteList(actor, 'vendor numbers', { system, words: search.words, count: found.total })
  return page(
    {
      title: `Numbers of ${system}`,
      section: 'visits',
      breadcrumbs: [
        { text: 'Call logs', href: '/visits/imports' },
        { text: 'Vendors’ files', href: '/visits/mappings' },
        { text: `Numbers of ${system}` },
      ],
      ...(form ? { errors: form.errors } : {}),
      content: html`<p class="govuk-body">Where a mapping says that a vendor has numbers of its own, they are looked up here.</p>
${section('Link a number', numberForm(system, csrf, form))}${section('Link many', fileForm(system, csrf, form))}${section(
  'Linked numbers',
  queue<VendorNumber>({
    noun: { one: 'number', many: 'numbers' },
    url: url.startsWith('/visits/vendor-numbers?') ? url : here(system),
    rows: found.rows,
    total: found.total,
    pageSize: PAGE_SIZE,
    empty: 'No number is linked yet.',
    columns: [
      { heading: 'Of', cell: (one) => one.kind },
      { heading: 'Vendor’s number', cell: (one) => one.vendorRef },
      { heading: 'Ours', cell: (one) => one.ourRef },
      { heading: 'Linked by', cell: (one) => one.byName },
      { heading: 'Remove', cell: (one) => removeForm(system, csrf, one) },
    ],
  }),
)}`,
    },
    { status: form ? 400 : 200 },
  )
}

const numberForm = (system: string, csrf: string, form: Form | undefined): Html =>
  postForm({
    action: '/visits/vendor-numbers',
    csrf,
    content: html`${hiddenField('system', system)}${selectField({
      name: 'kind',
      label: 'What is it the number of?',
      value: form?.kind ?? 'person',
      choices: [
        { value: 'person', text: 'A person' },
        { value: 'worker', text: 'A worker' },
        { value: 'visit', text: 'A visit' },
      ],
      errors: form?.errors,
    })}${textField({ name: 'vendorRef', label: 'The vendor’s number', value: form?.vendorRef, width: 20, errors: form?.errors })}${textField(
      {
        name: 'ourRef',
        label: 'Our reference',
        hint: 'For example, P-1001',
        value: form?.ourRef,
        width: 20,
        errors: form?.errors,
      },
    )}${submit('Link')}`,
  })

const fileForm = (system: string, csrf: string, form: Form | undefined): Html =>
  postForm({
    action: '/visits/vendor-numbers/file',
    csrf,
    enctype: 'multipart/form-data',
    content: html`${hiddenField('system', system)}${fileField({
      name: 'file',
      label: 'A file of numbers',
      hint: `CSV with the columns ${NUMBER_COLUMNS.join(', ')}; kind is person, worker or visit`,
      accept: '.csv,.txt,text/csv',
      errors: form?.errors,
    })}${button({ text: 'Link all of the file', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
  })

const removeForm = (system: string, csrf: string, { kind, vendorRef }: VendorNumber): Html =>
  postForm({
    action: '/visits/vendor-numbers/remove',
    csrf,
    content: html`${hiddenField('system', system)}${hiddenField('kind', kind)}${hiddenField('vendorRef', vendorRef)}${button(
      {
        html: html`Remove <span class="govuk-visually-hidden">${kind} number ${vendorRef}</span>`,
        classes: 'govuk-button--secondary govuk-!-margin-bottom-0',
      },
    )}`,
  })

export async function postNumber(visit: Visit): Promise<Reply> {
  const { form, shell, actor } = visit
  const typed = { kind: textOf(form['kind']), vendorRef: textOf(form['vendorRef']), ourRef: textOf(form['ourRef']) }
  const system = textOf(form['system'])
  if (!SYSTEM.test(system)) return notFound()
  const checked = checkNumber(typed)
  if (!checked.ok) return showNumbers(visit, { errors: [checked.error], ...typed })
  const linked = await linkNumbers(shell, actor, { system, numbers: [checked.value] })
  return linked.ok
    ? seeOther(here(system), 'The number is linked')
    : notDone(here(system), 'The number was linked already')
}

export async function postNumberFile(visit: Visit): Promise<Reply> {
  const { form, files, shell, actor } = visit
  const system = textOf(form['system'])
  if (!SYSTEM.test(system)) return notFound()
  const wrong = (message: string): Promise<Reply> =>
    showNumbers(visit, { errors: [{ field: 'file', message }], kind: 'person', vendorRef: '', ourRef: '' })
  const file = files['file']
  if (!file || file.bytes === 0) return wrong(file ? 'The selected file is empty' : 'Select a file of numbers')
  const opened = openVendorFile(await readFile(file.path), NUMBER_COLUMNS)
  const read = opened.ok ? readNumberFile(opened.value) : opened
  if (!read.ok) return wrong(read.error)
  if (read.value.length === 0) return wrong('The selected file has headings and no rows')
  const linked = await linkNumbers(shell, actor, { system, numbers: read.value })
  const words = linked.ok
    ? `${linked.value.toLocaleString('en-GB')} numbers are linked`
    : 'All of these numbers were linked already'
  return seeOther(here(system), words)
}

export async function postRemove({ form, shell, actor }: Visit): Promise<Reply> {
  const system = textOf(form['system'])
  if (!SYSTEM.test(system)) return notFound()
  const gone = await unlinkNumber(shell, actor, {
    system,
    kind: textOf(form['kind']),
    vendorRef: textOf(form['vendorRef']),
  })
  return gone.ok ? seeOther(here(system), 'The number is no longer linked') : notFound()
}
