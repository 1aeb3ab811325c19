import { ok, type Result, refuse } from '#src/base/result.ts'
import { listChanges, saveDecision } from '#src/brokerage/after/after.store.ts'
import { type CareChange, waitsForSigning } from '#src/brokerage/after/care-change.ts'
import {
  listChangeSignatures,
  saveChangeSignatures,
  signaturesOf,
} from '#src/brokerage/after/change-signature.store.ts'
import { askAnew, type AskAnewRefusal } from '#src/brokerage/emergency/emergency.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import { lockPackage } from '#src/brokerage/packages/care-package.store.ts'
import { changeToSign, tellSigners } from '#src/brokerage/sign-off/tell-signers-commands.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell } from '#src/platform/command.ts'

export type AnswerChange = {
  readonly packageRef: string
  readonly number: number
  readonly step: number
  readonly answer: string
}
export type AnswerChangeRefusal = AskAnewRefusal | 'no such change' | 'not in this state'

/** Answers the signer who refused more care that runs already, and asks for the signature anew. */
export const answerChangeSigner = (shell: Shell, actor: Actor, input: AnswerChange, options?: CommandOptions) =>
  shell.command(
    actor,
    'answer-signer',
    async (tx): Promise<Result<CareChange, AnswerChangeRefusal>> => {
      const { packageRef, number } = input
      await lockPackage(tx, packageRef)
      const change = (await listChanges(tx, packageRef)).find((one) => one.number === number)
      if (!change) return refuse('no such change')
      if (!change.emergency || !waitsForSigning(change)) return refuse('not in this state')
      const asked = askAnew(signaturesOf(await listChangeSignatures(tx, packageRef), number), input, tx.now)
      if (!asked.ok) return asked
      const { signature, answered } = asked.value
      const now: CareChange = { ...change, answered }
      await saveDecision(tx, now)
      await saveChangeSignatures(tx, now, [signature])
      const all = signaturesOf(await listChangeSignatures(tx, packageRef), number)
      await tellSigners(tx, 'signature-asked', [changeToSign(now, all, [signature.step])])
      tx.record({
        type: 'brokerage.signer-answered',
        about: [`package:${packageRef}`],
        data: { ...{ packageRef, number, step: signature.step, label: signature.label }, ...answered },
      } satisfies BrokerageFact)
      return ok(now)
    },
    options,
  )
