import { ok, type Result, refuse } from '#src/base/result.ts'
import { findOfficer, findZone, listZones } from '#src/councils/index.ts'
import type { PeopleFact } from '#src/people/facts.ts'
import { changedFields, type Contact, type LookAlike, type Person, type PersonDetails } from '#src/people/person.ts'
import {
  deleteContact,
  insertContact,
  insertPerson,
  type KeySafe,
  listLookAlikes,
  lockLookAlikes,
  lockPerson,
  saveCorrection,
  saveKeySafe,
  saveWorker,
} from '#src/people/person.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'

/** A person's details; without a zone it is the one in which the postcode lies. */
export type DetailsGiven = Omit<PersonDetails, 'zone'> & { zone?: string }

export type AddPerson = {
  details: DetailsGiven
  workerRef?: string
  /** Look-alikes that the officer has seen and says are somebody else. */
  notThem?: readonly string[]
}

export type ZoneRefusal = 'zone not known from the postcode' | 'no such zone'
export type AddPersonRefusal =
  | ZoneRefusal
  | 'no such officer'
  | { readonly kind: 'here already' | 'may be here already'; readonly people: readonly LookAlike[] }

export const addPerson = (shell: Shell, actor: Actor, input: AddPerson, options: CommandOptions = {}) =>
  shell.command<{ personRef: string }, AddPersonRefusal>(
    actor,
    'add-person',
    async (tx) => {
      const zoned = await inZone(tx, input.details)
      if (!zoned.ok) return zoned
      if (input.workerRef !== undefined && !(await findOfficer(tx, input.workerRef))) return refuse('no such officer')
      const people = await lockLookAlikes(tx, input.details)
      const refused = refuseLookAlikes(people, input.notThem ?? [])
      if (refused) return refuse(refused)
      const personRef = await nextRef(tx, 'P')
      await insertPerson(tx, {
        ...zoned.value,
        personRef,
        ...(input.workerRef === undefined ? {} : { workerRef: input.workerRef }),
        addedAt: tx.now,
        addedBy: actor.name,
      })
      tx.record({
        type: 'people.person-added',
        about: [`person:${personRef}`],
        data: { personRef, zone: zoned.value.zone, lookedLike: people.map((each) => each.personRef) },
      } satisfies PeopleFact)
      return ok({ personRef })
    },
    options,
  )

/** The same NHS number is the same person; the same name and date of birth may be another, which an officer must say. */
function refuseLookAlikes(people: readonly LookAlike[], notThem: readonly string[]) {
  const same = people.filter(({ by }) => by === 'NHS number')
  if (same.length > 0) return { kind: 'here already' as const, people: same }
  const unseen = people.filter(({ personRef }) => !notThem.includes(personRef))
  return unseen.length > 0 ? { kind: 'may be here already' as const, people } : undefined
}

async function inZone(tx: Write, details: DetailsGiven): Promise<Result<PersonDetails, ZoneRefusal>> {
  const zone = details.zone ?? (await findZone(tx, details.postcode))
  if (zone === undefined) return refuse('zone not known from the postcode')
  const isKnown = (await listZones(tx)).some((each) => each.zone === zone)
  return isKnown ? ok({ ...details, zone }) : refuse('no such zone')
}

export type CorrectPerson = { personRef: string; version: number; details: DetailsGiven }
export type CorrectPersonRefusal =
  | ZoneRefusal
  | 'no such person'
  | 'corrected meanwhile'
  | 'nothing changes'
  | { readonly kind: 'here already'; readonly people: readonly LookAlike[] }

