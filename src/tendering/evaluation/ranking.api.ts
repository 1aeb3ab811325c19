import { z } from 'zod'
import { forAllMembers, may } from '#src/platform/actor.ts'
import { type ApiCall, type Doors, problem } from '#src/platform/http/doors.ts'
import { readEvaluated, readEvidence } from '#src/tendering/evaluation/evaluation.store.ts'
import { shown } from '#src/tendering/evaluation/fraction.ts'
import { mayLook } from '#src/tendering/evaluation/frame.page.ts'
import { seesLot } from '#src/tendering/joint/buyer.ts'
import { outcomeOf } from '#src/tendering/evaluation/outcome.ts'

const Marks = z.string().describe('Rounded half up to two places; the rank goes by the exact figure')

const Ranking = z.object({
  tenderRef: z.string(),
  confirmed: z.boolean().describe('Whether the ranking is what an award rests on'),
  lots: z.array(
    z.object({
      lot: z.string(),
      ranked: z.array(
        z.object({
          rank: z.number().int(),
          organisationRef: z.string(),
          name: z.string(),
          quality: Marks,
          price: Marks,
          total: Marks,
          working: z.array(z.string()).describe('Every sum as a sentence'),
          tie: z.string().nullable(),
          wins: z.boolean(),
        }),
      ),
      notRanked: z.array(z.object({ organisationRef: z.string(), name: z.string(), why: z.array(z.string()) })),
      passedOver: z.array(z.object({ name: z.string(), rank: z.number().int(), why: z.string() })),
    }),
  ),
})

const Params = z.object({ ref: z.string() })

export const rankingApi = (doors: Doors): void =>
  doors.api(
    'GET /api/v1/tenders/:ref/ranking',
    { grant: 'tendering.see', summary: 'The ranking of a tender, with its working', params: Params, answer: Ranking },
    readRanking,
  )

async function readRanking({
  shell,
  actor,
  params,
}: ApiCall<z.infer<typeof Params>>): Promise<z.infer<typeof Ranking>> {
  const found = await shell.view(forAllMembers(actor), `tender:${params.ref}`, async (tx) => {
    const evaluated = await readEvaluated(tx, params.ref)
    return evaluated && { evaluated, evidence: await readEvidence(tx, evaluated) }
  })
  if (!found) throw problem(404, 'There is no such tender')
  const { progress } = found.evaluated
  // Before it is confirmed those see it who manage the tender; afterwards everybody who may see tenders.
  if (progress.pricesOpenedAt === null) throw problem(409, 'The prices are not opened yet')
  if (progress.rankedAt === null && !mayLook(actor, found.evaluated) && !may(actor, 'tendering.manage'))
    throw problem(409, 'The ranking is not confirmed yet')
  const { lots, allocation } = outcomeOf(found.evidence)
  const seen = lots.filter(({ lot }) => seesLot(found.evaluated.spec, lot.lot, actor.member))
  return {
    tenderRef: params.ref,
    confirmed: progress.rankedAt !== null,
    lots: seen.map(({ lot, ranking }) => {
      const given = allocation.lots.find((one) => one.lot === lot.lot)
      return {
        lot: lot.lot,
        ranked: ranking.ranked.map(({ rank, candidate, quality, price, priced, total, tie }) => ({
          ...{ rank, organisationRef: candidate.organisationRef, name: candidate.organisationName },
          ...{ quality: shown(quality.total), price: shown(price.marks), total: shown(total), tie: tie ?? null },
          working: [...quality.lines.map(({ key, working }) => `${key}: ${working}`), priced.working, price.working],
          wins: given?.winners.some(({ bidder }) => bidder === candidate.bidRef) ?? false,
        })),
        notRanked: ranking.out.map(({ candidate, why }) => ({
          ...{ organisationRef: candidate.organisationRef, name: candidate.organisationName, why: [...why] },
        })),
        passedOver: (given?.passedOver ?? []).map(({ name, rank, why }) => ({ name, rank, why })),
      }
    }),
  }
}
