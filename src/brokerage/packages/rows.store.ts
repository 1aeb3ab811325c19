/** The rows of this stage's tables: one mapping for commands and for bulk loads, so that both leave the same. */
import type { Kysely } from 'kysely'
import { sealChunk, type ChunkedTable } from '#src/platform/audit.ts'
import type { Write } from '#src/platform/command.ts'
import { insertMany } from '#src/platform/insert-many.ts'
import { json } from '#src/platform/database.ts'
import { reserveRefs } from '#src/platform/references.ts'
import { shareWithProviders } from '#src/people/index.ts'
import type { CarePackage, Placement } from '#src/brokerage/packages/care-package.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'
import type { Invitation, Offer } from '#src/brokerage/offers/offer.ts'
import { weeklyMinutes } from '#src/brokerage/packages/pattern.ts'
import type { Signature } from '#src/brokerage/sign-off/sign-off.ts'

export const packageRow = (council: number, pkg: CarePackage) => ({
  council_id: council,
  package_ref: pkg.packageRef,
  person_ref: pkg.personRef,
  person_name: pkg.personName,
  service: pkg.service,
  zone: pkg.zone,
  outward_code: pkg.outwardCode,
  kind: pkg.kind as string,
  urgent: pkg.urgent,
  pattern: json(pkg.pattern),
  weekly_minutes: weeklyMinutes(pkg.pattern),
  skills: json(pkg.skills),
  musts: json(pkg.musts),
  wishes: json(pkg.wishes),
  by_outcomes: pkg.byOutcomes ? json(pkg.byOutcomes) : null,
  copied_from: pkg.copiedFrom ?? null,
  payer: (pkg.payer ?? 'council') as string,
  cost_range: pkg.costRange ? json(pkg.costRange) : null,
  outcomes: json(pkg.outcomes),
  start_by: pkg.startBy ?? null,
  end_day: pkg.endDay ?? null,
  status: pkg.status as string,
  requested_by: pkg.requestedBy,
  requested_by_name: pkg.requestedByName,
  requested_at: pkg.requestedAt.toString(),
  sent_at: pkg.sentAt?.toString() ?? null,
  closes_at: pkg.closesAt?.toString() ?? null,
  rounds_left: pkg.roundsLeft ?? 0,
  round: pkg.round,
  chosen_offer_ref: pkg.choice?.offerRef ?? null,
  chosen_organisation_ref: pkg.choice?.organisationRef ?? null,
  contract_ref: pkg.choice?.contractRef ?? null,
  weekly_pence: pkg.choice?.weeklyPence ?? null,
  choice_rank: pkg.choice?.rank ?? null,
  chosen_by: pkg.choice?.chosenBy ?? null,
  chosen_by_name: pkg.choice?.chosenByName ?? null,
  chosen_at: pkg.choice?.chosenAt.toString() ?? null,
  chosen_offer_made_at: pkg.choice?.offerMadeAt?.toString() ?? null,
  choice_code: pkg.choice?.code ?? null,
  choice_words: pkg.choice?.words ?? null,
  ceiling_reason: pkg.choice?.ceilingReason ?? null,
  floor_reason: pkg.choice?.floorReason ?? null,
  answered: pkg.choice?.answered ? json(pkg.choice.answered) : null,
  blocked_because: pkg.blockedBecause ?? null,
  end_reason: pkg.endReason ?? null,
  part: pkg.part ?? 1,
  emergency_reason: pkg.emergency?.reason ?? null,
  sign_by: pkg.emergency?.signBy.toString() ?? null,
  with_ref: pkg.withRef ?? null,
  with_name: pkg.withName ?? null,
})

