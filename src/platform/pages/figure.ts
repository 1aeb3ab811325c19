import { grouped } from '#src/base/counted.ts'
import { details } from '#src/platform/pages/components.ts'
import { type Html, html, raw } from '#src/platform/pages/html.ts'
import { dataTable } from '#src/platform/pages/table.ts'

/** One line or one colour of bar; undefined is a gap, not a nought. */
export type Series = { name: string; values: readonly (number | undefined)[] }

export type Figure = {
  title: string
  /** One sentence that says what the figures show. */
  finding: string
  kind: 'line' | 'bar'
  /** What stands along the foot: weeks, months, zones. */
  labels: readonly string[]
  /** Up to four. */
  series: readonly Series[]
  format?: (value: number) => string
  /** What is counted, from where, as of which day. */
  definition: string
  /** What the first column of the table is called. */
  labelHeading?: string
  /** Bars start at nought always; a line may start higher. */
  fromZero?: boolean
}

type Frame = { width: number; height: number; left: number; right: number; top: number; bottom: number }

/** A round step that cuts a range in at most `most` parts: 1, 2 or 5 times a power of ten. */
export function roundStep(range: number, most: number): number {
  if (range <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(range / most))
  return [1, 2, 5, 10].map((part) => part * power).find((step) => range / step <= most) ?? 10 * power
}

/** The values at which lines are drawn across, from below the least to above the greatest. */
export function ticks(least: number, greatest: number, most = 8): number[] {
  const step = roundStep(greatest - least, most)
  const first = Math.floor(least / step)
  const last = Math.max(Math.ceil(greatest / step), first + 1)
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)))
}

const round = (value: number): number => Math.round(value * 10) / 10

/** Moves names that would overprint one another apart, keeping their order. */
export function spreadNames(heights: readonly number[], apart: number): number[] {
  const spread: number[] = []
  const order = heights.map((height, index) => ({ height, index })).sort((a, b) => a.height - b.height)
  let previous = Number.NEGATIVE_INFINITY
  for (const { height, index } of order) {
    previous = Math.max(height, previous + apart)
    spread[index] = previous
  }
  return spread
}

type Drawing = { figure: Figure; frame: Frame; x: (index: number) => number; y: (value: number) => number }

function linePath({ x, y }: Drawing, values: Series['values']): string {
  let pen = 'M'
  return values
    .map((value, index) => {
      if (value === undefined) {
        pen = 'M'
        return ''
      }
      const step = `${pen}${round(x(index))} ${round(y(value))}`
      pen = 'L'
      return step
    })
    .join('')
}

function lines(drawing: Drawing, named: boolean): string {
  const { figure, frame } = drawing
  const ends = figure.series.map((series) => drawing.y(series.values.findLast((value) => value !== undefined) ?? 0))
  const heights = spreadNames(ends, 22)
  return figure.series
    .map((series, index) => {
      const path = `<path class="almoner-figure__line almoner-figure__line--${index + 1}" d="${linePath(drawing, series.values)}"/>`
      const name = html`<text class="almoner-figure__name almoner-figure__name--${index + 1}" x="${frame.width - frame.right + 8}" y="${round((heights[index] ?? 0) + 5)}">${series.name}</text>`
      return named ? path + name : path
    })
    .join('')
}

/** Bars beside one another at each label, with their figures on top while there is room to read them. */
function bars({ figure, x, y }: Drawing, step: number): string {
  const format = figure.format ?? grouped
  const width = Math.max(6, (step * 0.75) / figure.series.length)
  const bar = (value: number | undefined, place: number, index: number): string => {
    if (value === undefined) return ''
    const left = x(index) - (width * figure.series.length) / 2 + place * width
    const top = Math.min(y(value), y(0))
    const words = format(value)
    const label =
      width > words.length * 9.5
        ? html`<text class="almoner-figure__value" x="${round(left + width / 2)}" y="${round(top - 6)}">${words}</text>`
        : ''
    return `<rect class="almoner-figure__bar--${place + 1}" x="${round(left + 2)}" y="${round(top)}" width="${round(width - 4)}" height="${round(Math.abs(y(value) - y(0)))}"/>${label}`
  }
  return figure.series
    .flatMap((series, place) => series.values.map((value, index) => bar(value, place, index)))
    .join('')
}

