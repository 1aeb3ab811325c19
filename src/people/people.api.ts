import { z } from 'zod'
import { dayOf } from '#src/base/day.ts'
import { ABILITY_KEYS } from '#src/people/assessment.ts'
import { findAssessment, listAssessments } from '#src/people/assessment.store.ts'
import { agreePlan, type AgreePlanRefusal, recordAssessment, type StartRefusal } from '#src/people/care-commands.ts'
import { addPerson, type AddPersonRefusal, correctPerson, type CorrectPersonRefusal } from '#src/people/commands.ts'
import { CLOSED_KEYS } from '#src/people/closing/closing.ts'
import { closeCase } from '#src/people/closing/closing-commands.ts'
import { OUTCOME_KEYS } from '#src/people/outcomes.ts'
import { type Person, type PersonDetails, readPerson, type TypedPerson } from '#src/people/person.ts'
import { findPerson, getPerson, listPeopleAfter } from '#src/people/person.store.ts'
import { MET_BY_KEYS, type Plan } from '#src/people/plan.ts'
import { getPlan } from '#src/people/plan.store.ts'
import type { Unanswered } from '#src/people/assessment.ts'
import { type ApiCall, type Doors, problem } from '#src/platform/http/doors.ts'

const Details = z.strictObject({
  title: z.string().optional(),
  givenName: z.string(),
  familyName: z.string(),
  knownAs: z.string().optional(),
  birthDay: z.string().describe('YYYY-MM-DD'),
  addressLines: z.array(z.string()),
  postcode: z.string(),
  zone: z.string().optional().describe('Found from the postcode when it is left out'),
  phone: z.string().optional(),
  nhsNumber: z.string().optional(),
  language: z.string().default('English'),
  interpreter: z.boolean().default(false),
  livesAlone: z.boolean().optional(),
})

const Contact = z.strictObject({
  contactNo: z.int(),
  name: z.string(),
  relationship: z.string(),
  phone: z.string().optional(),
  email: z.string().optional(),
  emergency: z.boolean(),
})

const ClosedCase = z.strictObject({
  day: z.iso.date().describe('The day of death, or the last day of the case'),
  why: z.enum(CLOSED_KEYS),
})

const PersonAnswer = Details.extend({
  personRef: z.string(),
  version: z.int(),
  workerRef: z.string().optional(),
  addedAt: z.string(),
  contacts: z.array(Contact),
  closed: ClosedCase.optional().describe('Left out while the case is open'),
})

const Outcome = z.enum(OUTCOME_KEYS)
const NewAssessment = z.strictObject({
  startedDay: z.iso.date(),
  officerRef: z.string(),
  views: z.string(),
  fromImpairment: z.boolean(),
  significantImpact: z.boolean(),
  impact: z.string().default(''),
  outcomes: z
    .array(z.strictObject({ outcome: Outcome, ability: z.enum(ABILITY_KEYS), note: z.string().default('') }))
    .refine((list) => new Set(list.map(({ outcome }) => outcome)).size === list.length, 'An outcome is answered twice'),
})
const AssessmentAnswer = NewAssessment.partial().extend({
  assessmentRef: z.string(),
  personRef: z.string(),
  status: z.enum(['draft', 'complete']),
  eligible: z.boolean().optional(),
  completedAt: z.string().optional(),
})

const NewPlan = z.strictObject({
  assessmentRef: z.string().optional(),
  officerRef: z.string(),
  agreedDay: z.iso.date(),
  whatMatters: z.string(),
  budgetWeeklyPence: z.int().min(0),
  contributionWeeklyPence: z.int().min(0).optional(),
  needs: z.array(
    z.strictObject({
      outcome: Outcome,
      eligible: z.boolean(),
      need: z.string().min(1),
      wanted: z.string().min(1),
      metBy: z.enum(MET_BY_KEYS),
      how: z.string().min(1),
    }),
  ),
})
const PlanAnswer = NewPlan.extend({
  planRef: z.string(),
  personRef: z.string(),
  status: z.enum(['current', 'ended']),
  lightCheckDue: z.string(),
  lightCheckDone: z.string().optional(),
  reviewDue: z.string(),
  endedDay: z.string().optional(),
})

