import { dayOf } from '#src/base/day.ts'
import { decodeText, delimiterOf, readSeparated } from '#src/base/separated-text.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { ContinuityFact } from '#src/continuity/facts.ts'
import {
  isSamePerson,
  isToldField,
  type KnownPerson,
  NEEDED,
  readTold,
  toldBefore,
  type ToldFault,
  type ToldField,
  type ToldPerson,
  type TypedTold,
} from '#src/continuity/told/known-person.ts'
import {
  endKnownPerson,
  insertKnownPeople,
  listKnownPeople,
  lockKnownPerson,
} from '#src/continuity/told/known-person.store.ts'
import { listZones } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, nextRefs, type Shell, type Write } from '#src/platform/command.ts'
import { findOrganisation } from '#src/providers/index.ts'

type Tell = { readonly organisationRef: string; readonly typed: TypedTold }
export type TellRefusal =
  | { readonly why: 'no such provider' }
  | { readonly why: 'faults'; readonly faults: ToldFault[] }

const tellerOf = (actor: Actor): string => (actor.kind === 'provider' ? 'The provider' : 'An officer')

/** A provider tells of its own people alone. */
const isItsOwn = async (tx: Write, organisationRef: string): Promise<boolean> =>
  (tx.actor.organisation ?? organisationRef) === organisationRef &&
  (await findOrganisation(tx, organisationRef)) !== undefined

/** One person whom a provider serves and the council does not pay for. */
export const tellOfPerson = (
  shell: Shell,
  actor: Actor,
  { organisationRef, typed }: Tell,
  options: CommandOptions = {},
) =>
  shell.command(
    actor,
    'tell-of-person',
    async (tx): Promise<Result<string, TellRefusal>> => {
      if (!(await isItsOwn(tx, organisationRef))) return refuse({ why: 'no such provider' })
      const zones = (await listZones(tx)).map(({ zone }) => zone)
      const told = readTold(typed, zones, tellerOf(actor))
      if (!told.ok) return refuse({ why: 'faults', faults: told.error })
      // Read once the number is taken: of two who send the same at once, the second finds the first.
      const knownRef = await nextRef(tx, 'KP')
      const same = (await listKnownPeople(tx, organisationRef)).find((one) => isSamePerson(one, told.value))
      if (same) return refuse({ why: 'faults', faults: [toldBefore(same.knownRef)] })
      await insertKnownPeople(tx, [
        { ...told.value, knownRef, organisationRef, toldByName: actor.name, toldAt: tx.now },
      ])
      tx.record({
        type: 'continuity.person-told-of',
        about: [`known-person:${knownRef}`, `provider:${organisationRef}`],
        data: { knownRef, organisationRef, pays: told.value.pays },
      } satisfies ContinuityFact)
      return ok(knownRef)
    },
    { ...options, request: { organisationRef, typed } },
  )

export type RowFault = { readonly line: number; readonly field: string; readonly message: string }
export type FileRefusal =
  | { readonly why: 'no such provider' }
  | { readonly why: 'no rows' }
  | { readonly why: 'too many rows' }
  | { readonly why: 'columns missing'; readonly columns: readonly string[] }
  | { readonly why: 'faults'; readonly faults: readonly RowFault[] }

const MOST_ROWS = 2000

/** A file of such people: all of its rows are taken, or none, and each fault is named with its row. */
export const tellOfPeople = (
  shell: Shell,
  actor: Actor,
  { organisationRef, bytes }: { organisationRef: string; bytes: Uint8Array },
) =>
  shell.command(actor, 'tell-of-people', async (tx): Promise<Result<number, FileRefusal>> => {
    if (!(await isItsOwn(tx, organisationRef))) return refuse({ why: 'no such provider' })
    const zones = (await listZones(tx)).map(({ zone }) => zone)
    const read = readFile(bytes, zones, tellerOf(actor))
    if (!read.ok) return read
    const refs = await nextRefs(tx, 'KP', read.value.length)
    const faults = toldTwice(read.value, await listKnownPeople(tx, organisationRef))
    if (faults.length > 0) return refuse({ why: 'faults', faults })
    const people = read.value.map(({ person }, at) => ({
      ...{ ...person, knownRef: refs[at] ?? '', organisationRef, toldByName: actor.name, toldAt: tx.now },
    }))
    await insertKnownPeople(tx, people)
    tx.record({
      type: 'continuity.people-told-of',
      about: [`provider:${organisationRef}`],
      data: { organisationRef, count: people.length, first: refs[0] ?? '', last: refs.at(-1) ?? '' },
    } satisfies ContinuityFact)
    return ok(people.length)
  })

type ToldRow = { readonly line: number; readonly person: ToldPerson }

/** Rows of people whom we know already, or who stand in the file twice. */
const toldTwice = (told: readonly ToldRow[], known: readonly KnownPerson[]): RowFault[] =>
  told.flatMap(({ line, person }, at) => {
    const before = known.find((one) => isSamePerson(one, person))
    const row = told.slice(0, at).find((one) => isSamePerson(one.person, person))
    const ref = before?.knownRef ?? (row && `Row ${row.line}`)
    return ref === undefined ? [] : [{ line, ...toldBefore(ref) }]
  })

function readFile(bytes: Uint8Array, zones: readonly string[], teller: string): Result<ToldRow[], FileRefusal> {
  const text = decodeText(bytes)
  const [header, ...records] = [...readSeparated(text, delimiterOf(text))].filter(({ cells }) =>
    cells.some((cell) => cell.trim() !== ''),
  )
  if (!header || records.length === 0) return refuse({ why: 'no rows' })
  if (records.length > MOST_ROWS) return refuse({ why: 'too many rows' })
  const columns = header.cells.map((cell) => cell.trim().toLowerCase().replaceAll(' ', '_'))
  const missing = NEEDED.filter((field) => !columns.includes(field))
  if (missing.length > 0) return refuse({ why: 'columns missing', columns: missing })
  const faults: RowFault[] = []
  const people: ToldRow[] = []
  for (const { line, cells } of records) {
    const typed: Partial<Record<ToldField, string>> = {}
    columns.forEach((column, at) => {
      if (isToldField(column)) typed[column] = cells[at] ?? ''
    })
    const told = readTold(typed, zones, teller)
    if (told.ok) people.push({ line, person: told.value })
    else faults.push(...told.error.map((fault) => ({ line, ...fault })))
  }
  return faults.length > 0 ? refuse({ why: 'faults', faults }) : ok(people)
}

/** From today the provider no longer serves somebody of whom we were told. */
export const endTold = (shell: Shell, actor: Actor, knownRef: string) =>
  shell.command(actor, 'end-told', async (tx): Promise<Result<true, 'no such person'>> => {
    const person = await lockKnownPerson(tx, knownRef)
    if (!person || person.goneDay !== null) return refuse('no such person')
    const goneDay = dayOf(tx.now)
    await endKnownPerson(tx, knownRef, goneDay)
    tx.record({
      type: 'continuity.known-person-gone',
      about: [`known-person:${knownRef}`, `provider:${person.organisationRef}`],
      data: { knownRef, organisationRef: person.organisationRef, goneDay },
    } satisfies ContinuityFact)
    return ok(true)
  })
