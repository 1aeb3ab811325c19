import { ok } from '#src/base/result.ts'
import type { Shell } from '#src/platform/command.ts'
import type { Draft } from '#src/tendering/bids/bid.ts'
import { sealFor } from '#src/tendering/bids/seal.store.ts'
import type { Lot, PriceLine, Question, Spec } from '#src/tendering/tenders/spec.ts'
import { insertPublished, insertTender } from '#src/tendering/tenders/tender.store.ts'
import { NOON, officer } from '#test/support/database.ts'

const lot = (key: string, title: string): Lot => ({
  lot: key,
  title,
  service: 'home_care',
  zones: [key],
  estimatedPence: 120_000_000,
  places: 2,
  hoursAWeek: 400,
})

const question = (key: string, text: string, weight: number): Question => ({
  key,
  part: 'quality',
  text,
  weight,
  mostWords: 12,
  least: 2,
})

const line = (key: string, title: string, minutes: number, volume: number): PriceLine => ({
  key,
  title,
  unit: 'visit',
  minutes,
  volume,
  floorPence: 900,
  ceilingPence: 2500,
})

/** A small tender for home care in two lots: two questions, two prices, one condition with evidence. */
export const smallSpec = (closesAt: Temporal.Instant): Spec => ({
  title: 'Home care in Wenbury North',
  summary: 'Care and support at home',
  service: 'home_care',
  route: 'open_framework',
  regime: 'pa23_light_touch',
  cpv: '85312000',
  estimatedPence: 240_000_000,
  fromDay: '2027-04-01',
  toDay: '2031-04-01',
  extensionMonths: [12],
  lots: [lot('L1', 'North Hill'), lot('L2', 'Riverside')],
  mostLots: 1,
  conditions: [
    { key: 'C1', kind: 'cqc_personal_care', text: 'Registered with the CQC for personal care', evidence: false },
    { key: 'C2', kind: 'insurance', text: 'Employer’s liability insurance of £10 million', evidence: true },
  ],
  questions: [question('Q1', 'How do you keep the same carers?', 40), question('Q2', 'How do you train them?', 20)],
  qualityLeastPercent: null,
  scale: { most: 5, marks: [] },
  price: {
    weight: 40,
    formula: { kind: 'lowest_proportional' },
    lines: [line('P1', '30 minutes', 30, 60), line('P2', '60 minutes', 60, 40)],
  },
  tieBreaks: ['quality', 'price', 'lot_drawn'],
  agreed: 'consensus',
  blind: true,
  timetable: {
    questionsUntil: closesAt.subtract({ hours: 240 }).toString(),
    closesAt: closesAt.toString(),
    evaluatedBy: '2027-01-29',
    decisionDay: '2027-02-12',
  },
  standstill: 'voluntary',
  callOff: null,
  marketRef: null,
  frameworkOf: null,
  directAward: null,
  noEngagementReason: 'Asked last year',
})

/** Puts a tender before the market as it stands, with the key that bids are sealed to. */
export async function publishSmallTender(
  shell: Shell,
  { tenderRef = 'TD-1', spec = smallSpec(NOON.add({ hours: 24 })), version = 1, ownerRef = 'O-1' } = {},
): Promise<void> {
  const published = await shell.command(officer(), 'publish-for-tests', async (tx) => {
    if (version === 1) await insertTender(tx, { tenderRef, spec, ownerRef })
    const closesAt = Temporal.Instant.from(spec.timetable.closesAt)
    await insertPublished(tx, { tenderRef, version, spec, sha256: '0'.repeat(64), reason: '', closesAt })
    tx.record({ type: 'test.published', about: [], data: { tenderRef } })
    const sealed = await sealFor(tx, shell.seal, tenderRef)
    return sealed.ok ? ok(true) : sealed
  })
  if (!published.ok) throw new Error(published.error)
}

/** A bid that lacks nothing but the file that C2 asks for. */
export const fullDraft = (said: Partial<Draft> = {}): Omit<Draft, 'files'> => ({
  contact: { name: 'Ada Fern', email: 'ada@care.example', phone: '01632 960001' },
  conditions: [
    { key: 'C1', met: true, text: 'Since 2015' },
    { key: 'C2', met: true, text: 'Policy 77' },
  ],
  subcontractors: [],
  lots: ['L2', 'L1'],
  mostLots: 1,
  answers: [
    { key: 'Q1', text: 'Small patches with marigold teams' },
    { key: 'Q2', text: 'Two weeks beside someone who knows' },
  ],
  prices: ['L1', 'L2'].map((lot) => ({
    lot,
    lines: [
      { key: 'P1', pence: 1237 },
      { key: 'P2', pence: 2311 },
    ],
  })),
  ...said,
})
