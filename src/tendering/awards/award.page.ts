/** The award: the decision, the summaries, the standstill, and when contracts may be signed. */
import { dayOf, type Day, formatDay, formatInstant } from '#src/base/day.ts'
import { formatPence, parsePounds } from '#src/base/money.ts'
import { may } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import type { Reply, Visit } from '#src/platform/http/doors.ts'
import {
  moneyField,
  postForm,
  radiosField,
  submit,
  textareaField,
  textField,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError, Page, TagColour } from '#src/platform/pages/page.ts'
import { queue } from '#src/platform/pages/queue.ts'
import { inset, section, summary, whatHappensNext } from '#src/platform/pages/record.ts'
import { bad, dataTable, link, money, small } from '#src/platform/pages/table.ts'
import { awardForms } from '#src/tendering/awards/award-forms.page.ts'
import {
  type Award,
  AWARD_STATUS_WORDS,
  type AwardedLot,
  type AwardStatus,
  authorityInWords,
  standstillSentence,
} from '#src/tendering/awards/award.ts'
import { findAward } from '#src/tendering/awards/award.store.ts'
import { awardedLots, valueOf } from '#src/tendering/awards/winners.ts'
import type { OpenedBid } from '#src/tendering/bids/bid.ts'
import { type Evaluated, readEvidence } from '#src/tendering/evaluation/evaluation.store.ts'
import { at, frame, look, type Looked, namesOf, pageOf, refOf, typed } from '#src/tendering/evaluation/frame.page.ts'
import { seesLot } from '#src/tendering/joint/buyer.ts'
import { exclusionFields as checkFields } from '#src/tendering/joining/application.page.ts'
import type { DirectOffer } from '#src/tendering/direct-offers/direct-offer.ts'
import { findOfferAndChecks } from '#src/tendering/direct-offers/direct-offer.store.ts'
import { offerFiles, offerPrices } from '#src/tendering/direct-offers/offer-view.page.ts'
import type { KeptExclusionCheck } from '#src/tendering/markets/member.store.ts'
import { paragraphs } from '#src/tendering/tenders/tender-view.page.ts'
import { providerNames } from '#src/providers/index.ts'
import { outcomeOf } from '#src/tendering/evaluation/outcome.ts'

type Seen = {
  readonly award: Award | undefined
  /** What the ranking would award, while nothing is decided. */
  readonly proposed: readonly AwardedLot[]
  readonly names: ReadonlyMap<string, string>
  readonly today: Day
  /** Of the one provider that a tender without competition names. */
  readonly offer: DirectOffer | undefined
  readonly checks: readonly KeptExclusionCheck[]
}

async function readAward(tx: Read, evaluated: Evaluated): Promise<Seen> {
  const today = dayOf(tx.now)
  const { tenderRef } = evaluated.tender
  const award = await findAward(tx, tenderRef)
  const named = evaluated.spec.directAward?.organisationRef
  if (named !== undefined) {
    const known = await findOfferAndChecks(tx, { tenderRef, organisationRef: named })
    return { award, proposed: [], names: await providerNames(tx, [named]), today, ...known }
  }
  const competed = { award, today, offer: undefined, checks: [] }
  if (award || evaluated.tender.status !== 'evaluated')
    return { ...competed, proposed: [], names: await namesOf(tx, evaluated) }
  const evidence = await readEvidence(tx, evaluated)
  return { ...competed, proposed: awardedLots(outcomeOf(evidence)), names: evidence.names }
}

export const showAward = (visit: Visit, errors: readonly FieldError[] = []): Promise<Reply> =>
  look(visit, readAward, (found) => view(visit, found, errors), {
    status: errors.length > 0 ? 400 : 200,
    of: 'all members',
  })

const COLOURS: Readonly<Record<AwardStatus, TagColour>> = {
  decided: 'yellow',
  standstill: 'yellow',
  suspended: 'red',
  awarded: 'green',
}

function view(visit: Visit, { evaluated, more }: Looked<Seen>, errors: readonly FieldError[]): Page {
  const base = frame(evaluated, 'award', 'Award', errors)
  const { today } = more
  const { award, proposed } = ownLots(more, evaluated, visit.actor.member)
  if (!award)
    return {
      ...base,
      content:
        proposed.length > 0 ? proposal(visit, evaluated, proposed, errors) : directPart(visit, evaluated, more, errors),
      aside: whatHappensNext(
        'An officer who neither manages nor assesses the tender decides, or enters what cabinet decided. Then every bidder is sent its summary.',
      ),
    }
  return {
    ...base,
    tags: [{ text: AWARD_STATUS_WORDS[award.status], colour: COLOURS[award.status] }],
    content: html`${inset(standstillSentence(award, today))}
      ${section('Who is awarded what', lotTable(award.lots))}
      ${section('The decision', decisionList(award))}
      ${more.checks.length > 0 && section('Grounds to exclude', checkTable(more.checks))}
      ${awardForms(visit, evaluated, award, today, errors)}
      ${evaluated.bids.length > 0 && section('Letters', letters(visit, evaluated, more))}`,
    aside: whatHappensNext(nextWords(award)),
  }
}

