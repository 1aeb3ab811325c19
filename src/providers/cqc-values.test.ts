import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  comparableName,
  readBrand,
  readCompanyNumber,
  readCqcId,
  readDate,
  readDayNumber,
  readKeyQuestion,
  readPhone,
  readRating,
  readRegion,
  readServiceType,
  readSpecialism,
  readUprn,
  readWebAddress,
} from '#src/providers/cqc-values.ts'

const table = <T>(title: string, read: (text: string) => T, rows: readonly (readonly [string, T])[]): void => {
  describe(title, () => {
    for (const [text, expected] of rows)
      it(`"${text}" reads as ${JSON.stringify(expected) ?? 'nothing'}`, () => assert.deepEqual(read(text), expected))
  })
}

table('ratings, and the labels that mean none (Q-06)', readRating, [
  ['Good', 'Good'],
  ['Requires Improvement', 'Requires improvement'],
  ['Requires improvement', 'Requires improvement'],
  [' OUTSTANDING ', 'Outstanding'],
  ['Inspected but not rated', null],
  ['No published rating', null],
  ['Insufficient evidence to rate', null],
  ['Evidence requirements partially scored', null],
  ['Evidence requirements not yet scored', null],
  ['No Approved Rating', null],
  ['Not Rated', null],
  ['Not applicable', null],
  ['Splendid', undefined],
])

table('key questions (L-44)', readKeyQuestion, [
  ['Well-led', 'Well-led'],
  ['Well led', 'Well-led'],
  ['Is the service well-led?', 'Well-led'],
  ['Overall', 'Overall'],
  ['Use of Resources', undefined],
])

table('telephone numbers that spreadsheets spoilt', readPhone, [
  ['1212740588', '01212740588'],
  ['7776255898.0', '07776255898'],
  ['138470370', '0138470370'],
  ['+44 1902 000002', '01902000002'],
  ['(01902) 000-002', '01902000002'],
  ['12345', undefined],
  ['see website', undefined],
])

table('web addresses', readWebAddress, [
  ['www.sense.org.uk', 'https://www.sense.org.uk'],
  ['http://WWW.Example.org.uk/', 'http://www.example.org.uk'],
  ['https://www.example.org/a/b?c=d', 'https://www.example.org/a/b?c=d'],
  ['https://www.example.co.ukjavascript:{App().GotoView("x")', undefined],
  ['javascript:alert(1)', undefined],
  ['ftp://example.org', undefined],
  ['https://user:word@example.org', undefined],
  ['<b>example.org</b>', undefined],
  ['example', undefined],
])

table('property numbers (X-03)', readUprn, [
  ['10094975724', '10094975724'],
  ['000100012345', '100012345'],
  ['1.00071E+11', undefined],
  ['1234567890123', undefined],
])

table('ids of the register (Q-21)', readCqcId, [
  ['1-101641521', '1-101641521'],
  [' rx2g9 ', 'RX2G9'],
  ['1-12', undefined],
  ['10', undefined],
  ['1-10164152X', undefined],
])

table('Companies House numbers (X-06)', readCompanyNumber, [
  ['551609', '00551609'],
  ['03885446', '03885446'],
  ['IP21410R', 'IP21410R'],
  ['SC123456', 'SC123456'],
  ['123456789', undefined],
])

table('dates as the files write them', readDate, [
  ['2025-08-15', '2025-08-15'],
  ['2025-08-15T12:26:12Z', '2025-08-15'],
  ['09/Jan/2018 - 00:00', '2018-01-09'],
  ['19/05/2022', '2022-05-19'],
  ['16 September 2026', '2026-09-16'],
  ['31/Feb/2024 - 00:00', undefined],
  ['2025-02-30', undefined],
  ['soon', undefined],
])

table('day numbers of the inspections history', readDayNumber, [
  ['18536', '2010-10-01'],
  ['23740', '2024-12-30'],
  ['x', undefined],
])

table('service types under one name', readServiceType, [
  ['Homecare agencies', 'Domiciliary care service'],
  ['domiciliary care service', 'Domiciliary care service'],
  ['Nursing homes', 'Care home service with nursing'],
  ['Extra Care housing services', 'Extra care housing services'],
  ['Something new', 'Something new'],
])

table('specialisms and service user bands under one name', readSpecialism, [
  ['Older People', 'Caring for adults over 65 yrs'],
  ['Caring for adults over 65 yrs', 'Caring for adults over 65 yrs'],
  ['Dementia', 'Dementia'],
])

table('regions', readRegion, [
  ['Yorkshire & Humberside', 'Yorkshire and The Humber'],
  ['West Midlands', 'West Midlands'],
])

table('brands', readBrand, [
  ['-', null],
  ['BRAND Care UK', 'Care UK'],
])

describe('names compared', () => {
  it('leaves out case, spaces, punctuation and Ltd for Limited', () =>
    assert.equal(comparableName('The GLADE Home-Care  Ltd.'), comparableName('Glade home care Limited')))
})
