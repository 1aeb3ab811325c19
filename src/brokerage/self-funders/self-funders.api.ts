import { z } from 'zod'
import { dayOf } from '#src/base/day.ts'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import { STATUSES } from '#src/brokerage/packages/care-package.ts'
import { startFollowOn } from '#src/brokerage/self-funders/follow-on-commands.ts'
import { findInvoiceOf } from '#src/brokerage/fees/fee-invoice.store.ts'
import { selfFunderError, type SelfFunderRefusal } from '#src/brokerage/self-funders/refusals.ts'
import { ADVICE, adviceByMoment, adviceMissing, MOMENTS } from '#src/brokerage/self-funders/advice.ts'
import { PAYERS, SPEAKERS } from '#src/brokerage/self-funders/self-funder.ts'
import { endConsent, keepConsent, setPayer } from '#src/brokerage/self-funders/consent-commands.ts'
import { acceptFee, arrangeCare, endArrangement, noteAdvice } from '#src/brokerage/self-funders/self-funder-commands.ts'
import {
  findArrangement,
  findSelfFunder,
  listAdvice,
  searchArrangements,
} from '#src/brokerage/self-funders/self-funder.store.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const Ref = z.strictObject({ ref: z.string() })
const Paged = z.strictObject({
  cursor: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
const SaidYes = z.strictObject({
  by: z.string().min(1).max(200).describe('The name of who said so'),
  as: z.enum(SPEAKERS).describe('The person, or somebody with authority to act for them'),
  on: z.iso.date(),
})
const Done = z.strictObject({ packageRef: z.string() })
const Status = Done.extend({ status: z.enum(STATUSES) })
const Arranged = z.strictObject({
  packageRef: z.string(),
  personRef: z.string(),
  organisationRef: z.string(),
  service: z.string(),
  zone: z.string(),
  startDay: z.iso.date(),
  endDay: z.iso.date().nullable().describe('The first day without care'),
  weeklyPence: z.int(),
  weeklyMinutes: z.int(),
  agreedOn: z.iso.date(),
  feeOwedPence: z.int(),
})
const SelfFunderAnswer = z.strictObject({
  packageRef: z.string(),
  consentOn: z.iso.date().nullable(),
  consentWithdrawnOn: z.iso.date().nullable().describe('Set while the consent is withdrawn'),
  feePence: z.int().nullable().describe('The fee that was told and accepted'),
  feeAcceptedOn: z.iso.date().nullable(),
  invoiceRef: z.string().nullable().describe('The invoice of the fee, once care is arranged'),
  advice: z.array(z.strictObject({ kind: z.enum(ADVICE), on: z.iso.date(), officerRef: z.string() })),
  adviceByMoment: z.array(
    z.strictObject({
      moment: z.enum(MOMENTS),
      kind: z.enum(ADVICE),
      due: z.boolean().describe('Whether the moment has come'),
      toldOn: z.iso.date().nullable().describe('Of a review: when it was told for that'),
    }),
  ),
  adviceMissing: z.array(z.enum(ADVICE)).describe('What should have been told by now and was not'),
  arranged: z.boolean(),
})

function thrown(refusal: SelfFunderRefusal) {
  if (refusal === 'no such package') return problem(404, 'There is no such package')
  const { field, message } = selfFunderError(refusal)
  return problem(409, message, { pointer: `#/${field}` })
}

/** People who pay for themselves, for machines: the website at which they ask, the register of fees. */
export function selfFundersApi(doors: Doors): void {
  readSelfFunders(doors)
  agreeBefore(doors)
  arrangeAndEnd(doors)
}

function readSelfFunders(doors: Doors): void {
  doors.api(
    'GET /api/v1/packages/:ref/self-funder',
    {
      grant: 'brokerage.see',
      summary: 'What a person who pays agreed to and was told',
      params: Ref,
      answer: SelfFunderAnswer,
    },
    ({ actor, shell, params }) =>
      shell.view(actor, `package:${params.ref}`, async (tx) => {
        const pkg = await findPackage(tx, params.ref)
        if (pkg?.payer !== 'self') throw problem(404, 'There is no such package')
        const arrangement = await findArrangement(tx, params.ref)
        const known = await findSelfFunder(tx, params.ref)
        const advice = await listAdvice(tx, params.ref)
        const byMoment = adviceByMoment(pkg.status, arrangement?.reviewOn, advice, dayOf(tx.now))
        const invoice = await findInvoiceOf(tx, params.ref)
        return {
          ...{ packageRef: params.ref, consentOn: known?.consent?.on ?? null, feePence: known?.fee?.pence ?? null },
          consentWithdrawnOn: known?.withdrawn?.on ?? null,
          ...{ feeAcceptedOn: known?.fee?.on ?? null, invoiceRef: invoice?.invoiceRef ?? null },
          advice: advice.map(({ kind, givenOn, officerRef }) => ({ kind, on: givenOn, officerRef })),
          adviceByMoment: byMoment,
          adviceMissing: adviceMissing(byMoment),
          arranged: arrangement !== undefined,
        }
      }),
  )
  doors.api(
    'GET /api/v1/arrangements',
    {
      grant: 'brokerage.see',
      summary: 'Care that people arranged and pay for themselves, newest first',
      query: Paged.extend({ state: z.enum(['running', 'ended']).optional(), fee: z.enum(['owed']).optional() }),
      answer: z.strictObject({ items: z.array(Arranged), next: z.string().nullable() }),
    },
    async ({ actor, shell, query }) => {
      const { arrangements, total } = await shell.read(actor, (tx) =>
        searchArrangements(tx, {
          ...{ state: query.state, fee: query.fee, today: dayOf(tx.now), offset: query.cursor, limit: query.limit },
        }),
      )
      await shell.noteList(actor, 'arrangements', { ...query, count: arrangements.length })
      const items = arrangements.map((one) => ({
        ...{ packageRef: one.packageRef, personRef: one.personRef, organisationRef: one.organisationRef },
        ...{ service: one.service, zone: one.zone, startDay: one.startDay, endDay: one.endDay },
        ...{ weeklyPence: one.weeklyPence, weeklyMinutes: one.weeklyMinutes, agreedOn: one.agreedOn },
        feeOwedPence: one.owedPence,
      }))
      const seen = query.cursor + items.length
      return { items, next: seen < total ? String(seen) : null }
    },
  )
}

function agreeBefore(doors: Doors): void {
  const common = { grant: 'brokerage.request', params: Ref, answer: Done, idempotent: true } as const
  doors.api(
    'POST /api/v1/packages/:ref/self-funder/consent',
    {
      ...common,
      summary: 'Note the consent to share needs with providers',
      body: SaidYes.extend({ words: z.string().min(1).max(2_000) }),
    },
    async ({ actor, shell, params, body, command }) => {
      const kept = await keepConsent(shell, actor, { packageRef: params.ref, ...body }, command)
      if (!kept.ok) throw thrown(kept.error)
      return { packageRef: params.ref }
    },
  )
  doors.api(
    'POST /api/v1/packages/:ref/self-funder/consent-withdrawn',
    { ...common, summary: 'The consent is withdrawn: nothing more is shown to providers', body: SaidYes },
    async ({ actor, shell, params, body, command }) => {
      const withdrawn = await endConsent(shell, actor, { packageRef: params.ref, ...body }, command)
      if (!withdrawn.ok) throw thrown(withdrawn.error)
      return { packageRef: params.ref }
    },
  )
  doors.api(
    'POST /api/v1/packages/:ref/payer',
    {
      ...common,
      summary: 'Another pays for a draft',
      body: z.strictObject({ payer: z.enum(PAYERS), reason: z.string().min(1).max(2_000) }),
    },
    async ({ actor, shell, params, body, command }) => {
      const set = await setPayer(shell, actor, { packageRef: params.ref, ...body }, command)
      if (!set.ok) throw thrown(set.error)
      return { packageRef: params.ref }
    },
  )
  doors.api(
    'POST /api/v1/packages/:ref/self-funder/fee',
    {
      ...common,
      summary: 'Note that the arrangement fee was told and is accepted',
      body: SaidYes.extend({ feePence: z.int().min(0).describe('The fee as it was told: another is refused') }),
    },
    async ({ actor, shell, params, body, command }) => {
      const accepted = await acceptFee(shell, actor, { packageRef: params.ref, ...body }, command)
      if (!accepted.ok) throw thrown(accepted.error)
      return { packageRef: params.ref }
    },
  )
  doors.api(
    'POST /api/v1/packages/:ref/self-funder/advice',
    {
      ...common,
      summary: 'Note information and advice that was given',
      body: z.strictObject({ kinds: z.array(z.enum(ADVICE)).min(1), on: z.iso.date() }),
    },
    async ({ actor, shell, params, body, command }) => {
      const noted = await noteAdvice(shell, actor, { packageRef: params.ref, ...body }, command)
      if (!noted.ok) throw thrown(noted.error)
      return { packageRef: params.ref }
    },
  )
}

function arrangeAndEnd(doors: Doors): void {
  const common = { grant: 'brokerage.choose', params: Ref, idempotent: true } as const
  doors.api(
    'POST /api/v1/packages/:ref/self-funder/arrange',
    {
      ...{ ...common, answer: Status },
      summary: 'The person agrees to an offer',
      body: SaidYes.extend({ offerRef: z.string() }),
    },
    async ({ actor, shell, params, body, command }) => {
      const arranged = await arrangeCare(shell, actor, { packageRef: params.ref, ...body }, command)
      if (!arranged.ok) throw thrown(arranged.error)
      return { packageRef: params.ref, status: arranged.value.status }
    },
  )
  doors.api(
    'POST /api/v1/packages/:ref/self-funder/follow-on',
    {
      ...{ ...common, grant: 'brokerage.request', answer: Status },
      summary:
        'Start a package that the council pays, from the arrangement of somebody whose savings fell to the limit',
      body: z.strictObject({ capitalPence: z.int().min(0).describe('Savings by the financial assessment') }),
    },
    async ({ actor, shell, params, body, command }) => {
      const begun = await startFollowOn(shell, actor, { packageRef: params.ref, ...body }, command)
      if (!begun.ok) throw thrown(begun.error)
      return { packageRef: begun.value.packageRef, status: begun.value.status }
    },
  )
  doors.api(
    'POST /api/v1/packages/:ref/self-funder/end',
    {
      ...{ ...common, answer: Status },
      summary: 'End an arrangement',
      body: z.strictObject({ endDay: z.iso.date().describe('The first day without care'), reason: z.string().min(1) }),
    },
    async ({ actor, shell, params, body, command }) => {
      const ended = await endArrangement(shell, actor, { packageRef: params.ref, ...body }, command)
      if (!ended.ok) throw thrown(ended.error)
      return { packageRef: params.ref, status: ended.value.status }
    },
  )
}
