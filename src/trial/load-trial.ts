/** Makes the trial council from a seed, around a day: history in bulk through each stage's loader, work in hand by commands. */
import { addDays, type Day, dayOf, type Instant, mondayOf } from '#src/base/day.ts'
import type { Result } from '#src/base/result.ts'
import { loadInvitations, loadOffers, loadPackages, loadPlacements, loadSignatures } from '#src/brokerage/index.ts'
import { enterContract, enterFramework, loadDrawDowns } from '#src/contracts/index.ts'
import {
  addOfficer,
  addTeam,
  changePolicy,
  importHolidays,
  listOfficers,
  nameCouncil,
  type Officer,
  planAbsence,
  setBoundaries,
  setZones,
  STANDARD,
} from '#src/councils/index.ts'
import { loadAssessments, type LoadedPerson, loadPeople, loadPlans } from '#src/people/index.ts'
import { type Actor, systemActor } from '#src/platform/actor.ts'
import { createShell, type Enqueue, type Listener, type Shell, type Write } from '#src/platform/command.ts'
import { addCouncil } from '#src/platform/councils.ts'
import type { Database } from '#src/platform/database.ts'
import type { Files } from '#src/platform/files.ts'
import { reserveRefs } from '#src/platform/references.ts'
import type { SealKeys } from '#src/platform/seal.ts'
import { inviteProviderUser } from '#src/platform/sign-in/provider-users.ts'
import { approve, listCurrentRatingsOf, loadRegister, WHOLE_LOCATION } from '#src/providers/index.ts'
import { addRateCard, bankHolidays as holidayList, parseRateCard, type Tariff, tariffOf } from '#src/rates/index.ts'
import { makeBids } from '#src/trial/bids.ts'
import { makeCallLog } from '#src/trial/call-log.ts'
import { type CareInPlace, type MadeContract, makeCareInPlace } from '#src/trial/care.ts'
import { type Dice, diceFrom } from '#src/trial/dice.ts'
import { makeCapacity } from '#src/trial/capacity.ts'
import { makeContractRegister } from '#src/trial/contract-register.ts'
import { makeDirectory } from '#src/trial/directory.ts'
import { makeExits } from '#src/trial/exits.ts'
import { makeExtraCare } from '#src/trial/extra-care.ts'
import { makeLists } from '#src/trial/lists.ts'
import { changeTwice } from '#src/trial/placed-in-hand.ts'
import { makePackagesInHand, PEOPLE_IN_HAND } from '#src/trial/packages-in-hand.ts'
import { makeJoint } from '#src/trial/joint.ts'
import { makeMonthEnd } from '#src/trial/month-end.ts'
import { makeNeighboursNotices } from '#src/trial/neighbours.ts'
import { makeNights } from '#src/trial/nights.ts'
import { makePayments } from '#src/trial/payments.ts'
import { makeCare, makePeople } from '#src/trial/people.ts'
import { type MadeProvider, makeProviders, registerEntries } from '#src/trial/providers.ts'
import { makeSelfFunders } from '#src/trial/self-funders.ts'
import { makeTenders, type MakingTenders } from '#src/trial/tenders.ts'
import { makeAgreements, makeWatch } from '#src/trial/watch.ts'
import {
  AREAS,
  BOUNDARIES,
  bankHolidays,
  holidaysOf,
  CEILINGS,
  COUNCIL,
  lastYearsCards,
  OFFICERS,
  rateCards,
  rateYearOf,
  TEAMS,
  ZONES,
} from '#src/trial/wenbury.ts'
import {
  type Absence,
  countThese,
  loadFirstCallLog,
  loadPlannedVisits,
  type Plan,
  tellRounds,
  type Visit,
} from '#src/visits/index.ts'

export type TrialSize = { readonly people: number; readonly providers: number; readonly weeksBack: number }

/** Wenbury as it is shown: about 170,000 visits in eight weeks, one of them still to come. */
export const FULL_SIZE: TrialSize = { people: 1150, providers: 64, weeksBack: 7 }
const SEED = 20_261_122
const WEEKS_AHEAD = 1
/** More than there are packages in hand that change care. */
const MOST_CHANGED = 20
const NARROW_CEILING = 10_000_000
/** Connie Contract. */
const CONTRACT_OWNER = 'O-1007'

