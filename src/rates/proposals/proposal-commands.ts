/** Prices of a card by two keys: one officer proposes a version, another approves it, and only then it has effect. */
import { createHash } from 'node:crypto'
import type { Day } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { type Actor, personBehind } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell } from '#src/platform/command.ts'
import { addVersion, type CardRefusal, type NewVersion, readVersion } from '#src/rates/commands.ts'
import type { RateFact } from '#src/rates/facts.ts'
import { decideCardApproval, decideCardRefusal, type SettleRefusal } from '#src/rates/proposals/proposal.ts'
import { insertProposal, lockProposal, saveSettledCard } from '#src/rates/proposals/proposal.store.ts'

export type Proposed = { readonly proposalRef: string; readonly cardRef: string; readonly from: Day }

/** Refused at once where it could not be added as things stand. */
export const proposeCard = (shell: Shell, actor: Actor, input: NewVersion, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'propose-rate-card',
    async (tx): Promise<Result<Proposed, CardRefusal>> => {
      const read = await readVersion(tx, input)
      if (!read.ok) return read
      const { cardRef, from, reason } = read.value
      const proposalRef = await nextRef(tx, 'CP')
      await insertProposal(tx, {
        proposalRef,
        cardRef,
        name: input.name,
        from,
        text: input.text,
        reason: reason ?? null,
      })
      tx.record({
        type: 'rates.card-proposed',
        about: [`rate-card:${cardRef}`, `card-proposal:${proposalRef}`],
        data: { proposalRef, cardRef, from, sha256: createHash('sha256').update(input.text).digest('hex') },
      } satisfies RateFact)
      return ok({ proposalRef, cardRef, from })
    },
    { ...options, request: input },
  )

export type ApproveCardRefusal = CardRefusal | { readonly why: SettleRefusal | 'no such proposal' }

export const approveCard = (shell: Shell, actor: Actor, proposalRef: string, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'approve-rate-card',
    async (tx): Promise<Result<{ cardRef: string; from: Day }, ApproveCardRefusal>> => {
      const proposal = await lockProposal(tx, proposalRef)
      if (!proposal) return refuse({ why: 'no such proposal' })
      const decided = decideCardApproval(proposal, personBehind(actor))
      if (!decided.ok) return refuse({ why: decided.error })
      const { name, text, reason } = proposal
      const added = await addVersion(tx, { name, text, reason: reason ?? undefined })
      if (!added.ok) return added
      await saveSettledCard(tx, proposalRef, 'approved', null)
      tx.record({
        type: 'rates.card-approved',
        about: [`rate-card:${proposal.cardRef}`, `card-proposal:${proposalRef}`],
        data: { proposalRef, cardRef: proposal.cardRef, from: proposal.from },
      } satisfies RateFact)
      return added
    },
    { ...options, request: { proposalRef } },
  )

export const refuseCard = (shell: Shell, actor: Actor, input: { readonly proposalRef: string; readonly why: string }) =>
  shell.command(actor, 'refuse-rate-card', async (tx): Promise<Result<string, SettleRefusal | 'no such proposal'>> => {
    const proposal = await lockProposal(tx, input.proposalRef)
    if (!proposal) return refuse('no such proposal')
    const decided = decideCardRefusal(proposal, input.why)
    if (!decided.ok) return decided
    const why = input.why.trim()
    await saveSettledCard(tx, input.proposalRef, 'refused', why)
    tx.record({
      type: 'rates.card-refused',
      about: [`rate-card:${proposal.cardRef}`, `card-proposal:${input.proposalRef}`],
      data: { proposalRef: input.proposalRef, cardRef: proposal.cardRef, from: proposal.from, why },
    } satisfies RateFact)
    return ok(input.proposalRef)
  })
