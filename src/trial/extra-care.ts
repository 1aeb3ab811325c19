/** Hours bought as a block for an extra care scheme that nobody lives in yet, and a contract that asks for more electronic logs. */
import { addDays, type Day, mondayOf } from '#src/base/day.ts'
import type { Result } from '#src/base/result.ts'
import { changeTerms, enterContract } from '#src/contracts/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import type { MadeContract } from '#src/trial/care.ts'
import type { MadeProvider } from '#src/trial/providers.ts'

function must<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`the trial council could not be made: ${JSON.stringify(result.error)}`)
  return result.value
}

const A_WEEK = 24 * 60

export async function makeExtraCare(
  { shell, clerk, today }: { readonly shell: Shell; readonly clerk: Actor; readonly today: Day },
  provider: MadeProvider | undefined,
  contracts: readonly MadeContract[],
): Promise<void> {
  const [zone] = provider?.zones ?? []
  if (!provider || zone === undefined) return
  const { organisationRef, name } = provider
  const fromDay = addDays(mondayOf(today), -14)
  const contractRef = must(
    await enterContract(shell, clerk, {
      ...{ organisationRef, frameworkRef: null, title: `${name}, extra care at Orchard Court`, lot: 'Extra care' },
      ...{ service: 'extra_care', zones: [zone], cardRef: 'NIGHTS', ceilingPence: null },
      ...{ fromDay, toDay: addDays(fromDay, 728) },
    }),
  )
  const silent = { cycle: null, blockMinutesPerWeek: null, electronicPercent: null }
  const block = { contractRef, fromDay, blockMinutesPerWeek: A_WEEK, note: 'Orchard Court opens in stages' }
  must(await changeTerms(shell, clerk, { ...silent, ...block }))
  const [first] = contracts
  if (!first) return
  const floor = { contractRef: first.contractRef, fromDay: addDays(today, -90), electronicPercent: 95 }
  must(await changeTerms(shell, clerk, { ...silent, ...floor, note: 'Variation 1: the log comes live' }))
}
