import { dayOf } from '#src/base/day.ts'
import { CONCERN_JOB, hearConcern } from '#src/brokerage/after/concern-commands.ts'
import { listOverdueWindows, listWaiting } from '#src/brokerage/packages/care-package.store.ts'
import { closeOffers } from '#src/brokerage/packages/package-commands.ts'
import { withdrawTransferred } from '#src/brokerage/leaving/leaving-commands.ts'
import { FALLEN_JOB, hearTakenBack } from '#src/brokerage/offers/fallen-offer-commands.ts'
import { expireOffer } from '#src/brokerage/offers/offer-commands.ts'
import { listStale } from '#src/brokerage/offers/offer.store.ts'
import { remindOfWindows } from '#src/brokerage/sending/round-commands.ts'
import { endSpots } from '#src/brokerage/spot/spot-commands.ts'
import { remindersDue } from '#src/brokerage/sign-off/sign-off.ts'
import { remindSigners } from '#src/brokerage/sign-off/tell-signers-commands.ts'
import { TRANSFER_JOB, transferPlacements } from '#src/brokerage/transfers/transfer-commands.ts'
import { planJobs } from '#src/brokerage/waiting-list/make-plan.job.ts'
import { getPolicy } from '#src/councils/index.ts'
import { type Actor, systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { listCouncilIds } from '#src/platform/councils.ts'
import type { Job } from '#src/platform/jobs.ts'

const WINDOWS_AT_ONCE = 200
const OFFERS_AT_ONCE = 500
const SIGNATURES_AT_ONCE = 1_000

/** Closes the windows for offers that are over, and opens the next round where one is left; each is a command of its own, so that one that fails holds up none. */
export async function closeWindows(shell: Shell, actor: Actor): Promise<number> {
  const refs = await shell.read(actor, (tx) => listOverdueWindows(tx, WINDOWS_AT_ONCE))
  let closed = 0
  for (const ref of refs) if ((await closeOffers(shell, actor, ref)).ok) closed += 1
  return closed
}

/** Reminds of the signatures that have waited as long as the policy says; nothing happens when none has. */
export async function remindOfSignatures(shell: Shell, actor: Actor): Promise<number> {
  const due = await shell.read(actor, async (tx) => {
    const { remindAfterHours } = await getPolicy(tx, 'sign-off', dayOf(tx.now))
    const waiting = await listWaiting(tx, SIGNATURES_AT_ONCE)
    return waiting.filter((signature) => remindersDue([signature], remindAfterHours, tx.now).length > 0)
  })
  if (due.length === 0) return 0
  const packageRefs = due.map(({ packageRef }) => packageRef)
  const reminded = await remindSigners(shell, actor, { packageRefs, onlyDue: true })
  return reminded.ok ? reminded.value.signatures : 0
}

/** Ends the offers whose last day is over. */
export async function expireOffers(shell: Shell, actor: Actor): Promise<number> {
  const refs = await shell.read(actor, (tx) => listStale(tx, dayOf(tx.now), OFFERS_AT_ONCE))
  let expired = 0
  for (const ref of refs) if ((await expireOffer(shell, actor, ref)).ok) expired += 1
  return expired
}

/** Windows close to the minute; offers end at night; reminders go out in working hours. */
export const jobs = (shell: Shell): readonly Job[] => [
  ...planJobs(shell),
  {
    name: 'close-offer-windows',
    cron: '* * * * *',
    async run() {
      for (const council of await listCouncilIds(shell)) await closeWindows(shell, systemActor(council))
    },
  },
  {
    name: 'remind-providers',
    cron: '*/5 * * * *',
    async run() {
      for (const council of await listCouncilIds(shell)) await remindOfWindows(shell, systemActor(council))
    },
  },
  {
    name: FALLEN_JOB,
    async run({ council, packageRef }) {
      await hearTakenBack(shell, systemActor(Number(council)), String(packageRef))
    },
  },
  {
    name: CONCERN_JOB,
    run: ({ council, packageRef, kind }) =>
      hearConcern(shell, systemActor(Number(council)), {
        packageRef: String(packageRef),
        kind: kind === 'start' ? 'start' : 'two_weeks',
      }),
  },
  {
    name: 'end-spot-purchases',
    cron: '30 0 * * *',
    async run() {
      for (const council of await listCouncilIds(shell)) await endSpots(shell, systemActor(council))
    },
  },
  {
    name: 'expire-offers',
    cron: '20 0 * * *',
    async run() {
      for (const council of await listCouncilIds(shell)) await expireOffers(shell, systemActor(council))
    },
  },
  {
    name: TRANSFER_JOB,
    cron: '1 0 * * *',
    async run() {
      for (const council of await listCouncilIds(shell)) {
        await transferPlacements(shell, systemActor(council))
        await withdrawTransferred(shell, systemActor(council))
      }
    },
  },
  {
    name: 'remind-signers',
    cron: '5 8-17 * * *',
    async run() {
      for (const council of await listCouncilIds(shell)) await remindOfSignatures(shell, systemActor(council))
    },
  },
]
