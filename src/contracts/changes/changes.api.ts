import { z } from 'zod'
import { CHANGE_WORDS } from '#src/contracts/changes/change-words.page.ts'
import { changeContract } from '#src/contracts/changes/change-commands.ts'
import { readChanges } from '#src/contracts/changes/change.store.ts'
import { GROUNDS } from '#src/contracts/changes/modification-tests.ts'
import { findContract } from '#src/contracts/contract.store.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const Ref = z.strictObject({ ref: z.string() })
const Page = z.strictObject({
  cursor: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export const Authority = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('role') }),
  z.strictObject({ kind: z.literal('delegation'), code: z.string().max(60) }),
  z.strictObject({ kind: z.literal('decision'), words: z.string().max(300) }),
])
const Version = z.strictObject({
  fromDay: z.iso.date(),
  toDay: z.iso.date().describe('The first day after the term'),
  organisationRef: z.string(),
  ceilingPence: z.int().nullable(),
  valuePence: z.int().nullable(),
  lot: z.string(),
  zones: z.array(z.string()).readonly(),
})
const Asked = z.strictObject({
  kind: z.enum(['variation', 'extension']),
  ...Version.omit({ organisationRef: true }).shape,
  ground: z
    .enum(GROUNDS)
    .describe('As the law numbers it: A1 to C under the Act of 2023, a to f under the Regulations of 2015'),
  isStated: z.boolean().describe('What no sum can show is stated to be so'),
  optionNumber: z.int().nullable(),
  changesScope: z.boolean(),
  favoursSupplier: z.boolean(),
  takenWith: z.array(z.int()).max(100).readonly(),
  authority: Authority,
  reason: z.string().min(1).max(1000),
})
const Test = z.strictObject({
  ground: z.string(),
  rule: z.string(),
  title: z.string(),
  verdict: z.enum(['passes', 'fails', 'passes if stated']),
  parts: z
    .array(z.strictObject({ words: z.string(), holds: z.union([z.boolean(), z.enum(['stated', 'advice'])]) }))
    .readonly(),
})
const Change = z.strictObject({
  number: z.int(),
  kind: z.enum(['variation', 'extension', 'novation', 'termination']),
  ground: z.string(),
  reason: z.string(),
  authorityWords: z.string(),
  decidedBy: z.string(),
  noticeCode: z.string().nullable(),
  valueChangePence: z.int(),
  termChangeDays: z.int(),
  tests: z.array(Test).readonly(),
  version: Version,
})

export const POINTERS: Readonly<Record<string, string>> = {
  value: '#/valuePence',
  ceiling: '#/ceilingPence',
  length: '#/optionNumber',
  delegation: '#/authority/code',
  decision: '#/authority/words',
}

export function changesApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/contracts/:ref/changes',
    {
      grant: 'contracts.see',
      summary: 'What was decided about a contract since it was entered, with the sums of its tests, the last first',
      params: Ref,
      query: Page,
      answer: z.strictObject({ items: z.array(Change), next: z.string().nullable() }),
    },
    ({ actor, shell, params, query }) =>
      shell.read(actor, async (tx) => {
        if (!(await findContract(tx, params.ref))) throw problem(404, 'There is no such contract')
        const { changes, total } = await readChanges(tx, params.ref, { offset: query.cursor, limit: query.limit })
        const end = query.cursor + changes.length
        return {
          items: changes.map((one) => ({
            ...{ number: one.number, kind: one.kind, ground: one.ground, reason: one.reason, tests: one.tests },
            ...{ authorityWords: one.authorityWords, decidedBy: one.officerName, noticeCode: one.noticeCode },
            ...{ valueChangePence: one.valueChangePence, termChangeDays: one.termChangeDays, version: one.version },
          })),
          next: end < total ? String(end) : null,
        }
      }),
  )
  doors.api(
    'POST /api/v1/contracts/:ref/changes',
    {
      grant: 'contracts.change',
      summary: 'Extend or vary a contract, if the tests of its law let it',
      params: Ref,
      body: Asked,
      answer: z.strictObject({ number: z.int(), warning: z.string().nullable() }),
      status: 201,
      idempotent: true,
    },
    async ({ actor, shell, params, body, command }) => {
      const done = await changeContract(shell, actor, { contractRef: params.ref, ...body }, command)
      if (done.ok) return { number: done.value.number, warning: done.value.warning ?? null }
      if (done.error === 'no such contract') throw problem(404, 'There is no such contract')
      const { field, message } = CHANGE_WORDS[done.error]
      throw problem(422, message, { pointer: POINTERS[field] ?? `#/${field}` })
    },
  )
}
