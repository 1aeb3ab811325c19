import { type OpenVisit, type Reply, seeOther } from '#src/platform/http/doors.ts'

/** The bare address leads everybody to where their own work begins. */
export function showStart({ actor }: OpenVisit): Reply {
  if (actor === undefined) return seeOther('/sign-in')
  return seeOther(actor.kind === 'provider' ? '/portal' : '/my-work')
}

export const showPortalStart = ({ actor }: OpenVisit): Reply =>
  seeOther(actor === undefined ? '/portal/sign-in' : '/portal/offers')
