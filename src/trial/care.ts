/** Care in place: who is served by whom since when, as brokerage, contracts and visits keep it. */
import { addDays, type Day, daysBetween, instantAt } from '#src/base/day.ts'
import { divideHalfUp } from '#src/base/money.ts'
import { outwardCode } from '#src/base/postcode.ts'
import type { CarePackage, Invitation, Offer, PackageSignature, PatternVisit, Placement } from '#src/brokerage/index.ts'
import { weeklyMinutes } from '#src/brokerage/index.ts'
import { priceWeek } from '#src/brokerage/packages/week-price.ts'
import type { RequestKind } from '#src/brokerage/requests/request.ts'
import { commitment, type LoadedDrawDown } from '#src/contracts/index.ts'
import { type LoadedPerson, personName } from '#src/people/index.ts'
import type { Tariff } from '#src/rates/index.ts'
import { type Dice, diceFrom } from '#src/trial/dice.ts'
import { earlierStart, kindOfRequest, type Times, timesBefore } from '#src/trial/history/asked.ts'
import { askRivals, pointsOf } from '#src/trial/history/rivals.ts'
import type { MadeProvider } from '#src/trial/providers.ts'
import { OFFICERS } from '#src/trial/wenbury.ts'

export type MadeContract = {
  readonly contractRef: string
  readonly organisationRef: string
  readonly zone: string
  readonly cardRef: string
  readonly toDay: Day
  readonly ceilingPence: number
}

export type CareInPlace = {
  readonly packages: CarePackage[]
  readonly invitations: Invitation[]
  readonly offers: Offer[]
  readonly signatures: PackageSignature[]
  readonly placements: Placement[]
  readonly drawDowns: LoadedDrawDown[]
}

const ALL_WEEK = [1, 2, 3, 4, 5, 6, 7]
const visit = (
  slot: number,
  start: string,
  windowFrom: string,
  windowTo: string,
  minutes: number,
  more: Partial<PatternVisit> = {},
): PatternVisit => ({
  slot,
  days: ALL_WEEK,
  windowFrom,
  windowTo,
  start,
  minutes,
  workers: 1,
  timeCritical: false,
  tasks: 'Help as the plan says',
  ...more,
})

/** The weekly patterns of Wenbury: one to four visits a day, some for two workers, some short ones for medicine (M-41). */
export const PATTERNS: readonly (readonly [readonly PatternVisit[], number])[] = [
  [[visit(1, '08:30', '07:30', '09:30', 30)], 8],
  [[visit(1, '08:30', '07:30', '09:30', 45), visit(2, '17:30', '16:30', '18:30', 30)], 20],
  [
    [
      visit(1, '08:00', '07:00', '09:00', 45),
      visit(2, '12:30', '12:00', '13:30', 30),
      visit(3, '17:30', '16:30', '18:30', 30),
    ],
    32,
  ],
  [
    [
      visit(1, '07:45', '07:15', '08:15', 45, {
        timeCritical: true,
        tasks: 'Insulin first, then washing and breakfast',
      }),
      visit(2, '12:15', '12:00', '13:00', 30),
      visit(3, '16:45', '16:30', '17:30', 30),
      visit(4, '20:30', '19:30', '21:30', 30),
    ],
    24,
  ],
  [
    [
      visit(1, '08:00', '07:00', '09:00', 45, { workers: 2, tasks: 'Hoist transfer, washing and dressing' }),
      visit(2, '12:30', '12:00', '13:30', 30, { workers: 2 }),
      visit(3, '16:30', '16:00', '17:30', 30, { workers: 2 }),
      visit(4, '20:15', '19:30', '21:00', 45, { workers: 2 }),
    ],
    10,
  ],
  [
    [
      visit(1, '08:15', '07:30', '09:00', 30),
      visit(2, '12:30', '12:00', '13:30', 15, { shortReason: 'medication', tasks: 'Prompt medicines' }),
      visit(3, '18:00', '17:00', '19:00', 30),
    ],
    6,
  ],
]

/** Two workers four times a day: what takes most of a contract. */
export const DEAREST: readonly PatternVisit[] = PATTERNS.map(([pattern]) => pattern).reduce((most, pattern) =>
  weeklyMinutes(pattern) > weeklyMinutes(most) ? pattern : most,
)

