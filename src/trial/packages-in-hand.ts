/** Work in hand, made by the commands that people use, at the hours at which they would have used them. */
import { addDays, type Day, dayOf, type Instant } from '#src/base/day.ts'
import {
  assignPackages,
  chooseOffer,
  closeOffers,
  decline,
  giveOffer,
  isStay,
  listInvitations,
  listOffers,
  type PatternVisit,
  placeOverCeiling,
  refuseStep,
  requestPackage,
  sendPackage,
  signStep,
  withdrawPackage,
} from '#src/brokerage/index.ts'
import type { LoadedPerson } from '#src/people/index.ts'
import { systemActor } from '#src/platform/actor.ts'
import { DEAREST, PATTERNS } from '#src/trial/care.ts'
import { hoursAgo } from '#src/trial/office-hours.ts'
import { buyOnTheSpot, placeInEmergency } from '#src/trial/placed-in-hand.ts'
import { must, officerActor, providerActor, type Setting } from '#src/trial/setting.ts'

/** How far each package has come, and how many of each. */
const STORIES = [
  ['draft', 5],
  ['waiting for offers', 9],
  ['offers in', 8],
  ['nobody offered', 4],
  ['two signatures', 5],
  ['four signatures', 4],
  ['signed and placed', 3],
  ['blocked', 2],
  ['refused', 1],
  ['withdrawn', 2],
] as const
type Story = (typeof STORIES)[number][0]

export const PEOPLE_IN_HAND = STORIES.reduce((sum, [, count]) => sum + count, 0)

/** The stories turn about, so that a small council has one of each before any has two. */
function inTurns(): Telling[] {
  const most = Math.max(...STORIES.map(([, count]) => count))
  return Array.from({ length: most }, (_, turn) =>
    STORIES.flatMap(([story, count]) => (turn < count ? [{ story, turn }] : [])),
  ).flat()
}
type Telling = { readonly story: Story; readonly turn: number }

/** Somebody who has care already, and by whom. */
export type Served = { readonly personRef: string; readonly zone: string; readonly organisationRef: string }
type Asking = Pick<LoadedPerson, 'personRef' | 'zone'> & { readonly organisationRef?: string }

/** Takes each of these people some way along the road to a placement; care is changed for those whom somebody serves. */
export async function makePackagesInHand(
  setting: Setting,
  people: readonly LoadedPerson[],
  served: readonly Served[],
): Promise<void> {
  const left = [...people]
  const toChange = [...served]
  for (const [index, telling] of inTurns().entries()) {
    const fit = telling.story === 'blocked' ? left.findIndex(({ zone }) => zone === setting.narrow?.zone) : 0
    const [person] = left.splice(Math.max(fit, 0), 1)
    if (person) await tell(setting, person, toChange, telling, index)
  }
  setting.setClock(setting.now)
}

/** Why packages are asked for; those that wait for offers are none that is urgent, whose window would be over. */
const CALM_KINDS = ['new', 'change', 'respite', 'carers_break'] as const
const KINDS = ['hospital_discharge', 'new', 'change', 'new', 'restart', 'respite', 'new', 'carers_break'] as const

/** Whose care is placed by the end has none before. */
/** Days of respite or a carer's break. */
const A_STAY = 28
const ENDS_PLACED: readonly Story[] = ['signed and placed', 'blocked']

const AN_HOUR = { hours: 1 }
/** Hours from the end of a window after which the office surely is at its desks again. */
const A_DAY_LATER = 26

/** The social worker asked the person before a short visit was asked for. */
const asAgreed = (pattern: readonly PatternVisit[], on: Day): PatternVisit[] =>
  pattern.map((visit) =>
    visit.shortReason ? { ...visit, shortAgreed: { by: 'person', on, minutes: visit.minutes } } : visit,
  )

