import { readFile } from 'node:fs/promises'
import { addDays, type Day, dayOf, formatDay, formatInstant } from '#src/base/day.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import { latestHistory, showPanels } from '#src/platform/panels.ts'
import { fileField, postForm, selectField, submit, textareaField, textField } from '#src/platform/pages/form.ts'
import { button } from '#src/platform/pages/components.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError, Page, StatusTag } from '#src/platform/pages/page.ts'
import { chosen } from '#src/platform/pages/queue.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { dataTable, link, money, small } from '#src/platform/pages/table.ts'
import { proposeCard } from '#src/rates/proposals/proposal-commands.ts'
import { listOpenProposals } from '#src/rates/proposals/proposal.store.ts'
import { proposalPath, proposalsSection } from '#src/rates/proposals/waiting.page.ts'
import { compareCards } from '#src/rates/compare-cards.ts'
import {
  changedTerms,
  codeWords,
  dayWords,
  paymentWords,
  termsOf,
  timesWords,
  zoneWords,
} from '#src/rates/card-words.ts'
import { changesTable, priceWords, termChangesTable } from '#src/rates/price-words.page.ts'
import { parseRateCard, type RateCard, type RateLine } from '#src/rates/rate-card.ts'
import {
  listCards,
  listReplaced,
  listVersions,
  type ReplacedVersion,
  type StoredCard,
} from '#src/rates/rate-card.store.ts'

const FILE_BYTES = 1_048_576
export const uploads = { uploads: FILE_BYTES }

const CRUMB = { text: 'Rate cards', href: '/rate-cards' }

export async function listRateCards({ actor, shell }: Visit): Promise<Reply> {
  const { cards, waiting } = await shell.read(actor, async (tx) => ({
    cards: await listCards(tx, dayOf(tx.now)),
    waiting: await listOpenProposals(tx),
  }))
  return page({
    title: 'Rate cards',
    section: 'contracts',
    wide: true,
    breadcrumbs: [{ text: 'Contracts', href: '/contracts' }, { text: 'Rate cards' }],
    actions: [may(actor, 'rates.change') && { text: 'Add a rate card', href: '/rate-cards/add' }],
    content: html`${proposalsSection(waiting)}${dataTable({
      caption: 'Rate cards',
      captionHidden: true,
      rows: cards,
      columns: [
        {
          heading: 'Card',
          cell: (card: StoredCard) => link(card.cardRef, `/rate-cards/${encodeURIComponent(card.cardRef)}`),
        },
        { heading: 'Name', cell: (card) => card.name },
        { heading: 'From', cell: (card) => formatDay(card.from) },
        { heading: 'Last day', cell: (card) => lastDayWords(card.to) },
      ],
    })}`,
  })
}

const lastDayWords = (to: Day | null): string => (to ? formatDay(addDays(to, -1)) : 'No end set')

const pathOf = (cardRef: string): string => `/rate-cards/${encodeURIComponent(cardRef)}`

export async function showRateCard({ actor, shell, params, query }: Visit, house: House): Promise<Reply> {
  const cardRef = params['ref'] ?? ''
  return shell.read(actor, async (tx) => {
    const versions = await listVersions(tx, cardRef)
    const today = dayOf(tx.now)
    const shown =
      versions.find((version) => version.from === query['from']) ??
      versions.find((version) => version.from <= today) ??
      versions.at(0)
    if (!shown) return notFound()
    const card = cardOf(shown)
    const mayChange = may(actor, 'rates.change')
    const before = versions.find((version) => version.from < shown.from)
    return page({
      title: shown.name,
      caption: `Rate card ${cardRef}`,
      section: 'contracts',
      breadcrumbs: [{ text: 'Contracts', href: '/contracts' }, CRUMB, { text: cardRef }],
      tags: [versionTag(shown, today)],
      actions: [
        mayChange && { text: 'Edit the prices', href: `${pathOf(cardRef)}/edit?from=${shown.from}` },
        mayChange && {
          ...{ text: 'Add a card like this', kind: 'secondary' as const },
          href: `/rate-cards/new?like=${encodeURIComponent(cardRef)}`,
        },
        before && {
          ...{ text: 'Compare with the version before', kind: 'secondary' as const },
          href: `${pathOf(cardRef)}/compare?before=${before.from}&after=${shown.from}`,
        },
      ],
      facts: [
        { label: 'From', value: formatDay(shown.from) },
        { label: 'Last day', value: lastDayWords(shown.to) },
        { label: 'Pays', value: paymentWords(card) },
      ],
      content: html`${rateTables(card)}${otherParts(card)}${versionsSection(versions)}${replacedSection(await listReplaced(tx, cardRef))}
        ${await showPanels(house, tx, actor, 'rate-card', cardRef)}`,
      aside: await latestHistory(house, tx, `rate-card:${cardRef}`),
    })
  })
}

