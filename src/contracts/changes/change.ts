/** Extensions and variations: what a contract becomes, the figures that the law's tests ask for, and who may decide (G-12, G-14). */
import { addMonths, type Day } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import {
  type ChangeFigures,
  type Ground,
  type GroundRefusal,
  type GroundTest,
  judge,
  type Notice,
  termChange,
} from '#src/contracts/changes/modification-tests.ts'
import type { Contract } from '#src/contracts/draw-down.ts'
import { maximumToDay, type Particulars } from '#src/contracts/particulars.ts'
import type { Policies, Role } from '#src/councils/index.ts'

export type ChangeKind = 'variation' | 'extension' | 'novation' | 'termination'

/** What a contract is from a day on. */
export type Version = {
  readonly fromDay: Day
  readonly organisationRef: string
  readonly toDay: Day
  readonly ceilingPence: Pence | null
  readonly valuePence: Pence | null
  readonly lot: string
  readonly zones: readonly string[]
}

export const AUTHORITIES = ['role', 'delegation', 'decision'] as const
/** Under what a change is decided: the officer's own role by its value (G-14), a delegation (G-12), or a decision made elsewhere. */
export type Authority =
  | { readonly kind: 'role' }
  | { readonly kind: 'delegation'; readonly code: string }
  | { readonly kind: 'decision'; readonly words: string }

export type KeptChange = {
  readonly number: number
  readonly kind: ChangeKind
  readonly fromDay: Day
  readonly ground: Ground | ''
  readonly optionNumber: number | null
  readonly valueChangePence: Pence
  readonly termChangeDays: number
  readonly changesScope: boolean
  readonly favoursSupplier: boolean
  readonly tests: readonly GroundTest[]
  readonly noticeCode: Notice | null
  readonly authority: Authority['kind']
  readonly authorityWords: string
  readonly reason: string
}

/** A contract with all that a change of it rests on. */
export type Changeable = {
  readonly contract: Contract
  readonly particulars: Particulars
  /** Its worth and last day with the changes so far, and its last day as it was entered. */
  readonly valuePence: Pence | null
  readonly enteredToDay: Day
  readonly changes: readonly KeptChange[]
  readonly committedPence: Pence
}

export type AskedChange = {
  readonly kind: 'variation' | 'extension'
  readonly fromDay: Day
  readonly ground: Ground
  /** What no sum can show is stated by the officer. */
  readonly isStated: boolean
  /** The extension option that is used, from 1. */
  readonly optionNumber: number | null
  readonly toDay: Day
  readonly ceilingPence: Pence | null
  readonly valuePence: Pence | null
  readonly lot: string
  readonly zones: readonly string[]
  readonly changesScope: boolean
  readonly favoursSupplier: boolean
  /** Earlier changes that could reasonably have been one with this, by number (s74(7)-(8)). */
  readonly takenWith: readonly number[]
  readonly authority: Authority
  readonly reason: string
}

export type ChangeRefusal =
  | 'contract not running'
  | 'notice is given'
  | 'a day gone by'
  | "outside the contract's term"
  | 'a later change is decided'
  | 'nothing changes'
  | 'the term ends before it begins'
  | 'no such option'
  | 'the option has lapsed'
  | 'the value is not estimated'
  | 'below what is committed'
  | 'no reason given'
  | GroundRefusal
  | AuthorityRefusal

export type AuthorityRefusal =
  | 'not yours to decide'
  | 'no such delegation'
  | 'beyond the delegation'
  | 'no decision named'

export type DecidedChange = {
  readonly change: Omit<KeptChange, 'number'>
  readonly version: Version
  readonly warning: string | undefined
}

type Deciding = {
  readonly today: Day
  readonly thresholdPence: Pence
  readonly roles: readonly Role[]
  readonly policy: Policies['contract-changes']
}

/** The option that may be used next, from 1. */
export const nextOption = ({
  particulars,
  changes,
}: Pick<Changeable, 'particulars' | 'changes'>): number | undefined => {
  const used = changes.filter(({ optionNumber }) => optionNumber !== null).length
  return used < particulars.extensionOptions.length ? used + 1 : undefined
}

