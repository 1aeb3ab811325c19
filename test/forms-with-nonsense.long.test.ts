import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import type { Store } from '#src/app.ts'
import type { Browser } from '#test/support/http.ts'
import { appOver, openPaidTrial, pageRoutes, signedInAs, walkPages } from '#test/support/trial.ts'

const STAFF = ['Bea Broker', 'Mo Manager', 'Sam Social', 'Fin Officer', 'Fay Finance', 'Connie Contract', 'Hugo Head']
const LEFT_OUT = [/\/(progress|events)$/, /sign-(in|out)/, /^\/assets/]
/** What ends the walk itself. */
const NOT_SENT = [/sign-(in|out)/, /end-access/]

const LONG = 'x'.repeat(12_000)
const VALUES = [
  ...['', '💥', `'"\\%_`, '-1', '99999999999999999999', '1e309', '2026-02-30', LONG, '\u0000', 'NaN', '00:00:61'],
  ...['{}', '[]', 'null', '../../etc', '£', '٣', ' '],
]

type Form = { readonly action: string; readonly names: readonly string[] }

/** The forms of a page that are sent by post and carry no file. */
function formsOf(body: string): Form[] {
  return [...body.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)].flatMap(([, attributes = '', inside = '']) => {
    const action = /action="([^"]*)"/.exec(attributes)?.[1]?.replaceAll('&amp;', '&')
    if (action === undefined || !/method="post"/.test(attributes) || /multipart/.test(attributes)) return []
    const names = [...inside.matchAll(/<(?:input|select|textarea|button)[^>]*\bname="([^"]*)"/g)]
    return [{ action, names: [...new Set(names.map(([, name = '']) => name))].filter((name) => name !== '_csrf') }]
  })
}

describe('a form that is filled in with nonsense', () => {
  let store: Store
  let app: FastifyInstance
  const faults: string[] = []
  const sent = new Set<string>()

  /** Each kind of form is sent with each value in all its fields, with every field twice, without half of them, and with all values mixed. */
  async function send(browser: Browser, token: string, { action, names }: Form): Promise<void> {
    const kind = `${action.replace(/[A-Z]{2,}-[\w-]*|\d[\w-]*/g, ':ref')} ${names.join()}`
    if (sent.has(kind) || NOT_SENT.some((pattern) => pattern.test(action))) return
    sent.add(kind)
    const filled = (value: (at: number) => string | readonly string[]) =>
      Object.fromEntries(names.map((name, at) => [name, value(at)]))
    const tries = [
      ...VALUES.map((value) => filled(() => value)),
      filled(() => ['one', 'two']),
      filled((at) => (at % 2 === 0 ? 'half' : [])),
      filled((at) => VALUES[(at * 5 + 3) % VALUES.length] ?? ''),
    ]
    for (const fields of tries) {
      const { statusCode, body } = await browser.send(action, { ...fields, _csrf: token })
      const words = /.{0,60}(\bundefined\b|\[object |received string).{0,60}/.exec(
        body.replace(/<script[\s\S]*?<\/script>/g, ''),
      )
      const fault = statusCode >= 500 ? String(statusCode) : words?.[0].trim()
      if (fault !== undefined) faults.push(`${fault} at ${action} of ${JSON.stringify(fields).slice(0, 160)}`)
    }
  }

  before(async () => {
    store = await openPaidTrial()
    app = (await appOver(store)).app
    const users = [...(await app.inject('/sign-in')).body.matchAll(/Be (Pat of [^<]+?)\s*<\/button>/g)]
    for (const name of [...STAFF, ...users.slice(0, 4).map(([, user = '']) => user)]) {
      const browser = await signedInAs(app, name)
      const from = ['/my-work', '/portal', '/policies', '/officers', '/provider-users', '/machine-clients/new']
      const found: Form[] = []
      await walkPages(pageRoutes(), from, LEFT_OUT, async (_, url) => {
        const { body } = await browser.get(url)
        found.push(...formsOf(body))
        return body
      })
      const token = await browser.token('/sign-in')
      for (const form of found) await send(browser, token, form)
    }
  })
  after(() => store.close())

  it('is refused in words, whoever sends it', () => {
    assert.ok(sent.size > 130, `${sent.size} kinds of form were sent`)
    assert.deepEqual(faults, [])
  })
})
