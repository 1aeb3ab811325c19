import { type Day, dayOf, formatDay, formatInstant } from '#src/base/day.ts'
import { formatNhsNumber } from '#src/base/nhs-number.ts'
import { zonesAndNames } from '#src/councils/index.ts'
import type { Assessment } from '#src/people/assessment.ts'
import { listAssessments, listConversations } from '#src/people/assessment.store.ts'
import { type Conversation, conversationLabel } from '#src/people/conversation.ts'
import { ageOn, fieldWords, type Person, personName } from '#src/people/person.ts'
import { type EarlierDetail, findPerson, listEarlierDetails } from '#src/people/person.store.ts'
import type { Plan } from '#src/people/plan.ts'
import { findPersonWithPlan } from '#src/people/plan.store.ts'
import type { NextReview } from '#src/people/reviews/next-review.ts'
import { closedLabel, closedWords } from '#src/people/closing/closing.ts'
import { nextWords } from '#src/people/reviews/next-words.page.ts'
import { type Actor, may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { addedTabs, type House, latestHistory, showPanels } from '#src/platform/panels.ts'
import { details } from '#src/platform/pages/components.ts'
import { postForm, submit } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { KeyFact, Page, Tab } from '#src/platform/pages/page.ts'
import { section, summary, type SummaryRow, whatHappensNext } from '#src/platform/pages/record.ts'
import { dataTable, link, money, small } from '#src/platform/pages/table.ts'

export const personRefOf = (visit: Visit): string => (visit.params['ref'] ?? '').toUpperCase()

/** The head that all parts of a person's record share. */
export const personHead = (
  person: Person,
  current: 'overview' | 'assessments' | 'plan',
  added: readonly Tab[] = [],
): Pick<Page, 'caption' | 'section' | 'breadcrumbs' | 'tabs'> => ({
  caption: `Person ${person.personRef}`,
  section: 'people',
  breadcrumbs: [{ text: 'People', href: '/people' }, { text: person.personRef }],
  tabs: [...tabsOf(person.personRef, current), ...added],
})

const tabsOf = (ref: string, current: string): Tab[] => [
  { text: 'Overview', href: `/people/${ref}`, current: current === 'overview' },
  { text: 'Conversations and assessments', href: `/people/${ref}/assessments`, current: current === 'assessments' },
  { text: 'Support plan', href: `/people/${ref}/plan`, current: current === 'plan' },
]

export async function showPerson(visit: Visit, house: House): Promise<Reply> {
  const { actor, shell } = visit
  const ref = personRefOf(visit)
  return shell.view(actor, `person:${ref}`, async (tx) => {
    const found = await findPersonWithPlan(tx, ref)
    if (!found) return notFound()
    const { person, plan, next } = found
    const { zones, names } = await zonesAndNames(tx, person.workerRef === undefined ? [] : [person.workerRef])
    const zone = zones.find((each) => each.zone === person.zone)
    const worker = names.get(person.workerRef ?? '')
    const earlier = person.version > 1 ? await listEarlierDetails(tx, ref) : []
    const today = dayOf(tx.now)
    return page({
      ...personHead(person, 'overview', addedTabs(house, actor, 'person', ref)),
      title: personName(person),
      tags: [
        person.livesAlone === true && { text: 'Lives alone', colour: 'purple' },
        person.interpreter && { text: `Interpreter: ${person.language}`, colour: 'blue' },
        !plan && !person.closed && { text: 'No support plan', colour: 'grey' },
        person.closed !== undefined && { text: closedWords(person.closed), colour: 'grey' },
      ],
      actions: actionsFor(actor, person, plan),
      facts: factsOf(person, today, zone?.name ?? person.zone, worker),
      content: html`${await showPanels(house, tx, actor, 'person', ref)}
${section('Details', detailsOf(person, worker, may(actor, 'people.change')))}
${section('Contacts', contactsOf(person, actor))}
${earlier.length > 0 && earlierDetails(earlier)}`,
      aside: html`${whatHappensNext(nextStep(person, next, today, may(actor, 'people.change') ? visit.csrf : undefined))}${await latestHistory(house, tx, `person:${ref}`)}`,
    })
  })
}

const actionsFor = (actor: Actor, { personRef, closed }: Person, plan: Plan | undefined): Page['actions'] => [
  may(actor, 'people.assess') &&
    !closed &&
    (plan
      ? { text: 'Record a review', href: `/people/${personRef}/plan/review` }
      : { text: 'Start an assessment', href: `/people/${personRef}/assessments/start` }),
  may(actor, 'people.change') && { text: 'Correct details', kind: 'secondary', href: `/people/${personRef}/correct` },
  may(actor, 'people.change') &&
    !closed && { text: 'Close the case', kind: 'secondary', href: `/people/${personRef}/close` },
  may(actor, 'people.key-safe') && { text: 'Key safe', kind: 'secondary', href: `/people/${personRef}/key-safe` },
]

const factsOf = (person: Person, today: Day, zone: string, worker: string | undefined): (KeyFact | false)[] => [
  { label: 'Age', value: ageOn(person.birthDay, today) },
  { label: 'Zone', value: zone },
  { label: 'Speaks', value: person.language },
  { label: 'Case with', value: worker ?? 'No one' },
]

function detailsOf(person: Person, worker: string | undefined, mayChange: boolean): Html {
  const { personRef } = person
  const rows: (SummaryRow | false)[] = [
    { key: 'Name', value: [person.title, personName(person)].filter(Boolean).join(' ') },
    person.knownAs !== undefined && { key: 'Known as', value: person.knownAs },
    { key: 'Date of birth', value: formatDay(person.birthDay) },
    { key: 'NHS number', value: person.nhsNumber === undefined ? 'Not known' : formatNhsNumber(person.nhsNumber) },
    { key: 'Address', value: html`${[...person.addressLines, person.postcode].map((line) => html`${line}<br>`)}` },
    { key: 'Telephone', value: person.phone ?? 'Not known' },
    { key: 'Language', value: `${person.language}${person.interpreter ? ', interpreter needed' : ''}` },
    {
      key: 'Lives alone',
      value: person.livesAlone === undefined ? 'Not known' : person.livesAlone ? 'Yes' : 'No',
    },
    {
      key: 'Case with',
      value: worker === undefined ? 'No one' : html`${worker}${small(person.workerRef)}`,
      ...(mayChange ? { change: { href: `/people/${personRef}/worker`, hidden: 'who has the case' } } : {}),
    },
  ]
  return summary(rows)
}

const contactsOf = (person: Person, actor: Actor): Html =>
  html`${dataTable({
    caption: 'Contacts',
    captionHidden: true,
    rows: person.contacts,
    empty: 'Nobody to call is recorded yet.',
    columns: [
      {
        heading: 'Name',
        cell: (one) => html`${one.name}${one.emergency && small('call in an emergency')}`,
      },
      { heading: 'Who', cell: (one) => one.relationship },
      { heading: 'Reach by', cell: (one) => [one.phone, one.email].filter(Boolean).join(', ') },
      ...(may(actor, 'people.change')
        ? [
            {
              heading: 'Action',
              cell: (one: Person['contacts'][number]) =>
                html`<a class="govuk-link" href="/people/${person.personRef}/contacts/${one.contactNo}/remove">Remove<span class="govuk-visually-hidden"> ${one.name}</span></a>`,
            },
          ]
        : []),
    ],
  })}${may(actor, 'people.change') && html`<p class="govuk-body">${link('Add a contact', `/people/${person.personRef}/contacts/add`)}</p>`}`

const earlierDetails = (earlier: readonly EarlierDetail[]): Html =>
  details({
    summaryText: 'What the details were before',
    html: dataTable({
      caption: 'Corrections',
      captionHidden: true,
      rows: earlier,
      columns: [
        { heading: 'Detail', cell: (one) => fieldWords(one.field) },
        { heading: 'Was', cell: (one) => earlierWords(one.earlier) },
        { heading: 'Corrected', cell: (one) => html`${formatInstant(one.changedAt)}${small(one.changedBy)}` },
      ],
    }),
  })

const earlierWords = (value: unknown): string =>
  value === null
    ? 'not known'
    : Array.isArray(value)
      ? value.join(', ')
      : value === true
        ? 'yes'
        : value === false
          ? 'no'
          : String(value)

/** `csrf` is given where the reader may open a closed case again. */
function nextStep({ personRef, closed }: Person, next: NextReview | undefined, today: Day, csrf?: string): Html {
  if (closed)
    return html`<p class="govuk-body">${closedLabel(closed.why)}. Nothing falls due any more; the record stays.</p>
      ${csrf !== undefined && postForm({ action: `/people/${personRef}/open`, csrf, content: submit('Open the case again') })}`
  if (!next)
    return html`<p class="govuk-body">An assessment decides which needs are eligible; then a support plan says how they are met. ${link('See assessments', `/people/${personRef}/assessments`)}.</p>`
  return html`<p class="govuk-body">${nextWords(next, today)} ${link('See the next review', `/people/${personRef}/plan`)}.</p>`
}

/** Conversations and assessments, latest first. */
export async function showAssessments(visit: Visit): Promise<Reply> {
  const { actor, shell } = visit
  const ref = personRefOf(visit)
  return shell.view(actor, `person:${ref}`, async (tx) => {
    const person = await findPerson(tx, ref)
    if (!person) return notFound()
    const assessments = await listAssessments(tx, ref)
    const conversations = await listConversations(tx, ref)
    const assesses = may(actor, 'people.assess')
    const draft = assessments.find(({ status }) => status === 'draft')
    return page({
      ...personHead(person, 'assessments'),
      title: personName(person),
      wide: true,
      actions: [
        assesses &&
          !person.closed &&
          (draft
            ? { text: 'Go on with the assessment', href: `/people/${ref}/assessments/${draft.assessmentRef}` }
            : { text: 'Start an assessment', href: `/people/${ref}/assessments/start` }),
        assesses && { text: 'Record a conversation', kind: 'secondary', href: `/people/${ref}/conversations/add` },
      ],
      content: html`${section('Assessments', assessmentsTable(ref, assessments))}${section('Conversations', conversationsTable(conversations))}`,
    })
  })
}

const assessmentsTable = (ref: string, assessments: readonly Assessment[]): Html =>
  dataTable({
    caption: 'Assessments',
    captionHidden: true,
    rows: assessments,
    empty: 'Nobody has assessed this person yet.',
    columns: [
      {
        heading: 'Assessment',
        cell: (one) => link(one.assessmentRef, `/people/${ref}/assessments/${one.assessmentRef}`),
      },
      { heading: 'Started', cell: (one) => formatDay(one.startedDay) },
      { heading: 'By', cell: (one) => one.officerRef },
      {
        heading: 'Outcome',
        cell: (one) => (one.eligible === undefined ? 'Not complete' : one.eligible ? 'Eligible' : 'Not eligible'),
      },
    ],
  })

const conversationsTable = (conversations: readonly Conversation[]): Html =>
  dataTable({
    caption: 'Conversations',
    captionHidden: true,
    rows: conversations,
    empty: 'No conversation is recorded yet.',
    columns: [
      { heading: 'Held', cell: (one) => html`${formatDay(one.heldDay)}${small(one.officerRef)}` },
      { heading: 'Conversation', cell: (one) => conversationLabel(one.kind) },
      { heading: 'With', cell: (one) => one.withWhom },
      { heading: 'What matters', cell: (one) => one.whatMatters },
    ],
  })

/** The budget in words, for the plan's page. */
export const budgetRows = (plan: Plan): SummaryRow[] => {
  const contribution = plan.contributionWeeklyPence
  return [
    { key: 'Personal budget a week', value: money(plan.budgetWeeklyPence) },
    {
      key: 'The person pays a week',
      value: contribution === undefined ? 'Not known until the financial assessment' : money(contribution),
    },
    {
      key: 'The council pays a week',
      value: contribution === undefined ? 'Not known yet' : money(plan.budgetWeeklyPence - contribution),
    },
  ]
}
