import { dayOf, formatDay } from '#src/base/day.ts'
import { type Listener, listen, type Write } from '#src/platform/command.ts'
import type { AwardFact } from '#src/tendering/awards/facts.ts'
import type { MarketFact } from '#src/tendering/markets/facts.ts'
import {
  dueOfMarket,
  dueWhenCancelled,
  dueWhenDecided,
  dueWhenPlanned,
  type MarketStep,
  openingNotice,
} from '#src/tendering/notices/duties.ts'
import { dropNotice, holidaysAround, publishInto, raiseNotice } from '#src/tendering/notices/notice-commands.ts'
import { listNoticesAbout, saveNotice } from '#src/tendering/notices/notice.store.ts'
import type { Notice, NoticeCode } from '#src/tendering/notices/notice.ts'
import { aboutOf } from '#src/tendering/notices/subject.store.ts'
import type { TenderFact } from '#src/tendering/tenders/facts.ts'
import type { Tender } from '#src/tendering/tenders/spec.ts'
import { findTender } from '#src/tendering/tenders/tender.store.ts'

const aboutTender = ({ tenderRef, spec: { title, regime } }: Tender) => ({
  aboutKind: 'tender' as const,
  aboutRef: tenderRef,
  tenderRef,
  title,
  regime,
})

const openOf = async (tx: Write, tenderRef: string, code?: NoticeCode): Promise<Notice[]> =>
  (await listNoticesAbout(tx, { kind: 'tender', ref: tenderRef }, code)).filter(({ status }) => status === 'due')

/** A tender's own publication is that of its notice. */
async function publishOpening(tx: Write, tender: Tender, occasion: string): Promise<void> {
  const code = openingNotice(tender.spec.route, tender.spec.regime)
  if (code === null) return
  const noticeRef = await raiseNotice(tx, aboutTender(tender), {
    code,
    occasion,
    dueDay: dayOf(tx.now),
    why: occasion === '' ? 'with the publication of the tender' : 'with the change of the tender',
  })
  if (noticeRef !== undefined) await publishInto(tx, noticeRef)
}

/** Engagement is told before the tender notice, or the notice says why there was none. */
async function settleEngagement(tx: Write, { tenderRef, spec }: Tender): Promise<void> {
  for (const notice of await openOf(tx, tenderRef, 'UK2'))
    if (spec.noEngagementReason === null) await saveNotice(tx, notice, { dueDay: dayOf(tx.now) })
    else await dropNotice(tx, notice, spec.noEngagementReason)
}

/** The award notice goes out when standstill begins, or with the award where there is none. */
async function publishAward(tx: Write, tenderRef: string): Promise<void> {
  for (const notice of await openOf(tx, tenderRef, 'UK6')) await publishInto(tx, notice.noticeRef)
}

async function raiseAward(tx: Write, tenderRef: string, occasion: string): Promise<void> {
  const tender = await findTender(tx, tenderRef)
  if (!tender) return
  const { route, regime, fromDay } = tender.spec
  for (const due of dueWhenDecided(route, regime, fromDay === '' ? null : fromDay))
    await raiseNotice(tx, aboutTender(tender), { ...due, occasion })
}

async function endNotices(tx: Write, tenderRef: string, reason: string): Promise<void> {
  const all = await listNoticesAbout(tx, { kind: 'tender', ref: tenderRef })
  for (const notice of all) if (notice.status === 'due') await dropNotice(tx, notice, 'the tender was cancelled')
  const tender = await findTender(tx, tenderRef)
  const opened = all.some(({ code, status }) => (code === 'UK4' || code === 'UK5') && status === 'published')
  if (!tender || !opened) return
  const today = dayOf(tx.now)
  for (const due of dueWhenCancelled(today, await holidaysAround(tx, today)))
    await raiseNotice(tx, aboutTender(tender), due, { typed: { what: `No contract will be awarded. ${reason}` } })
}

const ofMarket = (
  type:
    | 'tendering.market-intended'
    | 'tendering.market-opened'
    | 'tendering.market-changed'
    | 'tendering.market-ceased',
  step: MarketStep,
): Listener =>
  listen<MarketFact, typeof type>(type, async (tx, { data }) => {
    // An approved list is the council's own, and a purchasing system of 2015 is under the law of its time (P-13, P-14).
    if (data.kind !== 'dynamic_market') return
    const about = await aboutOf(tx, 'UK14', data.marketRef)
    const today = dayOf(tx.now)
    if (!about) return
    const what = typeof data['reason'] === 'string' ? data['reason'] : ''
    for (const due of dueOfMarket(step, 'pa23_light_touch', today, await holidaysAround(tx, today)))
      await raiseNotice(tx, about, due, { typed: what === '' ? {} : { what } })
  })

export const noticeListeners: readonly Listener[] = [
  listen<TenderFact, 'tendering.tender-drafted'>('tendering.tender-drafted', async (tx, { data }) => {
    const tender = await findTender(tx, data.tenderRef)
    if (!tender) return
    for (const due of dueWhenPlanned(tender.spec.route, tender.spec.regime))
      await raiseNotice(tx, aboutTender(tender), due)
  }),
  listen<TenderFact, 'tendering.engagement-recorded'>('tendering.engagement-recorded', async (tx, { data }) => {
    // What was asked of the market is told as it is recorded; an officer may say it better.
    for (const notice of await openOf(tx, data.tenderRef, 'UK2')) {
      const what = [notice.typed['what'] ?? '', `${formatDay(data.day)}: ${data.title}`]
      await saveNotice(tx, notice, { typed: { ...notice.typed, what: what.filter((line) => line !== '').join('\n') } })
    }
  }),
  listen<TenderFact, 'tendering.tender-published'>('tendering.tender-published', async (tx, { data }) => {
    const tender = await findTender(tx, data.tenderRef)
    if (!tender) return
    await settleEngagement(tx, tender)
    await publishOpening(tx, tender, '')
  }),
  listen<TenderFact, 'tendering.tender-changed'>('tendering.tender-changed', async (tx, { data }) => {
    const tender = await findTender(tx, data.tenderRef)
    if (tender) await publishOpening(tx, tender, `version ${data.version}`)
  }),
  listen<TenderFact, 'tendering.tender-cancelled'>('tendering.tender-cancelled', (tx, { data }) =>
    endNotices(tx, data.tenderRef, data.reason),
  ),
  listen<AwardFact, 'tendering.award-decided'>('tendering.award-decided', (tx, { data }) =>
    raiseAward(tx, data.tenderRef, ''),
  ),
  listen<AwardFact, 'tendering.award-set-aside'>('tendering.award-set-aside', (tx, { data }) =>
    raiseAward(tx, data.tenderRef, `without ${data.organisationRef}`),
  ),
  listen<AwardFact, 'tendering.standstill-began'>('tendering.standstill-began', (tx, { data }) =>
    publishAward(tx, data.tenderRef),
  ),
  listen<AwardFact, 'tendering.tender-awarded'>('tendering.tender-awarded', (tx, { data }) =>
    publishAward(tx, data.tenderRef),
  ),
  ofMarket('tendering.market-intended', 'planned'),
  ofMarket('tendering.market-opened', 'opened'),
  ofMarket('tendering.market-changed', 'changed'),
  ofMarket('tendering.market-ceased', 'closed'),
]
