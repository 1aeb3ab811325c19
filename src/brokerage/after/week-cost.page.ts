import type { Placement } from '#src/brokerage/packages/care-package.ts'
import type { Part } from '#src/platform/pages/html.ts'
import { money } from '#src/platform/pages/table.ts'

type Week = Pick<Placement, 'weeklyPence' | 'pattern'>

/** Visits that cost nothing of their own are paid with the hours that were bought as a block. */
export const isOfBlock = ({ weeklyPence, pattern }: Week): boolean => weeklyPence === 0 && pattern.length > 0
export const OF_BLOCK = 'Within the block of hours'

/** What a week costs: nothing while visits are suspended, and no sum of its own within a block. */
export const weekCost = (one: Week): Part => (isOfBlock(one) ? OF_BLOCK : money(one.weeklyPence))
