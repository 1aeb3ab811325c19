import { guardHistory } from '#src/councils/index.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import { postMapping } from '#src/visits/vendor-logs/mapping-form.page.ts'
import {
  postRetire,
  postSample,
  SAMPLE_BYTES,
  showMapping,
  showMappings,
} from '#src/visits/vendor-logs/mappings.page.ts'
import {
  NUMBER_BYTES,
  postNumber,
  postNumberFile,
  postRemove,
  showNumbers,
} from '#src/visits/vendor-logs/vendor-numbers.page.ts'

export function vendorLogRoutes(doors: Doors, house: House): void {
  const grant = 'visits.import'
  doors.staff('GET /visits/mappings', grant, (visit) => showMappings(visit))
  doors.staff('POST /visits/mappings/sample', grant, postSample, { uploads: SAMPLE_BYTES })
  doors.staff('POST /visits/mappings/preview', grant, postMapping)
  doors.staff('GET /visits/mappings/:ref', grant, (visit) => showMapping(visit, house))
  doors.staff('POST /visits/mappings/:ref/retire', grant, postRetire)
  doors.staff('GET /visits/vendor-numbers', grant, (visit) => showNumbers(visit))
  doors.staff('POST /visits/vendor-numbers', grant, postNumber)
  doors.staff('POST /visits/vendor-numbers/file', grant, postNumberFile, { uploads: NUMBER_BYTES })
  doors.staff('POST /visits/vendor-numbers/remove', grant, postRemove)
  guardHistory(doors, house, grant, ['vendor-mapping', 'vendor-system'])
}