async function tell(
  setting: Setting,
  unserved: LoadedPerson,
  served: Served[],
  { story, turn }: Telling,
  index: number,
): Promise<void> {
  const { shell, setClock, dice, now } = setting
  const worker = officerActor(setting, 'O-1003')
  const broker = officerActor(setting, 'O-1001')
  const isOpen = story === 'draft' || story === 'waiting for offers'
  // Long enough ago for a window of working hours to be over, with a weekend and holidays in it.
  const asked = isOpen ? 3 + turn : 220 + index * 2
  setClock(hoursAgo(now, asked))
  const soon = dice.whole(4, 18)
  const startBy: Day = addDays(dayOf(now), story === 'offers in' && turn === 1 ? 1 : soon)
  const pattern = asAgreed(story === 'blocked' ? DEAREST : dice.weighted(PATTERNS), addDays(dayOf(shell.now()), -1))
  const drawn = isOpen ? dice.pick(CALM_KINDS) : (KINDS[index % KINDS.length] ?? 'new')
  // A stay of weeks is borne by what is left of a contract that two years of care are not.
  const kind = story === 'blocked' && isStay(drawn) ? 'new' : drawn
  const person: Asking = (kind === 'change' && !ENDS_PLACED.includes(story) && served.shift()) || unserved
  const { packageRef } = must(
    await requestPackage(shell, worker, {
      personRef: person.personRef,
      service: 'home_care',
      kind,
      ...(index % 6 === 0 ? { wishes: [{ kind: 'language', words: 'Welsh' }] } : {}),
      ...(index % 7 === 0 ? { musts: [{ kind: 'gender', words: 'female', why: 'personal_care' }] } : {}),
      pattern,
      skills: index % 4 === 0 ? ['dementia'] : [],
      outcomes: ['personal_hygiene', 'nutrition'],
      startBy,
      ...(isStay(kind) ? { endDay: addDays(startBy, A_STAY) } : {}),
    }),
  )
  if (index % 3 !== 0)
    must(
      await assignPackages(shell, broker, {
        packageRefs: [packageRef],
        officerRef: index % 3 === 1 ? 'O-1001' : 'O-1002',
      }),
    )
  if (story === 'draft') return
  if (story === 'withdrawn')
    return void must(await withdrawPackage(shell, worker, { packageRef, reason: 'Went to live with family' }))
  setClock(hoursAgo(now, asked - 1))
  const { closesAt } = must(await sendPackage(shell, broker, packageRef))
  const answered = hoursAgo(now, asked - 2)
  // A night between the two is longer than an urgent window.
  const inTime = closesAt && Temporal.Instant.compare(answered, closesAt) >= 0 ? closesAt.subtract(AN_HOUR) : answered
  setClock(inTime)
  await answer(setting, packageRef, story, startBy, person.organisationRef)
  if (isOpen) return
  if (!closesAt) throw new Error(`no window for ${packageRef}`)
  if (!(await closeAllRounds(setting, packageRef, closesAt))) return
  if (story === 'nobody offered' && turn < 2) await buyOnTheSpot(setting, packageRef, person.zone, turn === 1)
  if (story === 'offers in' && turn === 1) return placeInEmergency(setting, packageRef)
  if (story === 'offers in' || story === 'nobody offered') return
  const chosen = Math.min(Math.floor(closesAt.until(now).total('hours')) - A_DAY_LATER, 33 + index * 2)
  await chooseFor(setting, packageRef, story, chosen)
  if (story === 'refused') await refuseFor(setting, packageRef, chosen - 6)
  else await signSome(setting, packageRef, story, chosen)
}

/** Where nobody of a round offered the next is asked, such as who was bought from on the spot before: those windows end too, if they are over by now. */
async function closeAllRounds(
  { shell, setClock, now }: Pick<Setting, 'shell' | 'setClock' | 'now'>,
  packageRef: string,
  closesAt: Instant,
): Promise<boolean> {
  if (Temporal.Instant.compare(closesAt, now) > 0) return false
  setClock(closesAt)
  const closed = must(await closeOffers(shell, systemActor(1), packageRef))
  return closed.status === 'sent' && closed.closesAt
    ? closeAllRounds({ shell, setClock, now }, packageRef, closed.closesAt)
    : true
}

/** What a provider offers in place of the visits of a weekend. */
const WATCHED = {
  kinds: ['technology', 'smaller_package'],
  words:
    'A daughter is there at weekends; a pendant and a medicine dispenser call our night team when they are needed.',
} as const