type Making = {
  readonly dice: Dice
  readonly people: readonly LoadedPerson[]
  readonly providers: readonly MadeProvider[]
  readonly contracts: readonly MadeContract[]
  /** The first day of the history: care that was there before Almoner starts then. */
  readonly from: Day
  readonly today: Day
  readonly tariffOf: (cardRef: string) => Tariff
  readonly holidays: ReadonlySet<Day>
  /** What the regulator says of a provider. */
  readonly ratingOf: (organisationRef: string) => string | undefined
  readonly contractsFrom: Day
}

/** Of when and how care was asked for: what else is made does not turn on it. */
const HISTORY_SEED = 540

/** Places each person with a provider of the zone, with the records that the road to a placement leaves. */
export function makeCareInPlace(making: Making): CareInPlace {
  const care: CareInPlace = { packages: [], invitations: [], offers: [], signatures: [], placements: [], drawDowns: [] }
  const drawnOn = new Map<string, DrawnOn>()
  const past = diceFrom(HISTORY_SEED)
  for (const [index, person] of making.people.entries()) placeOne(making, past, care, drawnOn, person, index)
  for (const at of care.placements.keys()) askOthers(making, past, care, at)
  return care
}

/** How far a contract is used: its last line, and what all of them commit. */
type DrawnOn = { line: number; pence: number }

/** One person's care, before it is written into the records of the road to it. */
type Placing = {
  readonly person: LoadedPerson
  readonly number: number
  readonly packageRef: string
  readonly pattern: readonly PatternVisit[]
  readonly provider: MadeProvider
  readonly contract: MadeContract
  readonly prices: Invitation['prices']
  readonly weeklyPence: number
  readonly kind: RequestKind
  readonly startDay: Day
  /** What was there before is drawn on its contract from the beginning of the history. */
  readonly drawnFrom: Day
  readonly endDay: Day | null
  readonly times: Times
}

function placeOne(
  making: Making,
  past: Dice,
  care: CareInPlace,
  drawnOn: Map<string, DrawnOn>,
  person: LoadedPerson,
  index: number,
): void {
  const placing = placingOf(making, past, drawnOn, person, index)
  care.packages.push(packageOf(placing))
  care.invitations.push(invitationOf(placing, making.ratingOf(placing.provider.organisationRef)))
  care.offers.push(offerOf(placing))
  care.signatures.push(...signaturesOf(making.dice, placing))
  care.placements.push(placementOf(placing))
  drawOnContract(care, drawnOn, placing)
}

function placingOf(
  making: Making,
  past: Dice,
  drawnOn: Map<string, DrawnOn>,
  person: LoadedPerson,
  index: number,
): Placing {
  const { dice, providers, contracts, from, today, holidays, contractsFrom } = making
  const pattern = dice.weighted(PATTERNS)
  const drawn = dice.weighted(
    contracts
      .filter((one) => one.zone === person.zone)
      .map((one) => [one, providers.find((each) => each.organisationRef === one.organisationRef)?.size ?? 1] as const),
  )
  const drawnFrom = dice.percent(85) ? from : addDays(from, dice.whole(1, 40))
  const startDay = drawnFrom === from ? earlierStart(past, from, contractsFrom) : drawnFrom
  const kind = kindOfRequest(past)
  const ends = dice.percent(3) ? addDays(today, -dice.whole(1, 10)) : null
  const { contract, prices, weeklyPence } = withRoom(making, drawnOn, drawn, pattern, drawnFrom)
  const provider = providers.find((one) => one.organisationRef === contract.organisationRef)
  if (!provider) throw new Error(`contract ${contract.contractRef} has no provider`)
  return {
    person,
    number: 1001 + index,
    packageRef: `PK-${1001 + index}`,
    pattern,
    provider,
    contract,
    prices,
    weeklyPence,
    ...{ kind, startDay, drawnFrom },
    endDay: ends !== null && ends > startDay ? ends : null,
    times: timesBefore(past, { startDay, kind, today, holidays }),
  }
}

const MOVED = 'Moved to be near family'
const endOf = ({ endDay }: Placing): { endReason?: string } => (endDay === null ? {} : { endReason: MOVED })

const asked = ({ packageRef, person, pattern, kind }: Placing) => ({
  packageRef,
  service: 'home_care',
  zone: person.zone,
  outwardCode: outwardCode(person.postcode),
  urgent: kind === 'hospital_discharge',
  pattern,
  skills: [],
  outcomes: ['personal_hygiene', 'nutrition'],
})