export type MakeTrial = {
  readonly database: Database
  readonly listeners: readonly Listener[]
  readonly enqueue?: Enqueue
  readonly files?: Files
  readonly seal?: SealKeys | undefined
  readonly now: Instant
  readonly size?: TrialSize
  readonly seed?: number
  /** Told of each step as it begins. */
  readonly say?: (step: string) => void
}

type Making = {
  readonly shell: Shell
  readonly clerk: Actor
  readonly dice: Dice
  readonly now: Instant
  readonly today: Day
  readonly size: TrialSize
  readonly say: (step: string) => void
}

export type TrialCounts = { people: number; providers: number; visits: number; attendances: number }

export async function makeTrial(options: MakeTrial): Promise<TrialCounts> {
  const { database, listeners, now, enqueue, files, seal } = options
  let clock = now
  const shell = createShell(database, listeners, () => clock, enqueue, { ...(files ? { files } : {}), seal })
  const size = options.size ?? FULL_SIZE
  const making: Making = {
    shell,
    clerk: systemActor(COUNCIL.council),
    dice: diceFrom(options.seed ?? SEED),
    now,
    today: dayOf(now),
    size,
    say: options.say ?? (() => {}),
  }
  await addCouncil(database, COUNCIL)
  const { providers, contracts } = await makeEmptyWenbury(making)
  making.say(`${size.people} people with their assessments and plans`)
  const people = makePeople(making.dice, size.people, making.today)
  await loadEveryone(making, people)
  making.say('Care in place')
  const inHand = Math.min(PEOPLE_IN_HAND, Math.floor(people.length / 2))
  const served = people.slice(0, people.length - inHand - Math.floor(people.length / 12))
  const care = makeCareInPlace({
    ...making,
    people: served,
    providers,
    contracts,
    from: historyStart(making),
    tariffOf: tariffsOf(making),
    holidays: holidaysOf(making.today),
    ratingOf: await ratingsOf(making, providers),
    contractsFrom: contractsFrom(making.today),
  })
  await loadCare(making, care)
  making.say(`Visits of ${size.weeksBack + WEEKS_AHEAD} weeks and their call log`)
  const { visits, attendances } = await loadVisits(making, care, providers)
  await makeWatch(shell, making.clerk, providers, new Set(portalProviders(providers).map((one) => one.organisationRef)))
  await makeAgreements(shell, making.clerk, care.placements)
  await makeExtraCare(making, portalProviders(providers)[1], contracts)
  await makeContractRegister(making, contracts)
  // The embedded database gathers no statistics by itself, and plans badly without them.
  await database.engine.session((session) => session.script('analyze'))
  const officers = await makeWorkInHand(making, (at) => void (clock = at), {
    ...{ contracts, care, people: people.slice(people.length - inHand) },
  })
  await makePeopleToBe(making, providers)
  making.say('A neighbour, and what the two buy together')
  await makeJoint(shell, COUNCIL.council)
  const setClock = (at: Instant) => void (clock = at)
  const shown = portalProviders(providers)
  making.say('Nights, live-in care and a home in the block of hours')
  const unserved = people.slice(served.length, people.length - inHand)
  const alone = await makeNights({ ...making, officers, setClock, shown, people: unserved })
  making.say('What providers could take on')
  await makeCapacity({ ...making, setClock, providers })
  await makeDirectory({ ...making, providers })
  making.say('Bank details, a week paid, and queries of it')
  const paid = { ...making, setClock, providers, shown }
  const officersOfPayments = await makePayments(paid)
  making.say('Month-end: what changed, what waits for a second key, what people pay')
  await makeMonthEnd({ ...paid, ...officersOfPayments, placements: care.placements })
  await makeBuying({ ...paid, contracts: officersOfPayments.contracts })
  making.say('A provider that fails')
  setClock(now)
  await makeExits({ ...making, providers, placements: care.placements })
  making.say('People who pay for themselves')
  await makeSelfFunders({ shell, setClock, now, officers }, alone)
  return { people: people.length, providers: providers.length, visits, attendances }
}

