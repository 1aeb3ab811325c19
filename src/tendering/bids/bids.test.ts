import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { buffer } from 'node:stream/consumers'
import type { Actor } from '#src/platform/actor.ts'
import { createShell, type Shell } from '#src/platform/command.ts'
import { countQueries, createDatabase, type Read, type Scope } from '#src/platform/database.ts'
import { openPglite } from '#src/platform/engine.ts'
import { filesIn } from '#src/platform/files.ts'
import { newSealKey, openFile, sealKeysFrom, sha256 } from '#src/platform/seal.ts'
import {
  attachFile,
  readOwnBid,
  saveOwnAnswer,
  saveOwnDraft,
  saveOwnLots,
  saveOwnPrices,
  submitBid,
  withdrawBid,
} from '#src/tendering/bids/bid-commands.ts'
import { readCopy } from '#src/tendering/bids/draft.store.ts'
import {
  confirmOpeningOf,
  decideThinLot,
  openBids,
  takeConfirmationBack,
} from '#src/tendering/bids/opening-commands.ts'
import { findOpenedFile, listOpenedBids, listOpenedPrices, listOpenedLines } from '#src/tendering/bids/opening.store.ts'
import { bidWork } from '#src/tendering/bids/panels.ts'
import { bidRoutes } from '#src/tendering/bids/routes.ts'
import { sealFor } from '#src/tendering/bids/seal.store.ts'
import { COUNCIL, migratedDump, NOON, officer, providerUser, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { fullDraft, publishSmallTender, smallSpec } from '#test/support/tenders.ts'

const folder = mkdtempSync(join(tmpdir(), 'almoner-bids-'))
after(() => rmSync(folder, { recursive: true }))

const CERTIFICATE = '%PDF-1.7 insured by Marigold Mutual'
const certificate = join(folder, 'certificate.pdf')
writeFileSync(certificate, CERTIFICATE)

const FERN = providerUser('1-101')
const MOSS = providerUser('1-102')
const ANNE = officer('O-1')
const BEN = officer('O-2')
const CLOSES = NOON.add({ hours: 24 })

async function ready(shell: Shell, actor: Actor, said = {}): Promise<void> {
  assert.ok((await saveOwnDraft(shell, actor, 'TD-1', fullDraft(said))).ok)
  const file = { about: 'C2', filename: 'certificate.pdf', path: certificate, bytes: CERTIFICATE.length }
  assert.ok((await attachFile(shell, actor, 'TD-1', file)).ok)
}

async function handIn(shell: Shell, actor: Actor, said = {}) {
  await ready(shell, actor, said)
  const submitted = await submitBid(shell, actor, 'TD-1')
  assert.ok(submitted.ok, JSON.stringify(submitted))
  return submitted.value
}

async function own(shell: Shell, actor: Actor) {
  const found = await readOwnBid(shell, actor, 'TD-1')
  assert.ok(found.ok)
  return found.value
}

describe('a bid', () => {
  const harness = useDatabase({ seed: ({ shell }) => publishSmallTender(shell) })
  const { shell, clock, database } = harness
  const lines = (type: string) =>
    database.transaction('read only', { council: COUNCIL }, async ({ session }) => {
      const { rows } = await session.query('select actor_id, data from audit.entry where type = $1 order by seq', [
        type,
      ])
      return rows as { actor_id: string; data: Record<string, unknown> }[]
    })

  test('is saved part by part, and says what is missing until nothing is', async () => {
    const parts = async () => (await own(shell, FERN)).missing.map((one) => `${one.part}: ${one.what}`)
    assert.deepEqual(await parts(), [
      'company: nobody to ask',
      'company: not answered',
      'company: not answered',
      'company: no evidence',
      'lots: no lot',
      'answers: not answered',
      'answers: not answered',
    ])
    await saveOwnLots(shell, FERN, 'TD-1', { lots: ['L1'], mostLots: null })
    assert.deepEqual((await parts()).slice(4), [
      'answers: not answered',
      'answers: not answered',
      'prices: no price',
      'prices: no price',
    ])
    await saveOwnDraft(shell, FERN, 'TD-1', fullDraft())
    assert.deepEqual(await parts(), ['company: no evidence'])
    const early = await submitBid(shell, FERN, 'TD-1')
    assert.ok(!early.ok && early.error.why === 'incomplete')
    await ready(shell, FERN)
    assert.deepEqual(await parts(), [])
  })

  test('holds answers to their words when it is submitted, as the page counted them', async () => {
    await ready(shell, FERN)
    const long = `${'word '.repeat(13)}\n`
    assert.ok((await saveOwnAnswer(shell, FERN, 'TD-1', { key: 'Q1', text: long })).ok)
    const refused = await submitBid(shell, FERN, 'TD-1')
    assert.ok(!refused.ok && refused.error.why === 'incomplete')
    assert.deepEqual(
      refused.error.missing.map(({ what }) => what),
      ['too many words'],
    )
    await saveOwnAnswer(shell, FERN, 'TD-1', { key: 'Q1', text: 'word '.repeat(12) })
    assert.ok((await submitBid(shell, FERN, 'TD-1')).ok)
  })

  test('takes no price of nothing or above the ceiling, and no lot twice', async () => {
    await saveOwnLots(shell, FERN, 'TD-1', { lots: ['L1'], mostLots: null })
    const lines = [
      { key: 'P1', pence: 0 },
      { key: 'P2', pence: 2501 },
    ]
    assert.deepEqual(await saveOwnPrices(shell, FERN, 'TD-1', { lot: 'L1', lines }), {
      ok: false,
      error: {
        why: 'refused',
        refusal: {
          faults: [
            { key: 'P1', fault: 'no price' },
            { key: 'P2', fault: 'above the ceiling' },
          ],
        },
      },
    })
    const twice = await saveOwnLots(shell, FERN, 'TD-1', { lots: ['L1', 'L1'], mostLots: null })
    assert.deepEqual(!twice.ok && twice.error, { why: 'refused', refusal: 'a lot twice' })
  })

  test('takes files by what they are, not by what they are called', async () => {
    const called = { about: 'C2', path: certificate, bytes: CERTIFICATE.length }
    const refusal = async (file: Parameters<typeof attachFile>[3]) => {
      const taken = await attachFile(shell, FERN, 'TD-1', file)
      return !taken.ok && taken.error.why === 'refused' && taken.error.refusal
    }
    assert.equal(await refusal({ ...called, filename: 'policy.docx' }), 'not a kind that is taken')
    assert.equal(await refusal({ ...called, filename: 'run.exe' }), 'not a kind that is taken')
    assert.equal(await refusal({ ...called, filename: 'a.pdf', about: 'C9' }), 'no such part')
    assert.equal(await refusal({ ...called, filename: 'a.pdf', bytes: 30_000_000 }), 'too large')
  })

  test('is in at 11:59:59 and late at 12:00:00: the late one is logged, and keeps its draft', async () => {
    clock.now = CLOSES.subtract({ seconds: 1 })
    const receipt = await handIn(shell, FERN)
    await ready(shell, MOSS)
    clock.now = CLOSES
    const late = await submitBid(shell, MOSS, 'TD-1')
    assert.deepEqual(late, { ok: false, error: { why: 'late' } })
    assert.equal(receipt.submittedAt.toString(), '2026-11-23T11:59:59Z')
    const { draft, receipts } = await own(shell, MOSS)
    assert.deepEqual([draft.lots, receipts], [['L2', 'L1'], []])
    const [logged] = await lines('tendering.bid-late')
    assert.equal(logged?.data['organisationRef'], '1-102')
    assert.equal(logged?.data['at'], CLOSES.toString())
    const saved = await saveOwnAnswer(shell, MOSS, 'TD-1', { key: 'Q1', text: 'more' })
    assert.deepEqual(!saved.ok && saved.error, { why: 'late' })
    assert.deepEqual(await withdrawBid(shell, FERN, 'TD-1'), { ok: false, error: 'late' })
  })

  test('has a receipt with the SHA-256 of exactly what was sealed, which the bidder can check', async () => {
    const receipt = await handIn(shell, FERN)
    const copy = await shell.read(FERN, (tx) => readCopy(tx, shell.seal, 'TD-1', '1-101'))
    assert.equal(sha256(Buffer.from(copy ?? '')), receipt.sha256)
    assert.match(receipt.bidRef, /^BD-\d{8}$/)
    assert.equal((JSON.parse(copy ?? '') as { bidRef: string }).bidRef, receipt.bidRef)
  })

  test('is withdrawn, submitted again and replaced until the deadline; one stands', async () => {
    const first = await handIn(shell, FERN)
    assert.ok((await withdrawBid(shell, FERN, 'TD-1')).ok)
    assert.deepEqual(await withdrawBid(shell, FERN, 'TD-1'), { ok: false, error: 'no bid' })
    const second = await handIn(shell, FERN)
    const third = await handIn(shell, FERN)
    const states = (await own(shell, FERN)).receipts.map(({ bidRef, status }) => [bidRef, status])
    assert.deepEqual(
      new Map(states as [string, string][]),
      new Map([
        [first.bidRef, 'withdrawn'],
        [second.bidRef, 'replaced'],
        [third.bidRef, 'submitted'],
      ]),
    )
    assert.equal((await lines('tendering.bid-submitted')).at(-1)?.data['replaces'], second.bidRef)
  })

  test('of a machine that repeats itself is one bid', async () => {
    await ready(shell, FERN)
    const options = { idempotencyKey: 'k1', request: 'TD-1' }
    const once = await submitBid(shell, FERN, 'TD-1', options)
    const again = await submitBid(shell, FERN, 'TD-1', options)
    assert.ok(once.ok && again.ok)
    assert.equal(once.value.bidRef, again.value.bidRef)
    assert.equal((await own(shell, FERN)).receipts.length, 1)
  })

  test('cannot be taken where the server has no seal key, or another one than the draft was saved by', async () => {
    await ready(shell, FERN)
    const without: Shell = { ...shell, seal: undefined }
    const other: Shell = { ...shell, seal: sealKeysFrom(newSealKey()) }
    assert.deepEqual(await submitBid(without, FERN, 'TD-1'), { ok: false, error: { why: 'no seal key' } })
    assert.deepEqual(await readOwnBid(other, FERN, 'TD-1'), { ok: false, error: 'another seal key' })
    const first = await saveOwnDraft(other, MOSS, 'TD-1', fullDraft())
    assert.deepEqual(first, { ok: false, error: { why: 'another seal key' } })
    const published = await shell.command(ANNE, 'publish', (tx) => sealFor(tx, undefined, 'TD-2'))
    assert.deepEqual(published, { ok: false, error: 'no seal key' })
  })
})

describe('the opening of bids', () => {
  const harness = useDatabase({ seed: ({ shell }) => publishSmallTender(shell) })
  const { shell, clock, database } = harness
  const facts = () =>
    database.transaction('read only', { council: COUNCIL }, async ({ session }) => {
      const { rows } = await session.query(
        `select type, count(*) as times from audit.entry where type like 'tendering.%' and type !~ 'draft|made|submitted|brought'
         group by type order by type`,
      )
      return rows as { type: string; times: number }[]
    })
  const read = <T>(work: (tx: Read) => Promise<T>) => shell.read(ANNE, work)
  const closeAndConfirm = async () => {
    clock.now = CLOSES
    for (const each of [ANNE, BEN]) assert.ok((await confirmOpeningOf(shell, each, 'TD-1')).ok)
  }

  test('waits for the deadline and for two different officers', async () => {
    await handIn(shell, FERN)
    assert.deepEqual(await confirmOpeningOf(shell, ANNE, 'TD-1'), { ok: false, error: 'bids are still taken' })
    clock.now = CLOSES
    assert.ok((await confirmOpeningOf(shell, ANNE, 'TD-1')).ok)
    assert.deepEqual(await confirmOpeningOf(shell, ANNE, 'TD-1'), { ok: false, error: 'confirmed already' })
    assert.deepEqual(await openBids(shell, ANNE, 'TD-1'), { ok: false, error: 'two officers must confirm' })
    const machine: Actor = { ...BEN, kind: 'machine', answerable: 'O-2' }
    assert.deepEqual(await confirmOpeningOf(shell, machine, 'TD-1'), { ok: false, error: 'not an officer' })
    assert.deepEqual(await read((tx) => listOpenedBids(tx, 'TD-1')), [])
  })

  test('is on "My work" of those who may open, until they gave their word; both then see that it can be opened', async () => {
    const work = async (actor: Actor) =>
      (await read((tx) => bidWork[0]?.list(tx, actor) ?? Promise.resolve([]))).map(({ action }) => action)
    assert.deepEqual(await work(ANNE), [])
    clock.now = CLOSES
    assert.deepEqual(await work(ANNE), ['Confirm the opening'])
    await confirmOpeningOf(shell, ANNE, 'TD-1')
    assert.deepEqual([await work(ANNE), await work(BEN)], [[], ['Confirm the opening']])
    await confirmOpeningOf(shell, BEN, 'TD-1')
    assert.deepEqual([await work(ANNE), await work(BEN)], [['Open the bids'], ['Open the bids']])
    await openBids(shell, BEN, 'TD-1')
    assert.deepEqual(await work(ANNE), [])
  })

  test('does not begin on a word that was taken back, and taking it back needs a reason and stays on record', async () => {
    await handIn(shell, FERN)
    await closeAndConfirm()
    assert.deepEqual(await takeConfirmationBack(shell, BEN, 'TD-1', ' '), { ok: false, error: 'no reason' })
    assert.ok((await takeConfirmationBack(shell, BEN, 'TD-1', 'my sister works there')).ok)
    assert.deepEqual(await openBids(shell, ANNE, 'TD-1'), { ok: false, error: 'two officers must confirm' })
    assert.ok((await confirmOpeningOf(shell, officer('O-3'), 'TD-1')).ok)
    assert.ok((await openBids(shell, ANNE, 'TD-1')).ok)
    assert.deepEqual(
      (await facts()).map(({ type, times }) => `${times} ${type.slice(10)}`),
      ['1 bid-opened', '1 opening-confirmation-withdrawn', '3 opening-confirmed', '1 seal-key-used', '1 tender-opened'],
    )
  })

  test('shows each bid as it was sealed, its prices apart, its files as they were; and happens once', async () => {
    const receipt = await handIn(shell, FERN)
    await handIn(shell, MOSS)
    await withdrawBid(shell, MOSS, 'TD-1')
    await closeAndConfirm()
    assert.deepEqual(await openBids(shell, BEN, 'TD-1'), { ok: true, value: { bids: 1, unreadable: 0 } })
    const bids = await read((tx) => listOpenedBids(tx, 'TD-1'))
    assert.deepEqual(
      bids.map(({ bidRef, lots, mostLots, answers }) => ({ bidRef, lots, mostLots, answers })),
      [
        {
          bidRef: receipt.bidRef,
          lots: [
            { lot: 'L2', preference: 1 },
            { lot: 'L1', preference: 2 },
          ],
          mostLots: 1,
          answers: [
            { key: 'Q1', text: 'Small patches with marigold teams', words: 5 },
            { key: 'Q2', text: 'Two weeks beside someone who knows', words: 6 },
          ],
        },
      ],
    )
    assert.doesNotMatch(JSON.stringify(bids), /1237|2311|"key":"[A-Za-z0-9+/]{43}=/)
    const prices = await read((tx) => listOpenedPrices(tx, 'TD-1'))
    assert.deepEqual(
      prices.map(({ lot, lines }) => [lot, lines.map(({ pence }) => pence)]),
      [
        ['L1', [1237, 2311]],
        ['L2', [1237, 2311]],
      ],
    )
    const file = await read((tx) => findOpenedFile(tx, 'TD-1', receipt.bidRef, 1))
    assert.ok(file)
    assert.equal((await buffer(openFile(shell.files.open(file.kept), file))).toString(), CERTIFICATE)
    assert.deepEqual(await openBids(shell, BEN, 'TD-1'), { ok: false, error: 'opened already' })
  })

  test('says so when another seal key is in use, and opens nothing', async () => {
    await handIn(shell, FERN)
    await closeAndConfirm()
    const other: Shell = { ...shell, seal: sealKeysFrom(newSealKey()) }
    assert.deepEqual(await openBids(other, ANNE, 'TD-1'), { ok: false, error: 'another seal key' })
    assert.deepEqual(await read((tx) => listOpenedBids(tx, 'TD-1')), [])
    assert.ok((await openBids(shell, ANNE, 'TD-1')).ok)
  })

  test('tells of a bid that was changed in the database, or put in another’s place, and opens the others', async () => {
    const [fern, moss, birch] = [
      await handIn(shell, FERN),
      await handIn(shell, MOSS),
      await handIn(shell, providerUser('1-103')),
    ]
    await database.transaction('read write', { council: COUNCIL }, ({ session }) =>
      session.query(
        'update tendering.bid set sealed = (select sealed from tendering.bid where bid_ref = $1) where bid_ref = $2',
        [fern.bidRef, moss.bidRef],
      ),
    )
    await database.transaction('read write', { council: COUNCIL }, ({ session }) =>
      session.query(`update tendering.bid set sha256 = 'other' where bid_ref = $1`, [birch.bidRef]),
    )
    await closeAndConfirm()
    assert.deepEqual(await openBids(shell, ANNE, 'TD-1'), { ok: true, value: { bids: 3, unreadable: 2 } })
    assert.deepEqual(
      (await read((tx) => listOpenedLines(tx, 'TD-1'))).unreadable.sort(),
      [moss.bidRef, birch.bidRef].sort(),
    )
    assert.deepEqual(
      (await read((tx) => listOpenedBids(tx, 'TD-1'))).map(({ bidRef }) => bidRef),
      [fern.bidRef],
    )
  })

  test('flags a bidder who is another’s subcontractor, on both', async () => {
    const named = { organisationRef: '1-102', name: 'Moss Care', work: 'Nights' }
    await handIn(shell, FERN, { subcontractors: [named] })
    await handIn(shell, MOSS)
    await closeAndConfirm()
    await openBids(shell, ANNE, 'TD-1')
    const bids = await read((tx) => listOpenedBids(tx, 'TD-1'))
    assert.deepEqual(bids.map(({ organisationRef, tiedTo }) => [organisationRef, tiedTo]).sort(), [
      ['1-101', ['1-102']],
      ['1-102', ['1-101']],
    ])
  })

  test('and every page about a bid ask the database eight times at most', async () => {
    const identities = {
      actorOf: async ({ door, identity }: { door: string; identity: string }) =>
        door === 'staff' ? officer(identity) : providerUser(identity),
      actorOfToken: async () => undefined,
    }
    const app = await serverFor(shell, [bidRoutes], { identities })
    const look = async (door: 'staff' | 'portal', identity: string, url: string) => {
      const browser = new Browser(app)
      await browser.signInAs(door, identity)
      const { value, queries } = await countQueries(() => browser.get(url))
      assert.equal(value.statusCode, 200, url)
      // The whole application asks once more, for who is signed in.
      assert.ok(queries <= 7, `${url} asks ${queries} times`)
      return value.body
    }
    await ready(shell, FERN, { subcontractors: [{ organisationRef: '', name: 'Moss Nights', work: 'Nights' }] })
    for (const part of ['company', 'subcontractors', 'lots', 'answers/Q1', 'prices/L1', 'files', 'check'])
      await look('portal', '1-101', `/portal/tenders/TD-1/bid/${part}`)
    const { bidRef } = await handIn(shell, FERN)
    await look('portal', '1-101', '/portal/tenders/TD-1/bid')
    await look('portal', '1-101', '/portal/tenders/TD-1/bid/receipt')
    await look('staff', 'O-1', '/tenders/TD-1/opening')
    await closeAndConfirm()
    assert.ok((await openBids(shell, ANNE, 'TD-1')).ok)
    await look('staff', 'O-1', '/tenders/TD-1/opening')
    assert.match(await look('staff', 'O-1', `/tenders/TD-1/bids/${bidRef}`), /marigold teams/)
    assert.equal(await look('staff', 'O-1', `/tenders/TD-1/bids/${bidRef}/files/1`), CERTIFICATE)
    const other = new Browser(app)
    await other.signInAs('portal', '1-102')
    assert.doesNotMatch((await other.get('/portal/tenders/TD-1/bid/check')).body, /marigold/)
    assert.equal((await other.get('/portal/tenders/TD-1/bid/sealed.json')).statusCode, 404)
  })

  test('of a lot with two bids asks what is done about it, with a reason', async () => {
    await handIn(shell, FERN)
    await handIn(shell, MOSS)
    const early = await decideThinLot(shell, ANNE, 'TD-1', { lot: 'L1', code: 'go_on', reason: 'fair' })
    assert.deepEqual(early, { ok: false, error: 'not opened' })
    await closeAndConfirm()
    await openBids(shell, ANNE, 'TD-1')
    const decide = (code: string, reason: string) => decideThinLot(shell, ANNE, 'TD-1', { lot: 'L1', code, reason })
    assert.deepEqual(await decide('leave_out', 'few'), { ok: false, error: 'not open to this lot' })
    assert.deepEqual(await decide('go_on', ''), { ok: false, error: 'no reason' })
    assert.ok((await decide('go_on', 'both are below the ceiling')).ok)
  })
})

describe('before the opening', async () => {
  const engine = await openPglite({ dump: await migratedDump() })
  after(() => engine.close())
  const database = createDatabase(engine)
  const place = join(folder, 'files')
  const key = newSealKey()
  const shell = createShell(database, [], () => NOON, undefined, { seal: sealKeysFrom(key), files: filesIn(place) })
  const PLAIN = ['marigold', 'Marigold', 'Ada Fern', '"pence":1237', 'ada@care.example']
  const has = (bytes: Buffer | string) => PLAIN.filter((word) => bytes.includes(word))

  test('nobody but the bidder reads a bid or a draft: not the council, another provider, a visitor, nor the bytes themselves', async () => {
    await publishSmallTender(shell, { spec: smallSpec(CLOSES) })
    await handIn(shell, FERN)
    const TABLES = ['bid_draft', 'bid', 'opened_bid', 'opened_price', 'opened_file', 'sealed_key']
    const seen = async (scope: Scope) => {
      const shown: string[] = []
      for (const table of TABLES) {
        const look = database.transaction('read only', scope, ({ session }) =>
          session.query(`select * from tendering.${table}`),
        )
        shown.push(
          await look.then(
            ({ rows }) => `${rows.length}${has(JSON.stringify(rows)).join()}`,
            () => 'refused',
          ),
        )
      }
      return shown.join(' ')
    }
    // In the order of the tables: draft, bid, opened bid, price and file, wrapped key.
    assert.equal(await seen({ council: COUNCIL }), 'refused 1 0 0 0 1')
    assert.equal(await seen({ council: COUNCIL, organisation: '1-101' }), '1 1 refused refused refused refused')
    assert.equal(await seen({ council: COUNCIL, organisation: '1-102' }), '0 0 refused refused refused refused')
    assert.equal(await seen({ council: COUNCIL, published: true }), Array(6).fill('refused').join(' '))
    assert.equal(await seen({ council: 2 }), 'refused 0 0 0 0 0')
    await engine.session((session) => session.script('checkpoint'))
    const bytes = Buffer.from(await (await engine.dump()).arrayBuffer())
    assert.ok(bytes.includes('Wenbury North'), 'what is published is there to be found')
    assert.deepEqual(has(bytes), [])
    assert.ok(
      !bytes.includes(key) && !bytes.includes(Buffer.from(key, 'base64')),
      'the seal key is not in the database',
    )
    const kept = readdirSync(place, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    assert.equal(kept.length, 1)
    for (const one of kept) assert.deepEqual(has(readFileSync(join(one.parentPath, one.name))), [])
  })
})
