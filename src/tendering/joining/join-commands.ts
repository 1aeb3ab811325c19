import { addDays, dayOf, type Day } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { getPolicy, listBankHolidays } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'
import { approve, findOrganisation, providerName, standingOf } from '#src/providers/index.ts'
import {
  type Application,
  type ApplyRefusal,
  checkEvidenceGiven,
  checkExclusion,
  decideApplication,
  type EvidenceRefusal,
  type ExclusionCheck,
  type ExclusionRefusal,
  mayApply,
  sendApplication,
  type SendApplicationRefusal,
  stillToGive,
  type VerdictRefusal,
} from '#src/tendering/joining/application.ts'
import {
  deleteEvidence,
  findEvidence,
  insertApplication,
  insertEvidence,
  listApplicationsOf,
  listEvidence,
  lockApplication,
  saveApplication,
  saveEvidenceChecks,
} from '#src/tendering/joining/application.store.ts'
import type { MarketFact } from '#src/tendering/markets/facts.ts'
import { isOpenApplication } from '#src/tendering/joining/application.ts'
import { answerBy, type Market, zonesOf } from '#src/tendering/markets/market.ts'
import { findMarket, lockMarket } from '#src/tendering/markets/market.store.ts'
import { onRegister } from '#src/tendering/markets/member-check-commands.ts'
import type { Member } from '#src/tendering/markets/membership.ts'
import {
  countMembers,
  findMember,
  insertExclusionCheck,
  publishMember,
  saveMember,
} from '#src/tendering/markets/member.store.ts'

const factOf = ({ applicationRef, marketRef, organisationRef, organisationName }: Application) => ({
  ...{ applicationRef, marketRef, organisationRef },
  name: organisationName,
})
const about = ({ applicationRef, marketRef, organisationRef }: Application) =>
  [`application:${applicationRef}`, `market:${marketRef}`, `provider:${organisationRef}`] as const

export type BeginRefusal = ApplyRefusal | 'no such market' | 'not a provider'

/** A provider begins to apply; nothing is sent yet. */
export const beginApplication = (shell: Shell, actor: Actor, marketRef: string) =>
  shell.command(actor, 'begin-application', async (tx): Promise<Result<Application, BeginRefusal>> => {
    const organisationRef = actor.organisation
    if (organisationRef === undefined) return refuse('not a provider')
    const market = await findMarket(tx, marketRef)
    if (!market) return refuse('no such market')
    const [earlier, member, organisation] = [
      await listApplicationsOf(tx, marketRef, organisationRef),
      await findMember(tx, marketRef, organisationRef),
      await findOrganisation(tx, organisationRef),
    ]
    const allowed = mayApply(market, {
      hasOpenApplication: earlier.some(isOpenApplication),
      isMember: member !== undefined && member.state !== 'removed',
    })
    if (!allowed.ok) return allowed
    const application: Application = {
      ...{ applicationRef: await nextRef(tx, 'AL'), marketRef, organisationRef, state: 'draft', answer: '' },
      organisationName: organisation ? providerName(organisation) : organisationRef,
      lots: market.lots.map(({ lot }) => lot),
      ...{ madeAt: null, dueDay: null, decidedByName: null, decidedAt: null },
    }
    if (!(await insertApplication(tx, application))) return refuse('an application is open')
    tx.record({
      type: 'tendering.application-begun',
      about: about(application),
      data: factOf(application),
    } satisfies MarketFact)
    return ok(application)
  })

export type GiveEvidence = {
  readonly marketRef: string
  readonly condition: string
  readonly fileName: string
  readonly sha256: string
  readonly bytes: number
  readonly words: string
  readonly expiresOn: Day | null
}

/** A provider shows that it meets a condition: for its application, or to renew what ends. */
export const giveEvidence = (shell: Shell, actor: Actor, input: GiveEvidence) =>
  shell.command(
    actor,
    'give-evidence',
    async (tx): Promise<Result<string, EvidenceRefusal | 'no such market' | 'neither member nor applicant'>> => {
      const organisationRef = actor.organisation
      const market = await findMarket(tx, input.marketRef)
      if (!market || organisationRef === undefined) return refuse('no such market')
      const member = await findMember(tx, input.marketRef, organisationRef)
      const applications = await listApplicationsOf(tx, input.marketRef, organisationRef)
      const isMember = member !== undefined && member.state !== 'removed'
      if (!isMember && !applications.some(({ state }) => state === 'draft' || state === 'asked'))
        return refuse('neither member nor applicant')
      const checked = checkEvidenceGiven(market.conditions, input, dayOf(tx.now))
      if (!checked.ok) return checked
      const evidenceRef = await nextRef(tx, 'EV')
      await insertEvidence(tx, { ...input, evidenceRef, organisationRef })
      const organisation = await findOrganisation(tx, organisationRef)
      tx.record({
        type: 'tendering.evidence-given',
        about: [
          ...([`market:${input.marketRef}`, `provider:${organisationRef}`] as const),
          `member:${input.marketRef}.${organisationRef}`,
        ],
        data: {
          ...{ marketRef: input.marketRef, organisationRef, evidenceRef },
          name: organisation ? providerName(organisation) : organisationRef,
          ...{ condition: input.condition, sha256: input.sha256, expiresOn: input.expiresOn },
        },
      } satisfies MarketFact)
      return ok(evidenceRef)
    },
  )

