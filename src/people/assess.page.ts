import { type Day, dayOf, formatDay } from '#src/base/day.ts'
import {
  ABILITIES,
  ABILITY_KEYS,
  type Ability,
  abilityLabel,
  type Answers,
  type Assessment,
  type AssessedOutcome,
  decideEligibility,
  type Unanswered,
} from '#src/people/assessment.ts'
import { findAssessment } from '#src/people/assessment.store.ts'
import {
  answerAssessment,
  type AnswerPart,
  completeAssessment,
  type CompleteRefusal,
  holdConversation,
  startAssessment,
} from '#src/people/care-commands.ts'
import { personPart, viewPerson } from '#src/people/contacts.page.ts'
import { CONVERSATIONS, type ConversationKind } from '#src/people/conversation.ts'
import { outcomeLabel, OUTCOMES } from '#src/people/outcomes.ts'
import type { Person } from '#src/people/person.ts'
import { findPerson } from '#src/people/person.store.ts'
import { personRefOf } from '#src/people/person.page.ts'
import { may } from '#src/platform/actor.ts'
import { forbidden, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  dayField,
  postForm,
  radiosField,
  readDay,
  submit,
  textareaField,
  textField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { inset, section, summary } from '#src/platform/pages/record.ts'
import { small } from '#src/platform/pages/table.ts'

const typed = (visit: Visit, name: string): string => typedText(visit.form, name)

const DAY_WORDS = { 'not given': 'Enter the day', 'no such day': 'The day must be a real date, such as 27 3 2026' }
const NO_OFFICER = 'Only an officer of the council can do this: sign in as yourself.'

const startView = (person: Person, day: Day | TypedDay, csrf: string, errors: FieldError[] = []): Page => ({
  ...personPart(person, 'Start an assessment'),
  errors,
  content: postForm({
    action: `/people/${person.personRef}/assessments/start`,
    csrf,
    content: html`<p class="govuk-body">You can stop at any point: what you saved stays, and the assessment waits in your work.</p>
${dayField({ name: 'startedDay', label: 'Day on which the assessment started', value: day, errors })}
${submit('Start', { href: `/people/${person.personRef}/assessments` })}`,
  }),
})

export async function showStartAssessment(visit: Visit): Promise<Reply> {
  const person = await viewPerson(visit)
  return person ? page(startView(person, dayOf(visit.shell.now()), visit.csrf)) : notFound()
}

export async function postStartAssessment(visit: Visit): Promise<Reply> {
  const { actor, shell, form, csrf } = visit
  const person = await viewPerson(visit)
  if (!person) return notFound()
  const again = (message: string) =>
    page(startView(person, typedDay(form, 'startedDay'), csrf, [{ field: 'startedDay', message }]), { status: 400 })
  const day = readDay(form, 'startedDay')
  if (!day.ok) return again(DAY_WORDS[day.error])
  const { personRef } = person
  const begun = await startAssessment(shell, actor, { personRef, startedDay: day.value, officerRef: actor.id })
  if (begun.ok) return seeOther(`/people/${personRef}/assessments/${begun.value.assessmentRef}/views`)
  if (typeof begun.error === 'object') return seeOther(`/people/${personRef}/assessments/${begun.error.assessmentRef}`)
  if (begun.error === 'no such officer') return forbidden(NO_OFFICER)
  if (begun.error === 'no such person') return notFound()
  return again(
    begun.error === 'case closed'
      ? 'The case is closed. Open it again first'
      : 'The assessment cannot start in the future',
  )
}

type Seen = { person: Person; assessment: Assessment }

async function viewAssessment(visit: Visit): Promise<Seen | undefined> {
  const ref = personRefOf(visit)
  const assessmentRef = (visit.params['assessment'] ?? '').toUpperCase()
  return visit.shell.view(visit.actor, `person:${ref}`, async (tx) => {
    const person = await findPerson(tx, ref)
    const assessment = await findAssessment(tx, assessmentRef)
    return person && assessment?.personRef === ref ? { person, assessment } : undefined
  })
}

const YES_NO = [
  { value: 'yes', text: 'Yes' },
  { value: 'no', text: 'No' },
]
const yesNo = (value: boolean | undefined): string => (value === undefined ? '' : value ? 'yes' : 'no')
const readYesNo = (text: string): boolean | undefined => (text === 'yes' ? true : text === 'no' ? false : undefined)

/** The questions of the journey, in order. */
const PARTS: readonly { part: AnswerPart; title: string }[] = [
  { part: 'views', title: 'What the person says' },
  { part: 'outcomes', title: 'What the person can do' },
  { part: 'impact', title: 'Well-being' },
]

const addressOf = ({ person, assessment }: Seen, part?: AnswerPart): string =>
  `/people/${person.personRef}/assessments/${assessment.assessmentRef}${part === undefined ? '' : `/${part}`}`

const partOf = (visit: Visit): AnswerPart | undefined =>
  PARTS.find(({ part }) => visit.url.split('?')[0]?.endsWith(`/${part}`))?.part

function questions(part: AnswerPart, answers: Answers, errors: readonly FieldError[]): Html {
  if (part === 'views') {
    return html`${textareaField({ name: 'views', label: 'What the person, and those who care for them, say', hint: 'In their own words: what matters, what is hard, what they want to be able to do', value: answers.views, rows: 8, errors })}
${radiosField({ name: 'fromImpairment', label: 'Do the needs arise from, or relate to, a physical or mental impairment or illness?', value: yesNo(answers.fromImpairment), choices: YES_NO, inline: true, errors })}`
  }
  if (part === 'impact') {
    return html`${radiosField({ name: 'significantImpact', label: 'Because of the outcomes that cannot be achieved, is there, or is there likely to be, a significant impact on well-being?', value: yesNo(answers.significantImpact), choices: YES_NO, inline: true, errors })}
${textareaField({ name: 'impact', label: 'What the impact is', hint: 'Needed when you answer yes', value: answers.impact, rows: 6, errors })}`
  }
  return html`<p class="govuk-body">Where need goes up and down, judge over as long as gives a true picture.</p>${OUTCOMES.map(
    ({ key, label }) => {
      const answer = answers.outcomes.find(({ outcome }) => outcome === key)
      return html`${radiosField({ name: `ability-${key}`, label, value: answer?.ability ?? '', small: true, errors, choices: ABILITIES.map((ability) => ({ value: ability.key, text: ability.label })) })}
${textField({ name: `note-${key}`, label: `Note on ${label[0]?.toLowerCase()}${label.slice(1)} (optional)`, value: answer?.note ?? '', errors })}`
    },
  )}`
}

const partView = (seen: Seen, part: AnswerPart, answers: Answers, csrf: string, errors: FieldError[] = []): Page => ({
  ...personPart(seen.person, PARTS.find((each) => each.part === part)?.title ?? ''),
  errors,
  content: postForm({
    action: addressOf(seen, part),
    csrf,
    content: html`${questions(part, answers, errors)}${submit('Save and continue', { text: 'Stop for now', href: `/people/${seen.person.personRef}/assessments` })}`,
  }),
})

export async function showPart(visit: Visit): Promise<Reply> {
  const seen = await viewAssessment(visit)
  const part = partOf(visit)
  if (!seen || !part) return notFound()
  if (seen.assessment.status === 'complete') return seeOther(addressOf(seen))
  return page(partView(seen, part, seen.assessment, visit.csrf))
}

const isAbility = (text: string): text is Ability => ABILITY_KEYS.some((key) => key === text)

function readPart(visit: Visit, part: AnswerPart): { answers: Partial<Answers>; errors: FieldError[] } {
  if (part === 'views') {
    const answers = { views: typed(visit, 'views'), fromImpairment: readYesNo(typed(visit, 'fromImpairment')) }
    const errors: FieldError[] = []
    if (answers.views === '') errors.push({ field: 'views', message: 'Write what the person says' })
    if (answers.fromImpairment === undefined)
      errors.push({ field: 'fromImpairment', message: 'Say whether the needs arise from an impairment or illness' })
    return { answers: withoutUndefined(answers), errors }
  }
  if (part === 'impact') {
    const answers = { significantImpact: readYesNo(typed(visit, 'significantImpact')), impact: typed(visit, 'impact') }
    const errors: FieldError[] = []
    if (answers.significantImpact === undefined)
      errors.push({ field: 'significantImpact', message: 'Say whether there is a significant impact on well-being' })
    if (answers.significantImpact === true && answers.impact === '')
      errors.push({ field: 'impact', message: 'Write what the impact on well-being is' })
    return { answers: withoutUndefined(answers), errors }
  }
  const outcomes: AssessedOutcome[] = []
  const errors: FieldError[] = []
  for (const { key, label } of OUTCOMES) {
    const ability = typed(visit, `ability-${key}`)
    if (isAbility(ability)) outcomes.push({ outcome: key, ability, note: typed(visit, `note-${key}`) })
    else errors.push({ field: `ability-${key}`, message: `Say how far the person can do this: ${label.toLowerCase()}` })
  }
  return { answers: { outcomes }, errors }
}

const withoutUndefined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T

/** Half-answered parts are kept as well: nothing typed is lost when the officer is called away. */
export async function postPart(visit: Visit): Promise<Reply> {
  const { actor, shell, csrf } = visit
  const seen = await viewAssessment(visit)
  const part = partOf(visit)
  if (!seen || !part) return notFound()
  const { answers, errors } = readPart(visit, part)
  const { assessmentRef } = seen.assessment
  const kept = await answerAssessment(shell, actor, { assessmentRef, part, answers })
  if (!kept.ok) return seeOther(addressOf(seen))
  if (errors.length > 0) return page(partView(seen, part, kept.value, csrf, errors), { status: 400 })
  const next = PARTS[PARTS.findIndex((each) => each.part === part) + 1]?.part
  return seeOther(addressOf(seen, next))
}

const COMPLETE_WORDS: Record<Unanswered, { message: string; part: AnswerPart }> = {
  'views not recorded': { message: 'What the person says is not recorded', part: 'views' },
  'impairment not answered': { message: 'Say whether the needs arise from an impairment or illness', part: 'views' },
  'an outcome is not answered': { message: 'Answer all ten outcomes', part: 'outcomes' },
  'impact not answered': { message: 'Say whether there is a significant impact on well-being', part: 'impact' },
  'impact not explained': { message: 'Write what the impact on well-being is', part: 'impact' },
}

function answersOf(seen: Seen, changes: boolean): Html {
  const { assessment } = seen
  const change = (part: AnswerPart, hidden: string) =>
    changes ? { change: { href: addressOf(seen, part), hidden } } : {}
  const said = (value: boolean | undefined) => (value === undefined ? 'Not answered' : value ? 'Yes' : 'No')
  return html`${section(
    'What the person says',
    summary([
      { key: 'In their words', value: assessment.views || 'Not answered', ...change('views', 'what the person says') },
      { key: 'From an impairment or illness', value: said(assessment.fromImpairment), ...change('views', 'the cause') },
    ]),
  )}${section(
    'The ten outcomes',
    summary(
      OUTCOMES.map(({ key, label }) => {
        const answer = assessment.outcomes.find(({ outcome }) => outcome === key)
        return {
          key: label,
          value: answer ? html`${abilityLabel(answer.ability)}${answer.note && small(answer.note)}` : 'Not answered',
          ...change('outcomes', label.toLowerCase()),
        }
      }),
    ),
  )}${section(
    'Well-being',
    summary([
      { key: 'Significant impact', value: said(assessment.significantImpact), ...change('impact', 'the impact') },
      assessment.impact !== '' && { key: 'What it is', value: assessment.impact, ...change('impact', 'what it is') },
    ]),
  )}`
}

/** A draft to check and complete, or the assessment as it was completed. */
export async function showAssessment(visit: Visit): Promise<Reply> {
  const seen = await viewAssessment(visit)
  return seen ? page(assessmentView(seen, may(visit.actor, 'people.assess'), visit.csrf)) : notFound()
}

function assessmentView(seen: Seen, assesses: boolean, csrf: string, errors: FieldError[] = []): Page {
  const { assessment, person } = seen
  const isDraft = assessment.status === 'draft'
  const decided = decideEligibility(assessment)
  const finding = decided.ok
    ? `${decided.value.eligible ? 'Eligible' : 'Not eligible'}: ${decided.value.because}. Cannot be achieved: ${
        decided.value.unable.map((key) => outcomeLabel(key).toLowerCase()).join('; ') || 'none'
      }.`
    : COMPLETE_WORDS[decided.error].message
  return {
    ...personPart(person, isDraft ? 'Check the assessment' : `Assessment ${assessment.assessmentRef}`),
    errors,
    tags: [
      isDraft
        ? { text: 'Not complete', colour: 'grey' }
        : assessment.eligible
          ? { text: 'Eligible', colour: 'green' }
          : { text: 'Not eligible', colour: 'orange' },
    ],
    actions: [
      !isDraft &&
        assesses &&
        assessment.eligible === true && {
          text: 'Agree a support plan',
          href: `/people/${person.personRef}/plan/agree`,
        },
    ],
    facts: [
      { label: 'Started', value: formatDay(assessment.startedDay) },
      { label: 'By', value: assessment.officerRef },
      assessment.completedAt !== undefined && { label: 'Complete', value: formatDay(dayOf(assessment.completedAt)) },
    ],
    content: html`${inset(finding)}${answersOf(seen, isDraft && assesses)}${
      isDraft &&
      assesses &&
      postForm({
        action: `${addressOf(seen)}/complete`,
        csrf,
        content: html`<p class="govuk-body">Once complete, the assessment cannot be changed.</p>${submit('Complete the assessment', { text: 'Stop for now', href: `/people/${person.personRef}/assessments` })}`,
      })
    }`,
  }
}

export async function postComplete(visit: Visit): Promise<Reply> {
  const seen = await viewAssessment(visit)
  if (!seen) return notFound()
  const { assessmentRef } = seen.assessment
  const done = await completeAssessment(visit.shell, visit.actor, { assessmentRef })
  if (done.ok) {
    const words = done.value.eligible ? 'The person has eligible needs.' : 'The person has no eligible needs.'
    return seeOther(addressOf(seen), `The assessment is complete. ${words}`)
  }
  if (done.error === 'no such assessment') return notFound()
  if (done.error === 'complete already') return seeOther(addressOf(seen))
  const errors = [{ field: '', message: COMPLETE_WORDS[done.error satisfies CompleteRefusal].message }]
  return page(assessmentView(seen, true, visit.csrf, errors), { status: 400 })
}

type TypedConversation = { kind: string; heldDay: Day | TypedDay; withWhom: string; whatMatters: string }

const conversationView = (person: Person, held: TypedConversation, csrf: string, errors: FieldError[] = []): Page => ({
  ...personPart(person, 'Record a conversation'),
  errors,
  content: postForm({
    action: `/people/${person.personRef}/conversations/add`,
    csrf,
    content: html`
${radiosField({ name: 'kind', label: 'Which conversation', value: held.kind, errors, choices: CONVERSATIONS.map(({ key, label, hint }) => ({ value: key, text: label, hint })) })}
${dayField({ name: 'heldDay', label: 'Day', value: held.heldDay, errors })}
${textField({ name: 'withWhom', label: 'Who was there', value: held.withWhom, errors })}
${textareaField({ name: 'whatMatters', label: 'What matters to the person', value: held.whatMatters, errors, rows: 6 })}
${submit('Save the conversation', { href: `/people/${person.personRef}/assessments` })}`,
  }),
})

export async function showAddConversation(visit: Visit): Promise<Reply> {
  const person = await viewPerson(visit)
  const empty = { kind: '', heldDay: dayOf(visit.shell.now()), withWhom: '', whatMatters: '' }
  return person ? page(conversationView(person, empty, visit.csrf)) : notFound()
}

export async function postAddConversation(visit: Visit): Promise<Reply> {
  const { actor, shell, form, csrf } = visit
  const person = await viewPerson(visit)
  if (!person) return notFound()
  const [kind, withWhom, whatMatters] = [typed(visit, 'kind'), typed(visit, 'withWhom'), typed(visit, 'whatMatters')]
  const day = readDay(form, 'heldDay')
  const errors: FieldError[] = []
  if (!CONVERSATIONS.some(({ key }) => key === kind))
    errors.push({ field: 'kind', message: 'Say which of the three conversations it was' })
  if (!day.ok) errors.push({ field: 'heldDay', message: DAY_WORDS[day.error] })
  if (withWhom === '') errors.push({ field: 'withWhom', message: 'Enter who was there' })
  if (whatMatters === '') errors.push({ field: 'whatMatters', message: 'Write what matters to the person' })
  const again = () =>
    page(conversationView(person, { kind, heldDay: typedDay(form, 'heldDay'), withWhom, whatMatters }, csrf, errors), {
      status: 400,
    })
  if (errors.length > 0 || !day.ok) return again()
  const held = await holdConversation(shell, actor, {
    personRef: person.personRef,
    kind: kind as ConversationKind,
    heldDay: day.value,
    withWhom,
    whatMatters,
    officerRef: actor.id,
  })
  if (held.ok) return seeOther(`/people/${person.personRef}/assessments`, 'The conversation has been saved.')
  if (held.error === 'no such officer') return forbidden(NO_OFFICER)
  if (held.error === 'no such person') return notFound()
  errors.push({ field: 'heldDay', message: 'The conversation cannot have been held in the future' })
  return again()
}
