import { z } from 'zod'
import {
  makePaymentFile,
  type MakeRefusal,
  releasePaymentFile,
  type ReleaseFileRefusal,
} from '#src/payments/payment-files/payment-file-commands.ts'
import { confirmPaymentFile } from '#src/payments/payment-files/confirm-commands.ts'
import type { ConfirmRefusal, PaymentFile } from '#src/payments/payment-files/payment-file.ts'
import { listPaymentFiles, listRemittances } from '#src/payments/payment-files/payment-file.store.ts'
import { returnPayment } from '#src/payments/payment-files/return-commands.ts'
import { RETURN_REASONS, type ReturnReason, type ReturnRefusal } from '#src/payments/payment-files/returned-payment.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const Page = z.strictObject({
  cursor: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
const PageOf = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item), next: z.string().nullable() })
const REASONS = Object.keys(RETURN_REASONS) as [ReturnReason, ...ReturnReason[]]
const Ref = z.strictObject({ ref: z.string() })

const FileAnswer = z.strictObject({
  paymentFileRef: z.string(),
  payDay: z.iso.date(),
  processingDay: z.iso.date(),
  state: z.enum(['made', 'released', 'cancelled']),
  payments: z.int(),
  amountPence: z.int(),
  madeAt: z.iso.datetime({ offset: true }),
  confirmedDay: z.iso.date().nullable().describe('On which the bank made the payments'),
})

const asFile = ({ paymentFileRef, payDay, processingDay, state, payments, amountPence, ...file }: PaymentFile) => ({
  ...{ paymentFileRef, payDay, processingDay, state, payments, amountPence },
  ...{ madeAt: file.madeAt.toString(), confirmedDay: file.confirmedDay },
})

const Remittance = z.strictObject({
  paymentFileRef: z.string(),
  organisationRef: z.string(),
  reference: z.string().describe('What stands on the bank statement'),
  payDay: z.iso.date(),
  amountPence: z.int(),
  heldPence: z.int().describe('In dispute when the payment was made, and paid once settled'),
  returned: z
    .strictObject({ day: z.iso.date(), why: z.enum(REASONS), note: z.string() })
    .nullable()
    .describe('That the bank sent it back; it is paid again once the bank details are confirmed'),
  paidDay: z.iso.date().nullable().describe('On which the bank made it, where its answer named it'),
  parts: z.array(
    z.strictObject({
      statementRef: z.string(),
      queryRef: z.string().describe('Empty for the statement itself; else the settled query that had held this back'),
      from: z.iso.date(),
      to: z.iso.date().describe('The first day after the period'),
      amountPence: z.int(),
    }),
  ),
})

const RETURN_PROBLEMS: Readonly<Record<ReturnRefusal | 'no such payment', string>> = {
  'no such payment': 'There is no such payment',
  'not released': 'The file of this payment was not released',
  'returned already': 'The payment came back already',
  'before it was paid': 'The day is before the pay day',
  'still to come': 'The day is still to come',
  'say why': 'Another reason needs a note',
}

const nextOf = (cursor: number, shown: number, total: number): string | null =>
  cursor + shown < total ? String(cursor + shown) : null

const MAKE_PROBLEMS: Readonly<Record<MakeRefusal, string>> = {
  'not a working day': 'The pay day must be a working day',
  'too soon': 'The pay day is too soon: a file takes three working days',
  'too far ahead': 'The pay day must be within 30 days',
  'nothing to pay': 'Nobody can be paid now',
  'no paying account': 'The council has no confirmed account of its own',
  'no service user number': 'The council has not set its service user number',
}

const RELEASE_PROBLEMS: Readonly<Record<ReleaseFileRefusal, string>> = {
  'no such payment file': 'There is no such payment file',
  'not waiting': 'The file was released or cancelled already',
  'made by the same officer': 'Who made the file may not release it',
  'too late to send': 'No working day is left before the processing day: make another file',
  'queried since it was made': 'A line that the file pays was queried: make another file',
  'bank details changed since': 'Bank details that the file pays into changed: make another file',
}

