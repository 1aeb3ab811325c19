import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bacsDay, bacsText, writeBacs } from '#src/payments/payment-files/bacs.ts'
import { ledgerRows } from '#src/payments/payment-files/ledger.ts'
import { writePain001 } from '#src/payments/payment-files/pain001.ts'
import {
  type FileToWrite,
  gatherPayables,
  type PayablePart,
  paymentReference,
} from '#src/payments/payment-files/payment-file.ts'
import { decidePayDay, earliestPayDay } from '#src/payments/payment-files/pay-day.ts'

const FILE: FileToWrite = {
  ...{ paymentFileRef: 'PF-1001', payDay: '2026-12-04', processingDay: '2026-12-03' },
  ...{ madeAt: Temporal.Instant.from('2026-11-26T12:00:00.123Z'), serviceUserNumber: '654321' },
  ...{ originatorName: 'WENBURY COUNCIL', payingAccount: { sortCode: '990001', accountNumber: '12345678' } },
  payments: [
    {
      ...{ organisationRef: '1-101', accountName: 'Wye Valley Carers & Friends Ltd', sortCode: '990002' },
      ...{ accountNumber: '00000019', reference: 'PF-1001 1-101', amountPence: 21_640 },
    },
    {
      ...{ organisationRef: '1-102', accountName: 'Café <Señor>', sortCode: '990003', accountNumber: '20000002' },
      ...{ reference: 'PF-1001 1-102', amountPence: 1 },
    },
  ],
}

describe('Bacs Standard 18', () => {
  const lines = writeBacs(FILE).split('\r\n')

  it('has labels of 80 characters about payments of 100, in the order of the standard', () => {
    assert.deepEqual(
      lines.map((line) => [line.slice(0, 4), line.length]),
      [
        ['VOL1', 80],
        ['HDR1', 80],
        ['HDR2', 80],
        ['UHL1', 80],
        ['9900', 100],
        ['9900', 100],
        ['9900', 100],
        ['EOF1', 80],
        ['EOF2', 80],
        ['UTL1', 80],
        ['', 0],
      ],
    )
  })

  it('says who sends what on which day in its labels', () => {
    assert.equal(lines[0], `VOL1001001${' '.repeat(31)}654321${' '.repeat(32)}1`)
    assert.equal(lines[1]?.trimEnd(), 'HDR1A654321S  165432100100100010001       26330 26338 000000')
    assert.equal(lines[2]?.trimEnd(), `HDR2F0200000100${' '.repeat(35)}00`)
    assert.equal(lines[3]?.trimEnd(), 'UHL1 26337999999    000000001 DAILY  001')
    assert.equal(lines[7]?.slice(4), lines[1]?.slice(4))
  })

  it('has every field of a payment at its place', () => {
    const line = lines[4] ?? ''
    const field = (from: number, to: number) => line.slice(from - 1, to)
    assert.equal(field(1, 6), '990002')
    assert.equal(field(7, 14), '00000019')
    assert.equal(field(15, 15), '0')
    assert.equal(field(16, 17), '99')
    assert.equal(field(18, 23), '990001')
    assert.equal(field(24, 31), '12345678')
    assert.equal(field(32, 35), '    ')
    assert.equal(field(36, 46), '00000021640')
    assert.equal(field(47, 64), 'WENBURY COUNCIL   ')
    assert.equal(field(65, 82), 'PF-1001 1-101     ')
    assert.equal(field(83, 100), 'WYE VALLEY CARERS ')
  })

  it('balances: the contra debits the sum of the credits, and the trailer says both', () => {
    const contra = lines[6] ?? ''
    assert.equal(contra.slice(0, 17), '99000112345678017')
    assert.equal(contra.slice(35, 46), '00000021641')
    assert.equal(contra.slice(64, 82).trim(), 'CONTRA')
    assert.equal(lines[9]?.trimEnd(), 'UTL10000000021641000000002164100000010000002')
  })

  it('writes names in the characters that it has, and days by their number', () => {
    assert.equal(bacsText('Café <Señor> & Söhne, 5/6'), 'CAFE  SENOR  & SOHNE  5/6')
    assert.equal(bacsDay('2025-07-20'), ' 25201')
    assert.equal(bacsDay('2026-01-01'), ' 26001')
    assert.equal(paymentReference('PF-1000001', 9999), 'PF-1000001-9999')
  })
})

