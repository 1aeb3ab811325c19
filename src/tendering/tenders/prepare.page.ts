import { counted } from '#src/base/counted.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import { button, insetText, taskList } from '#src/platform/pages/components.ts'
import { csrfField, type Form, hiddenField, postForm, submit } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { chosen } from '#src/platform/pages/queue.ts'
import { section, whatHappensNext } from '#src/platform/pages/record.ts'
import { link } from '#src/platform/pages/table.ts'
import { isPart, type Missing, missingFrom, type Part, PARTS, partsOf } from '#src/tendering/tenders/checklist.ts'
import { weightsTotal, sumOfPercents } from '#src/tendering/tenders/draft.ts'
import { ITEM_FORMS, type ItemForm } from '#src/tendering/tenders/item-forms.page.ts'
import { findModelAnswer, type Preparation, preparedOf } from '#src/tendering/tenders/preparation.store.ts'
import { SETTINGS_FORMS, type SettingsForm } from '#src/tendering/tenders/settings-forms.page.ts'
import type { Spec, Tender } from '#src/tendering/tenders/spec.ts'
import { type EditRefusal, type EditTender, editTender } from '#src/tendering/tenders/tender-commands.ts'
import { tenderCrumbs, tenderFrame, tenderTabs } from '#src/tendering/tenders/tender-frame.page.ts'
import { findTender } from '#src/tendering/tenders/tender.store.ts'
import { reopeningWords } from '#src/tendering/tenders/tender-view.page.ts'
import { timetableChart } from '#src/tendering/tenders/timetable-chart.page.ts'
import { stepsOf } from '#src/tendering/tenders/timetable.ts'

const hrefOf = (tenderRef: string, part: Part): string =>
  part === 'documents' ? `/tenders/${tenderRef}/documents` : `/tenders/${tenderRef}/prepare/${part}`

/** The task list: each part of the tender, and whether something in it is missing. */
export async function showPrepare({ actor, shell, params }: Visit, house: House): Promise<Reply> {
  const tenderRef = params['ref'] ?? ''
  return shell.read(actor, async (tx) => {
    const tender = await findTender(tx, tenderRef)
    if (!tender) return notFound()
    const missing = missingFrom(tender.spec, await preparedOf(tx, tenderRef))
    const isDraft = tender.status === 'planning'
    const manages = may(actor, 'tendering.manage')
    return page({
      ...tenderFrame(tender, tx.now),
      breadcrumbs: tenderCrumbs(tenderRef, { text: 'Prepare' }),
      tabs: tenderTabs(house, actor, tenderRef, 'prepare'),
      actions: [
        manages &&
          isDraft && {
            text: 'Publish',
            href: `/tenders/${tenderRef}/publish`,
            ...(missing.length > 0 ? { kind: 'secondary' as const } : {}),
          },
        manages &&
          tender.status === 'published' && { text: 'Publish the changes', href: `/tenders/${tenderRef}/change` },
      ],
      content: html`${tasks(tender, missing)}${missing.length > 0 && section('What is missing', missingList(tenderRef, missing))}`,
      aside: whatHappensNext(prepareWords(tender, missing.length)),
    })
  })
}

function prepareWords({ status }: Tender, missing: number): Html {
  if (status === 'planning')
    return missing === 0
      ? html`<p class="govuk-body">Nothing is missing. Publish it, and bidders and the public read it as it is now.</p>`
      : html`<p class="govuk-body">It may be published once nothing is missing: ${counted(missing, 'thing is', 'things are')}.</p>`
  return html`<p class="govuk-body">Bidders read what was published. Changes here are yours alone until you publish them with a reason.</p>`
}

const tasks = ({ tenderRef, spec }: Tender, missing: readonly Missing[]): Html =>
  taskList({
    idPrefix: 'part',
    items: partsOf(spec).map((part) => {
      const lacks = missing.filter((one) => one.part === part).length
      return {
        title: { text: PARTS[part] },
        hint: { text: hintOf(part, spec) },
        href: hrefOf(tenderRef, part),
        status:
          lacks === 0 ? { text: 'Complete' } : { tag: { text: `${lacks} missing`, classes: 'govuk-tag--yellow' } },
      }
    }),
  })

function hintOf(part: Part, spec: Spec): string {
  switch (part) {
    case 'about':
      return 'Title, value, term, route and law'
    case 'engagement':
      return 'What was asked of the market, who came, what they said'
    case 'lots':
      return counted(spec.lots.length, 'lot')
    case 'conditions':
      return counted(spec.conditions.length, 'condition')
    case 'questions':
      return `${counted(spec.questions.length, 'question')}; weights make ${weightsTotal(spec)} of 100`
    case 'price':
      return `${counted(spec.price.lines.length, 'price')}; shares of the volume make ${sumOfPercents(spec.price.lines.map(({ volume }) => volume))} of 100`
    case 'timetable':
      return 'Questions, deadline, evaluation, decision, standstill'
    case 'documents':
      return 'What bidders download'
    case 'call-off':
      return 'How care is bought under the framework'
  }
}

