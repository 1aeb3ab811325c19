import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { importHolidays, setZones } from '#src/councils/index.ts'
import { visitorOf } from '#src/platform/actor.ts'
import { timeline } from '#src/platform/audit.ts'
import { answerClarification, askClarification } from '#src/tendering/clarifications/clarification-commands.ts'
import { listClarifications, listPublishedAnswers } from '#src/tendering/clarifications/clarification.store.ts'
import { addDocument, noteSeen } from '#src/tendering/documents/document-commands.ts'
import { listDocuments, listPublishedDocuments, listSeen } from '#src/tendering/documents/document.store.ts'
import { followTender, recordEngagement } from '#src/tendering/engagement/engagement-commands.ts'
import { findCancelled, listEngagements, listFollowers, preparedOf } from '#src/tendering/tenders/preparation.store.ts'
import {
  cancelTender,
  draftTender,
  editTender,
  publishChange,
  publishTender,
  specHash,
} from '#src/tendering/tenders/tender-commands.ts'
import { listPublished, listTenders, listVersions } from '#src/tendering/tenders/tender-list.store.ts'
import { findPublished, findTender } from '#src/tendering/tenders/tender.store.ts'
import { officer, providerUser, useDatabase } from '#test/support/database.ts'
import { got, refusal } from '#test/support/pay-runs.ts'
import { broughtFile, completeSpec, preparedTender, publishedTender } from '#test/support/prepared-tenders.ts'

const CARA = officer('O-8', ['tendering.see', 'tendering.manage'])
const PAT = providerUser('1-101', ['tendering.bid'])
const QUINN = providerUser('1-102', ['tendering.bid'])
const VISITOR = visitorOf(1)
const PAGE = { offset: 0, limit: 25 }

