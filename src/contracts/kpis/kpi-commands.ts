import { type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { lockContract } from '#src/contracts/contract.store.ts'
import type { Contract } from '#src/contracts/draw-down.ts'
import { tellTendering } from '#src/contracts/duty-commands.ts'
import type { ContractFact } from '#src/contracts/facts.ts'
import {
  type AddKpi,
  type AddKpiRefusal,
  checkKpi,
  isFigure,
  type Kpi,
  type KpiFigure,
  periodOf,
  rate,
  RATING_WORDS,
} from '#src/contracts/kpis/kpi.ts'
import { findFigure, findKpi, insertFigure, insertKpi } from '#src/contracts/kpis/kpi.store.ts'
import { publishedAbovePence } from '#src/contracts/copies/copy-commands.ts'
import { savePublishedKpis } from '#src/contracts/published/published.store.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell, Write } from '#src/platform/command.ts'

export type AddContractKpi = AddKpi & { readonly contractRef: string }

export const addKpi = (
  shell: Shell,
  actor: Actor,
  { contractRef, ...asked }: AddContractKpi,
  options: CommandOptions = {},
) =>
  shell.command(
    actor,
    'add-contract-kpi',
    async (tx): Promise<Result<number, AddKpiRefusal | 'no such contract'>> => {
      const contract = await lockContract(tx, contractRef)
      if (!contract) return refuse('no such contract')
      const checked = checkKpi(contract, asked)
      if (!checked.ok) return checked
      const number = await insertKpi(tx, contractRef, checked.value)
      const { name, target } = checked.value
      tx.record({
        type: 'contracts.kpi-added',
        about: [`contract:${contractRef}`],
        data: { contractRef, number, name, target },
      } satisfies ContractFact)
      return ok(number)
    },
    options,
  )

export type EnterFigure = {
  readonly contractRef: string
  readonly number: number
  /** A day of the period that it is of. */
  readonly day: Day
  readonly figure: number
  /** True where the thresholds do not say how it went; the note says it. */
  readonly isOther: boolean
  readonly note: string
}
export type FigureRefusal =
  | 'no such contract'
  | 'no such indicator'
  | 'not a figure'
  | 'of a period to come'
  | 'nothing changes'
  | 'no reason given'

/** A figure by hand; one for a period that has one already is another entry and needs a note. */
export const enterFigure = (shell: Shell, actor: Actor, input: EnterFigure, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'enter-kpi-figure',
    async (tx): Promise<Result<KpiFigure['rating'], FigureRefusal>> => {
      const contract = await lockContract(tx, input.contractRef)
      if (!contract) return refuse('no such contract')
      const kpi = await findKpi(tx, input.contractRef, input.number)
      if (!kpi) return refuse('no such indicator')
      if (!isFigure(input.figure)) return refuse('not a figure')
      if (input.day > dayOf(tx.now) || input.day < kpi.fromDay) return refuse('of a period to come')
      const before = await findFigure(tx, input.contractRef, input.number, periodOf(kpi, input.day))
      if ((input.isOther || before) && input.note.trim() === '') return refuse('no reason given')
      return keepFigure(tx, contract, kpi, {
        ...{ day: input.day, figure: input.figure, isOther: input.isOther, note: input.note, source: 'hand' },
      })
    },
    options,
  )

/** Called by visits with what was measured of a period: every indicator of the contract that it is of has its figure, but where an officer entered one. */
export async function noteKpi(
  tx: Write,
  told: {
    readonly contractRef: string
    readonly number: number
    /** A day of the period that it is of. */
    readonly day: Day
    readonly figure: number
    /** What it was counted from. */
    readonly note: string
  },
): Promise<boolean> {
  const contract = await lockContract(tx, told.contractRef)
  const kpi = contract && (await findKpi(tx, told.contractRef, told.number))
  if (!contract || !kpi) return false
  const before = await findFigure(tx, told.contractRef, told.number, periodOf(kpi, told.day))
  if (before?.source === 'hand') return false
  const figure = Math.round(told.figure * 100) / 100
  const { day, note } = told
  return (await keepFigure(tx, contract, kpi, { day, figure, isOther: false, note, source: 'told' })).ok
}

async function keepFigure(
  tx: Write,
  contract: Contract,
  kpi: Kpi,
  told: { day: Day; figure: number; isOther: boolean; note: string; source: KpiFigure['source'] },
): Promise<Result<KpiFigure['rating'], 'nothing changes'>> {
  const { contractRef } = contract
  const periodFrom = periodOf(kpi, told.day)
  const before = await findFigure(tx, contractRef, kpi.number, periodFrom)
  const rating = told.isOther ? 'other' : rate(kpi, told.figure, await getPolicy(tx, 'kpi-ratings', dayOf(tx.now)))
  if (before?.figure === told.figure && before.rating === rating) return refuse('nothing changes')
  const { figure, source } = told
  const note = told.note.trim()
  await insertFigure(tx, contractRef, kpi.number, (before?.entry ?? 0) + 1, {
    ...{ periodFrom, figure, rating, source, note, byName: tx.actor.name },
  })
  await savePublishedKpis(tx, await publishedAbovePence(tx, dayOf(tx.now)), contractRef)
  tx.record({
    type: 'contracts.kpi-rated',
    about: [`contract:${contractRef}`, `provider:${contract.organisationRef}`],
    data: { contractRef, number: kpi.number, name: kpi.name, periodFrom, figure, target: kpi.target, rating },
  } satisfies ContractFact)
  if (rating === 'inadequate' && before?.rating !== 'inadequate')
    await tellTendering(tx, {
      ...{ kind: 'performance', contractRef, day: dayOf(tx.now), poor: true },
      words: `${kpi.name}: ${figure} against a target of ${kpi.target}, ${RATING_WORDS[rating]}`,
    })
  return ok(rating)
}
