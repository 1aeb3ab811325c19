import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CHUNKED_TABLES, LISTENERS } from '#src/app.ts'
import { type Day, dayOf, type Instant, instantAt } from '#src/base/day.ts'
import { ok, type Result } from '#src/base/result.ts'
import {
  type CarePackage,
  chooseOffer,
  closeOffers,
  decline,
  endCare,
  findPackage,
  findPlacement,
  giveOffer,
  type Invitation,
  listInvitations,
  listOffers,
  loadInvitations,
  loadOffers,
  loadPackages,
  loadPlacements,
  loadSignatures,
  type Offer,
  type PackageSignature,
  type Placement,
  requestPackage,
  sendPackage,
  signStep,
} from '#src/brokerage/index.ts'
import { listSignatures } from '#src/brokerage/packages/care-package.store.ts'
import { listDrawDownsOfPackage, loadDrawDowns, type LoadedDrawDown } from '#src/contracts/index.ts'
import { actorOfOfficer, listOfficers } from '#src/councils/index.ts'
import {
  addContact,
  addPerson,
  agreePlan,
  type Assessment,
  getPlan,
  getPerson,
  listAssessments,
  loadAssessments,
  type LoadedPerson,
  loadPeople,
  loadPlans,
  type Plan,
  recordAssessment,
} from '#src/people/index.ts'
import { type Actor, systemActor } from '#src/platform/actor.ts'
import { verifyAudit } from '#src/platform/audit.ts'
import type { Shell, Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import { makeCallLog } from '#src/trial/call-log.ts'
import { PATTERNS } from '#src/trial/care.ts'
import { diceFrom } from '#src/trial/dice.ts'
import { makeEmptyWenbury } from '#src/trial/load-trial.ts'
import { makeCare, makePeople } from '#src/trial/people.ts'
import type { MadeProvider } from '#src/trial/providers.ts'
import {
  type Absence,
  findVisit,
  loadCallLog,
  loadFirstCallLog,
  loadPlannedVisits,
  recordAbsence,
  seatDue,
  sendBatch,
  type SentRow,
  type Visit,
} from '#src/visits/index.ts'
import { COUNCIL, useDatabase } from '#test/support/database.ts'

const PEOPLE = 20
const START = '2026-11-23'
const AGREED_ON = '2026-11-16'
const MONTH_LATER: Instant = instantAt('2026-12-29', '09:00')

/**
 * Every table of a council that a command on the way to a paid visit fills. Left out: `audit`, since a load is one fact where
 * commands are many; and what only settings, pay runs and imports of the register fill.
 */
const TABLES = [
  ...['people.person', 'people.contact', 'people.shared_person', 'people.assessment', 'people.assessed_outcome'],
  ...['people.plan', 'people.plan_need', 'people.conversation', 'people.review', 'people.earlier_detail'],
  ...['contracts.contract', 'contracts.draw_down', 'payments.posting', 'payments.posting_line'],
  ...['brokerage.care_package', 'brokerage.invitation', 'brokerage.offer', 'brokerage.signature'],
  'brokerage.placement',
  ...['visits.plan', 'visits.visit', 'visits.absence', 'visits.expected_worker', 'visits.call_log'],
  ...['visits.attendance', 'visits.unseated', 'visits.set_aside'],
] as const

/** Of the counters those whose references people use; those of chunks differ with their number. */
const REFERENCES = ['P', 'A', 'SP', 'PK', 'OF', 'AB', 'CT']

type Tables = Record<string, string[]>

async function tablesOf(tx: Read): Promise<Tables> {
  const found: Tables = {}
  for (const table of TABLES) {
    // Visits dropped when care ended are plans that came to nothing: a history of care begins with the visits that stood.
    const but = table === 'visits.visit' ? sql`and t.cancelled_why is distinct from 'placement ended'` : sql``
    const all = await rows(
      tx,
      sql<{ row: string }>`select (to_jsonb(t) - 'chunk')::text as row from ${sql.raw(table)} t
        where t.council_id = ${tx.council} ${but} order by 1`,
    )
    found[table] = all.map(({ row }) => row)
  }
  const next = await rows(
    tx,
    sql<{ row: string }>`select prefix || ' ' || next as row from audit.counter
      where council_id = ${tx.council} and prefix = any(${REFERENCES}::text[]) order by 1`,
  )
  found['references'] = next.map(({ row }) => row)
  return found
}

function got<T, E>(result: Result<T, E>): T {
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.error))
  return result.value
}

/** What stood after the commands, as each stage speaks of it. */
type History = {
  people: LoadedPerson[]
  assessments: Assessment[]
  plans: Plan[]
  packages: CarePackage[]
  invitations: Invitation[]
  offers: Offer[]
  signatures: PackageSignature[]
  placements: Placement[]
  drawDowns: LoadedDrawDown[]
  absences: Absence[]
  plannedTo: Day
  log: Map<string, SentRow[]>
}

