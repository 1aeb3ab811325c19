/** What providers bid: sealed bids and a draft for the framework that is open, and a smaller tender whose bids are opened. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addDays, instantAt } from '#src/base/day.ts'
import { officerActorByRef } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import {
  addDocument,
  attachFile,
  confirmOpeningOf,
  draftTender,
  editTender,
  findTender,
  openBids,
  publishTender,
  saveOwnDraft,
  type Spec,
  submitBid,
} from '#src/tendering/index.ts'
import { makeEvaluation } from '#src/trial/evaluation.ts'
import type { MadeProvider } from '#src/trial/providers.ts'
import { bidderOf, frameworkSpec, type MakingTenders, must } from '#src/trial/tenders.ts'
import { holidaysOf } from '#src/trial/wenbury.ts'

/** Hugo Head, the second who opens. */
const SECOND_OPENER = 'O-1008'

/** A tender that others bid for before: when it took bids, and what it buys. */
type Past = {
  readonly daysAgo: number
  readonly begun: {
    readonly title: string
    readonly service: string
    readonly route: 'competitive_flexible'
    readonly regime: 'pa23_light_touch'
    readonly estimatedPence: number
  }
  readonly summary: string
  readonly lots: number
}

/** How one provider bids: its lots by their place in the tender, most wanted first, and its prices in percent of the ceiling. */
type Manner = { readonly lots: readonly number[]; readonly percent: number; readonly words: string }

const MANNERS: readonly Manner[] = [
  {
    lots: [0, 1],
    percent: 93,
    words: 'Our rotas are made by patches of eight streets, so that the same three carers come.',
  },
  { lots: [0], percent: 88, words: 'Every carer has guaranteed hours, and a colleague who knows their people.' },
  {
    lots: [1, 0],
    percent: 97,
    words: 'Travel is in the rota. Somebody watches the log-ins from six in the morning until midnight.',
  },
  { lots: [0, 1], percent: 81, words: 'We pay above the living wage and train in the first fortnight.' },
]

