import { CONCERN_JOB } from '#src/brokerage/after/concern-commands.ts'
import { renamePerson } from '#src/brokerage/packages/care-package.store.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import { FALLEN_JOB } from '#src/brokerage/offers/fallen-offer-commands.ts'
import { endFollowed } from '#src/brokerage/self-funders/follow-on-commands.ts'
import { TRANSFER_JOB } from '#src/brokerage/transfers/transfer-commands.ts'
import type { ContractFact } from '#src/contracts/index.ts'
import { getPerson, type PeopleFact, personName } from '#src/people/index.ts'
import { type Listener, listen } from '#src/platform/command.ts'
import { notePlacedShare } from '#src/tendering/index.ts'
import { dayOf } from '#src/base/day.ts'

export const listeners: readonly Listener[] = [
  // A provider's transaction sees its own rows alone: what rested on the offer is looked at after.
  listen<BrokerageFact, 'brokerage.offer-withdrawn'>('brokerage.offer-withdrawn', (tx, { data: { packageRef } }) =>
    tx.enqueue(FALLEN_JOB, { council: tx.council, packageRef }),
  ),
  listen<ContractFact, 'contracts.novated'>('contracts.novated', (tx) =>
    tx.enqueue(TRANSFER_JOB, { council: tx.council }),
  ),
  // A provider may say so too, and sees nobody's plan.
  listen<BrokerageFact, 'brokerage.care-checked'>('brokerage.care-checked', async (tx, { data }) => {
    const { packageRef, kind, outcome } = data
    if (outcome === 'concerns') await tx.enqueue(CONCERN_JOB, { council: tx.council, packageRef, kind })
  }),
  // A framework that places too few of the packages that it might have taken is to be reopened: it counts them.
  listen<BrokerageFact, 'brokerage.placed'>('brokerage.placed', (tx, { data: { service, zone, contractRef } }) =>
    notePlacedShare(tx, { service, zone, contractRef, day: dayOf(tx.now) }),
  ),
  listen<BrokerageFact, 'brokerage.placed'>('brokerage.placed', (tx, { data: { packageRef, startDay } }) =>
    endFollowed(tx, packageRef, startDay),
  ),
  listen<PeopleFact, 'people.person-corrected'>('people.person-corrected', async (tx, { data }) => {
    const { personRef, fields } = data
    if (!fields.some((field) => field === 'givenName' || field === 'familyName')) return
    await renamePerson(tx, personRef, personName(await getPerson(tx, personRef)))
  }),
]