/** Officers as they sign in: whoever may sign a step does. */
const SIGNERS = [
  [1, 'O-1009'],
  [2, 'O-1002'],
  [3, 'O-1005'],
  [4, 'O-1004'],
  [5, 'O-1008'],
] as const

const STARTS = ['assessed', 'requested', 'sent', 'offered', 'chosen', 'placed'] as const
/** How far each of the twenty comes: the last five are still on the way. */
const farAs = (index: number): number => (index < 15 ? STARTS.length : index - 14)

type OfficerOf = (officerRef: string) => Actor

async function officersOf(shell: Shell): Promise<OfficerOf> {
  const officers = await shell.read(systemActor(COUNCIL), (tx) => listOfficers(tx))
  return (ref) => {
    const officer = officers.find(({ officerRef }) => officerRef === ref)
    const actor = officer && actorOfOfficer(COUNCIL, officer, START)
    assert.ok(actor, ref)
    return actor
  }
}

/** Takes people along the road by the commands that officers and providers use; answers with their packages. */
async function placeAll(
  shell: Shell,
  made: readonly LoadedPerson[],
  pass: (minutes: number) => void,
): Promise<string[]> {
  const officer = await officersOf(shell)
  const { assessments, plans } = makeCare(diceFrom(13), made, dayOf(shell.now()))
  const packageRefs: string[] = []
  for (const [index, { contacts, personRef: _, addedAt: _at, addedBy: _by, workerRef, ...details }] of made.entries()) {
    const worker = officer('O-1003')
    const { personRef } = got(
      await addPerson(shell, worker, { details, ...(workerRef ? { workerRef } : {}), notThem: [] }),
    )
    for (const { contactNo: _no, ...contact } of contacts) got(await addContact(shell, worker, { personRef, contact }))
    const { startedDay, officerRef, ...answers } = assessments[index] as Assessment
    const { views, impact, outcomes, fromImpairment, significantImpact } = answers
    const { assessmentRef } = got(
      await recordAssessment(shell, worker, {
        ...{ personRef, startedDay, officerRef },
        answers: {
          ...{ views, impact, outcomes },
          ...(fromImpairment === undefined ? {} : { fromImpairment }),
          ...(significantImpact === undefined ? {} : { significantImpact }),
        },
      }),
    )
    const { needs, whatMatters, budgetWeeklyPence, contributionWeeklyPence, agreedDay } = plans[index] as Plan
    got(
      await agreePlan(shell, worker, {
        ...{ personRef, assessmentRef, officerRef, needs, whatMatters, budgetWeeklyPence, agreedDay },
        ...(contributionWeeklyPence === undefined ? {} : { contributionWeeklyPence }),
      }),
    )
    pass(1)
    if (farAs(index) > 1) packageRefs.push(await alongTheRoad(shell, officer, personRef, index, pass))
  }
  return packageRefs
}

async function alongTheRoad(
  shell: Shell,
  officer: OfficerOf,
  personRef: string,
  index: number,
  pass: (minutes: number) => void,
): Promise<string> {
  const far = farAs(index)
  // A short visit is asked for with who agreed to it (M-41).
  const pattern = (PATTERNS[index % PATTERNS.length]?.[0] ?? []).map((visit) =>
    visit.shortReason ? { ...visit, shortAgreed: { by: 'person', on: AGREED_ON, minutes: visit.minutes } } : visit,
  )
  const outcomes = ['nutrition']
  const asked = {
    personRef,
    service: 'home_care',
    urgent: index % 5 === 0,
    pattern,
    outcomes,
    startBy: START,
    skills: ['dementia'],
  }
  const { packageRef } = got(await requestPackage(shell, officer('O-1003'), asked))
  if (far === 2) return packageRef
  got(await sendPackage(shell, officer('O-1001'), packageRef))
  pass(1)
  const invitations = await shell.read(systemActor(COUNCIL), (tx) => listInvitations(tx, packageRef))
  for (const [place, invitation] of invitations.entries()) {
    const by = providerActor(invitation.organisationRef)
    const covers = pattern.flatMap(({ slot, days }) => days.map((day) => ({ slot, day })))
    const isOffer = place < 3 && far > 3
    if (isOffer)
      got(
        await giveOffer(shell, by, {
          packageRef,
          startDay: START,
          covers,
          note: place === 1 ? 'Tab\there, \\ and\nbreak' : '',
        }),
      )
    else if (far > 3) got(await decline(shell, by, { packageRef, code: 'other', words: 'Nobody in "that" lane' }))
  }
  if (far <= 3) return packageRef
  got(await closeOffers(shell, officer('O-1001'), packageRef))
  if (far === 4) return packageRef
  const offers = await shell.read(systemActor(COUNCIL), (tx) => listOffers(tx, packageRef))
  got(
    await chooseOffer(shell, officer('O-1001'), {
      ...{
        packageRef,
        offerRef: offers[index % 3]?.offerRef ?? '',
        code: 'person_chose',
        words: 'Met them and asked for them',
      },
      ...{ ceilingReason: 'No other can start', floorReason: 'Asked, and explained by short ways' },
    }),
  )
  for (const [step, ref] of SIGNERS.slice(0, far === 5 ? 3 : 5)) {
    pass(1)
    got(await signStep(shell, officer(ref), { packageRef, step }))
  }
  return packageRef
}