/** The first day after the term that an option gives. */
export const optionToDay = ({ contract, particulars }: Changeable, number: number): Day =>
  addMonths(contract.toDay, particulars.extensionOptions[number - 1]?.months ?? 0)

/** Whether a change may be made, what the contract becomes by it, and the sums that it rests on. */
export function decideChange(
  changeable: Changeable,
  asked: AskedChange,
  deciding: Deciding,
): Result<DecidedChange, ChangeRefusal> {
  const lacking = whyNotAsked(changeable, asked, deciding.today)
  if (lacking !== undefined) return refuse(lacking)
  const figures = figuresOf(changeable, asked, deciding.thresholdPence)
  if (figures === undefined) return refuse('the value is not estimated')
  const judged = judge(figures, asked.ground, asked.isStated)
  if (!judged.ok) return judged
  const authority = underWhat(deciding, asked.authority, figures.changePence)
  if (!authority.ok) return authority
  const { contract } = changeable
  const { kind, fromDay, ground, optionNumber, changesScope, favoursSupplier, toDay } = asked
  return ok({
    change: {
      ...{ kind, fromDay, ground, optionNumber, changesScope, favoursSupplier },
      valueChangePence: figures.changePence,
      termChangeDays: daysApart(contract.toDay, toDay),
      tests: judged.value.tests,
      noticeCode: judged.value.notice ?? null,
      authority: asked.authority.kind,
      authorityWords: authority.value,
      reason: asked.reason.trim(),
    },
    version: {
      ...{ fromDay, toDay, organisationRef: contract.organisationRef, ceilingPence: asked.ceilingPence },
      ...{ valuePence: asked.valuePence, lot: asked.lot, zones: asked.zones },
    },
    warning: judged.value.warning,
  })
}

const daysApart = (from: Day, to: Day): number => Temporal.PlainDate.from(from).until(to).days

function whyNotAsked(changeable: Changeable, asked: AskedChange, today: Day): ChangeRefusal | undefined {
  const { contract, particulars, committedPence } = changeable
  if (today >= contract.toDay) return 'contract not running'
  if (contract.closedFrom !== null && asked.toDay !== contract.toDay) return 'notice is given'
  if (asked.fromDay < contract.fromDay || asked.fromDay > contract.toDay) return "outside the contract's term"
  if (asked.toDay <= asked.fromDay) return 'the term ends before it begins'
  if (changeable.changes.some(({ fromDay }) => fromDay > asked.fromDay)) return 'a later change is decided'
  if (isSame(changeable, asked)) return 'nothing changes'
  if (asked.optionNumber !== null) {
    const option = particulars.extensionOptions[asked.optionNumber - 1]
    if (!option || asked.optionNumber !== nextOption(changeable)) return 'no such option'
    if (asked.toDay !== optionToDay(changeable, asked.optionNumber)) return 'no such option'
    if (today > option.decideBy) return 'the option has lapsed'
  }
  if (
    asked.ceilingPence !== null &&
    asked.ceilingPence !== contract.ceilingPence &&
    asked.ceilingPence < committedPence
  )
    return 'below what is committed'
  return asked.reason.trim() === '' ? 'no reason given' : undefined
}

const isSame = ({ contract, valuePence }: Changeable, asked: AskedChange): boolean =>
  contract.toDay === asked.toDay &&
  contract.ceilingPence === asked.ceilingPence &&
  valuePence === asked.valuePence &&
  contract.lot === asked.lot &&
  contract.zones.toSorted().join() === asked.zones.toSorted().join()

/** Undefined where the law's sums need a value that nobody estimated. */
export function figuresOf(
  { contract, particulars, valuePence, enteredToDay, changes }: Changeable,
  asked: Pick<AskedChange, 'toDay' | 'valuePence' | 'optionNumber' | 'changesScope' | 'favoursSupplier' | 'takenWith'>,
  thresholdPence: Pence,
  replacesSupplier = false,
): ChangeFigures | undefined {
  const { regime } = particulars
  const isFree = regime === 'pa23_light_touch' || regime === 'psr'
  const original = particulars.valuePence ?? valuePence
  if ((original === null || valuePence === null || asked.valuePence === null) && !isFree) return undefined
  const sum = (some: readonly KeptChange[]) => some.reduce((pence, one) => pence + one.valueChangePence, 0)
  return {
    ...{ regime, thresholdPence, changesScope: asked.changesScope, favoursSupplier: asked.favoursSupplier },
    originalPence: original ?? 0,
    beforePence: valuePence ?? 0,
    changePence: (asked.valuePence ?? 0) - (valuePence ?? 0),
    earlierPence: sum(changes.filter(({ ground }) => ground === 'C' || ground === 'f')),
    togetherPence: sum(changes.filter(({ number }) => asked.takenWith.includes(number))),
    term: termChange(
      contract.fromDay,
      maximumToDay(enteredToDay, particulars.extensionOptions),
      contract.toDay,
      asked.toDay,
    ),
    replacesSupplier,
    isOption: asked.optionNumber !== null,
  }
}

