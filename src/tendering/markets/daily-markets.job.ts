import { dayOf } from '#src/base/day.ts'
import { type Actor, systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { listCouncilIds } from '#src/platform/councils.ts'
import type { Job } from '#src/platform/jobs.ts'
import { cease } from '#src/tendering/markets/market-commands.ts'
import {
  endedBy,
  recheckMarket,
  remindOfEvidence,
  runningMarkets,
} from '#src/tendering/markets/member-check-commands.ts'
import { isRankingDue, rankMarket } from '#src/tendering/ranked-lists/rank-commands.ts'
import { TELL_OF_MARKETS, tellOfMarket } from '#src/tendering/markets/tell-commands.ts'

/** A day of a council's lists: those whose term is over end, members are checked, lists are ranked where it is time, providers reminded. */
export async function runDay(shell: Shell, actor: Actor): Promise<void> {
  const markets = await runningMarkets(shell, actor)
  for (const ended of endedBy(markets, dayOf(shell.now()))) await cease(shell, actor, ended)
  for (const market of markets) {
    await recheckMarket(shell, actor, market.marketRef)
    if (await shell.read(actor, (tx) => isRankingDue(tx, market))) await rankMarket(shell, actor, market.marketRef)
  }
  await remindOfEvidence(shell, actor)
}

export const marketJobs = (shell: Shell): readonly Job[] => [
  {
    name: 'check-markets',
    cron: '20 6 * * *',
    async run() {
      for (const council of await listCouncilIds(shell)) await runDay(shell, systemActor(council))
    },
  },
  {
    name: TELL_OF_MARKETS,
    run: async ({ council, template, ref, at }) =>
      void (await tellOfMarket(shell, Number(council), {
        template: String(template),
        ref: String(ref),
        at: String(at),
      })),
  },
]
