/** The words of the mails that officers get about signatures; a mail says what waits, never for whom. */
import type { MailTemplate } from '#src/platform/sign-in/mail.ts'

const WHERE = 'Sign in to Almoner as usual: it is in My work. This mail has no link, so that you need not trust one.'

export const signerMails = {
  'signature-asked': ({ name, council, waits }) => ({
    subject: `${council}: a placement waits for your signature`,
    text: `Hello ${name}

You are asked to sign, or another officer who may sign the same step:

${waits}

${WHERE}`,
  }),
  'signature-reminder': ({ name, council, waits }) => ({
    subject: `${council}: a reminder that a placement waits for your signature`,
    text: `Hello ${name}

This still waits for your signature, or for that of another officer who may sign the same step:

${waits}

${WHERE}`,
  }),
} as const satisfies Readonly<Record<string, MailTemplate>>
export type SignerMail = keyof typeof signerMails