/** Of a joint tender each member sees its own lots. */
function ownLots({ award, proposed }: Seen, { spec }: Evaluated, member: number | undefined) {
  const own = (lots: readonly AwardedLot[]) => lots.filter(({ lot }) => seesLot(spec, lot, member))
  return { award: award && { ...award, lots: own(award.lots) }, proposed: own(proposed) }
}

function nextWords(award: Award): string {
  if (award.status === 'awarded') return 'Contracts and rate cards are made from the award, lot by lot.'
  if (award.status === 'suspended') return 'The claim runs its course. When it has ended, say how.'
  if (award.summariesSentAt === null) return 'Send every bidder its assessment summary, before the award notice.'
  if (award.standstill === 'none') return 'Make the award: then contracts may be signed.'
  if (award.status === 'decided') return 'Publish the award notice: the standstill begins with its day.'
  return 'When the standstill is over, make the award: then contracts may be signed.'
}

export const lotTable = (lots: readonly AwardedLot[]): Html =>
  dataTable({
    caption: 'Lots',
    captionHidden: true,
    rows: lots,
    columns: [
      { heading: 'Lot', cell: ({ lot }) => lot },
      {
        heading: 'Provider',
        cell: ({ organisationRef, organisationName, setAside }) =>
          html`${link(organisationName, `/providers/${organisationRef}`)}${setAside !== null && small(bad(`Set aside: ${setAside}`))}`,
      },
      { heading: 'Rank', format: 'number', cell: ({ rank }) => rank },
      {
        heading: 'Price compared',
        format: 'number',
        cell: ({ priceTotalPence, lines }) => (lines.length === 0 ? '' : money(priceTotalPence)),
      },
      {
        heading: 'Contract',
        cell: ({ contractRef }) => (contractRef === null ? '' : link(contractRef, `/contracts/${contractRef}`)),
      },
    ],
  })

const decisionList = (award: Award): Html =>
  summary([
    { key: 'Decided by', value: html`${award.decidedByName}${small(formatInstant(award.decidedAt))}` },
    { key: 'By what right', value: authorityInWords(award) },
    { key: 'Value', value: formatPence(award.valuePence) },
    { key: 'Why', value: award.reason },
    { key: 'Summaries', value: award.summariesSentAt ? `Sent ${formatInstant(award.summariesSentAt)}` : 'Not sent' },
    award.noticeDay !== null && { key: 'Award notice', value: formatDay(award.noticeDay) },
    award.challenge !== null && {
      key: 'Challenge',
      value: html`${award.challenge.by}: ${award.challenge.words}${award.challenge.ended && small(`Ended: ${award.challenge.ended.words} (${award.challenge.ended.byName})`)}`,
    },
    award.awardedAt !== null && {
      key: 'Award made',
      value: html`${award.awardedByName}, ${formatInstant(award.awardedAt)}${award.earlyReason !== null && small(`Inside the voluntary standstill, because: ${award.earlyReason}`)}`,
    },
  ])

function proposal(
  visit: Visit,
  evaluated: Evaluated,
  proposed: readonly AwardedLot[],
  errors: readonly FieldError[],
): Html {
  return html`${section('What the ranking comes to', html`${lotTable(proposed)}<p class="govuk-body">Worth ${formatPence(valueOf(evaluated.spec, proposed))} over the whole term. ${link('See the ranking', at(refOf(visit), '/ranking'))}</p>`)}
    ${may(visit.actor, 'tendering.decide') && section('Decide', decideForm(visit, errors))}`
}

/** A tender without competition is decided on as it was published. */
function directPart(visit: Visit, evaluated: Evaluated, seen: Seen, errors: readonly FieldError[]): Html {
  const { tender, spec } = evaluated
  if (spec.directAward === null || tender.status !== 'published')
    return inset('There is nothing to decide yet: the award rests on a ranking that is confirmed.')
  const { organisationRef, reason } = spec.directAward
  return html`<p class="govuk-body">Awarded without competition to ${link(seen.names.get(organisationRef) ?? organisationRef, `/providers/${organisationRef}`)}: ${reason}</p>
    ${section('Its offer', offerPart(visit, spec, seen.offer))}
    ${section('Grounds to exclude', html`${checkTable(seen.checks)}${may(visit.actor, 'tendering.manage') && checkForm(visit, seen, errors)}`)}
    ${may(visit.actor, 'tendering.decide') && section('Decide', decideForm(visit, errors))}`
}

