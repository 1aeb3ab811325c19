import { z } from 'zod'
import { dayOf } from '#src/base/day.ts'
import { getPolicy } from '#src/councils/index.ts'
import { type ApiCall, type Doors, problem } from '#src/platform/http/doors.ts'
import { agreeShortVisit } from '#src/visits/short-visits/agree-commands.ts'
import { type AgreeRefusal, faultOf } from '#src/visits/short-visits/short-visit.ts'
import { searchShort, type ShortCall } from '#src/visits/short-visits/short-visit.store.ts'

const ListQuery = z.strictObject({
  zone: z.string().optional(),
  providerRef: z.string().optional(),
  reason: z.string().optional(),
  agreed: z.enum(['yes', 'no']).optional().describe('Whether the person agreed'),
  cursor: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
})
const ShortAnswer = z.strictObject({
  packageRef: z.string(),
  slot: z.int().describe('The number of the visit in the package'),
  personRef: z.string(),
  providerRef: z.string(),
  zone: z.string(),
  minutes: z.int(),
  reason: z.string().nullable(),
  fault: z.string().nullable().describe('What is wrong with the reason beside the other visits of the package'),
  agreedOn: z.iso.date().nullable(),
})
const List = z.strictObject({ shortVisits: z.array(ShortAnswer), total: z.int(), next: z.string().nullable() })

function answerOf({ packageRef, slot, personRef, organisationRef, zone, pattern, agreedOn }: ShortCall) {
  const visit = pattern.find((one) => one.slot === slot)
  return {
    ...{ packageRef, slot, personRef, providerRef: organisationRef, zone, agreedOn },
    minutes: visit?.minutes ?? 0,
    reason: visit?.shortReason ?? null,
    fault: (visit && faultOf(visit, pattern)) ?? null,
  }
}

type ListCall = ApiCall<Record<string, string>, z.infer<typeof ListQuery>>

async function listShort({ shell, actor, query }: ListCall): Promise<z.infer<typeof List>> {
  const { zone, providerRef: organisationRef, reason, agreed, cursor: offset, limit } = query
  const { calls, total } = await shell.read(actor, async (tx) => {
    const on = dayOf(tx.now)
    const { minimumMinutes } = await getPolicy(tx, 'visit-length', on)
    const search = { on, minimumMinutes, zone, organisationRef, reason }
    const wanted = agreed === undefined ? search : { ...search, agreed: agreed === 'yes' }
    return searchShort(tx, wanted, { offset, limit })
  })
  await shell.noteList(actor, 'short visits', { ...query, count: total })
  const next = offset + calls.length
  return { shortVisits: calls.map(answerOf), total, next: calls.length > 0 && next < total ? String(next) : null }
}

const Agreed = z.strictObject({
  agreedBy: z.string().min(1).max(100).describe('The person, or who speaks for them'),
  agreedOn: z.iso.date(),
  note: z.string().max(500).default(''),
})

const PROBLEMS: Readonly<Record<AgreeRefusal, readonly [status: 404 | 422, title: string, pointer?: string]>> = {
  'no such visit': [404, 'The package has no such visit'],
  'not short': [422, 'The visit is not shorter than the council’s minimum: it needs no agreement'],
  'nobody named': [422, 'Say who agreed', '#/agreedBy'],
  'still to come': [422, 'The day is still to come', '#/agreedOn'],
}

/** Everyone on short visits, and what they agreed to (M-40, M-41). */
export function shortVisitsApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/short-visits',
    {
      grant: 'visits.see',
      summary: 'Everyone on visits shorter than the minimum: why, and whether they agreed',
      query: ListQuery,
      answer: List,
    },
    listShort,
  )
  doors.api(
    'POST /api/v1/packages/:ref/visits/:slot/short-agreements',
    {
      grant: 'people.assess',
      summary: 'Put on record that a person agreed to a short visit',
      params: z.strictObject({ ref: z.string(), slot: z.coerce.number().int().min(1) }),
      body: Agreed,
      answer: z.strictObject({ agreementRef: z.string() }),
      status: 201,
      idempotent: true,
    },
    async ({ shell, actor, params, body, command }) => {
      const done = await agreeShortVisit(shell, actor, { packageRef: params.ref, slot: params.slot, ...body }, command)
      if (done.ok) return { agreementRef: done.value }
      if (done.error === 'no such package') throw problem(404, 'There is no such package')
      const [status, title, pointer] = PROBLEMS[done.error]
      throw problem(status, title, pointer === undefined ? {} : { pointer })
    },
  )
}
