import { readFile } from 'node:fs/promises'
import { addDays, type Day, dayOf, formatDay, formatInstant } from '#src/base/day.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import { latestHistory } from '#src/platform/panels.ts'
import { fileField, postForm, submit, textareaField, textField } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError, Page, StatusTag } from '#src/platform/pages/page.ts'
import { section } from '#src/platform/pages/record.ts'
import { dataTable, link, money } from '#src/platform/pages/table.ts'
import { addRateCard } from '#src/rates/commands.ts'
import { parseRateCard, type RateCard } from '#src/rates/rate-card.ts'
import { listCards, listVersions, type StoredCard } from '#src/rates/rate-card.store.ts'

const FILE_BYTES = 1_048_576
export const uploads = { uploads: FILE_BYTES }

const CRUMB = { text: 'Rate cards', href: '/rate-cards' }

export async function listRateCards({ actor, shell }: Visit): Promise<Reply> {
  const cards = await shell.read(actor, (tx) => listCards(tx, dayOf(tx.now)))
  return page({
    title: 'Rate cards',
    section: 'contracts',
    wide: true,
    breadcrumbs: [{ text: 'Contracts', href: '/contracts' }, { text: 'Rate cards' }],
    actions: [may(actor, 'rates.change') && { text: 'Add a rate card', href: '/rate-cards/add' }],
    content: dataTable({
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
    }),
  })
}

const lastDayWords = (to: Day | null): string => (to ? formatDay(addDays(to, -1)) : 'No end set')

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
    const card = parseRateCard(JSON.stringify(shown.card))
    if (!card.ok) throw new Error(`rate card ${cardRef} of ${shown.from} was kept with faults`)
    return page({
      title: shown.name,
      caption: `Rate card ${cardRef}`,
      section: 'contracts',
      breadcrumbs: [{ text: 'Contracts', href: '/contracts' }, CRUMB, { text: cardRef }],
      tags: [versionTag(shown, today)],
      facts: [
        { label: 'From', value: formatDay(shown.from) },
        { label: 'Last day', value: lastDayWords(shown.to) },
        { label: 'Pays', value: paymentWords(card.value) },
      ],
      content: html`${rateTables(card.value)}${versionsSection(versions)}`,
      aside: await latestHistory(house, tx, `rate-card:${cardRef}`),
    })
  })
}

function versionTag({ from, to }: StoredCard, today: Day): StatusTag {
  if (today < from) return { text: 'Not yet', colour: 'blue' }
  if (to !== null && today >= to) return { text: 'Ended', colour: 'grey' }
  return { text: 'Holds today', colour: 'green' }
}

function paymentWords({ payment, rateAt }: RateCard): string {
  const rule = {
    planned: () => 'the planned minutes',
    actual: () => 'the minutes worked',
    capped: () => 'the minutes worked, at most those planned',
    tolerance: () => `the planned minutes when within ${'minutes' in payment ? payment.minutes : 0} minutes of them`,
    banded: () =>
      'increment' in payment
        ? `in ${payment.increment}-minute bands, ${payment.mode === 'nearest' ? 'to the nearest' : `rounded ${payment.mode}`}`
        : '',
    percent: () =>
      'full_at' in payment ? `in full from ${payment.full_at}%, nothing below ${payment.zero_below}%` : '',
    minimum: () => `at least ${'minutes' in payment ? payment.minutes : 0} minutes`,
    balance: () => 'the minutes worked, balanced over the period',
  }[payment.rule]()
  return `${rule}${payment.cap_at_planned ? ', never more than planned' : ''}${rateAt === 'split' ? ', priced piece by piece' : ''}`
}

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

const codeWords = (code: string): string => code.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase())

const rateTables = (card: RateCard) => html`
  ${section(
    'Price of an hour',
    dataTable({
      caption: 'Price of an hour',
      captionHidden: true,
      rows: card.rates,
      columns: [
        { heading: 'Service', cell: (line) => codeWords(line.service) },
        { heading: 'Zone', cell: (line) => codeWords(line.zone) },
        { heading: 'Days', cell: (line) => codeWords(line.day) },
        {
          heading: 'Times',
          cell: (line) =>
            line.from === 0 && line.to === 1440 ? 'All day' : `${clock(line.from)} to ${clock(line.to)}`,
        },
        { heading: 'An hour', format: 'number', cell: (line) => money(line.pencePerHour) },
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
          { heading: 'Zone', cell: (line) => codeWords(line.zone) },
          { heading: 'Minutes', format: 'number', cell: (line) => line.minutes },
          { heading: 'A visit', format: 'number', cell: (line) => money(line.pence) },
        ],
      }),
    )
  }`

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
            link(formatDay(card.from), `/rate-cards/${encodeURIComponent(card.cardRef)}?from=${card.from}`),
        },
        { heading: 'Last day', cell: (card) => lastDayWords(card.to) },
        { heading: 'Added', cell: (card) => formatInstant(card.madeAt) },
      ],
    }),
  )

type Typed = { name?: string; text?: string }

const form = (typed: Typed, csrf: string, errors: readonly FieldError[] = []): Page => ({
  title: 'Add a rate card',
  section: 'contracts',
  errors,
  breadcrumbs: [{ text: 'Contracts', href: '/contracts' }, CRUMB, { text: 'Add' }],
  content: postForm({
    action: '/rate-cards/add',
    csrf,
    enctype: 'multipart/form-data',
    content: html`
      ${textField({ name: 'name', label: 'Name', hint: 'For example, Home care, north lots, 2026', value: typed.name, errors })}
      ${fileField({ name: 'file', label: 'Rate card file', hint: 'A rate-card.json in the open format. The days it holds are in the file.', accept: '.json', errors })}
      ${textareaField({ name: 'text', label: 'Or paste the rate card', value: typed.text, rows: 12, errors })}
      ${submit('Add the rate card', { href: '/rate-cards' })}`,
  }),
})

export const startRateCard = ({ csrf }: Visit): Reply => page(form({}, csrf))

export async function saveRateCard({ actor, shell, form: typed, files, csrf }: Visit): Promise<Reply> {
  const name = String(typed['name'] ?? '').trim()
  const text = files['file'] ? await readFile(files['file'].path, 'utf8') : String(typed['text'] ?? '')
  const again = (errors: FieldError[]) => page(form({ name, text }, csrf, errors), { status: 400 })
  const missing: FieldError[] = [
    ...(name === '' ? [{ field: 'name', message: 'Enter a name for the rate card' }] : []),
    ...(text.trim() === '' ? [{ field: 'text', message: 'Choose a rate card file or paste the rate card' }] : []),
  ]
  if (missing.length > 0) return again(missing)
  const added = await addRateCard(shell, actor, { name, text })
  if (added.ok)
    return seeOther(
      `/rate-cards/${encodeURIComponent(added.value.cardRef)}?from=${added.value.from}`,
      'Rate card added',
    )
  switch (added.error.why) {
    case 'another version holds then':
      return again([
        {
          field: 'text',
          message:
            'Another version of this card holds on some of these days. Change "from" or "to" so that they do not overlap. A version that has no end is ended by one that begins later',
        },
      ])
    case 'the card has faults':
      return again(
        added.error.faults
          .slice(0, 20)
          .map((fault) => ({ field: 'text', message: `Line ${fault.line}: ${fault.text}` })),
      )
  }
}
