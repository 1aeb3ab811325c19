import { dayOf, formatDay, formatInstant, type Instant } from '#src/base/day.ts'
import { listChanges } from '#src/brokerage/after/after.store.ts'
import { type CareChange, waitsForSigning } from '#src/brokerage/after/care-change.ts'
import {
  listChangeSignatures,
  saveChangeSignatures,
  signaturesOf,
} from '#src/brokerage/after/change-signature.store.ts'
import { ok, refuse } from '#src/base/result.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import { type CarePackage, waitsForSignatures } from '#src/brokerage/packages/care-package.ts'
import { findPackage, listSignatures, lockPackage, saveSignatures } from '#src/brokerage/packages/care-package.store.ts'
import type { SignerMail } from '#src/brokerage/sign-off/mails.ts'
import {
  type Interested,
  isItsTurn,
  remindersDue,
  type Signature,
  whoseTurn,
} from '#src/brokerage/sign-off/sign-off.ts'
import { getCouncil, getPolicy, listOfficers } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'
import { sendMail } from '#src/platform/sign-in/mail.ts'

/** What is signed for with all its signatures and, where not all that wait are meant, the steps that are. */
export type ToTell = {
  /** "Package PK-1001", and until when: nothing of the person. */
  readonly packageRef: string
  readonly what: string
  readonly until: string
  readonly interested: Interested
  readonly signatures: readonly Signature[]
  readonly steps?: readonly number[] | undefined
}

export const choiceToSign = (
  pkg: CarePackage,
  signatures: readonly Signature[],
  steps?: readonly number[],
): ToTell => ({
  packageRef: pkg.packageRef,
  what: `Package ${pkg.packageRef}`,
  until: pkg.emergency
    ? `, by ${formatInstant(pkg.emergency.signBy)}: care was placed in an emergency`
    : pkg.startBy
      ? `; care should begin by ${formatDay(pkg.startBy)}`
      : '',
  interested: { requestedBy: pkg.requestedBy, chosenBy: pkg.choice?.chosenBy ?? '' },
  ...{ signatures, steps },
})

export const changeToSign = (
  change: CareChange,
  signatures: readonly Signature[],
  steps?: readonly number[],
): ToTell => ({
  packageRef: change.packageRef,
  what: `More care in package ${change.packageRef}`,
  until: change.emergency
    ? `, by ${formatInstant(change.emergency.signBy)}: it began before it was signed for`
    : `; it should begin on ${formatDay(change.fromDay)}`,
  interested: { requestedBy: change.proposedBy, chosenBy: change.proposedBy },
  ...{ signatures, steps },
})

/** Writes to the officers whose turn it is, one mail for all that waits for each; answers with how many were written. */
export async function tellSigners(tx: Write, template: SignerMail, told: readonly ToTell[]): Promise<number> {
  const officers = await listOfficers(tx)
  const today = dayOf(tx.now)
  const linesOf = new Map<string, string[]>()
  for (const { what, until, interested, signatures, steps } of told) {
    const waiting = signatures.filter(
      (one) => one.status === 'waiting' && isItsTurn(signatures, one) && (steps?.includes(one.step) ?? true),
    )
    const labelsOf = new Map<string, string[]>()
    for (const one of waiting)
      for (const ref of whoseTurn(signatures, one, { officers, interested, today }))
        labelsOf.set(ref, [...(labelsOf.get(ref) ?? []), `“${one.label}”`])
    for (const [ref, labels] of labelsOf)
      linesOf.set(ref, [...(linesOf.get(ref) ?? []), `${what}, ${labels.join(' or ')}${until}.`])
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
    const hours = input.onlyDue ? remindAfterHours : 0
    let signatures = 0
    const told: ToTell[] = []
    for (const packageRef of [...new Set(input.packageRefs)].sort()) {
      const found = [
        ...(await remindOfChoice(tx, packageRef, hours)),
        ...(await remindOfChanges(tx, packageRef, hours)),
      ]
      const steps = found.flatMap((one) => one.steps ?? [])
      if (steps.length === 0) continue
      tx.record({
        type: 'brokerage.signers-reminded',
        about: [`package:${packageRef}`],
        data: { packageRef, steps },
      } satisfies BrokerageFact)
      told.push(...found)
      signatures += steps.length
    }
    if (told.length === 0) return refuse('nobody to remind')
    const mails = await tellSigners(tx, 'signature-reminder', told)
    if (mails === 0) return refuse('nobody may sign')
    return ok({ packages: new Set(told.map(({ packageRef }) => packageRef)).size, signatures, mails })
  })

const dueOf = (signatures: readonly Signature[], hours: number, now: Instant) => {
  const due = remindersDue(signatures, hours, now)
  return { due: due.map((one) => ({ ...one, remindedAt: now })), steps: due.map(({ step }) => step) }
}

async function remindOfChoice(tx: Write, packageRef: string, hours: number): Promise<ToTell[]> {
  const found = await findPackage(tx, packageRef)
  const pkg = found && waitsForSignatures(found) ? await lockPackage(tx, packageRef) : undefined
  if (!pkg || !waitsForSignatures(pkg)) return []
  const signatures = await listSignatures(tx, pkg)
  const { due, steps } = dueOf(signatures, hours, tx.now)
  if (due.length === 0) return []
  await saveSignatures(tx, pkg, due)
  return [choiceToSign(pkg, signatures, steps)]
}

async function remindOfChanges(tx: Write, packageRef: string, hours: number): Promise<ToTell[]> {
  if ((await listChangeSignatures(tx, packageRef)).every(({ status }) => status !== 'waiting')) return []
  await lockPackage(tx, packageRef)
  const all = await listChangeSignatures(tx, packageRef)
  const told: ToTell[] = []
  for (const change of (await listChanges(tx, packageRef)).filter(waitsForSigning)) {
    const signatures = signaturesOf(all, change.number)
    const { due, steps } = dueOf(signatures, hours, tx.now)
    if (due.length === 0) continue
    await saveChangeSignatures(tx, change, due)
    told.push(changeToSign(change, signatures, steps))
  }
  return told
}
