/** A tender of several councils together (P3): whose lot it is, what each member wants and decides, what the arrangement costs. */
import type { Pence } from '#src/base/money.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { councilOfZone, splitPence } from '#src/councils/index.ts'
import type { Authority, Award, AwardedLot } from '#src/tendering/awards/award.ts'
import { buyersOf } from '#src/tendering/joint/buyer.ts'
import type { Lot, Spec } from '#src/tendering/tenders/spec.ts'

export const lotsOfMember = (spec: Spec, member: number): Lot[] =>
  spec.lots.filter((lot) => buyersOf(lot).includes(member))

export type WantedLot = { readonly lot: string; readonly hoursAWeek: number; readonly estimatedPence: Pence }

export type JointPart = {
  readonly jointCouncil: number
  readonly tenderRef: string
  readonly lots: readonly WantedLot[]
  readonly decision: 'agreed' | 'declined' | null
  readonly authority: Authority | null
  readonly reference: string | null
  readonly reason: string | null
  readonly decidedByName: string | null
  readonly ownTenderRef: string | null
}

export type TellRefusal = 'a lot of another council' | 'not a number' | 'decided already'

/** What a member wants of its own lots: any lot of another is refused. */
export function decidePart(
  spec: Spec,
  member: number,
  part: Pick<JointPart, 'decision'> | undefined,
  wanted: readonly WantedLot[],
): Result<readonly WantedLot[], TellRefusal> {
  if (part?.decision) return refuse('decided already')
  const own = new Set(lotsOfMember(spec, member).map(({ lot }) => lot))
  if (wanted.some(({ lot }) => !own.has(lot))) return refuse('a lot of another council')
  const isCount = (count: number): boolean => Number.isSafeInteger(count) && count >= 0
  if (!wanted.every(({ hoursAWeek, estimatedPence }) => isCount(hoursAWeek) && isCount(estimatedPence)))
    return refuse('not a number')
  return ok(wanted)
}

export type TakeUpRefusal =
  | 'not awarded yet'
  | 'nothing was won there'
  | 'taken up already'
  | 'no reference'
  | 'no reason'

export type MemberDecision = {
  readonly answer: 'agreed' | 'declined'
  readonly authority: Authority
  readonly reference: string
  readonly reason: string
}

/** A member decides for itself once the arrangement's award is made: it takes up its own lots, or declines them. */
export function decideForMember(
  spec: Spec,
  award: Award | undefined,
  member: number,
  part: Pick<JointPart, 'decision'> | undefined,
  decision: MemberDecision,
): Result<readonly AwardedLot[], TakeUpRefusal> {
  if (part?.decision) return refuse('taken up already')
  if (award?.status !== 'awarded') return refuse('not awarded yet')
  if (decision.reference.trim() === '') return refuse('no reference')
  if (decision.reason.trim() === '') return refuse('no reason')
  const own = new Set(lotsOfMember(spec, member).map(({ lot }) => lot))
  const won = award.lots.filter(({ lot, setAside }) => own.has(lot) && setAside === null)
  if (won.length === 0) return refuse('nothing was won there')
  return ok(decision.answer === 'agreed' ? won : [])
}

/** The arrangement's tender as one member has it: its own lots, its own worth. */
export function memberSpec(spec: Spec, member: number, wanted: readonly WantedLot[]): Spec {
  const byLot = new Map(wanted.map((one) => [one.lot, one]))
  const lots = lotsOfMember(spec, member).map((lot) => ({
    ...lot,
    ...byLot.get(lot.lot),
    zones: ownZones(lot, member),
  }))
  return { ...spec, lots, estimatedPence: lots.reduce((sum, { estimatedPence }) => sum + estimatedPence, 0) }
}

/** "2-town" of the arrangement is the member's "town". */
const ownZones = ({ zones }: Pick<Lot, 'zones'>, member: number): string[] =>
  zones.filter((zone) => councilOfZone(zone) === member).map((zone) => zone.slice(`${member}-`.length))

export type Share = { readonly member: number; readonly share: number }
export type CostRefusal = 'no words' | 'not an amount' | 'the shares do not add up to 100' | 'nobody told their use'

export type JointCost = {
  readonly what: string
  readonly pence: Pence
  readonly sharing: 'fixed' | 'use'
  readonly shares: readonly Share[]
}

/** A cost of the arrangement with what it is shared by: percents that make 100, or the hours that members used. */
export function checkCost(cost: JointCost): Result<JointCost, CostRefusal> {
  if (cost.what.trim() === '') return refuse('no words')
  if (!(Number.isSafeInteger(cost.pence) && cost.pence > 0)) return refuse('not an amount')
  const whole = cost.shares.reduce((sum, { share }) => sum + share, 0)
  if (cost.sharing === 'fixed' && whole !== 100) return refuse('the shares do not add up to 100')
  if (cost.sharing === 'use' && whole <= 0) return refuse('nobody told their use')
  return ok({ ...cost, what: cost.what.trim() })
}

/** What each member bears of a cost, to the penny. */
export const partsOf = ({ pence, shares }: Pick<JointCost, 'pence' | 'shares'>): { member: number; pence: Pence }[] => {
  const parts = splitPence(
    pence,
    shares.map(({ share }) => share),
  )
  return shares.map(({ member }, index) => ({ member, pence: parts[index] ?? 0 }))
}
