import { z } from 'zod'
import { PAYERS } from '#src/brokerage/self-funders/self-funder.ts'
import { dayOf } from '#src/base/day.ts'
import { type CarePackage, STATUSES, statusNow } from '#src/brokerage/care-package.ts'
import { findPackage, listSignatures, searchPackages } from '#src/brokerage/care-package.store.ts'
import { refusalError } from '#src/brokerage/choose-offer.page.ts'
import { type RequestRefusal, requestPackage, sendPackage } from '#src/brokerage/commands.ts'
import { ALTERNATIVES, belowFloorPence, DECLINE_CODES, type Invitation, type Offer } from '#src/brokerage/offer.ts'
import { decline, giveOffer, takeOfferBack } from '#src/brokerage/offer-commands.ts'
import {
  findInvitation,
  findOffer,
  findOfferByRef,
  listAnswers,
  listInvitationsOf,
} from '#src/brokerage/offer.store.ts'
import { declineError, offerError, takeBackRefusal } from '#src/brokerage/offers.portal.ts'
import { weeklyMinutes } from '#src/brokerage/pattern.ts'
import { listPlacements } from '#src/brokerage/placement.store.ts'
import type { Ranked } from '#src/brokerage/ranking.ts'
import { FEATURE_KINDS, gatesOf, GENDER_REASONS, REQUEST_KINDS } from '#src/brokerage/requests/request.ts'
import { FEATURE_FAULTS, faultInWords, sendRefusal } from '#src/brokerage/request-package.page.ts'
import { hoursWaited } from '#src/brokerage/sign-off.ts'
import { chooseOffer, ranking, signStep } from '#src/brokerage/sign-off-commands.ts'
import { decisionRefusal } from '#src/brokerage/sign-off.page.ts'
import { OUTCOME_KEYS } from '#src/people/index.ts'
import { type ApiCall, type Doors, problem } from '#src/platform/http/doors.ts'

