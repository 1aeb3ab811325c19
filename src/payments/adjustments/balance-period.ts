import type { Day } from '#src/base/day.ts'
import type { PayRun, RunScope } from '#src/payments/pay-runs/pay-run.ts'

type Placed = {
  readonly day: Day
  readonly organisationRef: string
  readonly contractRef: string
  readonly zone: string
}

/** Whether a run was made for a visit: of its day, its provider, its contract and its zone. */
const isFor = ({ from, to, organisationRef, contractRef, zone }: RunScope, visit: Placed): boolean =>
  from <= visit.day &&
  visit.day < to &&
  (organisationRef === null || organisationRef === visit.organisationRef) &&
  (contractRef === null || contractRef === visit.contractRef) &&
  (zone === null || zone === visit.zone)

/**
 * The run whose period is that of a visit's balance: the first that was made for it, and so the one that posts it unless it was
 * left out. A visit that comes late belongs to the balance of its own period.
 */
export const periodOf = (runs: readonly PayRun[], visit: Placed): PayRun | undefined =>
  runs.find((run) => isFor(run, visit))
