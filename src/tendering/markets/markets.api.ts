import { z } from 'zod'
import { dayOf } from '#src/base/day.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'
import { findMarket, listMarkets } from '#src/tendering/markets/market.store.ts'
import { searchMembers } from '#src/tendering/markets/member.store.ts'
import { rankedMembers } from '#src/tendering/ranked-lists/rank-commands.ts'
import { RANK_PARTS } from '#src/tendering/ranked-lists/ranked-list.ts'

const MOST = 200
const paging = {
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(MOST).default(50),
}

const market = z.object({
  ref: z.string(),
  kind: z.enum(['approved_list', 'dynamic_market', 'dps', 'framework']),
  title: z.string(),
  service: z.string(),
  status: z.enum(['planned', 'open', 'ceased']),
  lots: z.array(z.object({ lot: z.string(), title: z.string(), zones: z.array(z.string()) })),
  conditions: z.array(z.object({ key: z.string(), kind: z.string(), text: z.string(), evidence: z.boolean() })),
  ends_on: z.string().nullable(),
  members: z.number(),
})

const member = z.object({
  provider_ref: z.string(),
  name: z.string(),
  lots: z.array(z.string()),
  since: z.string(),
  status: z.enum(['member', 'suspended', 'removed']),
  reason: z.string(),
  evidence_ends_first: z.string().nullable(),
})

const ranked = z.object({
  provider_ref: z.string(),
  name: z.string(),
  rank: z.number(),
  score: z.string(),
  working: z.array(
    z.object({
      part: z.enum(RANK_PARTS),
      weight: z.number(),
      points: z.string(),
      marks: z.string(),
      sentence: z.string(),
    }),
  ),
})

export function marketsApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/markets',
    {
      grant: 'tendering.see',
      summary: 'Approved lists, dynamic markets and frameworks',
      query: z.strictObject(paging),
      answer: z.object({ total: z.number(), markets: z.array(market) }),
    },
    async ({ shell, actor, query }) => {
      const { markets, total } = await shell.read(actor, (tx) => listMarkets(tx, { statuses: [], kinds: [] }, query))
      return {
        total,
        markets: markets.map((one) => ({
          ...{ ref: one.marketRef, kind: one.kind, title: one.title, service: one.service, status: one.status },
          lots: one.lots.map(({ lot, title, zones }) => ({ lot, title, zones: [...zones] })),
          conditions: [...one.conditions],
          ...{ ends_on: one.endsOn, members: one.members },
        })),
      }
    },
  )
  doors.api(
    'GET /api/v1/markets/:ref/members',
    {
      grant: 'tendering.see',
      summary: 'Members of a list, those removed where they are asked for',
      params: z.object({ ref: z.string() }),
      query: z.strictObject({ ...paging, status: z.enum(['member', 'suspended', 'removed']).optional() }),
      answer: z.object({ total: z.number(), members: z.array(member) }),
    },
    async ({ shell, actor, params, query }) => {
      const states = query.status ? [query.status] : []
      const found = await shell.read(actor, async (tx) =>
        (await findMarket(tx, params.ref))
          ? searchMembers(tx, { marketRef: params.ref, states, lots: [], words: '' }, query)
          : undefined,
      )
      if (!found) throw problem(404, 'There is no such list')
      return {
        total: found.total,
        members: found.members.map((one) => ({
          ...{ provider_ref: one.organisationRef, name: one.name, lots: [...one.lots], since: one.sinceDay },
          ...{ status: one.state, reason: one.reason, evidence_ends_first: one.firstEnd },
        })),
      }
    },
  )
  doors.api(
    'GET /api/v1/markets/:ref/ranking/:zone',
    {
      grant: 'tendering.see',
      summary: 'The order in which a call-off asks in a zone today: nobody who is suspended or removed',
      params: z.object({ ref: z.string(), zone: z.string() }),
      answer: z.object({ members: z.array(ranked) }),
    },
    async ({ shell, actor, params }) => {
      const members = await shell.read(actor, (tx) =>
        rankedMembers(tx, { marketRef: params.ref, zone: params.zone, on: dayOf(tx.now) }),
      )
      return {
        members: members.map((one) => ({
          ...{ provider_ref: one.organisationRef, name: one.name, rank: one.rank, score: one.score },
          working: [...one.working],
        })),
      }
    },
  )
}
