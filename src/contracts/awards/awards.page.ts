import { dayOf, formatDay } from '#src/base/day.ts'
import { parsePounds } from '#src/base/money.ts'
import { formatPence } from '#src/base/money.ts'
import { findLotWon, makeContractOfAward, type MakeRefusal } from '#src/contracts/awards/award-commands.ts'
import { cardOfAward, contractOfAward } from '#src/contracts/awards/award-contract.ts'
import { lastDay } from '#src/contracts/draw-down.ts'
import {
  listOwners,
  PARTICULARS_WORDS,
  particularsFields,
  readParticulars,
  type TypedParticulars,
  typedParticulars,
} from '#src/contracts/particulars.page.ts'
import { wholeParticulars } from '#src/contracts/particulars.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { hiddenField, moneyField, postForm, selectField, submit, textField } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { pageAsked, queue, typedText } from '#src/platform/pages/queue.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { dataTable, link, money, small } from '#src/platform/pages/table.ts'
import { listCards } from '#src/rates/index.ts'
import { findTender, listLotsWithoutContract, type LotWithoutContract } from '#src/tendering/index.ts'

const PAGE_SIZE = 25

const makeHref = ({ tenderRef, lot, organisationRef }: LotWithoutContract): string =>
  `/contracts/awards/make?${new URLSearchParams({ tender: tenderRef, lot, provider: organisationRef })}`

/** Lots that were awarded and have no contract yet, the oldest award first. */
export async function listAwardsPage({ actor, shell, query, url }: Visit): Promise<Reply> {
  const lots = await shell.read(actor, (tx) => listLotsWithoutContract(tx))
  const from = (pageAsked(query) - 1) * PAGE_SIZE
  return page({
    title: 'Contracts to make from awards',
    section: 'contracts',
    wide: true,
    breadcrumbs: [{ text: 'Contracts', href: '/contracts' }, { text: 'Awards' }],
    content: queue({
      noun: { one: 'awarded lot', many: 'awarded lots' },
      url,
      rows: lots.slice(from, from + PAGE_SIZE),
      total: lots.length,
      pageSize: PAGE_SIZE,
      empty: 'Every award has its contracts.',
      columns: [
        {
          heading: 'Tender',
          cell: (one) => html`${link(one.tenderRef, `/tenders/${one.tenderRef}`)}${small(one.title)}`,
        },
        { heading: 'Lot', cell: (one) => one.lot },
        { heading: 'Provider', cell: (one) => link(one.organisationName, `/providers/${one.organisationRef}`) },
        { heading: 'Awarded', cell: (one) => formatDay(dayOf(one.awardedAt)) },
        {
          heading: 'Action',
          cell: (one) =>
            link(
              html`Make the contract<span class="govuk-visually-hidden">: lot ${one.lot}, ${one.organisationName}</span>`,
              makeHref(one),
            ),
        },
      ],
    }),
  })
}

type Typed = {
  readonly title: string
  readonly ceiling: string
  readonly cardRef: string
  readonly particulars: TypedParticulars
}
type Form = { readonly typed: Typed; readonly errors: FieldError[] }

const keyIn = (from: Visit['query']) => ({
  tenderRef: typedText(from, 'tender'),
  lot: typedText(from, 'lot'),
  organisationRef: typedText(from, 'provider'),
})

export const showMake = (visit: Visit): Promise<Reply> => show(visit, keyIn(visit.query))

