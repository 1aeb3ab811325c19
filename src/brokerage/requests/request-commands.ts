import { dayOf } from '#src/base/day.ts'
import { outwardCode } from '#src/base/postcode.ts'
import { ok, refuse, type Result } from '#src/base/result.ts'
import { listChanges } from '#src/brokerage/after/after.store.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import { costOf } from '#src/brokerage/offers/offer.ts'
import { addPackage, lockPackage, savePackage } from '#src/brokerage/packages/care-package.store.ts'
import { type CarePackage, changeDraft, type Draft, missing } from '#src/brokerage/packages/care-package.ts'
import { checkPattern, type FaultAt, type PatternVisit, slotDays } from '#src/brokerage/packages/pattern.ts'
import { findPlacement } from '#src/brokerage/packages/placement.store.ts'
import { needsOf } from '#src/brokerage/placing/needs.ts'
import {
  costRange,
  type FeatureFault,
  featuresOf,
  isStay,
  notionalWeek,
  type RequestKind,
  type TypedFeature,
} from '#src/brokerage/requests/request.ts'
import { inviteProviders } from '#src/brokerage/sending/invite-commands.ts'
import { paceOf } from '#src/brokerage/sending/window.ts'
import { getPolicy } from '#src/councils/index.ts'
import { findPerson, OUTCOMES, personName } from '#src/people/index.ts'
import { type Actor, nameWithPerson, personBehind } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'
import { noteAsked } from '#src/providers/index.ts'

/** What is asked for, as it is typed or sent by a machine: features are read and outcomes in place of visits made a week. */
export type DraftInput = Partial<Omit<Draft, 'musts' | 'wishes'>> & {
  readonly musts?: readonly TypedFeature[]
  readonly wishes?: readonly TypedFeature[]
}

export type RequestPackage = DraftInput & {
  readonly personRef: string
  readonly service: string
  /** The council where it is not said. */
  readonly payer?: 'self'
}

export type DraftRefusal =
  | { readonly why: 'pattern'; readonly faults: readonly FaultAt[] }
  | { readonly why: 'outcome not known'; readonly outcome: string }
  | { readonly why: 'not so many minutes'; readonly least: number }
  | {
      readonly why: 'feature'
      readonly list: 'musts' | 'wishes'
      readonly at: number
      readonly fault: FeatureFault
    }

export type RequestRefusal =
  | DraftRefusal
  | { readonly why: 'no such person' }
  | { readonly why: 'case closed' }
  | { readonly why: 'already open'; readonly packageRef: string }

/** Asks for a package: a draft, with whatever is known of it already. */
export const requestPackage = (shell: Shell, actor: Actor, input: RequestPackage, options?: CommandOptions) =>
  shell.command<CarePackage, RequestRefusal>(
    actor,
    'request-package',
    async (tx) => {
      const { personRef, service, payer, ...said } = input
      const read = await readDraft(tx, said)
      return read.ok ? requestIn(tx, { ...read.value, personRef, service, ...(payer ? { payer } : {}) }) : read
    },
    options,
  )

/** The same within a command at hand; `draft` has been read. */
export async function requestIn(
  tx: Write,
  draft: Partial<Draft> & Pick<CarePackage, 'personRef' | 'service' | 'copiedFrom' | 'payer' | 'part'>,
): Promise<Result<CarePackage, RequestRefusal>> {
  const { personRef, service, startBy, endDay, byOutcomes, copiedFrom, payer, part } = draft
  const person = await findPerson(tx, personRef)
  if (!person) return refuse({ why: 'no such person' })
  if (person.closed) return refuse({ why: 'case closed' })
  const { kind = 'new' } = draft
  const bare: CarePackage = {
    packageRef: await nextRef(tx, 'PK'),
    ...{ personRef, personName: personName(person), service, zone: person.zone },
    ...{ outwardCode: outwardCode(person.postcode), kind, urgent: draft.urgent ?? (await isUrgent(tx, kind)) },
    ...{ pattern: draft.pattern ?? [], skills: draft.skills ?? [], outcomes: draft.outcomes ?? [] },
    ...{ musts: draft.musts ?? [], wishes: draft.wishes ?? [] },
    ...(startBy ? { startBy } : {}),
    ...(endDay && isStay(kind) ? { endDay } : {}),
    ...(byOutcomes ? { byOutcomes } : {}),
    ...(copiedFrom ? { copiedFrom } : {}),
    ...(payer ? { payer } : {}),
    ...(part ? { part } : {}),
    status: 'draft',
    requestedBy: personBehind(tx.actor),
    requestedByName: nameWithPerson(tx.actor),
    requestedAt: tx.now,
    round: 0,
  }
  const pkg = await withCost(tx, bare)
  const clash = await addPackage(tx, pkg)
  if (clash) return refuse({ why: 'already open', packageRef: clash.open })
  await noteAsked(tx, needsOf(pkg))
  tx.record({
    type: 'brokerage.package-requested',
    about: [`package:${pkg.packageRef}`, `person:${pkg.personRef}`],
    data: {
      ...{ packageRef: pkg.packageRef, personRef: pkg.personRef, service: pkg.service, zone: pkg.zone, kind },
      ...(copiedFrom ? { copiedFrom } : {}),
      ...(payer ? { payer } : {}),
    },
  } satisfies BrokerageFact)
  return ok(pkg)
}

