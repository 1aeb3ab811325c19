import { formatDay } from '#src/base/day.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { postForm, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { dataTable, link } from '#src/platform/pages/table.ts'
import { type ChangeRefusal, differencesBetween, earliestClose } from '#src/tendering/tenders/change.ts'
import { type Missing, missingFrom, PARTS } from '#src/tendering/tenders/checklist.ts'
import { type Preparation, preparedOf } from '#src/tendering/tenders/preparation.store.ts'
import { requirementsOf } from '#src/tendering/tenders/route.ts'
import type { Tender } from '#src/tendering/tenders/spec.ts'
import {
  cancelTender,
  type CancelRefusal,
  publishChange,
  publishTender,
  type PublishRefusal,
} from '#src/tendering/tenders/tender-commands.ts'
import { tenderCrumbs, tenderFrame } from '#src/tendering/tenders/tender-frame.page.ts'
import { findTender } from '#src/tendering/tenders/tender.store.ts'
import { momentWords, STANDSTILL_NAMES } from '#src/tendering/tenders/tender-view.page.ts'

type Shown = { readonly tender: Tender; readonly prepared: Preparation }

const open = ({ actor, shell, params }: Visit): Promise<Shown | undefined> =>
  shell.read(actor, async (tx) => {
    const tender = await findTender(tx, params['ref'] ?? '')
    return tender && { tender, prepared: await preparedOf(tx, tender.tenderRef) }
  })

export const showPublish = async (visit: Visit): Promise<Reply> => publishView(visit, await open(visit), [])

