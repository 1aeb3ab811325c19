import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ok, refuse } from '#src/base/result.ts'
import { addOfficer, setZones } from '#src/councils/index.ts'
import { OUTCOME_KEYS } from '#src/people/outcomes.ts'
import type { Answers, Assessment } from '#src/people/assessment.ts'
import { recordAssessment, reviewPlan } from '#src/people/care-commands.ts'
import {
  addContact,
  addPerson,
  agreePlan,
  answerAssessment,
  assignWorker,
  changeKeySafe,
  chunkedTables,
  completeAssessment,
  correctPerson,
  endShare,
  findKeySafe,
  findPeople,
  findPerson,
  getPerson,
  getPlan,
  listAssessments,
  listPeopleByRef,
  listSharedPeople,
  loadAssessments,
  type LoadedPerson,
  loadPeople,
  loadPlans,
  type Plan,
  shareWithProvider,
  startAssessment,
} from '#src/people/index.ts'
import { listEarlierDetails } from '#src/people/person.store.ts'
import { listCaseWork } from '#src/people/reviews/review.store.ts'
import { timeline, verifyAudit } from '#src/platform/audit.ts'
import type { Write } from '#src/platform/command.ts'
import { COUNCIL, type Harness, NOON, officer, providerUser, useDatabase } from '#test/support/database.ts'

const sam = officer('O-1')

async function seed({ shell }: Harness): Promise<void> {
  for (const council of [COUNCIL, 2]) {
    const admin = officer('O-900', ['*'], council)
    await setZones(shell, admin, {
      zones: [
        { zone: 'town', name: 'Wenbury', kind: 'urban' },
        { zone: 'rural', name: 'The hills', kind: 'rural' },
      ],
      areas: [{ postcodeStart: 'WB1', zone: 'town' }],
    })
    await addOfficer(shell, admin, {
      officerRef: 'O-1',
      name: 'Sam',
      email: 'sam@wenbury.example',
      roles: ['social_worker'],
    })
  }
}

