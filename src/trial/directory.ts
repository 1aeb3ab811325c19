/** What providers of the trial council say of themselves in the public directory: most of them. */
import type { Shell } from '#src/platform/command.ts'
import { describeService, listLocations, publishDirectory } from '#src/providers/index.ts'
import { systemActor } from '#src/platform/actor.ts'
import type { MadeProvider } from '#src/trial/providers.ts'

const WAYS = [
  'We help with washing, dressing, meals and medicines, at the times that suit you, with the same few carers.',
  'A small team that knows the villages. We can begin within a few days, and stay for half an hour or longer.',
  'Care for people with dementia and for those who look after them, by day and in the evening.',
] as const

export async function makeDirectory(setting: {
  readonly shell: Shell
  readonly providers: readonly MadeProvider[]
}): Promise<void> {
  const { shell, providers } = setting
  const system = systemActor(1)
  for (const [at, { organisationRef, name }] of providers.entries()) {
    if (at % 5 === 4) continue
    const [office] = await shell.read(system, (tx) => listLocations(tx, organisationRef))
    if (!office) continue
    const takes = at % 4 !== 3
    const fromPence = 2_400 + (at % 7) * 50
    const said = await describeService(
      shell,
      {
        ...{ kind: 'provider', council: 1, id: `U-${organisationRef}`, name: `${name}, office` },
        ...{ organisation: organisationRef, grants: new Set(['providers.describe']) },
      },
      {
        organisationRef,
        said: {
          ...{ locationRef: office.locationRef, description: WAYS[at % WAYS.length] ?? WAYS[0] },
          ...{
            phone: null,
            email: null,
            takesSelfFunders: takes,
            priceNote: takes ? 'More at night and weekends' : '',
          },
          price: takes ? { unit: 'hour', fromPence, toPence: fromPence + 700 } : undefined,
        },
      },
    )
    if (!said.ok) throw new Error(`the trial council could not be made: ${JSON.stringify(said.error)}`)
  }
  await publishDirectory(shell, system)
}
