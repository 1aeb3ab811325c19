import type { FastifyInstance } from 'fastify'
import type { Shell } from '#src/platform/command.ts'
import { type Doors, seeOther } from '#src/platform/http/doors.ts'
import { createHttp, type HttpOptions } from '#src/platform/http/http.ts'

/** A server over a test's shell; its log lines are kept for the test to read. */
export async function serverFor(
  shell: Shell,
  routes: readonly ((doors: Doors) => void)[],
  more: Partial<HttpOptions> = {},
): Promise<FastifyInstance & { logged: string[] }> {
  const logged: string[] = []
  const app = await createHttp({
    shell,
    routes: [...routes, signInForTests],
    identities: { actorOf: async () => undefined, actorOfToken: async () => undefined },
    menu: { staff: [], portal: [] },
    councilName: () => 'Wenbury Council',
    ready: async () => true,
    ...more,
    settings: { trial: false, https: false, logTo: { write: (line) => void logged.push(line) }, ...more.settings },
  })
  return Object.assign(app, { logged })
}

const signInForTests = (doors: Doors): void =>
  doors.open('GET /sign-in-for-tests/:door/:identity', (visit) => {
    const { door, identity } = visit.params as { door: 'staff' | 'portal'; identity: string }
    visit.signIn({ door, identity, council: Number(visit.query['council'] ?? 1) })
    return seeOther('/')
  })

/** A browser over `inject`: keeps cookies, finds tokens. */
export class Browser {
  readonly app: FastifyInstance
  readonly cookies = new Map<string, string>()
  constructor(app: FastifyInstance) {
    this.app = app
  }

  signInAs(door: 'staff' | 'portal', identity: string, council = 1) {
    return this.get(`/sign-in-for-tests/${door}/${identity}?council=${council}`)
  }

  async get(url: string, headers: Record<string, string> = {}) {
    return this.kept(await this.app.inject({ method: 'GET', url, headers: { ...this.headers(), ...headers } }))
  }

  /** Reads the form's page first, for its token. A field of several values is sent as boxes ticked are. */
  async post(url: string, fields: Record<string, string | readonly string[]>, formPage = url) {
    const token = await this.token(formPage)
    return this.send(url, { ...fields, _csrf: token })
  }

  async send(url: string, fields: Record<string, string | readonly string[]>) {
    const pairs = Object.entries(fields).flatMap(([name, value]) => [value].flat().map((each) => [name, each]))
    return this.kept(
      await this.app.inject({
        method: 'POST',
        url,
        headers: { ...this.headers(), 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams(pairs).toString(),
      }),
    )
  }

  async token(formPage: string): Promise<string> {
    const found = /name="_csrf" value="([^"]+)"/.exec((await this.get(formPage)).body)?.[1]
    if (found === undefined) throw new Error(`${formPage} has no form`)
    return found
  }

  headers(): Record<string, string> {
    if (this.cookies.size === 0) return {}
    return { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
  }

  private kept<R extends { cookies: { name: string; value: string }[] }>(response: R): R {
    for (const { name, value } of response.cookies) this.cookies.set(name, value)
    return response
  }
}