export function paymentFilesApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/remittances',
    {
      grant: 'payments.statement',
      summary: 'Payments released, newest first',
      query: Page,
      answer: PageOf(Remittance),
    },
    ({ actor, shell, query }) =>
      shell.read(actor, async (tx) => {
        const { payments, total } = await listRemittances(tx, { offset: query.cursor, limit: query.limit })
        const items = payments.map(({ bankDetailsRef: _details, releasedAt: _at, ...payment }) => payment)
        return { items, next: nextOf(query.cursor, items.length, total) }
      }),
  )
  doors.api(
    'GET /api/v1/payment-files',
    { grant: 'payments.see', summary: 'Payment files, newest first', query: Page, answer: PageOf(FileAnswer) },
    ({ actor, shell, query }) =>
      shell.read(actor, async (tx) => {
        const { files, total } = await listPaymentFiles(
          tx,
          { states: [] },
          { offset: query.cursor, limit: query.limit },
        )
        return { items: files.map(asFile), next: nextOf(query.cursor, files.length, total) }
      }),
  )
  doors.api(
    'POST /api/v1/payment-files',
    {
      grant: 'payments.pay',
      summary: 'Make a payment file of all statements that are not paid; an officer releases it',
      body: z.strictObject({ payDay: z.iso.date() }),
      idempotent: true,
      status: 201,
      answer: FileAnswer,
    },
    async ({ actor, shell, body, command }) => {
      const made = await makePaymentFile(shell, actor, body, command)
      if (!made.ok) throw problem(409, MAKE_PROBLEMS[made.error], { pointer: '#/payDay' })
      return asFile(made.value)
    },
  )
  doors.api(
    'POST /api/v1/payment-files/:ref/release',
    {
      grant: 'payments.release',
      summary: 'Release a file that somebody else made',
      params: Ref,
      idempotent: true,
      answer: FileAnswer,
    },
    async ({ actor, shell, params, command }) => {
      const released = await releasePaymentFile(shell, actor, params.ref, command)
      if (!released.ok)
        throw problem(released.error === 'no such payment file' ? 404 : 409, RELEASE_PROBLEMS[released.error])
      return asFile(released.value)
    },
  )
  returnsApi(doors)
  confirmApi(doors)
}

const CONFIRM_PROBLEMS: Readonly<Record<ConfirmRefusal | 'no such payment file', string>> = {
  'no such payment file': 'There is no such payment file',
  'not released': 'The file was not released',
  'before the pay day': 'The day is before the pay day',
  'still to come': 'The day is still to come',
  'confirmed for that day already': 'The file is confirmed for that day already',
}

function confirmApi(doors: Doors): void {
  doors.api(
    'POST /api/v1/payment-files/:ref/confirm',
    {
      grant: 'payments.pay',
      summary: 'Write down the day on which the bank made the payments, for example from the ledger',
      params: Ref,
      body: z.strictObject({ day: z.iso.date() }),
      idempotent: true,
      answer: z.strictObject({ paymentFileRef: z.string() }),
    },
    async ({ actor, shell, params, body, command }) => {
      const confirmed = await confirmPaymentFile(shell, actor, { ...body, paymentFileRef: params.ref }, command)
      if (!confirmed.ok)
        throw problem(confirmed.error === 'no such payment file' ? 404 : 409, CONFIRM_PROBLEMS[confirmed.error])
      return { paymentFileRef: confirmed.value }
    },
  )
}

function returnsApi(doors: Doors): void {
  doors.api(
    'POST /api/v1/payment-files/:ref/returns',
    {
      grant: 'payments.pay',
      summary: 'Write down that the bank sent a payment back',
      params: Ref,
      body: z.strictObject({
        organisationRef: z.string().min(1),
        day: z.iso.date().describe('On which the money came back'),
        why: z.enum(REASONS),
        note: z.string().max(500).default(''),
      }),
      idempotent: true,
      status: 201,
      answer: z.strictObject({ paymentFileRef: z.string() }),
    },
    async ({ actor, shell, params, body, command }) => {
      const returned = await returnPayment(shell, actor, { ...body, paymentFileRef: params.ref }, command)
      if (!returned.ok) throw problem(returned.error === 'no such payment' ? 404 : 409, RETURN_PROBLEMS[returned.error])
      return { paymentFileRef: returned.value }
    },
  )
}
