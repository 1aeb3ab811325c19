import { createHash } from 'node:crypto'
import { type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'
import { applyEntries, type Source } from '#src/providers/apply-entries.store.ts'
import { asFact } from '#src/providers/facts.ts'
import type { RegisterEntry } from '#src/providers/register.ts'
import { decideStanding, type StandingDecision, type StandingRefusal } from '#src/providers/standing/standing.ts'
import {
  type CouncilContact,
  findContact,
  lockStanding,
  saveContact,
  saveStanding,
} from '#src/providers/standing/standing.store.ts'

export type DecideStanding = StandingDecision & { readonly organisationRef: string }

/** An officer approves, suspends or stops using an organisation. */
export const decideStandingOf = (shell: Shell, actor: Actor, input: DecideStanding) =>
  shell.command(actor, 'decide-standing', (tx) => changeStanding(tx, input))

/** Told by later stages, in their transaction: stops new placements with an organisation. */
export const suspend = (
  tx: Write,
  input: { organisationRef: string; reason: string; reviewDay: Day },
): Promise<Result<StandingDecision, StandingRefusal | 'no such provider'>> =>
  changeStanding(tx, { ...input, standing: 'suspended' })

/** Told by later stages: an organisation may be given new work, as when it wins a place on a framework. */
export const approve = (
  tx: Write,
  input: { organisationRef: string; reason: string },
): Promise<Result<StandingDecision, StandingRefusal | 'no such provider'>> =>
  changeStanding(tx, { ...input, standing: 'approved', reviewDay: null })

/** Told by later stages: the council gives an organisation no more work, as when it is excluded (P-17). */
export const stopUsing = (
  tx: Write,
  input: { organisationRef: string; reason: string },
): Promise<Result<StandingDecision, StandingRefusal | 'no such provider'>> =>
  changeStanding(tx, { ...input, standing: 'not used', reviewDay: null })

async function changeStanding(
  tx: Write,
  input: DecideStanding,
): Promise<Result<StandingDecision, StandingRefusal | 'no such provider'>> {
  const { organisationRef } = input
  const current = await lockStanding(tx, organisationRef)
  if (!current) return refuse('no such provider')
  const decided = decideStanding(current.standing, input, dayOf(tx.now))
  if (!decided.ok) return decided
  await saveStanding(tx, { organisationRef, ...decided.value })
  const { standing, reason, reviewDay } = decided.value
  tx.record(
    asFact({
      type: 'providers.standing-decided',
      about: [`provider:${organisationRef}`],
      data: { organisationRef, standing, reason, reviewDay },
    }),
  )
  return decided
}

export type ChangeContact = CouncilContact & { readonly organisationRef: string }

export const changeContact = (shell: Shell, actor: Actor, { organisationRef, ...contact }: ChangeContact) =>
  shell.command(
    actor,
    'change-provider-contact',
    async (tx): Promise<Result<null, 'no such provider' | 'nothing would change'>> => {
      if (!(await lockStanding(tx, organisationRef))) return refuse('no such provider')
      const before = await findContact(tx, organisationRef)
      const fields = (Object.keys(contact) as (keyof CouncilContact)[]).filter(
        (field) => (before?.[field] ?? null) !== contact[field],
      )
      if (fields.length === 0) return refuse('nothing would change')
      await saveContact(tx, organisationRef, contact)
      tx.record(
        asFact({
          type: 'providers.contact-changed',
          about: [`provider:${organisationRef}`],
          data: { organisationRef, fields },
        }),
      )
      return ok(null)
    },
  )

/**
 * Loads entries that did not come from a file, through the same merge as an import, and records one fact for up to 5,000 of
 * them. For the trial council and for set-up; an extract of the register goes through an import.
 */
export async function loadRegister(tx: Write, entries: readonly RegisterEntry[], source: Source): Promise<void> {
  for (let from = 0; from < entries.length; from += 5000) {
    const some = entries.slice(from, from + 5000)
    const applied = await applyEntries(tx, some, source)
    const refs = applied.outcomes.map(({ ref }) => ref).sort()
    tx.record(
      asFact({
        type: 'providers.loaded',
        about: [],
        data: {
          chunk: `${source.layout}/${source.asOf}/${from / 5000 + 1}`,
          source: source.layout,
          organisations: applied.outcomes.filter(({ kind }) => kind === 'organisation').length,
          locations: applied.outcomes.filter(({ kind }) => kind === 'location').length,
          ratings: applied.ratingsNew,
          first: refs[0] ?? null,
          last: refs.at(-1) ?? null,
          rowsSha256: createHash('sha256').update(JSON.stringify(some)).digest('hex'),
        },
      }),
    )
  }
}
