/** What is owed for a week of hours bought as a block, used or not (M-28, R10): one line a contract and week. */
import { addDays, type Day, formatDay, instantAt, mondayOf } from '#src/base/day.ts'
import { hourTiersOn, type KeptHourTiers, type KeptTerms, termsOn } from '#src/contracts/index.ts'
import type { PayLine } from '#src/payments/pay-runs/pay-run.ts'
import { type Block, placeOf, rateBlock, type Tariff } from '#src/rates/index.ts'

/** A contract as a block needs it, in the hands of one provider. */
export type BlockContract = {
  readonly contractRef: string
  readonly organisationRef: string
  readonly service: string
  readonly zones: readonly string[]
  readonly cardRef: string
  readonly fromDay: Day
  /** The first day after its term, or on which another has it. */
  readonly toDay: Day
  /** 1 for who was awarded it, then one more for each who took it over. */
  readonly turn: number
}

/** The Mondays of the weeks that end in a period: a week is owed when its Sunday has gone by. */
export function weeksEnding(period: { readonly from: Day; readonly to: Day }): Day[] {
  const mondays: Day[] = []
  for (let monday = mondayOf(period.from); addDays(monday, 7) <= period.to; monday = addDays(monday, 7))
    mondays.push(monday)
  return mondays
}

/** What a contract said of its block over time. */
export type Dated = { readonly terms: readonly KeptTerms[]; readonly hourTiers: readonly KeptHourTiers[] }

/** The block of a contract in a week, by its first day there: its price from the card, its hours and tiers from the contract where it says them. */
export function blockOf(
  contract: BlockContract,
  monday: Day,
  { terms, hourTiers }: Dated,
  tariff: Tariff | undefined,
): Block | undefined {
  if (!tariff) return undefined
  const priced = contract.zones.map((zone) => placeOf(tariff, contract.service, zone).block).find(Boolean)
  if (!priced) return undefined
  const first = monday < contract.fromDay ? contract.fromDay : monday
  const { blockMinutesPerWeek } = termsOn(terms, first)
  const tiers = hourTiersOn(hourTiers, first)?.map(({ upToHours, pencePerHour }) => ({
    upToMinutes: upToHours === null ? null : Math.round(upToHours * 60),
    pencePerHour,
  }))
  return { ...priced, minutesPerWeek: blockMinutesPerWeek ?? priced.minutesPerWeek, ...(tiers ? { tiers } : {}) }
}

/** The days of a week on which the contract runs. */
export function daysOfWeek({ fromDay, toDay }: BlockContract, monday: Day): number {
  return Array.from({ length: 7 }, (_, at) => addDays(monday, at)).filter((day) => day >= fromDay && day < toDay).length
}

/** `CT-1-block-20261102`; with who took it over it ends in `-2`. */
export const blockRefOf = ({ contractRef, turn }: Pick<BlockContract, 'contractRef' | 'turn'>, monday: Day): string =>
  `${contractRef}-block-${monday.replaceAll('-', '')}${turn > 1 ? `-${turn}` : ''}`

/** The day under which a week's line stands: its Sunday. */
export const dayOfBlock = (monday: Day): Day => addDays(monday, 6)

/** What visits of the block were paid for: nothing by themselves. Minutes of two workers count twice. */
export const usedMinutes = (lines: readonly PayLine[]): number =>
  lines
    .filter(({ amountPence, pencePerHour }) => amountPence === 0 && pencePerHour === null)
    .reduce(
      (sum, { payableMinutes, workersPaid, aloneMinutes = 0 }) => sum + payableMinutes * workersPaid + aloneMinutes,
      0,
    )

/** The line of a week. Its payable minutes are those that are paid and were not used: the visits count the others. */
export function blockLine(
  contract: BlockContract,
  monday: Day,
  block: Block,
  { used, cardFrom }: { readonly used: number; readonly cardFrom: Day },
): PayLine {
  const rated = rateBlock(block, { days: daysOfWeek(contract, monday), usedMinutes: used })
  return {
    day: dayOfBlock(monday),
    visitRef: blockRefOf(contract, monday),
    ...{ organisationRef: contract.organisationRef, personRef: '', packageRef: null },
    ...{ contractRef: contract.contractRef, cardRef: contract.cardRef, cardFrom },
    startAt: instantAt(monday, '00:00'),
    outcome: 'block',
    plannedMinutes: rated.boughtMinutes,
    actualMinutes: rated.usedMinutes,
    payableMinutes: rated.paidMinutes + rated.overMinutes - rated.usedMinutes,
    workersPaid: 0,
    pencePerHour: block.tiers ? null : block.pencePerHour,
    amountPence: rated.amountPence,
    reason: `Block hours in the week of ${formatDay(monday)}. ${rated.reason}`,
  }
}
