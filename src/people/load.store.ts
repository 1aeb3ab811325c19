import type { Assessment } from '#src/people/assessment.ts'
import { assessmentRow, outcomeRows } from '#src/people/assessment.store.ts'
import type { PeopleFact } from '#src/people/facts.ts'
import type { Contact } from '#src/people/person.ts'
import { contactRow, type NewPerson, personRow } from '#src/people/person.store.ts'
import type { Plan } from '#src/people/plan.ts'
import { needRows, planRow } from '#src/people/plan.store.ts'
import { type ChunkedTable, sealChunk } from '#src/platform/audit.ts'
import { nextRef, type Write } from '#src/platform/command.ts'
import { insertMany } from '#src/platform/insert-many.ts'
import { reserveRefs } from '#src/platform/references.ts'

/** What is written once and never changes of the rows that come in bulk. A person's details may be corrected, so they are not sealed. */
export const chunkedTables = [
  {
    fact: 'people.people-loaded',
    table: 'people.person',
    columns: ['person_ref', 'added_at', 'added_by'],
    order: ['person_ref'],
  },
  {
    fact: 'people.assessments-loaded',
    table: 'people.assessment',
    columns: ['assessment_ref', 'person_ref', 'started_day', 'officer_ref'],
    order: ['assessment_ref'],
  },
  {
    fact: 'people.plans-loaded',
    table: 'people.plan',
    columns: [
      'plan_ref',
      'person_ref',
      'assessment_ref',
      'agreed_day',
      'what_matters',
      'budget_weekly_pence',
      'officer_ref',
    ],
    order: ['plan_ref'],
  },
] as const satisfies readonly ChunkedTable[]

const CHUNK = 5000
type Row = Record<string, string | number | boolean | null>

/** Rows as they stand, into the columns that they name. */
async function copyRows(tx: Write, table: `${string}.${string}`, list: readonly Row[]): Promise<void> {
  const columns = Object.keys(list[0] ?? {})
  if (list.length === 0) return
  await insertMany(
    tx,
    table,
    columns,
    list.map((row) => columns.map((column) => row[column] ?? null)),
  )
}

/** Loads in chunks, each sealed by a fact; afterwards new references go on after the highest loaded. */
async function loadChunks<T extends { personRef: string }>(
  tx: Write,
  all: readonly T[],
  sealed: (typeof chunkedTables)[number],
  refOf: (each: T) => string,
  copy: (part: readonly T[], chunk: string) => Promise<void>,
): Promise<void> {
  for (let at = 0; at < all.length; at += CHUNK) {
    const chunk = await nextRef(tx, 'CH')
    const part = all.slice(at, at + CHUNK)
    await copy(part, chunk)
    const seal = await sealChunk(tx, sealed, chunk)
    const people = part.map(({ personRef }) => `person:${personRef}` as const)
    tx.record({
      type: sealed.fact,
      about: [`chunk:${chunk}`, ...people],
      data: { chunk, ...seal },
    } satisfies PeopleFact)
  }
  const highest = Math.max(0, ...all.map((each) => Number(refOf(each).split('-')[1])))
  const prefix = all[0] === undefined ? undefined : refOf(all[0]).split('-')[0]
  if (prefix !== undefined) await reserveRefs(tx, prefix, highest)
}

export type LoadedPerson = NewPerson & { contacts: readonly Contact[] }

/** People with their contacts; leaves the rows that `addPerson` and `addContact` would leave. */
export const loadPeople = (tx: Write, people: readonly LoadedPerson[]): Promise<void> =>
  loadChunks(
    tx,
    people,
    chunkedTables[0],
    ({ personRef }) => personRef,
    async (part, chunk) => {
      const rowsOf = part.map((person) => personRow(tx.council, person, chunk))
      await copyRows(tx, 'people.person', rowsOf)
      const contacts = part.flatMap(({ personRef, contacts }) =>
        contacts.map((contact) => contactRow(tx.council, personRef, contact)),
      )
      await copyRows(tx, 'people.contact', contacts)
    },
  )

/** Assessments, complete or in draft, with their answers. */
export const loadAssessments = (tx: Write, assessments: readonly Assessment[]): Promise<void> =>
  loadChunks(
    tx,
    assessments,
    chunkedTables[1],
    ({ assessmentRef }) => assessmentRef,
    async (part, chunk) => {
      const rowsOf = part.map((assessment) => assessmentRow(tx.council, assessment, chunk))
      await copyRows(tx, 'people.assessment', rowsOf)
      const outcomes = part.flatMap((each) => outcomeRows(tx.council, each.assessmentRef, each.outcomes))
      await copyRows(tx, 'people.assessed_outcome', outcomes)
    },
  )

/** Support plans with their needs. */
export const loadPlans = (tx: Write, plans: readonly Plan[]): Promise<void> =>
  loadChunks(
    tx,
    plans,
    chunkedTables[2],
    ({ planRef }) => planRef,
    async (part, chunk) => {
      const rowsOf = part.map((plan) => planRow(tx.council, plan, chunk))
      await copyRows(tx, 'people.plan', rowsOf)
      await copyRows(
        tx,
        'people.plan_need',
        part.flatMap((plan) => needRows(tx.council, plan.planRef, plan.needs)),
      )
    },
  )
