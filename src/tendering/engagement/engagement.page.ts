import { formatDay } from '#src/base/day.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { button } from '#src/platform/pages/components.ts'
import {
  csrfField,
  dayField,
  type Form,
  postForm,
  selectField,
  submit,
  textareaField,
  textField,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { section, whatHappensNext } from '#src/platform/pages/record.ts'
import { dataTable, link } from '#src/platform/pages/table.ts'
import { PARTS } from '#src/tendering/tenders/checklist.ts'
import { type Engagement, ENGAGEMENT_KINDS, type EngagementKind } from '#src/tendering/engagement/engagement.ts'
import {
  type EngagementRefusal,
  recordEngagement,
  removeEngagement,
} from '#src/tendering/engagement/engagement-commands.ts'
import { FormReading } from '#src/tendering/tenders/form-reading.page.ts'
import { listEngagements } from '#src/tendering/tenders/preparation.store.ts'
import { editTender } from '#src/tendering/tenders/tender-commands.ts'
import { tenderCrumbs } from '#src/tendering/tenders/tender-frame.page.ts'
import { findTender } from '#src/tendering/tenders/tender.store.ts'
import { paragraphs } from '#src/tendering/tenders/tender-view.page.ts'

const pathOf = (tenderRef: string): string => `/tenders/${tenderRef}/prepare/engagement`

export const showEngagement = (visit: Visit): Promise<Reply> => engagementPage(visit, {}, [])

async function engagementPage(visit: Visit, typed: Form, errors: readonly FieldError[]): Promise<Reply> {
  const { actor, shell, params, csrf } = visit
  const tenderRef = params['ref'] ?? ''
  return shell.read(actor, async (tx) => {
    const tender = await findTender(tx, tenderRef)
    if (!tender) return notFound()
    const list = await listEngagements(tx, tenderRef)
    const edits = may(actor, 'tendering.manage') && tender.status === 'planning'
    const reason =
      typed['noEngagementReason'] === undefined
        ? (tender.spec.noEngagementReason ?? '')
        : typedText(typed, 'noEngagementReason')
    return page(
      {
        title: PARTS.engagement,
        caption: `Tender ${tenderRef}: ${tender.spec.title}`,
        section: 'tendering',
        errors,
        breadcrumbs: tenderCrumbs(
          tenderRef,
          { text: 'Prepare', href: `/tenders/${tenderRef}/prepare` },
          { text: PARTS.engagement },
        ),
        content: html`${engagementTable(list, edits ? removeButton(tenderRef, csrf) : undefined)}
          ${!edits && tender.spec.noEngagementReason !== null && section('Why there was none', paragraphs(tender.spec.noEngagementReason))}
          ${edits && section('Record what was done', recordForm(tenderRef, typed, csrf, errors))}
          ${edits && list.length === 0 && section('Or say why there was none', reasonForm(tenderRef, reason, csrf, errors))}`,
        aside: whatHappensNext(
          html`<p class="govuk-body">What was asked of the market before the tender is told by a notice (UK2), or the tender notice says why nothing was.</p><p class="govuk-body">${link('Back to the task list', `/tenders/${tenderRef}/prepare`)}</p>`,
        ),
      },
      { status: errors.length > 0 ? 400 : 200 },
    )
  })
}

const engagementTable = (list: readonly Engagement[], action: ((number: number) => Html) | undefined): Html =>
  dataTable({
    caption: 'What was asked of the market',
    captionHidden: true,
    empty: 'Nothing is recorded yet.',
    rows: list,
    columns: [
      { heading: 'Day', cell: (one) => formatDay(one.day) },
      { heading: 'What', cell: (one) => `${ENGAGEMENT_KINDS[one.kind]}: ${one.title}` },
      { heading: 'Who came', cell: (one) => one.came },
      { heading: 'What was said', cell: (one) => one.said },
      ...(action ? [{ heading: 'Action', cell: (one: Engagement) => action(one.number) }] : []),
    ],
  })

const removeButton =
  (tenderRef: string, csrf: string) =>
  (number: number): Html =>
    html`<form action="${pathOf(tenderRef)}/${number}/remove" method="post" novalidate>${csrfField(csrf)}${button({ html: html`Remove<span class="govuk-visually-hidden"> record ${number}</span>`, classes: 'govuk-button--secondary govuk-!-margin-bottom-0' })}</form>`

const recordForm = (tenderRef: string, typed: Form, csrf: string, errors: readonly FieldError[]): Html =>
  postForm({
    action: pathOf(tenderRef),
    csrf,
    content: html`
      ${selectField({ name: 'kind', label: 'What it was', value: typedText(typed, 'kind'), choices: Object.entries(ENGAGEMENT_KINDS).map(([value, text]) => ({ value, text })), errors })}
      ${dayField({ name: 'day', label: 'Day', value: typedDay(typed, 'day'), errors })}
      ${textField({ name: 'title', label: 'Title', value: typedText(typed, 'title'), errors })}
      ${textareaField({ name: 'came', label: 'Who came, or answered', hint: 'Organisations rather than people', value: typedText(typed, 'came'), rows: 3, errors })}
      ${textareaField({ name: 'said', label: 'What was said, and what it changed', value: typedText(typed, 'said'), rows: 5, errors })}
      ${submit('Record it', { href: `/tenders/${tenderRef}/prepare` })}`,
  })

const reasonForm = (tenderRef: string, reason: string, csrf: string, errors: readonly FieldError[]): Html =>
  postForm({
    action: `${pathOf(tenderRef)}/none`,
    csrf,
    content: html`${textareaField({ name: 'noEngagementReason', label: 'Why the market was not asked', hint: 'The tender notice says this', value: reason, rows: 3, errors })}${submit('Save')}`,
  })

const REFUSALS: Readonly<Record<Exclude<EngagementRefusal, 'no such tender'>, FieldError>> = {
  'it is still to come': { field: 'day', message: 'Record it once it has been: the day is in the future' },
  'the tender is published': { field: '', message: 'The tender is published: the record stands as it is' },
}

export async function postEngagement(visit: Visit): Promise<Reply> {
  const { shell, actor, params, form } = visit
  const tenderRef = params['ref'] ?? ''
  const reading = new FormReading(form)
  const kinds = Object.keys(ENGAGEMENT_KINDS) as EngagementKind[]
  const one = {
    kind: reading.oneOf('kind', kinds, 'Choose what it was'),
    day: reading.day('day', 'Enter the day, such as 1 10 2026'),
    title: reading.need('title', 'Enter a title'),
    came: reading.need('came', 'Enter who came or answered'),
    said: reading.need('said', 'Enter what was said'),
  }
  if (one.day === '' && !reading.errors.some(({ field }) => field === 'day'))
    reading.errors.push({ field: 'day', message: 'Enter the day, such as 1 10 2026' })
  if (reading.errors.length > 0) return engagementPage(visit, form, reading.errors)
  const recorded = await recordEngagement(shell, actor, { tenderRef, ...one })
  if (recorded.ok) return seeOther(pathOf(tenderRef), 'Recorded')
  if (recorded.error === 'no such tender') return notFound()
  return engagementPage(visit, form, [REFUSALS[recorded.error]])
}

export async function postNoEngagement(visit: Visit): Promise<Reply> {
  const { shell, actor, params, form } = visit
  const tenderRef = params['ref'] ?? ''
  const reading = new FormReading(form)
  const reason = reading.need('noEngagementReason', 'Enter why the market was not asked')
  if (reading.errors.length > 0) return engagementPage(visit, form, reading.errors)
  const edit = { tenderRef, part: 'engagement' as const }
  const saved = await editTender(shell, actor, { ...edit, edit: (spec) => ({ ...spec, noEngagementReason: reason }) })
  return saved.ok ? seeOther(pathOf(tenderRef), 'Saved') : notFound()
}

export async function postRemoveEngagement({ shell, actor, params }: Visit): Promise<Reply> {
  const tenderRef = params['ref'] ?? ''
  const number = Number(params['number'])
  if (!Number.isSafeInteger(number)) return notFound()
  const removed = await removeEngagement(shell, actor, { tenderRef, number })
  return removed.ok ? seeOther(pathOf(tenderRef), 'Removed') : notFound()
}
