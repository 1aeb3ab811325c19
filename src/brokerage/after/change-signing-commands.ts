/** More care is signed for as a choice is: by the officers whom the policy names for the new cost of a week, each one step. */
import { dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { listChanges, saveDecision } from '#src/brokerage/after/after.store.ts'
import { type CareChange, type DecideRefusal, signedFor, waitsForSigning } from '#src/brokerage/after/care-change.ts'
import {
  type ChangeSignature,
  listChangeSignatures,
  saveChangeSignatures,
  signaturesOf,
} from '#src/brokerage/after/change-signature.store.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import type { CarePackage, Placement } from '#src/brokerage/packages/care-package.ts'
import { lockPackage } from '#src/brokerage/packages/care-package.store.ts'
import {
  handOver,
  isComplete,
  mayDecide,
  refuseSignature,
  sign,
  type Signature,
  signedCount,
  type SignedBy,
  type SignRefusal,
} from '#src/brokerage/sign-off/sign-off.ts'
import { signaturesFor } from '#src/brokerage/sign-off/sign-off-commands.ts'
import { changeToSign, tellSigners } from '#src/brokerage/sign-off/tell-signers-commands.ts'
import { listOfficers } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'

/** Asks for the signatures by the new cost of a week; none where the policy names nobody. */
export async function askToSign(tx: Write, pkg: CarePackage, change: CareChange): Promise<boolean> {
  const { packageRef, number, weeklyPence, overCeilingPence = 0, emergency } = change
  const signatures = await signaturesFor(
    tx,
    { ...pkg, urgent: emergency !== undefined },
    { weeklyPence, overCeilingPence },
  )
  if (signatures.length === 0) return false
  await saveChangeSignatures(tx, change, signatures)
  await tellSigners(tx, 'signature-asked', [changeToSign(change, signatures)])
  if (emergency)
    tx.record({
      type: 'brokerage.changed-in-emergency',
      about: [`package:${packageRef}`],
      data: { packageRef, number, signBy: emergency.signBy.toString(), signatures: signatures.length },
    } satisfies BrokerageFact)
  return true
}

type Signing = {
  readonly change: CareChange
  readonly placement: Placement
  readonly signatures: readonly ChangeSignature[]
}
type StepRefusal = SignRefusal | DecideRefusal | 'not an officer' | 'care has ended by then'

async function signerOf(tx: Write, change: CareChange): Promise<Result<SignedBy, 'not an officer'>> {
  const officers = await listOfficers(tx)
  const signer = tx.actor.kind === 'officer' && officers.find(({ officerRef }) => officerRef === tx.actor.id)
  if (!signer) return refuse('not an officer')
  const interested = { requestedBy: change.proposedBy, chosenBy: change.proposedBy }
  return ok({ signer, signerName: signer.name, officers, interested, now: tx.now, today: dayOf(tx.now) })
}

const stepOf = (signatures: readonly Signature[], by: SignedBy): number =>
  (signatures.find(({ step }) => mayDecide(signatures, step, by).ok) ?? signatures.find(isWaiting))?.step ?? 0

const isWaiting = ({ status }: Signature): boolean => status === 'waiting'

/** One officer signs a step of more care, or refuses it; answers with the change as it then stands. */
export async function decideStep(
  tx: Write,
  { change, placement, signatures }: Signing,
  input: { readonly agree: boolean; readonly reason: string; readonly step?: number | undefined },
): Promise<Result<CareChange, StepRefusal>> {
  if (!waitsForSigning(change) || !signatures.some(isWaiting)) return refuse('already decided')
  const by = await signerOf(tx, change)
  if (!by.ok) return by
  const step = input.step ?? stepOf(signatures, by.value)
  const decided = input.agree
    ? sign(signatures, step, by.value)
    : refuseSignature(signatures, step, by.value, input.reason)
  if (!decided.ok) return decided
  const changed = decided.value.filter((one, at) => one !== signatures[at])
  await saveChangeSignatures(tx, change, changed)
  const next = changed.flatMap((one) => (isWaiting(one) ? [one.step] : []))
  if (next.length > 0) await tellSigners(tx, 'signature-asked', [changeToSign(change, decided.value, next)])
  recordStep(tx, change, decided.value, step)
  const told = { name: by.value.signerName, now: tx.now, today: by.value.today }
  // What began before its signatures runs on: a question of it is the broker's to answer.
  if (change.emergency) return ok(change)
  if (!input.agree) return declined(tx, change, placement, input.reason.trim(), told)
  if (!isComplete(decided.value)) return ok(change)
  const holds = signedFor(change, placement, told)
  if (holds.ok) await saveDecision(tx, holds.value)
  return holds
}

export type HandChangeRefusal =
  | SignRefusal
  | 'not an officer'
  | 'no such change'
  | 'no such officer'
  | 'colleague may not sign'
  | 'already decided'

/** An officer who may sign a step of more care hands this one signature to a named colleague. */
export const handChangeOver = (
  shell: Shell,
  actor: Actor,
  input: { readonly packageRef: string; readonly number: number; readonly step: number; readonly to: string },
) =>
  shell.command<CareChange, HandChangeRefusal>(actor, 'hand-over', async (tx) => {
    await lockPackage(tx, input.packageRef)
    const change = (await listChanges(tx, input.packageRef)).find(({ number }) => number === input.number)
    if (!change) return refuse('no such change')
    if (!waitsForSigning(change)) return refuse('already decided')
    const signatures = signaturesOf(await listChangeSignatures(tx, input.packageRef), change.number)
    const by = await signerOf(tx, change)
    if (!by.ok) return by
    const to = by.value.officers.find(({ officerRef }) => officerRef === input.to)
    if (!to) return refuse('no such officer')
    const handed = handOver(signatures, input.step, by.value, to)
    if (!handed.ok) return handed
    await saveChangeSignatures(
      tx,
      change,
      handed.value.filter(({ step }) => step === input.step),
    )
    await tellSigners(tx, 'signature-asked', [changeToSign(change, handed.value, [input.step])])
    const label = signatures.find(({ step }) => step === input.step)?.label ?? ''
    const toName = (await listOfficers(tx)).find(({ officerRef }) => officerRef === to.officerRef)?.name ?? ''
    tx.record({
      type: 'brokerage.signature-handed-over',
      about: [`package:${input.packageRef}`, `officer:${tx.actor.id}`, `officer:${to.officerRef}`],
      data: { packageRef: input.packageRef, number: change.number, step: input.step, label, to: to.officerRef, toName },
    } satisfies BrokerageFact)
    return ok(change)
  })

function recordStep(tx: Write, { packageRef, number }: CareChange, signatures: readonly Signature[], step: number) {
  const one = signatures.find((signature) => signature.step === step)
  const data = { packageRef, number, step, label: one?.label ?? '' }
  tx.record({
    type: 'brokerage.change-signed',
    about: [`package:${packageRef}`, `officer:${tx.actor.id}`],
    data: {
      ...data,
      ...{ signed: signedCount(signatures), of: signatures.length },
      ...(one?.onBehalfOf ? { onBehalfOf: one.onBehalfOf } : {}),
      ...(one?.status === 'refused' ? { refusedBecause: one.reason ?? '' } : {}),
    },
  } satisfies BrokerageFact)
}

async function declined(
  tx: Write,
  change: CareChange,
  { personRef, organisationRef, contractRef }: Placement,
  reason: string,
  by: { readonly name: string },
): Promise<Result<CareChange, never>> {
  const over: CareChange = {
    ...change,
    state: 'declined',
    declineReason: reason,
    decidedByName: by.name,
    decidedAt: tx.now,
  }
  await saveDecision(tx, over)
  const { packageRef, number, kind, fromDay, weeklyPence, beforePence } = change
  tx.record({
    type: 'brokerage.change-declined',
    about: [`package:${packageRef}`, `person:${personRef}`, `provider:${organisationRef}`, `contract:${contractRef}`],
    data: { packageRef, number, kind, fromDay, weeklyPence, beforePence, reason },
  } satisfies BrokerageFact)
  return ok(over)
}
