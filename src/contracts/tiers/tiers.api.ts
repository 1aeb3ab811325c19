import { z } from 'zod'
import { findContract } from '#src/contracts/contract.store.ts'
import { listHourTiersOf } from '#src/contracts/tiers/hour-tiers.store.ts'
import { setHourTiers, setTiers } from '#src/contracts/tiers/tiers-commands.ts'
import { TIERS_WORDS } from '#src/contracts/tiers/tiers.page.ts'
import { listTiers } from '#src/contracts/tiers/tiers.store.ts'
import { type TiersRefusal, USUAL_RETIER } from '#src/contracts/tiers/tiers.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const Ref = z.strictObject({ ref: z.string() })
const upToHours = z.number().positive().max(99_999).nullable().describe('Hours a week; null for all above, at the end')
const pence = z.int().min(0).max(100_000_000)
const Weekly = z.strictObject({
  fromDay: z.iso.date(),
  tiers: z
    .array(z.strictObject({ upToHours, weeklyPence: pence }))
    .max(50)
    .readonly(),
  retierPercent: z.int().min(1).max(100).default(USUAL_RETIER.retierPercent),
  retierWeeks: z.int().min(1).max(52).default(USUAL_RETIER.retierWeeks),
  note: z.string().min(1).max(500),
})
const Hourly = z.strictObject({
  fromDay: z.iso.date(),
  tiers: z
    .array(z.strictObject({ upToHours, pencePerHour: pence }))
    .max(50)
    .readonly(),
  note: z.string().min(1).max(500),
})
const kept = { number: z.int(), byName: z.string() }
const Answer = z.strictObject({
  weekly: z.array(Weekly.extend(kept)).describe('Of a week of somebody’s care, the last entered first'),
  hourly: z.array(Hourly.extend(kept)).describe('Of an hour of the block; no tiers: as the rate card has it'),
})

function refused(error: TiersRefusal | 'no such contract'): never {
  if (error === 'no such contract') throw problem(404, 'There is no such contract')
  const { field, message } = TIERS_WORDS[error]
  throw problem(422, message, { pointer: `#/${field}` })
}

export function tiersApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/contracts/:ref/tiers',
    { grant: 'contracts.see', summary: 'Prices of a contract by tier, from each day on', params: Ref, answer: Answer },
    ({ actor, shell, params }) =>
      shell.read(actor, async (tx) => {
        if (!(await findContract(tx, params.ref))) throw problem(404, 'There is no such contract')
        const weekly = await listTiers(tx, params.ref)
        const hourly = (await listHourTiersOf(tx, [params.ref])).get(params.ref) ?? []
        return {
          weekly: weekly.map(({ at: _, ...one }) => one),
          hourly: hourly.map(({ number, fromDay, tiers, note, byName }) => ({ number, fromDay, tiers, note, byName })),
        }
      }),
  )
  const answer = z.strictObject({ number: z.int() })
  doors.api(
    'POST /api/v1/contracts/:ref/tiers',
    {
      grant: 'contracts.change',
      summary: 'Set weekly prices by how much care somebody has',
      ...{ params: Ref, body: Weekly, answer, status: 201, idempotent: true },
    },
    async ({ actor, shell, params, body, command }) => {
      const done = await setTiers(shell, actor, { contractRef: params.ref, ...body }, command)
      return done.ok ? { number: done.value } : refused(done.error)
    },
  )
  doors.api(
    'POST /api/v1/contracts/:ref/hour-tiers',
    {
      grant: 'contracts.change',
      summary: 'Set prices of an hour of the block by how many hours a week it comes to; what was paid is put right',
      ...{ params: Ref, body: Hourly, answer, status: 201, idempotent: true },
    },
    async ({ actor, shell, params, body, command }) => {
      const done = await setHourTiers(shell, actor, { contractRef: params.ref, ...body }, command)
      return done.ok ? { number: done.value } : refused(done.error)
    },
  )
}
