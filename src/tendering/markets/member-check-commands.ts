import { addDays, type Day, dayOf, formatDay } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import { nextRef, type Shell, type Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'
import { listCurrentRatingsOf, listRegisteredForPersonalCare, RATINGS, WHOLE_LOCATION } from '#src/providers/index.ts'
import { insertReminder, listEvidenceEnding } from '#src/tendering/joining/application.store.ts'
import type { MarketFact } from '#src/tendering/markets/facts.ts'
import type { Market } from '#src/tendering/markets/market.ts'
import { findMarket, listRunningMarkets } from '#src/tendering/markets/market.store.ts'
import { aboutMember, factOfMember, suspendIn } from '#src/tendering/markets/standing-commands.ts'
import {
  checkMember,
  type Finding,
  type Member,
  type OnRegister,
  reminderDue,
  type SuspendedFor,
  suspends,
} from '#src/tendering/markets/membership.ts'
import {
  insertReview,
  listHoldings,
  listMembers,
  listMembershipsOf,
  openReviewKeys,
} from '#src/tendering/markets/member.store.ts'

/** What the regulator's register says of providers: an organisation counts with the lowest rating of its registered locations. */
export async function onRegister(tx: Read, organisationRefs: readonly string[]): Promise<Map<string, OnRegister>> {
  if (organisationRefs.length === 0) return new Map()
  const registered = await listRegisteredForPersonalCare(tx, organisationRefs)
  const ratings = Map.groupBy(
    await listCurrentRatingsOf(tx, organisationRefs, WHOLE_LOCATION),
    ({ organisationRef }) => organisationRef,
  )
  return new Map(
    organisationRefs.map((ref) => {
      const known = (ratings.get(ref) ?? []).flatMap(({ rating }) => rating ?? [])
      const rating = RATINGS.filter((one) => known.includes(one)).at(-1) ?? null
      return [ref, { personalCare: registered.has(ref), rating }]
    }),
  )
}

/** What stands against members of a market today, by provider. */
export async function standingFindings(
  tx: Read,
  market: Market,
  members: readonly Member[],
): Promise<Map<string, Finding[]>> {
  const today = dayOf(tx.now)
  const refs = members.map(({ organisationRef }) => organisationRef)
  const rules = await getPolicy(tx, 'markets', today)
  const holdings = await listHoldings(tx, market.marketRef, refs)
  const register = await onRegister(tx, refs)
  return new Map(
    members.map((member) => [
      member.organisationRef,
      checkMember(
        market.conditions,
        member,
        holdings.get(member.organisationRef) ?? [],
        register.get(member.organisationRef) ?? { personalCare: false, rating: null },
        rules,
        today,
      ),
    ]),
  )
}

type Rechecked = { readonly suspended: number; readonly reviews: number }

/** Suspends by rule, and asks an officer to look at the rest; what waits to be looked at already is not found again. */
async function recheckIn(
  tx: Write,
  market: Market,
  members: readonly Member[],
  more: readonly { readonly organisationRef: string; readonly what: string; readonly words: string }[] = [],
): Promise<Rechecked> {
  const { suspensionReviewDays } = await getPolicy(tx, 'markets', dayOf(tx.now))
  const findings = await standingFindings(tx, market, members)
  const known = await openReviewKeys(tx, market.marketRef)
  let [suspended, reviews] = [0, 0]
  for (const member of members) {
    const found = findings.get(member.organisationRef) ?? []
    const against = suspends(found)
    const [first] = against
    if (member.state === 'member' && first) {
      const done = await suspendIn(tx, member, {
        suspendedFor: first.what as SuspendedFor,
        reason: against.map(({ words }) => words).join('. '),
        reviewDay: addDays(dayOf(tx.now), suspensionReviewDays),
      })
      if (done.ok) suspended += 1
      continue
    }
    const news = more.filter(({ organisationRef }) => organisationRef === member.organisationRef)
    for (const { what, words } of [...found.filter(({ effect }) => effect === 'review'), ...news])
      if (!known.has(`${member.organisationRef} ${what} ${words}`)) reviews += await openReview(tx, member, what, words)
  }
  return { suspended, reviews }
}

async function openReview(tx: Write, member: Member, what: string, words: string): Promise<number> {
  const { marketRef, organisationRef } = member
  const reviewRef = await nextRef(tx, 'RV')
  if (!(await insertReview(tx, { reviewRef, marketRef, organisationRef, what, words }))) return 0
  tx.record({
    type: 'tendering.member-review-opened',
    about: aboutMember(member),
    data: { ...factOfMember(member), reviewRef, words },
  } satisfies MarketFact)
  return 1
}

/** The daily check of a market's members against their evidence and the regulator's register. */
export const recheckMarket = (shell: Shell, actor: Actor, marketRef: string) =>
  shell.command(actor, 'recheck-members', async (tx): Promise<Result<Rechecked, 'nothing new'>> => {
    const market = await findMarket(tx, marketRef)
    if (market?.status !== 'open') return refuse('nothing new')
    const rechecked = await recheckIn(tx, market, await listMembers(tx, marketRef))
    return rechecked.suspended + rechecked.reviews > 0 ? ok(rechecked) : refuse('nothing new')
  })

/** Hears of a change in the register: within the import that brought it. */
export async function recheckProvider(
  tx: Write,
  organisationRef: string,
  news: { readonly what: string; readonly words: string },
): Promise<void> {
  const memberships = await listMembershipsOf(tx, organisationRef)
  for (const member of memberships) {
    const market = await findMarket(tx, member.marketRef)
    if (market) await recheckIn(tx, market, [member], [{ organisationRef, ...news }])
  }
}

/** Reminds providers of evidence that ends soon: once at each of the days that the policy names. */
export const remindOfEvidence = (shell: Shell, actor: Actor) =>
  shell.command(actor, 'remind-of-evidence', async (tx): Promise<Result<number, 'nobody to remind'>> => {
    const today = dayOf(tx.now)
    const { reminderDays } = await getPolicy(tx, 'markets', today)
    const ending = await listEvidenceEnding(tx, today, addDays(today, Math.max(...reminderDays)))
    let reminded = 0
    for (const one of ending) {
      const due = reminderDue(one.expiresOn, reminderDays, today)
      if (due === undefined || (one.reminded !== null && one.reminded <= due)) continue
      await insertReminder(tx, one.evidenceRef, due)
      tx.record({
        type: 'tendering.evidence-reminded',
        about: aboutMember(one),
        data: { ...factOfMember(one), evidenceRef: one.evidenceRef, expiresOn: one.expiresOn, daysBefore: due },
      } satisfies MarketFact)
      reminded += 1
    }
    return reminded > 0 ? ok(reminded) : refuse('nobody to remind')
  })

export const runningMarkets = (shell: Shell, actor: Actor): Promise<Market[]> =>
  shell.read(actor, (tx) => listRunningMarkets(tx))

/** Markets whose fixed end has come. */
export const endedBy = (markets: readonly Market[], today: Day): { marketRef: string; reason: string }[] =>
  markets.flatMap(({ marketRef, endsOn }) =>
    endsOn !== null && endsOn <= today
      ? [{ marketRef, reason: `Its term ended on ${formatDay(addDays(endsOn, -1))}` }]
      : [],
  )