const providerActor = (organisation: string): Actor => ({
  ...{ kind: 'provider', council: COUNCIL, id: `U-${organisation}`, name: `Office of ${organisation}`, organisation },
  grants: new Set(['brokerage.offer']),
})

async function takeAbsences(shell: Shell): Promise<Absence[]> {
  const absences: Absence[] = []
  for (const [personRef, kind, from, to] of [
    ['P-1003', 'hospital', '2026-12-01T10:30:00Z', '2026-12-06T15:00:00Z'],
    ['P-1003', 'respite', '2026-12-20T09:00:00Z', '2026-12-23T15:00:00Z'],
    ['P-1005', 'hospital', '2026-12-27T10:30:00Z', undefined],
  ] as const) {
    const absence = {
      ...{ personRef, kind, note: 'Told by the ward', from: Temporal.Instant.from(from) },
      to: to === undefined ? undefined : Temporal.Instant.from(to),
    }
    absences.push({
      ...absence,
      absenceRef: got(await recordAbsence(shell, systemActor(COUNCIL), absence)),
      isWithdrawn: false,
    })
  }
  return absences
}

async function standingVisits(tx: Read): Promise<Visit[]> {
  const refs = await rows(
    tx,
    sql<{
      ref: string
    }>`select visit_ref as ref from visits.visit where council_id = ${tx.council} order by start_at, visit_ref`,
  )
  const visits: Visit[] = []
  for (const { ref } of refs) visits.push((await findVisit(tx, ref)) as Visit)
  return visits
}

/** Five weeks of call logs, each vendor's in batches. */
async function sendLogs(shell: Shell, providers: readonly MadeProvider[]): Promise<Map<string, SentRow[]>> {
  const visits = await shell.read(systemActor(COUNCIL), standingVisits)
  const log = makeCallLog(diceFrom(17), visits, providers, shell.now())
  for (const sent of log.values()) {
    const [first] = sent
    if (!first) continue
    // A worker who logged in twice, and one who came by night when nobody was expected.
    sent.push({ ...first, logRef: `${first.logRef}-twice`, visitRef: undefined, in: first.in + 60_000_000 })
    const night = Date.UTC(2026, 10, 28, 2, 30) * 1000
    sent.push({ ...first, logRef: `${first.logRef}-night`, visitRef: undefined, in: night, out: night + 600_000_000 })
  }
  for (const [source, sent] of log)
    for (let at = 0; at < sent.length; at += 400) {
      const batch = sent.slice(at, at + 400).map((row) => ({ logRef: row.logRef, read: ok(row) }))
      const { answers } = await sendBatch(shell, systemActor(COUNCIL), { source, rows: batch }, {})
      assert.deepEqual(
        answers.filter(({ answer }) => answer !== 'accepted'),
        [],
      )
    }
  // What the clock's job does: rows of a large batch are kept first and seated afterwards.
  await seatDue(shell, COUNCIL)
  return log
}

async function readHistory(tx: Read, made: readonly LoadedPerson[], packageRefs: readonly string[]) {
  const read: Omit<History, 'absences' | 'log' | 'plannedTo'> = {
    ...{ people: [], assessments: [], plans: [], packages: [], invitations: [], offers: [], signatures: [] },
    ...{ placements: [], drawDowns: [] },
  }
  for (const [index, { addedBy: _ }] of made.entries()) {
    const { version: _version, ...person } = await getPerson(tx, `P-${1001 + index}`)
    read.people.push({ ...person, addedBy: 'Sam Social' } as LoadedPerson)
    read.assessments.push(...(await listAssessments(tx, person.personRef)))
    const plan = await getPlan(tx, person.personRef)
    if (plan) read.plans.push(plan)
  }
  for (const ref of packageRefs) {
    const pkg = await findPackage(tx, ref)
    assert.ok(pkg)
    read.packages.push(pkg)
    read.invitations.push(...(await listInvitations(tx, ref)))
    read.offers.push(...(await listOffers(tx, ref)))
    const signatures = await listSignatures(tx, pkg)
    read.signatures.push(...signatures.map((one) => ({ ...one, packageRef: ref, round: pkg.round })))
    const placement = await findPlacement(tx, ref)
    if (placement) read.placements.push(placement)
    read.drawDowns.push(...(await listDrawDownsOfPackage(tx, ref)))
  }
  return read
}

