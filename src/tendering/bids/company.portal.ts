/** Who bids: whom to ask, the conditions of participation, the subcontractors. */
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import type { Read } from '#src/platform/database.ts'
import { button } from '#src/platform/pages/components.ts'
import { hiddenField, postForm, radiosField, submit, textareaField, textField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { inset, section } from '#src/platform/pages/record.ts'
import { dataTable } from '#src/platform/pages/table.ts'
import { findOrganisation, listLocations, providerName } from '#src/providers/index.ts'
import type { Draft, Subcontractor } from '#src/tendering/bids/bid.ts'
import {
  type OwnBid,
  saveOwnCompany,
  saveOwnSubcontractors,
  type SaveRefusal,
} from '#src/tendering/bids/bid-commands.ts'
import { bidPath, cannot, ownBid, partTrail, refOf } from '#src/tendering/bids/bid.portal.ts'
import { companyWords } from '#src/tendering/bids/bid-words.ts'
import type { Condition } from '#src/tendering/tenders/spec.ts'

type Typed = {
  readonly contact: Draft['contact']
  readonly conditions: readonly { readonly key: string; readonly met: string; readonly text: string }[]
}

/** The answer to a save that was refused for what the bid is, not for what was typed; undefined where the form is to blame. */
export const closedReply = (tenderRef: string, error: SaveRefusal<unknown>): Reply | undefined => {
  if (error.why === 'refused') return undefined
  return error.why === 'no such tender' ? notFound() : page(cannot(tenderRef, error.why), { status: 409 })
}

/** Parts are filled in while bids are taken; after that the whole is read on one page. */
export const whileOpen = async (
  visit: Visit,
  show: (own: OwnBid) => Promise<Page> | Page,
  status = 200,
): Promise<Reply> => {
  const found = await ownBid(visit)
  if ('reply' in found) return found.reply
  const { own } = found
  if (own.closed || own.cancelled || own.heldBack) return seeOther(`${bidPath(refOf(visit))}/check`)
  return page(await show(own), { status })
}

export async function showCompany(visit: Visit, typed?: Typed, errors: readonly FieldError[] = []): Promise<Reply> {
  return whileOpen(visit, (own) => companyView(visit, own, typed ?? typedOf(own.draft), errors), typed ? 400 : 200)
}

const typedOf = ({ contact, conditions }: Draft): Typed => ({
  contact,
  conditions: conditions.map(({ key, met, text: words }) => ({ key, met: met ? 'yes' : 'no', text: words })),
})

async function companyView(visit: Visit, own: OwnBid, typed: Typed, errors: readonly FieldError[]): Promise<Page> {
  const { tenderRef, spec } = own.published
  const registered = await visit.shell.read(visit.actor, (tx) => registration(tx, visit.actor.organisation ?? ''))
  return {
    title: 'Your company and the conditions',
    caption: `${tenderRef} ${spec.title}`,
    section: 'tenders',
    errors,
    breadcrumbs: partTrail(tenderRef, 'Your company'),
    content: postForm({
      action: `${bidPath(tenderRef)}/company`,
      csrf: visit.csrf,
      content: html`
        ${section(
          'Whom the council may ask about this bid',
          html`${textField({ name: 'name', label: 'Name', value: typed.contact.name, autocomplete: 'name', width: 20, errors })}
        ${textField({ name: 'email', label: 'Email address', type: 'email', value: typed.contact.email, autocomplete: 'email', width: 20, errors })}
        ${textField({ name: 'phone', label: 'Telephone number (optional)', type: 'tel', value: typed.contact.phone, autocomplete: 'tel', width: 20, errors })}`,
        )}
        ${spec.conditions.map((condition) => conditionFields(condition, typed, registered, errors))}
        ${submit('Save', { text: 'Back without saving', href: bidPath(tenderRef) })}`,
    }),
  }
}

function conditionFields(condition: Condition, typed: Typed, registered: string, errors: readonly FieldError[]): Html {
  const { key, kind, evidence } = condition
  const said = typed.conditions.find((one) => one.key === key)
  return section(
    `Condition ${key}`,
    html`${kind === 'cqc_personal_care' && inset(registered)}${radiosField({
      name: `met-${key}`,
      label: condition.text,
      ...(evidence ? { hint: 'Attach a file that shows it, under Files' } : {}),
      inline: true,
      value: said?.met ?? '',
      errors,
      choices: [
        { value: 'yes', text: 'We meet it' },
        { value: 'no', text: 'We do not' },
      ],
    })}${textareaField({ name: `how-${key}`, label: `How you meet ${key} (optional)`, rows: 3, value: said?.text ?? '', errors })}`,
  )
}

/** What the CQC register says of the bidder: the council checks the same. */
async function registration(tx: Read, organisationRef: string): Promise<string> {
  const organisation = await findOrganisation(tx, organisationRef)
  if (!organisation || organisation.status !== 'registered')
    return `The CQC register, as the council has it, shows no provider ${organisationRef} that is registered now.`
  const cares = (await listLocations(tx, organisationRef)).filter(
    ({ status, activities }) => status === 'registered' && activities.includes('Personal care'),
  )
  return cares.length === 0
    ? `The CQC register, as the council has it, shows ${providerName(organisation)} without a location registered for personal care.`
    : `The CQC register shows ${providerName(organisation)} with ${cares.length === 1 ? 'a location' : `${cares.length} locations`} registered for personal care.`
}

export async function postCompany(visit: Visit): Promise<Reply> {
  const tenderRef = refOf(visit)
  const found = await ownBid(visit)
  if ('reply' in found) return found.reply
  const { published } = found.own
  const typed: Typed = {
    contact: {
      name: typedText(visit.form, 'name'),
      email: typedText(visit.form, 'email'),
      phone: typedText(visit.form, 'phone'),
    },
    conditions: published.spec.conditions.map(({ key }) => ({
      key,
      met: typedText(visit.form, `met-${key}`),
      text: typedText(visit.form, `how-${key}`),
    })),
  }
  const conditions = typed.conditions
    .filter(({ met }) => met === 'yes' || met === 'no')
    .map(({ key, met, text: words }) => ({ key, met: met === 'yes', text: words }))
  const saved = await saveOwnCompany(visit.shell, visit.actor, tenderRef, {
    contact: typed.contact,
    conditions,
  })
  if (saved.ok) return seeOther(bidPath(tenderRef), 'Saved')
  if (saved.error.why !== 'refused') return closedReply(tenderRef, saved.error) ?? notFound()
  return showCompany(visit, typed, [companyWords(saved.error.refusal)])
}

// --- subcontractors

export async function showSubcontractors(
  visit: Visit,
  typed?: Subcontractor,
  errors: readonly FieldError[] = [],
): Promise<Reply> {
  return whileOpen(visit, (own) => subcontractorsView(visit, own, typed, errors), typed ? 400 : 200)
}

function subcontractorsView(
  { csrf }: Visit,
  { published: { tenderRef, spec }, draft }: OwnBid,
  typed: Subcontractor | undefined,
  errors: readonly FieldError[],
): Page {
  const action = `${bidPath(tenderRef)}/subcontractors`
  return {
    title: 'Subcontractors',
    caption: `${tenderRef} ${spec.title}`,
    section: 'tenders',
    errors,
    breadcrumbs: partTrail(tenderRef, 'Subcontractors'),
    content: html`<p class="govuk-body">Name everybody who would do a part of the care for you. If one of them bids too, the council is told after the opening.</p>
      ${
        draft.subcontractors.length > 0 &&
        dataTable<Subcontractor>({
          caption: 'Named so far',
          folds: true,
          rows: draft.subcontractors,
          columns: [
            { heading: 'Name', cell: (one) => one.name },
            { heading: 'CQC provider ID', cell: (one) => one.organisationRef || 'None' },
            { heading: 'What they would do', cell: (one) => one.work },
            {
              heading: 'Remove',
              cell: (one) => removeForm(`${action}/remove`, csrf, 'name', one.name, one.name),
            },
          ],
        })
      }
      ${section(
        'Name one',
        postForm({
          action,
          csrf,
          content: html`${textField({ name: 'subcontractor', label: 'Name', value: typed?.name ?? '', width: 20, errors })}
          ${textField({ name: 'organisationRef', label: 'CQC provider ID (leave empty if it has none)', hint: 'For example, 1-101641521', value: typed?.organisationRef ?? '', width: 10, errors })}
          ${textField({ name: 'work', label: 'What they would do', hint: 'For example, waking nights in Riverside', value: typed?.work ?? '', errors })}
          ${submit('Add', { text: 'Back to your bid', href: bidPath(tenderRef) })}`,
        }),
      )}`,
  }
}

export const removeForm = (action: string, csrf: string, field: string, value: string, whom: string): Html =>
  postForm({
    action,
    csrf,
    content: html`${hiddenField(field, value)}${button({
      html: html`Remove <span class="govuk-visually-hidden">${whom}</span>`,
      classes: 'govuk-button--secondary govuk-!-margin-bottom-1',
      preventDoubleClick: true,
    })}`,
  })

export async function postSubcontractor(visit: Visit): Promise<Reply> {
  const { shell, actor } = visit
  const tenderRef = refOf(visit)
  const typed = {
    name: typedText(visit.form, 'subcontractor'),
    organisationRef: typedText(visit.form, 'organisationRef'),
    work: typedText(visit.form, 'work'),
  }
  const known =
    typed.organisationRef === '' || (await shell.read(actor, (tx) => findOrganisation(tx, typed.organisationRef)))
  const errors: FieldError[] = [
    ...(typed.name === '' ? [{ field: 'subcontractor', message: 'Enter the name of the subcontractor' }] : []),
    ...(known
      ? []
      : [{ field: 'organisationRef', message: 'Enter the ID as the CQC register has it, or leave it empty' }]),
    ...(typed.work === '' ? [{ field: 'work', message: 'Say what they would do' }] : []),
  ]
  if (errors.length > 0) return showSubcontractors(visit, typed, errors)
  const saved = await saveOwnSubcontractors(shell, actor, tenderRef, (named) => [
    ...named.filter(({ name }) => name !== typed.name),
    typed,
  ])
  if (saved.ok) return seeOther(`${bidPath(tenderRef)}/subcontractors`, `${typed.name} added`)
  if (saved.error.why !== 'refused') return closedReply(tenderRef, saved.error) ?? notFound()
  return showSubcontractors(visit, typed, [companyWords(saved.error.refusal)])
}

export async function postRemoveSubcontractor(visit: Visit): Promise<Reply> {
  const tenderRef = refOf(visit)
  const name = typedText(visit.form, 'name')
  const saved = await saveOwnSubcontractors(visit.shell, visit.actor, tenderRef, (named) =>
    named.filter((one) => one.name !== name),
  )
  if (saved.ok) return seeOther(`${bidPath(tenderRef)}/subcontractors`, `${name} removed`)
  return closedReply(tenderRef, saved.error) ?? notFound()
}
