/** What a register has after a year: a variation, a contract nearly used up, notice of one, an option to decide, indicators that are rated. */
import { addDays, addMonths, type Day } from '#src/base/day.ts'
import type { Result } from '#src/base/result.ts'
import {
  addKpi,
  changeContract,
  committedPence,
  enterFigure,
  getContract,
  giveNotice,
  publishRegister,
} from '#src/contracts/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import type { MadeContract } from '#src/trial/care.ts'

type Making = { readonly shell: Shell; readonly clerk: Actor; readonly today: Day }

function must<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`the trial council could not be made: ${JSON.stringify(result.error)}`)
  return result.value
}

export async function makeContractRegister(making: Making, contracts: readonly MadeContract[]): Promise<void> {
  const { shell, clerk } = making
  // The first is at its ceiling already, and a broker meets it; who leaves is one that few are asked of.
  const [, varied, ...others] = contracts
  const leaving = contracts.at(-1)
  if (varied) await vary(making, varied)
  if (varied) await measure(making, varied)
  for (const contract of others.slice(0, -1)) if (await nearlyUse(making, contract)) break
  if (leaving && contracts.length > 4) await leave(making, leaving)
  must(await publishRegister(shell, clerk))
}

const decided = { kind: 'decision' as const, words: 'Head of service, delegated decision DD-26-031' }

async function vary({ shell, clerk, today }: Making, { contractRef, ceilingPence }: MadeContract): Promise<void> {
  const { lot, zones, toDay } = await shell.read(clerk, (tx) => getContract(tx, contractRef))
  must(
    await changeContract(shell, clerk, {
      ...{
        contractRef,
        kind: 'variation',
        fromDay: today,
        ground: 'f',
        isStated: false,
        optionNumber: null,
        lot,
        zones,
      },
      ...{ toDay, ceilingPence: (ceilingPence ?? 0) + 400_000, valuePence: (ceilingPence ?? 0) + 400_000 },
      ...{ changesScope: false, favoursSupplier: false, takenWith: [], authority: decided },
      reason: 'Double-handed visits after hospital were not in the volumes',
    }),
  )
}

/** Its ceiling is lowered to what leaves a tenth of it; false where nobody is placed under it. */
async function nearlyUse({ shell, clerk, today }: Making, { contractRef }: MadeContract): Promise<boolean> {
  const { contract, committed } = await shell.read(clerk, async (tx) => ({
    contract: await getContract(tx, contractRef),
    committed: await committedPence(tx, contractRef),
  }))
  if (committed === 0) return false
  const { lot, zones, toDay, ceilingPence } = contract
  must(
    await changeContract(shell, clerk, {
      ...{
        contractRef,
        kind: 'variation',
        fromDay: today,
        ground: 'e',
        isStated: true,
        optionNumber: null,
        lot,
        zones,
      },
      ...{ toDay, ceilingPence: Math.floor((committed * 10) / 9), valuePence: ceilingPence },
      ...{ changesScope: false, favoursSupplier: false, takenWith: [], authority: decided },
      reason: 'Money goes to the market towns, where more is asked for',
    }),
  )
  return true
}

async function leave({ shell, clerk, today }: Making, { contractRef }: MadeContract): Promise<void> {
  const givenDay = addDays(today, -40)
  must(
    await giveNotice(shell, clerk, {
      ...{ contractRef, by: 'provider', reason: 'contract_handback', givenDay, closedFrom: today },
      ...{ lastDay: addMonths(givenDay, 3), note: 'The rounds in the hills cannot be staffed' },
    }),
  )
}

async function measure({ shell, clerk, today }: Making, { contractRef }: MadeContract): Promise<void> {
  const fromDay = addMonths(`${today.slice(0, 7)}-01`, -3)
  const kpis = [
    { name: 'Visits that began on time, in per cent', target: 95, moreIsBetter: true, figures: [93.5, 96, 95.2] },
    { name: 'Missed visits in a thousand', target: 5, moreIsBetter: false, figures: [4, 7.5, 22] },
    { name: 'Complaints answered in ten days, in per cent', target: 90, moreIsBetter: true, figures: [100] },
  ]
  for (const { name, target, moreIsBetter, figures } of kpis) {
    const asked = { contractRef, name, target, moreIsBetter, period: 'month' as const, measure: null, fromDay }
    const number = must(await addKpi(shell, clerk, asked))
    for (const [at, figure] of figures.entries()) {
      const day = addMonths(fromDay, at)
      must(await enterFigure(shell, clerk, { contractRef, number, day, figure, isOther: false, note: '' }))
    }
  }
}
