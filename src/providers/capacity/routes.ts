import type { Doors } from '#src/platform/http/doors.ts'
import { abilitiesCsv } from '#src/providers/capacity/abilities.portal.ts'
import { capacityApi } from '#src/providers/capacity/capacity.api.ts'
import {
  CAPACITY_BYTES,
  capacityCsv,
  postCapacity,
  postCapacityFile,
  showCapacity,
} from '#src/providers/capacity/capacity.portal.ts'

export function capacityRoutes(doors: Doors): void {
  doors.portal('GET /portal/capacity', 'providers.capacity', (visit) => showCapacity(visit))
  doors.portal('POST /portal/capacity', 'providers.capacity', postCapacity)
  doors.portal('POST /portal/capacity/file', 'providers.capacity', postCapacityFile, { uploads: CAPACITY_BYTES })
  doors.portal('GET /portal/capacity.csv', 'providers.capacity', capacityCsv)
  doors.portal('GET /portal/abilities.csv', 'providers.capacity', abilitiesCsv)
  capacityApi(doors)
}