/** The names of the series above a drawing that has no room for them at its side, each with a piece of its line or bar. */
function legend(figure: Figure, left: number): string {
  return figure.series
    .map((series, index) => {
      const y = 14 + index * 22
      const sign =
        figure.kind === 'line'
          ? `<path class="almoner-figure__line almoner-figure__line--${index + 1}" d="M${left} ${y - 5}h34"/>`
          : `<rect class="almoner-figure__bar--${index + 1}" x="${left + 2}" y="${y - 13}" width="16" height="14"/>`
      return `${sign}${html`<text class="almoner-figure__name almoner-figure__name--${index + 1}" x="${left + 42}" y="${y}">${series.name}</text>`}`
    })
    .join('')
}

/** What stands under a point; the words of a bar's name stand under one another. */
function footLabel({ figure, frame, x }: Drawing, label: string, index: number): string {
  const left = round(x(index))
  const words = figure.kind === 'bar' ? label.split(' ') : [label]
  const lines = words.map((word, line) => html`<tspan x="${left}" dy="${line === 0 ? 0 : 19}">${word}</tspan>`)
  return html`<text x="${left}" y="${frame.height - frame.bottom + 24}" text-anchor="middle">${lines}</text>`.toString()
}

/** The values at which lines are drawn across, from nought for bars. */
function marksOf({ kind, fromZero, series }: Figure): number[] {
  const values = series.flatMap((each) => each.values.filter((value) => value !== undefined))
  const least = Math.min(...values)
  return ticks(kind === 'bar' || fromZero ? Math.min(0, least) : least, Math.max(...values, least))
}

function draw(figure: Figure, frame: Frame, classes: string, labelEvery: number, named: boolean): Html {
  const format = figure.format ?? grouped
  const marks = marksOf(figure)
  const [low = 0, high = 1] = [marks[0], marks.at(-1)]
  const across = frame.width - frame.left - frame.right
  const step = figure.kind === 'bar' ? across / figure.labels.length : across / Math.max(1, figure.labels.length - 1)
  const drawing: Drawing = {
    figure,
    frame,
    x: (index) => frame.left + index * step + (figure.kind === 'bar' ? step / 2 : 0),
    y: (value) => frame.top + (1 - (value - low) / (high - low)) * (frame.height - frame.top - frame.bottom),
  }
  const grid = marks
    .map((mark) => {
      const y = round(drawing.y(mark))
      return `<path class="almoner-figure__grid" d="M${frame.left} ${y}H${frame.width - frame.right}"/>${html`<text x="${frame.left - 8}" y="${y + 5}" text-anchor="end">${format(mark)}</text>`}`
    })
    .join('')
  const foot = figure.labels
    .map((label, index) => (index % labelEvery === 0 ? footLabel(drawing, label, index) : ''))
    .join('')
  const body = figure.kind === 'line' ? lines(drawing, named) : bars(drawing, step)
  const names = named && figure.kind === 'line' ? '' : figure.series.length > 1 ? legend(figure, frame.left) : ''
  return html`<svg class="${classes}" viewBox="0 0 ${frame.width} ${frame.height}" role="img" aria-label="${figure.finding}">${raw(grid + foot + body + names)}</svg>`
}

const BAR = 20

