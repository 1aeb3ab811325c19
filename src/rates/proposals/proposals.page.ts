import { dayOf, formatDay } from '#src/base/day.ts'
import { type Actor, may, personBehind } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { button } from '#src/platform/pages/components.ts'
import { postForm, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { section, whatHappensNext } from '#src/platform/pages/record.ts'
import { bad, link } from '#src/platform/pages/table.ts'
import { compareCards } from '#src/rates/compare-cards.ts'
import { changedTerms, paymentWords } from '#src/rates/card-words.ts'
import { changesTable, termChangesTable } from '#src/rates/price-words.page.ts'
import { approveCard, type ApproveCardRefusal, refuseCard } from '#src/rates/proposals/proposal-commands.ts'
import type { CardProposal } from '#src/rates/proposals/proposal.ts'
import { findProposal } from '#src/rates/proposals/proposal.store.ts'
import { PROPOSAL_STATES, proposalPath } from '#src/rates/proposals/waiting.page.ts'
import { parseRateCard, type RateCard } from '#src/rates/rate-card.ts'
import { otherParts, rateTables } from '#src/rates/rate-cards.page.ts'
import { findStoredCard, listVersions, type StoredCard } from '#src/rates/rate-card.store.ts'

function cardOf({ proposalRef, text }: CardProposal): RateCard {
  const card = parseRateCard(text)
  if (!card.ok) throw new Error(`proposal ${proposalRef} was kept with faults`)
  return card.value
}

/** The prices as they are on its first day beside those that are proposed. */
function changes(before: StoredCard | undefined, proposal: CardProposal): Html {
  const old = before && parseRateCard(JSON.stringify(before.card))
  const fresh = cardOf(proposal)
  if (!old?.ok)
    return html`<p class="govuk-body">No version of this card holds on that day: all of its prices are new.</p>${rateTables(fresh)}${otherParts(fresh)}`
  return html`${changesTable('Prices now and as proposed', compareCards(old.value, fresh))}${termChangesTable(changedTerms(old.value, fresh))}${section('The card as it would be', html`${rateTables(fresh)}${otherParts(fresh)}`)}`
}

export const showProposal = (visit: Visit): Promise<Reply> => proposalPage(visit, '', [])

function proposalPage(
  { actor, shell, params, csrf }: Visit,
  why: string,
  errors: readonly FieldError[],
): Promise<Reply> {
  const ref = params['ref'] ?? ''
  return shell.read(actor, async (tx) => {
    const proposal = await findProposal(tx, ref)
    if (!proposal) return notFound()
    const today = dayOf(tx.now)
    const held = await findStoredCard(tx, proposal.cardRef, proposal.from)
    const before = held ?? (await listVersions(tx, proposal.cardRef)).find(({ from }) => from <= today)
    return page(
      {
        title: proposal.name,
        caption: `Proposed version of rate card ${proposal.cardRef}`,
        section: 'contracts',
        errors,
        breadcrumbs: [{ text: 'Rate cards', href: '/rate-cards' }, { text: ref }],
        tags: [PROPOSAL_STATES[proposal.state]],
        facts: [
          { label: 'From', value: formatDay(proposal.from) },
          { label: 'Pays', value: paymentWords(cardOf(proposal)) },
          { label: 'Proposed by', value: proposal.madeByName },
        ],
        content: html`${proposal.reason !== null && html`<p class="govuk-body">Why days that have passed change: ${proposal.reason}</p>`}
          ${proposal.state !== 'approved' && section(proposal.state === 'proposed' ? 'What would change' : 'What was proposed', changes(before, proposal))}`,
        aside: whatHappensNext(nextSteps(proposal, actor, csrf, { why, errors, isNew: before === undefined })),
      },
      { status: errors.length > 0 ? 400 : 200 },
    )
  })
}

function nextSteps(
  { proposalRef, cardRef, from, ...proposal }: CardProposal,
  actor: Actor,
  csrf: string,
  { why, errors, isNew }: { readonly why: string; readonly errors: readonly FieldError[]; readonly isNew: boolean },
): Html {
  if (proposal.state === 'approved')
    return html`<p class="govuk-body">Approved by ${proposal.settledByName}. ${link('The version', `/rate-cards/${encodeURIComponent(cardRef)}?from=${from}`)}</p>`
  if (proposal.state === 'refused')
    return html`<p class="govuk-body">Refused by ${proposal.settledByName}: ${proposal.settledWhy}</p>
      <p class="govuk-body">The prices stay as they are.${may(actor, 'rates.change') && html` To propose others, ${isNew ? link('add the rate card', '/rate-cards/add') : link('edit the prices of the card', `/rate-cards/${encodeURIComponent(cardRef)}/edit`)}.`}</p>`
  const isOwn = proposal.madeBy === personBehind(actor)
  const mayApprove = may(actor, 'payments.approve') && !isOwn
  return html`${
    mayApprove
      ? html`<p class="govuk-body">Check each price against what was agreed. Once approved the version has effect from its first day.</p>
          ${postForm({ action: `${proposalPath(proposalRef)}/approve`, csrf, content: submit('Approve the prices') })}`
      : html`<p class="govuk-body">An officer who may approve payments, other than ${proposal.madeByName}, approves these prices. Until then nothing changes.</p>`
  }${
    (mayApprove || (isOwn && may(actor, 'rates.change'))) &&
    postForm({
      action: `${proposalPath(proposalRef)}/refuse`,
      csrf,
      content: html`${textareaField({ name: 'why', label: isOwn ? 'Why it is taken back' : 'Why it is refused', rows: 2, value: why, errors })}${button({ text: isOwn ? 'Take it back' : 'Refuse the prices', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
    })
  }`
}

const FAULTS: Readonly<Record<ApproveCardRefusal['why'], string>> = {
  'no such proposal': 'There is no such proposal',
  'not waiting': 'This proposal was approved or refused already',
  'proposed by the same officer': 'You proposed these prices, so another officer approves them',
  'no reason given': 'Say why',
  'the card has faults': 'The card has faults. Refuse it, and have it proposed anew',
  'another version holds then':
    'Another version of the card holds on some of these days by now. Refuse it, and have it proposed anew',
  'days that have passed need a reason':
    'Its first days have passed by now. Refuse it, and have it proposed anew with the reason why they change',
}

export async function postCardApproval({ actor, shell, params }: Visit): Promise<Reply> {
  const ref = params['ref'] ?? ''
  const approved = await approveCard(shell, actor, ref)
  if (approved.ok) return seeOther(proposalPath(ref), 'Approved. The prices have effect from their first day.')
  if (approved.error.why === 'no such proposal') return notFound()
  return page(
    {
      title: 'The prices were not approved',
      section: 'contracts',
      breadcrumbs: [
        { text: 'Rate cards', href: '/rate-cards' },
        { text: ref, href: proposalPath(ref) },
      ],
      content: html`<p class="govuk-body">${bad(FAULTS[approved.error.why])} ${link('Back to the proposal', proposalPath(ref))}</p>`,
    },
    { status: 409 },
  )
}

export async function postCardRefusal(visit: Visit): Promise<Reply> {
  const { actor, shell, params, form } = visit
  const proposalRef = params['ref'] ?? ''
  const proposal = await shell.read(actor, (tx) => findProposal(tx, proposalRef))
  if (!proposal) return notFound()
  // Who neither approves nor proposed it has no say in it.
  if (!may(actor, 'payments.approve') && proposal.madeBy !== personBehind(actor)) return notFound()
  const why = String(form['why'] ?? '')
  const refused = await refuseCard(shell, actor, { proposalRef, why })
  if (refused.ok) return seeOther(proposalPath(proposalRef), 'Refused. The prices stay as they are.')
  return proposalPage(visit, why, [{ field: 'why', message: FAULTS[refused.error] }])
}
