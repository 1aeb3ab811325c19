/** Reads what a provider says of its workers, as it is typed on the page and as files hold it. */
import {
  abilityInWords,
  abilityKey,
  GENDERS,
  isAbilityKind,
  type Need,
  type TypedAbility,
} from '#src/providers/capacity/ability.ts'
import { type FormFault, readHours } from '#src/providers/capacity/capacity-form.ts'

export const hasField = (ability: string): string => `has.${ability}`
export const abilityHoursField = (ability: string): string => `hours.${ability}`
export const OTHER_SKILLS = 'other-skills'
export const OTHER_LANGUAGES = 'other-languages'

/** The lines of the page: what was told before, what packages ask for, and who workers are. */
export function abilityLines(told: readonly Need[], asked: readonly Need[]): Need[] {
  const lines = new Map([...GENDERS, ...asked, ...told].map((need) => [need.ability, need]))
  return [...lines.values()].sort(
    (a, b) => b.kind.localeCompare(a.kind) || abilityInWords(a).localeCompare(abilityInWords(b)),
  )
}

/** A line that is left unsaid is not told: it keeps its last word. */
export function readAbilities(
  typed: (field: string) => string,
  lines: readonly Need[],
): { abilities: TypedAbility[]; faults: FormFault[] } {
  const abilities: TypedAbility[] = []
  const faults: FormFault[] = []
  for (const { ability, kind, words } of lines) {
    const said = typed(hasField(ability))
    if (said !== 'yes' && said !== 'no') continue
    const hours = typed(abilityHoursField(ability)).trim()
    const weeklyMinutes = hours === '' ? undefined : readHours(hours)
    if (hours !== '' && weeklyMinutes === undefined)
      faults.push({ field: abilityHoursField(ability), message: 'Enter hours a week as a number, or leave them empty' })
    abilities.push({ kind, words, has: said === 'yes', ...(weeklyMinutes === undefined ? {} : { weeklyMinutes }) })
  }
  for (const [field, kind] of [
    [OTHER_SKILLS, 'skill'],
    [OTHER_LANGUAGES, 'language'],
  ] as const)
    for (const words of typed(field).split('\n'))
      if (words.trim() !== '' && !lines.some(({ ability }) => ability === abilityKey(kind, words)))
        abilities.push({ kind, words: words.trim(), has: true })
  return { abilities, faults }
}

export const ABILITY_COLUMNS = ['kind', 'what', 'has', 'hours'] as const

/** One row of a file: "skill,dementia,yes,12". The answer is what is wrong with it. */
export function abilityRow(of: (column: string) => string, abilities: TypedAbility[]): string | undefined {
  const kind = of('kind').toLowerCase()
  const has = of('has').toLowerCase()
  const weeklyMinutes = of('hours') === '' ? undefined : readHours(of('hours'))
  if (!isAbilityKind(kind)) return 'kind must be skill, language or gender'
  if (of('what') === '') return 'what must say which one, such as dementia or Welsh'
  if (has !== 'yes' && has !== 'no') return 'has must be yes or no'
  if (of('hours') !== '' && weeklyMinutes === undefined) return 'hours must be a number, such as 12 or 7.5, or empty'
  abilities.push({
    ...{ kind, words: of('what'), has: has === 'yes' },
    ...(weeklyMinutes === undefined ? {} : { weeklyMinutes }),
  })
  return undefined
}
