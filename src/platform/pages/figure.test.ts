import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type Figure, figure, roundStep, spreadNames, ticks } from '#src/platform/pages/figure.ts'

const sample: Figure = {
  title: 'Hours',
  finding: 'Hours rose.',
  kind: 'line',
  labels: ['June', 'July', 'August'],
  series: [
    { name: 'Planned', values: [1, undefined, 3] },
    { name: 'Logged', values: [1, 2, 3] },
  ],
  definition: 'All hours.',
}

describe('a figure', () => {
  it('has an axis that holds every value in round steps', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        (least, range) => {
          const marks = ticks(least, least + range)
          const step = roundStep(range, 8)
          assert.ok((marks[0] ?? 0) <= least + step * 1e-6 && (marks.at(-1) ?? 0) >= least + range - step * 1e-6)
          assert.ok(marks.length >= 2 && marks.length <= 11)
        },
      ),
    )
    assert.deepEqual(ticks(0, 24), [0, 5, 10, 15, 20, 25])
    assert.deepEqual(ticks(5, 5), [5, 6])
  })

  it('keeps names at the ends of lines apart', () => {
    assert.deepEqual(spreadNames([100, 95, 300], 20), [115, 95, 300])
  })

  it('says the finding, names the lines and shows the same numbers in a table', () => {
    const markup = String(figure(sample))
    assert.match(markup, /<p class="govuk-body">Hours rose\.<\/p>/)
    assert.match(markup, /role="img" aria-label="Hours rose\."/)
    assert.match(markup, />Planned<\/text>/)
    assert.match(markup, /not known/)
    assert.match(markup, /Show the figures/)
  })

  it('leaves a gap where a number is missing', () => {
    assert.match(String(figure(sample)), /line--1" d="M[\d.]+ [\d.]+M[\d.]+ [\d.]+"/)
  })

  it('names every bar on a phone: those whose names have no room beside one another lie', () => {
    const labels = [
      'meets the support plan',
      'within the ceiling',
      'budget available',
      'need and risk',
      'final approval',
    ]
    const bars = { ...sample, kind: 'bar' as const, labels, series: [{ name: 'Hours', values: [24, 23, 23, 24, 53] }] }
    const [, narrow = ''] = String(figure(bars)).split('almoner-figure__narrow')
    for (const label of labels) assert.ok(narrow.includes(`>${label}</text>`), label)
  })

  it('draws nothing that is not a number, even of nothing', () => {
    for (const series of [
      [],
      [{ name: 'None', values: [undefined, undefined, undefined] }],
      [{ name: 'Flat', values: [0, 0, 0] }],
    ]) {
      for (const kind of ['line', 'bar'] as const)
        assert.doesNotMatch(String(figure({ ...sample, kind, series })), /NaN|Infinity/)
    }
  })
})
