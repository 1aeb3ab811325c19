import { addDays, type Day, dayOf, formatDay } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { listToldKpis, noteKpi, periodBefore, type ToldMeasure } from '#src/contracts/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { addCounted, type Counted, measure, NOTHING_COUNTED, TOLD } from '#src/visits/measures/measure.ts'
import { countContracts } from '#src/visits/measures/measure.store.ts'

/** For so many days after its end a period is counted again every night: logs still come, and are put right. */
const DAYS_AFTER = 28

type ToTell = {
  readonly contractRef: string
  readonly number: number
  readonly measure: ToldMeasure
  readonly from: Day
  readonly to: Day
}

/** Tells contracts what was measured of their visits in the period that ended last; answers with how many figures are new. */
export async function tellContracts(shell: Shell, actor: Actor): Promise<number> {
  const toTell = await listToTell(shell, actor)
  let told = 0
  for (const some of Map.groupBy(toTell, ({ from, to }) => `${from} ${to}`).values()) {
    const counts = await countPeriod(shell, actor, some)
    for (const [contractRef, ofContract] of Map.groupBy(some, (one) => one.contractRef)) {
      const counted = counts.get(contractRef)
      if (counted === undefined) continue
      const done = await tellContract(shell, actor, ofContract, counted)
      if (done.ok) told += done.value
    }
  }
  return told
}

const listToTell = (shell: Shell, actor: Actor): Promise<ToTell[]> =>
  shell.read(actor, async (tx) => {
    const today = dayOf(tx.now)
    const kpis = await listToldKpis(tx, { on: today, endedFrom: addDays(today, -DAYS_AFTER) })
    return kpis.flatMap(({ contractRef, number, measure: told, ...kpi }) => {
      const period = periodBefore(kpi, today)
      const isOver = period === undefined || addDays(period.to, DAYS_AFTER) < today
      return isOver ? [] : [{ contractRef, number, measure: told, ...period }]
    })
  })

/** The counts of a period by contract: a day at a time, so that pages are answered between two of them. */
async function countPeriod(
  shell: Shell,
  actor: Actor,
  toTell: readonly ToTell[],
): Promise<ReadonlyMap<string, Counted>> {
  const sums = new Map<string, Counted>()
  const [one] = toTell
  if (!one) return sums
  const refs = [...new Set(toTell.map(({ contractRef }) => contractRef))]
  for (let day = one.from; day < one.to; day = addDays(day, 1)) {
    const counts = await shell.read(actor, (tx) => countContracts(tx, refs, day))
    for (const { contractRef, ...counted } of counts)
      sums.set(contractRef, addCounted(sums.get(contractRef) ?? NOTHING_COUNTED, counted))
  }
  return sums
}

const NOBODY = { people: 0, attendances: 0, workers: 0, topThree: 0 }

/** A contract's figures, each with what it was counted from. */
const tellContract = (shell: Shell, actor: Actor, toTell: readonly ToTell[], counted: Counted) =>
  shell.command(actor, 'tell-contract', async (tx): Promise<Result<number, 'nothing new'>> => {
    const measured = measure(counted, NOBODY)
    let told = 0
    for (const { contractRef, number, measure: of, from, to } of toTell) {
      const figure = measured[TOLD[of]]
      if (figure === undefined) continue
      const last = addDays(to, -1)
      const note = `${counted.due} visits were due from ${formatDay(from)} to ${formatDay(last)}`
      if (await noteKpi(tx, { contractRef, number, day: last, figure, note })) told++
    }
    return told === 0 ? refuse('nothing new') : ok(told)
  })