/** The words that stand with the decision, or why this officer may not make it. */
export function underWhat(
  { roles, policy }: Pick<Deciding, 'roles' | 'policy'>,
  authority: Authority,
  changePence: Pence,
): Result<string, AuthorityRefusal> {
  const amount = Math.abs(changePence)
  switch (authority.kind) {
    case 'role': {
      const needed = policy.approvals.findLast(({ fromPence }) => fromPence <= amount)?.fromPence ?? 0
      const deciders = policy.approvals.filter(({ fromPence }) => fromPence >= needed).map(({ role }) => role)
      return deciders.some((role) => roles.includes(role))
        ? ok('Contract standing orders, by value')
        : refuse('not yours to decide')
    }
    case 'delegation': {
      const found = policy.delegations.find(({ code, role }) => code === authority.code && roles.includes(role))
      if (!found) return refuse('no such delegation')
      return amount > found.limitPence ? refuse('beyond the delegation') : ok(`${found.code}: ${found.label}`)
    }
    case 'decision':
      return authority.words.trim() === '' ? refuse('no decision named') : ok(authority.words.trim())
  }
}

export type AskedNovation = Pick<AskedChange, 'fromDay' | 'ground' | 'isStated' | 'authority' | 'reason'> & {
  readonly organisationRef: string
}

/** Another organisation takes a contract over as it is (schedule 8 paragraph 9, regulation 72 (d)). */
export function decideNovation(
  changeable: Changeable,
  asked: AskedNovation,
  deciding: Deciding,
): Result<DecidedChange, ChangeRefusal> {
  const { contract, valuePence } = changeable
  const { fromDay, ground, organisationRef } = asked
  if (deciding.today >= contract.toDay) return refuse('contract not running')
  if (fromDay < contract.fromDay || fromDay >= contract.toDay) return refuse("outside the contract's term")
  // Care up to today was given, and is owed to who gave it.
  if (fromDay < deciding.today) return refuse('a day gone by')
  if (changeable.changes.some((one) => one.fromDay > fromDay)) return refuse('a later change is decided')
  if (organisationRef === contract.organisationRef) return refuse('nothing changes')
  if (asked.reason.trim() === '') return refuse('no reason given')
  const figures = figuresOf(changeable, asIs(changeable), deciding.thresholdPence, true)
  if (figures === undefined) return refuse('the value is not estimated')
  const judged = judge(figures, ground, asked.isStated)
  if (!judged.ok) return judged
  // The whole contract is handed on: who decides is a matter of all that it is worth.
  const authority = underWhat(deciding, asked.authority, valuePence ?? 0)
  if (!authority.ok) return authority
  const { toDay, ceilingPence, lot, zones } = contract
  return ok({
    change: {
      ...{ kind: 'novation', fromDay, ground, optionNumber: null, valueChangePence: 0, termChangeDays: 0 },
      ...{ changesScope: false, favoursSupplier: false, tests: judged.value.tests },
      ...{ noticeCode: judged.value.notice ?? null, authority: asked.authority.kind },
      ...{ authorityWords: authority.value, reason: asked.reason.trim() },
    },
    version: { fromDay, toDay, organisationRef, ceilingPence, valuePence, lot, zones },
    warning: judged.value.warning,
  })
}

/** What a contract is, asked for as a change that leaves it so. */
export const asIs = ({ contract, valuePence }: Changeable) => ({
  ...{ toDay: contract.toDay, valuePence, optionNumber: null },
  ...{ changesScope: false, favoursSupplier: false, takenWith: [] },
})