export const invitationRow = (council: number, invitation: Invitation) => ({
  council_id: council,
  package_ref: invitation.packageRef,
  organisation_ref: invitation.organisationRef,
  organisation_name: invitation.organisationName,
  contract_ref: invitation.contractRef,
  card_ref: invitation.cardRef,
  service: invitation.service,
  zone: invitation.zone,
  outward_code: invitation.outwardCode,
  urgent: invitation.urgent,
  pattern: json(invitation.pattern),
  skills: json(invitation.skills),
  needs: invitation.needs ? json(invitation.needs) : null,
  outcomes: json(invitation.outcomes),
  start_by: invitation.startBy as string,
  prices: json(invitation.prices),
  ceiling_pence_per_hour: invitation.ceilingPencePerHour ?? null,
  weights: json(invitation.weights),
  outside_framework: invitation.outsideFramework ?? null,
  rating: invitation.rating ?? null,
  told: invitation.told ? json(invitation.told) : null,
  sent_at: invitation.sentAt.toString(),
  closes_at: invitation.closesAt.toString(),
  status: invitation.status as string,
  decline_code: invitation.declineCode ?? null,
  decline_words: invitation.declineWords ?? null,
  opened_at: invitation.openedAt?.toString() ?? null,
  opened_by: invitation.openedBy ?? null,
  answered_at: invitation.answeredAt?.toString() ?? null,
  reminded_at: invitation.remindedAt?.toString() ?? null,
  withdrawn_why: invitation.withdrawnWhy ?? null,
})

export const offerRow = (council: number, offer: Offer) => ({
  council_id: council,
  offer_ref: offer.offerRef,
  package_ref: offer.packageRef,
  organisation_ref: offer.organisationRef,
  status: offer.status as string,
  start_day: offer.startDay as string,
  covers: json(offer.covers),
  note: offer.note,
  weekly_pence: offer.weeklyPence,
  weekly_minutes: offer.weeklyMinutes,
  hourly_pence: offer.hourlyPence,
  over_ceiling_pence: offer.overCeilingPence,
  complete: offer.complete,
  made_at: offer.madeAt.toString(),
  made_by: offer.madeBy,
  visits: offer.visits ? json(offer.visits) : null,
  alternative: offer.alternative ? json(offer.alternative) : null,
  stands_until: (offer.standsUntil ?? null) as string | null,
  meets: offer.meets ? json(offer.meets) : null,
  floor: offer.floor ? json(offer.floor) : null,
})

export type PackageSignature = Signature & { readonly packageRef: string; readonly round: number }

export const signatureRow = (council: number, signature: PackageSignature) => ({
  council_id: council,
  package_ref: signature.packageRef,
  round: signature.round,
  step: signature.step,
  label: signature.label,
  role: signature.role,
  status: signature.status as string,
  asked_at: signature.askedAt.toString(),
  reminded_at: signature.remindedAt?.toString() ?? null,
  handed_to: signature.handedTo ?? null,
  decided_at: signature.decidedAt?.toString() ?? null,
  decided_by: signature.decidedBy ?? null,
  decided_by_name: signature.decidedByName ?? null,
  on_behalf_of: signature.onBehalfOf ?? null,
  reason: signature.reason ?? null,
  in_order: signature.inOrder ?? false,
})

export const placementRow = (council: number, placement: Placement) => ({
  council_id: council,
  package_ref: placement.packageRef,
  person_ref: placement.personRef,
  person_name: placement.personName,
  organisation_ref: placement.organisationRef,
  organisation_name: placement.organisationName,
  contract_ref: placement.contractRef,
  card_ref: placement.cardRef,
  service: placement.service,
  zone: placement.zone,
  start_day: placement.startDay as string,
  end_day: placement.endDay as string | null,
  pattern: json(placement.pattern),
  weekly_pence: placement.weeklyPence,
  weekly_minutes: placement.weeklyMinutes,
  placed_at: placement.placedAt.toString(),
  end_reason: placement.endReason ?? null,
})

type BrokerageTables = {
  'brokerage.care_package': ReturnType<typeof packageRow>
  'brokerage.invitation': ReturnType<typeof invitationRow>
  'brokerage.offer': ReturnType<typeof offerRow>
  'brokerage.signature': ReturnType<typeof signatureRow>
  'brokerage.placement': ReturnType<typeof placementRow>
}

export const into = (tx: Write): Kysely<BrokerageTables> => tx.writer

/** A row without its empty columns: what is not known is not there. */
export const lean = <T>(row: object): T =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as T

const ROWS_A_CHUNK = 5_000

type Loaded = Extract<BrokerageFact['type'], `brokerage.${string}-loaded`>
type Loadable<Thing> = ChunkedTable & {
  readonly fact: Loaded
  readonly table: `brokerage.${string}`
  readonly row: (council: number, thing: Thing) => Record<string, string | number | boolean | null>
}

