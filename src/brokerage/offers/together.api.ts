import { z } from 'zod'
import { dayOf } from '#src/base/day.ts'
import { STATUSES } from '#src/brokerage/packages/care-package.ts'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import { refusalError } from '#src/brokerage/sign-off/choose-offer.page.ts'
import { listAnswers } from '#src/brokerage/offers/offer.store.ts'
import { chooseTogether } from '#src/brokerage/offers/choose-together-commands.ts'
import { combinations } from '#src/brokerage/offers/combination.ts'
import { ranking } from '#src/brokerage/sign-off/sign-off-commands.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const Ref = z.strictObject({ ref: z.string() })
const Slots = z.array(z.strictObject({ slot: z.int(), day: z.int() }))
const Together = z.strictObject({
  together: z.string().describe('The references of its offers joined by a plus'),
  weeklyPence: z.int(),
  parts: z.array(
    z.strictObject({ offerRef: z.string(), organisationRef: z.string(), covers: Slots, weeklyPence: z.int() }),
  ),
})

/** Offers of some visits that together cover a package. */
export function togetherApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/packages/:ref/together',
    {
      grant: 'brokerage.see',
      summary: 'Part offers that together cover the package, the cheapest first',
      params: Ref,
      answer: z.strictObject({ items: z.array(Together) }),
    },
    ({ actor, shell, params }) =>
      shell.view(actor, `package:${params.ref}`, async (tx) => {
        const pkg = await findPackage(tx, params.ref)
        if (!pkg) throw problem(404, 'There is no such package')
        const answers = await listAnswers(tx, params.ref)
        const offers = answers.flatMap(({ offer }) => offer ?? [])
        const items = combinations(ranking(pkg, answers, offers, dayOf(tx.now)), answers, pkg.pattern).map((one) => ({
          ...{ together: one.name, weeklyPence: one.weeklyPence },
          parts: one.parts.map(({ ranked: { offer }, covers, weeklyPence }) => ({
            ...{ offerRef: offer.offerRef, organisationRef: offer.organisationRef, weeklyPence },
            covers: covers.map((piece) => ({ ...piece })),
          })),
        }))
        return { items }
      }),
  )
  doors.api(
    'POST /api/v1/packages/:ref/choose-together',
    {
      grant: 'brokerage.choose',
      summary: 'Choose offers that together cover the package: each becomes a package of its own',
      params: Ref,
      body: z.strictObject({
        together: z.string(),
        code: z.string().optional(),
        words: z.string().optional(),
        ceilingReason: z.string().optional(),
        floorReason: z.string().optional(),
        answer: z.string().optional().describe('To what was asked by the signer who sent the choice before back'),
      }),
      answer: z.strictObject({ items: z.array(z.strictObject({ packageRef: z.string(), status: z.enum(STATUSES) })) }),
      idempotent: true,
    },
    async ({ actor, shell, params, body, command }) => {
      const chosen = await chooseTogether(shell, actor, { packageRef: params.ref, ...body }, command)
      if (chosen.ok) return { items: chosen.value.map(({ packageRef, status }) => ({ packageRef, status })) }
      if (chosen.error === 'no such package') throw problem(404, 'There is no such package')
      const { field, message } = refusalError(chosen.error)
      throw problem(409, message, { pointer: `#/${field === 'offer' ? 'together' : field}` })
    },
  )
}
