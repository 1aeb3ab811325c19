import { z } from 'zod'
import { type Doors, problem } from '#src/platform/http/doors.ts'
import { REGIMES } from '#src/tendering/regime/regime.ts'
import { missingFrom } from '#src/tendering/tenders/checklist.ts'
import { preparedOf } from '#src/tendering/tenders/preparation.store.ts'
import { CALL_OFF_ORDERS, CONDITION_KINDS, ROUTE_NAMES, type Spec, TIE_BREAKS } from '#src/tendering/tenders/spec.ts'
import {
  cancelTender,
  draftTender,
  editTender,
  publishChange,
  publishTender,
  type PublishRefusal,
} from '#src/tendering/tenders/tender-commands.ts'
import { listTenders } from '#src/tendering/tenders/tender-list.store.ts'
import { findTender } from '#src/tendering/tenders/tender.store.ts'

const Ref = z.strictObject({ ref: z.string() })
const pence = z.int().min(0)
const percent = z.number().min(0).max(100).multipleOf(0.01)
const dayOrNone = z.union([z.iso.date(), z.literal('')])
const momentOrNone = z.union([z.iso.datetime(), z.literal('')])
const key = (prefix: string) => z.string().regex(new RegExp(`^${prefix}\\d{1,3}$`))

const Lot = z.strictObject({
  lot: key('L'),
  title: z.string().min(1),
  service: z.string().min(1),
  zones: z.array(z.string()),
  estimatedPence: pence,
  places: z.int().min(1).max(500),
  hoursAWeek: z.number().min(0),
})

const Condition = z.strictObject({
  key: key('C'),
  kind: z.enum(CONDITION_KINDS),
  text: z.string().min(1),
  evidence: z.boolean(),
})

const Question = z.strictObject({
  key: key('Q'),
  part: z.enum(['quality', 'social_value']),
  text: z.string().min(1),
  weight: percent,
  mostWords: z.int().min(1).max(10_000),
  least: z.int().min(0).nullable(),
})

const Formula = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('lowest_proportional') }),
  z.strictObject({ kind: z.literal('difference_from_lowest') }),
  z.strictObject({ kind: z.literal('mean_based'), middle: z.enum(['mean', 'median']) }),
  z.strictObject({ kind: z.literal('ceiling_linear'), ceilingPence: pence, floorPence: pence }),
  z.strictObject({
    kind: z.literal('fixed_bands'),
    bands: z.array(z.strictObject({ toPence: pence, percent })),
  }),
  z.strictObject({ kind: z.literal('value_ratio') }),
])

const PriceLine = z.strictObject({
  key: key('P'),
  title: z.string().min(1),
  unit: z.enum(['hour', 'visit', 'night', 'week']),
  minutes: z.int().min(1).nullable(),
  volume: percent,
  floorPence: pence.nullable(),
  ceilingPence: pence.nullable(),
})

/** All that a tender says, as a machine sends it. */
export const SpecBody = z.strictObject({
  title: z.string().min(1),
  summary: z.string(),
  service: z.string().min(1),
  route: z.enum(ROUTE_NAMES),
  regime: z.enum(REGIMES),
  cpv: z.string(),
  estimatedPence: pence.describe('With VAT, over the whole term and its extensions'),
  fromDay: dayOrNone,
  toDay: dayOrNone.describe('The first day after the term'),
  extensionMonths: z.array(z.int().min(1)),
  lots: z.array(Lot),
  mostLots: z.int().min(1).nullable(),
  conditions: z.array(Condition),
  questions: z.array(Question),
  qualityLeastPercent: percent.nullable(),
  scale: z.strictObject({
    most: z.int().min(0),
    marks: z.array(z.strictObject({ mark: z.int().min(0), label: z.string() })),
  }),
  price: z.strictObject({ weight: percent, formula: Formula, lines: z.array(PriceLine) }),
  tieBreaks: z.array(z.enum(TIE_BREAKS)),
  agreed: z.enum(['consensus', 'mean']),
  blind: z.boolean(),
  timetable: z.strictObject({
    questionsUntil: momentOrNone,
    closesAt: momentOrNone,
    evaluatedBy: dayOrNone,
    decisionDay: dayOrNone,
  }),
  standstill: z.enum(['mandatory', 'voluntary', 'none']),
  callOff: z
    .strictObject({
      mechanism: z.enum(['ranked_list', 'mini_competition', 'direct_award']),
      firstRefusalHours: z.int().min(0),
      orderBy: z.array(z.enum(CALL_OFF_ORDERS)),
    })
    .nullable(),
  marketRef: z.string().nullable(),
  frameworkOf: z.string().nullable(),
  directAward: z.strictObject({ organisationRef: z.string(), ground: z.string(), reason: z.string() }).nullable(),
  noEngagementReason: z.string().nullable(),
})

const ModelAnswers = z
  .array(z.strictObject({ question: key('Q'), answer: z.string() }))
  .default([])
  .describe('For assessors alone: bidders never see them')

const STATUSES = [
  'planning',
  'published',
  'opened',
  'evaluated',
  'decided',
  'standstill',
  'awarded',
  'cancelled',
] as const

const Listed = z.strictObject({
  tenderRef: z.string(),
  title: z.string(),
  route: z.enum(ROUTE_NAMES),
  regime: z.enum(REGIMES),
  status: z.enum(STATUSES),
  closesAt: z.string().nullable(),
  estimatedPence: z.int(),
  lots: z.int(),
})

