import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { importHolidays, nameCouncil, setZones } from '#src/councils/index.ts'
import { visitorOf } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { addCouncil } from '#src/platform/councils.ts'
import { countQueries } from '#src/platform/database.ts'
import type { House } from '#src/platform/panels.ts'
import { type Award, type AwardedLot } from '#src/tendering/awards/award.ts'
import { insertAward, saveAward } from '#src/tendering/awards/award.store.ts'
import type { ContractEvent } from '#src/tendering/notices/duties.ts'
import { noticeWords } from '#src/tendering/notices/facts.ts'
import { noticeListeners } from '#src/tendering/notices/listeners.ts'
import { compile, recordOf } from '#src/tendering/notices/merge.ts'
import {
  noteContractEvent,
  noteOnPlatform,
  publishNotice,
  setNotNeeded,
  startNotice,
  writeNotice,
} from '#src/tendering/notices/notice-commands.ts'
import { noticeRoutes } from '#src/tendering/notices/routes.ts'
import { findPublication, listNotices, listReleases, listReleasesOf } from '#src/tendering/notices/notice.store.ts'
import type { Notice, NoticeCode } from '#src/tendering/notices/notice.ts'
import type { Release } from '#src/tendering/notices/ocds.ts'
import { raiseNotices } from '#src/tendering/notices/raise-notices.job.ts'
import { cancelTender, draftTender, publishTender } from '#src/tendering/tenders/tender-commands.ts'
import { saveStatus } from '#src/tendering/tenders/tender.store.ts'
import { NOON, officer, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { hasOcdsSchema, ocdsFaults, ocdsSchema } from '#test/support/ocds-schema.ts'
import { got, inCommand, refusal } from '#test/support/pay-runs.ts'
import { completeSpec, preparedTender, publishedTender } from '#test/support/prepared-tenders.ts'

const CARA = officer('O-8', ['tendering.see', 'tendering.manage'])
const VISITOR = visitorOf(1)
const HOUSE: House = { panels: [], work: [], search: [], words: noticeWords }
const ALL = { offset: 0, limit: 100 }
const TODAY = '2026-11-22'

const notices = async (shell: Shell): Promise<Notice[]> =>
  (await shell.read(CARA, (tx) => listNotices(tx, {}, ALL, TODAY))).notices
const only = async (shell: Shell, code: NoticeCode): Promise<Notice> => {
  const found = (await notices(shell)).filter((one) => one.code === code)
  assert.equal(found.length, 1, `${code}: ${found.length}`)
  return found[0] as Notice
}
const releases = (shell: Shell) =>
  shell.read(VISITOR, async (tx) => (await listReleases(tx, undefined, 100)).map(({ release }) => release))

const won = (lot: string, organisationRef: string, organisationName: string): AwardedLot => ({
  ...{ lot, organisationRef, organisationName },
  bidRef: null,
  rank: 1,
  priceTotalPence: 2_100,
  lines: [],
  setAside: null,
  contractRef: null,
})

const decided = (tenderRef: string): Award => ({
  ...{ awardRef: 'AW-1', tenderRef, status: 'decided', authority: 'delegated', reference: 'D-1', limitPence: null },
  ...{ valuePence: 1, reason: 'Best', decidedBy: 'O-9', decidedByName: 'Hal', decidedAt: NOON, summariesSentAt: null },
  ...{ standstill: 'voluntary', noticeDay: null, lastDay: null, signFrom: null, byPost: false, challenge: null },
  ...{ earlyReason: null, awardedAt: null, awardedByName: null },
  lots: [won('L1', '1-101', 'Aster Care Ltd'), won('L2', '1-102', 'Birch Care Ltd')],
})

/** The decision, its standstill and its end, as the awards of a tender record them. */
async function awardFor(shell: Shell, tenderRef: string): Promise<void> {
  const award = decided(tenderRef)
  const data = { tenderRef, awardRef: 'AW-1' }
  const step = (status: Award['status'], type: `tendering.${string}`, more: Partial<Award> = {}) =>
    inCommand(shell, async (tx) => {
      if (type === 'tendering.award-decided') await insertAward(tx, award)
      await saveAward(tx, { ...award, ...more, status }, { ref: 'O-9', name: 'Hal' })
      await saveStatus(tx, tenderRef, status === 'suspended' ? 'standstill' : status)
      tx.record({ type, about: [], data })
    })
  const days = { noticeDay: '2026-11-23', lastDay: '2026-12-02', signFrom: '2026-12-03' }
  got(await step('decided', 'tendering.award-decided'))
  got(await step('standstill', 'tendering.standstill-began', days))
  got(await step('awarded', 'tendering.tender-awarded', days))
}

const contract = (changes: Partial<ContractEvent> = {}): ContractEvent => ({
  kind: 'entered',
  contractRef: 'CT-101',
  tenderRef: null,
  regime: 'pa23_light_touch',
  title: 'Home care, town',
  suppliers: [{ organisationRef: '1-101', name: 'Aster Care Ltd' }],
  lots: ['L1'],
  valuePence: 900_000_000,
  fromDay: '2027-04-05',
  toDay: '2031-04-05',
  mostToDay: '2032-04-05',
  day: '2026-12-03',
  words: '',
  ...changes,
})
const tell = (shell: Shell, event: ContractEvent) => inCommand(shell, (tx) => noteContractEvent(tx, event))

describe('notices', () => {
  const { shell, clock } = useDatabase({
    listeners: noticeListeners,
    async seed({ shell: seeded, database }) {
      await addCouncil(database, { council: 1, name: 'Wenbury Council', trial: true })
      const zones = ['town', 'rural'] as const
      got(await nameCouncil(seeded, CARA, { name: 'Wenbury Council', email: 'buying@wenbury.example' }))
      got(await setZones(seeded, CARA, { zones: zones.map((zone) => ({ zone, name: zone, kind: 'rural' as const })) }))
      got(await importHolidays(seeded, CARA, [{ day: '2026-12-25', title: 'Christmas Day' }]))
    },
  })

  it('the tender notice goes out with the tender, and says why the market was not engaged', async () => {
    const tenderRef = await publishedTender(shell, CARA)
    const tenderNotice = await only(shell, 'UK4')
    assert.deepEqual([tenderNotice.status, tenderNotice.tenderRef], ['published', tenderRef])
    const engagement = await only(shell, 'UK2')
    assert.deepEqual([engagement.status, engagement.notNeededReason], ['not_needed', completeSpec().noEngagementReason])
    const [release, ...more] = await releases(shell)
    assert.equal(more.length, 0)
    assert.deepEqual(release?.tag, ['tender'])
    assert.equal(release?.ocid, `ocds-000000-1-${tenderRef}`)
    assert.equal(release?.tender?.documents?.[0]?.noticeType, 'UK4')
    assert.deepEqual(release?.tender?.tenderPeriod?.endDate, '2026-12-18T12:00:00Z')
    assert.deepEqual(release?.tender?.contractPeriod, {
      startDate: '2027-04-04T23:00:00Z',
      endDate: '2031-04-04T22:59:59Z',
      maxExtentDate: '2032-04-04T22:59:59Z',
    })
  })

  it('engagement that nobody told is overdue once the tender is out', async () => {
    const spec = { ...completeSpec(), noEngagementReason: null }
    const tenderRef = await preparedTender(shell, CARA, spec)
    const engagement = await only(shell, 'UK2')
    assert.deepEqual([engagement.status, engagement.dueDay], ['due', null])
    assert.equal(refusal(await publishNotice(shell, CARA, engagement.noticeRef)), 'incomplete')
    const typed = { what: 'Two online events on 8 and 9 December', until: '9 December 2026' }
    got(await writeNotice(shell, CARA, { noticeRef: engagement.noticeRef, typed }))
    got(await publishNotice(shell, CARA, engagement.noticeRef))
    assert.equal(refusal(await publishNotice(shell, CARA, engagement.noticeRef)), 'not due')
    const [planning] = await releases(shell)
    assert.deepEqual([planning?.tag, planning?.planning?.rationale], [['planning'], typed.what])
    assert.equal(
      (await shell.read(VISITOR, (tx) => findPublication(tx, engagement.noticeRef)))?.content.at(-1)?.text,
      typed.until,
    )
    assert.equal(tenderRef, 'TD-1001')
  })

  it('an award is told when standstill begins, and a contract within its days; the record is one process or two', async () => {
    const tenderRef = await publishedTender(shell, CARA)
    clock.now = NOON.add({ hours: 1 })
    await awardFor(shell, tenderRef)
    clock.now = NOON.add({ hours: 2 })
    const award = await only(shell, 'UK6')
    assert.equal(award.status, 'published')
    got(await tell(shell, contract({ tenderRef })))
    const details = await only(shell, 'UK7')
    assert.deepEqual([details.status, details.dueDay], ['due', '2027-04-02'])
    got(await publishNotice(shell, CARA, details.noticeRef))
    const all = await releases(shell)
    assert.deepEqual(
      all.map(({ tag }) => tag[0]),
      ['tender', 'award', 'contract'],
    )
    const [, awarded, signed] = all
    assert.deepEqual(
      awarded?.awards?.map(({ id, status, suppliers }) => [id, status, suppliers?.[0]?.name]),
      [
        ['AW-1-L1', 'pending', 'Aster Care Ltd'],
        ['AW-1-L2', 'pending', 'Birch Care Ltd'],
      ],
    )
    // A contract under a framework is a process of its own, which names the framework.
    assert.notEqual(signed?.ocid, awarded?.ocid)
    assert.equal(signed?.relatedProcesses?.[0]?.identifier, awarded?.ocid)
    // The law asks for no notice of a light-touch change; the open data tells of it all the same.
    clock.now = NOON.add({ hours: 3 })
    got(await tell(shell, contract({ tenderRef, kind: 'changed', day: '2027-05-01', words: 'More hours' })))
    assert.equal(
      (await notices(shell)).some(({ code }) => code === 'UK10'),
      false,
    )
    const changed = (await releases(shell)).at(-1)
    assert.deepEqual([changed?.tag, changed?.ocid], [['contractAmendment'], signed?.ocid])
    assert.equal(changed?.contracts?.[0]?.amendments?.[0]?.rationale, 'More hours')
    const record = recordOf(await shell.read(VISITOR, (tx) => listReleasesOf(tx, awarded?.ocid ?? '')))
    assert.deepEqual(record.compiledRelease, compile(all.filter(({ ocid }) => ocid === awarded?.ocid).toReversed()))
  })

  it('a cancelled tender asks for its notice, and those it will never need are taken off', async () => {
    const tenderRef = await publishedTender(shell, CARA)
    got(await cancelTender(shell, CARA, { tenderRef, reason: 'The budget changed' }))
    const ended = await only(shell, 'UK12')
    assert.deepEqual([ended.status, ended.dueDay], ['due', '2026-11-23'])
    assert.match(ended.typed['what'] ?? '', /The budget changed/)
    got(await publishNotice(shell, CARA, ended.noticeRef))
    const last = (await releases(shell)).at(-1)
    assert.deepEqual([last?.tag, last?.tender?.status], [['tenderCancellation'], 'cancelled'])
  })

  it('the calendar raises the council’s own, contracts that ran out and what is overdue, each once', async () => {
    got(
      await tell(
        shell,
        contract({
          contractRef: 'CT-9',
          day: '2026-06-01',
          fromDay: '2026-06-01',
          toDay: '2026-11-01',
          mostToDay: null,
        }),
      ),
    )
    await raiseNotices(shell)
    const first = await notices(shell)
    assert.deepEqual(first.map(({ code }) => code).sort(), ['UK11', 'UK17', 'UK7'])
    await raiseNotices(shell)
    assert.equal((await notices(shell)).length, 3)
    const payments = await only(shell, 'UK17')
    const typed = { within30: '97', from31to60: '2', over60: '1', averageDays: '14' }
    got(await writeNotice(shell, CARA, { noticeRef: payments.noticeRef, typed }))
    got(await publishNotice(shell, CARA, payments.noticeRef))
    assert.equal((await releases(shell)).length, 0)
  })

  it('one begun by hand, one not needed, one on Find a Tender', async () => {
    const { tenderRef } = got(await draftTender(shell, CARA, completeSpec()))
    assert.equal(refusal(await startNotice(shell, CARA, { code: 'UK4', ref: tenderRef })), 'not begun by hand')
    assert.equal(refusal(await startNotice(shell, CARA, { code: 'UK3', ref: 'TD-9' })), 'no such record')
    const noticeRef = got(await startNotice(shell, CARA, { code: 'UK3', ref: tenderRef }))
    assert.equal(refusal(await startNotice(shell, CARA, { code: 'UK3', ref: tenderRef })), 'there is one already')
    const platform = { noticeRef, platformRef: '012345-2026', platformDay: TODAY }
    assert.equal(refusal(await noteOnPlatform(shell, CARA, platform)), 'not published')
    got(await writeNotice(shell, CARA, { noticeRef, typed: { what: 'Home care from April' } }))
    got(await publishNotice(shell, CARA, noticeRef))
    assert.equal(
      refusal(await noteOnPlatform(shell, CARA, { ...platform, platformDay: '2026-11-23' })),
      'a day to come',
    )
    got(await noteOnPlatform(shell, CARA, platform))
    const engagement = await only(shell, 'UK2')
    assert.equal(
      refusal(await setNotNeeded(shell, CARA, { noticeRef: engagement.noticeRef, reason: ' ' })),
      'no reason',
    )
    got(await setNotNeeded(shell, CARA, { noticeRef: engagement.noticeRef, reason: 'Engaged last year' }))
    assert.equal((await only(shell, 'UK2')).status, 'not_needed')
  })

  it('the page of a notice asks eight times at most, whatever it is about', async () => {
    const tenderRef = await publishedTender(shell, CARA, { ...completeSpec(), route: 'open', callOff: null })
    await inCommand(shell, async (tx) => {
      await insertAward(tx, decided(tenderRef))
      await saveStatus(tx, tenderRef, 'decided')
      tx.record({ type: 'tendering.award-decided', about: [], data: { tenderRef, awardRef: 'AW-1' } })
    })
    got(await tell(shell, contract({ tenderRef })))
    const identities = { actorOf: async () => CARA, actorOfToken: async () => undefined }
    const app = await serverFor(shell, [(doors) => noticeRoutes(doors, HOUSE)], { identities })
    const cara = new Browser(app)
    await cara.signInAs('staff', 'O-8')
    for (const { code, noticeRef } of await notices(shell)) {
      const { value, queries } = await countQueries(() => cara.get(`/notices/${noticeRef}`))
      assert.equal(value.statusCode, 200, value.body)
      assert.ok(queries <= 8, `${code}: ${queries}`)
    }
    const list = await countQueries(() => cara.get('/notices'))
    assert.deepEqual([list.value.statusCode, list.queries <= 8], [200, true])
    await app.close()
  })

  it('the public door pages its feed and gives each process as a record', async () => {
    for (const hour of [1, 2]) {
      clock.now = NOON.add({ hours: hour })
      await publishedTender(shell, CARA)
    }
    const app = await serverFor(shell, [(doors) => noticeRoutes(doors, HOUSE)])
    const visitor = new Browser(app)
    const page = await visitor.get('/public/wenbury-council/notices')
    assert.equal(page.statusCode, 200, page.body)
    assert.match(page.body, /UK4 tender notice: Home care framework/)
    const feed = (await visitor.get('/public/wenbury-council/ocds/releases.json')).json<{ releases: Release[] }>()
    assert.equal(feed.releases.length, 2)
    const ocid = feed.releases[0]?.ocid ?? ''
    const record = await visitor.get(`/public/wenbury-council/ocds/records/${ocid}.json`)
    assert.equal(record.json<{ records: { ocid: string }[] }>().records[0]?.ocid, ocid)
    assert.equal((await visitor.get('/public/wenbury-council/ocds/records/ocds-none.json')).statusCode, 404)
    assert.equal((await visitor.get('/public/nowhere/notices')).statusCode, 404)
    await app.close()
  })

  const skip = hasOcdsSchema ? false : 'NOT RUN: the schemas of OCDS 1.1.5 are not on this machine'

  it('every step is valid against the schema of OCDS 1.1.5, as releases and as records', { skip }, async () => {
    await everyStep(shell)
    const app = await serverFor(shell, [(doors) => noticeRoutes(doors, HOUSE)])
    const visitor = new Browser(app)
    const feed = (await visitor.get('/public/wenbury-council/ocds/releases.json')).json<{ releases: Release[] }>()
    const tags = new Set(feed.releases.flatMap(({ tag }) => tag))
    assert.deepEqual([...tags].sort(), [
      'award',
      'contract',
      'contractAmendment',
      'contractTermination',
      'implementation',
      'planning',
      'tender',
      'tenderCancellation',
    ])
    assert.deepEqual(await ocdsFaults('release-package-schema', feed), [])
    for (const ocid of new Set(feed.releases.map((one) => one.ocid))) {
      const record = (await visitor.get(`/public/wenbury-council/ocds/records/${ocid}.json`)).json<{
        records: object[]
      }>()
      assert.deepEqual(await ocdsFaults('record-package-schema', record), [], ocid)
    }
    await app.close()
  })

  it('merging knows every list that the schema marks', { skip }, () => {
    const marked = new Set<string>()
    const walk = (value: unknown, name: string): void => {
      if (typeof value !== 'object' || value === null) return
      if ('wholeListMerge' in value) marked.add(name)
      for (const [key, inner] of Object.entries(value)) walk(inner, key)
    }
    walk(ocdsSchema('release-schema'), '')
    assert.deepEqual([...marked].sort(), ['additionalClassifications', 'additionalIdentifiers'])
  })
})

/** A procurement planned, run and cancelled; another awarded, signed, changed, measured and ended. */
async function everyStep(shell: Shell): Promise<void> {
  const planned = await preparedTender(shell, CARA)
  const noticeRef = got(await startNotice(shell, CARA, { code: 'UK3', ref: planned }))
  got(await writeNotice(shell, CARA, { noticeRef, typed: { what: 'Home care from April' } }))
  got(await publishNotice(shell, CARA, noticeRef))
  got(await publishTender(shell, CARA, planned))
  got(await cancelTender(shell, CARA, { tenderRef: planned, reason: 'The budget changed' }))
  const ordinary = { ...completeSpec(), route: 'open', regime: 'pa23', standstill: 'mandatory', callOff: null } as const
  const closesAt = '2027-01-08T12:00:00Z'
  const tenderRef = await publishedTender(shell, CARA, {
    ...ordinary,
    timetable: { ...ordinary.timetable, closesAt },
  })
  await awardFor(shell, tenderRef)
  const told = { tenderRef, regime: 'pa23' } as const
  got(await tell(shell, contract(told)))
  got(
    await tell(
      shell,
      contract({ ...told, kind: 'changed', noticeNeeded: true, day: '2027-05-01', words: 'More hours' }),
    ),
  )
  got(
    await tell(
      shell,
      contract({ ...told, kind: 'performance', poor: true, day: '2027-06-01', words: 'KPI 1: Inadequate' }),
    ),
  )
  got(await tell(shell, contract({ ...told, kind: 'ended', day: '2027-08-01', words: 'By agreement' })))
  for (const notice of await notices(shell)) {
    if (notice.status !== 'due') continue
    if (notice.code === 'UK7')
      got(
        await writeNotice(shell, CARA, { noticeRef: notice.noticeRef, typed: { kpis: 'Visits on time\nSame carers' } }),
      )
    got(await publishNotice(shell, CARA, notice.noticeRef))
  }
}
