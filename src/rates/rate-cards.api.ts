import { z } from 'zod'
import { dayOf } from '#src/base/day.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'
import { approveCard, proposeCard } from '#src/rates/proposals/proposal-commands.ts'
import { listCards, listVersions } from '#src/rates/rate-card.store.ts'

const Card = z.strictObject({
  cardRef: z.string(),
  name: z.string(),
  from: z.iso.date(),
  to: z.iso.date().nullable(),
  card: z.unknown().describe('The card in the open format rate-card.json'),
})

export function rateCardsApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/rate-cards',
    {
      grant: 'rates.see',
      summary: 'The rate cards that hold today, or next',
      answer: z.strictObject({ items: z.array(Card) }),
    },
    async ({ actor, shell }) => ({
      items: (await shell.read(actor, (tx) => listCards(tx, dayOf(tx.now)))).map(asCard),
    }),
  )
  doors.api(
    'GET /api/v1/rate-cards/:ref',
    {
      grant: 'rates.see',
      summary: 'All versions of a rate card, newest first',
      params: z.strictObject({ ref: z.string() }),
      answer: z.strictObject({ items: z.array(Card) }),
    },
    async ({ actor, shell, params }) => {
      const versions = await shell.read(actor, (tx) => listVersions(tx, params.ref))
      if (versions.length === 0) throw problem(404, 'There is no such rate card')
      return { items: versions.map(asCard) }
    },
  )
  doors.api(
    'POST /api/v1/rate-cards',
    {
      grant: 'rates.change',
      summary: 'Propose a version of a rate card; it has effect when another officer has approved it',
      idempotent: true,
      status: 202,
      body: z.strictObject({
        name: z.string().min(1),
        card: z.record(z.string(), z.unknown()),
        reason: z.string().optional().describe('Needed where prices of days that have passed change'),
      }),
      answer: z.strictObject({ proposalRef: z.string(), cardRef: z.string(), from: z.iso.date() }),
    },
    async ({ actor, shell, body, command }) => {
      const added = await proposeCard(
        shell,
        actor,
        { name: body.name, text: JSON.stringify(body.card, null, 1), reason: body.reason },
        command,
      )
      if (added.ok) return added.value
      if (added.error.why === 'another version holds then')
        throw problem(409, 'Another version of this card holds on some of these days', { pointer: '#/card/from' })
      if (added.error.why === 'days that have passed need a reason')
        throw problem(409, 'Prices of days that have passed change: give a reason', { pointer: '#/reason' })
      throw problem(422, 'The card has faults', {
        errors: added.error.faults.map(({ text }) => ({ pointer: '#/card', detail: text })),
      })
    },
  )
  approvalApi(doors)
}

function approvalApi(doors: Doors): void {
  doors.api(
    'POST /api/v1/rate-card-proposals/:ref/approve',
    {
      grant: 'payments.approve',
      summary: 'Approve a version of a rate card that somebody else proposed',
      params: z.strictObject({ ref: z.string() }),
      idempotent: true,
      answer: z.strictObject({ cardRef: z.string(), from: z.iso.date() }),
    },
    async ({ actor, shell, params, command }) => {
      const approved = await approveCard(shell, actor, params.ref, command)
      if (approved.ok) return approved.value
      throw problem(approved.error.why === 'no such proposal' ? 404 : 409, `Not approved: ${approved.error.why}`)
    },
  )
}

const asCard = ({ cardRef, name, from, to, card }: z.infer<typeof Card>) => ({ cardRef, name, from, to, card })
