/** What a correction of a log row says, and whether it can be taken (M-50, M-55). The row itself is never changed. */
import { addDays, type Day } from '#src/base/day.ts'
import type { Micros } from '#src/base/moment.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { CLOCK_SLACK, LONGEST } from '#src/visits/call-log/take-rows.ts'
import type { LogSource, SentRow } from '#src/visits/call-log/log-row.ts'

/** What is right instead; what is left out stays as it stands. */
export type CorrectionAsked = {
  readonly workerRef?: string | undefined
  readonly in?: Micros | undefined
  readonly out?: Micros | undefined
  /** Why: what the row counts as from then on, such as that nobody was let in. */
  readonly reasonCode: string
}

export type Corrected = {
  readonly workerRef: string
  readonly in: Micros
  readonly inSource: LogSource
  readonly out: Micros | undefined
  readonly outSource: LogSource | undefined
}

export type CorrectionFault = 'nothing changes' | 'out before in' | 'in the future' | 'longer than a day'

/** The values that count from now on: other ones, or another reason for the same. A time that is not the one logged is an entry by hand. */
export function correctRow(
  sent: SentRow,
  standing: Corrected & { readonly reasonCode?: string | undefined },
  asked: CorrectionAsked,
  now: Micros,
): Result<Corrected, CorrectionFault> {
  const workerRef = asked.workerRef ?? standing.workerRef
  const timeIn = asked.in ?? standing.in
  const out = asked.out ?? standing.out
  const isSame = workerRef === standing.workerRef && timeIn === standing.in && out === standing.out
  if (isSame && asked.reasonCode === standing.reasonCode) return refuse('nothing changes')
  if (out !== undefined && out < timeIn) return refuse('out before in')
  if (timeIn > now + CLOCK_SLACK || (out !== undefined && out > now + CLOCK_SLACK)) return refuse('in the future')
  if (out !== undefined && out - timeIn > LONGEST) return refuse('longer than a day')
  return ok({
    workerRef,
    in: timeIn,
    inSource: timeIn === sent.in ? sent.inSource : 'manual',
    out,
    outSource: out === undefined ? undefined : out === sent.out ? (sent.outSource ?? 'manual') : 'manual',
  })
}

/** The last day on which a provider may enter or correct what happened on a day (M-55). */
export const lastOpenDay = (day: Day, lockDays: number): Day => addDays(day, lockDays)

/** The first day whose visits a provider may still enter or correct. */
export const firstOpenDay = (today: Day, lockDays: number): Day => addDays(today, -lockDays)
