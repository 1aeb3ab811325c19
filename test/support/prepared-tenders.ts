import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { addDocument } from '#src/tendering/documents/document-commands.ts'
import { draftOf } from '#src/tendering/tenders/draft.ts'
import { draftTender, editTender, publishTender } from '#src/tendering/tenders/tender-commands.ts'
import type { Spec } from '#src/tendering/tenders/spec.ts'
import { got } from '#test/support/pay-runs.ts'

/** P-53: price 40, quality 20, 25 and 15. */
const QUESTIONS: Spec['questions'] = [
  { key: 'Q1', part: 'quality', text: 'How do you keep visits on time?', weight: 20, mostWords: 750, least: 2 },
  { key: 'Q2', part: 'quality', text: 'How do you recruit and keep workers?', weight: 25, mostWords: 750, least: 2 },
  { key: 'Q3', part: 'social_value', text: 'What do you add to the place?', weight: 15, mostWords: 500, least: null },
]

/** A home-care framework as of 22 November 2026 that lacks nothing but its documents. */
export const completeSpec = (zones: readonly string[] = ['town', 'rural']): Spec => ({
  ...draftOf({
    title: 'Home care framework',
    service: 'home_care',
    route: 'closed_framework',
    regime: 'pa23_light_touch',
    estimatedPence: 2_400_000_000,
  }),
  summary: 'Care and support at home for adults, in lots by zone.',
  fromDay: '2027-04-05',
  toDay: '2031-04-05',
  extensionMonths: [12],
  lots: zones.map((zone, at) => ({
    lot: `L${at + 1}`,
    title: `Home care, ${zone}`,
    service: 'home_care',
    zones: [zone],
    estimatedPence: 1_000_000_000,
    places: 2,
    hoursAWeek: 1200,
  })),
  mostLots: zones.length,
  conditions: [
    { key: 'C1', kind: 'cqc_personal_care', text: 'Registered with CQC for personal care', evidence: false },
    { key: 'C2', kind: 'insurance', text: 'Employer’s liability insurance of £10 million', evidence: true },
  ],
  questions: QUESTIONS,
  price: {
    weight: 40,
    formula: { kind: 'lowest_proportional' },
    lines: [
      {
        key: 'P1',
        title: 'An hour of care',
        unit: 'hour',
        minutes: 60,
        volume: 100,
        floorPence: 1_900,
        ceilingPence: 2_600,
      },
    ],
  },
  timetable: {
    questionsUntil: '2026-12-07T12:00:00Z',
    closesAt: '2026-12-18T12:00:00Z',
    evaluatedBy: '2027-01-22',
    decisionDay: '2027-02-01',
  },
  noEngagementReason: 'The market was asked for its last framework eight months ago',
})

/** A small file on the disk, as a form brings one. */
export function broughtFile(filename = 'specification.pdf', content = '%PDF-1.7 made up') {
  const path = join(mkdtempSync(join(tmpdir(), 'almoner-brought-')), 'file')
  writeFileSync(path, content)
  return { filename, path, bytes: Buffer.byteLength(content) }
}

/** A draft that lacks nothing: everything said, model answers written, a document added. */
export async function preparedTender(shell: Shell, actor: Actor, spec: Spec = completeSpec()): Promise<string> {
  const { tenderRef } = got(await draftTender(shell, actor, spec))
  const modelAnswers = spec.questions.map(({ key }) => ({ question: key, answer: `What a good answer to ${key} says` }))
  got(await editTender(shell, actor, { tenderRef, part: 'about', edit: () => spec, modelAnswers }))
  got(await addDocument(shell, actor, { tenderRef, title: 'Specification', note: '', file: broughtFile() }))
  return tenderRef
}

export async function publishedTender(shell: Shell, actor: Actor, spec?: Spec): Promise<string> {
  const tenderRef = await preparedTender(shell, actor, spec)
  got(await publishTender(shell, actor, tenderRef))
  return tenderRef
}
