/** An uplift of rate cards: how much, rounded how, from when, and who may say yes (M-26, M-27). */
import type { Day, Instant } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Rounding } from '#src/rates/index.ts'

/** A percentage agreed, or one made of what moves a provider's costs: wages for the share of staff, prices for the rest. */
export type Method =
  | { readonly kind: 'percent'; readonly percent: string }
  | { readonly kind: 'basket'; readonly staffShare: string; readonly wages: string; readonly prices: string }

/** estimating → draft → approved; or cancelled before it is approved. */
export type UpliftState = 'estimating' | 'draft' | 'approved' | 'cancelled'

export type Uplift = {
  readonly upliftRef: string
  readonly cardRefs: readonly string[]
  readonly method: Method
  /** The rise in millionths of a per cent. */
  readonly millionths: number
  readonly rounding: Rounding
  /** The first day of the new prices. */
  readonly from: Day
  readonly note: string
  /** The year of visits that are priced both ways. */
  readonly yearFrom: Day
  readonly yearTo: Day
  readonly state: UpliftState
  /** The day before which all is priced, or the last person whose visits are: where work that was cut off goes on. */
  readonly pricedThrough: string | null
  readonly madeBy: string
  readonly madeByName: string
  readonly madeAt: Instant
  readonly settledByName: string | null
  readonly settledAt: Instant | null
}

/** A percentage as it is typed, with so many decimals at most, in whole units of the last of them. */
function inUnits(text: string, decimals: number): number | undefined {
  const match = /^(\d{1,3})(?:\.(\d+))?$/.exec(text.trim().replace(/\s*%$/, ''))
  const part = match?.[2] ?? ''
  if (!match || part.length > decimals) return undefined
  return Number(match[1]) * 10 ** decimals + Number(part.padEnd(decimals, '0') || 0)
}

export type RiseRefusal = {
  readonly field: 'percent' | 'staffShare' | 'wages' | 'prices'
  readonly why: 'no number' | 'too much' | 'nothing'
}

const HUNDRED_PERCENT = 100_000_000

/** The rise of a method, exactly: 75% staff at 4.1% and the rest at 3.8% make 4.025%. */
export function riseOf(method: Method): Result<number, readonly RiseRefusal[]> {
  if (method.kind === 'percent') {
    const percent = inUnits(method.percent, 4)
    return percent === undefined
      ? refuse([{ field: 'percent', why: 'no number' }])
      : withinBounds(percent * 100, 'percent')
  }
  const share = inUnits(method.staffShare, 2)
  const wages = inUnits(method.wages, 2)
  const prices = inUnits(method.prices, 2)
  const refusals: RiseRefusal[] = []
  if (share === undefined) refusals.push({ field: 'staffShare', why: 'no number' })
  else if (share > 10_000) refusals.push({ field: 'staffShare', why: 'too much' })
  if (wages === undefined) refusals.push({ field: 'wages', why: 'no number' })
  if (prices === undefined) refusals.push({ field: 'prices', why: 'no number' })
  if (refusals.length > 0 || share === undefined || wages === undefined || prices === undefined) return refuse(refusals)
  return withinBounds(share * wages + (10_000 - share) * prices, 'wages')
}

function withinBounds(millionths: number, field: RiseRefusal['field']): Result<number, readonly RiseRefusal[]> {
  if (millionths === 0) return refuse([{ field, why: 'nothing' }])
  return millionths > HUNDRED_PERCENT ? refuse([{ field, why: 'too much' }]) : ok(millionths)
}

/** "4.025%" */
export const risePercent = (millionths: number): string => `${Number((millionths / 1_000_000).toFixed(6))}%`

export type StartRefusal = 'no card chosen' | 'no such card' | 'card has no version then' | 'a version begins that day'

/** A chosen card with the version that the uplift raises: the one that holds on the first day of the new prices. */
export type Base = { readonly cardRef: string; readonly from: Day; readonly madeAt: Instant }

export function decideBases(
  cardRefs: readonly string[],
  bases: readonly (Base | undefined)[],
  from: Day,
): Result<readonly Base[], StartRefusal> {
  if (cardRefs.length === 0) return refuse('no card chosen')
  const found = bases.filter((base) => base !== undefined)
  if (found.length < cardRefs.length) return refuse('card has no version then')
  if (found.some((base) => base.from === from)) return refuse('a version begins that day')
  return ok(found)
}

export type ApproveRefusal = 'not a draft' | 'made by the same officer' | 'a card has changed'

/** Two keys: whoever made the uplift never approves it, and it is approved for the cards that were looked at. */
export function decideApproval(
  uplift: Uplift,
  approver: string,
  bases: readonly Base[],
  now: readonly (Base | undefined)[],
): Result<true, ApproveRefusal> {
  if (uplift.state !== 'draft') return refuse('not a draft')
  if (uplift.madeBy === approver) return refuse('made by the same officer')
  const isSame = bases.every((base) =>
    now.some((one) => one?.cardRef === base.cardRef && one.from === base.from && one.madeAt.equals(base.madeAt)),
  )
  return isSame ? ok(true) : refuse('a card has changed')
}

export type CancelRefusal = 'already settled' | 'no reason given'

export function decideCancel(uplift: Uplift, reason: string): Result<true, CancelRefusal> {
  if (uplift.state === 'approved' || uplift.state === 'cancelled') return refuse('already settled')
  return reason.trim() === '' ? refuse('no reason given') : ok(true)
}

/** What a provider's visits under a card cost before and after. */
export type UpliftPart = {
  readonly organisationRef: string
  readonly cardRef: string
  readonly visits: number
  readonly unpriced: number
  readonly beforePence: Pence
  readonly afterPence: Pence
}
