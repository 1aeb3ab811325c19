import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { HtmlValidate } from 'html-validate'
import { assets, INLINE_SCRIPT_HASH } from '#src/platform/pages/assets.ts'
import { textField } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import { renderPage } from '#src/platform/pages/layout.ts'
import type { Page } from '#src/platform/pages/page.ts'
import { SAMPLE_CHROME, SAMPLES } from '#src/platform/pages/sample-pages.ts'

const plain: Page = { title: 'Help', content: html`<p class="govuk-body">Words</p>` }
const rendered = (name: string): string => {
  const sample = SAMPLES[name]
  assert.ok(sample, name)
  return renderPage(sample.kind, sample.page, { ...SAMPLE_CHROME, ...sample.chrome })
}

// What GOV.UK's own markup does on purpose.
const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    'no-trailing-whitespace': 'off',
    'prefer-native-element': 'off',
    'no-redundant-role': 'off',
    'no-implicit-button-type': 'off',
    'require-sri': 'off',
    'no-inline-style': 'error',
    'presentation-role-style': 'off',
    'input-attributes': 'off',
    'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'button', 'submit'] }],
  },
})

describe('a page', () => {
  for (const name of Object.keys(SAMPLES)) {
    it(`${name} is valid HTML without styles or scripts in line`, async () => {
      const markup = rendered(name)
      const report = await validator.validateString(markup)
      const messages = report.results.flatMap((result) =>
        result.messages.map((each) => `${each.line}: ${each.ruleId} ${each.message}`),
      )
      assert.deepEqual(messages, [])
      assert.doesNotMatch(markup, / style=| on[a-z]+="/)
      for (const [, script] of markup.matchAll(/<script>(.*?)<\/script>/gs)) {
        assert.equal(
          INLINE_SCRIPT_HASH,
          `'sha256-${createHash('sha256')
            .update(script ?? '')
            .digest('base64')}'`,
        )
      }
    })
  }

  it('is titled with its own name, the council and the product', () => {
    assert.match(renderPage('staff', plain, SAMPLE_CHROME), /<title>Help - Wenbury Council - Almoner<\/title>/)
  })

  it('lists its errors in the order of its fields, whatever order they were found in', () => {
    const field = (name: string) => textField({ name, label: name, value: '' })
    const errors = [
      { field: 'account', message: 'Enter an account number' },
      { field: 'sort code', message: 'Enter a sort code' },
      { field: '', message: 'Nothing was saved' },
      { field: 'name', message: 'Enter a name' },
    ]
    const content = html`${field('name')}${field('sort code')}${field('account')}`
    const markup = renderPage('staff', { ...plain, content, errors }, SAMPLE_CHROME)
    const list = /govuk-error-summary__list[\s\S]*?<\/ul>/.exec(markup)?.[0] ?? ''
    assert.deepEqual(list.match(/Nothing was saved|Enter an? [a-z ]+/g), [
      ...['Nothing was saved', 'Enter a name', 'Enter a sort code', 'Enter an account number'],
    ])
  })

  it('with errors says so in the title and leads to each field', () => {
    const markup = rendered('form-with-errors')
    assert.match(markup, /<title>Error: Start a package/)
    const links = [...markup.matchAll(/<a href="#([\w-]+)">/g)].map((match) => match[1])
    assert.deepEqual(links, ['startBy', 'zone', 'reason', 'ward'])
    for (const id of links) assert.match(markup, new RegExp(`<(input|select|textarea)[^>]* id="${id}"`), id)
  })

  it('marks the section that it belongs to', () => {
    assert.match(rendered('queue'), /<a class="govuk-service-navigation__link" href="\/packages" aria-current="true">/)
  })

  it('escapes a title, a name and the words searched for', () => {
    const markup = renderPage(
      'staff',
      { ...plain, title: '<b>' },
      { ...SAMPLE_CHROME, userName: '<i>', search: { action: '/search', words: '"<u>' } },
    )
    assert.doesNotMatch(markup, /<b>|<i>|<u>/)
    assert.match(markup, /value="&quot;&lt;u&gt;"/)
  })

  it('says on every page of a trial store that it is one, and of a live store does not', () => {
    for (const kind of ['staff', 'portal', 'open', 'print'] as const) {
      assert.match(renderPage(kind, plain, SAMPLE_CHROME), /trial store/)
      assert.doesNotMatch(renderPage(kind, plain, { ...SAMPLE_CHROME, trial: false }), /trial store/)
    }
  })

  it('without a sign-in shows no user and no search; a provider has no search', () => {
    assert.doesNotMatch(renderPage('open', plain, SAMPLE_CHROME), /Bea Broker|role="search"/)
    assert.doesNotMatch(renderPage('portal', plain, SAMPLE_CHROME), /role="search"/)
  })

  it('sends the token with every form that changes something', () => {
    for (const name of Object.keys(SAMPLES)) {
      const forms = rendered(name).match(/<form[^>]*method="post"[^>]*>.{0,60}/gs) ?? []
      for (const form of forms) assert.match(form, /name="_csrf"/)
    }
  })
})

describe('the assets', () => {
  it('are all that the pages and style sheets name, under paths that change with their content', () => {
    const served = new Set(assets.map((asset) => asset.path))
    const named = Object.keys(SAMPLES).flatMap((name) =>
      [...rendered(name).matchAll(/"(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? ''),
    )
    const inside = assets.flatMap((asset) =>
      [...asset.body.matchAll(/url\(([^)]+)\)|from '([^']+)'/g)].map((match) => match[1] ?? match[2] ?? ''),
    )
    for (const path of [...named, ...inside]) assert.ok(served.has(path), path)
    for (const { path, body } of assets)
      assert.ok(path.includes(createHash('sha256').update(body).digest('hex').slice(0, 12)), path)
  })

  it('hold neither the font nor the arms that only gov.uk may use', () => {
    for (const { body } of assets) assert.doesNotMatch(body, /GDS Transport|woff|crest\.svg/)
  })
})
