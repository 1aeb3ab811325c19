/** A notice as a release of OCDS 1.1.5. */
import { addDays, type Day, instantAt } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import { NOTICES } from '#src/tendering/notices/notice.ts'
import type {
  Award,
  Contract,
  Document,
  Organization,
  Party,
  Period,
  Release,
  ReleaseTag,
  Techniques,
  Tender,
  Value,
} from '#src/tendering/notices/ocds.ts'
import { type AwardedTo, awardId, criteriaOf, type Subject, type Supplier } from '#src/tendering/notices/subject.ts'
import { ROUTES, type RouteProperties, routeName } from '#src/tendering/tenders/route.ts'
import type { Spec } from '#src/tendering/tenders/spec.ts'
import { endWithExtensions } from '#src/tendering/tenders/timetable.ts'

/** Care by a registered provider is exempt from VAT as a rule, so what is estimated is the same with and without it. */
const valueOf = (pence: Pence): Value => ({ amount: pence / 100, amountGross: pence / 100, currency: 'GBP' })

const startOf = (day: Day): string => instantAt(day, '00:00').toString()
/** The last second before a day that is no longer part of it. */
const endBefore = (day: Day): string => instantAt(day, '00:00').subtract({ seconds: 1 }).toString()

const periodOf = (from: Day, to: Day, most?: Day | null): Period => ({
  ...(from === '' ? {} : { startDate: startOf(from) }),
  ...(to === '' ? {} : { endDate: endBefore(to) }),
  ...(most && most !== to ? { maxExtentDate: endBefore(most) } : {}),
})

/** The headings of every release of a process. */
function headOf(subject: Subject, tag: readonly ReleaseTag[], parties: readonly Party[] = []): Release {
  const { ocid, at, buyer, notice, related } = subject
  return {
    ocid,
    id: `${ocid}-${notice.noticeRef}`,
    date: at,
    tag,
    initiationType: 'tender',
    language: 'en',
    parties: [buyer, ...parties],
    buyer: { id: buyer.id, name: buyer.name },
    ...(related ? { relatedProcesses: [related] } : {}),
  }
}

const DOCUMENT_TYPES: Partial<Record<ReleaseTag, string>> = {
  planning: 'marketEngagementNotice',
  tender: 'tenderNotice',
  award: 'awardNotice',
  contract: 'contractNotice',
  tenderCancellation: 'tenderNotice',
}

/** The notice itself, as a document of the part that it is about. Only the Act's notices have a code. */
function documentOf({ notice, at }: Subject, tag: ReleaseTag): Document {
  const { code, regime, noticeRef } = notice
  const ofTheAct = regime === 'pa23' || regime === 'pa23_light_touch' || regime === 'below_threshold'
  return {
    id: noticeRef,
    documentType: DOCUMENT_TYPES[tag] ?? 'contractNotice',
    ...(ofTheAct ? { noticeType: code } : {}),
    description: NOTICES[code].name,
    datePublished: at,
    format: 'text/html',
  }
}

export function tenderRelease(subject: Subject, tag: ReleaseTag): Release {
  const { notice, tender } = subject
  const amended = tag === 'tender' && (tender?.version ?? 1) > 1
  const head = headOf(subject, [amended ? 'tenderAmendment' : tag])
  const document = documentOf(subject, tag)
  if (tag === 'planning')
    return {
      ...head,
      planning: { rationale: notice.typed['what'] ?? '', documents: [document] },
      tender: { ...tenderOf(subject), status: notice.code === 'UK3' ? 'planned' : 'planning' },
    }
  return {
    ...head,
    ...(tender?.spec.noEngagementReason ? { planning: { rationale: tender.spec.noEngagementReason } } : {}),
    tender: { ...tenderOf(subject), documents: [document] },
  }
}