/** Work in hand, and care that changed since it was placed. */
async function makeWorkInHand(
  making: Making,
  setClock: (at: Instant) => void,
  {
    contracts,
    people,
    care,
  }: { contracts: readonly MadeContract[]; people: readonly LoadedPerson[]; care: CareInPlace },
): Promise<Map<string, Officer>> {
  const { shell } = making
  making.say('Packages in hand')
  await tellRounds(shell, making.clerk)
  const officers = new Map(
    (await shell.read(making.clerk, (tx) => listOfficers(tx))).map((one) => [one.officerRef, one]),
  )
  const inHandSetting = {
    ...making,
    officers,
    setClock,
    contracts,
    narrow: contracts[0],
  }
  const [steady, ...others] = care.placements.filter(
    ({ endDay, contractRef }) => endDay === null && contractRef !== contracts[0]?.contractRef,
  )
  const served = others.filter((_, at) => at % 7 === 3).slice(0, MOST_CHANGED)
  must(
    await countThese(
      shell,
      making.clerk,
      served.map(({ personRef }) => personRef),
    ),
  )
  await makePackagesInHand(inHandSetting, people, served)
  if (steady) await changeTwice(inHandSetting, steady.packageRef)
  setClock(making.now)
  return officers
}

/** What Wenbury buys, whom it has on its lists, and what it knows of the market. */
async function makeBuying(making: Making & MakingTenders): Promise<void> {
  making.say('A tender that takes bids, one whose bids are opened, one whose award stands still, and one in planning')
  await makeBids(making, await makeTenders(making))
  making.setClock(making.now)
  making.say('An approved list, and a dynamic market')
  await makeLists(making)
  making.say('What neighbours buy')
  await makeNeighboursNotices(
    making,
    making.providers.map(({ name }) => name),
  )
}

/** Wenbury before anybody is served: its officers, zones and policies, its providers and what they have agreed. */
export async function makeEmptyWenbury(
  making: Omit<Making, 'now'>,
): Promise<{ providers: MadeProvider[]; contracts: MadeContract[] }> {
  making.say('The council, its officers and policies')
  await makeCouncil(making)
  making.say(`${making.size.providers} providers, a framework and its contracts`)
  const providers = makeProviders(making.dice, making.size.providers)
  return { providers, contracts: await makeMarket(making, providers) }
}

const historyStart = ({ today, size }: Pick<Making, 'today' | 'size'>): Day =>
  addDays(mondayOf(today), -7 * size.weeksBack)

/** What the regulator says of each provider. */
async function ratingsOf({ shell, clerk }: Making, providers: readonly MadeProvider[]) {
  const refs = providers.map(({ organisationRef }) => organisationRef)
  const rated = await shell.read(clerk, (tx) => listCurrentRatingsOf(tx, refs, WHOLE_LOCATION))
  const ratings = new Map(rated.map(({ organisationRef, rating }) => [organisationRef, rating ?? undefined]))
  return (organisationRef: string) => ratings.get(organisationRef)
}

/** The framework and its contracts began with the last year of rates. */
const contractsFrom = (today: Day): Day => addDays(rateYearOf(today), -365)

function must<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`the trial council could not be made: ${JSON.stringify(result.error)}`)
  return result.value
}

/** A load is a command of its own: all of it or nothing, with its facts. */
async function load(
  making: Pick<Making, 'shell' | 'clerk'>,
  name: string,
  work: (tx: Write) => Promise<unknown>,
): Promise<void> {
  must(
    await making.shell.command(making.clerk, name, async (tx) => {
      await work(tx)
      return { ok: true as const, value: name }
    }),
  )
}

async function makeCouncil({ shell, clerk, today }: Pick<Making, 'shell' | 'clerk' | 'today'>): Promise<void> {
  must(await nameCouncil(shell, clerk, { name: COUNCIL.name }))
  must(await setZones(shell, clerk, { zones: ZONES, areas: AREAS }))
  must(await setBoundaries(shell, clerk, BOUNDARIES))
  must(await importHolidays(shell, clerk, bankHolidays(today)))
  for (const team of TEAMS) must(await addTeam(shell, clerk, team))
  for (const officer of OFFICERS)
    must(await addOfficer(shell, clerk, { ...officer, email: `${officer.officerRef.toLowerCase()}@wenbury.example` }))
  await load({ shell, clerk }, 'reserve-references', async (tx) => {
    await reserveRefs(tx, 'O', 1000 + OFFICERS.length)
    await reserveRefs(tx, 'T', 1000 + TEAMS.length)
    tx.record({
      type: 'councils.references-reserved',
      about: [`council:${tx.council}`],
      data: { officers: OFFICERS.length, teams: TEAMS.length },
    })
  })
  must(
    await changePolicy(shell, clerk, {
      kind: 'price-ceiling',
      value: { ceilings: [...CEILINGS] },
      fromDay: addDays(today, -400),
      reason: 'Budget of the year',
    }),
  )
  must(
    await changePolicy(shell, clerk, {
      kind: 'budget-codes',
      value: { codes: BUDGET_CODES, otherwise: 'ASC-4000' },
      fromDay: addDays(today, -400),
      reason: 'Chart of accounts',
    }),
  )
  must(
    await changePolicy(shell, clerk, {
      kind: 'self-funders',
      value: { ...STANDARD['self-funders'], incomeCode: 'ASC-9000' },
      fromDay: addDays(today, -400),
      reason: 'Chart of accounts',
    }),
  )
  must(
    await changePolicy(shell, clerk, {
      kind: 'charges',
      value: { ...STANDARD.charges, contact: 'telephone 01632 960 100 or write to charges@wenbury.example' },
      fromDay: addDays(today, -400),
      reason: 'Whom people ask',
    }),
  )
}

