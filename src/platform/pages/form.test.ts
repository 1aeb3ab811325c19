import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  dayField,
  moneyField,
  postForm,
  readDay,
  textareaField,
  textField,
  typedDay,
} from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import { radios } from '#src/platform/pages/components.ts'

const day = (year: string, month: string, dayOfMonth: string) =>
  readDay({ 'start-day': dayOfMonth, 'start-month': month, 'start-year': year }, 'start')

describe('a field', () => {
  it('of a day is read from its three boxes', () => {
    assert.deepEqual(day('2026', '3', ' 7 '), { ok: true, value: '2026-03-07' })
    assert.deepEqual(day('', '', ''), { ok: false, error: 'not given' })
    for (const [year, month, date] of [
      ['2026', '2', '31'],
      ['26', '3', '7'],
      ['2026', 'March', '7'],
      ['2026', '3', ''],
      ['20266', '1', '1'],
    ] as const) {
      assert.deepEqual(day(year, month, date), { ok: false, error: 'no such day' }, `${year} ${month} ${date}`)
    }
  })

  it('of a day shows a day, or what was typed', () => {
    assert.match(
      String(dayField({ name: 'start', label: 'Start', value: '2026-03-07' })),
      /name="start-month"[^>]*value="3"/,
    )
    const typed = typedDay({ 'start-day': '31', 'start-month': 'Feb"' }, 'start')
    assert.match(String(dayField({ name: 'start', label: 'Start', value: typed })), /value="Feb&quot;"/)
  })

  it('of money shows pence as pounds, and what was typed as it was typed', () => {
    assert.match(String(moneyField({ name: 'a', label: 'A', value: 123450 })), /value="1,234.50"/)
    assert.match(String(moneyField({ name: 'a', label: 'A', value: 'ten' })), /value="ten"/)
  })

  it('keeps every line of words typed, however deep its field is nested', () => {
    const area = textareaField({ name: 'note', label: 'Note', value: 'one\r\n  two\nthree' })
    const nested = radios({ name: 'r', items: [{ value: 'x', text: 'X', conditional: { html: area } }] })
    assert.match(String(nested), />one&#10; {2}two&#10;three<\/textarea>/)
  })

  it('shows its own error and no other', () => {
    const errors = [{ field: 'b', message: 'Enter <b>' }]
    assert.doesNotMatch(String(textField({ name: 'a', label: 'A', errors })), /error/)
    assert.match(String(textField({ name: 'b', label: 'B', errors })), /id="b-error"[^]*Enter &lt;b&gt;/)
  })

  it('stands in a form that carries its token', () => {
    assert.equal(
      String(postForm({ action: '/a?b=1&c', csrf: 't"', content: html`x` })),
      '<form action="/a?b=1&amp;c" method="post" novalidate><input type="hidden" name="_csrf" value="t&quot;">x</form>',
    )
  })
})
