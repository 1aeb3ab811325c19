import { dayOf } from '#src/base/day.ts'
import { divideHalfUp, formatPence } from '#src/base/money.ts'
import { belowFloorPence, type Offer } from '#src/brokerage/offers/offer.ts'
import { ceilingInWords, floorInWords, floorSum } from '#src/brokerage/offers/offer-words.page.ts'
import { closeOffers } from '#src/brokerage/packages/package-commands.ts'
import { type ChooseTogether, chooseTogether } from '#src/brokerage/offers/choose-together-commands.ts'
import { type Combination, combinations, type Part } from '#src/brokerage/offers/combination.ts'
import { stayOf } from '#src/brokerage/packages/care-package.ts'
import { careSummary, stayInWords, visitInWords } from '#src/brokerage/packages/package-care.page.ts'
import { offerColumns, providerName } from '#src/brokerage/offers/offers.page.ts'
import { noticeOf, type PackageRecord, readRecord, recordFrame } from '#src/brokerage/packages/package-record.page.ts'
import { only } from '#src/brokerage/packages/pattern.ts'
import { listPreferred } from '#src/brokerage/requests/preference.store.ts'
import { overBudgetPence } from '#src/brokerage/requests/request.ts'
import type { Ranked } from '#src/brokerage/offers/ranking.ts'
import { whyPart } from '#src/brokerage/offers/why-ranked.page.ts'
import { type ChooseRefusal, chooseOffer } from '#src/brokerage/sign-off/sign-off-commands.ts'
import { type Code, getPolicy } from '#src/councils/index.ts'
import { notDone, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { postForm, radiosField, selectField, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { section } from '#src/platform/pages/record.ts'
import { dataTable, money } from '#src/platform/pages/table.ts'
import { typedTexts } from '#src/platform/pages/queue.ts'

/** What a weekly cost comes to in a year of 365 days. */
export const yearly = (weeklyPence: number): number => divideHalfUp(weeklyPence * 365, 7)

type Typed = {
  offer?: string | undefined
  code?: string
  words?: string
  ceilingReason?: string
  floorReason?: string
  answer?: string
}
type Choosing = {
  readonly record: PackageRecord
  readonly codes: readonly Code[]
  /** Providers whom the person wants. */
  readonly preferred: ReadonlySet<string>
}

const read = (visit: Visit): Promise<Choosing | undefined> => {
  const ref = visit.params['ref'] ?? ''
  return visit.shell.view(visit.actor, `package:${ref}`, async (tx) => {
    const record = await readRecord(tx, visit.actor, ref)
    if (!record) return undefined
    const { codes } = await getPolicy(tx, 'choice-reasons', dayOf(tx.now))
    return { record, codes, preferred: await listPreferred(tx, record.pkg.personRef) }
  })
}

export async function showChoice(visit: Visit): Promise<Reply> {
  const choosing = await read(visit)
  if (!choosing) return notFound()
  const { pkg } = choosing.record
  if (pkg.status !== 'offers_in') return notDone(`/packages/${pkg.packageRef}`, 'There is no choice to make now')
  if (pkg.payer === 'self') return seeOther(`/packages/${pkg.packageRef}/self-funder`)
  const asked = visit.query['offer']
  return page(view(choosing, { offer: typeof asked === 'string' ? asked : undefined }, visit.csrf))
}

function view(choosing: Choosing, typed: Typed, csrf: string, errors: readonly FieldError[] = []): Page {
  const { record, codes } = choosing
  const { pkg, ranked } = record
  const together = combinations(ranked, record.invitations, pkg.pattern)
  const weeks = [...ranked.map(({ offer }) => offer), ...together].map(({ weeklyPence }) => weeklyPence)
  const over =
    ranked.some(({ offer }) => offer.overCeilingPence > 0) || weeks.some((pence) => overBudgetPence(pkg, pence) > 0)
  const below = ranked.some(({ offer }) => belowFloorPence(offer) > 0)
  return {
    ...recordFrame(record, undefined),
    title: 'Choose an offer',
    notice: noticeOf(record),
    actions: [],
    tabs: [],
    wide: true,
    errors,
    breadcrumbs: [
      { text: 'Packages', href: '/packages' },
      { text: pkg.packageRef, href: `/packages/${pkg.packageRef}` },
      { text: 'Choose an offer' },
    ],
    content: html`
      ${section('Offers, best first', offersTable(record))}
      ${section('Why they stand in this order', whyPart(record))}
      ${together.length > 0 && section('Together', togetherPart(record, together))}
      ${section('Ceiling and cost floor', floorsPart(record))}
      ${section(
        'Your choice',
        postForm({
          action: `/packages/${pkg.packageRef}/choose-offer`,
          csrf,
          content: html`
            ${radiosField({ name: 'offer', label: 'Which offer do you choose?', size: 'hidden', value: typed.offer ?? '', errors, choices: [...ranked.map((one) => choiceOf(choosing, one)), ...together.map((one) => togetherChoice(record, one))] })}
            ${selectField({ name: 'code', label: 'If it is not the first, why?', value: typed.code ?? '', errors, empty: 'It is the first', choices: codes.map(({ code, label }) => ({ value: code, text: label })) })}
            ${textareaField({ name: 'words', label: 'Say more, if it is not the first', rows: 3, value: typed.words ?? '', errors })}
            ${over && textareaField({ name: 'ceilingReason', label: pkg.byOutcomes?.weeklyPence === undefined ? 'If it is above the ceiling, why?' : 'If it is above the ceiling or the budget, why?', rows: 3, value: typed.ceilingReason ?? '', errors })}
            ${below && textareaField({ name: 'floorReason', label: 'If it is below the cost floor, how are workers paid by law?', rows: 3, value: typed.floorReason ?? '', errors })}
            ${record.sentBack && textareaField({ name: 'answer', label: `Your answer to ${record.sentBack.decidedByName ?? 'the signer'}`, hint: `Sent back: ${record.sentBack.reason ?? ''}`, rows: 3, value: typed.answer ?? '', errors })}
            ${submit('Choose this offer', { href: `/packages/${pkg.packageRef}` })}`,
        }),
      )}
      ${section('What care is needed', careSummary(record))}`,
  }
}

const choiceOf = ({ record, preferred }: Choosing, ranked: Ranked) => ({
  value: ranked.offer.offerRef,
  text: `${ranked.rank}. ${providerName(record, ranked.offer)}`,
  hint: `${preferred.has(ranked.offer.organisationRef) ? 'The person wants this provider. ' : ''}${formatPence(ranked.offer.weeklyPence)} a week, ${yearOrStay(record, ranked.offer)}${ranked.offer.overCeilingPence > 0 ? `, ${formatPence(ranked.offer.overCeilingPence)} an hour above the ceiling` : ''}${budgetWords(record, ranked.offer.weeklyPence)}${belowFloorPence(ranked.offer) > 0 ? `, ${formatPence(belowFloorPence(ranked.offer))} an hour below the cost floor` : ''}`,
})

/** What it comes to in a year, or where care is asked for a time in that. */
const yearOrStay = ({ pkg }: PackageRecord, { startDay, weeklyPence }: Offer): string =>
  stayInWords(pkg, startDay, weeklyPence) ?? `${formatPence(yearly(weeklyPence))} a year`

const budgetWords = ({ pkg }: PackageRecord, weeklyPence: number): string =>
  overBudgetPence(pkg, weeklyPence) === 0
    ? ''
    : `, ${formatPence(overBudgetPence(pkg, weeklyPence))} a week above the budget of ${formatPence(pkg.byOutcomes?.weeklyPence ?? 0)}`

const offersTable = (record: PackageRecord): Html =>
  dataTable({
    caption: 'Offers',
    captionHidden: true,
    folds: true,
    rows: record.ranked,
    columns: [
      { heading: 'Rank', format: 'number', cell: ({ rank }) => rank },
      ...offerColumns(record, [
        record.pkg.endDay === undefined
          ? { heading: 'A year', format: 'number', cell: ({ offer }) => money(yearly(offer.weeklyPence)) }
          : {
              heading: 'The stay',
              format: 'number',
              cell: ({ offer }) => money(stayOf(record.pkg, offer.startDay, offer.weeklyPence)?.pence ?? 0),
            },
      ]),
    ],
  })

/** That of the offer's own invitation: in a later round, or on a later day, it may be another. */
const ceilingOf = ({ invitations }: PackageRecord, { organisationRef }: Offer): number | undefined =>
  invitations.find((one) => one.organisationRef === organisationRef)?.ceilingPencePerHour

/** Each offer against the most that an hour should cost and the least that it costs by law, with the sums (M-10, M-29). */
const floorsPart = (record: PackageRecord): Html =>
  html`${record.ranked.map(
    ({ offer, rank }) =>
      html`<h3 class="govuk-heading-s">${rank}. ${providerName(record, offer)}</h3><p class="govuk-body">${ceilingInWords(ceilingOf(record, offer), offer) ?? 'The council has set no ceiling here.'} ${floorInWords(offer) ?? 'A cost floor is reckoned for visits to a home only.'}</p>${offer.floor && floorSum(offer.floor)}`,
  )}`

/** Offers of some visits that together cover all: each becomes a package of its own, signed as one would be. */
const togetherPart = (record: PackageRecord, together: readonly Combination[]): Html =>
  html`<p class="govuk-body">Offers of some visits that together cover all that was asked for, the cheapest first. Each becomes a package of its own, signed for by what they cost together.</p>${together.map(
    (one) =>
      html`<h3 class="govuk-heading-s">${namesOf(record, one)}: ${formatPence(one.weeklyPence)} a week${budgetWords(record, one.weeklyPence)}</h3><ul class="govuk-list govuk-list--bullet">${one.parts.map((part) => html`<li>${partInWords(record, part)}</li>`)}</ul>`,
  )}`

const namesOf = (record: PackageRecord, { parts }: Combination): string =>
  parts.map(({ ranked }) => providerName(record, ranked.offer)).join(' with ')

const partInWords = (record: PackageRecord, { ranked, covers, weeklyPence, spared }: Part): string =>
  `${providerName(record, ranked.offer)}: ${only(record.pkg.pattern, covers).map(visitInWords).join('; ')} (${formatPence(weeklyPence)} a week)${spared > 0 ? `. That is ${spared === 1 ? 'one visit' : `${spared} visits`} fewer than it offered: ask it first` : ''}`

const togetherChoice = (record: PackageRecord, one: Combination) => ({
  value: one.name,
  text: `Together: ${namesOf(record, one)}`,
  hint: `${formatPence(one.weeklyPence)} a week, ${formatPence(yearly(one.weeklyPence))} a year`,
})

export async function postChoice(visit: Visit): Promise<Reply> {
  const ref = visit.params['ref'] ?? ''
  const typed = typedTexts(visit.form, 'offer', 'code', 'words', 'ceilingReason', 'floorReason', 'answer')
  const again = async (errors: FieldError[]): Promise<Reply> => {
    const choosing = await read(visit)
    return choosing ? page(view(choosing, typed, visit.csrf, errors), { status: 400 }) : notFound()
  }
  if (!typed.offer) return again([{ field: 'offer', message: 'Select the offer that you choose' }])
  if (typed.offer.includes('+')) return postTogether(visit, { packageRef: ref, together: typed.offer, ...typed }, again)
  const chosen = await chooseOffer(visit.shell, visit.actor, { packageRef: ref, offerRef: typed.offer, ...typed })
  if (chosen.ok) return seeOther(`/packages/${ref}`, 'Offer chosen. The officers who sign have been asked.')
  if (chosen.error === 'no such package') return notFound()
  return again([refusalError(chosen.error)])
}

async function postTogether(
  { shell, actor }: Visit,
  input: ChooseTogether,
  again: (errors: FieldError[]) => Promise<Reply>,
): Promise<Reply> {
  const chosen = await chooseTogether(shell, actor, input)
  if (!chosen.ok) return chosen.error === 'no such package' ? notFound() : again([refusalError(chosen.error)])
  const refs = chosen.value.map(({ packageRef }) => packageRef)
  return seeOther(
    `/packages/${refs[0]}`,
    `Shared between ${refs.join(' and ')}. The officers who sign have been asked.`,
  )
}

/** A refusal at its field, with the cure. */
export function refusalError(refusal: Exclude<ChooseRefusal, 'no such package'>): FieldError {
  switch (refusal) {
    case 'against the ranking needs a reason':
      return { field: 'code', message: 'Select why you do not choose the first of the ranking' }
    case 'not a reason':
      return { field: 'code', message: 'Select a reason from the list' }
    case 'against the ranking needs words':
      return { field: 'words', message: 'Say in your own words why you do not choose the first of the ranking' }
    case 'over the ceiling needs a reason':
      return { field: 'ceilingReason', message: 'Say why an offer above the ceiling is chosen' }
    case 'over the budget needs a reason':
      return { field: 'ceilingReason', message: 'Say why an offer above the budget for these outcomes is chosen' }
    case 'the person chose another':
      return {
        field: 'offer',
        message: 'The person chose another home that meets their needs within the ceiling. Choose that offer',
      }
    case 'the person pays':
      return { field: 'offer', message: 'The person pays, so the choice is theirs. Note it on the page Self-funder' }
    case 'below the floor needs a reason':
      return {
        field: 'floorReason',
        message: 'Say how you know that workers are paid the minimum wage at a price below the cost floor',
      }
    case 'the signer waits for an answer':
      return { field: 'answer', message: 'Answer what was asked when the choice was sent back' }
    case 'offer withdrawn':
      return { field: 'offer', message: 'This offer no longer stands. Select another' }
    case 'no such offer':
      return { field: 'offer', message: 'Select one of the offers listed' }
    case 'provider is suspended':
      return { field: 'offer', message: 'This provider is suspended, or leaves: its exit is open. Select another' }
    case 'the person refuses this provider':
      return { field: 'offer', message: 'The person has said that this provider is not to come. Select another' }
    case 'still open':
      return { field: 'offer', message: 'Providers can still offer. Choose after the window has closed' }
    case 'not in this state':
      return { field: 'offer', message: 'There is no choice to make: somebody has chosen, or the package was stopped' }
    case 'no signatures set':
      return {
        field: 'offer',
        message: 'The council’s policy names no signatures for this weekly cost. Ask an administrator to set them',
      }
  }
}

export async function postCloseOffers({ actor, shell, params }: Visit): Promise<Reply> {
  const ref = params['ref'] ?? ''
  const closed = await closeOffers(shell, actor, ref)
  if (closed.ok) return seeOther(`/packages/${ref}`, 'Offers closed')
  switch (closed.error) {
    case 'no such package':
      return notFound()
    case 'still open':
      return notDone(`/packages/${ref}`, 'Not closed: some providers have not answered and their time is not over')
    case 'not in this state':
      return notDone(`/packages/${ref}`, 'Offers were closed already')
  }
}
