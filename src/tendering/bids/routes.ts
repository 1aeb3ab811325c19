import type { Doors } from '#src/platform/http/doors.ts'
import { FILE_BYTES } from '#src/tendering/bids/bid.ts'
import { bidsApi } from '#src/tendering/bids/bids.api.ts'
import { downloadSealed, postSubmit, postWithdraw, showBid, showReceipt } from '#src/tendering/bids/bid.portal.ts'
import {
  postCompany,
  postRemoveSubcontractor,
  postSubcontractor,
  showCompany,
  showSubcontractors,
} from '#src/tendering/bids/company.portal.ts'
import { postFile, postRemoveFile, showFiles, showWhole } from '#src/tendering/bids/files.portal.ts'
import { postAnswer, postLots, postPrices, showAnswer, showLots, showPrices } from '#src/tendering/bids/lots.portal.ts'
import {
  postConfirm,
  postCourse,
  postOpen,
  postTakeBack,
  showOpenedBid,
  showOpening,
} from '#src/tendering/bids/opening.page.ts'
import { downloadBidFile } from '#src/tendering/evaluation/bid-file.page.ts'

export function bidRoutes(doors: Doors): void {
  const bid = 'tendering.bid'
  doors.portal('GET /portal/tenders/:ref/bid', bid, (visit) => showBid(visit))
  doors.portal('GET /portal/tenders/:ref/bid/company', bid, (visit) => showCompany(visit))
  doors.portal('POST /portal/tenders/:ref/bid/company', bid, postCompany)
  doors.portal('GET /portal/tenders/:ref/bid/subcontractors', bid, (visit) => showSubcontractors(visit))
  doors.portal('POST /portal/tenders/:ref/bid/subcontractors', bid, postSubcontractor)
  doors.portal('POST /portal/tenders/:ref/bid/subcontractors/remove', bid, postRemoveSubcontractor)
  doors.portal('GET /portal/tenders/:ref/bid/lots', bid, (visit) => showLots(visit))
  doors.portal('POST /portal/tenders/:ref/bid/lots', bid, postLots)
  doors.portal('GET /portal/tenders/:ref/bid/answers/:key', bid, (visit) => showAnswer(visit))
  doors.portal('POST /portal/tenders/:ref/bid/answers/:key', bid, postAnswer)
  doors.portal('GET /portal/tenders/:ref/bid/prices/:lot', bid, (visit) => showPrices(visit))
  doors.portal('POST /portal/tenders/:ref/bid/prices/:lot', bid, postPrices)
  doors.portal('GET /portal/tenders/:ref/bid/files', bid, (visit) => showFiles(visit))
  doors.portal('POST /portal/tenders/:ref/bid/files', bid, postFile, { uploads: FILE_BYTES })
  doors.portal('POST /portal/tenders/:ref/bid/files/remove', bid, postRemoveFile)
  doors.portal('GET /portal/tenders/:ref/bid/check', bid, showWhole)
  doors.portal('POST /portal/tenders/:ref/bid/submit', bid, postSubmit)
  doors.portal('POST /portal/tenders/:ref/bid/withdraw', bid, postWithdraw)
  doors.portal('GET /portal/tenders/:ref/bid/receipt', bid, showReceipt)
  doors.portal('GET /portal/tenders/:ref/bid/sealed.json', bid, downloadSealed)
  doors.staff('GET /tenders/:ref/opening', 'tendering.see', (visit) => showOpening(visit))
  doors.staff('POST /tenders/:ref/opening/confirm', 'tendering.open', postConfirm)
  doors.staff('POST /tenders/:ref/opening/withdraw', 'tendering.open', postTakeBack)
  doors.staff('POST /tenders/:ref/opening/open', 'tendering.open', postOpen)
  doors.staff('POST /tenders/:ref/opening/lots', 'tendering.manage', postCourse)
  doors.staff('GET /tenders/:ref/bids/:bid', 'tendering.manage', showOpenedBid)
  doors.staff('GET /tenders/:ref/bids/:bid/files/:file', 'tendering.manage', downloadBidFile)
  bidsApi(doors)
}
