/** Who comes first in each lot, with every sum; who would at other weights; who is given which lot, and why. */
import { counted } from '#src/base/counted.ts'
import { formatInstant } from '#src/base/day.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { details } from '#src/platform/pages/components.ts'
import { figure } from '#src/platform/pages/figure.ts'
import { postForm, submit } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { chosen, queue } from '#src/platform/pages/queue.ts'
import { inset, section, summary } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'
import { type Evaluated, readEvidence } from '#src/tendering/evaluation/evaluation.store.ts'
import { fraction, roughly, shown } from '#src/tendering/evaluation/fraction.ts'
import { at, frame, look, type Looked, pageOf, refOf } from '#src/tendering/evaluation/frame.page.ts'
import type { AllocatedLot } from '#src/tendering/evaluation/lot-allocation.ts'
import {
  drawnIn,
  type Evidence,
  isWitnessed,
  type LotOutcome,
  type Outcome,
  outcomeOf,
} from '#src/tendering/evaluation/outcome.ts'
import { seesLot } from '#src/tendering/joint/buyer.ts'
import {
  confirmRanking,
  type ConfirmRankingRefusal,
  witnessDraw,
  type WitnessRefusal,
} from '#src/tendering/evaluation/price-commands.ts'
import type { RankedBid } from '#src/tendering/evaluation/ranking.ts'
import {
  lineOf,
  reigns,
  sensitivityFinding,
  totalAt,
  weightsToShow,
  winnersAt,
} from '#src/tendering/evaluation/sensitivity.ts'

export const showRanking = (visit: Visit, errors: readonly FieldError[] = []): Promise<Reply> =>
  look(visit, readEvidence, (found) => view(visit, found, errors), {
    status: errors.length > 0 ? 400 : 200,
    of: 'all members',
  })

function view(visit: Visit, { evaluated, more }: Looked<Evidence>, errors: readonly FieldError[]): Page {
  const { spec, progress, tender } = evaluated
  const base = frame(evaluated, 'ranking', 'Ranking', errors)
  if (progress.pricesOpenedAt === null)
    return { ...base, content: inset('There is a ranking once quality is agreed and the prices are opened.') }
  const outcome = ownLots(outcomeOf(more), spec, visit.actor.member)
  const asked = chosen(visit.query, 'lot')[0]
  const lot = outcome.lots.find((one) => one.lot.lot === asked) ?? outcome.lots[0]
  const given = outcome.allocation.lots.find((one) => one.lot === lot?.lot.lot)
  return {
    ...base,
    wide: true,
    content: html`${spec.lots.length > 1 && lotLinks(tender.tenderRef, outcome, lot)}
      ${lot && section(`${lot.lot.lot}: ${lot.lot.title}`, html`${rankingQueue(visit, lot, given)}${outTable(lot)}`)}
      ${lot && section('Every sum', workings(lot))}
      ${lot && sensitivityPart(evaluated, lot)}
      ${spec.lots.length > 1 && section('Which lot goes to whom', allocationPart(outcome, spec))}
      ${drawPart(visit, evaluated, more, outcome, errors)}
      ${section('Next', nextPart(visit, evaluated))}`,
  }
}

/** Of a joint tender each member sees its own lots; they were ranked and given with all the others in view. */
const ownLots = ({ lots, allocation }: Outcome, spec: Evaluated['spec'], member: number | undefined): Outcome => ({
  lots: lots.filter(({ lot }) => seesLot(spec, lot.lot, member)),
  allocation: { ...allocation, lots: allocation.lots.filter(({ lot }) => seesLot(spec, lot, member)) },
})

const lotLinks = (tenderRef: string, { lots }: Outcome, current: LotOutcome | undefined): Html =>
  html`<ul class="govuk-list">${lots.map(
    ({ lot }) =>
      html`<li>${lot.lot === current?.lot.lot ? html`<strong>${lot.lot}: ${lot.title}</strong>` : link(`${lot.lot}: ${lot.title}`, at(tenderRef, `/ranking?lot=${encodeURIComponent(lot.lot)}`))}</li>`,
  )}</ul>`

