import { addDays, dayOf } from '#src/base/day.ts'
import { systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { listCouncilIds } from '#src/platform/councils.ts'
import type { Job } from '#src/platform/jobs.ts'
import { tellContracts } from '#src/visits/measures/tell-contracts-commands.ts'
import { tellRounds } from '#src/visits/measures/tell-rounds-commands.ts'
import { countDueDays, countDuePeople, countEverybody, tellLists } from '#src/visits/measures/measure-commands.ts'

/** Days that changed, and people whose log came, are counted again within five minutes, yesterday and today every hour; who came to whom, every night, when brokerage, lists and contracts are told. */
export const measureJobs = (shell: Shell): readonly Job[] => [
  {
    name: 'count-measures',
    cron: '*/5 * * * *',
    async run() {
      for (const council of await listCouncilIds(shell)) {
        await countDueDays(shell, systemActor(council))
        await countDuePeople(shell, systemActor(council))
      }
    },
  },
  {
    name: 'count-today',
    cron: '7 * * * *',
    async run() {
      const today = dayOf(shell.now())
      for (const council of await listCouncilIds(shell))
        await countDueDays(shell, systemActor(council), [addDays(today, -1), today])
    },
  },
  {
    name: 'count-continuity',
    cron: '25 3 * * *',
    async run() {
      for (const council of await listCouncilIds(shell)) {
        await countEverybody(shell, systemActor(council))
        await tellRounds(shell, systemActor(council))
        await tellLists(shell, systemActor(council))
        await tellContracts(shell, systemActor(council))
      }
    },
  },
]
