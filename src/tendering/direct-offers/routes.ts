import type { Doors } from '#src/platform/http/doors.ts'
import {
  postOfferFile,
  postOwnOffer,
  postRemoveOfferFile,
  showOwnOffer,
} from '#src/tendering/direct-offers/direct-offer.portal.ts'
import { downloadOfferFile } from '#src/tendering/direct-offers/offer-view.page.ts'
import { MOST_DOCUMENT_BYTES } from '#src/tendering/documents/file-commands.ts'

export function directOfferRoutes(doors: Doors): void {
  const bid = 'tendering.bid'
  doors.portal('GET /portal/tenders/:ref/offer', bid, (visit) => showOwnOffer(visit))
  doors.portal('POST /portal/tenders/:ref/offer', bid, postOwnOffer)
  doors.portal('POST /portal/tenders/:ref/offer/files', bid, postOfferFile, { uploads: MOST_DOCUMENT_BYTES })
  doors.portal('POST /portal/tenders/:ref/offer/files/remove', bid, postRemoveOfferFile)
  doors.staff('GET /tenders/:ref/offer/files/:file', 'tendering.see', downloadOfferFile)
}