const rankingQueue = (visit: Visit, { ranking }: LotOutcome, given: AllocatedLot | undefined): Html =>
  queue<RankedBid>({
    noun: { one: 'ranked bid', many: 'ranked bids' },
    url: visit.url,
    ...pageOf(ranking.ranked, visit),
    columns: [
      { heading: 'Rank', format: 'number', cell: ({ rank }) => rank },
      {
        heading: 'Bidder',
        cell: ({ candidate, tie }) => html`${candidate.organisationName}${tie !== undefined && small(tie)}`,
      },
      { heading: 'Quality and social value', format: 'number', cell: ({ quality }) => shown(quality.total) },
      { heading: 'Price', format: 'number', cell: ({ price }) => shown(price.marks) },
      { heading: 'Total', format: 'number', cell: ({ total }) => html`<strong>${shown(total)}</strong>` },
      {
        heading: 'Result',
        cell: ({ candidate }) =>
          given?.winners.some(({ bidder }) => bidder === candidate.bidRef) ? 'Wins a place' : '',
      },
    ],
    empty: 'No bid can be ranked.',
  })

const outTable = ({ ranking }: LotOutcome): Html =>
  ranking.out.length === 0
    ? html``
    : dataTable({
        caption: 'Not ranked',
        rows: ranking.out,
        columns: [
          { heading: 'Bidder', cell: ({ candidate }) => candidate.organisationName },
          { heading: 'Why', cell: ({ why }) => why.join('; ') },
        ],
      })

const WORKINGS_SHOWN = 25

const workings = ({ ranking }: LotOutcome): Html => html`
  <p class="govuk-body">Marks are rounded to two places for show alone; bids are ranked by what they come to exactly.</p>
  ${ranking.ranked.slice(0, WORKINGS_SHOWN).map(({ candidate, quality, price, priced, total }) =>
    details({
      summaryText: `${candidate.organisationName}: ${shown(total)}`,
      html: html`<ul class="govuk-list govuk-list--bullet">
        ${quality.lines.map(({ key, working }) => html`<li>${key}: ${working}</li>`)}
        <li>Price compared: ${priced.working}</li><li>Price: ${price.working}</li></ul>`,
    }),
  )}`

const LINES_DRAWN = 4

/** A value ratio has no weights to move; a tender of one part has nothing to weigh it against. */
function sensitivityPart({ spec }: Evaluated, { ranking }: LotOutcome): Html {
  const { weight, formula } = spec.price
  if (formula.kind === 'value_ratio' || ranking.ranked.length < 2 || weight === 100) return html``
  const lines = ranking.ranked.map(({ candidate, quality, price }) =>
    lineOf(candidate.organisationName, { quality: quality.total, priceShare: price.share }, weight),
  )
  const weights = weightsToShow(weight)
  const finding = sensitivityFinding(reigns(lines), weight)
  return html`${figure({
    title: 'Who would win at another weight of the price',
    finding,
    kind: 'line',
    labels: weights.map((one) => `${one}%`),
    labelHeading: 'Weight of the price',
    series: lines
      .slice(0, LINES_DRAWN)
      .map((line) => ({ name: line.name, values: weights.map((one) => roughly(totalAt(line, fraction(one)), 2)) })),
    definition: `Totals of the first ${Math.min(LINES_DRAWN, lines.length)} if the price weighed more or less, all other weights kept in proportion. The tender’s own weight is ${weight}%.`,
  })}
  ${dataTable({
    caption: 'Who comes first if the price weighs',
    rows: weights,
    columns: [
      {
        heading: 'Weight of the price',
        cell: (one) => (one === weight ? html`<strong>${one}% (this tender)</strong>` : `${one}%`),
      },
      { heading: 'First', cell: (one) => winnersAt(lines, fraction(one)).join(' and ') },
    ],
  })}`
}

const allocationPart = ({ lots, allocation }: Outcome, { mostLots, lots: all }: Evaluated['spec']): Html => html`
  <p class="govuk-body">${mostLots === null ? 'The tender sets no most of lots; a bidder may have its own.' : `One bidder may have ${counted(mostLots, 'lot')}, or fewer by its own wish.`} As many places are filled as can be, and then the lots go where all of them together come to the most marks${lots.length === all.length && `: ${shown(allocation.total)}`}.</p>
  ${dataTable({
    caption: 'Lots and who is given them',
    captionHidden: true,
    folds: true,
    rows: allocation.lots,
    columns: [
      { heading: 'Lot', cell: ({ lot }) => lot },
      {
        heading: 'Goes to',
        cell: ({ winners, unfilled }) =>
          html`${winners.map(({ name, rank, total }) => html`${name}${small(`number ${rank}, ${shown(total)}`)}`)}${unfilled > 0 && small(counted(unfilled, 'place stays empty', 'places stay empty'))}`,
      },
      {
        heading: 'Why not whoever ranked higher',
        cell: ({ passedOver }) => html`${passedOver.map(({ why }) => html`<p class="govuk-body-s">${why}</p>`)}`,
      },
    ],
  })}`

