import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { byDeadline, searchResults, workList } from '#src/platform/pages/work.ts'
import type { WorkItem } from '#src/platform/panels.ts'

const item = (title: string, due: string | undefined, overdue = false): WorkItem => ({
  title,
  record: 'package:PK-1',
  href: '/packages/PK-1',
  due: due === undefined ? undefined : Temporal.Instant.from(due),
  action: 'Sign',
  overdue,
})

describe('my work', () => {
  it('shows the oldest deadline first and what has none last', () => {
    const items = [item('c', undefined), item('b', '2026-11-23T09:00:00Z'), item('a', '2026-11-21T09:00:00Z', true)]
    assert.deepEqual(
      byDeadline(items).map(({ title }) => title),
      ['a', 'b', 'c'],
    )
  })

  it('says what is overdue in words, and what each action is about', () => {
    const markup = String(workList([item('Home care <Hughes>', '2026-11-21T16:12:00Z', true)]))
    assert.match(markup, /21 November 2026 at 4:12pm<span class="almoner-small">overdue/)
    assert.match(markup, /Sign<span class="govuk-visually-hidden">: Home care &lt;Hughes&gt;/)
    assert.match(String(workList([])), /Nothing is waiting for you/)
  })
})

describe('search', () => {
  it('lists what was found with its kind, or says what to try', () => {
    const found = [{ href: '/people/P-1', title: 'Margaret Hughes', hint: 'P-1, born 1942', kind: 'Person' }]
    assert.match(String(searchResults(found)), /href="\/people\/P-1">Margaret Hughes<\/a>.*Person, P-1, born 1942/)
    assert.match(String(searchResults([])), /Nothing was found/)
  })
})
