/** What providers of the trial council could take on, as they told it: most of them lately, some too long ago, some never. */
import type { Instant } from '#src/base/day.ts'
import type { Shell } from '#src/platform/command.ts'
import { PARTS_OF_DAY, tellCapacity } from '#src/providers/index.ts'
import { diceFrom } from '#src/trial/dice.ts'
import { hoursAgo } from '#src/trial/office-hours.ts'
import type { MadeProvider } from '#src/trial/providers.ts'

const SEED = 1_780
/** The most hours a week in each part: evenings are scarce, and nights nobody has. */
const MOST_HOURS = { morning: 12, midday: 8, tea: 8, evening: 7, night: 0 } as const
const PERCENT_FULL = 40

export async function makeCapacity(setting: {
  readonly shell: Shell
  readonly setClock: (at: Instant) => void
  readonly now: Instant
  readonly providers: readonly MadeProvider[]
}): Promise<void> {
  const { shell, setClock, now, providers } = setting
  const dice = diceFrom(SEED)
  const told = providers.flatMap(({ organisationRef, name, zones }, at) => {
    const cells = zones.flatMap((zone) => {
      const isFull = dice.percent(PERCENT_FULL)
      return PARTS_OF_DAY.map((part) => ({
        ...{ zone, part },
        weeklyMinutes: isFull ? 0 : dice.whole(0, MOST_HOURS[part]) * 60,
      }))
    })
    // Every ninth never told, every seventh is past its time, the others fade at most.
    const hours = at % 7 === 4 ? dice.whole(380, 700) : dice.whole(2, 320)
    return at % 9 === 8 ? [] : [{ organisationRef, name, cells, hours }]
  })
  for (const { organisationRef, name, cells, hours } of told.sort((a, b) => b.hours - a.hours)) {
    setClock(hoursAgo(now, hours))
    const answer = await tellCapacity(
      shell,
      {
        ...{ kind: 'provider', council: 1, id: `U-${organisationRef}`, name: `${name}, office` },
        ...{ organisation: organisationRef, grants: new Set(['providers.capacity']) },
      },
      { organisationRef, cells, by: 'page' },
    )
    if (!answer.ok) throw new Error(`the trial council could not be made: ${JSON.stringify(answer.error)}`)
  }
  setClock(now)
}
