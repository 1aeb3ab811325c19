/** Marks for answers: the share of the scale by the weight of the question (P-51), and the least that passes. */
import {
  compare,
  exactly,
  type Fraction,
  fraction,
  NOUGHT,
  over,
  shown,
  sumOf,
  times,
} from '#src/tendering/evaluation/fraction.ts'
import type { Question, Spec } from '#src/tendering/tenders/spec.ts'

export type QuestionMark = {
  readonly key: string
  readonly part: Question['part']
  readonly weight: number
  /** On the scale of the tender; a mean need not be whole. */
  readonly mark: Fraction
  readonly marks: Fraction
  readonly working: string
}

export type Quality = {
  readonly lines: readonly QuestionMark[]
  /** Quality and social value together: all that is not price. */
  readonly total: Fraction
  /** The quality questions alone, by which thresholds and ties go. */
  readonly quality: Fraction
  /** Why the bid does not reach what the tender asks for at least; empty when it does. */
  readonly below: readonly string[]
}

type Asked = Pick<Spec, 'questions' | 'qualityLeastPercent' | 'scale'>

/** What the agreed marks of one bid come to. A question without a mark counts as nought, and nobody ranks before all have one. */
export function qualityMarks(spec: Asked, marks: ReadonlyMap<string, Fraction>): Quality {
  const most = fraction(spec.scale.most)
  const lines = spec.questions.map(({ key, part, weight }): QuestionMark => {
    const mark = marks.get(key) ?? NOUGHT
    const earned = times(over(mark, most), exactly(weight))
    const working = `${plain(mark)} of ${spec.scale.most} × ${weight} = ${shown(earned)}`
    return { key, part, weight, mark, marks: earned, working }
  })
  const quality = sumOf(lines.filter(({ part }) => part === 'quality').map((line) => line.marks))
  return {
    lines,
    total: sumOf(lines.map((line) => line.marks)),
    quality,
    below: [...belowQuestions(spec, lines), ...belowQuality(spec, quality)],
  }
}

const belowQuestions = (spec: Asked, lines: readonly QuestionMark[]): string[] =>
  spec.questions.flatMap(({ key, least }) => {
    const line = lines.find((one) => one.key === key)
    if (least === null || !line || compare(line.mark, fraction(least)) >= 0) return []
    return [`question ${key} has ${plain(line.mark)}, and ${least} is the least that passes`]
  })

function belowQuality({ questions, qualityLeastPercent }: Asked, quality: Fraction): string[] {
  const weight = sumOf(questions.filter(({ part }) => part === 'quality').map((one) => exactly(one.weight)))
  if (qualityLeastPercent === null || weight.top === 0n) return []
  const percent = times(over(quality, weight), fraction(100))
  if (compare(percent, exactly(qualityLeastPercent)) >= 0) return []
  return [`quality has ${shown(percent)}% of its marks, and ${qualityLeastPercent}% is the least that passes`]
}

/** "4" or "3.67" */
const plain = (mark: Fraction): string => (mark.bottom === 1n ? String(mark.top) : shown(mark))

/** The mean of what assessors gave, exact: only for tenders that said so (P-55). */
export const meanMark = (marks: readonly number[]): Fraction => over(sumOf(marks.map(exactly)), fraction(marks.length))