const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const Slots = z.array(z.strictObject({ slot: z.int().min(1), day: z.int().min(1).max(7) }))
export const PatternVisit = z.strictObject({
  slot: z.int().min(1),
  days: z.array(z.int().min(1).max(7)).describe('1 is Monday, 7 is Sunday'),
  windowFrom: Time,
  windowTo: Time,
  start: Time,
  minutes: z.int().min(1).max(1440),
  workers: z.union([z.literal(1), z.literal(2)]),
  timeCritical: z.boolean(),
  tasks: z.string(),
  shortReason: z.string().optional(),
  skill: z.string().optional().describe('What the worker must be able to do, as the rate card names it'),
  miles: z.number().optional().describe('How far workers come, where the rate card pays for that'),
})
const ByOutcomes = z.strictObject({ weeklyMinutes: z.int().min(1), weeklyPence: z.int().min(1).optional() })
const SaidFeature = z.strictObject({
  kind: z.enum(FEATURE_KINDS),
  words: z.string(),
  why: z
    .string()
    .optional()
    .describe(`Why the gender of the worker matters: ${Object.keys(GENDER_REASONS).join(', ')}`),
})
const FeatureAnswer = z.strictObject({
  key: z.string(),
  kind: z.enum([...FEATURE_KINDS, 'double_handed']),
  words: z.string(),
  why: z.string().optional(),
})
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
  payer: z
    .enum(PAYERS)
    .default('council')
    .describe('self where the person pays: they choose, and no contract bears it'),
})
const Listed = z.strictObject({
  packageRef: z.string(),
  personRef: z.string(),
  service: z.string(),
  zone: z.string(),
  urgent: z.boolean(),
  weeklyMinutes: z.int(),
  offers: z.int(),
  startBy: z.iso.date().nullable(),
  status: z.enum(STATUSES),
  with: z
    .strictObject({ officerRef: z.string(), name: z.string() })
    .nullable()
    .describe('The officer who has it; nobody has taken it where it is null'),
})
const KINDS = ALTERNATIVES.map(({ code }) => code)
const OfferedVisit = z.strictObject({
  slot: z.int().min(1),
  start: Time,
  minutes: z.int().min(1).max(1440),
  workers: z.union([z.literal(1), z.literal(2)]),
})
const OfferAnswer = z.strictObject({
  offerRef: z.string(),
  packageRef: z.string(),
  organisationRef: z.string(),
  status: z.enum(['made', 'withdrawn', 'expired']),
  startDay: z.iso.date(),
  covers: Slots,
  note: z.string(),
  weeklyPence: z.int(),
  weeklyMinutes: z.int(),
  hourlyPence: z.int(),
  overCeilingPence: z.int(),
  complete: z.boolean(),
  madeAt: z.string(),
  visits: z.array(OfferedVisit).describe('Of the visits asked for, those that are offered otherwise'),
  alternative: z
    .strictObject({ kinds: z.array(z.enum(KINDS)), words: z.string(), savingPence: z.int() })
    .nullable()
    .describe('Another package that meets the same outcomes, and what a week of it saves'),
  standsUntil: z.iso.date().nullable(),
  meets: z.array(z.string()).nullable().describe('Keys of the gates and wishes that the provider says it meets'),
  floor: z
    .strictObject({
      hourlyPence: z.int(),
      lastingPence: z.int(),
      travelMinutesAnHour: z.number(),
      wagePence: z.int(),
      payPence: z.int(),
      lines: z.array(z.strictObject({ name: z.string(), pence: z.int() })),
    })
    .nullable()
    .describe('What an hour of these visits costs by law, with its sum, as it stood when the offer was made'),
  belowFloorPence: z.int(),
})
const RankedAnswer = OfferAnswer.extend({
  rank: z.int(),
  points: z.number(),
  components: z.array(z.strictObject({ name: z.string(), points: z.number(), most: z.number(), sentence: z.string() })),
})
const SignatureAnswer = z.strictObject({
  step: z.int(),
  label: z.string(),
  role: z.string(),
  status: z.enum(['waiting', 'signed', 'sent_back', 'refused']),
  hoursWaited: z.int(),
  decidedBy: z.string().nullable(),
  onBehalfOf: z.string().nullable(),
})
const Package = Listed.extend({
  kind: z.enum(REQUEST_KINDS),
  gates: z.array(FeatureAnswer).describe('What a provider must have'),
  wishes: z.array(FeatureAnswer),
  byOutcomes: ByOutcomes.nullable(),
  costRange: z
    .strictObject({
      leastPence: z.int(),
      mostPence: z.int(),
      providers: z.int(),
      frameworkPence: z.int().optional().describe('The least by the cards of a framework'),
    })
    .nullable()
    .describe('What those who could be asked cost a week by their rate cards'),
  copiedFrom: z.string().nullable(),
  payer: z.enum(PAYERS),
  pattern: z.array(PatternVisit),
  skills: z.array(z.string()),
  outcomes: z.array(z.string()),
  requestedBy: z.string(),
  requestedAt: z.string(),
  closesAt: z.string().nullable(),
  chosenOfferRef: z.string().nullable(),
  ranking: z.array(RankedAnswer),
  signatures: z.array(SignatureAnswer),
})
const Short = z.strictObject({ packageRef: z.string(), status: z.enum(STATUSES) })
const InvitationAnswer = z.strictObject({
  kind: z.enum(REQUEST_KINDS).nullable(),
  gates: z.array(FeatureAnswer).describe('What a provider must have to offer'),
  wishes: z.array(FeatureAnswer),
  payer: z.enum(PAYERS).describe('Who pays for the care'),
  byOutcomes: ByOutcomes.nullable().describe('Set where times are left to provider and person'),
  packageRef: z.string(),
  contractRef: z.string(),
  service: z.string(),
  zone: z.string(),
  outwardCode: z.string(),
  urgent: z.boolean(),
  pattern: z.array(PatternVisit),
  skills: z.array(z.string()),
  outcomes: z.array(z.string()),
  startBy: z.iso.date(),
  closesAt: z.string(),
  status: z.enum(['invited', 'offered', 'declined', 'chosen', 'not_chosen', 'cancelled']),
  weights: z.strictObject({
    ...{ price: z.number(), quality: z.number(), completeness: z.number(), start: z.number() },
    ...{ travel: z.number().optional(), known: z.number().optional(), wishes: z.number().optional() },
  }),
  offer: OfferAnswer.nullable(),
})
const PlacementAnswer = z.strictObject({
  packageRef: z.string(),
  personRef: z.string(),
  organisationRef: z.string(),
  contractRef: z.string(),
  service: z.string(),
  zone: z.string(),
  startDay: z.iso.date(),
  endDay: z.iso.date().nullable().describe('The first day without care'),
  pattern: z.array(PatternVisit),
  weeklyPence: z.int(),
  weeklyMinutes: z.int(),
})

