import type { Shell } from '#src/platform/command.ts'
import type { Job } from '#src/platform/jobs.ts'
import { isBidderNews } from '#src/tendering/bidder-news/bidder-mails.ts'
import { TELL_BIDDERS, tellBidders } from '#src/tendering/bidder-news/tell-bidders-commands.ts'

export const bidderJobs = (shell: Shell): readonly Job[] => [
  {
    name: TELL_BIDDERS,
    async run({ council, template, tenderRef, at }) {
      const known = String(template)
      if (isBidderNews(known))
        await tellBidders(shell, Number(council), { template: known, tenderRef: String(tenderRef), at: String(at) })
    },
  },
]
