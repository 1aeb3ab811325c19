/** What is bid for: lots in order of preference, the answer to each question, the prices of each lot. */
import { formatPence, parsePounds } from '#src/base/money.ts'
import { notFound, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { moneyField, numberField, postForm, selectField, submit, wordsField } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { limitsInWords, type PricedLine } from '#src/tendering/bids/bid.ts'
import { type OwnBid, saveOwnAnswer, saveOwnLots, saveOwnPrices } from '#src/tendering/bids/bid-commands.ts'
import { bidPath, ownBid, partTrail, refOf } from '#src/tendering/bids/bid.portal.ts'
import { answerWords, lotsWords, priceWords } from '#src/tendering/bids/bid-words.ts'
import { closedReply, whileOpen } from '#src/tendering/bids/company.portal.ts'
import type { PriceLine, Question } from '#src/tendering/tenders/spec.ts'

const partView = (own: OwnBid, title: string, errors: readonly FieldError[]): Omit<Page, 'content'> => ({
  title,
  caption: `${own.published.tenderRef} ${own.published.spec.title}`,
  section: 'tenders',
  errors,
  breadcrumbs: partTrail(own.published.tenderRef, title),
})

const saveButtons = (tenderRef: string) => submit('Save', { text: 'Back without saving', href: bidPath(tenderRef) })

// --- lots

type TypedLots = { readonly places: ReadonlyMap<string, string>; readonly mostLots: string }

export async function showLots(visit: Visit, typed?: TypedLots, errors: readonly FieldError[] = []): Promise<Reply> {
  return whileOpen(visit, (own) => lotsView(visit, own, typed ?? typedLots(own), errors), typed ? 400 : 200)
}

const typedLots = ({ draft }: OwnBid): TypedLots => ({
  places: new Map(draft.lots.map((lot, at) => [lot, String(at + 1)])),
  mostLots: draft.mostLots === null ? '' : String(draft.mostLots),
})

function lotsView({ csrf }: Visit, own: OwnBid, typed: TypedLots, errors: readonly FieldError[]): Page {
  const { tenderRef, spec } = own.published
  const places = spec.lots.map((_, at) => ({
    value: String(at + 1),
    text: at === 0 ? '1, most wanted' : String(at + 1),
  }))
  return {
    ...partView(own, 'Lots, in order of preference', errors),
    content: postForm({
      action: `${bidPath(tenderRef)}/lots`,
      csrf,
      content: html`<p class="govuk-body">${spec.mostLots === null ? 'There is no limit to how many lots one bidder wins.' : `One bidder wins at most ${spec.mostLots === 1 ? 'one lot' : `${spec.mostLots} lots`}, whichever it wants most; you may bid for more.`}</p>
        ${spec.lots.map(({ lot, title, hoursAWeek, places: winners }) =>
          selectField({
            name: `lot-${lot}`,
            label: `Lot ${lot}: ${title}`,
            hint: `About ${hoursAWeek} hours a week; ${winners === 1 ? 'one provider wins' : `${winners} providers win`} it`,
            value: typed.places.get(lot) ?? '',
            empty: 'Not bid for',
            choices: places,
            errors,
          }),
        )}
        ${numberField({ name: 'mostLots', label: 'The most lots that you want (optional)', hint: 'Leave it empty for as many as you can win', value: typed.mostLots, width: 2, errors })}
        ${saveButtons(tenderRef)}`,
    }),
  }
}

export async function postLots(visit: Visit): Promise<Reply> {
  const tenderRef = refOf(visit)
  const places = new Map(
    Object.keys(visit.form).flatMap((name) =>
      name.startsWith('lot-') ? [[name.slice(4), typedText(visit.form, name)]] : [],
    ),
  ) as Map<string, string>
  const mostLots = typedText(visit.form, 'mostLots')
  const typed = { places, mostLots }
  const wanted = [...places].filter(([, place]) => /^\d+$/.test(place))
  if (new Set(wanted.map(([, place]) => place)).size < wanted.length)
    return showLots(visit, typed, [
      { field: `lot-${wanted[0]?.[0]}`, message: 'Give each lot that you bid for a different number' },
    ])
  if (mostLots !== '' && !/^\d{1,3}$/.test(mostLots)) return showLots(visit, typed, [lotsWords('wants no lot')])
  const saved = await saveOwnLots(visit.shell, visit.actor, tenderRef, {
    lots: wanted.toSorted(([, a], [, b]) => Number(a) - Number(b)).map(([lot]) => lot),
    mostLots: mostLots === '' ? null : Number(mostLots),
  })
  if (saved.ok) return seeOther(bidPath(tenderRef), 'Saved')
  if (saved.error.why !== 'refused') return closedReply(tenderRef, saved.error) ?? notFound()
  return showLots(visit, typed, [lotsWords(saved.error.refusal)])
}

// --- answers

export async function showAnswer(visit: Visit, typed?: string, errors: readonly FieldError[] = []): Promise<Reply> {
  const key = visit.params['key'] ?? ''
  let known = true
  const reply = await whileOpen(
    visit,
    (own) => {
      const question = own.published.spec.questions.find((one) => one.key === key)
      known = question !== undefined
      return answerView(visit, own, question, typed, errors)
    },
    typed === undefined ? 200 : 400,
  )
  return known ? reply : notFound()
}

function answerView(
  { csrf }: Visit,
  own: OwnBid,
  question: Question | undefined,
  typed: string | undefined,
  errors: readonly FieldError[],
): Page {
  const { tenderRef } = own.published
  const { key = '', text = '', weight = 0, mostWords = 0, least = null } = question ?? {}
  return {
    ...partView(own, `Question ${key}`, errors),
    content: postForm({
      action: `${bidPath(tenderRef)}/answers/${encodeURIComponent(key)}`,
      csrf,
      content: html`<p class="govuk-body">${weight}% of the marks.${least !== null && ` A mark below ${least} fails.`}</p>
        ${wordsField({
          name: 'text',
          label: text,
          size: 'm',
          hint: `Up to ${mostWords} words. A longer answer is saved, and cannot be submitted until you cut it`,
          value: typed ?? own.draft.answers.find((one) => one.key === key)?.text ?? '',
          mostWords,
          errors,
        })}
        ${saveButtons(tenderRef)}`,
    }),
  }
}

export async function postAnswer(visit: Visit): Promise<Reply> {
  const tenderRef = refOf(visit)
  const text = typedText(visit.form, 'text').replaceAll('\r\n', '\n')
  const saved = await saveOwnAnswer(visit.shell, visit.actor, tenderRef, { key: visit.params['key'] ?? '', text })
  if (saved.ok) return seeOther(bidPath(tenderRef), 'Saved')
  if (saved.error.why !== 'refused') return closedReply(tenderRef, saved.error) ?? notFound()
  return showAnswer(visit, text, [{ field: 'text', message: answerWords(saved.error.refusal) }])
}

// --- prices

type TypedPrices = ReadonlyMap<string, string>

export async function showPrices(
  visit: Visit,
  typed?: TypedPrices,
  errors: readonly FieldError[] = [],
): Promise<Reply> {
  const lot = visit.params['lot'] ?? ''
  let known = true
  const reply = await whileOpen(
    visit,
    (own) => {
      known = own.draft.lots.includes(lot)
      return pricesView(visit, own, lot, typed ?? typedPrices(own, lot), errors)
    },
    typed ? 400 : 200,
  )
  return known ? reply : notFound()
}

const typedPrices = ({ draft }: OwnBid, lot: string): TypedPrices =>
  new Map(
    draft.prices
      .find((one) => one.lot === lot)
      ?.lines.map(({ key, pence }) => [key, formatPence(pence).replace('£', '')]) ?? [],
  )

const UNITS: Readonly<Record<PriceLine['unit'], string>> = {
  hour: 'an hour',
  visit: 'a visit',
  night: 'a night',
  week: 'a week',
}

function pricesView(
  { csrf }: Visit,
  own: OwnBid,
  lot: string,
  typed: TypedPrices,
  errors: readonly FieldError[],
): Page {
  const { tenderRef, spec } = own.published
  return {
    ...partView(own, `Prices for lot ${lot}`, errors),
    content: postForm({
      action: `${bidPath(tenderRef)}/prices/${encodeURIComponent(lot)}`,
      csrf,
      content: html`<p class="govuk-body">${spec.lots.find((one) => one.lot === lot)?.title}. Prices are ${spec.price.weight}% of the marks. Leave one empty to fill it in later.</p>
        ${spec.price.lines.map((line) =>
          moneyField({
            name: `price-${line.key}`,
            label: line.title,
            hint: [`${line.volume}% of the basket`, limitsInWords(line)].filter((part) => part !== '').join(', '),
            value: typed.get(line.key) ?? '',
            suffix: UNITS[line.unit],
            errors,
          }),
        )}
        ${saveButtons(tenderRef)}`,
    }),
  }
}

export async function postPrices(visit: Visit): Promise<Reply> {
  const tenderRef = refOf(visit)
  const lot = visit.params['lot'] ?? ''
  const typed: [string, string][] = Object.keys(visit.form).flatMap((name) =>
    name.startsWith('price-') ? [[name.slice(6), typedText(visit.form, name)]] : [],
  )
  const given = typed.filter(([, text]) => text !== '')
  const lines: PricedLine[] = given.map(([key, text]) => ({ key, pence: parsePounds(text) ?? 0 }))
  const saved = await saveOwnPrices(visit.shell, visit.actor, tenderRef, { lot, lines })
  if (saved.ok) return seeOther(bidPath(tenderRef), 'Saved')
  if (saved.error.why !== 'refused') return closedReply(tenderRef, saved.error) ?? notFound()
  const { refusal } = saved.error
  const found = await ownBid(visit)
  if (refusal === 'not bid for' || 'reply' in found) return notFound()
  const { lines: asked } = found.own.published.spec.price
  return showPrices(
    visit,
    new Map(typed),
    refusal.faults.map(({ key, fault }) => {
      const line = asked.find((one) => one.key === key)
      const message =
        line && fault !== 'no such line' ? priceWords(line, fault) : 'The tender has changed. Look at its prices again'
      return { field: `price-${key}`, message }
    }),
  )
}
