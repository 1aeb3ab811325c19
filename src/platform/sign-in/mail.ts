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

export type OutboxMail = Mail & { ref: string; writtenAt: Instant }

/** The newest mails of the outbox. */
export const listMails = (tx: Read, limit: number): Promise<OutboxMail[]> =>
  rows(
    tx,
    sql<OutboxMail>`
      select mail_ref as ref, to_address as "to", template, data, written_at as "writtenAt"
      from sign_in.mail where council_id = ${tx.council} order by written_at desc, mail_ref desc limit ${limit}`,
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