export const takeEvidenceBack = (shell: Shell, actor: Actor, evidenceRef: string) =>
  shell.command(
    actor,
    'take-evidence-back',
    async (tx): Promise<Result<string, 'no such evidence' | 'it was looked at'>> => {
      const evidence = await findEvidence(tx, evidenceRef)
      if (!evidence) return refuse('no such evidence')
      const applications = await listApplicationsOf(tx, evidence.marketRef, evidence.organisationRef)
      // What an application that was sent rests on stays with it.
      if (applications.some(({ state }) => state === 'made')) return refuse('it was looked at')
      if (!(await deleteEvidence(tx, evidenceRef))) return refuse('it was looked at')
      const organisation = await findOrganisation(tx, evidence.organisationRef)
      const { marketRef, organisationRef, condition, sha256 } = evidence
      tx.record({
        type: 'tendering.evidence-taken-back',
        about: [`market:${marketRef}`, `provider:${organisationRef}`],
        data: {
          ...{ marketRef, organisationRef, evidenceRef, condition, sha256 },
          name: organisation ? providerName(organisation) : organisationRef,
        },
      } satisfies MarketFact)
      return ok(marketRef)
    },
  )

export type SendRefusal = SendApplicationRefusal | 'no such application'

/** Sends the application; from the next working day on the council's clock runs. */
export const sendToCouncil = (
  shell: Shell,
  actor: Actor,
  input: { readonly applicationRef: string; readonly lots: readonly string[] },
  options?: CommandOptions,
) =>
  shell.command(
    actor,
    'send-application',
    async (tx): Promise<Result<Application, SendRefusal>> => {
      const application = await lockApplication(tx, input.applicationRef)
      const market = application && (await findMarket(tx, application.marketRef))
      if (!application || !market) return refuse('no such application')
      const today = dayOf(tx.now)
      const asked = {
        ...application,
        lots: market.lots.map(({ lot }) => lot).filter((lot) => input.lots.includes(lot)),
      }
      const evidence = await listEvidence(tx, market.marketRef, application.organisationRef)
      const sent = sendApplication(market, asked, stillToGive(market.conditions, evidence, today))
      if (!sent.ok) return sent
      const dueDay = await dueDayOf(tx, market, application, sent.value.answersQuestion, today)
      const made: Application = { ...asked, state: 'made', madeAt: application.madeAt ?? tx.now, dueDay }
      await saveApplication(tx, made)
      tx.record({
        type: 'tendering.application-made',
        about: about(made),
        data: { ...factOf(made), lots: made.lots, dueDay },
      } satisfies MarketFact)
      return ok(made)
    },
    options,
  )

/** P-14: where the law gives the days they run from the first request, and are longer where more had to be asked for. */
async function dueDayOf(
  tx: Write,
  market: Market,
  application: Application,
  answersQuestion: boolean,
  today: Day,
): Promise<Day> {
  const { evaluateDays } = await getPolicy(tx, 'markets', today)
  const begin = answersQuestion && market.kind === 'dps' && application.madeAt ? dayOf(application.madeAt) : today
  const holidays = new Set(await listBankHolidays(tx, begin, addDays(begin, 3 * evaluateDays + 30)))
  return answerBy(market.kind, begin, { evaluateDays, holidays, askedForMore: answersQuestion })
}

export const withdrawApplication = (shell: Shell, actor: Actor, applicationRef: string) =>
  shell.command(
    actor,
    'withdraw-application',
    async (tx): Promise<Result<Application, 'no such application' | 'it is not open'>> => {
      const application = await lockApplication(tx, applicationRef)
      if (!application) return refuse('no such application')
      if (!isOpenApplication(application)) return refuse('it is not open')
      const withdrawn: Application = { ...application, state: 'withdrawn', dueDay: null }
      await saveApplication(tx, withdrawn)
      tx.record({
        type: 'tendering.application-withdrawn',
        about: about(withdrawn),
        data: factOf(withdrawn),
      } satisfies MarketFact)
      return ok(withdrawn)
    },
  )

export type Decide = {
  readonly applicationRef: string
  readonly decision: 'admit' | 'refuse' | 'ask'
  readonly met: readonly string[]
  readonly reason: string
  readonly exclusion: Partial<ExclusionCheck>
}

export type DecideRefusal = VerdictRefusal | ExclusionRefusal | 'no such application'

