/** Whom a package that waits is placed together with, as the page says it. */
import { z } from 'zod'
import { placeApart, placeTogether } from '#src/brokerage/waiting-list/together-commands.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const STATUS = { 'no longer waits': 404, 'the same package': 422, 'together already': 409, 'with nobody': 409 } as const

export function placedTogetherApi(doors: Doors): void {
  doors.api(
    'POST /api/v1/waiting-list/packages/:ref/together',
    {
      ...{
        grant: 'brokerage.choose',
        summary:
          'Place a package that waits together with another, or with null on its own, from the next joint plan on',
      },
      params: z.strictObject({ ref: z.string() }),
      body: z.strictObject({ with: z.string().min(1).nullable() }),
      answer: z.strictObject({ together: z.boolean() }),
    },
    async ({ actor, shell, params: { ref: packageRef }, body }) => {
      const done =
        body.with === null
          ? await placeApart(shell, actor, packageRef)
          : await placeTogether(shell, actor, { packageRef, withRef: body.with })
      if (done.ok) return { together: body.with !== null }
      throw problem(STATUS[done.error], `Nothing was changed: ${done.error}`)
    },
  )
}
