/** The words of the mails that providers get about requests; a mail says what waits, never for whom. */
import type { MailTemplate } from '#src/platform/sign-in/mail.ts'

/** Why the council withdrew what it asked, as a provider reads it. */
export const WITHDRAWN_WORDS = {
  package: 'The council no longer asks for this care.',
  exit: 'An exit of your organisation is open, and until it is over the council asks you for no new care.',
  contract: 'The contract under which you were asked is another provider’s when the care would begin.',
} as const
export type WithdrawnCode = keyof typeof WITHDRAWN_WORDS
const isWithdrawnCode = (code: string): code is WithdrawnCode => code in WITHDRAWN_WORDS

const NO_LINK = 'This mail has no link, so that you need not trust one.'

export const providerMails = {
  'request-sent': ({ name, council, request, closes }) => ({
    subject: `${council} asks you for care: request ${request}`,
    text: `Hello ${name}

${council} asks you for care in request ${request}. You can offer or decline until ${closes}.

Sign in to the provider portal as usual and open Offers. ${NO_LINK}`,
  }),
  'offer-placed': ({ name, council, request, starts }) => ({
    subject: `${council} has placed the care of request ${request} with you`,
    text: `Hello ${name}

${council} has taken your offer for request ${request}. Care begins on ${starts}.

For whom, where and when is in the provider portal: sign in as usual and open Placements. ${NO_LINK}`,
  }),
  'offer-agreed': ({ name, council, request, starts }) => ({
    subject: `Your offer for request ${request} is agreed to`,
    text: `Hello ${name}

The person of request ${request}, who pays for the care, has agreed to your offer. ${council} arranged it. Care begins on ${starts}.

For whom, where and when is in the provider portal: sign in as usual and open Placements. ${NO_LINK}`,
  }),
  'care-changed': ({ name, council, request, starts }) => ({
    subject: `${council} changes the care of ${request} from ${starts}`,
    text: `Hello ${name}

The visits that you make for ${council} by ${request} change on ${starts}: more, less, others, or none for a time.

What they are then is in the provider portal: sign in as usual and open Placements. ${NO_LINK}`,
  }),
  'care-ends': ({ name, council, request, starts }) => ({
    subject: `${council}: the care of ${request} ends`,
    text: `Hello ${name}

The care that you give for ${council} by ${request} ends. ${starts} is the first day without it.

The provider portal shows it under Placements: sign in as usual. ${NO_LINK}`,
  }),
  'care-goes-on': ({ name, council, request, until }) => ({
    subject: `${council}: the care of ${request} goes on`,
    text: `Hello ${name}

The care that you give for ${council} by ${request} goes on${until === '' ? '' : ` until ${until}, the first day without it`}. That it had ended no longer holds.

Its visits are in the provider portal again: sign in as usual and open Placements. ${NO_LINK}`,
  }),
  'proposal-declined': ({ name, council, request }) => ({
    subject: `${council} has answered what you proposed for ${request}`,
    text: `Hello ${name}

You proposed less care for ${request}. ${council} does not agree, and the care goes on as it is.

Why is in the provider portal: sign in as usual and open Placements. ${NO_LINK}`,
  }),
  'offer-not-chosen': ({ name, council, request }) => ({
    subject: `Request ${request} of ${council} went to another provider`,
    text: `Hello ${name}

The care that ${council} asked you for in request ${request} goes to another provider. If you made an offer it was not chosen and no longer stands, and you need do nothing.

The provider portal shows it under Offers, Closed. ${NO_LINK}`,
  }),
  'offer-reminder': ({ name, council, request, closes }) => ({
    subject: `${council}: request ${request} closes soon`,
    text: `Hello ${name}

${council} has asked you for care in request ${request} and has no answer yet. You can offer or decline until ${closes}.

Sign in to the provider portal as usual and open Offers. ${NO_LINK}`,
  }),
  'answer-recorded': ({ name, council, request }) => ({
    subject: `${council} has recorded your answer to request ${request}`,
    text: `Hello ${name}

Somebody of your organisation told ${council} by telephone that it does not offer, or no longer offers, the care of request ${request}. ${council} has recorded it.

Is that wrong? Sign in to the provider portal as usual and open Offers: while the request is open you can offer again. After that, call the council. ${NO_LINK}`,
  }),
  'request-withdrawn': ({ name, council, request, code = 'package' }) => ({
    subject: `${council}: request ${request} is withdrawn`,
    text: `Hello ${name}

${council} asked you for care in request ${request} and has withdrawn it. ${isWithdrawnCode(code) ? WITHDRAWN_WORDS[code] : ''} What you offered for it no longer stands, and you need do nothing.

The provider portal shows it under Offers. ${NO_LINK}`,
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
} as const satisfies Readonly<Record<string, MailTemplate>>
export type ProviderMail = keyof typeof providerMails
