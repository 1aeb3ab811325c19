/** An offer as both sides read it. */
import { may } from '#src/platform/actor.ts'
import { notFound, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { dataTable, money, small } from '#src/platform/pages/table.ts'
import { sizeWords } from '#src/tendering/bids/bid-words.ts'
import type { DirectOffer, OfferFile } from '#src/tendering/direct-offers/direct-offer.ts'
import { findOffer } from '#src/tendering/direct-offers/direct-offer.store.ts'
import { FILE_TYPES } from '#src/tendering/documents/file-type.ts'
import { findPublished } from '#src/tendering/tenders/tender.store.ts'
import type { Spec } from '#src/tendering/tenders/spec.ts'

export const offerPrices = ({ lots, price }: Spec, { prices }: DirectOffer): Html =>
  dataTable<Spec['lots'][number]>({
    caption: 'Prices offered',
    captionHidden: true,
    rows: lots,
    columns: [
      { heading: 'Lot', cell: ({ lot, title }) => `${lot}: ${title}` },
      ...price.lines.map(({ key, title }) => ({
        heading: title,
        format: 'number' as const,
        cell: ({ lot }: Spec['lots'][number]) => {
          const line = prices.find((one) => one.lot === lot)?.lines.find((one) => one.key === key)
          return line ? money(line.pence) : ''
        },
      })),
    ],
  })

export const offerFiles = (files: readonly OfferFile[], action?: (file: OfferFile) => Html): Html =>
  dataTable<OfferFile>({
    caption: 'Papers',
    captionHidden: true,
    folds: true,
    rows: files,
    empty: 'No paper is attached.',
    columns: [
      {
        heading: 'Paper',
        cell: ({ name, bytes }) => html`<span class="govuk-!-text-break-word">${name}</span>${small(sizeWords(bytes))}`,
      },
      ...(action ? [{ heading: 'Action', cell: action }] : []),
    ],
  })

/** A paper of an offer, for those who manage or decide the tender; who took it is on the access log. */
export async function downloadOfferFile(visit: Visit): Promise<Reply> {
  const { shell, actor, params } = visit
  const tenderRef = params['ref'] ?? ''
  if (!may(actor, 'tendering.manage') && !may(actor, 'tendering.decide')) return notFound()
  const file = await shell.view(actor, `tender:${tenderRef}`, async (tx) => {
    const organisationRef = (await findPublished(tx, tenderRef))?.spec.directAward?.organisationRef ?? ''
    const offer = await findOffer(tx, { tenderRef, organisationRef })
    return offer?.files.find((one) => String(one.file) === params['file'])
  })
  if (!file) return notFound()
  const { name, fileType, sha256 } = file
  return { reply: 'file', name, type: FILE_TYPES[fileType].type, body: shell.files.open(sha256) }
}
