import { type Day, dayOf, type Instant } from '#src/base/day.ts'
import { getCouncil, getPolicy } from '#src/councils/index.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import { listOrganisations, providerName } from '#src/providers/index.ts'
import type { ContractEvent } from '#src/tendering/notices/duties.ts'
import { findContractTold, ocidsOf } from '#src/tendering/notices/notice.store.ts'
import { type Notice, NOTICES } from '#src/tendering/notices/notice.ts'
import type { Party } from '#src/tendering/notices/ocds.ts'
import { type AwardedTo, awardId, type Subject, type Supplier } from '#src/tendering/notices/subject.ts'
import { ROUTES } from '#src/tendering/tenders/route.ts'
import type { Spec, Tender } from '#src/tendering/tenders/spec.ts'
import { findTender } from '#src/tendering/tenders/tender.store.ts'

/** The record whose contracting process a notice belongs to: what is called off from a framework is a process of its own. */
const processOf = ({ aboutKind, aboutRef }: Step, tender: TenderRow | undefined): string =>
  aboutKind === 'contract' && tender && !ROUTES[tender.spec.route].framework
    ? `tender:${tender.tenderRef}`
    : `${aboutKind}:${aboutRef}`

type Step = Subject['notice'] & Pick<Notice, 'aboutKind' | 'aboutRef' | 'tenderRef' | 'told'>

/** All that the record knows of what a notice is about. */
export async function gatherSubject(tx: Read, notice: Step): Promise<{ subject: Subject; process: string }> {
  const policy = await getPolicy(tx, 'notices', dayOf(tx.now))
  const tender = notice.tenderRef === null ? undefined : await findTold(tx, notice.tenderRef)
  const process = processOf(notice, tender)
  const parent = parentOf(notice, process, tender)
  const known = await ocidsOf(tx, [process, ...(parent === undefined ? [] : [parent])])
  const ocidFor = (about: string) =>
    known.get(about) ?? `${policy.ocidPrefix}-${tx.council}-${about.replace(/^\w+:/, '')}`
  const subject: Subject = {
    notice,
    ocid: ocidFor(process),
    at: tx.now.toString(),
    buyer: await buyerOf(tx, policy.partyId),
    ...(tender ? await tenderPart(tx, tender, notice.aboutKind === 'tender') : {}),
    ...(notice.aboutKind === 'contract' ? await contractPart(tx, notice, tender) : {}),
    ...(notice.aboutKind === 'market' ? await marketPart(tx, notice.aboutRef) : {}),
    ...(parent === undefined
      ? {}
      : { related: { id: '1', relationship: ['framework'], scheme: 'ocid', identifier: ocidFor(parent) } }),
  }
  return { subject, process }
}

/** The framework or market that it rests on, as the record whose process that is. */
function parentOf(notice: Step, process: string, tender: TenderRow | undefined): string | undefined {
  if (process.startsWith('contract:') && notice.tenderRef !== null) return `tender:${notice.tenderRef}`
  if (tender?.spec.frameworkOf) return `tender:${tender.spec.frameworkOf}`
  return tender?.spec.marketRef ? `market:${tender.spec.marketRef}` : undefined
}

async function buyerOf(tx: Read, partyId: string): Promise<Party> {
  const { name, email, phone, gssCode } = await getCouncil(tx)
  const id = partyId !== '' ? `GB-PPON-${partyId}` : (gssCode ?? `council-${tx.council}`)
  return {
    id,
    name,
    ...(partyId === '' ? {} : { identifier: { scheme: 'GB-PPON', id: partyId, legalName: name } }),
    ...(email || phone
      ? { contactPoint: { ...(email ? { email } : {}), ...(phone ? { telephone: phone } : {}) } }
      : {}),
    roles: ['buyer', 'procuringEntity'],
  }
}

type TenderRow = Pick<Tender, 'tenderRef' | 'status' | 'spec'> & {
  version: number | null
  publishedAt: Instant | null
  reason: string | null
  award: AwardRow | null
}

/** What is published is told as it was published; before that, the draft. */
async function findTold(tx: Read, tenderRef: string): Promise<TenderRow | undefined> {
  const [found] = await rows(
    tx,
    sql<TenderRow>`select t.tender_ref as "tenderRef", t.status, coalesce(p.spec, t.spec) as spec, p.version,
        p.at as "publishedAt", p.reason,
        (select jsonb_build_object('awardRef', a.award_ref, 'status', a.status, 'decidedAt', a.decided_at,
            'noticeDay', a.notice_day, 'lastDay', a.last_day,
            'bids', (select count(*) from tendering.assessment_summary s
              where s.council_id = a.council_id and s.tender_ref = a.tender_ref and s.edition = 1),
            'won', (select jsonb_agg(jsonb_build_object('lot', lot, 'organisationRef', organisation_ref, 'name', organisation_name)
                order by lot, rank) from tendering.awarded_lot l
              where l.council_id = a.council_id and l.award_ref = a.award_ref and l.set_aside is null),
            'lost', (select jsonb_object_agg(lot, times) from (select lot, count(*) as times from tendering.awarded_lot l
              where l.council_id = a.council_id and l.award_ref = a.award_ref and l.set_aside is not null group by lot) as l))
          from tendering.award a where a.council_id = t.council_id and a.tender_ref = t.tender_ref limit 1) as award
      from tendering.tender t
      left join tendering.published_tender p
        on p.council_id = t.council_id and p.tender_ref = t.tender_ref and p.version = t.version
      where t.council_id = ${tx.council} and t.tender_ref = ${tenderRef}`,
  )
  return found
}

