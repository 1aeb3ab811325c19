import { ok, type Result, refuse } from '#src/base/result.ts'
import { askAnew, type AskAnewRefusal } from '#src/brokerage/emergency/emergency.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import { type CarePackage, waitsForSignatures } from '#src/brokerage/packages/care-package.ts'
import { listSignatures, lockPackage, savePackage, saveSignatures } from '#src/brokerage/packages/care-package.store.ts'
import { choiceToSign, tellSigners } from '#src/brokerage/sign-off/tell-signers-commands.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell } from '#src/platform/command.ts'

export type AnswerSigner = { readonly packageRef: string; readonly step: number; readonly answer: string }
export type AnswerRefusal = AskAnewRefusal | 'no such package' | 'not in this state'

/** Answers the signer who questioned care that runs already, and asks for the signature anew. */
export const answerSigner = (shell: Shell, actor: Actor, input: AnswerSigner, options?: CommandOptions) =>
  shell.command(
    actor,
    'answer-signer',
    async (tx): Promise<Result<CarePackage, AnswerRefusal>> => {
      const pkg = await lockPackage(tx, input.packageRef)
      if (!pkg) return refuse('no such package')
      if (!pkg.emergency || !pkg.choice || !waitsForSignatures(pkg)) return refuse('not in this state')
      const asked = askAnew(await listSignatures(tx, pkg), input, tx.now)
      if (!asked.ok) return asked
      const { signature, answered } = asked.value
      const now: CarePackage = { ...pkg, choice: { ...pkg.choice, answered } }
      await savePackage(tx, now)
      await saveSignatures(tx, now, [signature])
      await tellSigners(tx, 'signature-asked', [choiceToSign(now, await listSignatures(tx, now), [signature.step])])
      tx.record({
        type: 'brokerage.signer-answered',
        about: [`package:${pkg.packageRef}`],
        data: { ...{ packageRef: pkg.packageRef, step: signature.step, label: signature.label }, ...answered },
      } satisfies BrokerageFact)
      return ok(now)
    },
    options,
  )
