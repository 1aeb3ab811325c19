import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { escapeHtml, html, type Part, raw } from '#src/platform/pages/html.ts'

const read = (markup: string): string =>
  markup.replace(
    /&(amp|lt|gt|quot|#39);/g,
    (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name] ?? '',
  )

describe('html', () => {
  it('shows any text as that text, in content and in quoted attributes', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', 'a', ';', '\n') })),
        (text) => {
          const markup = html`<p title="${text}">${text}</p>`.toString()
          const match = /^<p title="([^"]*)">([^<]*)<\/p>$/s.exec(markup)
          assert.ok(match, markup)
          assert.equal(read(match[1] ?? ''), text)
          assert.equal(read(match[2] ?? ''), text)
          assert.ok(!/[<>"']/.test(escapeHtml(text)))
        },
      ),
    )
  })

  it('joins lists, nests markup without escaping it again, and prints nothing for undefined, null and false', () => {
    const items: Part = ['a & b', html`<b>${'<'}</b>`, undefined, null, false, ['c', 0]]
    assert.equal(html`<i>${items}</i>`.toString(), '<i>a &amp; b<b>&lt;</b>c0</i>')
  })

  it('sends trusted markup as it is', () => assert.equal(html`${raw('<hr>')}`.toString(), '<hr>'))

  it('takes nothing but its own markup for markup', () => {
    const forged = { toString: () => '<script>', markup: '<script>' }
    // @ts-expect-error an object that only looks like markup is refused by the compiler, and not printed
    assert.equal(html`${forged}`.toString(), '')
  })
})
