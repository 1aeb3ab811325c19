import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { timeline } from '#src/platform/audit.ts'
import { type Doors, page } from '#src/platform/http/doors.ts'
import { html } from '#src/platform/pages/html.ts'
import { decidePassword, hashPassword, isPassword } from '#src/platform/sign-in/password.ts'
import { createSignIn, tidySignIn } from '#src/platform/sign-in/sign-in.ts'
import { inviteProviderUser } from '#src/platform/sign-in/provider-users.ts'
import { officer, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

const ADDRESS = 'http://127.0.0.1:8080'
const PASSWORD = 'teapot violin marsh'
describe('provider users sign in', () => {
  const { shell, clock } = useDatabase()
  const inviter = officer('O-1', ['sign-in.invite'])

  const offers = (doors: Doors) =>
    doors.portal('GET /portal', 'offers.see', ({ actor }) =>
      page({ title: 'Offers', content: html`${actor.organisation} in ${actor.council}` }),
    )

  function signInFor(trial: boolean) {
    return createSignIn({
      shell,
      settings: { trial, host: '0.0.0.0', address: ADDRESS },
      whoIs: async () => inviter,
      grantsOfProviderUser: () => new Set(['offers.see']),
      scopes: [],
      providerScopes: new Set<string>(),
      onlyProviders: new Set<string>(),
      officerName: async () => undefined,
      councilName: (council) => `Council ${council}`,
      organisationName: async (_tx, ref) => ({ '1-101': 'Sunrise Care Ltd', '1-102': 'Harbour Homecare' })[ref],
      report: () => {},
    })
  }

  describe('provider users', () => {
    let app: FastifyInstance & { logged: string[] }
    before(async () => {
      const signIn = signInFor(true)
      app = await serverFor(shell, [signIn.routes, offers], {
        identities: signIn.identities,
        settings: { trial: true, https: false, limits: { secretsPerAddress: 1000 } },
      })
    })
    after(() => app.close())

    const invite = async (fields: Record<string, string> = {}) => {
      const browser = new Browser(app)
      await browser.signInAs('staff', 'anyone')
      return browser.post('/provider-users/invite', {
        organisation: '1-101',
        name: 'Priya Shah',
        email: 'Priya@Sunrise.example',
        ...fields,
      })
    }

    /** The address in the newest mail. */
    const mailedPath = async () => {
      const browser = new Browser(app)
      await browser.signInAs('staff', 'anyone')
      return /href="http:\/\/127.0.0.1:8080([^"]+)"/.exec((await browser.get('/outbox')).body)?.[1] as string
    }

    const accepted = async () => {
      await invite()
      const browser = new Browser(app)
      await browser.post(await mailedPath(), { password: PASSWORD })
      return browser
    }

    const tryPassword = (password: string, email = 'priya@sunrise.example') =>
      new Browser(app).post('/portal/sign-in', { email, password, next: '/portal' })

    it('an officer invites, the invited chooses a password and is in', async () => {
      assert.equal((await invite()).headers.location, '/provider-users')
      const path = await mailedPath()
      const browser = new Browser(app)
      assert.equal((await browser.get(path)).statusCode, 200)
      const answer = await browser.post(path, { password: PASSWORD })
      assert.equal(answer.headers.location, '/portal')
      assert.match((await browser.get('/portal')).body, /1-101 in 1/)
      assert.equal((await browser.get(path)).statusCode, 410, 'the link works once')
      assert.equal((await tryPassword(PASSWORD)).headers.location, '/portal')
      const entries = await shell.read(inviter, (tx) => timeline(tx, 'provider-user:U-1001'))
      assert.deepEqual(entries.map(({ type }) => type).sort(), [
        'sign-in.password-chosen',
        'sign-in.provider-user-invited',
      ])
    })

    it('an invitation ends after seven days', async () => {
      await invite()
      const path = await mailedPath()
      clock.now = clock.now.add({ hours: 7 * 24 - 1 })
      assert.equal((await new Browser(app).get(path)).statusCode, 200)
      clock.now = clock.now.add({ hours: 2 })
      assert.equal((await new Browser(app).get(path)).statusCode, 410)
    })

    it('refuses an unknown organisation, a bad address, and an address of another organisation', async () => {
      assert.match((await invite({ organisation: '1-999' })).body, /No organisation on the register/)
      assert.match((await invite({ email: 'priya' })).body, /Enter an email address, such as/)
      await invite()
      assert.match((await invite({ organisation: '1-102' })).body, /account with another organisation/)
    })

    it('keeps what was typed after an error', async () => {
      const answer = await invite({ email: 'priya' })
      assert.equal(answer.statusCode, 400)
      assert.match(answer.body, /value="Priya Shah"/)
      assert.match(answer.body, /href="#email"/)
    })

    it('says the same for a wrong password and an unknown address', async () => {
      await accepted()
      const [wrong, unknown] = [await tryPassword('not the password'), await tryPassword(PASSWORD, 'x@y.example')]
      assert.deepEqual([wrong.statusCode, unknown.statusCode], [400, 400])
      const messageOf = (body: string) => /error-message[^>]*>([\s\S]*?)<\/p>/.exec(body)?.[1]
      assert.equal(messageOf(wrong.body), messageOf(unknown.body))
    })

    it('locks after ten wrong tries for a quarter of an hour, known or not', async () => {
      await accepted()
      for (const email of ['priya@sunrise.example', 'nobody@y.example']) {
        for (let attempt = 0; attempt < 10; attempt++) {
          assert.match((await tryFrom(`192.0.2.${attempt}`, email, 'wrong')).body, /After 10 wrong tries/)
        }
        assert.match((await tryFrom('198.51.100.1', email, PASSWORD)).body, /too many wrong tries/)
      }
      clock.now = clock.now.add({ minutes: 15 })
      assert.equal((await tryPassword(PASSWORD)).statusCode, 303)
    })

    it('locks nobody for longer because of tries under a clock that was wrong', async () => {
      await accepted()
      const right = clock.now
      clock.now = right.add({ hours: 24 })
      for (let attempt = 0; attempt <= 10; attempt++)
        await tryFrom(`192.0.2.${attempt}`, 'priya@sunrise.example', 'wrong')
      clock.now = right
      assert.equal((await tryPassword(PASSWORD)).statusCode, 303)
    })

    it('locks an address that tries many accounts', async () => {
      await accepted()
      for (let attempt = 0; attempt < 10; attempt++) await tryFrom('192.0.2.1', `user${attempt}@y.example`, 'wrong')
      assert.match((await tryFrom('192.0.2.1', 'priya@sunrise.example', PASSWORD)).body, /too many wrong tries/)
      assert.equal((await tryFrom('192.0.2.2', 'priya@sunrise.example', PASSWORD)).statusCode, 303)
    })

    const tryFrom = async (remoteAddress: string, email: string, password: string) => {
      const browser = new Browser(app)
      const _csrf = await browser.token('/portal/sign-in')
      return app.inject({
        method: 'POST',
        url: '/portal/sign-in',
        remoteAddress,
        headers: { ...browser.headers(), 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ _csrf, email, password }).toString(),
      })
    }

    it('resets a password by a link that works once; whoever was signed in is out', async () => {
      const before = await accepted()
      const asked = await new Browser(app).post('/portal/forgotten', { email: 'priya@sunrise.example' })
      const unknown = await new Browser(app).post('/portal/forgotten', { email: 'nobody@y.example' })
      assert.equal(asked.body, unknown.body.replaceAll(unknown.headers['x-request-id'] as string, ''))
      const path = await mailedPath()
      assert.match(path, /^\/portal\/reset\//)
      const browser = new Browser(app)
      assert.equal((await browser.post(path, { password: 'lantern gravel opera' })).headers.location, '/portal')
      assert.equal((await before.get('/portal')).statusCode, 303)
      assert.equal((await tryPassword(PASSWORD)).statusCode, 400)
      assert.equal((await tryPassword('lantern gravel opera')).statusCode, 303)
      assert.equal((await new Browser(app).get(path)).statusCode, 410)
    })

    it('a reset link ends after an hour, and is no invitation', async () => {
      await accepted()
      await new Browser(app).post('/portal/forgotten', { email: 'priya@sunrise.example' })
      const path = await mailedPath()
      assert.equal((await new Browser(app).get(path.replace('reset', 'welcome'))).statusCode, 410)
      clock.now = clock.now.add({ minutes: 61 })
      assert.equal((await new Browser(app).get(path)).statusCode, 410)
    })

    it('refuses a weak password in words', async () => {
      await invite()
      const path = await mailedPath()
      const answer = await new Browser(app).post(path, { password: 'Password1234!' })
      assert.equal(answer.statusCode, 400)
      assert.match(answer.body, /harder to guess/)
      assert.match((await new Browser(app).post(path, { password: 'Sunrise-rocks-77' })).body, /without your name/)
    })

    it('ends access at the next click', async () => {
      const browser = await accepted()
      const staff = new Browser(app)
      await staff.signInAs('staff', 'anyone')
      assert.equal((await staff.post('/provider-users/U-1001/end', {}, '/provider-users')).statusCode, 303)
      assert.equal((await browser.get('/portal')).headers.location, '/portal/sign-in?next=%2Fportal')
      assert.match((await tryPassword(PASSWORD)).body, /No council gives you access/)
    })

    it('works in one council at a time and changes over', async () => {
      const browser = await accepted()
      const user = {
        organisationRef: '1-101',
        organisationName: 'Sunrise Care Ltd',
        name: 'Priya Shah',
        email: 'priya@sunrise.example',
      }
      await inviteProviderUser(shell, officer('O-9', [], 2), user, { address: ADDRESS, council: 'Council 2' })
      assert.match((await browser.get('/portal/council')).body, /Council 2/)
      await browser.post('/portal/council', { council: '2' })
      assert.match((await browser.get('/portal')).body, /1-101 in 2/)
      assert.equal((await browser.post('/portal/council', { council: '3' })).statusCode, 404)
    })

    it('an officer is asked for what the form of an invitation lacks', async () => {
      const browser = new Browser(app)
      await browser.signInAs('staff', 'anyone')
      const { statusCode, body } = await browser.post('/provider-users/invite', { organisation: '1-101' })
      assert.equal(statusCode, 400)
      assert.match(body, /Enter the name of the person/)
      assert.match(body, /Enter an email address, such as name@example.com/)
    })

    it('an officer of another council ends nothing here', async () => {
      const browser = await accepted()
      const signIn = signInFor(true)
      const elsewhere = await serverFor(shell, [signIn.routes], {
        identities: { ...signIn.identities, actorOf: async () => officer('O-9', ['sign-in.invite'], 2) },
      })
      const staff = new Browser(elsewhere)
      await staff.signInAs('staff', 'anyone')
      assert.doesNotMatch((await staff.get('/provider-users')).body, /Priya/)
      assert.equal((await staff.post('/provider-users/U-1001/end', {}, '/provider-users/invite')).statusCode, 404)
      assert.equal((await browser.get('/portal')).statusCode, 200)
      await elsewhere.close()
    })

    it('shows no words of a mail on live data, where one may let somebody in', async () => {
      await invite()
      const signIn = signInFor(false)
      const live = await serverFor(shell, [signIn.routes], { identities: signIn.identities })
      const staff = new Browser(live)
      await staff.signInAs('staff', 'anyone')
      const { body } = await staff.get('/outbox')
      assert.match(body, /provider-invitation[\s\S]+Waiting to be sent/)
      assert.doesNotMatch(body, /welcome\/|Choose your password/)
      await live.close()
    })

    it('drops what has run out', async () => {
      await accepted()
      clock.now = clock.now.add({ hours: 30 * 24 })
      await tidySignIn(shell.database, clock.now)
      const counts = await shell.database.transaction('read only', 'platform', async ({ session }) =>
        session.query(
          `select (select count(*) from sign_in.session) + (select count(*) from sign_in.one_time_link) as left`,
        ),
      )
      assert.deepEqual(counts.rows, [{ left: 0 }])
    })

    it('logs no name, no address, no token', async () => {
      await invite()
      const path = await mailedPath()
      await new Browser(app).get(path)
      await tryPassword('wrong')
      const token = path.split('/').at(-1) as string
      const log = app.logged.join('')
      assert.match(log, /\/portal\/welcome\/:token/)
      assert.ok(!log.includes(token))
      assert.doesNotMatch(log, /priya|sunrise|wrong/i)
    })
  })

  describe('too many tries from one address', () => {
    it('are told to wait', async () => {
      const signIn = signInFor(true)
      const app = await serverFor(shell, [signIn.routes], {
        identities: signIn.identities,
        settings: { trial: true, https: false, limits: { secretsPerAddress: 3 } },
      })
      const browser = new Browser(app)
      const statuses: number[] = []
      for (let attempt = 0; attempt < 4; attempt++) {
        statuses.push((await browser.post('/portal/forgotten', { email: 'a@b.example' })).statusCode)
      }
      assert.deepEqual(statuses, [200, 200, 200, 429])
      const last = await browser.post('/portal/forgotten', {})
      assert.match(last.body, /Wait 5 minutes/)
      assert.ok(Number(last.headers['retry-after']) > 0)
      await app.close()
    })
  })
})

