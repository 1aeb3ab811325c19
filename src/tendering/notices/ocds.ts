/** The Open Contracting Data Standard 1.1.5 as far as the council publishes it, with lots, techniques and the United Kingdom's notices. */

export const OCDS_VERSION = '1.1'

/** What is used beyond the standard itself; named in every package. */
export const EXTENSIONS: readonly string[] = [
  'https://raw.githubusercontent.com/open-contracting-extensions/ocds_lots_extension/master/extension.json',
  'https://raw.githubusercontent.com/open-contracting-extensions/ocds_techniques_extension/master/extension.json',
  'https://raw.githubusercontent.com/open-contracting-extensions/ocds_suitability_extension/master/extension.json',
]

export type ReleaseTag =
  | 'planning'
  | 'planningUpdate'
  | 'tender'
  | 'tenderAmendment'
  | 'tenderUpdate'
  | 'tenderCancellation'
  | 'award'
  | 'awardUpdate'
  | 'awardCancellation'
  | 'contract'
  | 'contractUpdate'
  | 'contractAmendment'
  | 'implementation'
  | 'implementationUpdate'
  | 'contractTermination'
  | 'compiled'

/** Without VAT in `amount`, with it in `amountGross`: the Act's thresholds are gross (P-06). */
export type Value = { readonly amount: number; readonly amountGross?: number; readonly currency: 'GBP' }
export type Period = { readonly startDate?: string; readonly endDate?: string; readonly maxExtentDate?: string }
export type Organization = { readonly id: string; readonly name: string }
export type Party = Organization & {
  readonly identifier?: { readonly scheme: string; readonly id: string; readonly legalName: string }
  readonly contactPoint?: { readonly email?: string; readonly telephone?: string }
  readonly roles: readonly ('buyer' | 'procuringEntity' | 'supplier' | 'tenderer')[]
}
export type Document = {
  readonly id: string
  readonly documentType: string
  /** "UK4": which of the notices of the Procurement Act 2023 this is. */
  readonly noticeType?: string
  readonly description?: string
  readonly url?: string
  readonly datePublished: string
  readonly format?: string
}
export type Amendment = {
  readonly id: string
  readonly date: string
  readonly rationale: string
  readonly description?: string
}
export type Milestone = {
  readonly id: string
  readonly title: string
  readonly type: string
  readonly description?: string
  readonly dueDate?: string
  readonly status?: 'scheduled' | 'met' | 'notMet' | 'partiallyMet'
}
export type Classification = { readonly scheme: 'CPV'; readonly id: string; readonly description?: string }
export type Item = {
  readonly id: string
  readonly classification?: Classification
  readonly relatedLot?: string
  readonly description?: string
}
export type Lot = {
  readonly id: string
  readonly title: string
  readonly description?: string
  readonly status?: string
  readonly value?: Value
  readonly contractPeriod?: Period
}
/** How later contracts are called off: a framework agreement, or a market that stays open to join. */
export type Techniques = {
  readonly hasFrameworkAgreement?: boolean
  readonly frameworkAgreement?: {
    readonly type?: 'open' | 'closed'
    readonly method?: string
    readonly maximumParticipants?: number
  }
  readonly hasDynamicPurchasingSystem?: boolean
  readonly dynamicPurchasingSystem?: { readonly type: 'open' | 'closed'; readonly status?: string }
}
export type Tender = {
  readonly id: string
  readonly title?: string
  readonly description?: string
  readonly status?: 'planning' | 'planned' | 'active' | 'cancelled' | 'unsuccessful' | 'complete' | 'withdrawn'
  readonly procuringEntity?: Organization
  readonly classification?: Classification
  readonly items?: readonly Item[]
  readonly lots?: readonly Lot[]
  readonly value?: Value
  readonly techniques?: Techniques
  readonly procurementMethod?: 'open' | 'selective' | 'limited' | 'direct'
  readonly procurementMethodDetails?: string
  readonly procurementMethodRationale?: string
  readonly specialRegime?: readonly string[]
  readonly aboveThreshold?: boolean
  readonly mainProcurementCategory?: 'services'
  readonly awardCriteria?: 'priceOnly' | 'costOnly' | 'qualityOnly' | 'ratedCriteria'
  readonly awardCriteriaDetails?: string
  readonly submissionMethod?: readonly string[]
  readonly submissionMethodDetails?: string
  readonly eligibilityCriteria?: string
  readonly enquiryPeriod?: Period
  readonly tenderPeriod?: Period
  readonly awardPeriod?: Period
  readonly contractPeriod?: Period
  readonly numberOfTenderers?: number
  readonly documents?: readonly Document[]
  readonly milestones?: readonly Milestone[]
  readonly amendments?: readonly Amendment[]
}
export type Award = {
  readonly id: string
  readonly title?: string
  readonly description?: string
  readonly status?: 'pending' | 'active' | 'cancelled' | 'unsuccessful'
  readonly date?: string
  readonly value?: Value
  readonly suppliers?: readonly Organization[]
  readonly relatedLots?: readonly string[]
  readonly contractPeriod?: Period
  readonly standstillPeriod?: Period
  readonly documents?: readonly Document[]
}
export type Contract = {
  readonly id: string
  readonly awardID: string
  readonly title?: string
  readonly description?: string
  readonly status?: 'pending' | 'active' | 'cancelled' | 'terminated'
  readonly period?: Period
  readonly value?: Value
  readonly dateSigned?: string
  readonly relatedLots?: readonly string[]
  readonly documents?: readonly Document[]
  readonly milestones?: readonly Milestone[]
  readonly amendments?: readonly Amendment[]
  readonly implementation?: { readonly milestones?: readonly Milestone[]; readonly documents?: readonly Document[] }
}
export type RelatedProcess = {
  readonly id: string
  readonly relationship: readonly string[]
  readonly scheme: 'ocid'
  readonly identifier: string
  readonly title?: string
}
export type Release = {
  readonly ocid: string
  readonly id: string
  readonly date: string
  readonly tag: readonly ReleaseTag[]
  readonly initiationType: 'tender'
  readonly language?: string
  readonly parties?: readonly Party[]
  readonly buyer?: Organization
  readonly planning?: {
    readonly rationale?: string
    readonly documents?: readonly Document[]
    readonly milestones?: readonly Milestone[]
  }
  readonly tender?: Tender
  readonly awards?: readonly Award[]
  readonly contracts?: readonly Contract[]
  readonly relatedProcesses?: readonly RelatedProcess[]
}

