import type { Reply, Visit } from '#src/platform/http/doors.ts'
import { postCorrection, showCorrection } from '#src/visits/call-log/correct-log.page.ts'
import type { ShownRow } from '#src/visits/call-log/correction.store.ts'

/** A provider corrects its own rows, within the council's days (M-55): the council's page behind the portal's door. */
const PORTAL_DOOR = {
  action: '/portal/call-log/correct',
  back: ({ day }: Pick<ShownRow, 'day'>): string => `/portal/visits?day=${day}`,
}

export const showOwnCorrection = (visit: Visit): Promise<Reply> => showCorrection(visit, PORTAL_DOOR)
export const postOwnCorrection = (visit: Visit): Promise<Reply> => postCorrection(visit, PORTAL_DOOR)
