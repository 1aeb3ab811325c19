import { z } from 'zod'
import { type ApiCall, type Doors, problem } from '#src/platform/http/doors.ts'
import type { Award } from '#src/tendering/awards/award.ts'
import { findAward, listAwards } from '#src/tendering/awards/award.store.ts'
import { nextOf, offsetOf, PAGED, pageOf } from '#src/tendering/paging.api.ts'

const AwardAnswer = z.object({
  awardRef: z.string(),
  tenderRef: z.string(),
  status: z.enum(['decided', 'standstill', 'suspended', 'awarded']),
  decidedAt: z.string(),
  decidedBy: z.string(),
  reference: z.string(),
  valuePence: z.number().int(),
  standstill: z.object({
    kind: z.enum(['mandatory', 'voluntary', 'none']),
    noticeDay: z.string().nullable(),
    lastDay: z.string().nullable(),
    signFrom: z.string().nullable(),
  }),
  lots: z.array(
    z.object({
      lot: z.string(),
      organisationRef: z.string(),
      name: z.string(),
      rank: z.number().int(),
      pricePence: z.number().int().describe('What was compared: each line by its share of the volume'),
      lines: z.array(z.object({ key: z.string(), pence: z.number().int() })),
      setAside: z.string().nullable(),
      contractRef: z.string().nullable(),
    }),
  ),
})

const Params = z.object({ ref: z.string() })

export function awardApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/awards',
    {
      grant: 'tendering.see',
      summary: 'Awards that were decided, the newest first',
      query: z.strictObject(PAGED),
      answer: pageOf(AwardAnswer),
    },
    async ({ shell, actor, query }) => {
      const { awards, total } = await shell.read(actor, (tx) => listAwards(tx, offsetOf(query)))
      return { items: awards.map(answerOf), next: nextOf(query, awards.length, total) }
    },
  )
  doors.api(
    'GET /api/v1/tenders/:ref/award',
    { grant: 'tendering.see', summary: 'The award of a tender', params: Params, answer: AwardAnswer },
    readAward,
  )
}

async function readAward({
  shell,
  actor,
  params,
}: ApiCall<z.infer<typeof Params>>): Promise<z.infer<typeof AwardAnswer>> {
  const award = await shell.view(actor, `tender:${params.ref}`, (tx) => findAward(tx, params.ref))
  if (!award) throw problem(404, 'No award is decided for this tender')
  return answerOf(award)
}

function answerOf(award: Award): z.infer<typeof AwardAnswer> {
  const { awardRef, tenderRef, status, reference, valuePence, noticeDay, lastDay, signFrom } = award
  return {
    ...{ awardRef, tenderRef, status, reference, valuePence },
    ...{ decidedAt: award.decidedAt.toString(), decidedBy: award.decidedByName },
    standstill: { kind: award.standstill, noticeDay, lastDay, signFrom },
    lots: award.lots.map((one) => ({
      ...{ lot: one.lot, organisationRef: one.organisationRef, name: one.organisationName, rank: one.rank },
      ...{
        pricePence: one.priceTotalPence,
        lines: [...one.lines],
        setAside: one.setAside,
        contractRef: one.contractRef,
      },
    })),
  }
}
