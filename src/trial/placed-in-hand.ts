/** Care that came about otherwise than by a framework's offer and five signatures: on the spot, in an emergency, and changed since. */
import { addDays, dayOf } from '#src/base/day.ts'
import {
  askSpot,
  changeCare,
  chooseOffer,
  closeOffers,
  decideSpotPurchase,
  getPlacement,
  giveOffer,
  listInvitations,
  listOffers,
  placeNow,
  signStep,
} from '#src/brokerage/index.ts'
import { enterContract } from '#src/contracts/index.ts'
import { systemActor } from '#src/platform/actor.ts'
import { hoursAgo } from '#src/trial/office-hours.ts'
import { must, officerActor, providerActor, type Setting } from '#src/trial/setting.ts'

/** Care on the spot ends so soon that it stands in My work. */
const SPOT_DAYS = 27

/** Nobody of the framework could: a provider from elsewhere, under a contract of its own, is asked for, and once approved asked. */
export async function buyOnTheSpot(
  setting: Setting,
  packageRef: string,
  zone: string,
  approved: boolean,
): Promise<void> {
  const { shell, now, setClock, contracts } = setting
  const there = new Set(contracts.filter((one) => one.zone === zone).map(({ organisationRef }) => organisationRef))
  const elsewhere = contracts.find(({ organisationRef }) => !there.has(organisationRef))
  const cardRef = contracts.find((one) => one.zone === zone)?.cardRef
  if (!elsewhere || cardRef === undefined) return
  const { organisationRef } = elsewhere
  const today = dayOf(now)
  setClock(hoursAgo(now, 6))
  must(
    await enterContract(shell, systemActor(1), {
      ...{ organisationRef, frameworkRef: null, title: 'Home care on the spot', lot: 'Spot', service: 'home_care' },
      ...{ zones: [zone], cardRef, ceilingPence: null, fromDay: addDays(today, -1), toDay: addDays(today, 400) },
    }),
  )
  setClock(hoursAgo(now, 5))
  const asked = await askSpot(shell, officerActor(setting, 'O-1001'), {
    ...{
      packageRef,
      why: 'no_capacity',
      words: '',
      endDay: addDays(today, SPOT_DAYS),
      organisationRefs: [organisationRef],
    },
  })
  must(asked)
  if (!approved) return
  setClock(hoursAgo(now, 4))
  const decision = { packageRef, approve: true, reason: 'Eight weeks at most; look again in four' }
  must(await decideSpotPurchase(shell, officerActor(setting, 'O-1002'), decision))
  await placeOnTheSpot(setting, packageRef, organisationRef)
}

const SIGNERS = ['O-1009', 'O-1002', 'O-1005', 'O-1004', 'O-1008'] as const

/** The provider that was asked on the spot offers all, is chosen and signed for, and has care until the day that was approved. */
async function placeOnTheSpot(setting: Setting, packageRef: string, organisationRef: string): Promise<void> {
  const { shell, now, setClock } = setting
  const broker = officerActor(setting, 'O-1001')
  const invitations = await shell.read(systemActor(1), (tx) => listInvitations(tx, packageRef))
  const invitation = invitations.find((one) => one.organisationRef === organisationRef)
  if (!invitation) throw new Error(`${organisationRef} was not asked to take ${packageRef}`)
  const covers = invitation.pattern.flatMap(({ slot, days }) => days.map((day) => ({ slot, day })))
  setClock(hoursAgo(now, 3))
  const own = providerActor(organisationRef, invitation.organisationName)
  const note = 'From elsewhere, with a car of our own'
  const offer = must(await giveOffer(shell, own, { packageRef, startDay: invitation.startBy, covers, note }))
  must(await closeOffers(shell, broker, packageRef))
  setClock(hoursAgo(now, 2))
  must(
    await chooseOffer(shell, broker, {
      ...{ packageRef, offerRef: offer.offerRef, ceilingReason: 'Nobody of the framework could take it' },
      floorReason: 'The contract manager has seen payslips with travel paid by the hour',
    }),
  )
  setClock(hoursAgo(now, 1))
  for (const [at, officerRef] of SIGNERS.entries())
    must(await signStep(shell, officerActor(setting, officerRef), { packageRef, step: at + 1 }))
}

/** Placed at once more hours ago than the policy gives for its signatures, of which two are there. */
export async function placeInEmergency(setting: Setting, packageRef: string): Promise<void> {
  const { shell, now, setClock } = setting
  const offers = await shell.read(systemActor(1), (tx) => listOffers(tx, packageRef))
  const offer = offers.find(({ complete }) => complete) ?? offers[0]
  if (!offer) throw new Error(`nobody offered to take ${packageRef}`)
  setClock(hoursAgo(now, 80))
  const reason = 'Her husband, who cared for her, was taken to hospital in the night'
  must(await placeNow(shell, officerActor(setting, 'O-1001'), { packageRef, offerRef: offer.offerRef, reason }))
  setClock(hoursAgo(now, 60))
  for (const [step, officerRef] of [[1, 'O-1009'] as const, [2, 'O-1002'] as const])
    must(await signStep(shell, officerActor(setting, officerRef), { packageRef, step }))
}

/** Care that was placed changes twice: fewer visits, agreed at once, and more than ever, which waits for a second officer. */
export async function changeTwice(setting: Setting, packageRef: string): Promise<void> {
  const { shell, now, setClock } = setting
  const broker = officerActor(setting, 'O-1001')
  const { pattern, startDay } = await shell.read(systemActor(1), (tx) => getPlacement(tx, packageRef))
  const first = startDay > dayOf(now) ? startDay : dayOf(now)
  const weekdays = pattern
    .map((visit) => ({ ...visit, days: visit.days.filter((day) => day < 6) }))
    .filter(({ days }) => days.length > 0)
  setClock(hoursAgo(now, 1))
  const less = { fromDay: addDays(first, 7), reason: 'A daughter is there at weekends' }
  must(await changeCare(shell, broker, { packageRef, pattern: weekdays, ...less }))
  const longer = pattern.map((visit, at) => (at === 0 ? { ...visit, minutes: visit.minutes + 15 } : visit))
  const more = { fromDay: addDays(first, 28), reason: 'The daughter goes back to work, and getting up takes longer' }
  must(await changeCare(shell, broker, { packageRef, pattern: longer, ...more }))
}