type Element = { name: string; text: string; children: Element[] }

/** Reads markup of elements, text and attributes, and nothing else. */
function readXml(xml: string): Element {
  const root: Element = { name: '', text: '', children: [] }
  const open = [root]
  for (const [, closing, name = '', text = ''] of xml
    .replace(/^<\?xml[^>]*\?>\s*/, '')
    .matchAll(/<(\/?)([\w]+)[^>]*>([^<]*)/g)) {
    if (closing) assert.equal(open.pop()?.name, name)
    else {
      const element = { name, text: text.trim(), children: [] }
      open.at(-1)?.children.push(element)
      open.push(element)
    }
  }
  assert.deepEqual(open, [root])
  return root
}

/** What may stand in what, in which order; a star for many (pain.001.001.09, X-09). */
const ORDER: Record<string, string> = {
  CstmrCdtTrfInitn: 'GrpHdr PmtInf',
  GrpHdr: 'MsgId CreDtTm NbOfTxs CtrlSum InitgPty',
  PmtInf: 'PmtInfId PmtMtd NbOfTxs CtrlSum ReqdExctnDt Dbtr DbtrAcct DbtrAgt CdtTrfTxInf CdtTrfTxInf',
  CdtTrfTxInf: 'PmtId Amt CdtrAgt Cdtr CdtrAcct RmtInf',
  ReqdExctnDt: 'Dt',
  PmtId: 'EndToEndId',
  Amt: 'InstdAmt',
  InitgPty: 'Nm',
  Dbtr: 'Nm',
  Cdtr: 'Nm',
  DbtrAcct: 'Id',
  CdtrAcct: 'Id',
  Othr: 'Id',
  DbtrAgt: 'FinInstnId',
  CdtrAgt: 'FinInstnId',
  FinInstnId: 'ClrSysMmbId',
  ClrSysMmbId: 'ClrSysId MmbId',
  ClrSysId: 'Cd',
  RmtInf: 'Ustrd',
}
const SHAPES: Record<string, RegExp> = {
  MsgId: /^.{1,35}$/,
  PmtInfId: /^.{1,35}$/,
  EndToEndId: /^.{1,35}$/,
  CreDtTm: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  NbOfTxs: /^\d{1,15}$/,
  CtrlSum: /^\d{1,15}\.\d\d$/,
  InstdAmt: /^\d{1,15}\.\d\d$/,
  PmtMtd: /^TRF$/,
  Dt: /^\d{4}-\d\d-\d\d$/,
  Cd: /^GBDSC$/,
  MmbId: /^\d{6}$/,
  Nm: /^.{1,140}$/,
  Ustrd: /^.{1,140}$/,
}

