import { dayOf, formatDay } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { actingRef, getCouncil, listOfficers } from '#src/councils/index.ts'
import { type RecordKey, systemActor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'
import { type Mail, sendMail } from '#src/platform/sign-in/mail.ts'
import { listUsersOfOrganisations } from '#src/platform/sign-in/provider-users.store.ts'
import { withAccounts } from '#src/platform/sign-in/tables.ts'
import { findApplication, findEvidence } from '#src/tendering/joining/application.store.ts'
import type { MarketFact } from '#src/tendering/markets/facts.ts'
import { applicationMail, MAIL_OF, memberMail } from '#src/tendering/markets/market-mail.ts'
import { findMarket } from '#src/tendering/markets/market.store.ts'
import { findMember } from '#src/tendering/markets/member.store.ts'

export const TELL_OF_MARKETS = 'tell-of-markets'

/** Of what somebody is to be told: the fact, and the record that it is about. */
export type MarketNews = { readonly template: string; readonly ref: string; readonly at: string }

type Letters = { readonly about: RecordKey; readonly letters: readonly Omit<Mail, 'template'>[] }
const NOBODY: Letters = { about: 'market:none', letters: [] }

/** Writes the mails about one thing that happened, each once however often it is asked for. */
export const tellOfMarket = (shell: Shell, council: number, news: MarketNews) =>
  shell.command(
    systemActor(council),
    TELL_OF_MARKETS,
    async (tx): Promise<Result<number, 'nobody to tell'>> => {
      const template = MAIL_OF[news.template]
      const { about, letters } = template ? await lettersOf(tx, template, news.ref) : NOBODY
      if (!template || letters.length === 0) return refuse('nobody to tell')
      for (const letter of letters) await sendMail(tx, { ...letter, template })
      tx.record({
        type: 'tendering.told-of-market',
        about: [about],
        data: { template, mails: letters.length },
      } satisfies MarketFact)
      return ok(letters.length)
    },
    { idempotencyKey: `${news.template} ${news.ref} ${news.at}`, request: news },
  )

function lettersOf(tx: Write, template: string, ref: string): Promise<Letters> {
  if (template === 'market-application-made') return toOfficers(tx, ref)
  if (template === 'market-evidence-ends') return ofEvidence(tx, ref)
  return template.startsWith('market-application') ? ofApplication(tx, ref) : ofMember(tx, ref)
}

async function toProvider(
  tx: Write,
  about: RecordKey,
  organisationRef: string,
  words: Record<string, string>,
): Promise<Letters> {
  const users = await withAccounts(tx, (accounts) => listUsersOfOrganisations(accounts, tx.council, [organisationRef]))
  const { name: council } = await getCouncil(tx)
  return { about, letters: users.map(({ email, name }) => ({ to: email, data: { name, council, ...words } })) }
}

async function ofApplication(tx: Write, ref: string): Promise<Letters> {
  const application = await findApplication(tx, ref)
  const market = application && (await findMarket(tx, application.marketRef))
  if (!application || !market) return NOBODY
  return toProvider(tx, `application:${ref}`, application.organisationRef, applicationMail(application, market.title))
}

async function ofMember(tx: Write, ref: string): Promise<Letters> {
  const [marketRef = '', organisationRef = ''] = ref.split(' ')
  const member = await findMember(tx, marketRef, organisationRef)
  const market = member && (await findMarket(tx, marketRef))
  if (!member || !market) return NOBODY
  return toProvider(tx, `member:${marketRef}.${organisationRef}`, organisationRef, memberMail(member, market.title))
}

async function ofEvidence(tx: Write, ref: string): Promise<Letters> {
  const evidence = await findEvidence(tx, ref)
  const market = evidence && (await findMarket(tx, evidence.marketRef))
  if (!evidence || !market) return NOBODY
  return toProvider(tx, `member:${evidence.marketRef}.${evidence.organisationRef}`, evidence.organisationRef, {
    market: market.title,
    evidence: market.conditions.find(({ key }) => key === evidence.condition)?.text ?? evidence.condition,
    ends: evidence.expiresOn ? formatDay(evidence.expiresOn) : '',
  })
}

/** Contract managers, or who acts for one who is away. */
async function toOfficers(tx: Write, ref: string): Promise<Letters> {
  const application = await findApplication(tx, ref)
  const market = application && (await findMarket(tx, application.marketRef))
  if (!application || !market || application.state !== 'made') return NOBODY
  const officers = await listOfficers(tx)
  const acting = new Set(
    officers
      .filter(({ roles }) => roles.includes('contract_manager'))
      .map((officer) => actingRef(officer, dayOf(tx.now))),
  )
  const words = applicationMail(application, market.title)
  return {
    about: `application:${ref}`,
    letters: officers
      .filter(({ officerRef, email }) => acting.has(officerRef) && email !== '')
      .map(({ email, name }) => ({ to: email, data: { name, ...words } })),
  }
}
