import type { Shell } from '#src/platform/command.ts'
import type { Job } from '#src/platform/jobs.ts'
import { capacityJobs } from '#src/providers/capacity/remind-of-capacity.job.ts'
import { directoryJobs } from '#src/providers/directory/publish-directory.job.ts'

export const jobs = (shell: Shell): readonly Job[] => [...capacityJobs(shell), ...directoryJobs(shell)]
