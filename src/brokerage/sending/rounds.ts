/** In which order a package's providers are asked: the mechanism that the framework or the council's policy states (P-11, P-58). */
import type { Instant } from '#src/base/day.ts'
import type { Policies } from '#src/councils/index.ts'

export type Route = Policies['sending']['routes'][number]

export const WHO_WORDS = {
  everyone: 'Everybody with a contract',
  lead: 'The lead of the zone',
  ranked: 'The ranked list',
  framework: 'The framework',
  outside: 'Contracts outside the framework',
  planned: 'The joint plan’s proposal',
  spot: 'Spot purchase',
} as const
export type Who = keyof typeof WHO_WORDS

export type Named = { readonly organisationRef: string; readonly name: string }
export type PlannedRound = {
  readonly who: Who
  /** The place on the ranked list, where one is asked for it. */
  readonly rank?: number
  readonly providers: readonly Named[]
  readonly hours: number
}
export type Round = PlannedRound & {
  readonly sending: number
  readonly round: number
  readonly openedAt?: Instant
  readonly closesAt?: Instant
  readonly closedAt?: Instant
  readonly offers?: number
  readonly declined?: number
  readonly silent?: number
}

/** What the framework states goes before what the council says of the service, and that before what it says of all. */
export const routeOf = (
  { routes }: Policies['sending'],
  asked: { readonly service: string; readonly frameworkRefs: readonly string[] },
): Route =>
  routes.find(({ of }) => asked.frameworkRefs.includes(of)) ??
  routes.find(({ of }) => of === asked.service) ??
  routes.find(({ of }) => of === 'any') ?? { of: 'any', mechanism: 'all_at_once', firstRefusalHours: 24 }

export type Askable = Named & { readonly frameworkRef: string | null }
export type Order = {
  readonly lead: string | undefined
  readonly ranked: readonly { readonly organisationRef: string; readonly rank: number }[]
}

const isUnder = ({ frameworkRef }: Askable): boolean => frameworkRef !== null

/** Nobody is asked twice, and nobody is left out but who is beside a framework; first refusal is never longer than the window. */
export function planRounds(
  route: Route,
  askable: readonly Askable[],
  { lead, ranked }: Order,
  windowHours: number,
): PlannedRound[] {
  const first = Math.min(route.firstRefusalHours, windowHours)
  const named = ({ organisationRef, name }: Askable): Named => ({ organisationRef, name })
  const rest = (asked: ReadonlySet<string>) => askable.filter(({ organisationRef }) => !asked.has(organisationRef))
  const rounds: PlannedRound[] = []
  const add = (round: Omit<PlannedRound, 'providers'>, who: readonly Askable[]) => {
    if (who.length > 0) rounds.push({ ...round, providers: who.map(named) })
  }
  // Who is beside a framework waits until those under it were asked.
  const besideOne = new Set(askable.map(({ frameworkRef }) => frameworkRef === null)).size === 2
  const atOnce = (who: readonly Askable[]) => {
    if (!besideOne) return add({ who: 'everyone', hours: windowHours }, who)
    add({ who: 'framework', hours: windowHours }, who.filter(isUnder))
    add(
      { who: 'outside', hours: windowHours },
      who.filter((one) => !isUnder(one)),
    )
  }
  if (route.mechanism === 'ranked_list') {
    const byRank = ranked.flatMap(({ organisationRef, rank }) => {
      const found = askable.find((one) => one.organisationRef === organisationRef)
      return found ? [{ ...found, rank }] : []
    })
    for (const one of byRank) add({ who: 'ranked', rank: one.rank, hours: first }, [one])
    atOnce(rest(new Set(byRank.map(({ organisationRef }) => organisationRef))))
    return rounds
  }
  if (route.mechanism === 'all_at_once') {
    atOnce(askable)
    return rounds
  }
  const leads = askable.filter(({ organisationRef }) => organisationRef === lead)
  const others = rest(new Set(leads.map(({ organisationRef }) => organisationRef)))
  add({ who: 'lead', hours: first }, leads)
  add({ who: 'framework', hours: windowHours }, others.filter(isUnder))
  // Beside a framework what is outside of it is a spot purchase, which has controls of its own.
  if (!askable.some(isUnder)) add({ who: 'outside', hours: windowHours }, others)
  return rounds
}

/** When those who are silent are reminded: so long before the end, or half-way where the window is as short as that. */
export function reminderAt(sentAt: Instant, closesAt: Instant, hours: number): Instant {
  const early = closesAt.subtract({ hours })
  const middle = sentAt.add({ minutes: Math.floor(sentAt.until(closesAt).total('minutes') / 2) })
  return Temporal.Instant.compare(early, middle) > 0 ? early : middle
}

/** "The ranked list, number 2" */
export const whoInWords = ({ who, rank }: Pick<PlannedRound, 'who' | 'rank'>): string =>
  rank === undefined ? WHO_WORDS[who] : `${WHO_WORDS[who]}, number ${rank}`
