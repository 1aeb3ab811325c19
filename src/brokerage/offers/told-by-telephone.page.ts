/** A provider rings: a broker records that it does not offer, or takes its offer back. The provider is told by mail what stands in its name. */
import { formatPence } from '#src/base/money.ts'
import {
  decline,
  type DeclineRefusal,
  takeOfferBack,
  type WithdrawOfferRefusal,
} from '#src/brokerage/offers/offer-commands.ts'
import { DECLINE_CODES, type Invitation, isOpen, type Offer } from '#src/brokerage/offers/offer.ts'
import { findInvitation, findOffer } from '#src/brokerage/offers/offer.store.ts'
import { crumbs } from '#src/brokerage/requests/request-package.page.ts'
import type { Instant } from '#src/base/day.ts'
import { type Actor, may } from '#src/platform/actor.ts'
import { notDone, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { hiddenField, postForm, radiosField, submit, textareaField, textField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { typedTexts } from '#src/platform/pages/queue.ts'
import { link } from '#src/platform/pages/table.ts'

type Heard = { readonly invitation: Invitation; readonly offer: Offer | undefined; readonly now: Instant }
type Typed = Partial<Record<'saidBy' | 'code' | 'words', string>>

/** What may still be recorded of a provider: that it declines, while it is asked; that it takes its offer back, until it is placed. */
function askedFor({ invitation, offer, now }: Heard): 'decline' | 'withdraw' | undefined {
  if (invitation.status === 'offered') return offer?.status === 'made' ? 'withdraw' : undefined
  return invitation.status === 'invited' && isOpen(invitation, now) ? 'decline' : undefined
}

const pathOf = ({ packageRef, organisationRef }: Invitation): string =>
  `/packages/${packageRef}/providers/${organisationRef}/said`

/** A way to record what the provider says, where there is something left to record. */
export const saidLink = (actor: Actor, heard: Heard): Html | false =>
  may(actor, 'brokerage.choose') &&
  askedFor(heard) !== undefined &&
  link('Record what it said by telephone', pathOf(heard.invitation))

const read = (visit: Visit): Promise<Heard | undefined> => {
  const { ref = '', provider = '' } = visit.params
  return visit.shell.view(visit.actor, `package:${ref}`, async (tx) => {
    const invitation = await findInvitation(tx, ref, provider)
    return invitation && { invitation, offer: await findOffer(tx, ref, provider), now: tx.now }
  })
}

function view(heard: Heard, csrf: string, typed: Typed = {}, errors: readonly FieldError[] = []): Page {
  const { invitation, offer } = heard
  const withdraws = askedFor(heard) === 'withdraw'
  const { packageRef, organisationName } = invitation
  return {
    title: withdraws ? `${organisationName} withdraws its offer` : `${organisationName} does not offer`,
    caption: `Package ${packageRef}`,
    section: 'packages',
    breadcrumbs: crumbs(packageRef, 'Said by telephone'),
    errors,
    content: html`<p class="govuk-body">${
      withdraws && offer
        ? `Its offer of ${formatPence(offer.weeklyPence)} a week then stands no longer, and a choice of it falls.`
        : 'It is then asked no more for this package.'
    } The provider gets a mail that this was recorded, and your name stands in the history.</p>
    ${postForm({
      action: pathOf(invitation),
      csrf,
      content: html`
        ${hiddenField('what', withdraws ? 'withdraw' : 'decline')}
        ${textField({ name: 'saidBy', label: 'Who said so by telephone?', hint: 'The name of the person at the provider', width: 20, value: typed.saidBy ?? '', errors })}
        ${
          withdraws
            ? textareaField({
                name: 'words',
                label: 'Why does it withdraw?',
                rows: 3,
                value: typed.words ?? '',
                errors,
              })
            : html`${radiosField({ name: 'code', label: 'Why does it not offer?', value: typed.code ?? '', choices: DECLINE_CODES.map(({ code, label }) => ({ value: code, text: label })), errors })}
              ${textareaField({ name: 'words', label: 'What else did it say? (optional, unless it is another reason)', rows: 3, value: typed.words ?? '', errors })}`
        }
        ${submit('Record this', { href: `/packages/${packageRef}/sending` })}`,
    })}`,
  }
}

const NOTHING = 'There is nothing left to record: the provider has answered, or is no longer asked'

export async function showSaid(visit: Visit): Promise<Reply> {
  const heard = await read(visit)
  if (!heard) return notFound()
  if (askedFor(heard) === undefined) return notDone(`/packages/${heard.invitation.packageRef}/sending`, NOTHING)
  return page(view(heard, visit.csrf))
}

/** What the form was about when it was read: an offer made meanwhile is not taken back by a form that declines. */
export async function postSaid(visit: Visit): Promise<Reply> {
  const { ref = '', provider = '' } = visit.params
  const { what, ...typed } = typedTexts(visit.form, 'what', 'saidBy', 'code', 'words')
  const input = { packageRef: ref, heard: { organisationRef: provider, saidBy: typed.saidBy } }
  const done =
    what === 'withdraw'
      ? await takeOfferBack(visit.shell, visit.actor, { ...input, reason: typed.words })
      : await decline(visit.shell, visit.actor, { ...input, code: typed.code, words: typed.words })
  if (done.ok) return seeOther(`/packages/${ref}/sending`, 'Recorded. The provider is told by mail.')
  const heard = await read(visit)
  if (!heard) return notFound()
  const error = fieldOf(done.error)
  if (error === undefined || askedFor(heard) !== what) return notDone(`/packages/${ref}/sending`, NOTHING)
  return page(view(heard, visit.csrf, typed, [error]), { status: 400 })
}

/** What the broker can put right; else the state has moved on. */
function fieldOf(refusal: DeclineRefusal | WithdrawOfferRefusal): FieldError | undefined {
  switch (refusal) {
    case 'nobody said so':
      return { field: 'saidBy', message: 'Enter who of the provider said so' }
    case 'no reason':
      return { field: 'words', message: 'Say why the provider withdraws: the time for offers is over' }
    case 'not a reason':
      return { field: 'code', message: 'Select why it does not offer' }
    case 'other needs words':
      return { field: 'words', message: 'Say what the other reason is' }
    default:
      return undefined
  }
}
