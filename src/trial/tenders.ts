/** What Wenbury is buying: a framework that takes bids, with questions answered, and a smaller tender that is being prepared. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addDays, addMonths, type Day, firstOfMonth, type Instant, instantAt } from '#src/base/day.ts'
import type { Result } from '#src/base/result.ts'
import { type Holidays, isWorkingDay, workingDayAfter, workingDayBefore } from '#src/base/working-days.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import {
  addDocument,
  answerClarification,
  askClarification,
  draftTender,
  editTender,
  publishTender,
  recordEngagement,
  type Spec,
} from '#src/tendering/index.ts'
import { asProvider } from '#src/trial/payments.ts'
import type { MadeProvider } from '#src/trial/providers.ts'
import { holidaysOf, ZONES } from '#src/trial/wenbury.ts'

export type MakingTenders = {
  readonly shell: Shell
  readonly clerk: Actor
  /** Who plans and publishes it. */
  readonly contracts: Actor
  readonly today: Day
  readonly now: Instant
  readonly setClock: (at: Instant) => void
  /** Providers whose users a visitor may be. */
  readonly shown: readonly MadeProvider[]
  readonly providers: readonly MadeProvider[]
}

export function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`the trial tenders could not be made: ${JSON.stringify(result.error)}`)
  return result.value
}

const PUBLISHED_DAYS_AGO = 20
const OPEN_DAYS = 16

const DOCUMENTS = [
  {
    filename: 'service-specification.txt',
    title: 'Service specification',
    text: 'Home care in Wenbury\n\nVisits are made at the times that the person agreed, by carers whom they know.\n',
  },
  {
    filename: 'terms-and-conditions.txt',
    title: 'Terms and conditions',
    text: 'Terms of the framework\n\nPayment is made within 30 days of a valid invoice.\n',
  },
] as const

/** The tender that takes bids is answered by its reference. */
export async function makeTenders(making: MakingTenders): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'almoner-trial-'))
  let tenderRef: string
  try {
    tenderRef = await makeFramework(making, folder)
    await makeQuestions(making, tenderRef)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  making.setClock(making.now)
  await makePlanned(making)
  return tenderRef
}

async function makeFramework(making: MakingTenders, folder: string): Promise<string> {
  const { shell, contracts, today, setClock } = making
  const begunOn = addDays(today, -60)
  setClock(instantAt(begunOn, '09:40'))
  const { tenderRef } = must(await draftTender(shell, contracts, FRAMEWORK))
  must(
    await recordEngagement(shell, contracts, {
      ...{ tenderRef, kind: 'event', title: 'Morning with home care providers', day: addDays(begunOn, -9) },
      came: '19 providers, two of them new to Wenbury; the care association',
      said: 'Lots by zone keep travel short. Small providers asked for one lot each to be enough. The price of short visits was said to be too low.',
    }),
  )
  const spec = frameworkSpec(today, holidaysOf(today))
  const modelAnswers = spec.questions.map(({ key }) => ({ question: key, answer: MODEL_ANSWERS[key] ?? '' }))
  setClock(instantAt(addDays(today, -32), '14:05'))
  must(
    await editTender(shell, contracts, {
      tenderRef,
      part: 'about',
      edit: (draft) => ({ ...draft, ...spec }),
      modelAnswers,
    }),
  )
  for (const { filename, title, text } of DOCUMENTS) {
    const path = join(folder, filename)
    await writeFile(path, text)
    const file = { filename, path, bytes: Buffer.byteLength(text) }
    must(await addDocument(shell, contracts, { tenderRef, title, note: '', file }))
  }
  setClock(instantAt(addDays(today, -PUBLISHED_DAYS_AGO), '10:00'))
  must(await publishTender(shell, contracts, tenderRef))
  return tenderRef
}

const FRAMEWORK = {
  title: 'Home care in Wenbury',
  service: 'home_care',
  route: 'open_framework',
  regime: 'pa23_light_touch',
  estimatedPence: 3_600_000_000,
} as const

const MODEL_ANSWERS: Readonly<Record<string, string>> = {
  Q1: 'Rotas by small patches, travel time in the rota, a live watch with somebody awake to act, and figures of the last year.',
  Q2: 'Guaranteed hours, the real living wage, supervision, and a plan for sickness that does not rest on agency workers.',
  Q3: 'Apprentices from Wenbury, walks shared between carers, and what will be counted and when.',
}

/** The first working day on or after a day. */
const workingFrom = (day: Day, holidays: Holidays): Day =>
  isWorkingDay(day, holidays) ? day : workingDayAfter(day, holidays)

const CONDITIONS: Spec['conditions'] = [
  { key: 'C1', kind: 'cqc_personal_care', text: 'Registered with CQC for personal care', evidence: false },
  { key: 'C2', kind: 'insurance', text: 'Employer’s liability insurance of £10 million', evidence: true },
  {
    key: 'C3',
    kind: 'call_monitoring',
    text: 'Call monitoring that sends log-ins within five minutes',
    evidence: false,
  },
]

