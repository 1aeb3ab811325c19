import { copiesApi } from '#src/contracts/copies/copies.api.ts'
import { downloadCopy, postCopy, showCopies } from '#src/contracts/copies/copies.page.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import { MOST_DOCUMENT_BYTES } from '#src/tendering/index.ts'

export function copiesRoutes(doors: Doors): void {
  doors.staff('GET /contracts/:ref/copies', 'contracts.change', (visit) => showCopies(visit))
  doors.staff('POST /contracts/:ref/copies', 'contracts.change', postCopy, { uploads: MOST_DOCUMENT_BYTES })
  doors.staff('GET /contracts/:ref/copies/:number', 'contracts.see', downloadCopy)
  copiesApi(doors)
}
