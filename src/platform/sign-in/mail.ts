import type { Instant } from '#src/base/day.ts'
import { nextRef, type Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

export type MailText = { subject: string; text: string }
/** The words of a kind of mail, from the few values that it holds. */
export type MailTemplate = (data: Record<string, string>) => MailText

export type Mail = { to: string; template: string; data: Record<string, string> }

/** Writes a mail into the council's outbox, in the transaction at hand: it is sent if and only if the command commits. */
export async function sendMail(tx: Write, mail: Mail): Promise<void> {
  const ref = await nextRef(tx, 'M')
  await rows(
    tx,
    sql`insert into sign_in.mail (council_id, mail_ref, to_address, template, data, by_actor, written_at)
      values (${tx.council}, ${ref}, ${mail.to}, ${mail.template}, ${json(mail.data)}::jsonb, ${tx.actor.id}, ${tx.now})`,
  )
}

export type OutboxMail = Mail & {
  ref: string
  writtenAt: Instant
  sentAt: Instant | null
  givenUpAt: Instant | null
  tries: number
  /** What the mail server answered last: a number such as 550, or that it was not reached. */
  refusedWith: string | null
}

const MAIL = sql`mail_ref as ref, to_address as "to", template, data, written_at as "writtenAt", sent_at as "sentAt",
  given_up_at as "givenUpAt", tries, refused_with as "refusedWith" from sign_in.mail`

/** The newest mails of the outbox. */
export const listMails = (tx: Read, limit: number): Promise<OutboxMail[]> =>
  rows(
    tx,
    sql<OutboxMail>`
      select ${MAIL} where council_id = ${tx.council} order by written_at desc, mail_ref desc limit ${limit}`,
  )

/** Mails whose time to be tried has come, the oldest first: at once, then after one minute more, two, four, … */
export const listWaitingMails = (tx: Read, limit: number): Promise<OutboxMail[]> =>
  rows(
    tx,
    sql<OutboxMail>`
      select ${MAIL} where council_id = ${tx.council} and sent_at is null and given_up_at is null
        and written_at + (power(2, tries) - 1) * interval '1 minute' <= ${tx.now}
      order by written_at, mail_ref limit ${limit}`,
  )

/** Sent: what it said, a link that lets somebody in among it, is not kept. */
export const saveSent = (tx: Write, ref: string): Promise<unknown> =>
  rows(
    tx,
    sql`update sign_in.mail set sent_at = ${tx.now}, tries = tries + 1, refused_with = null, data = '{}'
      where council_id = ${tx.council} and mail_ref = ${ref} and sent_at is null`,
  )

export const saveRefused = (tx: Write, ref: string, refusal: { answer: string; giveUp: boolean }): Promise<unknown> =>
  rows(
    tx,
    sql`update sign_in.mail set tries = tries + 1, refused_with = ${refusal.answer},
        given_up_at = ${refusal.giveUp ? tx.now : null}::timestamptz
      where council_id = ${tx.council} and mail_ref = ${ref} and sent_at is null`,
  )

/** The mails of signing in itself. */
export const SIGN_IN_MAILS: Record<string, MailTemplate> = {
  'provider-invitation': ({ name, council, organisation, link }) => ({
    subject: `${council} invites you to Almoner`,
    text: `Hello ${name}

${council} invites you to work in its provider portal for ${organisation}.
Choose your password within 7 days: ${link}

If you did not expect this, ignore it.`,
  }),
  'provider-access': ({ name, council, organisation, link }) => ({
    subject: `You can now work with ${council} in Almoner`,
    text: `Hello ${name}

${council} has let you into its provider portal for ${organisation}. Sign in with the password you have: ${link}`,
  }),
  'password-reset': ({ name, link }) => ({
    subject: 'Choose a new password for Almoner',
    text: `Hello ${name}

Someone, we hope you, asked to choose a new password. Do it within an hour: ${link}

If it was not you, ignore this. Your password stays as it is.`,
  }),
}
