import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { ok } from '#src/base/result.ts'
import { systemActor } from '#src/platform/actor.ts'
import { addCouncil } from '#src/platform/councils.ts'
import { listMails, sendMail } from '#src/platform/sign-in/mail.ts'
import { mailSettingsFrom, type PostOffice, postOfficeAt, sendWaitingMails } from '#src/platform/sign-in/mail-sender.ts'
import { COUNCIL, useDatabase } from '#test/support/database.ts'

/** A mail server of a few lines: who is unknown is refused for good, who is full for now. */
class MailServer {
  readonly taken: { to: string; text: string }[] = []
  readonly commands: string[] = []
  readonly server: Server = createServer((socket) => this.converse(socket))

  private converse(socket: Socket): void {
    let to = ''
    let text: string | undefined
    let rest = ''
    const say = (line: string) => socket.write(`${line}\r\n`)
    const hear = (line: string): void => {
      if (text !== undefined) {
        if (line !== '.') return void (text += `${line}\n`)
        this.taken.push({ to, text })
        text = undefined
        return void say('250 taken')
      }
      this.commands.push(line)
      const verb = line.slice(0, 4).toUpperCase()
      if (verb === 'RCPT') {
        to = /<(.+)>/.exec(line)?.[1] ?? ''
        say(to.startsWith('gone') ? '550 5.1.1 no such mailbox' : to.startsWith('full') ? '452 4.2.2 full' : '250 ok')
      } else if (verb === 'DATA') {
        text = ''
        say('354 go on')
      } else if (verb === 'QUIT') socket.end('221 bye\r\n')
      else say(verb === 'EHLO' ? '250 mail.example' : '250 ok')
    }
    socket.on('error', () => {})
    socket.on('data', (data) => {
      const lines = `${rest}${data}`.split('\r\n')
      rest = lines.pop() ?? ''
      lines.forEach(hear)
    })
    say('220 mail.example')
  }
}

describe('mail is sent', () => {
  const { shell, clock } = useDatabase({
    seed: async ({ database: fresh }) => addCouncil(fresh, { council: COUNCIL, name: 'Wenbury', trial: false }),
  })
  const mailServer = new MailServer()
  let office: PostOffice
  before(async () => {
    await once(mailServer.server.listen(0, '127.0.0.1'), 'listening')
    const { port } = mailServer.server.address() as AddressInfo
    office = postOfficeAt({ url: `smtp://127.0.0.1:${port}`, from: 'almoner@wenbury.example' })
  })
  after(() => {
    office.close()
    mailServer.server.close()
  })
  const clerk = systemActor(COUNCIL)
  const write = (to: string) =>
    shell.command(clerk, 'write', async (tx) => {
      await sendMail(tx, {
        to,
        template: 'password-reset',
        data: { name: 'Zoë', link: 'https://a.example/reset/secret' },
      })
      tx.record({ type: 'test.written', about: [], data: {} })
      return ok(to)
    })
  const outbox = () => shell.read(clerk, (tx) => listMails(tx, 10))

  it('by SMTP, once, and what it said is not kept', async () => {
    await write('priya@sunrise.example')
    await sendWaitingMails(shell, office)
    await sendWaitingMails(shell, office)
    const [mail, ...more] = mailServer.taken.splice(0)
    assert.deepEqual([mail?.to, more], ['priya@sunrise.example', []])
    assert.match(mail?.text ?? '', /^Message-ID: <1\.M-1001@wenbury\.example>$/m)
    assert.match(mail?.text ?? '', /^From: almoner@wenbury\.example$/m)
    assert.match(mail?.text ?? '', /Hello Zo=C3=AB/)
    const [kept] = await outbox()
    assert.ok(kept?.sentAt)
    assert.deepEqual(kept.data, {})
  })

  it('an address that does not exist is given up; a full mailbox is tried again, later each time', async () => {
    await write('gone@sunrise.example')
    await write('full@sunrise.example')
    await sendWaitingMails(shell, office)
    await sendWaitingMails(shell, office)
    const state = async () => (await outbox()).map(({ to, tries, refusedWith }) => [to.slice(0, 4), tries, refusedWith])
    assert.deepEqual(await state(), [
      ['full', 1, '452'],
      ['gone', 1, '550'],
    ])
    clock.now = clock.now.add({ minutes: 1 })
    await sendWaitingMails(shell, office)
    await sendWaitingMails(shell, office)
    assert.deepEqual((await state())[0], ['full', 2, '452'])
    clock.now = clock.now.add({ hours: 48 })
    await sendWaitingMails(shell, office)
    assert.ok((await outbox()).every(({ givenUpAt }) => givenUpAt !== null))
  })

  it('waits while no mail server answers', async () => {
    await write('priya@sunrise.example')
    await write('pat@sunrise.example')
    const nobody = postOfficeAt({ url: 'smtp://127.0.0.1:9', from: 'almoner@wenbury.example' })
    await sendWaitingMails(shell, nobody)
    nobody.close()
    assert.deepEqual((await outbox()).map(({ tries, refusedWith }) => [tries, refusedWith]).toSorted(), [
      [0, null],
      [1, 'ESOCKET'],
    ])
    await sendWaitingMails(shell, office)
    assert.equal(mailServer.taken.splice(0).length, 1)
  })

  it('puts no line of its own into what is said to the server', async () => {
    await write('a@b.example>\r\nRCPT TO:<c@d.example')
    await sendWaitingMails(shell, office)
    assert.ok(!mailServer.commands.some((line) => line.startsWith('RCPT TO:<c@d.example')))
  })

  it('its settings are read whole or not at all', () => {
    const whole = { ALMONER_SMTP_URL: 'smtps://u:p@mail.example', ALMONER_MAIL_FROM: 'almoner@wenbury.example' }
    assert.equal(mailSettingsFrom({}), undefined)
    assert.deepEqual(mailSettingsFrom(whole), { url: whole.ALMONER_SMTP_URL, from: whole.ALMONER_MAIL_FROM })
    assert.throws(() => mailSettingsFrom({ ...whole, ALMONER_MAIL_FROM: '' }), /needs both/)
    assert.throws(() => mailSettingsFrom({ ...whole, ALMONER_SMTP_URL: 'mail.example' }), /smtp:\/\//)
    assert.throws(() => mailSettingsFrom({ ...whole, ALMONER_MAIL_FROM: 'Almoner' }), /address/)
  })
})
