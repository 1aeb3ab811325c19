/** The second envelope: prices, opened to evaluators after quality is agreed, and the questions about those that seem too low. */
import { formatInstant } from '#src/base/day.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { postForm, radiosField, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { queue } from '#src/platform/pages/queue.ts'
import { inset, section, summary, whatHappensNext } from '#src/platform/pages/record.ts'
import { bad, dataTable, link, money, small } from '#src/platform/pages/table.ts'
import type { OpenedPrice } from '#src/tendering/bids/bid.ts'
import type { AskRefusal, DecideLowRefusal, LowPriceQuery } from '#src/tendering/evaluation/check.ts'
import { type Evaluated, readEvidence } from '#src/tendering/evaluation/evaluation.store.ts'
import { at, frame, look, type Looked, pageOf, refOf, typed } from '#src/tendering/evaluation/frame.page.ts'
import { type Evidence, lowBids } from '#src/tendering/evaluation/outcome.ts'
import { poundsShown, priceBasket } from '#src/tendering/evaluation/price-formula.ts'
import {
  decideLowPriceOf,
  openPrices,
  type OpenPricesRefusal,
  queryLowPrice,
} from '#src/tendering/evaluation/price-commands.ts'

const nameOf = ({ names }: Evidence, ref: string): string => names.get(ref) ?? ref

export const showPrices = (visit: Visit, errors: readonly FieldError[] = []): Promise<Reply> =>
  look(visit, readEvidence, (found) => view(visit, found, errors), { status: errors.length > 0 ? 400 : 200 })

function view(visit: Visit, { evaluated, more }: Looked<Evidence>, errors: readonly FieldError[]): Page {
  const { progress, spec, tender } = evaluated
  const base = frame(evaluated, 'prices', 'Prices', errors)
  if (progress.pricesOpenedAt === null)
    return {
      ...base,
      content: inset(
        'Prices are closed to evaluators until quality is agreed, so that no mark is given with a price in mind.',
      ),
      aside: whatHappensNext(openPart(visit, evaluated)),
    }
  const low = new Map(lowBids(more).map((one) => [`${one.bidRef} ${one.lot}`, one.low]))
  return {
    ...base,
    content: queue<OpenedPrice>({
      noun: { one: 'price', many: 'prices' },
      url: visit.url,
      ...pageOf(
        more.prices.toSorted((a, b) => (a.lot < b.lot ? -1 : a.lot > b.lot ? 1 : 0)),
        visit,
      ),
      columns: [
        { heading: 'Lot', cell: ({ lot }) => lot },
        {
          heading: 'Bidder',
          cell: (one) => link(nameOf(more, one.organisationRef), at(tender.tenderRef, `/prices/${one.bidRef}`)),
        },
        {
          heading: 'Compared at',
          format: 'number',
          cell: ({ bidRef, lines }) => poundsShown(priceBasket(bidRef, spec.price.lines, lines).basket),
        },
        { heading: 'Worth a question', cell: (one) => lowWords(more, one.bidRef, low.get(`${one.bidRef} ${one.lot}`)) },
      ],
    }),
    aside: whatHappensNext(
      html`<p class="govuk-body">A price that seems too low to pay for the care is asked about before it is scored.</p><p class="govuk-body">${link('See the ranking', at(tender.tenderRef, '/ranking'))}</p>`,
    ),
  }
}

function lowWords({ queries }: Evidence, bidRef: string, low: readonly string[] | undefined): Html {
  const query = queries.find((one) => one.bidRef === bidRef)
  if (query?.outcome === 'accepted') return statusTag({ text: 'Explained', colour: 'green' })
  if (query?.outcome === 'rejected') return statusTag({ text: 'Rejected', colour: 'red' })
  if (query) return statusTag({ text: query.answer === null ? 'Asked' : 'Answered', colour: 'yellow' })
  return low === undefined ? html`` : html`${bad('Below the floor')}${small(low.join('; '))}`
}

function openPart(visit: Visit, { progress }: Evaluated): Html {
  if (progress.agreedAt === null) return html`<p class="govuk-body">Agree the marks for quality first.</p>`
  if (!may(visit.actor, 'tendering.manage'))
    return html`<p class="govuk-body">Whoever manages the tender opens the prices.</p>`
  return html`<p class="govuk-body">Quality is agreed. Once every bid was checked, the prices can be opened.</p>
    ${postForm({ action: at(refOf(visit), '/prices/open'), csrf: visit.csrf, content: submit('Open the prices') })}`
}

export async function postOpenPrices(visit: Visit): Promise<Reply> {
  const opened = await openPrices(visit.shell, visit.actor, refOf(visit))
  if (opened.ok) return seeOther(at(refOf(visit), '/prices'), 'Prices opened')
  if (opened.error === 'no such tender') return notFound()
  return showPrices(visit, [{ field: 'open', message: openWords(opened.error) }])
}

function openWords(why: Exclude<OpenPricesRefusal, 'no such tender'>): string {
  switch (why) {
    case 'quality is not agreed':
      return 'Agree the marks for quality first'
    case 'opened already':
      return 'The prices are open already'
    case 'checks are missing':
      return 'Check the conditions and the grounds to exclude of every bid first'
  }
}

// --- one bidder

export const showPricesOf = (visit: Visit, errors: readonly FieldError[] = []): Promise<Reply> =>
  look(visit, readEvidence, (found) => oneView(visit, found, errors), { status: errors.length > 0 ? 400 : 200 })

