import assert from 'node:assert/strict'
import { it } from 'node:test'
import { sentence } from '#src/base/sentence.ts'

it('a phrase begins a sentence with a capital, and a column keeps its name', () => {
  assert.equal(sentence('there is no such date'), 'There is no such date')
  assert.equal(sentence('log_ref is on another row too'), 'log_ref is on another row too')
  assert.equal(sentence(''), '')
})