const ASKED: Spec['questions'] = [
  {
    key: 'Q1',
    part: 'quality',
    text: 'How do you keep visits on time, with carers whom people know?',
    weight: 25,
    mostWords: 750,
    least: 2,
  },
  {
    key: 'Q2',
    part: 'quality',
    text: 'How do you find, train and keep your workers?',
    weight: 25,
    mostWords: 750,
    least: 2,
  },
  {
    key: 'Q3',
    part: 'social_value',
    text: 'What will your work add to Wenbury?',
    weight: 10,
    mostWords: 500,
    least: null,
  },
]

const PRICE: Spec['price'] = {
  weight: 40,
  formula: { kind: 'lowest_proportional' },
  lines: [
    {
      key: 'P1',
      title: '30 minute visit',
      unit: 'visit',
      minutes: 30,
      volume: 60,
      floorPence: 1_150,
      ceilingPence: 1_500,
    },
    {
      key: 'P2',
      title: '45 minute visit',
      unit: 'visit',
      minutes: 45,
      volume: 25,
      floorPence: 1_650,
      ceilingPence: 2_100,
    },
    {
      key: 'P3',
      title: '60 minute visit',
      unit: 'visit',
      minutes: 60,
      volume: 15,
      floorPence: 2_150,
      ceilingPence: 2_700,
    },
  ],
}

/** A tender of which a draft stands on a day; `holidays` are those that the council knows, not those of that day. */
export function frameworkSpec(
  day: Day,
  holidays: Holidays,
): Partial<Spec> & Pick<Spec, 'questions' | 'lots' | 'timetable'> {
  const closes = workingFrom(addDays(day, OPEN_DAYS), holidays)
  const lastAnswer = Array.from({ length: 6 }).reduce<Day>((day) => workingDayBefore(day, holidays), closes)
  const evaluatedBy = workingFrom(addDays(closes, 28), holidays)
  const decisionDay = workingFrom(addDays(evaluatedBy, 10), holidays)
  const fromDay = addMonths(firstOfMonth(decisionDay), 3)
  return {
    summary:
      'Care and support at home for adults who need help with washing, dressing, meals and medicines. Providers win places in each zone; packages are called off in the order of the ranked list.',
    fromDay,
    toDay: addMonths(fromDay, 48),
    extensionMonths: [12],
    lots: ZONES.map(({ zone, name }, at) => ({
      ...{ lot: `L${at + 1}`, title: `Home care, ${name}`, service: 'home_care', zones: [zone] },
      ...{ estimatedPence: 1_200_000_000, places: 4, hoursAWeek: [2400, 1900, 1300][at] ?? 1000 },
    })),
    mostLots: 2,
    conditions: CONDITIONS,
    questions: ASKED,
    price: PRICE,
    timetable: {
      questionsUntil: instantAt(lastAnswer, '12:00').toString(),
      closesAt: instantAt(closes, '12:00').toString(),
      evaluatedBy,
      decisionDay,
    },
  }
}

const QUESTIONS = [
  {
    asked: 'We are a small firm and work in the town alone. Is a bid for one lot less likely to win?',
    question: 'Is a bid for one lot less likely to win than one for several?',
    answer: 'No. Each lot is evaluated by itself; how many lots a bidder bids for has no weight.',
  },
  {
    asked: 'Does the price of a visit have to cover travel, as it did under our contract of 2022?',
    question: 'Does the price of a visit cover travel?',
    answer: 'Yes. The prices are all that is paid for a visit. Carers’ travel time and mileage are part of them.',
  },
] as const

/** Two that are answered, and one that waits. */
async function makeQuestions(
  { shell, contracts, today, setClock, shown }: MakingTenders,
  tenderRef: string,
): Promise<void> {
  for (const [at, { asked, question, answer }] of QUESTIONS.entries()) {
    const provider = shown[at]
    if (!provider) return
    setClock(instantAt(addDays(today, at - 12), '15:20'))
    const { clarificationRef } = must(await askClarification(shell, bidderOf(provider), { tenderRef, words: asked }))
    setClock(instantAt(addDays(today, at - 10), '11:15'))
    must(await answerClarification(shell, contracts, { clarificationRef, given: { to: 'all', question, answer } }))
  }
  const last = shown.at(-1)
  if (!last) return
  setClock(instantAt(addDays(today, -1), '16:45'))
  must(await askClarification(shell, bidderOf(last), { tenderRef, words: 'May policies be sent as one file?' }))
}

export const bidderOf = (provider: MadeProvider): Actor => ({
  ...asProvider(provider),
  grants: new Set(['tendering.bid']),
})

/** A tender that is begun: its checklist still names most of what it needs. */
async function makePlanned({ shell, contracts }: MakingTenders): Promise<void> {
  const begun = { title: 'Care through the night', service: 'sleep_in', estimatedPence: 180_000_000 }
  const law = { route: 'competitive_flexible', regime: 'pa23_light_touch' } as const
  const { tenderRef } = must(await draftTender(shell, contracts, { ...begun, ...law }))
  const summary = 'Waking and sleeping nights for people who need somebody there.'
  must(await editTender(shell, contracts, { tenderRef, part: 'about', edit: (draft) => ({ ...draft, summary }) }))
}
