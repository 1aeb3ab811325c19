type MailData = Record<string, string>

const IN_PORTAL =
  'Sign in to the provider portal as usual and open Tenders. This mail has no link, so that you need not trust one.'

/** What bidders are told by mail: that something waits for them, and not what it says. */
export const awardMails = {
  'tender-outcome': ({ name, council, tender }: MailData) => ({
    subject: `${council}: the outcome of ${tender}`,
    text: `Hello ${name}

${council} has decided on ${tender}. Your assessment summary is in the provider portal: your marks and the reasons for them, and those of the winner.

${IN_PORTAL}`,
  }),
  'tender-price-question': ({ name, council, tender }: MailData) => ({
    subject: `${council} asks about your price in ${tender}`,
    text: `Hello ${name}

${council} has a question about your price in ${tender}. Your bid is not scored before you had the chance to answer.

${IN_PORTAL}`,
  }),
}
