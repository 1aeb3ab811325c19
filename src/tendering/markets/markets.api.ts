import { z } from 'zod'
import { dayOf } from '#src/base/day.ts'
import { sentence } from '#src/base/sentence.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'
import { decide } from '#src/tendering/joining/join-commands.ts'
import { listApplications } from '#src/tendering/joining/application.store.ts'
import { APPLICATION_STATES } from '#src/tendering/joining/application.ts'
import { MARKET_KIND_KEYS } from '#src/tendering/markets/market.ts'
import { findMarket, listMarkets } from '#src/tendering/markets/market.store.ts'
import { reinstate, remove, suspend } from '#src/tendering/markets/member-commands.ts'
import { searchMembers } from '#src/tendering/markets/member.store.ts'
import { REMOVAL_GROUNDS, type RemovalGround } from '#src/tendering/markets/membership.ts'
import { nextOf, offsetOf, PAGED, pageOf } from '#src/tendering/paging.api.ts'
import { rankedMembers, rankMarket } from '#src/tendering/ranked-lists/rank-commands.ts'
import { RANK_PARTS } from '#src/tendering/ranked-lists/ranked-list.ts'

const Ref = z.object({ ref: z.string() })
const Which = z.object({ ref: z.string(), provider: z.string() })
const State = z.enum(['member', 'suspended', 'removed'])

const Market = z.strictObject({
  marketRef: z.string(),
  kind: z.enum(MARKET_KIND_KEYS),
  title: z.string(),
  service: z.string(),
  status: z.enum(['planned', 'open', 'ceased']),
  lots: z.array(z.strictObject({ lot: z.string(), title: z.string(), zones: z.array(z.string()) })),
  conditions: z.array(z.strictObject({ key: z.string(), kind: z.string(), text: z.string(), evidence: z.boolean() })),
  endsOn: z.iso.date().nullable(),
  members: z.number().int(),
})

const Member = z.strictObject({
  organisationRef: z.string(),
  name: z.string(),
  lots: z.array(z.string()),
  sinceDay: z.iso.date(),
  state: State,
  reason: z.string(),
  firstEnd: z.iso.date().nullable().describe('When the evidence that ends first ends'),
})

const Working = z.strictObject({
  part: z.enum(RANK_PARTS),
  weight: z.number(),
  points: z.string(),
  marks: z.string(),
  sentence: z.string(),
})

const Standing = z.strictObject({ marketRef: z.string(), organisationRef: z.string(), state: State })

const refused = (error: string): Error =>
  error.startsWith('no such') ? problem(404, `There is ${error}`) : problem(409, sentence(error))

export function marketsApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/markets',
    {
      grant: 'tendering.see',
      summary: 'Approved lists, dynamic markets and frameworks',
      query: z.strictObject(PAGED),
      answer: pageOf(Market),
    },
    async ({ shell, actor, query }) => {
      const search = { statuses: [], kinds: [] }
      const { markets, total } = await shell.read(actor, (tx) => listMarkets(tx, search, offsetOf(query)))
      return {
        items: markets.map(({ marketRef, kind, title, service, status, lots, conditions, endsOn, members }) => ({
          ...{ marketRef, kind, title, service, status, endsOn, members },
          lots: lots.map(({ lot, title: name, zones }) => ({ lot, title: name, zones: [...zones] })),
          conditions: conditions.map(({ key, kind: of, text, evidence }) => ({ key, kind: of, text, evidence })),
        })),
        next: nextOf(query, markets.length, total),
      }
    },
  )
  doors.api(
    'GET /api/v1/markets/:ref/members',
    {
      grant: 'tendering.see',
      summary: 'Members of a list; those removed where they are asked for',
      params: Ref,
      query: z.strictObject({ ...PAGED, state: State.optional() }),
      answer: pageOf(Member),
    },
    async ({ shell, actor, params, query }) => {
      const search = { marketRef: params.ref, states: query.state ? [query.state] : [], lots: [], words: '' }
      const found = await shell.read(actor, async (tx) =>
        (await findMarket(tx, params.ref)) ? searchMembers(tx, search, offsetOf(query)) : undefined,
      )
      if (!found) throw problem(404, 'There is no such list')
      return {
        items: found.members.map(({ organisationRef, name, lots, sinceDay, state, reason, firstEnd }) => ({
          ...{ organisationRef, name, lots: [...lots], sinceDay, state, reason, firstEnd },
        })),
        next: nextOf(query, found.members.length, found.total),
      }
    },
  )
  rankingApi(doors)
  membersApi(doors)
  applicationsApi(doors)
}

function rankingApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/markets/:ref/ranking/:zone',
    {
      grant: 'tendering.see',
      summary: 'The order in which a call-off asks in a zone today: nobody who is suspended or removed',
      params: z.object({ ref: z.string(), zone: z.string() }),
      answer: z.strictObject({
        items: z.array(
          z.strictObject({
            ...{ organisationRef: z.string(), name: z.string(), rank: z.number().int(), score: z.string() },
            working: z.array(Working),
          }),
        ),
      }),
    },
    async ({ shell, actor, params }) => {
      const ranked = await shell.read(actor, (tx) =>
        rankedMembers(tx, { marketRef: params.ref, zone: params.zone, on: dayOf(tx.now) }),
      )
      return {
        items: ranked.map(({ organisationRef, name, rank, score, working }) => ({
          ...{ organisationRef, name, rank, score, working: [...working] },
        })),
      }
    },
  )
  doors.api(
    'POST /api/v1/markets/:ref/ranking',
    {
      grant: 'tendering.manage',
      summary: 'Ranks every zone of a list anew',
      params: Ref,
      answer: z.strictObject({ members: z.number().int() }),
    },
    async ({ shell, actor, params, command }) => {
      const ranked = await rankMarket(shell, actor, params.ref, command)
      if (!ranked.ok) throw refused(ranked.error)
      return { members: ranked.value }
    },
  )
}

function membersApi(doors: Doors): void {
  const shared = { grant: 'tendering.manage', params: Which, answer: Standing, idempotent: true } as const
  const which = ({ ref, provider }: z.infer<typeof Which>) => ({ marketRef: ref, organisationRef: provider })
  doors.api(
    'POST /api/v1/markets/:ref/members/:provider/suspension',
    {
      ...shared,
      summary: 'Suspends a member from new work, or goes on with its suspension',
      body: z.strictObject({ reason: z.string().max(2000), reviewDay: z.iso.date() }),
    },
    async ({ shell, actor, params, body, command }) => {
      const done = await suspend(shell, actor, { ...which(params), ...body }, command)
      if (!done.ok) throw refused(done.error)
      return { ...which(params), state: done.value.state }
    },
  )
  doors.api(
    'POST /api/v1/markets/:ref/members/:provider/reinstatement',
    { ...shared, summary: 'Reinstates a member', body: z.strictObject({ reason: z.string().max(2000) }) },
    async ({ shell, actor, params, body, command }) => {
      const done = await reinstate(shell, actor, { ...which(params), ...body }, command)
      if (!done.ok) throw refused(done.error)
      return { ...which(params), state: done.value.state }
    },
  )
  doors.api(
    'POST /api/v1/markets/:ref/members/:provider/removal',
    {
      ...shared,
      summary: 'Removes a member: an excluded supplier must go, an excludable one may',
      body: z.strictObject({
        ground: z.enum(Object.keys(REMOVAL_GROUNDS) as [RemovalGround, ...RemovalGround[]]),
        reason: z.string().max(2000),
      }),
    },
    async ({ shell, actor, params, body, command }) => {
      const done = await remove(shell, actor, { ...which(params), ...body }, command)
      if (!done.ok) throw refused(done.error)
      return { ...which(params), state: done.value.state }
    },
  )
}

const Application = z.strictObject({
  applicationRef: z.string(),
  marketRef: z.string(),
  organisationRef: z.string(),
  organisationName: z.string(),
  lots: z.array(z.string()),
  state: z.enum(APPLICATION_STATES),
  dueDay: z.iso.date().nullable(),
})

function applicationsApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/applications',
    {
      grant: 'tendering.see',
      summary: 'Applications to join that wait for an answer, the first due first',
      query: z.strictObject(PAGED),
      answer: pageOf(Application),
    },
    async ({ shell, actor, query }) => {
      const search = { states: ['made', 'asked'] }
      const { applications, total } = await shell.read(actor, (tx) => listApplications(tx, search, offsetOf(query)))
      return {
        items: applications.map(
          ({ applicationRef, marketRef, organisationRef, organisationName, lots, state, dueDay }) => ({
            ...{ applicationRef, marketRef, organisationRef, organisationName, lots: [...lots], state, dueDay },
          }),
        ),
        next: nextOf(query, applications.length, total),
      }
    },
  )
  doors.api(
    'POST /api/v1/applications/:ref/decision',
    {
      grant: 'tendering.manage',
      summary: 'Admits, refuses or asks for more',
      params: Ref,
      body: z.strictObject({
        decision: z.enum(['admit', 'refuse', 'ask']),
        met: z.array(z.string()).describe('Keys of the conditions that it meets'),
        reason: z.string().max(2000).default(''),
        exclusion: z
          .strictObject({
            finding: z.enum(['none', 'excludable', 'excluded']),
            lookedUpOn: z.iso.date().describe('The day on which the debarment list was looked up'),
            evidence: z.string().max(2000),
            grounds: z.string().max(2000).default(''),
          })
          .optional(),
      }),
      answer: z.strictObject({ applicationRef: z.string(), state: z.enum(APPLICATION_STATES) }),
      idempotent: true,
    },
    async ({ shell, actor, params, body, command }) => {
      const { exclusion = {}, ...verdict } = body
      const decided = await decide(shell, actor, { applicationRef: params.ref, exclusion, ...verdict }, command)
      if (!decided.ok) throw refused(decided.error)
      return { applicationRef: params.ref, state: decided.value.state }
    },
  )
}
