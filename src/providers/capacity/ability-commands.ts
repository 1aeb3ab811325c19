import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { type AbilityRefusal, checkAbilities, type TypedAbility } from '#src/providers/capacity/ability.ts'
import { saveAbilities } from '#src/providers/capacity/ability.store.ts'
import type { ToldBy } from '#src/providers/capacity/capacity-commands.ts'
import { asFact } from '#src/providers/facts.ts'
import { findOrganisation } from '#src/providers/register.store.ts'

/** A provider says what its workers can do, which languages they speak and whether women and men can be sent. */
export const tellAbilities = (
  shell: Shell,
  actor: Actor,
  input: { organisationRef: string; abilities: readonly TypedAbility[]; by: ToldBy },
  options?: { idempotencyKey?: string; request?: unknown },
) =>
  shell.command(
    actor,
    'tell-abilities',
    async (tx): Promise<Result<{ yes: number; no: number }, AbilityRefusal>> => {
      const { organisationRef, by } = input
      if (!(await findOrganisation(tx, organisationRef))) return refuse({ why: 'no such provider' })
      const checked = checkAbilities(input.abilities)
      if (!checked.ok) return checked
      await saveAbilities(tx, organisationRef, checked.value)
      const yes = checked.value.filter(({ has }) => has).length
      const no = checked.value.length - yes
      tx.record(
        asFact({
          type: 'providers.abilities-told',
          about: [`provider:${organisationRef}`],
          data: { organisationRef, yes, no, by },
        }),
      )
      return ok({ yes, no })
    },
    options,
  )
