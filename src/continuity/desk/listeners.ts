import type { BrokerageFact } from '#src/brokerage/index.ts'
import { hearOfEnd, hearOfLaterEnd } from '#src/continuity/affected/affected-commands.ts'
import { arriveIn, fallIn, lockByPackage } from '#src/continuity/desk/desk-commands.ts'
import { HEAR_JOB } from '#src/continuity/desk/hear-commands.ts'
import { type Listener, listen, type Write } from '#src/platform/command.ts'

/** Providers answer in transactions that see their own rows alone: whose move it is, is looked up after. */
const hearLater = async (tx: Write, { data }: { readonly data: { readonly packageRef: string } }): Promise<void> =>
  tx.enqueue(HEAR_JOB, { council: tx.council, packageRef: data.packageRef })

export const deskListeners: readonly Listener[] = [
  listen<BrokerageFact, 'brokerage.offer-made'>('brokerage.offer-made', hearLater),
  listen<BrokerageFact, 'brokerage.offer-withdrawn'>('brokerage.offer-withdrawn', hearLater),
  listen<BrokerageFact, 'brokerage.invitation-declined'>('brokerage.invitation-declined', hearLater),
  listen<BrokerageFact, 'brokerage.invitation-withdrawn'>('brokerage.invitation-withdrawn', hearLater),
  listen<BrokerageFact, 'brokerage.package-withdrawn'>('brokerage.package-withdrawn', hearLater),
  listen<BrokerageFact, 'brokerage.offers-closed'>('brokerage.offers-closed', hearLater),
  listen<BrokerageFact, 'brokerage.placement-ended'>('brokerage.placement-ended', (tx, { data }) =>
    hearOfEnd(tx, data),
  ),
  listen<BrokerageFact, 'brokerage.end-moved'>('brokerage.end-moved', (tx, { data }) => hearOfLaterEnd(tx, data)),
  // Of care that runs already, placed in an emergency, the person has moved: then nothing falls.
  listen<BrokerageFact, 'brokerage.refused'>('brokerage.refused', async (tx, { data }) => {
    const person = await lockByPackage(tx, data.packageRef)
    if (person) await fallIn(tx, person, 'The placement was refused')
  }),
  listen<BrokerageFact, 'brokerage.placed'>('brokerage.placed', async (tx, { data }) => {
    const person = await lockByPackage(tx, data.packageRef)
    if (person) await arriveIn(tx, { ...person, toOrganisationRef: data.organisationRef }, data.startDay)
  }),
]
