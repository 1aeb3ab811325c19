/** Why a visit is under the council's minimum, and who agreed to it, as choices of a form (M-41). */
import { SHORT_AGREERS, type VisitLengths } from '#src/brokerage/packages/pattern.ts'

const reasonName = (reason: string): string =>
  `${reason.slice(0, 1).toUpperCase()}${reason.slice(1).replaceAll('_', ' ')}`

export const reasonChoices = ({ reasons }: VisitLengths) =>
  reasons.map((reason) => ({ value: reason, text: reasonName(reason) }))

export const AGREER_CHOICES = Object.entries(SHORT_AGREERS).map(([value, text]) => ({ value, text }))
