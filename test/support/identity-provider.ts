import { fork } from 'node:child_process'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'

/** Who can sign in at the identity provider, by account, with the claims that its tokens carry. */
export type Accounts = Record<string, Record<string, unknown>>

type Order = { accounts: Accounts; redirectUri: string }
export const CLIENT = { clientId: 'almoner', clientSecret: 'a secret of the tests' }

export type IdentityProvider = { issuer: string; stop(): void }

/** A real OpenID provider in a process of its own: authorisation code only, PKCE demanded. */
export async function startIdentityProvider(order: Order): Promise<IdentityProvider> {
  const child = fork(import.meta.filename, ['--serve'], { silent: true })
  child.send(order)
  const issuer = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(String(message)))
    child.once('exit', (code) => reject(new Error(`the identity provider ended with ${code}: ${errors}`)))
    let errors = ''
    child.stderr?.on('data', (text) => {
      errors += text
    })
  })
  return { issuer, stop: () => void child.kill() }
}

/** A visit to the identity provider with the cookies that it gave; they are kept for the next. */
async function visitThere(url: string, cookies: Map<string, string>, form?: Record<string, string>): Promise<Response> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const answer = await fetch(url, {
    redirect: 'manual',
    headers: { cookie },
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
  })
  for (const line of answer.headers.getSetCookie()) {
    const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s)
    if (value === '') cookies.delete(name)
    else cookies.set(name, value)
  }
  return answer
}

/** Goes through the identity provider as a browser would, choosing `account`; returns the address that it leads back to. */
export async function signInThere(url: string, account: string, cookies = new Map<string, string>()): Promise<string> {
  const { origin } = new URL(url)
  let next = url
  for (let step = 0; step < 10; step++) {
    const answer = await visitThere(next, cookies)
    const location = answer.headers.get('location')
    if (location === null) throw new Error(`stuck at ${next}: ${answer.status} ${await answer.text()}`)
    next = new URL(location, next).href
    if (!next.startsWith(origin)) return next
    if (/\/interaction\/[^/]+$/.test(next)) next += `/as/${account}`
  }
  throw new Error('the identity provider leads in circles')
}

/** Whether it lets the browser of these cookies in without asking who it is. */
export async function isKnownThere(url: string, cookies: Map<string, string>): Promise<boolean> {
  const location = (await visitThere(url, new Map(cookies))).headers.get('location') ?? ''
  return !location.includes('/interaction/')
}

/** Says yes to "do you want to sign out"; returns the address that it leads back to. */
export async function signOutThere(url: string, cookies: Map<string, string>): Promise<string> {
  const asked = await (await visitThere(url, cookies)).text()
  const action = /action="([^"]+)"/.exec(asked)?.[1] ?? ''
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(asked)?.[1] ?? ''
  const answer = await visitThere(new URL(action, url).href, cookies, { xsrf, logout: 'yes' })
  return answer.headers.get('location') ?? `${answer.status} ${await answer.text()}`
}

async function serve({ accounts, redirectUri }: Order): Promise<string> {
  const handler: { current?: (request: IncomingMessage, response: ServerResponse) => void } = {}
  const server = createServer((request, response) => handler.current?.(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: [redirectUri],
        post_logout_redirect_uris: [new URL('/sign-in', redirectUri).href],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    pkce: { required: () => true },
    conformIdTokenClaims: false,
    claims: { openid: ['sub', 'tid', 'oid', 'roles'], profile: ['name'], email: ['email'] },
    findAccount: (_context, id) => ({ accountId: id, claims: async () => ({ sub: id, ...accounts[id] }) }),
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    cookies: { keys: ['only for tests'] },
  })
  const callback = provider.callback()
  handler.current = (request, response) => {
    const account = /^\/interaction\/[^/]+\/as\/(.+)$/.exec(request.url ?? '')?.[1]
    if (account !== undefined) void choose(provider, request, response, account)
    else if (request.url?.startsWith('/interaction/')) showAccounts(request, response, accounts)
    else void callback(request, response)
  }
  return issuer
}

/** Signs in and consents in one step. */
async function choose(provider: Provider, request: IncomingMessage, response: ServerResponse, account: string) {
  // Interactions are known by a cookie of their own path; ours lies below it.
  const grant = new provider.Grant({ accountId: account, clientId: CLIENT.clientId })
  grant.addOIDCScope('openid profile email')
  await provider.interactionFinished(request, response, {
    login: { accountId: account },
    consent: { grantId: await grant.save() },
  })
}

/** For a browser driven by a journey. */
function showAccounts(request: IncomingMessage, response: ServerResponse, accounts: Accounts): void {
  const links = Object.keys(accounts).map((account) => `<li><a href="${request.url}/as/${account}">${account}</a></li>`)
  response.setHeader('content-type', 'text/html; charset=utf-8')
  response.end(`<!DOCTYPE html><title>Sign in</title><h1>Who are you?</h1><ul>${links.join('')}</ul>`)
}

if (process.argv[2] === '--serve' && process.send) {
  process.once('message', (order) => {
    void serve(order as Order).then((issuer) => process.send?.(issuer))
  })
  process.once('disconnect', () => process.exit())
}
