import { listZones, type Zone } from '#src/councils/index.ts'
import { addPerson, correctPerson } from '#src/people/commands.ts'
import { type LookAlike, type Person, personName } from '#src/people/person.ts'
import { findPerson, listPeopleByRef } from '#src/people/person.store.ts'
import {
  detailFields,
  detailsOf,
  lookAlikeTable,
  notThemField,
  readDetails,
  refusalErrors,
  type TypedDetails,
  typedDetails,
} from '#src/people/person-form.page.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { hiddenField, postForm, submit } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { chosen } from '#src/platform/pages/queue.ts'

const EMPTY: TypedDetails = {
  title: '',
  givenName: '',
  familyName: '',
  knownAs: '',
  birthDay: { day: '', month: '', year: '' },
  addressLines: '',
  postcode: '',
  zone: '',
  phone: '',
  nhsNumber: '',
  language: 'English',
  interpreter: 'no',
  livesAlone: '',
}

type Alike = { people: readonly Person[]; by: readonly LookAlike[] }

const addView = (
  typed: TypedDetails,
  zones: readonly Zone[],
  csrf: string,
  errors: FieldError[],
  alike?: Alike,
): Page => ({
  title: 'Add a person',
  section: 'people',
  breadcrumbs: [{ text: 'People', href: '/people' }, { text: 'Add a person' }],
  errors,
  content: postForm({
    action: '/people/add',
    csrf,
    content: html`${alike && html`${lookAlikeTable(alike.people, alike.by)}${notThemField(alike.by, errors)}`}
${detailFields(typed, zones, errors)}
${submit('Add the person', { href: '/people' })}`,
  }),
})

export async function showAddPerson({ actor, shell, csrf }: Visit): Promise<Reply> {
  const zones = await shell.read(actor, listZones)
  return page(addView(EMPTY, zones, csrf, []))
}

export async function postAddPerson(visit: Visit): Promise<Reply> {
  const { actor, shell, form, csrf } = visit
  const typed = typedDetails(form)
  const again = async (errors: FieldError[], by: readonly LookAlike[] = []) => {
    const { zones, people } = await shell.read(actor, async (tx) => ({
      zones: await listZones(tx),
      people: await listPeopleByRef(
        tx,
        by.map(({ personRef }) => personRef),
      ),
    }))
    return page(addView(typed, zones, csrf, errors, by.length > 0 ? { people, by } : undefined), { status: 400 })
  }
  const read = readDetails(visit)
  if (!read.ok) return again(read.error)
  const notThem = chosen(form, 'notThem')[0] === 'no' ? chosen(form, 'seen') : []
  const own = actor.kind === 'officer' && may(actor, 'people.assess') ? { workerRef: actor.id } : {}
  const added = await addPerson(shell, actor, { details: read.value, notThem, ...own })
  if (added.ok) return seeOther(`/people/${added.value.personRef}`, `${personName(read.value)} has been added.`)
  const by = typeof added.error === 'object' ? added.error.people : []
  return again(refusalErrors(added.error), by)
}

const correctView = (
  person: Person,
  typed: TypedDetails,
  zones: readonly Zone[],
  csrf: string,
  errors: FieldError[] = [],
): Page => ({
  title: 'Correct details',
  caption: `${personName(person)}, ${person.personRef}`,
  section: 'people',
  breadcrumbs: [
    { text: 'People', href: '/people' },
    { text: person.personRef, href: `/people/${person.personRef}` },
    { text: 'Correct details' },
  ],
  errors,
  content: postForm({
    action: `/people/${person.personRef}/correct`,
    csrf,
    content: html`${hiddenField('version', person.version)}${detailFields(typed, zones, errors)}
${submit('Save the correction', { href: `/people/${person.personRef}` })}`,
  }),
})

const findWithZones = (visit: Visit) => {
  const ref = (visit.params['ref'] ?? '').toUpperCase()
  return visit.shell.view(visit.actor, `person:${ref}`, async (tx) => ({
    person: await findPerson(tx, ref),
    zones: await listZones(tx),
  }))
}

export async function showCorrectPerson(visit: Visit): Promise<Reply> {
  const { person, zones } = await findWithZones(visit)
  return person ? page(correctView(person, detailsOf(person), zones, visit.csrf)) : notFound()
}

export async function postCorrectPerson(visit: Visit): Promise<Reply> {
  const { person, zones } = await findWithZones(visit)
  if (!person) return notFound()
  const again = (errors: FieldError[]) =>
    page(correctView(person, typedDetails(visit.form), zones, visit.csrf, errors), { status: 400 })
  const read = readDetails(visit)
  if (!read.ok) return again(read.error)
  const version = Number(chosen(visit.form, 'version')[0])
  const corrected = await correctPerson(visit.shell, visit.actor, {
    personRef: person.personRef,
    version,
    details: read.value,
  })
  if (!corrected.ok) return again(refusalErrors(corrected.error))
  return seeOther(`/people/${person.personRef}`, 'The correction has been saved.')
}
