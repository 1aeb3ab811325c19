import { type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell } from '#src/platform/command.ts'
import type { VisitsFact } from '#src/visits/facts.ts'
import { type AgreeRefusal, checkAgreement } from '#src/visits/short-visits/short-visit.ts'
import { insertAgreement } from '#src/visits/short-visits/short-visit.store.ts'
import { findPlan } from '#src/visits/visit.store.ts'

export type AgreeShort = {
  readonly packageRef: string
  readonly slot: number
  readonly agreedBy: string
  readonly agreedOn: Day
  readonly note: string
}

/** The person, or who speaks for them, agreed to a visit shorter than the council's minimum. */
export const agreeShortVisit = (shell: Shell, actor: Actor, input: AgreeShort, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'agree-short-visit',
    async (tx): Promise<Result<string, AgreeRefusal | 'no such package'>> => {
      const plan = await findPlan(tx, input.packageRef)
      if (!plan) return refuse('no such package')
      const today = dayOf(tx.now)
      const { minimumMinutes } = await getPolicy(tx, 'visit-length', today)
      const visit = plan.pattern.find(({ slot }) => slot === input.slot)
      const checked = checkAgreement(visit, minimumMinutes, input, today)
      if (!checked.ok) return checked
      const agreementRef = await nextRef(tx, 'SA')
      const { minutes, shortReason: reason = '' } = checked.value
      const agreedBy = input.agreedBy.trim()
      const { packageRef, slot, agreedOn } = input
      const { personRef } = plan
      await insertAgreement(tx, {
        ...{ agreementRef, packageRef, personRef, slot, minutes, reason, agreedBy, agreedOn },
        note: input.note.trim(),
      })
      tx.record({
        type: 'visits.short-visit-agreed',
        about: [`package:${packageRef}`, `person:${personRef}`],
        data: { agreementRef, packageRef, personRef, slot, minutes, reason, agreedBy, agreedOn },
      } satisfies VisitsFact)
      return ok(agreementRef)
    },
    options,
  )