const missingList = (tenderRef: string, missing: readonly Missing[]): Html =>
  html`<ul class="govuk-list govuk-list--bullet">${missing.map((one) => html`<li>${one.message} (${link(PARTS[one.part], hrefOf(tenderRef, one.part))})</li>`)}</ul>`

type Opened = {
  readonly tender: Tender
  readonly prepared: Preparation
  readonly part: Part
  readonly modelAnswer: string
}

/** The tender, its part and what is known of both; undefined where there is no such thing. */
async function openPart({ actor, shell, params }: Visit): Promise<Opened | undefined> {
  const [tenderRef, part, key] = [params['ref'] ?? '', params['part'] ?? '', params['key']]
  if (!isPart(part)) return undefined
  return shell.read(actor, async (tx) => {
    const tender = await findTender(tx, tenderRef)
    if (!tender || !partsOf(tender.spec).includes(part)) return undefined
    const modelAnswer = part === 'questions' && key ? ((await findModelAnswer(tx, tenderRef, key)) ?? '') : ''
    return { tender, prepared: await preparedOf(tx, tenderRef), part, modelAnswer }
  })
}

const canEdit = ({ actor }: Visit, { status }: Tender): boolean =>
  may(actor, 'tendering.manage') && (status === 'planning' || status === 'published')

export async function showPart(visit: Visit): Promise<Reply> {
  const opened = await openPart(visit)
  return opened ? partPage(visit, opened, undefined, []) : notFound()
}

