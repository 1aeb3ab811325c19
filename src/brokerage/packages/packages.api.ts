import { z } from 'zod'
import { dayOf } from '#src/base/day.ts'
import { listAnswers } from '#src/brokerage/offers/offer.store.ts'
import { answerInvitations, declineInvitations, readOffers } from '#src/brokerage/offers/offers.api.ts'
import { findPackage, listSignatures, searchPackages } from '#src/brokerage/packages/care-package.store.ts'
import { STATUSES, statusNow } from '#src/brokerage/packages/care-package.ts'
import {
  ByOutcomes,
  Listed,
  nextOf,
  Package,
  Paged,
  PageOf,
  patternOf,
  PatternVisit,
  rankedAnswer,
  Ref,
  SaidFeature,
  short,
  Short,
  withOf,
} from '#src/brokerage/packages/package-answers.api.ts'
import { requestPackage, type RequestRefusal } from '#src/brokerage/requests/request-commands.ts'
import { sendPackage } from '#src/brokerage/packages/package-commands.ts'
import { weeklyMinutes } from '#src/brokerage/packages/pattern.ts'
import { faultInWords, FEATURE_FAULTS } from '#src/brokerage/requests/draft-errors.page.ts'
import { gatesOf, REQUEST_KINDS } from '#src/brokerage/requests/request.ts'
import { sendRefusal } from '#src/brokerage/requests/send-package.page.ts'
import { PAYERS } from '#src/brokerage/self-funders/self-funder.ts'
import { refusalError } from '#src/brokerage/sign-off/choose-offer.page.ts'
import { chooseOffer, ranking, signStep } from '#src/brokerage/sign-off/sign-off-commands.ts'
import { decisionRefusal } from '#src/brokerage/sign-off/sign-off.page.ts'
import { hoursWaited } from '#src/brokerage/sign-off/sign-off.ts'
import { OUTCOME_KEYS } from '#src/people/index.ts'
import { type ApiCall, type Doors, problem } from '#src/platform/http/doors.ts'

const Requested = z.strictObject({
  personRef: z.string(),
  service: z.string().min(1),
  kind: z.enum(REQUEST_KINDS).default('new'),
  urgent: z.boolean().optional().describe('As the council’s policy has it for the kind, unless said otherwise'),
  pattern: z.array(PatternVisit).default([]),
  byOutcomes: ByOutcomes.optional().describe('In place of a pattern: the provider agrees the times with the person'),
  skills: z.array(z.string().min(1)).max(10).default([]),
  musts: z.array(SaidFeature).max(10).default([]).describe('Only a provider that has all of this can offer'),
  wishes: z.array(SaidFeature).max(10).default([]),
  outcomes: z.array(z.enum(OUTCOME_KEYS)).default([]),
  startBy: z.iso.date().optional(),
  endDay: z.iso.date().optional().describe('Of respite or a carer’s break: the first day without this care'),
  payer: z
    .enum(PAYERS)
    .default('council')
    .describe('self where the person pays: they choose, and no contract bears it'),
})

/** Everything of brokerage for machines: the council's, and each provider's own. */
export function packagesApi(doors: Doors): void {
  readPackages(doors)
  changePackages(doors)
  decidePackages(doors)
  readOffers(doors)
  answerInvitations(doors)
  declineInvitations(doors)
}

function readPackages(doors: Doors): void {
  doors.api(
    'GET /api/v1/packages',
    {
      grant: 'brokerage.see',
      summary: 'Packages of care, newest first',
      query: Paged.extend({ status: z.enum(STATUSES).optional(), zone: z.string().optional() }),
      answer: PageOf(Listed),
    },
    async ({ actor, shell, query }) => {
      const { packages, total } = await shell.read(actor, (tx) =>
        searchPackages(tx, {
          ...(query.status ? { statuses: [query.status] } : {}),
          ...(query.zone ? { zone: query.zone } : {}),
          byName: false,
          sort: { key: 'ref', descending: true },
          today: dayOf(tx.now),
          offset: query.cursor,
          limit: query.limit,
        }),
      )
      await shell.noteList(actor, 'packages', { ...query, count: packages.length })
      const items = packages.map(
        ({ packageRef, personRef, service, zone, urgent, weeklyMinutes, offers, startBy, status, ...more }) => ({
          ...{ packageRef, personRef, service, zone, urgent, weeklyMinutes, offers, status },
          ...{ startBy: startBy ?? null, with: withOf(more) },
        }),
      )
      return { items, next: nextOf(query.cursor, items.length, total) }
    },
  )
  doors.api(
    'GET /api/v1/packages/:ref',
    { grant: 'brokerage.see', summary: 'One package with its ranking and signatures', params: Ref, answer: Package },
    wholePackage,
  )
}

