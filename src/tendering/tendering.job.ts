import type { Shell } from '#src/platform/command.ts'
import type { Job } from '#src/platform/jobs.ts'
import { marketJobs } from '#src/tendering/markets/daily-markets.job.ts'
import { noticeJobs } from '#src/tendering/notices/raise-notices.job.ts'
import { bidFileJobs } from '#src/tendering/bid-files/drop-files.job.ts'
import { bidderJobs } from '#src/tendering/bidder-news/tell-bidders.job.ts'

/** What the clock does in tendering; each folder has its own. */
export const jobs = (shell: Shell): readonly Job[] => [
  ...noticeJobs(shell),
  ...marketJobs(shell),
  ...bidderJobs(shell),
  ...bidFileJobs(shell),
]
