import { z } from 'zod'
import { EXCEPTIONS } from '#src/brokerage/index.ts'
import { askPlan } from '#src/continuity/plans/plan-commands.ts'
import { lastWholePlan } from '#src/continuity/plans/plan.store.ts'
import { listRehearsed } from '#src/continuity/rehearsals/rehearsal.store.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const proposal = z.strictObject({
  line: z.string(),
  organisationRef: z.string().nullable(),
  weeklyPence: z.int().nullable(),
  why: z.array(z.string()),
  exceptions: z.array(z.enum(EXCEPTIONS)),
  alternatives: z.array(z.string()),
  binds: z.string().nullable(),
})

export function planApi(doors: Doors): void {
  doors.api(
    'POST /api/v1/exits/:ref/plans',
    {
      ...{ grant: 'continuity.manage', summary: 'Ask for a plan of everybody who waits; it is made soon after' },
      params: z.strictObject({ ref: z.string() }),
      body: z.strictObject({ movesOfOthers: z.int().min(0).max(50).default(0) }),
      answer: z.strictObject({ ref: z.string() }),
      ...{ status: 202, idempotent: true },
    },
    async ({ actor, shell, params, body, command }) => {
      const asked = await askPlan(shell, actor, { exitRef: params.ref, ...body }, command)
      if (asked.ok) return { ref: asked.value }
      if (asked.error === 'no such exit') throw problem(404, 'There is no such exit')
      throw problem(409, `No plan is made: ${asked.error}`)
    },
  )
  doors.api(
    'GET /api/v1/exits/:ref/plan',
    {
      ...{
        grant: 'continuity.see',
        summary: 'The last plan of an exit, with its reasons and how far it is from the best',
      },
      params: z.strictObject({ ref: z.string() }),
      answer: z.strictObject({
        ref: z.string(),
        state: z.enum(['waiting', 'solving', 'ready', 'stopped', 'failed']),
        people: z.int().nullable(),
        unplaced: z.int().nullable(),
        points: z.number().nullable(),
        bound: z.number().nullable(),
        weeklyPence: z.int().nullable(),
        todayPence: z.int().nullable(),
        proposals: z.array(proposal),
      }),
    },
    async ({ actor, shell, params }) => {
      const plan = await shell.view(actor, `exit:${params.ref}`, (tx) => lastWholePlan(tx, params.ref))
      if (!plan) throw problem(404, 'There is no plan of this exit')
      return {
        ...{ ref: plan.planRef, state: plan.state, people: plan.people, unplaced: plan.unplaced, points: plan.points },
        ...{ bound: plan.bound, weeklyPence: plan.weeklyPence, todayPence: plan.todayPence },
        proposals: (plan.result?.proposals ?? []).map((one) => ({
          ...{ line: one.ref, organisationRef: one.organisationRef ?? null, weeklyPence: one.weeklyPence ?? null },
          ...{ why: [...one.why], exceptions: [...one.exceptions], binds: one.binds ?? null },
          alternatives: one.alternatives.map(({ organisationRef }) => organisationRef),
        })),
      }
    },
  )
}

export function rehearsalsApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/rehearsals',
    {
      ...{ grant: 'continuity.rehearse', summary: 'What the failure of each provider would leave, as last rehearsed' },
      answer: z.strictObject({
        rehearsals: z.array(
          z.strictObject({
            ...{ organisationRef: z.string(), people: z.int(), unplaced: z.int(), criticalUnplaced: z.int() },
            ...{ weeklyPence: z.int(), todayPence: z.int(), points: z.number(), bound: z.number() },
            ...{ peopleBefore: z.int().nullable(), unplacedBefore: z.int().nullable(), binds: z.string().nullable() },
          }),
        ),
      }),
    },
    async ({ actor, shell }) => ({
      rehearsals: (await shell.read(actor, listRehearsed)).map(
        ({ planRef: _, organisationName: __, readyAt: ___, ...one }) => one,
      ),
    }),
  )
}
