import { ok, type Result, refuse } from '#src/base/result.ts'
import { cardOfAward, contractOfAward, isFramework } from '#src/contracts/awards/award-contract.ts'
import { type EnterRefusal, enterContractIn, enterFrameworkIn } from '#src/contracts/commands.ts'
import { findFrameworkOfTender } from '#src/contracts/frameworks/framework.store.ts'
import type { Particulars } from '#src/contracts/particulars.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell, Write } from '#src/platform/command.ts'
import { addVersion } from '#src/rates/index.ts'
import { findTender, listLotsWithoutContract, noteContract, type Spec } from '#src/tendering/index.ts'

export type LotKey = { readonly tenderRef: string; readonly lot: string; readonly organisationRef: string }

export type MakeContract = LotKey & {
  readonly title: string
  readonly ceilingPence: number | null
  /** A card that there is; null makes one of the prices won. */
  readonly cardRef: string | null
  readonly particulars: Particulars
}

export type MakeRefusal = EnterRefusal | 'no such award' | 'no card can be made' | 'the card has faults'

/** The lot as it was won, while no contract is made of it. */
export const findLotWon = async (tx: Parameters<typeof listLotsWithoutContract>[0], key: LotKey) =>
  (await listLotsWithoutContract(tx)).find(
    (one) => one.tenderRef === key.tenderRef && one.lot === key.lot && one.organisationRef === key.organisationRef,
  )

/** Makes the contract of a lot that was awarded, with its rate card and, the first time, the framework that it stands in. */
export const makeContractOfAward = (shell: Shell, actor: Actor, input: MakeContract, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'make-contract-of-award',
    async (tx): Promise<Result<string, MakeRefusal>> => {
      const won = await findLotWon(tx, input)
      const tender = won && (await findTender(tx, input.tenderRef))
      const agreed = tender && contractOfAward(tender.spec, input.tenderRef, won)
      if (!won || !tender || !agreed) return refuse('no such award')
      const cardRef = input.cardRef === null ? await makeCard(tx, tender.spec, won) : ok(input.cardRef)
      if (!cardRef.ok) return cardRef
      const frameworkRef = isFramework(tender.spec) ? await frameworkFor(tx, tender.spec, input.tenderRef) : null
      const { title, ceilingPence, particulars } = input
      const entered = await enterContractIn(tx, {
        ...{ ...agreed, ...particulars, title, ceilingPence, cardRef: cardRef.value, frameworkRef },
        tenderRef: input.tenderRef,
      })
      if (!entered.ok) return entered
      const { awardRef, lot, organisationRef } = won
      const noted = await noteContract(tx, { awardRef, lot, organisationRef, contractRef: entered.value })
      return noted ? entered : refuse('no such award')
    },
    options,
  )

async function makeCard(
  tx: Write,
  spec: Spec,
  won: NonNullable<Awaited<ReturnType<typeof findLotWon>>>,
): Promise<Result<string, 'no card can be made' | 'the card has faults'>> {
  const card = cardOfAward(spec, won.tenderRef, won)
  if (!card) return refuse('no card can be made')
  const added = await addVersion(tx, { name: card.name, text: card.text, reason: `Award of ${won.tenderRef}` })
  return added.ok ? ok(added.value.cardRef) : refuse('the card has faults')
}

/** The framework of a tender is entered with the first contract made of it, and weighs offers as the tender weighed bids. */
async function frameworkFor(tx: Write, spec: Spec, tenderRef: string): Promise<string> {
  const found = await findFrameworkOfTender(tx, tenderRef)
  if (found !== undefined) return found
  const price = Math.round(spec.price.weight)
  const { title, service, fromDay, toDay } = spec
  return enterFrameworkIn(tx, {
    ...{ title, service, fromDay, toDay },
    weights: { price, quality: 100 - price, completeness: 0, start: 0 },
  })
}