const Ref = z.strictObject({ ref: z.string() })
const Paged = z.strictObject({
  cursor: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
const PageOf = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item), next: z.string().nullable() })

const nextOf = (cursor: number, count: number, total: number): string | null =>
  cursor + count < total ? String(cursor + count) : null

const shown = (offer: Offer): z.infer<typeof OfferAnswer> => ({
  offerRef: offer.offerRef,
  packageRef: offer.packageRef,
  organisationRef: offer.organisationRef,
  status: offer.status,
  startDay: offer.startDay,
  covers: [...offer.covers],
  note: offer.note,
  weeklyPence: offer.weeklyPence,
  weeklyMinutes: offer.weeklyMinutes,
  hourlyPence: offer.hourlyPence,
  overCeilingPence: offer.overCeilingPence,
  complete: offer.complete,
  madeAt: String(offer.madeAt),
  visits: (offer.visits ?? []).map((visit) => ({ ...visit })),
  alternative: offer.alternative ? { ...offer.alternative, kinds: [...offer.alternative.kinds] } : null,
  standsUntil: offer.standsUntil ?? null,
  meets: offer.meets ? [...offer.meets] : null,
  floor: offer.floor ? { ...offer.floor, lines: offer.floor.lines.map((line) => ({ ...line })) } : null,
  belowFloorPence: belowFloorPence(offer),
})

const patternOf = (pattern: CarePackage['pattern']) => pattern.map((visit) => ({ ...visit, days: [...visit.days] }))

const invitationOf = (invitation: Invitation, offer: Offer | undefined): z.infer<typeof InvitationAnswer> => ({
  kind: invitation.needs?.kind ?? null,
  gates: [...(invitation.needs?.gates ?? [])],
  wishes: [...(invitation.needs?.wishes ?? [])],
  payer: invitation.needs?.payer ?? 'council',
  byOutcomes: invitation.needs?.byOutcomes ?? null,
  packageRef: invitation.packageRef,
  contractRef: invitation.contractRef,
  service: invitation.service,
  zone: invitation.zone,
  outwardCode: invitation.outwardCode,
  urgent: invitation.urgent,
  pattern: patternOf(invitation.pattern),
  skills: [...invitation.skills],
  outcomes: [...invitation.outcomes],
  startBy: invitation.startBy,
  closesAt: String(invitation.closesAt),
  status: invitation.status,
  weights: { ...invitation.weights },
  offer: offer ? shown(offer) : null,
})

const withOf = ({ withRef, withName }: Pick<CarePackage, 'withRef' | 'withName'>) =>
  withRef === undefined ? null : { officerRef: withRef, name: withName ?? withRef }

const short = ({ packageRef, status }: CarePackage) => ({ packageRef, status })

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

const rankedAnswer = ({ offer, rank, tenths, components }: Ranked): z.infer<typeof RankedAnswer> => ({
  ...shown(offer),
  rank,
  points: tenths / 10,
  components: components.map(({ name, tenths: points, most, sentence }) => ({
    name,
    points: points / 10,
    most,
    sentence,
  })),
})

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

function readOffers(doors: Doors): void {
  doors.api(
    'GET /api/v1/invitations',
    {
      grant: 'brokerage.offer',
      summary: 'What this provider is asked, and what it offered',
      query: Paged.extend({ open: z.enum(['yes', 'no']).default('yes') }),
      answer: PageOf(InvitationAnswer),
    },
    async ({ actor, shell, query }) => {
      const wanted = { open: query.open === 'yes', offset: query.cursor, limit: query.limit }
      const { invitations, total } = await shell.read(actor, (tx) =>
        listInvitationsOf(tx, actor.organisation ?? '', wanted),
      )
      const items = invitations.map((invitation) => invitationOf(invitation, invitation.offer))
      return { items, next: nextOf(query.cursor, items.length, total) }
    },
  )
  doors.api(
    'GET /api/v1/offers/:ref',
    { grant: 'brokerage.offer', summary: 'One offer of this provider', params: Ref, answer: OfferAnswer },
    async ({ actor, shell, params }) => {
      const offer = await shell.read(actor, (tx) => findOfferByRef(tx, params.ref))
      if (!offer || offer.organisationRef !== actor.organisation) throw problem(404, 'There is no such offer')
      return shown(offer)
    },
  )
  doors.api(
    'GET /api/v1/placements',
    {
      grant: 'brokerage.offer',
      summary: 'Care that this provider has in place',
      query: z.strictObject({ on: z.iso.date().optional() }),
      answer: z.strictObject({ items: z.array(PlacementAnswer) }),
    },
    async ({ actor, shell, query }) => {
      const search = { organisationRef: actor.organisation ?? '', ...(query.on ? { on: query.on } : {}), limit: 2_000 }
      const placements = await shell.read(actor, (tx) => listPlacements(tx, search))
      await shell.noteList(actor, 'placements', { ...query, count: placements.length })
      return {
        items: placements.map(
          ({ personName: _n, organisationName: _o, cardRef: _c, placedAt: _p, endReason: _e, ...one }) => ({
            ...one,
            pattern: patternOf(one.pattern),
          }),
        ),
      }
    },
  )
}

