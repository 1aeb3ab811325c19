/** What those who follow a tender are told. No mail holds a link, or who asked. */
import type { MailTemplate } from '#src/platform/sign-in/mail.ts'

const WHERE =
  'Read it in the provider portal: sign in as usual and open Tenders. This mail has no link, so that you need not trust one.'

export const BIDDER_NEWS = [
  'tender-answer',
  'tender-change',
  'tender-document',
  'tender-ended',
  'tender-invitation',
  'tender-offer',
] as const
export type BidderNews = (typeof BIDDER_NEWS)[number]

export const isBidderNews = (text: string): text is BidderNews => (BIDDER_NEWS as readonly string[]).includes(text)

export const bidderMails = {
  'tender-answer': ({ name, council, tender, title }) => ({
    subject: `${council} has answered a question about ${tender}`,
    text: `Hello ${name}

${council} has answered a question about the tender ${tender}, ${title}. All bidders have the same answer.

${WHERE}`,
  }),
  'tender-change': ({ name, council, tender, title, closes }) => ({
    subject: `${council} has changed the tender ${tender}`,
    text: `Hello ${name}

${council} has published a new version of the tender ${tender}, ${title}. Bids close on ${closes}.

What changed, and why, stands at its end. If you have begun a bid, look whether it still fits. ${WHERE}`,
  }),
  'tender-document': ({ name, council, tender, title }) => ({
    subject: `${council} has a new document for the tender ${tender}`,
    text: `Hello ${name}

There is a new document, or a new version of one, for the tender ${tender} of ${council}, ${title}.

${WHERE}`,
  }),
  'tender-invitation': ({ name, council, tender, title, closes }) => ({
    subject: `${council} asks you to bid: ${tender}`,
    text: `Hello ${name}

${council} has published the tender ${tender}, ${title}, for the members of a list that you are on. Bids close on ${closes}.

${WHERE}`,
  }),
  'tender-offer': ({ name, council, tender, title, closes }) => ({
    subject: `${council} asks you for an offer: ${tender}`,
    text: `Hello ${name}

${council} names your organisation in ${tender}, ${title}, and asks for your prices and your papers by ${closes}.

${WHERE}`,
  }),
  'tender-ended': ({ name, council, tender, title }) => ({
    subject: `${council} has ended the tender ${tender}`,
    text: `Hello ${name}

The tender ${tender} of ${council}, ${title}, has ended without an award. The reason is with it.

${WHERE}`,
  }),
} as const satisfies Readonly<Record<BidderNews, MailTemplate>>
