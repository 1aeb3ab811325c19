import { ok, type Result, refuse } from '#src/base/result.ts'
import { getCouncil } from '#src/councils/index.ts'
import { type Actor, forAllMembers } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { sendMail } from '#src/platform/sign-in/mail.ts'
import { standing } from '#src/tendering/awards/award.ts'
import { lockAward, saveAward } from '#src/tendering/awards/award.store.ts'
import type { AwardFact } from '#src/tendering/awards/facts.ts'
import { summaryOf } from '#src/tendering/awards/summary.ts'
import { insertSummary, lastEdition } from '#src/tendering/awards/summary.store.ts'
import { lockEvaluated } from '#src/tendering/evaluation/assess-commands.ts'
import { readEvidence } from '#src/tendering/evaluation/evaluation.store.ts'
import { outcomeOf } from '#src/tendering/evaluation/outcome.ts'

export type SendRefusal = 'no such award' | 'sent already' | 'awarded already'

/** Sends every bidder that was assessed its summary, all at once, before the award notice (P-57). */
export const sendSummaries = (shell: Shell, actor: Actor, tenderRef: string) =>
  shell.command(forAllMembers(actor), 'send-summaries', async (tx): Promise<Result<number, SendRefusal>> => {
    const evaluated = await lockEvaluated(tx, tenderRef)
    const award = await lockAward(tx, tenderRef)
    if (!evaluated || !award) return refuse('no such award')
    if (award.summariesSentAt !== null) return refuse('sent already')
    if (award.status !== 'decided') return refuse('awarded already')
    const evidence = await readEvidence(tx, evaluated)
    const outcome = outcomeOf(evidence)
    const winners = Map.groupBy(standing(award.lots), ({ lot }) => lot)
    const winnersOf = (lot: string): string[] => (winners.get(lot) ?? []).flatMap(({ bidRef }) => bidRef ?? [])
    const edition = 1 + (await lastEdition(tx, tenderRef))
    const { name: council } = await getCouncil(tx)
    for (const { bidRef, organisationRef, contact } of evaluated.bids) {
      const summary = summaryOf(tenderRef, bidRef, evidence, outcome, winnersOf)
      await insertSummary(tx, { tenderRef, bidRef, organisationRef, edition, summary })
      const data = { name: contact.name, council, tender: `${tenderRef}, ${evaluated.spec.title}` }
      await sendMail(tx, { to: contact.email, template: 'tender-outcome', data })
    }
    await saveAward(tx, { ...award, summariesSentAt: tx.now }, { ref: actor.id, name: actor.name })
    tx.record({
      type: 'tendering.summaries-sent',
      about: [`tender:${tenderRef}`, `award:${award.awardRef}`],
      data: {
        tenderRef,
        awardRef: award.awardRef,
        edition,
        summaries: evaluated.bids.length,
        mails: evaluated.bids.length,
      },
    } satisfies AwardFact)
    return ok(evaluated.bids.length)
  })