/** A code for the home care of each zone. */
const BUDGET_CODES = ZONES.map(({ zone }, at) => ({ code: `ASC-40${at + 1}0`, service: 'home_care', zone }))

/** The framework with a lot for each zone, the rate cards, and each provider's contract for each of its zones. */
async function makeMarket(making: Omit<Making, 'now'>, providers: readonly MadeProvider[]): Promise<MadeContract[]> {
  const { shell, clerk, dice, today } = making
  await load(making, 'load-register', (tx) =>
    loadRegister(tx, registerEntries(dice, providers, today), { layout: 'trial', asOf: today }),
  )
  for (const { organisationRef } of providers) {
    await load(
      making,
      'approve-provider',
      async (tx) => void must(await approve(tx, { organisationRef, reason: 'Won a place on the framework' })),
    )
  }
  const from = contractsFrom(today)
  for (const { name, card } of [...lastYearsCards(from), ...rateCards(from)])
    must(await addRateCard(shell, clerk, { name, text: JSON.stringify(card, null, 1) }))
  const toDay = Temporal.PlainDate.from(rateYearOf(today)).add({ years: 2 }).toString()
  const weights = { price: 45, quality: 25, completeness: 10, start: 5, travel: 8, known: 4, wishes: 3 }
  const frameworkRef = must(
    await enterFramework(shell, clerk, {
      title: 'Home care framework',
      service: 'home_care',
      fromDay: from,
      toDay,
      weights,
    }),
  )
  const contracts: MadeContract[] = []
  for (const { organisationRef, name, zones } of providers) {
    for (const zone of zones) {
      // The first contract is all but used up: whoever is placed with it next is blocked by its ceiling.
      const ceilingPence = contracts.length === 0 ? NARROW_CEILING : dice.whole(8, 30) * 10_000_000
      const lot = ZONES.findIndex((one) => one.zone === zone) + 1
      const cardRef = zone === 'rural' ? 'HC-RURAL' : 'HC-TOWN'
      const contractRef = must(
        await enterContract(shell, clerk, {
          organisationRef,
          frameworkRef,
          title: `${name}, lot ${lot}`,
          lot: `Lot ${lot}`,
          service: 'home_care',
          zones: [zone],
          cardRef,
          ceilingPence,
          fromDay: from,
          toDay,
          // The framework began under the regulations of 2015, and what is called off from it stays under them (P-02).
          regime: 'pcr15_light_touch',
          ownerRef: CONTRACT_OWNER,
          noticeMonths: 3,
          extensionOptions: [{ months: 12, decideBy: addDays(today, contracts.length === 1 ? 30 : 250) }],
        }),
      )
      contracts.push({ contractRef, organisationRef, zone, cardRef, toDay, ceilingPence })
    }
  }
  return contracts
}

async function loadEveryone(making: Making, people: readonly LoadedPerson[]): Promise<void> {
  const { assessments, plans } = makeCare(making.dice, people, making.today)
  await load(making, 'load-people', (tx) => loadPeople(tx, people))
  await load(making, 'load-assessments', (tx) => loadAssessments(tx, assessments))
  await load(making, 'load-plans', (tx) => loadPlans(tx, plans))
}

