import type { Reply, Visit as Asked } from '#src/platform/http/doors.ts'
import { postWakings, showWakings } from '#src/visits/wakings/wakings.page.ts'

const PORTAL_DOOR = { base: '/portal/visits', list: '/portal/visits' } as const

export const showOwnWakings = (asked: Asked): Promise<Reply> => showWakings(asked, PORTAL_DOOR)

export const postOwnWakings = (asked: Asked): Promise<Reply> => postWakings(asked, PORTAL_DOOR)
