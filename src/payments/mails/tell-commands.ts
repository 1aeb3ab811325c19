import { dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { actingRef, getCouncil, getPolicy, listOfficers } from '#src/councils/index.ts'
import type { MailFact } from '#src/payments/mails/facts.ts'
import { answerMail, type mails, paymentMail, queryMail } from '#src/payments/mails/mail-text.ts'
import { ALL_PAYMENTS } from '#src/payments/payment-files/payment-file-commands.ts'
import { findPaymentFile, findRemittance, listPayments } from '#src/payments/payment-files/payment-file.store.ts'
import { RETURN_REASONS } from '#src/payments/payment-files/returned-payment.ts'
import { findQuery } from '#src/payments/queries/query.store.ts'
import { type RecordKey, systemActor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'
import { type Mail, sendMail } from '#src/platform/sign-in/mail.ts'
import { listUsersOfOrganisations } from '#src/platform/sign-in/provider-users.store.ts'
import { withAccounts } from '#src/platform/sign-in/tables.ts'
import { findOrganisation, providerName } from '#src/providers/index.ts'

export const TELL_BY_MAIL = 'tell-by-mail'

/** Of what somebody is to be told. */
export type News = { readonly template: keyof typeof mails; readonly ref: string; readonly at: string }

type Written = { readonly about: RecordKey; readonly letters: readonly Omit<Mail, 'template'>[] }

/** Writes the mails about one thing that happened, each once however often it is asked for. */
export const tellByMail = (shell: Shell, council: number, news: News) =>
  shell.command(
    systemActor(council),
    'tell-by-mail',
    async (tx): Promise<Result<number, 'nobody to tell'>> => {
      const { about, letters } = await WRITERS[news.template](tx, news.ref)
      for (const letter of letters) await sendMail(tx, { ...letter, template: news.template })
      if (letters.length === 0) return refuse('nobody to tell')
      tx.record({
        type: 'payments.told-by-mail',
        about: [about],
        data: { template: news.template, mails: letters.length },
      } satisfies MailFact)
      return ok(letters.length)
    },
    { idempotencyKey: `${news.template} ${news.ref} ${news.at}`, request: news },
  )

const WRITERS: Readonly<Record<News['template'], (tx: Write, ref: string) => Promise<Written>>> = {
  'payment-released': writeOfPayments,
  'payment-returned': writeOfReturn,
  'query-answered': writeOfAnswer,
  'query-came': writeToFinance,
}

const usersOf = (tx: Write, organisationRefs: readonly string[]) =>
  withAccounts(tx, (accounts) => listUsersOfOrganisations(accounts, tx.council, organisationRefs))

async function writeOfPayments(tx: Write, ref: string): Promise<Written> {
  const about: RecordKey = `payment-file:${ref}`
  const file = await findPaymentFile(tx, ref)
  if (file?.state !== 'released') return { about, letters: [] }
  const payments = new Map((await listPayments(tx, ref, ALL_PAYMENTS)).map((one) => [one.organisationRef, one]))
  const users = await usersOf(tx, [...payments.keys()])
  const { name: council } = await getCouncil(tx)
  return {
    about,
    letters: users.flatMap(({ email, name, organisationRef, organisationName }) => {
      const payment = payments.get(organisationRef)
      if (!payment) return []
      const words = paymentMail({ reference: payment.reference, payDay: file.payDay })
      return [{ to: email, data: { name, council, organisation: organisationName, ...words } }]
    }),
  }
}

async function writeOfReturn(tx: Write, ref: string): Promise<Written> {
  const [paymentFileRef = '', organisationRef = ''] = ref.split(' ')
  const about: RecordKey = `payment-file:${paymentFileRef}`
  const payment = await findRemittance(tx, paymentFileRef, organisationRef)
  if (!payment?.returned) return { about, letters: [] }
  const users = await usersOf(tx, [organisationRef])
  const { name: council } = await getCouncil(tx)
  const words = { ...paymentMail(payment), why: RETURN_REASONS[payment.returned.why].toLowerCase() }
  return {
    about,
    letters: users.map(({ email, name, organisationName }) => ({
      to: email,
      data: { name, council, organisation: organisationName, ...words },
    })),
  }
}

async function writeOfAnswer(tx: Write, ref: string): Promise<Written> {
  const about: RecordKey = `query:${ref}`
  const query = await findQuery(tx, ref)
  if (!query) return { about, letters: [] }
  const users = await usersOf(tx, [query.organisationRef])
  const { name: council } = await getCouncil(tx)
  const words = answerMail(query)
  return { about, letters: users.map(({ email, name }) => ({ to: email, data: { name, council, ...words } })) }
}

/** The mailbox that finance shares; where there is none, finance officers, or who acts for one who is away. */
async function writeToFinance(tx: Write, ref: string): Promise<Written> {
  const about: RecordKey = `query:${ref}`
  const query = await findQuery(tx, ref)
  if (query?.state !== 'open') return { about, letters: [] }
  const today = dayOf(tx.now)
  const officers = await listOfficers(tx)
  const acting = new Set(
    officers.filter(({ roles }) => roles.includes('finance_officer')).map((officer) => actingRef(officer, today)),
  )
  const provider = await findOrganisation(tx, query.organisationRef)
  const words = queryMail(query, provider ? providerName(provider) : query.organisationRef)
  const { sharedMailbox } = await getPolicy(tx, 'queries', today)
  if (sharedMailbox !== '') return { about, letters: [{ to: sharedMailbox, data: { name: 'colleagues', ...words } }] }
  return {
    about,
    letters: officers
      .filter(({ officerRef, email }) => acting.has(officerRef) && email !== '')
      .map(({ email, name }) => ({ to: email, data: { name, ...words } })),
  }
}
