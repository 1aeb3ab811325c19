import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import { MOST_DOCUMENT_BYTES } from '#src/tendering/documents/file-commands.ts'
import { downloadDocument, postDocument, showDocuments } from '#src/tendering/documents/documents.page.ts'
import { downloadForBidder } from '#src/tendering/documents/documents.portal.ts'
import { downloadForAll } from '#src/tendering/tenders/tenders.public.ts'

export function documentRoutes(doors: Doors, house: House): void {
  doors.staff('GET /tenders/:ref/documents', 'tendering.see', (visit) => showDocuments(visit, house))
  doors.staff('POST /tenders/:ref/documents', 'tendering.manage', (visit) => postDocument(visit, house), {
    uploads: MOST_DOCUMENT_BYTES,
  })
  doors.staff('GET /tenders/:ref/documents/:document/:version', 'tendering.see', downloadDocument)
  doors.portal('GET /portal/tenders/:ref/documents/:document/:version', 'tendering.bid', downloadForBidder)
  doors.open('GET /public/:council/tenders/:ref/documents/:document/:version', downloadForAll)
}
