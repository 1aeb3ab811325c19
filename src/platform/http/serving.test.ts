import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { type Doors, events, page, seeOther } from '#src/platform/http/doors.ts'
import { stop } from '#src/platform/http/http.ts'
import { html } from '#src/platform/pages/html.ts'
import { officer, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

type Seen = { text: string; bytes: number; filename: string }

describe('serving', () => {
  const { shell } = useDatabase()
  const seen: Seen[] = []
  let release = () => {}
  const routes = (doors: Doors) => {
    doors.staff('GET /form', 'visits.import', ({ csrf }) =>
      page({ title: 'Form', content: html`<input type="hidden" name="_csrf" value="${csrf}">` }),
    )
    doors.staff(
      'POST /upload',
      'visits.import',
      ({ files, form }) => {
        const file = files['log']
        if (!file) return page({ title: 'No file', content: html`` }, { status: 400 })
        seen.push({ text: readFileSync(file.path, 'utf8'), bytes: file.bytes, filename: file.filename })
        return seeOther('/form', `Read ${form['note']}`)
      },
      { uploads: 10_000 },
    )
    doors.staff('POST /plain', 'visits.import', () => seeOther('/form'))
    doors.open('GET /slow', async () => {
      await new Promise<void>((resolve) => {
        release = resolve
      })
      return page({ title: 'Slow', content: html`<p>done</p>` })
    })
    doors.open('GET /for-ever', () =>
      events(
        (async function* () {
          yield { data: 1 }
          await new Promise(() => {})
        })(),
      ),
    )
  }
  const serve = () =>
    serverFor(shell, [routes], {
      identities: { actorOf: async () => officer('O-1', ['visits.import']), actorOfToken: async () => undefined },
      settings: { trial: false, https: true },
    })

  const own = mkdtempSync(path.join(tmpdir(), 'almoner-test-'))
  const { TMPDIR } = process.env
  let app: FastifyInstance & { logged: string[] }
  before(async () => {
    process.env['TMPDIR'] = own
    app = await serve()
  })
  after(async () => {
    await app.close()
    if (TMPDIR === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = TMPDIR
    rmSync(own, { recursive: true, force: true })
  })

  const BOUNDARY = 'between'
  const field = (name: string, value: string) =>
    `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const file = (text: string, filename = 'log.csv') =>
    `--${BOUNDARY}\r\ncontent-disposition: form-data; name="log"; filename="${filename}"\r\ncontent-type: text/csv\r\n\r\n${text}\r\n`
  const END = `--${BOUNDARY}--\r\n`
  const contentType = `multipart/form-data; boundary=${BOUNDARY}`

  const signedIn = async () => {
    const browser = new Browser(app)
    await browser.signInAs('staff', 'O-1')
    return { browser, token: await browser.token('/form') }
  }
  const upload = (browser: Browser, payload: string, url = '/upload') =>
    app.inject({ method: 'POST', url, headers: { ...browser.headers(), 'content-type': contentType }, payload })
  const left = () => readdirSync(own)

  it('streams an upload to a file for the handler and drops it afterwards', async () => {
    const { browser, token } = await signedIn()
    const answer = await upload(browser, field('_csrf', token) + field('note', 'a') + file('visit_ref\nV1') + END)
    assert.equal(answer.statusCode, 303)
    assert.deepEqual(seen.at(-1), { text: 'visit_ref\nV1', bytes: 12, filename: 'log.csv' })
    assert.deepEqual(left(), [])
  })

  it('takes the token after the file too', async () => {
    const { browser, token } = await signedIn()
    assert.equal((await upload(browser, file('x') + field('_csrf', token) + END)).statusCode, 303)
  })

  it('drops the file when the token is wrong or missing', async () => {
    const { browser } = await signedIn()
    const count = seen.length
    for (const body of [field('_csrf', 'wrong') + file('x'), file('x') + field('_csrf', 'wrong'), file('x')]) {
      const answer = await upload(browser, body + END)
      assert.equal(answer.statusCode, 403)
      assert.match(answer.body, /form has expired/)
      assert.deepEqual(left(), [])
    }
    assert.equal(seen.length, count, 'the handler saw none')
  })

  it('refuses a file that is too large, or any where none is taken', async () => {
    const { browser, token } = await signedIn()
    const large = await upload(browser, field('_csrf', token) + file('x'.repeat(10_001)) + END)
    assert.equal(large.statusCode, 413)
    assert.match(large.body, /too large/)
    assert.equal((await upload(browser, field('_csrf', token) + file('x') + END, '/plain')).statusCode, 413)
    assert.deepEqual(left(), [])
  })

  it('an empty file field is no file', async () => {
    const { browser, token } = await signedIn()
    assert.equal((await upload(browser, field('_csrf', token) + file('', '') + END)).statusCode, 400)
  })

  it('refuses a form that is too large, and one that is none', async () => {
    const { browser, token } = await signedIn()
    const large = await browser.send('/plain', { _csrf: token, words: 'x'.repeat(1_100_000) })
    assert.equal(large.statusCode, 413)
    assert.match(large.body, /Nothing has been saved/)
    const json = await app.inject({
      method: 'POST',
      url: '/plain',
      headers: { ...browser.headers(), 'content-type': 'application/json' },
      payload: { _csrf: token },
    })
    assert.equal(json.statusCode, 415)
  })

  it('live: HSTS, and a cookie that no other site, script or plain connection gets', async () => {
    const { browser } = await signedIn()
    const answer = await new Browser(app).signInAs('staff', 'O-1')
    assert.match(
      String(answer.headers['set-cookie']),
      /^__Host-almoner=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
    assert.match(String((await browser.get('/form')).headers['strict-transport-security']), /max-age=63072000/)
  })

  it('keeps only the hash of a session', async () => {
    const { browser } = await signedIn()
    const { rows } = await shell.database.transaction('read only', 'platform', ({ session }) =>
      session.query('select * from sign_in.session'),
    )
    assert.ok(!JSON.stringify(rows).includes(browser.cookies.get('__Host-almoner') as string))
  })

  it('drops the file of a browser that went away', async () => {
    const { browser, token } = await signedIn()
    const socketApp = await serve()
    await socketApp.listen({ port: 0, host: '127.0.0.1' })
    const { port } = socketApp.server.address() as AddressInfo
    const sending = httpRequest({
      port,
      host: '127.0.0.1',
      method: 'POST',
      path: '/upload',
      headers: { ...browser.headers(), 'content-type': contentType, 'content-length': 9000 },
    })
    sending.on('error', () => {})
    sending.write(field('_csrf', token) + file('x'.repeat(2000)).slice(0, -2))
    await until(() => left().length === 1)
    sending.destroy()
    await until(() => left().length === 0)
    await socketApp.close()
  })

  it('stops in order: answers what is under way, ends event streams, takes nothing new', async () => {
    const socketApp = await serve()
    await socketApp.listen({ port: 0, host: '127.0.0.1' })
    const base = `http://127.0.0.1:${(socketApp.server.address() as AddressInfo).port}`
    const slow = fetch(`${base}/slow`)
    const stream = (await fetch(`${base}/for-ever`)).body?.getReader()
    assert.match(new TextDecoder().decode((await stream?.read())?.value), /data: 1/)
    await sleep(50)
    const from = performance.now()
    const stopped = stop(socketApp)
    await until(async () => (await stream?.read())?.done === true)
    await assert.rejects(fetch(`${base}/health`))
    release()
    assert.match(await (await slow).text(), /done/)
    await stopped
    assert.ok(performance.now() - from < 5_000, 'and does not wait for connections kept alive')
  })

  /** Waits for what another process or socket does. */
  async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 10_000
    while (!(await condition())) {
      if (Date.now() > deadline) throw new Error('it did not happen in ten seconds')
      await sleep(20)
    }
  }

  it('says that it is not ready when the database is not', async () => {
    const broken = await serverFor(shell, [], { ready: () => Promise.reject(new Error('no database for Mrs Marsh')) })
    const answer = await broken.inject('/ready')
    assert.deepEqual([answer.statusCode, answer.json()], [503, { ready: false }])
    assert.doesNotMatch(broken.logged.join(''), /Marsh/)
    await broken.close()
  })
})