/** One vendor's log out of what is at hand, the others' by reading back: both must come to the same. */
async function loadHistory(shell: Shell, history: History): Promise<void> {
  const load = async (name: string, work: (tx: Write) => Promise<unknown>) =>
    got(
      await shell.command(systemActor(COUNCIL), name, async (tx) => {
        await work(tx)
        return ok(name)
      }),
    )
  await load('load-people', (tx) => loadPeople(tx, history.people))
  await load('load-assessments', (tx) => loadAssessments(tx, history.assessments))
  await load('load-plans', (tx) => loadPlans(tx, history.plans))
  await load('load-packages', (tx) => loadPackages(tx, history.packages))
  await load('load-invitations', (tx) => loadInvitations(tx, history.invitations))
  await load('load-offers', (tx) => loadOffers(tx, history.offers))
  await load('load-signatures', (tx) => loadSignatures(tx, history.signatures))
  await load('load-placements', (tx) => loadPlacements(tx, history.placements))
  await load('load-draw-downs', (tx) => loadDrawDowns(tx, history.drawDowns))
  let visits: Visit[] = []
  const plans = history.placements.map(({ endDay, ...placement }) => ({ ...placement, endDay: endDay ?? undefined }))
  await load('load-visits', async (tx) => {
    visits = await loadPlannedVisits(tx, { plans, absences: history.absences, plannedTo: history.plannedTo })
  })
  for (const [index, [source, sent]] of [...history.log].entries())
    await load('load-call-log', (tx) =>
      index === 0 ? loadFirstCallLog(tx, source, sent, visits) : loadCallLog(tx, source, sent),
    )
}

describe('twenty people loaded both ways', () => {
  const { shell, database, clock } = useDatabase({ listeners: LISTENERS })
  const me = systemActor(COUNCIL)
  let history: History
  let expected: Tables

  const wenbury = () =>
    makeEmptyWenbury({
      ...{ shell, clerk: me, dice: diceFrom(7), today: dayOf(clock.now), say: () => {} },
      size: { people: PEOPLE, providers: 8, weeksBack: 4 },
    })

  it('by the commands, one at a time: every kind of record comes about', async () => {
    const { providers } = await wenbury()
    const made = makePeople(diceFrom(11), PEOPLE, dayOf(clock.now))
    const packageRefs = await placeAll(shell, made, (minutes) => {
      clock.now = clock.now.add({ minutes })
    })
    const plannedTo = await shell.read(me, async (tx) => {
      const [plan] = await rows(tx, sql<{ to: Day }>`select max(planned_to) as to from visits.plan`)
      return plan?.to ?? ''
    })
    clock.now = MONTH_LATER
    const absences = await takeAbsences(shell)
    got(await endCare(shell, me, { packageRef: packageRefs[1] ?? '', endDay: '2026-12-20', reason: 'Moved away' }))
    const log = await sendLogs(shell, providers)
    history = await shell.read(me, async (tx) => ({
      ...(await readHistory(tx, made, packageRefs)),
      absences,
      log,
      plannedTo,
    }))
    expected = await shell.read(me, tablesOf)
    const kinds = (table: string, pattern: RegExp) => expected[table]?.filter((row) => pattern.test(row)).length ?? 0
    assert.equal(kinds('brokerage.placement', /./), 15)
    for (const state of ['draft', 'sent', 'offers_in', 'awaiting_sign_off', 'placed', 'ended'])
      assert.ok(kinds('brokerage.care_package', new RegExp(`"status": "${state}"`)) > 0, state)
    assert.ok(kinds('visits.visit', /"cancelled_why": "absence"/) > 0)
    assert.ok(kinds('visits.visit', /"bank_holiday": true/) > 0)
    assert.ok(kinds('visits.unseated', /"why": "merged"/) > 0)
    assert.ok(kinds('visits.unseated', /"why": "(?!merged)/) > 0)
    assert.ok(kinds('visits.attendance', /"matched": true/) > 0)
    assert.ok(kinds('visits.attendance', /"out_at": null/) > 0)
    assert.ok(kinds('contracts.draw_down', /"kind": "ended"/) > 0)
    assert.ok(kinds('people.contact', /./) > 0)
    assert.ok(kinds('payments.posting_line', /"account": "commitment"/) > 15)
  })

  it('by the loaders, all at once: the tables are equal, and new references go on after them', async () => {
    await wenbury()
    clock.now = MONTH_LATER
    await loadHistory(shell, history)
    const loaded = await shell.read(me, tablesOf)
    for (const table of Object.keys(expected)) assert.deepEqual(loaded[table], expected[table], table)
    assert.equal(await verifyAudit(database, COUNCIL, CHUNKED_TABLES), undefined)
  })
})
