import { addDays, type Day, dayOf } from '#src/base/day.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
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
import { html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { changeContact, decideStandingOf } from '#src/providers/commands.ts'
import { type OrganisationRecord, providerName } from '#src/providers/register.ts'
import { findOrganisation } from '#src/providers/register.store.ts'
import { STANDINGS, type StandingName, type StandingRefusal, standingWords } from '#src/providers/standing/standing.ts'
import { type CouncilContact, findContact, standingOf } from '#src/providers/standing/standing.store.ts'

type TypedStanding = { standing?: string; reason?: string; reviewDay?: Day | TypedDay }

const refOf = ({ params }: Visit): string => (params['ref'] ?? '').toUpperCase()
const textOf = (form: Visit['form'], name: string): string => {
  const value = form[name]
  return (typeof value === 'string' ? value : '').trim()
}

const below = (organisation: OrganisationRecord, title: string): Omit<Page, 'content'> => ({
  title,
  caption: providerName(organisation),
  section: 'providers',
  breadcrumbs: [
    { text: 'Providers', href: '/providers' },
    { text: organisation.organisationRef, href: `/providers/${organisation.organisationRef}` },
    { text: title },
  ],
})

const HINTS: Record<StandingName, string> = {
  approved: 'New work may go to it',
  suspended: 'No new work until the suspension is lifted',
  'not used': 'The council does not place with it',
}

function standingView(
  organisation: OrganisationRecord,
  typed: TypedStanding,
  csrf: string,
  errors: FieldError[] = [],
): Page {
  const href = `/providers/${organisation.organisationRef}`
  return {
    ...below(organisation, 'Change standing'),
    errors,
    content: postForm({
      action: `${href}/standing`,
      csrf,
      content: html`${radiosField({
        name: 'standing',
        label: 'Standing with this council',
        ...(typed.standing === undefined ? {} : { value: typed.standing }),
        errors,
        choices: STANDINGS.map((value) => ({
          value,
          text: standingWords(value),
          hint: HINTS[value],
          ...(value === 'suspended'
            ? {
                conditional: dayField({
                  name: 'reviewDay',
                  label: 'Review by',
                  hint: 'At most four weeks from today',
                  ...(typed.reviewDay === undefined ? {} : { value: typed.reviewDay }),
                  errors,
                }),
              }
            : {}),
        })),
      })}
${textareaField({ name: 'reason', label: 'Reason', hint: 'The provider can read it', value: typed.reason ?? '', rows: 3, errors })}
${submit('Save standing', { href })}`,
    }),
  }
}

export async function showStandingForm(visit: Visit): Promise<Reply> {
  const { actor, shell, csrf } = visit
  const ref = refOf(visit)
  return shell.read(actor, async (tx) => {
    const organisation = await findOrganisation(tx, ref)
    if (!organisation) return notFound()
    const standing = (await standingOf(tx, [ref])).get(ref)?.standing
    const reviewDay = addDays(dayOf(tx.now), 14)
    return page(
      standingView(organisation, { ...(standing && standing !== 'not listed' ? { standing } : {}), reviewDay }, csrf),
    )
  })
}

const REFUSALS: Record<StandingRefusal, FieldError> = {
  'nothing would change': { field: 'standing', message: 'Choose a standing other than the present one' },
  'the reason is missing': { field: 'reason', message: 'Enter the reason' },
  'the review day is missing': { field: 'reviewDay', message: 'Enter the day of the review, today or later' },
  'the review day is too far away': { field: 'reviewDay', message: 'Enter a review day within four weeks' },
}

export async function saveStandingForm(visit: Visit): Promise<Reply> {
  const { actor, shell, csrf, form } = visit
  const organisationRef = refOf(visit)
  const organisation = await shell.read(actor, (tx) => findOrganisation(tx, organisationRef))
  if (!organisation) return notFound()
  const standing = STANDINGS.find((name) => name === textOf(form, 'standing'))
  const reviewDay = readDay(form, 'reviewDay')
  const reason = textOf(form, 'reason')
  const again = (error: FieldError) =>
    page(
      standingView(
        organisation,
        { ...(standing ? { standing } : {}), reason, reviewDay: typedDay(form, 'reviewDay') },
        csrf,
        [error],
      ),
      { status: 400 },
    )
  if (!standing) return again({ field: 'standing', message: 'Choose a standing' })
  if (standing === 'suspended' && !reviewDay.ok && reviewDay.error === 'no such day')
    return again({ field: 'reviewDay', message: 'The review day must be a real day' })
  const decided = await decideStandingOf(shell, actor, {
    organisationRef,
    standing,
    reason,
    reviewDay: reviewDay.ok ? reviewDay.value : null,
  })
  if (decided.ok)
    return seeOther(
      `/providers/${organisationRef}`,
      `${providerName(organisation)}: ${standingWords(standing).toLowerCase()}`,
    )
  return decided.error === 'no such provider' ? notFound() : again(REFUSALS[decided.error])
}

function contactView(
  organisation: OrganisationRecord,
  typed: Partial<CouncilContact>,
  csrf: string,
  errors: FieldError[] = [],
): Page {
  const href = `/providers/${organisation.organisationRef}`
  const field = (name: keyof CouncilContact, label: string) =>
    textField({ name, label, value: typed[name] ?? '', errors })
  return {
    ...below(organisation, 'Change contact'),
    errors,
    content: postForm({
      action: `${href}/contact`,
      csrf,
      content: html`${field('contactName', 'Name of the contact (optional)')}
${field('contactEmail', 'Email address (optional)')}
${field('contactPhone', 'Telephone (optional)')}
${field('supplierNumber', 'Supplier number in the finance system (optional)')}
${textareaField({ name: 'note', label: 'Note for officers (optional)', value: typed.note ?? '', rows: 4, errors })}
${submit('Save contact', { href })}`,
    }),
  }
}

export async function showContactForm(visit: Visit): Promise<Reply> {
  const { actor, shell, csrf } = visit
  const ref = refOf(visit)
  return shell.read(actor, async (tx) => {
    const organisation = await findOrganisation(tx, ref)
    return organisation ? page(contactView(organisation, (await findContact(tx, ref)) ?? {}, csrf)) : notFound()
  })
}

export async function saveContactForm(visit: Visit): Promise<Reply> {
  const { actor, shell, csrf, form } = visit
  const organisationRef = refOf(visit)
  const organisation = await shell.read(actor, (tx) => findOrganisation(tx, organisationRef))
  if (!organisation) return notFound()
  const typed = (name: keyof CouncilContact): string | null => textOf(form, name).slice(0, 2000) || null
  const contact: CouncilContact = {
    contactName: typed('contactName'),
    contactEmail: typed('contactEmail'),
    contactPhone: typed('contactPhone'),
    supplierNumber: typed('supplierNumber'),
    note: typed('note'),
  }
  if (contact.contactEmail !== null && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(contact.contactEmail))
    return page(
      contactView(organisation, contact, csrf, [
        { field: 'contactEmail', message: 'Enter an email address, such as name@example.com' },
      ]),
      { status: 400 },
    )
  const changed = await changeContact(shell, actor, { organisationRef, ...contact })
  if (!changed.ok && changed.error === 'no such provider') return notFound()
  return seeOther(`/providers/${organisationRef}`, changed.ok ? 'Contact saved' : undefined)
}