function cardOf(stored: StoredCard): RateCard {
  const card = parseRateCard(JSON.stringify(stored.card))
  if (!card.ok) throw new Error(`rate card ${stored.cardRef} of ${stored.from} was kept with faults`)
  return card.value
}

/** Two versions of a card, every price before and after. */
export async function compareVersions({ actor, shell, params, query }: Visit): Promise<Reply> {
  const cardRef = params['ref'] ?? ''
  const versions = await shell.read(actor, (tx) => listVersions(tx, cardRef))
  const [before, after] = ['before', 'after'].map((name) =>
    versions.find((version) => version.from === chosen(query, name)[0]),
  )
  if (!before || !after) return notFound()
  const [was, is] = [cardOf(before), cardOf(after)]
  const changes = compareCards(was, is)
  const changed = changes.filter((change) => change.before !== change.after).length
  return page({
    title: `From ${formatDay(before.from)} to ${formatDay(after.from)}`,
    caption: `Rate card ${cardRef}, two versions`,
    section: 'contracts',
    wide: true,
    breadcrumbs: [
      { text: 'Contracts', href: '/contracts' },
      CRUMB,
      { text: cardRef, href: pathOf(cardRef) },
      { text: 'Compare' },
    ],
    content: html`<p class="govuk-body">${changed === 0 ? 'No price differs.' : `${changed} of ${changes.length} prices differ.`}</p>
      ${changesTable('Prices of both versions', changes)}${termChangesTable(changedTerms(was, is))}`,
  })
}

function versionTag({ from, to }: StoredCard, today: Day): StatusTag {
  if (today < from) return { text: 'Not yet', colour: 'blue' }
  if (to !== null && today >= to) return { text: 'Ended', colour: 'grey' }
  return { text: 'Holds today', colour: 'green' }
}

export const rateTables = (card: RateCard) => html`
  ${section(
    'Prices',
    dataTable({
      caption: 'Prices',
      captionHidden: true,
      folds: true,
      rows: card.rates,
      columns: [
        {
          heading: 'Service',
          cell: (line) => html`${codeWords(line.service)}${line.skill !== undefined && small(codeWords(line.skill))}`,
        },
        { heading: 'Zone', cell: (line) => zoneWords(line.zone) },
        { heading: 'Days', cell: (line) => dayWords(line.day) },
        { heading: 'Times', cell: (line) => timesWords(line) },
        { heading: 'Price', format: 'number', cell: (line) => linePrice(line) },
      ],
    }),
  )}
  ${
    card.bands.length > 0 &&
    section(
      'Price of a visit by its length',
      dataTable({
        caption: 'Price of a visit by its length',
        captionHidden: true,
        rows: card.bands.flatMap((band) => band.prices.map((price) => ({ ...band, ...price }))),
        columns: [
          { heading: 'Service', cell: (line) => codeWords(line.service) },
          { heading: 'Zone', cell: (line) => zoneWords(line.zone) },
          { heading: 'Minutes', format: 'number', cell: (line) => line.minutes },
          { heading: 'A visit', format: 'number', cell: (line) => money(line.pence) },
        ],
      }),
    )
  }`

const linePrice = (line: RateLine) =>
  html`${priceWords(line.pencePerVisit ?? line.pencePerHour)}${small(line.pencePerVisit === undefined ? 'an hour' : 'a visit')}${line.twoWorkersPencePerHour !== undefined && small(html`${priceWords(line.twoWorkersPencePerHour)} for two`)}`

/** What a card says beyond the hour, one line each. */
export function otherParts(card: RateCard) {
  const rows = termsOf(card).map(({ key, words, place }) => ({
    key,
    value: html`${words}${place !== undefined && small(place)}`,
  }))
  return rows.length > 0 && section('What else is paid', summary(rows))
}

