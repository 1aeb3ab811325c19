import assert from 'node:assert/strict'
import { it } from 'node:test'
import { counted } from '#src/base/counted.ts'

it('one is told in the singular, and thousands are set apart', () => {
  assert.equal(counted(1, 'rehearsal'), '1 rehearsal')
  assert.equal(counted(0, 'visit'), '0 visits')
  assert.equal(counted(1130, 'person', 'people'), '1,130 people')
})
