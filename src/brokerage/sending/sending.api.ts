import { z } from 'zod'
import type { AnsweredInvitation } from '#src/brokerage/offers/offer.store.ts'
import { saidNo } from '#src/brokerage/offers/offer.ts'
import type { Round } from '#src/brokerage/sending/rounds.ts'
import { readSending } from '#src/brokerage/sending/sending.page.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const when = z.string().nullable()
const RoundAnswer = z.strictObject({
  sending: z.int().describe('A package that is sent again begins its rounds anew'),
  round: z.int(),
  who: z.enum(['everyone', 'lead', 'ranked', 'framework', 'outside', 'planned', 'spot']),
  rank: z.int().nullable(),
  hours: z.int(),
  openedAt: when.describe('Null while it has not come to it'),
  closesAt: when,
  closedAt: when,
  providers: z.array(
    z.strictObject({
      organisationRef: z.string(),
      name: z.string(),
      openedAt: when,
      remindedAt: when,
      answeredAt: when,
      answer: z.enum(['offered', 'declined', 'taken back']).nullable(),
      declineCode: z.string().nullable(),
    }),
  ),
})

const said = (at: unknown): string | null => (at === undefined ? null : String(at))

const roundAnswer = (round: Round, answers: ReadonlyMap<string, AnsweredInvitation>): z.infer<typeof RoundAnswer> => ({
  ...{ sending: round.sending, round: round.round, who: round.who, rank: round.rank ?? null, hours: round.hours },
  ...{ openedAt: said(round.openedAt), closesAt: said(round.closesAt), closedAt: said(round.closedAt) },
  providers: round.providers.map(({ organisationRef, name }) => {
    const found = answers.get(organisationRef)
    const one = round.openedAt && found?.sentAt.equals(round.openedAt) ? found : undefined
    return {
      ...{ organisationRef, name, answer: one ? answerOf(one) : null, declineCode: one?.declineCode ?? null },
      ...{ openedAt: said(one?.openedAt), remindedAt: said(one?.remindedAt), answeredAt: said(one?.answeredAt) },
    }
  }),
})

const answerOf = (one: AnsweredInvitation): 'offered' | 'declined' | 'taken back' | null => {
  if (one.offer?.status === 'made') return 'offered'
  if (one.status === 'declined') return 'declined'
  return saidNo(one) ? 'taken back' : null
}

export function sendingApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/packages/:ref/sending',
    {
      grant: 'brokerage.see',
      summary: 'Who is asked for a package in which round, and what each answered',
      params: z.strictObject({ ref: z.string() }),
      answer: z.strictObject({ rounds: z.array(RoundAnswer) }),
    },
    async ({ actor, shell, params }) => {
      const found = await shell.view(actor, `package:${params.ref}`, (tx) => readSending(tx, params.ref))
      if (!found) throw problem(404, 'There is no such package')
      return { rounds: found.rounds.map((round) => roundAnswer(round, found.answers)) }
    },
  )
}
