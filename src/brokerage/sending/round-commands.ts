import { dayOf, formatInstant, type Instant } from '#src/base/day.ts'
import { ok, refuse } from '#src/base/result.ts'
import type { CarePackage } from '#src/brokerage/packages/care-package.ts'
import { savePackage } from '#src/brokerage/packages/care-package.store.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import { inviteProviders } from '#src/brokerage/sending/invite-commands.ts'
import { type Invitation, isOpen, isSilent } from '#src/brokerage/offers/offer.ts'
import { lockInvitation, lockInvitations, saveInvitations } from '#src/brokerage/offers/offer.store.ts'
import { insertRounds, listRounds, listUnanswered, saveOpened, saveRound } from '#src/brokerage/sending/round.store.ts'
import {
  type PlannedRound,
  planRounds,
  reminderAt,
  type Round,
  routeOf,
  type Who,
} from '#src/brokerage/sending/rounds.ts'
import { tellProviders } from '#src/brokerage/sending/tell-commands.ts'
import { closesAt, hoursOf, lastDayOf, paceOf } from '#src/brokerage/sending/window.ts'
import { leadOf } from '#src/contracts/index.ts'
import { getPolicy, listBankHolidays } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'
import { rankedMembers } from '#src/tendering/index.ts'

type Invited = Awaited<ReturnType<typeof inviteProviders>>

/** How long a round of so many hours lasts that opens now; without hours, the whole window of the package's pace. */
export async function windowOf(
  tx: Read,
  pkg: CarePackage,
  hours?: number,
): Promise<{ closes: Instant; hours: number }> {
  const today = dayOf(tx.now)
  const policy = await getPolicy(tx, 'offer-window', today)
  const pace = paceOf(pkg, policy)
  const whole = hours ?? hoursOf(pace, policy)
  const holidays = new Set(await listBankHolidays(tx, today, lastDayOf(today, whole)))
  return { closes: closesAt(tx.now, whole, pace, policy, holidays), hours: whole }
}

/** The rounds of a sending, by the mechanism that the framework or the policy states. */
export async function planSending(
  tx: Read,
  pkg: CarePackage,
  { askable }: Invited,
  windowHours: number,
): Promise<PlannedRound[]> {
  const today = dayOf(tx.now)
  const frameworkRefs = askable.flatMap(({ frameworkRef }) => frameworkRef ?? [])
  const route = routeOf(await getPolicy(tx, 'sending', today), { service: pkg.service, frameworkRefs })
  const { service, zone } = pkg
  const lead =
    route.mechanism === 'lead_first' ? await leadOf(tx, { service, zone, day: pkg.startBy ?? today }) : undefined
  const ranked = route.mechanism === 'ranked_list' ? await rankedMembers(tx, { service, zone, on: today }) : []
  return planRounds(route, askable, { lead: lead?.organisationRef, ranked }, windowHours)
}

/** One round of these only. */
export const oneRound =
  (who: Who, organisationRefs: readonly string[]): typeof planSending =>
  async (_tx, _pkg, { askable }, hours) => {
    const providers = askable
      .filter(({ organisationRef }) => organisationRefs.includes(organisationRef))
      .map(({ organisationRef, name }) => ({ organisationRef, name }))
    return providers.length > 0 ? [{ who, providers, hours }] : []
  }

/** Begins a sending: all its rounds are kept, the first is opened. */
export async function openFirst(
  tx: Write,
  pkg: CarePackage,
  { invited }: Invited,
  planned: readonly PlannedRound[],
): Promise<{ pkg: CarePackage; asked: readonly Invitation[] } | undefined> {
  if (planned.length === 0) return undefined
  const rounds = await insertRounds(tx, pkg.packageRef, planned)
  const [first, ...later] = rounds
  return first && openRound(tx, { ...pkg, roundsLeft: later.length }, first, invited)
}

/** Opens the next round in which somebody may still be asked; none when all have been. */
export async function openNext(tx: Write, pkg: CarePackage): Promise<CarePackage | undefined> {
  const { invited } = await inviteProviders(tx, pkg, await lockInvitations(tx, pkg.packageRef))
  const rounds = await listRounds(tx, pkg.packageRef)
  const last = rounds.at(-1)?.sending
  const left = rounds.filter(({ sending, openedAt }) => sending === last && openedAt === undefined)
  for (const [at, round] of left.entries()) {
    const opened = await openRound(tx, { ...pkg, roundsLeft: left.length - at - 1 }, round, invited)
    if (!opened) continue
    const { packageRef } = pkg
    tx.record({
      type: 'brokerage.round-opened',
      about: [`package:${packageRef}`],
      data: {
        ...{ packageRef, round: round.round, who: round.who, closesAt: String(opened.pkg.closesAt) },
        ...(round.rank === undefined ? {} : { rank: round.rank }),
        organisationRefs: opened.asked.map(({ organisationRef }) => organisationRef),
      },
    } satisfies BrokerageFact)
    return opened.pkg
  }
  return undefined
}

