/** What a provider sees: what it is asked, what it offered, whom it serves. The database shows its own rows only. */
import { counted } from '#src/base/counted.ts'
import { dayOf, formatInstant, type Instant } from '#src/base/day.ts'
import { type AnsweredInvitation, listInvitationsOf } from '#src/brokerage/offers/offer.store.ts'
import { type Invitation, isEmptied, isOpen, type Offer, stands, tookBack } from '#src/brokerage/offers/offer.ts'
import { serviceName } from '#src/brokerage/packages/care-package.ts'
import { hoursInWords, weeklyMinutes, weeklyVisits } from '#src/brokerage/packages/pattern.ts'
import { listZones } from '#src/councils/index.ts'
import { page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { StatusTag } from '#src/platform/pages/page.ts'
import { chosen, pageAsked, queue } from '#src/platform/pages/queue.ts'
import { link, money, shortDay, small } from '#src/platform/pages/table.ts'

export const PAGE_SIZE = 25

export async function offersPortal(visit: Visit): Promise<Reply> {
  const { shell, actor, query, url } = visit
  const organisationRef = actor.organisation ?? ''
  const over = chosen(query, 'show')[0] === 'closed'
  const { found, zones, now } = await shell.read(actor, async (tx) => ({
    found: await listInvitationsOf(tx, organisationRef, {
      open: !over,
      offset: (pageAsked(query) - 1) * PAGE_SIZE,
      limit: PAGE_SIZE,
    }),
    zones: await listZones(tx),
    now: tx.now,
  }))
  const zoneOf = (code: string) => zones.find(({ zone }) => zone === code)?.name ?? code
  return page({
    title: over ? 'Closed requests' : 'Requests for care',
    section: 'offers',
    wide: true,
    actions: [
      { text: 'Say what you could take on', kind: 'secondary', href: '/portal/capacity' },
      { text: 'Public directory', kind: 'secondary', href: '/portal/directory' },
    ],
    tabs: [
      { text: 'Open', href: '/portal/offers', current: !over },
      { text: 'Closed', href: '/portal/offers?show=closed', current: over },
    ],
    content: queue<AnsweredInvitation>({
      noun: { one: 'request', many: 'requests' },
      url,
      rows: found.invitations,
      total: found.total,
      pageSize: PAGE_SIZE,
      empty: over ? 'No closed requests.' : 'No requests are open now. New ones appear here.',
      columns: [
        {
          heading: 'Request',
          cell: (one) =>
            html`${link(one.packageRef, `/portal/offers/${one.packageRef}`)}${small(serviceName(one.service))}${one.urgent && small('Urgent')}`,
        },
        { heading: 'Area', cell: (one) => html`${one.outwardCode}${small(zoneOf(one.zone))}` },
        {
          heading: 'Care a week',
          cell: (one) =>
            isEmptied(one)
              ? 'Not shown'
              : html`${hoursInWords(weeklyMinutes(one.pattern))}${small(counted(weeklyVisits(one.pattern), 'visit'))}`,
        },
        { heading: 'Start by', cell: (one) => shortDay(one.startBy) },
        { heading: 'Offer until', cell: (one) => formatInstant(one.closesAt) },
        {
          heading: 'Your answer',
          cell: (one) =>
            html`${statusTag(answerTag(one, one.offer, now))}${one.offer?.status === 'made' && small(html`${money(one.offer.weeklyPence)} a week`)}`,
        },
      ],
    }),
  })
}

export function answerTag(invitation: Invitation, offer: Offer | undefined, now: Instant): StatusTag {
  switch (invitation.status) {
    case 'offered':
      if (offer && !stands(offer, dayOf(now))) return { text: 'Offer over', colour: 'grey' }
      return { text: 'Offered', colour: 'blue' }
    case 'declined':
      return { text: 'Declined', colour: 'grey' }
    case 'chosen':
      return { text: 'Chosen', colour: 'green' }
    case 'not_chosen':
      return { text: 'Not chosen', colour: 'grey' }
    case 'cancelled':
      return invitation.withdrawnWhy
        ? { text: 'Withdrawn by the council', colour: 'grey' }
        : { text: 'No longer wanted', colour: 'grey' }
    case 'invited':
      if (tookBack(invitation)) return { text: 'Withdrawn by you', colour: 'grey' }
      return isOpen(invitation, now)
        ? { text: 'To answer', colour: 'yellow' }
        : { text: 'Not answered', colour: 'grey' }
  }
}
