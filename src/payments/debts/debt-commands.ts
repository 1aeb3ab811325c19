import { dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import {
  type Debt,
  type DebtTerms,
  decideProposal,
  decideSettlement,
  listOwing,
  type Owing,
  type ProposeDebtRefusal,
  type SettleDebtRefusal,
  type Standing,
} from '#src/payments/debts/debt.ts'
import {
  insertDebt,
  insertDebtParts,
  listDebts,
  listOpenQueries,
  lockDebt,
  saveDebtState,
} from '#src/payments/debts/debt.store.ts'
import type { DebtFact } from '#src/payments/debts/facts.ts'
import { listPayableParts, takePayingTurn } from '#src/payments/payment-files/payment-file.store.ts'
import { listRunsOfParts, tellRunsPaid } from '#src/payments/payment-files/paid-runs.store.ts'
import { type Actor, personBehind, type RecordKey } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'

export const readOwing = async (tx: Read): Promise<Owing[]> => listOwing(await listPayableParts(tx))

export async function readStanding(tx: Read, organisationRef: string): Promise<Standing> {
  const owing = (await readOwing(tx)).find((one) => one.organisationRef === organisationRef)
  const queries = owing
    ? await listOpenQueries(
        tx,
        owing.parts.map(({ statementRef }) => statementRef),
      )
    : []
  return { owing, queries }
}

const aboutDebt = ({ organisationRef }: Debt, owing?: Owing): RecordKey[] => [
  `provider:${organisationRef}`,
  ...(owing?.parts ?? []).map(({ statementRef }) => `statement:${statementRef}` as const),
]

const dataOf = ({ debtRef, organisationRef, way, amountPence, day, reference }: Debt) => ({
  ...{ debtRef, organisationRef, way, amountPence, day, reference },
})

export type ProposeDebt = DebtTerms & { readonly organisationRef: string }

/** An officer writes down what became of a debt; until another confirms it, nothing changes. */
export const proposeDebt = (shell: Shell, actor: Actor, input: ProposeDebt, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'propose-debt',
    async (tx): Promise<Result<Debt, ProposeDebtRefusal>> => {
      await takePayingTurn(tx)
      const { organisationRef, way, day } = input
      const waiting = await listDebts(tx, { organisationRef, states: ['proposed'] }, { offset: 0, limit: 1 })
      const decided = decideProposal(await readStanding(tx, organisationRef), input, {
        today: dayOf(tx.now),
        isWaiting: waiting.length > 0,
      })
      if (!decided.ok) return decided
      const debt: Debt = {
        ...{ debtRef: await nextRef(tx, 'DB'), organisationRef, way, amountPence: input.seenPence, day },
        ...{ reference: input.reference.trim(), reason: input.reason.trim(), state: 'proposed' },
        ...{ madeBy: personBehind(tx.actor), madeByName: tx.actor.name, madeAt: tx.now },
        ...{ settledByName: null, settledAt: null },
      }
      await insertDebt(tx, debt)
      tx.record({
        type: 'payments.debt-proposed',
        about: aboutDebt(debt),
        data: { ...dataOf(debt), reason: debt.reason },
      } satisfies DebtFact)
      return ok(debt)
    },
    { ...options, request: input },
  )

/** Another officer confirms: the statements are settled, nothing of them is taken off later payments, and the ledger says so. */
export const settleDebt = (shell: Shell, actor: Actor, debtRef: string, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'settle-debt',
    async (tx): Promise<Result<string, SettleDebtRefusal | 'no such debt'>> => {
      await takePayingTurn(tx)
      const debt = await lockDebt(tx, debtRef)
      if (!debt) return refuse('no such debt')
      const standing = await readStanding(tx, debt.organisationRef)
      const decided = decideSettlement(debt, personBehind(tx.actor), standing)
      if (!decided.ok) return decided
      const parts = standing.owing?.parts ?? []
      await insertDebtParts(tx, debtRef, parts)
      await saveDebtState(tx, debtRef, 'settled')
      tx.record({
        type: 'payments.debt-settled',
        about: aboutDebt(debt, standing.owing),
        data: {
          ...dataOf(debt),
          parts: parts.map(({ statementRef, queryRef, amountPence }) => ({ statementRef, queryRef, amountPence })),
        },
      } satisfies DebtFact)
      await tellRunsPaid(tx, await listRunsOfParts(tx, parts))
      return ok(debtRef)
    },
    { ...options, request: { debtRef } },
  )

/** It was written down by mistake, or is not so: the provider owes as before. */
export const refuseDebt = (shell: Shell, actor: Actor, debtRef: string) =>
  shell.command(actor, 'refuse-debt', async (tx): Promise<Result<string, 'not waiting' | 'no such debt'>> => {
    const debt = await lockDebt(tx, debtRef)
    if (!debt) return refuse('no such debt')
    if (debt.state !== 'proposed') return refuse('not waiting')
    await saveDebtState(tx, debtRef, 'refused')
    tx.record({ type: 'payments.debt-refused', about: aboutDebt(debt), data: dataOf(debt) } satisfies DebtFact)
    return ok(debtRef)
  })