function offerPart(visit: Visit, spec: Evaluated['spec'], offer: DirectOffer | undefined): Html {
  if (!offer || offer.state === 'draft')
    return html`<p class="govuk-body">It has not made its offer yet. It does so in its portal, by the day that the timetable says.</p>`
  const { madeAt, acceptedBy, files, words } = offer
  return html`<p class="govuk-body">Made ${madeAt && formatInstant(madeAt)}; terms accepted by ${acceptedBy ?? ''}.</p>
    ${offerPrices(spec, offer)}${paragraphs(words)}
    ${files.length > 0 && offerFiles(files, ({ file }) => link('Open', at(refOf(visit), `/offer/files/${file}`)))}`
}

const FINDINGS = { none: 'No ground found', excludable: 'Excludable', excluded: 'Excluded' } as const

const checkTable = (checks: readonly KeptExclusionCheck[]): Html =>
  dataTable<KeptExclusionCheck>({
    caption: 'Checks for this award',
    captionHidden: true,
    rows: checks,
    empty: 'Not checked for this award yet.',
    columns: [
      {
        heading: 'Found',
        cell: ({ finding, grounds }) =>
          html`${finding === 'none' ? FINDINGS.none : bad(FINDINGS[finding])}${grounds !== '' && small(grounds)}`,
      },
      { heading: 'Debarment list of', cell: ({ lookedUpOn }) => formatDay(lookedUpOn) },
      { heading: 'Looked at', cell: ({ evidence }) => evidence },
      { heading: 'By', cell: ({ byName, at: when }) => html`${byName}${small(formatInstant(when))}` },
    ],
  })

const checkForm = (visit: Visit, { today }: Seen, errors: readonly FieldError[]): Html =>
  postForm({
    action: at(refOf(visit), '/award/check'),
    csrf: visit.csrf,
    content: html`${checkFields(
      {
        ...{ finding: typed(visit, 'finding'), evidence: typed(visit, 'evidence'), grounds: typed(visit, 'grounds') },
        lookedUpOn: typed(visit, 'finding') === '' ? today : typedDay(visit.form, 'lookedUpOn'),
      },
      errors,
    )}${submit('Save the check')}`,
  })

const decideForm = (visit: Visit, errors: readonly FieldError[]): Html =>
  postForm({
    action: at(refOf(visit), '/award/decide'),
    csrf: visit.csrf,
    content: html`${radiosField({
      name: 'authority',
      label: 'By what right is it decided?',
      value: typed(visit, 'authority'),
      errors,
      choices: [
        {
          value: 'delegated',
          text: 'You decide, under a delegation',
          conditional: moneyField({
            name: 'limit',
            label: 'Up to what value?',
            value: typed(visit, 'limit'),
            errors,
            width: 10,
          }),
        },
        { value: 'cabinet', text: 'Cabinet decided, and you enter it' },
      ],
    })}
    ${textField({ name: 'reference', label: 'Reference of the delegation or the minute', width: 20, value: typed(visit, 'reference'), errors })}
    ${textareaField({ name: 'reason', label: 'The reasons for the decision', rows: 4, value: typed(visit, 'reason'), errors })}
    ${submit('Decide the award')}`,
  })

/** The limit that was typed: null where none was, undefined where it is no amount. */
export const typedLimit = (visit: Visit): number | null | undefined => {
  const text = typed(visit, 'limit')
  return text === '' || typed(visit, 'authority') === 'cabinet' ? null : parsePounds(text)
}

const letters = (visit: Visit, { tender, bids }: Evaluated, { names, award }: Seen): Html =>
  queue<OpenedBid>({
    noun: { one: 'letter', many: 'letters' },
    url: visit.url,
    ...pageOf(bids, visit),
    columns: [
      { heading: 'Bidder', cell: ({ organisationRef }) => names.get(organisationRef) ?? organisationRef },
      {
        heading: 'Assessment summary',
        cell: ({ bidRef }) =>
          award?.summariesSentAt
            ? link(`Letter to ${bidRef}`, at(tender.tenderRef, `/award/letters/${bidRef}`))
            : statusTag({ text: 'Not sent', colour: 'yellow' }),
      },
    ],
  })
