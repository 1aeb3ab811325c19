import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import type { Actor } from '#src/platform/actor.ts'
import { type Doors, page } from '#src/platform/http/doors.ts'
import { html } from '#src/platform/pages/html.ts'
import type { StaffSignIn, StaffIdentity } from '#src/platform/sign-in/open-id.ts'
import { identityFrom } from '#src/platform/sign-in/open-id.ts'
import { mayChooseWhoToBe, openIdFrom, type SignInSettings } from '#src/platform/sign-in/settings.ts'
import { createSignIn, type SignInOptions } from '#src/platform/sign-in/sign-in.ts'
import type { TrialPerson } from '#src/platform/sign-in/staff.page.ts'
import { officer, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import {
  CLIENT,
  type IdentityProvider,
  isKnownThere,
  signInThere,
  signOutThere,
  startIdentityProvider,
} from '#test/support/identity-provider.ts'

const ADDRESS = 'https://almoner.example'
describe('staff sign in', () => {
  const { shell } = useDatabase()

  const myWork = (doors: Doors) =>
    doors.staff('GET /', 'brokerage.see', ({ actor }) =>
      page({ title: 'My work', content: html`${[...actor.grants].join()}` }),
    )

  async function serverWith(settings: Partial<SignInSettings>, more: Partial<SignInOptions> = {}) {
    const signIn = createSignIn({
      shell,
      settings: { trial: false, host: '127.0.0.1', address: ADDRESS, ...settings },
      whoIs: async () => undefined,
      grantsOfProviderUser: () => new Set(),
      scopes: [],
      providerScopes: new Set<string>(),
      onlyProviders: new Set<string>(),
      officerName: async () => undefined,
      councilName: () => 'Wenbury Council',
      organisationName: async () => undefined,
      report: () => {},
      ...more,
    })
    return serverFor(shell, [signIn.routes, myWork], { identities: signIn.identities, mountTokens: signIn.mountTokens })
  }

  describe('at their identity provider', () => {
    let provider: IdentityProvider
    let app: FastifyInstance & { logged: string[] }
    const noted: StaffSignIn[] = []
    const asked: StaffIdentity[] = []
    before(async () => {
      provider = await startIdentityProvider({
        redirectUri: `${ADDRESS}/sign-in/callback`,
        accounts: {
          ravinder: {
            tid: 'wenbury',
            oid: '17',
            name: 'Ravinder Gill',
            email: 'ravinder@wenbury.example',
            roles: ['Almoner.Broker', 'finance_officer'],
          },
          stranger: { tid: 'wenbury', oid: '18', name: 'Sam Stranger' },
        },
      })
      app = await serverWith(
        { openId: { issuer: provider.issuer, ...CLIENT, council: 1, roles: { 'Almoner.Broker': 'broker' } } },
        {
          noteStaffSignIn: async (who) => void noted.push(who),
          whoIs: async (who): Promise<Actor | undefined> => {
            asked.push(who)
            return who.identity === 'wenbury:17' && who.roles?.includes('broker')
              ? officer('O-7', ['brokerage.see'])
              : undefined
          },
        },
      )
    })
    after(async () => {
      await app.close()
      provider.stop()
    })

    const start = async (browser: Browser, next = '/') =>
      String((await browser.get(`/sign-in/start?next=${encodeURIComponent(next)}`)).headers.location)
    const pathOf = (url: string) => url.replace(ADDRESS, '')

    it('an officer signs in, lands on the page asked for, signs out', async () => {
      const browser = new Browser(app)
      const asks = String((await browser.get('/?a=1')).headers.location)
      assert.equal(asks, '/sign-in?next=%2F%3Fa%3D1')
      assert.match((await browser.get(asks)).body, /href="\/sign-in\/start\?next=%2F%3Fa%3D1"/)
      const back = await signInThere(await start(browser, '/?a=1'), 'ravinder')
      const keyBefore = browser.cookies.get('almoner')
      const answer = await browser.get(pathOf(back))
      assert.deepEqual([answer.statusCode, answer.headers.location], [303, '/?a=1'])
      assert.notEqual(browser.cookies.get('almoner'), keyBefore, 'the session gets a new key')
      assert.equal((await browser.get('/')).statusCode, 200)
      assert.deepEqual(noted.at(-1), {
        council: 1,
        identity: 'wenbury:17',
        roles: ['broker', 'finance_officer'],
        name: 'Ravinder Gill',
        email: 'ravinder@wenbury.example',
      })
      assert.deepEqual(asked.at(-1)?.roles, ['broker', 'finance_officer'], 'the roles are kept for later requests')
      const key = browser.cookies.get('almoner') as string
      await browser.post('/sign-out', {})
      assert.equal((await browser.get('/')).statusCode, 303)
      browser.cookies.set('almoner', key)
      assert.equal((await browser.get('/')).statusCode, 303, 'the old key is worth nothing')
    })

    it('signs out of the identity provider too, which then asks who it is again', async () => {
      const browser = new Browser(app)
      const there = new Map<string, string>()
      await browser.get(pathOf(await signInThere(await start(browser), 'ravinder', there)))
      assert.equal(await isKnownThere(await start(new Browser(app)), there), true)
      assert.equal((await browser.post('/sign-out', {})).headers.location, '/signed-out')
      const { body } = await browser.get('/signed-out')
      const href = /href="([^"]+\/session\/end[^"]*)"/.exec(body)?.[1]?.replaceAll('&amp;', '&') ?? ''
      assert.equal(new URL(href).searchParams.get('id_token_hint'), null, 'no name is kept for it')
      assert.equal(await signOutThere(href, there), `${ADDRESS}/sign-in`)
      assert.equal(await isKnownThere(await start(new Browser(app)), there), false)
    })

    it('refuses a known person without a role', async () => {
      const browser = new Browser(app)
      const answer = await browser.get(pathOf(await signInThere(await start(browser), 'stranger')))
      assert.equal(answer.statusCode, 403)
      assert.match(answer.body, /Ask the administrator/)
      assert.equal((await browser.get('/')).statusCode, 303)
    })

    it('uses PKCE, which the provider demands', async () => {
      const url = new URL(await start(new Browser(app)))
      assert.equal(url.searchParams.get('code_challenge_method'), 'S256')
      url.searchParams.delete('code_challenge')
      url.searchParams.delete('code_challenge_method')
      const back = await signInThere(url.href, 'ravinder')
      assert.match(back, /error=invalid_request/)
    })

    for (const parameter of ['nonce', 'state', 'code_challenge']) {
      it(`refuses an answer to another ${parameter}`, async () => {
        const browser = new Browser(app)
        const url = new URL(await start(browser))
        url.searchParams.set(parameter, 'x'.repeat(43))
        const answer = await browser.get(pathOf(await signInThere(url.href, 'ravinder')))
        assert.equal(answer.statusCode, 400)
        assert.match(answer.body, /did not let you in/)
        assert.equal((await browser.get('/')).statusCode, 303)
      })
    }

    it('refuses an answer that another browser asked for, and one used twice', async () => {
      const [browser, other] = [new Browser(app), new Browser(app)]
      const back = await signInThere(await start(browser), 'ravinder')
      assert.equal((await other.get(pathOf(back))).statusCode, 400)
      assert.equal((await browser.get(pathOf(back))).statusCode, 303)
      assert.equal((await browser.get(pathOf(back))).statusCode, 400)
    })

    it('leads nowhere but to its own pages', async () => {
      for (const next of [
        'https://elsewhere.example',
        '//elsewhere.example',
        '/\\elsewhere.example',
        'javascript:alert(1)',
      ]) {
        const browser = new Browser(app)
        const answer = await browser.get(pathOf(await signInThere(await start(browser, next), 'ravinder')))
        assert.equal(answer.headers.location, '/')
      }
    })

    it('logs nothing of who signed in, and no code', () => {
      assert.ok(app.logged.some((line) => line.includes('/sign-in/callback')))
      assert.doesNotMatch(app.logged.join(''), /Ravinder|wenbury|code=|O-7/)
    })

    it('says so when the identity provider does not answer', async () => {
      const lonely = await serverWith({ openId: { issuer: 'http://127.0.0.1:9', ...CLIENT, council: 1, roles: {} } })
      const answer = await lonely.inject('/sign-in/start')
      assert.equal(answer.statusCode, 400)
      assert.match(answer.body, /does not answer/)
      await lonely.close()
    })
  })

  describe('choose who to be', () => {
    const people: TrialPerson[] = [{ door: 'staff', council: 1, identity: 'O-3', name: 'Noel Hart', role: 'Broker' }]
    const trial = {
      trialPeople: async () => people,
      whoIs: async ({ identity }: StaffIdentity) => officer(identity, ['brokerage.see']),
    }

    it('makes the visitor to the trial council anyone of it', async () => {
      const app = await serverWith({ trial: true }, trial)
      const browser = new Browser(app)
      assert.match((await browser.get('/sign-in')).body, /Noel Hart/)
      const answer = await browser.post('/sign-in/trial', { who: 'staff O-3' }, '/sign-in')
      assert.equal(answer.headers.location, '/')
      assert.equal((await browser.get('/')).statusCode, 200)
      const stranger = new Browser(app)
      assert.equal((await stranger.post('/sign-in/trial', { who: 'staff O-1' }, '/sign-in')).statusCode, 200)
      assert.equal((await stranger.get('/')).statusCode, 303)
      await app.close()
    })

    for (const [why, settings] of [
      ['on live data', { trial: false }],
      ['when others can reach the server', { trial: true, host: '0.0.0.0' }],
    ] as const) {
      it(`does not exist ${why}`, async () => {
        const app = await serverWith(settings, trial)
        assert.doesNotMatch((await app.inject('/sign-in')).body, /Noel Hart/)
        assert.equal((await app.inject({ method: 'POST', url: '/sign-in/trial' })).statusCode, 404)
        await app.close()
      })
    }

    it('refuses whoever comes from another machine', async () => {
      const app = await serverWith({ trial: true }, trial)
      const browser = new Browser(app)
      const token = await browser.token('/sign-in')
      const answer = await app.inject({
        method: 'POST',
        url: '/sign-in/trial',
        remoteAddress: '192.0.2.7',
        headers: { ...browser.headers(), 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ _csrf: token, who: 'staff O-3' }).toString(),
      })
      assert.equal(answer.statusCode, 200)
      assert.equal((await browser.get('/')).statusCode, 303)
      await app.close()
    })

    it('is a matter of store and address alone', () => {
      const cases: [boolean, string, boolean][] = [
        [true, '127.0.0.1', true],
        [true, 'localhost', true],
        [true, '::1', true],
        [true, '0.0.0.0', false],
        [true, '::', false],
        [true, '192.168.1.4', false],
        [true, '127.0.0.1.example.com', false],
        [false, '127.0.0.1', false],
      ]
      for (const [isTrial, host, expected] of cases)
        assert.equal(mayChooseWhoToBe({ trial: isTrial, host }), expected, host)
    })
  })
})