async function openRound(tx: Write, pkg: CarePackage, round: Round, invited: readonly Invitation[]) {
  const refs = new Set(round.providers.map(({ organisationRef }) => organisationRef))
  const may = invited.filter(({ organisationRef }) => refs.has(organisationRef))
  if (may.length === 0) {
    // Suspended or refused since the rounds were made: the round passes.
    await saveRound(tx, pkg.packageRef, { ...round, openedAt: tx.now, closesAt: tx.now, closedAt: tx.now })
    return undefined
  }
  const { closes } = await windowOf(tx, pkg, round.hours)
  const asked = may.map((one) => ({ ...one, sentAt: tx.now, closesAt: closes }))
  const opened: CarePackage = { ...pkg, status: 'sent', closesAt: closes }
  await savePackage(tx, opened)
  await saveInvitations(tx, asked)
  await saveRound(tx, pkg.packageRef, { ...round, openedAt: tx.now, closesAt: closes })
  const told = asked.filter(({ status }) => status === 'invited')
  await tellProviders(tx, { template: 'request-sent', told, data: { closes: formatInstant(closes) } })
  return { pkg: opened, asked }
}

/** What came of the round that is open. */
export async function closeRound(
  tx: Write,
  packageRef: string,
  answers: { readonly offers: number; readonly declined: number; readonly silent: number },
): Promise<void> {
  const open = (await listRounds(tx, packageRef)).findLast((one) => one.openedAt && !one.closedAt)
  if (open) await saveRound(tx, packageRef, { ...open, ...answers, closedAt: tx.now })
}

export type OpenRefusal = 'no such invitation' | 'opened already'

/** The first of a provider's people who opens an invitation is kept with the moment. */
export const openInvitation = (shell: Shell, actor: Actor, packageRef: string) =>
  shell.command<true, OpenRefusal>(actor, 'open-invitation', async (tx) => {
    const organisationRef = tx.actor.organisation ?? ''
    const invitation = await lockInvitation(tx, packageRef, organisationRef)
    if (!invitation) return refuse('no such invitation')
    if (invitation.openedAt || !isOpen(invitation, tx.now)) return refuse('opened already')
    await saveOpened(tx, packageRef, organisationRef, actor.name)
    tx.record({
      type: 'brokerage.invitation-opened',
      about: [`package:${packageRef}`, `provider:${organisationRef}`],
      data: { packageRef, organisationRef, organisationName: invitation.organisationName, by: actor.name },
    } satisfies BrokerageFact)
    return ok(true)
  })

/** Writes to those who have not answered, once, before the window closes. */
export const remindProviders = (shell: Shell, actor: Actor, packageRef: string) =>
  shell.command<number, 'nobody to remind'>(actor, 'remind-providers', async (tx) => {
    const silent = (await lockInvitations(tx, packageRef)).filter(
      (one) => isSilent(one) && !one.remindedAt && isOpen(one, tx.now),
    )
    if (silent.length === 0) return refuse('nobody to remind')
    const refs = silent.map(({ organisationRef }) => organisationRef)
    await saveInvitations(
      tx,
      silent.map((one) => ({ ...one, remindedAt: tx.now })),
    )
    let mails = 0
    // Rounds that overlap close at different times.
    for (const [closes, told] of Map.groupBy(silent, ({ closesAt: at }) => formatInstant(at)))
      mails += await tellProviders(tx, { template: 'offer-reminder', told, data: { closes } })
    tx.record({
      type: 'brokerage.providers-reminded',
      about: [`package:${packageRef}`],
      data: { packageRef, organisationRefs: refs, mails },
    } satisfies BrokerageFact)
    return ok(refs.length)
  })

const PACKAGES_AT_ONCE = 200

/** Reminds wherever the policy's time has come. */
export async function remindOfWindows(shell: Shell, actor: Actor): Promise<number> {
  const due = await shell.read(actor, async (tx) => {
    const { remindHours } = await getPolicy(tx, 'offer-window', dayOf(tx.now))
    const open = remindHours === 0 ? [] : await listUnanswered(tx, remindHours, PACKAGES_AT_ONCE)
    return open.filter(
      (one) => Temporal.Instant.compare(reminderAt(one.sentAt, one.closesAt, remindHours), tx.now) <= 0,
    )
  })
  let reminded = 0
  for (const { packageRef } of due) {
    const done = await remindProviders(shell, actor, packageRef)
    if (done.ok) reminded += done.value
  }
  return reminded
}
