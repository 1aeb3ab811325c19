import { dayOf } from '#src/base/day.ts'
import { ok, refuse } from '#src/base/result.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import {
  checkPreference,
  type Preference,
  type PreferenceFault,
  type SaidPreference,
} from '#src/brokerage/requests/preference.ts'
import { endPreference, insertPreference, lockPreference } from '#src/brokerage/requests/preference.store.ts'
import { findPerson } from '#src/people/index.ts'
import { type Actor, nameWithPerson } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell } from '#src/platform/command.ts'
import { findOrganisation, providerName } from '#src/providers/index.ts'

export type KeepPreference = SaidPreference & { readonly personRef: string; readonly organisationRef: string }
export type PreferenceRefusal = PreferenceFault | 'no such person' | 'no such provider'

/** Keeps whom a person wants or does not want. From then on nobody asks a provider whom the person refuses. */
export const keepPreference = (shell: Shell, actor: Actor, input: KeepPreference, options?: CommandOptions) =>
  shell.command<Preference, PreferenceRefusal>(
    actor,
    'keep-preference',
    async (tx) => {
      const { personRef, organisationRef } = input
      if (!(await findPerson(tx, personRef))) return refuse('no such person')
      const organisation = await findOrganisation(tx, organisationRef)
      if (!organisation) return refuse('no such provider')
      const before = await lockPreference(tx, personRef, organisationRef)
      const checked = checkPreference(input, before, dayOf(tx.now))
      if (!checked.ok) return checked
      if (before) await endPreference(tx, before)
      const organisationName = providerName(organisation)
      const preference: Preference = {
        ...{ preferenceRef: await nextRef(tx, 'PP'), personRef, organisationRef, organisationName },
        ...{ kind: input.kind, saidBy: checked.value.saidBy, saidOn: input.saidOn, note: checked.value.note },
        ...{ keptAt: tx.now, keptByName: nameWithPerson(actor) },
      }
      await insertPreference(tx, preference)
      tx.record({
        type: 'brokerage.preference-kept',
        about: [`person:${personRef}`],
        data: {
          ...{ personRef, organisationRef, organisationName, kind: input.kind },
          ...{ saidBy: preference.saidBy, saidOn: input.saidOn },
        },
      } satisfies BrokerageFact)
      return ok(preference)
    },
    options,
  )

/** The person no longer says so. */
export const dropPreference = (
  shell: Shell,
  actor: Actor,
  input: { readonly personRef: string; readonly organisationRef: string },
) =>
  shell.command<Preference, 'nothing kept'>(actor, 'drop-preference', async (tx) => {
    const kept = await lockPreference(tx, input.personRef, input.organisationRef)
    if (!kept) return refuse('nothing kept')
    await endPreference(tx, kept)
    const { personRef, organisationRef, organisationName, kind } = kept
    tx.record({
      type: 'brokerage.preference-dropped',
      about: [`person:${personRef}`],
      data: { personRef, organisationRef, organisationName, kind },
    } satisfies BrokerageFact)
    return ok(kept)
  })
