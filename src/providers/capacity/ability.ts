/** What workers of a provider can do and who they are - skills, languages, gender - in the words in which packages ask for it. */
import { ok, type Result, refuse } from '#src/base/result.ts'
import { faultsOf, isWithin, type ToldFault } from '#src/providers/capacity/capacity.ts'

export const ABILITY_KINDS = ['skill', 'language', 'gender'] as const
export type AbilityKind = (typeof ABILITY_KINDS)[number]
export const isAbilityKind = (text: string): text is AbilityKind => ABILITY_KINDS.some((kind) => kind === text)

/** Something that is asked of workers. */
export type Need = { readonly ability: string; readonly kind: AbilityKind; readonly words: string }

export type Ability = Need & {
  readonly has: boolean
  /** How many hours a week such workers could take on; left out where they are as free as all others. */
  readonly weeklyMinutes?: number
}
export type TypedAbility = Omit<Ability, 'ability'>

/** Kind and words as one word: "Welsh speaker" and "welsh  speaker" are the same skill. */
export const abilityKey = (kind: string, words: string): string =>
  `${kind}:${words
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')}`

export const needOf = (kind: AbilityKind, words: string): Need => ({ ability: abilityKey(kind, words), kind, words })

/** "Dementia", "Speaks Welsh", "Female worker" */
export const abilityInWords = ({ kind, words }: Pick<Need, 'kind' | 'words'>): string => {
  const said = kind === 'language' ? `speaks ${words}` : kind === 'gender' ? `${words.toLowerCase()} worker` : words
  return `${said.slice(0, 1).toUpperCase()}${said.slice(1)}`
}

/** Every council may ask for these, for a reason that the law allows. */
export const GENDERS: readonly Need[] = [needOf('gender', 'Female'), needOf('gender', 'Male')]

const LONGEST = 80
const MOST = 100
const MOST_MINUTES = 5_000 * 60

export type AbilityRefusal =
  | { readonly why: 'nothing told' }
  | { readonly why: 'no such provider' }
  | { readonly why: 'too many' }
  | { readonly why: 'no words' | 'too long' | 'not a gender' | 'told twice' | 'not so many hours'; readonly at: string }

/** All that is wrong with what a provider tells: each once, in words that a package could ask for; hours only of what its workers can do. */
export function faultsOfAbilities(typed: readonly TypedAbility[]): readonly ToldFault<AbilityRefusal>[] {
  const seen = new Set<string>()
  return faultsOf(typed, ({ kind, words: told, weeklyMinutes = 0 }): AbilityRefusal | undefined => {
    const words = told.trim()
    const { ability } = needOf(kind, words)
    if (ability.endsWith(':')) return { why: 'no words', at: kind }
    if (words.length > LONGEST) return { why: 'too long', at: `${words.slice(0, 20)}…` }
    if (kind === 'gender' && !GENDERS.some((gender) => gender.ability === ability))
      return { why: 'not a gender', at: words }
    if (seen.has(ability)) return { why: 'told twice', at: words }
    seen.add(ability)
    if (!isWithin(weeklyMinutes, MOST_MINUTES)) return { why: 'not so many hours', at: words }
    return undefined
  })
}

/** What a provider tells, as it is kept, or the first thing that is wrong with it. */
export function checkAbilities(typed: readonly TypedAbility[]): Result<readonly Ability[], AbilityRefusal> {
  if (typed.length === 0) return refuse({ why: 'nothing told' })
  if (typed.length > MOST) return refuse({ why: 'too many' })
  const [first] = faultsOfAbilities(typed)
  if (first) return refuse(first.refusal)
  return ok(
    typed.map(({ kind, words, has, weeklyMinutes }) => ({
      ...needOf(kind, words.trim()),
      has,
      ...(has && weeklyMinutes !== undefined ? { weeklyMinutes } : {}),
    })),
  )
}

export function abilityRefusal(refusal: AbilityRefusal): string {
  switch (refusal.why) {
    case 'nothing told':
      return 'Say yes or no for at least one skill, language or gender'
    case 'no such provider':
      return 'The register has no such provider. Ask the council to import it'
    case 'too many':
      return `Tell ${MOST} skills, languages and genders or fewer`
    case 'no words':
      return `A ${refusal.at} has no words. Say which one, such as dementia or Welsh`
    case 'too long':
      return `“${refusal.at}” is too long. Use ${LONGEST} characters or fewer`
    case 'not a gender':
      return `The gender must be female or male, not ${refusal.at}`
    case 'told twice':
      return `${refusal.at} is there twice. Leave one of them out`
    case 'not so many hours':
      return `The hours for ${refusal.at} must be between 0 and 5,000 a week`
  }
}
