import { dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { lockPackage } from '#src/brokerage/packages/care-package.store.ts'
import { type Agreement, saveAgreement } from '#src/brokerage/waiting-list/agreement.store.ts'
import type { WaitingListFact } from '#src/brokerage/waiting-list/facts.ts'
import { lockProposal } from '#src/brokerage/waiting-list/plan.store.ts'
import { WAITS } from '#src/brokerage/waiting-list/waiting.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'

export type AgreementRefusal = 'not in the plan' | 'not out of area' | 'placed meanwhile' | 'no name' | 'not yet'

export const agreementRefusal = (why: AgreementRefusal): string => {
  switch (why) {
    case 'not in the plan':
      return 'The plan does not hold this package. Solve again'
    case 'not out of area':
      return 'The plan proposes nothing outside the zone for this package, so there is nothing to agree to'
    case 'placed meanwhile':
      return 'The package no longer waits: somebody sent, placed or withdrew it'
    case 'no name':
      return 'Enter who agreed'
    case 'not yet':
      return 'The day on which they agreed must be today or in the past'
  }
}

/**
 * Notes that the person agrees to what a plan proposes outside of their zone. Of a home it is their choice of accommodation, which the
 * council may not make for them (Care Act 2014, section 30).
 */
export const noteAgreement = (
  shell: Shell,
  actor: Actor,
  input: Omit<Agreement, 'organisationRef'> & { readonly planRef: string },
) =>
  shell.command(actor, 'note-out-of-area-agreement', async (tx): Promise<Result<Agreement, AgreementRefusal>> => {
    const { planRef, packageRef, saidAs, saidOn } = input
    const saidBy = input.saidBy.trim()
    const pkg = await lockPackage(tx, packageRef)
    const proposal = await lockProposal(tx, planRef, packageRef)
    if (!pkg || !proposal) return refuse('not in the plan')
    const { organisationRef, exceptions } = proposal
    if (organisationRef === undefined || !exceptions.includes('out of area')) return refuse('not out of area')
    if (!WAITS.includes(pkg.status)) return refuse('placed meanwhile')
    if (saidBy === '') return refuse('no name')
    if (saidOn > dayOf(tx.now)) return refuse('not yet')
    const agreement: Agreement = { packageRef, organisationRef, saidBy, saidAs, saidOn }
    await saveAgreement(tx, agreement)
    tx.record({
      type: 'brokerage.out-of-area-agreed',
      about: [`package:${packageRef}`, `provider:${organisationRef}`],
      data: { packageRef, organisationRef, saidAs, saidOn },
    } satisfies WaitingListFact)
    return ok(agreement)
  })
