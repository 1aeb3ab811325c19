/** Care that is not by the hour: somebody sleeps in, stays awake or lives in, and one home of the block of hours is lived in. */
import { addDays, type Day, dayOf, dayOfWeek, instantAt, type Instant, mondayOf } from '#src/base/day.ts'
import { ok, type Result } from '#src/base/result.ts'
import {
  chooseOffer,
  closeOffers,
  giveOffer,
  listOffers,
  type PatternVisit,
  requestPackage,
  sendPackage,
  signStep,
} from '#src/brokerage/index.ts'
import { enterContract } from '#src/contracts/index.ts'
import { actorOfOfficer, type Officer } from '#src/councils/index.ts'
import type { LoadedPerson } from '#src/people/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { asProvider } from '#src/trial/payments.ts'
import type { MadeProvider } from '#src/trial/providers.ts'
import { COUNCIL } from '#src/trial/wenbury.ts'
import {
  addWorker,
  enterAtDoor,
  issueSheet,
  keepEarly,
  noteWakings,
  openSheet,
  sendBatch,
  type SentRow,
  sourceOf,
  takeDoorEvent,
  visitRefOf,
} from '#src/visits/index.ts'

type Nights = {
  readonly shell: Shell
  readonly clerk: Actor
  readonly now: Instant
  readonly setClock: (at: Instant) => void
  readonly officers: ReadonlyMap<string, Officer>
  /** The first sends nights and who lives in, the second has the block of hours. */
  readonly shown: readonly MadeProvider[]
  /** People whom nobody serves yet. */
  readonly people: readonly LoadedPerson[]
}

function must<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`the trial council could not be made: ${JSON.stringify(result.error)}`)
  return result.value
}

const WEEK = [1, 2, 3, 4, 5, 6, 7]
const MINUTE = 60_000_000

type Night = { readonly service: string; readonly title: string; readonly visit: PatternVisit }

const visit = (start: string, minutes: number, tasks: string, more: Partial<PatternVisit> = {}): PatternVisit => ({
  ...{
    slot: 1,
    days: WEEK,
    windowFrom: start,
    windowTo: start,
    start,
    minutes,
    workers: 1,
    timeCritical: false,
    tasks,
  },
  ...more,
})

const SLEEP_IN: Night = {
  service: 'sleep_in',
  title: 'nights asleep at home',
  visit: visit('22:00', 540, 'Sleeps in the next room, and helps when called'),
}
const WAKING: Night = {
  service: 'waking_night',
  title: 'nights awake at home',
  visit: visit('22:00', 540, 'Turns every two hours', { days: [5, 6] }),
}
const LIVE_IN: Night = {
  service: 'live_in',
  title: 'live-in care',
  visit: visit('08:00', 1440, 'Lives in, with two hours of rest in the afternoon'),
}
const BLOCK_VISIT = visit('09:00', 60, 'Washing, dressing and breakfast at Orchard Court', {
  ...{ windowFrom: '08:00', windowTo: '10:00', workers: 2 },
})

/**
 * Needs providers that are shown and people whom nobody serves; where there are too few of either, less comes about. Whom nobody
 * serves now is handed back.
 */
export async function makeNights(setting: Nights): Promise<LoadedPerson[]> {
  const { shown, people, now } = setting
  const [first, second] = shown
  const [sleeper, ill, frail] = first ? people.filter(({ zone }) => zone === first.zones[0]) : []
  const tenant = second && people.find(({ zone }) => zone === second.zones[0])
  const startDay = addDays(mondayOf(dayOf(now)), -14)
  if (first && sleeper) await makeSleepIn(setting, first, sleeper, startDay)
  if (first && ill) await makeWakingNights(setting, first, ill, startDay)
  if (first && frail) await makeLiveIn(setting, first, frail, startDay)
  if (second && tenant) await makeTenant(setting, second, tenant, startDay)
  setting.setClock(now)
  return people.filter((one) => ![sleeper, ill, frail, tenant].includes(one))
}

/** A quiet night, one with as many wakings as the price holds, and one with three: the third is paid by the hour (M-25). */
const WAKINGS: readonly (readonly [number, readonly number[], string])[] = [
  [0, [], 'Slept through'],
  [2, [20, 35], 'Help to the bathroom'],
  [5, [25, 40, 30], 'Short of breath, the out-of-hours doctor was called'],
]

