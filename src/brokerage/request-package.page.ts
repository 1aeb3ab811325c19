/** The journey that asks for a package: one question a page, kept as a draft from the first answer on. */
import { z } from 'zod'
import { dayOf } from '#src/base/day.ts'
import { missing, type Missing, type CarePackage, serviceName } from '#src/brokerage/care-package.ts'
import { findPackage } from '#src/brokerage/care-package.store.ts'
import {
  changePackage,
  type ChangeRefusal,
  requestPackage,
  sendPackage,
  type SendRefusal,
} from '#src/brokerage/commands.ts'
import { careSummary, patternTable, readRecord, visitInWords } from '#src/brokerage/package.page.ts'
import { DAY_NAMES, type FaultAt, type PatternFault, type PatternVisit } from '#src/brokerage/pattern.ts'
import {
  type FeatureFault,
  isRequestKind,
  REQUEST_WORDS,
  REQUEST_KINDS,
  type RequestKind,
} from '#src/brokerage/requests/request.ts'
import { PAYER_WORDS, PAYERS } from '#src/brokerage/self-funders/self-funder.ts'
import { formatPence } from '#src/base/money.ts'
import { listServices } from '#src/contracts/index.ts'
import { getPolicy } from '#src/councils/index.ts'
import { findPeople, getPlan, OUTCOMES, type Person, personName, type Plan } from '#src/people/index.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { button } from '#src/platform/pages/components.ts'
import {
  checkboxesField,
  dayField,
  hiddenField,
  numberField,
  postForm,
  radiosField,
  readDay,
  selectField,
  submit,
  textareaField,
  textField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { chosen, typedText } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { link } from '#src/platform/pages/table.ts'

const USUAL_SERVICE = 'home_care'
const FOUND = 20

export const crumbs = (packageRef: string | undefined, here: string) => [
  { text: 'Packages', href: '/packages' },
  ...(packageRef ? [{ text: packageRef, href: `/packages/${packageRef}` }] : []),
  { text: here },
]

/** Who is it for? Found by name or reference; a link from the person's page names the person at once. */
export async function startPackage(visit: Visit): Promise<Reply> {
  const words = typedText(visit.query, 'person')
  return page(startView(visit, words, await findByWords(visit, words)))
}

/** Whom a package may be for, and what contracts buy today. */
type Found = { readonly people: readonly Person[]; readonly services: readonly string[] }

const findByWords = async ({ shell, actor }: Visit, words: string): Promise<Found> =>
  words === ''
    ? { people: [], services: [] }
    : shell.read(actor, async (tx) => ({
        ...(await findPeople(tx, { words, sort: { key: 'name', descending: false }, offset: 0, limit: FOUND })),
        services: await listServices(tx, dayOf(tx.now)),
      }))

const serviceField = ({ services }: Found, chosenOne: string, errors: readonly FieldError[]): Html =>
  services.length < 2
    ? hiddenField('service', services[0] ?? USUAL_SERVICE)
    : radiosField({
        name: 'service',
        label: 'Which service?',
        size: 'm',
        errors,
        value: chosenOne || USUAL_SERVICE,
        choices: services.map((service) => ({ value: service, text: serviceName(service) })),
      })

export const kindField = (value: string): Html =>
  radiosField({
    name: 'kind',
    label: 'Why is it asked for?',
    hint: 'How long providers have to offer follows from it',
    size: 'm',
    small: true,
    value,
    choices: REQUEST_KINDS.map((kind) => ({
      value: kind,
      text: REQUEST_WORDS[kind].name,
      hint: REQUEST_WORDS[kind].hint,
    })),
  })

const payerField = (value: string): Html =>
  radiosField({
    ...{ name: 'payer', label: 'Who pays?', size: 'm', small: true, value },
    hint: 'Who pays alone gets the same search, offers and safeguards, and chooses among the offers',
    choices: PAYERS.map((payer) => ({ value: payer, text: PAYER_WORDS[payer] })),
  })

const kindIn = (visit: Visit): RequestKind | undefined => {
  const kind = typedText(visit.form, 'kind')
  return isRequestKind(kind) ? kind : undefined
}

const startView = (
  { actor, csrf, form }: Visit,
  words: string,
  found: Found,
  errors: readonly FieldError[] = [],
  { people } = found,
): Page => ({
  title: 'Who is the package for?',
  section: 'packages',
  errors,
  breadcrumbs: crumbs(undefined, 'Start a package'),
  content: html`
    <form action="/packages/start" method="get" novalidate>
      ${textField({ name: 'person', label: 'Name, reference or postcode', value: words })}
      ${button({ text: 'Find the person', classes: people.length > 0 ? 'govuk-button--secondary' : '' })}
    </form>
    ${words !== '' && people.length === 0 && html`<p class="govuk-body">Nobody found. Check the spelling, or ${may(actor, 'people.change') ? link('add the person', '/people/add') : 'ask a social worker to add the person'} first.</p>`}
    ${
      people.length > 0 &&
      postForm({
        action: '/packages/start',
        csrf,
        content: html`${hiddenField('words', words)}${radiosField({
          name: 'personRef',
          label: 'Select the person',
          size: 'm',
          errors,
          value: people.length === 1 ? (people[0]?.personRef ?? '') : '',
          choices: people.map((person) => ({
            value: person.personRef,
            text: personName(person),
            hint: `${person.personRef}, born ${person.birthDay.slice(0, 4)}, ${person.postcode}`,
          })),
        })}${serviceField(found, typedText(form, 'service'), errors)}${kindField(typedText(form, 'kind') || 'new')}${payerField(typedText(form, 'payer') || 'council')}${submit('Continue', { href: '/packages' })}`,
      })
    }`,
})

export async function postStart(visit: Visit): Promise<Reply> {
  const personRef = typedText(visit.form, 'personRef')
  const again = async (message: string): Promise<Reply> => {
    const words = typedText(visit.form, 'words')
    const found = await findByWords(visit, words)
    const field = found.people.length > 0 ? 'personRef' : 'person'
    return page(startView(visit, words, found, [{ field, message }]), { status: 400 })
  }
  if (personRef === '') return again('Select the person whom the package is for')
  const asked = await requestPackage(visit.shell, visit.actor, {
    personRef,
    service: typedText(visit.form, 'service') || USUAL_SERVICE,
    kind: kindIn(visit) ?? 'new',
    ...(typedText(visit.form, 'payer') === 'self' ? { payer: 'self' } : {}),
  })
  if (asked.ok) return seeOther(`/packages/${asked.value.packageRef}/visits`)
  switch (asked.error.why) {
    case 'already open':
      return seeOther(`/packages/${asked.error.packageRef}`, 'This person has an open package already: this one')
    case 'no such person':
      return again('There is no such person. Find the person by name')
    default:
      throw new Error(`a bare request was refused: ${asked.error.why}`)
  }
}

type TypedVisit = {
  days: string[]
  windowFrom: string
  windowTo: string
  start: string
  minutes: string
  workers: string
  timeCritical: string
  tasks: string
  shortReason: string
  skill: string
  miles: string
}
const BLANK: TypedVisit = {
  days: ['1', '2', '3', '4', '5', '6', '7'],
  windowFrom: '',
  windowTo: '',
  start: '',
  minutes: '30',
  workers: '1',
  timeCritical: '',
  tasks: '',
  shortReason: '',
  skill: '',
  miles: '',
}

/** The way to the home is that of the visit entered before. */
const nextVisit = ({ pattern }: CarePackage): TypedVisit => {
  const miles = pattern.at(-1)?.miles
  return { ...BLANK, miles: miles === undefined ? '' : String(miles) }
}

export const readDraft = (visit: Visit) => {
  const ref = visit.params['ref'] ?? ''
  return visit.shell.view(visit.actor, `package:${ref}`, async (tx) => {
    const pkg = await findPackage(tx, ref)
    return pkg && { pkg, lengths: await getPolicy(tx, 'visit-length', dayOf(tx.now)), today: dayOf(tx.now) }
  })
}
type DraftRead = NonNullable<Awaited<ReturnType<typeof readDraft>>>

export const isDraft = ({ status }: CarePackage): boolean => status === 'draft' || status === 'no_capacity'

export const alreadySent = (pkg: CarePackage): Reply =>
  seeOther(`/packages/${pkg.packageRef}`, 'This package was sent, so it can no longer be changed')

export async function showVisits(visit: Visit): Promise<Reply> {
  const draft = await readDraft(visit)
  if (!draft) return notFound()
  return isDraft(draft.pkg) ? page(visitsView(draft, nextVisit(draft.pkg), visit.csrf)) : alreadySent(draft.pkg)
}

function visitsView(draft: DraftRead, typed: TypedVisit, csrf: string, errors: readonly FieldError[] = []): Page {
  const { pkg } = draft
  const at = `/packages/${pkg.packageRef}`
  return {
    title: 'Which visits are needed?',
    caption: `Package ${pkg.packageRef}`,
    section: 'packages',
    errors,
    breadcrumbs: crumbs(pkg.packageRef, 'Visits'),
    content: html`
      ${pkg.pattern.length > 0 && html`${patternTable(pkg.pattern, (one) => removeForm(pkg, one, csrf))}${button({ text: 'Continue: these are all visits', href: `${at}/details`, classes: 'govuk-button--secondary' })}`}
      ${section(pkg.pattern.length > 0 ? 'Add another visit' : 'Add a visit', visitForm(draft, typed, csrf, errors))}
      <p class="govuk-body">${link('Buy outcomes instead of visits', `${at}/by-outcomes`)}: you say how much care a week, and the provider agrees the times with the person.</p>`,
  }
}

const removeForm = (pkg: CarePackage, visit: PatternVisit, csrf: string): Html =>
  postForm({
    action: `/packages/${pkg.packageRef}/visits/remove`,
    csrf,
    content: html`${hiddenField('slot', visit.slot)}${button({ html: html`Remove<span class="govuk-visually-hidden"> ${visitInWords(visit)}</span>`, classes: 'govuk-button--secondary' })}`,
  })

function visitForm({ pkg, lengths }: DraftRead, typed: TypedVisit, csrf: string, errors: readonly FieldError[]): Html {
  const time = (name: 'windowFrom' | 'windowTo' | 'start', label: string, hint?: string) =>
    textField({ name, label, type: 'time', width: 5, value: typed[name], errors, ...(hint ? { hint } : {}) })
  return postForm({
    action: `/packages/${pkg.packageRef}/visits`,
    csrf,
    content: html`
      ${checkboxesField({ name: 'days', label: 'On which days?', small: true, values: typed.days, errors, choices: DAY_NAMES.map((name, at) => ({ value: String(at + 1), text: name })) })}
      ${time('start', 'Best time to start', 'For example, 08:00')}
      ${time('windowFrom', 'It may start from')}
      ${time('windowTo', 'It may start until')}
      ${numberField({ name: 'minutes', label: 'How many minutes?', value: typed.minutes, errors, hint: `${lengths.minimumMinutes} or more. A shorter visit needs a reason` })}
      ${selectField({ name: 'shortReason', label: `Why less than ${lengths.minimumMinutes} minutes, which the person agreed to`, value: typed.shortReason, errors, empty: 'It is not shorter', choices: lengths.reasons.map((reason) => ({ value: reason, text: reasonName(reason) })) })}
      ${radiosField({
        name: 'workers',
        label: 'How many workers?',
        inline: true,
        value: typed.workers,
        errors,
        choices: [
          { value: '1', text: 'One' },
          { value: '2', text: 'Two together' },
        ],
      })}
      ${checkboxesField({ name: 'timeCritical', label: 'Must it be on time?', small: true, values: typed.timeCritical ? ['yes'] : [], errors, choices: [{ value: 'yes', text: 'Time critical, such as insulin' }] })}
      ${textareaField({ name: 'tasks', label: 'What is it for?', hint: 'Providers read this before they are chosen: do not name the person', rows: 3, value: typed.tasks, errors })}
      ${textField({ name: 'skill', label: 'Skill that the rate card prices (optional)', hint: 'As the rate card writes it, such as complex', width: 20, value: typed.skill, errors })}
      ${textField({ name: 'miles', label: 'Miles that workers travel to this home (optional)', hint: 'Where the rate card pays by distance, such as 7.5', width: 5, value: typed.miles, errors })}
      ${submit('Add this visit', { href: `/packages/${pkg.packageRef}` })}`,
  })
}

const reasonName = (reason: string): string =>
  `${reason.slice(0, 1).toUpperCase()}${reason.slice(1).replaceAll('_', ' ')}`

const readTyped = (form: Visit['form']): TypedVisit => ({
  days: chosen(form, 'days'),
  windowFrom: typedText(form, 'windowFrom'),
  windowTo: typedText(form, 'windowTo'),
  start: typedText(form, 'start'),
  minutes: typedText(form, 'minutes'),
  workers: typedText(form, 'workers'),
  timeCritical: typedText(form, 'timeCritical'),
  tasks: typedText(form, 'tasks'),
  shortReason: typedText(form, 'shortReason'),
  skill: typedText(form, 'skill'),
  miles: typedText(form, 'miles'),
})

const visitOf = (typed: TypedVisit, slot: number): PatternVisit => ({
  slot,
  days: typed.days.map(Number).toSorted(),
  windowFrom: typed.windowFrom || typed.start,
  windowTo: typed.windowTo || typed.start,
  start: typed.start,
  minutes: /^\d{1,4}$/.test(typed.minutes) ? Number(typed.minutes) : 0,
  workers: typed.workers === '2' ? 2 : 1,
  timeCritical: typed.timeCritical === 'yes',
  tasks: typed.tasks,
  ...(typed.shortReason ? { shortReason: typed.shortReason } : {}),
  ...(typed.skill ? { skill: typed.skill.toLowerCase().replaceAll(' ', '_') } : {}),
  ...(typed.miles ? { miles: /^\d{1,4}(\.\d{1,2})?$/.test(typed.miles) ? Number(typed.miles) : -1 } : {}),
})

export async function postVisit(visit: Visit): Promise<Reply> {
  const draft = await readDraft(visit)
  if (!draft) return notFound()
  if (!isDraft(draft.pkg)) return alreadySent(draft.pkg)
  const typed = readTyped(visit.form)
  const slot = Math.max(0, ...draft.pkg.pattern.map((one) => one.slot)) + 1
  const pattern = [...draft.pkg.pattern, visitOf(typed, slot)]
  const changed = await changePackage(visit.shell, visit.actor, draft.pkg.packageRef, { pattern })
  if (changed.ok) return seeOther(`/packages/${draft.pkg.packageRef}/visits`, 'Visit added')
  // An empty window is the best time itself, so its fault is told there, once.
  const errors = draftErrors(changed.error, draft.lengths.minimumMinutes).filter(
    ({ field }) => !((field === 'windowFrom' || field === 'windowTo') && typed[field] === ''),
  )
  return page(visitsView(draft, typed, visit.csrf, errors), { status: 400 })
}

export async function postRemoveVisit(visit: Visit): Promise<Reply> {
  const draft = await readDraft(visit)
  if (!draft) return notFound()
  const pattern = draft.pkg.pattern.filter(({ slot }) => String(slot) !== typedText(visit.form, 'slot'))
  const changed = await changePackage(visit.shell, visit.actor, draft.pkg.packageRef, { pattern })
  if (changed.ok) return seeOther(`/packages/${draft.pkg.packageRef}/visits`, 'Visit removed')
  if (changed.error.why !== 'pattern') return alreadySent(draft.pkg)
  const message = 'A short visit rests on this one. Remove the short visit first'
  return page(visitsView(draft, nextVisit(draft.pkg), visit.csrf, [{ field: '', message }]), { status: 400 })
}

export function draftErrors(refusal: ChangeRefusal, minimum: number): FieldError[] {
  switch (refusal.why) {
    case 'pattern':
      return refusal.faults.map((fault) => ({ field: fault.field, message: faultInWords(fault, minimum) }))
    case 'outcome not known':
      return [{ field: 'outcomes', message: 'Select outcomes from the list' }]
    case 'not so many minutes':
      return [
        { field: 'hours', message: `Enter hours a week that make at least ${refusal.least} minutes, and 100 at most` },
      ]
    case 'feature':
      return [
        {
          field: refusal.fault === 'gender without a reason' ? 'why' : 'words',
          message: FEATURE_FAULTS[refusal.fault],
        },
      ]
    case 'already sent':
      return [{ field: '', message: 'This package was sent, so it can no longer be changed' }]
    case 'no such package':
      return [{ field: '', message: 'There is no such package' }]
  }
}

export const FEATURE_FAULTS: Readonly<Record<FeatureFault, string>> = {
  'no words': 'Say what is needed, such as dementia or Welsh',
  'too long': 'Use 80 characters or fewer',
  'not a gender': 'Enter female or male',
  'gender without a reason':
    'The gender of a worker can only be required for a reason that the law allows. Select the reason, or make it a wish',
  'too many': 'A package has at most 10 of them. Take one out',
  twice: 'This is in the list already',
}

const FAULTS: Readonly<Record<PatternFault, string>> = {
  'no visits': 'Add at least one visit',
  'too many visits': 'A day has at most 12 visits. Take one out',
  'no days': 'Select at least one day',
  'not a time': 'Enter a time, such as 08:00',
  'window ends before it starts': 'The latest start must not be before the earliest',
  'start outside the window': 'The best time must lie between the earliest and the latest start',
  'not a length': 'Enter the minutes as a whole number from 1 to 1,440',
  'short without a reason': 'Select why it is so short, or make it longer',
  'not a reason': 'Select a reason from the list',
  'no tasks': 'Say what the visit is for',
  'makes no 45 minutes':
    'No visit of at least the minutes that are missing to 45 begins or ends within 15 minutes of it on each of its days. Enter that visit first, or make this one longer',
  'follows no longer visit':
    'No longer visit comes before it on each of its days. Enter that visit first, or make this one longer',
  'not a skill': 'Enter the skill as one word of letters, as the rate card has it, such as complex',
  'not a distance': 'Enter the miles as a number from 0 to 500, such as 7.5',
  'slot used twice': 'Two visits have the same number. Take one out and add it again',
}

const TIMES: Readonly<Record<string, string>> = {
  start: 'the best time to start',
  windowFrom: 'the time from which it may start',
  windowTo: 'the time until which it may start',
}

export function faultInWords({ field, fault }: FaultAt, minimum: number): string {
  if (fault === 'short without a reason')
    return `A visit of less than ${minimum} minutes needs a reason that the person agreed to. ${FAULTS[fault]}`
  return fault === 'not a time' ? `Enter ${TIMES[field] ?? 'a time'}, such as 08:00` : FAULTS[fault]
}

type TypedDetails = { startBy?: string | TypedDay; kind: RequestKind; skills: string; outcomes: readonly string[] }

const readDetails = (visit: Visit) => {
  const ref = visit.params['ref'] ?? ''
  return visit.shell.view(visit.actor, `package:${ref}`, async (tx) => {
    const pkg = await findPackage(tx, ref)
    return pkg && { pkg, plan: await getPlan(tx, pkg.personRef) }
  })
}

/** Outcomes start as those which the person's support plan wants the council to meet. */
const outcomesOf = (pkg: CarePackage, plan: Plan | undefined): readonly string[] =>
  pkg.outcomes.length > 0
    ? pkg.outcomes
    : (plan?.needs ?? []).filter(({ metBy }) => metBy === 'council').map(({ outcome }) => outcome)

export async function showDetails(visit: Visit): Promise<Reply> {
  const found = await readDetails(visit)
  if (!found) return notFound()
  const { pkg, plan } = found
  if (!isDraft(pkg)) return alreadySent(pkg)
  const typed = {
    ...(pkg.startBy ? { startBy: pkg.startBy } : {}),
    kind: pkg.kind,
    skills: pkg.skills.join('\n'),
    outcomes: outcomesOf(pkg, plan),
  }
  return page(detailsView(pkg, typed, visit.csrf))
}

const detailsView = (
  pkg: CarePackage,
  typed: TypedDetails,
  csrf: string,
  errors: readonly FieldError[] = [],
): Page => ({
  title: 'When does care start, and what is it for?',
  caption: `Package ${pkg.packageRef}`,
  section: 'packages',
  errors,
  breadcrumbs: crumbs(pkg.packageRef, 'Start, skills and outcomes'),
  content: postForm({
    action: `/packages/${pkg.packageRef}/details`,
    csrf,
    content: html`
      ${dayField({ name: 'startBy', label: 'Care must start by', hint: 'For example, 27 3 2027', value: typed.startBy, errors })}
      ${kindField(typed.kind)}
      ${textareaField({ name: 'skills', label: 'Skills that workers need (optional)', hint: 'One a line, such as: Welsh speaker', rows: 4, value: typed.skills, errors })}
      ${checkboxesField({ name: 'outcomes', label: 'Which outcomes does it help with?', small: true, values: typed.outcomes, errors, choices: OUTCOMES.map(({ key, label }) => ({ value: key, text: label })) })}
      ${submit('Continue', { href: `/packages/${pkg.packageRef}` })}`,
  }),
})

const MOST_SKILLS = 10
const DetailsForm = z.object({
  skills: z
    .union([z.string(), z.array(z.string())])
    .default('')
    .transform((typed) =>
      [typed]
        .flat()
        .join('\n')
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    ),
})

export async function postDetails(visit: Visit): Promise<Reply> {
  const found = await readDetails(visit)
  if (!found) return notFound()
  const { packageRef } = found.pkg
  if (!isDraft(found.pkg)) return alreadySent(found.pkg)
  const { skills } = DetailsForm.parse(visit.form)
  const outcomes = chosen(visit.form, 'outcomes')
  const kind = kindIn(visit) ?? found.pkg.kind
  const startBy = readDay(visit.form, 'startBy')
  const errors: FieldError[] = [
    ...(startBy.ok
      ? []
      : [
          {
            field: 'startBy',
            message:
              startBy.error === 'not given'
                ? 'Enter the day by which care must start'
                : 'The day by which care must start must be a real date',
          },
        ]),
    ...(startBy.ok && startBy.value < dayOf(visit.shell.now())
      ? [{ field: 'startBy', message: 'The day must be today or later' }]
      : []),
    ...(skills.length > MOST_SKILLS ? [{ field: 'skills', message: `Enter ${MOST_SKILLS} skills or fewer` }] : []),
    ...(outcomes.length === 0 ? [{ field: 'outcomes', message: 'Select at least one outcome' }] : []),
  ]
  const typed = {
    startBy: typedDay(visit.form, 'startBy'),
    kind,
    skills: skills.join('\n'),
    outcomes,
  }
  if (errors.length > 0 || !startBy.ok) return page(detailsView(found.pkg, typed, visit.csrf, errors), { status: 400 })
  const draft = { startBy: startBy.value, ...(kind === found.pkg.kind ? {} : { kind }), skills, outcomes }
  const changed = await changePackage(visit.shell, visit.actor, packageRef, draft)
  if (changed.ok) return seeOther(`/packages/${packageRef}/check`)
  return page(detailsView(found.pkg, typed, visit.csrf, draftErrors(changed.error, 0)), { status: 400 })
}

export async function showCheck(visit: Visit): Promise<Reply> {
  return (await checkPage(visit, [])) ?? notFound()
}

const LACKS: Readonly<Record<Missing, string>> = {
  visits: 'Add the visits that are needed',
  outcomes: 'Select the outcomes that it helps with',
  start: 'Enter the day by which care must start',
  'start is in the past': 'Care was to start before today. Enter a new day',
}

async function checkPage(visit: Visit, errors: readonly FieldError[]): Promise<Reply | undefined> {
  const ref = visit.params['ref'] ?? ''
  const record = await visit.shell.view(visit.actor, `package:${ref}`, (tx) => readRecord(tx, visit.actor, ref))
  if (!record) return undefined
  if (!isDraft(record.pkg)) return alreadySent(record.pkg)
  const lacks = missing(record.pkg, record.today)
  const at = `/packages/${ref}`
  return page(
    {
      title: 'Check the package and send it',
      caption: `Package ${ref}`,
      section: 'packages',
      errors,
      breadcrumbs: crumbs(ref, 'Check and send'),
      content: html`${careSummary(record)}
        ${record.pkg.payer === 'self' && html`<p class="govuk-body">The person pays: ${link('note consent, fee and advice', `${at}/self-funder`)} before it is sent.</p>`}
        ${
          lacks.length > 0
            ? html`<p class="govuk-body">Before it can be sent:</p><ul class="govuk-list govuk-list--bullet">${lacks.map((lack) => html`<li><a class="govuk-link" href="${at}/${lack === 'visits' ? 'visits' : 'details'}">${LACKS[lack]}</a></li>`)}</ul>`
            : postForm({
                action: `${at}/send`,
                csrf: visit.csrf,
                content: html`${costWords(record.pkg)}<p class="govuk-body">It goes to providers with a contract for ${serviceName(record.pkg.service).toLowerCase()} in this zone. They see the visits, what they must have, the wishes, outcomes, start and the first part of the postcode. They see no name and no address.</p>${submit('Send to providers', { text: 'Not yet', href: at })}`,
              })
        }`,
    },
    errors.length > 0 ? { status: 400 } : {},
  )
}

/** What it may cost, before anybody is asked. */
export const costWords = ({ costRange }: CarePackage): Html | false =>
  costRange !== undefined &&
  html`<p class="govuk-body"><strong>${
    costRange.leastPence === costRange.mostPence
      ? formatPence(costRange.leastPence)
      : `${formatPence(costRange.leastPence)} to ${formatPence(costRange.mostPence)}`
  } a week</strong> by the rate cards of the ${costRange.providers === 1 ? 'one provider' : `${costRange.providers} providers`} that could be asked.</p>`

export async function postSend(visit: Visit): Promise<Reply> {
  const ref = visit.params['ref'] ?? ''
  const sent = await sendPackage(visit.shell, visit.actor, ref)
  if (sent.ok) return seeOther(`/packages/${ref}`, 'Sent to providers')
  if (sent.error === 'no such package') return notFound()
  if (sent.error === 'not in this state') return seeOther(`/packages/${ref}`, 'It was sent already')
  return (await checkPage(visit, [{ field: '', message: sendRefusal(sent.error) }])) ?? notFound()
}

export function sendRefusal(refusal: SendRefusal): string {
  switch (refusal) {
    case 'no providers':
      return 'No provider that the council places with has a contract and a price for this service and zone on that day. Check the contracts and rate cards'
    case 'no consent':
      return 'The person pays. Note their consent to share their needs with providers first, on the page Self-funder'
    case 'fee not accepted':
      return 'The person pays. Tell them the arrangement fee and note that they accept it first, on the page Self-funder'
    case 'not complete':
      return 'The package is not complete. Enter the visits, outcomes and a start day from today on'
    case 'not in this state':
      return 'The package was sent already'
    case 'no such package':
      return 'There is no such package'
  }
}
