/** What a worker's phone sends from a person's door: log-ins and log-outs, perhaps long after. */
import { dayOf, type Day, type Instant } from '#src/base/day.ts'

export type Place = { readonly latitude: number; readonly longitude: number; readonly accuracyMetres: number }

/** `id` is the phone's own, so that an event that is sent twice is one; `stay` names the log-in to which a log-out belongs. */
export type DoorEvent = {
  readonly id: string
  readonly kind: 'in' | 'out'
  readonly at: Instant
  readonly stay: string | undefined
  readonly place: Place | undefined
}

/** The reference in the call log of a stay that began with an event. */
export const stayRef = (eventId: string): string => `D-${eventId}`

/** The day under which an event is kept: that on which the phone says that it happened. */
export const dayOfEvent = ({ at }: DoorEvent): Day => dayOf(at)

/** A phone's clock that is wrong by less is not worth a word. */
const CLOCK_MATTERS_SECONDS = 120

/** How wrong the phone's clock was when it sent, as far as the way of the message lets it be known. */
export function clockWords(deviceSentAt: Instant, receivedAt: Instant): string | undefined {
  const seconds = deviceSentAt.since(receivedAt).total('seconds')
  if (Math.abs(seconds) < CLOCK_MATTERS_SECONDS) return undefined
  const minutes = Math.round(Math.abs(seconds) / 60)
  return `The phone’s clock was ${minutes} minutes ${seconds > 0 ? 'fast' : 'slow'}`
}

/** Sent so much later, an event waited on the phone. */
const WAITED_SECONDS = 60

/** How long an event waited on the phone, by the phone's own clock. */
export function waitWords(at: Instant, deviceSentAt: Instant): string | undefined {
  const seconds = at.until(deviceSentAt).total('seconds')
  if (seconds < WAITED_SECONDS) return undefined
  const minutes = Math.round(seconds / 60)
  return minutes < 120 ? `Sent ${minutes} minutes later` : `Sent ${Math.round(minutes / 60)} hours later`
}

const COUNCIL_AND_SECRET = /^([1-9]\d{0,5})\.[\w-]{43}$/

/** The council whose sheet a link is of; the link names nothing else. */
export function councilOfToken(token: string): number | undefined {
  const council = COUNCIL_AND_SECRET.exec(token)?.[1]
  return council === undefined ? undefined : Number(council)
}