export async function makeBids(making: MakingTenders, openTender: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'almoner-trial-'))
  try {
    const certificate = join(folder, 'insurance.txt')
    await writeFile(certificate, CERTIFICATE)
    await makeOpenBids(making, openTender, certificate)
    await makeOpened(making, certificate, AFTER_HOSPITAL)
    await makeEvaluation(making, await makeOpened(making, certificate, RESPITE))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const CERTIFICATE = 'Certificate of employer’s liability insurance: ten million pounds, to the end of next year.\n'

/** For the framework that takes bids: one is in, and another provider has begun. */
async function makeOpenBids(making: MakingTenders, tenderRef: string, certificate: string): Promise<void> {
  const [first, second] = making.shown
  if (!first || !second) return
  making.setClock(instantAt(addDays(making.today, -3), '14:20'))
  await makeBid(making, tenderRef, bidderOf(first), MANNERS[0] as Manner, certificate)
  making.setClock(instantAt(addDays(making.today, -1), '10:05'))
  const spec = await specOf(making, tenderRef)
  const draft = bidOf(spec, MANNERS[1] as Manner, second.name)
  must(await saveOwnDraft(making.shell, bidderOf(second), tenderRef, { ...draft, answers: draft.answers.slice(0, 1) }))
}

/** A tender whose deadline has passed: four bid, two officers opened, and assessors may begin. */
async function makeOpened(making: MakingTenders, certificate: string, past: Past): Promise<string> {
  const { shell, contracts, today, setClock, providers } = making
  const spec = frameworkSpec(addDays(today, -past.daysAgo), holidaysOf(today))
  setClock(instantAt(addDays(today, -past.daysAgo - 33), '10:30'))
  const { tenderRef } = must(await draftTender(shell, contracts, past.begun))
  const lots = spec.lots.slice(0, past.lots).map((lot) => ({
    ...lot,
    title: lot.title.replace('Home care', past.begun.title),
    places: 1,
    hoursAWeek: 300,
    estimatedPence: 120_000_000,
  }))
  const changed = { ...spec, summary: past.summary, lots, mostLots: 1, noEngagementReason: NO_ENGAGEMENT }
  const modelAnswers = spec.questions.map(({ key }) => ({
    question: key,
    answer: 'Names, figures of the last year, and what is done when it goes wrong.',
  }))
  must(
    await editTender(shell, contracts, {
      tenderRef,
      part: 'about',
      edit: (draft) => ({ ...draft, ...changed }),
      modelAnswers,
    }),
  )
  const file = { filename: 'specification.txt', path: certificate, bytes: Buffer.byteLength(CERTIFICATE) }
  must(await addDocument(shell, contracts, { tenderRef, title: 'Insurance that is asked for', note: '', file }))
  setClock(instantAt(addDays(today, -past.daysAgo - 20), '09:30'))
  must(await publishTender(shell, contracts, tenderRef))
  const closes = Temporal.Instant.from(spec.timetable.closesAt)
  for (const [at, manner] of MANNERS.entries()) {
    const provider = providers[at]
    if (!provider) continue
    setClock(closes.subtract({ minutes: 41 * (MANNERS.length - at) }))
    await makeBid(making, tenderRef, bidderOf(provider), manner, certificate)
  }
  setClock(closes.add({ minutes: 95 }))
  const second = await shell.read(making.clerk, (tx) => officerActorByRef(tx, SECOND_OPENER))
  for (const officer of second ? [contracts, second] : []) must(await confirmOpeningOf(shell, officer, tenderRef))
  must(await openBids(shell, contracts, tenderRef))
  return tenderRef
}

const NO_ENGAGEMENT = 'The same providers were asked about the home care framework in the same month'

const LAW = { service: 'home_care', route: 'competitive_flexible', regime: 'pa23_light_touch' } as const

const AFTER_HOSPITAL: Past = {
  daysAgo: 37,
  begun: { ...LAW, title: 'Care after hospital', estimatedPence: 240_000_000 },
  summary: 'Up to six weeks of care at home for people who leave hospital, so that they find their feet again.',
  lots: 2,
}

const RESPITE: Past = {
  daysAgo: 66,
  begun: { ...LAW, title: 'Respite for carers', estimatedPence: 120_000_000 },
  summary: 'Somebody who comes for some hours, so that whoever cares for a relative can rest.',
  lots: 1,
}

const specOf = async ({ shell, clerk }: MakingTenders, tenderRef: string): Promise<Spec> => {
  const found = await shell.read(clerk, (tx) => findTender(tx, tenderRef))
  if (!found) throw new Error(`there is no tender ${tenderRef}`)
  return found.spec
}

async function makeBid(
  making: MakingTenders,
  tenderRef: string,
  bidder: Actor,
  manner: Manner,
  certificate: string,
): Promise<void> {
  const spec = await specOf(making, tenderRef)
  must(await saveOwnDraft(making.shell, bidder, tenderRef, bidOf(spec, manner, bidder.name)))
  for (const { key, evidence } of spec.conditions) {
    if (!evidence) continue
    const file = { about: key, filename: 'insurance.txt', path: certificate, bytes: Buffer.byteLength(CERTIFICATE) }
    must(await attachFile(making.shell, bidder, tenderRef, file))
  }
  must(await submitBid(making.shell, bidder, tenderRef))
}

function bidOf(spec: Spec, { lots, percent, words }: Manner, name: MadeProvider['name']) {
  const wanted = lots.flatMap((at) => spec.lots[at]?.lot ?? [])
  const priced = (floor: number | null, ceiling: number | null): number =>
    Math.max(floor ?? 1, Math.round(((ceiling ?? 2000) * percent) / 100))
  return {
    contact: { name, email: 'bids@provider.example', phone: '01632 960123' },
    conditions: spec.conditions.map(({ key }) => ({ key, met: true, text: 'See the file, or ask us' })),
    subcontractors: [],
    lots: wanted,
    mostLots: null,
    answers: spec.questions.map(({ key }) => ({ key, text: words })),
    prices: wanted.map((lot) => ({
      lot,
      lines: spec.price.lines.map(({ key, floorPence, ceilingPence }) => ({
        key,
        pence: priced(floorPence, ceilingPence),
      })),
    })),
  }
}