/** Where a tie came to a lot: how it fell, by which seed, and who watched. */
function drawPart(
  visit: Visit,
  { tender }: Evaluated,
  { draw, seed, bids, names }: Evidence,
  outcome: Outcome,
  errors: readonly FieldError[],
): Html | false {
  const drawn = drawnIn(outcome)
  if (drawn.length === 0) return false
  const nameOf = (bidRef: string): string => {
    const ref = bids.find((bid) => bid.bidRef === bidRef)?.organisationRef ?? bidRef
    return names.get(ref) ?? ref
  }
  const known = isWitnessed(outcome, draw) ? draw : null
  const mayWatch =
    !known && tender.status === 'opened' && may(visit.actor, 'tendering.open') && visit.actor.id !== tender.ownerRef
  return section(
    'Lots drawn',
    html`${errorPart(errors)}${summary([
      ...drawn.map(({ lot, bidRefs }) => ({ key: lot, value: bidRefs.map(nameOf).join(', then ') })),
      {
        key: 'Seed',
        value: html`<span class="govuk-!-text-break-word">${seed}</span>${small('Fixed when quality was agreed, before anybody saw a price')}`,
      },
      {
        key: 'Witness',
        value: known ? `${known.witnessName}, ${formatInstant(Temporal.Instant.from(known.at))}` : 'Nobody yet',
      },
    ])}
    ${!known && html`<p class="govuk-body">An officer who does not manage the tender watches the draw before the ranking is confirmed.</p>`}
    ${mayWatch && postForm({ action: at(refOf(visit), '/ranking/witness'), csrf: visit.csrf, content: submit('I have watched this draw') })}`,
  )
}

const errorPart = (errors: readonly FieldError[]): Html =>
  html`${errors.filter(({ field }) => field === 'witness').map(({ message }) => html`<p class="govuk-error-message" id="witness">${message}</p>`)}`

function nextPart(visit: Visit, { tender, progress }: Evaluated): Html {
  if (progress.rankedAt !== null || tender.status !== 'opened')
    return html`<p class="govuk-body">The ranking is confirmed. ${link('Go to the award', at(tender.tenderRef, '/award'))}</p>`
  if (!may(visit.actor, 'tendering.manage'))
    return html`<p class="govuk-body">Whoever manages the tender confirms the ranking.</p>`
  return html`<p class="govuk-body">Once confirmed, the ranking is what the decision to award rests on.</p>
    ${postForm({ action: at(refOf(visit), '/ranking/confirm'), csrf: visit.csrf, content: submit('Confirm the ranking') })}`
}

export async function postWitness(visit: Visit): Promise<Reply> {
  const watched = await witnessDraw(visit.shell, visit.actor, refOf(visit))
  if (watched.ok) return seeOther(at(refOf(visit), '/ranking'), 'You are on the record as witness of the draw')
  if (watched.error === 'no such tender') return notFound()
  return showRanking(visit, [{ field: 'witness', message: witnessWords(watched.error) }])
}

function witnessWords(why: Exclude<WitnessRefusal, 'no such tender'>): string {
  switch (why) {
    case 'ranked already':
      return 'The ranking is confirmed already'
    case 'nothing is drawn':
      return 'No tie comes to a lot any more'
    case 'manages the tender':
      return 'You manage this tender, so another officer watches'
    case 'not an officer':
      return 'Only an officer watches, signed in as themselves'
  }
}

export async function postConfirm(visit: Visit): Promise<Reply> {
  const confirmed = await confirmRanking(visit.shell, visit.actor, refOf(visit))
  if (confirmed.ok) return seeOther(at(refOf(visit), '/award'), 'Ranking confirmed')
  if (confirmed.error === 'no such tender') return notFound()
  return showRanking(visit, [{ field: 'confirm', message: rankWords(confirmed.error) }])
}

function rankWords(why: Exclude<ConfirmRankingRefusal, 'no such tender'>): string {
  switch (why) {
    case 'prices are not opened':
      return 'Open the prices first'
    case 'a low price is not decided':
      return 'A price below the floor, or one that was asked about, is not decided on yet. Decide it under Prices'
    case 'the draw is not witnessed':
      return 'A tie came to a lot. Another officer watches the draw first, under Lots drawn'
    case 'witnessed the draw':
      return 'You watched the draw, so another officer confirms the ranking'
    case 'no bid can be ranked':
      return 'No bid can be ranked. Cancel the tender, or decide on the lots under Bids'
    case 'ranked already':
      return 'The ranking is confirmed already'
  }
}
