import { z } from 'zod'
import { PERSON_STATES } from '#src/continuity/affected/affected.ts'
import { findAffected } from '#src/continuity/affected/affected.store.ts'
import { keepTogether, partPeople } from '#src/continuity/affected/together-commands.ts'
import { answerMove, completeStep } from '#src/continuity/desk/desk-commands.ts'
import { STEP_KINDS } from '#src/continuity/desk/step.ts'
import { listSteps } from '#src/continuity/desk/step.store.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const at = z.strictObject({ ref: z.string(), line: z.coerce.number().int().min(1) })

const ShownStep = z.strictObject({ step: z.enum(STEP_KINDS), dueAt: z.string(), doneAt: z.string().nullable() })

export function deskApi(doors: Doors): void {
  doors.api(
    'POST /api/v1/exits/:ref/people/:line/answer',
    {
      ...{
        grant: 'continuity.manage',
        summary: 'Record what a person, or a provider that was rung, says to a proposed move',
      },
      params: at,
      body: z.strictObject({
        side: z.enum(['person', 'provider']),
        answer: z.enum(['agrees', 'refuses', 'withdraws']).describe('Only a provider that agreed withdraws'),
        moveDay: z.iso.date().optional(),
      }),
      answer: z.strictObject({ state: z.enum(PERSON_STATES) }),
    },
    async ({ actor, shell, params, body: { moveDay, ...said } }) => {
      const day = moveDay === undefined ? {} : { moveDay }
      const answered = await answerMove(shell, actor, { exitRef: params.ref, line: params.line, ...said, ...day })
      if (answered.ok) return { state: answered.value.state }
      if (answered.error === 'no such person') throw problem(404, 'There is no such person in this exit')
      throw problem(409, `The answer is not recorded: ${answered.error}`)
    },
  )
  doors.api(
    'GET /api/v1/exits/:ref/people/:line/steps',
    {
      ...{ grant: 'continuity.see', summary: 'The steps of a person who moves, with their clocks', params: at },
      answer: z.strictObject({ steps: z.array(ShownStep) }),
    },
    async ({ actor, shell, params }) => {
      const steps = await shell.read(
        actor,
        async (tx) =>
          (await findAffected(tx, params.ref, params.line)) && (await listSteps(tx, params.ref, params.line)),
      )
      if (!steps) throw problem(404, 'There is no such person in this exit')
      return {
        steps: steps.map(({ step, dueAt, doneAt }) => ({
          ...{ step, dueAt: String(dueAt), doneAt: doneAt === null ? null : String(doneAt) },
        })),
      }
    },
  )
  doors.api(
    'POST /api/v1/exits/:ref/people/:line/steps',
    {
      ...{
        grant: 'continuity.manage',
        summary: 'A step is done; with the last of them the person has settled',
        params: at,
      },
      body: z.strictObject({ step: z.enum(STEP_KINDS), note: z.string().max(1000).default('') }),
      answer: z.strictObject({ settled: z.boolean() }),
    },
    async ({ actor, shell, params, body }) => {
      const done = await completeStep(shell, actor, { exitRef: params.ref, line: params.line, ...body })
      if (done.ok) return { settled: done.value === 'settled' }
      if (done.error === 'no such person') throw problem(404, 'There is no such person in this exit')
      throw problem(409, `The step is not done: ${done.error}`)
    },
  )
}

const TOGETHER_STATUS = { 'no such person': 404, 'not in this state': 409, 'together already': 409 } as const

export function togetherApi(doors: Doors): void {
  doors.api(
    'POST /api/v1/exits/:ref/people/:line/together',
    {
      ...{
        grant: 'continuity.manage',
        summary: 'Keep a person together with another of the exit, or with null part them',
        params: at,
      },
      body: z.strictObject({ with: z.int().min(1).nullable() }),
      answer: z.strictObject({ together: z.boolean() }),
    },
    async ({ actor, shell, params: { ref: exitRef, line }, body }) => {
      const done =
        body.with === null
          ? await partPeople(shell, actor, { exitRef, line })
          : await keepTogether(shell, actor, { exitRef, line, withLine: body.with })
      if (done.ok) return { together: body.with !== null }
      const statuses: Readonly<Record<string, number>> = TOGETHER_STATUS
      throw problem(statuses[done.error] ?? 422, `Nothing was changed: ${done.error}`)
    },
  )
}
