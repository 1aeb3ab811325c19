import { type Html, html } from '#src/platform/pages/html.ts'

type Ring = readonly (readonly [east: number, north: number])[]

export type MapArea = {
  readonly name: string
  /** What its label says under the name: "+12 h". */
  readonly says: string
  /** Which class of the map it belongs to, from 0. */
  readonly shade: number
  readonly rings: readonly Ring[]
}
/** Blue to red through white holds for every kind of colour blindness; the classes of one side are hatched as well. */
const SHADES = ['#b2182b', '#f4a582', '#f7f7f7', '#92c5de', '#2166ac'] as const

export type AreaMap = {
  readonly title: string
  /** One sentence that says what the map shows. */
  readonly finding: string
  readonly areas: readonly MapArea[]
  /** What each of the five shades means. */
  readonly classes: readonly [string, string, string, string, string]
}

const fillOf = (shade: number): string => (shade < 2 ? `url(#almoner-hatch-${shade})` : (SHADES[shade] ?? '#f7f7f7'))

const HATCHES = SHADES.slice(0, 2).map(
  (colour, at) =>
    html`<pattern id="almoner-hatch-${at}" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="8" height="8" fill="${colour}"/><path d="M0 0V8" stroke="${at === 0 ? '#ffffff' : '#0b0c0c'}" stroke-width="${at === 0 ? 2 : 1}"/></pattern>`,
)

function outerOf(rings: readonly Ring[]): Ring {
  const sizeOf = (ring: Ring): number =>
    Math.abs(
      ring.reduce((sum, [x, y], at) => {
        const [nextX, nextY] = ring[(at + 1) % ring.length] ?? [x, y]
        return sum + x * nextY - nextX * y
      }, 0),
    )
  return rings.reduce((a, b) => (sizeOf(b) > sizeOf(a) ? b : a))
}

/** The middle of the widest stretch of an outline on a line across: it lies inside, as the mean of the points may not. */
function middleOf(ring: Ring): [number, number] {
  const norths = ring.map(([, north]) => north)
  const [low, high] = [Math.min(...norths), Math.max(...norths)]
  const stretches = [0.5, 0.35, 0.65].flatMap((part) => {
    const y = low + (high - low) * part + 0.5
    const crossings = ring
      .flatMap(([x1, y1], at) => {
        const [x2, y2] = ring[(at + 1) % ring.length] ?? [x1, y1]
        return y1 > y !== y2 > y ? [x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)] : []
      })
      .sort((a, b) => a - b)
    return crossings.flatMap((from, at) => {
      const to = crossings[at + 1]
      return at % 2 === 0 && to !== undefined ? [{ from, to, y }] : []
    })
  })
  const widest = stretches.reduce((a, b) => (b.to - b.from > a.to - a.from ? b : a), { from: 0, to: 0, y: 0 })
  return [(widest.from + widest.to) / 2, widest.y]
}

function draw({ areas, title, finding }: AreaMap, width: number, classes: string): Html {
  const points = areas.flatMap(({ rings }) => rings.flat())
  const reach = (of: 0 | 1): [number, number] => [
    points.reduce((so, point) => Math.min(so, point[of]), Infinity),
    points.reduce((so, point) => Math.max(so, point[of]), -Infinity),
  ]
  const [[west, east], [south, north]] = [reach(0), reach(1)]
  const scale = (width - 8) / Math.max(east - west, north - south, 1)
  const x = (value: number): number => Math.round(4 + (value - west) * scale)
  const y = (value: number): number => Math.round(4 + (north - value) * scale)
  const pathOf = (ring: Ring): string => `M${ring.map(([e, n]) => `${x(e)} ${y(n)}`).join('L')}Z`
  const shapes = areas.map(
    ({ rings, shade }) =>
      html`<path d="${rings.map(pathOf).join('')}" fill="${fillOf(shade)}" fill-rule="evenodd" stroke="#0b0c0c" stroke-width="1"/>`,
  )
  // A zone of many areas is named once, in its largest.
  const labels = [...Map.groupBy(areas, ({ name }) => name).values()].map((own) => {
    const [first] = own
    if (!first) return ''
    const [e, n] = middleOf(outerOf(own.flatMap(({ rings }) => rings)))
    return html`<text x="${x(e)}" y="${y(n)}" text-anchor="middle" paint-order="stroke" stroke="#ffffff" stroke-width="4" stroke-linejoin="round"><tspan font-weight="700">${first.name}</tspan><tspan x="${x(e)}" dy="19">${first.says}</tspan></text>`
  })
  return html`<svg class="${classes}" viewBox="0 0 ${Math.round((east - west) * scale) + 8} ${Math.round((north - south) * scale) + 8}" role="img" aria-label="${title}. ${finding}"><defs>${HATCHES}</defs>${shapes}${labels}</svg>`
}

const key = ({ classes }: AreaMap): Html =>
  html`<ul class="govuk-list almoner-key">${classes.map((words, shade) => html`<li><svg width="24" height="16" aria-hidden="true"><rect width="24" height="16" fill="${fillOf(shade)}" stroke="#0b0c0c"/></svg> ${words}</li>`)}</ul>`

/** Areas in five shades, made on the server; each says its figure, and the page has the same in a table. */
export const areaMap = (asked: AreaMap): Html => html`<p class="govuk-body">${asked.finding}</p>
<figure class="almoner-figure almoner-map">
${draw(asked, 760, 'almoner-figure__wide')}
${draw(asked, 350, 'almoner-figure__narrow')}
<figcaption class="govuk-body-s">${key(asked)}</figcaption>
</figure>`
