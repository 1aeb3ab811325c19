import { providerMails } from '#src/brokerage/sending/mails.ts'
import { signerMails } from '#src/brokerage/sign-off/mails.ts'
import type { MailTemplate } from '#src/platform/sign-in/mail.ts'

/** The words of all mails of this stage: to providers about requests, to officers about signatures. */
export const mails: Readonly<Record<string, MailTemplate>> = { ...providerMails, ...signerMails }
