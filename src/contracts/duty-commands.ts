import { addDays, type Day, dayOf } from '#src/base/day.ts'
import { findContractOn } from '#src/contracts/contract.store.ts'
import { maximumToDay } from '#src/contracts/particulars.ts'
import type { Write } from '#src/platform/command.ts'
import { providerNames } from '#src/providers/index.ts'
import { type ContractEvent, noteContractEvent } from '#src/tendering/index.ts'

export type Told = Pick<ContractEvent, 'kind' | 'words' | 'noticeNeeded' | 'poor'> & {
  readonly contractRef: string
  /** When it was signed, changes, was measured or ended. */
  readonly day: Day
}

/** Tells tendering what happened to a contract, whose notices then become due (2.3). */
export async function tellTendering(tx: Write, { contractRef, day, ...told }: Told): Promise<void> {
  const found = await findContractOn(tx, contractRef, day)
  if (!found) throw new Error(`no such contract: ${contractRef}`)
  const { contract, particulars, valuePence, enteredToDay } = found
  const { organisationRef, title, lot, fromDay, toDay } = contract
  const names = await providerNames(tx, [organisationRef])
  const most = maximumToDay(enteredToDay, particulars.extensionOptions)
  await noteContractEvent(tx, {
    ...told,
    ...{ contractRef, title, fromDay, toDay, day, tenderRef: particulars.tenderRef, regime: particulars.regime },
    suppliers: [{ organisationRef, name: names.get(organisationRef) ?? organisationRef }],
    lots: [lot],
    valuePence: particulars.exemptReason === null ? valuePence : null,
    mostToDay: most > toDay ? most : null,
  })
}

/** A contract that has run so long when it is entered was told of long ago, where the council kept its register before. */
const LONG_AGO_DAYS = 180

export async function tellEntered(tx: Write, contractRef: string, fromDay: Day): Promise<void> {
  const today = dayOf(tx.now)
  if (fromDay < addDays(today, -LONG_AGO_DAYS)) return
  await tellTendering(tx, { kind: 'entered', contractRef, day: fromDay < today ? fromDay : today, words: '' })
}