export const correctPerson = (shell: Shell, actor: Actor, input: CorrectPerson, options: CommandOptions = {}) =>
  shell.command<{ version: number; fields: string[] }, CorrectPersonRefusal>(
    actor,
    'correct-person',
    async (tx) => {
      const person = await lockPerson(tx, input.personRef)
      if (!person) return refuse('no such person')
      if (person.version !== input.version) return refuse('corrected meanwhile')
      const zoned = await inZone(tx, input.details)
      if (!zoned.ok) return zoned
      const fields = changedFields(person, zoned.value)
      if (fields.length === 0) return refuse('nothing changes')
      const others = (await listLookAlikes(tx, input.details)).filter(
        ({ personRef, by }) => by === 'NHS number' && personRef !== person.personRef,
      )
      if (others.length > 0) return refuse({ kind: 'here already', people: others })
      await saveCorrection(tx, person, zoned.value, fields)
      const version = person.version + 1
      tx.record({
        type: 'people.person-corrected',
        about: [`person:${person.personRef}`],
        data: { personRef: person.personRef, version, fields: [...fields] },
      } satisfies PeopleFact)
      return ok({ version, fields: [...fields] })
    },
    options,
  )

export type AddContact = { personRef: string; contact: Omit<Contact, 'contactNo'> }

export const addContact = (shell: Shell, actor: Actor, { personRef, contact }: AddContact) =>
  shell.command<number, 'no such person' | 'no name' | 'no way to reach'>(actor, 'add-contact', async (tx) => {
    const person = await lockPerson(tx, personRef)
    if (!person) return refuse('no such person')
    if (contact.name.trim() === '') return refuse('no name')
    if (contact.phone === undefined && contact.email === undefined) return refuse('no way to reach')
    const contactNo = 1 + Math.max(0, ...person.contacts.map((each) => each.contactNo))
    await insertContact(tx, personRef, { ...contact, contactNo })
    tx.record({
      type: 'people.contact-added',
      about: [`person:${personRef}`],
      data: { personRef, contactNo, emergency: contact.emergency },
    } satisfies PeopleFact)
    return ok(contactNo)
  })

export const removeContact = (shell: Shell, actor: Actor, input: { personRef: string; contactNo: number }) =>
  shell.command<number, 'no such contact'>(actor, 'remove-contact', async (tx) => {
    const { personRef, contactNo } = input
    const person = await lockPerson(tx, personRef)
    if (!person?.contacts.some((contact) => contact.contactNo === contactNo)) return refuse('no such contact')
    await deleteContact(tx, personRef, contactNo)
    tx.record({
      type: 'people.contact-removed',
      about: [`person:${personRef}`],
      data: { personRef, contactNo },
    } satisfies PeopleFact)
    return ok(contactNo)
  })

export const changeKeySafe = (shell: Shell, actor: Actor, input: { personRef: string } & Omit<KeySafe, 'changedAt'>) =>
  shell.command<string, 'no such person' | 'place or code missing'>(actor, 'change-key-safe', async (tx) => {
    const { personRef, place, code } = input
    if (!(await lockPerson(tx, personRef))) return refuse('no such person')
    if (place.trim() === '' || code.trim() === '') return refuse('place or code missing')
    await saveKeySafe(tx, personRef, { place: place.trim(), code: code.trim() })
    tx.record({
      type: 'people.key-safe-changed',
      about: [`person:${personRef}`],
      data: { personRef },
    } satisfies PeopleFact)
    return ok(personRef)
  })

export const assignWorker = (shell: Shell, actor: Actor, input: { personRef: string; officerRef: string }) =>
  shell.command<Person, 'no such person' | 'no such officer' | 'nothing changes'>(
    actor,
    'assign-worker',
    async (tx) => {
      const { personRef, officerRef } = input
      const person = await lockPerson(tx, personRef)
      if (!person) return refuse('no such person')
      if (!(await findOfficer(tx, officerRef))) return refuse('no such officer')
      if (person.workerRef === officerRef) return refuse('nothing changes')
      await saveWorker(tx, personRef, officerRef)
      tx.record({
        type: 'people.worker-assigned',
        about: [`person:${personRef}`, `officer:${officerRef}`],
        data: { personRef, officerRef },
      } satisfies PeopleFact)
      return ok({ ...person, workerRef: officerRef })
    },
  )