const packageOf = (placing: Placing): CarePackage => ({
  ...asked(placing),
  ...{ kind: placing.kind, musts: [], wishes: [] },
  personRef: placing.person.personRef,
  personName: personName(placing.person),
  startBy: placing.startDay,
  status: placing.endDay !== null ? 'ended' : 'placed',
  ...workerOf(placing.person),
  requestedAt: placing.times.requested,
  sentAt: placing.times.sent,
  closesAt: placing.times.closes,
  round: 1,
  choice: {
    offerRef: `OF-${placing.number}`,
    organisationRef: placing.contract.organisationRef,
    contractRef: placing.contract.contractRef,
    weeklyPence: placing.weeklyPence,
    rank: 1,
    chosenBy: 'O-1001',
    chosenByName: 'Bea Broker',
    chosenAt: placing.times.chosen,
    offerMadeAt: placing.times.offered,
  },
  ...endOf(placing),
})

const invitationOf = (placing: Placing, rating: string | undefined): Invitation => ({
  ...asked(placing),
  organisationRef: placing.contract.organisationRef,
  organisationName: placing.provider.name,
  contractRef: placing.contract.contractRef,
  cardRef: placing.contract.cardRef,
  startBy: placing.startDay,
  prices: placing.prices,
  weights: { price: 50, quality: 30, completeness: 10, start: 10 },
  sentAt: placing.times.sent,
  closesAt: placing.times.closes,
  status: 'chosen',
  ...(rating ? { rating } : {}),
})

const offerOf = ({
  number,
  packageRef,
  contract,
  provider,
  startDay,
  pattern,
  weeklyPence,
  times,
}: Placing): Offer => ({
  offerRef: `OF-${number}`,
  packageRef,
  organisationRef: contract.organisationRef,
  status: 'made',
  startDay,
  covers: pattern.flatMap(({ slot, days }) => days.map((day) => ({ slot, day }))),
  note: '',
  weeklyPence,
  weeklyMinutes: weeklyMinutes(pattern),
  hourlyPence: divideHalfUp(weeklyPence * 60, weeklyMinutes(pattern)),
  overCeilingPence: 0,
  complete: true,
  madeAt: times.offered,
  madeBy: `${provider.name}, office`,
})

const placementOf = (placing: Placing): Placement => ({
  packageRef: placing.packageRef,
  personRef: placing.person.personRef,
  personName: personName(placing.person),
  organisationRef: placing.contract.organisationRef,
  organisationName: placing.provider.name,
  contractRef: placing.contract.contractRef,
  cardRef: placing.contract.cardRef,
  service: 'home_care',
  zone: placing.person.zone,
  startDay: placing.startDay,
  endDay: placing.endDay,
  pattern: placing.pattern,
  weeklyPence: placing.weeklyPence,
  weeklyMinutes: weeklyMinutes(placing.pattern),
  placedAt: placing.times.placed,
  ...endOf(placing),
})

function drawOnContract(care: CareInPlace, drawnOn: Map<string, DrawnOn>, placing: Placing): void {
  const { packageRef, contract, weeklyPence, startDay, drawnFrom, endDay, times } = placing
  const whole = commitment(weeklyPence, drawnFrom, contract.toDay)
  // What was there before is brought over a week before the history begins.
  const at = drawnFrom === startDay ? times.placed : instantAt(addDays(drawnFrom, -7), '16:45')
  const line = { packageRef, toDay: null, weeklyPence }
  drawOn(care, drawnOn, contract, { ...line, kind: 'placed', fromDay: drawnFrom, pence: whole, at })
  if (endDay === null) return
  const unused = commitment(weeklyPence, drawnFrom, endDay) - whole
  const ended = instantAt(addDays(endDay, -2), '14:10')
  drawOn(care, drawnOn, contract, { ...line, kind: 'ended', fromDay: endDay, pence: unused, at: ended })
}

/**
 * The contract that serves somebody: the narrowest of the zone as long as it has room, so that it comes to be all but used up,
 * then the one drawn, or any other whose ceiling bears it.
 */