function partPage(visit: Visit, opened: Opened, typed: Form | undefined, errors: readonly FieldError[]): Reply {
  const { tender, prepared, part, modelAnswer } = opened
  const [items, settings] = [ITEM_FORMS[part], SETTINGS_FORMS[part]]
  if (!items && !settings) return notFound()
  const { tenderRef, spec } = tender
  const edits = canEdit(visit, tender)
  const lacks = missingFrom(spec, prepared).filter((one) => one.part === part)
  const around = { zones: prepared.zoneList, modelAnswer }
  return page(
    {
      title: PARTS[part],
      caption: `Tender ${tenderRef}: ${spec.title}`,
      section: 'tendering',
      errors,
      breadcrumbs: tenderCrumbs(
        tenderRef,
        { text: 'Prepare', href: `/tenders/${tenderRef}/prepare` },
        { text: PARTS[part] },
      ),
      actions: [
        edits &&
          items !== undefined && {
            text: `Add a ${items.noun}`,
            href: `/tenders/${tenderRef}/prepare/${part}/items/new`,
          },
      ],
      content: html`${lacks.length > 0 && insetText({ html: html`<p class="govuk-body"><strong>Missing here</strong></p><ul class="govuk-list govuk-list--bullet">${lacks.map(({ message }) => html`<li>${message}</li>`)}</ul>` })}
        ${totalWords(part, spec)}
        ${items?.list(spec, around, (key) => (edits ? itemActions(visit, opened, items, key) : html``))}
        ${part === 'timetable' && section('Drawn', html`${timetableChart(stepsOf(spec, prepared.publishedOn, prepared.holidays))}${reopeningWords(spec)}`)}
        ${settings && edits && settingsSection(visit, opened, settings, typed, errors)}`,
      aside: whatHappensNext(
        html`<p class="govuk-body">${link('Back to the task list', `/tenders/${tenderRef}/prepare`)}</p>`,
      ),
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

/** Weights and volumes have their running total in sight. */
function totalWords(part: Part, spec: Spec): Html | undefined {
  if (part === 'questions')
    return html`<p class="govuk-body">The questions and the price (${spec.price.weight}%) make <strong>${weightsTotal(spec)}</strong> of 100.</p>`
  if (part === 'price')
    return html`<p class="govuk-body">The lines’ shares of the volume make <strong>${sumOfPercents(spec.price.lines.map(({ volume }) => volume))}</strong> of 100.</p>`
  return undefined
}

const itemActions = ({ csrf }: Visit, { tender, part }: Opened, items: ItemForm, key: string): Html => {
  const path = `/tenders/${tender.tenderRef}/prepare/${part}/items/${key}`
  return html`${link(html`Change<span class="govuk-visually-hidden"> ${items.noun} ${key}</span>`, path)}
    <form action="${path}/remove" method="post" novalidate>${csrfField(csrf)}${hiddenField('edition', tender.edition)}${button({ html: html`Remove<span class="govuk-visually-hidden"> ${items.noun} ${key}</span>`, classes: 'govuk-button--secondary govuk-!-margin-bottom-0 govuk-!-margin-top-1', preventDoubleClick: true })}</form>`
}

const settingsSection = (
  { csrf }: Visit,
  { tender, part }: Opened,
  settings: SettingsForm,
  typed: Form | undefined,
  errors: readonly FieldError[],
): Html =>
  section(
    settings.heading,
    postForm({
      action: `/tenders/${tender.tenderRef}/prepare/${part}`,
      csrf,
      content: html`${hiddenField('edition', tender.edition)}${settings.fields(typed ?? settings.typedOf(tender.spec), errors, tender.spec)}${submit('Save', { href: `/tenders/${tender.tenderRef}/prepare` })}`,
    }),
  )

export async function postPart(visit: Visit): Promise<Reply> {
  const opened = await openPart(visit)
  const settings = opened && SETTINGS_FORMS[opened.part]
  if (!opened || !settings) return notFound()
  const { edit, errors } = settings.read(visit.form, opened.tender.spec)
  if (!edit) return partPage(visit, opened, visit.form, errors)
  return save(visit, opened, { edit }, (faults) => partPage(visit, opened, visit.form, faults))
}

const EDIT_WORDS: Readonly<Record<Exclude<EditRefusal, 'no such tender'>, string>> = {
  'somebody changed it meanwhile':
    'Somebody changed this tender after you opened the form. What you typed is still here: look at theirs, then send it again',
  'it can no longer be changed': 'Bids have closed or the tender has ended: nothing can be changed any more',
}

/** Saves a change of a part, made on the edition that the form was opened with. */
async function save(
  { shell, actor, form }: Visit,
  { tender, part }: Opened,
  change: Pick<EditTender, 'edit' | 'modelAnswers'>,
  again: (errors: readonly FieldError[]) => Reply,
): Promise<Reply> {
  const { tenderRef } = tender
  const edition = Number(chosen(form, 'edition')[0]) || undefined
  const saved = await editTender(shell, actor, { tenderRef, part, edition, ...change })
  if (saved.ok) return seeOther(`/tenders/${tenderRef}/prepare/${part}`, 'Saved')
  if (saved.error === 'no such tender') return notFound()
  return again([{ field: '', message: EDIT_WORDS[saved.error] }])
}

export async function showItem(visit: Visit): Promise<Reply> {
  const opened = await openPart(visit)
  const items = opened && ITEM_FORMS[opened.part]
  const key = visit.params['key'] ?? ''
  if (!opened || !items || !canEdit(visit, opened.tender)) return notFound()
  if (key !== 'new' && !items.keys(opened.tender.spec).includes(key)) return notFound()
  return itemPage(visit, opened, items, undefined, [])
}

function itemPage(
  { params, csrf }: Visit,
  { tender, prepared, part, modelAnswer }: Opened,
  items: ItemForm,
  typed: Form | undefined,
  errors: readonly FieldError[],
): Reply {
  const { tenderRef, spec } = tender
  const key = params['key'] ?? ''
  const around = { zones: prepared.zoneList, modelAnswer }
  const back = `/tenders/${tenderRef}/prepare/${part}`
  const title = key === 'new' ? `Add a ${items.noun}` : `Change ${items.noun} ${key}`
  return page(
    {
      title,
      caption: `Tender ${tenderRef}: ${spec.title}`,
      section: 'tendering',
      errors,
      breadcrumbs: tenderCrumbs(
        tenderRef,
        { text: 'Prepare', href: `/tenders/${tenderRef}/prepare` },
        { text: PARTS[part], href: back },
        { text: title },
      ),
      content: postForm({
        action: `${back}/items/${key}`,
        csrf,
        content: html`${hiddenField('edition', tender.edition)}${items.fields(typed ?? items.typedOf(spec, key, around), errors, around)}${submit('Save', { href: back })}`,
      }),
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

export async function postItem(visit: Visit): Promise<Reply> {
  const opened = await openPart(visit)
  const items = opened && ITEM_FORMS[opened.part]
  if (!opened || !items) return notFound()
  const key = visit.params['key'] === 'new' ? undefined : visit.params['key']
  if (key !== undefined && !items.keys(opened.tender.spec).includes(key)) return notFound()
  const again = (errors: readonly FieldError[]) => itemPage(visit, opened, items, visit.form, errors)
  const { edit, errors, modelAnswer } = items.read(visit.form, key)
  if (!edit) return again(errors)
  // A new question has its key once it stands in the list: its model answer goes by that.
  const added = items.keys(edit(opened.tender.spec)).at(-1) ?? ''
  const modelAnswers = modelAnswer ? [{ ...modelAnswer, question: key ?? added }] : []
  return save(visit, opened, { edit, modelAnswers }, again)
}

export async function removeItem(visit: Visit): Promise<Reply> {
  const opened = await openPart(visit)
  const items = opened && ITEM_FORMS[opened.part]
  if (!opened || !items) return notFound()
  const key = visit.params['key'] ?? ''
  const modelAnswers = opened.part === 'questions' ? [{ question: key, answer: '' }] : []
  return save(visit, opened, { edit: items.remove(key), modelAnswers }, (errors) =>
    partPage(visit, opened, undefined, errors),
  )
}
