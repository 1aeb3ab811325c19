import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import { rateCardsApi } from '#src/rates/rate-cards.api.ts'
import { listRateCards, saveRateCard, showRateCard, startRateCard, uploads } from '#src/rates/rate-cards.page.ts'

export function routes(doors: Doors, house: House): void {
  doors.staff('GET /rate-cards', 'rates.see', listRateCards)
  doors.staff('GET /rate-cards/add', 'rates.change', startRateCard)
  doors.staff('POST /rate-cards/add', 'rates.change', saveRateCard, uploads)
  doors.staff('GET /rate-cards/:ref', 'rates.see', (visit) => showRateCard(visit, house))
  rateCardsApi(doors)
}