describe('pain.001.001.09', () => {
  const xml = writePain001(FILE)
  const document = readXml(xml).children[0]

  it('has its elements in the order of the schema, each of its shape', () => {
    assert.ok(
      xml.startsWith(
        '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">',
      ),
    )
    const seen = new Set<string>()
    const look = (element: Element): void => {
      seen.add(element.name)
      const order = ORDER[element.name]
      if (order !== undefined) assert.equal(element.children.map((one) => one.name).join(' '), order, element.name)
      const shape = SHAPES[element.name]
      if (shape) assert.match(element.text, shape, element.name)
      element.children.forEach(look)
    }
    assert.ok(document)
    look(document)
    for (const name of [...Object.keys(ORDER), ...Object.keys(SHAPES)]) assert.ok(seen.has(name), `${name} is missing`)
  })

  it('adds up, in pounds with two digits', () => {
    assert.equal(xml.match(/<CtrlSum>216\.41<\/CtrlSum>/g)?.length, 2)
    assert.deepEqual(
      [...xml.matchAll(/<InstdAmt Ccy="GBP">([\d.]+)</g)].map(([, amount]) => amount),
      ['216.40', '0.01'],
    )
    assert.equal(xml.match(/<NbOfTxs>2<\/NbOfTxs>/g)?.length, 2)
  })

  it('escapes names', () => {
    assert.match(xml, /<Nm>Wye Valley Carers &amp; Friends Ltd<\/Nm>/)
    assert.match(xml, /<Nm>Café &lt;Señor&gt;<\/Nm>/)
  })
})

describe('lines for the ledger', () => {
  it('have the columns that the council chose, in its order, under its headings', () => {
    const line = {
      ...{
        paymentFileRef: 'PF-1001',
        payDay: '2026-12-04',
        organisationRef: '1-101',
        providerName: 'Wye',
        reference: 'R',
      },
      ...{ statementRef: 'ST-1', queryRef: '', from: '2026-11-02', to: '2026-11-16', amountPence: 21_640 },
    }
    const columns = [
      { code: 'amount', label: 'Net' },
      { code: 'period_to', label: 'To' },
      { code: 'nominal', label: 'Nominal' },
    ]
    assert.deepEqual(ledgerRows(columns, [line]), {
      header: ['Net', 'To', 'Nominal'],
      rows: [[216.4, '2026-11-15', '']],
    })
  })
})

describe('what a provider would be paid', () => {
  const part = (organisationRef: string, amountPence: number, heldPence = 0): PayablePart => ({
    ...{
      statementRef: `ST-${amountPence}`,
      queryRef: '',
      organisationRef,
      amountPence,
      heldPence,
      validDay: '2026-11-20',
      again: false,
    },
  })
  it('is the sum of its parts; what it owes is taken off, and who would get nothing is named', () => {
    const parts = [part('1-1', 500, 20), part('1-1', -200), part('1-2', -50), part('1-3', 10), part('1-4', 10)]
    const found = gatherPayables(
      parts,
      new Map([
        ['1-1', 'BD-1'],
        ['1-2', 'BD-2'],
      ]),
      { cooling: new Set(['1-3']), refused: new Set() },
    )
    assert.deepEqual(
      found.map((one) => [one.organisationRef, one.amountPence, one.heldPence, one.exception]),
      [
        ['1-1', 300, 20, undefined],
        ['1-2', -50, 0, 'nothing to pay'],
        ['1-3', 10, 0, 'bank details cool off'],
        ['1-4', 10, 0, 'no bank details'],
      ],
    )
  })
})

describe('the days of a file', () => {
  const holidays = new Set(['2026-12-25', '2026-12-28'])
  const cases: [today: string, earliest: string][] = [
    ['2026-11-23', '2026-11-25'],
    ['2026-11-22', '2026-11-25'],
    ['2026-11-26', '2026-11-30'],
    ['2026-12-23', '2026-12-29'],
  ]
  for (const [today, earliest] of cases)
    it(`sent on ${today} it pays on ${earliest} at the earliest`, () => {
      assert.equal(earliestPayDay(today, holidays), earliest)
      assert.ok(decidePayDay(earliest, today, holidays).ok)
    })
  it('is processed on the working day before it pays', () => {
    assert.deepEqual(decidePayDay('2026-12-29', '2026-12-20', holidays), {
      ok: true,
      value: { processingDay: '2026-12-24' },
    })
    assert.deepEqual(decidePayDay('2026-12-25', '2026-12-01', holidays), { ok: false, error: 'not a working day' })
    assert.deepEqual(decidePayDay('2027-01-25', '2026-12-01', holidays), { ok: false, error: 'too far ahead' })
  })
})