function publishView(visit: Visit, shown: Shown | undefined, errors: readonly FieldError[]): Reply {
  if (shown?.tender.status !== 'planning') return notFound()
  const { tender, prepared } = shown
  const { tenderRef, spec } = tender
  const missing = missingFrom(spec, prepared)
  const { notice, standstill } = requirementsOf(spec.route, spec.regime)
  const facts = summary([
    {
      key: 'Notice',
      value: notice === null ? 'None is asked for' : `${notice} is drafted from this record, to be published`,
    },
    { key: 'Questions until', value: momentWords(spec.timetable.questionsUntil) },
    { key: 'Bids close', value: momentWords(spec.timetable.closesAt) },
    {
      key: 'Standstill',
      value: `${STANDSTILL_NAMES[spec.standstill]}${standstill === 'voluntary' ? '; the law leaves it free' : ''}`,
    },
    { key: 'Documents', value: prepared.documents },
  ])
  const form = postForm({
    action: `/tenders/${tenderRef}/publish`,
    csrf: visit.csrf,
    content: html`<p class="govuk-body">Bidders and the public read it as it is now. Afterwards a change needs a reason, and more time where it is about what they answer or price.</p>${submit('Publish the tender', { href: `/tenders/${tenderRef}/prepare` })}`,
  })
  return page(
    {
      ...tenderFrame(tender, visit.shell.now()),
      title: `Publish ${spec.title}`,
      breadcrumbs: tenderCrumbs(tenderRef, { text: 'Publish' }),
      errors,
      content: html`${facts}${missing.length === 0 ? form : section('It cannot be published yet', missingWords(missing, tenderRef))}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

const missingWords = (missing: readonly Missing[], tenderRef: string): Html =>
  html`<ul class="govuk-list govuk-list--bullet">${missing.map(({ part, message }) => html`<li>${PARTS[part]}: ${message}</li>`)}</ul><p class="govuk-body">${link('Go to the task list', `/tenders/${tenderRef}/prepare`)}</p>`

export async function postPublish(visit: Visit): Promise<Reply> {
  const tenderRef = visit.params['ref'] ?? ''
  const published = await publishTender(visit.shell, visit.actor, tenderRef)
  if (published.ok) return seeOther(`/tenders/${tenderRef}`, 'The tender is published.')
  if (published.error.why === 'no such tender') return notFound()
  return publishView(visit, await open(visit), [{ field: '', message: publishWords(published.error, '') }])
}

const CHANGE_WORDS: Readonly<Record<ChangeRefusal, string>> = {
  'nothing changed': 'Nothing is other than bidders read it already',
  'no reason': 'Enter why it is changed: bidders read this',
  'the route cannot change': 'The route and the law stay as they were published. Cancel this tender and begin another',
  'the deadline has passed': 'The deadline has passed: nothing can be changed any more',
  'the deadline comes earlier': 'The deadline may only move to a later day',
  'bidders need more time': 'Bidders answer or price something else now and need more time: move the deadline first',
}

function publishWords(refusal: PublishRefusal, earliest: string): string {
  switch (refusal.why) {
    case 'no such tender':
    case 'already published':
      return 'This tender is published already'
    case 'no seal key':
      return 'Bids cannot be sealed: the server has no ALMONER_SEAL_KEY. Ask whoever runs it'
    case 'incomplete':
      return `It cannot be published yet: ${refusal.missing.map(({ message }) => message).join('. ')}`
    case 'bidders need more time':
      return `${CHANGE_WORDS[refusal.why]}, to ${earliest} or later`
    default:
      return CHANGE_WORDS[refusal.why]
  }
}

export const showChange = async (visit: Visit): Promise<Reply> => changeView(visit, await open(visit), '', [])

function changeView(visit: Visit, shown: Shown | undefined, reason: string, errors: readonly FieldError[]): Reply {
  const published = shown?.prepared.published
  if (!shown || !published || shown.tender.status !== 'published') return notFound()
  const { tenderRef, spec } = shown.tender
  const differences = differencesBetween(published.spec, spec)
  const needsTime = differences.some((one) => one.needsTime)
  const table = dataTable({
    caption: 'What would change',
    folds: true,
    rows: differences,
    empty: 'Nothing is other than bidders read it. Change it under Prepare first.',
    columns: [
      { heading: 'Part', cell: (one) => PARTS[one.part] },
      { heading: 'Change', cell: (one) => one.words },
      { heading: 'Bidders need more time', cell: (one) => (one.needsTime ? 'Yes' : 'No') },
    ],
  })
  const form = postForm({
    action: `/tenders/${tenderRef}/change`,
    csrf: visit.csrf,
    content: html`${textareaField({ name: 'reason', label: 'Why it is changed', hint: 'Bidders and the public read this, and the notice says it', value: reason, rows: 3, errors })}${submit('Publish the changes', { href: `/tenders/${tenderRef}/prepare` })}`,
  })
  return page(
    {
      ...tenderFrame(shown.tender, visit.shell.now()),
      title: 'Publish the changes',
      breadcrumbs: tenderCrumbs(tenderRef, { text: 'Publish the changes' }),
      errors,
      content: html`${table}${needsTime && html`<p class="govuk-body">Bids must close on ${formatDay(earliestClose(published.spec, shown.prepared.periods.changeDays))} or later.</p>`}${differences.length > 0 && form}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

export async function postChange(visit: Visit): Promise<Reply> {
  const tenderRef = visit.params['ref'] ?? ''
  const reason = String(visit.form['reason'] ?? '')
  const changed = await publishChange(visit.shell, visit.actor, { tenderRef, reason })
  if (changed.ok) return seeOther(`/tenders/${tenderRef}`, `Version ${changed.value.version} is published.`)
  if (changed.error.why === 'no such tender') return notFound()
  const shown = await open(visit)
  const before = shown?.prepared.published
  const earliest = before ? formatDay(earliestClose(before.spec, shown.prepared.periods.changeDays)) : ''
  const field = changed.error.why === 'no reason' ? 'reason' : ''
  return changeView(visit, shown, reason, [{ field, message: publishWords(changed.error, earliest) }])
}

export const showCancel = async (visit: Visit): Promise<Reply> => cancelView(visit, await open(visit), '', [])

function cancelView(visit: Visit, shown: Shown | undefined, reason: string, errors: readonly FieldError[]): Reply {
  if (!shown || shown.tender.status === 'cancelled' || shown.tender.status === 'awarded') return notFound()
  const { tenderRef, version } = shown.tender
  return page(
    {
      ...tenderFrame(shown.tender, visit.shell.now()),
      title: 'Cancel the tender',
      breadcrumbs: tenderCrumbs(tenderRef, { text: 'Cancel the tender' }),
      errors,
      content: postForm({
        action: `/tenders/${tenderRef}/cancel`,
        csrf: visit.csrf,
        content: html`<p class="govuk-body">This cannot be undone. ${version === null ? 'Nobody outside the council has seen it.' : 'All who follow it are told, and the notice of its end (UK12) is due as soon as possible.'}</p>
          ${textareaField({ name: 'reason', label: 'Why it ends without an award', hint: 'Bidders and the public read this', value: reason, rows: 3, errors })}
          ${submit('Cancel the tender', { text: 'Keep it', href: `/tenders/${tenderRef}` })}`,
      }),
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

const CANCEL_WORDS: Readonly<Record<Exclude<CancelRefusal, 'no such tender'>, string>> = {
  'no reason': 'Enter why it ends: bidders and the public read this',
  'it has ended': 'This tender has ended already',
}

export async function postCancel(visit: Visit): Promise<Reply> {
  const tenderRef = visit.params['ref'] ?? ''
  const reason = String(visit.form['reason'] ?? '')
  const cancelled = await cancelTender(visit.shell, visit.actor, { tenderRef, reason })
  if (cancelled.ok) return seeOther(`/tenders/${tenderRef}`, 'The tender is cancelled.')
  if (cancelled.error === 'no such tender') return notFound()
  return cancelView(visit, await open(visit), reason, [{ field: 'reason', message: CANCEL_WORDS[cancelled.error] }])
}
