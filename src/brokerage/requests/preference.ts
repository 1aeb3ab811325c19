/** Whom a person wants to be cared for by and whom not: said by the person or somebody for them, and kept with who and when. */
import type { Day, Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

export const PREFERENCE_WORDS = { prefers: 'Prefers', refuses: 'Does not want' } as const
export type PreferenceKind = keyof typeof PREFERENCE_WORDS

export type Preference = {
  readonly preferenceRef: string
  readonly personRef: string
  readonly organisationRef: string
  readonly organisationName: string
  readonly kind: PreferenceKind
  readonly saidBy: string
  readonly saidOn: Day
  readonly note: string
  readonly keptAt: Instant
  readonly keptByName: string
  readonly endedAt?: Instant
}

export type SaidPreference = Pick<Preference, 'kind' | 'saidBy' | 'saidOn' | 'note'>
export type PreferenceFault = 'nobody said so' | 'said in the future' | 'too long' | 'kept already'

const LONGEST_NAME = 100
const LONGEST_NOTE = 500

/** What is said anew takes the place of what was said before; the same again is nothing new. */
export function checkPreference(
  said: SaidPreference,
  before: Pick<Preference, 'kind'> | undefined,
  today: Day,
): Result<SaidPreference, PreferenceFault> {
  const [saidBy, note] = [said.saidBy.trim(), said.note.trim()]
  if (saidBy === '') return refuse('nobody said so')
  if (saidBy.length > LONGEST_NAME || note.length > LONGEST_NOTE) return refuse('too long')
  if (said.saidOn > today) return refuse('said in the future')
  if (before?.kind === said.kind) return refuse('kept already')
  return ok({ ...said, saidBy, note })
}
