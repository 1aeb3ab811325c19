import { clockInWords, type Day, dayOf } from '#src/base/day.ts'
import { getPolicy, listZones } from '#src/councils/index.ts'
import { may } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import { csvFile, notFound, page, type Reply, seeOther, type Visit as Asked } from '#src/platform/http/doors.ts'
import {
  dayField,
  postForm,
  readDay,
  submit,
  textareaField,
  textField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { chosen, type Filter, pageAsked, queue, typedText, withQuery } from '#src/platform/pages/queue.ts'
import { keyFigures, section, summary } from '#src/platform/pages/record.ts'
import { bad, type Column, dataTable, link, shortDay, small } from '#src/platform/pages/table.ts'
import { providerTyped, whichProvider } from '#src/providers/index.ts'
import { type Names, namesOf } from '#src/visits/names.store.ts'
import { agreeShortVisit } from '#src/visits/short-visits/agree-commands.ts'
import {
  type KeptAgreement,
  listAgreements,
  searchShort,
  type ShortCall,
  type ShortSearch,
} from '#src/visits/short-visits/short-visit.store.ts'
import { agreementFor, type AgreeRefusal, faultOf, type ShortFault } from '#src/visits/short-visits/short-visit.ts'
import { findPlan } from '#src/visits/visit.store.ts'

const PAGE_SIZE = 25

const CSV_ROWS = 50_000

const FAULT_WORDS: Readonly<Record<ShortFault, string>> = {
  'no reason': 'No reason given',
  'makes no 45 minutes': 'Makes no 45 minutes with a visit beside it',
  'follows no longer visit': 'Follows no longer visit of the day',
}

const reasonWords = (code: string | undefined): string =>
  code === undefined ? '' : sentence(code.replaceAll('_', ' '))

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`

type Part = { readonly offset: number; readonly limit: number }

async function readShort(tx: Read, query: Asked['query'], part: Part) {
  const on = dayOf(tx.now)
  const policy = await getPolicy(tx, 'visit-length', on)
  const agreed = chosen(query, 'agreed')[0]
  const search: ShortSearch = {
    on,
    minimumMinutes: policy.minimumMinutes,
    zone: chosen(query, 'zone')[0],
    organisationRef: await providerTyped(tx, chosen(query, 'provider')[0]),
    reason: chosen(query, 'reason')[0],
    agreed: agreed === undefined ? undefined : agreed === 'yes',
  }
  const found = await searchShort(tx, search, part)
  return { ...{ found, policy, search }, zones: await listZones(tx), names: await namesOf(tx, found.calls) }
}

/** Everyone who has a visit shorter than the council's minimum, on demand (M-41). */
export async function listShort(visit: Asked): Promise<Reply> {
  const { shell, actor, query, url } = visit
  const part = { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }
  const { found, policy, zones, names, search } = await shell.read(actor, (tx) => readShort(tx, query, part))
  await shell.noteList(actor, 'short visits', { ...search, count: found.total })
  const filters: Filter[] = [
    { kind: 'words', name: 'provider', label: 'Provider', hint: 'Its name or reference' },
    { kind: 'one', name: 'zone', label: 'Zone', choices: zones.map(({ zone, name }) => ({ value: zone, text: name })) },
    {
      kind: 'one',
      name: 'reason',
      label: 'Reason',
      choices: policy.reasons.map((code) => ({ value: code, text: reasonWords(code) })),
    },
    {
      kind: 'one',
      name: 'agreed',
      label: 'Agreed with the person',
      choices: [
        { value: 'yes', text: 'Yes' },
        { value: 'no', text: 'Not on record' },
      ],
    },
  ]
  return page({
    title: `Everyone on visits under ${policy.minimumMinutes} minutes`,
    section: 'visits',
    wide: true,
    breadcrumbs: [{ text: 'Visits', href: '/visits' }, { text: 'Short visits' }],
    actions: [{ text: 'Figures by month', kind: 'secondary', href: '/visits/short/figures' }],
    content: html`${keyFigures([
      { value: String(found.people), label: found.people === 1 ? 'person' : 'people' },
      { value: String(found.total), label: found.total === 1 ? 'short visit' : 'short visits' },
      { value: String(found.agreed), label: 'agreed with the person' },
    ])}${queue<ShortCall>({
      noun: { one: 'short visit', many: 'short visits' },
      url,
      rows: found.calls,
      total: found.total,
      pageSize: PAGE_SIZE,
      filters,
      columns: columns(names),
      empty: await whichProvider(visit, 'Nothing matches. Remove a filter to see more.'),
      csvHref: withQuery(url.replace(/^\/visits\/short/, '/visits/short.csv'), { page: undefined }),
    })}`,
  })
}

const visitOf = ({ pattern, slot }: ShortCall) => pattern.find((one) => one.slot === slot)

const columns = (names: Names): Column<ShortCall>[] => [
  {
    heading: 'Person',
    cell: (one) => html`${link(names.person(one.personRef), `/people/${one.personRef}`)}${small(one.personRef)}`,
  },
  {
    heading: 'Visit',
    cell: (one) => {
      const visit = visitOf(one)
      return html`${link(visit ? `${clockInWords(visit.start)}, ${visit.minutes} minutes` : one.packageRef, shortHref(one))}${small(one.packageRef)}`
    },
  },
  {
    heading: 'Provider',
    cell: (one) => link(names.provider(one.organisationRef), `/providers/${one.organisationRef}`),
  },
  {
    heading: 'Why it is short',
    cell: (one) => {
      const visit = visitOf(one)
      const fault = visit && faultOf(visit, one.pattern)
      return html`${reasonWords(visit?.shortReason)}${fault && html`<br>${bad(FAULT_WORDS[fault])}`}`
    },
  },
  {
    heading: 'Agreed',
    cell: (one) =>
      one.agreedOn === null ? bad('Not on record') : html`${shortDay(one.agreedOn)}${small(one.agreedBy ?? '')}`,
  },
]

const shortHref = ({ packageRef, slot }: { packageRef: string; slot: number }): string =>
  `/visits/short/${encodeURIComponent(packageRef)}/${slot}`

export async function shortCsv({ shell, actor, query }: Asked): Promise<Reply> {
  const { found, search } = await shell.read(actor, (tx) => readShort(tx, query, { offset: 0, limit: CSV_ROWS }))
  await shell.noteList(actor, 'short-visits.csv', { ...search, count: found.total })
  return csvFile(
    `short-visits-${search.on}.csv`,
    [
      'person_ref',
      'package_ref',
      'provider_ref',
      'zone',
      'slot',
      'days',
      'start',
      'minutes',
      'reason',
      'fault',
      'agreed_on',
      'agreed_by',
    ],
    found.calls.map((one) => {
      const visit = visitOf(one)
      const fault = visit && faultOf(visit, one.pattern)
      return [
        ...[one.personRef, one.packageRef, one.organisationRef, one.zone, one.slot, visit?.days.join(' ')],
        ...[
          visit?.start,
          visit?.minutes,
          visit?.shortReason ?? '',
          fault ?? '',
          one.agreedOn ?? '',
          one.agreedBy ?? '',
        ],
      ]
    }),
  )
}

type Typed = { agreedBy: string; agreedOn: Day | TypedDay | undefined; note: string }

type Form = { errors: FieldError[]; typed: Typed }

/** One short visit of a package: why, and what the person agreed to. */
export async function showShort(asked: Asked, form?: Form): Promise<Reply> {
  const { shell, actor, params, csrf } = asked
  const packageRef = params['package'] ?? ''
  const slot = Number(params['slot'])
  return shell.view(actor, `package:${packageRef}`, async (tx) => {
    const plan = Number.isSafeInteger(slot) ? await findPlan(tx, packageRef) : undefined
    const visit = plan?.pattern.find((one) => one.slot === slot)
    const { minimumMinutes } = await getPolicy(tx, 'visit-length', dayOf(tx.now))
    if (!plan || !visit || visit.minutes >= minimumMinutes) return notFound()
    const names = await namesOf(tx, [plan])
    const agreements = await listAgreements(tx, packageRef, slot)
    const fault = faultOf(visit, plan.pattern)
    const isAgreed = agreementFor(visit, dayOf(tx.now), agreements) !== undefined
    return page(
      {
        title: `${visit.minutes} minutes at ${clockInWords(visit.start)} for ${names.person(plan.personRef)}`,
        caption: `Package ${packageRef}, visit ${slot}`,
        section: 'visits',
        breadcrumbs: [
          { text: 'Visits', href: '/visits' },
          { text: 'Short visits', href: '/visits/short' },
          { text: `${packageRef}, visit ${slot}` },
        ],
        tags: [isAgreed ? { text: 'Agreed', colour: 'green' } : { text: 'Agreement not on record', colour: 'red' }],
        errors: form?.errors ?? [],
        content: html`${summary([
          { key: 'Person', value: link(names.person(plan.personRef), `/people/${plan.personRef}`) },
          { key: 'Package', value: link(packageRef, `/packages/${packageRef}`) },
          { key: 'Provider', value: link(names.provider(plan.organisationRef), `/providers/${plan.organisationRef}`) },
          { key: 'What is done', value: visit.tasks },
          { key: 'Why it is short', value: html`${reasonWords(visit.shortReason) || 'No reason given'}` },
          fault && { key: 'What is wrong', value: statusTag({ text: FAULT_WORDS[fault], colour: 'red' }) },
        ])}${section('What the person agreed to', agreementTable(agreements))}${
          may(actor, 'people.assess') && section('Write down an agreement', agreeForm({ packageRef, slot }, csrf, form))
        }`,
      },
      { status: form ? 400 : 200 },
    )
  })
}

const agreementTable = (agreements: readonly KeptAgreement[]): Html =>
  dataTable<KeptAgreement>({
    caption: 'What the person agreed to',
    captionHidden: true,
    rows: agreements,
    empty: 'No agreement is on record.',
    columns: [
      { heading: 'On', cell: (one) => shortDay(one.agreedOn) },
      { heading: 'By', cell: (one) => one.agreedBy },
      { heading: 'To', cell: (one) => html`${one.minutes} minutes${one.note !== '' && small(one.note)}` },
      { heading: 'Written down', cell: (one) => html`${shortDay(dayOf(one.notedAt))}${small(one.notedBy)}` },
    ],
  })

const agreeForm = (visit: { packageRef: string; slot: number }, csrf: string, form: Form | undefined): Html => {
  const { errors, typed } = form ?? { errors: [], typed: { agreedBy: '', agreedOn: undefined, note: '' } }
  return postForm({
    action: shortHref(visit),
    csrf,
    content: html`${textField({ name: 'agreedBy', label: 'Who agreed?', hint: 'The person, or who speaks for them and as what', value: typed.agreedBy, errors })}${dayField(
      {
        name: 'agreedOn',
        label: 'On which day?',
        hint: 'For example, 27 3 2026',
        ...(typed.agreedOn === undefined ? {} : { value: typed.agreedOn }),
        errors,
      },
    )}${textareaField({ name: 'note', label: 'Anything else (optional)', value: typed.note, rows: 2, errors })}${submit('Save the agreement')}`,
  })
}

const AGREE_WORDS: Readonly<Record<Exclude<AgreeRefusal, 'no such visit' | 'not short'>, FieldError>> = {
  'nobody named': { field: 'agreedBy', message: 'Enter who agreed' },
  'still to come': { field: 'agreedOn', message: 'The day is still to come. Enter the day on which they agreed' },
}

export async function postShort(asked: Asked): Promise<Reply> {
  const { shell, actor, params, form } = asked
  const typed: Typed = {
    agreedBy: typedText(form, 'agreedBy'),
    agreedOn: typedDay(form, 'agreedOn'),
    note: typedText(form, 'note'),
  }
  const day = readDay(form, 'agreedOn')
  if (!day.ok)
    return showShort(asked, {
      errors: [{ field: 'agreedOn', message: 'Enter the day on which they agreed, such as 27 3 2026' }],
      typed,
    })
  const visit = { packageRef: params['package'] ?? '', slot: Number(params['slot']) }
  const done = await agreeShortVisit(shell, actor, { ...visit, ...typed, agreedOn: day.value })
  if (done.ok) return seeOther(shortHref(visit), 'The agreement is on record')
  if (done.error === 'no such package' || done.error === 'no such visit' || done.error === 'not short')
    return notFound()
  return showShort(asked, { errors: [AGREE_WORDS[done.error]], typed })
}
