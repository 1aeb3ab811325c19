import type { Day } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { lockContract } from '#src/contracts/contract.store.ts'
import type { ContractFact } from '#src/contracts/facts.ts'
import { endLead, insertLead, lockLastLead } from '#src/contracts/lead/lead.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'

export type NameLead = { readonly contractRef: string; readonly zone: string; readonly fromDay: Day }
export type LeadRefusal =
  | 'no such contract'
  | 'not a zone of the contract'
  | "outside the contract's term"
  | 'leads already'
  | 'another leads from then'

/** From a day on the provider of a contract leads in a zone for its service; who led before leads until then. */
export const nameLead = (shell: Shell, actor: Actor, { contractRef, zone, fromDay }: NameLead) =>
  shell.command(actor, 'name-lead-provider', async (tx): Promise<Result<true, LeadRefusal>> => {
    const contract = await lockContract(tx, contractRef)
    if (!contract) return refuse('no such contract')
    if (!contract.zones.includes(zone)) return refuse('not a zone of the contract')
    if (fromDay < contract.fromDay || fromDay >= contract.toDay) return refuse("outside the contract's term")
    const { service, organisationRef } = contract
    const last = await lockLastLead(tx, zone, service)
    if (last?.contractRef === contractRef && last.toDay === null) return refuse('leads already')
    if (last && last.fromDay >= fromDay) return refuse('another leads from then')
    if (last) await endLead(tx, last, fromDay)
    await insertLead(tx, { zone, service, fromDay, contractRef })
    tx.record({
      type: 'contracts.lead-named',
      about: [`contract:${contractRef}`, `provider:${organisationRef}`],
      data: { contractRef, organisationRef, zone, service, fromDay, before: last?.contractRef ?? null },
    } satisfies ContractFact)
    return ok(true)
  })