async function tenderPart(tx: Read, tender: TenderRow, withAward: boolean): Promise<Pick<Subject, 'tender' | 'award'>> {
  const { tenderRef, status, spec, version, publishedAt, reason } = tender
  // Nothing of an award is told before it is decided.
  const decided = status === 'decided' || status === 'standstill' || status === 'awarded'
  const award = decided && withAward ? await awardPart(tx, tender.award, spec) : undefined
  return {
    tender: {
      ...{ tenderRef, spec, version: version ?? 1, reason: reason ?? '', cancelled: status === 'cancelled' },
      publishedAt: (publishedAt ?? tx.now).toString(),
    },
    ...(award ? { award } : {}),
  }
}

type Won = { readonly lot: string; readonly organisationRef: string; readonly name: string }
type AwardRow = {
  awardRef: string
  status: string
  decidedAt: string
  noticeDay: Day | null
  lastDay: Day | null
  bids: number
  won: readonly Won[] | null
  /** How many lost a lot after the award, by lot. */
  lost: Readonly<Record<string, number>> | null
}

async function awardPart(tx: Read, award: AwardRow | null, spec: Spec): Promise<Subject['award']> {
  if (!award) return undefined
  const { awardRef, status, decidedAt, noticeDay, lastDay, bids } = award
  const won = award.won ?? []
  const suppliers = await suppliersOf(tx, won)
  return {
    ...{ awardRef, bids },
    day: noticeDay ?? dayOf(Temporal.Instant.from(decidedAt)),
    standstillLastDay: lastDay,
    final: status === 'awarded',
    lots: spec.lots.map(
      ({ lot, title, estimatedPence }): AwardedTo => ({
        ...{ lot, title, estimatedPence },
        edition: editionOf(award, lot),
        suppliers: won
          .filter((one) => one.lot === lot)
          .flatMap(({ organisationRef }) => suppliers.get(organisationRef) ?? []),
      }),
    ),
  }
}

const editionOf = ({ lost }: AwardRow, lot: string): number => 1 + (lost?.[lot] ?? 0)

const awardIdOf = (award: AwardRow | null, { lots: [lot = ''] }: ContractEvent): string | null =>
  award && awardId(award.awardRef, lot, editionOf(award, lot))

async function suppliersOf(
  tx: Read,
  named: readonly { readonly organisationRef: string; readonly name: string }[],
): Promise<Map<string, Supplier>> {
  const known = await listOrganisations(
    tx,
    named.map(({ organisationRef }) => organisationRef),
  )
  const register = new Map(known.map((one) => [one.organisationRef, one]))
  return new Map(
    named.map(({ organisationRef, name }) => {
      const found = register.get(organisationRef)
      const companyNumber = found?.companyNumber ?? null
      return [
        organisationRef,
        {
          id: companyNumber === null ? `CQC-${organisationRef}` : `GB-COH-${companyNumber}`,
          name: found ? providerName(found) : name,
          companyNumber,
        },
      ]
    }),
  )
}

/** The contract as the event of this notice told it. */
async function contractPart(tx: Read, notice: Step, tender: TenderRow | undefined): Promise<Pick<Subject, 'contract'>> {
  const told =
    'contractRef' in notice.told ? (notice.told as ContractEvent) : await findContractTold(tx, notice.aboutRef)
  if (!told) return {}
  const suppliers = await suppliersOf(tx, told.suppliers)
  return { contract: { ...told, signedFor: [...suppliers.values()], awardId: awardIdOf(tender?.award ?? null, told) } }
}

async function marketPart(tx: Read, marketRef: string): Promise<Pick<Subject, 'market'>> {
  const [found] = await rows(
    tx,
    sql<{ title: string; summary: string; status: string }>`select title, summary, status from tendering.market
      where council_id = ${tx.council} and market_ref = ${marketRef}`,
  )
  return found
    ? { market: { marketRef, title: found.title, summary: found.summary, open: found.status === 'open' } }
    : {}
}

/** What a notice about a record is called, and which law it is held to; undefined where there is no such record. */
export async function aboutOf(
  tx: Read,
  code: Notice['code'],
  ref: string,
): Promise<Pick<Notice, 'aboutKind' | 'aboutRef' | 'tenderRef' | 'title' | 'regime'> | undefined> {
  const aboutKind = NOTICES[code].about
  if (aboutKind === 'tender') {
    const tender = await findTender(tx, ref)
    return tender && { aboutKind, aboutRef: ref, tenderRef: ref, title: tender.spec.title, regime: tender.spec.regime }
  }
  if (aboutKind === 'contract') {
    const told = await findContractTold(tx, ref)
    return told && { aboutKind, aboutRef: ref, tenderRef: told.tenderRef, title: told.title, regime: told.regime }
  }
  if (aboutKind === 'council') return { aboutKind, aboutRef: ref, tenderRef: null, title: ref, regime: null }
  const { market } = await marketPart(tx, ref)
  return market && { aboutKind, aboutRef: ref, tenderRef: null, title: market.title, regime: 'pa23_light_touch' }
}