function oneView(visit: Visit, { evaluated, more }: Looked<Evidence>, errors: readonly FieldError[]): Page | undefined {
  const bid = evaluated.bids.find(({ bidRef }) => bidRef === visit.params['bid'])
  if (!bid || evaluated.progress.pricesOpenedAt === null) return undefined
  const { spec } = evaluated
  const own = more.prices.filter(({ bidRef }) => bidRef === bid.bidRef)
  const query = more.queries.find(({ bidRef }) => bidRef === bid.bidRef)
  const isOpen = may(visit.actor, 'tendering.manage') && evaluated.tender.status === 'opened'
  return {
    ...frame(evaluated, 'prices', nameOf(more, bid.organisationRef), errors),
    content: html`${own.map(({ bidRef, lot, lines }) => {
      const { working, low } = priceBasket(bidRef, spec.price.lines, lines)
      return section(
        lot,
        html`${dataTable({
          caption: `Prices for ${lot}`,
          captionHidden: true,
          rows: spec.price.lines,
          columns: [
            { heading: 'Line', cell: ({ title }) => title },
            { heading: 'Share', format: 'number', cell: ({ volume }) => `${volume}%` },
            {
              heading: 'Price',
              format: 'number',
              cell: ({ key }) => money(lines.find((line) => line.key === key)?.pence),
            },
          ],
        })}<p class="govuk-body">${working}</p>${low.length > 0 && html`<p class="govuk-body">${bad(low.join('; '))}</p>`}`,
      )
    })}
    ${section('A price that seems too low', html`${query && queryList(query)}${isOpen && !query && askForm(visit, errors)}${isOpen && query?.outcome === null && decideForm(visit, errors)}`)}`,
  }
}

const queryList = (query: LowPriceQuery): Html =>
  summary([
    { key: 'Asked', value: html`${query.question}${small(`${query.askedByName}, ${formatInstant(query.askedAt)}`)}` },
    {
      key: 'Answer',
      value:
        query.answer === null
          ? 'None yet'
          : html`${query.answer}${query.answeredAt && small(formatInstant(query.answeredAt))}`,
    },
    query.outcome !== null && {
      key: query.outcome === 'accepted' ? 'Accepted' : 'Rejected',
      value: html`${query.reason}${small(query.decidedByName ?? '')}`,
    },
  ])

const askForm = (visit: Visit, errors: readonly FieldError[]): Html =>
  postForm({
    action: at(refOf(visit), `/prices/${visit.params['bid']}/ask`),
    csrf: visit.csrf,
    content: html`${textareaField({ name: 'question', label: 'What do you ask the bidder?', hint: 'It must be able to show that it can perform at this price. It answers in its portal', rows: 3, value: typed(visit, 'question'), errors })}${submit('Ask the bidder')}`,
  })

const decideForm = (visit: Visit, errors: readonly FieldError[]): Html =>
  postForm({
    action: at(refOf(visit), `/prices/${visit.params['bid']}/decide`),
    csrf: visit.csrf,
    content: html`${radiosField({
      name: 'outcome',
      label: 'Can it perform at this price?',
      value: typed(visit, 'outcome'),
      errors,
      choices: [
        { value: 'accepted', text: 'Yes, the price is scored' },
        { value: 'rejected', text: 'No, the bid is out' },
      ],
    })}
    ${textareaField({ name: 'reason', label: 'Why?', rows: 2, value: typed(visit, 'reason'), errors })}
    ${submit('Decide on the price')}`,
  })

export async function postAsk(visit: Visit): Promise<Reply> {
  const tenderRef = refOf(visit)
  const bidRef = visit.params['bid'] ?? ''
  const asked = await queryLowPrice(visit.shell, visit.actor, { tenderRef, bidRef, question: typed(visit, 'question') })
  if (asked.ok) return seeOther(at(tenderRef, `/prices/${bidRef}`), 'The bidder is asked')
  return asked.error === 'no such bid'
    ? notFound()
    : showPricesOf(visit, [{ field: 'question', message: askWords(asked.error) }])
}

function askWords(why: AskRefusal): string {
  switch (why) {
    case 'no words':
      return 'Say what you ask'
    case 'asked already':
      return 'The bidder was asked already'
    case 'prices are not opened':
      return 'The prices are not opened'
    case 'ranked already':
      return 'The ranking is confirmed: prices are not asked about any more'
  }
}

export async function postDecideLow(visit: Visit): Promise<Reply> {
  const tenderRef = refOf(visit)
  const bidRef = visit.params['bid'] ?? ''
  const outcome = typed(visit, 'outcome')
  if (outcome === '')
    return showPricesOf(visit, [{ field: 'outcome', message: 'Select whether it can perform at this price' }])
  const decided = await decideLowPriceOf(visit.shell, visit.actor, {
    tenderRef,
    bidRef,
    accepted: outcome === 'accepted',
    reason: typed(visit, 'reason'),
  })
  if (decided.ok) return seeOther(at(tenderRef, '/prices'), 'Decided')
  return decided.error === 'no such bid' ? notFound() : showPricesOf(visit, [lowError(decided.error)])
}

function lowError(why: DecideLowRefusal): FieldError {
  switch (why) {
    case 'no words':
      return { field: 'reason', message: 'Say why' }
    case 'not answered':
      return { field: 'outcome', message: 'The bidder has not answered: wait for its answer, or reject the price' }
    case 'decided already':
    case 'not asked':
      return { field: 'outcome', message: 'There is nothing to decide' }
  }
}
