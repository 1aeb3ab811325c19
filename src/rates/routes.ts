import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import { postCardApproval, postCardRefusal, showProposal } from '#src/rates/proposals/proposals.page.ts'
import { rateCardsApi } from '#src/rates/rate-cards.api.ts'
import { editCard, postCard, postNewCard, startCard } from '#src/rates/editor/edit-card.page.ts'
import { pricesCsv, readPriceImport, startPriceImport } from '#src/rates/editor/import-prices.page.ts'
import {
  compareVersions,
  listRateCards,
  saveRateCard,
  showRateCard,
  startRateCard,
  uploads,
} from '#src/rates/rate-cards.page.ts'

export function routes(doors: Doors, house: House): void {
  doors.staff('GET /rate-cards', 'rates.see', listRateCards)
  doors.staff('GET /rate-cards/add', 'rates.change', startRateCard)
  doors.staff('POST /rate-cards/add', 'rates.change', saveRateCard, uploads)
  doors.staff('GET /rate-cards/new', 'rates.change', startCard)
  doors.staff('POST /rate-cards/new', 'rates.change', postNewCard)
  doors.staff('GET /rate-cards/:ref', 'rates.see', (visit) => showRateCard(visit, house))
  doors.staff('GET /rate-cards/:ref/compare', 'rates.see', compareVersions)
  doors.staff('GET /rate-cards/:ref/edit', 'rates.change', (visit) => editCard(visit))
  doors.staff('POST /rate-cards/:ref/edit', 'rates.change', postCard)
  doors.staff('GET /rate-cards/:ref/import', 'rates.change', startPriceImport)
  doors.staff('POST /rate-cards/:ref/import', 'rates.change', readPriceImport, uploads)
  doors.staff('GET /rate-cards/:ref/prices.csv', 'rates.see', pricesCsv)
  doors.staff('GET /rate-card-proposals/:ref', 'rates.see', showProposal)
  doors.staff('POST /rate-card-proposals/:ref/approve', 'payments.approve', postCardApproval)
  doors.staff('POST /rate-card-proposals/:ref/refuse', 'rates.see', postCardRefusal)
  rateCardsApi(doors)
}
