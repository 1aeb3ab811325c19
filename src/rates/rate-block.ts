/** Hours bought whether used or not: what a period costs, what was used beyond them and what was left unused (M-28, R10). */
import { divideHalfUp, formatPence, type Pence } from '#src/base/money.ts'
import type { Block, BlockTier } from '#src/rates/card-parts.ts'

export type RatedBlock = {
  readonly boughtMinutes: number
  readonly usedMinutes: number
  /** Of the hours bought, those that are paid: all that were used, and the guaranteed share at least. */
  readonly paidMinutes: number
  readonly overMinutes: number
  readonly unusedMinutes: number
  readonly amountPence: Pence
  readonly reason: string
}

/** Rates a block over a period of so many days; minutes of two workers count twice. */
export function rateBlock(block: Block, period: { readonly days: number; readonly usedMinutes: number }): RatedBlock {
  const { days, usedMinutes } = period
  const boughtMinutes = divideHalfUp(block.minutesPerWeek * days, 7)
  const guaranteed = divideHalfUp(boughtMinutes * block.guaranteedPercent, 100)
  const paidMinutes = Math.max(Math.min(usedMinutes, boughtMinutes), guaranteed)
  const overMinutes = Math.max(0, usedMinutes - boughtMinutes)
  const inTier = block.tiers && inTiers(paidMinutes + overMinutes, block.tiers, days)
  const amountPence = inTier
    ? divideHalfUp(
        inTier.reduce((sum, { minutes, pencePerHour }) => sum + minutes * pencePerHour, 0),
        60,
      )
    : divideHalfUp(paidMinutes * block.pencePerHour, 60) + divideHalfUp(overMinutes * block.overUsePencePerHour, 60)
  const rated = {
    boughtMinutes,
    usedMinutes,
    paidMinutes,
    overMinutes,
    unusedMinutes: Math.max(0, boughtMinutes - usedMinutes),
    amountPence,
  }
  return { ...rated, reason: reasonOfBlock(rated, block, inTier) }
}

type InTier = { readonly tier: number; readonly minutes: number; readonly pencePerHour: number }

/** Shares minutes out to the tiers, the first first; of a part of a week each tier is as much smaller. */
function inTiers(minutes: number, tiers: readonly BlockTier[], days: number): InTier[] {
  let below = 0
  return tiers.flatMap(({ upToMinutes, pencePerHour }, at) => {
    const bound = upToMinutes === null ? Number.POSITIVE_INFINITY : divideHalfUp(upToMinutes * days, 7)
    const within = Math.min(minutes, bound) - below
    below = bound
    return within > 0 ? [{ tier: at + 1, minutes: within, pencePerHour }] : []
  })
}

function reasonOfBlock(rated: Omit<RatedBlock, 'reason'>, block: Block, inTier: readonly InTier[] | undefined): string {
  const parts = inTier
    ? [
        ...inTier.map(
          ({ tier, minutes, pencePerHour }) =>
            `${hours(minutes)} in tier ${tier} at ${formatPence(pencePerHour)} an hour`,
        ),
        `${hours(rated.boughtMinutes)} bought`,
      ]
    : [`${hours(rated.boughtMinutes)} bought at ${formatPence(block.pencePerHour)} an hour`]
  if (rated.paidMinutes < rated.boughtMinutes) parts.push(`of which ${block.guaranteedPercent}% are guaranteed`)
  if (rated.unusedMinutes > 0) parts.push(`${hours(rated.unusedMinutes)} not used`)
  if (rated.overMinutes > 0)
    parts.push(
      `${hours(rated.overMinutes)} beyond them${inTier ? '' : ` at ${formatPence(block.overUsePencePerHour)} an hour`}`,
    )
  return `Paid ${hours(rated.paidMinutes + rated.overMinutes)}: ${parts.join(', ')}.`
}

function hours(minutes: number): string {
  const [whole, rest] = [Math.floor(minutes / 60), minutes % 60]
  const inHours = whole === 1 ? '1 hour' : `${whole.toLocaleString('en-GB')} hours`
  return rest === 0 ? inHours : `${inHours} ${rest === 1 ? '1 minute' : `${rest} minutes`}`
}