const versionsSection = (versions: readonly StoredCard[]) =>
  section(
    'Versions',
    dataTable({
      caption: 'Versions',
      captionHidden: true,
      rows: versions,
      columns: [
        {
          heading: 'From',
          cell: (card) =>
            html`${link(formatDay(card.from), `${pathOf(card.cardRef)}?from=${card.from}`)}${card.reason !== null && small(card.reason)}`,
        },
        { heading: 'Last day', cell: (card) => lastDayWords(card.to) },
        { heading: 'Added', cell: (card) => formatInstant(card.madeAt) },
      ],
    }),
  )

const replacedSection = (replaced: readonly ReplacedVersion[]) =>
  replaced.length > 0 &&
  section(
    'Versions that were replaced',
    dataTable({
      caption: 'Versions that were replaced',
      captionHidden: true,
      rows: replaced,
      columns: [
        { heading: 'From', cell: (one) => formatDay(one.from) },
        { heading: 'Last day', cell: (one) => lastDayWords(one.to) },
        { heading: 'Replaced', cell: (one) => formatInstant(one.replacedAt) },
      ],
    }),
  )

type Typed = { name?: string; text?: string; reason?: string }

const form = (typed: Typed, cards: readonly StoredCard[], csrf: string, errors: readonly FieldError[] = []): Page => ({
  title: 'Add a rate card',
  section: 'contracts',
  errors,
  breadcrumbs: [{ text: 'Contracts', href: '/contracts' }, CRUMB, { text: 'Add' }],
  content: html`${section(
    'On a page',
    html`<form action="/rate-cards/new" method="get" novalidate>
      ${selectField({
        ...{ name: 'like', label: 'Start from', empty: 'Nothing: enter all of it' },
        choices: cards.map(({ cardRef, name }) => ({ value: cardRef, text: `${name} (${cardRef})` })),
      })}
      ${button({ text: 'Go on' })}
    </form>`,
  )}
  ${section(
    'From a file',
    postForm({
      action: '/rate-cards/add',
      csrf,
      enctype: 'multipart/form-data',
      content: html`
      ${textField({ name: 'name', label: 'Name', hint: 'For example, Home care, north lots, 2026', value: typed.name, errors })}
      ${fileField({ name: 'file', label: 'Rate card file', hint: 'A rate-card.json in the open format. The days it holds are in the file.', accept: '.json', errors })}
      ${textareaField({ name: 'text', label: 'Or paste the rate card', value: typed.text, rows: 12, errors })}
      ${textareaField({ name: 'reason', label: 'Why, if days that have passed or a version with an end change (optional)', rows: 2, value: typed.reason, errors })}
      ${submit('Add the rate card', { href: '/rate-cards' })}`,
    }),
  )}`,
})

const cardsToday = ({ actor, shell }: Visit): Promise<StoredCard[]> =>
  shell.read(actor, (tx) => listCards(tx, dayOf(tx.now)))

export const startRateCard = async (visit: Visit): Promise<Reply> => page(form({}, await cardsToday(visit), visit.csrf))

export async function saveRateCard(visit: Visit): Promise<Reply> {
  const { actor, shell, form: typed, files, csrf } = visit
  const name = String(typed['name'] ?? '').trim()
  const text = files['file'] ? await readFile(files['file'].path, 'utf8') : String(typed['text'] ?? '')
  const reason = String(typed['reason'] ?? '').trim()
  const again = async (errors: FieldError[]) =>
    page(form({ name, text, reason }, await cardsToday(visit), csrf, errors), { status: 400 })
  const missing: FieldError[] = [
    ...(name === '' ? [{ field: 'name', message: 'Enter a name for the rate card' }] : []),
    ...(text.trim() === '' ? [{ field: 'text', message: 'Choose a rate card file or paste the rate card' }] : []),
  ]
  if (missing.length > 0) return again(missing)
  const added = await proposeCard(shell, actor, { name, text, reason })
  if (added.ok) return seeOther(proposalPath(added.value.proposalRef), 'Proposed. Another officer approves the prices.')
  switch (added.error.why) {
    case 'another version holds then':
      return again([
        {
          field: 'text',
          message:
            'Another version of this card holds on some of these days. Change "from" or "to" so that they do not overlap. A version that has no end is ended by one that begins later. To have it stand in place of the other, say why',
        },
      ])
    case 'days that have passed need a reason':
      return again([{ field: 'reason', message: 'Enter why prices of days that have passed change' }])
    case 'the card has faults':
      return again(
        added.error.faults
          .slice(0, 20)
          .map((fault) => ({ field: 'text', message: `Line ${fault.line}: ${fault.text}` })),
      )
  }
}
