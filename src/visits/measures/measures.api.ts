import { z } from 'zod'
import { addDays, dayOf } from '#src/base/day.ts'
import { type ApiCall, type Doors, problem } from '#src/platform/http/doors.ts'
import { DEFINITIONS, measure, MEASURES } from '#src/visits/measures/measure.ts'
import { listMeasures } from '#src/visits/measures/measure.store.ts'

const Query = z.strictObject({
  by: z.enum(['provider', 'zone']).default('provider'),
  from: z.iso.date().optional().describe('28 days back unless said'),
  to: z.iso.date().optional().describe('The first day that is not counted; today unless said'),
  zone: z.string().max(40).optional(),
})

const Shares = z.strictObject(
  Object.fromEntries(
    MEASURES.map((of) => [
      of,
      z
        .number()
        .nullable()
        .describe(`${DEFINITIONS[of].words} ${of === 'workers' ? '' : 'In percent.'}`.trim()),
    ]),
  ),
)
const Answer = z.strictObject({
  from: z.iso.date(),
  to: z.iso.date(),
  measures: z.array(
    z.strictObject({
      key: z.string().describe("The provider's or the zone's reference"),
      visitsDue: z.int(),
      shares: Shares,
    }),
  ),
})

async function answerMeasures({
  shell,
  actor,
  query,
}: ApiCall<Record<string, string>, z.infer<typeof Query>>): Promise<z.infer<typeof Answer>> {
  const today = dayOf(shell.now())
  const { by, from = addDays(today, -28), to = today, zone } = query
  if (from >= to)
    throw problem(422, 'The period has no day', { errors: [{ pointer: '#/to', detail: 'Enter a day after "from"' }] })
  const groups = await shell.read(actor, (tx) =>
    listMeasures(tx, by === 'zone' ? 'zone' : 'organisationRef', { from, to, zone }),
  )
  return {
    from,
    to,
    measures: groups.map(({ key, counted, continuity }) => {
      const measured = measure(counted, continuity)
      return {
        key,
        visitsDue: counted.due,
        shares: Object.fromEntries(MEASURES.map((of) => [of, measured[of] ?? null])),
      }
    }),
  }
}

export function measuresApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/measures',
    { grant: 'visits.see', summary: 'How care is delivered, by provider or zone', query: Query, answer: Answer },
    answerMeasures,
  )
}