async function wholePackage({ actor, shell, params }: ApiCall<{ ref: string }>): Promise<z.infer<typeof Package>> {
  return shell.view(actor, `package:${params.ref}`, async (tx) => {
    const pkg = await findPackage(tx, params.ref)
    if (!pkg) throw problem(404, 'There is no such package')
    const answers = await listAnswers(tx, params.ref)
    const ranked = ranking(
      pkg,
      answers,
      answers.flatMap(({ offer }) => offer ?? []),
      dayOf(tx.now),
    )
    const signatures = pkg.choice ? await listSignatures(tx, pkg) : []
    return {
      packageRef: pkg.packageRef,
      personRef: pkg.personRef,
      service: pkg.service,
      zone: pkg.zone,
      urgent: pkg.urgent,
      weeklyMinutes: weeklyMinutes(pkg.pattern),
      offers: ranked.length,
      startBy: pkg.startBy ?? null,
      status: statusNow(pkg, ranked.length, tx.now),
      with: withOf(pkg),
      kind: pkg.kind,
      endDay: pkg.endDay ?? null,
      gates: gatesOf(pkg),
      wishes: [...pkg.wishes],
      byOutcomes: pkg.byOutcomes ?? null,
      costRange: pkg.costRange ?? null,
      copiedFrom: pkg.copiedFrom ?? null,
      payer: pkg.payer ?? 'council',
      pattern: patternOf(pkg.pattern),
      skills: [...pkg.skills],
      outcomes: [...pkg.outcomes],
      requestedBy: pkg.requestedBy,
      requestedAt: String(pkg.requestedAt),
      closesAt: pkg.closesAt ? String(pkg.closesAt) : null,
      chosenOfferRef: pkg.choice?.offerRef ?? null,
      ranking: ranked.map(rankedAnswer),
      signatures: signatures.map((one) => ({
        step: one.step,
        label: one.label,
        role: one.role,
        status: one.status,
        hoursWaited: hoursWaited(one, tx.now),
        decidedBy: one.decidedBy ?? null,
        onBehalfOf: one.onBehalfOf ?? null,
      })),
    }
  })
}

function changePackages(doors: Doors): void {
  doors.api(
    'POST /api/v1/packages',
    {
      grant: 'brokerage.request',
      summary: 'Ask for a package: a draft, to be sent when it is complete',
      body: Requested,
      answer: Short,
      status: 201,
      idempotent: true,
    },
    async ({ actor, shell, body, command }) => {
      // By outcomes the week is Almoner's to make: an empty pattern says nothing.
      const { pattern, byOutcomes, payer, ...said } = body
      const rest = { ...said, ...(payer === 'self' ? { payer } : {}) }
      const asked = await requestPackage(
        shell,
        actor,
        { ...rest, ...(byOutcomes && pattern.length === 0 ? { byOutcomes } : { pattern }) },
        command,
      )
      if (!asked.ok) throw requestProblem(asked.error)
      return short(asked.value)
    },
  )
  doors.api(
    'POST /api/v1/packages/:ref/send',
    {
      grant: 'brokerage.request',
      summary: 'Send a package to the providers of its service and zone',
      params: Ref,
      body: z.strictObject({}),
      answer: Short,
      idempotent: true,
    },
    async ({ actor, shell, params, command }) => {
      const sent = await sendPackage(shell, actor, params.ref, command)
      if (sent.ok) return short(sent.value)
      throw problem(sent.error === 'no such package' ? 404 : 409, sendRefusal(sent.error))
    },
  )
}

function requestProblem(refusal: RequestRefusal) {
  switch (refusal.why) {
    case 'no such person':
      return problem(422, 'There is no such person', { pointer: '#/personRef' })
    case 'case closed':
      return problem(409, 'The case of this person is closed: open it again first', { pointer: '#/personRef' })
    case 'already open':
      return problem(409, `This person has an open package of this service: ${refusal.packageRef}`, {
        pointer: '#/personRef',
      })
    case 'outcome not known':
      return problem(422, 'An outcome is not one of the Care Act’s', { pointer: '#/outcomes' })
    case 'not so many minutes':
      return problem(422, `Give at least ${refusal.least} minutes a week, and 6,000 at most`, {
        pointer: '#/byOutcomes/weeklyMinutes',
      })
    case 'feature':
      return problem(422, FEATURE_FAULTS[refusal.fault], { pointer: `#/${refusal.list}/${refusal.at}` })
    case 'pattern':
      return problem(422, 'The visits are wrong', {
        errors: refusal.faults.map((fault) => ({
          pointer: `#/pattern/${fault.at}/${fault.field}`,
          detail: faultInWords(fault, 30),
        })),
      })
  }
}

function decidePackages(doors: Doors): void {
  doors.api(
    'POST /api/v1/packages/:ref/choose',
    {
      grant: 'brokerage.choose',
      summary: 'Choose an offer',
      params: Ref,
      body: z.strictObject({
        offerRef: z.string(),
        code: z.string().optional().describe('Why not the first of the ranking: a code of the council’s policy'),
        words: z.string().optional(),
        ceilingReason: z.string().optional(),
        floorReason: z.string().optional().describe('How workers are paid by law at a price below the cost floor'),
        answer: z.string().optional().describe('To what was asked by the signer who sent the choice before back'),
      }),
      answer: Short,
      idempotent: true,
    },
    async ({ actor, shell, params, body, command }) => {
      const chosen = await chooseOffer(shell, actor, { packageRef: params.ref, ...body }, command)
      if (chosen.ok) return short(chosen.value)
      if (chosen.error === 'no such package') throw problem(404, 'There is no such package')
      const { field, message } = refusalError(chosen.error)
      throw problem(409, message, { pointer: `#/${field === 'offer' ? 'offerRef' : field}` })
    },
  )
  doors.api(
    'POST /api/v1/packages/:ref/signatures/:step/sign',
    {
      grant: 'brokerage.sign',
      summary: 'Sign a step of the sign-off; only an officer can',
      params: z.strictObject({ ref: z.string(), step: z.coerce.number().int() }),
      body: z.strictObject({}),
      answer: Short.extend({ left: z.int(), blocked: z.string().nullable() }),
      idempotent: true,
    },
    async ({ actor, shell, params, command }) => {
      const signed = await signStep(shell, actor, { packageRef: params.ref, step: params.step }, command)
      if (signed.ok)
        return { ...short(signed.value.pkg), left: signed.value.left, blocked: signed.value.blocked ?? null }
      if (signed.error === 'no such package') throw problem(404, 'There is no such package')
      throw problem(signed.error === 'not an officer' ? 403 : 409, decisionRefusal(signed.error))
    },
  )
}