describe('settings of the identity provider', () => {
  const whole = {
    ALMONER_OIDC_ISSUER: 'https://login.example',
    ALMONER_OIDC_CLIENT_ID: 'a',
    ALMONER_OIDC_CLIENT_SECRET: 's',
  }

  it('are read whole or not at all', () => {
    assert.equal(openIdFrom({}), undefined)
    assert.deepEqual(
      openIdFrom({ ...whole, ALMONER_OIDC_ROLES: 'Almoner.Broker=broker, Fin=finance_officer' })?.roles,
      {
        'Almoner.Broker': 'broker',
        Fin: 'finance_officer',
      },
    )
    assert.throws(() => openIdFrom({ ...whole, ALMONER_OIDC_CLIENT_SECRET: '' }), /needs all of/)
    assert.throws(() => openIdFrom({ ...whole, ALMONER_OIDC_ISSUER: 'http://login.example' }), /https/)
    assert.throws(() => openIdFrom({ ...whole, ALMONER_OIDC_ROLES: 'broker' }), /pairs/)
  })

  it('the identity is tenant and object, or issuer and subject', () => {
    const settings = { council: 1, roles: {} }
    assert.equal(identityFrom({ tid: 't', oid: 'o', iss: 'i', sub: 's' }, settings).identity, 't:o')
    assert.equal(identityFrom({ iss: 'i', sub: 's', tid: 't' }, settings).identity, 'i|s')
  })
})