const Whole = z.strictObject({
  tenderRef: z.string(),
  status: z.enum(STATUSES),
  edition: z
    .int()
    .describe('Send it with a changed specification: if somebody changed it meanwhile, the answer is 409'),
  version: z.int().nullable().describe('The last that was published'),
  spec: SpecBody,
  missing: z.array(z.strictObject({ part: z.string(), message: z.string() })),
})

const Page = z.strictObject({
  cursor: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  status: z.enum(STATUSES).optional(),
})

function readingApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/tenders',
    {
      grant: 'tendering.see',
      summary: 'The council’s tenders, those in planning first',
      query: Page,
      answer: z.strictObject({ items: z.array(Listed), next: z.string().nullable() }),
    },
    ({ actor, shell, query }) =>
      shell.read(actor, async (tx) => {
        const search = { statuses: query.status ? [query.status] : [], routes: [] }
        const { tenders, total } = await listTenders(tx, search, { offset: query.cursor, limit: query.limit })
        const end = query.cursor + tenders.length
        return {
          items: tenders.map(({ ownerRef: _, closesAt, ...one }) => ({
            ...one,
            closesAt: closesAt?.toString() ?? null,
          })),
          next: end < total ? String(end) : null,
        }
      }),
  )
  doors.api(
    'GET /api/v1/tenders/:ref',
    {
      grant: 'tendering.see',
      summary: 'One tender: all that it says, and what is missing before it may be published',
      params: Ref,
      answer: Whole,
    },
    ({ actor, shell, params }) =>
      shell.read(actor, async (tx) => {
        const tender = await findTender(tx, params.ref)
        if (!tender) throw problem(404, 'There is no such tender')
        const missing = missingFrom(tender.spec, await preparedOf(tx, params.ref))
        const { ownerRef: _, ...said } = tender
        return { ...said, spec: tender.spec as z.infer<typeof SpecBody>, missing }
      }),
  )
}

function writingApi(doors: Doors): void {
  doors.api(
    'POST /api/v1/tenders',
    {
      grant: 'tendering.manage',
      summary: 'Begin a tender',
      idempotent: true,
      status: 201,
      body: SpecBody.pick({ title: true, service: true, route: true, regime: true, estimatedPence: true }),
      answer: z.strictObject({ tenderRef: z.string() }),
    },
    async ({ actor, shell, body, command }) => {
      const drafted = await draftTender(shell, actor, body, command)
      if (drafted.ok) return drafted.value
      throw problem(422, 'The law that applies does not know this route', { pointer: '#/route' })
    },
  )
  doors.api(
    'PUT /api/v1/tenders/:ref/spec',
    {
      grant: 'tendering.manage',
      summary: 'Say all that a tender says anew',
      params: Ref,
      body: z.strictObject({ edition: z.int(), spec: SpecBody, modelAnswers: ModelAnswers }),
      answer: z.strictObject({ edition: z.int() }),
    },
    async ({ actor, shell, params, body }) => {
      const spec: Spec = body.spec
      const { edition, modelAnswers } = body
      const edit = { tenderRef: params.ref, edition, modelAnswers, part: 'about' as const, edit: () => spec }
      const saved = await editTender(shell, actor, edit)
      if (saved.ok) return saved.value
      if (saved.error === 'no such tender') throw problem(404, 'There is no such tender')
      throw problem(
        409,
        saved.error === 'it can no longer be changed'
          ? 'Bids have closed or the tender has ended'
          : 'Somebody changed it meanwhile: read it again',
      )
    },
  )
}

const Reason = z.strictObject({ reason: z.string().min(1) })
const Published = z.strictObject({ version: z.int(), sha256: z.string() })

function refusePublishing(refusal: PublishRefusal): never {
  if (refusal.why === 'no such tender') throw problem(404, 'There is no such tender')
  if (refusal.why !== 'incomplete') throw problem(409, `It was not published: ${refusal.why}`)
  throw problem(422, 'It cannot be published yet', {
    errors: refusal.missing.map(({ part, message }) => ({ pointer: `#/${part}`, detail: message })),
  })
}

function publishingApi(doors: Doors): void {
  doors.api(
    'POST /api/v1/tenders/:ref/publish',
    {
      grant: 'tendering.manage',
      summary: 'Publish a tender whose checklist is empty',
      idempotent: true,
      params: Ref,
      answer: Published,
    },
    async ({ actor, shell, params, command }) => {
      const published = await publishTender(shell, actor, params.ref, command)
      return published.ok ? published.value : refusePublishing(published.error)
    },
  )
  doors.api(
    'POST /api/v1/tenders/:ref/changes',
    {
      grant: 'tendering.manage',
      summary: 'Publish what was changed, with the reason that bidders read',
      idempotent: true,
      params: Ref,
      body: Reason,
      answer: Published,
    },
    async ({ actor, shell, params, body, command }) => {
      const published = await publishChange(shell, actor, { tenderRef: params.ref, ...body }, command)
      return published.ok ? published.value : refusePublishing(published.error)
    },
  )
  doors.api(
    'POST /api/v1/tenders/:ref/cancel',
    {
      grant: 'tendering.manage',
      summary: 'End a tender without an award',
      idempotent: true,
      params: Ref,
      body: Reason,
      answer: z.strictObject({ tenderRef: z.string() }),
    },
    async ({ actor, shell, params, body, command }) => {
      const cancelled = await cancelTender(shell, actor, { tenderRef: params.ref, ...body }, command)
      if (cancelled.ok) return cancelled.value
      if (cancelled.error === 'no such tender') throw problem(404, 'There is no such tender')
      throw problem(409, 'This tender has ended already')
    },
  )
}

export function tendersApi(doors: Doors): void {
  readingApi(doors)
  writingApi(doors)
  publishingApi(doors)
}
