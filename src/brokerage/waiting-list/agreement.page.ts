/** Notes that a person agrees to care from outside of their zone, or chooses a home there. */
import { nameFor } from '#src/brokerage/packages/packages.page.ts'
import {
  type AgreementRefusal,
  agreementRefusal,
  noteAgreement,
} from '#src/brokerage/waiting-list/agreement-commands.ts'
import { findProposal, type ProposalListing } from '#src/brokerage/waiting-list/plan.store.ts'
import { WAITING_LIST } from '#src/brokerage/waiting-list/waiting-list.page.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { dayField, postForm, radiosField, readDay, submit, textField, typedDay } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { inset } from '#src/platform/pages/record.ts'
import { providerNames } from '#src/providers/index.ts'

const FIELDS: Readonly<Record<AgreementRefusal, string>> = {
  'not in the plan': 'saidBy',
  'not out of area': 'saidBy',
  'placed meanwhile': 'saidBy',
  'no name': 'saidBy',
  'not yet': 'saidOn',
}

const readProposal = ({ shell, actor, params }: Visit) =>
  shell.read(actor, async (tx) => {
    const found = await findProposal(tx, params['ref'] ?? '', params['package'] ?? '')
    if (found?.organisationRef === undefined || !found.exceptions.includes('out of area')) return undefined
    const { organisationRef } = found
    return { found, name: (await providerNames(tx, [organisationRef])).get(organisationRef) ?? organisationRef }
  })

function view(
  visit: Visit,
  { found, name }: { found: ProposalListing; name: string },
  errors: readonly FieldError[],
): Page {
  const { csrf, actor, form } = visit
  const { planRef, packageRef, place } = found
  const at = `${WAITING_LIST}/plans/${planRef}`
  return {
    title: 'The person agrees to care from outside their zone',
    caption: `Package ${packageRef}, ${nameFor(actor, found)}`,
    section: 'packages',
    errors,
    breadcrumbs: [{ text: 'Waiting list', href: WAITING_LIST }, { text: planRef, href: at }, { text: packageRef }],
    content: html`${inset(
      place?.locationRef === undefined
        ? `${name} would send workers who work elsewhere today. Tell the person so before you ask.`
        : `${name} would give a home outside the zone. Where they live is theirs to choose: tell them which other homes there are (Care Act 2014, section 30).`,
    )}${postForm({
      action: `${at}/agreement/${packageRef}`,
      csrf,
      content: html`${textField({ name: 'saidBy', label: 'Who agreed?', value: typedText(form, 'saidBy'), errors })}
      ${radiosField({
        name: 'saidAs',
        label: 'Who is that?',
        value: typedText(form, 'saidAs') || 'person',
        choices: [
          { value: 'person', text: 'The person' },
          { value: 'acting', text: 'Somebody who acts for them' },
        ],
      })}
      ${dayField({ name: 'saidOn', label: 'When?', value: typedDay(form, 'saidOn'), errors })}
      ${submit('Note the agreement', { href: at })}`,
    })}`,
  }
}

export async function showAgreement(visit: Visit): Promise<Reply> {
  const found = await readProposal(visit)
  return found ? page(view(visit, found, [])) : notFound()
}

export async function postAgreement(visit: Visit): Promise<Reply> {
  const known = await readProposal(visit)
  if (!known) return notFound()
  const again = (error: FieldError) => page(view(visit, known, [error]), { status: 400 })
  const saidOn = readDay(visit.form, 'saidOn')
  if (!saidOn.ok) return again({ field: 'saidOn', message: 'Enter the day on which they agreed, such as 20 11 2026' })
  const { planRef, packageRef } = known.found
  const noted = await noteAgreement(visit.shell, visit.actor, {
    ...{ planRef, packageRef, saidBy: typedText(visit.form, 'saidBy'), saidOn: saidOn.value },
    saidAs: typedText(visit.form, 'saidAs') === 'acting' ? 'acting' : 'person',
  })
  if (!noted.ok) return again({ field: FIELDS[noted.error], message: agreementRefusal(noted.error) })
  return seeOther(
    `${WAITING_LIST}/plans/${planRef}`,
    `Noted: ${noted.value.saidBy} agrees. The provider can be asked now.`,
  )
}
