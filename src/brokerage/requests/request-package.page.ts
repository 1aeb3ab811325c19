/** The journey that asks for a package: one question a page, kept as a draft from the first answer on. */
import { dayOf } from '#src/base/day.ts'
import { serviceName } from '#src/brokerage/packages/care-package.ts'
import { requestPackage } from '#src/brokerage/requests/request-commands.ts'
import { isRequestKind, REQUEST_KINDS, REQUEST_WORDS, type RequestKind } from '#src/brokerage/requests/request.ts'
import { PAYER_WORDS, PAYERS } from '#src/brokerage/self-funders/self-funder.ts'
import { listServices } from '#src/contracts/index.ts'
import { findPeople, type Person, personName } from '#src/people/index.ts'
import { may } from '#src/platform/actor.ts'
import { notDone, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { button } from '#src/platform/pages/components.ts'
import { hiddenField, postForm, radiosField, submit, textField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
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

export const kindIn = (visit: Visit): RequestKind | undefined => {
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
      return notDone(`/packages/${asked.error.packageRef}`, 'This person has an open package already: this one')
    case 'no such person':
      return again('There is no such person. Find the person by name')
    case 'case closed':
      return again('The case of this person is closed. Open it again on the person’s page first')
    default:
      throw new Error(`a bare request was refused: ${asked.error.why}`)
  }
}