function withRoom(
  { contracts, tariffOf, holidays }: Making,
  drawnOn: ReadonlyMap<string, DrawnOn>,
  drawn: MadeContract,
  pattern: readonly PatternVisit[],
  startDay: Day,
) {
  const narrowFirst = contracts
    .filter((one) => one.zone === drawn.zone)
    .toSorted((a, b) => a.ceilingPence - b.ceilingPence)
  for (const contract of [...narrowFirst.slice(0, 1), drawn, ...narrowFirst]) {
    const week = priceWeek(
      tariffOf(contract.cardRef),
      { service: 'home_care', zone: drawn.zone, pattern },
      startDay,
      holidays,
    )
    if (!week.ok) throw new Error(`the card ${contract.cardRef} does not price ${drawn.zone}: ${week.error}`)
    const weeklyPence = week.value.reduce((sum, price) => sum + price.pence, 0)
    const committed = drawnOn.get(contract.contractRef)?.pence ?? 0
    if (committed + commitment(weeklyPence, startDay, contract.toDay) <= contract.ceilingPence)
      return { contract, prices: week.value, weeklyPence }
  }
  throw new Error(`no contract of ${drawn.zone} has room for another person`)
}

function drawOn(
  care: CareInPlace,
  drawnOn: Map<string, DrawnOn>,
  { contractRef }: MadeContract,
  entry: Omit<LoadedDrawDown, 'contractRef' | 'line'>,
): void {
  const { line, pence } = drawnOn.get(contractRef) ?? { line: 0, pence: 0 }
  drawnOn.set(contractRef, { line: line + 1, pence: pence + entry.pence })
  care.drawDowns.push({ ...entry, contractRef, line: line + 1 })
}

/** The last year's packages had others who were asked, and a choice among who offered. */
const COMPARED_DAYS = 400

function askOthers(making: Making, past: Dice, care: CareInPlace, at: number): void {
  const [pkg, invitation, offer] = [care.packages[at], care.invitations[at], care.offers[at]]
  if (!pkg?.choice || !invitation || !offer || daysBetween(invitation.startBy, making.today) > COMPARED_DAYS) return
  const others = making.contracts
    .filter((one) => one.zone === pkg.zone && one.organisationRef !== invitation.organisationRef)
    .map(({ organisationRef, contractRef }) => ({
      ...{ organisationRef, contractRef },
      name: making.providers.find((one) => one.organisationRef === organisationRef)?.name ?? organisationRef,
    }))
  const { invitations, offers } = askRivals(past, { invitation, offer }, others, making.ratingOf)
  care.invitations.push(...invitations)
  for (const rival of offers) care.offers.push({ ...rival, offerRef: `OF-${1001 + care.offers.length}` })
  const better = invitations.filter(
    (one) =>
      pointsOf(one) > pointsOf(invitation) &&
      offers.some((made) => made.complete && made.organisationRef === one.organisationRef),
  ).length
  if (better === 0) return
  const why = { code: past.pick(['person_chose', 'continuity']), words: 'The person knows them and asked for them' }
  care.packages[at] = { ...pkg, choice: { ...pkg.choice, ...why, rank: 1 + better } }
}

/** Who asked for it: the person's own social worker. */
const workerOf = ({ workerRef }: LoadedPerson) => {
  const worker = OFFICERS.find(({ officerRef }) => officerRef === workerRef) ?? OFFICERS[2]
  return { requestedBy: worker?.officerRef ?? 'O-1003', requestedByName: worker?.name ?? 'Sam Social' }
}

const STEPS = [
  { step: 1, label: 'meets the support plan', role: 'social_worker', by: 'O-1009' },
  { step: 2, label: 'within ceiling', role: 'brokerage_manager', by: 'O-1002' },
  { step: 3, label: 'budget available', role: 'finance_officer', by: 'O-1005' },
  { step: 4, label: 'need and risk', role: 'team_manager', by: 'O-1004' },
  { step: 5, label: 'final approval', role: 'head_of_service', by: 'O-1008' },
] as const

/** So many minutes at most a signature waited, where the road was so long. */
const LONGEST_WAIT = 2800

function signaturesOf(dice: Dice, { packageRef, person, times }: Placing): PackageSignature[] {
  const { requestedBy } = workerOf(person)
  const between = times.chosen.until(times.placed).total('minutes')
  return STEPS.map(({ by: usual, ...step }) => {
    // Nobody signs for what they asked for.
    const by = usual === requestedBy ? 'O-1003' : usual
    const waited = step.step === 5 ? between : (dice.whole(60, LONGEST_WAIT) / LONGEST_WAIT) * between
    return {
      ...{ ...step, packageRef, round: 1, status: 'signed', askedAt: times.chosen, decidedBy: by },
      decidedAt: step.step === 5 ? times.placed : times.chosen.add({ minutes: Math.floor(waited) }),
      decidedByName: OFFICERS.find((officer) => officer.officerRef === by)?.name ?? by,
    }
  })
}
