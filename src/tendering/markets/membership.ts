/** Who is on a list, and what keeps them there: evidence in date, the regulator's register, no ground for exclusion. */
import { addDays, addMonths, type Day, formatDay } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Policies } from '#src/councils/index.ts'
import type { Condition } from '#src/tendering/tenders/spec.ts'

export type MemberState = 'member' | 'suspended' | 'removed'

export const SUSPENDED_FOR = ['evidence', 'register', 'rating', 'concern'] as const
export type SuspendedFor = (typeof SUSPENDED_FOR)[number]

export type Member = {
  readonly marketRef: string
  readonly organisationRef: string
  readonly name: string
  readonly lots: readonly string[]
  readonly sinceDay: Day
  readonly state: MemberState
  readonly suspendedFor: SuspendedFor | null
  readonly reason: string
  readonly changedOn: Day
  readonly reviewDay: Day | null
  readonly checkedOn: Day | null
  readonly qualityPercent: number | null
  readonly pricePence: number | null
  readonly capacityHours: number | null
}

/** What the regulator's register says of a provider today. */
export type OnRegister = {
  /** It has a registered location for the regulated activity of personal care. */
  readonly personalCare: boolean
  /** The lowest overall rating of its registered locations. */
  readonly rating: string | null
}

/** Accepted evidence of a condition that runs longest. */
export type Holding = { readonly condition: string; readonly expiresOn: Day | null }

export type Finding = {
  readonly what: SuspendedFor | 'exclusion check'
  readonly condition: string | null
  readonly words: string
  readonly effect: 'suspend' | 'review'
}

type Rules = Policies['markets']

/** What stands against a member today: each finding suspends by itself or is for an officer to look at, as the council's policy says. */
export function checkMember(
  conditions: readonly Condition[],
  member: Pick<Member, 'checkedOn' | 'sinceDay'>,
  holdings: readonly Holding[],
  register: OnRegister,
  rules: Rules,
  today: Day,
): Finding[] {
  const findings = conditions.flatMap((condition) => conditionFinding(condition, holdings, register, rules, today))
  if (register.rating === 'Inadequate')
    findings.push({
      ...{ what: 'rating', condition: null, effect: rules.inadequate },
      words: 'CQC rates it Inadequate',
    })
  const checkDue = addMonths(member.checkedOn ?? member.sinceDay, rules.exclusionMonths)
  if (checkDue <= today)
    findings.push({
      ...{ what: 'exclusion check', condition: null, effect: 'review' },
      words: `The yearly exclusion check was due on ${formatDay(checkDue)}`,
    })
  return findings
}

function conditionFinding(
  condition: Condition,
  holdings: readonly Holding[],
  register: OnRegister,
  rules: Rules,
  today: Day,
): Finding[] {
  if (condition.kind === 'cqc_personal_care' && !register.personalCare)
    return [
      {
        ...{ what: 'register', condition: condition.key, effect: rules.unregistered },
        words: 'It is no longer registered with CQC for personal care',
      },
    ]
  if (!condition.evidence) return []
  const held = holdings.filter((one) => one.condition === condition.key)
  if (held.some(({ expiresOn }) => expiresOn === null || expiresOn >= today)) return []
  const last = held
    .map(({ expiresOn }) => expiresOn)
    .sort()
    .at(-1)
  return [
    {
      ...{ what: 'evidence', condition: condition.key, effect: rules.lapse },
      words: last
        ? `Evidence ended on ${formatDay(last)}: ${condition.text}`
        : `There is no evidence of: ${condition.text}`,
    },
  ]
}

export const suspends = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ effect }) => effect === 'suspend')

/** The reminder that is due for evidence that ends on a day: the nearest step that has come, 60, 30 or 7 days before. */
export function reminderDue(expiresOn: Day, steps: readonly number[], today: Day): number | undefined {
  if (expiresOn < today) return undefined
  return [...steps].sort((a, b) => a - b).find((days) => addDays(expiresOn, -days) <= today)
}

export type SuspendRefusal =
  | 'it is not a member'
  | 'it is suspended'
  | 'the reason is missing'
  | 'the review day is wrong'

/** a suspension is looked at again in at most four weeks. */
const LONGEST_REVIEW_DAYS = 28

export function suspendMember(
  member: Member,
  asked: { readonly suspendedFor: SuspendedFor; readonly reason: string; readonly reviewDay: Day },
  today: Day,
): Result<Member, SuspendRefusal> {
  if (member.state === 'removed') return refuse('it is not a member')
  if (member.state === 'suspended') return refuse('it is suspended')
  if (asked.reason.trim() === '') return refuse('the reason is missing')
  if (asked.reviewDay < today || asked.reviewDay > addDays(today, LONGEST_REVIEW_DAYS))
    return refuse('the review day is wrong')
  return ok({
    ...member,
    state: 'suspended',
    suspendedFor: asked.suspendedFor,
    reason: asked.reason.trim(),
    reviewDay: asked.reviewDay,
    changedOn: today,
  })
}

export type ReinstateRefusal = 'it is not suspended' | 'the reason is missing' | 'something still stands against it'

/** lifted on evidence by a named officer, and never while what suspends by itself still stands. */
export function reinstateMember(
  member: Member,
  given: { readonly reason: string; readonly standing: readonly Finding[] },
  today: Day,
): Result<Member, ReinstateRefusal> {
  if (member.state !== 'suspended') return refuse('it is not suspended')
  if (given.reason.trim() === '') return refuse('the reason is missing')
  if (suspends(given.standing).length > 0) return refuse('something still stands against it')
  return ok({
    ...member,
    state: 'member',
    suspendedFor: null,
    reason: given.reason.trim(),
    reviewDay: null,
    changedOn: today,
  })
}

/** Why a member goes: an excluded supplier must, an excludable one may (P-13, P-17). */
export const REMOVAL_GROUNDS = {
  excluded: 'It is an excluded supplier and must be removed',
  excludable: 'It is an excludable supplier',
  condition: 'It no longer meets a condition',
  asked: 'It asked to leave',
} as const
export type RemovalGround = keyof typeof REMOVAL_GROUNDS
export const isRemovalGround = (text: string): text is RemovalGround => Object.hasOwn(REMOVAL_GROUNDS, text)

export type RemoveRefusal =
  | 'it is not a member'
  | 'the reason is missing'
  | 'no exclusion was found'
  | 'it meets every condition'

export function removeMember(
  member: Member,
  asked: {
    readonly ground: RemovalGround
    readonly reason: string
    /** What the last exclusion check found. */
    readonly finding: 'none' | 'excludable' | 'excluded' | null
    readonly standing: readonly Finding[]
  },
  today: Day,
): Result<Member, RemoveRefusal> {
  if (member.state === 'removed') return refuse('it is not a member')
  if (asked.reason.trim() === '') return refuse('the reason is missing')
  if ((asked.ground === 'excluded' || asked.ground === 'excludable') && asked.finding !== asked.ground)
    return refuse('no exclusion was found')
  if (asked.ground === 'condition' && !asked.standing.some(({ what }) => what === 'evidence' || what === 'register'))
    return refuse('it meets every condition')
  return ok({
    ...member,
    state: 'removed',
    suspendedFor: null,
    reason: asked.reason.trim(),
    reviewDay: null,
    changedOn: today,
  })
}

/** Who may be given new work from a list: no one who is suspended or gone, of it or of the council's own standing. */
export const mayBeInvited = (
  member: Pick<Member, 'state'>,
  standing: 'approved' | 'suspended' | 'not used' | 'not listed',
): boolean => member.state === 'member' && standing !== 'suspended' && standing !== 'not used'