/** Who publishes, and under which address. */
export type Publisher = { readonly name: string; readonly uri: string }

type PackageHead = {
  readonly uri: string
  readonly version: string
  readonly extensions: readonly string[]
  readonly publishedDate: string
  readonly publisher: Publisher
  readonly license: string
}

export type ReleasePackage = PackageHead & {
  readonly releases: readonly Release[]
  readonly links?: { readonly next: string }
}

const LICENCE = 'https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/'

const headOf = (uri: string, publisher: Publisher, publishedDate: string): PackageHead => ({
  uri,
  version: OCDS_VERSION,
  extensions: EXTENSIONS,
  publishedDate,
  publisher,
  license: LICENCE,
})

/** Some releases under one address; `next` is where the following ones are. */
export const releasePackage = (
  uri: string,
  publisher: Publisher,
  publishedDate: string,
  releases: readonly Release[],
  next?: string,
): ReleasePackage => ({
  ...headOf(uri, publisher, publishedDate),
  releases,
  ...(next === undefined ? {} : { links: { next } }),
})

export const recordPackage = <R extends object>(
  uri: string,
  publisher: Publisher,
  publishedDate: string,
  records: readonly R[],
): PackageHead & { readonly records: readonly R[] } => ({ ...headOf(uri, publisher, publishedDate), records })
