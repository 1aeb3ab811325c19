/** What a visit is paid, and all that its sentence tells. */

export type Outcome = 'paid' | 'missed' | 'query' | 'one_worker'

export type Rating = {
  readonly outcome: Outcome
  readonly plannedMinutes: number
  /** Undefined for `missed` and `query`. */
  readonly actualMinutes: number | undefined
  readonly payableMinutes: number
  readonly workersPaid: number
  /** Minutes beyond those for which one of two workers is paid, who was there alone. */
  readonly aloneMinutes: number
  /** The hourly price at the planned start; undefined for `missed` and `query`, where pieces have several prices, and where no hour is priced. */
  readonly pencePerHour: number | undefined
  readonly amountPence: number
  /** The minutes do not come from the log, because a log-out is missing. */
  readonly assumed: boolean
  /** Why nothing is assumed of the minutes that a log-out would tell: more than so many per cent of the provider's visits were entered by hand. */
  readonly overManualPercent?: number | undefined
  /** Minutes that the balance of the period took off. */
  readonly takenOff: number
  /** Payable minutes, those of one alone among them, before `cap_at_planned`. */
  readonly beforeCap: number
  /** Length of the band priced as a whole, 0 where there is none. */
  readonly bandMinutes: number
  readonly prices: number
  /** A night or a day of a week, which no rule for minutes touches. */
  readonly asWhole: boolean
  /** What else the sentence tells of the price. */
  readonly notes: readonly string[]
}
