import { formatInstant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { getCouncil } from '#src/councils/index.ts'
import { systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { sendMail } from '#src/platform/sign-in/mail.ts'
import { listUsersOfOrganisations } from '#src/platform/sign-in/provider-users.store.ts'
import { withAccounts } from '#src/platform/sign-in/tables.ts'
import type { BidderNews } from '#src/tendering/bidder-news/bidder-mails.ts'
import type { TenderFact } from '#src/tendering/tenders/facts.ts'
import { listFollowers } from '#src/tendering/tenders/preparation.store.ts'
import { findPublished } from '#src/tendering/tenders/tender.store.ts'

export const TELL_BIDDERS = 'tell-bidders'

export type News = { readonly template: BidderNews; readonly tenderRef: string; readonly at: string }

/** Writes to all who follow a tender about one thing that happened, once however often it is asked for. */
export const tellBidders = (shell: Shell, council: number, news: News) =>
  shell.command(
    systemActor(council),
    'tell-bidders',
    async (tx): Promise<Result<number, 'nobody to tell'>> => {
      const { template, tenderRef } = news
      const published = await findPublished(tx, tenderRef)
      const followers = published ? await listFollowers(tx, tenderRef) : []
      if (!published || followers.length === 0) return refuse('nobody to tell')
      const users = await withAccounts(tx, (accounts) => listUsersOfOrganisations(accounts, tx.council, followers))
      if (users.length === 0) return refuse('nobody to tell')
      const { name: councilName } = await getCouncil(tx)
      const closes = formatInstant(published.closesAt)
      const said = { council: councilName, tender: tenderRef, title: published.spec.title, closes }
      for (const { email, name } of users) await sendMail(tx, { to: email, template, data: { ...said, name } })
      tx.record({
        type: 'tendering.bidders-told',
        about: [`tender:${tenderRef}`],
        data: { tenderRef, template, mails: users.length },
      } satisfies TenderFact)
      return ok(users.length)
    },
    { idempotencyKey: `${news.template} ${news.tenderRef} ${news.at}`, request: news },
  )