function tenderOf({ tender, buyer, notice, award }: Subject): Tender {
  if (!tender) throw new Error(`the release of ${notice.noticeRef} needs its tender`)
  const { spec, tenderRef, version, reason, publishedAt } = tender
  const route = ROUTES[spec.route]
  const most = spec.toDay === '' ? null : endWithExtensions(spec)
  const term = periodOf(spec.fromDay, spec.toDay, most)
  return {
    id: tenderRef,
    title: spec.title,
    description: spec.summary,
    status: tender.cancelled || notice.code === 'UK12' ? 'cancelled' : award?.final ? 'complete' : 'active',
    procuringEntity: { id: buyer.id, name: buyer.name },
    classification: { scheme: 'CPV', id: spec.cpv },
    items: spec.lots.map(({ lot }) => ({
      id: lot,
      classification: { scheme: 'CPV', id: spec.cpv },
      relatedLot: lot,
    })),
    lots: spec.lots.map(({ lot, title, estimatedPence }) => ({
      id: lot,
      title,
      status: 'active',
      value: valueOf(estimatedPence),
      contractPeriod: term,
    })),
    value: valueOf(spec.estimatedPence),
    ...techniquesOf(route),
    procurementMethod: methodOf(route),
    procurementMethodDetails: routeName(spec.route),
    ...(spec.directAward
      ? { procurementMethodRationale: `${spec.directAward.ground}: ${spec.directAward.reason}` }
      : {}),
    ...(spec.regime.endsWith('light_touch') ? { specialRegime: ['lightTouch'] } : {}),
    aboveThreshold: spec.regime !== 'below_threshold',
    mainProcurementCategory: 'services',
    ...(route.competitive ? competitionOf(spec, publishedAt) : {}),
    contractPeriod: term,
    ...(version > 1 ? { amendments: [{ id: String(version), date: publishedAt, rationale: reason }] } : {}),
  }
}

function competitionOf(spec: Spec, publishedAt: string): Partial<Tender> {
  const { questionsUntil, closesAt, decisionDay } = spec.timetable
  return {
    awardCriteria: criteriaCode(spec),
    awardCriteriaDetails: criteriaOf(spec),
    submissionMethod: ['electronicSubmission'],
    eligibilityCriteria: spec.conditions.map(({ text }) => text).join('; '),
    ...(questionsUntil === '' ? {} : { enquiryPeriod: { startDate: publishedAt, endDate: questionsUntil } }),
    ...(closesAt === '' ? {} : { tenderPeriod: { startDate: publishedAt, endDate: closesAt } }),
    ...(decisionDay === '' ? {} : { awardPeriod: { endDate: endBefore(addDays(decisionDay, 1)) } }),
  }
}

const criteriaCode = ({ questions, price }: Spec): Tender['awardCriteria'] =>
  questions.length === 0 ? 'priceOnly' : price.weight === 0 ? 'qualityOnly' : 'ratedCriteria'

/** Open to everybody, to those admitted before, or to one. */
const methodOf = ({ competitive, restsOn }: RouteProperties): Tender['procurementMethod'] =>
  !competitive ? 'direct' : restsOn === 'nothing' ? 'open' : 'selective'

function techniquesOf({ framework, reopens, restsOn }: RouteProperties): { techniques?: Techniques } {
  if (framework)
    return { techniques: { hasFrameworkAgreement: true, frameworkAgreement: { type: reopens ? 'open' : 'closed' } } }
  return restsOn === 'market'
    ? { techniques: { hasDynamicPurchasingSystem: true, dynamicPurchasingSystem: { type: 'closed' } } }
    : {}
}

/** Companies House's number tells a supplier apart everywhere; one without is known by its CQC provider id here alone. */
const partyOf = ({ id, name, companyNumber }: Supplier): Party =>
  companyNumber === null
    ? { id, name, roles: ['supplier'] }
    : {
        id,
        name,
        identifier: { scheme: 'GB-COH', id: companyNumber, legalName: name },
        roles: ['supplier'],
      }

const onlyName = ({ id, name }: Organization): Organization => ({ id, name })

const onceEach = (suppliers: readonly Supplier[]): Party[] => [
  ...new Map(suppliers.map((one) => [one.id, partyOf(one)])).values(),
]

/** UK6, and UK5 where one provider is meant to be awarded without competing. */
export function awardRelease(subject: Subject): Release {
  const { award } = subject
  const document = documentOf(subject, 'award')
  const suppliers = award?.lots.flatMap((lot) => lot.suppliers) ?? []
  return {
    ...headOf(subject, [subject.notice.occasion === '' ? 'award' : 'awardUpdate'], onceEach(suppliers)),
    tender: {
      ...tenderOf(subject),
      ...(award && award.bids > 0 ? { numberOfTenderers: award.bids } : {}),
      ...(award ? {} : { documents: [document] }),
    },
    ...(award
      ? {
          awards: award.lots.flatMap((lot) => [
            ...replaced(award.awardRef, lot),
            awardOf(subject, award, lot, document),
          ]),
        }
      : {}),
  }
}

