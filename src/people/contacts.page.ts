import { formatInstant } from '#src/base/day.ts'
import { listOfficers, roleName } from '#src/councils/index.ts'
import { addContact, assignWorker, changeKeySafe, removeContact } from '#src/people/commands.ts'
import { type Person, personName } from '#src/people/person.ts'
import { findKeySafe, findPerson } from '#src/people/person.store.ts'
import { personRefOf } from '#src/people/person.page.ts'
import { type Actor, may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { checkboxesField, postForm, selectField, submit, textField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { summary } from '#src/platform/pages/record.ts'

/** A page about one thing of a person, under the person's record. */
export const personPart = (
  person: Person,
  title: string,
): Pick<Page, 'title' | 'caption' | 'section' | 'breadcrumbs'> => ({
  title,
  caption: `${personName(person)}, ${person.personRef}`,
  section: 'people',
  breadcrumbs: [
    { text: 'People', href: '/people' },
    { text: person.personRef, href: `/people/${person.personRef}` },
    { text: title },
  ],
})

/** The person of the address, seen and noted as seen. */
export const viewPerson = (visit: Visit): Promise<Person | undefined> => {
  const ref = personRefOf(visit)
  return visit.shell.view(visit.actor, `person:${ref}`, (tx) => findPerson(tx, ref))
}

const typed = (visit: Visit, name: string): string => typedText(visit.form, name)

type TypedContact = { name: string; relationship: string; phone: string; email: string; emergency: boolean }

const contactView = (person: Person, contact: TypedContact, csrf: string, errors: FieldError[] = []): Page => ({
  ...personPart(person, 'Add a contact'),
  errors,
  content: postForm({
    action: `/people/${person.personRef}/contacts/add`,
    csrf,
    content: html`
${textField({ name: 'name', label: 'Name', value: contact.name, errors, width: 20 })}
${textField({ name: 'relationship', label: 'Who they are to the person', hint: 'For example, daughter, neighbour, GP', value: contact.relationship, errors, width: 20 })}
${textField({ name: 'phone', label: 'Telephone', type: 'tel', value: contact.phone, errors, width: 20 })}
${textField({ name: 'email', label: 'Email (optional)', type: 'email', value: contact.email, errors, width: 30 })}
${checkboxesField({ name: 'emergency', label: 'When to call', values: contact.emergency ? ['yes'] : [], choices: [{ value: 'yes', text: 'Call in an emergency' }], small: true })}
${submit('Add the contact', { href: `/people/${person.personRef}` })}`,
  }),
})

export async function showAddContact(visit: Visit): Promise<Reply> {
  const person = await viewPerson(visit)
  const empty = { name: '', relationship: '', phone: '', email: '', emergency: false }
  return person ? page(contactView(person, empty, visit.csrf)) : notFound()
}

export async function postAddContact(visit: Visit): Promise<Reply> {
  const person = await viewPerson(visit)
  if (!person) return notFound()
  const contact = {
    name: typed(visit, 'name'),
    relationship: typed(visit, 'relationship'),
    phone: typed(visit, 'phone'),
    email: typed(visit, 'email'),
    emergency: typed(visit, 'emergency') === 'yes',
  }
  const errors: FieldError[] = []
  if (contact.name === '') errors.push({ field: 'name', message: 'Enter the name of the contact' })
  if (contact.relationship === '')
    errors.push({ field: 'relationship', message: 'Enter who the contact is to the person' })
  if (contact.phone === '' && contact.email === '')
    errors.push({ field: 'phone', message: 'Enter a telephone number or an email address' })
  if (contact.email !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(contact.email))
    errors.push({ field: 'email', message: 'Enter an email address, such as name@example.com' })
  if (errors.length > 0) return page(contactView(person, contact, visit.csrf, errors), { status: 400 })
  const { phone, email, ...rest } = contact
  const added = await addContact(visit.shell, visit.actor, {
    personRef: person.personRef,
    contact: { ...rest, ...(phone === '' ? {} : { phone }), ...(email === '' ? {} : { email }) },
  })
  if (!added.ok) return notFound()
  return seeOther(`/people/${person.personRef}`, `${contact.name} has been added.`)
}

const contactOf = (visit: Visit, person: Person | undefined) =>
  person?.contacts.find(({ contactNo }) => String(contactNo) === visit.params['no'])

export async function showRemoveContact(visit: Visit): Promise<Reply> {
  const person = await viewPerson(visit)
  const contact = contactOf(visit, person)
  if (!person || !contact) return notFound()
  const { personRef } = person
  return page({
    ...personPart(person, `Remove ${contact.name}?`),
    content: postForm({
      action: `/people/${personRef}/contacts/${contact.contactNo}/remove`,
      csrf: visit.csrf,
      content: html`<p class="govuk-body">${contact.name}, ${contact.relationship}, will no longer be on this person's record.</p>${submit('Remove the contact', { href: `/people/${personRef}` })}`,
    }),
  })
}

export async function postRemoveContact(visit: Visit): Promise<Reply> {
  const person = await viewPerson(visit)
  const contact = contactOf(visit, person)
  if (!person || !contact) return notFound()
  const { personRef } = person
  const removed = await removeContact(visit.shell, visit.actor, { personRef, contactNo: contact.contactNo })
  return removed.ok ? seeOther(`/people/${personRef}`, `${contact.name} has been removed.`) : notFound()
}

const keySafeForm = (personRef: string, place: string, code: string, csrf: string, errors: FieldError[]): Html =>
  postForm({
    action: `/people/${personRef}/key-safe`,
    csrf,
    content: html`
${textField({ name: 'place', label: 'Where the key safe is', hint: 'For example, left of the back door', value: place, errors, width: 30 })}
${textField({ name: 'code', label: 'Code', value: code, errors, width: 10, autocomplete: 'off' })}
${submit('Save the key safe', { href: `/people/${personRef}` })}`,
  })

/** How to get into the home: on a page of its own, with an access line of its own. */
export async function showKeySafe(visit: Visit): Promise<Reply> {
  const { actor, shell, csrf } = visit
  const ref = personRefOf(visit)
  return shell.view(actor, `key-safe:${ref}`, async (tx) => {
    const person = await findPerson(tx, ref)
    if (!person) return notFound()
    const keySafe = await findKeySafe(tx, ref)
    return page({
      ...personPart(person, 'Key safe'),
      content: html`<p class="govuk-body">That you looked at this page has been recorded.</p>
${
  keySafe
    ? summary([
        { key: 'Where it is', value: keySafe.place },
        { key: 'Code', value: keySafe.code },
        { key: 'Changed', value: formatInstant(keySafe.changedAt) },
      ])
    : html`<p class="govuk-body">No key safe is recorded for this person.</p>`
}
${may(actor, 'people.change') && html`<h2 class="govuk-heading-m">Change the key safe</h2>${keySafeForm(ref, keySafe?.place ?? '', '', csrf, [])}`}`,
    })
  })
}

export async function postKeySafe(visit: Visit): Promise<Reply> {
  const person = await viewPerson(visit)
  if (!person) return notFound()
  const [place, code] = [typed(visit, 'place'), typed(visit, 'code')]
  const errors: FieldError[] = []
  if (place === '') errors.push({ field: 'place', message: 'Enter where the key safe is' })
  if (code === '') errors.push({ field: 'code', message: 'Enter the code of the key safe' })
  if (errors.length > 0) {
    const content = keySafeForm(person.personRef, place, code, visit.csrf, errors)
    return page({ ...personPart(person, 'Key safe'), errors, content }, { status: 400 })
  }
  const changed = await changeKeySafe(visit.shell, visit.actor, { personRef: person.personRef, place, code })
  return changed.ok ? seeOther(`/people/${person.personRef}`, 'The key safe has been saved.') : notFound()
}

const CASE_ROLES = ['social_worker', 'team_manager', 'duty_officer'] as const

async function workerView(visit: Visit, actor: Actor, person: Person, errors: FieldError[] = []): Promise<Page> {
  const officers = await visit.shell.read(actor, (tx) => listOfficers(tx))
  const choices = officers
    .filter(({ roles }) => roles.some((role) => CASE_ROLES.some((each) => each === role)))
    .map(({ officerRef, name, roles }) => ({ value: officerRef, text: `${name}, ${roles.map(roleName).join(', ')}` }))
  return {
    ...personPart(person, 'Who has the case'),
    errors,
    content: postForm({
      action: `/people/${person.personRef}/worker`,
      csrf: visit.csrf,
      content: html`${selectField({ name: 'worker', label: 'Officer', choices, value: person.workerRef, empty: 'Choose an officer', errors })}
${submit('Give the case to this officer', { href: `/people/${person.personRef}` })}`,
    }),
  }
}

export async function showWorker(visit: Visit): Promise<Reply> {
  const person = await viewPerson(visit)
  return person ? page(await workerView(visit, visit.actor, person)) : notFound()
}

export async function postWorker(visit: Visit): Promise<Reply> {
  const person = await viewPerson(visit)
  if (!person) return notFound()
  const { personRef } = person
  const given = await assignWorker(visit.shell, visit.actor, { personRef, officerRef: typed(visit, 'worker') })
  if (given.ok || given.error === 'nothing changes') return seeOther(`/people/${personRef}`, 'The case has been given.')
  const errors = [{ field: 'worker', message: 'Choose the officer who takes the case' }]
  return page(await workerView(visit, visit.actor, person, errors), { status: 400 })
}
