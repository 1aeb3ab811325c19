/** The file of the bank's answers: a table of the council's ledger, or a payment status report of ISO 20022 (pain.002). Pure. */
import { type Day, dayOf, parseDay } from '#src/base/day.ts'
import {
  ANSWER_STATES,
  type AnswerFault,
  type AnswerState,
  type BankAnswer,
} from '#src/payments/bank-answers/bank-answer.ts'

export const ANSWER_COLUMNS = ['reference', 'state', 'date', 'reason', 'note'] as const
/** More than any council pays at once. */
export const MOST_ANSWERS = 5_000

export type AnswerFile = {
  readonly answers: readonly BankAnswer[]
  readonly faults: readonly AnswerFault[]
  /** Rows that say that a payment is still on its way. */
  readonly onTheWay: number
}

type Record = { readonly line: number; readonly cells: readonly string[] }

const isState = (text: string): text is AnswerState => (ANSWER_STATES as readonly string[]).includes(text)

/** 2026-12-04, or 4/12/2026 with the day first as banks here write it. */
function readDate(text: string): Day | undefined {
  const [, d = '', m = '', y = ''] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) ?? []
  const day = d === '' ? text : `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`
  return parseDay(day)
}

export function answersOfTable(records: readonly Record[]): AnswerFile {
  const [header, ...body] = records
  const names = (header?.cells ?? []).map((name) => name.trim().toLowerCase())
  const missing = ['reference', 'state', 'date'].filter((name) => !names.includes(name))
  const wrong = (line: number, message: string): AnswerFile => ({
    ...{ answers: [], onTheWay: 0 },
    faults: [{ line, reference: '', message }],
  })
  if (missing.length > 0)
    return wrong(header?.line ?? 1, `The first row must name the columns. Missing: ${missing.join(', ')}`)
  if (body.length > MOST_ANSWERS)
    return wrong(header?.line ?? 1, `A file has at most ${MOST_ANSWERS.toLocaleString('en-GB')} answers. Cut it in two`)
  const answers: BankAnswer[] = []
  const faults: AnswerFault[] = []
  for (const { line, cells } of body) {
    const cell = (name: string): string => cells[names.indexOf(name)]?.trim() ?? ''
    const reference = cell('reference').toUpperCase()
    const fault = (message: string) => faults.push({ line, reference, message })
    const state = cell('state').toLowerCase()
    const day = readDate(cell('date'))
    if (reference === '') fault('Enter the reference of the payment, such as PF-1001-12')
    else if (!isState(state)) fault(`The state “${cell('state')}” is none of ${ANSWER_STATES.join(', ')}`)
    else if (day === undefined) fault(`“${cell('date')}” is no day. Write 2026-12-04 or 04/12/2026`)
    else answers.push({ line, reference, state, day, reason: cell('reason'), note: cell('note') })
  }
  return { answers, faults, onTheWay: 0 }
}

const MADE = new Set(['ACSC', 'ACCC'])

const inner = (xml: string, name: string): string[] =>
  [
    ...xml.matchAll(new RegExp(`<(?:[\\w.-]+:)?${name}(?:\\s[^<>]*)?>([\\s\\S]*?)</(?:[\\w.-]+:)?${name}\\s*>`, 'g')),
  ].map(([, content]) => content ?? '')
const ENTITIES: Readonly<{ [name: string]: string }> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const first = (xml: string, name: string): string =>
  (inner(xml, name)[0] ?? '').replace(/&(amp|lt|gt|quot|apos);/g, (_all, name: string) => ENTITIES[name] ?? '').trim()

/** A moment with its offset on the London day, one without as it is written. */
function dayIn(text: string): Day | undefined {
  const day = /(Z|[+-]\d\d:\d\d)$/.test(text) ? instantDay(text) : text.slice(0, 10)
  return day === undefined ? undefined : parseDay(day)
}

function instantDay(text: string): Day | undefined {
  try {
    return dayOf(Temporal.Instant.from(text))
  } catch {
    return undefined
  }
}

export const isStatusReport = (text: string): boolean => /<(?:[\w.-]+:)?CstmrPmtStsRpt[\s>]/.test(text.slice(0, 4_000))

/**
 * ACSC and ACCC say that a payment was made, RJCT that it was refused; any other status, that it is on its way. Where no transaction
 * is named, the status of the group is that of all payments of the file.
 */
export function answersOfReport(text: string): AnswerFile {
  const created = first(text, 'CreDtTm')
  const transactions = inner(text, 'TxInfAndSts')
  const group = inner(text, 'OrgnlGrpInfAndSts')[0] ?? ''
  const said =
    transactions.length > 0
      ? transactions.map((one) => ({ one, reference: first(one, 'OrgnlEndToEndId'), status: first(one, 'TxSts') }))
      : [{ one: group, reference: first(group, 'OrgnlMsgId'), status: first(group, 'GrpSts') }]
  const answers: BankAnswer[] = []
  const faults: AnswerFault[] = []
  let onTheWay = 0
  for (const [at, { one, reference, status }] of said.slice(0, MOST_ANSWERS).entries()) {
    const line = at + 1
    const settled = first(one, 'FctvIntrBkSttlmDt')
    const day = dayIn(first(settled, 'Dt') || first(settled, 'DtTm') || first(one, 'AccptncDtTm') || created)
    if (!MADE.has(status) && status !== 'RJCT') onTheWay++
    else if (day === undefined) faults.push({ line, reference, message: 'The report has no day for this payment' })
    else {
      const reason = inner(one, 'StsRsnInf')[0] ?? ''
      const code = inner(reason, 'Rsn')[0] ?? ''
      answers.push({
        ...{ line, reference: reference.toUpperCase(), day, state: MADE.has(status) ? 'paid' : 'rejected' },
        reason: MADE.has(status) ? '' : first(code, 'Cd') || first(code, 'Prtry') || 'Refused by the bank',
        note: first(reason, 'AddtlInf'),
      })
    }
  }
  return { answers, faults, onTheWay }
}
