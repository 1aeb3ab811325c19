import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell } from '#src/platform/command.ts'
import { isLocked } from '#src/visits/call-log/event-commands.ts'
import type { VisitsFact } from '#src/visits/facts.ts'
import { checkWakings, type WakingsRefusal } from '#src/visits/wakings/waking.ts'
import { insertWakings, lockNight } from '#src/visits/wakings/waking.store.ts'

export type NoteWakings = {
  readonly visitRef: string
  /** The minutes of each waking, in the order of the night; none for a quiet one. */
  readonly minutes: readonly number[]
  readonly note: string
}

/** The provider, or an officer, says how a night went. A later word counts instead of an earlier one, and both are kept. */
export const noteWakings = (shell: Shell, actor: Actor, input: NoteWakings, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'note-wakings',
    async (tx): Promise<Result<string, WakingsRefusal | 'no such visit' | 'locked'>> => {
      const night = await lockNight(tx, input.visitRef)
      if (!night) return refuse('no such visit')
      const { visit, isAttended, number } = night
      if (await isLocked(tx, visit.day)) return refuse('locked')
      const checked = checkWakings({ ...visit, isAttended }, input, tx.now)
      if (!checked.ok) return checked
      const [minutes, note] = [checked.value, input.note.trim()]
      await insertWakings(tx, visit, { number, minutes, note })
      tx.record({
        type: 'visits.wakings-noted',
        about: [`visit:${visit.visitRef}`, `person:${visit.personRef}`],
        data: { visitRef: visit.visitRef, personRef: visit.personRef, minutes, note },
      } satisfies VisitsFact)
      return ok(visit.visitRef)
    },
    options,
  )