// The columns of a chunk's seal are those that no later command changes.
const packages: Loadable<CarePackage> = {
  fact: 'brokerage.packages-loaded',
  table: 'brokerage.care_package',
  row: packageRow,
  columns: ['package_ref', 'person_ref', 'service', 'zone', 'outward_code', 'requested_by', 'requested_at'],
  order: ['package_ref'],
}
const invitations: Loadable<Invitation> = {
  fact: 'brokerage.invitations-loaded',
  table: 'brokerage.invitation',
  row: invitationRow,
  columns: ['package_ref', 'organisation_ref', 'service', 'zone', 'outward_code'],
  order: ['package_ref', 'organisation_ref'],
}
const offers: Loadable<Offer> = {
  fact: 'brokerage.offers-loaded',
  table: 'brokerage.offer',
  row: offerRow,
  columns: ['offer_ref', 'package_ref', 'organisation_ref'],
  order: ['offer_ref'],
}
const signatures: Loadable<PackageSignature> = {
  fact: 'brokerage.signatures-loaded',
  table: 'brokerage.signature',
  row: signatureRow,
  columns: ['package_ref', 'round', 'step', 'label', 'role', 'asked_at'],
  order: ['package_ref', 'round', 'step'],
}
const placements: Loadable<Placement> = {
  fact: 'brokerage.placements-loaded',
  table: 'brokerage.placement',
  row: placementRow,
  columns: [
    ...['package_ref', 'person_ref', 'organisation_ref', 'contract_ref', 'card_ref', 'service', 'zone', 'start_day'],
    ...['pattern', 'weekly_pence', 'weekly_minutes', 'placed_at'],
  ],
  order: ['package_ref'],
}

export const chunkedTables: readonly ChunkedTable[] = [packages, invitations, offers, signatures, placements].map(
  ({ fact, table, columns, order }) => ({ fact, table, columns, order }),
)

/** Loads history in bulk, one fact a chunk; leaves the rows that the commands would leave. */
async function load<Thing>(tx: Write, loadable: Loadable<Thing>, things: readonly Thing[]): Promise<number> {
  for (let at = 0; at < things.length; at += ROWS_A_CHUNK) {
    const rows = things.slice(at, at + ROWS_A_CHUNK).map((thing) => loadable.row(tx.council, thing))
    const first = rows[0] ?? {}
    const columns = Object.keys(first)
    const chunk = `${loadable.table} ${loadable.order.map((column) => first[column]).join(' ')}`
    await insertMany(
      tx,
      loadable.table,
      [...columns, 'chunk'],
      rows.map((row) => [...columns.map((column) => row[column] ?? null), chunk]),
    )
    const sealed = await sealChunk(tx, loadable, chunk)
    const packages = new Set(rows.map((row) => `package:${row['package_ref']}` as const))
    tx.record({ type: loadable.fact, about: [...packages], data: { chunk, ...sealed } } satisfies BrokerageFact)
  }
  return things.length
}

/** New references go on after the highest loaded. */
const reserve = (tx: Write, prefix: string, refs: readonly string[]): Promise<void> =>
  reserveRefs(tx, prefix, Math.max(1_000, ...refs.map((ref) => Number(ref.slice(prefix.length + 1)))))

export async function loadPackages(tx: Write, rows: readonly CarePackage[]): Promise<number> {
  await reserve(
    tx,
    'PK',
    rows.map(({ packageRef }) => packageRef),
  )
  return load(tx, packages, rows)
}
export const loadInvitations = (tx: Write, rows: readonly Invitation[]) => load(tx, invitations, rows)
export async function loadOffers(tx: Write, rows: readonly Offer[]): Promise<number> {
  await reserve(
    tx,
    'OF',
    rows.map(({ offerRef }) => offerRef),
  )
  return load(tx, offers, rows)
}
export const loadSignatures = (tx: Write, rows: readonly PackageSignature[]) => load(tx, signatures, rows)
/** Placements with what their providers see of the people; draw-downs and visits are loaded by their own stages. */
export async function loadPlacements(tx: Write, rows: readonly Placement[]): Promise<number> {
  await shareWithProviders(
    tx,
    rows.map(({ personRef, organisationRef, startDay, endDay }) => ({
      ...{ personRef, organisationRef },
      ...{ fromDay: startDay, toDay: endDay },
    })),
  )
  return load(tx, placements, rows)
}
