import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { nameCouncil, setZones } from '#src/councils/index.ts'
import { createShell } from '#src/platform/command.ts'
import { countQueries } from '#src/platform/database.ts'
import { listMails } from '#src/platform/sign-in/mail.ts'
import { inviteProviderUser } from '#src/platform/sign-in/provider-users.ts'
import { answerClarification, askClarification } from '#src/tendering/clarifications/clarification-commands.ts'
import { clarificationRoutes } from '#src/tendering/clarifications/routes.ts'
import { addDocument } from '#src/tendering/documents/document-commands.ts'
import { documentRoutes } from '#src/tendering/documents/routes.ts'
import { jobs, listeners, mails, panels, search, work, words } from '#src/tendering/index.ts'
import { TELL_BIDDERS } from '#src/tendering/bidder-news/tell-bidders-commands.ts'
import { publishTender } from '#src/tendering/tenders/tender-commands.ts'
import { findTender } from '#src/tendering/tenders/tender.store.ts'
import { tenderRoutes } from '#src/tendering/tenders/routes.ts'
import { askedOf, officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { got } from '#test/support/pay-runs.ts'
import { broughtFile, completeSpec, preparedTender, publishedTender } from '#test/support/prepared-tenders.ts'

const CARA = officer('O-8', ['tendering.see', 'tendering.manage', 'audit.see'])
const PAT = providerUser('1-101', ['tendering.bid'])
const HOUSE = { panels, work, search, words }

describe('tendering’s front doors', () => {
  const {
    shell: quiet,
    database,
    clock,
  } = useDatabase({
    async seed({ shell }) {
      const zones = ['town', 'rural'].map((zone) => ({ zone, name: zone, kind: 'rural' as const }))
      got(await setZones(shell, CARA, { zones }))
      got(await nameCouncil(shell, CARA, { name: 'Wenbury Council' }))
    },
  })
  const asked: Record<string, unknown>[] = []
  const shell = createShell(database, listeners, () => clock.now, askedOf(TELL_BIDDERS, asked))
  const server = () =>
    serverFor(
      quiet,
      [tenderRoutes, documentRoutes, clarificationRoutes].map((routes) => (doors) => routes(doors, HOUSE)),
      {
        identities: {
          actorOf: async ({ identity }) => (identity === 'cara' ? CARA : PAT),
          actorOfToken: async () => ({ ...CARA, kind: 'machine' as const }),
        },
      },
    )

  it('a machine begins a tender, says all of it, is told what is missing, and publishes it once for a key', async () => {
    const app = await server()
    const call = async (method: 'GET' | 'PUT' | 'POST', path: string, body?: object, key?: string) => {
      const answer = await app.inject({
        method,
        url: `/api/v1/tenders${path}`,
        headers: { authorization: 'Bearer made-up', ...(key ? { 'idempotency-key': key } : {}) },
        ...(body ? { payload: body } : {}),
      })
      return { status: answer.statusCode, body: answer.json() as Record<string, unknown> }
    }
    const spec = completeSpec()
    const { title, service, route, regime, estimatedPence } = spec
    const begun = await call('POST', '', { title, service, route, regime, estimatedPence }, 'k1')
    assert.equal(begun.status, 201)
    const path = `/${String(begun.body['tenderRef'])}`
    const modelAnswers = spec.questions.map(({ key }) => ({ question: key, answer: 'What a good answer says' }))
    assert.deepEqual((await call('PUT', `${path}/spec`, { edition: 1, spec, modelAnswers })).body, { edition: 2 })
    assert.equal((await call('PUT', `${path}/spec`, { edition: 1, spec })).status, 409)
    const whole = await call('GET', path)
    assert.deepEqual(
      (whole.body['missing'] as { part: string }[]).map(({ part }) => part),
      ['documents'],
    )
    assert.equal((await call('POST', `${path}/publish`, undefined, 'k2')).status, 422)
    const document = { tenderRef: path.slice(1), title: 'Specification', note: '' }
    got(await addDocument(quiet, CARA, { ...document, file: broughtFile() }))
    const published = await call('POST', `${path}/publish`, undefined, 'k3')
    assert.equal(published.body['version'], 1)
    assert.deepEqual(await call('POST', `${path}/publish`, undefined, 'k3'), published)
    assert.equal(((await call('GET', '?status=published')).body['items'] as unknown[]).length, 1)
    assert.equal((await call('POST', `${path}/changes`, { reason: 'None' }, 'k4')).status, 409)
    assert.equal((await call('POST', `${path}/cancel`, { reason: 'The budget fell' }, 'k5')).status, 200)
  })

  it('the buyer states the order in which ties are broken, each way once; bidders read it', async () => {
    const tenderRef = await preparedTender(quiet, CARA)
    const cara = new Browser(await server())
    await cara.signInAs('staff', 'cara')
    const at = `/tenders/${tenderRef}/prepare/questions`
    const said = { priceWeight: '40', scale: '0: None\n5: Excellent', qualityLeast: '', agreed: 'consensus' }
    const places = (...ways: string[]) => Object.fromEntries(ways.map((way, place) => [`tieBreak-${place}`, way]))
    const twice = await cara.post(at, { ...said, ...places('price', 'price', 'lot_drawn', '') })
    assert.equal(twice.statusCode, 400)
    assert.match(twice.body, /Choose each way to break a tie once/)
    assert.equal((await cara.post(at, { ...said, ...places('price', '', 'quality', 'lot_drawn') })).statusCode, 303)
    const found = await quiet.read(CARA, (tx) => findTender(tx, tenderRef))
    assert.deepEqual(found?.spec.tieBreaks, ['price', 'quality', 'lot_drawn'])
    got(await publishTender(quiet, CARA, tenderRef))
    const pat = new Browser(await server())
    await pat.signInAs('portal', 'pat')
    const read = (await pat.get(`/portal/tenders/${tenderRef}`)).body
    assert.match(read, /lower price, then higher quality total, then a lot drawn/)
  })

  it('no page asks the database more than eight times', async () => {
    const tenderRef = await publishedTender(quiet, CARA)
    const { clarificationRef } = got(await askClarification(quiet, PAT, { tenderRef, words: 'May we?' }))
    const app = await server()
    const cara = new Browser(app)
    await cara.signInAs('staff', 'cara')
    const pat = new Browser(app)
    await pat.signInAs('portal', 'pat')
    const record = `/tenders/${tenderRef}`
    const pages: [Browser, string][] = [
      ...[
        '',
        '/prepare',
        '/prepare/lots',
        '/prepare/questions/items/Q1',
        '/prepare/timetable',
        '/change',
        '/cancel',
        '/prepare/engagement',
        '/prepare/questions',
        '/documents/D1/1',
        '/documents',
        '/questions',
      ].map((path): [Browser, string] => [cara, `${record}${path}`]),
      [cara, '/tenders'],
      [cara, `/clarifications/${clarificationRef}`],
      [pat, '/portal/tenders'],
      [pat, `/portal/tenders/${tenderRef}`],
      [pat, `/portal/tenders/${tenderRef}/documents/D1/1`],
    ]
    for (const [browser, path] of pages) {
      const { value, queries } = await countQueries(() => browser.get(path))
      assert.equal(value.statusCode, 200, path)
      assert.ok(queries <= 8, `${path} asks ${queries} times`)
    }
  })

  it('whoever follows a tender is told of an answer, once, without who asked', async () => {
    const user = { organisationRef: '1-101', organisationName: 'Damson', name: 'Pat', email: 'pat@care.example' }
    got(await inviteProviderUser(quiet, system(), user, { address: 'http://127.0.0.1', council: 'Wenbury Council' }))
    const tenderRef = await publishedTender(quiet, CARA)
    const { clarificationRef } = got(await askClarification(shell, PAT, { tenderRef, words: 'May we?' }))
    const given = { to: 'all', question: 'May a bidder?', answer: 'Yes' } as const
    got(await answerClarification(shell, CARA, { clarificationRef, given }))
    const job = jobs(shell).find(({ name }) => name === TELL_BIDDERS)
    for (const data of [...asked, ...asked]) await job?.run(data)
    const [mail, ...others] = (await quiet.read(system(), (tx) => listMails(tx, 50))).filter(
      ({ template }) => template === 'tender-answer',
    )
    assert.deepEqual([mail?.to, others], ['pat@care.example', []])
    const text = mails['tender-answer']?.(mail?.data ?? {})
    assert.match(`${text?.subject} ${text?.text}`, new RegExp(`answered a question about ${tenderRef}`))
    assert.doesNotMatch(`${text?.subject} ${text?.text}`, /undefined|http|Damson/)
  })
})
