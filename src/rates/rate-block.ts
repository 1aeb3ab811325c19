/** Hours bought whether used or not: what a period costs, what was used beyond them and what was left unused (M-28, R10). */
import { divideHalfUp, formatPence, type Pence } from '#src/base/money.ts'
import type { Block } from '#src/rates/card-parts.ts'

export type RatedBlock = {
  readonly boughtMinutes: number
  readonly usedMinutes: number
  /** Of the hours bought, those that are paid: all that were used, and the guaranteed share at least. */
  readonly paidMinutes: number
  readonly overMinutes: number
  readonly unusedMinutes: number
  readonly boughtPence: Pence
  readonly overUsePence: Pence
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
  const boughtPence = divideHalfUp(paidMinutes * block.pencePerHour, 60)
  const overUsePence = divideHalfUp(overMinutes * block.overUsePencePerHour, 60)
  const rated = {
    boughtMinutes,
    usedMinutes,
    paidMinutes,
    overMinutes,
    unusedMinutes: Math.max(0, boughtMinutes - usedMinutes),
    boughtPence,
    overUsePence,
    amountPence: boughtPence + overUsePence,
  }
  return { ...rated, reason: reasonOfBlock(rated, block) }
}

function reasonOfBlock(rated: Omit<RatedBlock, 'reason'>, block: Block): string {
  const parts = [`${hours(rated.boughtMinutes)} bought at ${formatPence(block.pencePerHour)} an hour`]
  if (rated.paidMinutes < rated.boughtMinutes) parts.push(`of which ${block.guaranteedPercent}% are guaranteed`)
  if (rated.unusedMinutes > 0) parts.push(`${hours(rated.unusedMinutes)} not used`)
  if (rated.overMinutes > 0)
    parts.push(`${hours(rated.overMinutes)} beyond them at ${formatPence(block.overUsePencePerHour)} an hour`)
  return `Paid ${hours(rated.paidMinutes + rated.overMinutes)}: ${parts.join(', ')}.`
}

function hours(minutes: number): string {
  const [whole, rest] = [Math.floor(minutes / 60), minutes % 60]
  const inHours = whole === 1 ? '1 hour' : `${whole.toLocaleString('en-GB')} hours`
  return rest === 0 ? inHours : `${inHours} ${rest === 1 ? '1 minute' : `${rest} minutes`}`
}
