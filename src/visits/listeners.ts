import type { BrokerageFact } from '#src/brokerage/index.ts'
import { type Listener, listen } from '#src/platform/command.ts'
import { measureListeners } from '#src/visits/measures/listeners.ts'
import { noteShortVisits } from '#src/visits/short-visits/agree-commands.ts'
import { changePlan, endPlan, extendPlan, planPlacement, transferPlan } from '#src/visits/visit-commands.ts'

/** What visits does when brokerage places care, or ends it, or it goes to another provider. */
export const listeners: readonly Listener[] = [
  listen<BrokerageFact, 'brokerage.placed'>('brokerage.placed', async (tx, { data }) => {
    const { packageRef, personRef, organisationRef, contractRef, cardRef, service, zone, startDay, endDay, pattern } =
      data
    await planPlacement(tx, {
      packageRef,
      personRef,
      organisationRef,
      contractRef,
      cardRef,
      service,
      zone,
      startDay,
      endDay: endDay ?? undefined,
      pattern,
    })
    await noteShortVisits(tx, { packageRef, personRef, pattern })
  }),
  listen<BrokerageFact, 'brokerage.placement-ended'>('brokerage.placement-ended', (tx, { data }) =>
    endPlan(tx, data.packageRef, data.endDay),
  ),
  listen<BrokerageFact, 'brokerage.placement-transferred'>('brokerage.placement-transferred', (tx, { data }) =>
    transferPlan(tx, data.packageRef, { organisationRef: data.organisationRef, fromDay: data.fromDay }),
  ),
  listen<BrokerageFact, 'brokerage.end-moved'>('brokerage.end-moved', (tx, { data }) =>
    extendPlan(tx, data.packageRef, { ...data, endDay: data.endDay ?? undefined }),
  ),
  listen<BrokerageFact, 'brokerage.spot-extended'>('brokerage.spot-extended', (tx, { data }) =>
    extendPlan(tx, data.packageRef, data),
  ),
  listen<BrokerageFact, 'brokerage.care-changed'>('brokerage.care-changed', async (tx, { data }) => {
    await changePlan(tx, data.packageRef, data)
    await noteShortVisits(tx, data)
  }),
  ...measureListeners,
]
