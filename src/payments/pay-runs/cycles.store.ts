import { addDays, type Day } from '#src/base/day.ts'
import { listTermsOf, termsOn } from '#src/contracts/index.ts'
import type { Cycle, PayRun } from '#src/payments/pay-runs/pay-run.ts'
import type { Read } from '#src/platform/database.ts'

type OfContract = { readonly contractRef: string; readonly day: Day }

/** How each visit is paid: as the terms of its contract say on its day, or as the run does (M-61). */
export async function cyclesFor(
  tx: Read,
  run: Pick<PayRun, 'cycle' | 'to'>,
  visits: readonly OfContract[],
): Promise<(visit: OfContract) => Cycle> {
  const refs = [...new Set(visits.map(({ contractRef }) => contractRef))]
  const terms = await listTermsOf(tx, refs, addDays(run.to, 1))
  return ({ contractRef, day }) => termsOn(terms.get(contractRef) ?? [], day).cycle ?? run.cycle
}