async function makeSleepIn(setting: Nights, provider: MadeProvider, person: LoadedPerson, startDay: Day) {
  const { shell, setClock } = setting
  const packageRef = await placeNight(setting, provider, person, { ...SLEEP_IN, startDay })
  const nights = await sendNights(setting, provider, { person, packageRef, startDay, visit: SLEEP_IN.visit })
  for (const [at, minutes, note] of WAKINGS) {
    const night = nights[at]
    if (night === undefined) continue
    setClock(instantAt(addDays(night, 1), '09:30'))
    const visitRef = visitRefOf(packageRef, night, 1, 1)
    must(await noteWakings(shell, asProvider(provider), { visitRef, minutes, note }))
  }
}

/** The last nights are logged at the door; the phone had no signal until the morning. */
async function makeWakingNights(setting: Nights, provider: MadeProvider, person: LoadedPerson, startDay: Day) {
  const { now, shell, setClock } = setting
  const packageRef = await placeNight(setting, provider, person, { ...WAKING, startDay })
  const doorFrom = addDays(mondayOf(dayOf(now)), -7)
  await sendNights(setting, provider, { person, packageRef, startDay, visit: WAKING.visit, to: doorFrom })
  const actor = asProvider(provider)
  setClock(instantAt(doorFrom, '10:00'))
  const { token } = must(await issueSheet(shell, actor, person.personRef))
  const worker = 'W-1001-9'
  const pin = must(await addWorker(shell, actor, { workerRef: worker, name: 'Nia Night' }))
  const sheet = await openSheet(shell, token)
  if (!sheet) throw new Error('the sheet of the trial council does not open')
  const entered = must(await enterAtDoor(shell, sheet, { worker, pin, address: '192.0.2.7' }))
  const place = { latitude: 51.2093, longitude: -2.6476, accuracyMetres: 18 }
  for (let day = doorFrom, number = 1; day <= dayOf(now); day = addDays(day, 1)) {
    const [came, went] = [instantAt(day, '21:56'), instantAt(addDays(day, 1), '07:04')]
    const sent = went.add({ minutes: 24 })
    if (!WAKING.visit.days.includes(dayOfWeek(day)) || Temporal.Instant.compare(sent, now) > 0) continue
    setClock(sent.add({ minutes: 1 }))
    const stay = `trial-door-night-${number++}`
    const events = [
      { id: stay, kind: 'in', at: came, stay: undefined, place },
      { id: `${stay}-out`, kind: 'out', at: went, stay, place },
    ] as const
    for (const event of events) must(await takeDoorEvent(shell, sheet, entered, event, sent))
  }
}

async function makeLiveIn(setting: Nights, provider: MadeProvider, person: LoadedPerson, startDay: Day) {
  const packageRef = await placeNight(setting, provider, person, { ...LIVE_IN, startDay })
  await sendNights(setting, provider, { person, packageRef, startDay, visit: LIVE_IN.visit })
}

/** One who lives in the extra care scheme: the block's hours are used in part. Of one day the correction came before the row, which waits. */
async function makeTenant(setting: Nights, provider: MadeProvider, person: LoadedPerson, startDay: Day) {
  const { shell, setClock, now } = setting
  const packageRef = await alongTheRoad(setting, provider, person, {
    service: 'extra_care',
    visit: BLOCK_VISIT,
    startDay,
  })
  await sendNights(setting, provider, { person, packageRef, startDay, visit: BLOCK_VISIT })
  setClock(now.subtract({ hours: 2 }))
  const actor = asProvider(provider)
  const source = sourceOf('client', 'rota', actor.organisation)
  const day = addDays(dayOf(now), -1)
  const [timeIn, out] = ['09:04', '10:01'].map((time) => instantAt(day, time).epochMilliseconds * 1000)
  must(
    await keepEarly(shell, actor, {
      ...{ source, logRef: `${packageRef}-late-row`, in: timeIn, out, reasonCode: 'carer_forgot' },
      reason: 'The worker logged out on the way home; the sheet at the home has the time',
    }),
  )
}

type Start = { readonly service: string; readonly visit: PatternVisit; readonly startDay: Day }

async function placeNight(
  setting: Nights,
  provider: MadeProvider,
  person: LoadedPerson,
  night: Night & { startDay: Day },
): Promise<string> {
  const { shell, clerk, setClock } = setting
  setClock(instantAt(addDays(night.startDay, -20), '10:00'))
  must(
    await enterContract(shell, clerk, {
      ...{ organisationRef: provider.organisationRef, frameworkRef: null, title: `${provider.name}, ${night.title}` },
      ...{ lot: 'Nights', service: night.service, zones: [person.zone], cardRef: 'NIGHTS', ceilingPence: null },
      ...{ fromDay: addDays(night.startDay, -14), toDay: addDays(night.startDay, 714) },
    }),
  )
  return alongTheRoad(setting, provider, person, night)
}

