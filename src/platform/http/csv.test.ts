import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Cell, csvText, isOwnPath, seeOther } from '#src/platform/http/doors.ts'

describe('a CSV file', () => {
  const cases: [Cell, string][] = [
    ['plain', 'plain'],
    [null, ''],
    [-12.5, '-12.5'],
    ['a,b', '"a,b"'],
    ['say "so"', '"say ""so"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    ['+44 20', "'+44 20"],
    ['-', "'-"],
    ['@sum', "'@sum"],
    ['\tx', "'\tx"],
    ['=A1,"x"', `"'=A1,""x"""`],
  ]
  for (const [cell, written] of cases) {
    it(`writes ${JSON.stringify(cell)} as ${JSON.stringify(written)}`, () => {
      assert.equal(csvText(['Name'], [[cell]]), `Name\r\n${written}\r\n`)
    })
  }
})

describe('a path of our own', () => {
  for (const path of ['/', '/packages/PK-1?page=2#offers']) it(`is ${path}`, () => assert.ok(isOwnPath(path)))
  for (const path of ['', 'packages', '//x.example', '/\\x.example', 'https://x.example', '/a\r\nb: c']) {
    it(`is not ${JSON.stringify(path)}`, () => {
      assert.ok(!isOwnPath(path))
      assert.throws(() => seeOther(path))
    })
  }
})
