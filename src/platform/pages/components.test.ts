import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'
import * as components from '#src/platform/pages/components.ts'
import { html, raw } from '#src/platform/pages/html.ts'
import { GOVUK_DIST, govuk } from '#src/platform/pages/macros.ts'
import { dataTable } from '#src/platform/pages/table.ts'
import {
  componentNames,
  OPTIONS_FILE,
  offeredNames,
  writeComponentOptions,
} from '#src/platform/pages/write-component-options.ts'

type Fixture = { name: string; options: unknown; html: string }
const camel = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
const squeezed = (markup: unknown): string =>
  String(markup).replace(/\s+/g, ' ').replace(/> </g, '><').replace(/ >/g, '>').trim()

describe('the components of GOV.UK Frontend', () => {
  let shown = 0
  for (const name of componentNames()) {
    const file = path.join(GOVUK_DIST, 'govuk/components', name, 'fixtures.json')
    const { fixtures } = JSON.parse(readFileSync(file, 'utf8')) as { fixtures: Fixture[] }
    shown += fixtures.length
    it(`${name} gives what the package's ${fixtures.length} fixtures show`, () => {
      const render = govuk<unknown>(name)
      for (const fixture of fixtures) assert.equal(String(render(fixture.options)), fixture.html.trim(), fixture.name)
    })
  }

  it('has more than seven hundred fixtures to be held to', () => assert.ok(shown > 700, String(shown)))

  it('offers each as a function', () => {
    const offered: Record<string, unknown> = { ...components }
    for (const name of offeredNames()) assert.equal(typeof offered[camel(name)], 'function', name)
  })

  it('has types written from the installed package', () => {
    const squash = (text: string): string => text.replace(/[\s|]+/g, ' ')
    assert.equal(
      squash(readFileSync(OPTIONS_FILE, 'utf8')),
      squash(writeComponentOptions()),
      'Run: node src/platform/pages/write-component-options.ts',
    )
  })

  it('escapes text and leaves markup', () => {
    assert.match(String(components.insetText({ text: '<b>' })), /&lt;b&gt;/)
    assert.match(String(components.insetText({ html: raw('<b>x</b>') })), /<b>x<\/b>/)
  })
})

describe('the components of the Ministry of Justice', () => {
  it('timeline says when in the words it is given, and escapes text', () => {
    const markup = String(
      components.timeline({
        items: [
          {
            label: { text: 'Signed <' },
            byline: { text: 'Mo' },
            datetime: { timestamp: '2026-11-21', format: '21 November 2026 at 9:20am' },
            text: '&',
          },
        ],
      }),
    )
    assert.match(markup, /Signed &lt;/)
    assert.match(markup, /by Mo/)
    assert.match(markup, /<time datetime="2026-11-21">21 November 2026 at 9:20am<\/time>/)
  })

  it('sub-navigation marks the current part', () => {
    const markup = String(
      components.subNavigation({
        items: [
          { text: 'Offers', href: '/o', active: true },
          { text: 'History', href: '/h' },
        ],
      }),
    )
    assert.match(markup, /aria-current="page" href="\/o"/)
    assert.equal(markup.match(/aria-current/g)?.length, 1)
  })

  it('filter shows what is selected and a way to take each away', () => {
    const markup = String(
      components.filterPanel({
        heading: { text: 'Filter' },
        selectedFilters: {
          heading: { text: 'Selected' },
          clearLink: { text: 'Clear', href: '/x' },
          categories: [{ heading: { text: 'Zone' }, items: [{ text: 'Rural', href: '/x?a=1&b=2' }] }],
        },
        optionsHtml: html`<p>options</p>`,
      }),
    )
    assert.match(markup, /Remove this filter<\/span> Rural/)
    assert.match(markup, /href="\/x\?a=1&amp;b=2"/)
    assert.match(markup, /<p>options<\/p>/)
  })

  it('badge and alert hold their words', () => {
    assert.match(String(components.badge({ text: 'New' })), /moj-badge[^>]*>New</)
    assert.match(
      String(components.alert({ variant: 'warning', title: 'Over', html: html`<i>x</i>`, showTitleAsHeading: true })),
      /<h2[^>]*>Over/,
    )
  })
})

describe('a table of ours', () => {
  it('is the markup that the GOV.UK macro writes', () => {
    const rows = [
      { name: 'Wye & Co', rate: '£1' },
      { name: 'Kindly', rate: '£2' },
    ]
    const ours = dataTable({
      caption: 'Rates',
      columns: [
        { heading: 'Name', cell: (row) => row.name },
        { heading: 'Rate', format: 'number', cell: (row) => row.rate },
      ],
      rows,
    })
    const theirs = components.table({
      caption: 'Rates',
      captionClasses: 'govuk-table__caption--s',
      head: [{ text: 'Name' }, { text: 'Rate', format: 'numeric' }],
      rows: rows.map((row) => [{ text: row.name }, { text: row.rate, format: 'numeric' }]),
    })
    assert.equal(
      squeezed(ours),
      `<div class="almoner-scroll" role="region" aria-label="Rates" tabindex="0">${squeezed(theirs)}</div>`,
    )
  })
})
