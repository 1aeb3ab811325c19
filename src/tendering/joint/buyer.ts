import { councilOfZone } from '#src/councils/index.ts'
import type { Lot, Spec } from '#src/tendering/tenders/spec.ts'

/** The members that a lot's zones lie in: with one it is that member's own, with several it is bought together. */
export const buyersOf = ({ zones }: Pick<Lot, 'zones'>): number[] =>
  [...new Set(zones.flatMap((zone) => councilOfZone(zone) ?? []))].sort((a, b) => a - b)

/** The one member whose own lot it is; null for a lot of several, and outside joint arrangements. */
export function buyerOf(lot: Pick<Lot, 'zones'>): number | null {
  const [buyer, ...others] = buyersOf(lot)
  return buyer !== undefined && others.length === 0 ? buyer : null
}

/** Whose own each lot is. */
export const buyersByLot = ({ lots }: Pick<Spec, 'lots'>): Map<string, number | null> =>
  new Map(lots.map((lot) => [lot.lot, buyerOf(lot)]))

/** Whether an officer may see what was bid for a lot: of a lot that is one member's own, only who works for that member. */
export function seesLot({ lots }: Pick<Spec, 'lots'>, lot: string, member: number | undefined): boolean {
  const found = lots.find((one) => one.lot === lot)
  const buyer = found ? buyerOf(found) : null
  return member === undefined || buyer === null || buyer === member
}
