import { dayOf, formatDay, formatInstant } from '#src/base/day.ts'
import { ok, refuse } from '#src/base/result.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import { type CarePackage, waitsForSignatures } from '#src/brokerage/packages/care-package.ts'
import { findPackage, listSignatures, lockPackage, saveSignatures } from '#src/brokerage/packages/care-package.store.ts'
import type { SignerMail } from '#src/brokerage/sign-off/mails.ts'
import { isItsTurn, remindersDue, type Signature, whoseTurn } from '#src/brokerage/sign-off/sign-off.ts'
import { getCouncil, getPolicy, listOfficers } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'
import { sendMail } from '#src/platform/sign-in/mail.ts'

/** A package with all its signatures and, where not all that wait are meant, the steps that are. */
export type ToTell = {
  readonly pkg: CarePackage
  readonly signatures: readonly Signature[]
  readonly steps?: readonly number[]
}

const untilWhen = ({ emergency, startBy }: CarePackage): string => {
  if (emergency) return `, by ${formatInstant(emergency.signBy)}: care was placed in an emergency`
  return startBy ? `; care should begin by ${formatDay(startBy)}` : ''
}

/** Writes to the officers whose turn it is, one mail for all that waits for each; answers with how many were written. */
export async function tellSigners(tx: Write, template: SignerMail, told: readonly ToTell[]): Promise<number> {
  const officers = await listOfficers(tx)
  const today = dayOf(tx.now)
  const linesOf = new Map<string, string[]>()
  for (const { pkg, signatures, steps } of told) {
    const interested = { requestedBy: pkg.requestedBy, chosenBy: pkg.choice?.chosenBy ?? '' }
    const waiting = signatures.filter(
      (one) => one.status === 'waiting' && isItsTurn(signatures, one) && (steps?.includes(one.step) ?? true),
    )
    const labelsOf = new Map<string, string[]>()
    for (const one of waiting)
      for (const ref of whoseTurn(signatures, one, { officers, interested, today }))
        labelsOf.set(ref, [...(labelsOf.get(ref) ?? []), `“${one.label}”`])
    for (const [ref, labels] of labelsOf)
      linesOf.set(ref, [
        ...(linesOf.get(ref) ?? []),
        `Package ${pkg.packageRef}, ${labels.join(' or ')}${untilWhen(pkg)}.`,
      ])
  }
  const { name: council } = await getCouncil(tx)
  const letters = officers.filter(({ officerRef, email }) => linesOf.has(officerRef) && email !== '')
  for (const { email: to, name, officerRef } of letters) {
    const waits = (linesOf.get(officerRef) ?? []).join('\n')
    await sendMail(tx, { to, template, data: { name, council, waits } })
  }
  return letters.length
}

export type RemindRefusal = 'nobody to remind' | 'nobody may sign'
export type Reminded = { readonly packages: number; readonly signatures: number; readonly mails: number }

/** Reminds of the signatures that wait: of all when an officer asks, of those due by the policy when the clock does. */
export const remindSigners = (
  shell: Shell,
  actor: Actor,
  input: { readonly packageRefs: readonly string[]; readonly onlyDue: boolean },
) =>
  shell.command<Reminded, RemindRefusal>(actor, 'remind-signers', async (tx) => {
    const { remindAfterHours } = await getPolicy(tx, 'sign-off', dayOf(tx.now))
    let reminded = 0
    const told: ToTell[] = []
    for (const packageRef of [...new Set(input.packageRefs)].sort()) {
      const found = await findPackage(tx, packageRef)
      const pkg = found && waitsForSignatures(found) ? await lockPackage(tx, packageRef) : undefined
      if (!pkg || !waitsForSignatures(pkg)) continue
      const signatures = await listSignatures(tx, pkg)
      const due = remindersDue(signatures, input.onlyDue ? remindAfterHours : 0, tx.now)
      if (due.length === 0) continue
      await saveSignatures(
        tx,
        pkg,
        due.map((signature) => ({ ...signature, remindedAt: tx.now })),
      )
      tx.record({
        type: 'brokerage.signers-reminded',
        about: [`package:${packageRef}`],
        data: { packageRef, steps: due.map(({ step }) => step) },
      } satisfies BrokerageFact)
      told.push({ pkg, signatures, steps: due.map(({ step }) => step) })
      reminded += due.length
    }
    if (told.length === 0) return refuse('nobody to remind')
    const mails = await tellSigners(tx, 'signature-reminder', told)
    if (mails === 0) return refuse('nobody may sign')
    return ok({ packages: told.length, signatures: reminded, mails })
  })