/** Bars that lie under their names, for a phone: a name that has no room at the foot would be left out, and nobody could guess it. */
function lyingBars(figure: Figure, width: number): Html {
  const format = figure.format ?? grouped
  const values = figure.series.flatMap((series) => series.values.filter((value) => value !== undefined))
  const room = width - Math.max(...values.map((value) => format(value).length)) * 9.5 - 12
  const scale = room / Math.max(...values, 1)
  const top = figure.series.length > 1 ? figure.series.length * 22 + 10 : 0
  const rowHeight = 24 + figure.series.length * (BAR + 4) + 10
  const drawn = figure.labels.map((label, index) => {
    const y = top + index * rowHeight
    const drawnBars = figure.series.map(({ values: own }, place) => {
      const value = own[index]
      if (value === undefined) return ''
      const [barTop, across] = [y + 24 + place * (BAR + 4), round(value * scale)]
      const words = html`<text class="almoner-figure__name" x="${across + 8}" y="${barTop + BAR - 4}">${format(value)}</text>`
      return `<rect class="almoner-figure__bar--${place + 1}" x="2" y="${barTop}" width="${across}" height="${BAR}"/>${words}`
    })
    return html`<text x="0" y="${y + 17}">${label}</text>`.toString() + drawnBars.join('')
  })
  const names = figure.series.length > 1 ? legend(figure, 0) : ''
  return html`<svg class="almoner-figure__narrow" viewBox="0 0 ${width} ${top + figure.labels.length * rowHeight}" role="img" aria-label="${figure.finding}">${raw(names + drawn.join(''))}</svg>`
}

/** More are the days or months of a year, of which some may go without their name. */
const MOST_LYING = 10

const shouldLie = (figure: Figure, every: number): boolean =>
  figure.kind === 'bar' &&
  every > 1 &&
  figure.labels.length <= MOST_LYING &&
  figure.series.every(({ values }) => values.every((value) => value === undefined || value >= 0))

/** How many labels to skip so that neighbours do not touch: nine units a letter and a space between. */
const labelStep = ({ kind, labels }: Figure, across: number): number => {
  const widest = Math.max(
    ...labels.flatMap((label) => (kind === 'bar' ? label.split(' ') : [label])).map((word) => word.length),
  )
  return Math.max(1, Math.ceil((labels.length * (widest * 9 + 6)) / across))
}

/** A chart made on the server: the finding in a sentence, names at the lines, the same numbers in a table, their definition. */
export function figure(asked: Figure): Html {
  const format = asked.format ?? grouped
  if (
    asked.labels.length === 0 ||
    asked.series.every((series) => series.values.every((value) => value === undefined))
  ) {
    return html`<section class="almoner-section"><h2 class="govuk-heading-m">${asked.title}</h2><p class="govuk-body">There are no figures yet.</p></section>`
  }
  const axis = Math.max(...marksOf(asked).map((mark) => format(mark).length), 3) * 9.5 + 14
  const atSide = asked.kind === 'line'
  const nameWidth = atSide ? Math.max(...asked.series.map((each) => each.name.length)) * 9.5 + 16 : 10
  const legendHeight = asked.series.length > 1 ? asked.series.length * 22 + 24 : 24
  const lines = atSide ? 1 : Math.max(...asked.labels.map((label) => label.split(' ').length))
  const bottom = 21 + 19 * lines
  const wide = { width: 820, height: 380, left: axis, right: nameWidth, top: atSide ? 12 : legendHeight, bottom }
  const narrow = { width: 360, height: 300 + legendHeight, left: axis, right: 24, top: legendHeight, bottom }
  const narrowEvery = labelStep(asked, narrow.width - narrow.left - narrow.right)
  const rows = asked.labels.map((label, index) => ({ label, index }))
  return html`<section class="almoner-section"><h2 class="govuk-heading-m">${asked.title}</h2>
<p class="govuk-body">${asked.finding}</p>
<figure class="almoner-figure">
${draw(asked, wide, 'almoner-figure__wide', labelStep(asked, wide.width - wide.left - wide.right), atSide)}
${shouldLie(asked, narrowEvery) ? lyingBars(asked, narrow.width) : draw(asked, narrow, 'almoner-figure__narrow', narrowEvery, false)}
<figcaption class="govuk-body-s">${asked.definition}</figcaption>
</figure>
${details({
  summaryText: 'Show the figures',
  html: dataTable({
    caption: asked.title,
    captionHidden: true,
    rows,
    columns: [
      { heading: asked.labelHeading ?? 'When', cell: (row) => row.label },
      ...asked.series.map((series) => ({
        heading: series.name,
        format: 'number' as const,
        cell: (row: { index: number }) => {
          const value = series.values[row.index]
          return value === undefined ? 'not known' : format(value)
        },
      })),
    ],
  }),
})}</section>`
}
