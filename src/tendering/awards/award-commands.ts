import { addDays, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { listBankHolidays } from '#src/councils/index.ts'
import { type Actor, forAllMembers, personBehind } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'
import { providerNames } from '#src/providers/index.ts'
import {
  type Award,
  type AwardedLot,
  beginStandstill,
  challenge,
  type ChallengeRefusal,
  decideAward,
  type DecideRefusal,
  type Decision,
  endChallenge,
  type EndChallengeRefusal,
  finishAward,
  type FinishRefusal,
  type Hindrance,
  setAside,
  type SetAsideRefusal,
  standing,
  type StandstillRefusal,
} from '#src/tendering/awards/award.ts'
import { insertAward, insertLot, lockAward, saveAward, saveSetAside } from '#src/tendering/awards/award.store.ts'
import type { AwardFact } from '#src/tendering/awards/facts.ts'
import { awardedLots, directLots, nextInRank, valueOf } from '#src/tendering/awards/winners.ts'
import type { DirectOffer } from '#src/tendering/direct-offers/direct-offer.ts'
import { lockOffer, saveOffer } from '#src/tendering/direct-offers/direct-offer.store.ts'
import { barredFromAward } from '#src/tendering/exclusions/exclusion-commands.ts'
import { lockEvaluated } from '#src/tendering/evaluation/assess-commands.ts'
import type { ExclusionRefusal, SaidExclusion } from '#src/tendering/evaluation/check.ts'
import { recordExclusion } from '#src/tendering/evaluation/check-commands.ts'
import { type Evaluated, readEvidence } from '#src/tendering/evaluation/evaluation.store.ts'
import { outcomeOf } from '#src/tendering/evaluation/outcome.ts'
import { listNoticesAbout } from '#src/tendering/notices/notice.store.ts'
import { standstillFrom } from '#src/tendering/regime/standstill.ts'
import { requirementsOf } from '#src/tendering/tenders/route.ts'
import type { Spec } from '#src/tendering/tenders/spec.ts'
import { saveStatus } from '#src/tendering/tenders/tender.store.ts'

const saver = (tx: Write) => ({ ref: personBehind(tx.actor), name: tx.actor.name })

const wonByLot = (lots: readonly AwardedLot[]) =>
  [...Map.groupBy(standing(lots), ({ lot }) => lot)].map(([lot, won]) => ({
    lot,
    organisationRefs: won.map(({ organisationRef }) => organisationRef),
  }))

const aboutAward = ({ tenderRef, awardRef, lots }: Pick<Award, 'tenderRef' | 'awardRef' | 'lots'>) => [
  `tender:${tenderRef}` as const,
  `award:${awardRef}` as const,
  ...new Set(standing(lots).map(({ organisationRef }) => `provider:${organisationRef}` as const)),
]

export type DecideAward = Decision & { readonly tenderRef: string }

/** The decision to award, by an officer with the right to it or as cabinet made it. */
export const decideAwardOf = (shell: Shell, actor: Actor, input: DecideAward, options?: CommandOptions) =>
  shell.command(
    forAllMembers(actor),
    'decide-award',
    async (tx): Promise<Result<Award, DecideRefusal | 'no such tender' | 'decided already'>> => {
      const { tenderRef } = input
      const evaluated = await lockEvaluated(tx, tenderRef)
      if (!evaluated) return refuse('no such tender')
      if (await lockAward(tx, tenderRef)) return refuse('decided already')
      const { tender, spec, assessors } = evaluated
      const { isCompetitive, isEvaluated, lots, offer, hindrance } = await toAward(tx, evaluated)
      const valuePence = valueOf(spec, lots)
      const facts = { isEvaluated, ownerRef: tender.ownerRef, valuePence, winners: lots.length, hindrance }
      const refs = assessors.map(({ officerRef }) => officerRef)
      const decided = decideAward(input, facts, personBehind(actor), refs)
      if (!decided.ok) return decided
      const award: Award = {
        ...decided.value,
        ...NOT_YET,
        ...{ awardRef: await nextRef(tx, 'AW'), tenderRef, valuePence, lots, standstill: spec.standstill },
        ...{ decidedBy: personBehind(actor), decidedByName: actor.name, decidedAt: tx.now },
        // Where nobody was assessed there is nobody to send a summary to.
        summariesSentAt: isCompetitive ? null : tx.now,
      }
      await insertAward(tx, award)
      if (offer) await saveOffer(tx, { ...offer, state: 'taken' })
      await saveAward(tx, award, saver(tx))
      await saveStatus(tx, tenderRef, 'decided')
      const { awardRef, authority, reference, limitPence, reason } = award
      tx.record({
        type: 'tendering.award-decided',
        about: aboutAward(award),
        data: { tenderRef, awardRef, lots: wonByLot(lots), authority, reference, limitPence, valuePence, reason },
      } satisfies AwardFact)
      return ok(award)
    },
    options,
  )

const NOT_YET = {
  status: 'decided',
  noticeDay: null,
  lastDay: null,
  signFrom: null,
  byPost: false,
  challenge: null,
  earlyReason: null,
  awardedAt: null,
  awardedByName: null,
} as const

type ToAward = {
  readonly isCompetitive: boolean
  readonly isEvaluated: boolean
  readonly lots: AwardedLot[]
  readonly offer?: DirectOffer
  readonly hindrance: Hindrance | undefined
}

/** What the tender comes to: the winners of its ranking, or the one provider that it names, at the prices of its offer. */
async function toAward(tx: Write, evaluated: Evaluated): Promise<ToAward> {
  const { tender, spec } = evaluated
  const isCompetitive = requirementsOf(spec.route, spec.regime).competitive
  if (isCompetitive) {
    const lots = awardedLots(outcomeOf(await readEvidence(tx, evaluated)))
    const hindrance = await barredFromAward(tx, { tenderRef: tender.tenderRef, spec }, lots)
    return { isCompetitive, isEvaluated: tender.status === 'evaluated', lots, hindrance }
  }
  const direct = { isCompetitive, isEvaluated: tender.status === 'published' }
  const organisationRef = spec.directAward?.organisationRef ?? ''
  const offer = await lockOffer(tx, { tenderRef: tender.tenderRef, organisationRef })
  if (offer?.state !== 'made') return { ...direct, lots: [], hindrance: 'no offer yet' }
  const name = (await providerNames(tx, [organisationRef])).get(organisationRef) ?? organisationRef
  const lots = directLots(spec, offer, name)
  const hindrance = (await lacksNotice(tx, tender.tenderRef, spec))
    ? 'no transparency notice'
    : await barredFromAward(tx, { tenderRef: tender.tenderRef, spec }, lots)
  return { ...direct, lots, offer, hindrance }
}

/** Where the law asks for a transparency notice, it is out before the award (P-10). */
async function lacksNotice(tx: Write, tenderRef: string, { route, regime }: Spec): Promise<boolean> {
  if (requirementsOf(route, regime).notice !== 'UK5') return false
  const notices = await listNoticesAbout(tx, { kind: 'tender', ref: tenderRef }, 'UK5')
  return !notices.some(({ status }) => status === 'published')
}

export type BeginStandstill = { readonly tenderRef: string; readonly byPost: boolean }

/** Longer than any standstill with the holidays in it. */
const DAYS_AHEAD = 60

/** The award notice is published today, and the standstill begins with it. */
export const beginStandstillOf = (shell: Shell, actor: Actor, { tenderRef, byPost }: BeginStandstill) =>
  shell.command(
    forAllMembers(actor),
    'begin-standstill',
    async (tx): Promise<Result<Award, StandstillRefusal | 'no such award'>> => {
      const evaluated = await lockEvaluated(tx, tenderRef)
      const award = await lockAward(tx, tenderRef)
      if (!evaluated || !award) return refuse('no such award')
      const noticeDay = dayOf(tx.now)
      const holidays = new Set(await listBankHolidays(tx, noticeDay, addDays(noticeDay, DAYS_AHEAD)))
      const days = standstillFrom(evaluated.spec.regime, noticeDay, holidays, byPost)
      const begun = beginStandstill({ ...award, byPost }, noticeDay, days)
      if (!begun.ok) return begun
      await saveAward(tx, begun.value, saver(tx))
      await saveStatus(tx, tenderRef, 'standstill')
      const { awardRef, standstill: kind } = award
      tx.record({
        type: 'tendering.standstill-began',
        about: aboutAward(award),
        data: { tenderRef, awardRef, kind, noticeDay, ...days },
      } satisfies AwardFact)
      return begun
    },
  )

export type NotifyChallenge = { readonly tenderRef: string; readonly by: string; readonly words: string }

/** A claim notified in the standstill: the award is suspended at once, by itself. */
export const notifyChallenge = (shell: Shell, actor: Actor, input: NotifyChallenge) =>
  shell.command(
    forAllMembers(actor),
    'notify-challenge',
    async (tx): Promise<Result<Award, ChallengeRefusal | 'no such award'>> => {
      const award = await lockAward(tx, input.tenderRef)
      if (!award) return refuse('no such award')
      const suspended = challenge(award, input, tx.now, dayOf(tx.now))
      if (!suspended.ok) return suspended
      await saveAward(tx, suspended.value, saver(tx))
      const { tenderRef, awardRef } = award
      tx.record({
        type: 'tendering.standstill-suspended',
        about: aboutAward(award),
        data: { tenderRef, awardRef, by: input.by.trim(), words: input.words.trim() },
      } satisfies AwardFact)
      return suspended
    },
  )

export const endChallengeOf = (shell: Shell, actor: Actor, input: { tenderRef: string; words: string }) =>
  shell.command(
    forAllMembers(actor),
    'end-challenge',
    async (tx): Promise<Result<Award, EndChallengeRefusal | 'no such award'>> => {
      const award = await lockAward(tx, input.tenderRef)
      if (!award) return refuse('no such award')
      const ended = endChallenge(award, input.words, actor.name, tx.now)
      if (!ended.ok) return ended
      await saveAward(tx, ended.value, saver(tx))
      const { tenderRef, awardRef } = award
      tx.record({
        type: 'tendering.challenge-ended',
        about: aboutAward(award),
        data: { tenderRef, awardRef, words: input.words.trim() },
      } satisfies AwardFact)
      return ended
    },
  )

export type ExcludeWinner = SaidExclusion & { readonly tenderRef: string; readonly organisationRef: string }
export type ExcludeRefusal = SetAsideRefusal | ExclusionRefusal | 'no such award' | 'no bid of theirs'

/** A ground found after the decision. When it excludes, the provider's lots go to the next in rank, and the standstill is run anew. */
export const excludeWinner = (shell: Shell, actor: Actor, input: ExcludeWinner) =>
  shell.command(forAllMembers(actor), 'exclude-winner', async (tx): Promise<Result<Award, ExcludeRefusal>> => {
    const { tenderRef, organisationRef } = input
    const evaluated = await lockEvaluated(tx, tenderRef)
    const award = await lockAward(tx, tenderRef)
    if (!evaluated || !award) return refuse('no such award')
    const bid = evaluated.bids.find((one) => one.organisationRef === organisationRef)
    if (!bid) return refuse('no bid of theirs')
    const outcome = await recordExclusion(tx, tenderRef, bid, input, 'award')
    if (!outcome.ok) return outcome
    if (outcome.value !== 'excluded') return ok(award)
    const evidence = await readEvidence(tx, evaluated)
    const next = nextInRank(evidence, outcomeOf(evidence), award.lots, organisationRef)
    const changed = setAside(award, organisationRef, input.evidence, next)
    if (!changed.ok) return changed
    const lost = changed.value.lots.filter(
      (lot) => lot.setAside !== null && award.lots.some((before) => before.setAside === null && isSameLot(before, lot)),
    )
    for (const lot of lost) await saveSetAside(tx, award.awardRef, lot)
    for (const lot of next) await insertLot(tx, award.awardRef, lot)
    await saveAward(tx, changed.value, saver(tx))
    await saveStatus(tx, tenderRef, 'decided')
    recordSetAside(tx, award, input, lost, next)
    return changed
  })

const isSameLot = (a: AwardedLot, b: AwardedLot): boolean => a.lot === b.lot && a.organisationRef === b.organisationRef

function recordSetAside(
  tx: Write,
  award: Award,
  { organisationRef, ground, evidence }: ExcludeWinner,
  lost: readonly AwardedLot[],
  next: readonly AwardedLot[],
): void {
  const { tenderRef, awardRef } = award
  tx.record({
    type: 'tendering.award-set-aside',
    about: [...aboutAward(award), ...next.map((lot) => `provider:${lot.organisationRef}` as const)],
    data: {
      ...{ tenderRef, awardRef, organisationRef, ground },
      organisationName: lost[0]?.organisationName ?? organisationRef,
      reason: evidence.trim(),
      lots: lost.map(({ lot }) => lot),
      next: next.map((one) => ({
        lot: one.lot,
        organisationRef: one.organisationRef,
        organisationName: one.organisationName,
      })),
    },
  } satisfies AwardFact)
}

export type FinishAward = { readonly tenderRef: string; readonly earlyReason: string }

/** The award is made and contracts may be signed. */
export const finishAwardOf = (shell: Shell, actor: Actor, input: FinishAward, options?: CommandOptions) =>
  shell.command(
    forAllMembers(actor),
    'finish-award',
    async (tx): Promise<Result<Award, FinishRefusal | 'no such award'>> => {
      const award = await lockAward(tx, input.tenderRef)
      if (!award) return refuse('no such award')
      const finished = finishAward(award, dayOf(tx.now), input.earlyReason)
      if (!finished.ok) return finished
      await saveAward(tx, finished.value, saver(tx))
      await saveStatus(tx, input.tenderRef, 'awarded')
      const { tenderRef, awardRef, lots } = award
      tx.record({
        type: 'tendering.tender-awarded',
        about: aboutAward(award),
        data: {
          tenderRef,
          awardRef,
          lots: wonByLot(lots),
          byName: actor.name,
          earlyReason: finished.value.earlyReason,
        },
      } satisfies AwardFact)
      return finished
    },
    options,
  )
