/** What the mails about payments say. They hold no link and nothing about a person: whoever reads one signs in as ever. */
import { type Day, formatDay } from '#src/base/day.ts'
import { QUERY_TYPES, type QueryState, type QueryType } from '#src/payments/queries/query.ts'

/** The fields of a mail are kept in the outbox until it is sent, as words. */
type MailData = Record<string, string>

export const paymentMail = (payment: { reference: string; payDay: Day }): MailData => ({
  reference: payment.reference,
  payDay: formatDay(payment.payDay),
})

type AnsweredQuery = { queryRef: string; statementRef: string; state: QueryState; dueDay: Day | null }

const HAPPENED: Readonly<Partial<Record<QueryState, string>>> = {
  answered: 'answered',
  agreed: 'agreed to',
  refused: 'refused',
}

export const answerMail = ({ queryRef, statementRef, state, dueDay }: AnsweredQuery): MailData => ({
  ...{ query: queryRef, statement: statementRef, happened: HAPPENED[state] ?? 'answered' },
  next:
    state === 'answered' && dueDay !== null
      ? `It waits for your reply, by ${formatDay(dueDay)}.`
      : state === 'refused'
        ? 'The reason stands beside it.'
        : 'What is due comes with a statement to follow.',
})

export const queryMail = (
  query: { queryRef: string; statementRef: string; type: QueryType; dueDay: Day | null },
  provider: string,
): MailData => ({
  ...{ query: query.queryRef, statement: query.statementRef, provider },
  type: QUERY_TYPES[query.type].text.toLowerCase(),
  due: query.dueDay === null ? '' : ` by ${formatDay(query.dueDay)}`,
})

const NO_LINK = 'This mail has no link, so that you need not trust one.'

export const mails = {
  'payment-released': ({ name, council, organisation, reference, payDay }: MailData) => ({
    subject: `${council} is paying ${organisation} on ${payDay}`,
    text: `Hello ${name}

${council} has released a payment to ${organisation}. It should arrive on ${payDay}, with the reference ${reference}.

What it pays, and what it does not pay yet, is in the provider portal: sign in as usual and open Statements, Remittance advice. ${NO_LINK}`,
  }),
  'payment-returned': ({ name, council, organisation, reference, payDay, why }: MailData) => ({
    subject: `The bank returned a payment to ${organisation}`,
    text: `Hello ${name}

The payment of ${council} to ${organisation} of ${payDay}, with the reference ${reference}, came back: ${why}.

It is paid again once your bank details are confirmed. Tell the council’s payments team, by the telephone number that you have always used, to which account it should go. ${NO_LINK}`,
  }),
  'query-answered': ({ name, council, query, statement, happened, next }: MailData) => ({
    subject: `${council} has ${happened} query ${query}`,
    text: `Hello ${name}

${council} has ${happened} your query ${query} of statement ${statement}. ${next}

Read it in the provider portal: sign in as usual and open Statements, Queries. ${NO_LINK}`,
  }),
  'query-came': ({ name, provider, query, statement, type, due }: MailData) => ({
    subject: `Query ${query} of ${provider} waits for an answer`,
    text: `Hello ${name}

${provider} asks about ${type} on statement ${statement}. Query ${query} is to be answered${due}.

Sign in to Almoner as usual: it is in My work. ${NO_LINK}`,
  }),
}
