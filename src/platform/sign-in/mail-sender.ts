import nodemailer from 'nodemailer'
import { ok } from '#src/base/result.ts'
import { systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { listCouncilIds } from '#src/platform/councils.ts'
import type { SignInFact } from '#src/platform/sign-in/facts.ts'
import {
  listWaitingMails,
  type MailTemplate,
  type OutboxMail,
  saveRefused,
  saveSent,
  SIGN_IN_MAILS,
} from '#src/platform/sign-in/mail.ts'

/** Where mail goes out: `smtps://user:password@mail.example.gov.uk`, and whom it comes from. */
export type MailSettings = { readonly url: string; readonly from: string }

/** Reads ALMONER_SMTP_URL and ALMONER_MAIL_FROM; undefined when neither is set. @throws in words when they are set by halves. */
export function mailSettingsFrom(environment: Record<string, string | undefined>): MailSettings | undefined {
  const url = environment['ALMONER_SMTP_URL']
  const from = environment['ALMONER_MAIL_FROM']
  if (!url && !from) return undefined
  if (!url || !from) throw new Error('Sending mail needs both ALMONER_SMTP_URL and ALMONER_MAIL_FROM')
  if (!/^smtps?:\/\/./.test(url))
    throw new Error('ALMONER_SMTP_URL must begin with smtp:// or smtps://, such as smtps://user:password@mail.example')
  if (!/^[^@\s]+@[^@\s]+$/.test(from))
    throw new Error('ALMONER_MAIL_FROM must be an address, such as almoner@example.gov.uk')
  return { url, from }
}

export type Letter = { readonly ref: string; readonly to: string; readonly subject: string; readonly text: string }
/** `giveUp` where another try would be answered the same. */
export type Delivery =
  | { readonly sent: true }
  | { readonly sent: false; readonly answer: string; readonly giveUp: boolean }
export type PostOffice = { deliver(letter: Letter): Promise<Delivery>; close(): void }

/** A mail server. Encrypted from the start by smtps://, and by STARTTLS, which it must offer unless it is this machine, by smtp://. */
export function postOfficeAt({ url, from }: MailSettings): PostOffice {
  const { hostname } = new URL(url)
  const isHere = ['127.0.0.1', '::1', '[::1]', 'localhost'].includes(hostname)
  const transport = nodemailer.createTransport({
    url,
    pool: true,
    maxConnections: 1,
    requireTLS: !isHere,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    // Text alone: nothing in a mail is fetched from a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async deliver({ ref, to, subject, text }) {
      try {
        const domain = from.split('@')[1]
        // The same mail tried twice is one mail to whoever receives it.
        await transport.sendMail({
          from,
          to: { name: '', address: to },
          subject,
          text,
          messageId: `<${ref}@${domain}>`,
        })
        return { sent: true }
      } catch (error) {
        const { responseCode, code } = error as { responseCode?: number; code?: string }
        const isRefused = responseCode !== undefined && responseCode >= 500 && code !== 'EAUTH'
        return { sent: false, answer: String(responseCode ?? code ?? 'no answer'), giveUp: isRefused }
      }
    },
    close: () => transport.close(),
  }
}

const MAILS_AT_ONCE = 50
/** A link that lets somebody in is over by then. */
const GIVE_UP_AFTER_HOURS = 48

/** Sends what waits in every council's outbox. A mail server that does not answer is left alone until the next time. */
export async function sendWaitingMails(
  shell: Shell,
  office: PostOffice,
  templates: Record<string, MailTemplate> = SIGN_IN_MAILS,
): Promise<void> {
  for (const council of await listCouncilIds(shell)) {
    const mails = await shell.read(systemActor(council), (tx) => listWaitingMails(tx, MAILS_AT_ONCE))
    for (const mail of mails) {
      const words = templates[mail.template]?.(mail.data) ?? { subject: mail.template, text: '' }
      const delivery = await office.deliver({ ref: `${council}.${mail.ref}`, to: mail.to, ...words })
      await noteDelivery(shell, council, mail, delivery)
      if (!delivery.sent && !/^\d/.test(delivery.answer)) return
    }
  }
}

const noteDelivery = (shell: Shell, council: number, mail: OutboxMail, delivery: Delivery) =>
  shell.command(systemActor(council), 'send-mail', async (tx) => {
    const about = { mail: mail.ref, template: mail.template }
    if (delivery.sent) {
      await saveSent(tx, mail.ref)
      tx.record({ type: 'sign-in.mail-sent', about: [], data: about } satisfies SignInFact)
      return ok(mail.ref)
    }
    const giveUp = delivery.giveUp || mail.writtenAt.until(tx.now).total('hours') >= GIVE_UP_AFTER_HOURS
    await saveRefused(tx, mail.ref, { answer: delivery.answer, giveUp })
    tx.record({
      type: 'sign-in.mail-refused',
      about: [],
      data: { ...about, answer: delivery.answer, giveUp },
    } satisfies SignInFact)
    return ok(mail.ref)
  })
