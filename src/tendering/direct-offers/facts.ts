import type { FactOf } from '#src/platform/audit.ts'
import type { Words } from '#src/platform/panels.ts'

type Whose = { tenderRef: string; organisationRef: string }

export type DirectOfferFact =
  | FactOf<'tendering.direct-offer-made', Whose & { version: number; files: number; acceptedBy: string }>
  | FactOf<'tendering.direct-offer-papers', Whose & { files: readonly string[] }>

type Data<T extends DirectOfferFact['type']> = Extract<DirectOfferFact, { type: T }>['data']

export const directOfferWords: Words = {
  'tendering.direct-offer-made': ({ acceptedBy, organisationRef }: Data<'tendering.direct-offer-made'>) =>
    `${organisationRef} made its offer and accepted the terms, by ${acceptedBy}`,
  'tendering.direct-offer-papers': ({ files }: Data<'tendering.direct-offer-papers'>) =>
    `Papers of the offer: ${files.join(', ') || 'none'}`,
}