const isUrgent = async (tx: Read, kind: RequestKind): Promise<boolean> =>
  paceOf({ kind }, await getPolicy(tx, 'offer-window', dayOf(tx.now))) !== 'standard'

/** What those who would be asked cost a week: known when nothing is missing. */
export async function withCost(tx: Read, { costRange: _before, ...pkg }: CarePackage): Promise<CarePackage> {
  if (missing(pkg, dayOf(tx.now)).length > 0) return pkg
  const { invited, askable } = await inviteProviders(tx, { ...pkg, sentAt: tx.now, closesAt: tx.now }, [])
  const range = costRange(
    invited.map((one, at) => ({
      pence: costOf(one, slotDays(one.pattern)).weeklyPence,
      framework: askable[at]?.frameworkRef !== null,
    })),
  )
  return range ? { ...pkg, costRange: range } : pkg
}

/** Holds a draft to the council's policy on visit lengths (M-41) and to the outcomes of the Care Act (L-10). */
async function readDraft(
  tx: Read,
  input: DraftInput,
  before: readonly PatternVisit[] = [],
): Promise<Result<Partial<Draft>, DraftRefusal>> {
  const { musts: typedMusts, wishes: typedWishes, ...said } = input
  const today = dayOf(tx.now)
  const lengths = await getPolicy(tx, 'visit-length', today)
  const week = said.byOutcomes && notionalWeek(said.byOutcomes, lengths.minimumMinutes)
  if (week && !week.ok) return refuse({ why: 'not so many minutes', least: lengths.minimumMinutes })
  const draft: Partial<Draft> = week ? { ...said, pattern: week.value } : said
  if (draft.pattern && draft.pattern.length > 0) {
    const checked = checkPattern(draft.pattern, lengths, { today, before })
    if (!checked.ok) return refuse({ why: 'pattern', faults: checked.error })
  }
  const unknown = draft.outcomes?.find((outcome) => !OUTCOMES.some(({ key }) => key === outcome))
  if (unknown !== undefined) return refuse({ why: 'outcome not known', outcome: unknown })
  const musts = typedMusts && featuresOf(typedMusts, true)
  if (musts && !musts.ok) return refuse({ why: 'feature', list: 'musts', ...musts.error })
  const wishes = typedWishes && featuresOf(typedWishes, false)
  if (wishes && !wishes.ok) return refuse({ why: 'feature', list: 'wishes', ...wishes.error })
  return ok({ ...draft, ...(musts ? { musts: musts.value } : {}), ...(wishes ? { wishes: wishes.value } : {}) })
}

export type ChangeRefusal = DraftRefusal | { readonly why: 'no such package' } | { readonly why: 'already sent' }

/** Changes a draft. Another kind of request is as urgent as the policy says, unless it is said otherwise. */
export const changePackage = (shell: Shell, actor: Actor, packageRef: string, input: DraftInput) =>
  shell.command<CarePackage, ChangeRefusal>(actor, 'change-package', async (tx) => {
    const pkg = await lockPackage(tx, packageRef)
    if (!pkg) return refuse({ why: 'no such package' })
    const read = await readDraft(tx, input, pkg.pattern)
    if (!read.ok) return read
    const { kind, urgent } = read.value
    const draft = kind && urgent === undefined ? { ...read.value, urgent: await isUrgent(tx, kind) } : read.value
    const changed = changeDraft(pkg, draft)
    if (!changed.ok) return refuse({ why: changed.error })
    const saved = await withCost(tx, changed.value)
    await savePackage(tx, saved)
    await noteAsked(tx, needsOf(saved))
    tx.record({
      type: 'brokerage.package-changed',
      about: [`package:${packageRef}`],
      data: { packageRef, changed: Object.keys(input) },
    } satisfies BrokerageFact)
    return ok(saved)
  })

export type CopyRefusal = RequestRefusal | { readonly why: 'no such package' }

/** The visits that a copy begins with: where care was placed, those that ran last, before it was suspended or ended; else those asked for. */
async function lastWeek(tx: Read, { packageRef, pattern, byOutcomes }: CarePackage): Promise<readonly PatternVisit[]> {
  const placed = byOutcomes ? undefined : await findPlacement(tx, packageRef)
  if (!placed) return pattern
  if (placed.pattern.length > 0) return placed.pattern
  const changed = (await listChanges(tx, packageRef)).find(
    (one) => one.state === 'agreed' && one.fromDay <= dayOf(tx.now) && one.pattern.length > 0,
  )
  return changed?.pattern ?? pattern
}

/** A draft like a package that there is or was, for the same person: what is to be otherwise is changed in it. */
export const copyPackage = (
  shell: Shell,
  actor: Actor,
  input: { readonly packageRef: string; readonly kind: RequestKind },
  options?: CommandOptions,
) =>
  shell.command<CarePackage, CopyRefusal>(
    actor,
    'copy-package',
    async (tx) => {
      const from = await lockPackage(tx, input.packageRef)
      if (!from) return refuse({ why: 'no such package' })
      const { personRef, service, byOutcomes, skills, musts, wishes, outcomes, packageRef, payer } = from
      const pattern = await lastWeek(tx, from)
      return requestIn(tx, {
        ...{ personRef, service, pattern, skills, musts, wishes, outcomes, kind: input.kind, copiedFrom: packageRef },
        ...(byOutcomes ? { byOutcomes } : {}),
        ...(payer ? { payer } : {}),
      })
    },
    options,
  )