/** Who signs which step, as whoever asked and chose may not. */
const SIGNERS = [
  [2, 'O-1002'],
  [4, 'O-1004'],
  [3, 'O-1005'],
  [5, 'O-1008'],
  [1, 'O-1009'],
] as const

async function alongTheRoad(
  setting: Nights,
  provider: MadeProvider,
  { personRef }: LoadedPerson,
  { service, visit: asked, startDay }: Start,
): Promise<string> {
  const { shell, setClock, clerk } = setting
  const officer = (ref: string): Actor => officerActor(setting, ref)
  setClock(instantAt(addDays(startDay, -12), '09:30'))
  const { packageRef } = must(
    await requestPackage(shell, officer('O-1003'), {
      ...{ personRef, service, urgent: false, pattern: [asked], skills: [] },
      ...{ outcomes: ['personal_hygiene'], startBy: startDay },
    }),
  )
  setClock(instantAt(addDays(startDay, -12), '11:00'))
  must(await sendPackage(shell, officer('O-1001'), packageRef))
  setClock(instantAt(addDays(startDay, -12), '15:00'))
  const covers = asked.days.map((day) => ({ slot: asked.slot, day }))
  const office: Actor = { ...asProvider(provider), grants: new Set(['brokerage.offer']) }
  must(await giveOffer(shell, office, { packageRef, startDay, covers, note: 'The workers know the road' }))
  setClock(instantAt(addDays(startDay, -9), '10:00'))
  must(await closeOffers(shell, clerk, packageRef))
  const [offer] = await shell.read(clerk, (tx) => listOffers(tx, packageRef))
  must(
    await chooseOffer(shell, officer('O-1001'), {
      ...{ packageRef, offerRef: offer?.offerRef ?? '', code: 'person_chose', words: 'The only one that sends nights' },
      ceilingReason: 'No ceiling is set for nights',
      floorReason: 'Workers here walk from door to door',
    }),
  )
  for (const [place, [step, ref]] of SIGNERS.entries()) {
    setClock(instantAt(addDays(startDay, -8), `${10 + place}:00`))
    must(await signStep(shell, officer(ref), { packageRef, step }))
  }
  return packageRef
}

type Sent = {
  readonly person: LoadedPerson
  readonly packageRef: string
  readonly startDay: Day
  readonly visit: PatternVisit
  /** The first day that is not sent. */
  readonly to?: Day
}

/** Sends what the worker's phone logged of each visit that is over, one batch; answers with the days. */
async function sendNights(
  { shell, setClock, now }: Nights,
  provider: MadeProvider,
  { person, packageRef, startDay, visit: asked, to }: Sent,
): Promise<Day[]> {
  const last = to ?? addDays(dayOf(now), 1)
  const days: Day[] = []
  for (let day = startDay; day < last; day = addDays(day, 1)) if (asked.days.includes(dayOfWeek(day))) days.push(day)
  const micros = (at: Instant): number => at.epochMilliseconds * 1000
  const over = days.filter((day) => micros(instantAt(day, asked.start)) + (asked.minutes + 10) * MINUTE <= micros(now))
  const actor = asProvider(provider)
  const rows = over.flatMap((day, at) =>
    Array.from({ length: asked.workers }, (_, seat): SentRow => {
      const begun = micros(instantAt(day, asked.start)) + ((at % 5) - 2) * MINUTE
      return {
        ...{ logRef: `${packageRef}-${day}-${seat + 1}`, visitRef: visitRefOf(packageRef, day, asked.slot, 1) },
        ...{ personRef: person.personRef, workerRef: `W-1001-${10 + seat + (at % 2) * 2}`, reasonCode: undefined },
        ...{ in: begun, inSource: 'app_gps', out: begun + (asked.minutes - (at % 3)) * MINUTE, outSource: 'app_gps' },
      }
    }),
  )
  setClock(now)
  const source = sourceOf('client', 'rota', actor.organisation)
  const { answers } = await sendBatch(
    shell,
    actor,
    { source, rows: rows.map((row) => ({ logRef: row.logRef, read: ok(row) })) },
    {},
  )
  const refused = answers.find(({ answer }) => answer !== 'accepted')
  if (refused) throw new Error(`the trial council's nights are not taken: ${JSON.stringify(refused)}`)
  return over
}

function officerActor({ officers, now }: Nights, officerRef: string): Actor {
  const officer = officers.get(officerRef)
  const actor = officer && actorOfOfficer(COUNCIL.council, officer, dayOf(now))
  if (!actor) throw new Error(`no such officer in the trial council: ${officerRef}`)
  return actor
}