async function show({ shell, actor, csrf }: Visit, key: ReturnType<typeof keyIn>, form?: Form): Promise<Reply> {
  const found = await shell.read(actor, async (tx) => {
    const won = await findLotWon(tx, key)
    const tender = won && (await findTender(tx, key.tenderRef))
    return won && tender && { won, tender, owners: await listOwners(tx), cards: await listCards(tx, dayOf(tx.now)) }
  })
  const agreed = found && contractOfAward(found.tender.spec, key.tenderRef, found.won)
  if (!found || !agreed) return notFound()
  const { won, owners, cards } = found
  const { spec } = found.tender
  const card = cardOfAward(spec, key.tenderRef, won)
  const errors = form?.errors ?? []
  const typed = form?.typed ?? {
    ...{ title: agreed.title, cardRef: '' },
    ceiling: agreed.ceilingPence === null ? '' : formatPence(agreed.ceilingPence).replace('£', ''),
    particulars: typedParticulars(wholeParticulars(agreed, agreed)),
  }
  const prices = won.lines.map(({ key: line, pence }) => ({
    ...{ pence, title: spec.price.lines.find((one) => one.key === line)?.title ?? line },
  }))
  return page(
    {
      title: 'Make the contract of an award',
      caption: `${key.tenderRef}, lot ${won.lot}`,
      section: 'contracts',
      errors,
      breadcrumbs: [
        { text: 'Contracts', href: '/contracts' },
        { text: 'Awards', href: '/contracts/awards' },
        { text: `Lot ${won.lot}` },
      ],
      content: html`${summary([
        { key: 'Provider', value: link(won.organisationName, `/providers/${won.organisationRef}`) },
        { key: 'Term', value: `${formatDay(spec.fromDay)} to ${formatDay(lastDay(spec.toDay))}` },
        { key: 'Zones', value: agreed.zones.join(', ') },
      ])}${section(
        'Prices won',
        dataTable({
          caption: 'Prices won',
          captionHidden: true,
          rows: prices,
          empty: 'The award has no prices: choose a rate card.',
          columns: [
            { heading: 'Price', cell: (one) => one.title },
            { heading: 'Amount', format: 'number', cell: (one) => money(one.pence) },
          ],
        }),
      )}${
        card &&
        card.left.length > 0 &&
        html`<p class="govuk-body">A new card leaves these out, add them to it by hand: ${card.left.join(', ')}.</p>`
      }${postForm({
        action: '/contracts/awards/make',
        csrf,
        content: html`${hiddenField('tender', key.tenderRef)}${hiddenField('lot', key.lot)}${hiddenField('provider', key.organisationRef)}
          ${textField({ name: 'title', label: 'Title', value: typed.title, errors })}
          ${moneyField({ name: 'ceiling', label: 'Ceiling over the whole term (optional)', value: typed.ceiling, errors, width: 10 })}
          ${selectField({ name: 'cardRef', label: 'Rate card', value: typed.cardRef, errors, choices: cards.map(({ cardRef, name }) => ({ value: cardRef, text: name })), ...(card ? { empty: 'A new card of the prices won' } : { empty: 'Choose a rate card' }) })}
          ${particularsFields(typed.particulars, owners, errors)}
          ${submit('Make the contract', { href: '/contracts/awards' })}`,
      })}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

export async function postMake(visit: Visit): Promise<Reply> {
  const { shell, actor, form } = visit
  const key = keyIn(form)
  const text = (name: string): string => typedText(form, name)
  const read = readParticulars(form)
  const typed: Typed = {
    ...{ title: text('title'), ceiling: text('ceiling'), cardRef: text('cardRef'), particulars: read.typed },
  }
  const ceilingPence = typed.ceiling === '' ? null : parsePounds(typed.ceiling)
  const errors = [...read.errors]
  if (typed.title === '') errors.push({ field: 'title', message: 'Enter a title' })
  if (ceilingPence === undefined)
    errors.push({ field: 'ceiling', message: 'Enter the ceiling in pounds, for example 250,000' })
  if (errors.length > 0 || !read.said || ceilingPence === undefined) return show(visit, key, { typed, errors })
  const made = await makeContractOfAward(shell, actor, {
    ...{ ...key, title: typed.title, ceilingPence, cardRef: typed.cardRef || null, particulars: read.said },
  })
  if (made.ok) return seeOther(`/contracts/${made.value}`, 'The contract is made of the award')
  return show(visit, key, { typed, errors: [MAKE_WORDS[made.error]] })
}

const FROM_AWARD = 'The award does not fit the register: '
const MAKE_WORDS: Readonly<Record<MakeRefusal, FieldError>> = {
  ...PARTICULARS_WORDS,
  'no such award': { field: 'title', message: 'This lot has its contract already, or is awarded no longer' },
  'no card can be made': { field: 'cardRef', message: 'The prices won make no card: choose one that there is' },
  'the card has faults': {
    field: 'cardRef',
    message: 'A card of these prices cannot be kept: choose one that there is',
  },
  'no such provider': { field: 'title', message: `${FROM_AWARD}the provider is not in it. Load the CQC register` },
  'no such rate card': { field: 'cardRef', message: 'Choose a rate card from the list' },
  'no such framework': { field: 'title', message: `${FROM_AWARD}its framework is gone` },
  'the term ends before it begins': { field: 'title', message: `${FROM_AWARD}its term ends before it begins` },
  'no zone named': { field: 'title', message: `${FROM_AWARD}the lot has no zone` },
  'no such zone': { field: 'title', message: `${FROM_AWARD}a zone of the lot is not one of the council’s` },
}
