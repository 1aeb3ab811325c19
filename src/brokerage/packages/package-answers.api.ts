import { z } from 'zod'
import { ALTERNATIVES, belowFloorPence, type Offer } from '#src/brokerage/offers/offer.ts'
import type { Ranked } from '#src/brokerage/offers/ranking.ts'
import { type CarePackage, STATUSES } from '#src/brokerage/packages/care-package.ts'
import { SHORT_AGREERS } from '#src/brokerage/packages/pattern.ts'
import { FEATURE_KINDS, GENDER_REASONS, REQUEST_KINDS } from '#src/brokerage/requests/request.ts'
import { PAYERS } from '#src/brokerage/self-funders/self-funder.ts'

const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

export const Slots = z.array(z.strictObject({ slot: z.int().min(1), day: z.int().min(1).max(7) }))

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
  shortAgreed: z
    .strictObject({
      by: z.string().describe(Object.keys(SHORT_AGREERS).join(', ')),
      on: z.iso.date(),
      minutes: z.int().min(1).describe('The shortest visit that was agreed to'),
    })
    .optional()
    .describe('That the person agreed to a visit under the minimum, before it was asked for'),
  skill: z.string().optional().describe('What the worker must be able to do, as the rate card names it'),
  miles: z.number().optional().describe('How far workers come, where the rate card pays for that'),
})

export const ByOutcomes = z.strictObject({ weeklyMinutes: z.int().min(1), weeklyPence: z.int().min(1).optional() })

export const SaidFeature = z.strictObject({
  kind: z.enum(FEATURE_KINDS),
  words: z.string(),
  why: z
    .string()
    .optional()
    .describe(`Why the gender of the worker matters: ${Object.keys(GENDER_REASONS).join(', ')}`),
})

export const FeatureAnswer = z.strictObject({
  key: z.string(),
  kind: z.enum([...FEATURE_KINDS, 'double_handed']),
  words: z.string(),
  why: z.string().optional(),
})

export const Listed = z.strictObject({
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

export const KINDS = ALTERNATIVES.map(({ code }) => code)

export const OfferedVisit = z.strictObject({
  slot: z.int().min(1),
  start: Time,
  minutes: z.int().min(1).max(1440),
  workers: z.union([z.literal(1), z.literal(2)]),
})

export const OfferAnswer = z.strictObject({
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
      besidePence: z
        .int()
        .optional()
        .describe(
          'What an hour of the visits of up to three hours costs, where there are longer ones: those have no floor',
        ),
    })
    .nullable()
    .describe('What an hour of these visits costs by law, with its sum, as it stood when the offer was made'),
  belowFloorPence: z.int(),
})

const RankedAnswer = OfferAnswer.extend({
  rank: z.int(),
  points: z.number().describe('Comparable with those of offers by the same weights only'),
  outsideFramework: z.boolean().describe('Stands after offers under a framework, whatever its points'),
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

export const Package = Listed.extend({
  kind: z.enum(REQUEST_KINDS),
  endDay: z.iso.date().nullable().describe('Of respite or a carer’s break: the first day without this care'),
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

export const Short = z.strictObject({ packageRef: z.string(), status: z.enum(STATUSES) })

export const PlacementAnswer = z.strictObject({
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

export const Ref = z.strictObject({ ref: z.string() })

export const Paged = z.strictObject({
  cursor: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const PageOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), next: z.string().nullable() })

export const nextOf = (cursor: number, count: number, total: number): string | null =>
  cursor + count < total ? String(cursor + count) : null

export const shown = (offer: Offer): z.infer<typeof OfferAnswer> => ({
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

export const patternOf = (pattern: CarePackage['pattern']) =>
  pattern.map((visit) => ({ ...visit, days: [...visit.days] }))

export const withOf = ({ withRef, withName }: Pick<CarePackage, 'withRef' | 'withName'>) =>
  withRef === undefined ? null : { officerRef: withRef, name: withName ?? withRef }

export const short = ({ packageRef, status }: CarePackage) => ({ packageRef, status })

export const rankedAnswer = ({
  offer,
  rank,
  tenths,
  outsideFramework,
  components,
}: Ranked): z.infer<typeof RankedAnswer> => ({
  ...shown(offer),
  rank,
  points: tenths / 10,
  outsideFramework,
  components: components.map(({ name, tenths: points, most, sentence }) => ({
    name,
    points: points / 10,
    most,
    sentence,
  })),
})
