import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, it } from 'node:test'
import { addCouncil } from '#src/platform/councils.ts'
import { rows, sql } from '#src/platform/database.ts'
import type { House } from '#src/platform/panels.ts'
import { routes } from '#src/visits/routes.ts'
import { officer, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { place, planOf } from '#test/support/visits.ts'

const HOUSE: House = { panels: [], work: [], search: [], words: {} }
const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, 'fixtures', name))

/** What a browser sends of the form on a page: its fields as they stand, and the button pressed. */
function fieldsOf(body: string, button: string): Record<string, string> {
  const decode = (text: string): string =>
    text
      .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
  const fields: Record<string, string> = { do: button }
  for (const [tag] of body.matchAll(/<input[^>]*>/g)) {
    const name = /\bname="([^"]*)"/.exec(tag)?.[1]
    const value = decode(/\bvalue="([^"]*)"/.exec(tag)?.[1] ?? '')
    if (name === undefined || (/type="(radio|checkbox)"/.test(tag) && !/\schecked/.test(tag))) continue
    fields[name] = value
  }
  for (const [, name = '', options = ''] of body.matchAll(/<select[^>]*\bname="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g))
    fields[name] = decode(/<option value="([^"]*)"[^>]*\sselected/.exec(options)?.[1] ?? '')
  for (const [, name = '', text = ''] of body.matchAll(/<textarea[^>]*\bname="([^"]*)"[^>]*>([\s\S]*?)<\/textarea>/g))
    fields[name] = decode(text)
  return fields
}