function tariffsOf({ today }: Making): (cardRef: string) => Tariff {
  const days = holidayList(bankHolidays(today).map(({ day }) => day))
  const tariffs = rateCards(contractsFrom(today)).map(({ card }) =>
    tariffOf(must(parseRateCard(JSON.stringify(card))), days),
  )
  return (cardRef) => {
    const tariff = tariffs.find((one) => one.card.card === cardRef)
    if (!tariff) throw new Error(`no such card: ${cardRef}`)
    return tariff
  }
}

async function loadCare(making: Making, care: CareInPlace): Promise<void> {
  await load(making, 'load-packages', (tx) => loadPackages(tx, care.packages))
  await load(making, 'load-invitations', (tx) => loadInvitations(tx, care.invitations))
  await load(making, 'load-offers', (tx) => loadOffers(tx, care.offers))
  await load(making, 'load-signatures', (tx) => loadSignatures(tx, care.signatures))
  await load(making, 'load-placements', (tx) => loadPlacements(tx, care.placements))
  await load(making, 'load-draw-downs', (tx) => loadDrawDowns(tx, care.drawDowns))
  await load(making, 'reserve-references', async (tx) => {
    await reserveRefs(tx, 'PK', 1000 + care.packages.length)
    await reserveRefs(tx, 'OF', 1000 + care.offers.length)
    tx.record({ type: 'brokerage.references-reserved', about: [], data: { packages: care.packages.length } })
  })
}

async function loadVisits(
  making: Making,
  care: CareInPlace,
  providers: readonly MadeProvider[],
): Promise<{ visits: number; attendances: number }> {
  const { dice, today, now } = making
  const plannedTo = addDays(today, 7 * WEEKS_AHEAD + 1)
  const from = historyStart(making)
  const plans: Plan[] = care.placements.map(({ endDay, startDay, ...placement }) => ({
    ...placement,
    startDay: startDay < from ? from : startDay,
    endDay: endDay ?? undefined,
  }))
  const absences = makeAbsences(dice, plans, today)
  let visits: Visit[] = []
  await load(making, 'load-visits', async (tx) => {
    visits = await loadPlannedVisits(tx, { plans, absences, plannedTo })
    // Measures are counted by their jobs once the council is served.
    for (const job of ['count-measures', 'count-continuity']) await tx.enqueue(job, {})
  })
  let attendances = 0
  for (const [vendor, rows] of makeCallLog(dice, visits, providers, now)) {
    attendances += rows.length
    await load(making, 'load-call-log', (tx) => loadFirstCallLog(tx, vendor, rows, visits))
  }
  return { visits: visits.length, attendances }
}

/** Some people spend days in hospital; a few are there now. */
function makeAbsences(dice: Dice, plans: readonly Plan[], today: Day): Absence[] {
  const absences: Absence[] = []
  for (const { personRef } of plans) {
    if (!dice.percent(6)) continue
    const from = addDays(today, -dice.whole(1, 45))
    const to = addDays(from, dice.whole(2, 9))
    absences.push({
      absenceRef: `AB-${1001 + absences.length}`,
      personRef,
      kind: dice.weighted([
        ['hospital', 8],
        ['respite', 2],
      ] as const),
      from: Temporal.Instant.from(`${from}T10:30:00Z`),
      to: to > today ? undefined : Temporal.Instant.from(`${to}T15:00:00Z`),
      note: '',
      isWithdrawn: false,
    })
  }
  return absences
}

/** One provider in each zone uses the portal; its log-ins come live. */
const portalProviders = (providers: readonly MadeProvider[]): MadeProvider[] =>
  ZONES.flatMap(({ zone }) => providers.find((one) => one.zones[0] === zone) ?? [])

/** The provider users whom a visitor may choose to be, one in each zone; and a colleague on leave with a delegate. */
async function makePeopleToBe({ shell, clerk, today }: Making, providers: readonly MadeProvider[]): Promise<void> {
  for (const provider of portalProviders(providers)) {
    const user = {
      organisationRef: provider.organisationRef,
      organisationName: provider.name,
      name: `Pat of ${provider.name.split(' ')[0]}`,
      email: `${provider.zones[0]}@provider.example`,
    }
    must(await inviteProviderUser(shell, clerk, user, { address: 'http://127.0.0.1', council: COUNCIL.name }))
  }
  must(
    await planAbsence(shell, clerk, {
      officerRef: 'O-1005',
      from: today,
      to: addDays(today, 6),
      delegateRef: 'O-1006',
    }),
  )
}