describe('passwords', () => {
  const cases: [string, string | undefined][] = [
    ['teapot violin marsh', undefined],
    ['kV9#mq2!Lz7p', undefined],
    ['short', 'too short'],
    ['x'.repeat(201), 'too long'],
    ['password1234', 'commonly used'],
    ['P@ssw0rd2026!', 'commonly used'],
    ['qwertyuiopas', 'commonly used'],
    ['123456789012', 'commonly used'],
    ['2026-11-22-2026', 'commonly used'],
    ['aaaaaaaaaaaa', 'commonly used'],
    ['abcabcabcabc', 'commonly used'],
    ['Liverpool2026', 'commonly used'],
    ['welcomesummer1', 'commonly used'],
    ['Sunrise-rocks-77', 'names you or us'],
    ['my-almoner-login-x', 'names you or us'],
    ['PriyaLikesTea99', 'names you or us'],
  ]
  for (const [password, refusal] of cases) {
    it(`${password.slice(0, 20)} is ${refusal ?? 'good'}`, () => {
      const decided = decidePassword(password, ['Sunrise Care Ltd', 'Priya Shah', 'priya'])
      assert.equal(decided.ok ? undefined : decided.error, refusal)
    })
  }

  it('are kept as argon2id with the cost that OWASP asks for', async () => {
    const hash = await hashPassword(PASSWORD)
    assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    assert.equal(await isPassword(PASSWORD, hash), true)
    assert.equal(await isPassword(`${PASSWORD} `, hash), false)
    assert.notEqual(await hashPassword(PASSWORD), hash)
  })
})
