import { EXTENSION_WORDS } from '#src/brokerage/spot/extend.page.ts'
import { askExtension } from '#src/brokerage/spot/extension-commands.ts'
import { z } from 'zod'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import { askSpot } from '#src/brokerage/spot/spot-commands.ts'
import { readMonths } from '#src/brokerage/spot/spot-share.page.ts'
import { spotError } from '#src/brokerage/spot/spot.page.ts'
import { sharePercent, SPOT_REASONS, type SpotPurchase } from '#src/brokerage/spot/spot.ts'
import { findSpot } from '#src/brokerage/spot/spot.store.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const Ref = z.strictObject({ ref: z.string() })
const SpotAnswer = z.strictObject({
  spotRef: z.string(),
  packageRef: z.string(),
  status: z.enum(['asked', 'approved', 'refused']),
  why: z.string(),
  words: z.string(),
  afterFramework: z.boolean().describe('Whether the framework had been asked before'),
  wasDay: z.string().nullable().describe('Of an extension: until when it was approved before'),
  endDay: z.iso.date().describe('The first day without this care'),
  providers: z.array(z.strictObject({ organisationRef: z.string(), name: z.string(), weeklyPence: z.int() })),
  benchmarkPence: z.int().nullable().describe('The least that the framework’s cards make of a week'),
  ceilingPence: z.int().nullable(),
  askedByName: z.string(),
  decidedByName: z.string().nullable(),
  reason: z.string().nullable(),
})
const Month = z.strictObject({
  month: z.string(),
  placed: z.int(),
  spot: z.int(),
  sharePercent: z.number().nullable(),
  weeklyPence: z.int(),
  spotPence: z.int(),
})

const shown = (spot: SpotPurchase): z.infer<typeof SpotAnswer> => ({
  ...{ spotRef: spot.spotRef, packageRef: spot.packageRef, status: spot.status, why: spot.why, words: spot.words },
  ...{
    afterFramework: spot.afterFramework,
    wasDay: spot.wasDay ?? null,
    endDay: spot.endDay,
    providers: spot.providers.map((one) => ({ ...one })),
  },
  ...{ benchmarkPence: spot.benchmarkPence ?? null, ceilingPence: spot.ceilingPence ?? null },
  ...{ askedByName: spot.askedByName, decidedByName: spot.decidedByName ?? null, reason: spot.reason ?? null },
})

/** Spot purchases are asked for by machines too; an officer decides them on the page. */
export function spotApi(doors: Doors): void {
  doors.api(
    'POST /api/v1/packages/:ref/spot',
    {
      grant: 'brokerage.request',
      summary: 'Ask for a spot purchase: an officer approves it before anybody is asked',
      params: Ref,
      body: z.strictObject({
        why: z.string().describe(`One of ${Object.keys(SPOT_REASONS).join(', ')}`),
        words: z.string().default('').describe('Needed where the framework was not asked'),
        endDay: z.iso.date(),
        organisationRefs: z.array(z.string()).min(1),
      }),
      answer: SpotAnswer,
      status: 201,
      idempotent: true,
    },
    async ({ actor, shell, params, body, command }) => {
      const asked = await askSpot(shell, actor, { packageRef: params.ref, ...body }, command)
      if (asked.ok) return shown(asked.value)
      if (asked.error === 'no such package') throw problem(404, 'There is no such package')
      const { field, message } = spotError(asked.error)
      throw problem(409, message, { pointer: `#/${field === 'providers' ? 'organisationRefs' : field}` })
    },
  )
  extensionCall(doors)
  doors.api(
    'GET /api/v1/packages/:ref/spot',
    {
      grant: 'brokerage.see',
      summary: 'The last spot purchase asked for of a package',
      params: Ref,
      answer: z.strictObject({ spot: SpotAnswer.nullable() }),
    },
    async ({ actor, shell, params }) =>
      shell.view(actor, `package:${params.ref}`, async (tx) => {
        if (!(await findPackage(tx, params.ref))) throw problem(404, 'There is no such package')
        const spot = await findSpot(tx, params.ref)
        return { spot: spot ? shown(spot) : null }
      }),
  )
  doors.api(
    'GET /api/v1/spot-share',
    {
      grant: 'brokerage.see',
      summary: 'What was placed in each of the last twelve months, and what of it on the spot',
      answer: z.strictObject({ items: z.array(Month) }),
    },
    async ({ actor, shell }) => ({
      items: (await shell.read(actor, readMonths)).map((one) => ({ ...one, sharePercent: sharePercent(one) ?? null })),
    }),
  )
}

function extensionCall(doors: Doors): void {
  doors.api(
    'POST /api/v1/packages/:ref/spot/extension',
    {
      grant: 'brokerage.request',
      summary: 'Ask for care on the spot to go on with its provider: an officer approves it',
      params: Ref,
      body: z.strictObject({
        why: z.string().describe(`One of ${Object.keys(SPOT_REASONS).join(', ')}`),
        words: z.string().describe('Why it goes on, and what was done to place it otherwise'),
        endDay: z.iso.date(),
      }),
      ...{ answer: SpotAnswer, status: 201, idempotent: true },
    },
    async ({ actor, shell, params, body, command }) => {
      const asked = await askExtension(shell, actor, { packageRef: params.ref, ...body }, command)
      if (asked.ok) return shown(asked.value)
      if (asked.error === 'no such package') throw problem(404, 'There is no such package')
      const { field, message } = EXTENSION_WORDS[asked.error]
      throw problem(409, message, field === '' ? {} : { pointer: `#/${field}` })
    },
  )
}
