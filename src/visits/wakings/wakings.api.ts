import { z } from 'zod'
import { type Doors, problem } from '#src/platform/http/doors.ts'
import { noteWakings } from '#src/visits/wakings/waking-commands.ts'
import { WAKINGS_WORDS } from '#src/visits/wakings/wakings.page.ts'

const Said = z.strictObject({
  minutes: z
    .array(z.int().min(1).max(1440))
    .max(20)
    .describe('Minutes of each waking in the order of the night; none for a quiet night'),
  note: z.string().max(500).default('').describe('Needed where it changes what was said before'),
})

export function wakingsApi(doors: Doors): void {
  doors.api(
    'POST /api/v1/visits/:ref/wakings',
    {
      grant: 'visits.log',
      summary: 'Say how often the worker of a night was woken',
      description: 'A sleep-in pays wakings beyond those in its price by the hour. What was said last counts.',
      params: z.strictObject({ ref: z.string().max(100) }),
      body: Said,
      answer: z.strictObject({ visitRef: z.string(), minutes: z.array(z.int()) }),
      idempotent: true,
    },
    async ({ shell, actor, params, body, command }) => {
      const done = await noteWakings(shell, actor, { visitRef: params.ref, ...body }, command)
      if (done.ok) return { visitRef: done.value, minutes: body.minutes }
      if (done.error === 'no such visit') throw problem(404, 'There is no such visit')
      const { field, message } = WAKINGS_WORDS[done.error]
      throw problem(409, message, { pointer: `#/${field}` })
    },
  )
}
