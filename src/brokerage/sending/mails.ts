/** The words of the mails that providers get about requests; a mail says what waits, never for whom. */
import type { MailTemplate } from '#src/platform/sign-in/mail.ts'

export const mails: Readonly<Record<string, MailTemplate>> = {
  'offer-reminder': ({ name, council, request, closes }) => ({
    subject: `${council}: request ${request} closes soon`,
    text: `Hello ${name}

${council} has asked you for care in request ${request} and has no answer yet. You can offer or decline until ${closes}.

Sign in to the provider portal as usual and open Requests for care. This mail has no link, so that you need not trust one.`,
  }),
  'request-not-shared': ({ name, council, request }) => ({
    subject: `${council}: request ${request} is closed`,
    text: `Hello ${name}

${council} asked you for care in request ${request}. The person no longer agrees that it is shared, so the request is closed and nothing more of it is shown. You need do nothing. If you kept notes of it, please destroy them.`,
  }),
  'arrangement-not-shared': ({ name, council, request }) => ({
    subject: `${council}: the person of ${request} asked us to share nothing more`,
    text: `Hello ${name}

You serve somebody who pays you themselves, arranged by ${council} in request ${request}. They no longer agree that ${council} shares their details with you, so the portal shows them no more. Your agreement with the person is not touched: what you need to know, ask the person.`,
  }),
}
