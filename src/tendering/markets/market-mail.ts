/** What the mails about lists say: no link, and nothing that is not the provider's own. */
import { formatDay } from '#src/base/day.ts'
import type { Application } from '#src/tendering/joining/application.ts'
import type { Member } from '#src/tendering/markets/membership.ts'

type MailData = Record<string, string>

export const applicationMail = (application: Application, market: string): MailData => ({
  ...{ application: application.applicationRef, market, answer: application.answer },
  provider: application.organisationName,
  due: application.dueDay ? formatDay(application.dueDay) : '',
})

export const memberMail = (member: Member, market: string): MailData => ({
  ...{ market, reason: member.reason },
  review: member.reviewDay ? formatDay(member.reviewDay) : '',
})

const NO_LINK = 'This mail has no link, so that you need not trust one.'
const IN_PORTAL = `Sign in to the provider portal as usual and open Tenders, Lists to join. ${NO_LINK}`

export const marketMails = {
  'market-application-made': ({ name, provider, market, application, due }: MailData) => ({
    subject: `${provider} asks to join: ${market}`,
    text: `Hello ${name}

${provider} has applied to join “${market}” (${application}). The answer is due by ${due}.

Sign in to Almoner as usual: it is in My work. ${NO_LINK}`,
  }),
  'market-application-asked': ({ name, council, market, application, answer }: MailData) => ({
    subject: `${council} asks for more about your application ${application}`,
    text: `Hello ${name}

About your application ${application} to join “${market}”, ${council} asks: ${answer}

${IN_PORTAL}`,
  }),
  'market-application-admitted': ({ name, council, market, application }: MailData) => ({
    subject: `You are now a member of: ${market}`,
    text: `Hello ${name}

${council} has admitted you to “${market}” (application ${application}).

Keep your evidence in date there: you are reminded before it ends. ${IN_PORTAL}`,
  }),
  'market-application-refused': ({ name, council, market, application, answer }: MailData) => ({
    subject: `Your application ${application} was not successful`,
    text: `Hello ${name}

${council} has not admitted you to “${market}”. The reason: ${answer}

You may apply again at any time while it is open. ${IN_PORTAL}`,
  }),
  'market-evidence-ends': ({ name, market, evidence, ends }: MailData) => ({
    subject: `Evidence ends on ${ends}: ${market}`,
    text: `Hello ${name}

Your evidence for “${market}” ends on ${ends}: ${evidence}

Send what follows it before then. Without it no new work may come to you from this list. ${IN_PORTAL}`,
  }),
  'market-member-suspended': ({ name, council, market, reason, review }: MailData) => ({
    subject: `Suspended from new work: ${market}`,
    text: `Hello ${name}

${council} gives you no new work by “${market}” for now. The reason: ${reason}. This is looked at again by ${review}.

People whom you care for are not moved by this. ${IN_PORTAL}`,
  }),
  'market-member-reinstated': ({ name, council, market, reason }: MailData) => ({
    subject: `Reinstated: ${market}`,
    text: `Hello ${name}

${council} may give you new work by “${market}” again. ${reason}

${IN_PORTAL}`,
  }),
  'market-member-removed': ({ name, council, market, reason }: MailData) => ({
    subject: `No longer a member: ${market}`,
    text: `Hello ${name}

${council} has taken you off “${market}”. The reason: ${reason}

${IN_PORTAL}`,
  }),
}

export type MarketMail = keyof typeof marketMails

/** Which mail tells of which fact. */
export const MAIL_OF: Readonly<Record<string, MarketMail>> = {
  'tendering.application-made': 'market-application-made',
  'tendering.application-asked': 'market-application-asked',
  'tendering.application-admitted': 'market-application-admitted',
  'tendering.application-refused': 'market-application-refused',
  'tendering.evidence-reminded': 'market-evidence-ends',
  'tendering.member-suspended': 'market-member-suspended',
  'tendering.member-reinstated': 'market-member-reinstated',
  'tendering.member-removed': 'market-member-removed',
}
