import {
  type KnownDoor,
  postGone,
  postKnown,
  postKnownFile,
  showKnown,
} from '#src/continuity/told/known-people.page.ts'
import type { Reply, Visit } from '#src/platform/http/doors.ts'

const DOOR: KnownDoor = {
  at: '/portal/known-people',
  section: 'exits',
  crumbs: [],
  teller: 'provider',
  intro:
    'Tell the council whom else you serve in its area: people on a direct payment, people who pay for themselves, people whom other councils placed. Should you ever have to stop, nobody is forgotten. Add only people who were told that you share this.',
}

export const listOwnKnown = (visit: Visit): Promise<Reply> => showKnown(visit, visit.actor.organisation ?? '', DOOR)
export const postOwnKnown = (visit: Visit): Promise<Reply> => postKnown(visit, visit.actor.organisation ?? '', DOOR)
export const postOwnKnownFile = (visit: Visit): Promise<Reply> =>
  postKnownFile(visit, visit.actor.organisation ?? '', DOOR)
export const postOwnGone = (visit: Visit): Promise<Reply> => postGone(visit, DOOR)