/** The award that this one stands in for. */
const replaced = (awardRef: string, { lot, edition }: AwardedTo): Award[] =>
  edition === 1 ? [] : [{ id: awardId(awardRef, lot, edition - 1), status: 'cancelled' }]

function awardOf(
  { tender }: Subject,
  award: NonNullable<Subject['award']>,
  lot: NonNullable<Subject['award']>['lots'][number],
  document: Document,
): Award {
  const { awardRef, day, standstillLastDay, final } = award
  return {
    id: awardId(awardRef, lot.lot, lot.edition),
    title: lot.title,
    status: lot.suppliers.length === 0 ? 'unsuccessful' : final ? 'active' : 'pending',
    date: startOf(day),
    value: valueOf(lot.estimatedPence),
    suppliers: lot.suppliers.map(onlyName),
    relatedLots: [lot.lot],
    ...(tender
      ? { contractPeriod: periodOf(tender.spec.fromDay, tender.spec.toDay, endWithExtensions(tender.spec)) }
      : {}),
    ...(standstillLastDay === null
      ? {}
      : { standstillPeriod: { startDate: startOf(day), endDate: endBefore(addDays(standstillLastDay, 1)) } }),
    documents: [document],
  }
}

export function contractRelease(subject: Subject, tag: ReleaseTag): Release {
  const { contract } = subject
  if (!contract) throw new Error(`the release of ${subject.notice.noticeRef} needs its contract`)
  const award = contract.awardId ?? `${contract.contractRef}-award`
  return {
    ...headOf(subject, [tag], onceEach(contract.signedFor)),
    // A contract hangs on an award; one that no tender here led to brings its own.
    awards: [{ id: award, suppliers: contract.signedFor.map(onlyName), status: 'active' }],
    contracts: [contractOf(subject, contract, award, tag)],
  }
}

function contractOf(
  subject: Subject,
  contract: NonNullable<Subject['contract']>,
  awardID: string,
  tag: ReleaseTag,
): Contract {
  const { notice } = subject
  const document = documentOf(subject, tag)
  const words = notice.typed['what'] ?? contract.words
  const milestones = (notice.typed['kpis'] ?? '')
    .split(/\r?\n/)
    .filter((title) => title.trim() !== '')
    .map((title, at) => ({ id: String(at + 1), title: title.trim(), type: 'assessment' }))
  return {
    id: contract.contractRef,
    awardID,
    title: contract.title,
    status: tag === 'contractTermination' ? 'terminated' : 'active',
    period: periodOf(contract.fromDay, contract.toDay, contract.mostToDay),
    ...(contract.valuePence === null ? {} : { value: valueOf(contract.valuePence) }),
    ...(tag === 'contract' ? { dateSigned: startOf(contract.day) } : {}),
    ...(contract.lots.length > 0 ? { relatedLots: contract.lots } : {}),
    ...(milestones.length > 0 ? { milestones } : {}),
    ...(tag === 'contractAmendment' || tag === 'contractTermination'
      ? { amendments: [{ id: notice.noticeRef, date: startOf(contract.day), rationale: words }] }
      : {}),
    ...(tag === 'implementation'
      ? {
          implementation: {
            milestones: [
              { id: notice.noticeRef, title: 'Performance', type: 'assessment', description: words, status: 'met' },
            ],
            documents: [document],
          },
        }
      : { documents: [document] }),
  }
}

export function marketRelease(subject: Subject, tag: ReleaseTag): Release {
  const { market, notice, buyer } = subject
  if (!market) throw new Error(`the release of ${notice.noticeRef} needs its market`)
  const tender: Tender = {
    id: market.marketRef,
    title: market.title,
    description: market.summary,
    status: notice.code === 'UK13' ? 'planned' : market.open ? 'active' : 'complete',
    procuringEntity: { id: buyer.id, name: buyer.name },
    techniques: {
      hasDynamicPurchasingSystem: true,
      dynamicPurchasingSystem: { type: 'open', status: market.open ? 'active' : 'terminated' },
    },
    mainProcurementCategory: 'services',
  }
  const document = documentOf(subject, tag)
  return tag === 'planning'
    ? { ...headOf(subject, [tag]), planning: { rationale: notice.typed['what'] ?? '', documents: [document] }, tender }
    : { ...headOf(subject, [tag]), tender: { ...tender, documents: [document] } }
}
