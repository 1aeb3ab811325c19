import { addDays, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { keepChange } from '#src/contracts/changes/change-commands.ts'
import type { Changeable, KeptChange } from '#src/contracts/changes/change.ts'
import { lockChangeable } from '#src/contracts/changes/change.store.ts'
import { findContractOn } from '#src/contracts/contract.store.ts'
import type { ContractFact } from '#src/contracts/facts.ts'
import { type AskedNotice, checkNotice, type NoticeRefusal, REASON_WORDS } from '#src/contracts/notice/notice.ts'
import { insertNotice, listNotices, saveWithdrawn } from '#src/contracts/notice/notice.store.ts'
import { isEndedAtOnce } from '#src/contracts/termination/termination.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell, Write } from '#src/platform/command.ts'

export type GiveNotice = AskedNotice & { readonly contractRef: string }

/** Notice given or received: the term ends with its last day, nobody new is placed from a day on, and continuity of care hears of it. */
export const giveNotice = (shell: Shell, actor: Actor, input: GiveNotice, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'give-notice',
    async (tx): Promise<Result<number, NoticeRefusal | 'no such contract'>> => {
      const { contractRef } = input
      const today = dayOf(tx.now)
      const changeable = await lockChangeable(tx, contractRef, today)
      if (!changeable) return refuse('no such contract')
      const { contract, particulars } = changeable
      const before = await listNotices(tx, contractRef)
      const isGiven = contract.closedFrom !== null
      const checked = checkNotice(contract, particulars.noticeMonths, isGiven, input, today)
      if (!checked.ok) return checked
      const number = before.length + 1
      const notice = checked.value
      await insertNotice(tx, contractRef, { ...notice, number, formerToDay: contract.toDay })
      await endTerm(tx, changeable, addDays(notice.lastDay, 1), underTheContract(REASON_WORDS[notice.reason]))
      tx.record({
        type: 'contracts.notice-given',
        about: [`contract:${contractRef}`, `provider:${contract.organisationRef}`],
        data: {
          ...{ contractRef, number, organisationRef: contract.organisationRef, by: notice.by, reason: notice.reason },
          ...{ givenDay: notice.givenDay, lastDay: notice.lastDay, closedFrom: notice.closedFrom, note: notice.note },
        },
      } satisfies ContractFact)
      return ok(number)
    },
    options,
  )

type Ended = Pick<KeptChange, 'authority' | 'authorityWords' | 'reason'>
const underTheContract = (reason: string): Ended => ({
  ...{ authority: 'role', authorityWords: 'Notice under the contract', reason },
})

/** The term becomes another, without a test of the law: a right that the contract or the law gives is used. */
export async function endTerm(tx: Write, changeable: Changeable, toDay: string, ended: Ended): Promise<void> {
  const { contractRef } = changeable.contract
  const fromDay = changeable.changes.reduce((last, one) => (one.fromDay > last ? one.fromDay : last), dayOf(tx.now))
  // What was decided for a later day stands: another provider, another lot.
  const then = await findContractOn(tx, contractRef, fromDay)
  if (!then) throw new Error(`no such contract: ${contractRef}`)
  const { organisationRef, ceilingPence, lot, zones } = then.contract
  await keepChange(tx, changeable, {
    change: {
      ...{ kind: 'termination', fromDay, ground: '', optionNumber: null, valueChangePence: 0, tests: [], ...ended },
      termChangeDays: Temporal.PlainDate.from(then.contract.toDay).until(toDay).days,
      ...{ changesScope: false, favoursSupplier: false, noticeCode: null },
    },
    version: { fromDay, toDay, organisationRef, ceilingPence, valuePence: then.valuePence, lot, zones },
  })
}

export type WithdrawRefusal =
  | 'no such contract'
  | 'no notice is given'
  | 'ended at once'
  | 'contract not running'
  | 'no reason given'

/** Notice is taken back by agreement: the term is what it was, and people may be placed again. */
export const withdrawNotice = (
  shell: Shell,
  actor: Actor,
  { contractRef, note }: { contractRef: string; note: string },
  options: CommandOptions = {},
) =>
  shell.command(
    actor,
    'withdraw-notice',
    async (tx): Promise<Result<number, WithdrawRefusal>> => {
      const today = dayOf(tx.now)
      const changeable = await lockChangeable(tx, contractRef, today)
      if (!changeable) return refuse('no such contract')
      const notice = (await listNotices(tx, contractRef)).find(({ withdrawnBy }) => withdrawnBy === null)
      if (!notice) return refuse('no notice is given')
      if (await isEndedAtOnce(tx, contractRef)) return refuse('ended at once')
      if (today >= changeable.contract.toDay) return refuse('contract not running')
      if (note.trim() === '') return refuse('no reason given')
      await saveWithdrawn(tx, contractRef, notice.number, note.trim())
      await endTerm(tx, changeable, notice.formerToDay, underTheContract('Notice is withdrawn'))
      tx.record({
        type: 'contracts.notice-withdrawn',
        about: [`contract:${contractRef}`, `provider:${changeable.contract.organisationRef}`],
        data: { contractRef, number: notice.number, note: note.trim(), toDay: notice.formerToDay },
      } satisfies ContractFact)
      return ok(notice.number)
    },
    options,
  )
