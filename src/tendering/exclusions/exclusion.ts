/** Grounds to exclude at an award and at each call-off (P-17): nobody is given work unchecked, or while a mandatory ground stands. */
import { addMonths, type Day } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { ExclusionFinding } from '#src/tendering/joining/application.ts'

/** An officer has to look first; a ground was found that leaves no choice. */
export type BarredRefusal = 'exclusion is not checked' | 'a provider is excluded'

/** What stands against a provider wherever it was found. */
export type Excluded = { readonly organisationRef: string; readonly reason: string; readonly lookedUpOn: Day }

/** Everybody who is to be given something was checked for this very award, and none is excluded. */
export function whyBarred(
  refs: readonly string[],
  known: { readonly checked: ReadonlySet<string>; readonly excluded: ReadonlyMap<string, Excluded> },
): BarredRefusal | undefined {
  if (refs.some((ref) => known.excluded.has(ref))) return 'a provider is excluded'
  return refs.every((ref) => known.checked.has(ref)) ? undefined : 'exclusion is not checked'
}

/** What a call-off rests on: the member's last check, no older than the council's policy has it. */
export function checkForCallOff(
  member: { readonly checkedOn: Day | null; readonly finding: ExclusionFinding | undefined },
  months: number,
  today: Day,
): Result<{ readonly lookedUpOn: Day; readonly finding: 'none' | 'excludable' }, BarredRefusal> {
  const { checkedOn, finding = 'none' } = member
  if (finding === 'excluded') return refuse('a provider is excluded')
  if (checkedOn === null || addMonths(checkedOn, months) <= today) return refuse('exclusion is not checked')
  return ok({ lookedUpOn: checkedOn, finding })
}
