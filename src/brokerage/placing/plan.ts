import type { Day } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import type { Policies } from '#src/councils/index.ts'
import type { Rounds } from '#src/brokerage/told/told.ts'
import type { BedType, Freshness, Need, PartOfDay } from '#src/providers/index.ts'

/** Somebody who needs a provider. Minutes are of work a week: a visit of two workers counts twice. */
export type ToPlace = {
  readonly ref: string
  readonly personRef: string
  readonly zone: string
  readonly service: string
  readonly minutes: Readonly<Partial<Record<PartOfDay, number>>>
  /** What of these minutes no visit binds to its time: it may come in the part of the day before or after. */
  readonly movable?: Readonly<Partial<Record<PartOfDay, number>>>
  /** What workers must be able to do, speak or be. */
  readonly needs: readonly Need[]
  /** Of who needs a home: the beds that would do. One of them is taken, and no hours. */
  readonly beds?: readonly BedType[]
  readonly doubleHanded: boolean
  readonly timeCritical?: boolean
  /** Organisations that the person will not have. */
  readonly refuses: readonly string[]
  /** Organisations that said already that they cannot. */
  readonly declined?: readonly string[]
  /** Organisations that the person asked for. */
  readonly prefers: readonly string[]
  /** A key that those share who are placed at one provider or not at all. */
  readonly together?: string
  /** The organisation that accepted already, or that a broker locked. */
  readonly fixed?: string
  readonly today?: {
    readonly organisationRef: string
    readonly weeklyPence: Pence
    /** What the care that this would take the place of has of that provider already. */
    readonly minutes?: ToPlace['minutes']
  }
  /** The first part of the postcode of their home, where it is known. */
  readonly outwardCode?: string
  /** How urgent they are by triage, where somebody weighed it (handbook 6.4). */
  readonly triage?: number
  /** What a week may cost by the council's ceiling. */
  readonly ceilingPence?: Pence
}

/** Beds of one kind that stand free in a home. */
export type FreeBeds = {
  readonly locationRef: string
  readonly home: string
  /** Where the home stands, when its postcode says. */
  readonly zone?: string
  readonly bedType: BedType
  readonly vacant: number
}

/** Whether a provider's workers can do something, and for how many minutes a week where it said so. */
export type Able = { readonly has: boolean; readonly minutes?: number }

/** When a provider said what it has, and whether that still holds. */
export type ToldAt = { readonly on: Day; readonly age: Freshness }

/** A provider with a contract, and the minutes a week that it could still take on, by zone and part of the day. */
export type Room = {
  readonly organisationRef: string
  readonly name: string
  readonly contractRef: string
  /** Those of the contract: care for people who live elsewhere it cannot bear. */
  readonly zones: readonly string[]
  /** What people call zones. */
  readonly zoneNames: ReadonlyMap<string, string>
  /** What the contract is for; left out, its price says. */
  readonly service?: string
  readonly minutes: ReadonlyMap<`${string}/${PartOfDay}`, number>
  readonly beds?: readonly FreeBeds[]
  /** By ability; what is not there was never said, and is not held against it. */
  readonly able: ReadonlyMap<string, Able>
  readonly rating: string | undefined
  /** By zone and part of the day, or home and kind of bed: when it was told. */
  readonly told?: ReadonlyMap<string, ToldAt>
  /** Its visits a week by the first part of the postcode, where visits told of any. */
  readonly rounds?: ReadonlyMap<string, Rounds>
}

/** What a week of somebody's care costs there; undefined where the card has no price. */
export type PriceOf = (toPlace: ToPlace, room: Room) => Pence | undefined

export type PlacingPolicy = Policies['placing']

export const EXCEPTIONS = ['out of area', 'rating', 'over ceiling', 'stale capacity', 'changed times'] as const
export type Exception = (typeof EXCEPTIONS)[number]

export type Alternative = {
  readonly organisationRef: string
  readonly contractRef: string
  readonly weeklyPence: Pence
  readonly why: readonly string[]
  /** Points more than what is proposed; less than nothing where it would be better but is full. */
  readonly dearer: number
}

export type Proposal = {
  readonly ref: string
  readonly organisationRef: string | undefined
  readonly contractRef: string | undefined
  readonly weeklyPence: Pence | undefined
  readonly points: number
  readonly why: readonly string[]
  readonly exceptions: readonly Exception[]
  readonly alternatives: readonly Alternative[]
  /** Whose hours are used where they are another zone's, which bed, and which visits come in another part of the day. */
  readonly place?: Place
  /** Of somebody who is not placed: what stands in the way, and the least that would change it. */
  readonly binds?: string
  readonly cheapestChange?: string
}

export type Place = {
  readonly zone?: string
  readonly locationRef?: string
  readonly bedType?: BedType
  readonly moved?: Moved
}

/** Visits of one part of the day that come in another. */
export type Moved = { readonly from: PartOfDay; readonly to: PartOfDay }

/** What runs out: hours of a zone in a part of the day, hours of workers who can do something, beds of a kind in a home. */
export type Row =
  | { readonly organisationRef: string; readonly zone: string; readonly part: PartOfDay }
  | { readonly organisationRef: string; readonly need: Need }
  | { readonly organisationRef: string; readonly bed: Omit<FreeBeds, 'vacant'> }

/** What one hour or bed more there would save the whole plan. */
export type HourPrice = Row & { readonly points: number }

export type Plan = {
  readonly proposals: readonly Proposal[]
  readonly points: number
  /** No plan has fewer points than this. */
  readonly bound: number
  readonly weeklyPence: Pence
  /** What those who are placed cost today, where they have care. */
  readonly todayPence: Pence
  readonly prices: readonly HourPrice[]
}
