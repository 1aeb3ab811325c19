import { createHash } from 'node:crypto'
import { dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { getPolicy } from '#src/councils/index.ts'
import {
  type AccountFault,
  type BankDetails,
  decideKey,
  type KeyRefusal,
  OWN,
  readAccount,
  type TypedAccount,
  usableFrom,
} from '#src/payments/bank-details/bank-details.ts'
import {
  findSubstitute,
  insertDetails,
  insertKey,
  listDetails,
  listKeys,
  listWeightings,
  lockDetails,
  replaceWeightings,
  saveSettled,
} from '#src/payments/bank-details/bank-details.store.ts'
import type { BankDetailsFact } from '#src/payments/bank-details/facts.ts'
import { checkModulus, readSubstitutes, readWeightings } from '#src/payments/bank-details/modulus.ts'
import { type Actor, personBehind, type RecordKey } from '#src/platform/actor.ts'
import { nextRef, type Shell } from '#src/platform/command.ts'
import { findOrganisation } from '#src/providers/index.ts'

export type ProposeBankDetails = TypedAccount & { readonly organisationRef: string; readonly reason: string }

export type ProposeRefusal =
  | { readonly faults: readonly AccountFault[] }
  | 'no reason'
  | 'no such provider'
  | 'cannot be an account'
  | 'another proposal waits'

/** An officer proposes and so turns the first key; a provider proposes its own and turns none. */
export const proposeBankDetails = (shell: Shell, actor: Actor, input: ProposeBankDetails) =>
  shell.command(actor, 'propose-bank-details', async (tx): Promise<Result<BankDetails, ProposeRefusal>> => {
    const { organisationRef } = input
    const account = readAccount(input)
    if (!account.ok) return refuse({ faults: account.error })
    if (input.reason.trim() === '') return refuse('no reason')
    if (organisationRef !== OWN && !(await findOrganisation(tx, organisationRef))) return refuse('no such provider')
    const { sortCode, accountNumber } = account.value
    const lines = await listWeightings(tx, sortCode)
    const modulus = checkModulus(sortCode, accountNumber, lines, await findSubstitute(tx, sortCode))
    if (modulus === 'failed') return refuse('cannot be an account')
    const waiting = await listDetails(
      tx,
      { organisationRef, states: ['proposed'] },
      { offset: 0, limit: 1, withKeys: false },
    )
    if (waiting.length > 0) return refuse('another proposal waits')
    const byProvider = actor.organisation !== undefined
    const details: BankDetails = {
      ...{ bankDetailsRef: await nextRef(tx, 'BD'), organisationRef, ...account.value, modulus, state: 'proposed' },
      ...{ byProvider, proposedBy: personBehind(tx.actor), proposedByName: tx.actor.name, proposedAt: tx.now },
      ...{ reason: input.reason.trim(), settledAt: null, settledByName: null, usableFrom: null },
    }
    await insertDetails(tx, details)
    if (!byProvider) await insertKey(tx, details.bankDetailsRef, details.proposedBy)
    tx.record({
      type: 'payments.bank-details-proposed',
      about: aboutDetails(details),
      data: { ...dataOf(details), byProvider, modulus },
    } satisfies BankDetailsFact)
    return ok(details)
  })

const aboutDetails = ({ bankDetailsRef, organisationRef }: BankDetails): RecordKey[] => [
  `bank-details:${bankDetailsRef}`,
  organisationRef === OWN ? 'council:bank-details' : `provider:${organisationRef}`,
]

const dataOf = ({ bankDetailsRef, organisationRef, accountNumber }: BankDetails) => ({
  ...{ bankDetailsRef, organisationRef, ending: accountNumber.slice(5) },
})

export type TurnKeyRefusal = KeyRefusal | 'no such bank details'

/** An officer turns a key; with the second the details are confirmed and begin to cool. */
export const turnKey = (shell: Shell, actor: Actor, bankDetailsRef: string) =>
  shell.command(actor, 'confirm-bank-details', async (tx): Promise<Result<{ keysLeft: number }, TurnKeyRefusal>> => {
    const details = await lockDetails(tx, bankDetailsRef)
    if (!details) return refuse('no such bank details')
    const officer = personBehind(tx.actor)
    const keys = await listKeys(tx, bankDetailsRef)
    const decided = decideKey(
      details,
      keys.map((key) => key.officerRef),
      officer,
    )
    if (!decided.ok) return decided
    await insertKey(tx, bankDetailsRef, officer)
    if (decided.value.keysLeft > 0) {
      tx.record({
        type: 'payments.bank-details-key-turned',
        about: aboutDetails(details),
        data: { ...dataOf(details), keysLeft: decided.value.keysLeft },
      } satisfies BankDetailsFact)
      return decided
    }
    const { coolingDays } = await getPolicy(tx, 'bank-details', dayOf(tx.now))
    const from = usableFrom(tx.now, coolingDays)
    await saveSettled(tx, bankDetailsRef, 'confirmed', from)
    tx.record({
      type: 'payments.bank-details-confirmed',
      about: aboutDetails(details),
      data: { ...dataOf(details), usableFrom: from.toString() },
    } satisfies BankDetailsFact)
    return decided
  })

export const refuseBankDetails = (shell: Shell, actor: Actor, bankDetailsRef: string) =>
  shell.command(
    actor,
    'refuse-bank-details',
    async (tx): Promise<Result<string, 'no such bank details' | 'already settled'>> => {
      const details = await lockDetails(tx, bankDetailsRef)
      if (!details) return refuse('no such bank details')
      if (details.state !== 'proposed') return refuse('already settled')
      await saveSettled(tx, bankDetailsRef, 'refused', null)
      tx.record({
        type: 'payments.bank-details-refused',
        about: aboutDetails(details),
        data: dataOf(details),
      } satisfies BankDetailsFact)
      return ok(bankDetailsRef)
    },
  )

/** Loads the weights of the modulus check as they are published, and the sort codes that are checked as another. */
export const loadModulusWeights = (shell: Shell, actor: Actor, files: { weights: string; substitutes: string }) =>
  shell.command(
    actor,
    'load-modulus-weights',
    async (tx): Promise<Result<number, { weights?: string; substitutes?: string }>> => {
      const weightings = readWeightings(files.weights)
      if (!weightings.ok) return refuse({ weights: weightings.error })
      const substitutes = readSubstitutes(files.substitutes)
      if (!substitutes.ok) return refuse({ substitutes: substitutes.error })
      await replaceWeightings(tx, weightings.value, substitutes.value)
      tx.record({
        type: 'payments.modulus-weights-loaded',
        about: ['modulus:weights'],
        data: {
          lines: weightings.value.length,
          substitutes: substitutes.value.size,
          sha256: createHash('sha256').update(files.weights).update(files.substitutes).digest('hex'),
        },
      } satisfies BankDetailsFact)
      return ok(weightings.value.length)
    },
  )