/** An officer admits, refuses with reasons, or asks for more. */
export const decide = (shell: Shell, actor: Actor, input: Decide, options?: CommandOptions) =>
  shell.command(
    actor,
    'decide-application',
    async (tx): Promise<Result<Application, DecideRefusal>> => {
      const application = await lockApplication(tx, input.applicationRef)
      const market = application && (await lockMarket(tx, application.marketRef))
      if (!application || !market) return refuse('no such application')
      const today = dayOf(tx.now)
      const exclusion = input.decision === 'ask' ? undefined : checkExclusion(input.exclusion, today)
      if (exclusion && !exclusion.ok) return exclusion
      const verdict = {
        ...input,
        met: await metByRegister(tx, market, application.organisationRef, input.met),
        exclusion: exclusion?.value ?? null,
      }
      const decided = decideApplication(market, application, verdict, {
        members: await countMembers(tx, market.marketRef),
      })
      if (!decided.ok) return decided
      const answered: Application = {
        ...application,
        state: decided.value,
        dueDay: null,
        answer: input.reason.trim(),
        decidedByName: tx.actor.name,
        decidedAt: tx.now,
      }
      await saveApplication(tx, answered)
      if (verdict.exclusion) await noteExclusion(tx, answered, verdict.exclusion)
      if (decided.value !== 'asked') await settleEvidence(tx, answered, verdict.met)
      if (decided.value === 'admitted') await admit(tx, market, answered, verdict.exclusion)
      recordDecision(tx, answered)
      return ok(answered)
    },
    options,
  )

/** Nobody ticks away what the regulator's register says. */
async function metByRegister(tx: Write, market: Market, organisationRef: string, met: readonly string[]) {
  const { personalCare } = (await onRegister(tx, [organisationRef])).get(organisationRef) ?? { personalCare: false }
  return met.filter(
    (key) => personalCare || market.conditions.find((one) => one.key === key)?.kind !== 'cqc_personal_care',
  )
}

async function noteExclusion(tx: Write, application: Application, check: ExclusionCheck): Promise<void> {
  const { marketRef, organisationRef, organisationName } = application
  await insertExclusionCheck(tx, { ...check, organisationRef, stage: 'admission', about: marketRef })
  tx.record({
    type: 'tendering.member-exclusion-checked',
    about: [`market:${marketRef}`, `provider:${organisationRef}`],
    data: {
      ...{ marketRef, organisationRef, name: organisationName, stage: 'admission' },
      ...{ finding: check.finding, lookedUpOn: check.lookedUpOn },
    },
  } satisfies MarketFact)
}

async function settleEvidence(tx: Write, application: Application, met: readonly string[]): Promise<void> {
  const given = (await listEvidence(tx, application.marketRef, application.organisationRef)).filter(
    ({ state }) => state === 'given',
  )
  await saveEvidenceChecks(
    tx,
    given.map(({ evidenceRef, condition }) => ({ evidenceRef, accepted: met.includes(condition), words: '' })),
  )
}

async function admit(
  tx: Write,
  market: Market,
  application: Application,
  exclusion: ExclusionCheck | null,
): Promise<void> {
  const today = dayOf(tx.now)
  const { marketRef, organisationRef, organisationName, lots } = application
  const earlier = await findMember(tx, marketRef, organisationRef)
  const member: Member = {
    ...{ marketRef, organisationRef, name: organisationName, lots, sinceDay: today, state: 'member' },
    ...{ suspendedFor: null, reason: 'Admitted', changedOn: today, reviewDay: null },
    checkedOn: exclusion ? today : null,
    qualityPercent: earlier?.qualityPercent ?? null,
    pricePence: earlier?.pricePence ?? null,
    capacityHours: earlier?.capacityHours ?? null,
  }
  await saveMember(tx, member)
  await publishMember(tx, member, zonesOf(market.lots, member.lots))
  const standing = (await standingOf(tx, [organisationRef])).get(organisationRef)?.standing
  // A suspension for another reason is not lifted by joining a list.
  if (standing !== 'approved' && standing !== 'suspended')
    await approve(tx, { organisationRef, reason: `${marketRef}: admitted to ${market.title}` })
}

function recordDecision(tx: Write, application: Application): void {
  const { state, answer, lots } = application
  const shared = { about: about(application), data: factOf(application) }
  if (state === 'admitted')
    tx.record({
      type: 'tendering.application-admitted',
      about: [...shared.about, `member:${application.marketRef}.${application.organisationRef}`],
      data: { ...shared.data, lots },
    } satisfies MarketFact)
  else if (state === 'refused')
    tx.record({
      type: 'tendering.application-refused',
      about: shared.about,
      data: { ...shared.data, reason: answer },
    } satisfies MarketFact)
  else
    tx.record({
      type: 'tendering.application-asked',
      about: shared.about,
      data: { ...shared.data, question: answer },
    } satisfies MarketFact)
}
