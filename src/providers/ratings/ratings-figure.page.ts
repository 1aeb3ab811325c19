import { type Day, formatDay } from '#src/base/day.ts'
import { details } from '#src/platform/pages/components.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { section } from '#src/platform/pages/record.ts'
import { dataTable, shortDay } from '#src/platform/pages/table.ts'
import type { Rating } from '#src/providers/cqc-values.ts'
import { placeOf, type Rated, type Spell, spellsOf, yearMarks } from '#src/providers/ratings/rating-history.ts'

// Light enough for black words upon them, and told apart by those words, not by colour alone.
const FILLS: Record<Rating, string> = {
  Outstanding: '#c9bce6',
  Good: '#b5dcc9',
  'Requires improvement': '#fcd3a1',
  Inadequate: '#f2a9a1',
}
const SHORT: Record<Rating, string> = { Outstanding: 'O', Good: 'G', 'Requires improvement': 'RI', Inadequate: 'I' }

const LANE = 58
const BAR = 28
const LETTER = 9

export type Lane = { readonly name: string; readonly ratings: readonly Rated[] }
type Drawn = { readonly name: string; readonly spells: readonly Spell[] }

/** Ratings over the years, a lane each: how long each rating held, to scale. */
export function ratingsFigure(title: string, asked: readonly Lane[], today: Day): Html {
  const lanes = asked
    .map(({ name, ratings }) => ({ name, spells: spellsOf(ratings, today) }))
    .filter(({ spells }) => spells.length > 0)
  if (lanes.length === 0)
    return section(title, 'No rating has been published, or no extract with ratings has been imported.')
  const from = lanes.map(({ spells }) => spells[0]?.from ?? today).sort()[0] ?? today
  const finding = findingOf(lanes)
  return section(
    title,
    html`<p class="govuk-body">${finding}</p>
<figure class="almoner-figure">
${draw(lanes, from, today, 820, 'almoner-figure__wide', finding)}
${draw(lanes, from, today, 360, 'almoner-figure__narrow', finding)}
<figcaption class="govuk-body-s">Ratings as the Care Quality Commission published them, to ${formatDay(today)}, each from the day of its report to the next that differs. A broken border is a rating inherited from the registration before. O is Outstanding, G Good, RI Requires improvement, I Inadequate. No rating is worked out from others.</figcaption>
</figure>
${details({ summaryText: 'Show the figures', html: spellsTable(title, lanes) })}`,
  )
}

const ratingWords = (spell: Spell | undefined): string => spell?.rating ?? 'not rated'

function findingOf(lanes: readonly Drawn[]): string {
  const [first] = lanes
  if (!first) return ''
  const now = first.spells.at(-1)
  const before = first.spells.at(-2)
  const since = now ? `${first.name}: ${ratingWords(now)} since ${formatDay(now.from)}` : ''
  const told = before ? `${since}, before that ${ratingWords(before)}` : since
  if (lanes.length === 1) return `${told}.`
  const counts = [...Map.groupBy(lanes, ({ spells }) => ratingWords(spells.at(-1)))].map(
    ([rating, some]) => `${some.length} ${rating}`,
  )
  return `${told}. Of the ${lanes.length} shown, now: ${counts.join(', ')}.`
}

function draw(lanes: readonly Drawn[], from: Day, to: Day, width: number, classes: string, finding: string): Html {
  const height = lanes.length * LANE + 28
  const marks = yearMarks(from, to, Math.floor(width / 60))
  const foot = lanes.length * LANE
  return html`<svg class="${classes}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${finding}">
${marks.map(({ day, year }) => {
  const x = placeOf(day, from, to, width)
  return html`<path class="almoner-figure__grid" d="M${x} 0V${foot}"/>${x < width - 40 && html`<text x="${x}" y="${foot + 18}">${year}</text>`}`
})}
${lanes.map(({ name, spells }, lane) => {
  const top = lane * LANE
  return html`<text class="almoner-figure__name" x="0" y="${top + 16}">${cut(name, Math.floor(width / LETTER))}</text>${spells.map((spell) => drawSpell(spell, from, to, width, top + 22))}`
})}
</svg>`
}

const cut = (name: string, letters: number): string =>
  name.length <= letters ? name : `${name.slice(0, letters - 1)}…`

function drawSpell(spell: Spell, from: Day, to: Day, width: number, top: number): Html {
  const left = placeOf(spell.from, from, to, width - 2) + 1
  const across = Math.max(2, placeOf(spell.to, from, to, width - 2) + 1 - left)
  const words = spell.rating ?? 'Not rated'
  const short = spell.rating === null ? '' : SHORT[spell.rating]
  const shown = across > words.length * LETTER ? words : across > short.length * LETTER + 6 ? short : ''
  const dashes = spell.inherited ? html` stroke-dasharray="6 4"` : ''
  return html`<rect x="${left}" y="${top}" width="${Math.round(across * 10) / 10}" height="${BAR}" fill="${spell.rating === null ? '#ffffff' : FILLS[spell.rating]}" stroke="#484949"${dashes}/>${
    shown !== '' && html`<text x="${left + 6}" y="${top + 20}">${shown}</text>`
  }`
}

const spellsTable = (title: string, lanes: readonly Drawn[]): Html =>
  dataTable({
    caption: title,
    captionHidden: true,
    rows: lanes.flatMap(({ name, spells }) => spells.map((spell) => ({ name, spell }))),
    columns: [
      { heading: 'What', cell: ({ name }) => name },
      { heading: 'From', cell: ({ spell }) => shortDay(spell.from) },
      {
        heading: 'Rating',
        cell: ({ spell }) => html`${spell.rating ?? 'Not rated'}${spell.inherited && ' (inherited)'}`,
      },
    ],
  })