const Ref = z.strictObject({ ref: z.string() })
const List = z.strictObject({
  cursor: z.string().default('').describe('What `next` said before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

type Details = z.infer<typeof Details>

const personAnswer = (person: Person): z.infer<typeof PersonAnswer> => ({
  ...person,
  addressLines: [...person.addressLines],
  addedAt: person.addedAt.toString(),
  contacts: [...person.contacts],
})

const planAnswer = (plan: Plan): z.infer<typeof PlanAnswer> => ({ ...plan, needs: [...plan.needs] })

/** The details of a body, or a 422 that points at each field. */
function detailsOf(
  call: ApiCall<unknown, unknown, Details>,
  body: TypedPerson,
): Omit<PersonDetails, 'zone'> & { zone?: string } {
  const read = readPerson(body, dayOf(call.shell.now()))
  if (read.ok) return read.value
  throw problem(422, 'The details of the person are wrong', {
    errors: read.error.map(({ field, message }) => ({ pointer: `#/${field}`, detail: message })),
  })
}

function refusePerson(refusal: AddPersonRefusal | CorrectPersonRefusal): never {
  if (typeof refusal === 'object') {
    const refs = refusal.people.map(({ personRef }) => personRef).join(', ')
    throw refusal.kind === 'here already'
      ? problem(409, 'This person is here already', { pointer: '#/nhsNumber', detail: `${refs} has this NHS number` })
      : problem(409, 'This person may be here already', {
          pointer: '#/notThem',
          detail: `${refs} has this name and date of birth. If it is somebody else, send the references as notThem`,
        })
  }
  switch (refusal) {
    case 'zone not known from the postcode':
      throw problem(422, 'The zone cannot be told from the postcode', { pointer: '#/zone' })
    case 'no such zone':
      throw problem(422, 'There is no such zone', { pointer: '#/zone' })
    case 'no such officer':
      throw problem(422, 'There is no such officer', { pointer: '#/workerRef' })
    case 'no such person':
      throw problem(404, 'There is no such person')
    case 'corrected meanwhile':
      throw problem(409, 'The person was corrected meanwhile: read the record again', { pointer: '#/version' })
    case 'nothing changes':
      throw problem(409, 'Nothing changes')
  }
}

function refuseAssessment(refusal: StartRefusal | Unanswered): never {
  if (typeof refusal === 'object')
    throw problem(409, `Assessment ${refusal.assessmentRef} of this person is under way: complete it first`)
  switch (refusal) {
    case 'no such person':
      throw problem(404, 'There is no such person')
    case 'case closed':
      throw problem(409, 'The case of this person is closed: open it again first')
    case 'no such officer':
      throw problem(422, 'There is no such officer', { pointer: '#/officerRef' })
    case 'starts in the future':
      throw problem(422, 'An assessment cannot start in the future', { pointer: '#/startedDay' })
    case 'views not recorded':
      throw problem(422, 'Say what the person says', { pointer: '#/views' })
    case 'impairment not answered':
      throw problem(422, 'Say whether the needs arise from an impairment or illness', { pointer: '#/fromImpairment' })
    case 'an outcome is not answered':
      throw problem(422, 'Answer all ten outcomes', { pointer: '#/outcomes' })
    case 'impact not answered':
      throw problem(422, 'Say whether there is a significant impact', { pointer: '#/significantImpact' })
    case 'impact not explained':
      throw problem(422, 'Say what the impact is', { pointer: '#/impact' })
  }
}

const PLAN_POINTERS: Record<Exclude<AgreePlanRefusal, 'no such person' | 'case closed'>, [string, string]> = {
  'no such officer': ['#/officerRef', 'There is no such officer'],
  'no such assessment': ['#/assessmentRef', 'The person has no such assessment'],
  'assessment is a draft': ['#/assessmentRef', 'The assessment is not complete'],
  'no needs': ['#/needs', 'A plan has at least one need'],
  'what matters is not recorded': ['#/whatMatters', 'Say what matters to the person'],
  'agreed in the future': ['#/agreedDay', 'A plan cannot have been agreed in the future'],
  'contribution above the budget': ['#/contributionWeeklyPence', 'The person cannot pay more than the care costs'],
}

const view = (call: ApiCall<{ ref: string }, unknown, unknown>) =>
  call.shell.view(call.actor, `person:${call.params.ref}`, async (tx) => {
    const person = await findPerson(tx, call.params.ref)
    if (!person) throw problem(404, `There is no person ${call.params.ref}`)
    return {
      person,
      assessments: await listAssessments(tx, person.personRef),
      plan: await getPlan(tx, person.personRef),
    }
  })

export function peopleApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/people',
    {
      grant: 'people.see',
      summary: 'People in the order of their references',
      query: List,
      answer: z.strictObject({ items: z.array(PersonAnswer), next: z.string().nullable() }),
    },
    async ({ actor, shell, query }) => {
      const people = await shell.read(actor, (tx) => listPeopleAfter(tx, query.cursor, query.limit + 1))
      const items = people.slice(0, query.limit).map(personAnswer)
      await shell.noteList(actor, 'people', { cursor: query.cursor, found: items.length })
      return { items, next: people.length > query.limit ? (items.at(-1)?.personRef ?? null) : null }
    },
  )
  doors.api(
    'POST /api/v1/people',
    {
      grant: 'people.change',
      summary: 'Add a person; 409 names the people who may be the same',
      body: Details.extend({
        workerRef: z.string().optional(),
        notThem: z.array(z.string()).default([]).describe('Look-alikes that were compared and are somebody else'),
      }),
      answer: PersonAnswer,
      status: 201,
      idempotent: true,
    },
    async (call) => {
      const { workerRef, notThem, ...body } = call.body
      const details = detailsOf(call, body)
      const input = { details, notThem, ...(workerRef === undefined ? {} : { workerRef }) }
      const added = await addPerson(call.shell, call.actor, input, call.command)
      if (!added.ok) return refusePerson(added.error)
      return personAnswer(await call.shell.read(call.actor, (tx) => getPerson(tx, added.value.personRef)))
    },
  )
  personCalls(doors)
  closingCalls(doors)
  careCalls(doors)
}

function personCalls(doors: Doors): void {
  doors.api(
    'GET /api/v1/people/:ref',
    { grant: 'people.see', summary: 'One person; the view is recorded', params: Ref, answer: PersonAnswer },
    async (call) => personAnswer((await view(call)).person),
  )
  doors.api(
    'PUT /api/v1/people/:ref',
    {
      grant: 'people.change',
      summary: 'Correct the details of a person',
      params: Ref,
      body: Details.extend({ version: z.int().describe('The version that was read') }),
      answer: PersonAnswer,
    },
    async (call) => {
      const { version, ...body } = call.body
      const personRef = call.params.ref
      const details = detailsOf(call, body)
      const corrected = await correctPerson(call.shell, call.actor, { personRef, version, details }, call.command)
      if (!corrected.ok) return refusePerson(corrected.error)
      return personAnswer(await call.shell.read(call.actor, (tx) => getPerson(tx, personRef)))
    },
  )
}

function closingCalls(doors: Doors): void {
  doors.api(
    'POST /api/v1/people/:ref/close',
    {
      grant: 'people.change',
      summary: 'Close the case of a person who died or is looked after no more; the support plan ends',
      params: Ref,
      body: ClosedCase,
      answer: PersonAnswer,
      idempotent: true,
    },
    async (call) => {
      const personRef = call.params.ref
      const closed = await closeCase(call.shell, call.actor, { ...call.body, personRef }, call.command)
      if (closed.ok) return personAnswer(await call.shell.read(call.actor, (tx) => getPerson(tx, personRef)))
      switch (closed.error) {
        case 'no such person':
          throw problem(404, 'There is no such person')
        case 'closed already':
          throw problem(409, 'The case is closed already')
        case 'in the future':
          throw problem(422, 'The day must not be in the future', { pointer: '#/day' })
        case 'before the birth':
          throw problem(422, 'The day must not be before the person was born', { pointer: '#/day' })
      }
    },
  )
}

function careCalls(doors: Doors): void {
  doors.api(
    'GET /api/v1/people/:ref/assessments',
    {
      grant: 'people.see',
      summary: "A person's assessments, latest first",
      params: Ref,
      answer: z.strictObject({ items: z.array(AssessmentAnswer) }),
    },
    async (call) => ({ items: (await view(call)).assessments.map(assessmentAnswer) }),
  )
  doors.api(
    'POST /api/v1/people/:ref/assessments',
    {
      grant: 'people.assess',
      summary: 'Record a whole assessment; the answer says whether the needs are eligible',
      params: Ref,
      body: NewAssessment,
      answer: AssessmentAnswer,
      status: 201,
      idempotent: true,
    },
    async (call) => {
      const { startedDay, officerRef, ...answers } = call.body
      const input = { personRef: call.params.ref, startedDay, officerRef, answers }
      const recorded = await recordAssessment(call.shell, call.actor, input, call.command)
      if (!recorded.ok) return refuseAssessment(recorded.error)
      const { assessmentRef } = recorded.value
      const kept = await call.shell.read(call.actor, (tx) => findAssessment(tx, assessmentRef))
      if (!kept) throw problem(404, `There is no assessment ${assessmentRef}`)
      return assessmentAnswer(kept)
    },
  )
  doors.api(
    'GET /api/v1/people/:ref/plan',
    { grant: 'people.see', summary: 'The support plan in force', params: Ref, answer: PlanAnswer },
    async (call) => {
      const { plan } = await view(call)
      if (!plan) throw problem(404, 'This person has no support plan in force')
      return planAnswer(plan)
    },
  )
  doors.api(
    'POST /api/v1/people/:ref/plan',
    {
      grant: 'people.assess',
      summary: 'Put a support plan in force; the one before it ends',
      params: Ref,
      body: NewPlan,
      answer: PlanAnswer,
      status: 201,
      idempotent: true,
    },
    async (call) => {
      const agreed = await agreePlan(call.shell, call.actor, { ...call.body, personRef: call.params.ref }, call.command)
      if (agreed.ok) return planAnswer(agreed.value)
      if (agreed.error === 'no such person') throw problem(404, 'There is no such person')
      if (agreed.error === 'case closed') throw problem(409, 'The case of this person is closed: open it again first')
      const [pointer, title] = PLAN_POINTERS[agreed.error]
      throw problem(422, title, { pointer })
    },
  )
}

const assessmentAnswer = (
  assessment: NonNullable<Awaited<ReturnType<typeof findAssessment>>>,
): z.infer<typeof AssessmentAnswer> => ({
  ...assessment,
  outcomes: [...assessment.outcomes],
  completedAt: assessment.completedAt?.toString(),
})
