import type { Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import type { Ability, Need } from '#src/providers/capacity/ability.ts'

export type ToldAbility = Omit<Ability, 'weeklyMinutes'> & {
  readonly organisationRef: string
  readonly weeklyMinutes: number | null
  readonly toldAt: Instant
}

/** What providers said of their workers. What workers can do holds until it is told anew; only their hours fade. */
export const listAbilities = (tx: Read, organisationRefs: readonly string[]): Promise<ToldAbility[]> =>
  rows(
    tx,
    sql<ToldAbility>`select organisation_ref as "organisationRef", ability, kind, words, has, weekly_minutes as "weeklyMinutes",
        told_at as "toldAt"
      from providers.ability where council_id = ${tx.council} and organisation_ref = any(${[...organisationRefs]}::text[])
      order by organisation_ref, kind desc, words`,
  )

/** Keeps what was told over what was told before; what is not told of keeps its last word. */
export const saveAbilities = (tx: Write, organisationRef: string, abilities: readonly Ability[]): Promise<unknown> =>
  rows(
    tx,
    sql`insert into providers.ability (council_id, organisation_ref, ability, kind, words, has, weekly_minutes, told_at, told_by)
      select ${tx.council}, ${organisationRef}, t.ability, t.kind, t.words, t.has, t."weeklyMinutes", ${tx.now}, ${tx.actor.name}
      from jsonb_to_recordset(${json(abilities)}::jsonb) as t (ability text, kind text, words text, has boolean, "weeklyMinutes" int)
      on conflict (council_id, organisation_ref, ability) do update set words = excluded.words, has = excluded.has,
        weekly_minutes = excluded.weekly_minutes, told_at = excluded.told_at, told_by = excluded.told_by`,
  )

const MOST_ASKED = 40

/** What packages ask of workers, what was asked for last first. */
export const listAsked = (tx: Read): Promise<Need[]> =>
  rows(
    tx,
    sql<Need>`select ability, kind, words from providers.ability_asked where council_id = ${tx.council}
      order by asked_at desc, ability limit ${MOST_ASKED}`,
  )

/** Brokerage tells what a package asks of workers: providers say in the same words whether theirs can. */
export async function noteAsked(tx: Write, needs: readonly Need[]): Promise<void> {
  if (needs.length === 0) return
  await rows(
    tx,
    sql`insert into providers.ability_asked (council_id, ability, kind, words, asked_at)
      select ${tx.council}, t.ability, t.kind, t.words, ${tx.now}
      from jsonb_to_recordset(${json(needs)}::jsonb) as t (ability text, kind text, words text)
      on conflict (council_id, ability) do update set asked_at = excluded.asked_at`,
  )
}
