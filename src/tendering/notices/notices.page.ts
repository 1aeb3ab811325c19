import { addDays, type Day, dayOf, formatDay, formatInstant } from '#src/base/day.ts'
import { getPolicy, STANDARD } from '#src/councils/index.ts'
import { may } from '#src/platform/actor.ts'
import { download, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { type House, latestHistory } from '#src/platform/panels.ts'
import { button } from '#src/platform/pages/components.ts'
import {
  dayField,
  postForm,
  readDay,
  selectField,
  submit,
  textareaField,
  textField,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError, Page, StatusTag } from '#src/platform/pages/page.ts'
import { chosen, pageAsked, queue } from '#src/platform/pages/queue.ts'
import { inset, keyFigures, section, summary, whatHappensNext } from '#src/platform/pages/record.ts'
import { bad, type Column, dataTable, link, shortDay, small } from '#src/platform/pages/table.ts'
import { type Draft, draftNotice } from '#src/tendering/notices/draft.ts'
import {
  noteOnPlatform,
  type PlatformRefusal,
  publishNotice,
  type PublishRefusal,
  setNotNeeded,
  startNotice,
  type StartRefusal,
  writeNotice,
} from '#src/tendering/notices/notice-commands.ts'
import {
  countNotices,
  findNotice,
  findPublication,
  findRelease,
  listNotices,
  type NoticeFilter,
} from '#src/tendering/notices/notice.store.ts'
import {
  goesOnPlatform,
  isOverdue,
  type Notice,
  NOTICE_CODES,
  NOTICES,
  noticeName,
} from '#src/tendering/notices/notice.ts'
import { gatherSubject } from '#src/tendering/notices/subject.store.ts'

const PAGE_SIZE = 25
const SOON_DAYS = 14
const CRUMBS = [
  { text: 'Tendering', href: '/tenders' },
  { text: 'Notices', href: '/notices' },
]

const STATES = [
  { value: 'due', text: 'Due' },
  { value: 'overdue', text: 'Overdue' },
  { value: 'not_on_platform', text: 'Not on Find a Tender yet' },
  { value: 'published', text: 'Published' },
  { value: 'not_needed', text: 'Not needed' },
] as const

const noticeTag = (notice: Notice, today: Day): StatusTag => {
  if (isOverdue(notice, today)) return { text: 'Overdue', colour: 'red' }
  if (notice.status === 'due') return { text: 'Due', colour: 'blue' }
  if (notice.status === 'not_needed') return { text: 'Not needed', colour: 'grey' }
  return notice.platformRef === null && goesOnPlatform(notice)
    ? { text: 'Not on Find a Tender', colour: 'yellow' }
    : { text: 'Published', colour: 'green' }
}

const noticeColumns = (today: Day): Column<Notice>[] => [
  {
    heading: 'Notice',
    cell: (one) => html`${link(noticeName(one.code), `/notices/${one.noticeRef}`)}${small(one.noticeRef)}`,
  },
  {
    heading: 'About',
    cell: (one) => html`${one.title}${one.aboutKind !== 'council' && small(one.aboutRef)}`,
  },
  {
    heading: 'Due',
    cell: (one) =>
      one.dueDay === null
        ? small(one.why)
        : html`${isOverdue(one, today) ? bad(shortDay(one.dueDay)) : shortDay(one.dueDay)}${small(one.why)}`,
  },
  { heading: 'Status', cell: (one) => statusTag(noticeTag(one, today)) },
  {
    heading: 'Published',
    cell: (one) =>
      one.publishedAt
        ? html`${shortDay(dayOf(one.publishedAt))}${one.platformRef !== null && small(one.platformRef)}`
        : '',
  },
]

/** The notices of one record. */
export const noticesTable = (notices: readonly Notice[], today: Day): Html =>
  dataTable({
    caption: 'Notices',
    captionHidden: true,
    rows: notices,
    columns: noticeColumns(today),
    empty: 'No notice is due or published.',
  })

function filterOf(query: Visit['query']): NoticeFilter {
  const status = STATES.find(({ value }) => value === chosen(query, 'status')[0])?.value
  const code = chosen(query, 'code')[0]
  const words = chosen(query, 'words')[0]
  return { ...(status ? { status } : {}), ...(code ? { code } : {}), ...(words ? { words } : {}) }
}

export async function listNoticesPage({ actor, shell, query, url }: Visit): Promise<Reply> {
  const today = dayOf(shell.now())
  const asked = { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }
  const { counts, notices, total, policy } = await shell.read(actor, async (tx) => ({
    counts: await countNotices(tx, today, addDays(today, SOON_DAYS)),
    ...(await listNotices(tx, filterOf(query), asked, today)),
    policy: await getPolicy(tx, 'notices', today),
  }))
  return page({
    title: 'Notices',
    section: 'tendering',
    wide: true,
    breadcrumbs: CRUMBS.map(({ text, href }, at) => (at === 0 ? { text, href } : { text })),
    actions: [
      may(actor, 'tendering.manage') && { text: 'Begin a notice', kind: 'secondary', href: '/notices/new' },
      { text: 'Who else is buying', kind: 'secondary', href: '/market-watch' },
    ],
    content: html`${keyFigures([
      { value: counts.overdue > 0 ? bad(String(counts.overdue)) : 0, label: 'overdue' },
      { value: counts.soon, label: `due within ${SOON_DAYS} days` },
      { value: counts.due, label: 'due in all' },
      { value: counts.notOnPlatform, label: 'not on Find a Tender yet' },
    ])}
    ${policy.ocidPrefix === STANDARD.notices.ocidPrefix && inset(html`Steps are published under ${policy.ocidPrefix}, which is nobody’s. Ask the Open Contracting Partnership for a prefix, and ${link('enter it among the policies', '/policies/notices')}.`)}
    ${queue<Notice>({
      noun: { one: 'notice', many: 'notices' },
      url,
      rows: notices,
      total,
      pageSize: PAGE_SIZE,
      filters: [
        { kind: 'one', name: 'status', label: 'Status', choices: STATES },
        {
          kind: 'one',
          name: 'code',
          label: 'Kind',
          choices: NOTICE_CODES.map((value) => ({ value, text: noticeName(value) })),
        },
        { kind: 'words', name: 'words', label: 'Title or reference' },
      ],
      columns: noticeColumns(today),
      empty: 'No notice is like this.',
    })}`,
  })
}

type Shown = {
  readonly errors?: readonly FieldError[]
  readonly typed?: Readonly<Record<string, string>>
  readonly form?: Visit['form']
}

export async function showNotice(visit: Visit, house: House, shown: Shown = {}): Promise<Reply> {
  const { actor, shell, params, csrf } = visit
  const noticeRef = params['ref'] ?? ''
  return shell.read(actor, async (tx) => {
    const notice = await findNotice(tx, noticeRef)
    if (!notice) return notFound()
    const published = notice.status === 'published' ? await findPublication(tx, noticeRef) : undefined
    const draft: Draft = published
      ? { content: published.content, missing: [], release: undefined }
      : draftNotice((await gatherSubject(tx, notice)).subject)
    const mayPublish = may(actor, 'tendering.manage')
    const today = dayOf(tx.now)
    const view: Page = {
      title: `${NOTICES[notice.code].name}: ${notice.title}`,
      caption: `Notice ${noticeRef}, ${notice.code}`,
      section: 'tendering',
      breadcrumbs: [...CRUMBS, { text: noticeRef }],
      tags: [noticeTag(notice, today)],
      errors: shown.errors ?? [],
      facts: [
        notice.dueDay !== null && { label: 'Due by', value: formatDay(notice.dueDay) },
        notice.publishedAt !== null && { label: 'Published', value: formatInstant(notice.publishedAt) },
        notice.publishedBy !== null && { label: 'By', value: notice.publishedBy },
        notice.platformRef !== null && { label: 'Find a Tender', value: notice.platformRef },
        notice.tenderRef !== null && { label: 'Tender', value: link(notice.tenderRef, `/tenders/${notice.tenderRef}`) },
      ],
      content: html`${notice.status === 'not_needed' && section('Not needed', notice.notNeededReason ?? '')}
        ${notice.status === 'due' && draft.missing.length > 0 && section('Before it can be published', html`<ul class="govuk-list govuk-list--bullet">${draft.missing.map((each) => html`<li>${each}</li>`)}</ul>`)}
        ${section(published ? 'What was published' : 'What it says', summary(draft.content.map(({ label, text }) => ({ key: label, value: text }))))}
        ${(published?.ocid !== undefined && published.ocid !== null) || draft.release ? html`<p class="govuk-body">${link('Download the file for Find a Tender (OCDS, JSON)', `/notices/${noticeRef}/release.json`)}</p>` : ''}
        ${notice.code === 'UK17' && html`<p class="govuk-body">The figures stand on ${link('Payment compliance', '/payment-compliance')}.</p>`}
        ${mayPublish && notice.status === 'due' && dueForms(notice, draft, csrf, shown)}
        ${mayPublish && notice.status === 'published' && notice.platformRef === null && goesOnPlatform(notice) && platformForm(notice, csrf, today, shown)}`,
      aside: html`${whatHappensNext(nextSentence(notice))}${await latestHistory(house, tx, `notice:${noticeRef}`)}`,
    }
    return page(view, shown.errors ? { status: 400 } : {})
  })
}

function nextSentence(notice: Notice): string {
  if (notice.status === 'not_needed') return 'Nothing: it was decided that it is not needed.'
  if (notice.status === 'due') return `It is published ${notice.why}.`
  if (!goesOnPlatform(notice)) return 'It stands on the council’s own pages.'
  return notice.platformRef === null
    ? 'It stands on the council’s own pages. Put it on Find a Tender too, and enter its number there.'
    : 'Nothing: it stands on the council’s own pages and on Find a Tender.'
}

const dueForms = (notice: Notice, draft: Draft, csrf: string, { errors, typed }: Shown): Html => {
  const { fields } = NOTICES[notice.code]
  const href = `/notices/${notice.noticeRef}`
  return html`${
    fields.length > 0 &&
    section(
      'Write it',
      postForm({
        action: `${href}/words`,
        csrf,
        content: html`${fields.map(({ key, label, hint, optional }) =>
          textareaField({
            name: key,
            label: optional ? `${label} (optional)` : label,
            hint,
            value: (typed ?? notice.typed)[key] ?? '',
            rows: 4,
            ...(errors ? { errors } : {}),
          }),
        )}${submit('Save')}`,
      }),
    )
  }
  ${draft.missing.length === 0 && postForm({ action: `${href}/publish`, csrf, content: html`<p class="govuk-body">Publishing puts it on the council’s own pages at once, for everybody and for good.</p>${button({ text: 'Publish', preventDoubleClick: true })}` })}
  ${section(
    'Not needed',
    postForm({
      action: `${href}/not-needed`,
      csrf,
      content: html`${textareaField({ name: 'reason', label: 'Why it is not needed', rows: 2, ...(errors ? { errors } : {}) })}${button({ text: 'Take it off', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
    }),
  )}`
}

const platformForm = (notice: Notice, csrf: string, today: Day, { errors, form }: Shown): Html =>
  section(
    'On Find a Tender',
    postForm({
      action: `/notices/${notice.noticeRef}/platform`,
      csrf,
      content: html`${textField({ name: 'platformRef', label: 'Its number there', hint: 'For example 012345-2026', width: 20, value: typeof form?.['platformRef'] === 'string' ? form['platformRef'] : '', ...(errors ? { errors } : {}) })}${dayField({ name: 'platformDay', label: 'Since', value: form ? typedDay(form, 'platformDay') : today, ...(errors ? { errors } : {}) })}${submit('Save')}`,
    }),
  )

const textOf = (value: string | string[] | undefined): string => (typeof value === 'string' ? value : '')

export async function postWords(visit: Visit): Promise<Reply> {
  const { actor, shell, params, form } = visit
  const noticeRef = params['ref'] ?? ''
  const typed = Object.fromEntries(Object.entries(form).map(([key, value]) => [key, textOf(value)]))
  const written = await writeNotice(shell, actor, { noticeRef, typed })
  if (!written.ok && written.error === 'no such notice') return notFound()
  return seeOther(`/notices/${noticeRef}`, written.ok ? 'Saved' : undefined)
}

const PUBLISH_WORDS: Record<Exclude<PublishRefusal, 'no such notice'>, string> = {
  'not due': 'The notice is published already, or was taken off',
  incomplete: 'The notice is not complete: see what is missing below',
}

export async function postPublish(visit: Visit, house: House): Promise<Reply> {
  const { actor, shell, params } = visit
  const noticeRef = params['ref'] ?? ''
  const published = await publishNotice(shell, actor, noticeRef)
  if (published.ok) return seeOther(`/notices/${noticeRef}`, 'Published on the council’s own pages')
  if (published.error === 'no such notice') return notFound()
  return showNotice(visit, house, { errors: [{ field: 'publish', message: PUBLISH_WORDS[published.error] }] })
}

export async function postNotNeeded(visit: Visit, house: House): Promise<Reply> {
  const { actor, shell, params, form } = visit
  const noticeRef = params['ref'] ?? ''
  const dropped = await setNotNeeded(shell, actor, { noticeRef, reason: textOf(form['reason']) })
  if (dropped.ok) return seeOther(`/notices/${noticeRef}`, 'Taken off what is due')
  if (dropped.error === 'no such notice') return notFound()
  const message = dropped.error === 'no reason' ? 'Say why it is not needed' : PUBLISH_WORDS['not due']
  return showNotice(visit, house, { errors: [{ field: 'reason', message }] })
}

const PLATFORM_WORDS: Record<Exclude<PlatformRefusal, 'no such notice'>, FieldError> = {
  'not published': { field: 'platformRef', message: 'Publish the notice here first' },
  'no number': { field: 'platformRef', message: 'Enter the number that Find a Tender gave it' },
  'a day to come': { field: 'platformDay', message: 'The day must be today or earlier' },
}

export async function postPlatform(visit: Visit, house: House): Promise<Reply> {
  const { actor, shell, params, form } = visit
  const noticeRef = params['ref'] ?? ''
  const day = readDay(form, 'platformDay')
  const refused = (error: FieldError) => showNotice(visit, house, { errors: [error], form })
  if (!day.ok) return refused({ field: 'platformDay', message: 'Enter the day on which it went out there' })
  const input = { noticeRef, platformRef: textOf(form['platformRef']), platformDay: day.value }
  const noted = await noteOnPlatform(shell, actor, input)
  if (noted.ok) return seeOther(`/notices/${noticeRef}`, 'Saved')
  return noted.error === 'no such notice' ? notFound() : refused(PLATFORM_WORDS[noted.error])
}

/** The release as it is published, or as it would be. */
export async function noticeRelease({ actor, shell, params }: Visit): Promise<Reply> {
  const noticeRef = params['ref'] ?? ''
  const release = await shell.read(actor, async (tx) => {
    const notice = await findNotice(tx, noticeRef)
    if (!notice) return undefined
    if (notice.status !== 'published') return draftNotice((await gatherSubject(tx, notice)).subject).release
    const published = await findPublication(tx, noticeRef)
    return published?.ocid ? findRelease(tx, `${published.ocid}-${noticeRef}`) : undefined
  })
  return release
    ? download(`${noticeRef}.json`, 'application/json; charset=utf-8', `${JSON.stringify(release, null, 2)}\n`)
    : notFound()
}

const BY_HAND = NOTICE_CODES.filter((code) => NOTICES[code].byHand)

const START_WORDS: Record<StartRefusal, FieldError> = {
  'not begun by hand': { field: 'code', message: 'Choose the kind of notice' },
  'no such record': { field: 'ref', message: 'There is no such tender, contract or market. Check its reference' },
  'there is one already': { field: 'ref', message: 'One of this kind is being prepared already: finish it first' },
}

const startView = ({ csrf, form }: Visit, errors: readonly FieldError[] = []): Page => ({
  title: 'Begin a notice',
  section: 'tendering',
  errors,
  breadcrumbs: [...CRUMBS, { text: 'Begin a notice' }],
  content: html`<p class="govuk-body">Notices that the law asks for at a step begin by themselves. Begin here what the council publishes of its own accord.</p>
  ${postForm({
    action: '/notices',
    csrf,
    content: html`${selectField({ name: 'code', label: 'Kind', errors, value: textOf(form['code']), empty: 'Choose', choices: BY_HAND.map((value) => ({ value, text: noticeName(value) })) })}
    ${textField({ name: 'ref', label: 'What it is about', hint: 'The reference of the tender, contract or market, for example TD-1001', width: 10, errors, value: textOf(form['ref']) })}
    ${submit('Begin', { href: '/notices' })}`,
  })}`,
})

export const showStart = (visit: Visit): Reply => page(startView(visit))

export async function postStart(visit: Visit): Promise<Reply> {
  const { actor, shell, form } = visit
  const input = { code: textOf(form['code']), ref: textOf(form['ref']).trim().toUpperCase() }
  const started = await startNotice(shell, actor, input)
  return started.ok
    ? seeOther(`/notices/${started.value}`)
    : page(startView(visit, [START_WORDS[started.error]]), { status: 400 })
}