/** Providers answer: some offer everything, some a part, some say why not, most say nothing. */
async function answer(
  setting: Setting,
  packageRef: string,
  story: Story,
  startBy: Day,
  todays: string | undefined,
): Promise<void> {
  const { shell, dice } = setting
  const invitations = await shell.read(systemActor(1), (tx) => listInvitations(tx, packageRef))
  const offering = story === 'nobody offered' ? 0 : story === 'waiting for offers' ? dice.whole(0, 3) : dice.whole(3, 6)
  const isFirst = ({ organisationRef }: { organisationRef: string }): boolean =>
    organisationRef === todays || isNarrow(setting, story, organisationRef)
  const inTurn = invitations.toSorted((a, b) => Number(isFirst(b)) - Number(isFirst(a)))
  for (const [place, invitation] of inTurn.entries()) {
    const provider = providerActor(invitation.organisationRef, invitation.organisationName)
    const all = invitation.pattern.flatMap(({ slot, days }) => days.map((day) => ({ slot, day })))
    if (place < offering) {
      const covers = place % 3 === 2 ? all.filter(({ day }) => day < 6) : all
      const startDay = addDays(startBy, place % 2 === 0 ? 0 : dice.whole(0, 4))
      const { gates = [], wishes = [] } = invitation.needs ?? {}
      const isAnother = covers !== all && (place === 5 || (story === 'offers in' && packageRef.endsWith('3')))
      must(
        await giveOffer(shell, provider, {
          packageRef,
          startDay,
          covers,
          note: covers === all ? 'All calls at the times asked for' : 'We cannot cover weekends yet',
          ...(isAnother ? { alternative: WATCHED } : {}),
          meets: [...gates, ...(place % 2 === 0 ? wishes : [])].map(({ key }) => key),
        }),
      )
    } else if (place < offering + 3) {
      must(
        await decline(shell, provider, {
          packageRef,
          code: dice.pick(['no_workers_in_area', 'no_workers_at_times', 'start_too_soon']),
          words: '',
        }),
      )
    }
  }
}

/** Who signs which step: nobody twice, and neither who asked nor who chose. */
const SIGNERS: readonly (readonly [number, string])[] = [
  [2, 'O-1002'],
  [4, 'O-1004'],
  [3, 'O-1005'],
  [5, 'O-1008'],
]

const isNarrow = ({ narrow }: Setting, story: Story, organisationRef: string): boolean =>
  story === 'blocked' && organisationRef === narrow?.organisationRef

async function chooseFor(setting: Setting, packageRef: string, story: Story, hours: number): Promise<void> {
  const { shell, setClock, now } = setting
  const offers = await shell.read(systemActor(1), (tx) => listOffers(tx, packageRef))
  const chosen =
    offers.find(({ organisationRef }) => isNarrow(setting, story, organisationRef)) ??
    offers.find(({ complete }) => complete) ??
    offers[0]
  if (!chosen) throw new Error(`nobody offered to take ${packageRef}`)
  setClock(hoursAgo(now, hours))
  must(
    await chooseOffer(shell, officerActor(setting, 'O-1001'), {
      packageRef,
      offerRef: chosen.offerRef,
      code: 'person_chose',
      words: 'Met this provider’s carers on the ward and asked for them',
      ceilingReason: 'The person asked for this provider and the start cannot wait',
      floorReason: 'The contract manager has seen payslips with travel paid by the hour',
    }),
  )
}

async function refuseFor(setting: Setting, packageRef: string, hours: number): Promise<void> {
  setting.setClock(hoursAgo(setting.now, hours))
  must(
    await refuseStep(setting.shell, officerActor(setting, 'O-1005'), {
      packageRef,
      step: 3,
      reason: 'The NHS pays for this care from the first of next month',
    }),
  )
}

async function signSome(setting: Setting, packageRef: string, story: Story, hours: number): Promise<void> {
  const { shell, setClock, now } = setting
  // By turns the one pair and the other, so that everybody who signs finds something to sign.
  const from = story === 'two signatures' ? (Number(packageRef.slice(3)) % 2) * 2 : 0
  const signers = story === 'two signatures' ? SIGNERS.slice(from, from + 2) : SIGNERS
  for (const [place, [step, officerRef]] of signers.entries()) {
    setClock(hoursAgo(now, Math.max(1, hours - 3 - place * 2)))
    must(await signStep(shell, officerActor(setting, officerRef), { packageRef, step }))
  }
  if (story !== 'signed and placed' && story !== 'blocked') return
  setClock(hoursAgo(now, Math.max(1, hours - 12)))
  const signed = must(await signStep(shell, officerActor(setting, 'O-1009'), { packageRef, step: 1 }))
  if (story === 'blocked') {
    if (signed.blocked === undefined) throw new Error(`the contract bears ${packageRef} after all`)
    return
  }
  if (signed.blocked === undefined) return
  must(
    await placeOverCeiling(shell, officerActor(setting, 'O-1008'), {
      packageRef,
      reason: 'No other provider covers this valley',
    }),
  )
}
