/** A council that a provider may leave: the one of pay runs, with people in placements of its first two providers. */
import type { CarePackage, PatternVisit, Placement } from '#src/brokerage/index.ts'
import { loadPackages, loadPlacements } from '#src/brokerage/index.ts'
import { addOfficer } from '#src/councils/index.ts'
import { addContact, addPerson, changeKeySafe } from '#src/people/index.ts'
import type { Shell } from '#src/platform/command.ts'
import { officer, system } from '#test/support/database.ts'
import { BANDED, BALANCED, cardOf, got, inCommand, seedPayCouncil } from '#test/support/pay-runs.ts'

export const DUTY = {
  ...officer('O-7', [
    'continuity.briefing',
    'continuity.see',
    'continuity.signals',
    'continuity.manage',
    'continuity.tell',
    'audit.see',
    'people.key-safe',
  ]),
  name: 'Dee Duty',
}

/** Who signs for a placement by the standard policy; nobody of them asks or chooses. */
const SIGNERS = [
  ['O-21', 'Sam Social', 'social_worker'],
  ['O-22', 'Bo Manager', 'brokerage_manager'],
  ['O-23', 'Fin Officer', 'finance_officer'],
  ['O-24', 'Tess Team', 'team_manager'],
  ['O-25', 'Hugo Head', 'head_of_service'],
] as const

const visit = (slot: number, start: string, change: Partial<PatternVisit> = {}): PatternVisit => ({
  ...{ slot, days: [1, 2, 3, 4, 5, 6, 7], windowFrom: '00:00', windowTo: '23:59', start, minutes: 30, workers: 1 },
  ...{ timeCritical: false, tasks: 'Wash and dress', ...change },
})

type MadeCare = {
  readonly personRef: string
  readonly personName: string
  readonly organisationRef: string
  readonly pattern: readonly PatternVisit[]
}

const careOf = ({ personRef, personName, organisationRef, pattern }: MadeCare, at: number) => {
  const packageRef = `PK-${2001 + at}`
  const asked = { packageRef, personRef, personName, service: 'home_care', zone: 'rural', pattern }
  const madeAt = Temporal.Instant.from('2026-06-01T09:00:00Z')
  const pkg: CarePackage = {
    ...{ ...asked, outwardCode: 'HR6', urgent: false, kind: 'new', musts: [], wishes: [], skills: [] },
    ...{ outcomes: ['nutrition'], startBy: '2026-06-08', status: 'placed', requestedBy: 'O-8', round: 1 },
    ...{ requestedByName: 'Sam Social', requestedAt: madeAt },
  }
  const placement: Placement = {
    ...{ ...asked, organisationRef, organisationName: 'Wye Valley Carers', endDay: null, startDay: '2026-06-08' },
    ...{ contractRef: organisationRef === BANDED ? 'CT-1001' : 'CT-1002', cardRef: cardOf(organisationRef) },
    ...{ weeklyPence: 15_000 + at, placedAt: madeAt },
    weeklyMinutes: pattern.reduce((sum, one) => sum + one.days.length * one.minutes * one.workers, 0),
  }
  return { pkg, placement }
}

/** Margaret and Owen with the first provider, she twice and he with insulin; Elsie, Ivor and a neighbour in one home; Nora elsewhere. */
export async function seedExits(harness: { shell: Shell }): Promise<void> {
  await seedPayCouncil(harness)
  const { shell } = harness
  const me = system()
  for (const [officerRef, name, role] of SIGNERS)
    got(await addOfficer(shell, me, { officerRef, name, email: `${officerRef}@wenbury.example`, roles: [role] }))
  const common = { zone: 'rural', language: 'English', interpreter: false }
  for (const [givenName, familyName, home, livesAlone] of [
    ['Elsie', 'Barr', '1 The Row', false],
    ['Ivor', 'Barr', '1 The Row', false],
    ['Nora', 'Lane', '9 The Row', true],
  ] as const) {
    const birthDay = `194${givenName.length}-0${familyName.length}-11`
    const details = {
      ...common,
      givenName,
      familyName,
      birthDay,
      livesAlone,
      addressLines: [home],
      postcode: 'HR6 8AB',
    }
    got(await addPerson(shell, me, { details }))
  }
  got(await changeKeySafe(shell, me, { personRef: 'P-1001', place: 'By the door', code: '4711' }))
  const contact = { name: 'Ann Hughes', relationship: 'daughter', phone: '01632 960 001', emergency: true }
  got(await addContact(shell, me, { personRef: 'P-1001', contact }))
  const care: readonly MadeCare[] = [
    {
      ...{ personRef: 'P-1001', personName: 'Margaret Hughes', organisationRef: BANDED },
      pattern: [visit(1, '08:00', { workers: 2 }), visit(2, '18:00')],
    },
    {
      ...{ personRef: 'P-1002', personName: 'Owen Price', organisationRef: BANDED },
      pattern: [visit(1, '08:30', { timeCritical: true, tasks: 'Insulin and breakfast' })],
    },
    { personRef: 'P-1003', personName: 'Elsie Barr', organisationRef: BANDED, pattern: [visit(1, '09:00')] },
    { personRef: 'P-1004', personName: 'Ivor Barr', organisationRef: BANDED, pattern: [visit(1, '09:30')] },
    { personRef: 'P-1005', personName: 'Nora Lane', organisationRef: BALANCED, pattern: [visit(1, '12:00')] },
  ]
  const made = care.map(careOf)
  await inCommand(shell, async (tx) => {
    await loadPackages(
      tx,
      made.map(({ pkg }) => pkg),
    )
    await loadPlacements(
      tx,
      made.map(({ placement }) => placement),
    )
  })
}