function answerInvitations(doors: Doors): void {
  doors.api(
    'POST /api/v1/offers',
    {
      grant: 'brokerage.offer',
      summary: 'Make an offer, or make it anew while the window is open',
      body: z.strictObject({
        packageRef: z.string(),
        startDay: z.iso.date(),
        covers: Slots.describe('The visits of the week that are offered'),
        note: z.string().max(1_000).default(''),
        visits: z.array(OfferedVisit).optional().describe('Visits offered at another time, shorter or with one worker'),
        alternative: z
          .strictObject({ kinds: z.array(z.enum(KINDS)).min(1), words: z.string().max(1_000) })
          .optional()
          .describe('Needed where visits are shorter or have fewer workers than asked for'),
        standsUntil: z.iso.date().optional().describe('The last day on which it may be chosen'),
        meets: z
          .array(z.string())
          .optional()
          .describe('Keys of the gates and wishes that are met; left out, an offer says that all gates are'),
      }),
      answer: OfferAnswer,
      status: 201,
      idempotent: true,
    },
    async ({ actor, shell, body, command }) => {
      const offered = await giveOffer(shell, actor, body, command)
      if (offered.ok) return shown(offered.value)
      if (offered.error === 'no such invitation') throw problem(404, 'There is no such request')
      const { field, message } = offerError(offered.error)
      const isTime = offered.error === 'the window has closed' || offered.error === 'no longer wanted'
      throw isTime ? problem(409, message) : problem(422, message, { pointer: `#/${field}` })
    },
  )
  doors.api(
    'POST /api/v1/offers/:ref/withdraw',
    {
      grant: 'brokerage.offer',
      summary: 'Withdraw an offer while the window is open',
      params: Ref,
      body: z.strictObject({}),
      answer: OfferAnswer,
      idempotent: true,
    },
    async ({ actor, shell, params, command }) => {
      const offer = await shell.read(actor, (tx) => findOfferByRef(tx, params.ref))
      if (!offer || offer.organisationRef !== actor.organisation) throw problem(404, 'There is no such offer')
      const taken = await takeOfferBack(shell, actor, offer.packageRef, command)
      if (taken.ok) return shown(taken.value)
      if (taken.error === 'no such invitation') throw problem(404, 'There is no such offer')
      throw problem(409, takeBackRefusal(taken.error))
    },
  )
}

function declineInvitations(doors: Doors): void {
  doors.api(
    'POST /api/v1/invitations/:ref/decline',
    {
      grant: 'brokerage.offer',
      summary: 'Decline to offer, with a reason',
      params: Ref,
      body: z.strictObject({
        code: z.string().describe(DECLINE_CODES.map(({ code }) => code).join(', ')),
        words: z.string().max(1_000).default(''),
      }),
      answer: InvitationAnswer,
      idempotent: true,
    },
    async ({ actor, shell, params, body, command }) => {
      const declined = await decline(shell, actor, { packageRef: params.ref, ...body }, command)
      if (declined.ok) return invitationOf(declined.value, undefined)
      if (declined.error === 'no such invitation') throw problem(404, 'There is no such request')
      const { field, message } = declineError(declined.error)
      throw problem(field === '' ? 409 : 422, message, { pointer: `#/${field}` })
    },
  )
  doors.api(
    'GET /api/v1/invitations/:ref',
    { grant: 'brokerage.offer', summary: 'One request', params: Ref, answer: InvitationAnswer },
    async ({ actor, shell, params }) =>
      shell.view(actor, `package:${params.ref}`, async (tx) => {
        const organisationRef = actor.organisation ?? ''
        const invitation = await findInvitation(tx, params.ref, organisationRef)
        if (!invitation) throw problem(404, 'There is no such request')
        return invitationOf(invitation, await findOffer(tx, params.ref, organisationRef))
      }),
  )
}