describe("a vendor's own files", () => {
  const { shell, clock } = useDatabase()
  let browser: Browser

  beforeEach(async () => {
    clock.now = Temporal.Instant.from('2026-11-22T12:00:00Z')
    await place(shell, planOf({ startDay: '2026-10-01' }))
    const actors = { fay: officer('O-1', ['visits.import', 'visits.see']), bea: officer('O-2', ['visits.see']) }
    const app = await serverFor(shell, [(doors) => routes(doors, HOUSE)], {
      identities: { actorOf: async ({ identity }) => actors[identity as 'fay'], actorOfToken: async () => undefined },
    })
    browser = new Browser(app)
    await browser.signInAs('staff', 'fay')
  })

  /** Sends a form with a file, as browsers do. */
  async function send(url: string, fields: Record<string, string>, file: Buffer, formPage: string) {
    const form = new FormData()
    form.append('_csrf', await browser.token(formPage))
    for (const [name, value] of Object.entries(fields)) form.append(name, value)
    form.append('file', new Blob([new Uint8Array(file)]), 'made-up.csv')
    const request = new Request('http://localhost/', { method: 'POST', body: form })
    return browser.app.inject({
      method: 'POST',
      url,
      headers: { ...browser.headers(), 'content-type': request.headers.get('content-type') ?? '' },
      payload: Buffer.from(await request.arrayBuffer()),
    })
  }

  const sample = (file: Buffer, fields: Record<string, string> = {}) =>
    send('/visits/mappings/sample', fields, file, '/visits/mappings')

  async function saveAs(name: string, file: Buffer, changes: Record<string, string> = {}): Promise<string> {
    const { body } = await sample(file)
    const fields = fieldsOf(body, 'save')
    const saved = await browser.send('/visits/mappings/preview', { ...fields, name, system: 'made-up', ...changes })
    assert.equal(saved.statusCode, 303, saved.body)
    return String(saved.headers.location).replace('/visits/mappings/', '')
  }

  async function upload(mapping: string, file: Buffer, more: Record<string, string> = {}) {
    const answer = await send(
      '/visits/imports',
      { mapping, system: '', provider: '', ...more },
      file,
      '/visits/imports',
    )
    if (answer.statusCode !== 303) return { answer, status: [] }
    const ref = String(answer.headers.location).replace('/visits/imports/', '')
    for (let turn = 0; turn < 200; turn++) {
      const [found] = await shell.read(system(), (tx) =>
        rows(
          tx,
          sql<{
            counts: number[]
            status: string
          }>`select status, array[rows_read, accepted, already_had, refused] as counts
            from visits.log_import where import_ref = ${ref}`,
        ),
      )
      if (found && found.status !== 'reading') return { answer, status: found.counts, ref }
      await new Promise((wake) => setTimeout(wake, 10))
    }
    throw new Error('the import did not end')
  }

  it('are mapped from a sample, looked at, saved by name and version, and read by that', async () => {
    const file = fixture('made-up-semicolons.csv')
    const { statusCode, body } = await sample(file)
    assert.equal(statusCode, 200, body)
    assert.match(body, /shows that the day comes first: “16\/11\/2026 09:02” on line 5|“16\/11\/2026/)
    assert.match(body, /phone_flat is not|“Reason” Phone flat is not one of the council/)
    assert.match(body, /Refused<\/strong> “Actual Start” &quot;31\/11\/2026 09:10&quot; is a day that does not exist/)
    const unnamed = await browser.send('/visits/mappings/preview', fieldsOf(body, 'save'))
    assert.equal(unnamed.statusCode, 400)
    assert.match(unnamed.body, /Enter a name of up to 80 characters/)
    const ref = await saveAs('Weekly', file, { reasonWords: 'Phone flat = phone_flat' })
    assert.match((await browser.get(`/visits/mappings/${ref}`)).body, /version 1[\s\S]*Client No\./)
    const first = await upload(ref, file)
    assert.deepEqual(first.status, [6, 3, 1, 2], (await browser.get(`/visits/imports/${first.ref}`)).body)
    const again = await upload(ref, file)
    assert.deepEqual(again.status, [6, 0, 4, 2])
    const refused = await browser.get(`/visits/imports/${first.ref}/refused.csv`)
    assert.match(refused.body, /^9,.*a day that does not exist/m)
    assert.match(refused.body, /^8,.*“Reason” phone_flat is not one of the council's.*Or say in the mapping/m)
    const anew = await sample(file, { mapping: ref })
    const next = await browser.send('/visits/mappings/preview', { ...fieldsOf(anew.body, 'save'), name: 'Weekly' })
    assert.equal(next.headers.location, `/visits/mappings/${ref}`)
    assert.match((await browser.get(`/visits/mappings/${ref}`)).body, /version 2/)
  })

  it('wait for an officer where no date says whether the day or the month comes first', async () => {
    const text = 'Client ID,Carer ID,Login,Logout,Method\nP-1001,W-1,03/11/2026 09:00,03/11/2026 09:30,NFC\n'
    const file = Buffer.from(text)
    const { body } = await sample(file)
    assert.match(body, /CSV file, 1 row, 5 columns\./)
    const fields = { ...fieldsOf(body, 'save'), name: 'Weekly', system: 'made-up' }
    const refused = await browser.send('/visits/mappings/preview', fields)
    assert.equal(refused.statusCode, 400)
    assert.match(refused.body, /Every date of the file could be day\/month or month\/day/)
    const saved = await browser.send('/visits/mappings/preview', { ...fields, order: 'day first' })
    assert.equal(saved.statusCode, 303)
    const byFile = await saveAs('As shown', Buffer.from(`${text}P-1001,W-1,13/11/2026 09:00,13/11/2026 09:30,NFC\n`), {
      order: 'as the file shows',
    })
    const { answer } = await upload(byFile, file)
    assert.equal(answer.statusCode, 400)
    assert.match(answer.body, /Every date of the file could be[\s\S]*which comes first\?/)
    assert.deepEqual((await upload(byFile, file, { order: 'day first' })).status, [1, 1, 0, 0])
  })

  it('may have numbers of their own, which are linked one by one or from a file', async () => {
    const file = fixture('made-up-two-columns-utf16.txt')
    const ref = await saveAs('Numbers', file)
    assert.deepEqual((await upload(ref, file)).status, [4, 0, 0, 4])
    const here = '/visits/vendor-numbers?system=made-up'
    const one = { system: 'made-up', kind: 'person', vendorRef: '4711', ourRef: 'P-1001' }
    assert.equal((await browser.post('/visits/vendor-numbers', { ...one, ourRef: '=1' }, here)).statusCode, 400)
    assert.equal((await browser.post('/visits/vendor-numbers', one, here)).statusCode, 303)
    const many = Buffer.from('kind,vendor_ref,our_ref\nperson,4711,P-1001\nperson,4712,P-1001\n')
    assert.equal((await send('/visits/vendor-numbers/file', { system: 'made-up' }, many, here)).statusCode, 303)
    const wrong = Buffer.from('kind,vendor_ref,our_ref\nhorse,4713,P-1001\n')
    assert.match(
      (await send('/visits/vendor-numbers/file', { system: 'made-up' }, wrong, here)).body,
      /Line 2: Choose a person/,
    )
    assert.match((await browser.get(here)).body, /4712/)
    assert.deepEqual((await upload(ref, file)).status, [4, 3, 0, 1])
    assert.equal((await browser.post('/visits/vendor-numbers/remove', one, here)).statusCode, 303)
    assert.equal((await browser.post('/visits/vendor-numbers/remove', one, here)).statusCode, 404)
  })

  it('are refused by the names of their own columns, never by those of the open format', async () => {
    const head = 'Client,Carer,Day,Came,Left,How\n'
    const file = Buffer.from(
      `${head}P-1001,W-1,13/11/2026,09:00,08:30,NFC\nP-1001,W-1,13/11/2031,09:00,,NFC\nP-77,W-1,14/11/2026,09:00,09:30,NFC\nP-1001,=W,15/11/2026,09:00,09:30,NFC\nP-1001,W-1,16/11/2026,09:00,09:30,Desk\nP-1001,W-2,17/11/2026,09:00,09:30,NFC\nP-1001,W-2,17/11/2026,09:00,09:40,NFC\n`,
    )
    const columns = { person: 'Client', worker: 'Carer', in: 'Day', inTime: 'Came', out: 'Day', outTime: 'Left' }
    const ref = await saveAs('Own names', file, {
      ...columns,
      inSource: 'How',
      sourceWords: 'NFC = tag\nDesk = manual',
    })
    const { ref: importRef } = await upload(ref, file)
    const { body } = await browser.get(`/visits/imports/${importRef}/refused.csv`)
    for (const told of [
      /^2,.*“Day” with “Left” is before “Day” with “Came”/m,
      /^3,.*“Day” with “Came” is in the future/m,
      /^4,.*“Client” P-77 is nobody with care here.*Check “Client”\./m,
      /^5,.*“Carer” begins with an equals sign/m,
      /^6,.*A manual entry has no reason.*Or say in the mapping which reason stands for it\./m,
      /^7,.*The reference made from person, worker and log-in is on another row too/m,
    ])
      assert.match(body, told)
    assert.doesNotMatch(
      body.slice(body.indexOf('\n')),
      /log_ref|person_ref|worker_ref|in_at|out_at|in_source|out_source|reason_code/,
    )
  })

  it('can be read no more by a mapping that is retired', async () => {
    const file = fixture('made-up-nested.json')
    const ref = await saveAs('Nested', file, { reasonElse: 'phone_flat' })
    assert.equal((await browser.post(`/visits/mappings/${ref}/retire`, {}, `/visits/mappings/${ref}`)).statusCode, 303)
    assert.match((await upload(ref, file)).answer.body, /Choose a mapping that is in use/)
  })

  it('are mapped by those who import, and of one council only', async () => {
    const ref = await saveAs('Mixed', fixture('made-up-mixed-styles.csv'))
    await addCouncil(shell.database, { council: 2, name: 'Exampleshire Council (made up)', trial: true })
    const found = await shell.read(officer('O-9', ['*'], 2), (tx) =>
      rows(tx, sql`select from visits.vendor_mapping where mapping_ref = ${ref}`),
    )
    assert.equal(found.length, 0)
    const bea = new Browser(browser.app)
    await bea.signInAs('staff', 'bea')
    for (const path of ['/visits/mappings', `/visits/mappings/${ref}`, '/visits/vendor-numbers?system=made-up'])
      assert.equal((await bea.get(path)).statusCode, 403)
  })
})
