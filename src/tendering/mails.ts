import type { MailTemplate } from '#src/platform/sign-in/mail.ts'
import { awardMails } from '#src/tendering/awards/award-mails.ts'
import { marketMails } from '#src/tendering/markets/market-mail.ts'
import { bidderMails } from '#src/tendering/bidder-news/bidder-mails.ts'

/** The words of the mails that tendering sends; each folder has its own. */
export const mails: Readonly<Record<string, MailTemplate>> = { ...awardMails, ...marketMails, ...bidderMails }
