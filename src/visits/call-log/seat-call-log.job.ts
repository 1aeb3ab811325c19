import type { Shell } from '#src/platform/command.ts'
import { listCouncilIds } from '#src/platform/councils.ts'
import type { Job } from '#src/platform/jobs.ts'
import { SEAT_CALL_LOG } from '#src/visits/call-log/log-commands.ts'
import { seatDue } from '#src/visits/call-log/seat-commands.ts'

/** Seats what large batches left; once in a while for all councils, should a job have been lost. */
export const seatCallLog = (shell: Shell): Job => ({
  name: SEAT_CALL_LOG,
  cron: '*/5 * * * *',
  async run({ council }) {
    const councils = typeof council === 'number' ? [council] : await listCouncilIds(shell)
    for (const one of councils) await seatDue(shell, one)
  },
})
