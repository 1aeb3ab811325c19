/** The words of the mails that providers get about requests; a mail says what waits, never for whom. */
import type { MailTemplate } from '#src/platform/sign-in/mail.ts'

export const mails: Readonly<Record<string, MailTemplate>> = {
  'offer-reminder': ({ name, council, request, closes }) => ({
    subject: `${council}: request ${request} closes soon`,
    text: `Hello ${name}

${council} has asked you for care in request ${request} and has no answer yet. You can offer or decline until ${closes}.

Sign in to the provider portal as usual and open Requests for care. This mail has no link, so that you need not trust one.`,
  }),
}
