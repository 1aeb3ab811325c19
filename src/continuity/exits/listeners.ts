import { formatDay } from '#src/base/day.ts'
import { askProviderAgain, stopAskingProvider } from '#src/brokerage/index.ts'
import { placementsInHand } from '#src/continuity/affected/affected-commands.ts'
import { lockMovingTo } from '#src/continuity/affected/affected.store.ts'
import { takeBackIn } from '#src/continuity/desk/desk-commands.ts'
import { hearSignal, type Signal, whyNotAsked } from '#src/continuity/exits/exit-commands.ts'
import type { ContinuityFact } from '#src/continuity/facts.ts'
import type { ContractFact } from '#src/contracts/index.ts'
import { type Listener, listen, type Write } from '#src/platform/command.ts'
import type { RecordKey } from '#src/platform/actor.ts'
import { type ProviderFact, WHOLE_LOCATION } from '#src/providers/index.ts'

/** What the regulator says of a provider is a signal where it serves somebody for us; of all others it is their councils'. */
async function hearOfRegister(
  tx: Write,
  about: readonly RecordKey[],
  signal: Pick<Signal, 'source' | 'what' | 'cause'>,
): Promise<void> {
  for (const key of about) {
    if (!key.startsWith('provider:')) continue
    const organisationRef = key.slice('provider:'.length)
    const served = await placementsInHand(tx, { organisationRef })
    if (served.length > 0) await hearSignal(tx, { organisationRef, contractRef: null, lastDay: null, ...signal })
  }
}

/** Whoever is no longer to leave is asked as everybody is; its contracts and standing say for what. */
const askAgain = async (
  tx: Write,
  { data }: { readonly data: { readonly organisationRef: string } },
): Promise<void> => {
  await askProviderAgain(tx, data.organisationRef)
}

export const exitListeners: readonly Listener[] = [
  listen<ContinuityFact, 'continuity.exit-opened'>('continuity.exit-opened', async (tx, { data }) => {
    await stopAskingProvider(tx, data.organisationRef, whyNotAsked(data.exitRef))
    // Whom the council buys for waits anew as its invitation is withdrawn; of all others nothing else tells that the move is off.
    for (const person of await lockMovingTo(tx, data.organisationRef)) await takeBackIn(tx, person)
  }),
  listen<ContinuityFact, 'continuity.exit-closed'>('continuity.exit-closed', askAgain),
  listen<ContinuityFact, 'continuity.exit-stood-down'>('continuity.exit-stood-down', askAgain),
  listen<ContractFact, 'contracts.notice-given'>('contracts.notice-given', async (tx, { data }) => {
    const { organisationRef, contractRef, reason, lastDay, by } = data
    await hearSignal(tx, {
      ...{ organisationRef, contractRef, source: 'notice', cause: reason, lastDay },
      what: `Notice ${by === 'council' ? 'given' : 'received'} of contract ${contractRef}, last day ${formatDay(lastDay)}`,
    })
  }),
  listen<ContractFact, 'contracts.terminated'>('contracts.terminated', async (tx, { data }) => {
    const { organisationRef, contractRef, reason, lastDay } = data
    await hearSignal(tx, {
      ...{ organisationRef, contractRef, source: 'notice', cause: reason, lastDay },
      what: `Contract ${contractRef} ends at once, last day ${formatDay(lastDay)}`,
    })
  }),
  listen<ProviderFact, 'providers.location-changed'>('providers.location-changed', async (tx, { about, data }) => {
    if (!data.changes.some(({ field, to }) => field === 'status' && to === 'deregistered')) return
    const what = `CQC no longer registers ${data.name ?? data.locationRef}`
    await hearOfRegister(tx, about, { source: 'register', what, cause: 'registration_cancelled' })
  }),
  listen<ProviderFact, 'providers.location-gone'>('providers.location-gone', async (tx, { about, data }) => {
    const what = `${data.name ?? data.locationRef} is no longer on the CQC register, ${formatDay(data.asOf)}`
    await hearOfRegister(tx, about, { source: 'register', what, cause: 'registration_cancelled' })
  }),
  listen<ProviderFact, 'providers.rating-published'>('providers.rating-published', async (tx, { about, data }) => {
    if (data.rating !== 'Inadequate' || data.serviceGroup !== WHOLE_LOCATION) return
    const what = `CQC rated ${data.name ?? data.locationRef} Inadequate on ${formatDay(data.ratedOn)}`
    await hearOfRegister(tx, about, { source: 'rating', what, cause: 'safeguarding_move' })
  }),
]
