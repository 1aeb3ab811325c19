import { type Day, dayOf, formatDay } from '#src/base/day.ts'
import { parsePounds } from '#src/base/money.ts'
import type { Assessment } from '#src/people/assessment.ts'
import { listAssessments } from '#src/people/assessment.store.ts'
import { agreePlan, type AgreePlanRefusal, reviewPlan } from '#src/people/care-commands.ts'
import { personPart } from '#src/people/contacts.page.ts'
import { type OutcomeKey, outcomeLabel, OUTCOMES } from '#src/people/outcomes.ts'
import { type Person, personName } from '#src/people/person.ts'
import { findPerson } from '#src/people/person.store.ts'
import { budgetRows, personHead, personRefOf } from '#src/people/person.page.ts'
import {
  FINDINGS,
  MET_BY,
  type MetBy,
  metByLabel,
  type Plan,
  type PlanNeed,
  type Review,
  type ReviewFinding,
  type ReviewKind,
  type ReviewRefusal,
} from '#src/people/plan.ts'
import { getPlan, listPlans, listReviews } from '#src/people/plan.store.ts'
import type { NextReview } from '#src/people/reviews/next-review.ts'
import { nextRows } from '#src/people/reviews/next-words.page.ts'
import { findNextReview } from '#src/people/reviews/review.store.ts'
import { may } from '#src/platform/actor.ts'
import { forbidden, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  dayField,
  hiddenField,
  moneyField,
  postForm,
  radiosField,
  readDay,
  selectField,
  submit,
  textareaField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { dataTable, link, money, small } from '#src/platform/pages/table.ts'

const typed = (visit: Visit, name: string): string => typedText(visit.form, name)
const NO_OFFICER = 'Only an officer of the council can do this: sign in as yourself.'
const DAY_WORDS = { 'not given': 'Enter the day', 'no such day': 'The day must be a real date, such as 27 3 2026' }

export async function showPlan(visit: Visit): Promise<Reply> {
  const { actor, shell } = visit
  const ref = personRefOf(visit)
  return shell.view(actor, `person:${ref}`, async (tx) => {
    const person = await findPerson(tx, ref)
    if (!person) return notFound()
    const plans = await listPlans(tx, ref)
    const plan = plans.find(({ status }) => status === 'current')
    const reviews = await listReviews(tx, ref)
    const assesses = may(actor, 'people.assess')
    const today = dayOf(tx.now)
    const next = await findNextReview(tx, ref, today)
    return page({
      ...personHead(person, 'plan'),
      title: personName(person),
      wide: true,
      actions: [
        assesses && plan && { text: 'Record a review', href: `/people/${ref}/plan/review` },
        assesses &&
          !person.closed && {
            text: plan ? 'Agree a new plan' : 'Agree a support plan',
            href: `/people/${ref}/plan/agree`,
            ...(plan ? { kind: 'secondary' as const } : {}),
          },
      ],
      content: html`${next && section('Next review', html`${summary(nextRows(next, today))}${assesses && nextLinks(next)}`)}
${plan ? planSections(plan) : html`<p class="govuk-body">No support plan is in force.</p>`}
${section('Checks and reviews', reviewsTable(reviews))}
${plans.length > (plan ? 1 : 0) && section('Earlier plans', earlierPlans(plans))}`,
    })
  })
}

const nextLinks = ({ personRef, askedBy }: NextReview): Html =>
  html`<p class="govuk-body">${link('Plan the review', `/people/${personRef}/next-review`)}${askedBy === null && html` · ${link('Somebody asks for a review', `/people/${personRef}/review-request`)}`}</p>`

const planSections = (plan: Plan): Html =>
  html`${section(
    `Plan ${plan.planRef}`,
    summary([
      { key: 'Agreed', value: formatDay(plan.agreedDay) },
      { key: 'What matters to the person', value: plan.whatMatters },
      ...budgetRows(plan),
      {
        key: 'Light check',
        value:
          plan.lightCheckDone === undefined
            ? `Due by ${formatDay(plan.lightCheckDue)}`
            : `Done on ${formatDay(plan.lightCheckDone)}`,
      },
      { key: 'Yearly review', value: `Due by ${formatDay(plan.reviewDue)}` },
    ]),
  )}${section(
    'Needs and how they are met',
    dataTable({
      caption: 'Needs and how they are met',
      captionHidden: true,
      folds: true,
      rows: plan.needs,
      columns: [
        {
          heading: 'Need',
          cell: (one) =>
            html`${one.need}${small(`${outcomeLabel(one.outcome)}, ${one.eligible ? 'eligible' : 'not eligible'}`)}`,
        },
        { heading: 'Outcome wanted', cell: (one) => one.wanted },
        { heading: 'Met by', cell: (one) => html`${metByLabel(one.metBy)}${small(one.how)}` },
      ],
    }),
  )}`

const reviewsTable = (reviews: readonly Review[]): Html =>
  dataTable({
    caption: 'Checks and reviews',
    captionHidden: true,
    rows: reviews,
    empty: 'No check or review is recorded yet.',
    columns: [
      { heading: 'Held', cell: (one) => html`${formatDay(one.heldDay)}${small(one.officerRef)}` },
      { heading: 'What', cell: (one) => (one.kind === 'review' ? 'Review' : 'Light check') },
      { heading: 'Finding', cell: (one) => FINDING_WORDS[one.finding] },
      { heading: 'Note', cell: (one) => one.note },
    ],
  })

const earlierPlans = (plans: readonly Plan[]): Html =>
  dataTable({
    caption: 'Earlier plans',
    captionHidden: true,
    rows: plans.filter(({ status }) => status === 'ended'),
    columns: [
      { heading: 'Plan', cell: (one) => one.planRef },
      { heading: 'Agreed', cell: (one) => formatDay(one.agreedDay) },
      { heading: 'Ended', cell: (one) => (one.endedDay === undefined ? '' : formatDay(one.endedDay)) },
      { heading: 'Budget a week', format: 'number', cell: (one) => money(one.budgetWeeklyPence) },
    ],
  })

type TypedNeed = { outcome: string; need: string; wanted: string; metBy: string; how: string }
type TypedPlan = {
  agreedDay: Day | TypedDay
  whatMatters: string
  budget: string
  contribution: string
  needs: readonly TypedNeed[]
}

const NO_NEED: TypedNeed = { outcome: '', need: '', wanted: '', metBy: '', how: '' }
const FEWEST_BLOCKS = 3
const MOST_BLOCKS = 12

const needBlock = (need: TypedNeed, at: number, errors: readonly FieldError[]): Html => {
  const name = (field: keyof TypedNeed) => `need${at}-${field}`
  return html`<h2 class="govuk-heading-m">Need ${at + 1}</h2>
${selectField({ name: name('outcome'), label: 'Outcome of the assessment', value: need.outcome, empty: 'Leave this need out', choices: OUTCOMES.map(({ key, label }) => ({ value: key, text: label })), errors })}
${textareaField({ name: name('need'), label: 'The need', value: need.need, rows: 2, errors })}
${textareaField({ name: name('wanted'), label: 'What the person wants to achieve', value: need.wanted, rows: 2, errors })}
${selectField({ name: name('metBy'), label: 'Met by', value: need.metBy, empty: 'Choose who meets it', choices: MET_BY.map(({ key, label }) => ({ value: key, text: label })), errors })}
${textareaField({ name: name('how'), label: 'How', value: need.how, rows: 2, errors })}`
}

const agreeView = (person: Person, plan: TypedPlan, csrf: string, errors: FieldError[] = []): Page => ({
  ...personPart(person, 'Agree a support plan'),
  errors,
  content: postForm({
    action: `/people/${person.personRef}/plan/agree`,
    csrf,
    content: html`${dayField({ name: 'agreedDay', label: 'Day on which the plan was agreed with the person', value: plan.agreedDay, errors })}
${textareaField({ name: 'whatMatters', label: 'What matters to the person', value: plan.whatMatters, rows: 4, errors })}
${hiddenField('blocks', plan.needs.length)}${plan.needs.map((need, at) => needBlock(need, at, errors))}
<h2 class="govuk-heading-m">Personal budget</h2>
${moneyField({ name: 'budget', label: 'What meeting the needs costs the council a week', value: plan.budget, errors, width: 10 })}
${moneyField({ name: 'contribution', label: 'What the person pays of it a week (optional)', hint: 'Leave empty until the financial assessment', value: plan.contribution, errors, width: 10 })}
${submit('Agree the plan', { href: `/people/${person.personRef}/plan` })}`,
  }),
})

const lastComplete = (assessments: readonly Assessment[]): Assessment | undefined =>
  assessments.find(({ status }) => status === 'complete')

/** A block for each outcome that the person cannot achieve, and at least three. */
function blocksFor(assessment: Assessment | undefined): TypedNeed[] {
  const unable = assessment?.outcomes.filter(({ ability }) => ability !== 'able') ?? []
  const blocks = unable.map(({ outcome, note }) => ({ ...NO_NEED, outcome, need: note }))
  while (blocks.length < FEWEST_BLOCKS) blocks.push({ ...NO_NEED, outcome: '' as OutcomeKey, need: '' })
  return blocks
}

const viewForPlan = (visit: Visit) => {
  const ref = personRefOf(visit)
  return visit.shell.view(visit.actor, `person:${ref}`, async (tx) => ({
    person: await findPerson(tx, ref),
    assessment: lastComplete(await listAssessments(tx, ref)),
    plan: await getPlan(tx, ref),
  }))
}

export async function showAgreePlan(visit: Visit): Promise<Reply> {
  const { person, assessment } = await viewForPlan(visit)
  if (!person) return notFound()
  const empty = {
    agreedDay: dayOf(visit.shell.now()),
    whatMatters: '',
    budget: '',
    contribution: '',
    needs: blocksFor(assessment),
  }
  return page(agreeView(person, empty, visit.csrf))
}

const AGREE_WORDS: Record<Exclude<AgreePlanRefusal, 'no such person' | 'no such officer'>, FieldError> = {
  'case closed': { field: '', message: 'The case is closed. Open it again first' },
  'no needs': { field: 'need0-outcome', message: 'Enter at least one need' },
  'what matters is not recorded': { field: 'whatMatters', message: 'Write what matters to the person' },
  'agreed in the future': { field: 'agreedDay', message: 'The plan cannot have been agreed in the future' },
  'contribution above the budget': { field: 'contribution', message: 'The person cannot pay more than the care costs' },
  'no such assessment': { field: '', message: 'The assessment is no longer here' },
  'assessment is a draft': { field: '', message: 'Complete the assessment first' },
}

function readNeeds(
  visit: Visit,
  eligible: boolean,
): { typedNeeds: TypedNeed[]; needs: PlanNeed[]; errors: FieldError[] } {
  const count = Math.min(MOST_BLOCKS, Math.max(FEWEST_BLOCKS, Number(typed(visit, 'blocks')) || 0))
  const typedNeeds = Array.from({ length: count }, (_, at) => ({
    outcome: typed(visit, `need${at}-outcome`),
    need: typed(visit, `need${at}-need`),
    wanted: typed(visit, `need${at}-wanted`),
    metBy: typed(visit, `need${at}-metBy`),
    how: typed(visit, `need${at}-how`),
  }))
  const errors: FieldError[] = []
  const needs = typedNeeds.flatMap((one, at): PlanNeed[] => {
    if (one.outcome === '') return []
    const outcome = OUTCOMES.find(({ key }) => key === one.outcome)?.key
    const metBy = MET_BY.find(({ key }) => key === one.metBy)?.key
    if (!outcome) errors.push({ field: `need${at}-outcome`, message: `Choose an outcome for need ${at + 1}` })
    if (one.need === '') errors.push({ field: `need${at}-need`, message: `Write what need ${at + 1} is` })
    if (one.wanted === '')
      errors.push({ field: `need${at}-wanted`, message: `Write what the person wants to achieve with need ${at + 1}` })
    if (!metBy) errors.push({ field: `need${at}-metBy`, message: `Choose who meets need ${at + 1}` })
    if (one.how === '') errors.push({ field: `need${at}-how`, message: `Write how need ${at + 1} is met` })
    return [{ ...one, outcome: outcome as OutcomeKey, metBy: metBy as MetBy, eligible }]
  })
  return { typedNeeds, needs, errors }
}

export async function postAgreePlan(visit: Visit): Promise<Reply> {
  const { actor, shell, form, csrf } = visit
  const { person, assessment } = await viewForPlan(visit)
  if (!person) return notFound()
  const { typedNeeds, needs, errors } = readNeeds(visit, assessment?.eligible === true)
  const day = readDay(form, 'agreedDay')
  const [whatMatters, budgetText, paidText] = [
    typed(visit, 'whatMatters'),
    typed(visit, 'budget'),
    typed(visit, 'contribution'),
  ]
  const budget = parsePounds(budgetText)
  const paid = paidText === '' ? undefined : parsePounds(paidText)
  if (!day.ok) errors.unshift({ field: 'agreedDay', message: DAY_WORDS[day.error] })
  if (budget === undefined) errors.push({ field: 'budget', message: 'Enter an amount a week, such as 414.75' })
  if (paidText !== '' && paid === undefined)
    errors.push({ field: 'contribution', message: 'Enter an amount a week, such as 42.10, or leave it empty' })
  const again = (more: FieldError[]) => {
    const plan = {
      agreedDay: typedDay(form, 'agreedDay'),
      whatMatters,
      budget: budgetText,
      contribution: paidText,
      needs: typedNeeds,
    }
    return page(agreeView(person, plan, csrf, more), { status: 400 })
  }
  if (errors.length > 0 || !day.ok || budget === undefined) return again(errors)
  const { personRef } = person
  const agreed = await agreePlan(shell, actor, {
    personRef,
    agreedDay: day.value,
    whatMatters,
    budgetWeeklyPence: budget,
    needs,
    officerRef: actor.id,
    ...(assessment === undefined ? {} : { assessmentRef: assessment.assessmentRef }),
    ...(paid === undefined ? {} : { contributionWeeklyPence: paid }),
  })
  if (agreed.ok) return seeOther(`/people/${personRef}/plan`, `Support plan ${agreed.value.planRef} is in force.`)
  if (agreed.error === 'no such person') return notFound()
  if (agreed.error === 'no such officer') return forbidden(NO_OFFICER)
  return again([AGREE_WORDS[agreed.error]])
}

const FINDING_WORDS: Record<ReviewFinding, string> = {
  'plan stands': 'The plan stands',
  'plan changes': 'The plan must change',
  'assess again': 'The needs have changed: assess again',
}

type TypedReview = { kind: string; heldDay: Day | TypedDay; finding: string; note: string }

const reviewView = (person: Person, plan: Plan, held: TypedReview, csrf: string, errors: FieldError[] = []): Page => ({
  ...personPart(person, 'Record a check or review'),
  errors,
  facts: [
    { label: 'Plan', value: plan.planRef },
    { label: 'Review due', value: formatDay(plan.reviewDue) },
    plan.lightCheckDone === undefined && { label: 'Light check due', value: formatDay(plan.lightCheckDue) },
  ],
  content: postForm({
    action: `/people/${person.personRef}/plan/review`,
    csrf,
    content: html`
${radiosField({
  name: 'kind',
  label: 'What was done',
  value: held.kind,
  errors,
  choices: [
    ...(plan.lightCheckDone === undefined
      ? [{ value: 'light check', text: 'Light check', hint: 'Six to eight weeks after the plan was agreed' }]
      : []),
    { value: 'review', text: 'Review', hint: 'At least every twelve months; the next is due twelve months later' },
  ],
})}
${dayField({ name: 'heldDay', label: 'Day', value: held.heldDay, errors })}
${radiosField({ name: 'finding', label: 'Finding', value: held.finding, errors, choices: FINDINGS.map((value) => ({ value, text: FINDING_WORDS[value] })) })}
${textareaField({ name: 'note', label: 'Note (optional)', value: held.note, errors })}
${submit('Save', { href: `/people/${person.personRef}/plan` })}`,
  }),
})

export async function showReviewPlan(visit: Visit): Promise<Reply> {
  const { person, plan } = await viewForPlan(visit)
  if (!person || !plan) return notFound()
  const kind = plan.lightCheckDone === undefined ? 'light check' : 'review'
  return page(reviewView(person, plan, { kind, heldDay: dayOf(visit.shell.now()), finding: '', note: '' }, visit.csrf))
}

const REVIEW_WORDS: Record<ReviewRefusal, FieldError> = {
  'plan has ended': { field: '', message: 'This plan has ended. Open the plan in force' },
  'before the plan was agreed': { field: 'heldDay', message: 'The day must not be before the plan was agreed' },
  'held in the future': { field: 'heldDay', message: 'The day must not be in the future' },
  'light check is done': { field: 'kind', message: 'The light check of this plan is done. Record a review' },
}

const KINDS: readonly ReviewKind[] = ['light check', 'review']

export async function postReviewPlan(visit: Visit): Promise<Reply> {
  const { actor, shell, form, csrf } = visit
  const { person, plan } = await viewForPlan(visit)
  if (!person || !plan) return notFound()
  const kind = KINDS.find((each) => each === typed(visit, 'kind'))
  const finding = FINDINGS.find((each) => each === typed(visit, 'finding'))
  const day = readDay(form, 'heldDay')
  const note = typed(visit, 'note')
  const errors: FieldError[] = []
  if (!kind) errors.push({ field: 'kind', message: 'Say whether it was a light check or a review' })
  if (!day.ok) errors.push({ field: 'heldDay', message: DAY_WORDS[day.error] })
  if (!finding) errors.push({ field: 'finding', message: 'Say what the finding is' })
  const again = (more: FieldError[]) => {
    const held = { kind: kind ?? '', heldDay: typedDay(form, 'heldDay'), finding: finding ?? '', note }
    return page(reviewView(person, plan, held, csrf, more), { status: 400 })
  }
  if (!kind || !day.ok || !finding) return again(errors)
  const { planRef } = plan
  const reviewed = await reviewPlan(shell, actor, {
    planRef,
    kind,
    heldDay: day.value,
    finding,
    note,
    officerRef: actor.id,
  })
  if (!reviewed.ok) {
    if (reviewed.error === 'no such plan') return notFound()
    if (reviewed.error === 'no such officer') return forbidden(NO_OFFICER)
    return again([REVIEW_WORDS[reviewed.error]])
  }
  const next = finding === 'assess again' ? 'assessments/start' : finding === 'plan changes' ? 'plan/agree' : 'plan'
  return seeOther(`/people/${person.personRef}/${next}`, 'The review has been saved.')
}