describe('people', () => {
  const { shell, database, clock } = useDatabase({ seed })

  const margaret = {
    givenName: 'Margaret',
    familyName: 'Hughes',
    knownAs: 'Peggy',
    birthDay: '1941-03-27',
    addressLines: ['12 Mill Lane', 'Wenbury'],
    postcode: 'WB1 4QT',
    nhsNumber: '9434765919',
    language: 'English',
    interpreter: false,
    livesAlone: true,
  }
  const add = async (details: Parameters<typeof addPerson>[2]['details'] = margaret): Promise<string> => {
    const added = await addPerson(shell, sam, { details })
    assert.ok(added.ok, JSON.stringify(added))
    return added.value.personRef
  }
  const answers: Answers = {
    views: 'Wants to stay at home',
    fromImpairment: true,
    significantImpact: true,
    impact: 'Has lost weight',
    outcomes: OUTCOME_KEYS.map((outcome, at) => ({ outcome, ability: at < 3 ? 'needs_assistance' : 'able', note: '' })),
  }
  const need = {
    outcome: 'nutrition',
    eligible: true,
    need: 'Meals',
    wanted: 'Eats well',
    metBy: 'council',
    how: 'Home care',
  } as const

  describe('adding a person', () => {
    it('puts the person in the zone of the postcode', async () => {
      const ref = await add()
      const person = await shell.read(sam, (tx) => getPerson(tx, ref))
      assert.deepEqual([person.zone, person.version, person.nhsNumber, person.contacts], ['town', 1, '9434765919', []])
      const rural = await addPerson(shell, sam, {
        details: { ...margaret, familyName: 'Other', nhsNumber: '9876543210', postcode: 'ZZ9 1AA' },
      })
      assert.deepEqual(rural, refuse('zone not known from the postcode'))
    })

    it('with an NHS number that is here already is refused, whatever the officer says', async () => {
      const ref = await add()
      const details = { ...margaret, givenName: 'Maggie', familyName: 'Price', birthDay: '1950-01-01' }
      const again = await addPerson(shell, sam, { details, notThem: [ref] })
      assert.deepEqual(again, refuse({ kind: 'here already', people: [{ personRef: ref, by: 'NHS number' }] }))
    })

    const alike: [string, object][] = [
      ['the same name', {}],
      ['other capitals', { givenName: 'MARGARET', familyName: 'hughes' }],
      ['the name by which she is known', { givenName: 'peggy', knownAs: undefined }],
      ['her name as known-as', { givenName: 'Anne', knownAs: 'Margaret' }],
    ]
    for (const [name, change] of alike)
      it(`with ${name} and the same date of birth asks first`, async () => {
        const ref = await add()
        const details = { ...margaret, nhsNumber: undefined as never, ...change }
        const asked = await addPerson(shell, sam, { details })
        assert.deepEqual(
          asked,
          refuse({ kind: 'may be here already', people: [{ personRef: ref, by: 'name and date of birth' }] }),
        )
        const added = await addPerson(shell, sam, { details, notThem: [ref] })
        assert.ok(added.ok)
        const lines = await shell.read(sam, (tx) => timeline(tx, `person:${added.value.personRef}`))
        assert.deepEqual(lines[0]?.data, { personRef: added.value.personRef, zone: 'town', lookedLike: [ref] })
      })

    it('with another date of birth asks nothing', async () => {
      await add()
      assert.ok(
        (
          await addPerson(shell, sam, {
            details: { ...margaret, nhsNumber: undefined as never, birthDay: '1941-03-28' },
          })
        ).ok,
      )
    })

    it('leaves no name, address or number in the audit trail', async () => {
      const ref = await add()
      await addContact(shell, sam, {
        personRef: ref,
        contact: { name: 'Ann Hughes', relationship: 'Daughter', phone: '01632 960 001', emergency: true },
      })
      await changeKeySafe(shell, sam, { personRef: ref, place: 'By the back door', code: '1945' })
      await correctPerson(shell, sam, { personRef: ref, version: 1, details: { ...margaret, familyName: 'Price' } })
      const text = JSON.stringify(await shell.read(sam, (tx) => timeline(tx, `person:${ref}`)))
      for (const secret of ['Hughes', 'Price', 'Mill Lane', '9434765919', '1941', '1945', 'Ann', '960'])
        assert.ok(!text.includes(secret), `${secret} in ${text}`)
    })
  })

  describe('correcting a person', () => {
    it('names the fields, keeps what they were, and tells the providers that serve the person', async () => {
      const ref = await add()
      await shell.command(sam, 'share', async (tx) => {
        await shareWithProvider(tx, { personRef: ref, organisationRef: '1-101', fromDay: '2026-11-01' })
        tx.record({ type: 'test.shared', about: [], data: {} })
        return ok(1)
      })
      const corrected = await correctPerson(shell, sam, {
        personRef: ref,
        version: 1,
        details: { ...margaret, givenName: 'Margot', postcode: 'WB1 4QU' },
      })
      assert.deepEqual(corrected, ok({ version: 2, fields: ['givenName', 'postcode'] }))
      const earlier = await shell.read(sam, (tx) => listEarlierDetails(tx, ref))
      assert.deepEqual(
        earlier.map((each) => [each.version, each.field, each.earlier, each.changedBy]),
        [
          [2, 'givenName', 'Margaret', 'Officer O-1'],
          [2, 'postcode', 'WB1 4QT', 'Officer O-1'],
        ],
      )
      const shared = await shell.read(providerUser('1-101'), (tx) => listSharedPeople(tx, [ref]))
      assert.deepEqual([shared[0]?.name, shared[0]?.postcode], ['Margot Hughes', 'WB1 4QU'])
    })

    it('is refused when another officer was first, when nothing changes, and for an NHS number that is taken', async () => {
      const ref = await add()
      const other = await add({ ...margaret, givenName: 'Owen', knownAs: undefined as never, nhsNumber: '9876543210' })
      const same = await correctPerson(shell, sam, { personRef: ref, version: 1, details: margaret })
      assert.deepEqual(same, refuse('nothing changes'))
      const taken = await correctPerson(shell, sam, {
        personRef: other,
        version: 1,
        details: { ...margaret, givenName: 'Owen', knownAs: undefined as never },
      })
      assert.deepEqual(taken, refuse({ kind: 'here already', people: [{ personRef: ref, by: 'NHS number' }] }))
      await correctPerson(shell, sam, { personRef: ref, version: 1, details: { ...margaret, phone: '01632 960 001' } })
      const late = await correctPerson(shell, sam, {
        personRef: ref,
        version: 1,
        details: { ...margaret, title: 'Mrs' },
      })
      assert.deepEqual(late, refuse('corrected meanwhile'))
    })
  })

  describe('finding people', () => {
    const find = (words: string, zones: string[] = []) =>
      shell.read(sam, async (tx) => {
        const found = await findPeople(tx, {
          words,
          zones,
          sort: { key: 'name', descending: false },
          offset: 0,
          limit: 25,
        })
        assert.equal(found.total, found.people.length)
        return found.people.map(({ givenName }) => givenName)
      })

    it('is by reference, names in either order, known-as, NHS number, postcode and zone', async () => {
      const ref = await add()
      await add({
        ...margaret,
        givenName: 'Owen',
        familyName: '100%',
        knownAs: undefined as never,
        nhsNumber: '9876543210',
        postcode: 'WB12 1AA',
        zone: 'rural',
      })
      const table: [string, string[]][] = [
        [ref.toLowerCase(), ['Margaret']],
        ['hugh', ['Margaret']],
        ['Margaret Hu', ['Margaret']],
        ['Hughes, Marg', ['Margaret']],
        ['peggy hughes', ['Margaret']],
        ['943 476 5919', ['Margaret']],
        ['wb14', ['Margaret']],
        ['WB1', ['Owen', 'Margaret']],
        ['100%', ['Owen']],
        ['%', []],
        ['', ['Owen', 'Margaret']],
        ['nobody', []],
      ]
      for (const [words, expected] of table) assert.deepEqual(await find(words), expected, words)
      assert.deepEqual(await find('', ['rural']), ['Owen'])
    })
  })

  describe('tenancy', () => {
    it('another council and a provider see nobody', async () => {
      const ref = await add()
      const other = officer('O-1', ['*'], 2)
      assert.equal(await shell.read(other, (tx) => findPerson(tx, ref)), undefined)
      assert.deepEqual(await shell.read(other, (tx) => listPeopleByRef(tx, [ref])), [])
      assert.deepEqual(
        await correctPerson(shell, other, { personRef: ref, version: 1, details: margaret }),
        refuse('no such person'),
      )
      await assert.rejects(() => shell.read(providerUser('1-101'), (tx) => findPerson(tx, ref)), /permission denied/)
      await assert.rejects(() => shell.read(providerUser('1-101'), (tx) => findKeySafe(tx, ref)), /permission denied/)
      const added = await addPerson(shell, other, { details: margaret })
      assert.ok(added.ok, 'the same person may live in two councils')
    })

    it('a provider sees the least of those whom it serves', async () => {
      const [ref, owen] = [
        await add(),
        await add({ ...margaret, givenName: 'Owen', knownAs: undefined as never, nhsNumber: '9876543210' }),
      ]
      const told = (work: (tx: Write) => Promise<void>) =>
        shell.command(sam, 'share', async (tx) => {
          await work(tx)
          tx.record({ type: 'test.shared', about: [], data: {} })
          return ok(1)
        })
      await told((tx) => shareWithProvider(tx, { personRef: ref, organisationRef: '1-101', fromDay: '2026-11-01' }))
      await told((tx) =>
        shareWithProvider(tx, { personRef: ref, organisationRef: '1-101', fromDay: '2026-10-01', toDay: '2026-10-09' }),
      )
      const seen = (organisation: string) =>
        shell.read(providerUser(organisation), (tx) => listSharedPeople(tx, [ref, owen]))
      assert.deepEqual(
        (await seen('1-101')).map(({ name, fromDay, toDay }) => [name, fromDay, toDay]),
        [['Margaret Hughes', '2026-10-01', undefined]],
      )
      assert.deepEqual(await seen('1-102'), [])
      await told((tx) => endShare(tx, { personRef: ref, organisationRef: '1-101', toDay: '2026-11-30' }))
      assert.equal((await seen('1-101'))[0]?.toDay, '2026-11-30')
    })
  })

  describe('from assessment to plan', () => {
    it('an assessment is filled in over several sittings and then decided', async () => {
      const personRef = await add()
      const begun = await startAssessment(shell, sam, { personRef, startedDay: '2026-11-20', officerRef: 'O-1' })
      assert.ok(begun.ok)
      const { assessmentRef } = begun.value
      const twice = await startAssessment(shell, sam, { personRef, startedDay: '2026-11-20', officerRef: 'O-1' })
      assert.deepEqual(twice, refuse({ kind: 'under way', assessmentRef }))
      assert.deepEqual(await completeAssessment(shell, sam, { assessmentRef }), refuse('views not recorded'))
      const { views, fromImpairment, outcomes, significantImpact, impact } = answers
      await answerAssessment(shell, sam, { assessmentRef, part: 'views', answers: { views, fromImpairment } })
      await answerAssessment(shell, sam, { assessmentRef, part: 'outcomes', answers: { outcomes } })
      assert.deepEqual(await completeAssessment(shell, sam, { assessmentRef }), refuse('impact not answered'))
      await answerAssessment(shell, sam, { assessmentRef, part: 'impact', answers: { significantImpact, impact } })
      const done = await completeAssessment(shell, sam, { assessmentRef })
      assert.deepEqual(done.ok && [done.value.eligible, done.value.unable.length], [true, 3])
      assert.deepEqual(await completeAssessment(shell, sam, { assessmentRef }), refuse('complete already'))
      const changed = await answerAssessment(shell, sam, { assessmentRef, part: 'views', answers: { views: 'x' } })
      assert.deepEqual(changed, refuse('complete already'))
      const [kept] = await shell.read(sam, (tx) => listAssessments(tx, personRef))
      assert.deepEqual(
        [kept?.eligible, kept?.outcomes.length, kept?.completedAt?.toString()],
        [true, 10, NOON.toString()],
      )
    })

    it('a new plan ends the one before; checks fall due and are done', async () => {
      const personRef = await add()
      await assignWorker(shell, sam, { personRef, officerRef: 'O-1' })
      const recorded = await recordAssessment(shell, sam, {
        personRef,
        startedDay: '2026-11-01',
        officerRef: 'O-1',
        answers,
      })
      assert.ok(recorded.ok)
      const { assessmentRef } = recorded.value
      const draft = {
        personRef,
        assessmentRef,
        agreedDay: '2026-11-02',
        whatMatters: 'Home',
        budgetWeeklyPence: 41475,
        needs: [need],
        officerRef: 'O-1',
      }
      assert.deepEqual(await agreePlan(shell, sam, { ...draft, assessmentRef: 'A-9' }), refuse('no such assessment'))
      const first = await agreePlan(shell, sam, draft)
      const second = await agreePlan(shell, sam, { ...draft, budgetWeeklyPence: 50000 })
      assert.ok(first.ok && second.ok)
      const plan = await shell.read(sam, (tx) => getPlan(tx, personRef))
      assert.deepEqual([plan?.planRef, plan?.needs, plan?.budgetWeeklyPence], [second.value.planRef, [need], 50000])
      const due = (day: string) =>
        shell.read(sam, (tx) => listCaseWork(tx, { today: day, ownerRef: 'O-1', reviewDays: 0, lightCheckDays: 0 }))
      assert.deepEqual((await due('2026-12-27')).reviews, [])
      assert.deepEqual(
        (await due('2026-12-28')).reviews.map((each) => [each.planRef, each.kind, each.due]),
        [[second.value.planRef, 'light check', '2026-12-28']],
      )
      clock.now = Temporal.Instant.from('2026-12-20T12:00:00Z')
      const check = {
        planRef: second.value.planRef,
        kind: 'light check',
        heldDay: '2026-12-20',
        finding: 'plan stands',
        note: '',
        officerRef: 'O-1',
      } as const
      assert.ok((await reviewPlan(shell, sam, check)).ok)
      assert.deepEqual((await due('2026-12-28')).reviews, [])
      assert.deepEqual(
        (await due('2027-11-02')).reviews.map(({ kind }) => kind),
        ['review'],
      )
      assert.deepEqual(
        await reviewPlan(shell, sam, { ...check, planRef: first.value.planRef }),
        refuse('plan has ended'),
      )
    })
  })

  describe('twenty people loaded in bulk', () => {
    const TABLES = ['person', 'contact', 'assessment', 'assessed_outcome', 'plan', 'plan_need']
    const contents = async () => {
      const found = await database.transaction('read only', { council: COUNCIL }, async (tx) => {
        const tables = []
        for (const table of TABLES)
          tables.push(
            (
              await tx.session.query(
                `select to_jsonb(t) - 'chunk' as row from people.${table} t order by to_jsonb(t)::text`,
              )
            ).rows,
          )
        return tables
      })
      return JSON.stringify(found)
    }
    const nhs = ['9434765919', '9876543210', '2983396339', '4010232137']
    const people: LoadedPerson[] = Array.from({ length: 20 }, (_, at) => ({
      ...margaret,
      givenName: `Given\t${at}`.replace('\t', ' '),
      familyName: at % 2 === 0 ? "O'Brien\\Smith" : 'Hughes',
      birthDay: `19${40 + at}-03-27`,
      nhsNumber: nhs[at] as string,
      livesAlone: at % 3 !== 0,
      zone: 'town',
      personRef: `P-${1001 + at}`,
      workerRef: 'O-1',
      addedAt: NOON,
      addedBy: 'Officer O-1',
      contacts:
        at % 4 === 0
          ? [{ contactNo: 1, name: 'Ann', relationship: 'Daughter', phone: '01632 960001', emergency: true }]
          : [],
    }))
    const assessments: Assessment[] = people.map(({ personRef }, at) => ({
      ...answers,
      assessmentRef: `A-${1001 + at}`,
      personRef,
      status: 'complete',
      startedDay: '2026-11-01',
      officerRef: 'O-1',
      eligible: true,
      completedAt: NOON,
    }))
    const plans: Plan[] = people.map(({ personRef }, at) => ({
      planRef: `SP-${1001 + at}`,
      personRef,
      assessmentRef: `A-${1001 + at}`,
      status: 'current',
      agreedDay: '2026-11-02',
      whatMatters: 'Home',
      budgetWeeklyPence: 41475,
      lightCheckDue: '2026-12-28',
      reviewDue: '2027-11-02',
      officerRef: 'O-1',
      needs: [need],
    }))
    let byCommand = ''

    it('first one at a time', async () => {
      for (const [at, person] of people.entries()) {
        const {
          personRef,
          workerRef,
          addedAt: _,
          addedBy: __,
          contacts,
          version: ___,
          ...details
        } = { version: 1, ...person }
        assert.ok((await addPerson(shell, sam, { details, workerRef: workerRef as string })).ok)
        for (const contact of contacts) await addContact(shell, sam, { personRef, contact })
        assert.ok(
          (await recordAssessment(shell, sam, { personRef, startedDay: '2026-11-01', officerRef: 'O-1', answers })).ok,
        )
        const { assessmentRef, agreedDay, whatMatters, budgetWeeklyPence, needs } = plans[at] as Plan
        assert.ok(
          (
            await agreePlan(shell, sam, {
              personRef,
              assessmentRef,
              agreedDay,
              whatMatters,
              budgetWeeklyPence,
              needs,
              officerRef: 'O-1',
            } as never)
          ).ok,
        )
      }
      byCommand = await contents()
    })

    it('leave the same rows, sealed, and references go on after them', async () => {
      const loaded = await shell.command(sam, 'load', async (tx) => {
        await loadPeople(tx, people)
        await loadAssessments(tx, assessments)
        await loadPlans(tx, plans)
        return ok(1)
      })
      assert.ok(loaded.ok)
      assert.equal(await contents(), byCommand)
      assert.equal(await verifyAudit(database, COUNCIL, chunkedTables), undefined)
      assert.equal(await add({ ...margaret, nhsNumber: undefined as never, familyName: 'Next' }), 'P-1021')
    })

    it('are found out when a sealed row is changed behind our back', async () => {
      await shell.command(sam, 'load', async (tx) => {
        await loadPeople(tx, people)
        return ok(1)
      })
      await database.transaction('read write', { council: COUNCIL }, (tx) =>
        tx.session.query(`update people.person set added_by = 'Nobody' where person_ref = 'P-1007'`),
      )
      const broken = await verifyAudit(database, COUNCIL, chunkedTables)
      assert.match(broken?.what ?? '', /people\.person in chunk CH-1001 \(P-1001 to P-1020\)/)
    })
  })
})
