import { z } from 'zod'
import { declineError, offerError, takeBackRefusal } from '#src/brokerage/offers/answer-offer.portal.ts'
import { decline, giveOffer, takeOfferBack } from '#src/brokerage/offers/offer-commands.ts'
import { findInvitation, findOffer, findOfferByRef, listInvitationsOf } from '#src/brokerage/offers/offer.store.ts'
import { DECLINE_CODES, type Invitation, type Offer } from '#src/brokerage/offers/offer.ts'
import {
  ByOutcomes,
  FeatureAnswer,
  KINDS,
  nextOf,
  OfferAnswer,
  OfferedVisit,
  Paged,
  PageOf,
  patternOf,
  PatternVisit,
  PlacementAnswer,
  Ref,
  shown,
  Slots,
} from '#src/brokerage/packages/package-answers.api.ts'
import { searchPlacements } from '#src/brokerage/packages/placement.store.ts'
import { REQUEST_KINDS } from '#src/brokerage/requests/request.ts'
import { PAYERS } from '#src/brokerage/self-funders/self-funder.ts'
import { PARTS_OF_DAY } from '#src/providers/index.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

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
  endDay: z.iso.date().nullable().describe('Of respite or a carer’s break: the first day without this care'),
  moved: z
    .strictObject({ from: z.enum(PARTS_OF_DAY), to: z.enum(PARTS_OF_DAY) })
    .nullable()
    .describe('A plan asks: your hours have room for visits of one part of the day in another only'),
  closesAt: z.string(),
  status: z.enum(['invited', 'offered', 'declined', 'chosen', 'not_chosen', 'cancelled']),
  withdrawnWhy: z.string().nullable().describe('Why the council withdrew it; null where it did not'),
  weights: z.strictObject({
    ...{ price: z.number(), quality: z.number(), completeness: z.number(), start: z.number() },
    ...{ travel: z.number().optional(), known: z.number().optional(), wishes: z.number().optional() },
    times: z.number().optional(),
  }),
  offer: OfferAnswer.nullable(),
})

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
  endDay: invitation.needs?.endDay ?? null,
  moved: invitation.needs?.moved ?? null,
  closesAt: String(invitation.closesAt),
  status: invitation.status,
  withdrawnWhy: invitation.withdrawnWhy ?? null,
  weights: { ...invitation.weights },
  offer: offer ? shown(offer) : null,
})

export function readOffers(doors: Doors): void {
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
      query: Paged.extend({ on: z.iso.date().optional() }),
      answer: PageOf(PlacementAnswer),
    },
    async ({ actor, shell, query }) => {
      const part = { offset: query.cursor, limit: query.limit }
      const search = { organisationRef: actor.organisation ?? '', ...(query.on ? { on: query.on } : {}), ...part }
      const { placements, total } = await shell.read(actor, (tx) => searchPlacements(tx, search))
      await shell.noteList(actor, 'placements', { ...query, count: total })
      return {
        next: nextOf(query.cursor, placements.length, total),
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

export function answerInvitations(doors: Doors): void {
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
      summary: 'Withdraw an offer until it is placed',
      params: Ref,
      body: z.strictObject({
        reason: z.string().max(1_000).default('').describe('Needed once the window is closed'),
      }),
      answer: OfferAnswer,
      idempotent: true,
    },
    async ({ actor, shell, params, body, command }) => {
      const offer = await shell.read(actor, (tx) => findOfferByRef(tx, params.ref))
      if (!offer || offer.organisationRef !== actor.organisation) throw problem(404, 'There is no such offer')
      const taken = await takeOfferBack(shell, actor, { packageRef: offer.packageRef, ...body }, command)
      if (taken.ok) return shown(taken.value)
      if (taken.error === 'no such invitation') throw problem(404, 'There is no such offer')
      throw problem(409, takeBackRefusal(taken.error))
    },
  )
}

export function declineInvitations(doors: Doors): void {
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
