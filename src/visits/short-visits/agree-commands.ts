import { type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { agreerInWords, type PatternVisit } from '#src/brokerage/index.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'
import type { VisitsFact } from '#src/visits/facts.ts'
import { type Agreement, type AgreeRefusal, checkAgreement } from '#src/visits/short-visits/short-visit.ts'
import { insertAgreement, listAgreements } from '#src/visits/short-visits/short-visit.store.ts'
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
      const { minutes, shortReason: reason = '' } = checked.value
      const agreedBy = input.agreedBy.trim()
      const { packageRef, slot, agreedOn } = input
      const { personRef } = plan
      return ok(await note(tx, { packageRef, personRef, slot, minutes, reason, agreedBy, agreedOn }, input.note.trim()))
    },
    options,
  )

type Told = Agreement & { readonly packageRef: string; readonly personRef: string; readonly reason: string }

async function note(tx: Write, told: Told, words: string): Promise<string> {
  const agreementRef = await nextRef(tx, 'SA')
  await insertAgreement(tx, { ...told, agreementRef, note: words })
  tx.record({
    type: 'visits.short-visit-agreed',
    about: [`package:${told.packageRef}`, `person:${told.personRef}`],
    data: { agreementRef, ...told },
  } satisfies VisitsFact)
  return agreementRef
}

type Placed = { readonly packageRef: string; readonly personRef?: string; readonly pattern: readonly PatternVisit[] }

/** What the person agreed to before care was placed or changed, as the package says (M-41). */
export async function noteShortVisits(tx: Write, { packageRef, pattern, ...placed }: Placed): Promise<void> {
  for (const { slot, shortReason: reason = '', shortAgreed } of pattern) {
    if (!shortAgreed) continue
    const { on: agreedOn, minutes } = shortAgreed
    const known = await listAgreements(tx, packageRef, slot)
    if (known.some((one) => one.agreedOn === agreedOn && one.minutes === minutes)) continue
    const personRef = placed.personRef ?? (await findPlan(tx, packageRef))?.personRef
    if (personRef === undefined) continue
    const agreedBy = agreerInWords(shortAgreed.by)
    await note(tx, { packageRef, personRef, slot, minutes, reason, agreedBy, agreedOn }, 'Written down in the package')
  }
}