describe('a tender from its first draft to its end', () => {
  const { shell, clock } = useDatabase({
    async seed({ shell: seeded }) {
      const zones = ['town', 'rural'] as const
      got(await setZones(seeded, CARA, { zones: zones.map((zone) => ({ zone, name: zone, kind: 'rural' as const })) }))
      got(await importHolidays(seeded, CARA, [{ day: '2026-12-25', title: 'Christmas Day' }]))
    },
  })

  it('begins with a route that its law knows', async () => {
    const begun = { title: 'Home care', service: 'home_care', estimatedPence: 100_000_000 } as const
    const unknown = { ...begun, route: 'user_choice', regime: 'pa23' } as const
    assert.equal(refusal(await draftTender(shell, CARA, unknown)), 'the law does not know this route')
    const { tenderRef } = got(await draftTender(shell, CARA, { ...begun, route: 'open', regime: 'pa23_light_touch' }))
    assert.equal(tenderRef, 'TD-1001')
    const refused = refusal(await publishTender(shell, CARA, tenderRef))
    assert.ok(refused?.why === 'incomplete' && refused.missing.length >= 8)
    const callOff = { ...begun, route: 'call_off_mini', regime: 'pa23_light_touch' } as const
    const { tenderRef: called } = got(await draftTender(shell, CARA, callOff))
    const rest = (frameworkOf: string) =>
      editTender(shell, CARA, { tenderRef: called, part: 'about', edit: (spec) => ({ ...spec, frameworkOf }) })
    const known = async () => (await shell.read(CARA, (tx) => preparedOf(tx, called))).restsOnKnown
    got(await rest(tenderRef))
    assert.equal(await known(), false)
    got(await rest('FW-1001'))
    assert.equal(await known(), true)
  })

  it('tells the second of two who change it at once', async () => {
    const tenderRef = await preparedTender(shell, CARA)
    const edit = { tenderRef, part: 'about', edition: 2 } as const
    const rename = (title: string) => ({
      ...edit,
      edit: (spec: ReturnType<typeof completeSpec>) => ({ ...spec, title }),
    })
    got(await editTender(shell, CARA, rename('One')))
    assert.equal(refusal(await editTender(shell, CARA, rename('Two'))), 'somebody changed it meanwhile')
  })

  it('is published frozen: bidders and the public read that version and nothing of the draft', async () => {
    const tenderRef = await publishedTender(shell, CARA)
    got(
      await editTender(shell, CARA, {
        ...{ tenderRef, part: 'about' },
        edit: (spec) => ({ ...spec, summary: 'Not for bidders yet' }),
      }),
    )
    for (const reader of [PAT, VISITOR]) {
      const published = await shell.read(reader, (tx) => findPublished(tx, tenderRef))
      assert.equal(published?.spec.summary, completeSpec().summary)
      assert.equal(published?.sha256, specHash(published.spec))
      assert.equal((await shell.read(reader, (tx) => listPublishedDocuments(tx, tenderRef))).length, 1)
      assert.equal((await shell.read(reader, (tx) => listPublished(tx, {}, PAGE))).total, 1)
    }
    for (const reader of [PAT, VISITOR])
      await assert.rejects(() => shell.read(reader, (tx) => findTender(tx, tenderRef)), /permission denied/)
    assert.deepEqual(refusal(await publishTender(shell, CARA, tenderRef)), { why: 'already published' })
    const { tenders } = await shell.read(CARA, (tx) => listTenders(tx, { statuses: ['published'], routes: [] }, PAGE))
    assert.deepEqual(
      tenders.map((one) => [one.tenderRef, one.lots, one.estimatedPence]),
      [[tenderRef, 2, 2_400_000_000]],
    )
  })

  it('a question changed after publication needs a reason and more time, and is a new version', async () => {
    const tenderRef = await publishedTender(shell, CARA)
    const editAll = (edit: Parameters<typeof editTender>[2]['edit']) =>
      editTender(shell, CARA, { tenderRef, part: 'questions', edit })
    got(await editAll((spec) => ({ ...spec, questions: spec.questions.map((one) => ({ ...one, mostWords: 1000 })) })))
    const change = { tenderRef, reason: 'Bidders asked for more room' }
    assert.deepEqual(refusal(await publishChange(shell, CARA, change)), { why: 'bidders need more time' })
    const closesAt = '2027-01-04T12:00:00Z'
    got(await editAll((spec) => ({ ...spec, timetable: { ...spec.timetable, closesAt } })))
    assert.equal(got(await publishChange(shell, CARA, change)).version, 2)
    const versions = await shell.read(PAT, (tx) => listVersions(tx, tenderRef))
    assert.deepEqual(
      versions.map(({ version, reason }) => [version, reason]),
      [
        [2, change.reason],
        [1, ''],
      ],
    )
    clock.now = Temporal.Instant.from(closesAt)
    assert.equal(refusal(await editAll((spec) => spec)), 'it can no longer be changed')
  })

  it('is cancelled for a reason that everybody reads', async () => {
    const tenderRef = await publishedTender(shell, CARA)
    assert.equal(refusal(await cancelTender(shell, CARA, { tenderRef, reason: '' })), 'no reason')
    got(await cancelTender(shell, CARA, { tenderRef, reason: 'The budget fell' }))
    assert.equal((await shell.read(VISITOR, (tx) => findCancelled(tx, tenderRef)))?.reason, 'The budget fell')
    assert.equal(refusal(await cancelTender(shell, CARA, { tenderRef, reason: 'Again' })), 'it has ended')
    assert.equal(refusal(await askClarification(shell, PAT, { tenderRef, words: 'Why?' })), 'the tender has ended')
  })

  it('keeps what was asked of the market', async () => {
    const tenderRef = await preparedTender(shell, CARA)
    const event = {
      tenderRef,
      kind: 'event',
      title: 'Providers’ morning',
      came: '14 providers',
      said: 'Lots by zone',
    } as const
    assert.equal(refusal(await recordEngagement(shell, CARA, { ...event, day: '2026-11-23' })), 'it is still to come')
    got(await recordEngagement(shell, CARA, { ...event, day: '2026-10-01' }))
    assert.equal((await shell.read(CARA, (tx) => listEngagements(tx, tenderRef)))[0]?.title, event.title)
  })

  it('a new version of a document is every bidder’s at once, and it is known who has seen which', async () => {
    const tenderRef = await publishedTender(shell, CARA)
    const note = (version: number) => noteSeen(shell, PAT, { tenderRef, document: 'D1', version })
    got(await note(1))
    assert.equal(refusal(await note(1)), 'seen already')
    await assert.rejects(() => note(2), /violates foreign key/)
    const anew = { tenderRef, document: 'D1', title: 'Specification', note: 'Page 4 corrected' }
    got(await addDocument(shell, CARA, { ...anew, file: broughtFile('spec.pdf', '%PDF-1.7 again') }))
    const wrong = broughtFile('spec.pdf', 'MZ not a document')
    assert.equal(refusal(await addDocument(shell, CARA, { ...anew, file: wrong })), 'the file is of another kind')
    const versions = await shell.read(VISITOR, (tx) => listPublishedDocuments(tx, tenderRef))
    assert.deepEqual(
      versions.map(({ document, version }) => [document, version]),
      [
        ['D1', 2],
        ['D1', 1],
      ],
    )
    const kept = await shell.read(CARA, (tx) => listDocuments(tx, tenderRef))
    assert.deepEqual(
      kept.map(({ version, seen, isPublished }) => [version, seen, isPublished]),
      [
        [2, 0, true],
        [1, 1, true],
      ],
    )
    assert.equal((await shell.read(CARA, (tx) => listSeen(tx, tenderRef, PAGE))).seen[0]?.organisationRef, '1-101')
    assert.equal((await shell.read(QUINN, (tx) => listSeen(tx, tenderRef, PAGE))).total, 0)
  })

  it('a question is answered to all without who asked; one answered alone is seen by the asker alone', async () => {
    const tenderRef = await publishedTender(shell, CARA)
    const ask = async (words: string) => got(await askClarification(shell, PAT, { tenderRef, words })).clarificationRef
    const first = await ask('May a small firm bid for one lot?')
    const second = await ask('Our accounts are late: what then?')
    got(
      await answerClarification(shell, CARA, {
        clarificationRef: first,
        given: { to: 'all', question: 'May a bidder bid for one lot only?', answer: 'Yes' },
      }),
    )
    const alone = { to: 'asker', answer: 'Send what you have', reason: 'About its own accounts' } as const
    got(await answerClarification(shell, CARA, { clarificationRef: second, given: alone }))
    for (const reader of [QUINN, VISITOR]) {
      const answers = await shell.read(reader, (tx) => listPublishedAnswers(tx, tenderRef))
      assert.deepEqual(
        answers.map(({ number, question, answer }) => [number, question, answer]),
        [[1, 'May a bidder bid for one lot only?', 'Yes']],
      )
    }
    assert.equal((await shell.read(QUINN, (tx) => listClarifications(tx, tenderRef, PAGE))).total, 0)
    const own = await shell.read(PAT, (tx) => listClarifications(tx, tenderRef, PAGE))
    assert.deepEqual(
      own.clarifications.map(({ state, number }) => [state, number]),
      [
        ['answered', 1],
        ['answered_alone', null],
      ],
    )
    got(await followTender(shell, QUINN, tenderRef))
    assert.deepEqual(await shell.read(CARA, (tx) => listFollowers(tx, tenderRef)), ['1-101', '1-102'])
    const asked = await shell.read(CARA, (tx) => timeline(tx, `clarification:${first}`))
    assert.deepEqual(
      asked.map(({ type }) => type),
      ['tendering.clarification-answered', 'tendering.clarification-asked'],
    )
  })
})
