/** A provider's sheets and the workers who use them. */
import { dayOf, formatInstant } from '#src/base/day.ts'
import { listSharedPeople } from '#src/people/index.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { button } from '#src/platform/pages/components.ts'
import { hiddenField, postForm, submit, textField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { qrCode } from '#src/platform/pages/qr-code.ts'
import { pageAsked, queue } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { small } from '#src/platform/pages/table.ts'
import { referenceFault } from '#src/visits/call-log/log-row.ts'
import {
  addWorker,
  type Issued,
  issueSheet,
  renewPin,
  stopSheet,
  stopWorker,
} from '#src/visits/door-log/door-log-commands.ts'
import { type DoorWorker, type Home, listHomes, listWorkers } from '#src/visits/door-log/door-log.store.ts'

const HOMES = '/portal/door-log'
const WORKERS = '/portal/door-log/workers'
const PAGE_SIZE = 25

const textOf = (value: string | string[] | undefined): string =>
  (typeof value === 'string' ? value : (value?.[0] ?? '')).trim()

const tabs = (current: string): Page['tabs'] => [
  { text: 'Homes', href: HOMES, current: current === HOMES },
  { text: 'Workers', href: WORKERS, current: current === WORKERS },
]

/** A button of one row: what it does, and for whom, for those who hear the page. */
const rowButton = (action: string, csrf: string, fields: Html, text: string, whom: string): Html =>
  postForm({
    action,
    csrf,
    content: html`${fields}${button({
      html: html`${text} <span class="govuk-visually-hidden">${whom}</span>`,
      classes: 'govuk-button--secondary govuk-!-margin-bottom-1',
      preventDoubleClick: true,
    })}`,
  })

export async function showHomes({ shell, actor, query, url, csrf }: Visit): Promise<Reply> {
  const { found, names } = await shell.read(actor, async (tx) => {
    const found = await listHomes(tx, {
      organisationRef: actor.organisation ?? '',
      day: dayOf(tx.now),
      offset: (pageAsked(query) - 1) * PAGE_SIZE,
      limit: PAGE_SIZE,
    })
    const people = await listSharedPeople(
      tx,
      found.rows.map(({ personRef }) => personRef),
    )
    return { found, names: new Map(people.map(({ personRef, name }) => [personRef, name])) }
  })
  await shell.noteList(actor, 'homes with sheets', { count: found.total })
  const nameOf = ({ personRef }: Home): string => names.get(personRef) ?? personRef
  return page({
    title: 'Log-in at the door',
    section: 'visits',
    wide: true,
    breadcrumbs: [{ text: 'Visits', href: '/portal/visits' }, { text: 'Log-in at the door' }],
    tabs: tabs(HOMES),
    content: html`<p class="govuk-body">A printed sheet with a code hangs in each home. Your workers scan it with a phone when they come and when they go. Nobody who reads the sheet learns whose home it is.</p>${queue<Home>(
      {
        noun: { one: 'home', many: 'homes' },
        url,
        rows: found.rows,
        total: found.total,
        pageSize: PAGE_SIZE,
        empty: 'You have no placement with visits to come.',
        columns: [
          { heading: 'Person', cell: (home) => html`${nameOf(home)}${small(home.personRef)}` },
          {
            heading: 'Sheet',
            cell: (home) =>
              home.sheetRef === null
                ? 'None'
                : html`${home.sheetRef}${home.issuedAt && small(`Since ${formatInstant(home.issuedAt)}`)}`,
          },
          { heading: 'Last used', cell: (home) => (home.usedAt ? formatInstant(home.usedAt) : '') },
          { heading: 'Change', cell: (home) => homeButtons(home, nameOf(home), csrf) },
        ],
      },
    )}`,
  })
}

function homeButtons({ personRef, sheetRef }: Home, name: string, csrf: string): Html {
  const at = `${HOMES}/homes/${encodeURIComponent(personRef)}`
  const hasSheet = sheetRef !== null
  return html`${rowButton(`${at}/issue`, csrf, html``, hasSheet ? 'Print a new sheet' : 'Print a sheet', `for ${name}`)}${
    hasSheet && rowButton(`${at}/stop`, csrf, html``, 'Stop the sheet', `of ${name}`)
  }`
}

/** The sheet is the answer itself: its link is told this once. */
export async function postIssue(visit: Visit): Promise<Reply> {
  const issued = await issueSheet(visit.shell, visit.actor, visit.params['ref'] ?? '')
  return issued.ok ? page(sheetView(issued.value, visit.site), { print: true }) : notFound()
}

function sheetView({ sheetRef, token }: Issued, site: string): Page {
  const address = `${site}/door/${token}`
  return {
    title: 'Care visits: log in here',
    caption: `Sheet ${sheetRef}`,
    breadcrumbs: [{ text: 'Log-in at the door', href: HOMES }, { text: sheetRef }],
    content: html`${qrCode(address, 'The code to scan')}
<ol class="govuk-list govuk-list--number"><li>Scan the code with your phone when you arrive.</li><li>Type your worker number and your PIN, and press “Log in to the visit”.</li><li>Scan it again when you leave, and press “Log out”.</li></ol>
<p class="govuk-body">It works without a connection too: the times are kept on the phone and sent later.</p>
<p class="govuk-body">Without a camera: <span class="govuk-!-text-break-word">${address}</span></p>
<p class="govuk-body">Print this sheet now. It is shown once; a new one takes its place and the old one stops working.</p>`,
  }
}

export async function postStopSheet({ shell, actor, params }: Visit): Promise<Reply> {
  const stopped = await stopSheet(shell, actor, {
    personRef: params['ref'] ?? '',
    organisationRef: actor.organisation ?? '',
  })
  return stopped.ok ? seeOther(HOMES, `Sheet ${stopped.value} no longer works. Take it down.`) : notFound()
}

type Form = { errors: FieldError[]; worker: string; name: string }

/** The list of workers; a PIN that was just made is told above it, this once. */
export async function showWorkers(
  visit: Visit,
  form?: Form,
  told?: { workerRef: string; pin: string },
): Promise<Reply> {
  const { shell, actor, query, url, csrf } = visit
  const found = await shell.read(actor, (tx) =>
    listWorkers(tx, {
      organisationRef: actor.organisation ?? '',
      offset: (pageAsked(query) - 1) * PAGE_SIZE,
      limit: PAGE_SIZE,
    }),
  )
  return page(
    {
      title: 'Workers who log in at the door',
      section: 'visits',
      wide: true,
      breadcrumbs: [
        { text: 'Visits', href: '/portal/visits' },
        { text: 'Log-in at the door', href: HOMES },
        { text: 'Workers' },
      ],
      tabs: tabs(WORKERS),
      ...(form ? { errors: form.errors } : {}),
      ...(told
        ? {
            notice: {
              heading: `The PIN of ${told.workerRef} is ${told.pin}`,
              content: 'Write it down for the worker now. It is shown this once; if it is lost, make a new one.',
            },
          }
        : {}),
      content: html`${section('Add a worker', workerForm(csrf, form))}${section(
        'Workers',
        queue<DoorWorker>({
          noun: { one: 'worker', many: 'workers' },
          url: url.startsWith(`${WORKERS}?`) ? url : WORKERS,
          rows: found.rows,
          total: found.total,
          pageSize: PAGE_SIZE,
          empty: 'Nobody has been added yet.',
          columns: [
            { heading: 'Worker', cell: (one) => html`${one.name}${small(one.workerRef)}` },
            { heading: 'Added', cell: (one) => formatInstant(one.addedAt) },
            {
              heading: 'Status',
              cell: ({ endedAt }) =>
                statusTag(endedAt ? { text: 'Stopped', colour: 'grey' } : { text: 'May log in', colour: 'green' }),
            },
            { heading: 'Change', cell: (one) => workerButtons(one, csrf) },
          ],
        }),
      )}`,
    },
    { status: form ? 400 : 200 },
  )
}

const workerForm = (csrf: string, form: Form | undefined): Html =>
  postForm({
    action: WORKERS,
    csrf,
    content: html`${textField({ name: 'worker', label: 'Worker number', hint: 'The one that your rota and call log use, like W-7', value: form?.worker, width: 10, errors: form?.errors })}${textField(
      { name: 'name', label: 'Name', value: form?.name, width: 20, errors: form?.errors },
    )}${submit('Add the worker')}`,
  })

function workerButtons({ workerRef, name, endedAt }: DoorWorker, csrf: string): Html | undefined {
  if (endedAt) return undefined
  const field = hiddenField('worker', workerRef)
  return html`${rowButton(`${WORKERS}/pin`, csrf, field, 'New PIN', `for ${name}`)}${rowButton(`${WORKERS}/stop`, csrf, field, 'Stop', name)}`
}

const LONGEST_NAME = 100

export async function postWorker(visit: Visit): Promise<Reply> {
  const { shell, actor, form } = visit
  const worker = textOf(form['worker'])
  const name = textOf(form['name'])
  const errors: FieldError[] = []
  const wrong = referenceFault('worker_ref', worker)
  if (wrong)
    errors.push({
      field: 'worker',
      message: worker === '' ? 'Enter the worker number' : `The worker number cannot be used: ${wrong.reason}`,
    })
  if (name === '' || name.length > LONGEST_NAME)
    errors.push({ field: 'name', message: `Enter a name of up to ${LONGEST_NAME} characters` })
  if (errors.length > 0) return showWorkers(visit, { errors, worker, name })
  const added = await addWorker(shell, actor, { workerRef: worker, name })
  if (added.ok) return showWorkers(visit, undefined, { workerRef: worker, pin: added.value })
  return showWorkers(visit, {
    errors: [{ field: 'worker', message: 'This worker is on the list already' }],
    worker,
    name,
  })
}

export async function postPin(visit: Visit): Promise<Reply> {
  const workerRef = textOf(visit.form['worker'])
  const made = await renewPin(visit.shell, visit.actor, workerRef)
  return made.ok ? showWorkers(visit, undefined, { workerRef, pin: made.value }) : notFound()
}

export async function postStopWorker({ shell, actor, form }: Visit): Promise<Reply> {
  const stopped = await stopWorker(shell, actor, textOf(form['worker']))
  return stopped.ok ? seeOther(WORKERS, `${stopped.value} can no longer log in at the door`) : notFound()
}
