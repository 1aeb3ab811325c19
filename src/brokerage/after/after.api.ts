import { z } from 'zod'
import { type CareChange } from '#src/brokerage/after/care-change.ts'
import { listChanges } from '#src/brokerage/after/after.store.ts'
import { changeCare, checkCare, decideCareChange } from '#src/brokerage/after/after-commands.ts'
import { changeError, checkError } from '#src/brokerage/after/after.page.ts'
import { decideError } from '#src/brokerage/after/decide-change.page.ts'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import { PatternVisit } from '#src/brokerage/packages/package-answers.api.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const Ref = z.strictObject({ ref: z.string() })
const Change = z.strictObject({
  number: z.int(),
  kind: z.enum(['more', 'less', 'other_visits', 'suspend', 'resume']),
  fromDay: z.iso.date(),
  weeklyPence: z.int(),
  beforePence: z.int(),
  weeklyMinutes: z.int(),
  state: z.enum(['proposed', 'agreed', 'declined']),
  byProvider: z.boolean(),
  pattern: z.array(PatternVisit),
  hourlyPence: z.int().optional(),
  overCeilingPence: z.int().optional().describe('Pence of an hour above the council’s ceiling, 0 within it'),
  floorPence: z.int().optional().describe('The cost floor of an hour of these very visits'),
  signBy: z.string().optional().describe('It began before it was signed for: when the signatures are due'),
})
const shown = ({ number, kind, fromDay, pattern, state, byProvider, ...cost }: CareChange): z.infer<typeof Change> => ({
  ...{ number, kind, fromDay, state, byProvider },
  ...{ weeklyPence: cost.weeklyPence, beforePence: cost.beforePence, weeklyMinutes: cost.weeklyMinutes },
  pattern: pattern.map((visit) => ({ ...visit, days: [...visit.days] })),
  ...(cost.hourlyPence === undefined ? {} : { hourlyPence: cost.hourlyPence }),
  ...(cost.overCeilingPence === undefined ? {} : { overCeilingPence: cost.overCeilingPence }),
  ...(cost.floor ? { floorPence: cost.floor.hourlyPence } : {}),
  ...(cost.emergency ? { signBy: cost.emergency.signBy.toString() } : {}),
})
const Wanted = z.strictObject({
  fromDay: z.iso.date(),
  pattern: z.array(PatternVisit).describe('All visits of the week from that day on; none suspends them'),
  reason: z.string().min(1).max(1_000),
})
const WantedByCouncil = Wanted.extend({
  urgentReason: z
    .string()
    .max(1_000)
    .optional()
    .describe('Why more care cannot wait for its signatures: it begins on its day, and they follow'),
})

/** Care that runs: its versions, what changes it and what was checked; of the council's machines and each provider's own. */
export function afterApi(doors: Doors): void {
  changesApi(doors)
  decisionsApi(doors)
}

function changesApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/packages/:ref/changes',
    {
      ...{ grant: 'brokerage.see', summary: 'The versions of care since it was placed, newest first', params: Ref },
      answer: z.strictObject({ items: z.array(Change) }),
    },
    async ({ actor, shell, params }) => {
      const items = await shell.view(
        actor,
        `package:${params.ref}`,
        async (tx) => (await findPackage(tx, params.ref)) && (await listChanges(tx, params.ref)).map(shown),
      )
      if (!items) throw problem(404, 'There is no such package')
      return { items }
    },
  )
  for (const [route, grant, summary, body] of [
    [
      'POST /api/v1/packages/:ref/changes',
      'brokerage.choose',
      'Change care from a day on; what costs more waits for the signatures of the policy',
      WantedByCouncil,
    ],
    [
      'POST /api/v1/placements/:ref/reduce',
      'brokerage.offer',
      'Propose less care for a person that this provider serves',
      Wanted,
    ],
  ] as const)
    doors.api(
      route,
      { grant, summary, params: Ref, body, answer: Change, status: 201, idempotent: true },
      async ({ actor, shell, params, body: wanted, command }) => {
        const changed = await changeCare(shell, actor, { packageRef: params.ref, ...wanted }, command)
        if (changed.ok) return shown(changed.value)
        if (changed.error.why === 'no such package') throw problem(404, 'There is no such package')
        const { field, message } = changeError(changed.error)
        const [fault] = changed.error.why === 'pattern' ? changed.error.faults : []
        if (fault) throw problem(422, message, { pointer: `#/pattern/${fault.at}/${fault.field}` })
        throw problem(422, message, { pointer: `#/${field === 'what' ? 'pattern' : field}` })
      },
    )
}

function decisionsApi(doors: Doors): void {
  doors.api(
    'POST /api/v1/packages/:ref/changes/:number/decide',
    {
      grant: 'brokerage.sign',
      summary: 'Agree to a change that waits, or decline it; of more care an officer signs a step',
      params: Ref.extend({ number: z.coerce.number().int() }),
      body: z.strictObject({
        agree: z.boolean(),
        reason: z.string().max(1_000).default(''),
        personSays: z.string().max(1_000).optional().describe('To agree to less that the provider proposes'),
        step: z.int().optional().describe('Of several steps that the officer may sign'),
      }),
      answer: Change,
      idempotent: true,
    },
    async ({ actor, shell, params, body, command }) => {
      const input = { packageRef: params.ref, number: params.number, ...body }
      const decided = await decideCareChange(shell, actor, input, command)
      if (decided.ok) return shown(decided.value)
      throw problem(decided.error === 'no such change' ? 404 : 409, decideError(decided.error).message)
    },
  )
  doors.api(
    'POST /api/v1/placements/:ref/start',
    {
      grant: 'brokerage.offer',
      summary: 'Tell that care began, and whether as agreed',
      params: Ref,
      body: z.strictObject({
        day: z.iso.date(),
        outcome: z.enum(['as_agreed', 'late', 'concerns']),
        note: z.string().max(1_000).default(''),
      }),
      answer: z.strictObject({ packageRef: z.string(), day: z.iso.date() }),
      idempotent: true,
    },
    async ({ actor, shell, params, body, command }) => {
      const checked = await checkCare(shell, actor, { packageRef: params.ref, kind: 'start', ...body }, command)
      if (checked.ok) return { packageRef: params.ref, day: checked.value.day }
      if (checked.error === 'no such package') throw problem(404, 'There is no such package')
      const { field, message } = checkError(checked.error)
      throw problem(422, message, { pointer: `#/${field}` })
    },
  )
}
