import type { Reply, Visit } from '#src/platform/http/doors.ts'
import {
  importProgress,
  postImport,
  refusedCsv,
  showImport,
  showImports,
} from '#src/visits/call-log/import-log.page.ts'

/** A provider uploads its own call log: the council's pages behind the portal's door. */
const PORTAL_DOOR = { base: '/portal/call-logs', section: 'visits' }

export const showOwnImports = (visit: Visit): Promise<Reply> => showImports(visit, PORTAL_DOOR)
export const postOwnImport = (visit: Visit): Promise<Reply> => postImport(visit, PORTAL_DOOR)
export const showOwnImport = (visit: Visit): Promise<Reply> => showImport(visit, PORTAL_DOOR)
export const ownRefusedCsv = (visit: Visit): Promise<Reply> => refusedCsv(visit)
export const ownImportProgress = (visit: Visit): Promise<Reply> => importProgress(visit)
