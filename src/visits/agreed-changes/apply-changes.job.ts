import type { Shell } from '#src/platform/command.ts'
import type { Job } from '#src/platform/jobs.ts'
import { APPLY_CHANGES, applyChanges } from '#src/visits/agreed-changes/agree-commands.ts'

/** What a provider agreed becomes visits at their new times. */
export const applyChangesJob = (shell: Shell): Job => ({
  name: APPLY_CHANGES,
  async run({ council }) {
    await applyChanges(shell, Number(council))
  },
})
